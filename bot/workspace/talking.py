"""What a person does by writing: messages, files, slash commands; and opening a tab."""

from __future__ import annotations

import mimetypes
import time
import uuid
from typing import TYPE_CHECKING, Any

from bot.workspace import posting
from bot.workspace.accounts import team_of, typed_text
from bot.workspace.delivery import Answer
from bot.workspace.files import as_file, share
from bot.workspace.refusals import CannotDo, SlackError
from bot.workspace.state import Conversation, Payload, StoredFile, new_id
from bot.workspace.triggers import ResponseAddress
from bot.workspace.webapi.arguments import Arguments

if TYPE_CHECKING:
    from bot.workspace.config import Person
    from bot.workspace.workspace import LocalWorkspace


def conversation_of(ws: LocalWorkspace, person: str, identifier: str) -> Conversation:
    """Return a conversation the person is in (empty: the private chat); raises CannotDo."""
    known_person(ws, person)
    if not identifier:
        return ws.memory.private_chat(person)
    conversation = ws.memory.conversations.get(identifier)
    if conversation is None or person not in conversation.members:
        raise CannotDo("You are not in this conversation.")
    return conversation


def known_person(ws: LocalWorkspace, person: str) -> Person:
    """Return a person who may act; raises CannotDo."""
    known = ws.memory.people.get(person)
    if known is None or known.deleted:
        raise CannotDo("There is no such person here.")
    return known


def say(
    ws: LocalWorkspace,
    person: str,
    *,
    text: str = "",
    conversation: str = "",
    thread_ts: str = "",
    files: list[str] | None = None,
) -> Payload:
    """Send a message, with files that were uploaded before; answers go into the thread named."""
    place = conversation_of(ws, person, conversation)
    attached = [_own_file(ws, person, each) for each in files or []]
    if not text.strip() and not attached:
        raise CannotDo("Write something, or attach a file.")
    if len(text) > posting.LONGEST_TEXT:
        raise CannotDo(f"A message can have {posting.LONGEST_TEXT:,} characters at most.")
    message: Payload = {
        "type": "message",
        "user": person,
        "text": typed_text(ws, text),
        "team": team_of(known_person(ws, person), ws.config),
        "client_msg_id": str(uuid.uuid4()),
    }
    if thread_ts:
        message["thread_ts"] = thread_ts
    if attached:
        for file in attached:
            share(file, place)
        message.update(subtype="file_share", upload=False, files=[as_file(ws, each) for each in attached])
    return posting.post(ws, place, message)


def upload(ws: LocalWorkspace, person: str, *, name: str, content: bytes) -> StoredFile:
    """Take a file a person attaches; it is seen by others once a message with it is sent."""
    known_person(ws, person)
    if len(content) > ws.config.upload_limit:
        raise CannotDo(f"{name} is larger than {ws.config.upload_limit // 2**20} MB.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = StoredFile(
        id=new_id("F"),
        name=name,
        title=name,
        mimetype=kind,
        owner=person,
        size=len(content),
        created=int(time.time()),
        content=content,
        ready=True,
    )
    ws.memory.files[file.id] = file
    return file


async def run_command(
    ws: LocalWorkspace, person: str, *, command: str, text: str = "", conversation: str = ""
) -> Payload | None:
    """Run a slash command and return the message that answers it, if there is one."""
    place = conversation_of(ws, person, conversation)
    known = next((each for each in ws.config.commands if each.command == command), None)
    if known is None:
        return slackbot_says(ws, place, person, f"`{command}` is not a valid command.")
    if ws.bot.starting:
        ws.notify(person, f"{ws.config.bot_real_name} is starting. It answers in a moment.")
        await ws.bot.until_up()
    passed = typed_text(ws, text, links=False, with_names=True) if known.should_escape else text
    answer = await ws.bot.ask("command", command, _command_fields(ws, person, place, command, passed))
    if answer.trouble:
        error = "operation_timeout" if answer.trouble == "http_timeout" else "dispatch_failed"
        return slackbot_says(ws, place, person, f'{command} failed with the error "{error}"')
    return _show_answer(ws, place, person, answer)


def open_tab(ws: LocalWorkspace, person: str, *, tab: str) -> None:
    """Open the bot's Home or Messages tab."""
    known_person(ws, person)
    if tab not in {"home", "messages"}:
        raise CannotDo("The tabs are home and messages.")
    ws.send_home_event(person, tab)


def slackbot_says(ws: LocalWorkspace, place: Conversation, person: str, text: str) -> Payload:
    """Show a notice of the platform's own, to one person."""
    notice = posting.whisper(ws, place, person, {"text": text, "username": "Slackbot"})
    notice.update(user="USLACKBOT", bot_id="BSLACKBOT")
    ws.tell_message(place, notice)
    return notice


def _show_answer(ws: LocalWorkspace, place: Conversation, person: str, answer: Answer) -> Payload | None:
    body: dict[str, Any] = answer.body if isinstance(answer.body, dict) else {"text": answer.body}
    if not body.get("text") and not body.get("blocks"):
        return None
    try:
        content = posting.content_of(ws, Arguments(body))
    except SlackError as error:
        ws.complain("command", error)
        return slackbot_says(ws, place, person, 'The answer failed with the error "dispatch_failed"')
    if body.get("response_type") == "in_channel":
        return posting.post(ws, place, posting.bot_message(ws, content))
    return posting.whisper(ws, place, person, content)


def _command_fields(ws: LocalWorkspace, person: str, place: Conversation, command: str, text: str) -> dict[str, str]:
    config = ws.config
    address = ResponseAddress(place.id, person, None, None)
    return {
        "token": "local-verification",
        "team_id": config.team_id,
        "team_domain": config.team_domain,
        "channel_id": place.id,
        "channel_name": "directmessage" if place.kind == "im" else place.name,
        "user_id": person,
        "user_name": ws.memory.people[person].name,
        "command": command,
        "text": text,
        "api_app_id": config.app_id,
        "is_enterprise_install": "false",
        "response_url": f"{ws.base_url}/response/{ws.addresses.issue(address)}",
        "trigger_id": ws.triggers.issue(person),
    }


def _own_file(ws: LocalWorkspace, person: str, identifier: str) -> StoredFile:
    file = ws.memory.files.get(identifier)
    if file is None or file.owner != person:
        raise CannotDo("This file was not uploaded by you.")
    return file
