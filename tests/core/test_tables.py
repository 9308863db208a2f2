"""What every table must carry from the first schema on, read from the metadata."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.db import Base, Instant, Score
from core.history import History
from core.privacy import Impersonal, Personal, Privacy, Through
from core.tables import METADATA

GLOBAL = {"workspace"}
"""Tables that belong to no workspace: the tenants themselves."""

TABLES = sorted(METADATA.tables)
VERSIONED = ("effective_from", "effective_until", "recorded_at", "superseded_at")
TENANTS = sorted(set(TABLES) - GLOBAL)
MODELS = {str(mapper.local_table.name): mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]


def table(name: str) -> sa.Table:
    return METADATA.tables[name]


def privacy(name: str) -> Privacy:
    return MODELS[name].__dict__["privacy"]


def people_in(name: str) -> set[str]:
    """Columns that point to a person."""
    return {
        column.name
        for column in table(name).c
        if any(key.column.table.name == "person" and key.column.name == "id" for key in column.foreign_keys)
    }


def named_in(declared: Privacy) -> set[str]:
    match declared:
        case Personal():
            return {*declared.about, *declared.mentions}
        case Through():
            return {declared.column, *declared.mentions}
        case Impersonal():
            return set(declared.mentions)


@pytest.mark.rule("privacy/tenants")
@pytest.mark.parametrize("name", TENANTS)
def test_every_table_but_the_global_ones_names_its_workspace(name: str) -> None:
    column = table(name).c["workspace_id"]
    assert not column.nullable
    assert any(key.column.table.name == "workspace" for key in column.foreign_keys) or any(
        "workspace_id" in key.column_keys for key in table(name).foreign_key_constraints
    )


@pytest.mark.rule("privacy/tenants")
@pytest.mark.parametrize("name", TENANTS)
def test_every_unique_key_includes_the_workspace(name: str) -> None:
    keys = [
        [column.name for column in key.columns]
        for key in table(name).constraints
        if isinstance(key, sa.UniqueConstraint)
    ]
    keys += [[column.name for column in index.columns] for index in table(name).indexes if index.unique]
    assert [key for key in keys if "workspace_id" not in key] == []


@pytest.mark.rule("privacy/tenants")
@pytest.mark.parametrize("name", TENANTS)
def test_every_reference_stays_within_the_workspace(name: str) -> None:
    loose = [
        key.column_keys
        for key in table(name).foreign_key_constraints
        if key.referred_table.name != "workspace" and "workspace_id" not in key.column_keys
    ]
    assert loose == []


@pytest.mark.parametrize("name", TENANTS)
def test_every_column_that_sounds_like_a_person_is_a_reference_to_one(name: str) -> None:
    sounding = {column.name for column in table(name).c if column.name.endswith(("person_id", "recipient_id"))}
    assert sounding <= people_in(name)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_declares_its_privacy_itself(name: str) -> None:
    assert isinstance(MODELS[name].__dict__.get("privacy"), Personal | Impersonal | Through)


@pytest.mark.parametrize("name", TABLES)
def test_what_privacy_names_are_columns_of_the_table(name: str) -> None:
    assert named_in(privacy(name)) <= set(table(name).c.keys())


@pytest.mark.parametrize("name", TABLES)
def test_every_reference_to_a_person_is_declared_for_erasure(name: str) -> None:
    assert people_in(name) <= named_in(privacy(name))


@pytest.mark.parametrize("name", TABLES)
def test_a_column_is_about_a_person_or_mentions_one_not_both(name: str) -> None:
    declared = privacy(name)
    about = set(declared.about) if isinstance(declared, Personal) else set()
    assert about & set(declared.mentions) == set()
    assert not isinstance(declared, Personal) or about


@pytest.mark.parametrize("name", TABLES)
def test_rows_that_go_with_another_row_lead_to_a_person(name: str) -> None:
    seen: set[str] = set()
    current = name
    while isinstance(declared := privacy(current), Through):
        assert current not in seen, f"{name} goes round in a circle"
        seen.add(current)
        current = next(
            key.column.table.name
            for key in table(current).c[declared.column].foreign_keys
            if key.column.table.name != "workspace"
        )
    assert not seen or isinstance(privacy(current), Personal)


@pytest.mark.parametrize("name", sorted(name for name in TABLES if issubclass(MODELS[name], History)))
def test_a_history_tells_when_it_was_so_and_when_it_was_known(name: str) -> None:
    kinds = {column: type(table(name).c[column].type) for column in VERSIONED}
    assert kinds == dict.fromkeys(VERSIONED, Instant)


@pytest.mark.parametrize("name", TABLES)
def test_instants_carry_their_zone_and_scores_are_exact(name: str) -> None:
    loose = [
        column.name
        for column in table(name).c
        if type(column.type) is sa.DateTime or (column.name.endswith("score") and not isinstance(column.type, Score))
    ]
    assert loose == []
