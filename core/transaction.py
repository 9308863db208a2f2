"""The engine as others hold it: one transaction per use case, which runs reactions, keeps facts and commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from core.audit import append_facts
from core.clock import Clock, system_clock
from core.database import Database
from core.db import WorkspaceSession
from core.frameworks import seed_catalogue
from core.people import WorkspaceRef, add_workspace, list_workspaces, seed_roles
from core.reactions import react
from core.vault import Vault


class Engine:
    """The competency engine on one database, with its clock, its keys and its folder for documents."""

    def __init__(
        self, database: Database, vault: Vault, *, folder: Path, clock: Clock = system_clock
    ) -> None:
        self.database = database
        self.vault = vault
        self.folder = folder
        self.clock = clock

    @contextmanager
    def transaction(self, workspace_id: int, now: datetime | None = None) -> Iterator[WorkspaceSession]:
        """Change things: on leaving, reactions run, facts are kept and all is committed; an error undoes all."""
        with self.database.writing(workspace_id, now or self.clock(), self.vault) as session:
            yield session
            react(session)
            append_facts(session, session.facts)
            session.commit()
        self.database.note_growth(session.inserted)

    @contextmanager
    def reading(self, workspace_id: int, now: datetime | None = None) -> Iterator[WorkspaceSession]:
        """Read a consistent state; the database refuses writes."""
        with self.database.reading(workspace_id, now or self.clock(), self.vault) as session:
            yield session

    def close(self) -> None:
        """Give back the database; the engine is of no use any more."""
        self.database.close()

    def workspaces(self) -> list[WorkspaceRef]:
        """All workspaces, oldest first."""
        with self.database.looking() as connection:
            return list_workspaces(connection)

    def add_workspace(self, chat_team_id: str, name: str) -> int:
        """The workspace of a chat team with its roles, scales and framework, made when it is new; its id."""
        with self.database.connecting() as connection:
            workspace_id = add_workspace(connection, chat_team_id, name, self.clock())
        with self.transaction(workspace_id) as session:
            seed_roles(session)
            seed_catalogue(session)
        return workspace_id
