"""Who meets which criterion: a query for each kind of criterion, however many people, competencies and paths."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from core.achievements.holdings import Held, holdings_of
from core.achievements.paths.kinds import Criterion, CriterionKind, RuleSet
from core.achievements.paths.rolling_up import Rated, looked_at, met_at
from core.achievements.paths.sources import (
    assignments,
    completed_courses,
    completions_for,
    linked_completions,
    obtained_at,
    positions_of,
    standing_ratings,
)
from core.achievements.queries import Pair, chunks
from core.achievements.rules import Validity
from core.achievements.streak_states import states_of
from core.achievements.validity import days_of
from core.activities import LinkOutcome, Result, SkillLink
from core.db import WorkspaceSession
from core.evidence import JudgementView, judgements_of
from core.frameworks import CompetencyCategory, ScaleView
from core.people import PersonView, people


@dataclass(frozen=True)
class Met:
    """A criterion met by a person: when (UTC), by which row, with which value, and by whom where somebody judged."""

    at: datetime
    source_id: int | None
    value_id: int | None = None
    given_by_id: int | None = None
    self_declared: bool = False


Key = tuple[int, Criterion]
"""A criterion of a competency."""

Ratings = Mapping[int, Mapping[int, Rated]]
"""How people are rated in competencies, by person and competency."""


@dataclass(frozen=True)
class Asking:
    """What is asked: criteria of competencies, of which people, on which scales; by ratings where they are known."""

    session: WorkspaceSession
    rules: Mapping[int, RuleSet]
    scales: Mapping[int, ScaleView]
    pairs: frozenset[Pair]
    person_ids: tuple[int, ...]
    rated: Ratings | None = None

    def ratings_in(self, competency_ids: Collection[int]) -> Ratings:
        """How the people are rated in these competencies."""
        if self.rated is None:
            return standing_ratings(self.session, self.person_ids, competency_ids)
        return {each: self.rated[each] for each in self.person_ids if each in self.rated}

    def pairs_of(self, keys: Iterable[Key]) -> set[Pair]:
        """The pairs asked about in the competencies of these criteria."""
        wanted = {competency_id for competency_id, _ in keys}
        return {pair for pair in self.pairs if pair[1] in wanted}

    def is_skill(self, key: Key) -> bool:
        """Whether a criterion is of a skill, for which theory never counts."""
        return self.rules[key[0]].category == CompetencyCategory.SKILL


@dataclass
class Meetings:
    """Who met what: for each criterion of a competency, each person's ways of meeting it, earliest first."""

    found: dict[Key, dict[int, list[Met]]] = field(default_factory=dict)

    def note(self, key: Key, person_id: int, met: Met) -> None:
        """A person met a criterion."""
        self.found.setdefault(key, {}).setdefault(person_id, []).append(met)

    def of(self, competency_id: int, criterion: Criterion, person_id: int) -> Sequence[Met]:
        """How the person met it; empty where they did not."""
        return self.found.get((competency_id, criterion), {}).get(person_id, ())


def meetings(
    asking: Asking, kinds: Collection[CriterionKind] = frozenset(CriterionKind), known: Meetings | None = None
) -> Meetings:
    """Everything that the people asked about met of the criteria of these kinds, beside what is `known` already."""
    found = Meetings({} if known is None else dict(known.found))
    by_kind: dict[CriterionKind, list[Key]] = {}
    for competency_id, rule in asking.rules.items():
        for criterion in dict.fromkeys(each for path in rule.paths for each in path.criteria):
            by_kind.setdefault(criterion.kind, []).append((competency_id, criterion))
    for several, meet in _KINDS:
        keys = [key for kind in several if kind in kinds for key in by_kind.get(kind, ())]
        if keys and asking.pairs:
            meet(asking, keys, found)
    return found


def _streak(asking: Asking, keys: Sequence[Key], found: Meetings) -> None:
    """The result that completed a streak first, and the latest one that lengthened a complete one."""
    criteria = {each: criterion for each, criterion in keys if asking.rules[each].practised}
    pairs = asking.pairs_of(criteria.items())
    for (person_id, competency_id), state in states_of(asking.session, pairs).items():
        for done in dict.fromkeys(each for each in (state.first_done, state.last_done) if each is not None):
            found.note((competency_id, criteria[competency_id]), person_id, Met(done[1], done[0]))


def _activity(asking: Asking, keys: Sequence[Key], found: Meetings) -> None:
    """An activity done in a theory module is evidence for a skill, no more (acquisition/theory)."""
    _linked(asking, [key for key in keys if key[1].linked], found)
    named = {key for key in keys if not key[1].linked}
    practised = {key for key in named if asking.is_skill(key)}
    for practice, some in ((True, practised), (False, named - practised)):
        wanted = _by_subject(some)
        done = completions_for(asking.session, asking.person_ids, sorted(wanted), practice_only=practice)
        for person_id, activity_id, at, result_id in done:
            for key in wanted[activity_id]:
                found.note(key, person_id, Met(at, result_id))


