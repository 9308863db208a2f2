"""What a change of links would do, found out before it applies: who gains, falls, or can't get there any more."""

from __future__ import annotations

import pytest

from core.activities import put_competencies, set_link_outcome, take_off_competencies, unlink_skill
from core.activities.rules import LinkOutcome
from core.catalogue import (
    LinkChange,
    LinkEffect,
    keep_link_change,
    link_change,
    link_effects,
    most_concerned,
    take_link_change,
)
from core.errors import Conflict, NotFound
from tests.builders import a_course, a_module_in, a_person, a_result, a_skill, an_activity
from tests.conftest import House
from tests.core.achievements.paths.ways import finished, rated


def _effects(house: House, **change: object) -> dict[int, LinkEffect]:
    with house.reading() as session:
        return {each.competency_id: each for each in link_effects(session, LinkChange(**change))}  # type: ignore[arg-type]


def _figures(effect: LinkEffect) -> tuple[int, int, int]:
    return effect.preview.gains, effect.preview.falls, effect.preview.unaffected


@pytest.mark.rule("paths/preview")
def test_a_course_that_would_complete_a_competency_shows_who_completed_it_and_gains_just_those(house: House) -> None:
    with house.writing() as session:
        people = [a_person(session, f"Person {number}") for number in range(4)]
        gone = a_person(session, "Gone", active=False)
        fire, aid, course = a_skill(session), a_skill(session, "First aid"), a_course(session)
        has = a_course(session, competencies={fire: "complete"})
    with house.writing() as session:
        for person in (*people[:3], gone):
            finished(house, session, course, person)
        finished(house, session, has, people[0])
    wanted = {fire: "complete", aid: "evidence"}
    found = _effects(house, outcomes=wanted, course_id=course)
    assert list(found) == [fire]
    assert _figures(found[fire]) == (2, 0, 2)
    assert found[fire].preview.gaining == people[1:3]
    with house.writing() as session:
        put_competencies(session, house.operator, course, wanted)
    assert [rated(house, each, fire) for each in people] == ["Acquired", "Acquired", "Acquired", None]
    assert _effects(house, outcomes={fire: "complete"}, course_id=course) == {}


@pytest.mark.rule("paths/preview")
@pytest.mark.parametrize("outcome", [None, "none", "evidence", "recommend"])
def test_a_course_that_completes_a_competency_no_more_shows_who_would_fall_and_keeps_theirs(
    house: House, outcome: str | None
) -> None:
    with house.writing() as session:
        anna, ben = a_person(session), a_person(session, "Ben Dahl")
        fire = a_skill(session)
        course, other = (a_course(session, name, competencies={fire: "complete"}) for name in ("One", "Other"))
    with house.writing() as session:
        for person in (anna, ben):
            finished(house, session, course, person)
        finished(house, session, other, ben)
    found = _effects(house, outcomes={fire: outcome}, course_id=course)
    assert _figures(found[fire]) == (0, 1, 1)
    assert found[fire].preview.falling == [anna]
    with house.writing() as session:
        if outcome is None:
            take_off_competencies(session, house.operator, course, [fire])
        else:
            put_competencies(session, house.operator, course, {fire: outcome})
    assert rated(house, anna, fire) == "Acquired"


def test_a_course_of_theory_gives_a_skill_nothing_and_so_nobody_gains(house: House) -> None:
    with house.writing() as session:
        anna, fire, course = a_person(session), a_skill(session), a_course(session)
        a_module_in(session, course, theory=True)
    with house.writing() as session:
        finished(house, session, course, anna)
    assert _effects(house, outcomes={fire: "complete"}, course_id=course) == {}


@pytest.mark.rule("paths/preview")
def test_an_activity_taken_off_shows_who_would_fall_and_whose_streak_gets_out_of_reach(house: House) -> None:
    with house.writing() as session:
        anna, omar, ali = (a_person(session, name) for name in ("Anna", "Omar", "Ali"))
        fire, aid = a_skill(session), a_skill(session, "First aid")
        drills = [an_activity(session, f"Drill {number}", fire) for number in range(3)]
        set_link_outcome(session, house.operator, an_activity(session, "Test", aid), aid, LinkOutcome.COMPLETE)
        test = an_activity(session, "Exam", aid)
        set_link_outcome(session, house.operator, test, aid, LinkOutcome.COMPLETE)
        house.clock.forward(minutes=1)
    with house.writing() as session:
        a_result(session, anna, drills[0])
        a_result(session, omar, drills[1])
        a_result(session, ali, test)
    found = _effects(house, outcomes={fire: None}, activity_id=drills[0])
    assert found[fire].unreachable == (omar,)
    assert _figures(found[fire]) == (0, 0, 0)
    found = _effects(house, outcomes={aid: None}, activity_id=test)
    assert (_figures(found[aid]), found[aid].preview.falling) == ((0, 1, 2), [ali])
    with house.writing() as session:
        unlink_skill(session, house.operator, test, aid)
    assert rated(house, ali, aid) == "Acquired"


def test_a_skill_put_on_an_activity_concerns_nobody_for_it_counts_from_now_on(house: House) -> None:
    with house.writing() as session:
        anna, fire, drill = a_person(session), a_skill(session), an_activity(session, "Drill")
        a_result(session, anna, drill)
    for outcome in ("streak", "complete", "evidence"):
        assert _effects(house, outcomes={fire: outcome}, activity_id=drill) == {}


def test_how_many_a_change_may_concern_is_told_before_it_is_worked_out(house: House) -> None:
    with house.writing() as session:
        anna, ben = a_person(session), a_person(session, "Ben Dahl")
        fire, course, drill = a_skill(session), a_course(session), an_activity(session, "Drill")
        a_result(session, anna, drill)
        a_result(session, anna, drill)
    with house.writing() as session:
        for person in (anna, ben):
            finished(house, session, course, person)
    with house.reading() as session:
        assert most_concerned(session, LinkChange({fire: "complete"}, course_id=course)) == 2
        assert most_concerned(session, LinkChange({fire: None}, activity_id=drill)) == 1


def test_a_change_is_kept_for_who_made_it_and_taken_once(house: House) -> None:
    with house.writing() as session:
        mona, other = a_person(session, "Mona"), a_person(session, "Other")
        fire, course = a_skill(session), a_course(session)
        change = LinkChange({fire: None}, course_id=course, extra={"apply": "x"})
        kept = keep_link_change(session, house.as_(mona), change)
    with house.writing() as session:
        assert link_change(session, house.as_(mona), kept) == change
        with pytest.raises(NotFound):
            take_link_change(session, house.as_(other), kept)
        assert take_link_change(session, house.as_(mona), kept) == change
        with pytest.raises(Conflict, match="Already applied"):
            take_link_change(session, house.as_(mona), kept)
