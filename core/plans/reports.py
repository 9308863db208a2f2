"""Reports on a template: how its plans do, and which courses cover what is on it (plans/statistics, plans/coverage)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.db import WorkspaceSession
from core.frameworks import CompetencyView, competencies, sight_of
from core.people import Actor, Capability, require
from core.plans.covering import CourseRef, courses_for
from core.plans.items import tallies_of
from core.plans.queries import TemplateView, competencies_of, template
from core.plans.report_statements import PECULIAR, PROFICIENT, STANDINGS
from core.plans.rules import Cover, PlanState, average, cover_of, share_of
from core.plans.statements import look


@dataclass(frozen=True)
class Statistics:
    """How a template's plans do: how many are drafts, active and completed, and the mean share of items met.

    Unlinked plans are none of the template's any more. Of completed plans what was met then counts.
    """

    template: TemplateView
    drafts: int
    active: int
    completed: int
    completion: Decimal | None


@dataclass(frozen=True)
class Covered:
    """A competency of a template with the courses chosen that cover it, and how it is represented."""

    competency: CompetencyView
    courses: tuple[CourseRef, ...]
    cover: Cover


@dataclass(frozen=True)
class Coverage:
    """A template's coverage by the courses chosen; `left_out` are those that were taken out of the choice."""

    template: TemplateView
    lines: tuple[Covered, ...]
    chosen: tuple[CourseRef, ...]
    left_out: tuple[CourseRef, ...]


def coverage(
    session: WorkspaceSession, actor: Actor, template_id: int, left_out: Collection[int] = ()
) -> Coverage:
    """Which courses cover each competency of a template, those left out not counted (plans/coverage).

    It begins with all courses that carry one of them. Competencies above the actor's tier are absent. In a session as
    of another day (find/as-of) it is the coverage of that day.
    """
    view = template(session, template_id)
    require(session, actor, Capability.REPORT_COVERAGE, view.place)
    there = competencies_of(session, [template_id])[template_id]
    sight, known = sight_of(session, actor), competencies(session, there)
    seen = [known[each] for each in there if sight.covers(known[each])]
    covering = courses_for(session, [each.id for each in seen])
    every = {course.id: course for found in covering.values() for course in found}
    chosen = {each: [one for one in found if one.id not in left_out] for each, found in covering.items()}
    covers = cover_of({each: len(found) for each, found in chosen.items()})
    return Coverage(
        view,
        tuple(Covered(each, tuple(chosen[each.id]), covers[each.id]) for each in seen),
        _by_name(every, [each for each in every if each not in left_out]),
        _by_name(every, [each for each in every if each in left_out]),
    )


def _by_name(every: Mapping[int, CourseRef], ids: Sequence[int]) -> tuple[CourseRef, ...]:
    return tuple(sorted((every[each] for each in ids), key=lambda each: (each.name.casefold(), each.id)))


def statistics(session: WorkspaceSession, actor: Actor, template_id: int) -> Statistics:
    """How the plans that follow a template do (plans/statistics): a few aggregates, however many plans.

    Most active plans are plain: all of the template and nothing else, without exemption or expiry. Of these the
    ratings that reach the value are counted; the others are looked at as a plan's page is.
    """
    view = template(session, template_id)
    require(session, actor, Capability.REPORT_STATISTICS, view.place)
    counts = dict.fromkeys(PlanState, 0)
    done = Decimal(0)
    for state, met, items, number in look(session, STANDINGS, template=template_id):
        counts[PlanState(state)] += number
        if state == PlanState.COMPLETED:
            done += number * share_of(met or 0, items or 0)
    active = counts[PlanState.ACTIVE]
    shares = done + (_active_shares(session, template_id, active) if active else 0)
    number = active + counts[PlanState.COMPLETED]
    mean = average([shares / number]) if number else None
    return Statistics(view, counts[PlanState.DRAFT], active, counts[PlanState.COMPLETED], mean)


def _active_shares(session: WorkspaceSession, template_id: int, active: int) -> Decimal:
    """The shares of all active plans together."""
    items = len(competencies_of(session, [template_id])[template_id])
    peculiar = {row[0]: row[1] for row in look(session, PECULIAR, template=template_id)}
    tallies = tallies_of(session, list(peculiar)) if peculiar else {}
    apart = sum((each.share for each in tallies.values()), Decimal(0))
    plain = active - len(peculiar)
    if not items:
        return apart + plain
    met = look(session, PROFICIENT, template=template_id, people=sorted(peculiar.values())).scalar() or 0
    return apart + Decimal(met) / items
