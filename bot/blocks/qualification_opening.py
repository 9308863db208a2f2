"""A qualification opened: all its fields, documents, who verified it, and what the viewer can do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.blocks.qualification_words import FIELD_WORDS, field_pairs
from bot.blocks.qualifications import OPEN_FORM, ask_button, standing_lines
from bot.blocks.why import why_button
from bot.cards import (
    Actions,
    Button,
    Card,
    Context,
    Element,
    Fields,
    Form,
    FormField,
    Header,
    Part,
    Pick,
    Text,
    Words,
    undo_button,
)
from core.people import PersonView
from core.qualifications import LONGEST_REASON, QualificationView, VerificationState
from core.words import Sentence, say

OPEN_DOCUMENT, MORE = "qualification.document", "qualification.more"
RENEW, RENEW_FORM = "qualification.renew", "qualification.renew_form"
VERIFY, LIFT = "verification.verify", "qualification.lift"
DELETE_FORM, WITHDRAW_FORM, REVOKE_FORM = "qualification.delete", "qualification.withdraw", "qualification.revoke"
ADD_DOCUMENT_FORM = "qualification.add_document"
MOST_DOCUMENTS = 5


@dataclass(frozen=True)
class OpenedView:
    """A qualification as one viewer opens it: whose, what they may do, who registered and verified it."""

    held: QualificationView
    holder: PersonView
    own: bool
    writes: bool = False
    judges: bool = False
    names: dict[int, str] = field(default_factory=dict)
    earlier: Sequence[tuple[date | None, date | None]] = ()
    notice: Words | None = None
    undo_id: int | None = None

    @property
    def payload(self) -> dict[str, int]:
        """What its buttons carry."""
        return {"qualification": self.held.id}


def opened_card(view: OpenedView) -> Card:
    """The qualification with all that the viewer may see and do."""
    held = view.held
    title = held.name if view.own else say("{who}: {name}", who=view.holder.first_name, name=held.name)
    parts: list[Part] = [Header(title)]
    if view.notice is not None:
        parts.append(Text(view.notice))
    if held.by_name_only:
        why = say("Its details are seen by {who}, those who supervise them, and admins.", who=view.holder.first_name)
        return Card(title, (*parts, Text(say("On file.")), Context(why)))
    fields = Fields(field_pairs(held) or [(say("Status"), say("on file"))])
    parts += [fields, *(Text(line) for line in standing_lines(held)), *_documents(held)]
    if held.public_note:
        parts.append(Text(say("Note: {note}", note=held.public_note)))
    parts += [Context(_context(view)), *_actions(view)]
    return Card(title, tuple(parts))


def _documents(held: QualificationView) -> list[Part]:
    """Files with a button each, links as they are; who may not open them learns only that there are some."""
    if not held.documents and not held.links:
        return [Text(say("A document is on file; its owner or an admin can open it."))] if held.has_documents else []
    found: list[Part] = [
        Text(say("{name}", name=each.name), Button(say("Open"), OPEN_DOCUMENT, {"q": held.id, "document": each.id}))
        for each in held.documents[:MOST_DOCUMENTS]
    ]
    return found + [Text(say("{link}", link=each)) for each in held.links[:MOST_DOCUMENTS]]


def _context(view: OpenedView) -> Sentence:
    held = view.held
    said = [say("Registered {at}.", at=held.registered_at), _verified(view)]
    if view.earlier:
        days = [say("{day}", day=expires) for _, expires in view.earlier if expires is not None]
        said.append(say("Before its renewals it expired: {days}.", days=days) if days else say("It was renewed."))
    numbered = {f"s{place}": each for place, each in enumerate(said)}
    return say(" ".join(f"{{{name}}}" for name in numbered), **numbered)


def _verified(view: OpenedView) -> Sentence:
    held = view.held
    if held.verified:
        by = view.names.get(held.verified_by_id or 0)
        return say("Verified by {by}, {at}.", by=by, at=held.verified_at) if by else say("Verified.")
    asked = held.verification
    if asked is None:
        return say("Not verified.")
    name = view.names.get(asked.reviewer_id or 0) or say("somebody who may verify it")
    if asked.state is VerificationState.IN_REVIEW:
        return say("Not verified; {name} has it in review since {at}.", name=name, at=asked.since)
    return say("Not verified; it waits for {name}.", name=name)


def _actions(view: OpenedView) -> list[Part]:
    held, payload = view.held, view.payload
    buttons: list[Element] = []
    if view.judges and not held.verified and not view.own:
        buttons.append(Button(say("Verify"), VERIFY, {**payload, "version": held.version_id}, "primary"))
    elif view.writes and not held.verified and held.verification is None:
        buttons.append(ask_button(held.id, primary=True))
    if view.writes:
        buttons.append(Button(say("Renew"), RENEW, payload))
    if more := _more(view):
        buttons.append(Pick(say("More"), MORE, more, payload))
    if view.undo_id is not None:
        buttons.append(undo_button(view.undo_id))
    elif not view.writes and not more:
        buttons.append(why_button(held.person_id, held.competency_id))
    return [Actions(buttons)]


def _more(view: OpenedView) -> list[tuple[Words, str]]:
    held = view.held
    found: list[tuple[Words, str]] = []
    if view.writes:
        found += [(say("Edit"), OPEN_FORM), (say("Add a document"), ADD_DOCUMENT_FORM)]
    if view.judges and held.revoked is None:
        found.append((say("Revoke"), REVOKE_FORM))
    elif view.judges:
        found.append((say("End the revocation"), LIFT))
    if view.judges and held.verified:
        found.append((say("Withdraw"), WITHDRAW_FORM))
    elif view.writes and not held.verified:
        found.append((say("Delete"), DELETE_FORM))
    return found


def delete_form(view: OpenedView) -> Form:
    """Names the thing and the effect before it is done."""
    whose = say("Delete {name}?", name=view.held.name) if view.own else say(
        "Delete {who}'s {name}?", who=view.holder.first_name, name=view.held.name
    )
    said = say("{whose} It leaves every list; history keeps it.", whose=whose)
    return Form(say("Delete"), DELETE_FORM, (), view.payload, say("Delete"), (Text(said),), say("Keep"))


def withdraw_form(view: OpenedView) -> Form:
    """Why a verified one is taken off file."""
    intro = (Text(say("{name} leaves every list; history keeps it. {who} is told.", name=view.held.name,
                      who=_told(view))),)
    return Form(
        say("Withdraw"), WITHDRAW_FORM, (_reason(say("Example: The issuer does not know it.")),), view.payload,
        say("Withdraw"), intro,
    )  # fmt: skip


def revoke_form(view: OpenedView) -> Form:
    """Why, and until when."""
    hint = say("From that day its dates count again. Left empty, it stays revoked until somebody ends it.")
    fields = (
        _reason(say("Example: Suspended until the practical test is repeated.")),
        FormField("until", say("Valid again from"), "date", optional=True, hint=hint),
    )
    intro = (Text(say("{name} counts as revoked at once. {who} is told.", name=view.held.name, who=_told(view))),)
    return Form(say("Revoke"), REVOKE_FORM, fields, view.payload, say("Revoke"), intro)


def document_form(view: OpenedView) -> Form:
    """One more document."""
    file = FormField("file", FIELD_WORDS["document"], "file", hint=say("PDF, PNG or JPEG."))
    intro = (Text(say("*{name}*. A verification stays.", name=view.held.name)),)
    return Form(say("Add a document"), ADD_DOCUMENT_FORM, (file,), view.payload, say("Add"), intro)


def renewal_form(view: OpenedView, issued_on: date, expires_on: date | None) -> Form:
    """The new version, prefilled with the old one's usual duration."""
    held = view.held
    fields = (
        FormField("issued_on", FIELD_WORDS["issued_on"], "date", initial=issued_on, optional=True),
        FormField("expires_on", FIELD_WORDS["expires_on"], "date", initial=expires_on, optional=True),
        FormField("number", FIELD_WORDS["number"], initial=held.number, optional=True, max_length=100),
        FormField("file", FIELD_WORDS["document"], "file", optional=True, hint=say("PDF, PNG or JPEG.")),
    )
    intro = (Text(say("*{name}*. The old dates stay as history.", name=held.name)),)
    return Form(say("Renew"), RENEW_FORM, fields, view.payload, say("Renew"), intro)


def _reason(hint: Sentence) -> FormField:
    return FormField("reason", say("Why"), "long_text", hint=hint, max_length=LONGEST_REASON)


def _told(view: OpenedView) -> Words:
    return say("Nobody else") if view.own else view.holder.first_name
