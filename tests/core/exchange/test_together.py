"""New rows of a file are done together; where one is refused, only that one is left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from core.activities import Activity
from core.exchange import Tally
from core.people import Person, person_by_email, supervises
from core.people.tombstones import bury, identifier_hash
from tests.builders import a_skill
from tests.conftest import House
from tests.core.exchange.filing import Filing

PEOPLE = "email,name,manager_email,teams,location,roles\n"
ACTIVITIES = "idnumber,title,modules,theory,skills\n"
ROWS = 400


@contextmanager
def _counted(house: House) -> Iterator[list[str]]:
    engine, sent = house.engine.database.engine, list[str]()

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def _people(first: int = 0) -> str:
    return PEOPLE + "".join(
        f"p{each}@n.example,Person {each},{f'p{each // 10}@n.example' if each else ''},Team {each % 5},Oslo,\n"
        for each in range(first, first + ROWS)
    )


@pytest.mark.parametrize(("name", "content", "each"), [("people", _people(), 4), ("activities", None, 3)])
def test_a_large_file_takes_a_few_statements_a_row_at_most(
    filing: Filing, house: House, name: str, content: str | None, each: int
) -> None:
    with house.writing() as session:
        a_skill(session, "Fire safety", idnumber="FIRE")
    rows = "".join(f"A-{number},Drill {number},M-{number % 7},,FIRE\n" for number in range(ROWS))
    seen = filing.dry_run(f"{name}.csv", content or ACTIVITIES + rows, name)
    with _counted(house) as sent:
        assert filing.confirmed(seen) == Tally(created=ROWS)
    assert len(sent) < each * ROWS


def test_people_done_together_have_their_managers_teams_and_roles(filing: Filing, house: House) -> None:
    content = PEOPLE + (
        "anna@n.example,Anna,ben@n.example,Dock|Yard,Oslo,\n"
        "ben@n.example,Ben,,Dock,Oslo,content_editor\n"
        "cleo@n.example,Cleo,anna@n.example,,Bergen,\n"
    )
    assert filing.imported("people.csv", content) == Tally(created=3)
    assert filing.imported("people.csv", content) == Tally(unchanged=3)
    with house.reading() as session:
        anna, ben, cleo = (person_by_email(session, f"{each}@n.example") for each in ("anna", "ben", "cleo"))
        assert anna is not None and ben is not None and cleo is not None
        assert supervises(session, ben.id, cleo.id)
        assert not supervises(session, cleo.id, ben.id)


def test_one_who_was_erased_is_left_out_alone_and_named(filing: Filing, house: House) -> None:
    with house.writing() as session:
        bury(session, [identifier_hash(session, "ben@n.example")])
    content = PEOPLE + "anna@n.example,Anna,,Dock,,\nben@n.example,Ben,,Dock,,\ncleo@n.example,Cleo,,Dock,,\n"
    seen = filing.dry_run("people.csv", content)
    assert filing.confirmed(seen) == Tally(created=2, refused=1)
    with house.reading() as session:
        kept = set(session.scalars(sa.select(Person.email).where(Person.email.is_not(None))))
        assert kept == {"anna@n.example", "cleo@n.example"}


def test_two_rows_that_make_one_module_both_kinds_leave_the_second_out(filing: Filing, house: House) -> None:
    content = ACTIVITIES + "A-1,Drill,M-1,no,\nA-2,Film,M-1,yes,\nA-3,Walk,M-2,,\n"
    seen = filing.dry_run("activities.csv", content)
    assert filing.confirmed(seen) == Tally(created=2, refused=1)
    with house.reading() as session:
        assert sorted(session.scalars(sa.select(Activity.idnumber))) == ["A-1", "A-3"]
