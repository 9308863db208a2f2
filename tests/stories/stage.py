"""The stage of all stories: the local workspace, the real bot behind signed HTTP, the sample organisation."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import uvicorn
from sqlalchemy.engine import make_url

from bot.demo import demo_settings, workspace_config
from bot.jobs import sweep
from bot.logs import configure_logs
from bot.sample.load import load_sample
from bot.service import Service, build_conversations, open_product
from bot.workspace.config import LOCAL_BOT_TOKEN
from bot.workspace.driver import Driver
from bot.workspace.workspace import LocalWorkspace
from bot.xapi.http import xapi_routes
from core.database import Database
from core.embedding import Embedder
from core.migrations import upgrade
from core.transaction import Engine
from core.vault import Vault
from tests.conftest import MovableClock

TEAM = "TNORDLYS"


@dataclass
class Stage:
    """The workspace as people see it, the service behind it, and the clock both go by."""

    workspace: Driver
    service: Service
    clock: MovableClock

    @property
    def engine(self) -> Engine:
        """The engine, for checking what is really on file."""
        return self.service.product.engine

    @property
    def workspace_id(self) -> int:
        """The sample organisation's workspace."""
        return next(each.id for each in self.engine.workspaces() if each.chat_team_id == TEAM)

    def person(self, name: str) -> Any:
        """A person of the sample by first name."""
        return self.workspace.person(name)

    def remind(self) -> None:
        """One tick: sweep for what is due and deliver it."""
        sweep(self.engine)
        self.deliver()

    def deliver(self) -> None:
        """Deliver what lies in the outbox."""
        self.service.deliverer.deliver_due()


@dataclass(frozen=True)
class Prepared:
    """A database with the sample in it, and the key its values are sealed with; `copy` gives one to change."""

    vault: Vault
    copy: Callable[[], str]


def prepare_sqlite(folder: Path, vault: Vault, now: datetime, embedder: Embedder) -> Prepared:
    """Load the sample once into a file; copies are made of it."""
    original = folder / "sample.db"
    database = Database(f"sqlite:///{original}")
    _load(database, vault, folder, now, embedder)
    database.close()
    numbers = iter(range(1_000_000))

    def copy() -> str:
        target = folder / f"copy-{next(numbers)}.db"
        shutil.copy(original, target)
        return f"sqlite:///{target}"

    return Prepared(vault, copy)


def prepare_postgres(
    make_database: Callable[[], str], folder: Path, vault: Vault, now: datetime, embedder: Embedder
) -> Prepared:
    """Load the sample once into a database; copies are made of it as a template."""
    url = make_database()
    database = Database(url)
    _load(database, vault, folder, now, embedder)
    database.close()
    template = make_url(url).database

    def copy() -> str:
        fresh = make_url(make_database())
        admin = sa.create_engine(fresh.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{fresh.database}"')
            connection.exec_driver_sql(f'CREATE DATABASE "{fresh.database}" TEMPLATE "{template}"')
        admin.dispose()
        return fresh.render_as_string(hide_password=False)

    return Prepared(vault, copy)


def _load(database: Database, vault: Vault, folder: Path, now: datetime, embedder: Embedder) -> None:
    upgrade(database)
    engine = Engine(database, vault, folder=folder, clock=lambda: now)
    load_sample(engine, engine.add_workspace(TEAM, "Nordlys Logistics"))
    settings = demo_settings("http://127.0.0.1:1", 1, folder)
    open_product(settings, engine=engine, embedder=embedder).skills.warm().join()


@contextmanager
def raised(
    prepared: Prepared, folder: Path, clock: MovableClock, embedder: Embedder, **changed: Any
) -> Iterator[Stage]:
    """Raise the curtain: workspace and bot run, each on a port of its own, until the end of the block."""
    configure_logs("INFO")
    with _listening() as listening:
        port = listening.getsockname()[1]
        config = replace(
            workspace_config(f"http://127.0.0.1:{port}/slack/events", None), state_path=None, clock_path=None
        )
        with LocalWorkspace.running(config) as driver:
            settings = demo_settings(driver.base_url, port, folder)
            changes = {"database_url": prepared.copy(), "demo_clock": None, **changed}
            settings = settings.model_copy(update=changes)
            engine = Engine(Database(settings.database), prepared.vault, folder=folder, clock=clock)
            product = open_product(settings, engine=engine, embedder=embedder)
            service = Service(product, build_conversations(), *xapi_routes(product))
            service.installations.install(LOCAL_BOT_TOKEN)
            with _served(service, listening):
                service.start(ticking=False)
                try:
                    yield Stage(driver, service, clock)
                finally:
                    service.stop()
                    engine.database.close()


@contextmanager
def _listening() -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        yield listening


@contextmanager
def _served(service: Service, listening: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(
        uvicorn.Config(service.edge, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the bot did not start")
        thread.join(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
