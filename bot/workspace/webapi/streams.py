"""chat.startStream, appendStream, stopStream: an answer that appears as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.workspace import posting
from bot.workspace.refusals import SlackError
from bot.workspace.state import Conversation, Payload, public
from bot.workspace.webapi.arguments import Arguments
from bot.workspace.webapi.registry import channel_of, method, own_message

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace


@method("chat.startStream")
def start_stream(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Begin a streamed message in a thread."""
    conversation = channel_of(ws, arguments)
    thread_ts = arguments.required("thread_ts")
    if conversation.find(thread_ts) is None:
        raise SlackError("thread_not_found")
    if conversation.kind == "channel" and not arguments.text("recipient_user_id"):
        raise SlackError("missing_recipient_user_id")
    content = {"text": "", "thread_ts": thread_ts, "_streaming": True}
    message = posting.post(ws, conversation, posting.bot_message(ws, content), quiet=True)
    _extend(ws, conversation, message, arguments)
    return {"channel": conversation.id, "ts": message["ts"]}


@method("chat.appendStream")
def append_stream(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Add text to a streamed message."""
    conversation, message = _streaming(ws, arguments)
    _extend(ws, conversation, message, arguments)
    return {"channel": conversation.id, "ts": message["ts"]}


@method("chat.stopStream")
def stop_stream(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Finish a streamed message, with blocks below its text if any."""
    conversation, message = _streaming(ws, arguments)
    blocks = arguments.structure("blocks", "invalid_blocks_format") or []
    accepted = posting.accepted_blocks(ws, blocks) if blocks else []
    metadata = arguments.structure("metadata", "invalid_metadata_format")
    if metadata is not None:
        message["metadata"] = metadata
    _extend(ws, conversation, message, arguments)
    del message["_streaming"]
    message["blocks"] = [*message.get("blocks", []), *accepted]
    ws.tell_message(conversation, message)
    ws.send_message_event(conversation, public(message))
    return {"channel": conversation.id, "ts": message["ts"], "message": public(message)}


def _streaming(ws: LocalWorkspace, arguments: Arguments) -> tuple[Conversation, Payload]:
    conversation = channel_of(ws, arguments)
    message = own_message(ws, conversation, arguments.required("ts"), "message_not_owned_by_app")
    if "_streaming" not in message:
        raise SlackError("message_not_in_streaming_state")
    return conversation, message


def _extend(ws: LocalWorkspace, conversation: Conversation, message: Payload, arguments: Arguments) -> None:
    chunks = arguments.structure("chunks", "invalid_chunks") or []
    if not all(isinstance(each, dict) and "type" in each for each in chunks):
        raise SlackError("invalid_chunks")
    written = [each.get("text", "") for each in chunks if each["type"] == "markdown_text"]
    tasks = [f"\n- {each.get('title', '')}" for each in chunks if each["type"] in {"task_update", "plan_update"}]
    text = message["text"] + arguments.text("markdown_text") + "".join([*written, *tasks])
    if len(text) > posting.LONGEST_MARKDOWN:
        raise SlackError("msg_too_long")
    message["text"] = text
    if text:
        message["blocks"] = [{"type": "markdown", "block_id": "stream", "text": text}]
    ws.tell_message(conversation, message)
