"""Cards of skill suggestions: one row a suggestion, settled where it was decided (tagging/why, tagging/nothing)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.blocks.tagging_language import language_note
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words
from core.activities import ACCEPTED, MAX_SKILLS, OPEN, REJECTED, ActivityView, RunView, SuggestionView
from core.audit import UNDO_FOR
from core.words import Sentence, TimeOfDay, say, say_count

ACCEPT, REJECT, WHY, TAKE_BACK = "tag.accept", "tag.reject", "tag.why", "tag.undo"
ASK, PICK, PROPOSE, EDIT, CLEAR = "tag.ask", "tag.pick", "tag.propose", "tag.edit", "tag.clear"

WITHOUT_MODEL = {
    "no_model": say("Without the language model: matched by meaning and words."),
    "failed": say("The language model isn't answering: matched by meaning and words."),
    "budget": say(
        "The day's budget for the language model is spent: matched by meaning and words. "
        "It opens again at midnight UTC."
    ),
    "switched_off": say("The AI is switched off here: matched by meaning and words, on this machine."),
}


@dataclass(frozen=True)
class Desktop:
    """What a card about one activity shows: the activity, how many skills it carries, the names of those the viewer
    may see, how many were rejected earlier, and for whom and when it is shown. `carried` is what the buttons of its
    suggestions take along, such as that somebody is going through many activities."""

    activity: ActivityView
    linked: int
    names: tuple[str, ...]
    rejected_before: int
    viewer_id: int
    now: datetime
    carried: Mapping[str, Any] = field(default_factory=dict)

    @property
    def room(self) -> int:
        """How many skills the activity can still carry."""
        return max(0, MAX_SKILLS - self.linked)


def answer_card(desk: Desktop, run: RunView, note: Words | None = None) -> Card:
    """What asking the tagger brought: its suggestions, or honestly nothing; `note` is what just happened."""
    card = suggestions_card(desk, run) if run.rows else nothing_card(desk, run)
    return card.plus(Context(note)) if note else card


def suggestions_card(desk: Desktop, run: RunView) -> Card:
    """The suggestions of one asking, at most three, each to be accepted or rejected (tagging/proposal-only)."""
    count = len(run.rows)
    lead = _lead(run)
    summary = say_count(
        "{n} suggestion for {title}. Nothing is linked until you accept.",
        "{n} suggestions for {title}. Nothing is linked until you accept.",
        count,
        title=desk.activity.title,
    )
    rows = [part for row in run.rows for part in _row(desk, run, row)]
    if not waiting(run):
        summary = say("{title}: {lead}", title=desk.activity.title, lead=lead)
    return Card(summary, (Header(desk.activity.title), Text(lead), *rows, *_ending(desk, run)))


def nothing_card(desk: Desktop, run: RunView) -> Card:
    """Nothing passed: the best skill, its confidence and the threshold, and what can be done (tagging/nothing)."""
    if run.best_name is None or run.best_confidence is None:
        lead = say("There is no skill to compare with. Nothing was linked.")
    else:
        lead = say(
            "No skill fits well enough. Best: {skill}, {confidence}; the threshold is {threshold}. "
            "Nothing was linked.",
            skill=run.best_name,
            confidence=confidence(run.best_confidence, run.threshold),
            threshold=bar(run.threshold),
        )
    about = {"activity": desk.activity.id}
    buttons = Actions(
        (
            Button(say("Pick by hand"), PICK, about),
            Button(say("Propose a new skill"), PROPOSE, about),
            Button(say("Edit activity"), EDIT, about),
        )
    )
    return Card(lead, (Header(desk.activity.title), Text(lead), buttons, *_left_out(desk), *_degraded(desk, run)))


def full_card(desk: Desktop, note: Words | None = None) -> Card:
    """The activity carries all it can (activities/skills-limit)."""
    words = say("This activity has {most} skills, the most it can carry.", most=MAX_SKILLS)
    listed = (Context(say("{skills}.", skills=desk.names)),) if desk.names else ()
    about = {"activity": desk.activity.id}
    buttons = Actions((Button(say("Change skills"), PICK, about), Button(say("Edit activity"), EDIT, about)))
    card = Card(words, (Header(desk.activity.title), Text(words), *listed, buttons))
    return card.plus(Context(note)) if note else card


def why_card(run: RunView, row: SuggestionView) -> Card:
    """Why this was suggested, in at most five lines (chat/why, tagging/why)."""
    judged = (
        say("By: {model}, prompt {prompt}.", model=run.model, prompt=run.prompt_version)
        if row.source == "judge" and run.prompt_version
        else say("By: {model}, matched by meaning and words.", model=run.model)
    )
    asked = (
        say("Asked by {who}, {at}. Nothing is linked until it is accepted.", who=run.asked_by, at=run.asked_at)
        if run.asked_by
        else say("Asked {at}. Nothing is linked until it is accepted.", at=run.asked_at)
    )
    lines = [
        say(
            "{skill}: confidence {confidence}, the threshold is {threshold}.",
            skill=row.name,
            confidence=confidence(row.confidence, run.threshold),
            threshold=bar(run.threshold),
        ),
        say("Reason: {reason}", reason=row.reason),
        *([say("Words in the text: {words}.", words=", ".join(row.words))] if _words_apart(row) else []),
        judged,
        asked,
    ]
    return Card(lines[0], tuple(Text(each) for each in lines))


def decided_rows(desk: Desktop, run: RunView) -> list[Part]:
    """What was decided of one asking, each with its Undo where it still has one."""
    return [part for row in run.rows if row.status in (ACCEPTED, REJECTED) for part in _row(desk, run, row)]


def waiting(run: RunView) -> bool:
    """Whether one of its suggestions is still to be decided."""
    return any(row.status == OPEN for row in run.rows)


def confidence(value: float, threshold: float) -> str:
    """A confidence in two decimals, in four where two would put it on the other side of the threshold."""
    crosses = (round(value, 2) >= threshold) != (value >= threshold)
    return f"{value:.4f}" if crosses else f"{value:.2f}"


def bar(threshold: float) -> str:
    """A threshold in two decimals, in as many as it has where those are more."""
    return f"{threshold:.2f}" if round(threshold, 2) == threshold else f"{threshold:g}"


def _row(desk: Desktop, run: RunView, row: SuggestionView) -> list[Part]:
    if row.status == ACCEPTED:
        said = say("*{skill}* ✓ Linked by {who}, {at}", skill=row.name, who=_who(row), at=_when(desk, row))
        return [Text(said, _undo(desk, run, row))]
    if row.status == REJECTED:
        said = say("*{skill}* · Rejected; not offered again for this activity", skill=row.name)
        return [Text(said, _undo(desk, run, row))]
    offered = say(
        "*{skill}* · {confidence} · {reason}",
        skill=row.name,
        confidence=confidence(row.confidence, run.threshold),
        reason=row.reason,
    )
    words = [Context(say("words: {words}", words=", ".join(row.words)))] if _words_apart(row) else []
    return [Text(offered), *words, *([_choices(desk, run, row)] if row.status == OPEN else [])]


def _lead(run: RunView) -> Sentence:
    if not waiting(run):
        return say_count("{n} suggestion, decided.", "{n} suggestions, all decided.", len(run.rows))
    return say_count(
        "{n} suggestion. Nothing is linked until you accept.",
        "{n} suggestions. Nothing is linked until you accept.",
        len(run.rows),
    )


def _words_apart(row: SuggestionView) -> bool:
    """Whether the matched words need a line of their own: the reason doesn't quote them all (tagging/why)."""
    return any(f"'{each}'" not in row.reason for each in row.words)


