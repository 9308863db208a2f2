"""Death before and after every commit and every call to Slack in turn: nothing is lost, nothing comes twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from bot.cards import line
from bot.conversation import Conversations
from bot.delivery import Deliverer
from bot.jobs import sweep
from bot.listeners.reminders import expiry_notice, expiry_notices
from bot.product import Product
from bot.sealing import Sealer
from core.clock import day_in
from core.errors import Misconfigured
from core.notifications import NoticeKind, tell
from core.notifications.models import OutboxMessage
from core.notifications.sending import LEASE, QUARANTINE
from core.qualifications import QualificationDetails, qualification, renew_qualification
from tests.bot.post_room import PostRoom
from tests.builders import a_certificate, a_skill
from tests.conftest import START

ZONE = "Europe/Oslo"


class Death(BaseException):
    """The process ends here; nothing after this point is carried out."""


class Points:
    """Counts the points at which a process can die, and dies at one of them."""

    def __init__(self, fatal: int | None = None) -> None:
        self.fatal, self.passed = fatal, 0

    def point(self) -> None:
        """One more point: the end, if it is the fatal one, and at every one after it."""
        self.passed += 1
        if self.fatal is not None and self.passed >= self.fatal:
            raise Death

    @contextmanager
    def around(self, room: PostRoom) -> Iterator[None]:
        """Before and after every commit of the database while the block lasts."""
        dialect = room.house.engine.database.engine.dialect
        commit = dialect.do_commit

        def dying(connection: Any) -> None:
            self.point()
            commit(connection)
            self.point()

        dialect.do_commit = dying  # type: ignore[method-assign, assignment]
        try:
            yield
        finally:
            dialect.do_commit = commit  # type: ignore[method-assign]


def mortal(client: WebClient, points: Points) -> WebClient:
    """The client with a point before and after every call."""
    call = client.api_call

    def dying(*args: Any, **kwargs: Any) -> Any:
        points.point()
        answer = call(*args, **kwargs)
        points.point()
        return answer

    client.api_call = dying  # type: ignore[method-assign]
    return client


class Life:
    """Anna's licence that expires in 30 days and a message that takes a place in her week; what a process does then."""

    def __init__(self, room: PostRoom, number: int) -> None:
        self.room, self.name = room, f"Licence {number:03}"
        room.house.clock.now = START + timedelta(days=8 * number)
        with room.house.writing() as session:
            expires = day_in(ZONE, session.now) + timedelta(days=30)
            of = a_skill(session, self.name, category="certification")  # type: ignore[arg-type]
            self.held = a_certificate(session, room.anna, expires, of=of)
            self.told = tell(session, room.anna, NoticeKind.TARGETS_SET, {"n": self.name})

    def live(self, points: Points) -> None:
        """Sweep, deliver, hear of a renewal, rewrite what was sent."""
        at_work = self._deliverer(points)
        with points.around(self.room):
            sweep(self.room.house.engine)
            at_work.deliver_due()
            self.renew()
            at_work.deliver_due()

    def recover(self) -> None:
        """Others go on, after claims and doubts are over."""
        for _ in range(3):
            self.room.house.clock.now += LEASE + QUARANTINE
            sweep(self.room.house.engine)
            self._deliverer(Points()).deliver_due()

    def renew(self) -> None:
        """Renewed for years; repeating it changes nothing."""
        with self.room.house.writing() as session:
            before = qualification(session, self.room.house.operator, self.held)
            details = QualificationDetails(before.competency_id, expires_on=day_in(ZONE, START) + timedelta(days=2_000))
            if before.expires_on != details.expires_on:
                renew_qualification(session, self.room.house.operator, self.held, details)

    @property
    def renewed(self) -> bool:
        """Whether the renewal is on file."""
        with self.room.house.reading() as session:
            left = qualification(session, self.room.house.operator, self.held).left
        return left is not None and left > 365

    def faults(self) -> list[str]:
        """What is not as it should be."""
        inbox = [text for text in self.room.inbox() if self.name in text]
        notices, others = [e for e in inbox if "target" not in e], [e for e in inbox if "target" in e]
        with self.room.house.reading() as session:
            states = list(session.scalars(select(OutboxMessage.state)))
        wanted = "Renewed" if self.renewed else "expires in 30 days"
        checks = {
            f"{len(notices)} notices": len(notices) == 1,
            f"{len(others)} other messages": len(others) == 1,
            f"the notice does not say {wanted}": all(wanted in each for each in notices),
            f"left in state {set(states)}": set(states) == {"sent"},
        }
        return [what for what, good in checks.items() if not good]

    def _deliverer(self, points: Points) -> Deliverer:
        conversations = Conversations()
        conversations.notice(NoticeKind.EXPIRY, expiry_notice)
        conversations.notice_together(NoticeKind.EXPIRY, expiry_notices)
        conversations.notice(NoticeKind.TARGETS_SET, lambda _s, _r, refs, _m: line(f"A target: {refs['n']}"))
        product = Product(self.room.house.engine, cast(Any, None), None)
        sealer = Sealer(self.room.house.engine.vault)
        return Deliverer(product, conversations, lambda each: self._client(each, points), sealer, senders=1)

    def _client(self, workspace_id: int, points: Points) -> WebClient:
        if workspace_id != self.room.house.workspace_id:
            raise Misconfigured("Another test's workspace.")
        return mortal(self.room.client(workspace_id), points)


@pytest.mark.slow
def test_death_at_any_point_loses_nothing_and_sends_nothing_twice(room: PostRoom) -> None:
    bad, fatal = {}, 0
    while True:
        fatal += 1
        life = Life(room, fatal)
        try:
            life.live(Points(fatal))
        except Death:
            life.recover()
        else:
            break
        if found := life.faults():
            bad[fatal] = found
        life.renew()
        life.recover()
    assert bad == {}
    assert life.faults() == []
    assert fatal > 20, "a day has so many points at least"
