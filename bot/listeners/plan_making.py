"""Making plans and changing what is in them, by command and by form (plans/own, plans/locked)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from bot.blocks import plan_words as words
from bot.blocks.plan_forms import add_form, edit_form, new_form, take_off_form
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Request, Submission
from bot.listeners.competency_lookups import competency_options
from bot.listeners.plan_views import named_plan, parted, shown_plan
from bot.reading import NamedSkills, read_due, read_people, read_skills
from core.audit import note_undoable
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.people import Actor, Capability, over, person, require
from core.plans import (
    PlanDetails,
    PlanView,
    add_to_plan,
    discard_plan,
    draft_from_template,
    draft_plan,
    edit_plan,
    give_plans,
    items_of,
    plan,
    require_edit,
    require_managing,
    take_back_plans,
    take_off_plan,
    templates_named,
)
from core.words import Sentence, TimeOfDay, say

EXAMPLE = "/prowess plan new My first year: Fire safety, First aid at work by 1 March"
UNDO_MADE, UNDO_ITEMS = "plan.made", "plan.items"


def register(conversations: Conversations) -> None:
    """Add the forms, their search field, and how what they did is undone."""
    conversations.press(words.NEW, _new_pressed)
    conversations.press(words.ADD, _add_pressed)
    conversations.press(words.TAKE_OFF, _take_off_pressed)
    conversations.submission(words.NEW_FORM, _made_by_form)
    conversations.submission(words.ADD_FORM, _added_by_form)
    conversations.submission(words.TAKE_OFF_FORM, _taken_off_by_form)
    conversations.submission(words.EDIT_FORM, _edited_by_form)
    conversations.lookup(words.SKILLS, _skills)
    conversations.undo(UNDO_MADE, _undo_made)
    conversations.undo(UNDO_ITEMS, _undo_items)


def new(call: Call) -> Answer:
    """`plan new [@anna] NAME: SKILL, … [by DATE]`; a template's name makes a draft from it, no skills a form."""
    asker = call.asker
    with call.product.reading(asker.workspace_id) as session:
        named = read_people(session, call.words)
        person_id = named.ids[0] if named.ids else asker.person_id
        _require_making(session, asker, person_id)
        text, due = due_in(session, asker, named.rest)
        name, _, listed = text.partition(":")
        same = templates_named(session, name) if not listed.strip() else []
        skills = known_skills(session, asker, listed) if listed.strip() else ()
        if not skills and not same:
            whose = person(session, person_id) if person_id != asker.person_id else None
            return Answer(form=new_form(whose, name=name.strip(), due=due))
    if same:
        return Answer(card=_from_template(call, same[0].id, person_id))
    return Answer(card=_make(call, person_id, PlanDetails(name, due), skills))


def add_named(call: Call) -> Answer:
    """`plan add [@anna] NAME: SKILL, …`."""
    return _by_command(call, "/prowess plan add My first year: Fire safety", added=True)


def remove_named(call: Call) -> Answer:
    """`plan remove [@anna] NAME: SKILL, …`."""
    return _by_command(call, "/prowess plan remove My first year: Fire safety", added=False)


def due_in(session: WorkspaceSession, asker: Asker, text: str) -> tuple[str, date | None]:
    """The words without their 'by 1 March', and that day; raises Invalid for one that can't be, or two it may be."""
    today = day_in(asker.person.time_zone, session.now)
    rest, due = read_due(text, today=today, locale=asker.reader.locale)
    if due is not None and due.problem is not None:
        raise Invalid(say("Nothing was changed: {problem} Example: by 1 March", problem=due.problem), field="due")
    if due is not None and due.ambiguous:
        first, second = due.ambiguous[0], due.ambiguous[1]
        raise Invalid(
            say("Which day is {words}: {first} or {second}? Write the month as a word.", words=due.words,
                first=first, second=second),
            field="due",
        )
    return rest, due.value if due is not None else None


def known_skills(session: WorkspaceSession, asker: Asker, text: str) -> tuple[int, ...]:
    """Ids of the competencies named; raises NotFound for one the catalogue has not."""
    found: NamedSkills = read_skills(session, asker.actor, text)
    if found.unknown:
        raise NotFound(
            say("Nothing was changed: '{words}' is not in the catalogue.", words=found.unknown[0].words[:60]),
            field="skills",
        )
    return tuple(found.found)


def _require_making(session: WorkspaceSession, asker: Asker, person_id: int) -> None:
    if person_id == asker.person_id:
        require(session, asker.actor, Capability.PLAN_CREATE_OWN, over(person_id))
    else:
        require_managing(session, asker.actor, person_id)


def _make(request: Request, person_id: int, details: PlanDetails, skills: Collection[int]) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        plan_id = draft_plan(session, asker.actor, person_id, details, skills)
        return _made(session, asker, plan_id, person_id)


def _from_template(request: Request, template_id: int, person_id: int) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        if person_id == asker.person_id:
            return _made(session, asker, draft_from_template(session, asker.actor, template_id), person_id)
        given = give_plans(session, asker.actor, template_id, [person_id])
        if not given.plan_ids:
            name = person(session, person_id).first_name
            raise Invalid(say("Nothing changed: {name} has a plan from it already, or is deactivated.", name=name))
        return _made(session, asker, given.plan_ids[0], person_id)


