"""What one of several processes does: sweep and deliver, as the bot's worker does, until it is killed."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from slack_sdk import WebClient

from bot.conversation import Conversations
from bot.delivery import Deliverer
from bot.jobs import sweep
from bot.listeners.reminders import expiry_notice, expiry_notices
from bot.logs import configure_logs
from bot.product import Product
from bot.sealing import Sealer
from core.database import Database
from core.notifications import NoticeKind
from core.transaction import Engine
from core.vault import Vault

PAUSE = 0.2


@dataclass(frozen=True)
class Plan:
    """Where the data and Slack are, and how long a claim and a doubt last (seconds)."""

    database: str
    folder: str
    slack: str
    lease: float
    quarantine: float
    patience: float = 1.0


def work(plan: Plan) -> None:
    """Sweep and deliver without end; trouble with the database ends a round, not the worker."""
    logging.disable(logging.CRITICAL)
    configure_logs("CRITICAL")
    folder = Path(plan.folder)
    engine = Engine(Database(plan.database), Vault.from_setting(None, folder), folder=folder)
    conversations = Conversations()
    conversations.notice(NoticeKind.EXPIRY, expiry_notice)
    conversations.notice_together(NoticeKind.EXPIRY, expiry_notices)
    wait = cast(Any, plan.patience)
    client = WebClient("xoxb-chaos", base_url=plan.slack, timeout=wait, retry_handlers=[])
    deliverer = Deliverer(
        Product(engine, cast(Any, None), None),
        conversations,
        lambda _workspace: client,
        Sealer(engine.vault),
        lease=timedelta(seconds=plan.lease),
        quarantine=timedelta(seconds=plan.quarantine),
    )
    while True:
        with suppress(Exception):  # as the ticks: the next round looks again
            sweep(engine)
            deliverer.deliver_due()
        time.sleep(PAUSE)
