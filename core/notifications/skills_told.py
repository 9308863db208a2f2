"""Who is told of acquired skills, and of quizzes that leave no room for a mistake."""

from __future__ import annotations

from core.achievements import SkillAcquired, counting
from core.activities import QuestionsAdded, points_of
from core.db import WorkspaceSession
from core.notifications.outbox import Telling, tell, tell_soon
from core.people import Actor

SKILL_ACQUIRED = "skill_acquired"
PERFECT_QUIZ = "perfect_quiz"


def tell_of_skills(session: WorkspaceSession, _actor: Actor, fact: SkillAcquired) -> None:
    """Tell each person of what they acquired, once ever (acquisition/automatic).

    Where the answer to the act says it already, as a quiz's card does, no message is made.
    """
    if fact.shown:
        return
    pairs = zip(fact.person_ids, fact.competency_ids, strict=True)
    tell_soon(
        session,
        [
            Telling(
                person_id,
                SKILL_ACQUIRED,
                {"skill": competency_id},
                key=f"{SKILL_ACQUIRED}:{person_id}:{competency_id}",
                subjects=[("competency", competency_id)],
            )
            for person_id, competency_id in pairs
        ],
    )


def tell_of_perfect_quiz(session: WorkspaceSession, actor: Actor, fact: QuestionsAdded) -> None:
    """Tell a quiz's author when only a perfect score can count; its words are made from the quiz as it is then."""
    if fact.shown or actor.person_id is None or not counting(points_of(session, fact.activity_id)).only_perfect:
        return
    key = f"{PERFECT_QUIZ}:{fact.activity_id}:{max(fact.question_ids, default=0)}"
    tell(session, actor.person_id, PERFECT_QUIZ, {"activity": fact.activity_id}, key=key)
