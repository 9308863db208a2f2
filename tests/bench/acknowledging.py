"""How soon a request is acknowledged while requests keep coming, and how soon what they ask is done."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from uuid import uuid4

import sqlalchemy as sa

from core.notifications.models import InboxDelivery
from tests.bench.crowd import TEAM, Crowd
from tests.bench.ground import KINDS, ROOT, Ground
from tests.bench.lines import Line, percentile
from tests.bench.quiet_slack import quiet_slack
from tests.bench.sending import Plan, Sent
from tests.bench.serving import Bot, serving

GOAL = 150.0
SENDERS = 500
DONE_WITHIN = 240.0


def acknowledging(ground: Ground) -> Iterator[Line]:
    """Signed events and commands at random times, through HTTP, to `prowess serve` on each database."""
    for kind in KINDS:
        crowd = ground.crowd(kind)
        ground.say(f"acknowledgement on {kind}: {ground.size.rate} requests/s for {ground.size.seconds} s")
        with quiet_slack() as slack, serving(slack, crowd.engine.folder, _settings(crowd)) as bot:
            bot.wait_until_ready()
            bot.settle()
            _send(bot, crowd, seconds=1)
            _worked_off(crowd)
            sent = _send(bot, crowd, seconds=ground.size.seconds)
            yield from _lines(crowd, sent, _worked_off(crowd))


def _settings(crowd: Crowd) -> dict[str, str | None]:
    url = crowd.engine.database.url.render_as_string(hide_password=False)
    return {"DATABASE_URL": url, "PROWESS_DEMO_CLOCK": None}


def _send(bot: Bot, crowd: Crowd, seconds: int) -> list[Sent]:
    """Have another process send requests, and read what it measured."""
    people = min(SENDERS, crowd.size.people)
    plan = Plan(
        bot.url,
        crowd.size.rate,
        seconds,
        TEAM,
        [crowd.chat_user(each * (crowd.size.people // people)) for each in range(people)],
        [crowd.name_of_certificate(each) for each in range(crowd.size.certificates)],
        uuid4().hex[:8],
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.sending"],
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return [Sent(**each) for each in json.loads(done.stdout)]


def _worked_off(crowd: Crowd) -> float | None:
    """Seconds until every stored event is done; None when that takes longer than is waited for."""
    start = time.monotonic()
    waiting = sa.select(sa.func.count()).where(
        InboxDelivery.workspace_id == crowd.workspace_id, InboxDelivery.state.in_(["waiting", "working"])
    )
    while time.monotonic() - start < DONE_WITHIN:
        with crowd.engine.database.looking() as connection:
            if not connection.scalar(waiting):
                return time.monotonic() - start
        time.sleep(0.25)
    return None


def _lines(crowd: Crowd, sent: Sequence[Sent], drained: float | None) -> Iterator[Line]:
    good = [each for each in sent if each.status == 200]
    refused = len(sent) - len(good)
    times = [each.milliseconds if each.status == 200 else float("inf") for each in sent]
    name = f"acknowledgement, {crowd.database}"
    about = f"{crowd.size.rate} requests/s for {crowd.size.seconds} s, 9 events to 1 command"
    yield Line(f"{name}: p50", percentile(times, 0.5), "ms", note=f"{about}; {crowd.size.label}")
    yield Line(f"{name}: p99", percentile(times, 0.99), "ms", GOAL, _by_kind(good) + f"; {refused} not answered by 200")
    note = "" if drained is not None else f"not done within {DONE_WITHIN:.0f} s"
    yield Line(f"all events worked off after the last request, {crowd.database}", drained, "s", note=note)


def _by_kind(sent: Sequence[Sent]) -> str:
    found = []
    for kind in ("event", "command"):
        times = [each.milliseconds for each in sent if each.kind == kind]
        found.append(f"{kind}s p99 {percentile(times, 0.99):.0f} ms")
    longest = max((each.milliseconds for each in sent), default=0.0)
    return ", ".join([*found, f"longest {longest:.0f} ms"])
