"""A person with a row in every table: their file has it all, and after the erasure nothing of it is left."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import chain_holds, facts_about
from core.audit.models import FactPerson, PersonKey
from core.documents import FolderStore, check_file, keep_document
from core.people import Person, give_role
from core.personal import erase_and_forget, export_person
from core.personal.declared import Declared, declared_tables, personal_tables, rows_about
from core.personal.sealed import OPENERS
from core.privacy import Erase, Personal, Through
from core.tables import METADATA
from tests.builders import a_person
from tests.conftest import House
from tests.core.documents.files import a_pdf
from tests.core.personal.full_person import FullPerson, fill_every_table

TERMS = {
    ("rating", "cause"), ("rating", "path"), ("acquisition", "cause"), ("role_assignment", "context_kind"),
    ("capability_grant", "capability"), ("capability_grant", "reason"), ("result", "source"), ("review", "state"),
    ("course_completion", "source"), ("qualification_version", "state"), ("evidence", "kind"),
    ("evidence", "strength"), ("judgement", "kind"), ("judgement", "given_as"), ("target", "source"),
    ("document", "media_type"), ("document", "content_hash"), ("plan_standing", "state"), ("plan_standing", "outcome"),
    ("plan_request", "state"), ("plan_frozen_item", "colour"),
}  # fmt: skip
"""Columns of rows that stay which hold the product's own words, and the hash that goes with the content."""

KEYED = {("person_alias", "alias_hash")}
"""Keyed hashes, which stand in a tombstone from then on (privacy/erase-stays)."""


@pytest.fixture
def store(house: House) -> FolderStore:
    return FolderStore(house.engine.folder / "documents")


@pytest.fixture
def nina(house: House, store: FolderStore) -> FullPerson:
    """Nina has something in every table, a document on disk, and somebody else who is mentioned with her."""
    with house.writing() as session:
        nina = a_person(session, "Nina Canary", email="nina.canary@nordlys.example", chat_user_id="UCANARY")
        other = a_person(session, "Ole Other")
        ada = a_person(session, "Ada Admin", role="admin")
        give_role(session, house.as_(ada), nina, "content_editor")
    full = fill_every_table(house, nina, other)
    with house.writing() as session:
        keep_document(session, house.as_(nina), nina, check_file("nina.pdf", a_pdf()), store)
    return full


def everything(house: House) -> dict[str, list[dict[str, Any]]]:
    """All rows of the workspace by table."""
    found = {}
    with house.reading() as session:
        for each in declared_tables():
            own = each.table.c.workspace_id == house.workspace_id
            rows = session.connection().execute(sa.select(each.table).where(own)).mappings()
            found[each.name] = [dict(row) for row in rows]
    return found


def erase(house: House, person_id: int, store: FolderStore) -> None:
    erase_and_forget(house.engine, house.workspace_id, house.operator, person_id, store)


def people_columns(each: Declared) -> list[str]:
    return [
        column.name
        for column in each.table.c
        if any(key.column.table.name == "person" and key.column.name == "id" for key in column.foreign_keys)
    ]


def test_the_builder_puts_the_person_into_every_table_that_may_hold_one(house: House, nina: FullPerson) -> None:
    with house.reading() as session:
        for each in personal_tables():
            query = sa.select(sa.func.count()).select_from(each.table)
            about = rows_about(each, house.workspace_id, nina.person_id)
            assert session.connection().execute(query.where(about)).scalar(), each.name


@pytest.mark.rule("privacy/erase")
def test_after_the_erasure_no_row_names_the_person_and_no_word_of_theirs_is_left(
    house: House, nina: FullPerson, store: FolderStore
) -> None:
    before = everything(house)
    erase(house, nina.person_id, store)
    after = everything(house)
    for each in declared_tables():
        named = [name for row in after[each.name] for name in people_columns(each) if row[name] == nina.person_id]
        assert named == [], each.name
    said = _texts(after)
    left = {place for place, text in nina.canaries.items() if text in said and place not in TERMS | KEYED}
    kept = {place for place in left if _is_others(place[0])}
    assert left - kept == set()
    assert "Nina Canary" not in said
    assert "nina.canary" not in said.lower()
    assert "UCANARY" not in said
    _check_counts(before, after)


