"""Cards around suggestions: what is looked for, which activity is meant, what was saved, what was proposed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.quiz_authoring import QUESTIONS
from bot.blocks.tagging import ASK, PICK, Desktop, linked_so_far
from bot.cards import Actions, Button, Card, Context, Header, Text, Words, line
from core.activities import ActivityView
from core.words import Sentence, say

OPEN_ACTIVITY, NEW_ACTIVITY = "tag.open", "tag.new"


def looking_card(title: str, saved: Words | None = None) -> Card:
    """Shown at once, while the tagger works; `saved` is what was just saved."""
    notes = (Context(saved),) if saved else ()
    return Card(
        say("Looking for skills for {title}…", title=title), (Header(title), Text(say("Looking for skills…")), *notes)
    )


def waiting_card(activity: ActivityView, words: Words) -> Card:
    """The tagger can't work now; picking by hand does."""
    about = {"activity": activity.id}
    buttons = Actions((Button(say("Try again"), ASK, about, "primary"), Button(say("Pick by hand"), PICK, about)))
    return Card(words, (Header(activity.title), Text(words), buttons))


def alike_card(words: str, alike: Sequence[tuple[int, str]]) -> Card:
    """No activity of this title: those spelled like it, or a new one."""
    said = say("I don't find an activity '{words}'. Is it one of these?", words=words)
    known = [Button(title, OPEN_ACTIVITY, {"activity": key}) for key, title in alike[:3]]
    return Card(said, (Text(said), Actions((*known, Button(say("New activity"), NEW_ACTIVITY, {"words": words})))))


def which_card(words: str, found: Sequence[ActivityView]) -> Card:
    """Several activities of one title: which one is meant, told apart by id number and module."""
    said = say("{n} activities are called '{words}'. Which one?", n=len(found), words=words)
    rows = [
        Text(_named_apart(each), Button(say("This one"), OPEN_ACTIVITY, {"activity": each.id})) for each in found[:10]
    ]
    return Card(said, (Text(said), *rows))


def saved_card(desk: Desktop, words: Sentence, undo: Button | None = None) -> Card:
    """Skills picked by hand, or an activity saved: what it carries now, and what can follow."""
    about = {"activity": desk.activity.id}
    offers = [Button(say("Assign skills with AI"), ASK, about)] if desk.room else []
    buttons = (*([undo] if undo else []), *offers, Button(say("Change skills"), PICK, about))
    buttons = (*buttons, Button(say("Questions"), QUESTIONS, about))
    return Card(words, (Header(desk.activity.title), Text(words), Actions(buttons), Context(linked_so_far(desk))))


def proposed_card(name: str) -> Card:
    """A proposal went to the catalogue's owners."""
    return line(say("Proposed: {name}. Those who manage the catalogue are told; nothing was linked.", name=name))


def _named_apart(activity: ActivityView) -> Sentence:
    if not activity.modules:
        return say("{title} · {idnumber}", title=activity.title, idnumber=activity.idnumber)
    return say(
        "{title} · {idnumber} · {modules}",
        title=activity.title,
        idnumber=activity.idnumber,
        modules=activity.modules,
    )
