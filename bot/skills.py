"""Joins the engine and the tagger: suggestions for activities, look-alikes of names, names for reading messages."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import log
from bot.skill_indexes import SkillIndexes, Snapshot
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
from core.errors import Conflict, ProwessError, Unavailable
from core.frameworks import CompetencyCategory, visible_ids
from core.people import Actor, Capability
from core.transaction import Engine
from core.words import say
from tagging.account import charged_to
from tagging.bulk import TextToTag, suggest_many
from tagging.embedding import EmbeddingUnavailable
from tagging.leaving import may_leave, texts_stay
from tagging.matching import CatalogueName, NameBook
from tagging.tagger import Suggestion, Suggestions, Tagger

FULL = say("This activity has 3 skills, the most it can carry.")
NOT_READY = say("Suggestions wait: the embedding model isn't answering. Picking skills by hand works.")
STAYS = say(
    "No suggestions: the AI is switched off here, and the embedding model is a server's. Picking skills by hand works."
)
BOOKS_KEPT = 8
REMEASURED = 40
MOST_MEANT = 100
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


class Skills:
    """Matching of words with the catalogue; one per process, safe to share between threads."""

    def __init__(self, engine: Engine, tagger: Tagger, embedder: Embedder, settings: TaggingSettings) -> None:
        self._engine, self._tagger, self._embedder, self._settings = engine, tagger, embedder, settings
        self._indexes = SkillIndexes(engine, embedder)
        self._adjustments = Adjustments()
        self._books: dict[tuple[int, int, frozenset[int]], NameBook] = {}
        self._warm = threading.Event()

    def warm(self) -> threading.Thread:
        """Load the model and prepare every workspace's catalogue in the background; the thread that does it."""
        thread = threading.Thread(target=self._prepare, name="warm-skills", daemon=True)
        thread.start()
        return thread

    @property
    def ready(self) -> bool:
        """Whether the embedding model has answered once, so that asking it takes no loading."""
        return self._warm.is_set()

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
                found = [dict(retrieval.ranking(*each, snapshot.skills, k=REMEASURED)) for each in texts]
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

    def catalogue_names(
        self, workspace_id: int, actor: Actor, category: CompetencyCategory | None = None
    ) -> list[CatalogueName]:
        """Names and synonyms of the active competencies the actor sees, as they are now. Quick: nothing is embedded."""
        texts = self._indexes.texts(workspace_id)
        with self._engine.reading(workspace_id) as session:
            seen = visible_ids(session, actor, category=category)
        return [
            CatalogueName(text.id, text.name, text.synonyms, text.category)
            for text in texts.by_id.values()
            if text.id in seen
        ]

    def name_book(self, workspace_id: int, actor: Actor) -> NameBook:
        """Names and synonyms of what the actor sees, ready for reading messages; made once for each revision."""
        names = self.catalogue_names(workspace_id, actor)
        return self._book(workspace_id, names, frozenset(name.id for name in names))

    def look_alikes(
        self,
        workspace_id: int,
        actor: Actor,
        text: str,
        category: CompetencyCategory | None = None,
        limit: int = 3,
        *,
        wait: bool = False,
    ) -> list[tuple[int, float]]:
        """Competencies the actor sees that are spelled or meant like the words, likeliest first, as (id, 0 to 1).

        Quick by default: meaning counts only once the model is warm and the catalogue prepared. With `wait` it is
        made so first, which may take seconds: in jobs and message readers only.
        """
        names = self.catalogue_names(workspace_id, actor, category)
        allowed = frozenset(name.id for name in names)
        snapshot = self._snapshot(workspace_id, wait=wait)

        def nearest(words: str, most: int) -> list[tuple[int, float]]:
            return self._nearest(snapshot, words, allowed, most) if snapshot else []

        alike = self._book(workspace_id, names, allowed).look_alikes(text, nearest, limit)
        return [(candidate.id, candidate.score) for candidate in alike]

    def meant_like(self, workspace_id: int, text: str, limit: int = 100) -> list[tuple[int, float]]:
        """Active competencies nearest in meaning, as (id, cosine -1 to 1), whoever may see them: the caller hides the
        rest. Quick: nothing before the model is warm and the catalogue prepared."""
        snapshot = self._snapshot(workspace_id, wait=False)
        if snapshot is None or not text.strip():
            return []
        try:
            vector = self._embedder.embed([text])[0]
        except EmbeddingUnavailable:
            return []
        found = [pair for index in (snapshot.skills, snapshot.others) for pair in index.nearest_to(vector, limit)]
        return sorted(found, key=lambda pair: -pair[1])[:limit]

    def meanings(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Unit vectors by text, of the first hundred; none before the model is warm or where it doesn't answer.

        Quick for a few short texts.
        """
        wanted = list(dict.fromkeys(texts))[:MOST_MEANT]
        if not wanted or not self.ready:
            return {}
        try:
            return dict(zip(wanted, self._embedder.embed(wanted), strict=True))
        except EmbeddingUnavailable:
            return {}

    def near_in_meaning(
        self,
        workspace_id: int,
        actor: Actor,
        text: str,
        category: CompetencyCategory | None = None,
        limit: int = 3,
        *,
        wait: bool = True,
    ) -> list[tuple[int, float]]:
        """Competencies the actor sees, nearest in meaning first, as (id, cosine -1 to 1); spelling doesn't count."""
        snapshot = self._snapshot(workspace_id, wait=wait)
        if snapshot is None:
            return []
        with self._engine.reading(workspace_id) as session:
            allowed = frozenset(visible_ids(session, actor, category=category))
        return self._nearest(snapshot, text, allowed, limit)

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

    def _snapshot(self, workspace_id: int, *, wait: bool) -> Snapshot | None:
        """The catalogue ready to be asked; without waiting the one there is, if any; None where no model answers."""
        if not wait:
            return self._indexes.held(workspace_id) if self.ready else None
        try:
            if not self.ready:
                self._tagger.warm()
                self._warm.set()
            return self._indexes.current(workspace_id)
        except EmbeddingUnavailable as unavailable:
            log.warning("catalogue not prepared", workspace=workspace_id, reason=str(unavailable))
            return None

    def _nearest(
        self, snapshot: Snapshot, text: str, allowed: frozenset[int], limit: int
    ) -> list[tuple[int, float]]:
        try:
            found = [
                pair
                for index in (snapshot.skills, snapshot.others)
                for pair in index.nearest(text, len(index), self._embedder)
                if pair[0] in allowed
            ]
        except EmbeddingUnavailable:
            return []
        return sorted(found, key=lambda pair: -pair[1])[:limit]

    def _book(self, workspace_id: int, names: Sequence[CatalogueName], allowed: frozenset[int]) -> NameBook:
        """The names ready for look-up, made once for each revision and each set of competencies seen."""
        key = (workspace_id, self._indexes.texts(workspace_id).revision, allowed)
        book = self._books.get(key)
        if book is None:
            book = NameBook.of(names)
            if len(self._books) >= BOOKS_KEPT:
                self._books.clear()
            self._books[key] = book
        return book

    def _prepare(self) -> None:
        try:
            self._tagger.warm()
            self._warm.set()
            for workspace in self._engine.workspaces():
                self._indexes.current(workspace.id)
        except (EmbeddingUnavailable, ProwessError, SQLAlchemyError) as error:
            log.warning("skills not prepared yet", error=error)
