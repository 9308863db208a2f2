"""Cards of verifying: what is asked of a reviewer, and what the person is told of it (qualifications/verified)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.blocks.qualification_opening import MOST_DOCUMENTS, OPEN_DOCUMENT, VERIFY
from bot.blocks.qualification_words import field_pairs
from bot.blocks.qualifications import ASK_VERIFICATION, OPEN, standing_lines
from bot.blocks.why import why_button
from bot.cards import Actions, Button, Card, Context, Fields, Form, FormField, Part, Text, Words, line, undo_button
from core.people import GraderKind, PersonView
from core.qualifications import LONGEST_REASON, QualificationView, VerificationState, VerificationView
from core.words import Sentence, TimeOfDay, say

START, HAND_BACK, REJECT = "verification.start", "verification.hand_back", "verification.reject"
REJECT_FORM, OPEN_REQUEST = "verification.reject_form", "verification.open"
ALWAYS = say("Requests to verify always come.")


@dataclass(frozen=True)
class VerificationCard:
    """A request to verify as one viewer reads it; `held` is None where nothing of it is open to them (any more)."""

    asked: VerificationView
    holder: PersonView
    name: Words
    viewer: PersonView
    held: QualificationView | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    asked_as: GraderKind | None = None
    undo_id: int | None = None
    notice: Words | None = None

    @property
    def mine(self) -> bool:
        """Whether the viewer has it in hand, or decided it."""
        return self.asked.reviewer_id == self.viewer.id

    def by(self, person_id: int | None) -> Words:
        """Whom a sentence names: 'you' for the viewer."""
        return say("you") if person_id == self.viewer.id else self.names.get(person_id or 0) or say("somebody")


def asked_card(name: Words, reviewer: Words | None, undo_id: int | None, *, again: bool) -> Card:
    """What one reads who asked: whom it waits for."""
    if reviewer is None:
        said = say("{name}: asked. Nobody can verify it yet; an admin can name a reviewer.", name=name)
    elif again:
        said = say("{name}: {reviewer} is asked already. Waiting.", name=name, reviewer=reviewer)
    else:
        said = say("{name}: asked {reviewer} to verify it. Waiting.", name=name, reviewer=reviewer)
    undo: tuple[Part, ...] = (Actions((undo_button(undo_id),)),) if undo_id is not None and not again else ()
    return Card(said, (Text(said), *undo))


def request_card(view: VerificationCard) -> Card:
    """The request as somebody who may verify it reads it, with what they can do now."""
    head = say("*{who} asks you to verify: {name}*", who=view.holder.first_name, name=view.name)
    notice: list[Part] = [Text(view.notice)] if view.notice is not None else []
    if (settled := _settled(view)) is not None or view.held is None:
        said = settled or say("It is no longer on file. Nothing to do.")
        return Card(said, (*notice, Text(head), Text(said), *_after(view)))
    fields = Fields(field_pairs(view.held) or [(say("Fields"), say("none filled in"))])
    parts: list[Part] = [*notice, Text(head), fields, *_documents(view.held)]
    parts += [Text(each) for each in standing_lines(view.held)]
    if view.asked.state is VerificationState.IN_REVIEW:
        parts.append(Context(say("In review by you since {at}.", at=TimeOfDay(view.asked.since))))
    summary = say("{who} asks you to verify: {name}.", who=view.holder.first_name, name=view.name)
    return Card(summary, (*parts, Actions(_buttons(view, view.held)), *_because(view)))


def reject_form(view: VerificationCard) -> Form:
    """Why; the person reads it, the qualification stays on file."""
    who = view.holder.first_name
    hint = say("{who} reads it. Example: The certificate can't be read.", who=who)
    fields = (FormField("reason", say("Why"), "long_text", hint=hint, max_length=LONGEST_REASON),)
    intro = (Text(say("*{who}: {name}*. It stays on file, not verified.", who=who, name=view.name)),)
    return Form(
        say("Not verified"), REJECT_FORM, fields, {"verification": view.asked.id}, say("Send"), intro
    )


def told_card(view: VerificationCard, step: str, words: str, at: datetime) -> Card:
    """What a person is told of a decision; once it was taken back the message says so."""
    by = view.names.get(view.asked.reviewer_id or 0) or say("A reviewer")
    if view.asked.is_open:
        return line(say("{by} took back what they decided on {name}; it is looked at again.", by=by, name=view.name))
    if step == "verified":
        said = say("{by} verified {what}.", by=by, what=_whose(view))
        return Card(said, (Text(said), Actions((_why(view), _open(view))), *_told_because(view)))
    said = say("{by} did not verify {what}: '{reason}'", by=by, what=_whose(view), reason=words)
    again = Button(say("Ask again"), ASK_VERIFICATION, {"qualification": view.asked.qualification_id})
    stays = Text(say("It stays on file, not verified."))
    return Card(said, (Text(said), stays, Actions((again, _open(view))), *_told_because(view)))


def waiting_card(requests: Sequence[tuple[VerificationView, Words, Words]]) -> Card:
    """The requests to verify that wait for somebody: whose, and what."""
    if not requests:
        return line(say("No qualifications wait to be verified by you."))
    parts: list[Part] = [
        Text(say("{who}: {name}, asked {at}", who=who, name=name, at=each.asked_at),
             Button(say("Open"), OPEN_REQUEST, {"verification": each.id}))
        for each, who, name in requests
    ]  # fmt: skip
    return Card(say("Qualifications to verify"), (Text(say("*Qualifications to verify*")), *parts))


def _whose(view: VerificationCard) -> Sentence:
    if view.holder.id == view.viewer.id:
        return say("your {name}", name=view.name)
    return say("{who}'s {name}", who=view.holder.first_name, name=view.name)


def _told_because(view: VerificationCard) -> list[Part]:
    own = view.holder.id == view.viewer.id
    return [Context(say("Because it is yours. {always}" if own else "Because you asked. {always}", always=ALWAYS))]


def _why(view: VerificationCard) -> Button:
    return why_button(view.holder.id, view.asked.competency_id)


def _open(view: VerificationCard) -> Button:
    return Button(say("Open"), OPEN, {"qualification": view.asked.qualification_id})


def _documents(held: QualificationView) -> list[Part]:
    if not held.has_documents:
        return [Text(say("No document is on file."))]
    if not held.documents and not held.links:
        return [Text(say("Its document opens once you start."))]
    payload = {"q": held.id}
    found: list[Part] = [
        Text(say("{name}", name=each.name), Button(say("Open"), OPEN_DOCUMENT, {**payload, "document": each.id}))
        for each in held.documents[:MOST_DOCUMENTS]
    ]
    return found + [Text(say("{link}", link=each)) for each in held.links[:MOST_DOCUMENTS]]


def _buttons(view: VerificationCard, held: QualificationView) -> list[Button]:
    request = {"verification": view.asked.id}
    verify = {"qualification": held.id, "version": held.version_id, **request}
    holding = Button(say("Hand back"), HAND_BACK, request)
    if view.asked.state is VerificationState.WAITING:
        holding = Button(say("Start"), START, request)
    return [Button(say("Verify"), VERIFY, verify, "primary"), holding, Button(say("Reject"), REJECT, request)]


def _settled(view: VerificationCard) -> Sentence | None:
    """What stands instead of buttons where there is nothing to do for the viewer; None where there is."""
    asked, by = view.asked, view.by(view.asked.reviewer_id)
    match asked.state:
        case VerificationState.VERIFIED:
            said = say("✓ Verified by {by}, {at}.", by=by, at=asked.since)
        case VerificationState.REJECTED:
            said = say("Not verified by {by}, {at}: '{reason}'", by=by, at=asked.since, reason=asked.words)
        case VerificationState.WITHDRAWN:
            return say("{who} withdrew this, {at}.", who=view.by(asked.asked_by_id), at=TimeOfDay(asked.since))
        case VerificationState.LAPSED:
            return say("It is no longer on file, since {at}. Nothing to do.", at=asked.since)
        case VerificationState.IN_REVIEW if not view.mine:
            return say("In review by {by} since {at}. Nothing to do.", by=by, at=TimeOfDay(asked.since))
        case _:
            return say("Others verify this now. Nothing to do.") if view.asked_as is None else None
    return said if view.mine else say("{said} Nothing to do.", said=said)


def _after(view: VerificationCard) -> list[Part]:
    decided = view.asked.state in (VerificationState.VERIFIED, VerificationState.REJECTED)
    if not decided or not view.mine or view.undo_id is None:
        return []
    return [Actions((undo_button(view.undo_id),))]


_WHY = {
    GraderKind.REVIEWER: "Because you are {who}'s reviewer. {always}",
    GraderKind.ADMIN: "Because you are an admin. {always}",
}


def _because(view: VerificationCard) -> list[Part]:
    said = _WHY.get(view.asked_as) if view.asked_as is not None else None
    return [Context(say(said, who=view.holder.first_name, always=ALWAYS))] if said else []
