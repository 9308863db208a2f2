"""The composition root: settings become an engine, a tagger, conversations, an edge, workers and ticks."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from slack_bolt import App
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.routing import Route

from bot.ai_budget import WorkspaceBudget
from bot.app import build_app
from bot.channels import SlackDirectory, follow_channels
from bot.conversation import Conversations
from bot.delivery import Deliverer
from bot.desk import Desk
from bot.directory import synchronise
from bot.downloads import fetch_file
from bot.edge import Edge, build_edge
from bot.garbage import look_less_often
from bot.identity import Identity
from bot.installation import Installations
from bot.jobs import Ticks
from bot.language_model import open_chat_model
from bot.listeners import register_all
from bot.logs import log
from bot.mail import PostOffice
from bot.metrics import count_delivery
from bot.pending import PendingDeliveries
from bot.product import Product
from bot.sealing import Sealer
from bot.settings import Settings, secret
from bot.skills import Skills
from bot.upkeep import Upkeep
from bot.workers import Work, Workers
from core.clock import ShiftedClock, system_clock
from core.database import Database
from core.embedding import Embedder
from core.errors import Misconfigured, ProwessError
from core.migrations import upgrade
from core.notifications.inbox import store_deliveries
from core.transaction import Engine
from core.vault import Vault
from core.words import say
from tagging.embedding import open_embedder
from tagging.judge import Judge
from tagging.tagger import Tagger


def open_engine(settings: Settings, *, migrate: bool = True) -> Engine:
    """The engine on the settings' database, brought up to date."""
    database = Database(settings.database)
    if migrate:
        try:
            upgrade(database)
        except BaseException:
            database.close()
            raise
    vault = Vault.from_setting(secret(settings.encryption_key), settings.data_dir)
    clock = ShiftedClock(settings.demo_clock) if settings.demo_clock else system_clock
    return Engine(database, vault, folder=settings.data_dir, clock=clock)


@contextmanager
def opened_engine(settings: Settings, *, migrate: bool = True) -> Iterator[Engine]:
    """The engine for the length of a block; its database is given back after it."""
    engine = open_engine(settings, migrate=migrate)
    look_less_often()
    try:
        yield engine
    finally:
        engine.database.close()


def open_product(settings: Settings, *, engine: Engine | None = None, embedder: Embedder | None = None) -> Product:
    """The engine and what stands beside it; models are loaded later, when they are first needed or warmed."""
    opened = engine or open_engine(settings)
    chat_model = open_chat_model(settings, WorkspaceBudget(opened))
    vectors = embedder or open_embedder(
        settings.embedding_model, api_key=secret(settings.openai_api_key), base_url=settings.openai_base_url
    )
    tagger = Tagger(vectors, Judge(chat_model) if chat_model else None)
    return Product(opened, settings, Skills(opened, tagger, vectors, settings), chat_model)


def build_conversations() -> Conversations:
    """All verbs, presses, forms, jobs and notices."""
    conversations = Conversations()
    register_all(conversations)
    return conversations


class Service:
    """The bot as it runs: `edge` answers HTTP, `work` works off what came; `start` does both, `stop` ends in order.

    Where another process works, `wake` tells it that something was stored; `counted` hears of each delivery's outcome.
    """

    def __init__(
        self,
        product: Product,
        conversations: Conversations,
        *extra: Route,
        workers: int = 4,
        wake: Callable[[], object] | None = None,
        counted: Callable[[str], object] = count_delivery,
    ) -> None:
        self.installations = Installations(product, product.settings.slack_api_url)
        self.product = Product(
            product.engine,
            product.settings,
            product.skills,
            product.chat_model,
            partial(fetch_file, self.installations, product.settings.slack_api_url),
            SlackDirectory(product, self.installations),
        )
        engine = product.engine
        self._wake = wake or self._wake_own
        self.pending = PendingDeliveries(
            partial(store_deliveries, engine.database, engine.vault), system_clock, stored=self._stored
        )
        self.desk = Desk(
            self.product,
            conversations,
            Sealer(engine.vault),
            Identity(self.product),
            self._defer,
            self.pending.first_time,
        )
        self.interactions = build_app(self.desk, self.installations, for_events=False)
        self.events = build_app(self.desk, self.installations, for_events=True)
        self.workers = Workers(Work(self.desk, self.events, self.installations, counted), workers)
        self.deliverer = Deliverer(
            self.product,
            conversations,
            self.installations.client,
            self.desk.sealer,
            post_office=PostOffice.from_url(secret(product.settings.smtp_url)),
        )
        self.ticks = Ticks(self.product, self.deliverer)
        self.edge = self._edge(extra)
        self._warming: threading.Thread | None = None
        self._directory = threading.Thread(target=self._follow_directories, name="directory", daemon=True)

    def start(self, *, ticking: bool = True) -> None:
        """Work off what lies in the inbox, tick, and warm the model in the background."""
        self.work(ticking=ticking)
        self.warm()

    def work(self, *, ticking: bool = True) -> None:
        """Work off what lies in the inbox, follow the directories, and tick."""
        self.workers.start()
        self._directory.start()
        if ticking:
            self.ticks.start()

    def warm(self) -> threading.Thread:
        """Load the model and prepare the catalogues in the background; the thread that does it."""
        self._warming = self.product.skills.warm()
        return self._warming

    def stop(self) -> None:
        """Stop taking work, finish what is under way, and give back what was opened."""
        self.ticks.stop()
        for thread in (self._directory, self._warming):
            if thread is not None and thread.ident is not None:
                thread.join(timeout=10)
        self.pending.close()
        self.workers.stop()
        for app in (self.interactions, self.events):
            _close(app)

    def problem(self) -> str | None:
        """What keeps the bot from working now, in one line (readiness); None when nothing does."""
        try:
            self.product.engine.workspaces()
        except Exception:  # noqa: BLE001 (whatever is wrong with the database, this is only a report)
            return "the database does not answer"
        return None

    def _edge(self, extra: tuple[Route, ...]) -> Starlette:
        signing_secret = secret(self.product.settings.slack_signing_secret)
        if not signing_secret and not self.product.settings.slack_app_token:
            raise Misconfigured(say("SLACK_SIGNING_SECRET is missing. It stands in the app's Basic Information."))
        return build_edge(
            Edge(
                signing_secret or "",
                self.desk.identity.workspace_of,
                self.interactions,
                self.pending,
                self.problem,
            ),
            *extra,
        )

    def _follow_directories(self) -> None:
        Upkeep(self.product).start()
        for each in self.product.engine.workspaces():
            self._follow_directory(each.id)

    def _follow_directory(self, workspace_id: int) -> None:
        """Take names, zones and who left from the chat workspace; when it does not answer, the next start does."""
        try:
            client = self.installations.client(workspace_id)
            synchronise(self.product, client, workspace_id)
            follow_channels(self.product, client, workspace_id)
        except (ProwessError, SlackApiError, OSError) as error:
            log.warning("directory not followed", error=error, workspace=workspace_id)

    def _stored(self) -> None:
        self._wake()

    def _wake_own(self) -> None:
        self.workers.wake()

    def _defer(self, workspace_id: int, key: str, body: Mapping[str, Any]) -> None:
        raw = json.dumps(body, default=str).encode()
        sender = str(body.get("person") or "") or None
        if not self.pending.store_now(workspace_id, key, "job", sender, raw):
            raise RuntimeError("the work could not be handed on")


def _close(app: App) -> None:
    app.listener_runner.listener_executor.shutdown(wait=False, cancel_futures=True)
