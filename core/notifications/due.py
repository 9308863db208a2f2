"""What falls due: targets and plans, announced 30 and 2 days before to who has them (reminders/due).

A source gives what is due for the people of a time zone; the rest is the same for all. What somebody was told of when
it was set counts as told then; of missed days only the nearest is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from core.clock import day_in
from core.db import WorkspaceSession, insert_rows
from core.notifications.models import DueNotice
from core.notifications.outbox import Telling, tell_many
from core.notifications.settings import NoticeKind, muted_people
from core.notifications.standing import in_chunks
from core.people import Person
from core.people.models import PersonState
from core.plans import plans_due
from core.targets import PLAN, EffectiveTarget, targets_of
from core.targets.models import Target

DUE_DAYS = (30, 2)
TARGET, PLAN_DUE = "target", "plan"


@dataclass(frozen=True)
class DueItem:
    """Something due: whose, what, by when, and since when they know it (none: nobody told them)."""

    person_id: int
    kind: str
    subject_id: int
    due_on: date
    known_on: date | None = None


@dataclass(frozen=True)
class DueLine:
    """One line of a message about due dates: what it is about, by when."""

    kind: str
    subject_id: int
    due_on: date


Source = Callable[[WorkspaceSession, str, date], Sequence[DueItem]]
"""Gives what is due up to 30 days from a day for the active people of a time zone."""


def due_day(item: DueItem, told: Collection[int], today: date) -> int | None:
    """The notice day to tell of today, None for none; `told` are the days told of this due date before."""
    reached = [day for day in DUE_DAYS if item.due_on - timedelta(days=day) <= today]
    if not reached or today > item.due_on:
        return None
    day = min(reached)
    if any(each <= day for each in told):
        return None
    told_by_setting = item.known_on is not None and item.known_on >= item.due_on - timedelta(days=day)
    return None if told_by_setting else day


def tell_due(session: WorkspaceSession, time_zone: str) -> int:
    """Tell the people of a time zone what falls due, all of one person in one message; how many notices. Repeatable."""
    due = due_now(session, time_zone)
    people = sorted({item.person_id for item, _ in due})
    messages = dict(zip(people, tell_many(session, [Telling(each, NoticeKind.DUE) for each in people]), strict=True))
    rows = [_row(session, item, day, messages[item.person_id]) for item, day in due]
    return insert_rows(session, DueNotice, rows, skip_existing=True)


def due_now(session: WorkspaceSession, time_zone: str) -> list[tuple[DueItem, int]]:
    """What the people of a time zone would be told of, with the notice day; nothing changes."""
    today = day_in(time_zone, session.now)
    due = list(_due(session, [item for source in SOURCES for item in source(session, time_zone, today)], today))
    people = {item.person_id for item, _ in due}
    deaf = {each for chunk in in_chunks(people) for each in muted_people(session, chunk, NoticeKind.DUE)}
    return [(item, day) for item, day in due if item.person_id not in deaf]


def due_lines(session: WorkspaceSession, message_id: int) -> list[DueLine]:
    """What a message about due dates tells of, earliest first."""
    query = select(DueNotice.kind, DueNotice.subject_id, DueNotice.due_on).where(DueNotice.outbox_id == message_id)
    return [DueLine(*row) for row in session.execute(query.order_by(DueNotice.due_on, DueNotice.id))]


def due_targets(session: WorkspaceSession, time_zone: str, today: date) -> list[DueItem]:
    """The targets of the active people of a time zone that fall due within 30 days, by their effective date."""
    last = today + timedelta(days=max(DUE_DAYS))
    query = (
        select(Target.person_id)
        .distinct()
        .join(Person, Person.id == Target.person_id)
        .join(PersonState, PersonState.person_id == Target.person_id)
        .where(
            Target.in_force(session.now),
            Target.due_on.between(today, last),
            Person.time_zone == time_zone,
            PersonState.in_force(session.now),
            PersonState.active,
        )
    )
    found = targets_of(session, list(session.scalars(query)))
    every = [target for several in found.values() for target in several if not target.exempt]
    wanted = [each for each in every if not _by_plan_alone(each)]
    return [
        DueItem(each.person_id, TARGET, each.competency_id, each.due_on, _known_on(each, time_zone))
        for each in wanted
        if each.due_on is not None and today <= each.due_on <= last
    ]


def due_plans(session: WorkspaceSession, time_zone: str, today: date) -> list[DueItem]:
    """The active plans of the active people of a time zone that fall due within 30 days; of one that somebody gave or
    approved its person was told by when then."""
    last = today + timedelta(days=max(DUE_DAYS))
    found = plans_due(session, time_zone, today, last)
    return [
        DueItem(
            each.person_id,
            PLAN_DUE,
            each.id,
            each.due_on,
            day_in(time_zone, each.since) if each.changed_by_id not in (None, each.person_id) else None,
        )
        for each in found
        if each.due_on is not None
    ]


SOURCES: tuple[Source, ...] = (due_targets, due_plans)


def _by_plan_alone(target: EffectiveTarget) -> bool:
    """Whether only plans ask for it by that date: then the plan is announced, once, not each of its items."""
    return all(each.kind == PLAN for each in target.sources if each.due_on == target.due_on)


def _known_on(target: EffectiveTarget, time_zone: str) -> date | None:
    """When somebody set the date that counts, which the person was told; what came from a file nobody told them."""
    told = [each.set_at for each in target.sources if each.due_on == target.due_on and each.set_by_id is not None]
    return day_in(time_zone, min(told)) if told else None


def _due(session: WorkspaceSession, items: Sequence[DueItem], today: date) -> Iterator[tuple[DueItem, int]]:
    told = _told(session, sorted({item.person_id for item in items}), today)
    for item in items:
        before = told.get((item.person_id, item.kind, item.subject_id, item.due_on), set())
        if (day := due_day(item, before, today)) is not None:
            yield item, day


def _told(
    session: WorkspaceSession, people: Sequence[int], today: date
) -> dict[tuple[int, str, int, date], set[int]]:
    found: dict[tuple[int, str, int, date], set[int]] = {}
    for chunk in in_chunks(people):
        query = select(DueNotice).where(DueNotice.recipient_id.in_(chunk), DueNotice.due_on >= today)
        for row in session.scalars(query):
            found.setdefault((row.recipient_id, row.kind, row.subject_id, row.due_on), set()).add(row.day)
    return found


def _row(session: WorkspaceSession, item: DueItem, day: int, message: int) -> dict[str, object]:
    return {
        "recipient_id": item.person_id,
        "kind": item.kind,
        "subject_id": item.subject_id,
        "due_on": item.due_on,
        "day": day,
        "outbox_id": message,
        "made_at": session.now,
    }
