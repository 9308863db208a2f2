"""Joins the engine and the tagger: suggestions for activities and for texts that are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.skill_names import SkillNames
from bot.tagger_adjustments import Adjusted, Adjustments
from bot.tagging_answers import asked_of, offers_of
from core.activities import (
    Choice,
    activity,
    choice_for,
    propose_skills,
    require_on_activity,
    tagging_threshold,
)
from core.ai_use import ai_use
from core.embedding import Embedder
from core.errors import Conflict, Unavailable
from core.frameworks import CompetencyCategory, visible_ids
from core.people import Actor, Capability
from core.transaction import Engine
from core.words import say
from tagging.account import charged_to
from tagging.bulk import TextToTag, suggest_many
from tagging.embedding import EmbeddingUnavailable
from tagging.leaving import may_leave, texts_stay
from tagging.reading import joined
from tagging.shortlist import SkillIndex
from tagging.tagger import Suggestion, Suggestions, Tagger

FULL = say("This activity has 3 skills, the most it can carry.")
NOT_READY = say("Suggestions wait: the embedding model isn't answering. Picking skills by hand works.")
STAYS = say(
    "No suggestions: the AI is switched off here, and the embedding model is a server's. Picking skills by hand works."
)
REMEASURED = 40
LEAST = 0.05
"""What a line may be about is looked at more closely from this confidence on."""


Considered = dict[int, float]
"""Confidences (0 to 1) by skill, before any adjustment."""


class TaggingSettings(Protocol):
    """What is read of the settings."""

    @property
    def tagging_threshold(self) -> float:
        """The least confidence, where the workspace sets none of its own."""
        ...


@dataclass(frozen=True)
class Tagged:
    """One asking about an activity: its id in the engine, and what the tagger answered."""

    run_id: int
    found: Suggestions


@dataclass(frozen=True)
class _Question:
    title: str
    text: str
    choice: Choice
    threshold: float
    may_leave: bool
    adjusted: Adjusted


class Skills(SkillNames):
    """Matching of words with the catalogue; one per process, safe to share between threads."""

    def __init__(self, engine: Engine, tagger: Tagger, embedder: Embedder, settings: TaggingSettings) -> None:
        super().__init__(engine, tagger, embedder)
        self._settings = settings
        self._adjustments = Adjustments()

    @property
    def basis(self) -> str:
        """The name of what measures here now."""
        return self._tagger.basis()

    @property
    def basis_alone(self) -> str:
        """The name of what measures where no language model judges."""
        return self._tagger.basis(judged=False)

    def measure_again(self, workspace_id: int, texts: Sequence[tuple[str, str]]) -> tuple[str, list[Considered]]:
        """What retrieval alone measures now in activities, (title, text): its basis, and of each the likeliest skills.

        Nothing of those that are measured on another basis, in other languages: they teach nothing about this one.
        Slow work. Raises Unavailable as `suggest` does.
        """
        with self._engine.reading(workspace_id) as session:
            stay = not ai_use(session, None).on
        with texts_stay(stay):
            snapshot = self._snapshot(workspace_id, wait=True)
            if snapshot is None:
                raise Unavailable(NOT_READY if may_leave() else STAYS)
            retrieval = self._tagger.alone()
            try:
                found = [_measured_usually(retrieval, *each, snapshot.skills) for each in texts]
            except EmbeddingUnavailable as unavailable:
                raise Unavailable(STAYS) from unavailable
        return retrieval.basis(), found

    def suggest(self, workspace_id: int, actor: Actor, activity_id: int) -> Tagged:
        """Ask the tagger about an activity and keep what it found as suggestions. Slow work: seconds.

        No transaction is open while the tagger works. Raises Refused without the right, Conflict when the activity
        is full, Unavailable when the embedding model can't be used.
        """
        question = self._question(workspace_id, actor, activity_id)
        if not question.choice.room:
            raise Conflict(FULL)
        found = self._ask(workspace_id, question)
        with self._engine.transaction(workspace_id) as session:
            proposed = propose_skills(
                session, actor, activity_id, offers_of(found), asked_of(found, question.adjusted)
            )
        return Tagged(proposed.run_id, found)

    def suggest_for_text(
        self, workspace_id: int, actor: Actor, title: str, text: str = "", *, threshold: float | None = None
    ) -> Suggestions:
        """What the tagger would suggest for a text that is no activity; nothing is kept. Slow work.

        `threshold` None is the workspace's.
        """
        with self._engine.reading(workspace_id) as session:
            seen = frozenset(visible_ids(session, actor, category=CompetencyCategory.SKILL))
            least = tagging_threshold(session, self._settings.tagging_threshold) if threshold is None else threshold
            adjusted = self._adjustments.in_force(session)
            may_leave = ai_use(session, actor.person_id).on
        choice = Choice(seen, frozenset(), frozenset())
        return self._ask(workspace_id, _Question(title, text, choice, least, may_leave, adjusted))

    def suggest_many(
        self, workspace_id: int, actor: Actor, texts: Sequence[TextToTag], *, threshold: float | None = None
    ) -> Iterator[tuple[Suggestions, Adjusted]]:
        """What the tagger suggests for each of many texts, in their order, and the adjustment it was laid under.

        Nothing is kept; whoever asks sees to the rights. Slow work: no transaction may be open meanwhile. `threshold`
        None is the workspace's. Raises Unavailable as `suggest` does.
        """
        with self._engine.reading(workspace_id) as session:
            least = tagging_threshold(session, self._settings.tagging_threshold) if threshold is None else threshold
            adjusted = self._adjustments.in_force(session)
            may_leave_here = ai_use(session, actor.person_id).on
        with texts_stay(not may_leave_here), charged_to(workspace_id):
            snapshot = self._snapshot(workspace_id, wait=True)
            if snapshot is None:
                raise Unavailable(NOT_READY if may_leave() else STAYS)
            asking = suggest_many(
                self._tagger, self._embedder, texts, snapshot.skills, threshold=least, adjustment=adjusted.adjustment
            )
            try:
                for found in asking:
                    yield found, adjusted
            except EmbeddingUnavailable as unavailable:
                raise Unavailable(NOT_READY if may_leave() else STAYS) from unavailable

    def skills_in_lines(self, workspace_id: int, actor: Actor, lines: Sequence[str]) -> tuple[list[Suggestion], float]:
        """The skills that lines of a text are about, a few for each, and the least confidence that counts.

        Found by meaning and words: no language model is asked here. Slow work. Raises Unavailable as `suggest` does.
        """
        with self._engine.reading(workspace_id) as session:
            seen = frozenset(visible_ids(session, actor, category=CompetencyCategory.SKILL))
            threshold = tagging_threshold(session, self._settings.tagging_threshold)
            adjustment = self._adjustments.in_force(session).adjustment
            may_leave_here = ai_use(session, actor.person_id).on
        with texts_stay(not may_leave_here):
            snapshot = self._snapshot(workspace_id, wait=True)
            if snapshot is None:
                raise Unavailable(NOT_READY if may_leave() else STAYS)
            retrieval = self._tagger.alone()
            try:
                found = [
                    retrieval.suggest(
                        "", line, snapshot.skills, allowed=seen, threshold=LEAST, adjustment=adjustment
                    )
                    for line in lines
                ]
            except EmbeddingUnavailable as unavailable:
                raise Unavailable(NOT_READY if may_leave() else STAYS) from unavailable
        return [one for each in found for one in each.suggestions], threshold

    def _question(self, workspace_id: int, actor: Actor, activity_id: int) -> _Question:
        with self._engine.reading(workspace_id) as session:
            require_on_activity(session, actor, Capability.TAGGING_USE, activity_id)
            about = activity(session, activity_id)
            choice = choice_for(session, actor, activity_id)
            threshold = tagging_threshold(session, self._settings.tagging_threshold)
            adjusted = self._adjustments.in_force(session)
            may_leave = ai_use(session, actor.person_id).on
        return _Question(about.title, about.description, choice, threshold, may_leave, adjusted)

    def _ask(self, workspace_id: int, question: _Question) -> Suggestions:
        """Where the AI is off for whoever asks, nothing of it leaves the machine (privacy/ai)."""
        with texts_stay(not question.may_leave), charged_to(workspace_id):
            return self._asked(workspace_id, question)

    def _asked(self, workspace_id: int, question: _Question) -> Suggestions:
        snapshot = self._snapshot(workspace_id, wait=True)
        if snapshot is None:
            raise Unavailable(NOT_READY if may_leave() else STAYS)
        choice = question.choice
        try:
            return self._tagger.suggest(
                question.title,
                question.text,
                snapshot.skills,
                allowed=choice.selectable,
                exclude=choice.excluded,
                limit=choice.room,
                threshold=question.threshold,
                adjustment=question.adjusted.adjustment,
            )
        except EmbeddingUnavailable as unavailable:
            raise Unavailable(NOT_READY if may_leave() else STAYS) from unavailable


def _measured_usually(tagger: Tagger, title: str, text: str, skills: SkillIndex) -> Considered:
    if tagger.basis(text=joined(title, text)) != tagger.basis():
        return {}
    return dict(tagger.ranking(title, text, skills, k=REMEASURED))
