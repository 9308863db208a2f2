"""Cards of targets read from a job description: proposed, not yet set (targets/ai)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.tagging import WITHOUT_MODEL
from bot.blocks.targets import CANCEL, CHANGE
from bot.cards import Actions, Button, Card, Context, Form, FormField, Header, Part, Text, Words
from bot.target_draft import TargetDraft
from core.frameworks import CompetencyView
from core.words import Sentence, say, say_count

SET_PROPOSED, FORM = "targets.set_proposed", "targets.job_form"
ENDINGS = ("pdf", "txt", "png", "jpg", "jpeg")
LONGEST = 3_000
NOTHING_SET = say("Nothing is set until you press.")


@dataclass(frozen=True)
class ProposedRow:
    """A proposed target: the competency, the value asked for ('' for the lowest that counts), why, and how sure."""

    competency: CompetencyView
    value: str
    words: Sequence[str]
    confidence: float | None
    reason: str


def proposals_card(draft: TargetDraft, rows: Sequence[ProposedRow], whom: Words, degraded: str | None) -> Card:
    """What the job asks for, each with why; one press sets it, Change opens the form with it."""
    said = say_count("{n} target proposed for {whom}.", "{n} targets proposed for {whom}.", len(rows), whom=whom)
    parts: list[Part] = [Header(say("Proposed targets")), Text(say("{said} {nothing}", said=said, nothing=NOTHING_SET))]
    parts += [Text(_row(each)) for each in rows]
    parts += [Context(WITHOUT_MODEL[degraded])] if degraded in WITHOUT_MODEL else []
    payload = draft.payload()
    label = say_count("Set {n} target", "Set {n} targets", len(rows))
    buttons = (
        Button(label, SET_PROPOSED, payload, "primary"),
        Button(say("Change"), CHANGE, payload),
        Button(say("Cancel"), CANCEL),
    )
    return Card(say("{said} {nothing}", said=said, nothing=NOTHING_SET), (*parts, Actions(buttons)))


def _row(row: ProposedRow) -> Sentence:
    """'Fire safety · 0.93 · Leads guests out. (words: fire panel, alarm)'"""
    name = say("*{name}*: {value}", name=row.competency.name, value=row.value) if row.value else say(
        "*{name}*", name=row.competency.name
    )
    words = say("words: {words}", words=list(row.words)) if row.words else say("no words of its own")
    if row.confidence is None:
        return say("{name} · named in it · {words}", name=name, words=words)
    confidence = f"{row.confidence:.2f}"
    if not row.reason:
        return say("{name} · {confidence} · {words}", name=name, confidence=confidence, words=words)
    return say("{name} · {confidence} · {reason} · {words}", name=name, confidence=confidence, reason=row.reason,
               words=words)


def nothing_card(draft: TargetDraft, degraded: str | None) -> Card:
    """Nothing in the text fits what is in the catalogue."""
    said = say("Nothing in it fits a skill of the catalogue well enough. Nothing was set.")
    more = [Context(WITHOUT_MODEL[degraded])] if degraded in WITHOUT_MODEL else []
    return Card(said, (Text(said), *more, Actions((Button(say("Pick by hand"), CHANGE, draft.payload()),))))


def job_form(draft: TargetDraft, text: str = "") -> Form:
    """The job description, as text or as a file."""
    fields = (
        FormField("text", say("Job description"), "long_text", text or None, optional=True, max_length=LONGEST),
        FormField(
            "file", say("Or a file with it"), "file", optional=True, endings=ENDINGS,
            hint=say("PDF, text, PNG or JPEG. It is read, not kept."),
        ),
    )
    return Form(say("Targets for a job"), FORM, fields, draft.payload(), submit=say("Read"))
