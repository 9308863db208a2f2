"""What a weekly digest says: what waits for a decision, what expires, where people lack something (reminders/digest).

It is gathered when it goes out and kept with the message, so that what was acted on since still stands there, settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.clock import day_in
from core.db import WorkspaceSession
from core.gaps import is_gap, profiles_of
from core.notifications.digest_round import ADMINS
from core.notifications.notices import NoticeState, Told, lines_about
from core.notifications.plans_told import PLAN
from core.notifications.questions import Question, open_questions
from core.notifications.reminders import ABOUT
from core.notifications.reviews_told import REVIEW
from core.notifications.sending import undelivered_messages
from core.notifications.standing import in_chunks
from core.people import Actor, Person, PersonView, holders_of_role, people
from core.people.models import Group, Line, Membership, PersonState
from core.plans import RequestView, waiting_requests
from core.qualifications.models import Qualification, QualificationVersion
from core.reviews import ReviewView, waiting_reviews

EXPIRING_WITHIN, EXPIRED_SINCE = timedelta(days=30), timedelta(days=7)
MOST_READ = 200
MOST_PEOPLE = 300
"""Gaps are looked at for teams of up to so many; whoever has more has managers below who get digests of their own."""

MOST_GAPS = 20
WAITED = timedelta(days=3)
"""After so long a review, or a plan to approve, is everybody's who may decide it."""


@dataclass(frozen=True)
class Lacking:
    """A competency that some of those lack who should have it."""

    competency_id: int
    person_ids: tuple[int, ...]
    required_of: int


@dataclass(frozen=True)
class Digest:
    """One person's digest of a week: questions, reviews and plans to decide, expiries to renew, what people lack, and
    messages that could not be delivered. All by id, most urgent first; of a plan its request and the plan."""

    week: str
    questions: tuple[int, ...] = ()
    reviews: tuple[tuple[int, int], ...] = ()
    expiries: tuple[tuple[int, date], ...] = ()
    lacking: tuple[Lacking, ...] = ()
    undelivered: tuple[int, ...] = ()
    plans: tuple[tuple[int, int], ...] = ()

    @property
    def count(self) -> int:
        """How many items it has."""
        decide = (self.questions, self.reviews, self.plans)
        return sum(map(len, (*decide, self.expiries, self.lacking, self.undelivered)))

    def refs(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "week": self.week,
            "questions": list(self.questions),
            "reviews": [list(each) for each in self.reviews],
            "expiries": [[each, on.isoformat()] for each, on in self.expiries],
            "lacking": [[each.competency_id, list(each.person_ids), each.required_of] for each in self.lacking],
            "undelivered": list(self.undelivered),
            "plans": [list(each) for each in self.plans],
        }

    @classmethod
    def of(cls, refs: Mapping[str, Any]) -> Digest:
        """From its plain values; empty where nothing was gathered yet."""
        return cls(
            str(refs.get("week", "")),
            tuple(refs.get("questions", ())),
            tuple((each, of) for each, of in refs.get("reviews", ())),
            tuple((each, date.fromisoformat(on)) for each, on in refs.get("expiries", ())),
            tuple(Lacking(each, tuple(ids), of) for each, ids, of in refs.get("lacking", ())),
            tuple(refs.get("undelivered", ())),
            tuple((request, plan) for request, plan in refs.get("plans", ())),
        )

    def subjects(self, questions: Sequence[Question]) -> list[tuple[str, int]]:
        """What the message is about: when that changes it is worded anew."""
        found = [(ABOUT, each.qualification_id) for each in questions]
        found += [(REVIEW, each) for each, _ in self.reviews]
        found += [(PLAN, plan) for _, plan in self.plans]
        return [*found, *((ABOUT, each) for each, _ in self.expiries)]


def gather_digest(session: WorkspaceSession, recipient: PersonView, week: str) -> Digest:
    """What there is to say to somebody now; its count is 0 where there is nothing."""
    admin = is_digest_admin(session, recipient.id)
    team = team_of(session, recipient.id)
    return Digest(
        week,
        tuple(each.id for each in _questions(session, recipient.id)),
        tuple((each.id, each.round) for each in _reviews(session, recipient.id)),
        tuple(_expiries(session, recipient, None if admin else team)),
        tuple(_lacking(session, recipient.id, team)),
        tuple(each.id for each in undelivered_messages(session, since=session.now - timedelta(days=7)))
        if admin
        else (),
        tuple((each.id, each.plan_id) for each in _plans(session, recipient.id)),
    )


def is_digest_admin(session: WorkspaceSession, person_id: int) -> bool:
    """Whether somebody's digest is about everybody: that of a site's admins."""
    return any(person_id in holders_of_role(session, role) for role in ADMINS)


