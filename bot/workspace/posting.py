"""Puts messages into conversations, changes and removes them, and tells pages and the bot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.workspace.blockcheck import check_blocks
from bot.workspace.elements import name_everything
from bot.workspace.refusals import SlackError
from bot.workspace.state import Conversation, Payload, public
from bot.workspace.webapi.arguments import Arguments

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace

LONGEST_TEXT = 40_000
LONGEST_BLOCK_TEXT = 13_200
LONGEST_MARKDOWN = 12_000
WHISPERS_KEPT = 200


def content_of(ws: LocalWorkspace, arguments: Arguments, *, may_be_empty: bool = False) -> Payload:
    """Return text, blocks and metadata of a message to post; raises SlackError as Slack would."""
    blocks = arguments.structure("blocks", "invalid_blocks_format")
    markdown = arguments.text("markdown_text")
    text = arguments.text("text")
    if markdown:
        blocks, text = [{"type": "markdown", "text": markdown}], text or markdown
    if len(text) > LONGEST_TEXT or len(markdown) > LONGEST_MARKDOWN:
        raise SlackError("msg_too_long")
    if not text and not blocks and not may_be_empty:
        raise SlackError("no_text")
    content: Payload = {"text": text}
    if blocks:
        content["blocks"] = accepted_blocks(ws, blocks)
    metadata = arguments.structure("metadata", "invalid_metadata_format")
    if metadata is not None:
        content["metadata"] = _accepted_metadata(metadata)
    return content


def accepted_blocks(ws: LocalWorkspace, blocks: Any) -> list[Payload]:
    """Check blocks for a message and give ids to what has none; raises SlackError."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = [*check_blocks(blocks, "message"), *unknown_files(ws, blocks)]
    if problems:
        sentences = [as_slack_says(each) for each in problems]
        raise SlackError("invalid_blocks", sentences, errors=problems)
    if sum(len(text) for text in block_texts(blocks)) > LONGEST_BLOCK_TEXT:
        raise SlackError("msg_blocks_too_long")
    return name_everything(blocks)


def as_slack_says(problem: str) -> str:
    """Mark a sentence about a payload the way Slack does."""
    return problem if problem.startswith("[ERROR]") else f"[ERROR] {problem}"


def unknown_files(ws: LocalWorkspace, part: Any) -> list[str]:
    """Name each `slack_file` in blocks that was never uploaded."""
    return [
        f"slack_file {named.get('id') or named.get('url')}: there is no such file"
        for named in _values(part, "slack_file")
        if isinstance(named, dict) and ws.file_named(named) is None
    ]


def block_texts(part: Any) -> Iterable[str]:
    """Yield every text inside blocks."""
    return (each for each in _values(part, "text") if isinstance(each, str))


def bot_message(ws: LocalWorkspace, content: Payload) -> Payload:
    """Return a message of the bot's own, not yet posted."""
    config = ws.config
    return {
        "type": "message",
        "user": config.bot_user_id,
        "bot_id": config.bot_id,
        "app_id": config.app_id,
        "team": config.team_id,
        "bot_profile": {
            "id": config.bot_id,
            "app_id": config.app_id,
            "name": config.bot_real_name,
            "team_id": config.team_id,
            "deleted": False,
        },
        **content,
    }


def post(ws: LocalWorkspace, conversation: Conversation, message: Payload, *, quiet: bool = False) -> Payload:
    """Add a message for everybody in the conversation; `quiet`: the bot gets no event."""
    stamped = {**message, "ts": ws.memory.next_ts(), "_shown_at": ws.clock.now()}
    conversation.messages.append(stamped)
    if "bot_id" in stamped:
        ws.memory.statuses.pop((conversation.id, stamped.get("thread_ts", "")), None)
    ws.tell_message(conversation, stamped)
    ws.tell_unread(conversation, stamped)
    if not quiet:
        ws.send_message_event(conversation, public(stamped))
    return stamped


def whisper(ws: LocalWorkspace, conversation: Conversation, person: str, content: Payload) -> Payload:
    """Add a message that only `person` sees; it has no place in history."""
    stamped = {
        **bot_message(ws, content),
        "ts": ws.memory.next_ts(),
        "is_ephemeral": True,
        "_shown_at": ws.clock.now(),
        "_for": person,
    }
    conversation.whispers.append(stamped)
    del conversation.whispers[:-WHISPERS_KEPT]
    ws.memory.statuses.pop((conversation.id, stamped.get("thread_ts", "")), None)
    ws.tell_message(conversation, stamped)
    ws.tell_unread(conversation, stamped)
    return stamped


def revise(
    ws: LocalWorkspace, conversation: Conversation, message: Payload, content: Payload, *, quiet: bool = False
) -> Payload:
    """Replace text and blocks of a message in place."""
    before = public(message)
    for key in ("blocks", "text"):
        message.pop(key, None)
    message.update(content)
    if "_for" not in message:
        message["edited"] = {"user": message["user"], "ts": ws.memory.next_ts()}
        if not quiet:
            ws.send_change_event(conversation, "message_changed", message=public(message), previous_message=before)
    ws.tell_message(conversation, message)
    return message


def remove(ws: LocalWorkspace, conversation: Conversation, message: Payload) -> None:
    """Take a message away."""
    if "_for" in message:
        conversation.whispers.remove(message)
    else:
        conversation.messages.remove(message)
        ws.send_change_event(
            conversation, "message_deleted", deleted_ts=message["ts"], previous_message=public(message)
        )
    ws.feed.publish("gone", {"conversation": conversation.id, "ts": message["ts"]}, ws.readers(conversation, message))


def _accepted_metadata(metadata: Any) -> Payload:
    well_formed = (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload", {}), dict)
    )
    if not well_formed:
        raise SlackError("invalid_metadata_format")
    return {"event_type": metadata["event_type"], "event_payload": metadata.get("event_payload", {})}


def _values(part: Any, key: str) -> Iterable[Any]:
    if isinstance(part, list):
        for each in part:
            yield from _values(each, key)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name == key:
                yield value
            if isinstance(value, (dict, list)):
                yield from _values(value, key)
