"""The audit trail for site admins: paged, searched, checked against a noted head, taken out in a file."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.audit import Wanted, chain_head
from core.audit.models import FactChain, FactPerson, RecordedFact
from core.errors import Invalid, Refused
from core.oversight import audit_page, check_audit, note_taken_out, write_audit
from core.people import PersonDetails, give_role, register_person
from tests.builders import a_person
from tests.conftest import START, House


@pytest.fixture
def ada(house: House) -> int:
    with house.writing() as session:
        return a_person(session, "Ada Admin", role="admin")


@pytest.fixture
def anna(house: House, ada: int) -> int:
    """Anna, whose name a day later changed, which Ada did."""
    with house.writing() as session:
        anna = register_person(session, house.operator, PersonDetails("Anna Berg", "anna@nordlys.example"))
    house.clock.forward(days=1)
    with house.writing() as session:
        register_person(session, house.as_(ada), PersonDetails("=Anna Lund", "anna@nordlys.example"))
    return anna


@pytest.mark.rule("privacy/audit")
def test_it_is_found_by_person_kind_and_day_the_newest_first(house: House, ada: int, anna: int) -> None:
    actor = house.as_(ada)
    with house.reading() as session:
        about = audit_page(session, actor, Wanted(person_id=anna))
        of_ada = audit_page(session, actor, Wanted(person_id=ada, kind="person"))
        that_day = audit_page(session, actor, Wanted(since=START + timedelta(days=1), until=START + timedelta(days=2)))
        none = audit_page(session, actor, Wanted(until=START))
    assert [each.changes[0].what for each in about.entries] == ["name", "person"]
    assert about.names[anna] == "=Anna Lund"
    assert about.names[ada] == "Ada Admin"
    newest = about.entries[0]
    assert (newest.actor_id, newest.changes[0].before, newest.changes[0].after) == (ada, "Anna Berg", "=Anna Lund")
    assert newest in of_ada.entries
    assert [each.position for each in that_day.entries] == [newest.position]
    assert none.entries == []


@pytest.mark.rule("privacy/audit")
def test_older_pages_follow_without_gap_or_repeat(house: House, ada: int) -> None:
    with house.writing() as session:
        for number in range(12):
            a_person(session, f"Person {number}")
    seen: list[int] = []
    more, before = True, None
    while more:
        with house.reading() as session:
            page = audit_page(session, house.as_(ada), Wanted(), before=before, limit=5)
            length, _ = chain_head(session)
        seen += [each.position for each in page.entries]
        more, before = page.more, seen[-1]
    assert seen == list(range(length, 0, -1))


@pytest.mark.rule("privacy/audit")
@pytest.mark.parametrize("role", [None, "competency_admin", "framework_admin"])
def test_nobody_but_a_site_admin_reads_checks_or_takes_it_out(house: House, anna: int, role: str | None) -> None:
    with house.writing() as session:
        if role:
            give_role(session, house.operator, anna, role)
    actor = house.as_(anna)
    for reading in (
        lambda session: audit_page(session, actor, Wanted()),
        lambda session: check_audit(session, actor),
        lambda session: write_audit(session, actor, Wanted(), "csv", io.BytesIO()),
        lambda session: note_taken_out(session, actor, "csv", 1, Wanted()),
    ):
        with pytest.raises(Refused, match="for site admins"), house.writing() as session:
            reading(session)


@pytest.mark.rule("privacy/audit")
def test_a_chain_written_anew_is_found_by_a_head_that_was_noted(house: House, ada: int, anna: int) -> None:
    actor = house.as_(ada)
    with house.reading() as session:
        noted = chain_head(session)
        assert check_audit(session, actor, noted).holds
    with house.writing() as session:
        a_person(session, "Later")
    with house.reading() as session:
        assert check_audit(session, actor, noted).holds
        assert check_audit(session, actor, (noted[0], "0" * 64)).noted is False
    with house.writing() as session:
        session.execute(sa.delete(FactPerson).where(FactPerson.workspace_id == house.workspace_id))
        session.execute(sa.delete(RecordedFact).where(RecordedFact.workspace_id == house.workspace_id))
        chain = session.get_one(FactChain, house.workspace_id)
        chain.length, chain.head = 0, ""
    with house.reading() as session:
        anew = check_audit(session, house.operator, noted)
        assert (anew.broken_at, anew.noted, anew.holds) == (None, False, False)


@pytest.mark.rule("privacy/audit")
def test_the_place_where_it_breaks_is_named(house: House, ada: int, anna: int) -> None:
    with house.writing() as session:
        fact = session.scalars(sa.select(RecordedFact).where(RecordedFact.position == 2)).one()
        fact.kind = "something.else"
    with house.reading() as session:
        assert check_audit(session, house.as_(ada)).broken_at == 2


@pytest.mark.rule("privacy/audit")
def test_it_is_taken_out_whole_with_its_head_and_no_cell_is_a_formula(house: House, ada: int, anna: int) -> None:
    table, text = io.BytesIO(), io.BytesIO()
    with house.reading() as session:
        length, head = chain_head(session)
        assert write_audit(session, house.as_(ada), Wanted(), "csv", table) == length
        assert write_audit(session, house.as_(ada), Wanted(person_id=anna), "json", text) == 2
        with pytest.raises(Invalid, match="I write the audit trail as"):
            write_audit(session, house.as_(ada), Wanted(), "xlsx", io.BytesIO())
    rows = list(csv.DictReader(io.StringIO(table.getvalue().decode("utf-8-sig"))))
    assert {int(row["position"]) for row in rows} == set(range(1, length + 1))
    assert rows[-1]["hash"] == head
    assert rows[-1]["after"] == "'=Anna Lund"
    assert rows[-1]["by"] == "Ada Admin"
    told = json.loads(text.getvalue())
    assert told["head"] == {"length": length, "hash": head}
    assert told["facts"][-1]["changes"][0]["after"] == "=Anna Lund"
