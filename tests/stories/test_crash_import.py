"""The whole bot killed in the middle of an import: it goes on where it was, every row once."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.demo import start_bot, workspace_config
from bot.workspace.workspace import LocalWorkspace

pytestmark = pytest.mark.slow
ROWS = 12_000
WAIT = 400


def _file() -> bytes:
    """Skills four deep, with synonyms and tags, one of them wrong."""
    rows = ["idnumber,name,description,category,parents,tags,synonyms"]
    for each in range(ROWS):
        parent = f"DOCK-{each - 1}" if each % 4 else ""
        rows.append(f"DOCK-{each},Dock skill {each},What it takes,skill,{parent},dock,berth {each}|quay {each}")
    rows.append("YARD-1,Yard work,,skill,NOWHERE,,")
    return "\n".join(rows).encode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise TimeoutError("the bot did not start")


def _killed(bot: subprocess.Popen[bytes]) -> None:
    """With its worker process: both are of one group."""
    os.killpg(bot.pid, signal.SIGKILL)
    bot.wait()


def _asked(database: Path, query: str) -> Any:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute(query).fetchone()


def _positions(database: Path) -> Iterator[int]:
    """How far the import is, again and again."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        yield int((_asked(database, "SELECT position FROM import_run WHERE state = 'running'") or (0,))[0])
        time.sleep(0.005)
    raise TimeoutError("the import did not begin")


@pytest.mark.rule("imports/background")
def test_kill_9_in_the_middle_of_an_import_loses_no_row_and_doubles_none(tmp_path: Path) -> None:
    port, database = _free_port(), tmp_path / "prowess.db"
    url = f"http://127.0.0.1:{port}/slack/events"
    config = replace(workspace_config(url, None), state_path=None, clock_path=None)
    with LocalWorkspace.running(config) as workspace:
        bot = start_bot(workspace.base_url, port, tmp_path)
        try:
            _wait_until_ready(port)
            cleo = workspace.person("cleo")
            cleo.says("", files=[("docks.csv", _file())])
            card = cleo.waits_for(f"docks.csv, read as skills: {ROWS + 1:,} rows.", WAIT)
            cleo.presses(card, f"Import {ROWS:,}")
            reached = next(each for each in _positions(database) if each > 1_000)
            _killed(bot)
            assert 0 < reached < ROWS, "it was killed in the middle"
            bot = start_bot(workspace.base_url, port, tmp_path)
            _wait_until_ready(port)
            told = cleo.sees(card, "✓ Done", WAIT)
        finally:
            _killed(bot)
    assert f"docks.csv: {ROWS:,} created, 0 updated, 0 unchanged, 1 refused." in told
    each_row = "SELECT count(*), count(DISTINCT idnumber) FROM competency WHERE idnumber LIKE 'DOCK-%'"
    assert _asked(database, each_row) == (ROWS, ROWS)
    of_docks = "competency_id IN (SELECT id FROM competency WHERE idnumber LIKE 'DOCK-%')"
    assert _asked(database, f"SELECT count(*) FROM competency_state WHERE {of_docks}") == (ROWS,)
    assert _asked(database, f"SELECT count(*) FROM synonym WHERE {of_docks}") == (2 * ROWS,)
    edges = f"SELECT count(*) FROM parent_edge WHERE {of_docks.replace('competency_id', 'child_id')}"
    assert _asked(database, edges) == (ROWS - ROWS // 4,)
    finished = "SELECT count(*) FROM recorded_fact WHERE kind = 'file.imported'"
    assert _asked(database, finished) == (1,)
    assert _asked(database, "SELECT name FROM competency WHERE idnumber = 'YARD-1'") is None
