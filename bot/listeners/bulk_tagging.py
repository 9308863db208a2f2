"""`tag all` and `tag waiting`: many activities asked about at once, and going through what came (tagging/bulk)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.blocks.bulk_tagging import (
    CANCEL,
    CARRIED,
    EVERYTHING,
    GO_ON,
    START,
    STOP,
    THROUGH,
    Cost,
    Through,
    cancelled_card,
    changed_notice,
    end_card,
    ended_card,
    plan_card,
    progress_card,
    through_card,
    unknown_card,
    waiting_card,
)
from bot.blocks.tagging import Desktop
from bot.bulk_tagging import work_on
from bot.cards import Card, Words
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Press
from bot.listeners.tagging_cards import desktop
from bot.product import Product
from core.activities import (
    EVERYWHERE,
    OPEN,
    RUNNING,
    BulkProgress,
    RunView,
    Scope,
    courses_named,
    go_on_bulk,
    latest_run,
    next_waiting,
    open_bulk,
    plan_bulk,
    run_view,
    start_bulk,
    stop_bulk,
    waiting_activities,
)
from core.ai_use import ai_spent, ai_use, daily_tokens
from core.db import WorkspaceSession
from core.errors import Invalid, ProwessError
from core.frameworks import folded
from core.notifications import SUGGESTIONS
from core.people import Actor, Capability, PersonView, category_tree, holds_anywhere
from core.words import say
from tagging.bulk import most_tokens
from tagging.judge import PROMPT

RUN, ALL = "bulk.run", "all"
WORK_FOR = 5.0
"""Seconds a run works before it says how far it is and lets others have the worker."""


def register(conversations: Conversations) -> None:
    """Add the runs' buttons, their work, going through, the line of App Home and the notice about changed texts."""
    presses = {START: _start, STOP: _stop, GO_ON: _go_on, CANCEL: _cancel, THROUGH: _through, EVERYTHING: _everything}
    for action, handler in presses.items():
        conversations.press(action, handler)
    conversations.job(RUN, _run)
    conversations.home_section(_home)
    conversations.notice(SUGGESTIONS, _changed)


# -- asking ---------------------------------------------------------------------------------------------------------


def tag_all(call: Call, words: str) -> Answer:
    """What asking about all activities, or those of a course or category, would take; or the run under way."""
    return _planned(call.product, call.asker, words)


def _planned(product: Product, asker: Asker, words: str = "") -> Answer:
    with product.reading(asker.workspace_id) as session:
        if (now := open_bulk(session, asker.actor)) is not None:
            return Answer(card=_standing(session, asker, now))
        scope = _scope(session, words)
        if scope is None:
            return Answer(card=unknown_card(words, f"{ALL} {words}"))
        plan = plan_bulk(session, asker.actor, scope)
        cost = _cost(session, product, asker, plan.to_ask, plan.characters)
    return Answer(card=plan_card(scope, plan, cost))


def tag_waiting(call: Call) -> Answer:
    """The first activity whose suggestions wait."""
    return Answer(card=_going(call.product, call.asker))


def _everything(press: Press) -> Answer:
    return _planned(press.product, press.asker)


def _start(press: Press) -> Answer:
    said = press.payload
    scope = Scope(said.get("category"), said.get("course"), str(said.get("name") or ""))
    with press.product.writing(press.asker.workspace_id) as session:
        now = start_bulk(session, press.asker.actor, scope)
    return _under_way(now)


def _go_on(press: Press) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        now = go_on_bulk(session, press.asker.actor, int(press.payload["bulk"]))
    if now.state == RUNNING:
        return _under_way(now)
    return Answer(card=_ended(press.product, press.asker, now))


def _stop(press: Press) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        now = stop_bulk(session, press.asker.actor, int(press.payload["bulk"]))
    return Answer(card=_ended(press.product, press.asker, now))


def _cancel(_press: Press) -> Answer:
    return Answer(card=cancelled_card())


def _run(job: Job) -> Answer:
    """Work for some seconds, each part a transaction of its own; then say how far it is, and go on."""
    bulk_id, asker = int(job.payload["bulk"]), job.asker
    try:
        now = work_on(job.product, asker.workspace_id, asker.actor, bulk_id, job.key or RUN, WORK_FOR)
    except ProwessError as error:
        with job.product.writing(asker.workspace_id) as session:
            now = stop_bulk(session, asker.actor, bulk_id)
        return Answer(card=_ended(job.product, asker, now, error.sentence))
    return _under_way(now) if now.state == RUNNING else Answer(card=_ended(job.product, asker, now))


