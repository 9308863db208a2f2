"""The weekly digest in chat: gathered when it goes out, acted on in place, worded anew from the data each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from bot.blocks.digest import (
    ACCEPT,
    APPROVE,
    BELOW,
    BOOK,
    KEEP,
    MORE,
    OPEN_RENEWAL,
    RENEW,
    STOP,
    DigestView,
    day_of,
    digest_card,
    rest_card,
)
from bot.blocks.plan_approval import RequestCard
from bot.blocks.reminders import renewal_form
from bot.cards import Card
from bot.conversation import Answer, Conversations, Gathered, Press, Submission
from bot.listeners.not_needed import question_view
from bot.listeners.plan_approval import note_step, request_view
from bot.listeners.renewing import expiry_from, renew
from bot.listeners.review_deciding import UNDO_DECISION
from bot.listeners.review_views import review_card
from bot.wording import message_card
from core.audit import note_undoable
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.frameworks import competencies
from core.notifications import (
    Digest,
    NoticeKind,
    NoticeLine,
    NoticeState,
    Outgoing,
    Told,
    answer_not_needed,
    book_renewal,
    gather_digest,
    is_digest_admin,
    lines_about,
    question,
    undelivered_messages,
    week_of,
)
from core.notifications.sending import sent_message
from core.people import Actor, Capability, PersonView, holds_anywhere, people
from core.plans import accept_plan
from core.qualifications import qualification
from core.reviews import accept_review, keep_undo
from core.words import say

GONE = say("That digest is no longer here. Nothing was changed.")


def register(conversations: Conversations) -> None:
    """Add the digest's words and its buttons, which stay in the message they stand in."""
    conversations.gathering(NoticeKind.DIGEST, _gathered)
    conversations.notice(NoticeKind.DIGEST, _worded)
    conversations.press(ACCEPT, partial(_do, conversations, _accept))
    conversations.press(APPROVE, partial(_do, conversations, _approve))
    conversations.press(STOP, partial(_do, conversations, partial(_answer, stops=True)))
    conversations.press(KEEP, partial(_do, conversations, partial(_answer, stops=False)))
    conversations.press(BOOK, partial(_do, conversations, _book))
    conversations.press(OPEN_RENEWAL, partial(_open_renewal, conversations))
    conversations.submission(RENEW, partial(_do, conversations, _renew))
    conversations.press(MORE, _more)


Deed = Callable[[WorkspaceSession, Any], None]


def _gathered(session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any]) -> Gathered | None:
    """This week's items; an old week's digest has nothing to say any more, for the next one says it."""
    if refs.get("week") != week_of(session.now, recipient.time_zone):
        return Gathered({"week": refs.get("week")})
    found = gather_digest(session, recipient, str(refs["week"]))
    return Gathered(found.refs(), found.subjects([question(session, each) for each in found.questions]))


def _worded(session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], message: Any) -> Card | None:
    view = _view(session, recipient, message.id, Digest.of(refs))
    return digest_card(view) if view.count else None


def _view(session: WorkspaceSession, reader: PersonView, message_id: int, digest: Digest) -> DigestView:
    skills = competencies(session, {each.competency_id for each in digest.lacking})
    lost = {each.id: each for each in undelivered_messages(session)}
    unsent = [lost[each] for each in digest.undelivered if each in lost]
    named = people(session, {each.recipient_id for each in unsent})
    return DigestView(
        message_id,
        reader,
        session.now,
        [question_view(session, reader, each) for each in digest.questions],
        [review_card(session, reader, each, of) for each, of in digest.reviews],
        lines_about(session, [Told(reader.id, each, on) for each, on in digest.expiries]),
        [(each, skills[each.competency_id]) for each in digest.lacking if each.competency_id in skills],
        [(each, named[each.recipient_id]) for each in unsent],
        is_digest_admin(session, reader.id),
        holds_anywhere(session, Actor(session.workspace_id, reader.id), Capability.TARGET_ASSIGN),
        _asked_plans(session, reader, digest),
    )


def _asked_plans(session: WorkspaceSession, reader: PersonView, digest: Digest) -> list[RequestCard]:
    """The plans that wait for approval, without those taken back or no longer the reader's to decide."""
    found = []
    for each, _ in digest.plans:
        with suppress(NotFound):
            found.append(request_view(session, reader, each))
    return found


