"""Disabling and enabling one competency, with the guard that asks for its links (skills/disable, skills/re-enable)."""

from __future__ import annotations

from core.activities import activities, activities_of
from core.db import WorkspaceSession
from core.errors import Conflict
from core.frameworks import (
    ACTIVE,
    DISABLED,
    competency,
    framework_of,
    hold_unlinked,
    managed_competency,
    set_status,
)
from core.frameworks.models import Competency
from core.people import Actor
from core.words import Sentence, say, say_count

MOST_NAMED = 10


def disable_competency(session: WorkspaceSession, actor: Actor, competency_id: int) -> None:
    """Take a competency out of use: no more links, suggestions or new targets; who acquired it keeps it.

    Repeatable. Raises Conflict while activities carry it, naming at most ten of them.
    """
    managed_competency(session, actor, competency_id)
    hold_unlinked(session, Competency.id == competency_id)
    carrying = activities_of(session, competency_id)
    if carrying:
        name = competency(session, competency_id).name
        raise Conflict(_stays(session, name, carrying), activities=carrying)
    set_status(session, actor, competency_id, DISABLED)


def enable_competency(session: WorkspaceSession, actor: Actor, competency_id: int) -> None:
    """Make a competency usable again, on no activity. Repeatable; its framework has to be in use."""
    managed_competency(session, actor, competency_id)
    framework = framework_of(session, competency_id)
    if framework.disabled:
        raise Conflict(say("Its framework {framework} is disabled. Enable that first.", framework=framework.name))
    set_status(session, actor, competency_id, ACTIVE)


def _stays(session: WorkspaceSession, name: str, carrying: list[int]) -> Sentence:
    titles = [each.title for each in activities(session, carrying[:MOST_NAMED]).values()]
    more = len(carrying) - MOST_NAMED
    listed = [*sorted(titles, key=str.casefold), *([say("{n} more", n=more)] if more > 0 else [])]
    return say_count(
        "{name} was not disabled: it is on {n} activity ({where}). Take it off there first.",
        "{name} was not disabled: it is on {n} activities ({where}). Take it off there first.",
        len(carrying),
        name=name,
        where=listed,
    )
