"""The employee's conversation: a message becomes a card with every field read back; nothing is stored before Save."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.errors import Invalid, NotFound, Refused
from core.frameworks import CompetencyCategory
from core.people import Capability, Role, edit_role
from tagging.llm import ChatModel
from tests.bot.certificates import PASSED, Stage
from tests.bot.spoken import labels
from tests.bot.writing import Writing
from tests.builders import a_skill
from tests.conftest import House
from tests.tagging.scripted_llm import ScriptedLLM


@pytest.fixture
def stage(house: House) -> Stage:
    return Stage(house)


@pytest.fixture
def anna(stage: Stage) -> Writing:
    return stage.anna


@pytest.mark.rule("qualifications/by-chat")
def test_a_sentence_is_read_back_field_by_field_and_one_press_saves_it(stage: Stage, anna: Writing) -> None:
    assert anna.write(PASSED).splitlines() == [
        "Check and save",
        "First aid at work",
        "Issued: 3 May 2026 (year assumed)",
        "Expires: 3 May 2029",
        "Read from your message. Nothing is saved yet.",
        "[Save] [Edit] [Cancel]",
    ]
    assert stage.stored() == (0, 0), "nothing is stored before it is confirmed"
    assert anna.press("Save").splitlines() == [
        "✓ Saved by you, 09:00. First aid at work: ✓ acquired, not verified.",
        "[Ask for verification] [Why?] [Undo]",
    ]
    (held,) = stage.on_file()
    assert (held.name, held.issued_on, held.expires_on) == ("First aid at work", date(2026, 5, 3), date(2029, 5, 3))


@pytest.mark.rule("qualifications/by-chat")
@pytest.mark.parametrize(
    ("words", "issued", "expires"),
    [
        ("Got my forklift licence today", date(2026, 11, 24), None),
        ("Passed hot work permit on 2026-10-01 valid until 1 October 2027", date(2026, 10, 1), date(2027, 10, 1)),
        ("My Forklift licence expires on 14 December", None, date(2026, 12, 14)),
        ("Renewed first aid at work last Friday, valid for 18 months", date(2026, 11, 20), date(2028, 5, 20)),
        ("log First aid at work, 3.5.2026", None, None),
    ],
)
def test_other_words_and_date_styles_are_understood(
    stage: Stage, anna: Writing, words: str, issued: date | None, expires: date | None
) -> None:
    anna.write(words)
    if words.startswith("log"):
        assert anna.says.startswith("Which day is 3.5.2026?"), "two readings are asked even so"
        return
    anna.press("Save")
    (held,) = stage.on_file()
    assert (held.issued_on, held.expires_on) == (issued, expires)


@pytest.mark.rule("qualifications/by-chat")
def test_cancel_leaves_nothing_and_its_card_is_over(stage: Stage, anna: Writing) -> None:
    anna.write(PASSED)
    before = anna.card
    assert anna.press("Cancel") == "Cancelled. Nothing was saved."
    anna.card = before
    with pytest.raises(NotFound, match="out of date"):
        anna.press("Save")
    assert stage.stored() == (0, 0)


@pytest.mark.rule("qualifications/by-chat")
def test_a_reply_in_the_thread_corrects_the_card(stage: Stage, anna: Writing) -> None:
    anna.write(PASSED)
    assert "Issued: 4 May 2026 (year assumed)\nExpires: 4 May 2029" in anna.reply("No, 4 May")
    assert "Paediatric first aid\n" in anna.reply("it was Paediatric first aid")
    assert "Issued: 4 May 2026" in anna.says and "Expires: 4 May 2029" in anna.says
    assert anna.reply("thanks a lot").startswith("I don't find a change in that. Example: No, 4 May 2026.\n") or (
        "I don't find a change in that." in anna.says
    )
    anna.press("Save")
    (held,) = stage.on_file()
    assert (held.name, held.issued_on) == ("Paediatric first aid", date(2026, 5, 4))


@pytest.mark.rule("qualifications/by-chat")
def test_a_correction_outside_the_thread_is_about_the_card_just_shown(house: House, anna: Writing) -> None:
    anna.write(PASSED)
    assert "Issued: 4 May 2026" in anna.write("No, 4 May")
    house.clock.forward(hours=1, minutes=1)
    assert anna.write("No, 5 May") == ""


@pytest.mark.rule("qualifications/by-chat")
@pytest.mark.parametrize(
    "words", ["hello", "Who knows welding?", "gap", "show First aid at work", "Please book a room for 3 May", "thanks"]
)
def test_what_is_no_qualification_is_left_to_others(stage: Stage, anna: Writing, words: str) -> None:
    anna.conversations.verbs["gap"] = anna.conversations.verbs["log"]
    anna.conversations.verbs["show"] = anna.conversations.verbs["log"]
    assert anna.write(words) == ""
    assert stage.stored() == (0, 0)


@pytest.mark.rule("qualifications/by-chat")
def test_edit_opens_a_form_whose_save_saves(stage: Stage, anna: Writing) -> None:
    anna.write(PASSED)
    anna.press("Edit")
    assert anna.form is not None
    assert {each.name: each.initial for each in anna.form.fields} == {
        "competency": ("First aid at work", str(stage.kinds["First aid at work"])),
        "issued_on": date(2026, 5, 3),
        "expires_on": date(2029, 5, 3),
        "issuer": None,
        "number": None,
        "public_note": None,
        "file": None,
    }
    assert anna.fill(issued_on=date(2026, 5, 5), number="FA-7741", public_note="Late shift").startswith("✓ Saved")
    (held,) = stage.on_file()
    said = held.issued_on, held.expires_on, held.number, held.public_note
    assert said == (date(2026, 5, 5), date(2029, 5, 3), "FA-7741", "Late shift")


def test_the_form_alone_logs_a_qualification_too(stage: Stage, anna: Writing) -> None:
    anna.command("log")
    assert anna.form is not None and anna.form.title.id == "Log a qualification"  # type: ignore[union-attr]
    assert anna.options("qualification.competencies", "first") == ["First aid at work", "Paediatric first aid"]
    with pytest.raises(Invalid, match="Which competency") as unnamed:
        anna.fill()
    assert unnamed.value.field == "competency"
    aid = str(stage.kinds["First aid at work"])
    with pytest.raises(Invalid, match="expiry 2 May 2026 is before issue 3 May 2026") as wrong:
        anna.fill(competency=aid, issued_on=date(2026, 5, 3), expires_on=date(2026, 5, 2))
    assert wrong.value.field == "expires_on"
    with pytest.raises(Invalid, match="is no value here") as value:
        anna.fill(competency=str(stage.kinds["German"]), value="fluent")
    assert value.value.field == "value"
    assert stage.stored() == (0, 0)
    anna.fill(competency=aid, issued_on=date(2026, 5, 3))
    assert [held.name for held in stage.on_file()] == ["First aid at work"]


def test_a_command_is_read_as_a_message_is(stage: Stage, anna: Writing) -> None:
    assert "First aid at work\nIssued: 3 May 2026 (year assumed)" in anna.command("log", PASSED)
    anna.press("Save")
    assert len(stage.on_file()) == 1


@pytest.mark.rule("qualifications/ambiguous")
def test_a_day_readable_two_ways_is_asked_with_both_days_on_buttons(stage: Stage, anna: Writing) -> None:
    assert anna.write("I passed First aid at work on 03/04/2026").splitlines()[:2] == [
        "Which day is 03/04/2026?",
        "[3 April 2026] [4 March 2026] [Other]",
    ]
    assert stage.stored() == (0, 0)
    assert "Issued: 4 March 2026\n" in anna.press("4 March 2026")
    anna.press("Save")
    assert stage.on_file()[0].issued_on == date(2026, 3, 4)


@pytest.mark.rule("qualifications/ambiguous")
def test_another_day_than_both_can_be_picked(stage: Stage, anna: Writing) -> None:
    anna.write("I passed First aid at work on 03/04/2026, valid 3 years")
    assert "Issued: 5 April 2026\nExpires: 5 April 2029" in anna.pick(date(2026, 4, 5))


@pytest.mark.rule("qualifications/ambiguous")
def test_a_day_that_does_not_exist_is_said_so_and_asked(stage: Stage, anna: Writing) -> None:
    assert anna.write("I passed First aid at work on 31 February").startswith(
        "31 February isn't a date. When was it issued?\n[Issued on]"
    )
    assert "Issued: 28 February 2026\n" in anna.pick(date(2026, 2, 28))
    anna.press("Save")
    assert stage.on_file()[0].issued_on == date(2026, 2, 28)


@pytest.mark.rule("qualifications/dates")
def test_an_expiry_before_issue_is_named_and_offers_edit(stage: Stage, anna: Writing) -> None:
    said = anna.write("I passed First aid at work on 3 May 2026, valid until 3 May 2025")
    assert said.startswith("First aid at work: expiry 3 May 2025 is before issue 3 May 2026.\n[Edit]")
    assert labels(anna.card) == ["Edit"]
    anna.press("Edit")
    anna.fill(expires_on=date(2029, 5, 3))
    assert stage.on_file()[0].expires_on == date(2029, 5, 3)


@pytest.mark.rule("qualifications/ambiguous")
def test_an_unknown_certificate_is_asked_never_guessed(stage: Stage, anna: Writing) -> None:
    said = anna.write("I passed First Aid Pro on 3 May 2026")
    assert said.startswith("I don't find 'First Aid Pro'. Is it one of these?")
    assert "First aid at work" in labels(anna.card) and labels(anna.card)[-1] == "None of these"
    assert "First aid at work\nIssued: 3 May 2026\n" in anna.press("First aid at work")
    anna.press("Save")
    assert stage.on_file()[0].name == "First aid at work"


@pytest.mark.rule("qualifications/ambiguous")
def test_an_unknown_certificate_can_be_proposed_and_its_draft_returns(stage: Stage, anna: Writing) -> None:
    anna.write("I passed First Aid Pro on 3 May 2026")
    said = anna.press("None of these")
    assert said.startswith("I don't find 'First Aid Pro'. I can't save it until it is in the catalogue.")
    assert anna.press("Propose it").startswith("Proposed: 'First Aid Pro'.")
    with stage.house.writing() as session:
        a_skill(session, "First aid pro", category=CompetencyCategory.CERTIFICATION)
    with stage.house.reading() as session:
        (draft_id,) = _returned(session)
        handler = anna.conversations.notices["qualification.draft_returned"]
        card = handler(session, anna.asker.person, {"draft": draft_id}, None)
    assert card is not None
    anna.card = card
    assert "'First aid pro' is in the catalogue now. Your draft is back." in anna.says
    assert "Issued: 3 May 2026" in anna.says
    assert anna.press("Save").startswith("✓ Saved")
    assert stage.on_file()[0].name == "First aid pro"
    with stage.house.reading() as session:
        assert handler(session, anna.asker.person, {"draft": draft_id}, None) is None, "saved drafts don't return"


def _returned(session: Any) -> list[int]:
    from core.notifications.models import OutboxMessage

    found = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "qualification.draft_returned"))
    return [message.refs["draft"] for message in found]


@pytest.mark.rule("people/own-qualifications")
def test_where_own_qualifications_are_read_only_nothing_is_read(stage: Stage, anna: Writing) -> None:
    with stage.house.writing() as session:
        edit_role(session, stage.house.operator, Role.EMPLOYEE, remove=Capability.QUALIFICATION_OWN_WRITE)
    with pytest.raises(Refused, match="changing own qualifications"):
        anna.write(PASSED)


def test_another_persons_draft_is_out_of_reach(stage: Stage, anna: Writing) -> None:
    anna.write(PASSED)
    ben = stage.writer(stage.ben)
    for label in ("Save", "Edit", "Cancel"):
        ben.card = anna.card
        with pytest.raises(NotFound, match="out of date"):
            ben.press(label)
    assert stage.stored() == (0, 0)


def test_a_correction_after_saving_is_a_card_to_confirm(stage: Stage, anna: Writing) -> None:
    anna.write(PASSED)
    anna.press("Save")
    said = anna.reply("No, 4 May 2026")
    assert "Corrects what is on file. Nothing is changed yet." in said and "Issued: 4 May 2026" in said
    assert stage.on_file()[0].issued_on == date(2026, 5, 3)
    assert anna.press("Save").startswith("✓ Changed by you")
    assert stage.on_file()[0].issued_on == date(2026, 5, 4)


def test_a_long_message_with_all_there_is_still_makes_a_card(stage: Stage, anna: Writing) -> None:
    anna.write((PASSED + ". ") + "la " * 1_300)
    assert labels(anna.card)


def test_the_model_reads_what_the_parser_does_not_and_what_it_names_is_still_asked(house: House) -> None:
    words = "They handed me the lifesaver card at last, it came from the red cross"
    assert Stage(house).anna.write(words) == "", "the parser alone leaves it to others"

    answer: dict[str, Any] = {
        "is_qualification": True,
        "competency_words": {"value": "lifesaver card", "words": "lifesaver card"},
        "issued_on": None,
        "expires_on": None,
        "issuer": {"value": "red cross", "words": "red cross"},
        "number": None,
    }
    with ScriptedLLM([lambda _body: answer]) as server:
        stage = Stage(a_house_like(house), ChatModel(base_url=server.url, api_key="none", model="scripted"))
        answer["competency_ids"] = [stage.kinds["First aid at work"]]
        said = stage.anna.write(words)
    assert said.startswith("I don't find 'lifesaver card'. Is it one of these?")
    assert labels(stage.anna.card)[0] == "First aid at work"
    assert "Issuer: red cross" in said
    assert stage.stored() == (0, 0), "a model never writes"
    stage.anna.press("First aid at work")
    assert stage.anna.press("Save").startswith("✓ Saved")


def test_without_an_answer_from_the_model_the_parser_reads_alone_and_says_so(house: House) -> None:
    with ScriptedLLM(["500"]) as server:
        stage = Stage(house, ChatModel(base_url=server.url, api_key="none", model="scripted"))
        assert "Without the language model, which isn't answering." in stage.anna.write("I passed First aid at work")
        assert "I don't read a certification in that." in stage.anna.write("The weather in Oslo was quite fine")
        assert "Without the language model" in stage.anna.says


def a_house_like(house: House) -> House:
    """Another fresh workspace of the same engine."""
    return replace(house, workspace_id=house.engine.add_workspace(f"L{house.workspace_id}X", "Nordlys too"))
