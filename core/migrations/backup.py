"""A consistent copy of the database while it is in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

from core.database import Database
from core.errors import Conflict, Misconfigured, Unavailable
from core.migrations.address import address_of
from core.words import say


def backup(database: Database | URL | str, file: Path) -> int:
    """Copy the database as it is at this instant into a new file; its size in bytes.

    The file is readable by its owner only and appears when it is whole. Raises Conflict where it exists already,
    Unavailable where it can't be written, Misconfigured where PostgreSQL's own `pg_dump` is missing.
    """
    url = address_of(database)
    if file.exists():
        raise Conflict(say("{file} exists already and was left as it is. Name another file.", file=str(file)))
    partial = file.with_name(f"{file.name}.part")
    try:
        _claim(partial)
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(Path(str(url.database)), partial)
        else:
            _dump_postgresql(url, partial)
        os.link(partial, file)
    except FileExistsError:
        raise Conflict(say("{file} exists already and was left as it is. Name another file.", file=str(file))) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unavailable(say("{file} can't be written: {reason}.", file=str(file), reason=reason)) from error
    finally:
        partial.unlink(missing_ok=True)
    return file.stat().st_size


def _claim(partial: Path) -> None:
    """An empty file that only its owner may read; what a broken-off copy left is removed."""
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise Unavailable(say("There is no database at {source} yet.", source=str(source)))
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True, timeout=60)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise Unavailable(say("The copy wasn't finished: {reason}.", reason=str(error))) from error


def _dump_postgresql(url: URL, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise Misconfigured(
            say("PostgreSQL is copied by its own pg_dump, which isn't installed here. Install the PostgreSQL client.")
        )
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own program with our own arguments)
        [program, "--format=custom", "--no-owner", f"--file={target}", plain],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise Unavailable(say("pg_dump didn't finish: {reason}", reason=lines[-1] if lines else "no reason given"))
