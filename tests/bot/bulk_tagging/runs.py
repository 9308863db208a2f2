"""Runs over many activities as the tests start, claim and settle them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.bulk_tagging import work_on
from bot.conversation import Answer
from bot.listeners import bulk_tagging, tagging
from bot.product import Product
from core.activities import (
    Asked,
    TaggerAnswer,
    activities_named,
    claim_bulk,
    edit_activity,
    open_bulk,
    open_suggestions,
    settle_bulk,
    start_bulk,
)
from tests.bot.spoken import Spoken, conversations_of
from tests.bot.tagging.editor import the_product
from tests.conftest import House

SUBJECTS = ("Fire safety", "Welding", "First aid", "Order picking", "Data protection")


def speaking(house: House, person_id: int, product: Product | None = None) -> Spoken:
    return Spoken(house, product or the_product(house), conversations_of(tagging.register), person_id)


def count(house: House, model: Any, **where: Any) -> int:
    with house.reading() as session:
        query = sa.select(sa.func.count(model.id)).filter_by(**where)
        return int(session.scalar(query) or 0)


def the_activity(house: House, title: str) -> int:
    with house.reading() as session:
        return activities_named(session, title)[0].id


def pressed_only(cleo: Spoken, label: str) -> None:
    """A press, whose work waits for a worker."""
    jobs = dict(cleo.conversations.jobs)
    cleo.conversations.jobs[bulk_tagging.RUN] = lambda _job: Answer()
    cleo.press(label)
    cleo.conversations.jobs.update(jobs)


def worked(cleo: Spoken, seconds: float = 60.0, *, owner: str = "worker", product: Product | None = None) -> Any:
    """A worker's turn on the run of the person's own."""
    with cleo.house.reading() as session:
        run = open_bulk(session, cleo.asker.actor)
    assert run is not None
    return work_on(product or cleo.product, cleo.house.workspace_id, cleo.asker.actor, run.id, owner, seconds)


def a_run(cleo: Spoken) -> int:
    with cleo.house.writing() as session:
        return start_bulk(session, cleo.asker.actor).id


def claimed_by(cleo: Spoken, run: int, owner: str, most: int = 3) -> list[int]:
    with cleo.house.writing() as session:
        return claim_bulk(session, run, owner, most)


def settled_by(cleo: Spoken, run: int, owner: str, ids: list[int]) -> Any:
    """Settle with an answer for each, without any suggestion."""
    with cleo.house.writing() as session:
        answers = {each: TaggerAnswer((), Asked(0.5, "toy")) for each in ids}
        return settle_bulk(session, cleo.asker.actor, run, owner, ids, answers)


def changed(cleo: Spoken, title: str, description: str) -> None:
    with cleo.house.writing() as session:
        edit_activity(session, cleo.asker.actor, the_activity(cleo.house, title), description=description)


def open_skills(cleo: Spoken, title: str) -> set[str]:
    with cleo.house.reading() as session:
        [found] = activities_named(session, title)
        return {each.name for each in open_suggestions(session, cleo.asker.actor, found.id)}
