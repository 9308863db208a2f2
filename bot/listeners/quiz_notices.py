"""Why somebody has a skill, and the messages about acquired skills and quizzes without room for a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.activities import WHY
from bot.blocks.activity_notices import acquired_card, perfect_card, why_card
from bot.blocks.why import rule_words
from bot.cards import Card
from bot.conversation import Answer, Conversations, Press
from bot.listeners.quiz_cards import meets_target
from bot.path_names import names_in
from core.achievements import Path, acquired_at, counting, why_rated
from core.activities import activity, points_of
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import competency
from core.notifications import PERFECT_QUIZ, SKILL_ACQUIRED
from core.people import PersonView, people
from core.words import Sentence, say


def register(conversations: Conversations) -> None:
    """Add the button Why? and the messages."""
    conversations.press(WHY, _why)
    conversations.notice(SKILL_ACQUIRED, _acquired_notice)
    conversations.notice(PERFECT_QUIZ, _perfect_notice)


def _why(press: Press) -> Answer:
    """Why the asker has a skill, in five lines (chat/why)."""
    skill_id = int(press.payload["skill"])
    with press.product.reading(press.asker.workspace_id) as session:
        reason = why_rated(session, press.asker.person_id, skill_id)
        if reason is None:
            raise NotFound(say("There is no rating of yours here."))
        names = names_in(session, skill_id, [reason.path] if reason.path else [])
        rated_by = reason.rating.rated_by_id
        rater = people(session, [rated_by])[rated_by].name if rated_by is not None else None
        card = why_card(competency(session, skill_id).name, press.asker.person.first_name, reason, names, rater)
    return Answer(card=card, private=True)


def _acquired_notice(
    session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], _message: Any
) -> Card | None:
    """'✓ Fire safety acquired': told once; dropped where it counts as never having been."""
    skill_id = int(refs["skill"])
    at = acquired_at(session, recipient.id, skill_id)
    if at is None:
        return None
    met = meets_target(session, recipient.id, skill_id)
    rule = _rule_behind(session, recipient.id, skill_id)
    day = day_in(recipient.time_zone, at)
    return acquired_card(skill_id, competency(session, skill_id).name, day, target_met=met, rule=rule)


def _rule_behind(session: WorkspaceSession, person_id: int, skill_id: int) -> Sentence | None:
    """The rule a rating came by, None for the streak."""
    reason = why_rated(session, person_id, skill_id)
    if reason is None or reason.rating.came_from == Path.STREAK:
        return None
    return rule_words(reason, names_in(session, skill_id, [reason.path] if reason.path else []))


def _perfect_notice(
    session: WorkspaceSession, _recipient: PersonView, refs: Mapping[str, Any], _message: Any
) -> Card | None:
    """Tells a quiz's author that only a perfect score counts, unless questions were added since."""
    activity_id = int(refs["activity"])
    found = counting(points_of(session, activity_id))
    return perfect_card(activity(session, activity_id).title, found) if found.only_perfect else None
