"""A register of erasures beside the database: a backup from before an erasure, once restored, is erased again.

It lies in the data directory and holds keyed hashes only. On several machines each keeps its own of what it erased and
of what it finds in the database, so that any of them notices.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from core.db import WorkspaceSession
from core.documents import DocumentStore, forget_removed
from core.people import Actor
from core.people.models import Person
from core.people.tombstones import bury, identifier_hash, known_hashes
from core.personal.erasing import Erased, erase_person
from core.personal.traces import empty_log
from core.transaction import Engine

NAME = "erased.jsonl"
CHUNK = 5_000


@dataclass(frozen=True)
class _Line:
    workspace_id: int
    hashes: frozenset[str]
    lifted: bool


class Register:
    """The file: a line for each erasure and each re-admission, only ever added to."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME

    def note(self, workspace_id: int, hashes: Collection[str], *, lifted: bool = False) -> None:
        """Add a line, durable on return."""
        line = json.dumps({"workspace": workspace_id, "lifted": lifted, "hashes": sorted(hashes)})
        self._file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())

    def hashes(self, workspace_id: int) -> set[str]:
        """The hashes that keep people of the workspace away, as far as this register knows."""
        found: set[str] = set()
        for line in self._lines():
            if line.workspace_id == workspace_id:
                found = found - line.hashes if line.lifted else found | line.hashes
        return found

    def _lines(self) -> Iterator[_Line]:
        """The lines that are whole; one that a crash cut off is left out, its hashes stand in the database."""
        if not self._file.exists():
            return
        for each in self._file.read_text().splitlines():
            try:
                said = json.loads(each)
                yield _Line(int(said["workspace"]), frozenset(said["hashes"]), bool(said["lifted"]))
            except (ValueError, KeyError, TypeError):
                continue


def erase_and_forget(
    engine: Engine, workspace_id: int, actor: Actor, person_id: int, store: DocumentStore
) -> Erased:
    """Erase a person, delete the contents of their documents, and note it in the register (privacy/erase)."""
    with engine.transaction(workspace_id) as session:
        erased = erase_person(session, actor, person_id)
    Register(engine.folder).note(workspace_id, erased.hashes)
    forget_contents(engine, workspace_id, store)
    empty_log(engine.database)
    return erased


def forget_contents(engine: Engine, workspace_id: int, store: DocumentStore) -> None:
    """Delete the contents of all removed documents, some hundred at a time."""
    while True:
        with engine.transaction(workspace_id) as session:
            if not forget_removed(session, store):
                return


def erase_again(engine: Engine, workspace_id: int, store: DocumentStore) -> int:
    """Erase whom the register knows and the database does not, as after a backup was restored; how many.

    Also the other way round: what the database knows is noted. Cheap when both agree; run it at every start.
    """
    register = Register(engine.folder)
    noted = register.hashes(workspace_id)
    with engine.reading(workspace_id) as session:
        known = known_hashes(session)
        forgotten = noted - known.keys()
        people = list(_known_by(session, forgotten)) if forgotten else []
    for person_id in people:
        erase_and_forget(engine, workspace_id, Actor.engine(workspace_id), person_id, store)
    if forgotten:
        with engine.transaction(workspace_id) as session:
            bury(session, forgotten)
    _note_known(register, workspace_id, noted, known)
    return len(people)


def _note_known(register: Register, workspace_id: int, noted: set[str], known: Mapping[str, bool]) -> None:
    if fresh := {each for each, stands in known.items() if stands} - noted:
        register.note(workspace_id, fresh)
    if lifted := {each for each, stands in known.items() if not stands} & noted:
        register.note(workspace_id, lifted, lifted=True)


def _known_by(session: WorkspaceSession, hashes: Iterable[str]) -> Iterator[int]:
    """Ids of people whose address or chat user id has one of these hashes."""
    wanted = set(hashes)
    query = select(Person.id, Person.email, Person.chat_user_id).where(Person.erased_at.is_(None))
    for part in session.execute(query.order_by(Person.id)).partitions(CHUNK):
        for person_id, *identifiers in part:
            if any(identifier_hash(session, each) in wanted for each in identifiers if each):
                yield person_id
