"""Disabling a skill and linking it at the same moment: one of the two, never both (skills/disable)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from core.activities import activities_of, link_skill, outcomes_on, put_competencies
from core.catalogue import disable_competency, disable_framework
from core.db import WorkspaceSession
from core.errors import Conflict, ProwessError
from core.frameworks import competency
from tests.builders import a_branch, a_course, a_framework, a_skill, an_activity
from tests.conftest import House

Act = Callable[[WorkspaceSession], object]
SHORT = 0.15
"""Long enough for another transaction to come to where it waits."""


def _crossing(house: House, first: Act, second: Act) -> list[str]:
    """Both acts, the second of an earlier moment, while the first is done but not committed; who was refused."""
    begun, done = Event(), Event()

    def go_first() -> str:
        with house.engine.transaction(house.workspace_id, house.clock.now + timedelta(minutes=1)) as session:
            first(session)
            begun.set()
            done.wait(SHORT)
        return ""

    def go_second() -> str:
        begun.wait(5)
        try:
            with house.engine.transaction(house.workspace_id, house.clock.now) as session:
                second(session)
        except ProwessError as refused:
            return str(refused)
        finally:
            done.set()
        return ""

    with ThreadPoolExecutor(2) as pool:
        return [each.result(10) for each in (pool.submit(go_first), pool.submit(go_second))]


@pytest.mark.rule("skills/disable")
def test_who_disables_waits_for_who_links_and_is_refused(house: House) -> None:
    with house.writing() as session:
        skill, drill = a_skill(session), an_activity(session, "Drill")
    _, said = _crossing(
        house,
        lambda session: link_skill(session, house.operator, drill, skill),
        lambda session: disable_competency(session, house.operator, skill),
    )
    assert said == "Fire safety was not disabled: it is on 1 activity (Drill). Take it off there first."
    house.clock.forward(minutes=2)
    with house.reading() as session:
        assert competency(session, skill).active


@pytest.mark.rule("skills/disabled-unusable")
@pytest.mark.parametrize("where", ["activity", "course"])
def test_who_links_waits_for_who_disables_and_is_refused(house: House, where: str) -> None:
    with house.writing() as session:
        skill, drill, course = a_skill(session), an_activity(session, "Drill"), a_course(session)

    def link(session: WorkspaceSession) -> None:
        if where == "activity":
            link_skill(session, house.operator, drill, skill)
        else:
            put_competencies(session, house.operator, course, {skill: "complete"})

    _, said = _crossing(house, lambda session: disable_competency(session, house.operator, skill), link)
    assert said == "Fire safety is disabled. Enable it first, then it can be linked."
    house.clock.forward(minutes=2)
    with house.reading() as session:
        assert activities_of(session, skill) == []
        assert outcomes_on(session, course) == {}


def test_a_framework_is_not_disabled_while_a_competency_of_it_goes_on_a_course(house: House) -> None:
    with house.writing() as session:
        framework, course = a_framework(session), a_course(session, "Fire course")
        [top] = a_branch(session, framework, "Safety")
    _, said = _crossing(
        house,
        lambda session: put_competencies(session, house.operator, course, {top: "complete"}),
        lambda session: disable_framework(session, house.operator, framework),
    )
    assert "its competencies are on Fire course" in said


def test_linking_the_same_skill_on_two_activities_waits_for_nobody(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session)
        drills = [an_activity(session, title) for title in ("One", "Two")]
    said = _crossing(
        house,
        lambda session: link_skill(session, house.operator, drills[0], skill),
        lambda session: link_skill(session, house.operator, drills[1], skill),
    )
    assert said == ["", ""]
    house.clock.forward(minutes=2)
    with house.writing() as session:
        assert activities_of(session, skill) == drills
        with pytest.raises(Conflict):
            disable_competency(session, house.operator, skill)
