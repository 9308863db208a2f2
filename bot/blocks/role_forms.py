"""Forms of roles: giving one, and what one holds (people/roles)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.blocks.roles import role_words
from bot.cards import Form, FormField, Text
from core.people import PERMISSIONS, Capability, RoleView
from core.words import say

GIVE_FORM, EDIT_FORM, NEW_FORM = "role.give_form", "role.edit_form", "role.new_form"
PLACE_LOOKUP = "role.places"

SUGGESTED: Mapping[str, tuple[Capability, ...]] = {
    "mentor": (Capability.DETAILS_VIEW, Capability.GAP_VIEW),
    "appraiser": (
        Capability.DETAILS_VIEW, Capability.GAP_VIEW, Capability.COMPETENCY_GRADE, Capability.TARGET_ASSIGN,
    ),
}
"""What the form offers for the roles that organisations make first; the admin decides."""


@dataclass(frozen=True)
class GiveDraft:
    """What is known of a role to be given: chat user ids, a role's name, a place (label, value), days."""

    person: str | None = None
    role: str | None = None
    over: str | None = None
    place: tuple[str, str] | None = None
    since: date | None = None
    until: date | None = None


def give_form(draft: GiveDraft, roles: Sequence[RoleView]) -> Form:
    """Give a role: to whom, which, where, from when until when."""
    options = [(role_words(each.name), each.name) for each in roles]
    fields = (
        FormField("person", say("To whom"), "person", draft.person),
        FormField("role", say("Role"), "choice", draft.role, options=options),
        FormField(
            "over", say("Over whom"), "person", draft.over, optional=True, hint=say("A reviewer, mentor or appraiser.")
        ),
        FormField(
            "place", say("In which course or category"), "search", draft.place, optional=True, lookup=PLACE_LOOKUP,
            hint=say("A teacher in a course. Empty: on the whole site."),
        ),
        FormField("since", say("From"), "date", draft.since, optional=True, hint=say("Empty: from now.")),
        FormField("until", say("Until"), "date", draft.until, optional=True, hint=say("Through this day.")),
    )  # fmt: skip
    return Form(say("Give a role"), GIVE_FORM, fields, submit=say("Give"))


def edit_form(role: RoleView) -> Form:
    """What a role holds; what is unchecked it holds no longer."""
    intro = (Text(say("*{role}*: what it holds, wherever it is given.", role=role_words(role.name))),)
    return Form(say("Edit role"), EDIT_FORM, (_capabilities(role.capabilities),), {"role": role.name}, intro=intro)


def new_form(name: str) -> Form:
    """A role of the site's own."""
    named = FormField("name", say("Name"), initial=name, max_length=60, hint=say("Example: mentor"))
    return Form(say("New role"), NEW_FORM, (named, _capabilities(SUGGESTED.get(name.strip().lower(), ()))))


def read_capabilities(values: Mapping[str, Any]) -> list[Capability]:
    """The capabilities picked in a form."""
    known = {str(each) for each in Capability}
    return [Capability(each) for each in values.get("capabilities") or [] if each in known]


def _capabilities(held: Collection[Capability]) -> FormField:
    options = [(f"{each}: {PERMISSIONS[each].doing}", str(each)) for each in Capability]
    initial = [str(each) for each in held]
    return FormField(
        "capabilities", say("Holds"), "choice", initial, optional=True, options=options, several=True
    )
