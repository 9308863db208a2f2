"""So many reminders due, several processes to send them, and what is done to these; then the count of what arrived."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.clock import day_in, system_clock
from core.database import Database
from core.db import WorkspaceSession, insert_returning, insert_rows
from core.notifications.models import NoticeSchedule, OutboxMessage, Reminder
from core.people import Person
from core.people.models import PersonState
from core.qualifications.models import Qualification, QualificationVersion
from core.tables import METADATA
from core.transaction import Engine
from core.vault import Vault
from tests.builders import a_skill
from tests.chaos.slack import FaultySlack
from tests.chaos.worker import Plan, work

WORKERS = 4
LEASE, QUARANTINE = 16.0, 1.5
"""Seconds, instead of the ten and three minutes of real life. Half a claim is longer than anything here stands still,
and a doubt lasts longer than anything is under way."""

PATIENCE = 300.0


@dataclass(frozen=True)
class Outcome:
    """What came of it: how long it took, what never arrived, what arrived twice, and what was done meanwhile."""

    seconds: float
    due: int
    lost: int
    doubled: int
    unsettled: int
    harm: int
    troubles: int

    @property
    def good(self) -> bool:
        """Whether everything arrived, once, and is known to have."""
        return (self.lost, self.doubled, self.unsettled) == (0, 0, 0)


_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.chaos.worker"])
"""A new process is there at once, and not only after seconds of imports."""


class Worker:
    """A process that delivers, and its successors."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._process = self._started()

    def killed(self) -> None:
        """kill -9, and another one in its place."""
        self.ended()
        self._process = self._started()

    def frozen(self, seconds: float) -> None:
        """Stopped for a while, with whatever it had in hand."""
        os.kill(int(self._process.pid or 0), signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(int(self._process.pid or 0), signal.SIGCONT)

    def ended(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.join()

    def _started(self) -> Any:
        process = _PROCESSES.Process(target=work, args=(self._plan,), daemon=True)
        process.start()
        return process


Harm = Callable[[list[Worker], random.Random], None]
"""Something bad, done every two seconds."""


def killing(workers: list[Worker], dice: random.Random) -> None:
    """kill -9 of one."""
    dice.choice(workers).killed()


def freezing(workers: list[Worker], dice: random.Random) -> None:
    """One stands still for seven seconds, longer than its claims last, and one is killed."""
    dice.choice(workers).frozen(7)
    dice.choice(workers).killed()


def go_through(
    url: str, folder: Path, due: int, harm: Harm, *, every: float = 2.0, seed: int = 7, harms: int = 10_000
) -> Outcome:
    """Let the workers deliver so many due reminders while harm is done to them, at most so many times."""
    workspace_id = prepare(url, folder, due)
    dice, done = random.Random(seed), 0
    with FaultySlack(seed).serving() as slack:
        plan = Plan(url, str(folder), slack.url, LEASE, QUARANTINE)
        with _working(plan) as workers, closing(Database(url)) as database:
            begun = time.monotonic()
            next_harm = begun + every
            while (open_ones := _open(database, workspace_id, due)) and time.monotonic() - begun < PATIENCE:
                if time.monotonic() >= next_harm and done < harms:
                    harm(workers, dice)
                    done, next_harm = done + 1, time.monotonic() + every
                time.sleep(0.2)
            seconds = time.monotonic() - begun
        keys = _keys(url, workspace_id)
    lost = due - sum(1 for key in keys if slack.arrived[key])
    return Outcome(seconds, due, lost, slack.doubled, open_ones, done, sum(slack.met.values()))


def prepare(url: str, folder: Path, due: int) -> int:
    """A workspace with so many people, each with a certificate that expires in 30 days; its id."""
    database = Database(url)
    METADATA.create_all(database.engine)
    engine = Engine(database, Vault.from_setting(None, folder), folder=folder)
    workspace_id = engine.add_workspace("TCHAOS", "Chaos")
    with engine.transaction(workspace_id) as session:
        _fill(session, due)
    database.close()
    return workspace_id


def zone_at_noon() -> str:
    """A time zone in which it is about noon, so that reminders go out whenever this runs."""
    ahead = 12 - system_clock().hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def _fill(session: WorkspaceSession, due: int) -> None:
    zone, now = zone_at_noon(), session.now
    skill = a_skill(session, "Forklift licence", category="certification")  # type: ignore[arg-type]
    begun = {"effective_from": now - timedelta(days=400), "recorded_at": now - timedelta(days=400)}
    people = [
        {"name": f"Person {each}", "email": f"p{each}@chaos.example", "chat_user_id": f"U{each:06}",
         "time_zone": zone, "locale": "en_GB", "created_at": now}
        for each in range(due)
    ]  # fmt: skip
    ids = sorted(row[0] for row in insert_returning(session, Person, people, "id"))
    insert_rows(session, PersonState, [{"person_id": each, "active": True, **begun} for each in ids])
    held = [{"person_id": each, "competency_id": skill, "created_at": begun["recorded_at"]} for each in ids]
    held_ids = sorted(row[0] for row in insert_returning(session, Qualification, held, "id"))
    expires = day_in(zone, now) + timedelta(days=30)
    version: dict[str, Any] = {"state": "current", "expires_on": expires, "details": {}, "links": [], **begun}
    insert_rows(session, QualificationVersion, [{"qualification_id": each, **version} for each in held_ids])
    looks = [{"qualification_id": each, "next_at": now - timedelta(hours=1)} for each in held_ids]
    insert_rows(session, NoticeSchedule, looks)


@contextmanager
def _working(plan: Plan) -> Iterator[list[Worker]]:
    workers = [Worker(plan) for _ in range(WORKERS)]
    try:
        yield workers
    finally:
        for each in workers:
            each.ended()


def _open(database: Database, workspace_id: int, due: int) -> int:
    """How many are not known to have arrived; all of them while the database is away."""
    sent = sa.and_(OutboxMessage.workspace_id == workspace_id, OutboxMessage.state == "sent")
    try:
        with database.looking() as connection:
            return due - connection.execute(sa.select(sa.func.count()).where(sent)).scalar_one()
    except sa.exc.SQLAlchemyError:
        return due


def _keys(url: str, workspace_id: int) -> list[str]:
    """The keys of the messages that carry the reminders, one each."""
    query = (
        sa.select(OutboxMessage.key)
        .join(Reminder, Reminder.outbox_id == OutboxMessage.id)
        .where(OutboxMessage.workspace_id == workspace_id, Reminder.workspace_id == workspace_id)
    )
    return [key for (key,) in _rows(url, query)]


def _rows(url: str, query: Any) -> list[Any]:
    database = Database(url)
    try:
        with database.looking() as connection:
            return list(connection.execute(query).all())
    finally:
        database.close()
