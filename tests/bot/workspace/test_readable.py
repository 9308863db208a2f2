"""Messages as the words a person reads."""

from __future__ import annotations

from bot.workspace.readable import plain, readable
from tests.bot.workspace.tiny_bot import button, heading
from tests.bot.workspace.tiny_bot import plain as plain_text


def test_marks_mentions_links_and_entities_become_plain_words() -> None:
    text = "*Set* for <@UANNA>, see <https://x.example|the page> &amp; `code`; 2*3*4 stays, snake_case_too"
    assert plain(text, {"UANNA": "anna"}) == "Set for @anna, see the page & code; 2*3*4 stays, snake_case_too"


def test_a_card_reads_from_header_to_buttons() -> None:
    card = {
        "blocks": [
            heading("Check and save"),
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Issued*\n3 May 2026"}]},
            {"type": "divider"},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "Nothing is saved yet."}]},
            {"type": "actions", "elements": [button("Save", "save"), button("Edit", "edit")]},
        ]
    }
    assert readable(card) == "Check and save\nIssued\n3 May 2026\nNothing is saved yet.\n[Save] [Edit]"


def test_tables_pictures_and_files_are_read_too() -> None:
    row = [{"type": "raw_text", "text": "Fire safety"}, {"type": "raw_number", "value": 2, "text": "2"}]
    message = {
        "blocks": [
            {"type": "table", "rows": [row]},
            {"type": "image", "alt_text": "Spider chart", "slack_file": {"id": "F1"}},
        ],
        "files": [{"name": "aid.pdf", "mode": "hosted"}],
    }
    assert readable(message) == "Fire safety | 2\n(picture: Spider chart)\n(file: aid.pdf)"


def test_menus_show_what_they_start_with() -> None:
    select = {
        "type": "static_select",
        "action_id": "s",
        "placeholder": plain_text("Pick"),
        "options": [],
        "initial_option": {"text": plain_text("English"), "value": "en"},
    }
    date = {"type": "datepicker", "action_id": "d", "placeholder": plain_text("Issued")}
    assert readable({"blocks": [{"type": "actions", "elements": [select, date]}]}) == "[English ▾] [Issued ▾]"


def test_without_blocks_the_text_is_what_is_read() -> None:
    assert readable({"text": "_Hello_ &lt;you&gt;"}) == "Hello <you>"
