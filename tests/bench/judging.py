"""Ratings: given by hand with what follows above, everyone re-evaluated, the shortest way, a person's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from time import perf_counter, process_time

from core.achievements import (
    AchievementPath,
    Criterion,
    CriterionKind,
    Rater,
    give_rating,
    go_on,
    rating_of,
    running,
    set_rules,
    shortest_way,
)
from core.activities.course_models import CourseCompletion
from core.db import insert_rows
from core.frameworks import add_parent, scale_of
from core.gaps import profile_of
from core.people import Actor, set_line_manager
from core.targets import assign_targets
from tests.bench.ground import KINDS, Ground
from tests.bench.lines import Line, in_runs, milliseconds_of, processor_ms_of
from tests.bench.workplace import Workplace
from tests.builders import a_course, a_skill

RATING_GOAL, EVERYBODY_GOAL, WAY_GOAL, PAGE_GOAL = 5.0, 60.0, 50.0, 50.0
MEASURED = 100
WARMING = 10
TIMES = 20
MIDDLE, LEAVES = 14, 13
COURSES = 20
ON_PAGE, MISSING = 200, 20


def judging(ground: Ground) -> Iterator[Line]:
    """Judging and what it leads to, through the public services, on each database."""
    for kind in KINDS:
        place = Workplace.new(ground, kind)
        yield _rating(place)
        yield _way(place)
        yield _page(place)
        yield _everybody(ground, place)


def _rating(place: Workplace) -> Line:
    """A manager rates reports in a skill; its parent and the parent above follow."""
    manager, *reports = place.people(1 + WARMING + MEASURED)
    with place.writing() as session:
        for each in reports:
            set_line_manager(session, place.operator, each, manager)
        leaf, middle, top = (a_skill(session, f"{name} of a cascade") for name in ("Leaf", "Middle", "Top"))
        add_parent(session, place.operator, leaf, middle)
        add_parent(session, place.operator, middle, top)
        value = scale_of(session, leaf).lowest_proficient.id

    def rate(person_id: int) -> None:
        with place.writing() as session:
            actor = Actor(place.workspace_id, manager)
            give_rating(session, actor, person_id=person_id, competency_id=leaf, scale_value_id=value)

    for each in reports[:WARMING]:
        rate(each)
    found = in_runs(partial(rate, each) for each in reports[WARMING:])
    with place.reading() as session:
        if rating_of(session, reports[-1], top) is None:
            raise AssertionError("the rating did not reach the top")
    what = f"manual rating with two steps above, {place.kind}"
    return Line(what, found.quickest, "ms", RATING_GOAL, f"processor time, rights too; Moodle 29.5 ms; {found.note}")


def _way(place: Workplace) -> Line:
    """A competency above 196 others, each of the lower ones by two criteria together or by other ways."""
    (person,) = place.people(1)
    with place.writing() as session:
        top = a_skill(session, "Top of many")
        courses = [a_course(session, f"Course {each}") for each in range(COURSES)]
        count = 1 + MIDDLE * (1 + LEAVES)
        for high in range(MIDDLE):
            middle = a_skill(session, f"Middle {high}")
            add_parent(session, place.operator, middle, top)
            for low in range(LEAVES):
                leaf = a_skill(session, f"Leaf {high}.{low}")
                add_parent(session, place.operator, leaf, middle)
                set_rules(session, place.operator, leaf, _ways(courses, high * LEAVES + low))
    with place.reading() as session:
        find = partial(shortest_way, session, person, top)
        figure, worked = milliseconds_of(find, TIMES), processor_ms_of([find] * TIMES)
    note = f"median of {TIMES}; {worked:.0f} ms of processor time"
    return Line(f"shortest way over {count} competencies, {place.kind}", figure, "ms", WAY_GOAL, note)


def _ways(courses: Sequence[int], number: int) -> list[AchievementPath]:
    done = [Criterion(CriterionKind.COURSE, courses[number * each % COURSES]) for each in (1, 7)]
    streak, rated = Criterion(CriterionKind.STREAK), Criterion(CriterionKind.MANUAL, raters=(Rater.MANAGER,))
    return [AchievementPath((done[0], streak)), AchievementPath((done[1],)), AchievementPath((rated,))]


def _page(place: Workplace) -> Line:
    """The page of somebody with ratings in two hundred competencies, half of them targets, and some that are missing,
    each with what is left by its paths; seen by their manager."""
    manager, person, other = place.people(3)
    with place.writing() as session:
        skills = [a_skill(session, f"On the page {each}") for each in range(ON_PAGE + MISSING)]
        value = scale_of(session, skills[0]).lowest_proficient.id
        for each in (person, other):
            set_line_manager(session, place.operator, each, manager)
        rated = [(person, each) for each in skills[:ON_PAGE]] + [(other, each) for each in skills[:10]]
        for who, each in rated:
            give_rating(session, place.operator, person_id=who, competency_id=each, scale_value_id=value)
        assign_targets(session, place.operator, [person], dict.fromkeys(skills[ON_PAGE // 2 :]))
        assign_targets(session, place.operator, [other], dict.fromkeys([*skills[:5], skills[-1]]))

    def read(person_id: int) -> None:
        with place.reading() as session:
            profile_of(session, Actor(place.workspace_id, manager), person_id)

    figure, worked = milliseconds_of(partial(read, person), TIMES), processor_ms_of([partial(read, person)] * TIMES)
    many, few = (place.statements_of(partial(read, each)) for each in (person, other))
    note = f"{worked:.0f} ms of processor time; {many} statements, {few} for ten competencies; Moodle 210 ms"
    return Line(f"page of a person with {ON_PAGE} competencies, {place.kind}", figure, "ms", PAGE_GOAL, note)


def _everybody(ground: Ground, place: Workplace) -> Line:
    """Half of all completed a course; a changed rule says that it gives the skill."""
    people = place.people(ground.size.people)
    with place.writing() as session:
        skill, course = a_skill(session, "Given by a course"), a_course(session, "A course that gives it")
        known = {"course_id": course, "completed_at": session.now, "recorded_at": session.now, "source": "file"}
        insert_rows(session, CourseCompletion, [{"person_id": each, **known} for each in people[::2]])
    with place.writing() as session:
        ways = [AchievementPath((Criterion(CriterionKind.COURSE, course),))]
        set_rules(session, place.operator, skill, ways)
    start, worked = perf_counter(), process_time()
    _go_on(place)
    seconds = perf_counter() - start
    with place.reading() as session:
        if rating_of(session, people[0], skill) is None:
            raise AssertionError("the changed rule rated nobody")
    note = f"by the clock, half of them rated; {process_time() - worked:.1f} s of processor time"
    return Line(f"{len(people):,} people re-evaluated, {place.kind}", seconds, "s", EVERYBODY_GOAL, note)


def _go_on(place: Workplace) -> None:
    """As the ticks do: part by part, each in its own transaction."""
    with place.reading() as session:
        runs = [each.id for each in running(session)]
    for run in runs:
        finished = False
        while not finished:
            with place.writing() as session:
                now = go_on(session, run)
            finished = now is None or now.finished
