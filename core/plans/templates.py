"""Making templates and changing what is on them; a change reaches the plans that follow at once (plans/follow)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.frameworks import competencies, visible_ids
from core.history import end_all
from core.people import Actor, Capability, Where, require
from core.plans.events import PlansChanged, TemplateChanged
from core.plans.following import follow_plans
from core.plans.models import PlanTemplate, TemplateCompetency, TemplateGroup
from core.plans.queries import TemplateView, competencies_of, linked_ids, plans, template, templates
from core.plans.rights import require_template
from core.plans.rules import MOST_ITEMS, checked_due, checked_name
from core.plans.standing import hold_plans
from core.targets.planning import today_of
from core.words import say

EXAMPLE = "Safety basics"


@dataclass(frozen=True)
class TemplateDetails:
    """What a template is made with; without an id number it gets the next one."""

    name: str
    due_on: date | None = None
    category_id: int | None = None
    idnumber: str = ""


@dataclass(frozen=True)
class TemplateChange:
    """What changing a template did: ids of the competencies added or taken off, and of the plans it reached."""

    competency_ids: tuple[int, ...]
    plan_ids: tuple[int, ...]


def create_template(
    session: WorkspaceSession, actor: Actor, details: TemplateDetails, competency_ids: Iterable[int] = ()
) -> int:
    """Make a template for the site or a category, with its competencies; its id (plans/template).

    Raises Conflict where the name or the id number is taken, Invalid for a past due date or a disabled competency.
    """
    require(session, actor, Capability.TEMPLATE_MANAGE, Where(category_id=details.category_id))
    name = checked_name(details.name, EXAMPLE)
    _check_free(session, name, None)
    row = PlanTemplate(
        idnumber=_checked_number(session, details.idnumber),
        name=name,
        category_id=details.category_id,
        due_on=checked_due(details.due_on, today_of(session, actor)),
        made_by_id=actor.person_id,
        created_at=session.now,
    )
    session.add(row)
    session.flush()
    _note(session, actor, row.id, Change("template", row.id, None, name))
    if wanted := list(dict.fromkeys(competency_ids)):
        add_to_template(session, actor, row.id, wanted)
    return row.id


def edit_template(session: WorkspaceSession, actor: Actor, template_id: int, details: TemplateDetails) -> None:
    """Rename a template, date it anew or move it to another category; the plans that follow it have the date at once.

    Raises as `create_template`. The id number stays.
    """
    row, view = _row(session, actor, template_id)
    if details.category_id != view.category_id:
        require(session, actor, Capability.TEMPLATE_MANAGE, Where(category_id=details.category_id))
    name = checked_name(details.name, EXAMPLE)
    _check_free(session, name, template_id)
    changes = [Change("name", template_id, view.name, name)] if name != view.name else []
    if details.due_on != view.due_on:
        checked_due(details.due_on, today_of(session, actor))
        changes.append(Change("due", template_id, _iso(view.due_on), _iso(details.due_on)))
    if details.category_id != view.category_id:
        changes.append(Change("category", template_id, view.category_id, details.category_id))
    if not changes:
        return
    row.name, row.due_on, row.category_id = name, details.due_on, details.category_id
    _note(session, actor, template_id, *changes)
    _reach(session, actor, template_id, followed=details.due_on != view.due_on)


def add_to_template(
    session: WorkspaceSession, actor: Actor, template_id: int, competency_ids: Iterable[int]
) -> TemplateChange:
    """Put competencies on a template; every draft and active plan that follows it has them at once. Repeatable.

    Raises NotFound for a competency the actor doesn't see, Invalid for a disabled one or too many.
    """
    _row(session, actor, template_id)
    there = competencies_of(session, [template_id])[template_id]
    wanted = [each for each in dict.fromkeys(competency_ids) if each not in there]
    check_competencies(session, actor, wanted)
    check_number(len(there) + len(wanted))
    rows = [
        {"template_id": template_id, "competency_id": each, "effective_from": session.now, "recorded_at": session.now}
        for each in wanted
    ]
    insert_rows(session, TemplateCompetency, rows, skip_existing=True)
    return _changed(session, actor, template_id, wanted, added=True)


def take_off_template(
    session: WorkspaceSession, actor: Actor, template_id: int, competency_ids: Iterable[int]
) -> TemplateChange:
    """Take competencies off a template, and so out of every draft and active plan that follows it. Repeatable."""
    _row(session, actor, template_id)
    there = competencies_of(session, [template_id])[template_id]
    gone = [each for each in dict.fromkeys(competency_ids) if each in there]
    columns = TemplateCompetency.__table__.c
    end_all(session, TemplateCompetency, (columns.template_id == template_id) & columns.competency_id.in_(gone))
    session.expire_all()
    return _changed(session, actor, template_id, gone, added=False)


def remove_template(session: WorkspaceSession, actor: Actor, template_id: int) -> None:
    """Take a template out of use: it makes no plans any more, and is in step with nobody; plans made stay as they are.

    Its name and id number stay taken while plans follow it.
    """
    row, view = _row(session, actor, template_id)
    row.removed_at = session.now
    end_all(session, TemplateGroup, TemplateGroup.__table__.c.template_id == template_id)
    session.expire_all()
    _note(session, actor, template_id, Change("template", template_id, view.name, None))


def restore_template(session: WorkspaceSession, actor: Actor, template_id: int) -> None:
    """Bring a removed template back with its competencies (chat/undo)."""
    view = template(session, template_id)
    require_template(session, actor, view)
    _check_free(session, view.name, template_id)
    session.get_one(PlanTemplate, template_id).removed_at = None
    _note(session, actor, template_id, Change("template", template_id, None, view.name))


def check_competencies(session: WorkspaceSession, actor: Actor, competency_ids: Sequence[int]) -> None:
    """Raise NotFound for competencies the actor doesn't see, Invalid for one that is disabled."""
    if not competency_ids:
        return
    seen = visible_ids(session, actor)
    views = competencies(session, competency_ids)
    for each in competency_ids:
        if each not in views or each not in seen:
            raise NotFound(say("I don't find that competency. Nothing changed."), field="skills")
        if not views[each].active:
            raise Invalid(
                say("{skill} is disabled and goes into no plan. Choose another.", skill=views[each].name),
                field="skills",
            )


