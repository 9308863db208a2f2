"""Results that wait for their person or activity, as an admin settles them (activities/unmatched)."""

from __future__ import annotations

from bot.blocks.activity_words import shown
from bot.cards import Actions, Button, Card, Context, Form, FormField, Header, Part, Text, Words
from core.activities import Waiting, WaitingPage
from core.words import Percent, Sentence, say, say_count

MORE, MATCH, SAVE_MATCH = "unmatched.more", "unmatched.match", "unmatched.save"
ACTIVITIES = "unmatched.activities"
PAGE = 10


def unmatched_card(page: WaitingPage, start: int = 0, note: Words | None = None) -> Card:
    """The results that wait, ten at a time, each with its way out."""
    head: list[Part] = [Text(note)] if note is not None else []
    if not page.total:
        said = say("No result waits for its person or activity.")
        return Card(said, (*head, Text(said)))
    said = say_count(
        "{n} result waits for its person or activity.", "{n} results wait for their person or activity.", page.results
    )
    rows = [Text(_row(each), Button(say("Match"), MATCH, {"result": each.id, "start": start})) for each in page.rows]
    parts: list[Part] = [Header(say("Unmatched results")), *head, Text(said), *rows]
    if start + PAGE < page.total:
        parts.append(Actions((Button(say("Show more"), MORE, {"start": start + PAGE}),)))
    counted = say("Each counts once it is matched, placed by its own time. New people and activities match alone.")
    return Card(said, (*parts, Context(counted)))


def match_form(row: Waiting, start: int) -> Form:
    """The form that says whose result it is and of what: only what is unknown is asked."""
    fields: list[FormField] = []
    if not row.person_known:
        fields.append(FormField("person", say("Whose is it?"), "person", optional=not row.activity_known))
    if not row.activity_known:
        label = say("Which activity is it?")
        fields.append(
            FormField("activity", label, "search", optional=not row.person_known, lookup=ACTIVITIES)
        )
    fields.append(FormField("drop", say("Drop it instead, for good"), "check", False, optional=True))
    note = say("What the source calls them is remembered: later results match by themselves.")
    payload = {"result": row.id, "start": start}
    return Form(say("Match a result"), SAVE_MATCH, fields, payload, say("Match"), (Text(_row(row)), Text(note)))


def matched_words(counted: int) -> Sentence:
    """How many results count now."""
    if not counted:
        return say("✓ Noted. It counts once the rest is known, too.")
    return say_count("✓ {n} result counts now.", "✓ {n} results count now.", counted)


def _row(row: Waiting) -> Sentence:
    known = {True: say("known"), False: say("unknown")}
    words = say(
        "{person} ({person_known}) · {activity} ({activity_known})",
        person=row.person,
        person_known=known[row.person_known],
        activity=row.activity,
        activity_known=known[row.activity_known],
    )
    rest = say("course completed") if row.score is None else say("{score}", score=Percent(shown(row.score)))
    return say_count(
        "{words}\n{rest} · {at} · {source}",
        "{words}\n{rest} · {at} · {source} · {n} alike",
        row.alike,
        words=words,
        rest=rest,
        at=row.happened_at,
        source=row.source,
    )
