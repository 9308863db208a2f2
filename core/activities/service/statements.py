"""Statements of other systems as they came: sealed, once per id, so that none counts twice (activities/xapi)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.activities.result_models import XapiStatement
from core.activities.service.correcting import void_results
from core.activities.service.results import parts
from core.activities.service.unmatched import forget_unmatched
from core.db import WorkspaceSession, insert_returning
from core.errors import Conflict, Invalid
from core.people import Actor
from core.vault import seal, unseal
from core.words import say

XAPI = "xapi"
"""The source of results that come from statements; their source id is the statement's id."""


@dataclass(frozen=True)
class NewStatement:
    """A statement as it is kept: `digest` stands for all of it that may not change, `voids` names the one it voids."""

    id: str
    digest: str
    body: bytes
    person_id: int | None = None
    voids: str | None = None


def keep_statements(session: WorkspaceSession, statements: Sequence[NewStatement]) -> set[str]:
    """Keep statements; the ids of those that are new and may take effect: neither repeated nor voided before they came.

    Raises Conflict when an id is on file with another content; nothing is kept then.
    """
    ordered = sorted(statements, key=lambda each: each.id)
    fresh = _insert(session, [_row(session, each) for each in ordered])
    others = _on_file(session, [each.id for each in ordered if each.id not in fresh])
    for each in ordered:
        row = others.get(each.id)
        if row is not None and row.digest is None:
            _fill(session, row, each)
        elif row is not None and row.digest != each.digest:
            raise Conflict(say("Statement {id} is on file with another content. Nothing was stored.", id=each.id))
    session.flush()
    return fresh


def void_statements(session: WorkspaceSession, actor: Actor, voiding: Sequence[tuple[str, str]]) -> None:
    """Void statements, each by the id of the one that does: results that came from them count no more.

    One that has not come yet is void when it comes. A voiding statement cannot be voided.
    """
    wanted = sorted({target for _, target in voiding})
    _insert(session, [_placeholder(session, target) for target in wanted])
    rows = _on_file(session, wanted)
    for by, target in voiding:
        row = rows[target]
        if row.voids is not None:
            raise Invalid(say("Statement {id} voids another one; it can't be voided itself.", id=target))
        row.voided_by = row.voided_by or by
    session.flush()
    void_results(session, actor, wanted, source=XAPI)
    forget_unmatched(session, XAPI, wanted)


def statement_on_file(session: WorkspaceSession, statement_id: str, *, voided: bool = False) -> bytes | None:
    """A statement as it came; one that was voided only where asked for as such. None when there is none."""
    row = session.scalar(select(XapiStatement).where(XapiStatement.statement_id == statement_id))
    if row is None or row.sealed is None or (row.voided_by is not None) is not voided:
        return None
    return unseal(session.vault.key_for(session.workspace_id, XAPI), row.sealed, row.statement_id.encode())


def _insert(session: WorkspaceSession, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Insert what is not on file, in the order of ids so that two deliveries at once take turns; the ids inserted."""
    return {each for each, in insert_returning(session, XapiStatement, rows, "statement_id", skip_existing=True)}


def _on_file(session: WorkspaceSession, ids: Sequence[str]) -> dict[str, XapiStatement]:
    found: dict[str, XapiStatement] = {}
    for part in parts(ids):
        query = select(XapiStatement).where(XapiStatement.statement_id.in_(part)).order_by(XapiStatement.statement_id)
        rows = session.scalars(query.with_for_update().execution_options(populate_existing=True))
        found |= {row.statement_id: row for row in rows}
    return found


def _row(session: WorkspaceSession, statement: NewStatement) -> dict[str, Any]:
    return {
        "statement_id": statement.id,
        "person_id": statement.person_id,
        "digest": statement.digest,
        "sealed": _sealed(session, statement),
        "voids": statement.voids,
        "stored_at": session.now,
        "voided_by": None,
    }


def _placeholder(session: WorkspaceSession, statement_id: str) -> dict[str, Any]:
    """Stands for a statement that has not come yet."""
    empty = dict.fromkeys(("person_id", "digest", "sealed", "voids", "voided_by"))
    return {"statement_id": statement_id, "stored_at": session.now, **empty}


def _fill(session: WorkspaceSession, row: XapiStatement, statement: NewStatement) -> None:
    row.person_id, row.voids, row.digest = statement.person_id, statement.voids, statement.digest
    row.sealed = _sealed(session, statement)


def _sealed(session: WorkspaceSession, statement: NewStatement) -> bytes:
    return seal(session.vault.key_for(session.workspace_id, XAPI), statement.body, statement.id.encode())
