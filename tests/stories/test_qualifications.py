"""Qualifications through chat: registered by a manager, told, verified by a reviewer, listed, revoked, taken out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.test_qualification_papers import LINES, a_printed_pdf
from tests.stories.stage import Stage

CARD = "Driver CPC card"


def _registers(stage: Stage, by: Any, whom: Any, **more: Any) -> None:
    """From the list: category and person, then type and details."""
    listed = by.commands("/prowess", "all") or by.waits_for("1 to 10", 10)
    by.presses(listed, "Register")
    form = by.modal("Register")
    by.fills(form, {"Category": "Certification", "For whom": [whom]})
    assert by.submits(form) == {}
    form = by.modal("Register")
    by.fills(form, {"Type": CARD, "Issued": "2026-05-03", "Expires": "2028-05-03", **more})
    assert by.submits(form) == {}


@pytest.mark.rule("qualifications/add")
@pytest.mark.rule("qualifications/notify")
@pytest.mark.rule("qualifications/verified")
def test_a_manager_registers_for_a_report_who_is_told_asks_for_verification_and_gets_it(stage: Stage) -> None:
    anna, ben = stage.person("anna"), stage.person("ben")
    _registers(stage, ben, anna)
    ben.waits_for(f"✓ Registered for Anna: {CARD}, not verified.", 10)
    stage.deliver()
    told = anna.waits_for(f"Ben registered for you: {CARD}", 10)
    anna.presses(told, "Ask for verification")
    asked = anna.waits_for(f"{CARD}: asked", 10)
    reviewer = stage.person(asked.text.split("asked ")[1].split()[0].lower())
    stage.deliver()
    card = reviewer.waits_for(f"Anna asks you to verify: {CARD}", 10)
    reviewer.presses(card, "Start")
    reviewer.sees(card, "In review by you since")
    reviewer.presses(card, "Verify")
    reviewer.sees(card, "✓ Verified by you")
    stage.deliver()
    anna.waits_for(f"verified your {CARD}.", 10)
    listed = ben.commands("/prowess", f"all {CARD}") or ben.waits_for("Only:", 10)
    assert f"Anna Berg: {CARD} · ✓ ok, expires 3 May 2028 · verified" in listed.text


@pytest.mark.rule("qualifications/all")
def test_a_colleague_lists_names_alone_and_never_certifications(stage: Stage) -> None:
    erik = stage.person("erik")
    listed = erik.commands("/prowess", "all @anna") or erik.waits_for("Only: Anna Berg", 10)
    assert "Only: Anna Berg" in listed.text
    assert "expires" not in listed.text and "licence" not in listed.text


@pytest.mark.rule("qualifications/export")
def test_a_manager_takes_their_peoples_certificates_out_in_a_file(stage: Stage) -> None:
    ben = stage.person("ben")
    ben.commands("/prowess", "export qualifications certifications as csv")
    card = ben.waits_for("qualifications.csv:", 20)
    assert "you took it is logged" in card.text


def test_a_dropped_certificate_is_read_and_saved_with_one_press(stage: Stage) -> None:
    anna = stage.person("anna")
    anna.says(files=[("scan.pdf", a_printed_pdf(*LINES[:4], CARD, *LINES[5:]))])
    card = anna.waits_for("Check and save", 20)
    assert "(from '3 May 2026')" in card.text and "Read from scan.pdf." in card.text
    anna.presses(card, "Save")
    anna.waits_for("✓ Saved by you", 20)


@pytest.mark.rule("qualifications/types")
def test_an_admin_makes_a_type_that_somebody_logs_at_once(stage: Stage) -> None:
    ada, anna = stage.person("ada"), stage.person("anna")
    ada.commands("/prowess", "type new Scaffold inspector pass")
    form = ada.modal("New type")
    ada.fills(form, {"Expiry date": ["yes"]})
    assert ada.submits(form) == {}
    if ada.has_modal():
        asked = ada.modal("Use one of these")
        ada.fills(asked, {"Use one of these, or create anyway?": "Create anyway"})
        assert ada.submits(asked) == {}
    ada.waits_for("It is usable at once.", 10)
    anna.says("I passed Scaffold inspector pass on 3 May 2026")
    assert "Expires" in anna.waits_for("Check and save", 20).text