def _do(conversations: Conversations, deed: Deed, request: Press | Submission) -> Answer:
    """Do it, or leave it where somebody else came first; either way the message shows what stands now."""
    try:
        with request.product.writing(request.asker.workspace_id) as session:
            _own(session, request)
            deed(session, request)
    except (Conflict, NotFound):
        pass
    return Answer(card=_again(conversations, request))


def _accept(session: WorkspaceSession, press: Press) -> None:
    review_id, value_id = int(press.payload["review"]), int(press.payload["value"])
    decided = accept_review(session, press.asker.actor, review_id, value_id)
    undo_id = note_undoable(session, press.asker.person_id, UNDO_DECISION, step=decided.step_id)
    keep_undo(session, decided.step_id, undo_id)


def _approve(session: WorkspaceSession, press: Press) -> None:
    note_step(session, press.asker, accept_plan(session, press.asker.actor, int(press.payload["request"])))


def _answer(session: WorkspaceSession, press: Press, *, stops: bool) -> None:
    answer_not_needed(session, press.asker.actor, int(press.payload["question"]), stops=stops)


def _book(session: WorkspaceSession, press: Press) -> None:
    line = _waiting_line(session, press)
    if press.chosen is None or isinstance(press.chosen, str):
        raise Invalid(say("Choose a day."))
    book_renewal(session, press.asker.actor, line.qualification_id, press.chosen)


def _open_renewal(conversations: Conversations, press: Press) -> Answer:
    """The form of a renewal, unless it was settled meanwhile."""
    with press.product.reading(press.asker.workspace_id) as session:
        try:
            line = _waiting_line(session, press)
        except Conflict:
            return Answer(card=_again(conversations, press))
        held = qualification(session, press.asker.actor, line.qualification_id)
        today = day_in(press.asker.person.time_zone, session.now)
    form = renewal_form(line, today, expiry_from(held, today))
    return Answer(form=replace(form, callback=RENEW, payload=dict(press.payload)))


def _renew(session: WorkspaceSession, form: Submission) -> None:
    line = _waiting_line(session, form)
    renew(session, form, line.qualification_id, line.expires_on)


def _waiting_line(session: WorkspaceSession, request: Press | Submission) -> NoticeLine:
    """The item that was acted on, while there is something to do about it; raises Conflict."""
    about = Told(
        request.asker.person_id, int(request.payload["qualification"]), day_of(request.payload["on"])
    )
    lines = lines_about(session, [about])
    if not lines or lines[0].state not in (NoticeState.OPEN, NoticeState.ASKED):
        raise Conflict(say("That is settled. Nothing was changed."))
    return lines[0]


def _more(press: Press) -> Answer:
    """The rows of a section that the message has no room for, below it."""
    with press.product.reading(press.asker.workspace_id) as session:
        own = _own(session, press)
        view = _view(session, press.asker.person, own.id, Digest.of(own.refs))
        return Answer(card=rest_card(view, str(press.payload["section"])), replace=False)


def _own(session: WorkspaceSession, request: Press | Submission) -> Outgoing:
    """The digest that a button stands in, for whom it was made; raises NotFound for anybody else's."""
    found = sent_message(session, int(request.payload["digest"]))
    if found is None or found.recipient_id != request.asker.person_id:
        raise NotFound(GONE)
    return found


def _again(conversations: Conversations, request: Press | Submission) -> Card:
    """The whole message as it stands now, also where the digest went out with other things; or the rows below it."""
    digest_id, asker = int(request.payload["digest"]), request.asker
    with request.product.reading(asker.workspace_id) as session:
        if (section := request.payload.get(BELOW)) is not None:
            own = _own(session, request)
            return rest_card(_view(session, asker.person, own.id, Digest.of(own.refs)), str(section))
        found = sent_message(session, digest_id, whole=True)
        if found is None or found.recipient_id != asker.person_id:
            raise NotFound(GONE)
        card = message_card(session, conversations, asker.person, replace(found, rewriting=True))
    if card is None:
        raise NotFound(GONE)
    return card
