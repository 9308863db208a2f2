"""Sealed contents that others brought and a person may stand in: deliveries under way, files kept for an import.

They are opened one after another and searched for the person's address, chat user id and name; what names them goes.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict
from core.exchange.keeping import opened_file
from core.exchange.models import ImportRun
from core.notifications.models import InboxDelivery
from core.people.models import Person
from core.vault import unseal
from core.words import say

LARGEST_MEMBER = 50_000_000
"""Of a workbook's part more is not unpacked: it counts as naming the person."""


def forget_kept(session: WorkspaceSession, person: Person) -> None:
    """Forget deliveries from the person, and kept contents that name them.

    Raises Conflict where a file that names them is being imported just now.
    """
    identifiers = [each.casefold().encode() for each in (person.email, person.chat_user_id) if each]
    words = [*identifiers, person.name.casefold().encode()]
    _forget_deliveries(session, person.chat_user_id, identifiers, words)
    _forget_files(session, words)


def _forget_deliveries(
    session: WorkspaceSession, chat_user_id: str | None, identifiers: Sequence[bytes], words: Sequence[bytes]
) -> None:
    """Another's message under way goes only by an identifier: others may have the name, and it is gone in seconds."""
    sender = session.vault.keyed_hash(session.workspace_id, chat_user_id) if chat_user_id else ""
    key = session.vault.key_for(session.workspace_id, "inbox")
    query = select(InboxDelivery).where(InboxDelivery.sealed.is_not(None))
    for row in session.scalars(query.with_for_update()):
        body = _spelled_out(unseal(key, row.sealed or b"", row.key.encode()))
        if row.sender_hash == sender or _names(body, words if row.state == "failed" else identifiers):
            row.sealed, row.sender_hash, row.state = None, None, "done"
            row.due_at, row.done_at = None, session.now
    session.flush()
    if chat_user_id:
        _forget_keys(session, chat_user_id)


def _forget_keys(session: WorkspaceSession, chat_user_id: str) -> None:
    """Keys of what the person pressed name them; a repeat would come from a stranger now, and has no effect either."""
    named = InboxDelivery.key.contains(f":{chat_user_id}:", autoescape=True)
    session.execute(
        sa.delete(InboxDelivery)
        .where(InboxDelivery.workspace_id == session.workspace_id, named, InboxDelivery.sealed.is_(None))
        .execution_options(synchronize_session=False)
    )


def _forget_files(session: WorkspaceSession, words: Iterable[bytes]) -> None:
    for run in session.scalars(select(ImportRun).with_for_update()):
        if run.sealed is not None and _names(opened_file(session, run.sealed), words):
            if run.state == "running":
                raise Conflict(
                    say("Not erased: {file}, which names them, is being imported. Try again when it is done.",
                        file=run.name)
                )
            run.sealed, run.state, run.finished_at = None, "cancelled", session.now
        if run.sealed_report is not None and _names(opened_file(session, run.sealed_report), words):
            run.sealed_report = None
    session.flush()


def _spelled_out(body: bytes) -> bytes:
    """JSON with its letters as they are, not as escapes."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False).encode()
    except ValueError:
        return body


def _names(content: bytes, words: Iterable[bytes]) -> bool:
    return any(word in part for part in _readable(content) for word in words)


def _readable(content: bytes) -> Iterator[bytes]:
    """The content in one case; of a workbook all its parts, of other encodings what they say."""
    yield _folded(content)
    if content[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for part in archive.infolist():
                    with archive.open(part) as member:
                        yield _folded(member.read(LARGEST_MEMBER))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
            return


def _folded(content: bytes) -> bytes:
    for encoding in ("utf-8", "utf-16"):
        try:
            return content.decode(encoding).casefold().encode()
        except UnicodeDecodeError:
            continue
    return content.decode("windows-1252", "replace").casefold().encode()
