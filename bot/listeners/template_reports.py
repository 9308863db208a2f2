"""A template's reports: coverage by courses and statistics, from its menu, by `template …` and by `report …`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from bot.blocks import template_reports as cards
from bot.cards import Card
from bot.conversation import Answer, Call, Conversations, Press, Report
from bot.listeners.template_finding import begins_with_template, find_template
from bot.on_day import reading_on, with_day
from core.activities import courses_named
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.people import Capability
from core.plans import TemplateView, coverage, statistics, templates
from core.words import say

COVERAGE_EXAMPLE = "/prowess report coverage Safety basics"
STATISTICS_EXAMPLE = "/prowess report statistics Safety basics"


def register(conversations: Conversations) -> None:
    """Add both reports and their buttons."""
    conversations.report(
        Report(
            "coverage",
            say("Which courses cover each competency of a plan template"),
            "report coverage TEMPLATE [without COURSE, …] [on DATE]",
            COVERAGE_EXAMPLE,
            coverage_named,
            Capability.REPORT_COVERAGE,
        )
    )
    conversations.report(
        Report(
            "statistics",
            say("How the plans of a template do: active, completed, average completion"),
            "report statistics TEMPLATE",
            STATISTICS_EXAMPLE,
            statistics_named,
            Capability.REPORT_STATISTICS,
        )
    )
    conversations.press(cards.COVERAGE, _coverage_pressed)
    conversations.press(cards.STATISTICS, lambda press: open_statistics(press, int(press.payload["template"])))
    conversations.press(cards.LEAVE_OUT, lambda press: _chosen(press, leave_out=True))
    conversations.press(cards.COUNT_AGAIN, lambda press: _chosen(press, leave_out=False))


def coverage_named(call: Call) -> Answer:
    """`report coverage TEMPLATE [without COURSE, …] [on DATE]`, or `template coverage …`."""
    return with_day(call, _coverage_on)


def _coverage_on(call: Call, words: str, day: date | None) -> Answer:
    with reading_on(call, day) as session:
        head, _, rest = words.partition(" without ")
        found = _which(session, head, cards.COVERAGE, COVERAGE_EXAMPLE)
        if isinstance(found, Card):
            return Answer(card=found)
        out = [_course_id(session, each) for each in rest.split(",") if each.strip()]
        return Answer(card=_coverage(session, call, found.id, out, on=day), where="chat")


def statistics_named(call: Call) -> Answer:
    """`report statistics TEMPLATE`, or `template statistics TEMPLATE`."""
    with call.product.reading(call.asker.workspace_id) as session:
        found = _which(session, call.words, cards.STATISTICS, STATISTICS_EXAMPLE)
        if isinstance(found, Card):
            return Answer(card=found)
        return Answer(card=cards.statistics_card(statistics(session, call.asker.actor, found.id)), where="chat")


def open_coverage(press: Press, template_id: int) -> Answer:
    """The report, below the template's card."""
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=_coverage(session, press, template_id, ()), replace=False)


def open_statistics(press: Press, template_id: int) -> Answer:
    """The report, below the template's card."""
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=cards.statistics_card(statistics(session, press.asker.actor, template_id)), replace=False)


def _which(session: WorkspaceSession, words: str, action: str, example: str) -> TemplateView | Card:
    if words.strip():
        begun = begins_with_template(session, words)
        return begun[0] if begun is not None and not begun[1] else find_template(session, words, action)
    found = templates(session)
    if not found:
        raise NotFound(say("There is no template yet. Example: {example}", example=example))
    return found[0] if len(found) == 1 else cards.which_card(found, action)


def _course_id(session: WorkspaceSession, words: str) -> int:
    found = courses_named(session, words.strip())
    if len(found) != 1:
        raise Invalid(say("I don't find a course named '{words}'.", words=words.strip()[:60]), field="courses")
    return found[0].id


def _coverage_pressed(press: Press) -> Answer:
    out, start, day = press.payload.get("out") or (), int(press.payload.get("from") or 0), _day(press)
    with reading_on(press, day) as session:
        card = _coverage(session, press, int(press.payload["template"]), out, start, day)
        return Answer(card=card, replace="from" in press.payload)


def _chosen(press: Press, *, leave_out: bool) -> Answer:
    """Leave a course out, or count it again; the report is made anew (plans/coverage)."""
    out, day = {int(each) for each in press.payload.get("out") or ()}, _day(press)
    chosen = int(str(press.chosen)) if str(press.chosen).isdecimal() else 0
    changed = out | {chosen} if leave_out else out - {chosen}
    with reading_on(press, day) as session:
        return Answer(card=_coverage(session, press, int(press.payload["template"]), sorted(changed), on=day))


def _coverage(
    session: WorkspaceSession,
    request: Call | Press,
    template_id: int,
    left_out: Collection[int],
    start: int = 0,
    on: date | None = None,
) -> Card:
    found = coverage(session, request.asker.actor, template_id, left_out)
    over = on is not None and on < day_in(request.asker.person.time_zone, session.present.now)
    return cards.coverage_card(found, start, on=on, over=over)


def _day(press: Press) -> date | None:
    said = press.payload.get("on")
    return date.fromisoformat(str(said)) if said else None

