"""Each button, menu or question that Slack would refuse is named with its place and the limit."""

import pytest

from bot.workspace.blockcheck import check_blocks
from tests.bot.workspace.block_samples import (
    CONFIRM,
    Block,
    actions,
    button,
    menu,
    mrkdwn,
    option,
    options,
    plain,
    question,
)

BAD_ELEMENTS: list[tuple[str, Block, str]] = [
    (
        "26 elements",
        actions(*[button(action_id=str(n)) for n in range(26)]),
        "blocks[0].elements has 26 entries; the limit is 25",
    ),
    ("no elements", actions(), "blocks[0].elements has 0 entries"),
    (
        "a text input among actions",
        actions({"type": "plain_text_input"}),
        "blocks[0].elements[0].type is 'plain_text_input'",
    ),
    (
        "a button text of 76",
        actions(button("x" * 76)),
        "blocks[0].elements[0].text.text has 76 characters; the limit is 75",
    ),
    ("a button value of 2,001", actions(button(value="x" * 2001)), "blocks[0].elements[0].value has 2,001"),
    (
        "a button style",
        actions(button(style="warning")),
        "blocks[0].elements[0].style is 'warning'; it must be one of primary, danger",
    ),
    (
        "a button url of 3,001",
        actions(button(url="https://a.b/" + "x" * 2989)),
        "blocks[0].elements[0].url has 3,001",
    ),
    (
        "a url that opens nothing",
        actions(button(url="see below")),
        "blocks[0].elements[0].url is not an address",
    ),
    (
        "two buttons with one action_id",
        actions(button(), button()),
        "blocks[0].elements[1].action_id is already used",
    ),
    ("an action_id of 256", actions(button(action_id="x" * 256)), "blocks[0].elements[0].action_id has 256"),
    (
        "a confirm title of 101",
        actions(button(confirm=CONFIRM | {"title": plain("x" * 101)})),
        "blocks[0].elements[0].confirm.title.text has 101",
    ),
    (
        "a confirm text of 301",
        actions(button(confirm=CONFIRM | {"text": plain("x" * 301)})),
        "blocks[0].elements[0].confirm.text.text has 301",
    ),
    (
        "a confirm button of 31",
        actions(button(confirm=CONFIRM | {"deny": plain("x" * 31)})),
        "blocks[0].elements[0].confirm.deny.text has 31",
    ),
    ("101 options", actions(menu(101)), "blocks[0].elements[0].options has 101 entries; the limit is 100"),
    (
        "an option of 76",
        actions(menu() | {"options": [option("x" * 76)]}),
        "blocks[0].elements[0].options[0].text.text has 76",
    ),
    (
        "an option value of 151",
        actions(menu() | {"options": [option(value="x" * 151)]}),
        "blocks[0].elements[0].options[0].value has 151",
    ),
    (
        "an option without value",
        actions(menu() | {"options": [{"text": plain("a")}]}),
        "blocks[0].elements[0].options[0].value is missing",
    ),
    (
        "an option in mrkdwn",
        actions(menu() | {"options": [{"text": mrkdwn("a"), "value": "a"}]}),
        "blocks[0].elements[0].options[0].text.type is 'mrkdwn'",
    ),
    (
        "two options of one value",
        actions(menu() | {"options": [option(), option("Other")]}),
        "blocks[0].elements[0].options has two options with the same value",
    ),
    (
        "options and groups",
        actions(menu(option_groups=[{"label": plain("a"), "options": options(1)}])),
        "blocks[0].elements[0] needs exactly one of options and option_groups",
    ),
    (
        "a foreign initial option",
        actions(menu(initial_option=option())),
        "blocks[0].elements[0].initial_option is not exactly one of the options",
    ),
    (
        "an option with a url in a menu",
        actions(menu() | {"options": [option(url="https://a.b")]}),
        "blocks[0].elements[0].options has an option with a url",
    ),
    (
        "a placeholder of 151",
        actions(menu(placeholder=plain("x" * 151))),
        "blocks[0].elements[0].placeholder.text has 151",
    ),
    (
        "6 in an overflow",
        actions({"type": "overflow", "options": options(6)}),
        "blocks[0].elements[0].options has 6 entries; the limit is 5",
    ),
    (
        "11 radio buttons",
        actions({"type": "radio_buttons", "options": options(11)}),
        "blocks[0].elements[0].options has 11 entries; the limit is 10",
    ),
    (
        "11 checkboxes",
        actions({"type": "checkboxes", "options": options(11)}),
        "blocks[0].elements[0].options has 11",
    ),
    (
        "more chosen than allowed",
        actions({"type": "multi_users_select", "initial_users": ["U1", "U2"], "max_selected_items": 1}),
        "blocks[0].elements[0].initial_users has 2 entries; max_selected_items is 1",
    ),
    (
        "31 February",
        actions({"type": "datepicker", "initial_date": "2026-02-31"}),
        "blocks[0].elements[0].initial_date is not a date written YYYY-MM-DD",
    ),
    (
        "a week for a date",
        actions({"type": "datepicker", "initial_date": "2026-W01-1"}),
        "initial_date is not a date",
    ),
    (
        "a German date",
        actions({"type": "datepicker", "initial_date": "03.05.2026"}),
        "initial_date is not a date",
    ),
    ("25 o'clock", actions({"type": "timepicker", "initial_time": "25:00"}), "initial_time is not a time"),
    (
        "a made-up time zone",
        actions({"type": "timepicker", "timezone": "Mars/Base"}),
        "timezone is not an IANA time",
    ),
    (
        "a moment in milliseconds",
        actions({"type": "datetimepicker", "initial_date_time": 1746230400000}),
        "blocks[0].elements[0].initial_date_time is 1746230400000; it must be at most 9,999,999,999",
    ),
    (
        "a file picker in a message",
        question({"type": "file_input"}),
        "blocks[0].element.type is 'file_input', which a message does not take",
    ),
    (
        "a text of 3,001 allowed",
        question({"type": "plain_text_input", "max_length": 3001}),
        "blocks[0].element.max_length is 3001; it must be at most 3,000",
    ),
    (
        "a least above the most",
        question({"type": "plain_text_input", "min_length": 9, "max_length": 8}),
        "blocks[0].element.min_length is 9, above max_length 8",
    ),
    (
        "words as a number",
        question({"type": "number_input", "is_decimal_allowed": True, "initial_value": "nine"}),
        "blocks[0].element.initial_value is not a number",
    ),
    (
        "a decimal where none may be",
        question({"type": "number_input", "is_decimal_allowed": False, "min_value": "0.5"}),
        "blocks[0].element.min_value has decimals",
    ),
    (
        "dispatch settings switched off",
        question(
            {
                "type": "plain_text_input",
                "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
            }
        ),
        "blocks[0].element.dispatch_action_config has no effect",
    ),
    (
        "more lines at least than at most",
        question({"type": "rich_text_input", "min_lines": 9, "max_lines": 8}),
        "blocks[0].element.min_lines is 9, above max_lines 8",
    ),
    (
        "101 lines",
        question({"type": "rich_text_input", "max_lines": 101}),
        "blocks[0].element.max_lines is 101; it must be at most 100",
    ),
    ("11 files", question({"type": "file_input", "max_files": 11}), "blocks[0].element.max_files is 11"),
    (
        "an empty filter",
        actions({"type": "conversations_select", "filter": {}}),
        "blocks[0].elements[0].filter has 0 entries",
    ),
    (
        "a description of 76",
        actions(menu() | {"options": [option(description=plain("x" * 76))]}),
        "blocks[0].elements[0].options[0].description.text has 76",
    ),
    (
        "a group label of 76",
        actions(
            {"type": "static_select", "option_groups": [{"label": plain("x" * 76), "options": options(1)}]}
        ),
        "blocks[0].elements[0].option_groups[0].label.text has 76",
    ),
    ("a hint of 2,001", question(menu(), hint=plain("x" * 2001)), "blocks[0].hint.text has 2,001"),
    (
        "a start value of 3,001",
        question({"type": "plain_text_input", "initial_value": "x" * 3001}),
        "has 3,001",
    ),
    ("a button as a question", question(button()), "blocks[0].element.type is 'button'"),
    ("a label of 2,001", question(menu(), label=plain("x" * 2001)), "blocks[0].label.text has 2,001"),
]


@pytest.mark.parametrize(
    ("block", "sentence"), [case[1:] for case in BAD_ELEMENTS], ids=[case[0] for case in BAD_ELEMENTS]
)
def test_an_element_that_slack_refuses_is_named_with_its_place(block: Block, sentence: str) -> None:
    found = check_blocks([block], "message")
    assert [line for line in found if sentence in line], found


@pytest.mark.parametrize("block", [case[1] for case in BAD_ELEMENTS], ids=[case[0] for case in BAD_ELEMENTS])
def test_one_fault_gives_one_sentence_not_a_list_of_guesses(block: Block) -> None:
    assert len(check_blocks([block], "message")) <= 2
