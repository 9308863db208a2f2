"""The words of messages about courses, from the data as they are when they are sent or rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import course_grading as cards
from bot.cards import Card
from core.activities import courses, standing
from core.db import WorkspaceSession
from core.evidence import judgements_of
from core.frameworks import competencies, scale_of
from core.people import PersonView, people


def told(session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], message: Any) -> Card | None:
    """What a person is told about a course; None while there is nothing to tell (any more)."""
    course_id, by_id = int(refs["course"]), int(refs["by"])
    by, place = people(session, [by_id]).get(by_id), courses(session, [course_id]).get(course_id)
    if by is None or place is None:
        return None
    if refs["what"] == "graded":
        card = _graded(session, recipient.id, by, place.name, refs)
    else:
        now = standing(session, course_id, recipient.id)
        if refs["what"] == "completed":
            stands = now.completion_id == int(refs["id"])
            card = cards.completed_notice(by.first_name, course_id, place.name) if stands else None
        elif now.enrolled_since is None:
            return cards.ended_notice(place.name) if message.rewriting else None
        else:
            card = cards.enrolled_notice(by.first_name, course_id, place.name, place.description)
    if card is None and message.rewriting:
        return cards.withdrawn_notice(by, session.now)
    return card


def _graded(
    session: WorkspaceSession, recipient_id: int, by: PersonView, course_name: str, refs: Mapping[str, Any]
) -> Card | None:
    """Nothing where the grading was undone since."""
    skill_id = int(refs["skill"])
    standing_ones = judgements_of(session, [recipient_id], [skill_id])
    given = next((each for each in standing_ones if each.id == int(refs["id"])), None)
    skill = competencies(session, [skill_id]).get(skill_id)
    value = scale_of(session, skill_id).value(given.scale_value_id) if given is not None and skill else None
    if given is None or skill is None or value is None:
        return None
    return cards.graded_notice(by.first_name, course_name, skill.name, value.name, given.note)
