"""Many activities asked about, part after part, until the time is over or nothing is left (tagging/bulk).

A part is read, asked about without a transaction, and kept as proposals in one. What somebody asked for is driven by
the job behind their card; what texts that changed bring, and runs whose worker died, by a tick.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from bot.logs import log
from bot.product import Product
from bot.tagging_answers import asked_of, offers_of
from core.activities import (
    BulkProgress,
    TaggerAnswer,
    ToAsk,
    bulk_progress,
    claim_bulk,
    running_bulks,
    settle_bulk,
    to_ask,
)
from core.errors import ProwessError
from core.people import Actor
from tagging.bulk import TextToTag

WITH_MODEL, ALONE = 4, 96
"""Activities of one part: with a language model each may take ten seconds, and a part has to fit its lease."""

TICK_SECONDS = 5.0
"""How long one tick works at most on a run."""

QUIET = timedelta(minutes=5)
"""A run on which nobody worked for so long lost its worker."""

OWNER = uuid4().hex[:12]
"""This process, among those whose ticks work on the same runs."""


def work_on(
    product: Product, workspace_id: int, actor: Actor, bulk_id: int, owner: str, seconds: float
) -> BulkProgress:
    """Work on a run for some seconds, a part at least; how far it is then.

    Several may work on one run at once. Raises Unavailable where the embedding model can't be used.
    """
    until = time.monotonic() + seconds
    while True:
        with product.writing(workspace_id) as session:
            claimed = claim_bulk(session, bulk_id, owner, ALONE if product.chat_model is None else WITH_MODEL)
        if not claimed:
            break
        with product.reading(workspace_id) as session:
            asked, read_at = to_ask(session, actor, claimed), session.now
        answers = _answers(product, workspace_id, actor, asked)
        with product.writing(workspace_id) as session:
            kept = {key: replace(each, asked=replace(each.asked, read_at=read_at)) for key, each in answers.items()}
            now = settle_bulk(session, actor, bulk_id, owner, claimed, kept)
        if now.finished or time.monotonic() > until:
            return now
    with product.reading(workspace_id) as session:
        return bulk_progress(session, actor, bulk_id)


def carry_on_all(product: Product) -> int:
    """Carry on what runs in any workspace without somebody's job behind it; on how many runs was worked."""
    worked = 0
    for workspace in product.engine.workspaces():
        with product.reading(workspace.id) as session:
            runs = running_bulks(session, quiet_since=session.now - QUIET)
        for run in runs:
            worked += _carry_on(product, workspace.id, run)
    return worked


def _carry_on(product: Product, workspace_id: int, run: BulkProgress) -> bool:
    """Work on one run; whether it could be. While the model is away it waits for the next tick."""
    actor = Actor(workspace_id, run.started_by_id) if run.started_by_id else Actor.operator(workspace_id)
    try:
        work_on(product, workspace_id, actor, run.id, OWNER, TICK_SECONDS)
    except ProwessError as error:
        log.warning("activities wait to be asked about", workspace=workspace_id, reason=str(error))
        return False
    return True


def _answers(
    product: Product, workspace_id: int, actor: Actor, asked: list[ToAsk]
) -> Mapping[int, TaggerAnswer]:
    """What the tagger answers about each activity. Slow: no transaction is open."""
    if not asked:
        return {}
    texts = [
        TextToTag(each.title, each.text, each.choice.selectable, each.choice.excluded, each.choice.room)
        for each in asked
    ]
    answers = product.skills.suggest_many(workspace_id, actor, texts)
    return {
        each.activity_id: TaggerAnswer(offers_of(found), asked_of(found, adjusted))
        for each, (found, adjusted) in zip(asked, answers, strict=True)
    }