def _under_way(now: BulkProgress) -> Answer:
    return Answer(card=progress_card(now), later=Later(RUN, {"bulk": now.id}))


def _standing(session: WorkspaceSession, asker: Asker, now: BulkProgress) -> Card:
    if now.state == RUNNING:
        return progress_card(now)
    return ended_card(now, waiting_activities(session, asker.actor))


def _ended(product: Product, asker: Asker, now: BulkProgress, reason: Words | None = None) -> Card:
    with product.reading(asker.workspace_id) as session:
        return ended_card(now, waiting_activities(session, asker.actor), reason)


def _scope(session: WorkspaceSession, words: str) -> Scope | None:
    """All, or the course or category of this name, None where there is none; raises Invalid where several are."""
    if not folded(words):
        return EVERYWHERE
    found = [Scope(course_id=each.id, name=each.name) for each in courses_named(session, words)]
    wanted = folded(words)
    for each in category_tree(session):
        if wanted in (folded(each.name), folded(each.path)):
            found.append(Scope(category_id=each.id, name=each.path))
    if len(found) > 1:
        several = say("{n} are called '{words}'. A course's id number tells them apart.", n=len(found), words=words)
        raise Invalid(several)
    return found[0] if found else None


def _cost(session: WorkspaceSession, product: Product, asker: Asker, texts: int, characters: int) -> Cost | None:
    """What the language model may come to; None where none is asked."""
    if product.chat_model is None or not ai_use(session, asker.person_id).on:
        return None
    spent = ai_spent(session, session.now.date()).tokens
    return Cost(most_tokens(PROMPT, texts, characters), max(0, daily_tokens(session) - spent))


# -- going through --------------------------------------------------------------------------------------------------


def decided_on_the_way(press: Press, note: Words | None) -> Card:
    """After a decision on one of many: the same activity while it waits, else the next with what was decided."""
    product, asker, run_id = press.product, press.asker, int(press.payload["run"])
    with product.reading(asker.workspace_id) as session:
        run = run_view(session, asker.actor, run_id)
        desk = _desk(session, asker, run)
        waits = any(row.status == OPEN for row in run.rows) and desk.room and run.latest
    if waits or note:
        return through_card(desk, run, Through(_waiting(product, asker)), note)
    return _going(product, asker, run.activity_id, (desk, run))


def _through(press: Press) -> Answer:
    return Answer(card=_going(press.product, press.asker, int(press.payload.get("after") or 0)))


def _going(
    product: Product, asker: Asker, after: int = 0, before: tuple[Desktop, RunView] | None = None
) -> Card:
    """The next activity whose suggestions wait, after the one with this id; at the end what was passed by."""
    with product.reading(asker.workspace_id) as session:
        waiting = waiting_activities(session, asker.actor)
        activity_id = next_waiting(session, asker.actor, after) if waiting else None
        run_id = latest_run(session, activity_id) if activity_id is not None else None
        if run_id is None:
            return end_card(waiting, Through(waiting, before))
        run = run_view(session, asker.actor, run_id)
        return through_card(_desk(session, asker, run), run, Through(waiting, before))


def _desk(session: WorkspaceSession, asker: Asker, run: RunView) -> Desktop:
    desk = desktop(session, asker, run.activity_id, {row.competency_id for row in run.rows})
    return replace(desk, carried={CARRIED: True})


def _waiting(product: Product, asker: Asker) -> int:
    with product.reading(asker.workspace_id) as session:
        return waiting_activities(session, asker.actor)


def _home(call: Call) -> Card | None:
    """For whoever may decide: how many activities have suggestions that wait."""
    with call.product.reading(call.asker.workspace_id) as session:
        if not holds_anywhere(session, call.asker.actor, Capability.TAGGING_USE):
            return None
        waiting = waiting_activities(session, call.asker.actor)
    return waiting_card(waiting) if waiting else None


def _changed(
    session: WorkspaceSession, recipient: PersonView, _refs: Mapping[str, Any], _message: object
) -> Card | None:
    waiting = waiting_activities(session, Actor(session.workspace_id, recipient.id))
    return changed_notice(waiting) if waiting else None
