"""Rating by hand: who may, what it does to the rating, what is kept beside it, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.achievements import (
    GivenRating,
    Policy,
    Rater,
    acquired_at,
    evaluate,
    give_rating,
    mark_in_error,
    rating_of,
    undo_rating,
)
from core.achievements.models import Rating
from core.activities import enrol
from core.errors import Conflict, Invalid, Refused
from core.evidence import evidence_of
from core.people import Actor, ContextKind, RoleContext, give_role
from tests.builders import a_course, a_person, a_result, a_skill, an_activity
from tests.conftest import START, House
from tests.core.achievements.paths.ways import (
    a_language,
    course_done,
    finished,
    rated,
    rated_by,
    rules,
    since,
    value_id,
    way,
)


def _give(
    house: House, actor: Actor, person: int, competency: int, value: str | None = "Acquired", **more: object
) -> GivenRating:
    with house.writing() as session:
        wanted = None if value is None else value_id(session, competency, value)
        return give_rating(
            session, actor, person_id=person, competency_id=competency, scale_value_id=wanted, **more  # type: ignore[arg-type]
        )


@pytest.fixture
def people(house: House) -> tuple[int, int]:
    """Anna and Ben, who supervises her."""
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        return a_person(session, manager=ben), ben


@pytest.mark.rule("rating/manual")
def test_an_allowed_rater_sets_any_value_higher_lower_or_none_with_a_note_at_once(
    house: House, people: tuple[int, int]
) -> None:
    anna, ben = people
    with house.writing() as session:
        english = a_language(session)
    for value in ("C1", "A2", None, "B1"):
        house.clock.forward(minutes=1)
        given = _give(house, house.as_(ben), anna, english, value, note=f"says {value}")
        assert given.set_rating
        assert rated(house, anna, english) == value
    with house.reading() as session:
        found = rating_of(session, anna, english)
        assert found is not None
        assert (found.cause, found.rated_by_id, found.note) == ("manual", ben, "says B1")
        assert acquired_at(session, anna, english) == START + timedelta(minutes=1), "C1 was proficient; it stays"
        assert [each.strength for each in evidence_of(session, anna, english)] == ["explicit"] * 4


@pytest.mark.rule("rating/history")
def test_each_superseded_rating_keeps_value_cause_path_rater_and_time_and_any_past_day_can_be_told(
    house: House, people: tuple[int, int]
) -> None:
    anna, ben = people
    with house.writing() as session:
        english, course = a_language(session), a_course(session)
        rules(session, english, way(course_done(course), value=value_id(session, english, "A2")))
    with house.writing() as session:
        finished(house, session, course, anna)
    house.clock.forward(days=1)
    _give(house, house.as_(ben), anna, english, "B2")
    with house.reading() as session:
        rows = session.scalars(
            sa.select(Rating).where(Rating.superseded_at.is_(None)).order_by(Rating.effective_from)
        ).all()
        assert [(row.cause, row.path, row.rated_by_id) for row in rows] == [
            ("course", "course", None), ("manual", "manual", ben),
        ]
        assert rows[0].path_id is not None
        then = session.scalars(sa.select(Rating).where(Rating.as_of(START, START))).one()
        assert then.scale_value_id == value_id(session, english, "A2")


@pytest.mark.rule("paths/roles")
def test_without_a_manual_criterion_only_holders_of_competency_grade_rate_directly(
    house: House, people: tuple[int, int]
) -> None:
    anna, ben = people
    with house.writing() as session:
        fire, peer = a_skill(session), a_person(session, "Cleo")
        rita = a_person(session, "Rita")
        give_role(session, house.operator, rita, "reviewer", RoleContext(ContextKind.PERSON, anna))
    with pytest.raises(Refused, match="you don't supervise or review Anna"):
        _give(house, house.as_(peer), anna, fire)
    assert _give(house, house.as_(ben), anna, fire).set_rating
    assert _give(house, house.as_(rita), anna, fire).set_rating


@pytest.mark.rule("paths/roles")
@pytest.mark.parametrize("named", list(Rater))
def test_a_manual_criterion_names_who_rates_and_anyone_elses_direct_rating_is_refused(
    house: House, people: tuple[int, int], named: Rater
) -> None:
    anna, ben = people
    with house.writing() as session:
        fire, rita, tess = a_skill(session), a_person(session, "Rita"), a_person(session, "Tess")
        admin = a_person(session, "Ada", role="admin")
        give_role(session, house.operator, rita, "reviewer", RoleContext(ContextKind.PERSON, anna))
        course = a_course(session, competencies={fire: "evidence"})
        give_role(session, house.operator, tess, "teacher", RoleContext(ContextKind.COURSE, course))
        enrol(session, house.operator, course, [anna])
        rules(session, fire, way(rated_by(named)))
    raters = {Rater.SELF: anna, Rater.MANAGER: ben, Rater.REVIEWER: rita, Rater.TEACHER: tess}
    for role, person in [*raters.items(), (None, admin)]:
        if role == named:
            assert _give(house, house.as_(person), anna, fire).set_rating
        elif role == Rater.SELF:
            assert not _give(house, house.as_(person), anna, fire).set_rating
        else:
            with pytest.raises(Refused, match="only"):
                _give(house, house.as_(person), anna, fire)


@pytest.mark.rule("paths/roles")
def test_a_value_may_be_reachable_by_the_manager_only(house: House, people: tuple[int, int]) -> None:
    anna, ben = people
    with house.writing() as session:
        english = a_language(session)
        c2 = value_id(session, english, "C2")
        rules(session, english, way(rated_by(Rater.SELF)), way(rated_by(Rater.MANAGER), value=c2))
    assert _give(house, house.as_(anna), anna, english, "B1").set_rating
    assert not _give(house, house.as_(anna), anna, english, "C2").set_rating
    with house.writing() as session:
        evaluate(session, [(anna, english)])
    assert rated(house, anna, english) == "B1"
    assert _give(house, house.as_(ben), anna, english, "C2").set_rating


@pytest.mark.rule("paths/roles")
def test_reviews_and_course_gradings_count_whoever_may_rate_directly(house: House, people: tuple[int, int]) -> None:
    anna, ben = people
    with house.writing() as session:
        fire, tess = a_skill(session), a_person(session, "Tess")
        course = a_course(session, competencies={fire: "evidence"})
        give_role(session, house.operator, tess, "teacher", RoleContext(ContextKind.COURSE, course))
        rules(session, fire, way(rated_by(Rater.SELF)))
    assert _give(house, house.as_(tess), anna, fire, "Not acquired", kind="grading", course_id=course).set_rating
    assert _give(house, house.as_(ben), anna, fire, kind="review").set_rating
    with pytest.raises(Refused):
        _give(house, house.as_(ben), anna, fire, kind="grading", course_id=course)


def test_a_rating_beside_other_criteria_waits_for_them(house: House, people: tuple[int, int]) -> None:
    anna, ben = people
    with house.writing() as session:
        fire, course = a_skill(session), a_course(session)
        rules(session, fire, way(rated_by(Rater.MANAGER), course_done(course)))
    given = _give(house, house.as_(ben), anna, fire)
    assert (given.set_rating, given.because) == (False, "waits")
    with house.writing() as session:
        finished(house, session, course, anna)
    assert rated(house, anna, fire) == "Acquired"


def test_a_rating_that_completes_the_path_sets_it_at_once(house: House, people: tuple[int, int]) -> None:
    anna, ben = people
    with house.writing() as session:
        fire, course = a_skill(session), a_course(session)
        rules(session, fire, way(course_done(course), rated_by(Rater.MANAGER)))
    with house.writing() as session:
        finished(house, session, course, anna)
    assert _give(house, house.as_(ben), anna, fire).set_rating
    assert rated(house, anna, fire) == "Acquired"


@pytest.mark.rule("rating/human-stands")
def test_an_event_from_before_a_given_rating_adds_evidence_and_changes_nothing(
    house: House, people: tuple[int, int]
) -> None:
    anna, ben = people
    with house.writing() as session:
        fire, course = a_skill(session), a_course(session)
        rules(session, fire, way(course_done(course)))
    house.clock.forward(days=2)
    _give(house, house.as_(ben), anna, fire, "Not acquired")
    with house.writing() as session:
        finished(house, session, course, anna, START + timedelta(days=1))
    assert (rated(house, anna, fire), since(house, anna, fire)) == ("Not acquired", None)


@pytest.mark.rule("rating/trust")
def test_a_self_rating_never_replaces_what_somebody_else_gave_and_is_kept_beside_it(
    house: House, people: tuple[int, int]
) -> None:
    anna, ben = people
    with house.writing() as session:
        fire = a_skill(session)
        rules(session, fire, way(rated_by(Rater.SELF, Rater.MANAGER)))
    assert _give(house, house.as_(anna), anna, fire, "Not acquired").set_rating
    assert _give(house, house.as_(anna), anna, fire).set_rating, "one's own is replaced"
    _give(house, house.as_(ben), anna, fire, "Not acquired")
    house.clock.forward(days=1)
    given = _give(house, house.as_(anna), anna, fire)
    assert (given.set_rating, given.because) == (False, "standing")
    with house.writing() as session:
        rules(session, fire, way(rated_by(Rater.SELF)))
    assert rated(house, anna, fire) == "Not acquired", "nor does a change of rules let it"
    with house.reading() as session:
        assert [each.self_declared for each in evidence_of(session, anna, fire)] == [True, True, False, True]


@pytest.mark.rule("evidence/self-declared")
def test_a_self_entry_is_kept_as_self_declared_and_rates_only_where_a_path_takes_it(house: House) -> None:
    with house.writing() as session:
        anna, fire, welding = a_person(session), a_skill(session), a_skill(session, "Welding")
        rules(session, welding, way(rated_by(Rater.SELF)))
    kept, taken = (_give(house, house.as_(anna), anna, each) for each in (fire, welding))
    assert (kept.set_rating, kept.because, taken.set_rating) == (False, "self_declared", True)
    assert (rated(house, anna, fire), rated(house, anna, welding)) == (None, "Acquired")
    with house.reading() as session:
        piece = evidence_of(session, anna, fire)[0]
        assert (piece.self_declared, piece.kind, piece.added_by_id) == (True, "rating", anna)


@pytest.mark.rule("evidence/self-declared")
def test_who_may_rate_everybody_rates_themself_as_little_as_anyone(house: House) -> None:
    with house.writing() as session:
        ada, fire = a_person(session, "Ada Vik", role="admin"), a_skill(session)
    kept = _give(house, house.as_(ada), ada, fire)
    assert (kept.set_rating, kept.because) == (False, "self_declared")
    assert rated(house, ada, fire) is None


def test_under_the_policy_first_a_first_grading_stands_and_a_second_is_evidence(house: House) -> None:
    with house.writing() as session:
        anna, tess, english = a_person(session), a_person(session, "Tess"), a_language(session)
        courses = [a_course(session, name, competencies={english: "evidence"}) for name in ("One", "Two")]
        for course in courses:
            give_role(session, house.operator, tess, "teacher", RoleContext(ContextKind.COURSE, course))
        rules(session, english, way(course_done(courses[0])), policy=Policy.FIRST)
    first, second = (
        _give(house, house.as_(tess), anna, english, value, kind="course_grading", course_id=course)
        for value, course in zip(("A2", "C1"), courses, strict=True)
    )
    assert (first.set_rating, second.set_rating, second.because) == (True, False, "first")
    assert rated(house, anna, english) == "A2"
    with house.reading() as session:
        assert len(evidence_of(session, anna, english)) == 2


@pytest.mark.rule("rating/acquired-at")
def test_an_undone_rating_counts_as_never_having_been(house: House, people: tuple[int, int]) -> None:
    anna, ben = people
    with house.writing() as session:
        fire = a_skill(session)
    _give(house, house.as_(ben), anna, fire, "Not acquired")
    house.clock.forward(minutes=1)
    given = _give(house, house.as_(ben), anna, fire)
    house.clock.forward(minutes=5)
    with house.writing() as session:
        undo_rating(session, house.as_(ben), given.judgement_id)
    assert (rated(house, anna, fire), since(house, anna, fire)) == ("Not acquired", None)
    with house.reading() as session:
        assert [each.stands for each in evidence_of(session, anna, fire)] == [True, False]


def test_an_undo_is_refused_once_another_rating_took_its_place(house: House, people: tuple[int, int]) -> None:
    anna, ben = people
    with house.writing() as session:
        fire = a_skill(session)
    given = _give(house, house.as_(ben), anna, fire)
    house.clock.forward(minutes=1)
    _give(house, house.operator, anna, fire, "Not acquired")
    with pytest.raises(Conflict, match="took its place"), house.writing() as session:
        undo_rating(session, house.as_(ben), given.judgement_id)


@pytest.mark.rule("rating/acquired-at")
def test_entered_in_error_is_for_reviewers_and_admins_and_needs_a_reason(
    house: House, people: tuple[int, int]
) -> None:
    anna, ben = people
    with house.writing() as session:
        fire, ada = a_skill(session), a_person(session, "Ada", role="competency_admin")
    _give(house, house.as_(ben), anna, fire)
    for actor, reason, error in ((ben, "wrong person", Refused), (ada, " ", Invalid)):
        with pytest.raises(error), house.writing() as session:
            mark_in_error(session, house.as_(actor), anna, fire, reason)
    assert since(house, anna, fire) == START
    with house.writing() as session:
        mark_in_error(session, house.as_(ada), anna, fire, "wrong person")
    assert (rated(house, anna, fire), since(house, anna, fire)) == (None, None)
    with house.reading() as session:
        assert evidence_of(session, anna, fire)[0].stands is False


def test_a_value_of_another_scale_is_refused_naming_the_values(house: House, people: tuple[int, int]) -> None:
    anna, ben = people
    with house.writing() as session:
        fire, english = a_skill(session), a_language(session)
        wrong = value_id(session, english, "B1")
    with pytest.raises(Invalid, match="Not acquired and Acquired"), house.writing() as session:
        give_rating(session, house.as_(ben), person_id=anna, competency_id=fire, scale_value_id=wrong)


def test_a_streak_after_a_lower_rating_by_hand_still_acquires(house: House, people: tuple[int, int]) -> None:
    anna, ben = people
    with house.writing() as session:
        fire = a_skill(session)
        drills = [an_activity(session, title, fire) for title in "ABC"]
    _give(house, house.as_(ben), anna, fire, "Not acquired")
    house.clock.forward(days=1)
    with house.writing() as session:
        for drill in drills:
            a_result(session, anna, drill)
    assert rated(house, anna, fire) == "Acquired"
