"""Ticks: they only look whether something is due; what is due is in the data, so a missed tick loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot import bulk_tagging
from bot.delivery import Deliverer
from bot.guarding import is_isolated
from bot.logs import log
from bot.product import Product
from bot.reevaluating import carry_on_all
from bot.tagger_learning import learn_all
from bot.upkeep import UPKEEP_SECONDS, Upkeep
from core.documents import FolderStore, forget_removed
from core.errors import Invalid
from core.exchange import forget_imports
from core.notifications import (
    DueReminder,
    coverage_is_due,
    due_reminders,
    make_rounds,
    queue_due_reminders,
    round_is_due,
    sweep_is_due,
    tell_of_coverage,
)
from core.notifications.inbox import forget_old
from core.plans import complete_overdue, overdue_is_due
from core.qualifications import forget_old_drafts, pass_on_verifications, passing_on_is_due
from core.reviews import pass_on_untouched, passing_is_due
from core.transaction import Engine
from core.words import say

SWEEP_SECONDS = 30
DEMO_SWEEP_SECONDS = 1
"""In the demo people move the clock and look at once."""

DELIVER_SECONDS = 1
FORGET_SECONDS = 3_600
LEARN_SECONDS = 600


class Ticks:
    """A scheduler in memory, one on every replica: the work is rows, so ticking twice does nothing twice."""

    def __init__(
        self, product: Product, deliverer: Deliverer, *, deliver_seconds: float = DELIVER_SECONDS
    ) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(3)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        pause = DEMO_SWEEP_SECONDS if product.settings.demo_clock else SWEEP_SECONDS
        if not is_isolated(product.settings):
            self._every(pause, "sweep", lambda: sweep(product.engine))
            self._every(deliver_seconds, "deliver", deliverer.deliver_due)
            self._every(pause, "re-evaluate", lambda: carry_on_all(product.engine))
            self._every(LEARN_SECONDS, "learn", lambda: learn_all(product))
            self._every(pause, "suggest", lambda: bulk_tagging.carry_on_all(product))
        self._every(UPKEEP_SECONDS, "upkeep", Upkeep(product).run)
        self._every(FORGET_SECONDS, "tidy", lambda: tidy(product.engine))
        self._every(FORGET_SECONDS, "forget", lambda: forget_old(product.engine.database, datetime.now(UTC)))

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Let what runs end, and tick no more. Repeatable."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _every(self, seconds: float, name: str, work: Callable[[], object]) -> None:
        self._scheduler.add_job(lambda: _survive(name, work), "interval", seconds=seconds, id=name)


def tidy(engine: Engine) -> None:
    """Throw away drafts nobody confirmed and files nobody refers to or imported, in every workspace.

    Then the database looks at what grew.
    """
    store = FolderStore(engine.folder / "documents")
    for each in engine.workspaces():
        with engine.transaction(each.id) as session:
            forget_old_drafts(session)
            forget_removed(session, store)
            forget_imports(session)
    engine.database.look_over()


def sweep(engine: Engine, now: datetime | None = None) -> int:
    """Queue the reminders and digests due in every workspace, and pass on what nobody touched; how many."""
    return sum(_sweep_one(engine, each.id, now) for each in engine.workspaces())


def remind_once(engine: Engine, at: datetime | None = None, *, ahead: bool = False) -> int:
    """One sweep, as at `at` (default: now); how many notices were queued.

    Raises Invalid for a time to come unless `ahead` is said, as the demo does: what was sent can't be unsent.
    """
    if at is not None and at > engine.clock() and not ahead:
        raise Invalid(say("{at} is still to come. Add --dry-run to see what would be sent then.", at=at))
    return sweep(engine, at)


def reminders_due(engine: Engine, at: datetime | None = None) -> dict[int, list[DueReminder]]:
    """What one sweep would send at `at` (default: now), by workspace; nothing is changed."""
    found = {}
    for each in engine.workspaces():
        with engine.reading(each.id, at) as session:
            found[each.id] = due_reminders(session)
    return found


def _sweep_one(engine: Engine, workspace_id: int, now: datetime | None) -> int:
    """Look first without a lock: nearly always nothing is due."""
    queued = 0
    while _anything_due(engine, workspace_id, now):
        with engine.transaction(workspace_id, now) as session:
            made = queue_due_reminders(session) + pass_on_untouched(session) + make_rounds(session)
            made += pass_on_verifications(session) + complete_overdue(session)
            made += tell_of_coverage(session)
        queued += made
        if not made:
            break
    return queued


def _anything_due(engine: Engine, workspace_id: int, now: datetime | None) -> bool:
    with engine.reading(workspace_id, now) as session:
        due = sweep_is_due(session) or passing_is_due(session) or round_is_due(session)
        return due or passing_on_is_due(session) or overdue_is_due(session) or coverage_is_due(session)


def _survive(name: str, work: Callable[[], object]) -> None:
    """A tick that fails is logged; the next one looks again."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 (the database or Slack may be away for a while)
        log.error("tick failed", error=error, tick=name)
