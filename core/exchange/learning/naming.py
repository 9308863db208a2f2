"""Competencies as files name them: by id number, by `FRAMEWORK:ID` where several frameworks have it, or by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import WorkspaceSession
from core.exchange.directory.on_file import parts
from core.frameworks import folded
from core.frameworks.models import Competency, CompetencyState, Framework
from core.frameworks.queries import visible
from core.people import Actor
from core.words import Sentence, say

Meant = dict[str, int | Sentence]
"""The competency's id by what the file calls it, or why it is none, or which of several is not clear."""


def competencies_meant(session: WorkspaceSession, actor: Actor, called: Collection[str]) -> Meant:
    """What each of these names means to the actor; a few queries however many."""
    wanted = sorted(set(called))
    found: dict[str, dict[int, str]] = {}
    for part in parts(wanted):
        by_number = {each: each for each in part}
        by_number |= {each.partition(":")[2]: each for each in part if ":" in each and each.partition(":")[2]}
        _gather(session, actor, found, by_number)
        _gather_names(session, actor, found, [each for each in part if each not in found])
    return {each: _one(each, found.get(each, {})) for each in wanted}


def names_of(session: WorkspaceSession, competency_ids: Collection[int]) -> dict[int, str]:
    """What files call competencies: the id number, with its framework's where another one has it too; else the name."""
    found: dict[int, str] = {}
    for part in parts(sorted(competency_ids)):
        other = aliased(Competency)
        shared = (
            select(other.id)
            .where(
                other.workspace_id == session.workspace_id,
                other.idnumber == Competency.idnumber,
                other.id != Competency.id,
            )
            .exists()
        )
        query = (
            select(Competency.id, Competency.idnumber, Competency.name, Framework.idnumber, shared)
            .join(Framework, Framework.id == Competency.framework_id)
            .where(Competency.id.in_(part))
        )
        for competency_id, idnumber, name, framework, twice in session.execute(query):
            found[competency_id] = name if idnumber is None else f"{framework}:{idnumber}" if twice else idnumber
    return found


def _gather(
    session: WorkspaceSession, actor: Actor, found: dict[str, dict[int, str]], numbers: dict[str, str]
) -> None:
    for number, competency_id, framework in session.execute(
        _seen(session, actor, Competency.idnumber, Competency.idnumber.in_(list(numbers)))
    ):
        for called in {numbers[number], number} & {*numbers.values()}:
            if called in (number, f"{framework}:{number}"):
                found.setdefault(called, {})[competency_id] = framework


def _gather_names(
    session: WorkspaceSession, actor: Actor, found: dict[str, dict[int, str]], names: list[str]
) -> None:
    by_folded: dict[str, list[str]] = {}
    for each in names:
        by_folded.setdefault(folded(each), []).append(each)
    by_folded.pop("", None)
    rows = session.execute(
        _seen(session, actor, Competency.folded_name, Competency.folded_name.in_(list(by_folded)))
    )
    for key, competency_id, framework in rows:
        for each in by_folded[key]:
            found.setdefault(each, {})[competency_id] = framework


def _seen(
    session: WorkspaceSession, actor: Actor, key: Any, condition: sa.ColumnElement[bool]
) -> sa.Select[*tuple[Any, ...]]:
    return (
        select(key, Competency.id, Framework.idnumber)
        .join(Framework, Framework.id == Competency.framework_id)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(condition, CompetencyState.in_force(session.now), visible(session, actor))
    )


def _one(called: str, found: dict[int, str]) -> int | Sentence:
    if not found:
        return say("I don't find the competency {name}", name=called)
    if len(found) > 1:
        frameworks = sorted(found.values())
        return say(
            "{name} is in several frameworks: {frameworks}; write it as {example}",
            name=called, frameworks=frameworks, example=f"{frameworks[0]}:{called}",
        )
    return next(iter(found))
