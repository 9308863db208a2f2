"""Forms of plans: a new one, what to add, what to take off, its name and due date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.blocks import plan_words as words
from bot.cards import Form, FormField, Text, Words
from core.people import PersonView
from core.plans import PlanItem, PlanView
from core.words import say

LONGEST_NAME = 120


def new_form(
    person: PersonView | None, *, name: str = "", skills: Sequence[tuple[Words, str]] = (), due: date | None = None
) -> Form:
    """A new plan: one's own becomes a draft, one for somebody else is active at once."""
    fields = (
        FormField("name", say("Name"), "text", name or None, max_length=LONGEST_NAME,
                  hint=say("Example: My first year")),
        FormField("skills", say("Competencies"), "search", list(skills), lookup=words.SKILLS, several=True),
        FormField("due", say("Due by"), "date", due, optional=True),
    )
    if person is None:
        intro = Text(say("A draft: you ask for its approval when it is ready."))
        return Form(say("New plan"), words.NEW_FORM, fields, submit=say("Save draft"), intro=(intro,))
    intro = Text(say("For {name}; it is active at once.", name=person.name))
    return Form(say("New plan"), words.NEW_FORM, fields, {"person": person.id}, submit=say("Make"), intro=(intro,))


def add_form(plan: PlanView) -> Form:
    """Which competencies to put in."""
    field = FormField("skills", say("Competencies"), "search", lookup=words.SKILLS, several=True)
    intro = (Text(say("Into {name}.", name=words.name_of(plan))),)
    return Form(say("Add competencies"), words.ADD_FORM, (field,), {"plan": plan.id}, submit=say("Add"), intro=intro)


def take_off_form(plan: PlanView, items: Sequence[PlanItem]) -> Form:
    """Which of the plan's own competencies to take off; the template's are not offered (plans/locked)."""
    options: list[tuple[Words, str]] = [(each.competency.name, str(each.competency.id)) for each in items]
    field = FormField("skills", say("Competencies"), "choice", options=options[:100], several=True)
    intro = (Text(say("Off {name}.", name=words.name_of(plan))),)
    return Form(
        say("Take off"), words.TAKE_OFF_FORM, (field,), {"plan": plan.id}, submit=say("Take off"), intro=intro
    )


def edit_form(plan: PlanView) -> Form:
    """The name and due date of a plan that follows no template."""
    fields = (
        FormField("name", say("Name"), "text", plan.name, max_length=LONGEST_NAME),
        FormField("due", say("Due by"), "date", plan.due_on, optional=True),
    )
    return Form(say("Name and due date"), words.EDIT_FORM, fields, {"plan": plan.id})
