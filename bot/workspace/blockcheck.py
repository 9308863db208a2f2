"""A check of Block Kit payloads: what Slack would refuse, said before it is sent.

Every function returns sentences, each with the place and the limit; an empty list means all is well.
None raises, whatever JSON it is given. A block whose shape is wrong is told its shape's faults first;
the rules that span its fields are looked at once the shape is right.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.workspace import block_limits as limits
from bot.workspace.block_faults import Fault, Path, shape_faults
from bot.workspace.block_rules import element_faults, objects_in
from bot.workspace.block_surfaces import Surface, surface_faults

__all__ = ["check_blocks", "check_command_answer", "check_message", "check_options", "check_view"]

_BODY = frozenset(
    {
        "attachments",
        "blocks",
        "link_names",
        "metadata",
        "mrkdwn",
        "parse",
        "text",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
    }
)
_MESSAGE_FIELDS = _BODY | {
    "as_user",
    "channel",
    "client_msg_id",
    "file_ids",
    "icon_emoji",
    "icon_url",
    "markdown_text",
    "post_at",
    "reply_broadcast",
    "token",
    "ts",
    "user",
    "username",
}
_ANSWER_FIELDS = _BODY | {"delete_original", "replace_original", "response_type"}


def check_blocks(blocks: Any, surface: Surface) -> list[str]:
    """Check blocks for one surface: `message` (50 blocks), `modal` or `home` (100)."""
    return _sentences(_block_list_faults(blocks, surface))


def check_message(payload: Any) -> list[str]:
    """Check a message as given to `chat.postMessage`, `chat.update` or `chat.postEphemeral`.

    Blocks need a top-level `text` beside them, which notifications and screen readers use.
    """
    return _sentences(_message_faults(payload, _MESSAGE_FIELDS))


def check_command_answer(payload: Any) -> list[str]:
    """Check the answer to a slash command or a body sent to a `response_url`; empty means just 200."""
    if payload in (None, "", {}):
        return []
    if isinstance(payload, str):
        payload = {"text": payload}
    return _sentences(_answer_faults(payload))


def check_view(view: Any) -> list[str]:
    """Check a modal or Home tab as given to `views.open`, `push`, `update` or `publish`."""
    return _sentences(_view_faults(view))


def check_options(payload: Any) -> list[str]:
    """Check the answer to a `block_suggestion`: at most 100 options, or 100 groups of 100."""
    return _sentences(_suggestion_faults(payload))


def _sentences(faults: Iterable[Fault]) -> list[str]:
    try:
        return list(dict.fromkeys(fault.sentence for fault in faults))
    except RecursionError:
        return ["the payload is nested too deeply to be read."]


def _decoded(value: Any) -> Any:
    """Read what arrived as JSON text in a form; anything unreadable stays as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _block_list_faults(blocks: Any, surface: Surface) -> Iterator[Fault]:
    blocks = _decoded(blocks)
    if not isinstance(blocks, list):
        yield Fault(("blocks",), "must be a list")
        return
    told: set[Path] = set()
    for index, block in enumerate(blocks):
        path = ("blocks", index)
        faults = [fault.below(path) for fault in shape_faults("KnownBlock", block)]
        told |= {fault.path for fault in faults}
        yield from faults or element_faults(block, path)
    yield from (fault for fault in surface_faults(blocks, surface, ("blocks",)) if fault.path not in told)


def _unknown_fields(payload: Mapping[str, Any], known: frozenset[str]) -> Iterator[Fault]:
    for name in payload:
        if name not in known:
            yield Fault((str(name),), "is not a field that Slack knows here")


def _message_faults(payload: Any, known: frozenset[str]) -> Iterator[Fault]:
    if not isinstance(payload, Mapping):
        yield Fault((), "must be an object")
        return
    yield from _unknown_fields(payload, known)
    yield from _text_faults(payload)
    if payload.get("blocks") is not None:
        yield from _block_list_faults(payload["blocks"], "message")
    if payload.get("metadata") is not None:
        metadata = shape_faults("MessageMetadata", _decoded(payload["metadata"]))
        yield from (fault.below(("metadata",)) for fault in metadata)


