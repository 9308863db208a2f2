"""Ten thousand reminders under fire: how long until all arrived, and that none was lost and none came twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.ground import KINDS, POSTGRESQL, SQLITE, Ground
from tests.bench.lines import Line
from tests.bench.size import FULL
from tests.chaos.crashing_postgres import CrashingPostgres, crashing_postgres
from tests.chaos.ordeal import Harm, Outcome, Worker, freezing, go_through, killing

DUE, FEW = 10_000, 200
GOAL = 120.0


def chaos(ground: Ground) -> Iterator[Line]:
    """Four processes killed every two seconds, frozen for seven, and a database crashed twice; a Slack in trouble."""
    due = DUE if ground.size == FULL else FEW
    with ExitStack() as stack:
        postgres = stack.enter_context(crashing_postgres())
        for kind in KINDS:
            for what, harm in (("kill -9 every 2 s", killing), ("7 s freezes and kill -9", freezing)):
                yield from _lines(f"{what}, {kind}", _through(ground, kind, postgres, due, harm))
        crashed = go_through(postgres.fresh(), ground.folder(), due, _crashing(postgres), every=10, harms=2)
        yield from _lines(f"database crashed twice, {POSTGRESQL}", crashed)


def _through(ground: Ground, kind: str, postgres: CrashingPostgres, due: int, harm: Harm) -> Outcome:
    ground.say(f"{due:,} reminders on {kind}")
    folder = ground.folder()
    url = f"sqlite:///{folder}/chaos.db" if kind == SQLITE else postgres.fresh()
    return go_through(url, folder, due, harm)


def _crashing(postgres: CrashingPostgres) -> Harm:
    def crash(_workers: list[Worker], _dice: random.Random) -> None:
        postgres.crash()

    return crash


def _lines(what: str, done: Outcome) -> Iterator[Line]:
    """The time, where all is well; no figure, and what went wrong, where it is not."""
    note = f"harm done {done.harm} times, {done.troubles} troubles of Slack; lost {done.lost}, doubled {done.doubled}"
    figure = done.seconds if done.good else None
    yield Line(f"{done.due:,} due reminders, 4 processes, {what}", figure, "s", GOAL, note)