def _choices(desk: Desktop, run: RunView, row: SuggestionView) -> Actions:
    about = {"suggestion": row.id, "run": run.id, **desk.carried}
    return Actions(
        (
            Button(say("Accept"), ACCEPT, about, "primary"),
            Button(say("Reject"), REJECT, about),
            Button(say("Why?"), WHY, about),
        )
    )


def _undo(desk: Desktop, run: RunView, row: SuggestionView) -> Button | None:
    """The Undo beside a decision of the viewer's own, for ten minutes (chat/undo)."""
    if row.decided_by_id != desk.viewer_id or row.decided_at is None or desk.now > row.decided_at + UNDO_FOR:
        return None
    return Button(say("Undo"), TAKE_BACK, {"suggestion": row.id, "run": run.id, **desk.carried})


def _ending(desk: Desktop, run: RunView) -> list[Part]:
    """Below the rows: threshold and count, what was left out, and whether no language model judged."""
    counted = say(
        "Threshold {threshold}. {linked} {how}" if run.degraded in WITHOUT_MODEL else "Threshold {threshold}. {linked}",
        threshold=bar(run.threshold),
        linked=linked_so_far(desk),
        how=WITHOUT_MODEL.get(run.degraded or "", ""),
    )
    after = [] if waiting(run) else [_next_steps(desk, run)]
    return [Context(counted), *_unread(desk, run), *_left_out(desk), *after]


def _next_steps(desk: Desktop, run: RunView) -> Actions:
    """What can follow once every suggestion is decided."""
    picking = [Button(say("Pick by hand"), PICK, {"activity": desk.activity.id, "run": run.id})] if desk.room else []
    return Actions((*picking, Button(say("Edit activity"), EDIT, {"activity": desk.activity.id})))


def _degraded(desk: Desktop, run: RunView) -> list[Part]:
    alone = [Context(WITHOUT_MODEL[run.degraded])] if run.degraded in WITHOUT_MODEL else []
    return [*alone, *_unread(desk, run)]


def _unread(desk: Desktop, run: RunView) -> list[Part]:
    """What the embedding model can't read of the activity's text."""
    note = language_note(f"{desk.activity.title}. {desk.activity.description}", run.model)
    return [Context(note)] if note else []


def _left_out(desk: Desktop) -> list[Part]:
    if not desk.rejected_before:
        return []
    said = say_count(
        "{n} skill rejected earlier is left out.", "{n} skills rejected earlier are left out.", desk.rejected_before
    )
    return [Text(said, Button(say("Offer again"), CLEAR, {"activity": desk.activity.id}))]


def linked_so_far(desk: Desktop) -> Sentence:
    """How many skills the activity carries, of how many it can."""
    return say("Linked so far: {n} of {most}.", n=desk.linked, most=MAX_SKILLS)


def _who(row: SuggestionView) -> Words:
    return row.decided_by or say("the operator")


def _when(desk: Desktop, row: SuggestionView) -> TimeOfDay | datetime | None:
    """The wall-clock time of a decision; with its date once that is not of these hours."""
    if row.decided_at is None or desk.now - row.decided_at > timedelta(hours=6):
        return row.decided_at
    return TimeOfDay(row.decided_at)
