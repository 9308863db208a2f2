"""Which fact causes which step: the cascade on one page. Reactions are set-based and safe to repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.achievements import SkillAcquired, rate_from_links, rate_from_qualifications, rate_from_results
from core.activities import QuestionsAdded, ResultsRecorded, SkillsLinked
from core.catalogue import tell_owners
from core.db import WorkspaceSession
from core.events import Fact
from core.evidence import (
    evidence_from_qualifications,
    evidence_from_results,
    evidence_of_undone_qualifications,
)
from core.frameworks import CompetencyChanged, CompetencyCreated, CompetencyProposed
from core.notifications import (
    follow_person,
    follow_qualifications,
    follow_type,
    return_drafts,
    rewrite_told_targets,
    tell_of_perfect_quiz,
    tell_of_skills,
    tell_of_targets,
)
from core.people import Actor, PersonChanged
from core.qualifications import (
    QualificationChanged,
    QualificationRegistered,
    QualificationRenewed,
    QualificationTypeChanged,
    QualificationUndone,
)
from core.targets import TargetsAssigned, TargetsWithdrawn

Reaction = Callable[[WorkspaceSession, Actor, Any], None]

REACTIONS: dict[type[Fact], tuple[Reaction, ...]] = {
    CompetencyProposed: (tell_owners,),
    CompetencyCreated: (return_drafts,),
    CompetencyChanged: (return_drafts,),
    PersonChanged: (follow_person,),
    SkillsLinked: (rate_from_links,),
    QuestionsAdded: (tell_of_perfect_quiz,),
    ResultsRecorded: (evidence_from_results, rate_from_results),
    SkillAcquired: (tell_of_skills,),
    QualificationRegistered: (evidence_from_qualifications, rate_from_qualifications, follow_qualifications),
    QualificationRenewed: (rate_from_qualifications, follow_qualifications),
    QualificationChanged: (rate_from_qualifications, follow_qualifications),
    QualificationUndone: (evidence_of_undone_qualifications, rate_from_qualifications, follow_qualifications),
    QualificationTypeChanged: (follow_type,),
    TargetsAssigned: (tell_of_targets,),
    TargetsWithdrawn: (rewrite_told_targets,),
}

MAX_ROUNDS = 50
"""A cascade deeper than this is a mistake in the table above, not in anybody's data."""


def react(session: WorkspaceSession) -> None:
    """Answer every fact of the session, also those that answers record, until nothing is left to answer."""
    answered = 0
    for _ in range(MAX_ROUNDS):
        fresh = session.facts[answered:]
        if not fresh:
            return
        answered += len(fresh)
        for actor, fact in fresh:
            for reaction in REACTIONS.get(type(fact), ()):
                reaction(session, actor, fact)
        session.flush()
    raise RuntimeError("the cascade does not end; see core/reactions.py")
