"""Opening the engine on a folder of its own, without Slack, network or model (rule core/apart)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL

from core.clock import Clock, system_clock
from core.database import Database
from core.migrations import upgrade
from core.transaction import Engine
from core.vault import Vault


def open_engine(
    folder: Path,
    *,
    database_url: str | URL | None = None,
    encryption_key: str | None = None,
    clock: Clock = system_clock,
    migrate: bool = True,
) -> Engine:
    """The engine with its data in `folder`, made where it is new; close it with `Engine.close`.

    Without `database_url` the data are in the SQLite file `prowess.db` there, as `prowess` itself keeps them. The
    database is brought up to date first, unless `migrate` is off. The key (32 bytes in base64) is else kept in a file
    of the folder. Raises Misconfigured for an address or a key that is none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(database_url or f"sqlite:///{folder}/prowess.db")
    try:
        if migrate:
            upgrade(database)
        vault = Vault.from_setting(encryption_key, folder)
    except BaseException:
        database.close()
        raise
    return Engine(database, vault, folder=folder, clock=clock)
