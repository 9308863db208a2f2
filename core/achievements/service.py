"""What results, courses, qualifications and assignments lead to: reactions, set-based and safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from core.achievements.evaluating import announce_recommended, evaluate
from core.achievements.paths.dependents import followers_of
from core.achievements.paths.kinds import CriterionKind
from core.achievements.paths.sources import linked_completions_by
from core.achievements.paths.stored import rules_of
from core.achievements.queries import Pair, chunks
from core.achievements.ratings import hold_people
from core.achievements.rules import Path
from core.achievements.streak_states import followed_by
from core.achievements.taking_back import take_back
from core.activities import (
    QUIZ,
    CompletionsUndone,
    CoursesCompleted,
    LinkOutcome,
    ResultsRecorded,
    SkillLink,
    SkillsLinked,
    counted_results,
)
from core.activities.models import CourseCompetency
from core.db import WorkspaceSession
from core.evidence import Assignment, correct_source, evidence_from_assignments
from core.people import Actor
from core.qualifications import QualificationChanged, QualificationFact, QualificationUndone, QualificationVerified

COURSE, ASSIGNMENT = str(CriterionKind.COURSE), str(CriterionKind.ASSIGNMENT)


def rate_from_results(session: WorkspaceSession, _actor: Actor, fact: ResultsRecorded) -> None:
    """Find out what the results acquire. A quiz's own card tells its taker, so no message has to."""
    hold_people(session, fact.person_ids)
    pairs = set(followed_by(session, fact.result_ids).completed)
    completed = completed_pairs(session, fact)
    followers = followers_of(session, activity_ids=fact.activity_ids)
    for person_id, activity_id in zip(fact.person_ids, fact.activity_ids, strict=True):
        pairs |= {(person_id, each) for each in followers.get(activity_id, ())}
    evaluate(session, pairs | completed[str(LinkOutcome.COMPLETE)], shown=fact.quiet or fact.source == QUIZ)
    announce_recommended(session, completed[str(LinkOutcome.RECOMMEND)], "activity")


def completed_pairs(session: WorkspaceSession, fact: ResultsRecorded) -> dict[str, set[Pair]]:
    """Whose competencies these results complete, or recommend for a review, by links that say so."""
    found: dict[str, set[Pair]] = {str(LinkOutcome.COMPLETE): set(), str(LinkOutcome.RECOMMEND): set()}
    for part in chunks(fact.result_ids):
        for done in linked_completions_by(session, part, found):
            found[done.outcome].add((done.person_id, done.competency_id))
    return found


def rate_from_links(session: WorkspaceSession, _actor: Actor, fact: SkillsLinked) -> None:
    """Count the results that fall into a link dated back; a link from now on has none yet."""
    pairs = {
        (each.person_id, each.competency_id)
        for part in chunks(fact.link_ids)
        for each in counted_results(session, SkillLink.id.in_(part))
    }
    hold_people(session, {person for person, _ in pairs})
    evaluate(session, pairs)


def rate_from_courses(session: WorkspaceSession, _actor: Actor, fact: CoursesCompleted) -> None:
    """Rate from completed courses, as the outcomes on them and criteria that name them say (courses/completion-*)."""
    hold_people(session, fact.person_ids)
    followers = followers_of(session, course_ids=fact.course_ids)
    outcomes = _course_outcomes(session, sorted(set(fact.course_ids)))
    pairs, recommended = set[Pair](), set[Pair]()
    for person_id, course_id in zip(fact.person_ids, fact.course_ids, strict=True):
        pairs |= {(person_id, each) for each in followers.get(course_id, ())}
        for competency_id, outcome in outcomes.get(course_id, ()):
            if outcome == LinkOutcome.COMPLETE:
                pairs.add((person_id, competency_id))
            elif outcome == LinkOutcome.RECOMMEND:
                recommended.add((person_id, competency_id))
    evaluate(session, pairs)
    announce_recommended(session, recommended, COURSE)


def unrate_from_courses(session: WorkspaceSession, _actor: Actor, fact: CompletionsUndone) -> None:
    """Take back what completions gave that count as never having been (chat/undo)."""
    hold_people(session, fact.person_ids)
    take_back(session, COURSE, fact.completion_ids)


def rate_from_qualifications(session: WorkspaceSession, _actor: Actor, fact: QualificationFact) -> None:
    """Rate by valid qualifications where a path of the competency asks for one (paths/qualification).

    An undone one counts as never having been, an undone verification likewise; one corrected to a lower value lowers
    the rating it gave.
    """
    hold_people(session, fact.person_ids)
    if isinstance(fact, QualificationUndone):
        take_back(session, Path.QUALIFICATION, fact.qualification_ids)
    elif isinstance(fact, QualificationVerified) and fact.undone:
        take_back(session, Path.QUALIFICATION, fact.qualification_ids, since=fact.since)
    pairs = set(zip(fact.person_ids, fact.competency_ids, strict=True))
    corrected = set(fact.qualification_ids) if isinstance(fact, QualificationChanged) else set[int]()
    evaluate(session, pairs, shown=True, corrected=corrected)


def evaluate_streaks(session: WorkspaceSession, pairs: Iterable[Pair], *, shown: bool) -> None:
    """Rate who of these people completed the streak of these skills, or another path of theirs."""
    evaluate(session, pairs, shown=shown)


def _course_outcomes(session: WorkspaceSession, course_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for part in chunks(course_ids):
        query = select(CourseCompetency.course_id, CourseCompetency.competency_id, CourseCompetency.outcome).where(
            CourseCompetency.course_id.in_(part), CourseCompetency.in_force(session.now)
        )
        for course_id, competency_id, outcome in session.execute(query):
            found.setdefault(course_id, []).append((competency_id, outcome))
    return found


def rate_from_assignments(session: WorkspaceSession, assigned: Iterable[Assignment]) -> None:
    """Keep assignments as evidence and rate by the paths 'on assignment' (paths/on-assignment)."""
    kept = list(assigned)
    evidence_from_assignments(session, kept)
    pairs = {(each.person_id, each.competency_id) for each in kept}
    rules = rules_of(session, {competency for _, competency in pairs})
    taken = {each for each, rule in rules.items() if any(rule.of_kind(CriterionKind.ASSIGNMENT))}
    evaluate(session, {pair for pair in pairs if pair[1] in taken})


def unrate_from_assignments(session: WorkspaceSession, actor: Actor, source_ids: Sequence[int]) -> None:
    """Correct the evidence of assignments that were undone, and take back what they gave."""
    correct_source(session, actor, ASSIGNMENT, source_ids, "undone")
    take_back(session, ASSIGNMENT, source_ids)
