"""What is said to those who may not enrol somebody, or take them off a course (people/refusal)."""

from __future__ import annotations

from collections.abc import Sequence

from core.activities.queries.courses import CourseView
from core.errors import Refused
from core.people import Actor, Capability, PersonView, reason_for
from core.words import Sentence, say

MOST_NAMED = 5


def refused(sentence: Sentence) -> Refused:
    """The error that carries this sentence, and why."""
    return Refused(sentence, why=reason_for(Capability.ENROL), capability=str(Capability.ENROL))


def not_enrolled(actor: Actor, place: CourseView, persons: Sequence[PersonView]) -> Sentence:
    """Nobody of these is the actor's to enrol."""
    values = {"course": place.name, "names": [each.first_name for each in persons[:MOST_NAMED]]}
    if [each.id for each in persons] == [actor.person_id]:
        return say(
            "Not enrolled: {course} isn't open to join. Your manager, its teacher or an admin can enrol you.", **values
        )
    return say(
        "Nobody was enrolled on {course}: you don't supervise {names}. Those who do, its teacher or an admin can.",
        **values,
    )


def not_ended(actor: Actor, place: CourseView, persons: Sequence[PersonView]) -> Sentence:
    """These are not the actor's to take off the course."""
    values = {"course": place.name, "names": [each.first_name for each in persons[:MOST_NAMED]]}
    if [each.id for each in persons] == [actor.person_id]:
        return say("You stay on {course}: your manager, its teacher or an admin can end it.", **values)
    return say(
        "Nobody left {course}: you don't supervise {names}. Those who do, its teacher or an admin can.", **values
    )