def _linked(asking: Asking, keys: Sequence[Key], found: Meetings) -> None:
    by_link = {(key[0], key[1].subject_id): key for key in keys}
    for part in chunks(asking.person_ids) if keys else ():
        chosen = sa.and_(Result.person_id.in_(part), SkillLink.competency_id.in_({key[0] for key in keys}))
        for done in linked_completions(asking.session, chosen, [LinkOutcome.COMPLETE]):
            key = by_link.get((done.competency_id, done.activity_id))
            if key is not None and not (done.theory and asking.is_skill(key)):
                found.note(key, done.person_id, Met(done.at, done.result_id))


def _course(asking: Asking, keys: Sequence[Key], found: Meetings) -> None:
    """A course of theory modules only never gives a skill its value (courses/theory-only)."""
    wanted = _by_subject(keys)
    for done in completed_courses(asking.session, asking.person_ids, sorted(wanted)):
        for key in wanted[done.course_id]:
            if not (done.theory_only and asking.is_skill(key)):
                found.note(key, done.person_id, Met(done.completed_at, done.completion_id))


def _rolled_up(asking: Asking, keys: Sequence[Key], found: Meetings) -> None:
    """Sub-competencies and other competencies, by their ratings of now (paths/children, paths/points)."""
    others = {each for competency_id, criterion in keys for each in looked_at(asking.rules[competency_id], criterion)}
    positions = positions_of(asking.session, (criterion.value_id for _, criterion in keys))
    for person_id, rated in asking.ratings_in(others).items():
        for key in keys:
            at = met_at(asking.rules[key[0]], key[1], rated, positions)
            if at is not None:
                found.note(key, person_id, Met(at, None))


def _assignment(asking: Asking, keys: Sequence[Key], found: Meetings) -> None:
    criteria = dict(keys)
    for person_id, competency_id, at, source_id in assignments(asking.session, asking.pairs_of(keys)):
        found.note((competency_id, criteria[competency_id]), person_id, Met(at, source_id))


def _judged(asking: Asking, keys: Sequence[Key], found: Meetings) -> None:
    """The latest judgement by a named rater, or the latest accepted review."""
    pairs = asking.pairs_of(keys)
    given = judgements_of(asking.session, {each for each, _ in pairs}, {each for _, each in pairs})
    for key in keys:
        mine = [each for each in given if each.competency_id == key[0]]
        latest = {each.person_id: each for each in mine if _counts(asking.rules[key[0]], key[1], each)}
        for person_id, each in latest.items():
            if each.scale_value_id is not None:
                met = Met(each.happened_at, each.id, each.scale_value_id, each.given_by_id, each.self_declared)
                found.note(key, person_id, met)


def _counts(rule: RuleSet, criterion: Criterion, given: JudgementView) -> bool:
    if criterion.kind == CriterionKind.REVIEW:
        return given.kind == "review"
    named = set(criterion.raters) & rule.raters_for(given.scale_value_id)
    return given.kind == "manual" and given.given_as in named


def _qualification(asking: Asking, keys: Sequence[Key], found: Meetings) -> None:
    """Valid or expiring today where the holder is; a verified one where the criterion says so."""
    held = holdings_of(asking.session, asking.pairs_of(keys))
    holders = _holders(asking.session, {person for person, _ in held})
    today = days_of(asking.session, holders)
    for key in keys:
        for (person_id, competency_id), several in held.items():
            if competency_id != key[0]:
                continue
            for each in several:
                if _is_valid(each, key[1], each.validity(today[person_id])):
                    at = obtained_at(asking.session, holders[person_id], each)
                    found.note(key, person_id, Met(at, each.qualification_id, each.value.id))


def _is_valid(held: Held, criterion: Criterion, validity: Validity) -> bool:
    return validity in (Validity.VALID, Validity.EXPIRING) and (held.verified or not criterion.verified)


def _holders(session: WorkspaceSession, person_ids: set[int]) -> dict[int, PersonView]:
    found: dict[int, PersonView] = {}
    for part in chunks(sorted(person_ids)):
        found |= people(session, part)
    return found


def _by_subject(keys: Iterable[Key]) -> dict[int, list[Key]]:
    found: dict[int, list[Key]] = {}
    for key in keys:
        if key[1].subject_id is not None:
            found.setdefault(key[1].subject_id, []).append(key)
    return found


_KINDS: tuple[tuple[tuple[CriterionKind, ...], Callable[[Asking, Sequence[Key], Meetings], None]], ...] = (
    ((CriterionKind.STREAK,), _streak),
    ((CriterionKind.ACTIVITY,), _activity),
    ((CriterionKind.COURSE,), _course),
    ((CriterionKind.CHILDREN, CriterionKind.POINTS, CriterionKind.OTHER), _rolled_up),
    ((CriterionKind.ASSIGNMENT,), _assignment),
    ((CriterionKind.MANUAL, CriterionKind.REVIEW), _judged),
    ((CriterionKind.QUALIFICATION,), _qualification),
)
