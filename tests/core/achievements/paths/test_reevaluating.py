"""A changed rule: shown before it applies, applied to everybody at once or in parts with the same result."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.achievements import (
    Rater,
    acquisitions_of,
    apply_rules_draft,
    give_rating,
    go_on,
    keep_rules_draft,
    preview_rules,
    ratings_of,
    reevaluating,
    running,
    set_rules,
)
from core.achievements.paths.models import Reevaluation
from core.activities import put_competencies
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound, Refused
from tests.builders import a_course, a_person, a_skill
from tests.conftest import House
from tests.core.achievements.paths.ways import (
    ALL_CHILDREN,
    a_language,
    cause,
    course_done,
    finished,
    rated,
    rated_by,
    rules,
    since,
    under,
    value_id,
    way,
)


def _crowd(house: House, session: WorkspaceSession, course: int, count: int) -> list[int]:
    """People of whom every second one finished the course."""
    people = [a_person(session, f"Person {number}") for number in range(count)]
    for person in people[::2]:
        finished(house, session, course, person)
    return people


@pytest.mark.rule("paths/preview")
def test_the_preview_says_who_gains_who_would_fall_and_who_is_unaffected_and_changes_nothing(house: House) -> None:
    with house.writing() as session:
        fire, old, new = a_skill(session), a_course(session, "Old"), a_course(session, "New")
        people = [a_person(session, f"Person {number}") for number in range(5)]
        rules(session, fire, way(course_done(old)))
    with house.writing() as session:
        for person in people[:2]:
            finished(house, session, old, person)
        for person in people[1:4]:
            finished(house, session, new, person)
    with house.writing() as session:
        got = value_id(session, fire, "Acquired")
        give_rating(session, house.operator, person_id=people[4], competency_id=fire, scale_value_id=got)
    with house.reading() as session:
        found = preview_rules(session, house.operator, fire, [way(course_done(new))])
    assert (found.gains, found.falls, found.unaffected) == (2, 1, 2)
    assert (found.gaining, found.falling) == (people[2:4], people[:1])
    assert rated(house, people[2], fire) is None


@pytest.mark.rule("paths/re-evaluate")
def test_applying_the_change_rates_everyone_at_once_and_takes_nothing_away(house: House) -> None:
    with house.writing() as session:
        fire, old, new = a_skill(session), a_course(session, "Old"), a_course(session, "New")
        anna, ben = a_person(session), a_person(session, "Ben Dahl")
        rules(session, fire, way(course_done(old)))
    with house.writing() as session:
        finished(house, session, old, anna)
        finished(house, session, new, ben)
    first = since(house, anna, fire)
    house.clock.forward(days=1)
    with house.writing() as session:
        rules(session, fire, way(course_done(new)))
    assert (rated(house, anna, fire), since(house, anna, fire)) == ("Acquired", first)
    assert rated(house, ben, fire) == "Acquired"
    assert cause(house, ben, fire) == ("rule changed", "course")


@pytest.mark.rule("paths/re-evaluate")
def test_in_parts_after_a_stop_it_comes_to_the_same_as_all_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.writing() as session:
        one, other, parent = a_skill(session, "One"), a_skill(session, "Other"), a_skill(session, "Parent")
        course = a_course(session)
        under(house, session, parent, other)
        people = _crowd(house, session, course, 7)
    with house.writing() as session:
        rules(session, one, way(course_done(course)))
    monkeypatch.setattr(reevaluating, "AT_ONCE", 3)
    with house.writing() as session:
        rules(session, other, way(course_done(course)))
    assert rated(house, people[0], other) is None
    with house.reading() as session:
        run = running(session)[0]
        assert (run.done, run.total) == (0, 7)
    seen = []
    for _ in range(4):
        with pytest.raises(RuntimeError, match="stopped"), house.writing() as session:
            go_on(session, run.id, 3)
            raise RuntimeError("stopped")
        with house.writing() as session:
            part = go_on(session, run.id, 3)
            assert part is not None
            seen.append((part.done, part.finished))
    assert seen == [(3, False), (6, False), (7, True), (7, True)]
    with house.reading() as session:
        assert not running(session)
        all_at_once = ratings_of(session, [(each, one) for each in people])
        in_parts = ratings_of(session, [(each, other) for each in people])
        assert {pair[0]: (each.value, each.cause, each.since) for pair, each in all_at_once.items()} == {
            pair[0]: (each.value, each.cause, each.since) for pair, each in in_parts.items()
        }
        assert len(in_parts) == 4
        assert len(acquisitions_of(session, [(each, parent) for each in people])) == 4


def test_a_change_during_a_run_starts_it_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with house.writing() as session:
        fire, course = a_skill(session), a_course(session)
        _crowd(house, session, course, 4)
    monkeypatch.setattr(reevaluating, "AT_ONCE", 2)
    for path in (way(course_done(course)), way(rated_by(Rater.MANAGER))):
        with house.writing() as session:
            rules(session, fire, path)
    with house.reading() as session:
        assert len(running(session)) == 1
        assert session.scalar(sa.select(sa.func.count(Reevaluation.id))) == 2


@pytest.mark.rule("paths/re-evaluate")
def test_a_course_that_completes_a_competency_from_now_on_does_so_for_who_completed_it(house: House) -> None:
    with house.writing() as session:
        anna, fire, course = a_person(session), a_skill(session), a_course(session)
    with house.writing() as session:
        finished(house, session, course, anna)
    with house.writing() as session:
        put_competencies(session, house.operator, course, {fire: "complete"})
    assert rated(house, anna, fire) == "Acquired"
    assert cause(house, anna, fire) == ("rule changed", "course")


def test_only_who_may_edit_the_competency_changes_its_paths(house: House) -> None:
    with house.writing() as session:
        anna, editor = a_person(session), a_person(session, "Cleo", role="content_editor")
        fire, english = a_skill(session), a_language(session)
    for actor, competency in ((anna, fire), (editor, english)):
        with pytest.raises(Refused), house.writing() as session:
            set_rules(session, house.as_(actor), competency, [way(rated_by(Rater.SELF))])
    with house.writing() as session:
        assert set_rules(session, house.as_(editor), fire, [way(rated_by(Rater.SELF))])


def test_a_draft_is_applied_once_by_who_made_it(house: House) -> None:
    with house.writing() as session:
        cleo, other = (a_person(session, name, role="framework_admin") for name in ("Cleo", "Dora"))
        fire, child = a_skill(session), a_skill(session, "Part")
        under(house, session, fire, child)
        draft = keep_rules_draft(session, house.as_(cleo), fire, [way(ALL_CHILDREN)])
    with pytest.raises(NotFound), house.writing() as session:
        apply_rules_draft(session, house.as_(other), draft)
    with house.writing() as session:
        assert apply_rules_draft(session, house.as_(cleo), draft)
    with pytest.raises(Conflict, match="Already applied"), house.writing() as session:
        apply_rules_draft(session, house.as_(cleo), draft)
