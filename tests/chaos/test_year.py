"""A year of two hundred people, day by day: nobody gets more than three messages a week, no expiry notice is lost."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, product
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from bot.cards import Card, line
from bot.conversation import Conversations
from bot.delivery import Deliverer
from bot.jobs import sweep
from bot.listeners import reminders
from bot.product import Product
from bot.sealing import Sealer
from core.clock import day_in
from core.errors import Misconfigured
from core.notifications import COUNTED, NoticeKind, Telling, tell_many
from core.notifications.models import OutboxMessage, Reminder
from core.people import people
from core.targets import assign_targets
from tests.builders import a_certificate, a_person, a_skill
from tests.conftest import START, House

PEOPLE, TEAM, DAYS = 200, 10, 365
TICKS = (timedelta(minutes=30), timedelta(hours=6))
"""Twice a day, within everybody's hours: the start is 9:00 UTC."""

ZONES = ("Europe/Oslo", "Europe/Lisbon", "Europe/Athens")
LICENCES = ("Forklift licence", "First aid at work")
BURSTS = 6
"""On each working day so many people get one to five messages."""

SIMPLE = (NoticeKind.TARGETS_SET, NoticeKind.COURSES, NoticeKind.STREAK_PROGRESS, NoticeKind.RATING_GIVEN)


@dataclass
class Recorded:
    """A Slack that takes everything, and when."""

    house: House
    posted: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    numbers: Any = field(default_factory=lambda: count(1))

    def conversations_open(self, users: str) -> dict[str, Any]:
        return {"channel": {"id": users}}

    def conversations_history(self, **_asked: Any) -> dict[str, Any]:
        return {"messages": []}

    def chat_update(self, **_asked: Any) -> dict[str, Any]:
        return {}

    def chat_postMessage(self, *, channel: str, metadata: Mapping[str, Any], **_asked: Any) -> dict[str, Any]:
        self.posted[metadata["event_payload"]["key"]].append(self.house.clock())
        return {"ts": f"{next(self.numbers)}.0", "channel": channel}


@dataclass
class Organisation:
    """The people, who manages whom, and their certificates with their dates."""

    people: list[int]
    manager: dict[int, int]
    certificates: dict[int, tuple[int, date]]
    skills: list[int]


