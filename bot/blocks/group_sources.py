"""Groups that follow something: cohorts made from courses, channels of the chat (people/course-cohort)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.groups import CANCEL
from bot.cards import Actions, Button, Card, Form, FormField, Header, Text
from core.activities import CourseView
from core.words import say, say_count

COHORT_NEW, COHORT_APPLY = "group.cohort_new", "group.cohort_apply"
COHORT_FORM, COURSES_LOOKUP = "group.cohort_form", "group.courses"
CHANNEL_NEW, CHANNEL_FORM = "group.channel_new", "group.channel_form"


def cohort_form(name: str, group_id: int | None, courses: Sequence[CourseView]) -> Form:
    """The form of a cohort made from courses; of an existing one only its courses."""
    chosen = FormField(
        "courses", say("Courses"), "search", [(each.name, str(each.id)) for each in courses],
        lookup=COURSES_LOOKUP, several=True, hint=say("Who is enrolled in one of them is in the cohort."),
    )  # fmt: skip
    if group_id is not None:
        return Form(say("Courses of the cohort"), COHORT_FORM, (chosen,), {"group": group_id})
    named = FormField("name", say("Name"), initial=name, max_length=120)
    return Form(say("Cohort from courses"), COHORT_FORM, (named, chosen), submit=say("Go on"))


def cohort_dry_run(name: str, courses: Sequence[CourseView], people: int, payload: Mapping[str, Any]) -> Card:
    """Who would be in a cohort, before it is made (targets/dry-run)."""
    said = say_count(
        "{name}, made from {courses}: {n} person, and whoever enrols later.",
        "{name}, made from {courses}: {n} people, and whoever enrols later.",
        people,
        name=name,
        courses=[each.name for each in courses],
    )
    buttons = (Button(say("Apply"), COHORT_APPLY, payload, "primary"), Button(say("Cancel"), CANCEL))
    return Card(said, (Header(say("Not applied yet")), Text(said), Actions(buttons)))


def channel_form() -> Form:
    """Which channel's people are to be a group."""
    field = FormField(
        "channel", say("Channel"), hint=say("Its name with #, where Prowess was invited. Example: #warehouse")
    )
    return Form(say("Follow a channel"), CHANNEL_FORM, (field,), submit=say("Follow"))

