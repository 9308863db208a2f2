"""A qualification opened, and what is done with it from there: renewed, corrected, deleted, withdrawn, revoked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.blocks.qualification_opening import (
    ADD_DOCUMENT_FORM,
    DELETE_FORM,
    LIFT,
    MORE,
    OPEN_DOCUMENT,
    RENEW,
    RENEW_FORM,
    REVOKE_FORM,
    WITHDRAW_FORM,
    OpenedView,
    delete_form,
    document_form,
    opened_card,
    renewal_form,
    revoke_form,
    withdraw_form,
)
from bot.blocks.qualifications import OPEN
from bot.cards import Actions, Attachment, Card, Text, Words, undo_button
from bot.conversation import Answer, Asker, Conversations, Press, Submission
from bot.listeners.evidence import document_store, fetched
from bot.listeners.qualification_forms import correct_form
from bot.listeners.qualification_saving import note_change
from bot.listeners.renewing import expiry_from
from bot.saved_cards import RENEWED, saved_card
from core.audit import note_undoable
from core.clock import day_in
from core.db import WorkspaceSession
from core.documents import keep_document, open_document
from core.errors import Invalid, NotFound
from core.people import Actor, Capability, allows, over, people, person
from core.qualifications import (
    attach_document,
    competency_of,
    delete_qualification,
    documents_on,
    earlier_versions,
    lift_revocation,
    may_write,
    qualification,
    renew_qualification,
    revoke_qualification,
    undo_removal,
    undo_revocation,
    withdraw_qualification,
)
from core.words import Sentence, TimeOfDay, say

UNDO_REMOVED, UNDO_REVOKED = "qualification.removed", "qualification.revoked"


def register(conversations: Conversations) -> None:
    """Add the opened card, what its buttons do, and how that is undone."""
    conversations.press(OPEN, _open)
    conversations.press(OPEN_DOCUMENT, _hand_out)
    conversations.press(MORE, _more)
    conversations.press(RENEW, _ask_renewal)
    conversations.press(LIFT, _lift)
    conversations.submission(RENEW_FORM, _renew)
    conversations.submission(DELETE_FORM, _delete)
    conversations.submission(WITHDRAW_FORM, _withdraw)
    conversations.submission(REVOKE_FORM, _revoke)
    conversations.submission(ADD_DOCUMENT_FORM, _add_document)
    conversations.undo(UNDO_REMOVED, _undo_removed)
    conversations.undo(UNDO_REVOKED, _undo_revoked)


def opened_view(session: WorkspaceSession, asker: Asker, qualification_id: int, **more: Any) -> OpenedView:
    """A qualification as the asker opens it, with what they may do; raises NotFound where it is hidden or gone."""
    held = qualification(session, asker.actor, qualification_id)
    own = held.person_id == asker.person_id
    where = over(held.person_id, competency_id=held.competency_id)
    asked = held.verification.reviewer_id if held.verification else None
    wanted = [each for each in (held.verified_by_id, asked) if each is not None]
    named = {each.id: each.name for each in people(session, wanted).values()}
    return OpenedView(
        held,
        person(session, held.person_id),
        own,
        writes=not held.by_name_only and may_write(session, asker.actor, held.person_id),
        judges=not held.by_name_only and allows(session, asker.actor, Capability.QUALIFICATION_VERIFY, where),
        names=named,
        earlier=earlier_versions(session, asker.actor, held.id),
        **more,
    )


def _view(press: Press | Submission) -> OpenedView:
    with press.product.reading(press.asker.workspace_id) as session:
        return opened_view(session, press.asker, int(press.payload["qualification"]))


def _open(press: Press) -> Answer:
    """A message of its own: the list it was opened from stays."""
    return Answer(card=opened_card(_view(press)), replace=False, where="chat")


def _hand_out(press: Press) -> Answer:
    """A document, in the private chat only, for those who may open it (privacy/documents)."""
    qualification_id, document_id = int(press.payload["q"]), int(press.payload["document"])
    with press.product.reading(press.asker.workspace_id) as session:
        if document_id not in documents_on(session, [qualification_id])[qualification_id]:
            raise NotFound(say("That document is no longer here."))
        competency_id = competency_of(session, qualification_id)
        store = document_store(press.product)
        opened = open_document(session, press.asker.actor, document_id, store, competency_id=competency_id)
    said = say("{name}, as you asked.", name=opened.name)
    return Answer(card=Card(said, (Text(said), Attachment(opened.name, opened.content))), where="chat", replace=False)


def _more(press: Press) -> Answer:
    """One of the rarer things to do."""
    view = _view(press)
    match press.chosen:
        case "qualification.correct":
            return Answer(form=correct_form(view.held))
        case "qualification.lift":
            return _lift(press)
    made = {
        ADD_DOCUMENT_FORM: document_form, REVOKE_FORM: revoke_form, WITHDRAW_FORM: withdraw_form,
        DELETE_FORM: delete_form,
    }.get(str(press.chosen))
    if made is None:
        raise Invalid(say("Pick what to do."))
    return Answer(form=made(view))


def _ask_renewal(press: Press) -> Answer:
    view = _view(press)
    today = day_in(view.holder.time_zone, press.product.engine.clock())
    return Answer(form=renewal_form(view, today, expiry_from(view.held, today)))


def _renew(form: Submission) -> Answer:
    """The new version, with its document where one came along."""
    asker, values = form.asker, form.values
    files = fetched(form.product, asker.workspace_id, list(values.get("file") or []))
    with form.product.writing(asker.workspace_id) as session:
        held = qualification(session, asker.actor, int(form.payload["qualification"]))
        said = replace(
            held.details, issued_on=values.get("issued_on"), expires_on=values.get("expires_on"), links=(),
            number=str(values.get("number") or "") or None,
        )
        store = document_store(form.product)
        kept = [keep_document(session, asker.actor, held.person_id, each, store) for each in files]
        renew_qualification(session, asker.actor, held.id, said, kept)
        undo_id = note_change(session, asker, held.id)
    return Answer(card=saved_card(form.product, asker, held.id, RENEWED, undo_id))


def _delete(form: Submission) -> Answer:
    view = _view(form)
    with form.product.writing(form.asker.workspace_id) as session:
        version_id = delete_qualification(session, form.asker.actor, view.held.id)
        return Answer(card=_removed(session, form, view, version_id, say("Deleted")))


def _withdraw(form: Submission) -> Answer:
    view = _view(form)
    with form.product.writing(form.asker.workspace_id) as session:
        reason = str(form.values.get("reason") or "")
        version_id = withdraw_qualification(session, form.asker.actor, view.held.id, reason)
        return Answer(card=_removed(session, form, view, version_id, say("Withdrawn")))


def _removed(
    session: WorkspaceSession, form: Submission, view: OpenedView, version_id: int, done: Sentence
) -> Card:
    refs = {"qualification": view.held.id, "version": version_id}
    undo_id = note_undoable(session, form.asker.person_id, UNDO_REMOVED, **refs)
    said = say("{done} by you, {at}: {what}. History keeps it.", done=done, at=TimeOfDay(session.now), what=_what(view))
    return Card(said, (Text(said), Actions((undo_button(undo_id),))))


def _revoke(form: Submission) -> Answer:
    until = form.values.get("until")
    with form.product.writing(form.asker.workspace_id) as session:
        view = opened_view(session, form.asker, int(form.payload["qualification"]))
        made = revoke_qualification(
            session, form.asker.actor, view.held.id, str(form.values.get("reason") or ""),
            until if isinstance(until, date) else None,
        )
        refs = {"qualification": view.held.id, "revocation": made}
        undo_id = note_undoable(session, form.asker.person_id, UNDO_REVOKED, **refs)
        notice = say("Revoked by you, {at}.", at=TimeOfDay(session.now))
        shown = opened_view(session, form.asker, view.held.id, notice=notice, undo_id=undo_id)
    return Answer(card=opened_card(shown))


def _lift(press: Press) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        qualification_id = int(press.payload["qualification"])
        lift_revocation(session, press.asker.actor, qualification_id)
        notice = say("Ended by you, {at}: its dates count again.", at=TimeOfDay(session.now))
        shown = opened_view(session, press.asker, qualification_id, notice=notice)
    return Answer(card=opened_card(shown))


def _add_document(form: Submission) -> Answer:
    """A document put on it; a verification stays (qualifications/verified)."""
    files = fetched(form.product, form.asker.workspace_id, list(form.values.get("file") or []))
    if not files:
        raise Invalid(say("A file is needed: PDF, PNG or JPEG."), field="file")
    store, qualification_id = document_store(form.product), int(form.payload["qualification"])
    with form.product.writing(form.asker.workspace_id) as session:
        held = qualification(session, form.asker.actor, qualification_id)
        for each in files:
            document_id = keep_document(session, form.asker.actor, held.person_id, each, store)
            attach_document(session, form.asker.actor, held.id, document_id)
        session.flush()
        notice = say("✓ Kept {files}.", files=[each.name for each in files])
        shown = opened_view(session, form.asker, held.id, notice=notice)
    return Answer(card=opened_card(shown))


def _undo_removed(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    undo_removal(session, actor, int(refs["qualification"]), int(refs["version"]))
    return say("Undone, {at}. It is on file as before.", at=TimeOfDay(session.now))


def _undo_revoked(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    undo_revocation(session, actor, int(refs["qualification"]), int(refs["revocation"]))
    return say("Undone, {at}. It is not revoked.", at=TimeOfDay(session.now))


def _what(view: OpenedView) -> Words:
    return view.held.name if view.own else say("{who}'s {name}", who=view.holder.first_name, name=view.held.name)
