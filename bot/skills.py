"""Joins the engine and the tagger: suggestions for activities, look-alikes of names, names for reading messages."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from bot.logs import log
from bot.skill_indexes import SkillIndexes, Snapshot
from core.activities import (
    Asked,
    Choice,
    Offer,
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
LEAST = 0.05
"""What a line may be about is looked at more closely from this confidence on."""


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


class Skills:
    """Matching of words with the catalogue; one per process, safe to share between threads."""

    def __init__(self, engine: Engine, tagger: Tagger, embedder: Embedder, settings: TaggingSettings) -> None:
        self._engine, self._tagger, self._embedder, self._settings = engine, tagger, embedder, settings
        self._indexes = SkillIndexes(engine, embedder)
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
            proposed = propose_skills(session, actor, activity_id, _offers(found), _asked(found))
        return Tagged(proposed.run_id, found)

    def suggest_for_text(self, workspace_id: int, actor: Actor, title: str, text: str = "") -> Suggestions:
        """What the tagger would suggest for a text that is no activity; nothing is kept. Slow work."""
        with self._engine.reading(workspace_id) as session:
            seen = frozenset(visible_ids(session, actor, category=CompetencyCategory.SKILL))
            threshold = tagging_threshold(session, self._settings.tagging_threshold)
            may_leave = ai_use(session, actor.person_id).on
        choice = Choice(seen, frozenset(), frozenset())
        return self._ask(workspace_id, _Question(title, text, choice, threshold, may_leave))

    def skills_in_lines(self, workspace_id: int, actor: Actor, lines: Sequence[str]) -> tuple[list[Suggestion], float]:
        """The skills that lines of a text are about, a few for each, and the least confidence that counts.

        Found by meaning and words: no language model is asked here. Slow work. Raises Unavailable as `suggest` does.
        """
        with self._engine.reading(workspace_id) as session:
            seen = frozenset(visible_ids(session, actor, category=CompetencyCategory.SKILL))
            threshold = tagging_threshold(session, self._settings.tagging_threshold)
            may_leave_here = ai_use(session, actor.person_id).on
        with texts_stay(not may_leave_here):
            snapshot = self._snapshot(workspace_id, wait=True)
            if snapshot is None:
                raise Unavailable(NOT_READY if may_leave() else STAYS)
            retrieval = self._tagger.alone()
            try:
                found = [
                    retrieval.suggest("", line, snapshot.skills, allowed=seen, threshold=LEAST) for line in lines
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
            may_leave = ai_use(session, actor.person_id).on
        return _Question(about.title, about.description, choice, threshold, may_leave)

    def _ask(self, workspace_id: int, question: _Question) -> Suggestions:
        """Where the AI is off for whoever asks, nothing of it leaves the machine (privacy/ai)."""
        with texts_stay(not question.may_leave):
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


def _offers(found: Suggestions) -> list[Offer]:
    return [Offer(one.skill_id, one.confidence, one.source, one.reason, one.words) for one in found.suggestions]


def _asked(found: Suggestions) -> Asked:
    return Asked(
        threshold=found.threshold,
        model=found.model,
        prompt_version=found.prompt_version,
        degraded=found.degraded,
        best_competency_id=found.best.skill_id if found.best else None,
        best_confidence=found.best.confidence if found.best else None,
    )
