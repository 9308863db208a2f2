"""Exemptions: a competency is not required of a person until a day; then it is again, by itself (targets/exemption)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core.achievements import hold_people
from core.audit import record
from core.clock import day_in, start_of_day
from core.db import WorkspaceSession, insert_returning
from core.errors import Invalid, NotFound
from core.events import Change
from core.frameworks import competencies
from core.history import end
from core.people import Actor, Capability, PersonView, over, people, require
from core.targets.events import ExemptionEnded, ExemptionGranted
from core.targets.models import Exemption
from core.targets.queries import last_day, targets_of
from core.visibility import sight_over
from core.words import say

LONGEST_REASON = 300
LONGEST_YEARS = 10


@dataclass(frozen=True)
class ExemptionView:
    """A competency not required of a person through `until`; `reason` is None for who may not read it."""

    id: int
    person_id: int
    competency_id: int
    until: date
    reason: str | None
    granted_by_id: int | None
    since: datetime


def exemptions_seen(session: WorkspaceSession, actor: Actor, person_id: int) -> dict[int, ExemptionView]:
    """A person's exemptions in force, by competency; reasons only for them, who supervises them, and admins.

    Whose details the actor does not see at all has none here (privacy/details).
    """
    sight = sight_over(session, actor, person_id)
    zone = people(session, [person_id])[person_id].time_zone
    query = select(Exemption).where(Exemption.person_id == person_id, Exemption.in_force(session.now))
    return {
        row.competency_id: ExemptionView(
            row.id,
            row.person_id,
            row.competency_id,
            last_day(row.effective_until, zone),
            row.reason if sight.whole else None,
            row.granted_by_id,
            row.effective_from,
        )
        for row in session.scalars(query)
        if sight.covers(row.competency_id)
    }


def grant_exemption(
    session: WorkspaceSession,
    actor: Actor,
    person_id: int,
    competency_ids: Sequence[int],
    *,
    until: date,
    reason: str,
) -> tuple[int, ...]:
    """Exempt a person from competencies through `until`, their own day; ids of the exemptions. Repeatable.

    One that is there is replaced. Raises Invalid without reason or day to come, NotFound where it is no target of
    theirs, Refused without `exemption.grant` over them.
    """
    person = exempted_person(session, actor, person_id)
    why = _checked_reason(reason)
    _check_day(session, person, until)
    _check_targets(session, person, competency_ids)
    hold_people(session, [person_id])
    before = {row.competency_id: row for row in running_exemptions(session, person_id, competency_ids)}
    ends_at = start_of_day(person.time_zone, until + timedelta(days=1))
    for row in before.values():
        end(session, row)
    rows = [_values(session, actor, person_id, each, why, ends_at) for each in dict.fromkeys(competency_ids)]
    ids = dict(insert_returning(session, Exemption, rows, "competency_id", "id"))
    words = f"until {until.isoformat()}: {why}"
    changes = tuple(
        Change("exemption", each, exemption_said(before.get(each), person), words, person_id) for each in ids
    )
    fact = ExemptionGranted(
        exemption_ids=tuple(ids.values()), person_ids=(person_id,) * len(ids), competency_ids=tuple(ids),
        changes=changes,
    )
    record(session, actor, fact)
    return tuple(ids.values())


def end_exemption(
    session: WorkspaceSession, actor: Actor, person_id: int, competency_ids: Collection[int]
) -> tuple[int, ...]:
    """Require competencies of a person again before their exemption's day; ids of the exemptions that ended."""
    person = exempted_person(session, actor, person_id)
    hold_people(session, [person_id])
    rows = running_exemptions(session, person_id, competency_ids)
    changes = ended_changes(rows, person)
    for row in rows:
        end(session, row)
    note_ended(session, actor, rows, changes)
    return tuple(row.id for row in rows)


