"""Gaps of everybody at once against one eager walk over objects; a person's page; a spider chart (gaps/group)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from bot.blocks.charts import Chart, Spoke, draw
from core.achievements.models import Rating
from core.db import BigId, Instant, WorkspaceSession, insert_from
from core.frameworks import CompetencyCategory, scale_of
from core.frameworks.models import ScaleValue
from core.gaps import Among, GapMatrix, gap_matrix, profile_of
from core.people import Actor, Person, set_line_manager
from core.profiles import ProfileDetails, ProfileView, Requirement, profile_view, save_profile
from core.qualifications.models import Qualification, QualificationVersion
from core.targets.models import Target
from tests.bench.ground import KINDS, Ground
from tests.bench.lines import Line, milliseconds_of, percentile, seconds_of
from tests.bench.workplace import Workplace
from tests.builders import a_skill

GAPS_GOAL, TIMES_FASTER, PAGE_GOAL, SPIDER_GOAL = 5.0, 20.0, 50.0, 150.0
REQUIREMENTS, PAPERS = 20, 4
"""Of twenty requirements four are certificates, which have dates."""

WALKED = 500
"""So many people are walked over as objects; the time for all is worked out from theirs."""

TIMES, PAGES, SPOKES = 20, 100, 12


def gaps(ground: Ground) -> Iterator[Line]:
    """The matrix of all people, on each database; then the picture, which needs none."""
    for kind in KINDS:
        place = Workplace.new(ground, kind)
        ground.say(f"building {ground.size.people:,} people with {REQUIREMENTS} requirements on {kind}")
        people = place.people(ground.size.people)
        profile, skills = _fill(place)
        yield from _everybody(place, profile, skills, len(people))
        yield _page(place, people)
    yield _spider()


def _fill(place: Workplace) -> tuple[ProfileView, list[int]]:
    """Three of four people meet each requirement; certificates run out over the years to come and those before."""
    with place.writing() as session:
        skills = [a_skill(session, f"Required {each}") for each in range(REQUIREMENTS - PAPERS)]
        papers = [
            a_skill(session, f"Paper {each}", category=CompetencyCategory.CERTIFICATION) for each in range(PAPERS)
        ]
        wanted = tuple(Requirement(each) for each in (*skills, *papers))
        profile_id = save_profile(session, place.operator, ProfileDetails("Everybody", requirements=wanted))
        for number, each in enumerate((*skills, *papers)):
            value = scale_of(session, each).lowest_proficient.id
            if each in papers:
                _hold(session, each, number)
            _rate(session, each, number, value, paper=each in papers)
            _target(session, each, value)
        profile = profile_view(session, place.operator, profile_id)
    _look_over(place)
    return profile, [*skills, *papers]


def _look_over(place: Workplace) -> None:
    """What either database does by itself a minute after so much came in: it looks at how its tables are filled."""
    with place.engine.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _some(number: int) -> sa.ColumnElement[bool]:
    return Person.id % 4 != number % 4


def _rate(session: WorkspaceSession, skill: int, number: int, value: int, *, paper: bool) -> None:
    now = sa.literal(session.now, Instant())
    source: Any = Qualification.id if paper else sa.null()
    cause = sa.literal("qualification" if paper else "streak")
    query = select(
        Person.id, sa.literal(skill, BigId), sa.literal(value, BigId), cause, source, now, now
    ).where(Person.workspace_id == session.workspace_id, _some(number))  # fmt: skip
    if paper:
        held = sa.and_(
            Qualification.person_id == Person.id, Qualification.competency_id == skill,
            Qualification.workspace_id == session.workspace_id,
        )  # fmt: skip
        query = query.join(Qualification, held)
    columns = ("person_id", "competency_id", "scale_value_id", "cause", "source_id", "effective_from", "recorded_at")
    insert_from(session, Rating, columns, query)


def _hold(session: WorkspaceSession, skill: int, number: int) -> None:
    now = sa.literal(session.now, Instant())
    who = select(Person.id, sa.literal(skill, BigId), now).where(
        Person.workspace_id == session.workspace_id, _some(number)
    )
    insert_from(session, Qualification, ("person_id", "competency_id", "created_at"), who)
    for part in range(10):
        day = session.now.date().replace(year=session.now.year - 1 + part % 5)
        versions = select(
            Qualification.id, sa.literal("current"), sa.literal(day, sa.Date()), sa.literal({}, sa.JSON()),
            sa.literal([], sa.JSON()), now, now,
        ).where(
            Qualification.workspace_id == session.workspace_id, Qualification.competency_id == skill,
            Qualification.id % 10 == part,
        )  # fmt: skip
        columns = ("qualification_id", "state", "expires_on", "details", "links", "effective_from", "recorded_at")
        insert_from(session, QualificationVersion, columns, versions)


def _target(session: WorkspaceSession, skill: int, value: int) -> None:
    now, none = sa.literal(session.now, Instant()), sa.literal(0, BigId)
    query = select(
        Person.id, sa.literal(skill, BigId), sa.literal(value, BigId), sa.literal("direct"), none, now, now, now
    ).where(Person.workspace_id == session.workspace_id)
    columns = ("person_id", "competency_id", "scale_value_id", "source", "source_key", "set_at", "effective_from")
    insert_from(session, Target, (*columns, "recorded_at"), query)


def _everybody(place: Workplace, profile: ProfileView, skills: Sequence[int], people: int) -> Iterator[Line]:
    against, seconds = _timed(place, Among(None, profile))
    own, own_seconds = _timed(place, Among())
    if (against.met, against.required) != (own.met, own.required):
        raise AssertionError("the profile and the same targets give different gaps")
    walked, met, required = _walk(place, skills)
    if required == against.required and met != against.met:
        raise AssertionError("walking over objects gives other gaps")
    crowd = f"{people:,} people x {REQUIREMENTS} requirements, {place.kind}"
    yield Line(f"gaps of {crowd}", seconds, "s", GAPS_GOAL, f"against a profile, {against.met:,} met; by the clock")
    yield Line(f"gaps by own targets, {crowd}", own_seconds, "s", GAPS_GOAL, "several sources made into one target")
    eager = walked * people / min(people, WALKED)
    note = f"eager objects would take {eager:,.0f} s, from {min(people, WALKED)} people"
    yield Line(f"as fast as walking over objects, {place.kind}", eager / seconds, "times", TIMES_FASTER, note)


def _timed(place: Workplace, among: Among) -> tuple[GapMatrix, float]:
    """The second of two, so that the database knows its pages."""
    seconds = 0.0
    for _ in range(2):
        start = perf_counter()
        with place.reading() as session:
            found = gap_matrix(session, place.operator, among)
        seconds = perf_counter() - start
    return found, seconds


def _walk(place: Workplace, skills: Sequence[int]) -> tuple[float, int, int]:
    """The eager way: each person's rows as objects, everything with them; seconds, met, required."""
    start, met, required = perf_counter(), 0, 0
    with place.reading() as session:
        today = session.now.date()
        values = {each.id: each for each in session.scalars(select(ScaleValue))}
        for person in session.scalars(select(Person).order_by(Person.id).limit(WALKED)).all():
            ratings = {
                each.competency_id: each
                for each in session.scalars(
                    select(Rating).where(Rating.person_id == person.id, Rating.in_force(session.now))
                )
            }
            papers = {
                paper.competency_id: version
                for paper, version in session.execute(
                    select(Qualification, QualificationVersion)
                    .join(QualificationVersion, QualificationVersion.qualification_id == Qualification.id)
                    .where(Qualification.person_id == person.id, QualificationVersion.in_force(session.now))
                )
            }
            targets = session.scalars(
                select(Target).where(Target.person_id == person.id, Target.in_force(session.now))
            ).all()
            for target in targets:
                required += target.competency_id in skills
                rating, paper = ratings.get(target.competency_id), papers.get(target.competency_id)
                value = values.get(rating.scale_value_id or 0) if rating else None
                reached = value is not None and value.position >= values[target.scale_value_id].position
                met += reached and (paper is None or paper.expires_on is None or paper.expires_on >= today)
    return perf_counter() - start, met, required


def _page(place: Workplace, people: Sequence[int]) -> Line:
    """The page of one among all, with twenty targets, seen by their manager."""
    manager, person = people[0], people[1]
    with place.writing() as session:
        set_line_manager(session, place.operator, person, manager)

    def read() -> None:
        with place.reading() as session:
            profile_of(session, Actor(place.workspace_id, manager), person)

    read()
    figure = 1_000 * percentile([seconds_of(read) for _ in range(PAGES)], 0.95)
    return Line(f"a person's page among {len(people):,}, {place.kind}", figure, "ms", PAGE_GOAL, f"p95 of {PAGES}")


def _spider() -> Line:
    states = (("✓", "acquired", 1.0, 1.0), ("▽", "B1, needs B2", 0.4, 0.6), ("○", "not acquired", 0.0, 1.0))
    spokes = [Spoke(f"Competency number {each}", *states[each % 3]) for each in range(SPOKES)]
    chart = Chart("Anna Berg, 24 November 2026: 4 of 12 met", spokes)
    draw(chart)
    figure = milliseconds_of(lambda: draw(chart), TIMES)
    return Line(f"a spider chart of {SPOKES} drawn after the first", figure, "ms", SPIDER_GOAL, f"median of {TIMES}")
