"""Each block that Slack would refuse is named with its place and the limit."""

from typing import Any

import pytest

from bot.workspace.blockcheck import check_blocks
from tests.bot.workspace.block_samples import (
    Block,
    bar_chart,
    button,
    cell,
    data_table,
    image,
    menu,
    mrkdwn,
    plain,
    rich_text,
    section,
    table,
    words,
)

VIDEO: Block = {
    "type": "video",
    "video_url": "https://video.example/fire",
    "thumbnail_url": "https://video.example/fire.png",
    "alt_text": "How to use an extinguisher",
    "title": plain("Fire safety"),
}
BULLETS: Block = {"type": "rich_text_list", "style": "bullet", "elements": [words("First aid")]}

BAD_BLOCKS: list[tuple[str, Any, str]] = [
    ("an unknown block type", {"type": "sectoin"}, "blocks[0].type is 'sectoin', which Slack does not take"),
    ("a block without type", {"text": plain("a")}, "blocks[0].type is not a plain value"),
    ("an unknown field", section(colour="red"), "blocks[0].colour is not a field"),
    (
        "a misspelt field",
        {"type": "section", "txet": mrkdwn("a")},
        "blocks[0].txet is not a field that Slack knows here; did you mean 'text'",
    ),
    (
        "a header of 151",
        {"type": "header", "text": plain("x" * 151)},
        "blocks[0].text.text has 151 characters; the limit is 150",
    ),
    (
        "a header in mrkdwn",
        {"type": "header", "text": mrkdwn("a")},
        "blocks[0].text.type is 'mrkdwn'; it must be 'plain_text'",
    ),
    (
        "a section of 3,001",
        section("x" * 3001),
        "blocks[0].text.text has 3,001 characters; the limit is 3,000",
    ),
    ("an empty section", {"type": "section"}, "blocks[0] needs at least one of text, fields"),
    ("an empty text", section(""), "blocks[0].text.text is empty"),
    ("text as a string", {"type": "section", "text": "a"}, "blocks[0].text must be an object"),
    (
        "11 fields",
        {"type": "section", "fields": [plain("a")] * 11},
        "blocks[0].fields has 11 entries; the limit is 10",
    ),
    (
        "a field of 2,001",
        {"type": "section", "fields": [plain("x" * 2001)]},
        "blocks[0].fields[0].text has 2,001",
    ),
    (
        "a file picker beside a section",
        section(accessory={"type": "file_input"}),
        "blocks[0].accessory.type is 'file_input'",
    ),
    (
        "a block_id of 256",
        section(block_id="x" * 256),
        "blocks[0].block_id has 256 characters; the limit is 255",
    ),
    (
        "11 in a context",
        {"type": "context", "elements": [mrkdwn("a")] * 11},
        "blocks[0].elements has 11 entries; the limit is 10",
    ),
    (
        "a button in a context",
        {"type": "context", "elements": [button()]},
        "blocks[0].elements[0].type is 'button', "
        "which Slack does not take here; use one of image, plain_text, mrkdwn",
    ),
    ("an image without alt_text", image(alt_text=None), "blocks[0].alt_text is missing"),
    (
        "an alt_text of 2,001",
        image(alt_text="x" * 2001),
        "blocks[0].alt_text has 2,001 characters; the limit is 2,000",
    ),
    (
        "an image with two sources",
        image(slack_file={"id": "F1"}),
        "blocks[0] needs exactly one of image_url and slack_file",
    ),
    (
        "an image without source",
        image(image_url=None),
        "blocks[0] needs exactly one of image_url and slack_file",
    ),
    (
        "a Slack file by id and url",
        image(image_url=None, slack_file={"id": "F1", "url": "https://a.b"}),
        "blocks[0].slack_file needs exactly one of id and url",
    ),
    ("an image from a disk", image(image_url="file.png"), "blocks[0].image_url is not an address"),
    ("a table of 101 rows", table(rows=101), "blocks[0].rows has 101 entries; the limit is 100"),
    ("a table of 21 columns", table(1, columns=21), "blocks[0].rows[0] has 21 entries; the limit is 20"),
    ("an empty cell", table(1, 1, text=""), "blocks[0].rows[0][0].text is empty"),
    ("a mrkdwn cell", {"type": "table", "rows": [[mrkdwn("a")]]}, "blocks[0].rows[0][0].type is 'mrkdwn'"),
    ("a data table of one row", data_table(rows=1), "blocks[0].rows has 1 entries; at least 2"),
    ("a data table of 202 rows", data_table(rows=202), "blocks[0].rows has 202 entries; the limit is 201"),
    (
        "a ragged data table",
        data_table() | {"rows": [[cell("a")] * 2, [cell("a")]]},
        "blocks[0].rows[1] has 1 cells; the header has 2",
    ),
    (
        "a rich header cell",
        data_table() | {"rows": [[rich_text(words("a"))], [cell("a")]]},
        "blocks[0].rows[0][0] is rich_text",
    ),
    (
        "a data table without caption",
        {"type": "data_table", "rows": [[cell("a")], [cell("b")]]},
        "blocks[0].caption is missing",
    ),
    ("a page of 101 rows", data_table(page_size=101), "blocks[0].page_size is 101; it must be at most 100"),
    (
        "a header column past the last",
        data_table(row_header_column_index=2),
        "row_header_column_index is past the last",
    ),
    (
        "a radar chart",
        bar_chart(type="radar"),
        "blocks[0].chart.type is 'radar', which Slack does not take here; use one of pie, bar, line, area",
    ),
    (
        "a chart title of 51",
        bar_chart() | {"title": "x" * 51},
        "blocks[0].title has 51 characters; the limit is 50",
    ),
    (
        "points without category",
        bar_chart(axis_config={"categories": ["Other"]}),
        "blocks[0].chart.series[0].data must have one point for each category",
    ),
    (
        "series of one name",
        bar_chart(series=bar_chart()["chart"]["series"] * 2),
        "blocks[0].chart.series has two series of the same name",
    ),
    (
        "an empty pie slice",
        bar_chart() | {"chart": {"type": "pie", "segments": [{"label": "a", "value": 0}]}},
        "blocks[0].chart.segments[0].value is 0; it must be more than 0",
    ),
    (
        "markdown of 12,001",
        {"type": "markdown", "text": "x" * 12001},
        "blocks[0].text has 12,001 characters; the limit is 12,000",
    ),
    ("empty rich text", rich_text(), "blocks[0].elements has 0 entries"),
    (
        "words without a section",
        rich_text({"type": "text", "text": "a"}),
        "blocks[0].elements[0].type is 'text'",
    ),
    (
        "a list of plain words",
        rich_text({"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text", "text": "a"}]}),
        "blocks[0].elements[0].elements[0].type is 'text'; it must be 'rich_text_section'",
    ),
    (
        "a numbered style",
        rich_text({"type": "rich_text_list", "style": "numbered", "elements": [words("a")]}),
        "blocks[0].elements[0].style is 'numbered'; it must be one of bullet, ordered",
    ),
    (
        "6 feedback elements",
        {
            "type": "context_actions",
            "elements": [
                {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": str(n)}
                for n in range(6)
            ],
        },
        "blocks[0].elements has 6 entries; the limit is 5",
    ),
    (
        "an alert in a message",
        {"type": "alert", "text": plain("a")},
        "blocks[0].type is 'alert', a block that a message does not take",
    ),
    (
        "a file block",
        {"type": "file", "source": "remote", "external_id": "a"},
        "blocks[0].type is 'file', a block that apps can read but not send",
    ),
    ("a question without label", {"type": "input", "element": menu()}, "blocks[0].label is missing"),
    (
        "an unfoldable container folded",
        {"type": "container", "title": plain("a"), "child_blocks": [section()], "default_collapsed": True},
        "blocks[0].default_collapsed needs is_collapsible true",
    ),
    (
        "a container without title",
        {"type": "container", "child_blocks": [section()]},
        "needs at least one of title",
    ),
    ("a card body of 201", {"type": "card", "body": mrkdwn("x" * 201)}, "blocks[0].body.text has 201"),
    (
        "a card of 4 buttons",
        {"type": "card", "actions": [button(action_id=a) for a in "abcd"]},
        "has 4 entries",
    ),
    ("an empty carousel", {"type": "carousel", "elements": []}, "blocks[0].elements has 0 entries"),
    ("a video over http", VIDEO | {"video_url": "http://a.b/c"}, "blocks[0].video_url is not an address"),
    ("a video title of 200", VIDEO | {"title": plain("x" * 200)}, "blocks[0].title.text has 200"),
    ("an image title of 2,001", image(title=plain("x" * 2001)), "blocks[0].title.text has 2,001"),
    ("an indent of 9", rich_text(BULLETS | {"indent": 9}), "blocks[0].elements[0].indent is 9"),
    ("an empty card", {"type": "card"}, "blocks[0] needs at least one of hero_image, title, actions, body"),
    ("a list for a block", ["divider"], "blocks[0] must be an object"),
]


@pytest.mark.parametrize(
    ("block", "sentence"), [case[1:] for case in BAD_BLOCKS], ids=[case[0] for case in BAD_BLOCKS]
)
def test_a_block_that_slack_refuses_is_named_with_its_place(block: Any, sentence: str) -> None:
    found = check_blocks([block], "message")
    assert [line for line in found if sentence in line], found


@pytest.mark.parametrize("block", [case[1] for case in BAD_BLOCKS], ids=[case[0] for case in BAD_BLOCKS])
def test_one_fault_gives_one_sentence_not_a_list_of_guesses(block: Any) -> None:
    assert len(check_blocks([block], "message")) <= 2