def settle(house: House, dice: random.Random) -> Organisation:
    """Two hundred people in teams of ten, with two certificates each that expire within the year."""
    with house.writing() as session:
        ids = [a_person(session, f"Person {n:03}", time_zone=ZONES[n % 3]) for n in range(PEOPLE // TEAM)]
        manager: dict[int, int] = {}
        for number in range(PEOPLE // TEAM, PEOPLE):
            boss = ids[number % (PEOPLE // TEAM)]
            ids.append(a_person(session, f"Person {number:03}", manager=boss, time_zone=ZONES[number % 3]))
            manager[ids[-1]] = boss
        licences = [a_skill(session, each, category="certification") for each in LICENCES]  # type: ignore[arg-type]
        held = {}
        for each, licence in product(ids, licences):
            expires = day_in("UTC", START) + timedelta(days=dice.randrange(95, DAYS - 5))
            held[a_certificate(session, each, expires, of=licence)] = (each, expires)
        skills = [a_skill(session, f"Skill {n}") for n in range(5)]
    return Organisation(ids, manager, held, skills)


def deliverer(house: House, slack: Recorded) -> Deliverer:
    """With the real words of reminders, and simple ones of the rest."""
    conversations = Conversations()
    reminders.register(conversations)
    for kind in SIMPLE:
        conversations.notice(kind, _simple)

    def client(workspace_id: int) -> WebClient:
        if workspace_id != house.workspace_id:
            raise Misconfigured("Another test's workspace.")
        return cast(WebClient, slack)

    return Deliverer(
        Product(house.engine, cast(Any, None), None), conversations, client, Sealer(house.engine.vault), senders=1
    )


def _simple(_session: Any, _recipient: Any, refs: Mapping[str, Any], _message: Any) -> Card:
    return line(f"Message {refs.get('n', 'of targets')}")


def happens(house: House, organisation: Organisation, dice: random.Random, numbers: Any) -> None:
    """What a working day brings: bursts of messages, and now and then a target with a date."""
    with house.writing() as session:
        told = [
            Telling(each, dice.choice(SIMPLE), {"n": next(numbers)})
            for each in dice.sample(organisation.people, BURSTS)
            for _ in range(dice.randint(1, 5))
        ]
        tell_many(session, told)
        person_id, boss = dice.choice(list(organisation.manager.items()))
        due = day_in("UTC", session.now) + timedelta(days=dice.randrange(1, 60))
        assign_targets(session, house.as_(boss), [person_id], {dice.choice(organisation.skills): None}, due)


@pytest.mark.slow
@pytest.mark.rule("reminders/budget")
def test_a_year_keeps_to_the_budget_and_loses_no_expiry_notice(house: House) -> None:
    dice, numbers, slack = random.Random(7), count(1), Recorded(house)
    organisation = settle(house, dice)
    at_work = deliverer(house, slack)
    for day in range(DAYS):
        for tick in TICKS:
            house.clock.now = START + timedelta(days=day) + tick
            if tick == TICKS[0] and house.clock.now.weekday() < 5:
                happens(house, organisation, dice, numbers)
            sweep(house.engine)
            at_work.deliver_due()
    sent = _sent(house)
    assert all(len(times) == 1 for times in slack.posted.values()), "each message once"
    assert _over_budget(sent, slack) == []
    assert _missing(house, organisation) == []
    assert _left_behind(house) == []
    assert sum(each.kind in COUNTED for each in sent) > 1_500, "a year in which the budget mattered"
    assert any(each.held for each in sent)


def _sent(house: House) -> list[OutboxMessage]:
    with house.reading() as session:
        return list(session.scalars(select(OutboxMessage).where(OutboxMessage.state == "sent")))


def _over_budget(sent: list[OutboxMessage], slack: Recorded) -> list[tuple[int, datetime]]:
    """Who got a fourth message within seven days, and when."""
    times: dict[int, list[datetime]] = defaultdict(list)
    for each in sent:
        if each.kind in COUNTED:
            times[each.recipient_id] += slack.posted[each.key]
    found = []
    for person_id, instants in times.items():
        ordered = sorted(instants)
        found += [
            (person_id, later)
            for first, later in zip(ordered, ordered[3:], strict=False)
            if later - first < timedelta(days=7)
        ]
    return found


def _missing(house: House, organisation: Organisation) -> list[tuple[int, int, int]]:
    """Expiry notices that did not arrive on their very day: whose, of what, which day."""
    with house.reading() as session:
        query = select(Reminder.recipient_id, Reminder.qualification_id, Reminder.day, OutboxMessage.sent_at).join(
            OutboxMessage, OutboxMessage.id == Reminder.outbox_id
        )
        arrived = {(who, held, day): at for who, held, day, at in session.execute(query) if at is not None}
        zones = {each: view.time_zone for each, view in people(session, organisation.people).items()}
    owed = {}
    for held, (holder, expires) in organisation.certificates.items():
        for day in (90, 30, 2, -1):
            owed[holder, held, day] = expires - timedelta(days=day)
            if day in (30, 2) and holder in organisation.manager:
                owed[organisation.manager[holder], held, day] = expires - timedelta(days=day)
    return [
        key
        for key, on in owed.items()
        if key not in arrived or arrived[key].astimezone(ZoneInfo(zones[key[0]])).date() != on
    ]


def _left_behind(house: House) -> list[tuple[int, str]]:
    """Messages that neither went, alone or in another, nor wait for a place ahead, nor had nothing to say."""
    with house.reading() as session:
        rows = {each.id: each for each in session.scalars(select(OutboxMessage))}
    fine = {"sent", "dropped"}
    return [
        (each.id, each.state)
        for each in rows.values()
        if each.state not in fine
        and not (each.state == "merged" and rows[each.carrier_id or 0].state in {"sent", "pending"})
        and not (each.state == "pending" and each.held and each.due_at is not None and each.due_at > house.clock())
    ]
