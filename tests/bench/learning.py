"""What is done all day: a result comes in, many come at once, a course is completed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from time import process_time

from core.activities import complete_course
from tests.bench.ground import KINDS, Ground
from tests.bench.lines import InRuns, Line, in_runs, processor_ms_of
from tests.bench.workplace import Workplace, in_parts
from tests.builders import a_course, a_skill, an_activity

RESULT_GOAL, BULK_GOAL, COURSE_GOAL = 5.0, 20_000.0, 20.0
MEASURED = 80
WARMING = 10
SKILLS = 20
ACTIVITIES = 100
BATCH = 2_000
ROUNDS = 3


def learning(ground: Ground) -> Iterator[Line]:
    """Results and course completions through the public services, on each database."""
    for kind in KINDS:
        place = Workplace.new(ground, kind)
        activities = _activities(place)
        yield from _single(ground, place, activities)
        yield _bulk(ground, place, activities)
        yield _course(place)


def _activities(place: Workplace) -> list[int]:
    """Activities that carry twenty skills in turn, each one skill, since long ago."""
    with place.writing() as session:
        skills = [a_skill(session, f"Skill {each}") for each in range(SKILLS)]
        return [an_activity(session, f"Activity {each}", skills[each % SKILLS]) for each in range(ACTIVITIES)]


def _single(ground: Ground, place: Workplace, activities: list[int]) -> Iterator[Line]:
    """One result in its own transaction, of somebody new and of somebody with a long history."""
    fresh, long_there = place.people(2)
    history = ground.size.history
    old = [
        place.result(long_there, activities[each % ACTIVITIES], passed=each % 4 > 0, days_ago=1 + (history - each) // 3)
        for each in range(history)
    ]
    for part in in_parts(old, BATCH):
        place.record(part, quiet=True)
    short = _one_by_one(place, fresh, activities)
    after = _one_by_one(place, long_there, activities)
    name = f"one result with its streaks, processor time, {place.kind}"
    yield Line(f"{name}: short history", short.quickest, "ms", RESULT_GOAL, f"each a transaction; {short.note}")
    share = after.quickest / short.quickest
    note = f"{share:.2f} of the short one's; {after.note}"
    yield Line(f"{name}: after {history:,} others", after.quickest, "ms", RESULT_GOAL, note)


def _one_by_one(place: Workplace, person_id: int, activities: list[int]) -> InRuns:
    some = [place.result(person_id, activities[each]) for each in range(WARMING + MEASURED)]
    for each in some[:WARMING]:
        place.record([each])
    return in_runs(partial(place.record, [each]) for each in some[WARMING:])


def _bulk(ground: Ground, place: Workplace, activities: list[int]) -> Line:
    """Ten results each of many people, as a file or another system brings them; the quickest of some rounds."""
    rates = sorted((_rate_of(place, ground.size.in_bulk, activities) for _ in range(ROUNDS)), reverse=True)
    note = (
        f"{ground.size.in_bulk:,} results in transactions of {BATCH:,}, by processor time; evidence, streaks, messages"
        f" too; the quickest of {ROUNDS} rounds, the others {' and '.join(f'{rate:,.0f}/s' for rate in rates[1:])}"
    )
    return Line(f"results in bulk, {place.kind}", rates[0], "/s", BULK_GOAL, note)


def _rate_of(place: Workplace, number: int, activities: list[int]) -> float:
    """Results a second, ten each of people who had none."""
    people = place.people(max(1, number // 10))
    results = [
        place.result(person, activities[(at + each) % ACTIVITIES], passed=(at + each) % 3 > 0, days_ago=10 - each)
        for at, person in enumerate(people)
        for each in range(10)
    ]
    start = process_time()
    for part in in_parts(results, BATCH):
        place.record(part)
    return len(results) / (process_time() - start)


def _course(place: Workplace) -> Line:
    """A course that covers twenty competencies, completed by one person after the other."""
    people = place.people(WARMING + MEASURED // 2)
    with place.writing() as session:
        covered = {a_skill(session, f"Covered {each}"): "complete" for each in range(SKILLS)}
        course_id = a_course(session, "Everything", competencies=covered)

    def complete(person_id: int) -> None:
        with place.writing() as session:
            complete_course(session, place.operator, course_id, person_id, source="file")

    for each in people[:WARMING]:
        complete(each)
    figure = processor_ms_of(partial(complete, each) for each in people[WARMING:])
    note = "processor time; evidence, ratings, acquisitions and messages too"
    return Line(f"course completion with {SKILLS} competencies, {place.kind}", figure, "ms", COURSE_GOAL, note)
