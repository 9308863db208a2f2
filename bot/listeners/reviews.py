"""Reviews in chat: asking for one, the reviewer's list by command and on App Home, naming experts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.blocks.review_inbox import PAGE, InboxView, ReviewRow, inbox_card, inbox_parts
from bot.blocks.review_words import LISTED, standing_line
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Press, Shelf, Verb
from bot.listeners import review_asking, review_deciding, review_experts, review_told
from bot.listeners.plan_approval import waiting_section as to_approve
from bot.listeners.verifying import waiting_section as to_verify
from core.db import WorkspaceSession
from core.frameworks import competencies, scales_of
from core.people import Capability, Role, holds_anywhere, people, roles_of
from core.reviews import ReviewView, reviews_asked_by, reviews_held_by, waiting_reviews
from core.words import say

HOME_ROWS = 5
ALSO_WAITING = (to_verify, to_approve)
"""What else waits for a decision, each a section of its own below the reviews; App Home asks them itself."""


def register(conversations: Conversations) -> None:
    """Add the verbs, App Home's section, and all that belongs to a review."""
    conversations.verb(
        Verb(
            "review", say("Ask for a review of a competency"), review_asking.USAGE, review_asking.EXAMPLE,
            review_asking.ask, Capability.REVIEW_REQUEST_OWN, menu=39,
        )
    )
    about = say("Reviews that wait for you, and your own")
    conversations.verb(Verb("reviews", about, "reviews", "/prowess reviews", _reviews, menu=42))
    conversations.press(LISTED, _more)
    conversations.home_section(_home, Shelf.DECIDE)
    for module in (review_asking, review_deciding, review_told, review_experts):
        module.register(conversations)


def _reviews(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        card = inbox_card(_inbox(session, call.asker))
    more = [section for each in ALSO_WAITING if (section := each(call)) is not None]
    parts = (*card.parts, *(part for section in more for part in section.parts))
    return Answer(card=replace(card, parts=parts), where="chat")


def _more(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=inbox_card(_inbox(session, press.asker, int(press.payload["start"]))))


def _home(call: Call) -> Card | None:
    """For those given to review, always; for others who may, while something waits (chat/home)."""
    with call.product.reading(call.asker.workspace_id) as session:
        view = _inbox(session, call.asker, most=HOME_ROWS)
        given = str(Role.REVIEWER) in roles_of(session, call.asker.person_id)
    if not (view.waiting or view.in_hand or given):
        return None
    return Card(say("Reviews"), tuple(inbox_parts(view)))


def _inbox(session: WorkspaceSession, asker: Asker, start: int = 0, most: int = PAGE) -> InboxView:
    reviews = holds_anywhere(session, asker.actor, Capability.COMPETENCY_GRADE)
    waiting, count = waiting_reviews(session, asker.actor, limit=most, start=start) if reviews else ([], 0)
    held, own = reviews_held_by(session, asker.person_id), reviews_asked_by(session, asker.person_id)
    rows = _rows(session, asker, [*waiting, *held, *own])
    return InboxView(
        [rows[each.id] for each in waiting],
        count,
        start,
        [rows[each.id] for each in held],
        [rows[each.id] for each in own],
        reviews,
    )


def _rows(session: WorkspaceSession, asker: Asker, found: Iterable[ReviewView]) -> dict[int, ReviewRow]:
    listed = list(found)
    ids = {each.person_id for each in listed} | {each.reviewer_id for each in listed if each.reviewer_id}
    named = people(session, ids)
    skills = competencies(session, {each.competency_id for each in listed})
    scales = scales_of(session, sorted({each.competency_id for each in listed})) if listed else {}
    rows: dict[int, ReviewRow] = {}
    for each in listed:
        claim = scales[each.competency_id].value(each.claim_value_id)
        reviewer = named[each.reviewer_id].first_name if each.reviewer_id else ""
        rows[each.id] = ReviewRow(
            each.id,
            named[each.person_id],
            skills[each.competency_id].name,
            claim.name if claim else say("none"),
            each.asked_at,
            each.reviewer_id == asker.person_id,
            standing_line(each, reviewer),
        )
    return rows
