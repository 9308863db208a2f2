"""What comes unasked: the Monday digest acted on in place, not needed, three messages a week, and e-mail."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from core.embedding import Embedder
from tests.conftest import MovableClock
from tests.stories.conftest import check_what_was_sent
from tests.stories.stage import Prepared, Stage, raised

MONDAY = timedelta(days=6)


@pytest.mark.rule("reminders/digest")
def test_ben_gets_his_week_on_monday_and_books_a_renewal_in_it(stage: Stage) -> None:
    anna, ben = stage.person("anna"), stage.person("ben")
    ben.commands("/target", f"<@{anna.id}> Welding")
    stage.remind()
    assert not [each for each in ben.inbox() if "your week" in each.text], "it is Tuesday"
    stage.clock.now += MONDAY
    stage.remind()
    week = ben.waits_for("Ben, your week:")
    assert "Renew" in week.text
    assert "Grow" in week.text
    assert "○ 1 of 1 person" in week.text
    assert "Weekly, because you manage people. Mute: /prowess settings" in week.text
    ben.chooses(week, "Booked", (stage.clock().date() + timedelta(days=2)).isoformat())
    ben.sees(week, "Booked for 2 December 2026")
    ben.sees(week, "Grow")
    stage.remind()
    assert len([each for each in ben.inbox() if "your week" in each.text]) == 1


@pytest.mark.rule("reminders/digest")
def test_ben_approves_a_plan_in_his_week_and_can_take_it_back(stage: Stage) -> None:
    anna, ben = stage.person("anna"), stage.person("ben")
    draft = anna.commands("/prowess", "plan new My first year: Fire safety")
    anna.presses(draft, "Ask for approval")
    anna.sees(draft, "Asked Ben to approve My first year. Waiting.")
    stage.remind()
    stage.clock.now += MONDAY
    stage.remind()
    week = ben.waits_for("Ben, your week:")
    assert "Anna: plan My first year, 1 competency" in week.text
    ben.presses(week, "Accept")
    ben.sees(week, "✓ Accepted by Ben")
    stage.deliver()
    anna.waits_for("Ben accepted My first year")
    ben.sees(week, "Undo")


@pytest.mark.rule("reminders/not-needed")
def test_anna_says_that_a_licence_is_not_needed_and_ben_stops_its_notices(stage: Stage) -> None:
    anna, ben = stage.person("anna"), stage.person("ben")
    stage.remind()
    notice = anna.waits_for("Your Forklift licence expires in 90 days")
    anna.presses(notice, "Not needed")
    form = anna.modal()
    anna.fills(form, {"Why is it not needed?": "moved to the office"})
    assert anna.submits(form) == {}
    anna.sees(notice, "Asked Ben whether it is needed; notices go on until there is an answer.")
    stage.deliver()
    question = ben.waits_for("is not needed: 'moved to the office'.")
    ben.presses(question, "Stop notices")
    ben.sees(question, "✓ Notices stopped by Ben")
    stage.deliver()
    anna.waits_for("Ben agrees: Forklift licence is not needed. Its notices stop.")
    anna.sees(notice, "Not needed: 'moved to the office'. Ben stopped the notices.")
    for _ in range(3):
        stage.clock.forward(days=31)
        stage.remind()
    assert len([each for each in anna.inbox() if "Your Forklift licence expire" in each.text]) == 0


@pytest.mark.rule("reminders/budget")
def test_anna_gets_three_messages_a_week_and_the_rest_as_one(stage: Stage) -> None:
    anna, ben = stage.person("anna"), stage.person("ben")
    for skill in ("Welding", "Packing", "Dispatch", "Order picking", "Goods receiving"):
        ben.commands("/target", f"<@{anna.id}> {skill}")
        stage.deliver()
    told = [each for each in anna.inbox() if "Ben set you" in each.text]
    assert len(told) == 3
    stage.clock.now += timedelta(days=7)
    stage.deliver()
    told = [each for each in anna.inbox() if "Ben set you" in each.text]
    assert len(told) == 4
    merged = next(each for each in told if each.text.count("Ben set you") > 1)
    anna.presses(merged, "Why?")
    anna.sees(merged, "Ben set you")
    assert len([each for each in anna.inbox() if "Ben set you" in each.text]) == 4


@pytest.fixture
def letters() -> Iterator[tuple[int, list[bytes]]]:
    """An SMTP server on this machine, and what it took in."""
    taken: list[bytes] = []

    class Box:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
            taken.append(bytes(envelope.content))
            return "250 OK"

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(Box(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, taken
    finally:
        controller.stop()


@pytest.mark.rule("reminders/settings")
def test_anna_has_expiry_notices_by_e_mail_as_well(
    prepared: Prepared, tmp_path: Path, clock: MovableClock, embedder: Embedder, letters: tuple[int, list[bytes]]
) -> None:
    port, taken = letters
    url = SecretStr(f"smtp://127.0.0.1:{port}?from=prowess@nordlys.example")
    with raised(prepared, tmp_path, clock, embedder, smtp_url=url) as stage:
        anna = stage.person("anna")
        card = anna.commands("/prowess", "settings")
        anna.chooses(card, "How", "Chat and e-mail")
        stage.remind()
        stage.deliver()
        anna.waits_for("Your Forklift licence expires in 90 days")
        check_what_was_sent(stage)
    [letter] = [message_from_bytes(each, policy=default) for each in taken]
    assert "Anna" in letter["To"]
    body = str(letter.get_content())
    assert "Your Forklift licence expires in 90 days, on 22 February 2027." in body
    assert "Because you hold it." in body
