"""The names of what paths are made of, read at once for a card."""

from __future__ import annotations

from collections.abc import Iterable

from bot.blocks.path_words import PathNames
from core.achievements import AchievementPath, Criterion, CriterionKind, Way
from core.activities import activities, courses
from core.db import WorkspaceSession
from core.frameworks import CompetencyCategory, CompetencyView, competencies, scales_of
from core.people import Actor, Capability, allows, over, people


def names_in(session: WorkspaceSession, competency_id: int, paths: Iterable[AchievementPath]) -> PathNames:
    """What the criteria of these paths name, and the values of the scales concerned."""
    return _names(session, {competency_id}, [each for path in paths for each in path.criteria])


def names_on(session: WorkspaceSession, competency_id: int, way: Way) -> PathNames:
    """What the steps of a way name."""
    steps = way.steps or ()
    return _names(session, {competency_id, *(each.competency_id for each in steps)}, [each.criterion for each in steps])


def people_named(
    session: WorkspaceSession, actor: Actor, ids: Iterable[int], *, competency: CompetencyView | None = None
) -> PathNames:
    """First names by id, for words that list people: of everybody where colleagues see who has the `competency`, else
    of those whose details the actor may see (privacy/names, privacy/details)."""
    wanted = sorted(set(ids))
    if competency is None or competency.category == CompetencyCategory.CERTIFICATION:
        wanted = [each for each in wanted if allows(session, actor, Capability.DETAILS_VIEW, over(each))]
    return PathNames({each.id: each.first_name for each in people(session, wanted).values()})


def _names(session: WorkspaceSession, competency_ids: set[int], criteria: Iterable[Criterion]) -> PathNames:
    listed = list(criteria)
    wanted = competency_ids | _subjects(listed, CriterionKind.OTHER)
    wanted |= {item.competency_id for each in listed for item in each.items}
    named = competencies(session, sorted(wanted))
    values = {value.id: value.name for scale in scales_of(session, sorted(wanted)).values() for value in scale.values}
    in_courses = courses(session, _subjects(listed, CriterionKind.COURSE))
    done = activities(session, _subjects(listed, CriterionKind.ACTIVITY))
    return PathNames(
        {each.id: each.name for each in named.values()},
        {each.id: each.name for each in in_courses.values()},
        {each.id: each.title for each in done.values()},
        values,
    )


def _subjects(criteria: Iterable[Criterion], kind: CriterionKind) -> set[int]:
    return {each.subject_id for each in criteria if each.kind == kind and each.subject_id is not None}
