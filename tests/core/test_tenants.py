"""A workspace is a tenant: nothing of one is visible in another, and every statement says whose it is."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.frameworks import CompetencyDetails, competencies, create_competency, find_named, visible_competencies
from core.frameworks.models import Competency
from core.people import (
    Capability,
    PersonDetails,
    allowed_people,
    give_role,
    group_named,
    people,
    people_named,
    register_person,
)
from core.people.models import Person
from core.transaction import Engine
from tests.checks.tenants import UnfilteredStatement, unfiltered_tables
from tests.conftest import House


@pytest.fixture
def neighbour(house: House) -> House:
    """Another workspace on the same engine, with people and skills of the same names."""
    engine: Engine = house.engine
    other = House(engine, engine.add_workspace(f"TN{house.workspace_id}", "Neighbours"), house.clock)
    for each in (house, other):
        with each.writing() as session:
            register_person(session, each.operator, PersonDetails("Anna Berg", "anna@nordlys.example", "UANNA"))
            create_competency(session, each.operator, CompetencyDetails("Fire safety", idnumber="S-1"))
    return other


@pytest.mark.rule("privacy/tenants")
def test_the_same_names_in_two_workspaces_stay_apart(house: House, neighbour: House) -> None:
    with house.reading() as ours, neighbour.reading() as theirs:
        anna, other_anna = people_named(ours, "Anna Berg"), people_named(theirs, "Anna Berg")
        assert len(anna) == len(other_anna) == 1
        assert anna[0].id != other_anna[0].id
        assert people(ours, [other_anna[0].id]) == {}
        skill, other_skill = find_named(ours, house.operator, "fire safety"), find_named(theirs, house.operator, "S-1")
        assert len(skill) == len(other_skill) == 1
        assert competencies(ours, [other_skill[0].id]) == {}
        assert len(visible_competencies(theirs, neighbour.operator)) == 1
        assert group_named(theirs, "Warehouse") is None


@pytest.mark.rule("privacy/tenants")
def test_an_admin_of_one_workspace_reaches_nobody_in_another(house: House, neighbour: House) -> None:
    with house.writing() as session:
        ada = register_person(session, house.operator, PersonDetails("Ada", "ada@nordlys.example"))
        give_role(session, house.operator, ada, "admin")
    with house.reading() as session:
        reached = set(session.scalars(allowed_people(session, house.as_(ada), Capability.DETAILS_VIEW)))
    with neighbour.reading() as session:
        theirs = {view.id for view in people_named(session, "Anna Berg")}
        assert list(session.scalars(allowed_people(session, house.as_(ada), Capability.DETAILS_VIEW))) == []
    assert reached.isdisjoint(theirs)


@pytest.mark.rule("privacy/tenants")
def test_a_session_neither_loads_changes_nor_adds_a_row_of_another_workspace(house: House, neighbour: House) -> None:
    with neighbour.reading() as session:
        theirs = people_named(session, "Anna Berg")[0].id
    with house.writing() as session:
        assert session.get(Person, theirs) is None
        session.execute(sa.update(Person).where(Person.id == theirs).values(name="Changed"))
        session.execute(sa.delete(Person).where(Person.id == theirs))
    with neighbour.reading() as session:
        assert people_named(session, "Anna Berg")[0].id == theirs
    stray = Person(workspace_id=neighbour.workspace_id, name="Stray", created_at=house.clock.now)
    with pytest.raises(ValueError, match="in a session of"), house.writing() as session:
        session.add(stray)
        session.flush()


@pytest.mark.rule("privacy/tenants")
def test_a_foreign_key_cannot_reach_into_another_workspace(house: House, neighbour: House) -> None:
    with neighbour.reading() as session:
        framework = session.scalar(sa.select(Competency.framework_id))
    intruder = {
        "framework_id": framework,
        "name": "Stray",
        "folded_name": "stray",
        "description": "",
        "category": "skill",
        "created_at": house.clock.now,
        "workspace_id": house.workspace_id,
    }
    with pytest.raises(sa.exc.IntegrityError), house.writing() as session:
        session.connection().execute(sa.insert(Competency.__table__).values(**intruder))


def test_the_check_of_statements_sees_what_is_missing() -> None:
    filtered = "SELECT person.id FROM person WHERE person.workspace_id = ?"
    assert unfiltered_tables(filtered, "sqlite") == ()
    assert unfiltered_tables("SELECT person.id FROM person", "sqlite") == ("person",)
    assert unfiltered_tables("DELETE FROM target WHERE target.id = ?", "sqlite") == ("target",)
    joined = (
        "SELECT person.id FROM person JOIN person_state ON person_state.person_id = person.id "
        "WHERE person.workspace_id = ?"
    )
    assert unfiltered_tables(joined, "sqlite") == ("person_state",)
    assert unfiltered_tables("UPDATE person SET name = ? WHERE person.id = ?", "sqlite") == ("person",)
    named_only = "SELECT person.workspace_id FROM person WHERE person.id = ?"
    assert unfiltered_tables(named_only, "sqlite") == ("person",)


def test_a_statement_without_its_workspace_is_stopped(house: House) -> None:
    with house.reading() as session, pytest.raises(UnfilteredStatement):
        session.connection().execute(sa.select(Person.__table__.c.id))
