"""What closes a gap: the nearest step of the shortest way, as brute force finds it on small random catalogues."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from core.achievements import Criterion, Rater
from core.activities.course_models import CourseCompletion
from core.db import insert_rows
from core.gaps import Closing, ClosingKind, GapStatus, closing_of, profile_of
from core.targets import assign_targets
from tests.builders import a_course, a_person, a_skill
from tests.conftest import House
from tests.core.achievements.paths.ways import REVIEW, course_done, other, rated_by, rules, way

Step = tuple[int, Criterion]
Paths = list[list[Criterion]]
COURSES, COMPETENCIES = 4, 5


def a_catalogue(random: Random, courses: list[int], skills: list[int]) -> dict[int, Paths]:
    """Of each competency one to three ways; each may look at its two below, so that nothing is asked for twice."""
    found: dict[int, Paths] = {}
    for place, skill in enumerate(skills):
        below = [skills[each] for each in (2 * place + 1, 2 * place + 2) if each < len(skills)]
        asked = [course_done(random.choice(courses)), REVIEW, rated_by(Rater.MANAGER), *(other(each) for each in below)]
        sizes = [random.choice((1, 2, 2)) for _ in range(random.choice((1, 2, 3)))]
        found[skill] = [random.sample(asked, size) for size in sizes]
    return found


def reached(catalogue: dict[int, Paths], met: set[Step]) -> set[int]:
    """The competencies that are reached once these steps are done."""
    proficient: set[int] = set()
    while True:
        fresh = {
            skill
            for skill, paths in catalogue.items()
            for path in paths
            if all((skill, each) in met or each in {other(low) for low in proficient} for each in path)
        }
        if fresh <= proficient:
            return proficient
        proficient |= fresh


def fewest(catalogue: dict[int, Paths], done: set[Step], skill: int) -> tuple[int, set[Step]]:
    """By trying everything: how few steps reach it, and every step that begins one of the shortest ways."""
    looks = {other(each) for each in catalogue}
    steps = sorted(
        {(each, criterion) for each, paths in catalogue.items() for path in paths for criterion in path} - done,
        key=str,
    )
    open_steps = [each for each in steps if each[1] not in looks]
    for count in range(len(open_steps) + 1):
        ways = [set(some) for some in combinations(open_steps, count) if skill in reached(catalogue, done | set(some))]
        if ways:
            return count, set().union(*ways)
    raise AssertionError("everything done reaches everything")


@pytest.mark.rule("gaps/person")
@pytest.mark.parametrize("seed", range(12))
def test_what_closes_a_gap_is_a_step_of_a_way_with_the_fewest_as_brute_force_finds_it(house: House, seed: int) -> None:
    random = Random(seed)
    with house.writing() as session:
        anna = a_person(session, "Anna Berg")
        courses = [a_course(session, f"Course {number}") for number in range(COURSES)]
        skills = [a_skill(session, f"Skill {number}") for number in range(COMPETENCIES)]
        catalogue = a_catalogue(random, courses, skills)
        completed = random.sample(courses, random.choice((0, 1, 2)))
        known = {"completed_at": session.now, "recorded_at": session.now, "source": "file", "person_id": anna}
        insert_rows(session, CourseCompletion, [{"course_id": each, **known} for each in completed])
        for skill, paths in catalogue.items():
            rules(session, skill, *(way(*path) for path in paths))
        assign_targets(session, house.operator, [anna], dict.fromkeys(skills))
    done = {(skill, course_done(each)) for skill in skills for each in completed}
    with house.reading() as session:
        rows = {row.competency.id: row for row in profile_of(session, house.as_(anna), anna).rows}
    for skill in skills:
        count, beginnings = fewest(catalogue, done, skill)
        closing = rows[skill].closing
        if count == 0 or rows[skill].met:
            continue
        assert closing is not None and closing.steps == count, (seed, skill)
        assert any(_is(closing, step) for step in beginnings), (seed, skill, closing)


def _is(closing: Closing, step: Step) -> bool:
    competency_id, criterion = step
    kinds = {"course": ClosingKind.COURSE, "review": ClosingKind.REVIEW, "manual": ClosingKind.REVIEW}
    return (closing.kind, closing.competency_id, closing.subject_id) == (
        kinds[criterion.kind], competency_id, criterion.subject_id,
    )  # fmt: skip


@pytest.mark.rule("gaps/person")
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (GapStatus.MET, None),
        (GapStatus.NOT_REQUIRED, None),
        (GapStatus.EXPIRING, ClosingKind.RENEW),
        (GapStatus.EXPIRED, ClosingKind.RENEW),
        (GapStatus.REVOKED, ClosingKind.REGISTER),
        (GapStatus.MISSING, ClosingKind.REVIEW),
        (GapStatus.TOO_LOW, ClosingKind.REVIEW),
    ],
)
def test_what_expires_is_renewed_and_what_no_path_leads_to_is_asked_to_be_reviewed(
    status: GapStatus, kind: ClosingKind | None
) -> None:
    closing = closing_of(status, 7, None)
    assert (closing.kind if closing else None) == kind
