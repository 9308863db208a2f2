"""Who supervises whom."""

from __future__ import annotations

import threading

import pytest

from core.errors import Invalid
from core.people import (
    PersonDetails,
    add_group,
    join_group,
    register_person,
    set_line_manager,
    supervised_by,
    supervises,
    supervisors_of,
)
from tests.builders import a_person
from tests.conftest import House


def _three(house: House) -> tuple[int, int, int]:
    with house.writing() as session:
        ids = [
            register_person(session, house.operator, PersonDetails(name, f"{name}@nordlys.example"))
            for name in ("anna", "ben", "dora")
        ]
        set_line_manager(session, house.operator, ids[0], ids[1])
        set_line_manager(session, house.operator, ids[1], ids[2])
    return ids[0], ids[1], ids[2]


@pytest.mark.rule("people/supervises")
def test_a_manager_at_any_height_supervises_and_a_peer_does_not(house: House) -> None:
    anna, ben, dora = _three(house)
    with house.reading() as session:
        assert supervises(session, ben, anna)
        assert supervises(session, dora, anna)
        assert not supervises(session, anna, ben)
        assert not supervises(session, anna, anna)
        assert set(session.scalars(supervised_by(session, dora))) == {anna, ben}
        assert supervisors_of(session, anna) == [ben, dora]


@pytest.mark.rule("people/supervises")
def test_a_team_lead_supervises_the_team_without_being_above_in_the_line(house: House) -> None:
    anna, ben, dora = _three(house)
    with house.writing() as session:
        team = add_group(session, house.operator, "team", "Warehouse")
        place = add_group(session, house.operator, "location", "Oslo")
        join_group(session, house.operator, team, anna, lead=True)
        join_group(session, house.operator, team, dora)
        join_group(session, house.operator, place, anna, lead=True)
        join_group(session, house.operator, place, ben)
    with house.reading() as session:
        assert supervises(session, anna, dora)
        assert not supervises(session, anna, ben), "leading a place is not leading a team"
        assert not supervises(session, anna, anna)


@pytest.mark.rule("people/supervises")
def test_a_cycle_in_the_line_is_refused_and_changes_nothing(house: House) -> None:
    anna, ben, dora = _three(house)
    with pytest.raises(Invalid, match="their own manager"), house.writing() as session:
        set_line_manager(session, house.operator, dora, anna)
    with pytest.raises(Invalid), house.writing() as session:
        set_line_manager(session, house.operator, dora, dora)
    with house.reading() as session:
        assert not supervises(session, anna, dora)
        assert supervises(session, dora, ben)


@pytest.mark.rule("people/supervises")
def test_two_lines_drawn_at_once_never_close_a_circle(house: House) -> None:
    """Ten races of 'Anna under Ben' and 'Ben under Anna': one is drawn, the other refused."""
    with house.writing() as session:
        anna, ben = (a_person(session, name) for name in ("Anna", "Ben"))
    for _ in range(10):
        start, outcomes = threading.Barrier(2), list[str]()

        def draw(person: int, manager: int, start: threading.Barrier = start, out: list[str] = outcomes) -> None:
            start.wait()
            try:
                with house.writing() as session:
                    set_line_manager(session, house.operator, person, manager)
                out.append("drawn")
            except Invalid:
                out.append("refused")

        threads = [threading.Thread(target=draw, args=each) for each in ((anna, ben), (ben, anna))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["drawn", "refused"]
        house.clock.forward(seconds=1)
        with house.writing() as session:
            for person in (anna, ben):
                set_line_manager(session, house.operator, person, None)
        house.clock.forward(seconds=1)
