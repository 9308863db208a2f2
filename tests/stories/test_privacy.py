"""Privacy as people meet it: who sees what of Anna, her own file, somebody erased for good, the audit trail, the AI."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import chain_holds
from core.notifications.models import InboxDelivery
from core.people import Person
from tests.stories.signed import post_event
from tests.stories.stage import Stage
from tests.tagging.scripted_llm import ScriptedLLM

DETAILS = ("B1", "Forklift", "Needs")
"""What stands on a profile for those who see Anna's details: a value, a certification, the targets' table."""


def _files(stage: Stage, ending: str) -> list[Any]:
    return stage.workspace.run(
        lambda: [each for each in stage.workspace.ws.memory.files.values() if each.name.endswith(ending) and each.ready]
    )


def _count(stage: Stage, query: sa.Select[Any]) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        return int(session.scalar(query) or 0)


def _wait_for(done: Callable[[], bool]) -> None:
    """What the workers settle, no change of the workspace tells."""
    until = time.monotonic() + 15
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)


def _erase(stage: Stage, handle: str) -> None:
    """Ada erases somebody: one command, one press."""
    ada = stage.person("ada")
    card = ada.commands("/prowess", f"forget @{handle}")
    assert "This can't be undone" in card.text
    ada.presses(card, "Erase")
    ada.sees(card, "✓ Erased.", 15)


@pytest.mark.rule("privacy/details")
def test_in_chat_those_who_supervise_anna_and_admins_see_her_details_and_nobody_else(stage: Stage) -> None:
    for name in ("ben", "grete", "harald", "ingrid", "ada"):
        stage.person(name).commands("/prowess", "show @anna")
        seen = stage.person(name).waits_for("Seen because", 30)
        assert all(word in seen.text for word in DETAILS), name
    for name in ("erik", "sofie", "cleo", "jonas", "rita"):
        answer = stage.person(name).commands("/prowess", "show @anna").text
        assert "Anna has:" in answer, name
        assert not any(word in answer for word in DETAILS), name
        for asked in ("why @anna English", "path @anna English"):
            assert "B1" not in stage.person(name).commands("/prowess", asked).text, (name, asked)


@pytest.mark.rule("privacy/export")
def test_anna_gets_everything_about_her_in_one_file_in_our_private_chat(stage: Stage) -> None:
    anna = stage.person("anna")
    card = anna.commands("/prowess", "mydata")
    anna.presses(card, "Make the file")
    anna.waits_for("README.txt inside", 15)
    file = stage.workspace.until(lambda: next(iter(_files(stage, "my-data.zip")), None), 15, "the file")
    data = json.loads(zipfile.ZipFile(io.BytesIO(file.content)).read("data.json"))
    assert data["about"] == "Anna Berg"
    assert any(each["competency"] == "English" for each in data["qualification"])
    assert "Ben Dahl" in {each.get("manager") for each in data["line"]}
    assert any(each["what"] == "person.changed" for each in data["history"])


@pytest.mark.rule("privacy/erase")
def test_omar_is_erased_with_one_press_and_is_a_stranger_from_then_on(stage: Stage) -> None:
    _erase(stage, "omar")
    assert _count(stage, sa.select(sa.func.count(Person.id)).where(Person.chat_user_id == "UOMAR")) == 0
    said = stage.person("omar").says("me")
    answer = stage.person("omar").waits_for("only for members", thread=said)
    assert "Omar" not in answer.text
    assert "I don't find" in stage.person("ben").commands("/prowess", "show @omar").text
    with stage.engine.reading(stage.workspace_id) as session:
        assert chain_holds(session)


@pytest.mark.rule("privacy/erase")
def test_what_others_were_told_of_anna_is_rewritten_where_it_stands(stage: Stage) -> None:
    anna, ada = stage.person("anna"), stage.person("ada")
    anna.presses(anna.commands("/prowess", "help"), "Send feedback")
    form = anna.modal()
    anna.fills(form, {"What should we know?": "The chart is hard to read."})
    anna.submits(form)
    stage.deliver()
    told = ada.waits_for("Anna Berg sent feedback")
    _erase(stage, "anna")
    stage.deliver()
    text = ada.sees(told, "This message was about somebody whose data have been erased.")
    assert "Anna" not in text
    assert "hard to read" not in text


@pytest.mark.rule("privacy/erase-stays")
def test_no_delivery_directory_or_sample_brings_omar_back(stage: Stage) -> None:
    omar, url = stage.person("omar"), stage.workspace.ws.config.bot_url
    stage.workspace.faults.on_delivery("drop", 1, of="event")
    said = omar.says("I passed Fire safety yesterday")
    event = {
        "type": "message", "channel": said.conversation, "channel_type": "im", "user": "UOMAR", "text": said.text,
        "ts": said.ts,
    }  # fmt: skip
    _erase(stage, "omar")
    for _ in range(2):
        assert post_event(url, event, event_id="EvOMAR").status_code == 200
    stage.workspace.changes("UOMAR", real_name="Omar Aziz Again")
    stage.service._follow_directories()
    settled = sa.select(sa.func.count(InboxDelivery.id)).where(InboxDelivery.state.in_(["waiting", "working"]))
    _wait_for(lambda: _count(stage, settled) == 0)
    known = sa.select(sa.func.count(Person.id)).where(Person.name.contains("Omar"))
    assert _count(stage, known) == 0
    back = stage.person("ada").commands("/prowess", "readmit <@UOMAR|omar> Omar Aziz")
    assert "✓ Readmitted and added." in back.text
    assert _count(stage, known) == 1


@pytest.mark.rule("privacy/erase")
def test_forget_is_refused_to_all_but_site_admins_and_says_why(stage: Stage) -> None:
    for name in ("anna", "ben", "ingrid"):
        answer = stage.person(name).commands("/prowess", "forget @omar")
        assert "Not done: managing the site isn't open to you here. A site admin can." in answer.text, name
        assert "Not shown: the audit trail is for site admins" in stage.person(name).commands("/prowess", "audit").text


@pytest.mark.rule("privacy/audit")
def test_ada_reads_who_changed_what_of_anna_and_that_the_chain_holds(stage: Stage) -> None:
    stage.person("ben").commands("/target", "@anna Welding by 1 March")
    ada = stage.person("ada")
    card = ada.commands("/prowess", "audit @anna on 24 November")
    assert "targets assigned · Ben Dahl" in card.text
    ada.commands("/prowess", "audit check")
    assert "Head:" in ada.waits_for("✓ The chain holds", 15).text


@pytest.mark.rule("privacy/ai")
def test_with_the_ai_off_for_cleo_suggestions_come_from_this_machine_alone(
    with_model: tuple[Stage, ScriptedLLM],
) -> None:
    stage, server = with_model
    cleo = stage.person("cleo")
    assert "Off for what you write, by you." in cleo.commands("/prowess", "ai off").text
    cleo.commands("/tag", "Fire watch after welding")
    card = cleo.waits_for("Nothing is linked until you accept.", 30)
    assert "The AI is switched off here: matched by meaning and words, on this machine." in card.text
    assert "Welding · 0." in card.text
    assert server.requests == []
    cleo.says("The heart-saver thing at the Red Cross went fine on 3 May, they ticked me off for 2 years")
    stage.workspace.until(lambda: len(cleo.inbox()) >= 2 or None, 20, "an answer to the message")
    assert server.requests == []


@pytest.mark.rule("privacy/ai")
def test_an_admin_switches_the_ai_off_for_a_team_and_only_its_members_texts_stay(
    with_model: tuple[Stage, ScriptedLLM],
) -> None:
    stage, server = with_model
    said = stage.person("ada").commands("/prowess", "ai off team People development").text
    assert "Off for the members of: People development" in said
    stage.person("cleo").commands("/tag", "Fire watch after welding")
    stage.person("cleo").waits_for("The AI is switched off here", 30)
    assert server.requests == []
    stage.person("ada").commands("/tag", "Fire watch after welding")
    stage.person("ada").waits_for("Nothing is linked until you accept.", 30)
    assert server.requests