def _text_faults(payload: Mapping[str, Any]) -> Iterator[Fault]:
    text, markdown = payload.get("text"), payload.get("markdown_text")
    if text is not None and not isinstance(text, str):
        yield Fault(("text",), "must be a text")
        return
    yield from _too_long("text", text or "", limits.MESSAGE_TEXT_CHARACTERS)
    if markdown is not None:
        yield from _markdown_faults(payload)
    elif not (text or "").strip():
        yield _missing_text(payload)


def _too_long(field: str, text: str, limit: int) -> Iterator[Fault]:
    if len(text) > limit:
        yield Fault((field,), f"has {len(text):,} characters; the limit is {limit:,}")


def _missing_text(payload: Mapping[str, Any]) -> Fault:
    if payload.get("blocks"):
        return Fault(("text",), "is missing: no top-level text for notifications and screen readers")
    return Fault(("text",), "is missing: no top-level text and no blocks (no_text)")


def _markdown_faults(payload: Mapping[str, Any]) -> Iterator[Fault]:
    markdown = payload["markdown_text"]
    if not isinstance(markdown, str) or not markdown.strip():
        yield Fault(("markdown_text",), "must be a text that is not empty")
    else:
        yield from _too_long("markdown_text", markdown, limits.MARKDOWN_CHARACTERS)
    if payload.get("text") or payload.get("blocks"):
        yield Fault(("markdown_text",), "cannot stand beside text or blocks")


def _answer_faults(payload: Any) -> Iterator[Fault]:
    if isinstance(payload, Mapping):
        kind = payload.get("response_type")
        if kind not in (None, "ephemeral", "in_channel"):
            yield Fault(("response_type",), "must be 'ephemeral' or 'in_channel'")
        for name in ("delete_original", "replace_original"):
            if not isinstance(payload.get(name, False), bool):
                yield Fault((name,), "must be true or false")
        if payload.get("delete_original") is True and not payload.get("text") and not payload.get("blocks"):
            yield from _unknown_fields(payload, _ANSWER_FIELDS)
            return
    yield from _message_faults(payload, _ANSWER_FIELDS)


def _view_faults(view: Any) -> Iterator[Fault]:
    view = _decoded(view)
    if not isinstance(view, Mapping):
        yield Fault((), "must be an object")
        return
    kind = view.get("type")
    if kind not in ("modal", "home"):
        yield Fault(("type",), "must be 'modal' or 'home'")
        return
    envelope = {name: value for name, value in view.items() if name != "blocks"}
    yield from shape_faults("ModalView" if kind == "modal" else "HomeView", envelope)
    yield from _block_list_faults(view.get("blocks"), kind)
    yield from _submit_faults(view)
    yield from _size_faults(view)


def _submit_faults(view: Mapping[str, Any]) -> Iterator[Fault]:
    asks = any(element.get("type") == "input" for _, element in objects_in(view.get("blocks")))
    if view["type"] == "modal" and asks and "submit" not in view:
        yield Fault(("submit",), "is missing, and a modal with input blocks needs it")


def _size_faults(view: Mapping[str, Any]) -> Iterator[Fault]:
    size = len(json.dumps(view, default=str, separators=(",", ":")))
    if size > limits.VIEW_BYTES:
        yield Fault(("view",), f"has {size:,} bytes; the limit is {limits.VIEW_BYTES:,} (view_too_large)")


def _suggestion_faults(payload: Any) -> Iterator[Fault]:
    if not isinstance(payload, Mapping):
        yield Fault((), "must be an object")
        return
    yield from _unknown_fields(payload, frozenset({"options", "option_groups"}))
    if ("options" in payload) == ("option_groups" in payload):
        yield Fault((), "needs exactly one of options and option_groups")
        return
    name = "options" if "options" in payload else "option_groups"
    menu = {"type": "static_select", name: payload[name]}
    # A lookup that finds nothing answers an empty list, which a menu's own list may not be.
    if payload[name] != []:
        yield from shape_faults("StaticSelect", menu) or element_faults(menu)
