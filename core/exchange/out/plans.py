"""Plan templates and plans into tables: templates as their import reads them, plans one a row (plans/template)."""

from __future__ import annotations

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import NotFound
from core.exchange.out.tables import Table, yes_no
from core.frameworks.models import Competency, Framework
from core.people import SITE, Actor, Capability, Person, allowed_people, allows, people, require
from core.plans import PlanView, TemplateView, competencies_of, plans_of, tallies_of, templates
from core.plans.rules import Tallied
from core.words import say

PLAN_COLUMNS = (
    "person", "plan", "template", "state", "follows", "due_on", "met", "items", "completion", "outcome", "since",
)


def templates_table(session: WorkspaceSession, actor: Actor, idnumber: str | None = None) -> Table:
    """The templates that the actor edits, or one of them by its id number; a row for each competency.

    Raises Refused for those who edit none, NotFound for an unknown id number.
    """
    wanted = [each for each in templates(session) if idnumber is None or each.idnumber == idnumber]
    if idnumber is not None and not wanted:
        raise NotFound(say("I don't find a template with the id number {number}.", number=idnumber))
    mine = [each for each in wanted if allows(session, actor, Capability.TEMPLATE_MANAGE, each.place)]
    if not mine:
        require(session, actor, Capability.TEMPLATE_MANAGE, wanted[0].place if len(wanted) == 1 else SITE)
    there = competencies_of(session, [each.id for each in mine])
    named = _named(session, {skill for ids in there.values() for skill in ids})
    header = ("template_idnumber", "template_name", "due_on", "framework", "competency")
    return Table(header, [row for each in mine for row in _rows(each, there[each.id], named)])


def plans_table(session: WorkspaceSession, actor: Actor) -> Table:
    """The plans of the people whose data the actor may export, one a row."""
    allowed = allowed_people(session, actor, Capability.EXPORT)
    ids = list(session.scalars(select(Person.id).where(Person.id.in_(allowed))))
    found = plans_of(session, ids)
    tallies = tallies_of(session, [each.id for each in found if each.live])
    persons = people(session, {each.person_id for each in found})
    numbers = {each.id: each.idnumber for each in templates(session, ids=[e.template_id or 0 for e in found])}
    ordered = sorted(found, key=lambda each: (persons[each.person_id].name.casefold(), each.id))
    rows = [
        (
            persons[each.person_id].email or persons[each.person_id].name,
            *_plan(each, tallies.get(each.id) or each.frozen or Tallied(0, 0), numbers),
        )
        for each in ordered
    ]
    return Table(PLAN_COLUMNS, rows)


def _rows(view: TemplateView, there: list[int], named: dict[int, tuple[str, str]]) -> list[tuple[str, ...]]:
    head = (view.idnumber, view.name, view.due_on.isoformat() if view.due_on else "")
    return [(*head, *named[each]) for each in there] or [(*head, "", "")]


def _named(session: WorkspaceSession, competency_ids: set[int]) -> dict[int, tuple[str, str]]:
    """Framework and competency by id number; by name where it has none."""
    query = (
        select(Competency.id, Framework.idnumber, Competency.idnumber, Competency.name)
        .join(Framework, Framework.id == Competency.framework_id)
        .where(Competency.id.in_(sorted(competency_ids)))
    )
    return {row[0]: (row[1], row[2] or row[3]) for row in session.execute(query)}


def _plan(view: PlanView, tally: Tallied, numbers: dict[int, str]) -> tuple[str, ...]:
    return (
        view.name or "",
        numbers.get(view.template_id or 0, ""),
        str(view.state),
        yes_no(view.linked),
        view.due_on.isoformat() if view.due_on else "",
        str(tally.met),
        str(tally.items),
        f"{tally.share * 100:.1f}",
        str(view.outcome or ""),
        view.since.date().isoformat(),
    )

