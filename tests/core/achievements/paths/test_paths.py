"""Paths: criteria joined by AND, paths by OR, each scale value with its own (paths/and-or, paths/criteria)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.achievements import Criterion, CriterionKind, Rater, acquired_at, give_rating, rules_of
from core.evidence import evidence_of
from core.frameworks import CompetencyCategory
from core.qualifications import QualificationDetails, log_qualification, undo_verification, verify_qualification
from core.targets import assign_targets
from core.targets.undo import undo_targets
from tests.builders import a_course, a_module, a_person, a_result, a_skill, an_activity
from tests.conftest import START, House
from tests.core.achievements.paths.ways import (
    ASSIGNED,
    QUALIFICATION,
    REVIEW,
    STREAK,
    a_language,
    activity_done,
    cause,
    course_done,
    finished,
    other,
    rated,
    rated_by,
    rules,
    since,
    value_id,
    way,
)


def _passed(house: House, person: int, skill: int, count: int = 3) -> None:
    with house.writing() as session:
        for number in range(count):
            a_result(session, person, an_activity(session, f"Drill {number}", skill))


@pytest.mark.rule("paths/and-or")
def test_all_criteria_of_one_path_are_needed_and_any_path_is_enough(house: House) -> None:
    with house.writing() as session:
        anna, ben = a_person(session), a_person(session, "Ben Dahl")
        fire = a_skill(session)
        theory, practice, other_way = (a_course(session, name) for name in ("Theory", "Practice", "Fast track"))
        rules(session, fire, way(course_done(theory), course_done(practice)), way(course_done(other_way)))
    with house.writing() as session:
        finished(house, session, theory, anna)
        finished(house, session, other_way, ben)
    assert rated(house, anna, fire) is None, "one of two is not enough"
    assert rated(house, ben, fire) == "Acquired"
    with house.writing() as session:
        finished(house, session, practice, anna)
    assert rated(house, anna, fire) == "Acquired"
    assert cause(house, anna, fire) == ("course", "course")


@pytest.mark.rule("paths/and-or")
def test_a_path_is_met_when_the_last_of_its_criteria_is(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        courses = [a_course(session, name) for name in ("One", "Two", "Three")]
        rules(session, fire, way(*map(course_done, courses)))
    for course, hours in zip(courses, (1, 3, 2), strict=True):
        with house.writing() as session:
            finished(house, session, course, anna, START - timedelta(days=1) + timedelta(hours=hours))
    assert since(house, anna, fire) == START - timedelta(days=1) + timedelta(hours=3)


@pytest.mark.rule("paths/and-or")
def test_each_value_has_its_own_paths(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_language(session)
        low, high = a_course(session, "Basics"), a_course(session, "Fluency")
        a2, c1 = value_id(session, english, "A2"), value_id(session, english, "C1")
        rules(session, english, way(course_done(low), value=a2), way(course_done(high), value=c1))
    for course, expected in ((low, "A2"), (high, "C1")):
        with house.writing() as session:
            finished(house, session, course, anna)
        assert rated(house, anna, english) == expected


@pytest.mark.rule("paths/criteria")
def test_an_activity_done_gives_its_value_at_the_score_it_sets(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_language(session)
        test = an_activity(session, "Placement test", completed_at_score=Decimal("0.6"))
        rules(session, english, way(activity_done(test), value=value_id(session, english, "B2")))
    for score, expected in (("59.99", None), ("60", "B2")):
        with house.writing() as session:
            a_result(session, anna, test, score)
        assert rated(house, anna, english) == expected
    assert cause(house, anna, english) == ("activity", "activity")


@pytest.mark.rule("paths/criteria")
def test_an_activity_done_in_theory_gives_no_skill_and_any_other_competency(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        lesson = an_activity(session, "Lesson", modules=(a_module(session, theory=True),))
        for each in (fire, licence):
            rules(session, each, way(activity_done(lesson)))
    with house.writing() as session:
        a_result(session, anna, lesson)
    assert (rated(house, anna, fire), rated(house, anna, licence)) == (None, "Acquired")


@pytest.mark.rule("paths/criteria")
@pytest.mark.parametrize(("has", "expected"), [("B1", None), ("B2", "Acquired"), ("C1", "Acquired")])
def test_another_competency_counts_from_its_value_on(house: House, has: str, expected: str | None) -> None:
    with house.writing() as session:
        anna, guide, english = a_person(session), a_skill(session, "Guiding"), a_language(session)
        rules(session, guide, way(other(english, value_id(session, english, "B2"))))
    with house.writing() as session:
        log_qualification(session, house.operator, anna, QualificationDetails(english, value=has))
    assert rated(house, anna, guide) == expected


@pytest.mark.rule("paths/criteria")
def test_an_accepted_review_meets_its_criterion_together_with_a_course(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        course = a_course(session, "Practice")
        rules(session, fire, way(REVIEW, course_done(course)))
    with house.writing() as session:
        finished(house, session, course, anna)
    assert rated(house, anna, fire) is None
    with house.writing() as session:
        got = value_id(session, fire, "Acquired")
        give_rating(session, house.operator, person_id=anna, competency_id=fire, scale_value_id=got, kind="review")
    assert rated(house, anna, fire) == "Acquired"


@pytest.mark.rule("paths/defaults")
def test_a_skill_starts_with_the_streak_and_others_with_a_qualification_each_can_be_changed(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        course = a_course(session)
        rules(session, fire, way(course_done(course)))
    _passed(house, anna, fire)
    assert rated(house, anna, fire) is None, "the streak was taken out"
    with house.writing() as session:
        from core.achievements import set_rules

        set_rules(session, house.operator, fire, None)
    assert rated(house, anna, fire) == "Acquired", "the default is back"
    assert cause(house, anna, fire) == ("rule changed", "streak")


@pytest.mark.rule("paths/qualification")
def test_a_qualification_gives_its_own_value_and_reaches_no_path_above_it(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_language(session)
        rules(session, english, way(QUALIFICATION, value=value_id(session, english, "B2")))
    for value, expected in (("B1", None), ("C1", "B2")):
        with house.writing() as session:
            log_qualification(session, house.operator, anna, QualificationDetails(english, value=value))
        assert rated(house, anna, english) == expected


@pytest.mark.rule("paths/qualification")
@pytest.mark.parametrize(("value", "expected"), [("A1", "A1"), ("C1", "C1"), ("Native", "Native"), (None, "B1")])
def test_a_qualification_gives_its_own_value_else_the_default(
    house: House, value: str | None, expected: str
) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_language(session)
        log_qualification(session, house.operator, anna, QualificationDetails(english, value=value))
    assert rated(house, anna, english) == expected


@pytest.mark.rule("paths/qualification")
def test_where_a_verified_one_is_asked_for_it_counts_once_it_is_verified(house: House) -> None:
    with house.writing() as session:
        anna, ada = a_person(session), a_person(session, "Ada Vik", role="admin")
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        rules(session, licence, way(Criterion(CriterionKind.QUALIFICATION, verified=True)))
    with house.writing() as session:
        held = log_qualification(session, house.operator, anna, QualificationDetails(licence))
    assert rated(house, anna, licence) is None
    with house.writing() as session:
        verify_qualification(session, house.as_(ada), held)
    assert rated(house, anna, licence) == "Acquired"


@pytest.mark.rule("chat/undo")
@pytest.mark.parametrize("verified_only", [True, False])
def test_an_undone_verification_takes_back_only_what_needed_it(house: House, verified_only: bool) -> None:
    with house.writing() as session:
        anna, ada = a_person(session), a_person(session, "Ada Vik", role="admin")
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        rules(session, licence, way(Criterion(CriterionKind.QUALIFICATION, verified=verified_only)))
        held = log_qualification(session, house.operator, anna, QualificationDetails(licence))
    house.clock.forward(minutes=1)
    with house.writing() as session:
        version = verify_qualification(session, house.as_(ada), held)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        undo_verification(session, house.as_(ada), held, version)
    assert rated(house, anna, licence) == (None if verified_only else "Acquired")
    with house.reading() as session:
        assert bool(acquired_at(session, anna, licence)) is not verified_only


@pytest.mark.rule("paths/on-assignment")
def test_an_assignment_gives_its_value_marked_as_assumed_and_an_undone_one_takes_it_back(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, manager=ben)
        english = a_language(session)
        rules(session, english, way(ASSIGNED, value=value_id(session, english, "A1")))
    with house.writing() as session:
        done = assign_targets(session, house.as_(ben), [anna], {english: None})
    assert rated(house, anna, english) == "A1"
    with house.reading() as session:
        piece = evidence_of(session, anna, english)[0]
        assert (piece.kind, piece.note) == ("assignment", "assumed from position")
    with house.writing() as session:
        undo_targets(session, house.as_(ben), done.target_ids)
    assert rated(house, anna, english) is None


def test_totaras_example_supervised_by_position_competent_by_course_highly_by_the_manager_only(house: House) -> None:
    """On the scale of languages: A2 by position, B1 by either of two ways, C2 by the manager only."""
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna, rita = a_person(session, manager=ben), a_person(session, "Rita", role="competency_admin")
        english, writing = a_language(session), a_skill(session, "Writing")
        course = a_course(session, "English at work")
        a2, b1, c2 = (value_id(session, english, name) for name in ("A2", "B1", "C2"))
        rules(
            session, english,
            way(ASSIGNED, value=a2),
            way(course_done(course), value=b1),
            way(other(writing), value=b1),
            way(rated_by(Rater.MANAGER), value=c2),
        )
    with house.writing() as session:
        assign_targets(session, house.as_(ben), [anna], {english: c2})
    assert rated(house, anna, english) == "A2"
    house.clock.forward(days=1)
    with house.writing() as session:
        finished(house, session, course, anna, START + timedelta(hours=2))
    assert rated(house, anna, english) == "B1"
    from core.errors import Refused

    with pytest.raises(Refused, match="their manager only"), house.writing() as session:
        give_rating(session, house.as_(rita), person_id=anna, competency_id=english, scale_value_id=c2)
    with house.writing() as session:
        give_rating(session, house.as_(ben), person_id=anna, competency_id=english, scale_value_id=c2)
    assert rated(house, anna, english) == "C2"


def test_reading_the_rules_of_plain_competencies_takes_one_query(house: House) -> None:
    import sqlalchemy as sa

    with house.writing() as session:
        skills = [a_skill(session, f"Skill {number}") for number in range(5)]
    seen: list[str] = []
    with house.reading() as session:
        bind = session.get_bind()
        engine = bind if isinstance(bind, sa.Engine) else bind.engine
        sa.event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        found = rules_of(session, skills)
    assert set(found) == set(skills)
    assert len([each for each in seen if each.startswith("SELECT")]) == 1
    assert all(rule.paths[0].criteria == (STREAK,) and not rule.own for rule in found.values())
