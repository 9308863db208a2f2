"""assistant.threads.*: what the bot is doing, what one could ask, what a thread is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.workspace.refusals import SlackError
from bot.workspace.webapi.arguments import Arguments
from bot.workspace.webapi.registry import channel_of, method

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace

MOST_PROMPTS = 4


@method("assistant.threads.setStatus")
def set_status(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Show "is thinking…" in a thread until the bot answers there, or an empty status clears it."""
    conversation = channel_of(ws, arguments, "channel_id")
    thread_ts = arguments.required("thread_ts")
    status = arguments.text("status")
    messages = arguments.structure("loading_messages") if "loading_messages" in arguments else []
    shown = {"status": status, "loading_messages": messages or []}
    if status:
        ws.memory.statuses[(conversation.id, thread_ts)] = shown
    else:
        ws.memory.statuses.pop((conversation.id, thread_ts), None)
    body = {"conversation": conversation.id, "thread_ts": thread_ts, **shown}
    ws.feed.publish("status", body, conversation.members)
    return {}


@method("assistant.threads.setSuggestedPrompts")
def suggest_prompts(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Offer up to four things to say, in a private chat."""
    conversation = channel_of(ws, arguments, "channel_id")
    prompts = arguments.structure("prompts")
    if not isinstance(prompts, list) or not all(_is_prompt(each) for each in prompts):
        raise SlackError("invalid_arguments", ["[ERROR] prompts need a title and a message"])
    if len(prompts) > MOST_PROMPTS:
        raise SlackError("invalid_arguments", [f"[ERROR] no more than {MOST_PROMPTS} prompts allowed"])
    shown = {"title": arguments.text("title"), "prompts": prompts}
    ws.memory.prompts[conversation.id] = shown
    ws.feed.publish("prompts", {"conversation": conversation.id, **shown}, conversation.members)
    return {}


@method("assistant.threads.setTitle")
def set_title(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Name a thread."""
    conversation = channel_of(ws, arguments, "channel_id")
    root = conversation.find(arguments.required("thread_ts"))
    if root is None:
        raise SlackError("thread_not_found")
    root["_title"] = arguments.required("title")
    return {}


def _is_prompt(prompt: Any) -> bool:
    return isinstance(prompt, dict) and bool(prompt.get("title")) and bool(prompt.get("message"))
