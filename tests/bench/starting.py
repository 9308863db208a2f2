"""How long `prowess serve` takes from its start to its first answer, the model warming in the background."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bot.demo import workspace_config
from bot.sample.load import load_sample
from bot.workspace.workspace import LocalWorkspace
from tests.bench.ground import KINDS, SQLITE, Ground
from tests.bench.lines import Line, percentile, seconds_of
from tests.bench.serving import Bot, serving
from tests.stories.signed import post_form

GOAL = 5.0
TEAM = "TNORDLYS"
LIMIT = 60.0
PAUSE = 0.02


def loading(ground: Ground) -> Iterator[Line]:
    """The sample organisation taken in through the public services, on each database."""
    for kind in KINDS:
        folder = ground.folder()
        engine = ground.engine(kind, folder)
        workspace_id = engine.add_workspace(TEAM, "Nordlys Logistics")
        seconds = seconds_of(lambda: load_sample(engine, workspace_id))  # noqa: B023 (called at once)
        yield Line(f"sample organisation loaded, {kind}", seconds, "s", note="people, catalogue, activities, results")


def starting(ground: Ground) -> Iterator[Line]:
    """From the start of the process to an answered, signed `/prowess help`, on the sample organisation's database."""
    folder = ground.folder()
    engine = ground.engine(SQLITE, folder)
    load_sample(engine, engine.add_workspace(TEAM, "Nordlys Logistics"))
    with LocalWorkspace.running(workspace_config("http://127.0.0.1:9/slack/events", None)) as driver:
        with serving(driver.base_url, folder) as bot:
            bot.wait_until_ready()
            bot.settle()
        times = [_first_answer(driver.base_url, folder) for _ in range(ground.size.starts)]
    note = f"median of {len(times)} starts, longest {max(times):.2f} s; files and vectors read once before"
    yield Line("start of prowess serve to its first answer", percentile(times, 0.5), "s", GOAL, note)


def _first_answer(slack: str, folder: Path) -> float:
    start = time.perf_counter()
    with serving(slack, folder) as bot:
        while not _answered(bot, f"start.{start}"):
            if time.perf_counter() - start > LIMIT:
                raise RuntimeError(f"no answer: {bot.log.read_text()[-2_000:]}")
            time.sleep(PAUSE)
        return time.perf_counter() - start


def _answered(bot: Bot, trigger: str) -> bool:
    fields = {
        "command": "/prowess",
        "text": "help",
        "team_id": TEAM,
        "user_id": "UANNA",
        "channel_id": "D1",
        "trigger_id": trigger,
    }
    try:
        answer = post_form(bot.url, fields)
    except httpx.TransportError:
        return False
    return answer.status_code == 200 and "What you can do" in answer.text
