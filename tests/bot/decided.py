"""An organisation that decided about many suggestions, with a known distortion of the confidence."""

from __future__ import annotations

import random
from dataclasses import dataclass

import sqlalchemy as sa

from core.activities import ACCEPTED, REJECTED, Asked, Measurement, Offer, TaggerAnswer, propose_for_many
from core.activities.models import Activity, Suggestion
from core.db import WorkspaceSession
from core.people import Actor
from tagging.verdicts import chance, log_odds
from tests.builders import a_skill
from tests.conftest import House


@dataclass(frozen=True)
class Decided:
    """How many suggestions were decided about, and how many of them accepted."""

    decisions: int
    accepted: int


def decide_many(
    house: House, actor: Actor, basis: str, activities: int, *, shift: float = -1.2, each: int = 2, seed: int = 5
) -> Decided:
    """Suggest skills for new activities and decide at once: log-odds of accepting lie `shift` from the confidence."""
    chances = random.Random(seed)
    with house.writing() as session:
        skills = [a_skill(session, f"Skill {seed}-{at}") for at in range(6)]
        answers = {key: _answer(chances, skills, basis, each) for key in _activities(session, activities, seed)}
        made = propose_for_many(session, actor, answers)
        by_end: dict[str, list[int]] = {ACCEPTED: [], REJECTED: []}
        for key, answer in answers.items():
            surest = sorted(answer.offers, key=lambda one: -one.confidence)
            for suggestion, offer in zip(made[key].suggestion_ids, surest, strict=True):
                right = chances.random() < chance(log_odds(offer.confidence) + shift)
                by_end[ACCEPTED if right else REJECTED].append(suggestion)
        for status, ids in by_end.items():
            _decide(session, actor, status, ids)
    return Decided(activities * each, len(by_end[ACCEPTED]))


def _activities(session: WorkspaceSession, count: int, seed: int) -> list[int]:
    rows = [
        Activity(
            idnumber=f"D{seed}-{at}",
            title=f"Activity {seed}-{at}",
            folded_title=f"activity {seed}-{at}",
            created_at=session.now,
        )
        for at in range(count)
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _answer(chances: random.Random, skills: list[int], basis: str, each: int) -> TaggerAnswer:
    """Some skills sure enough to be offered, the others too unsure."""
    sure = {skill: round(chances.uniform(0.5, 0.97), 4) for skill in chances.sample(skills, each)}
    low = {skill: round(chances.uniform(0.05, 0.45), 4) for skill in skills if skill not in sure}
    offers = [Offer(skill, confidence, "retrieval", "Because.") for skill, confidence in sure.items()]
    measured = Measurement(basis, {**sure, **low})
    asked = Asked(0.5, "toy", degraded="no_model", best_confidence=max(sure.values()), measured=measured)
    return TaggerAnswer(offers, asked)


def _decide(session: WorkspaceSession, actor: Actor, status: str, ids: list[int]) -> None:
    decided = {"status": status, "decided_by_id": actor.person_id, "decided_at": session.now}
    session.execute(sa.update(Suggestion).where(Suggestion.id.in_(ids)).values(**decided))
