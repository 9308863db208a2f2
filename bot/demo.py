"""`prowess demo`: the local workspace on one port, the bot beside it as its own process, a sample organisation."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bot.manifest import manifest
from bot.sample import SAMPLE
from bot.service import build_conversations
from bot.settings import Settings, read_settings
from bot.workspace.config import (
    LOCAL_BOT_TOKEN,
    LOCAL_SIGNING_SECRET,
    Channel,
    Person,
    WorkspaceConfig,
    config_from_manifest,
)
from bot.workspace.serving import Serving
from bot.workspace.workspace import LocalWorkspace
from core.errors import Unavailable
from core.words import say

START_LIMIT = 60.0

HEADQUARTERS, OPENS, CLOSES = "Europe/Oslo", 9, 16

LEADING = {
    "UANNA": "employee",
    "UBEN": "manager",
    "UCLEO": "content editor",
    "URITA": "reviewer",
    "UADA": "admin",
}
"""Who stands first in the list of people, and as what: the others follow in the file's order."""


def run_demo(port: int = 3000, *, open_browser: bool = True, reset: bool = False, data_dir: Path | None = None) -> int:
    """Run the demo until it is interrupted; 0 when it was ended so."""
    folder = (data_dir or read_settings().data_dir / "demo").resolve()
    if reset:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    bot_port = port + 1
    config = replace(workspace_config(f"http://127.0.0.1:{bot_port}/slack/events", folder), port=port)
    _begin_in_the_morning(folder / "clock.json")
    workspace = LocalWorkspace(config)
    workspace.bot.starting = True
    with Serving(workspace, port):
        bot = start_bot(workspace.base_url, bot_port, folder)
        try:
            _wait_until_ready(bot, bot_port)
            workspace.bot.starting = False
            _invite(workspace.base_url, open_browser=open_browser)
            return _until_interrupted(bot)
        finally:
            _stop(bot)


def _begin_in_the_morning(clock_file: Path) -> None:
    """Let a new demo begin within office hours: reminders go out from 9 to 17, and one should arrive when one looks."""
    now = datetime.now(ZoneInfo(HEADQUARTERS))
    if clock_file.exists() or OPENS <= now.hour < CLOSES:
        return
    morning = datetime.combine(now.date(), time_of_day(10), ZoneInfo(HEADQUARTERS))
    clock_file.write_text(json.dumps({"offset_seconds": round((morning - now).total_seconds(), 3)}), encoding="utf-8")


def workspace_config(bot_url: str, folder: Path | None) -> WorkspaceConfig:
    """The local workspace of the sample organisation, with the commands of the app manifest."""
    described = json.loads((SAMPLE / "workspace.json").read_text())
    return config_from_manifest(
        manifest(build_conversations(), bot_url),
        people=tuple(_people(described)),
        channels=tuple(
            Channel(each["id"], each["name"], tuple(each["members"]), each.get("topic", ""))
            for each in described["channels"]
        ),
        team_id=described["team"]["id"],
        team_name=described["team"]["name"],
        team_domain=described["team"]["domain"],
        bot_url=bot_url,
        state_path=folder / "workspace.json" if folder else None,
        clock_path=folder / "clock.json" if folder else None,
    )


def demo_environment(workspace_url: str, bot_port: int, folder: Path) -> dict[str, str]:
    """The settings of a bot that serves the local workspace."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DATABASE_"))}
    return {
        **kept,
        "PROWESS_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/prowess.db",
        "SLACK_API_URL": f"{workspace_url}/api/",
        "SLACK_BOT_TOKEN": LOCAL_BOT_TOKEN,
        "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
        "PROWESS_DEMO_CLOCK": str(folder / "clock.json"),
        "PORT": str(bot_port),
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": kept.get("OMP_NUM_THREADS", "1"),
    }


def demo_settings(workspace_url: str, bot_port: int, folder: Path) -> Settings:
    """The same as a settings value, for a bot in this process."""
    with _environment(demo_environment(workspace_url, bot_port, folder)):
        return read_settings(_env_file=None)


def start_bot(workspace_url: str, bot_port: int, folder: Path) -> subprocess.Popen[bytes]:
    """Start the bot as its own process, as a real one would run."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--sample"],
        env=demo_environment(workspace_url, bot_port, folder),
        start_new_session=True,
    )


class _environment:
    """The process's environment replaced for a moment."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def __enter__(self) -> None:
        self._before = dict(os.environ)
        os.environ.clear()
        os.environ.update(self._values)

    def __exit__(self, *_: Any) -> None:
        os.environ.clear()
        os.environ.update(self._before)


def _people(described: Mapping[str, Any]) -> list[Person]:
    with (SAMPLE / "people.csv").open(newline="", encoding="utf-8") as file:
        members = [_member(row) for row in csv.DictReader(file)]
    order = {user_id: place for place, user_id in enumerate(LEADING)}
    members.sort(key=lambda member: order.get(member.id, len(order)))
    return [*members, *_strangers(described)]


def _member(row: Mapping[str, str]) -> Person:
    leading = [LEADING[row["slack_user_id"]]] if row["slack_user_id"] in LEADING else []
    titles = [*leading, *row["positions"].split("|")]
    return Person(
        id=row["slack_user_id"],
        name=row["name"].split()[0].lower(),
        real_name=row["name"],
        email=row["email"],
        title=" · ".join(titles),
        time_zone=row["time_zone"],
        locale=row["locale"],
        deleted=row["active"] == "no",
        admin="admin" in row["roles"].split("|"),
    )


def _strangers(described: Mapping[str, Any]) -> list[Person]:
    return [
        Person(
            id=each["id"],
            name=each["name"].split()[0].lower(),
            real_name=each["name"],
            title=each["kind"].replace("_", " "),
            guest=each["kind"] == "guest",
            stranger=each["kind"] == "other_workspace",
        )
        for each in described.get("strangers", ())
        if each["kind"] != "bot"
    ]


def _wait_until_ready(bot: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_LIMIT
    while time.monotonic() < until:
        if bot.poll() is not None:
            break
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise Unavailable(say("The bot didn't start. What it wrote above says why."))


def _invite(url: str, *, open_browser: bool) -> None:
    print(f"\n  Prowess is running. Open {url}\n  Switch person at the left. Ctrl-C ends it.\n", flush=True)  # noqa: T201
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _until_interrupted(bot: subprocess.Popen[bytes]) -> int:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _interrupt)
    try:
        return bot.wait()
    except KeyboardInterrupt:
        return 0


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def _stop(bot: subprocess.Popen[bytes]) -> None:
    if bot.poll() is None:
        bot.terminate()
        try:
            bot.wait(timeout=10)
        except subprocess.TimeoutExpired:
            bot.kill()
