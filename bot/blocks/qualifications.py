"""Cards of what is on file: what is said once a qualification is saved, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.blocks.drafts import SAVE
from bot.blocks.qualification_words import MISSING_WORDS, verified_word
from bot.blocks.why import why_button
from bot.cards import Actions, Button, Card, Part, Text, Words, undo_button
from core.qualifications import QualificationView, RevocationView, Status
from core.words import Sentence, TimeOfDay, say, say_count

OPEN, OPEN_FORM = "qualification.open", "qualification.correct"
ASK_VERIFICATION = "verification.ask"


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
    asked_again: date | None = None


def saved(view: SavedView) -> Card:
    """Saved, renewed or changed: how it stands, what is missing, when it expires, what can be done, and Undo."""
    held = view.qualification
    lines = [_saved_words(view), *standing_lines(held, asked_again=view.asked_again)]
    parts: list[Part] = [Text(line) for line in lines]
    if view.undo_id is not None:
        buttons = [why_button(held.person_id, held.competency_id), undo_button(view.undo_id)]
        if held.missing:
            buttons.insert(0, Button(say("Fill in"), OPEN_FORM, {"qualification": held.id}))
        if not held.verified and held.verification is None:
            buttons.insert(0, ask_button(held.id))
        parts.append(Actions(buttons))
    return Card(lines[0], tuple(parts))


def ask_button(qualification_id: int, *, primary: bool = False) -> Button:
    """Ask a reviewer to verify it."""
    style: Literal["primary"] | None = "primary" if primary else None
    return Button(say("Ask for verification"), ASK_VERIFICATION, {"qualification": qualification_id}, style)


def standing_lines(held: QualificationView, *, asked_again: date | None = None) -> list[Sentence]:
    """What is to be said of a qualification besides that it is there: revoked, expiry, document, fields."""
    lines = [revoked_words(held.revoked)] if held.revoked is not None else []
    if Status.EXPIRED in held.statuses:
        lines.append(say("✕ Expired on {day}. Send the renewed one and I'll log it.", day=held.expires_on))
    if Status.EXPIRING in held.statuses and held.left is not None:
        lines.append(expires_in(held.left, held.expires_on))
    if Status.MISSING_DOCUMENTATION in held.statuses:
        lines.append(say("△ Document missing: drop it here."))
    if Status.MISSING_FIELDS in held.statuses:
        names = [MISSING_WORDS[name] for name in held.missing]
        lines.append(say("△ Details missing: {fields}.", fields=names))
    lacks = {Status.MISSING_DOCUMENTATION, Status.MISSING_FIELDS} & held.statuses
    if lacks and lines and asked_again is not None:
        lines[-1] = say("{line} Next asked on {day}.", line=lines[-1], day=asked_again)
    return lines


def revoked_words(revoked: RevocationView) -> Sentence:
    """That it is revoked, until when, and why (qualifications/revoke)."""
    if revoked.until is None:
        return say("⊘ Revoked, {at}: '{reason}'", at=revoked.since, reason=revoked.reason)
    return say("⊘ Revoked until {until}: '{reason}'", until=revoked.until, reason=revoked.reason)


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


def attached(names: Sequence[str], held: QualificationView) -> Card:
    """Documents were put on a saved qualification."""
    said = say("✓ Kept {files} with {name}.", files=list(names), name=held.name)
    return Card(said, (Text(said), *(Text(line) for line in standing_lines(held))))


def _saved_words(view: SavedView) -> Sentence:
    held = view.qualification
    words = say(
        "{done} {name}: {rating}, {verified}.",
        done=_done_words(view), name=held.name, rating=view.rating or say("on file"), verified=verified_word(held),
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
