"""Forms around tagging: a new or changed activity, skills picked by hand, a skill proposed to the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cards import Form, FormField, Text, Words
from core.activities import ActivityView
from core.words import say

SAVE_ACTIVITY, SAVE_PICKED, SEND_PROPOSAL = "tag.save_activity", "tag.save_picked", "tag.send_proposal"
SKILLS, MODULES = "skills", "modules"
"""Names of the search fields."""

LONGEST_TITLE = 80
LONGEST_TEXT = 3_000
"""What a text field takes."""

Chosen = Sequence[tuple[Words, str]]


def new_activity_form(words: str = "", *, about: Words | None = None) -> Form:
    """A new activity, title and description prefilled from somebody's words; to be tagged once it is saved."""
    title, description = split_words(words)
    module = FormField(
        "module", say("Module"), "search", lookup=MODULES, optional=True, hint=say("Where it is taken. Type to search.")
    )
    return Form(
        title=say("New activity"),
        callback=SAVE_ACTIVITY,
        fields=(_title(title), _description(description), module, *_assigning((), on=True)),
        intro=(Text(about),) if about else (),
    )


def edit_activity_form(activity: ActivityView, linked: Chosen) -> Form:
    """Change an activity's title and text, and its skills; too long a text is left out and stays."""
    fits = len(activity.description) <= LONGEST_TEXT
    text = (_description(activity.description),) if fits else ()
    kept = say("The description is too long for this form; it stays as it is.")
    return Form(
        title=say("Edit activity"),
        callback=SAVE_ACTIVITY,
        fields=(_title(activity.title), *text, *_assigning(linked, on=False)),
        payload={"activity": activity.id},
        intro=() if fits else (Text(kept),),
    )


def pick_form(activity: ActivityView, linked: Chosen, run_id: int | None) -> Form:
    """An activity's skills by hand, those it has filled in."""
    payload: dict[str, Any] = {"activity": activity.id, **({"run": run_id} if run_id else {})}
    return Form(
        title=say("Skills"),
        callback=SAVE_PICKED,
        fields=(_skills(linked, optional=True),),
        payload=payload,
        intro=(Text(say("Skills on *{title}*", title=activity.title)),),
    )


def proposal_form(activity_id: int | None = None) -> Form:
    """A skill that the catalogue lacks, on this activity; its owners decide."""
    return Form(
        title=say("Propose a new skill"),
        callback=SEND_PROPOSAL,
        fields=(FormField("name", say("Skill"), hint=say("Example: Racking inspection"), max_length=150),),
        payload={} if activity_id is None else {"activity": activity_id},
        submit=say("Propose"),
        intro=(Text(say("It goes to those who manage the catalogue. Nothing is linked.")),),
    )


def split_words(words: str) -> tuple[str, str]:
    """A title and a description out of what somebody wrote: a short text is the title, of a long one its beginning."""
    clean = " ".join(words.split())
    if len(clean) <= LONGEST_TITLE:
        return clean, ""
    first = clean.split(". ")[0].rstrip(".")
    title = first if len(first) <= LONGEST_TITLE else first[:LONGEST_TITLE].rsplit(" ", 1)[0]
    return title, words.strip()[:LONGEST_TEXT]


def _title(initial: str) -> FormField:
    return FormField("title", say("Title"), initial=initial, max_length=200)


def _description(initial: str) -> FormField:
    return FormField(
        "description", say("Description"), "long_text", initial=initial, optional=True, max_length=LONGEST_TEXT
    )


def _assigning(linked: Chosen, *, on: bool) -> tuple[FormField, ...]:
    """The switch 'Assign skills', and its two ways: by hand and with AI (activities/assign)."""
    return (
        FormField("assign", say("Assign skills"), "check", initial=on, optional=True),
        _skills(linked, optional=True),
        FormField("ai", say("Assign skills with AI"), "check", initial=on, optional=True),
    )


def _skills(linked: Chosen, *, optional: bool) -> FormField:
    return FormField(
        "skills",
        say("Skills by hand"),
        "search",
        initial=list(linked),
        optional=optional,
        hint=say("At most 3, from the catalogue. Type to search."),
        lookup=SKILLS,
        several=True,
    )
