"""The guided set-up: its steps in order, left and resumed at any of them."""

from __future__ import annotations

import pytest

from core.errors import Invalid
from core.frameworks import (
    GuideState,
    GuideStep,
    delete_competency,
    delete_framework,
    finish_step,
    guide_state,
    leave_guide,
    newest_competency,
    skip_step,
)
from tests.builders import a_branch, a_framework, a_person
from tests.conftest import House

F, S, X, C, P, A = GuideStep


def test_the_guide_is_kept_for_each_person_and_goes_on_where_it_was_left(house: House) -> None:
    with house.writing() as session:
        one, other = house.as_(a_person(session)), house.as_(a_person(session, "Ben Moe"))
        framework = a_framework(session)
        assert guide_state(session, one).current == F
        finish_step(session, one, F, framework_id=framework)
        finish_step(session, one, S)
    house.clock.forward(days=40)
    with house.writing() as session:
        assert guide_state(session, one) == GuideState(framework, None, frozenset({F, S}))
        assert guide_state(session, other) == GuideState()
        skip_step(session, one, X)
        assert guide_state(session, one).current == C
        [made] = a_branch(session, framework, "Lifting")
        assert newest_competency(session, framework) == made
        for step in (C, P, A):
            finish_step(session, one, step, competency_id=made)
        assert guide_state(session, one).current is None
        leave_guide(session, one)
        assert guide_state(session, one) == GuideState()


def test_a_needed_step_is_not_skipped(house: House) -> None:
    with house.writing() as session:
        actor = house.as_(a_person(session))
        finish_step(session, actor, F, framework_id=a_framework(session))
        for step in (F, S, C):
            with pytest.raises(Invalid, match="This step is needed"):
                skip_step(session, actor, step)


def test_a_step_is_open_once_what_it_builds_on_is_there() -> None:
    assert [step for step in GuideStep if GuideState().open_to(step)] == [F]
    assert [step for step in GuideStep if GuideState(1).open_to(step)] == [F, S, X, C]
    assert all(GuideState(1, 2).open_to(step) for step in GuideStep)


def test_what_was_deleted_meanwhile_is_to_be_made_again(house: House) -> None:
    with house.writing() as session:
        actor, framework = house.as_(a_person(session)), a_framework(session)
        [made] = a_branch(session, framework, "Lifting")
        for step in GuideStep:
            finish_step(session, actor, step, framework_id=framework, competency_id=made)
    with house.writing() as session:
        delete_competency(session, house.operator, made)
    with house.reading() as session:
        assert guide_state(session, actor) == GuideState(framework, None, frozenset({F, S, X}))
    with house.writing() as session:
        delete_framework(session, house.operator, framework)
    with house.reading() as session:
        assert guide_state(session, actor) == GuideState()
