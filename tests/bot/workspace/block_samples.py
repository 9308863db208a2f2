"""Payloads as the bot sends them, to be taken as they are or damaged by a test."""

from typing import Any

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "First Aid at Work", **more: Any) -> Block:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str = "Save", action_id: str = "save", **more: Any) -> Block:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def option(text: str = "Fire safety", value: str = "fire", **more: Any) -> Block:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[Block]:
    return [option(f"Skill {n}", str(n)) for n in range(count)]


def menu(count: int = 2, **more: Any) -> Block:
    return {"type": "static_select", "action_id": "skill", "options": options(count), **more}


def question(element: Block, **more: Any) -> Block:
    return {"type": "input", "label": plain("Certificate"), "element": element, **more}


def image(**more: Any) -> Block:
    picture = {
        "type": "image",
        "alt_text": "Anna's competency profile",
        "image_url": "http://127.0.0.1:3000/a.png",
    }
    return {key: value for key, value in (picture | more).items() if value is not None}


def cell(text: str) -> Block:
    return {"type": "raw_text", "text": text}


def rich_text(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def words(text: str) -> Block:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


def table(rows: int = 3, columns: int = 2, text: str = "held") -> Block:
    return {"type": "table", "rows": [[cell(text)] * columns for _ in range(rows)]}


def data_table(rows: int = 3, columns: int = 2, **more: Any) -> Block:
    row = [cell("held")] * columns
    return {"type": "data_table", "caption": "Skills held", "rows": [row] * rows, **more}


def bar_chart(**more: Any) -> Block:
    points = [{"label": "Fire safety", "value": 80}, {"label": "First aid", "value": 95}]
    chart = {
        "type": "bar",
        "series": [{"name": "Anna", "data": points}],
        "axis_config": {"categories": ["Fire safety", "First aid"]},
    }
    return {"type": "data_visualization", "title": "Ratings", "chart": chart | more}


def message(*blocks: Block, **more: Any) -> Block:
    return {"channel": "D1", "text": "Your certificate is stored", "blocks": list(blocks), **more}


def modal(*blocks: Block, **more: Any) -> Block:
    return {
        "type": "modal",
        "title": plain("Log a certificate"),
        "submit": plain("Save"),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: Block, **more: Any) -> Block:
    return {"type": "home", "blocks": list(blocks), **more}


CONFIRM = {"title": plain("Delete it?"), "text": mrkdwn("*First aid* goes."), "confirm": plain("Delete")}

GOOD_MESSAGES = {
    "text alone": {"channel": "D1", "text": "Stored"},
    "header, fields, context and divider": message(
        {"type": "header", "text": plain("Your competencies")},
        {"type": "section", "fields": [mrkdwn("*Held*\n4"), plain("Missing 2")]},
        {"type": "context", "elements": [image(), mrkdwn("as of 3 May 2026")]},
        {"type": "divider"},
    ),
    "buttons with confirmation": message(
        actions(button(), button("Delete", "del", style="danger", confirm=CONFIRM))
    ),
    "section with overflow of one": message(
        section(
            accessory={
                "type": "overflow",
                "action_id": "more",
                "options": [option(url="https://example.com/a")],
            }
        )
    ),
    "table": message(table()),
    "data table with numbers": message(
        data_table()
        | {
            "rows": [
                [cell("Skill"), cell("Rating")],
                [cell("First aid"), {"type": "raw_number", "value": 4.5, "text": "4.5"}],
            ]
        }
    ),
    "bar chart": message(bar_chart()),
    "pie chart": message(
        bar_chart()
        | {
            "chart": {
                "type": "pie",
                "segments": [{"label": "Held", "value": 4}, {"label": "Missing", "value": 2}],
            }
        }
    ),
    "markdown": message({"type": "markdown", "text": "## Skills\n1. First aid"}),
    "rich text": message(
        rich_text(
            words("You hold"),
            {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [words("First aid")]},
            {"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "U1"}]},
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": "/target", "style": {"bold": True}}],
            },
        )
    ),
    "feedback below an AI answer": message(
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "feedback",
                    "positive_button": {"text": plain("Good"), "value": "good"},
                    "negative_button": {"text": plain("Bad"), "value": "bad"},
                }
            ],
        }
    ),
    "image from a Slack file": message(
        image(image_url=None, slack_file={"id": "F1"}, title=plain("Profile"))
    ),
    "radio buttons with mrkdwn": message(
        actions(
            {
                "type": "radio_buttons",
                "action_id": "level",
                "initial_option": {"text": mrkdwn("*Expert*"), "value": "3"},
                "options": [{"text": mrkdwn("*Expert*"), "value": "3"}, option()],
            }
        )
    ),
    "blocks as form text": {
        "channel": "D1",
        "text": "Stored",
        "blocks": '[{"type": "divider"}]',
        "metadata": '{"event_type": "reminder", "event_payload": {"key": "a", "days": 30}}',
    },
    "metadata for the outbox": message(
        section(),
        metadata={
            "event_type": "reminder",
            "event_payload": {"key": "r1", "days": 30, "of": {"kind": "certificate"}},
        },
    ),
    "markdown text alone": {"channel": "D1", "markdown_text": "**Stored**"},
}

GOOD_VIEWS = {
    "modal with every usual question": modal(
        question(
            {"type": "plain_text_input", "action_id": "a", "max_length": 3000, "multiline": True},
            block_id="1",
        ),
        question({"type": "external_select", "action_id": "a", "min_query_length": 0}, block_id="2"),
        question(
            {"type": "datepicker", "action_id": "a", "initial_date": "2028-02-29"},
            block_id="3",
            optional=True,
        ),
        question(
            {"type": "file_input", "action_id": "a", "filetypes": ["pdf", "png"], "max_files": 1},
            block_id="4",
        ),
        question({"type": "multi_users_select", "action_id": "a", "initial_users": ["U1"]}, block_id="5"),
        question({"type": "checkboxes", "action_id": "a", "options": options(10)}, block_id="6"),
        question(
            {
                "type": "number_input",
                "action_id": "a",
                "is_decimal_allowed": False,
                "min_value": "0",
                "max_value": "100",
                "initial_value": "90",
            },
            block_id="7",
        ),
        question(
            {"type": "timepicker", "action_id": "a", "initial_time": "09:30", "timezone": "Europe/Berlin"}
        ),
        question(
            {
                "type": "plain_text_input",
                "action_id": "a",
                "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
            },
            dispatch_action=True,
        ),
        private_metadata="x" * 3000,
        callback_id="log",
        notify_on_close=True,
    ),
    "modal that only tells": {"type": "modal", "title": plain("x" * 24), "blocks": [section()]},
    "modal with an alert": modal(
        {"type": "alert", "text": mrkdwn("It expired on 3 May 2026."), "level": "warning"}
    ),
    "home": home(section(), actions(menu(initial_option=option("Skill 1", "1")))),
    "home with 100 blocks": home(*[{"type": "divider"}] * 100),
}