def _is_others(table: str) -> bool:
    declared = next(each for each in declared_tables() if each.name == table)
    return not isinstance(declared.privacy, Personal | Through)


def _texts(tables: Mapping[str, Any]) -> str:
    return json.dumps(tables, default=lambda value: value.decode("latin-1") if isinstance(value, bytes) else str(value))


def _check_counts(before: Mapping[str, list[Any]], after: Mapping[str, list[Any]]) -> None:
    """Rows that reports count are as many as before."""
    for each in personal_tables():
        if isinstance(each.privacy, Personal | Through) and each.privacy.erase == Erase.PSEUDONYMISE:
            assert len(after[each.name]) >= len(before[each.name]), each.name


@pytest.mark.rule("privacy/erase")
def test_the_contents_of_the_persons_documents_are_gone_from_the_disk(
    house: House, nina: FullPerson, store: FolderStore
) -> None:
    folder = house.engine.folder / "documents"
    assert [each for each in folder.rglob("*") if each.is_file()]
    erase(house, nina.person_id, store)
    assert [each for each in folder.rglob("*") if each.is_file()] == []


@pytest.mark.rule("privacy/erase")
def test_the_chain_holds_and_what_it_said_of_the_person_cannot_be_read(
    house: House, nina: FullPerson, store: FolderStore
) -> None:
    with house.reading() as session:
        assert any(each.said for each in facts_about(session, nina.person_id))
    erase(house, nina.person_id, store)
    with house.reading() as session:
        assert chain_holds(session)
        assert session.scalars(sa.select(PersonKey).where(PersonKey.person_id == nina.person_id)).all() == []
        pseudonym = session.scalars(sa.select(Person.id).where(Person.erased_at.is_not(None))).one()
        assert session.scalars(sa.select(FactPerson).where(FactPerson.person_id == pseudonym)).all()
        assert all(each.said is None for each in facts_about(session, pseudonym))


@pytest.mark.rule("privacy/export")
def test_a_persons_file_has_every_record_about_them_and_their_documents(
    house: House, nina: FullPerson, store: FolderStore
) -> None:
    target = io.BytesIO()
    with house.reading() as session:
        rows = export_person(session, house.as_(nina.person_id), nina.person_id, store, target)
    archive = zipfile.ZipFile(target)
    said = archive.read("data.json").decode()
    data = json.loads(said)
    exported = {
        each.name for each in personal_tables()
        if isinstance(each.privacy, Personal | Through) and each.privacy.export
    }  # fmt: skip
    assert {name for name in exported - {"fact_person"} if not data[name]} == set()
    missing = {place for place, text in nina.canaries.items() if place[0] in exported and text not in said}
    assert missing == set()
    assert any(each["change"]["after"] == "Nina Canary" for each in data["history"])
    assert data["acted_in"]
    assert rows == sum(len(value) for value in data.values() if isinstance(value, list))
    assert archive.read(next(name for name in archive.namelist() if name.endswith("nina.pdf"))).startswith(b"%PDF")


def test_whatever_is_kept_sealed_of_a_person_is_opened_for_their_file() -> None:
    sealed = {
        (each.name, column.name)
        for each in personal_tables()
        if isinstance(each.privacy, Personal | Through) and each.privacy.export
        for column in each.table.c
        if column.type.python_type is bytes
    }
    assert sealed == set(OPENERS)


def test_every_word_column_of_a_row_that_stays_is_emptied_or_holds_our_own_words() -> None:
    loose = {
        (each.name, column.name)
        for each in personal_tables()
        if isinstance(each.privacy, Personal | Through)
        and each.privacy.erase == Erase.PSEUDONYMISE
        and each.name not in ("person", "fact_person")
        for column in each.table.c
        if (column.type.python_type is str or isinstance(column.type, sa.JSON))
        and column.name not in each.privacy.clear
    }
    assert loose <= TERMS, loose - TERMS
    assert {place for place in TERMS if place[0] not in METADATA.tables} == set()
