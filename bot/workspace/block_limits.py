"""Slack's published limits for Block Kit, as one table of bounds by object and field.

A bound is a piece of JSON Schema; `block_schema` joins it to the shape of the same name, so a limit
is stated here once and enforced everywhere the object appears. Lengths are counted in characters.
Where Slack's pages of different dates disagree, the newest figure is used.
"""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

BLOCKS_PER_MESSAGE = 50
BLOCKS_PER_VIEW = 100
CHARTS_PER_MESSAGE = 2
TABLES_PER_MESSAGE = 1
TABLE_CELL_CHARACTERS = 10_000
DATA_TABLE_CELL_CHARACTERS = 20_000
MARKDOWN_CHARACTERS = 12_000
BLOCK_TEXT_CHARACTERS = 13_200
MESSAGE_TEXT_CHARACTERS = 40_000
VIEW_BYTES = 250_000

WEB_ADDRESS = r"^https?://\S+$"
ANY_ADDRESS = r"^[A-Za-z][A-Za-z0-9+.\-]*:\S+$"
SECURE_ADDRESS = r"^https://\S+$"


def length(most: int, least: int = 1) -> Schema:
    """A string of `least` to `most` characters."""
    return {"minLength": least, "maxLength": most}


def text(most: int) -> Schema:
    """A text object whose words are 1 to `most` characters."""
    return {"properties": {"text": length(most)}}


def items(least: int, most: int, each: Schema | None = None) -> Schema:
    """A list of `least` to `most` things, each within its own bound."""
    bound: Schema = {"minItems": least, "maxItems": most}
    return bound | {"items": each} if each else bound


def whole(least: int, most: int) -> Schema:
    """A whole number from `least` to `most`."""
    return {"type": "integer", "minimum": least, "maximum": most}


def address(most: int = 3000, pattern: str = WEB_ADDRESS) -> Schema:
    """A web address of at most `most` characters."""
    return {"maxLength": most, "pattern": pattern}


_ID = length(255)
_LINES = {"min_lines": whole(1, 100), "max_lines": whole(1, 100)}
_OPTION = {
    "text": text(75),
    "value": length(150),
    "description": text(75),
    "url": address(pattern=ANY_ADDRESS),
}
_GROUPS = items(1, 100, {"properties": {"label": text(75), "options": items(1, 100)}})
_MENU = {"options": items(1, 100), "option_groups": _GROUPS}
_FILTER = {"filter": {"minProperties": 1, "properties": {"include": items(1, 4)}}}
_FEEDBACK = {"properties": {"text": text(75), "value": length(2000), "accessibility_label": length(75)}}
_IMAGE = {"alt_text": length(2000), "image_url": address()}
_ONE_SOURCE = {"exactlyOne": ["image_url", "slack_file"]}

# Fields that mean the same in every object that has them.
COMMON: dict[str, Schema] = {
    "block_id": _ID,
    "action_id": _ID,
    "placeholder": text(150),
    "accessibility_label": length(75),
    "max_selected_items": whole(1, 100),
    "min_query_length": whole(0, 3000),
    "trigger_actions_on": items(1, 2),
}

