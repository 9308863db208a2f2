"""What people are told of their qualifications: registered for them, missing something, revoked, taken off file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.qualifications import OPEN, OPEN_FORM, ask_button, revoked_words, standing_lines
from bot.blocks.why import why_button
from bot.cards import Actions, Button, Card, Context, Part, Text, Words, line
from core.people import PersonView
from core.qualifications import QualificationView, RevocationView, Status
from core.words import Sentence, TimeOfDay, say, say_count

MUTE = say("Mute: /prowess settings")
MOST_LINES = 10


def registered_card(held: QualificationView, by: Words) -> Card:
    """What somebody registered for the person, what it lacks, and what to do with it (qualifications/notify)."""
    said = say("{by} registered for you: {what}, {verified}.", by=by, what=_dated(held), verified=_verified(held))
    buttons = [Button(say("Open"), OPEN, {"qualification": held.id})]
    if held.missing:
        buttons.insert(0, Button(say("Fill in"), OPEN_FORM, {"qualification": held.id}))
    if not held.verified and held.verification is None:
        buttons.append(ask_button(held.id))
    lines = [Text(each) for each in standing_lines(held)]
    why = say("Because it is yours. {mute}", mute=MUTE)
    return Card(said, (Text(said), *lines, Actions(buttons), Context(why)))


def withdrawn_card(by: Words, at: Any) -> Card:
    """What stays of the message about a registration that was taken back."""
    return line(say("{by} withdrew this, {at}.", by=by, at=TimeOfDay(at)))


def missing_card(
    lacking: Sequence[QualificationView], holders: Mapping[int, PersonView], recipient: PersonView
) -> Card:
    """What still lacks a field or a document a week after it was saved, asked once (qualifications/missing)."""
    own = all(each.person_id == recipient.id for each in lacking)
    said = say_count(
        "Still missing: {what}.", "{n} qualifications still miss something.", len(lacking), what=_lack(lacking[0])
    )
    parts: list[Part] = [Text(said)]
    for each in lacking[:MOST_LINES]:
        words = _lack(each) if own else say("{who}: {what}", who=holders[each.person_id].first_name, what=_lack(each))
        parts.append(Text(words, _fill(each)))
    if len(lacking) > MOST_LINES:
        more = len(lacking) - MOST_LINES
        parts.append(Text(say("And {n} more: /prowess all missing", n=more)))
    if len(lacking) == 1 and own and Status.MISSING_DOCUMENTATION in lacking[0].statuses:
        parts.append(Text(say("Drop the document here, in this thread.")))
    why = say("Because it was saved a week ago; I ask this once. {mute}", mute=MUTE)
    return Card(said, (*parts, Context(why)))


def filled_card() -> Card:
    """What stays of the question once all is there."""
    return line(say("Nothing is missing any more."))


def revoked_card(held: QualificationView, revoked: RevocationView, by: Words, *, taken_back: bool) -> Card:
    """That something of theirs is revoked, until when and why (qualifications/revoke)."""
    if taken_back:
        return line(say("{by} took back that your {name} is revoked.", by=by, name=held.name))
    said = say("{by} revoked your {name}. {line}", by=by, name=held.name, line=revoked_words(revoked))
    after = say("From that day its dates count again.") if revoked.until else say("An admin or reviewer can end it.")
    return Card(said, (Text(said), Text(after), Actions((_open(held), _why(held))), *_because()))


def lifted_card(held: QualificationView, by: Words) -> Card:
    """That a revocation ended early."""
    said = say("{by} ended the revocation of your {name}: its dates count again.", by=by, name=held.name)
    lines = [Text(each) for each in standing_lines(held)]
    return Card(said, (Text(said), *lines, Actions((_open(held),)), *_because()))


def verified_card(held: QualificationView, by: Words) -> Card:
    """That a reviewer verified something unasked."""
    said = say("{by} verified your {name}.", by=by, name=held.name)
    return Card(said, (Text(said), Actions((_open(held), _why(held))), *_because()))


def removed_card(name: Words, how: str, by: Words, reason: str | None) -> Card:
    """That something of theirs was taken off file (qualifications/delete)."""
    if how == "withdrawn":
        said = say("{by} withdrew your {name}: '{reason}' History keeps it.", by=by, name=name, reason=reason or "")
    else:
        said = say("{by} deleted your {name}. History keeps it.", by=by, name=name)
    return Card(said, (Text(said), *_because()))


def back_card(name: Words, by: Words) -> Card:
    """What stays of that message once it was undone."""
    return line(say("{by} took this back: your {name} is on file as before.", by=by, name=name))


def _dated(held: QualificationView) -> Sentence:
    if held.expires_on is not None:
        return say("{name}, expires {day}", name=held.name, day=held.expires_on)
    return say("{name}", name=held.name)


def _verified(held: QualificationView) -> Sentence:
    return say("verified") if held.verified else say("not verified")


def _lack(held: QualificationView) -> Sentence:
    lacks = []
    if Status.MISSING_DOCUMENTATION in held.statuses:
        lacks.append(say("document"))
    if Status.MISSING_FIELDS in held.statuses:
        lacks.append(say("details"))
    return say("△ {what} of {name}", what=lacks, name=held.name)


def _fill(held: QualificationView) -> Button:
    if held.missing:
        return Button(say("Fill in"), OPEN_FORM, {"qualification": held.id})
    return _open(held)


def _open(held: QualificationView) -> Button:
    return Button(say("Open"), OPEN, {"qualification": held.id})


def _why(held: QualificationView) -> Button:
    return why_button(held.person_id, held.competency_id)


def _because() -> list[Part]:
    return [Context(say("Because it is yours. {mute}", mute=MUTE))]
