"""Per course: its activities with their competencies, those without any, and course competencies on no activity."""

from __future__ import annotations

from dataclasses import dataclass

from core.activities import CourseView, LinkView, competencies_on, course, links_of, modules_of
from core.db import WorkspaceSession
from core.frameworks import CompetencyView, competencies, sight_of
from core.people import Actor, Capability, require


@dataclass(frozen=True)
class ActivityMapping:
    """An activity of the course, the module it stands in first, and its competencies with their outcomes.

    `theory` where it stands in theory modules of the course alone: a streak counts nothing there.
    """

    activity_id: int
    title: str
    module: str
    competencies: tuple[tuple[CompetencyView, str], ...]
    theory: bool = False


@dataclass(frozen=True)
class CourseMapping:
    """A course's mapping: activities with competencies, activities without, course competencies on no activity."""

    course: CourseView
    mapped: tuple[ActivityMapping, ...]
    unmapped: tuple[ActivityMapping, ...]
    uncovered: tuple[CompetencyView, ...]


def mapping(session: WorkspaceSession, actor: Actor, course_id: int) -> CourseMapping:
    """How a course's activities and competencies belong together, for those who may read its reports.

    A few queries, whatever the course holds; competencies above the actor's tier are absent.
    """
    place = course(session, course_id)
    require(session, actor, Capability.REPORT_BREAKDOWN, place.place)
    where: dict[int, tuple[str, str]] = {}
    practice: set[int] = set()
    for module in modules_of(session, course_id):
        practice |= set() if module.theory else {each.id for each in module.activities}
        for each in module.activities:
            where.setdefault(each.id, (each.title, module.name))
    links = links_of(session, where)
    seen = _seen(session, actor, course_id, links)
    found = [
        ActivityMapping(each, *named, tuple(_named(links[each], seen)), each not in practice)
        for each, named in where.items()
    ]
    on_activities = {link.competency_id for several in links.values() for link in several}
    uncovered = [
        each.competency
        for each in competencies_on(session, course_id)
        if each.competency.id in seen and each.competency.id not in on_activities
    ]
    return CourseMapping(
        place,
        tuple(each for each in found if links[each.activity_id]),
        tuple(each for each in found if not links[each.activity_id]),
        tuple(uncovered),
    )


def _named(links: list[LinkView], seen: dict[int, CompetencyView]) -> list[tuple[CompetencyView, str]]:
    return [(seen[each.competency_id], each.outcome) for each in links if each.competency_id in seen]


def _seen(
    session: WorkspaceSession, actor: Actor, course_id: int, links: dict[int, list[LinkView]]
) -> dict[int, CompetencyView]:
    ids = {link.competency_id for several in links.values() for link in several}
    views = {each.competency.id: each.competency for each in competencies_on(session, course_id)}
    views |= competencies(session, ids - set(views))
    sight = sight_of(session, actor)
    return {key: each for key, each in views.items() if sight.covers(each)}
