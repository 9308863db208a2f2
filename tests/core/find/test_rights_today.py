"""On every day asked for, who sees what is today's matter (find/as-of)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from core.activities import enrol, unenrol
from core.db import WorkspaceSession
from core.errors import Refused
from core.find import Question, as_of, experts
from core.frameworks import CompetencyCategory, CompetencyEdits, edit_competency
from core.gaps import profile_of
from core.people import ContextKind, RoleContext, give_role, set_line_manager, set_tier, take_role
from core.qualifications import Choice, qualifications_listed, qualifications_of
from core.targets import assign_targets
from tests.builders import a_certificate, a_course, a_person, a_skill
from tests.conftest import House

TODAY = date(2026, 11, 24)


@contextmanager
def on(house: House, day: date) -> Iterator[WorkspaceSession]:
    with house.reading() as session, as_of(session, day, "UTC") as then:
        yield then


def listed(session: WorkspaceSession, house: House, person: int) -> list[str]:
    return [each.view.name for each in qualifications_listed(session, house.as_(person), Choice()).lines]


@pytest.mark.rule("find/as-of")
@pytest.mark.parametrize("ahead", [0, 30])
def test_a_manager_of_then_is_refused_and_todays_sees_all(house: House, ahead: int) -> None:
    with house.writing() as session:
        old, new = a_person(session, "Old"), a_person(session, "New")
        anna, skill = a_person(session, "Anna", manager=old), a_skill(session, "Welding")
        assign_targets(session, house.operator, [anna], {skill: None})
    house.clock.forward(days=5)
    with house.writing() as session:
        set_line_manager(session, house.operator, anna, new)
    with on(house, TODAY + timedelta(days=ahead)) as then:
        with pytest.raises(Refused):
            profile_of(then, house.as_(old), anna)
        assert len(profile_of(then, house.as_(new), anna).rows) == 1


@pytest.mark.rule("find/as-of")
def test_a_role_that_ended_shows_nothing_of_the_time_it_was_held(house: House) -> None:
    with house.writing() as session:
        boss = a_person(session, "Boss")
        role = give_role(session, house.operator, boss, "competency_admin")
        licence = a_skill(session, "Licence", category=CompetencyCategory.CERTIFICATION)
        a_certificate(session, a_person(session, "Anna"), of=licence)
    with house.reading() as session:
        assert listed(session, house, boss) == ["Licence"]
    house.clock.forward(days=5)
    with house.writing() as session:
        take_role(session, house.operator, role)
    for ahead in (0, 4, 400):
        with on(house, TODAY + timedelta(days=ahead)) as then:
            assert listed(then, house, boss) == []


@pytest.mark.rule("find/as-of")
def test_a_role_that_will_end_still_shows_the_days_after_it(house: House) -> None:
    with house.writing() as session:
        boss = a_person(session, "Boss")
        until = house.clock() + timedelta(days=10)
        give_role(session, house.operator, boss, "competency_admin", until=until)
        licence = a_skill(session, "Licence", category=CompetencyCategory.CERTIFICATION)
        a_certificate(session, a_person(session, "Anna"), of=licence)
    with on(house, TODAY + timedelta(days=30)) as then:
        assert listed(then, house, boss) == ["Licence"]


@pytest.mark.rule("find/as-of")
def test_a_tier_given_or_lost_since_counts_on_every_day(house: House) -> None:
    with house.writing() as session:
        skill, peer = a_skill(session, "Crane control"), a_person(session, "Peer", access_tier=1)
        a_certificate(session, a_person(session, "Anna"), of=skill)
    with house.reading() as session:
        assert listed(session, house, peer) == ["Crane control"]
    house.clock.forward(days=5)
    with house.writing() as session:
        edit_competency(session, house.operator, skill, CompetencyEdits(access_tier=2))
    with on(house, TODAY) as then:
        assert listed(then, house, peer) == []
    with house.writing() as session:
        set_tier(session, house.operator, peer, 2)
    with on(house, TODAY) as then:
        assert listed(then, house, peer) == ["Crane control"]
        assert len(experts(then, house.as_(peer), Question(skill)).lines) == 1


@pytest.mark.rule("find/as-of")
def test_a_teacher_sees_past_days_of_those_on_the_course_today_alone(house: House) -> None:
    with house.writing() as session:
        licence = a_skill(session, "Licence", category=CompetencyCategory.CERTIFICATION)
        course = a_course(session, competencies={licence: "evidence"})
        teacher, gone, stays = (a_person(session, name) for name in ("Teacher", "Gone", "Stays"))
        give_role(session, house.operator, teacher, "teacher", RoleContext(ContextKind.COURSE, course))
        enrol(session, house.operator, course, [gone])
        for each in (gone, stays):
            a_certificate(session, each, of=licence)
    house.clock.forward(days=5)
    with house.writing() as session:
        unenrol(session, house.operator, course, [gone])
        enrol(session, house.operator, course, [stays])
    with on(house, TODAY) as then:
        actor = house.as_(teacher)
        names = [each.person_name for each in qualifications_listed(then, actor, Choice()).lines]
        assert names == ["Stays"]
        assert qualifications_of(then, actor, gone) == []
        assert [each.name for each in experts(then, actor, Question(licence)).lines] == ["Stays"]


@pytest.mark.rule("find/as-of")
def test_another_workspace_shows_nothing_on_any_day(house: House) -> None:
    other = House(house.engine, house.engine.add_workspace("TOTHER" + house.clock().isoformat(), "Other"), house.clock)
    with house.writing() as session:
        skill, anna = a_skill(session, "Welding"), a_person(session, "Anna")
        a_certificate(session, anna, of=skill)
    house.clock.forward(days=2)
    for day in (TODAY, TODAY + timedelta(days=20)):
        with on(other, day) as then:
            assert qualifications_listed(then, other.operator, Choice()).lines == ()
            assert qualifications_of(then, other.operator, anna) == []


@pytest.mark.rule("find/as-of")
def test_somebody_deactivated_since_may_ask_for_no_day(house: House) -> None:
    with house.writing() as session:
        boss = a_person(session, "Boss", email="boss@nordlys.example", role="competency_admin")
        licence = a_skill(session, "Licence", category=CompetencyCategory.CERTIFICATION)
        a_certificate(session, a_person(session, "Anna"), of=licence)
    house.clock.forward(days=2)
    with house.writing() as session:
        a_person(session, "Boss", email="boss@nordlys.example", active=False)
    with on(house, TODAY) as then:
        assert listed(then, house, boss) == []