def team_of(session: WorkspaceSession, person_id: int) -> list[int]:
    """Ids of the active people somebody manages themself, or whose team they lead, by name."""
    ours, now = session.workspace_id, session.now
    managed = select(Line.person_id).where(Line.workspace_id == ours, Line.manager_id == person_id, Line.in_force(now))
    led = (
        select(Membership.group_id)
        .join(Group, Group.id == Membership.group_id)
        .where(
            Membership.workspace_id == ours,
            Group.workspace_id == ours,
            Membership.person_id == person_id,
            Membership.in_force(now),
            Membership.lead,
            Group.kind == "team",
        )
    )
    members = select(Membership.person_id).where(
        Membership.workspace_id == ours, Membership.group_id.in_(led), Membership.in_force(now)
    )
    query = (
        select(Person.id)
        .join(PersonState, PersonState.person_id == Person.id)
        .where(
            sa.or_(Person.id.in_(managed), Person.id.in_(members)),
            Person.id != person_id,
            PersonState.in_force(now),
            PersonState.active,
        )
    )
    return list(session.scalars(query.order_by(Person.name, Person.id)))


def _questions(session: WorkspaceSession, person_id: int) -> list[Question]:
    """Those asked of somebody, of the admins, or of one who left."""
    found = open_questions(session, Actor(session.workspace_id, person_id))
    asked = people(session, {each.asked_id for each in found if each.asked_id is not None})
    return [
        each
        for each in found
        if each.asked_id in (None, person_id) or each.asked_id not in asked or not asked[each.asked_id].active
    ]


def _reviews(session: WorkspaceSession, person_id: int) -> list[ReviewView]:
    """Those asked of somebody, of nobody, or waiting for days."""
    found, _ = waiting_reviews(session, Actor(session.workspace_id, person_id), limit=MOST_READ)
    return [
        each for each in found if each.reviewer_id in (None, person_id) or each.since <= session.now - WAITED
    ]


def _plans(session: WorkspaceSession, person_id: int) -> list[RequestView]:
    """Requests for approval asked of somebody, of nobody, or waiting for days."""
    found, _ = waiting_requests(session, Actor(session.workspace_id, person_id), limit=MOST_READ)
    return [
        each for each in found if each.approver_id in (None, person_id) or each.since <= session.now - WAITED
    ]


def _expiries(
    session: WorkspaceSession, recipient: PersonView, among: Sequence[int] | None
) -> Iterable[tuple[int, date]]:
    """What expires within 30 days, or did in the past 7, and that nobody saw to: of these people, or of all."""
    today = day_in(recipient.time_zone, session.now)
    rows = sorted(_expiring(session, today, among), key=lambda each: (each[1], each[0]))[:MOST_READ]
    told = [Told(recipient.id, each, on) for each, on in rows]
    waiting = {NoticeState.OPEN, NoticeState.ASKED}
    lines = lines_about(session, told)
    return [(each.qualification_id, each.expires_on) for each in lines if each.state in waiting and not each.is_own]


def _expiring(
    session: WorkspaceSession, today: date, among: Sequence[int] | None
) -> list[tuple[int, date]]:
    version = QualificationVersion
    query = (
        select(Qualification.id, version.expires_on)
        .join(version, version.qualification_id == Qualification.id)
        .join(PersonState, PersonState.person_id == Qualification.person_id)
        .where(
            version.expires_on.between(today - EXPIRED_SINCE, today + EXPIRING_WITHIN),
            version.superseded_at.is_(None),
            version.effective_until.is_(None),
            version.state == "current",
            PersonState.in_force(session.now),
            PersonState.active,
        )
        .order_by(version.expires_on, Qualification.id)
        .limit(MOST_READ)
    )
    if among is None:
        return [(each, on) for each, on in session.execute(query) if on is not None]
    parts = (query.where(Qualification.person_id.in_(chunk)) for chunk in in_chunks(among))
    return [(each, on) for part in parts for each, on in session.execute(part) if on is not None]


def _lacking(session: WorkspaceSession, person_id: int, team: Sequence[int]) -> list[Lacking]:
    """By competency: who of the team lacks it, of those who should have it; most people first."""
    if not team or len(team) > MOST_PEOPLE:
        return []
    required: dict[int, int] = {}
    lacking: dict[int, list[int]] = {}
    for profile in profiles_of(session, Actor(session.workspace_id, person_id), team).values():
        for row in profile.required:
            required[row.competency.id] = required.get(row.competency.id, 0) + 1
            if is_gap(row):
                lacking.setdefault(row.competency.id, []).append(row.person_id)
    found = [Lacking(each, tuple(ids), required[each]) for each, ids in lacking.items()]
    return sorted(found, key=lambda each: (-len(each.person_ids), each.competency_id))[:MOST_GAPS]
