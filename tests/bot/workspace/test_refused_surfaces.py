"""Each message, modal or Home tab that Slack would refuse is named with its place and the limit."""

from typing import Any

import pytest

from bot.workspace.blockcheck import check_message, check_view
from tests.bot.workspace.block_samples import (
    bar_chart,
    home,
    menu,
    message,
    modal,
    mrkdwn,
    plain,
    question,
    section,
    table,
)

BAD_MESSAGES: list[tuple[str, Any, str]] = [
    ("blocks without text", {"channel": "D1", "blocks": [section()]}, "text is missing: no top-level text"),
    (
        "blank text",
        {"channel": "D1", "text": "  ", "blocks": [section()]},
        "text is missing: no top-level text",
    ),
    ("nothing at all", {"channel": "D1"}, "no_text"),
    (
        "text of 40,001",
        {"channel": "D1", "text": "x" * 40_001},
        "text has 40,001 characters; the limit is 40,000",
    ),
    ("text that is a list", {"channel": "D1", "text": ["a"]}, "text must be a text"),
    ("a misspelt argument", {"channel": "D1", "text": "a", "block": []}, "block is not a field"),
    (
        "blocks that are no list",
        {"channel": "D1", "text": "a", "blocks": {"type": "divider"}},
        "blocks must be a list",
    ),
    ("blocks in broken JSON", {"channel": "D1", "text": "a", "blocks": "[{"}, "blocks must be a list"),
    ("51 blocks", message(*[{"type": "divider"}] * 51), "blocks has 51 blocks; a message takes at most 50"),
    (
        "one block_id twice",
        message(section(block_id="a"), section(block_id="a")),
        "blocks[1].block_id is already used",
    ),
    ("two tables", message(table(), table()), "blocks has 2 table blocks; a message takes at most 1"),
    (
        "three charts",
        message(*[bar_chart()] * 3),
        "blocks has 3 data_visualization blocks; a message takes at most 2",
    ),
    (
        "13,201 characters",
        message(*[section("x" * 2640)] * 5, section("x")),
        "blocks has 13,201 characters; the limit is about 13,200 (msg_blocks_too_long)",
    ),
    (
        "a table of 10,001 characters",
        message(table(1, 5, "x" * 2001)),
        "blocks has 10,005 characters in table blocks",
    ),
    (
        "two markdown blocks of 12,001",
        message(*({"type": "markdown", "text": "x" * n} for n in (12_000, 1))),
        "blocks has 12,001 characters in markdown blocks",
    ),
    (
        "metadata without payload",
        message(section(), metadata={"event_type": "a"}),
        "metadata.event_payload is missing",
    ),
    (
        "metadata too deep",
        message(section(), metadata={"event_type": "a", "event_payload": {"a": {"b": {"c": 1}}}}),
        "metadata.event_payload.a is not a value",
    ),
    (
        "markdown text beside blocks",
        message(section(), markdown_text="a"),
        "markdown_text cannot stand beside",
    ),
    ("a list for a message", [], "the payload must be an object"),
]


@pytest.mark.parametrize(
    ("payload", "sentence"), [c[1:] for c in BAD_MESSAGES], ids=[c[0] for c in BAD_MESSAGES]
)
def test_a_message_that_slack_refuses_is_named(payload: Any, sentence: str) -> None:
    found = check_message(payload)
    assert [line for line in found if sentence in line], found


BAD_VIEWS: list[tuple[str, Any, str]] = [
    (
        "a title of 25",
        modal(section(), title=plain("x" * 25)),
        "title.text has 25 characters; the limit is 24",
    ),
    ("no title", {"type": "modal", "blocks": []}, "title is missing"),
    ("a submit of 25", modal(section(), submit=plain("x" * 25)), "submit.text has 25 characters"),
    ("a close of 25", modal(section(), close=plain("x" * 25)), "close.text has 25 characters"),
    ("a mrkdwn title", modal(section(), title=mrkdwn("a")), "title.type is 'mrkdwn'"),
    ("metadata of 3,001", modal(section(), private_metadata="x" * 3001), "private_metadata has 3,001"),
    ("a callback_id of 256", modal(section(), callback_id="x" * 256), "callback_id has 256"),
    ("101 blocks", modal(*[{"type": "divider"}] * 101), "blocks has 101 blocks; a modal takes at most 100"),
    (
        "a question without submit",
        {"type": "modal", "title": plain("a"), "blocks": [question(menu())]},
        "submit is missing",
    ),
    (
        "markdown in a modal",
        modal({"type": "markdown", "text": "a"}),
        "blocks[0].type is 'markdown', a block that a modal does not take",
    ),
    ("a table in a modal", modal(table()), "blocks[0].type is 'table', a block that a modal does not take"),
    (
        "two with the focus",
        modal(question(menu(focus_on_load=True)), question(menu(focus_on_load=True))),
        "blocks[1].element.focus_on_load is true for a second element",
    ),
    ("no blocks", {"type": "modal", "title": plain("a")}, "blocks must be a list"),
    ("a title on the Home tab", home(section(), title=plain("a")), "title is not a field"),
    (
        "feedback on the Home tab",
        home({"type": "context_actions", "elements": []}),
        "blocks[0].type is 'context_actions', a block that the Home tab does not take",
    ),
    ("an alert on the Home tab", home({"type": "alert", "text": plain("a")}), "blocks[0].type is 'alert'"),
    (
        "a file picker on the Home tab",
        home(question({"type": "file_input"})),
        "which the Home tab does not take",
    ),
    ("an unknown kind", {"type": "workflow_step", "blocks": []}, "type must be 'modal' or 'home'"),
    ("a view of 250 kB", modal(*[section("x" * 3000, block_id=str(n)) for n in range(85)]), "view_too_large"),
    ("a view that is a text", "modal", "the payload must be an object"),
]


@pytest.mark.parametrize(
    ("view", "sentence"), [case[1:] for case in BAD_VIEWS], ids=[case[0] for case in BAD_VIEWS]
)
def test_a_view_that_slack_refuses_is_named(view: Any, sentence: str) -> None:
    found = check_view(view)
    assert [line for line in found if sentence in line], found