def _made(session: WorkspaceSession, asker: Asker, plan_id: int, person_id: int) -> Card:
    session.flush()
    undo_id = note_undoable(session, asker.person_id, UNDO_MADE, plan=plan_id)
    at = TimeOfDay(session.now)
    if person_id == asker.person_id:
        said = say("✓ Saved as a draft by you, {at}.", at=at)
    else:
        said = say("✓ Made by you, {at}. {name} is told.", at=at, name=person(session, person_id).first_name)
    return shown_plan(session, asker, plan_id, said=said, undo_id=undo_id)


def _by_command(call: Call, example: str, *, added: bool) -> Answer:
    asker = call.asker
    with call.product.reading(asker.workspace_id) as session:
        name, listed = parted(call.words, example)
        found = named_plan(session, asker, name, words.ADD if added else words.TAKE_OFF)
        if isinstance(found, Card):
            return Answer(card=found)
        skills = known_skills(session, asker, listed)
    return Answer(card=_change(call, found.id, skills, added=added))


def _change(request: Request, plan_id: int, skills: Collection[int], *, added: bool) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        change = add_to_plan if added else take_off_plan
        done = change(session, asker.actor, plan_id, tuple(skills))
        if not done:
            return shown_plan(session, asker, plan_id, said=say("Nothing changed: it is so already."))
        refs: Mapping[str, Any] = {"plan": plan_id, "skills": list(done), "added": added}
        undo_id = note_undoable(session, asker.person_id, UNDO_ITEMS, **refs)
        at = TimeOfDay(session.now)
        said = say("✓ Added by you, {at}.", at=at) if added else say("✓ Taken off by you, {at}.", at=at)
        session.flush()
        return shown_plan(session, asker, plan_id, said=said, undo_id=undo_id)


def _new_pressed(press: Press) -> Answer:
    person_id = int(press.payload.get("person") or press.asker.person_id)
    with press.product.reading(press.asker.workspace_id) as session:
        _require_making(session, press.asker, person_id)
        return Answer(form=new_form(person(session, person_id) if person_id != press.asker.person_id else None))


def _made_by_form(form: Submission) -> Answer:
    person_id = int(form.payload.get("person") or form.asker.person_id)
    details = PlanDetails(str(form.values.get("name") or ""), form.values.get("due"))
    skills = picked(form)
    return Answer(card=_make(form, person_id, details, skills), replace=False)


def _add_pressed(press: Press) -> Answer:
    return open_add(press, int(press.payload["plan"]))


def _take_off_pressed(press: Press) -> Answer:
    return open_take_off(press, int(press.payload["plan"]))


def open_take_off(press: Press, plan_id: int) -> Answer:
    """The form with the plan's own competencies; raises Invalid where there are none."""
    with press.product.reading(press.asker.workspace_id) as session:
        view = _editable(session, press, plan_id)
        own = [each for each in items_of(session, [view])[plan_id] if each.own]
        if not own:
            raise Invalid(say("All in it comes from the template. Unlink the plan first."))
        return Answer(form=take_off_form(view, own))


def open_add(press: Press, plan_id: int) -> Answer:
    """The form to put competencies in."""
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=add_form(_editable(session, press, plan_id)))


def open_edit(press: Press, plan_id: int) -> Answer:
    """The form of name and due date."""
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=edit_form(_editable(session, press, plan_id)))


def _editable(session: WorkspaceSession, press: Press, plan_id: int) -> PlanView:
    """The plan, for those who may change it."""
    view = plan(session, plan_id)
    require_edit(session, press.asker.actor, view)
    return view


def _added_by_form(form: Submission) -> Answer:
    return Answer(card=_change(form, int(form.payload["plan"]), picked(form), added=True))


def _taken_off_by_form(form: Submission) -> Answer:
    return Answer(card=_change(form, int(form.payload["plan"]), picked(form), added=False))


def _edited_by_form(form: Submission) -> Answer:
    asker, plan_id = form.asker, int(form.payload["plan"])
    details = PlanDetails(str(form.values.get("name") or ""), form.values.get("due"))
    with form.product.writing(asker.workspace_id) as session:
        edit_plan(session, asker.actor, plan_id, details)
        session.flush()
        said = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=shown_plan(session, asker, plan_id, said=said))


def picked(form: Submission) -> list[int]:
    """Ids of the competencies picked; raises Invalid without any."""
    found = [int(each) for each in form.values.get("skills") or [] if str(each).isdecimal()]
    if not found:
        raise Invalid(say("Pick at least one competency. Example: Fire safety."), field="skills")
    return found


def _skills(call: Call) -> Sequence[Option]:
    return competency_options(call)


def _undo_made(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    discard_or_take_back(session, actor, int(refs["plan"]))
    return say("Undone, {at}. The plan is gone.", at=TimeOfDay(session.now))


def discard_or_take_back(session: WorkspaceSession, actor: Actor, plan_id: int) -> None:
    """Take a plan back that was just made, from a template or not."""
    view = plan(session, plan_id)
    if view.linked and view.active:
        take_back_plans(session, actor, [plan_id])
    else:
        discard_plan(session, actor, plan_id)


def _undo_items(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    change = take_off_plan if refs["added"] else add_to_plan
    change(session, actor, int(refs["plan"]), tuple(refs["skills"]))
    return say("Undone, {at}. The plan is as it was.", at=TimeOfDay(session.now))