BOUNDS: Mapping[str, Mapping[str, Schema]] = {
    "PlainTextElement": {"text": length(3000)},
    "MrkdwnElement": {"text": length(3000)},
    "RawTextElement": {"text": {"minLength": 1}},
    "RawNumberElement": {"text": {"minLength": 1}},
    "ActionsBlock": {"elements": items(1, 25)},
    "AlertBlock": {"text": text(200)},
    "CardBlock": {"title": text(150), "subtitle": text(150), "body": text(200), "actions": items(1, 3)},
    "CarouselBlock": {"elements": items(1, 10)},
    "ContainerBlock": {"title": text(150), "subtitle": text(150), "child_blocks": items(1, 10)},
    "ContextBlock": {"elements": items(1, 10)},
    "ContextActionsBlock": {"elements": items(1, 5)},
    "DataTableBlock": {
        "rows": items(2, 201, items(1, 20)),
        "caption": {"minLength": 1},
        "page_size": whole(1, 100),
        "row_header_column_index": whole(0, 19),
    },
    "HeaderBlock": {"text": text(150)},
    "ImageBlock": _IMAGE | {"title": text(2000)},
    "ImageElement": _IMAGE,
    "InputBlock": {"label": text(2000), "hint": text(2000)},
    "MarkdownBlock": {"text": length(MARKDOWN_CHARACTERS)},
    "PlanBlock": {"title": {"minLength": 1}, "tasks": items(0, 50)},
    "RichTextBlock": {"elements": {"minItems": 1}},
    "RichTextText": {"text": {"minLength": 1}},
    "RichTextLink": {"url": address(pattern=ANY_ADDRESS)},
    "RichTextList": {"indent": whole(0, 8), "elements": {"minItems": 1}},
    "SectionBlock": {"text": text(3000), "fields": items(1, 10, text(2000))},
    "TableBlock": {"rows": items(1, 100, items(1, 20)), "column_settings": items(1, 20)},
    "TaskCardBlock": {"task_id": {"minLength": 1}, "title": {"minLength": 1}},
    "VideoBlock": {
        "alt_text": length(2000),
        "title": text(199),
        "author_name": length(49),
        "description": text(200),
        "video_url": address(pattern=SECURE_ADDRESS),
        "thumbnail_url": address(),
        "title_url": address(pattern=SECURE_ADDRESS),
    },
    "Button": {"text": text(75), "value": length(2000), "url": address(pattern=ANY_ADDRESS)},
    "WorkflowButton": {"text": text(75)},
    "FeedbackButtons": {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
    "IconButton": {"text": text(75), "value": length(2000), "visible_to_user_ids": items(1, 10)},
    "ConfirmationDialog": {"title": text(100), "text": text(300), "confirm": text(30), "deny": text(30)},
    "MrkdwnOption": _OPTION,
    "PlainTextOption": _OPTION,
    "Checkboxes": {"options": items(1, 10), "initial_options": items(1, 10)},
    "RadioButtons": {"options": items(1, 10)},
    "Overflow": {"options": items(1, 5)},
    "StaticSelect": _MENU,
    "MultiStaticSelect": _MENU | {"initial_options": items(1, 100)},
    "MultiExternalSelect": {"initial_options": items(1, 100)},
    "ConversationsSelect": _FILTER,
    "MultiConversationsSelect": _FILTER,
    "DateTimepicker": {"initial_date_time": whole(1_000_000_000, 9_999_999_999)},
    "FileInput": {"max_files": whole(1, 10), "filetypes": items(1, 100, {"minLength": 1})},
    "PlainTextInput": {
        "min_length": whole(0, 3000),
        "max_length": whole(1, 3000),
        "initial_value": length(3000, 0),
    },
    "RichTextInput": _LINES,
    "ModalView": {"title": text(24), "submit": text(24), "close": text(24)},
    "MessageMetadata": {"event_type": {"minLength": 1}},
}

VIEW_BOUNDS: Mapping[str, Schema] = {
    "private_metadata": length(3000, 0),
    "callback_id": length(255, 0),
    "external_id": length(255, 0),
}

# What must hold for an object as a whole: extra required fields, and one of several.
WHOLE: Mapping[str, Schema] = {
    "PlainTextOption": {"required": ["value"]},
    "MrkdwnOption": {"required": ["value"]},
    "SectionBlock": {"atLeastOne": ["text", "fields"]},
    "CardBlock": {"atLeastOne": ["hero_image", "title", "actions", "body"]},
    "ContainerBlock": {"atLeastOne": ["title", "rich_text_title"]},
    "StaticSelect": {"exactlyOne": ["options", "option_groups"]},
    "MultiStaticSelect": {"exactlyOne": ["options", "option_groups"]},
    "ImageBlock": _ONE_SOURCE,
    "ImageElement": _ONE_SOURCE,
    "SlackFile": {"exactlyOne": ["id", "url"]},
}
