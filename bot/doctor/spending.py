"""What the language model cost each workspace, against its budget."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.blocks.ai_cost import spent_in_all, spent_today
from bot.doctor.finding import Finding
from bot.listeners.ai_budget import ai_cost
from bot.settings import Settings
from core.clock import system_clock
from core.database import Database
from core.errors import ProwessError
from core.migrations import address_of, current_revision, latest_revision
from core.people import WorkspaceRef, list_workspaces
from core.words import say


def look_at_spending(settings: Settings) -> Iterable[Finding]:
    """A line for each workspace that used the language model in the last thirty days."""
    url = address_of(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return
    database = Database(url)
    try:
        if current_revision(settings.database) == latest_revision():
            yield from _by_workspace(database)
    except (SQLAlchemyError, ProwessError):
        return  # The line of the database says what is wrong with it.
    finally:
        database.close()


def _by_workspace(database: Database) -> list[Finding]:
    with database.looking() as connection:
        workspaces = list_workspaces(connection)
    return [finding for workspace in workspaces for finding in _spending(database, workspace)]


def _spending(database: Database, workspace: WorkspaceRef) -> Iterable[Finding]:
    with database.reading(workspace.id, system_clock()) as session:
        cost = ai_cost(session)
    if not cost.month.calls:
        return
    said = say(
        "{name}. {today} {month}", name=workspace.name, today=spent_today(cost), month=spent_in_all(cost.month)
    )
    cure = say("Wait until then, or let an admin raise it: /prowess ai budget 2,000,000.")
    yield Finding("language model", said, cure if cost.today.tokens >= cost.budget else None)
