"""Deleting what nothing ever referred to; else the refusal counts the references (frameworks/delete)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from core.audit import record
from core.db import Base, WorkspaceSession
from core.errors import Conflict
from core.events import Change
from core.frameworks.framework_events import CompetencyDeleted, FrameworkDeleted
from core.frameworks.models import Competency
from core.frameworks.reference_words import reference_words
from core.frameworks.references import Ids, belongs, count_references, part_tables
from core.frameworks.revision import touch
from core.frameworks.rights import check_not_built_in, managed_competency, managed_framework
from core.people import Actor
from core.words import Sentence, say

COMPETENCY, FRAMEWORK = "competency", "framework"


def competency_references(session: WorkspaceSession, competency_id: int) -> dict[str, int]:
    """How many rows of each table ever referred to a competency; its own texts, tags and edges upward don't count."""
    return count_references(session, COMPETENCY, _one(COMPETENCY, session, competency_id))


def framework_references(session: WorkspaceSession, framework_id: int) -> dict[str, int]:
    """How many rows of each table ever referred to a framework or to one of its competencies, from outside."""
    found = count_references(session, FRAMEWORK, _one(FRAMEWORK, session, framework_id))
    for name, n in count_references(session, COMPETENCY, _within(session, framework_id)).items():
        found[name] = found.get(name, 0) + n
    return found


def delete_competency(session: WorkspaceSession, actor: Actor, competency_id: int) -> str:
    """Delete a competency that nothing ever referred to; its name. Raises Conflict counting the references."""
    row = managed_competency(session, actor, competency_id)
    name = row.name
    if counts := competency_references(session, competency_id):
        raise Conflict(stays_words(name, counts), references=counts)
    _delete(session, COMPETENCY, _one(COMPETENCY, session, competency_id))
    session.expunge(row)
    touch(session)
    changes = (Change("competency", competency_id, name, None),)
    record(session, actor, CompetencyDeleted(competency_id=competency_id, changes=changes))
    return name


def delete_framework(session: WorkspaceSession, actor: Actor, framework_id: int) -> str:
    """Delete a framework with its competencies when nothing ever referred to them; its name.

    Raises Conflict counting the references; the built-in framework stays in any case.
    """
    row = managed_framework(session, actor, framework_id, locked=True)
    name = row.name
    check_not_built_in(row)
    if counts := framework_references(session, framework_id):
        raise Conflict(stays_words(name, counts), references=counts)
    _delete(session, FRAMEWORK, _one(FRAMEWORK, session, framework_id))
    session.expunge(row)
    touch(session)
    changes = (Change("framework", framework_id, name, None),)
    record(session, actor, FrameworkDeleted(framework_id=framework_id, changes=changes))
    return name


def stays_words(name: str, counts: Mapping[str, int]) -> Sentence:
    """'Fire safety was not deleted: it is referred to by 3 ratings and 1 target. …' (frameworks/delete)."""
    held = reference_words(counts)
    return say("{name} was not deleted: it is referred to by {held}. Disabling it keeps them.", name=name, held=held)


def _one(kind: str, session: WorkspaceSession, row_id: int) -> Ids:
    table = Base.metadata.tables[kind]
    return sa.select(table.c.id).where(table.c.workspace_id == session.workspace_id, table.c.id == row_id)


def _within(session: WorkspaceSession, framework_id: int) -> Ids:
    return sa.select(Competency.id).where(
        Competency.workspace_id == session.workspace_id, Competency.framework_id == framework_id
    )


def _delete(session: WorkspaceSession, root: str, ids: Ids) -> None:
    """Delete the rows and all their parts, parts first."""
    session.flush()
    connection: Any = session.connection()
    for table in reversed(part_tables(root)):
        part = sa.and_(table.c.workspace_id == session.workspace_id, belongs(session, table, root, ids))
        connection.execute(sa.delete(table).where(part))
    table = Base.metadata.tables[root]
    own = sa.and_(table.c.workspace_id == session.workspace_id, table.c.id.in_(ids))
    connection.execute(sa.delete(table).where(own))
