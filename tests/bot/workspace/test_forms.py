"""Forms from the first field to the bot's answer."""

from __future__ import annotations

import pytest

from bot.workspace.cards import Sheet
from bot.workspace.fields import problems
from bot.workspace.keyboard import PersonAtKeyboard
from tests.bot.workspace.conftest import Office
from tests.bot.workspace.tiny_bot import plain


@pytest.fixture
def anna(office: Office) -> PersonAtKeyboard:
    """Anna, in an office whose bot is connected."""
    return office.workspace.person("anna")


@pytest.fixture
def sheet(anna: PersonAtKeyboard) -> Sheet:
    """The form, open before Anna."""
    anna.commands("/form")
    return anna.modal("Log a certification")


def test_a_missing_required_field_never_reaches_the_bot(office: Office, anna: PersonAtKeyboard, sheet: Sheet) -> None:
    assert anna.submits(sheet) == {"name": "Please complete this required field."}
    assert office.bot.events("submitted") == []


def test_the_bots_errors_stand_at_their_fields_and_entries_are_kept(anna: PersonAtKeyboard, sheet: Sheet) -> None:
    anna.fills(sheet, {"Name": "bad", "Skill": "Welding"})
    assert anna.submits(sheet) == {"name": "I don't know 'bad'. Pick another name."}
    assert sheet.errors == {"name": "I don't know 'bad'. Pick another name."}
    assert sheet.values["skill"]["skill"]["selected_option"]["value"] == "Welding"


def test_a_form_that_is_taken_closes(office: Office, anna: PersonAtKeyboard, sheet: Sheet) -> None:
    anna.fills(sheet, {"Name": "Forklift", "Person": office.workspace.person("ben"), "Document": ("a.pdf", b"%PDF")})
    assert anna.submits(sheet) == {}
    assert not sheet.is_open
    anna.waits_for("Logged Forklift.")
    values = office.bot.waits_for("submitted")[0]["values"]
    assert values["file"]["file"]["files"][0]["name"] == "a.pdf"
    assert values["who"]["who"]["selected_user"] == "UBEN"


def test_an_answer_may_push_a_form_and_the_next_clear_the_stack(anna: PersonAtKeyboard, sheet: Sheet) -> None:
    anna.fills(sheet, {"Name": "more"})
    anna.submits(sheet)
    second = anna.modal()
    assert second.id != sheet.id
    assert sheet.is_open
    anna.fills(second, {"Name": "x"})
    anna.submits(second)
    assert not anna.has_modal()


def test_an_answer_may_change_the_form_in_place(anna: PersonAtKeyboard, sheet: Sheet) -> None:
    anna.fills(sheet, {"Name": "change"})
    anna.submits(sheet)
    assert sheet.view["callback_id"] == "second"
    assert sheet.values["name"]["name"]["value"] == "change"


def test_closing_is_told_to_a_bot_that_asked(office: Office, anna: PersonAtKeyboard, sheet: Sheet) -> None:
    anna.closes(sheet)
    assert not sheet.is_open
    assert office.bot.waits_for("closed")[0]["is_cleared"] is False


def test_the_cross_closes_the_whole_stack_and_says_so(office: Office, anna: PersonAtKeyboard, sheet: Sheet) -> None:
    anna.fills(sheet, {"Name": "more"})
    anna.submits(sheet)
    anna.closes(anna.modal(), whole_stack=True)
    assert not anna.has_modal()
    assert office.bot.waits_for("closed")[0]["is_cleared"] is True


def test_options_are_looked_up_as_one_types(anna: PersonAtKeyboard, sheet: Sheet) -> None:
    assert anna.looks_up(sheet, "Skill", "fi") == ["Fire safety", "First aid"]
    with pytest.raises(LookupError, match="There are: Fire safety"):
        anna.chooses(sheet, "Skill", "Fishing", query="fire")


def test_options_that_dont_come_in_time_are_said_not_to(office: Office, anna: PersonAtKeyboard, sheet: Sheet) -> None:
    office.bot.slow_by = 0.8
    with pytest.raises(Exception, match="couldn't be loaded"):
        anna.looks_up(sheet, "Skill", "fi")


def test_a_form_the_bot_cannot_take_stays_open_and_says_so(
    office: Office, anna: PersonAtKeyboard, sheet: Sheet
) -> None:
    anna.fills(sheet, {"Name": "Forklift"})
    office.bot.statuses = [500]
    assert anna.submits(sheet) == {"": "We had some trouble connecting. Try again?"}
    assert sheet.values["name"]["name"]["value"] == "Forklift"
    assert anna.submits(sheet) == {}


def test_a_forged_field_is_refused(anna: PersonAtKeyboard, sheet: Sheet) -> None:
    with pytest.raises(LookupError, match="There is no 'Salary' here"):
        anna.fills(sheet, {"Salary": "1"})


@pytest.mark.parametrize(
    ("element", "typed", "said"),
    [
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Please enter at least 3 characters."),
        ({"type": "plain_text_input", "min_length": 3}, "abc", ""),
        ({"type": "plain_text_input", "max_length": 3}, "abc", ""),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "Please enter at most 3 characters."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "1.5", ""),
        ({"type": "number_input", "is_decimal_allowed": True}, "one", "Please enter a number."),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "2", ""),
        (
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "2"},
            "1.99",
            "Please enter a number of at least 2.",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": True, "max_value": "2"},
            "2.01",
            "Please enter a number of at most 2.",
        ),
        ({"type": "email_text_input"}, "ben@", "Please enter a valid email address."),
        ({"type": "email_text_input"}, "ben@nordlys.example", ""),
        ({"type": "url_text_input"}, "nordlys", "Please enter a valid URL."),
    ],
)
def test_slacks_own_checks_of_a_field(element: dict[str, object], typed: str, said: str) -> None:
    block = {
        "type": "input",
        "block_id": "b",
        "label": plain("Field"),
        "element": {**element, "action_id": "a"},
    }
    found = problems([block], {"b": {"a": {"type": element["type"], "value": typed}}})
    assert found.get("b", "") == said


def test_a_bot_that_names_no_field_in_its_errors_is_told_in_the_complaints(office: Office) -> None:
    from bot.workspace.delivery import Answer
    from bot.workspace.pressing import _take_answer

    anna = office.workspace.person("anna")
    anna.commands("/form")
    view = anna.modal()
    ws = office.workspace.ws
    answer = Answer(200, {"response_action": "errors", "errors": {"nowhere": "x"}})
    office.workspace.run(lambda: _take_answer(ws, "UANNA", ws.memory.modals["UANNA"][0], answer))
    assert view.errors == {"": "We had some trouble connecting. Try again?"}
    assert "errors must name input blocks" in office.workspace.complaints[0]
