"""Refits of the tagger's confidence: what each found, which one is in force, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.activities.tagger_events import TaggerAdjustmentChosen, TaggerRefitted
from core.activities.tagger_models import TaggerInForce, TaggerRefit
from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.events import Change
from core.history import begin, replace
from core.people import Actor, Capability, people, require
from core.people.models import Workspace
from core.words import say

TAKEN = "taken"


@dataclass(frozen=True)
class RefitFound:
    """What a refit found: `outcome` is 'taken' or why not; `against` the refit it was compared with (None: as shipped);
    `figures` and `adjustment` are plain values the tagger reads."""

    basis: str
    outcome: str
    decisions: int
    figures: Mapping[str, Any]
    adjustment: Mapping[str, Any] = field(default_factory=dict)
    learned_until: datetime | None = None
    against: int | None = None


@dataclass(frozen=True)
class Period:
    """When an adjustment was in force; `until` is None while it is."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class RefitView:
    """A refit as people read it; `made_by` is a first name, None where it came by itself."""

    id: int
    made_at: datetime
    made_by: str | None
    basis: str
    outcome: str
    decisions: int
    figures: Mapping[str, Any]
    adjustment: Mapping[str, Any]
    learned_until: datetime | None
    before_id: int | None
    periods: Sequence[Period] = ()


def adjustment_in_force(session: WorkspaceSession) -> RefitView | None:
    """The refit whose adjustment is in force; None for the confidence as shipped."""
    refit_id = refit_in_force(session)
    return refit_view(session, refit_id) if refit_id is not None else None


def refit_in_force(session: WorkspaceSession) -> int | None:
    """The id of that refit alone."""
    return session.scalar(select(TaggerInForce.refit_id).where(TaggerInForce.in_force(session.now)))


def refit_view(session: WorkspaceSession, refit_id: int) -> RefitView:
    """One refit; raises NotFound where there is none of this id."""
    row = session.scalar(select(TaggerRefit).where(TaggerRefit.id == refit_id))
    if row is None:
        raise NotFound(say("I don't find that refit."))
    return _views(session, [row])[0]


def refits(session: WorkspaceSession, limit: int) -> list[RefitView]:
    """The newest refits, the newest first, with when each was in force."""
    return _views(session, session.scalars(select(TaggerRefit).order_by(TaggerRefit.id.desc()).limit(limit)).all())


def last_look(session: WorkspaceSession) -> datetime | None:
    """When the last refit was made, or an adjustment was chosen, whichever is later: decisions after it are new."""
    made = session.scalar(select(TaggerRefit.made_at).order_by(TaggerRefit.id.desc()).limit(1))
    chosen = session.scalar(select(TaggerInForce.effective_from).where(TaggerInForce.in_force(session.now)))
    return max((each for each in (made, chosen) if each is not None), default=None)


def keep_refit(session: WorkspaceSession, actor: Actor, found: RefitFound) -> int:
    """Keep what a refit found; a taken one comes into force. Its id.

    Raises Refused without `settings.manage`, Conflict where another adjustment came into force meanwhile.
    """
    require(session, actor, Capability.SETTINGS_MANAGE)
    open_row = _in_force_locked(session)
    before = open_row.refit_id if open_row else None
    if before != found.against:
        raise Conflict(say("Another adjustment came into force meanwhile. Nothing changed."))
    row = TaggerRefit(
        made_at=session.now,
        made_by_id=actor.person_id,
        basis=found.basis,
        outcome=found.outcome,
        decisions=found.decisions,
        figures=dict(found.figures),
        adjustment=dict(found.adjustment),
        learned_until=found.learned_until,
        before_id=before,
    )
    session.add(row)
    session.flush()
    changes: tuple[Change, ...] = ()
    if found.outcome == TAKEN:
        _put_in_force(session, actor, open_row, row.id)
        changes = (Change("tagger_adjustment", None, before, row.id),)
    record(session, actor, TaggerRefitted(refit_id=row.id, outcome=found.outcome, changes=changes))
    return row.id


def go_back(session: WorkspaceSession, actor: Actor, refit_id: int | None = None) -> tuple[int, int | None]:
    """Bring back what was in force before the present adjustment: its refit's id and the one now (None: as shipped).

    With `refit_id` only from that one. Raises Refused without `settings.manage`, Conflict where the confidence is as
    shipped, or another adjustment is in force by now.
    """
    require(session, actor, Capability.SETTINGS_MANAGE)
    present = adjustment_in_force(session)
    if present is None:
        raise Conflict(say("The confidence is as shipped already. Nothing changed."))
    if refit_id is not None and refit_id != present.id:
        raise Conflict(say("Another adjustment came into force meanwhile. Nothing changed."))
    choose_adjustment(session, actor, present.before_id, instead_of=present.id)
    return present.id, present.before_id


def choose_adjustment(
    session: WorkspaceSession, actor: Actor, refit_id: int | None, *, instead_of: int | None
) -> None:
    """Put an earlier adjustment in force (None: as shipped) in place of the one named.

    Raises Refused without `settings.manage`, Conflict where another one is in force by now.
    """
    require(session, actor, Capability.SETTINGS_MANAGE)
    open_row = _in_force_locked(session)
    before = open_row.refit_id if open_row else None
    if before != instead_of:
        raise Conflict(say("Another adjustment came into force meanwhile. Nothing changed."))
    _put_in_force(session, actor, open_row, refit_id)
    change = Change("tagger_adjustment", None, before, refit_id)
    record(session, actor, TaggerAdjustmentChosen(refit_id=refit_id, changes=(change,)))


def _in_force_locked(session: WorkspaceSession) -> TaggerInForce | None:
    """The open version; whoever else would change it waits until this transaction ends."""
    session.get_one(Workspace, session.workspace_id, with_for_update=True)
    return session.scalar(select(TaggerInForce).where(TaggerInForce.not_over(session.now)))


def _put_in_force(
    session: WorkspaceSession, actor: Actor, open_row: TaggerInForce | None, refit_id: int | None
) -> None:
    if open_row is None:
        begin(session, TaggerInForce(refit_id=refit_id, set_by_id=actor.person_id))
    else:
        replace(session, open_row, refit_id=refit_id, set_by_id=actor.person_id)
    session.flush()


def _views(session: WorkspaceSession, rows: Sequence[TaggerRefit]) -> list[RefitView]:
    makers = people(session, {row.made_by_id for row in rows if row.made_by_id is not None})
    periods = _periods(session, [row.id for row in rows])
    return [
        RefitView(
            id=row.id,
            made_at=row.made_at,
            made_by=makers[row.made_by_id].first_name if row.made_by_id in makers else None,
            basis=row.basis,
            outcome=row.outcome,
            decisions=row.decisions,
            figures=row.figures,
            adjustment=row.adjustment,
            learned_until=row.learned_until,
            before_id=row.before_id,
            periods=periods.get(row.id, ()),
        )
        for row in rows
    ]


def _periods(session: WorkspaceSession, refit_ids: Sequence[int]) -> dict[int, list[Period]]:
    query = (
        select(TaggerInForce.refit_id, TaggerInForce.effective_from, TaggerInForce.effective_until)
        .where(TaggerInForce.refit_id.in_(refit_ids), TaggerInForce.superseded_at.is_(None))
        .order_by(TaggerInForce.effective_from)
    )
    found: dict[int, list[Period]] = {}
    for refit_id, since, until in session.execute(query):
        if refit_id is not None:
            found.setdefault(refit_id, []).append(Period(since, until))
    return found