def check_number(number: int) -> None:
    """Raise Invalid for more items than a plan holds."""
    if number > MOST_ITEMS:
        raise Invalid(say("A plan holds at most {n} competencies. Nothing changed.", n=MOST_ITEMS), field="skills")


def next_number(session: WorkspaceSession) -> str:
    """The id number that a template without one gets: T-1, T-2 and so on."""
    taken = {each.upper() for each in session.scalars(select(PlanTemplate.idnumber))}
    numbers = [int(found[1]) for each in taken if (found := re.fullmatch(r"T-(\d{1,9})", each))]
    return f"T-{max(numbers, default=0) + 1}"


def _checked_number(session: WorkspaceSession, idnumber: str) -> str:
    wanted = idnumber.strip() or next_number(session)
    holder = session.scalar(select(PlanTemplate.name).where(PlanTemplate.idnumber == wanted))
    if holder is not None:
        raise Conflict(
            say("The id number {number} is that of {name}. Choose another.", number=wanted, name=holder),
            field="idnumber",
        )
    return wanted


def _check_free(session: WorkspaceSession, name: str, own_id: int | None) -> None:
    """Raise Conflict where another template in use has the name."""
    same = [each for each in templates(session) if each.name.casefold() == name.casefold() and each.id != own_id]
    if same:
        raise Conflict(
            say("There is a template {name} already. Choose another name.", name=same[0].name), field="name"
        )


def _row(session: WorkspaceSession, actor: Actor, template_id: int) -> tuple[PlanTemplate, TemplateView]:
    """A template in use, held for a change, for those who edit it."""
    query = select(PlanTemplate).where(PlanTemplate.id == template_id).with_for_update()
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None or row.removed_at is not None:
        raise NotFound(say("I don't find that template. See: /prowess template"), field="template")
    view = template(session, template_id)
    require_template(session, actor, view)
    return row, view


def _changed(
    session: WorkspaceSession, actor: Actor, template_id: int, competency_ids: Sequence[int], *, added: bool
) -> TemplateChange:
    if not competency_ids:
        return TemplateChange((), ())
    changes = [
        Change("competency", each, None if added else template_id, template_id if added else None)
        for each in competency_ids
    ]
    _note(session, actor, template_id, *changes)
    return TemplateChange(tuple(competency_ids), _reach(session, actor, template_id))


def _reach(session: WorkspaceSession, actor: Actor, template_id: int, *, followed: bool = True) -> tuple[int, ...]:
    """Have the change reach every plan that follows the template; their ids."""
    reached = linked_ids(session, template_id)
    if reached and followed:
        hold_plans(session, reached)
        follow_plans(session, actor, reached)
    if reached:
        views = plans(session, reached)
        people = tuple(views[each].person_id for each in reached)
        record(session, actor, PlansChanged(plan_ids=tuple(reached), person_ids=people))
    return tuple(reached)


def _note(session: WorkspaceSession, actor: Actor, template_id: int, *changes: Change) -> None:
    record(session, actor, TemplateChanged(template_id=template_id, changes=changes))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