def exempted_person(session: WorkspaceSession, actor: Actor, person_id: int) -> PersonView:
    """The person, after the right over them is asked; hidden and missing read alike."""
    person = people(session, [person_id]).get(person_id)
    if person is None:
        raise NotFound(say("I don't find that person."))
    if person_id == actor.person_id:
        words = say("Nothing was changed: you can't exempt yourself. Those who supervise you, or an admin, can.")
    else:
        words = say(
            "Nothing was changed: you don't supervise {name}. Those who do, or an admin, can.", name=person.first_name
        )
    require(session, actor, Capability.EXEMPTION_GRANT, over(person_id), refusal=words)
    return person


def _checked_reason(reason: str) -> str:
    why = " ".join(reason.split())
    if not why:
        raise Invalid(say("Why is it not required? Say it in a few words."), field="reason")
    if len(why) > LONGEST_REASON:
        raise Invalid(say("That reason is longer than {n} characters. Shorten it.", n=LONGEST_REASON), field="reason")
    return why


def _check_day(session: WorkspaceSession, person: PersonView, until: date) -> None:
    today = day_in(person.time_zone, session.now)
    if until < today:
        raise Invalid(say("{day} is past. Choose today or a later day.", day=until), field="until")
    if until.year > today.year + LONGEST_YEARS:
        words = say("An exemption lasts at most {n} years. Choose an earlier day.", n=LONGEST_YEARS)
        raise Invalid(words, field="until")


def _check_targets(session: WorkspaceSession, person: PersonView, competency_ids: Sequence[int]) -> None:
    """Raise NotFound for what is no target of theirs."""
    targeted = {each.competency_id for each in targets_of(session, [person.id])[person.id]}
    missing = [each for each in competency_ids if each not in targeted]
    if missing or not competency_ids:
        names = [each.name for each in competencies(session, missing).values()]
        words = say("Nothing was changed: {name} has no target {names}.", names=names, name=person.first_name)
        raise NotFound(words, field="skills")


def running_exemptions(
    session: WorkspaceSession, person_id: int, competency_ids: Collection[int]
) -> list[Exemption]:
    """A person's exemptions from these competencies that are not over."""
    query = select(Exemption).where(
        Exemption.person_id == person_id,
        Exemption.competency_id.in_(list(competency_ids)),
        Exemption.not_over(session.now),
    )
    return list(session.scalars(query.order_by(Exemption.id)))


def _values(
    session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int, reason: str, ends_at: datetime
) -> dict[str, object]:
    return {
        "person_id": person_id,
        "competency_id": competency_id,
        "reason": reason,
        "granted_by_id": actor.person_id,
        "effective_from": session.now,
        "effective_until": ends_at,
        "recorded_at": session.now,
    }


def view_of(row: Exemption, person: PersonView) -> ExemptionView:
    """An exemption in full."""
    until = last_day(row.effective_until, person.time_zone)
    return ExemptionView(
        row.id, row.person_id, row.competency_id, until, row.reason, row.granted_by_id, row.effective_from
    )


def exemption_said(row: Exemption | None, person: PersonView) -> str | None:
    """An exemption as the audit trail keeps it."""
    if row is None:
        return None
    view = view_of(row, person)
    return f"until {view.until.isoformat()}: {view.reason}"


def ended_changes(rows: Sequence[Exemption], person: PersonView) -> tuple[Change, ...]:
    """What ending these changes."""
    return tuple(
        Change("exemption", row.competency_id, exemption_said(row, person), None, row.person_id) for row in rows
    )


def note_ended(
    session: WorkspaceSession, actor: Actor, rows: Sequence[Exemption], changes: tuple[Change, ...]
) -> None:
    """Record that exemptions ended."""
    if rows:
        fact = ExemptionEnded(
            exemption_ids=tuple(row.id for row in rows),
            person_ids=tuple(row.person_id for row in rows),
            competency_ids=tuple(row.competency_id for row in rows),
            changes=changes,
        )
        record(session, actor, fact)
