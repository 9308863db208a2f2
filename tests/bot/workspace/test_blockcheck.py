"""What Slack takes passes the check, and what it would refuse is said before it is sent."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workspace.block_limits import BOUNDS, WHOLE
from bot.workspace.block_schema import validator_for
from bot.workspace.blockcheck import (
    check_blocks,
    check_command_answer,
    check_message,
    check_options,
    check_view,
)
from tests.bot.workspace.block_samples import (
    GOOD_MESSAGES,
    GOOD_VIEWS,
    Block,
    actions,
    button,
    image,
    menu,
    message,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
    table,
)


@pytest.mark.parametrize("payload", GOOD_MESSAGES.values(), ids=GOOD_MESSAGES)
def test_a_message_that_slack_takes_passes(payload: Block) -> None:
    assert check_message(payload) == []


@pytest.mark.parametrize("view", GOOD_VIEWS.values(), ids=GOOD_VIEWS)
def test_a_view_that_slack_takes_passes(view: Block) -> None:
    assert check_view(view) == []


@pytest.mark.parametrize(
    ("block", "most"),
    [
        (lambda n: {"type": "header", "text": plain("x" * n)}, 150),
        (lambda n: section("x" * n), 3000),
        (lambda n: {"type": "section", "fields": [plain("a")] * n}, 10),
        (lambda n: actions(*[button(action_id=str(i)) for i in range(n)]), 25),
        (lambda n: actions(button("x" * n)), 75),
        (lambda n: actions(button(value="x" * n)), 2000),
        (lambda n: actions(menu(n)), 100),
        (lambda n: actions({"type": "overflow", "options": options(n)}), 5),
        (lambda n: table(rows=n), 100),
        (lambda n: table(columns=n), 20),
        (lambda n: section(block_id="x" * n), 255),
        (lambda n: image(alt_text="x" * n), 2000),
        (lambda n: {"type": "context", "elements": [mrkdwn("a")] * n}, 10),
    ],
)
def test_a_limit_takes_its_own_figure_and_refuses_one_more(block: Any, most: int) -> None:
    assert check_blocks([block(most - 1)], "message") == []
    assert check_blocks([block(most)], "message") == []
    assert any(f"the limit is {most:,}" in line for line in check_blocks([block(most + 1)], "message"))


def test_all_block_text_together_may_be_13200_characters() -> None:
    assert check_message(message(*[section("x" * 2640)] * 5)) == []


def test_an_answer_to_a_command_may_be_empty_plain_words_or_blocks() -> None:
    assert check_command_answer("") == []
    assert check_command_answer("Stored") == []
    assert check_command_answer({"response_type": "ephemeral", "text": "Stored", "blocks": [section()]}) == []
    assert check_command_answer({"delete_original": True}) == []
    assert check_command_answer({"replace_original": True, "text": "Confirmed"}) == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"respose_type": "ephemeral", "text": "a"}, "respose_type is not a field"),
        ({"response_type": "private", "text": "a"}, "response_type must be 'ephemeral' or 'in_channel'"),
        ({"replace_original": "yes", "text": "a"}, "replace_original must be true or false"),
        (
            {"text": "a", "blocks": [{"type": "header", "text": mrkdwn("a")}]},
            "blocks[0].text.type is 'mrkdwn'",
        ),
        ({"blocks": [section()]}, "no top-level text"),
        ({"channel": "D1", "text": "a"}, "channel is not a field"),
        (["a"], "the payload must be an object"),
    ],
)
def test_an_answer_to_a_command_that_slack_refuses_is_named(answer: Any, sentence: str) -> None:
    found = check_command_answer(answer)
    assert [line for line in found if sentence in line], found


def test_a_lookup_may_find_nothing_or_100_options_or_groups() -> None:
    assert check_options({"options": []}) == []
    assert check_options({"options": options(100)}) == []
    assert check_options({"option_groups": [{"label": plain("Safety"), "options": options(2)}]}) == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"options": options(101)}, "options has 101 entries; the limit is 100"),
        ({"options": [option("x" * 76)]}, "options[0].text.text has 76"),
        ({"options": [option(value="x" * 151)]}, "options[0].value has 151"),
        ({"options": [option(), option()]}, "options has two options with the same value"),
        ({"options": [option(colour="red")]}, "options[0].colour is not a field"),
        (
            {"option_groups": [{"label": plain("x" * 76), "options": options(1)}]},
            "option_groups[0].label.text has 76",
        ),
        ({"options": options(1), "option_groups": []}, "needs exactly one of options and option_groups"),
        ({}, "needs exactly one of options and option_groups"),
        ({"options": "none"}, "options must be a list"),
        ([], "the payload must be an object"),
    ],
)
def test_a_lookup_answer_that_slack_refuses_is_named(answer: Any, sentence: str) -> None:
    found = check_options(answer)
    assert [line for line in found if sentence in line], found


def test_several_faults_are_told_in_the_order_people_read() -> None:
    blocks = [section() for _ in range(12)]
    blocks[2] = section("")
    blocks[11] = {"type": "header", "text": plain("")}
    found = check_blocks(blocks, "message")
    assert [line.split(".")[0] for line in found] == ["blocks[2]", "blocks[11]"]


def test_a_sentence_never_repeats_what_a_person_wrote() -> None:
    secret = "Anna's diagnosis " * 200
    found = check_message(message({"type": "header", "text": plain(secret)}, section(secret)))
    assert len(found) == 2
    assert "diagnosis" not in " ".join(found)


def test_every_shape_is_itself_a_sound_schema() -> None:
    for name in ("KnownBlock", "ModalView", "HomeView", "MessageMetadata", "StaticSelect"):
        checker = validator_for(name)
        checker.check_schema(checker.schema)
        assert checker.schema.get("byType") or checker.schema["properties"]


@pytest.mark.parametrize("name", sorted({*BOUNDS, *WHOLE}))
def test_every_limit_is_joined_to_a_field_that_exists(name: str) -> None:
    shape = validator_for(name).schema
    named = {field for fields in WHOLE.get(name, {}).values() for field in fields}
    assert named | set(BOUNDS.get(name, {})) <= set(shape["properties"])
    for field, bound in BOUNDS.get(name, {}).items():
        assert bound in shape["properties"][field]["allOf"]


def test_a_usual_message_is_checked_within_three_milliseconds() -> None:
    usual = GOOD_MESSAGES["header, fields, context and divider"]
    check_message(usual)
    spent = []
    for _ in range(20):
        start = time.perf_counter()
        check_message(usual)
        spent.append(time.perf_counter() - start)
    assert min(spent) < 0.003


_KEYS = st.sampled_from(
    [
        "type",
        "text",
        "blocks",
        "elements",
        "element",
        "label",
        "options",
        "rows",
        "chart",
        "value",
        "title",
        "metadata",
        "accessory",
        "block_id",
        "action_id",
        "initial_option",
        "series",
        "axis_config",
        "submit",
        "other",
    ]
)
_WORDS = st.sampled_from(
    [
        "section",
        "actions",
        "input",
        "image",
        "table",
        "data_table",
        "data_visualization",
        "static_select",
        "button",
        "mrkdwn",
        "plain_text",
        "modal",
        "home",
        "rich_text",
        "number_input",
        "datepicker",
        "bar",
        "pie",
        "",
        "\ud800",
    ]
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | _WORDS
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(_JSON)
def test_no_json_makes_a_check_raise(value: Any) -> None:
    for check in (check_message, check_view, check_options, check_command_answer):
        assert all(isinstance(sentence, str) for sentence in check(value))
    for surface in ("message", "modal", "home"):
        assert isinstance(check_blocks([value], surface), list)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(GOOD_MESSAGES)), st.data())
def test_no_damage_to_a_good_message_makes_a_check_raise(name: str, data: st.DataObject) -> None:
    damaged = _damage(GOOD_MESSAGES[name], data)
    assert all(isinstance(sentence, str) for sentence in check_message(damaged))


def _damage(value: Any, data: st.DataObject) -> Any:
    """Replace one place somewhere within a payload by anything."""
    if isinstance(value, dict) and value and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(value)))
        return value | {key: _damage(value[key], data)}
    if isinstance(value, list) and value and data.draw(st.booleans()):
        index = data.draw(st.integers(0, len(value) - 1))
        return [*value[:index], _damage(value[index], data), *value[index + 1 :]]
    return data.draw(_JSON)


def test_a_payload_nested_beyond_reason_gets_a_sentence() -> None:
    deep: Any = "end"
    for _ in range(100_000):
        deep = [deep]
    assert check_message({"channel": "D1", "text": "a", "blocks": [{"type": "section", "text": deep}]})
    assert check_view(modal(section(), private_metadata=deep))
