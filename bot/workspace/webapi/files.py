"""files.*: uploads in two steps, information, deletion."""

from __future__ import annotations

import mimetypes
import time
from typing import TYPE_CHECKING, Any

from bot.workspace import posting
from bot.workspace.files import as_file, share
from bot.workspace.refusals import SlackError
from bot.workspace.state import Conversation, StoredFile, new_id
from bot.workspace.webapi.arguments import Arguments, page_of
from bot.workspace.webapi.registry import bot_is_in, channel_of, method

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace


@method("files.getUploadURLExternal")
def offer_upload(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return an address to send a file's content to."""
    name, length = arguments.required("filename"), arguments.integer("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", ["[ERROR] length must be greater than 0"])
    file = StoredFile(
        id=new_id("F"),
        name=name,
        title=name,
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        owner=ws.config.bot_user_id,
        size=length,
        created=int(time.time()),
        alt_text=arguments.text("alt_txt"),
    )
    ws.memory.files[file.id] = file
    return {"upload_url": f"{ws.base_url}/upload/v1/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal")
def complete_upload(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Finish uploads, and share the files where the call names a conversation."""
    named = arguments.structure("files")
    if not isinstance(named, list) or not named:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: files"])
    files = [_uploaded(ws, each) for each in named]
    places = _places(ws, arguments)
    for place in places:
        _share(ws, place, files, arguments)
    for file in files:
        file.ready = True
    return {"files": [as_file(ws, each) for each in files]}


@method("files.info")
def show_file(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return one file."""
    return {
        "file": as_file(ws, _known(ws, arguments)),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


@method("files.list")
def list_files(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return files, the newest first, in one page of `limit`."""
    ready = [each for each in ws.memory.files.values() if each.ready][::-1]
    found, _ = page_of([as_file(ws, each) for each in ready], arguments)
    return {"files": found, "paging": {"count": len(found), "total": len(ready), "page": 1, "pages": 1}}


@method("files.delete")
def delete_file(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Delete a file of the bot's own; messages keep a mark where it was."""
    file = _known(ws, arguments)
    if file.owner != ws.config.bot_user_id:
        raise SlackError("cant_delete_file")
    del ws.memory.files[file.id]
    for identifier in file.conversations:
        _mark_deleted(ws, ws.memory.conversations[identifier], file.id)
    return {}


def _known(ws: LocalWorkspace, arguments: Arguments) -> StoredFile:
    file = ws.memory.files.get(arguments.text("file"))
    if file is None or not file.ready:
        raise SlackError("file_not_found")
    return file


def _uploaded(ws: LocalWorkspace, named: Any) -> StoredFile:
    file = ws.memory.files.get(named.get("id", "")) if isinstance(named, dict) else None
    if file is None or not file.content:
        raise SlackError("file_not_found")
    if file.ready:
        raise SlackError("file_already_completed")
    file.title = named.get("title") or file.name
    return file


def _places(ws: LocalWorkspace, arguments: Arguments) -> list[Conversation]:
    identifiers = arguments.names("channels") or arguments.names("channel_id")
    places = [channel_of(ws, Arguments({"channel": each})) for each in identifiers]
    if not all(bot_is_in(ws, each) for each in places):
        raise SlackError("not_in_channel")
    return places


def _share(ws: LocalWorkspace, place: Conversation, files: list[StoredFile], arguments: Arguments) -> None:
    for file in files:
        share(file, place)
    content: dict[str, Any] = posting.content_of(
        ws,
        Arguments({"text": arguments.text("initial_comment"), "blocks": arguments.values.get("blocks")}),
        may_be_empty=True,
    )
    content.update(subtype="file_share", upload=True, files=[as_file(ws, each) for each in files])
    if arguments.text("thread_ts"):
        if place.find(arguments.text("thread_ts")) is None:
            raise SlackError("thread_not_found")
        content["thread_ts"] = arguments.text("thread_ts")
    posting.post(ws, place, posting.bot_message(ws, content))


def _mark_deleted(ws: LocalWorkspace, conversation: Conversation, identifier: str) -> None:
    for message in conversation.messages:
        files = message.get("files", [])
        if any(each["id"] == identifier for each in files):
            gone = {"id": identifier, "mode": "tombstone"}
            message["files"] = [gone if each["id"] == identifier else each for each in files]
            ws.tell_message(conversation, message)
