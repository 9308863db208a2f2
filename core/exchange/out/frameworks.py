"""A framework as somebody may take it out, and as the own CSV."""

from __future__ import annotations

from dataclasses import dataclass

from core.db import WorkspaceSession
from core.errors import NotFound
from core.exchange.frameworks import own_csv
from core.exchange.frameworks.shape import parents_first
from core.exchange.lists import joined
from core.exchange.out.tables import Table
from core.frameworks import CompetencyOnFile, competencies_on_file, framework_views, visible_competencies
from core.frameworks.framework_queries import FrameworkView
from core.people import Actor, Capability, Where, require
from core.words import Sentence, say, say_count


@dataclass(frozen=True)
class Whole:
    """A framework with what the actor sees of it, parents before children."""

    framework: FrameworkView
    rows: tuple[CompetencyOnFile, ...]


def whole_framework(session: WorkspaceSession, actor: Actor, idnumber: str) -> Whole:
    """The framework of this id number, for those who manage it; skills above the actor's tier are left out."""
    found = [each for each in framework_views(session, actor) if each.idnumber == idnumber]
    if not found:
        there = [each.idnumber for each in framework_views(session, actor)][:20]
        raise NotFound(
            say("I don't find a framework with the id number {idnumber}. There are: {there}.", idnumber=idnumber,
                there=there),
            field="framework",
        )
    (framework,) = found
    known = competencies_on_file(session, framework.id)
    seen = {each.id for each in visible_competencies(session, actor, active_only=False)}
    rows = {name: each for name, each in known.items() if each.id in seen}
    skills_only = all(each.category == "skill" for each in rows.values())
    where = Where(category_id=framework.category_id, skills_only=skills_only)
    require(session, actor, Capability.COMPETENCY_MANAGE, where)
    order = parents_first(sorted(rows, key=lambda name: rows[name].id), {n: e.parents for n, e in rows.items()})
    return Whole(framework, tuple(rows[name] for name in order))


def as_own_csv(whole: Whole) -> Table:
    """One row a competency; related ones, scales and translations have no column there."""
    rows = [
        (
            each.idnumber,
            each.name,
            each.description,
            each.category,
            joined(sorted(each.parents)),
            joined(sorted(each.tags)),
            joined(each.synonyms[key] for key in sorted(each.synonyms)),
            "" if each.access_tier is None else str(each.access_tier),
            each.status,
        )
        for each in whole.rows
    ]
    return Table(own_csv.COLUMNS, rows, lost(whole, related=True))


def lost(
    whole: Whole, *, related: bool = False, several: bool = False, words: bool = False, tags: bool = True
) -> tuple[Sentence, ...]:
    """What has no place in a format: counted, never left out in silence."""
    notes = []
    if related and (n := sum(bool(each.related) for each in whole.rows)):
        notes.append(say_count("Left out: related ones of {n} competency.",
                               "Left out: related ones of {n} competencies.", n))
    if several and (n := sum(len(each.parents) > 1 for each in whole.rows)):
        notes.append(say_count("Left out: all parents but one of {n} competency.",
                               "Left out: all parents but one of {n} competencies.", n))
    if words and (n := sum(bool(each.synonyms or (tags and each.tags)) for each in whole.rows)):
        notes.append(say_count("Left out: synonyms and tags of {n} competency.",
                               "Left out: synonyms and tags of {n} competencies.", n))
    return tuple(notes)
