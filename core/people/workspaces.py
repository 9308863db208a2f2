"""Workspaces: the tenants, and the roles each starts with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_returning, insert_rows
from core.people.capabilities import Role, shipped_capabilities
from core.people.models import Installation, RoleCapability, RoleDefinition, Workspace
from core.prepared import OURS, run
from core.vault import seal, unseal


@dataclass(frozen=True)
class WorkspaceRef:
    """A workspace as others name it."""

    id: int
    chat_team_id: str
    name: str
    locale: str
    time_zone: str


def add_workspace(connection: sa.Connection, chat_team_id: str, name: str, now: datetime) -> int:
    """The workspace of a chat team, made when it is new; its id."""
    table = Workspace.__table__
    found = connection.execute(sa.select(table.c.id).where(table.c.chat_team_id == chat_team_id)).scalar()
    if found is not None:
        return int(found)
    values = {
        "chat_team_id": chat_team_id,
        "name": name,
        "created_at": now,
        "settings": {},
        "locale": "en_GB",
        "time_zone": "UTC",
    }
    inserted = connection.execute(sa.insert(Workspace).values(**values).returning(table.c.id))
    return int(inserted.scalar_one())


def list_workspaces(connection: sa.Connection) -> list[WorkspaceRef]:
    """All workspaces, oldest first."""
    table = Workspace.__table__
    columns = (table.c.id, table.c.chat_team_id, table.c.name, table.c.locale, table.c.time_zone)
    return [WorkspaceRef(*row) for row in connection.execute(sa.select(*columns).order_by(table.c.id))]


def seed_roles(session: WorkspaceSession) -> None:
    """Give the workspace the shipped roles as the rule book lists them; those it has stay as edited (people/roles)."""
    existing = set(session.scalars(select(RoleDefinition.name)))
    missing = [{"name": str(role), "shipped": True} for role in Role if role not in existing]
    since = {"effective_from": session.now, "recorded_at": session.now}
    insert_rows(
        session,
        RoleCapability,
        [
            {"role_id": role_id, "capability": str(held), **since}
            for role_id, name in sorted(insert_returning(session, RoleDefinition, missing, "id", "name"))
            for held in shipped_capabilities(Role(name))
        ],
    )


def keep_installation(session: WorkspaceSession, token: str, bot_user_id: str, app_id: str) -> None:
    """Keep the bot token of the workspace, sealed."""
    sealed = seal(session.vault.key_for(session.workspace_id, "token"), token.encode())
    row = session.scalar(select(Installation))
    if row is None:
        row = Installation(sealed_token=sealed, bot_user_id=bot_user_id, app_id=app_id, installed_at=session.now)
        session.add(row)
    row.sealed_token, row.bot_user_id, row.app_id = sealed, bot_user_id, app_id


def bot_token(session: WorkspaceSession) -> str | None:
    """The bot token of the workspace, if the app is installed there."""
    row = session.scalar(select(Installation))
    if row is None:
        return None
    return unseal(session.vault.key_for(session.workspace_id, "token"), row.sealed_token).decode()


def bot_user(session: WorkspaceSession) -> str | None:
    """The bot's own user id in the workspace."""
    return session.scalar(select(Installation.bot_user_id))


def workspace_setting(session: WorkspaceSession, name: str) -> object | None:
    """A setting of the workspace, None where it was never set."""
    settings = run(session, _SETTINGS).scalar() or {}
    return settings.get(name)


_SETTINGS = select(Workspace.settings).where(Workspace.id == OURS)


def workspace_locale(session: WorkspaceSession) -> str:
    """The locale of the workspace ('en_GB'), for texts that have none in the reader's language."""
    return session.scalar(select(Workspace.locale).where(Workspace.id == session.workspace_id)) or ""
