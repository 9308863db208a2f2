"""conversations.*, users.conversations, reactions.add: where people talk, and what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.workspace.refusals import SlackError
from bot.workspace.state import Conversation, Payload, public
from bot.workspace.webapi.arguments import Arguments, page_of
from bot.workspace.webapi.registry import bot_is_in, channel_of, method, person_of

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace

_KINDS = {"im": "im", "channel": "public_channel"}


def as_channel(ws: LocalWorkspace, conversation: Conversation) -> dict[str, Any]:
    """Return a conversation as conversations.info shows it."""
    common: dict[str, Any] = {
        "id": conversation.id,
        "created": conversation.created,
        "is_im": conversation.kind == "im",
        "is_archived": False,
        "is_org_shared": False,
        "context_team_id": ws.config.team_id,
        "updated": conversation.created * 1000,
    }
    if conversation.kind == "im":
        other = ws.memory.people[conversation.name]
        return {**common, "user": other.id, "is_user_deleted": other.deleted, "priority": 0}
    return {
        **common,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": False,
        "is_general": conversation.name == "general",
        "is_member": bot_is_in(ws, conversation),
        "creator": next(iter(conversation.members), ""),
        "num_members": len(conversation.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": conversation.purpose, "creator": "", "last_set": 0},
    }


def with_thread(conversation: Conversation, message: Payload, with_metadata: bool) -> Payload:
    """Return a message with the count of its answers when it is the root of a thread."""
    shown = public(message, with_metadata=with_metadata)
    replies = conversation.replies(message["ts"])
    if replies:
        authors = list(dict.fromkeys(each["user"] for each in replies))
        shown.update(
            thread_ts=message["ts"],
            reply_count=len(replies),
            reply_users=authors,
            reply_users_count=len(authors),
            latest_reply=replies[-1]["ts"],
            is_locked=False,
            subscribed=True,
        )
    return shown


@method("conversations.list")
def list_conversations(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return conversations of the kinds asked for, in pages."""
    return _listed(ws, arguments, list(ws.memory.conversations.values()))


@method("users.conversations")
def list_own_conversations(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return the conversations somebody is in; the bot's own by default."""
    identifier = arguments.text("user") or ws.config.bot_user_id
    if identifier == ws.config.bot_user_id:
        return _listed(ws, arguments, [each for each in ws.memory.conversations.values() if bot_is_in(ws, each)])
    person_of(ws, identifier)
    joined = [each for each in ws.memory.conversations.values() if identifier in each.members]
    return _listed(ws, arguments, joined)


@method("conversations.open")
def open_conversation(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Open the private chat with one person."""
    if "channel" in arguments:
        return {"channel": {"id": channel_of(ws, arguments).id}}
    users = arguments.names("users")
    if len(users) != 1:
        raise SlackError("users_list_not_supplied" if not users else "too_many_users")
    person = person_of(ws, users[0])
    if person.deleted:
        raise SlackError("user_disabled")
    known = f"D{person.id[1:]}" in ws.memory.conversations
    chat = ws.memory.private_chat(person.id)
    full = as_channel(ws, chat) if arguments.flag("return_im") else {"id": chat.id}
    return {"no_op": known, "already_open": known, "channel": full}


@method("conversations.info")
def show_conversation(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return one conversation."""
    return {"channel": as_channel(ws, channel_of(ws, arguments))}


@method("conversations.join")
def join_conversation(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Make the bot a member of a channel."""
    conversation = channel_of(ws, arguments)
    if conversation.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if not bot_is_in(ws, conversation):
        conversation.members.append(ws.config.bot_user_id)
    return {"channel": as_channel(ws, conversation)}


@method("conversations.members")
def list_members(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return the ids of a conversation's members, in pages."""
    conversation = channel_of(ws, arguments)
    members = list(conversation.members)
    if conversation.kind == "im":
        members.append(ws.config.bot_user_id)
    found, cursor = page_of(members, arguments)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


@method("conversations.history")
def read_history(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return messages outside threads, the newest first."""
    conversation = _readable(ws, arguments)
    roots = [each for each in conversation.messages if each.get("thread_ts", each["ts"]) == each["ts"]]
    return _messages(conversation, _within(roots, arguments)[::-1], arguments)


@method("conversations.replies")
def read_thread(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return a thread, its root first, oldest to newest."""
    conversation = _readable(ws, arguments)
    named = conversation.find(arguments.required("ts"))
    root = conversation.find(str(named.get("thread_ts", named["ts"]))) if named else None
    if root is None:
        raise SlackError("thread_not_found")
    replies = _within(conversation.replies(root["ts"]), arguments)
    return _messages(conversation, [root, *replies], arguments)


@method("reactions.add")
def add_reaction(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Put an emoji on a message, as the bot."""
    conversation = channel_of(ws, arguments)
    message = conversation.find(arguments.required("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    name = arguments.text("name").strip(":")
    if not name:
        raise SlackError("invalid_name")
    reactions = message.setdefault("reactions", [])
    if any(each["name"] == name and ws.config.bot_user_id in each["users"] for each in reactions):
        raise SlackError("already_reacted")
    reactions.append({"name": name, "users": [ws.config.bot_user_id], "count": 1})
    ws.tell_message(conversation, message)
    return {}


def _listed(ws: LocalWorkspace, arguments: Arguments, found: list[Conversation]) -> dict[str, Any]:
    kinds = arguments.names("types") or ["public_channel"]
    wanted = [as_channel(ws, each) for each in found if _KINDS[each.kind] in kinds]
    channels, cursor = page_of(wanted, arguments)
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def _readable(ws: LocalWorkspace, arguments: Arguments) -> Conversation:
    conversation = channel_of(ws, arguments)
    if not bot_is_in(ws, conversation):
        raise SlackError("not_in_channel")
    return conversation


def _within(messages: list[Payload], arguments: Arguments) -> list[Payload]:
    oldest, latest = arguments.text("oldest", "0"), arguments.text("latest") or "9999999999.999999"
    try:
        first, last = _microseconds(oldest), _microseconds(latest)
    except ValueError:
        raise SlackError("invalid_ts_latest" if latest != "9999999999.999999" else "invalid_ts_oldest") from None
    if arguments.flag("inclusive"):
        first, last = first - 1, last + 1
    return [each for each in messages if first < _microseconds(each["ts"]) < last]


def _microseconds(ts: str) -> int:
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0")[:6] or 0)


def _messages(conversation: Conversation, found: list[Payload], arguments: Arguments) -> dict[str, Any]:
    shown, cursor = page_of(found, arguments)
    with_metadata = arguments.flag("include_all_metadata")
    answer: dict[str, Any] = {
        "messages": [with_thread(conversation, each, with_metadata) for each in shown],
        "has_more": bool(cursor),
    }
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer
