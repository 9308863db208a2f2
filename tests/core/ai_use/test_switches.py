"""The AI's switches: off anywhere is off, for the workspace, a group's members, oneself."""

from __future__ import annotations

import pytest

from core.ai_use import AiScope, ai_use, groups_without_ai, switch_ai, switch_own_ai
from core.audit import latest_facts
from core.errors import NotFound, Refused
from core.people import Actor, leave_group
from tests.builders import a_person, a_team
from tests.conftest import House


@pytest.fixture
def anna(house: House) -> int:
    with house.writing() as session:
        return a_person(session)


def _off_by(house: House, person: int | None) -> AiScope | None:
    with house.reading() as session:
        return ai_use(session, person).off_by


@pytest.mark.rule("privacy/ai")
def test_it_is_on_until_somebody_switches_it_off(house: House, anna: int) -> None:
    assert _off_by(house, anna) is None
    assert _off_by(house, None) is None


@pytest.mark.rule("privacy/ai")
def test_off_for_the_workspace_is_off_for_everybody_and_on_again(house: House, anna: int) -> None:
    with house.writing() as session:
        switch_ai(session, house.operator, on=False)
    assert _off_by(house, anna) == AiScope.WORKSPACE
    assert _off_by(house, None) == AiScope.WORKSPACE
    with house.writing() as session:
        switch_ai(session, house.operator, on=True)
    assert _off_by(house, anna) is None


@pytest.mark.rule("privacy/ai")
def test_off_for_a_group_is_off_for_its_members_while_they_are_in_it(house: House, anna: int) -> None:
    with house.writing() as session:
        team, outside = a_team(session, "Warehouse", anna), a_person(session, "Ole")
        switch_ai(session, house.operator, on=False, group_id=team)
        assert groups_without_ai(session) == ["Warehouse"]
    assert _off_by(house, anna) == AiScope.GROUP
    assert _off_by(house, outside) is None
    with house.writing() as session:
        leave_group(session, house.operator, team, anna)
    house.clock.forward(seconds=1)
    assert _off_by(house, anna) is None


@pytest.mark.rule("privacy/ai")
def test_ones_own_switch_holds_beside_the_others(house: House, anna: int) -> None:
    with house.writing() as session:
        switch_own_ai(session, house.as_(anna), on=False)
        switch_own_ai(session, house.as_(anna), on=False)
    assert _off_by(house, anna) == AiScope.PERSON
    with house.reading() as session:
        assert len(latest_facts(session, "ai.switched")) == 1
    with house.writing() as session:
        switch_own_ai(session, house.as_(anna), on=True)
    assert _off_by(house, anna) is None


@pytest.mark.rule("privacy/ai")
def test_only_who_manages_settings_switches_it_for_others(house: House, anna: int) -> None:
    with pytest.raises(Refused), house.writing() as session:
        switch_ai(session, house.as_(anna), on=False)
    with pytest.raises(NotFound), house.writing() as session:
        switch_ai(session, house.operator, on=False, group_id=999_999)
    with pytest.raises(NotFound), house.writing() as session:
        switch_own_ai(session, Actor.operator(house.workspace_id), on=False)
