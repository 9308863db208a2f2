"""Cards of what is on file: what is said once a qualification is saved, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.blocks.drafts import MOST_FIELDS, SAVE
from bot.blocks.qualification_words import FIELD_WORDS, MISSING_WORDS, PARTICULAR_WORDS
from bot.cards import Actions, Button, Card, Context, Fields, Header, Part, Text, Words, undo_button
from core.qualifications import QualificationView, Status
from core.words import Sentence, TimeOfDay, say, say_count

OPEN, OPEN_FORM = "qualification.open", "qualification.correct"


@dataclass(frozen=True)
class SavedView:
    """What is said of a saved qualification: who saved it when, how it stands now, the target it meets or not."""

    qualification: QualificationView
    at: datetime
    renewed: bool = False
    changed: bool = False
    rating: Words | None = None
    target_due: date | None = None
    target_met: bool | None = None
    undo_id: int | None = None


def saved(view: SavedView) -> Card:
    """Saved, renewed or changed: how it stands, what is missing, when it expires, and Undo."""
    lines = [_saved_words(view), *(say("{line}", line=each) for each in standing_lines(view.qualification))]
    parts: list[Part] = [Text(line) for line in lines]
    if view.undo_id is not None:
        buttons = [undo_button(view.undo_id)]
        if view.qualification.missing:
            buttons.insert(0, Button(say("Fill in"), OPEN_FORM, {"qualification": view.qualification.id}))
        parts.append(Actions(buttons))
    return Card(lines[0], tuple(parts))


def standing_lines(held: QualificationView) -> list[Sentence]:
    """What is to be said of a qualification besides that it is there: expiry, document, fields."""
    lines = []
    if Status.EXPIRED in held.statuses:
        lines.append(say("✕ Expired on {day}. Send the renewed one and I'll log it.", day=held.expires_on))
    if Status.EXPIRING in held.statuses and held.left is not None:
        lines.append(expires_in(held.left, held.expires_on))
    if Status.MISSING_DOCUMENTATION in held.statuses:
        lines.append(say("△ Document missing: drop it here."))
    if Status.MISSING_FIELDS in held.statuses:
        names = [MISSING_WORDS[name] for name in held.missing]
        lines.append(say("△ Details missing: {fields}.", fields=names))
    return lines


def expires_in(left: int, day: date | None) -> Sentence:
    """Days left and the day, never 'soon'."""
    if left == 0:
        return say("◔ Expires today, {day}.", day=day)
    return say_count("◔ Expires in {n} day, on {day}.", "◔ Expires in {n} days, on {day}.", left, day=day)


def already_on_file(held: QualificationView, draft_id: int | None = None, files: Sequence[str] = ()) -> Card:
    """The same paper is on file: nothing changed; a document that came with the message can be put on it."""
    said = say("{name}: already on file. Nothing changed.", name=held.name)
    buttons = [Button(say("Open"), OPEN, {"qualification": held.id})]
    if files and draft_id is not None:
        add = say("Add {file}", file=files[0])
        buttons.insert(0, Button(add, SAVE, {"draft": draft_id, "adds_to": held.id}, "primary"))
    return Card(said, (Text(said), Actions(buttons)))


def on_file(held: QualificationView) -> Card:
    """A qualification as it is on file, read only."""
    title = say("{name}", name=held.name)
    context = say("Registered {at}. {verified}", at=held.registered_at, verified=_verified(held))
    lines = [Text(line) for line in standing_lines(held)]
    return Card(title, (Header(title), Fields(_held_pairs(held)), *lines, Context(context)))


def attached(names: Sequence[str], held: QualificationView) -> Card:
    """Documents were put on a saved qualification."""
    said = say("✓ Kept {files} with {name}.", files=list(names), name=held.name)
    return Card(said, (Text(said), *(Text(line) for line in standing_lines(held))))


def _saved_words(view: SavedView) -> Sentence:
    held = view.qualification
    words = say(
        "{done} {name}: {rating}, {verified}.",
        done=_done_words(view), name=held.name, rating=view.rating or say("on file"), verified=_verified_word(held),
    )  # fmt: skip
    return say("{words} {target}", words=words, target=target) if (target := _target_words(view)) else words


def _done_words(view: SavedView) -> Sentence:
    at, expires = TimeOfDay(view.at), view.qualification.expires_on
    if view.renewed and expires is not None:
        return say("*✓ Renewed* by you, {at}, expires {day}.", at=at, day=expires)
    if view.renewed:
        return say("*✓ Renewed* by you, {at}.", at=at)
    if view.changed:
        return say("*✓ Changed* by you, {at}.", at=at)
    return say("*✓ Saved* by you, {at}.", at=at)


def _target_words(view: SavedView) -> Sentence | None:
    if view.target_met is None:
        return None
    if view.target_met and view.target_due is not None:
        return say("Your target due {due} is met.", due=view.target_due)
    if view.target_met:
        return say("Your target is met.")
    if view.target_due is not None:
        return say("Your target due {due} is not met yet.", due=view.target_due)
    return say("Your target is not met yet.")


def _verified_word(held: QualificationView) -> Sentence:
    return say("verified") if held.verified else say("not verified")


def _verified(held: QualificationView) -> Sentence:
    return say("Verified.") if held.verified else say("Not verified.")


def _held_pairs(held: QualificationView) -> list[tuple[Words, Words]]:
    shown: dict[str, Words | None] = {
        "value": held.value.name if held.value else None,
        "issued_on": say("{day}", day=held.issued_on) if held.issued_on else None,
        "expires_on": say("{day}", day=held.expires_on) if held.expires_on else None,
        "issuer": held.issuer,
        "number": held.number,
        "document": say("{names}", names=[each.name for each in held.documents]) if held.documents else None,
    }
    pairs: list[tuple[Words, Words]] = [(FIELD_WORDS[name], words) for name, words in shown.items() if words]
    pairs += [(PARTICULAR_WORDS[name], words) for name, words in held.particulars.items() if words]
    return pairs[:MOST_FIELDS] or [(say("Status"), say("on file"))]
