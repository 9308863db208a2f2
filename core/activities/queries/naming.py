"""Whom and what other systems mean: people by reference, activities, modules and courses by what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Activity, Course, Module
from core.activities.references import CHAT, CHECKSUM, MAIL, checksum_of, key_of, names_in
from core.activities.result_models import ActivityAlias, PersonAlias
from core.activities.service.results import parts
from core.db import WorkspaceSession
from core.people import Person


def reference_hash(session: WorkspaceSession, reference: str) -> str:
    """A reference as it is kept: nobody reads the name out of it."""
    return str(session.vault.keyed_hash(session.workspace_id, f"reference:{reference}"))


def people_meant(session: WorkspaceSession, references: Iterable[str]) -> dict[str, int]:
    """The people behind references, for those that are known; a few queries however many."""
    wanted = set(references)
    found = _by_alias(session, wanted)
    found |= _by_column(session, wanted - found.keys(), MAIL, Person.email)
    found |= _by_column(session, wanted - found.keys(), CHAT, Person.chat_user_id)
    return found | _by_checksum(session, {each for each in wanted - found.keys() if each.startswith(CHECKSUM)})


def activities_meant(session: WorkspaceSession, called: Iterable[str]) -> dict[str, int]:
    """The activities meant: by an alias an admin gave, else by id number; those in use before those deleted."""
    wanted = set(called)
    found: dict[str, int] = {}
    keys = {key_of(each): each for each in wanted}
    for part in parts(sorted(keys)):
        query = select(ActivityAlias.alias, ActivityAlias.activity_id).where(ActivityAlias.alias.in_(part))
        found |= {each: row[1] for row in session.execute(query) for each in wanted if key_of(each) == row[0]}
    return found | _numbered(session, wanted - found.keys(), Activity, Activity.deleted_at.is_(None).desc())


def modules_meant(session: WorkspaceSession, called: Iterable[str]) -> dict[str, int]:
    """The modules of these id numbers."""
    return _numbered(session, set(called), Module)


def courses_meant(session: WorkspaceSession, called: Iterable[str]) -> dict[str, int]:
    """The courses of these id numbers."""
    return _numbered(session, set(called), Course)


def _by_alias(session: WorkspaceSession, references: set[str]) -> dict[str, int]:
    hashes = {reference_hash(session, each): each for each in references}
    found: dict[str, int] = {}
    for part in parts(sorted(hashes)):
        query = select(PersonAlias.alias_hash, PersonAlias.person_id).where(PersonAlias.alias_hash.in_(part))
        found |= {hashes[row[0]]: row[1] for row in session.execute(query)}
    return found


def _by_column(session: WorkspaceSession, references: set[str], kind: str, column: Any) -> dict[str, int]:
    """By the exact spelling first, which the index finds, then whatever its case."""
    wanted = {each.removeprefix(kind): each for each in references if each.startswith(kind)}
    found = _selected(session, wanted, Person.id, column, column)
    if kind == MAIL:
        left = {name: each for name, each in wanted.items() if each not in found}
        found |= _selected(session, left, Person.id, sa.func.lower(column), sa.func.lower(column))
    return found


def _by_checksum(session: WorkspaceSession, references: set[str]) -> dict[str, int]:
    """Checksums are compared with those of all addresses; whoever is found is remembered by `remember_people`."""
    if not references:
        return {}
    query = select(Person.id, Person.email).where(Person.email.is_not(None))
    sums = {CHECKSUM + checksum_of(email): person_id for person_id, email in session.execute(query) if email}
    return {each: sums[each] for each in references if each in sums}


def _numbered(session: WorkspaceSession, called: set[str], model: Any, *order: Any) -> dict[str, int]:
    """Rows of these id numbers: in the spelling given first, which the index finds, then whatever its case."""
    names = {name: each for each in called for name in reversed(names_in(each))}
    found = _selected(session, names, model.id, model.idnumber, model.idnumber, *order)
    left = {name.lower(): each for name, each in names.items() if each not in found}
    lowered = sa.func.lower(model.idnumber)
    return found | _selected(session, left, model.id, lowered, lowered, *order)


def _selected(
    session: WorkspaceSession, wanted: Mapping[str, str], key: Any, shown: Any, compared: Any, *order: Any
) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts(sorted(wanted)):
        for row in session.execute(select(key, shown).where(compared.in_(part)).order_by(*order)):
            found.setdefault(wanted[row[1]], row[0])
    return found
