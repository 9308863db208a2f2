"""Files as the Web API shows them, and who may see one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.workspace.state import Conversation, StoredFile

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace


def as_file(ws: LocalWorkspace, file: StoredFile) -> dict[str, Any]:
    """Return a file as files.info shows it."""
    private = f"{ws.base_url}/files-pri/{ws.config.team_id}-{file.id}"
    name = quote(file.name, safe="")
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else "binary"
    where = [ws.memory.conversations[each] for each in file.conversations]
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.owner,
        "user_team": ws.config.team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(each.kind == "channel" for each in where),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "file_access": "visible",
        "alt_txt": file.alt_text,
        "url_private": f"{private}/{name}",
        "url_private_download": f"{private}/download/{name}",
        "permalink": f"{ws.base_url}/files/{file.owner}/{file.id}/{name}",
        "channels": [each.id for each in where if each.kind == "channel"],
        "groups": [],
        "ims": [each.id for each in where if each.kind == "im"],
        "has_rich_preview": False,
    }


def share(file: StoredFile, conversation: Conversation) -> None:
    """Note that a file can be seen in a conversation."""
    if conversation.id not in file.conversations:
        file.conversations.append(conversation.id)


def may_see(ws: LocalWorkspace, file: StoredFile, person: str) -> bool:
    """Tell whether a person may open a file: own, shared where they are, or shown in their blocks."""
    if file.owner == person:
        return True
    shared = any(person in ws.memory.conversations[each].members for each in file.conversations)
    return shared or file.id in _shown_to(ws, person)


def _shown_to(ws: LocalWorkspace, person: str) -> set[str]:
    seen: list[Any] = [*ws.memory.modals.get(person, []), ws.memory.homes.get(person, {})]
    for conversation in ws.memory.conversations.values():
        if person in conversation.members:
            seen.extend(conversation.seen_by(person))
    return {identifier for each in seen for identifier in _referenced(ws, each)}


def _referenced(ws: LocalWorkspace, part: Any) -> list[str]:
    if isinstance(part, list):
        return [each for inner in part for each in _referenced(ws, inner)]
    if not isinstance(part, dict):
        return []
    named = ws.file_named(part["slack_file"]) if isinstance(part.get("slack_file"), dict) else None
    inner = [each for value in part.values() for each in _referenced(ws, value)]
    return [named.id, *inner] if named else inner
