"""Which fact causes which step: the cascade on one page. Reactions are set-based and safe to repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.achievements import (
    RatingGiven,
    RatingsChanged,
    ReviewRecommended,
    RulesChanged,
    SkillAcquired,
    follow_changed_results,
    follow_links,
    follow_results,
    follow_unlinks,
    rate_from_changed_results,
    rate_from_courses,
    rate_from_links,
    rate_from_qualifications,
    rate_from_results,
    reevaluate_course_links,
    reevaluate_parents,
    reevaluate_rules,
    roll_up,
    unrate_from_courses,
)
from core.activities import (
    ActivitiesAskedAgain,
    ActivityChanged,
    CompletionsUndone,
    CourseCompetenciesChanged,
    CourseNarrowed,
    CoursesCompleted,
    PeopleEnrolled,
    PeopleUnenrolled,
    QuestionsAdded,
    ResultsChanged,
    ResultsRecorded,
    SkillsLinked,
    SkillsUnlinked,
    TaggerRefitted,
    ask_again,
    complete_by_enrolment,
    complete_by_narrowing,
    complete_by_results,
    follow_enrolments,
    follow_restored,
    match_activity,
    match_person,
)
from core.catalogue import answer_askers, tell_owners
from core.db import WorkspaceSession
from core.events import Fact
from core.evidence import (
    EvidenceAdded,
    EvidenceCorrected,
    evidence_from_courses,
    evidence_from_qualifications,
    evidence_from_results,
    evidence_of_undone_completions,
    evidence_of_undone_qualifications,
    evidence_of_voided_results,
)
from core.frameworks import CompetenciesFiled, CompetencyChanged, CompetencyCreated, CompetencyProposed, ParentsChanged
from core.notifications import (
    ask_for_missing,
    follow_person,
    follow_qualifications,
    follow_type,
    offer_met_plans,
    offer_renewed_plans,
    put_waiting,
    return_drafts,
    return_drafts_of_filed,
    rewrite_told_completions,
    rewrite_told_enrolments,
    rewrite_told_exemptions,
    rewrite_told_plans,
    rewrite_told_reviews,
    rewrite_told_targets,
    tell_of_completed,
    tell_of_completions,
    tell_of_enrolments,
    tell_of_exemptions,
    tell_of_falls,
    tell_of_perfect_quiz,
    tell_of_plans,
    tell_of_progress,
    tell_of_rating,
    tell_of_refit,
    tell_of_registered,
    tell_of_removed,
    tell_of_request,
    tell_of_reviews,
    tell_of_revoked,
    tell_of_skills,
    tell_of_step,
    tell_of_suggestions,
    tell_of_targets,
    tell_of_unreachable_by_deletion,
    tell_of_unreachable_by_results,
    tell_of_unreachable_by_unlinking,
    tell_of_verification,
    tell_of_verified,
)
from core.people import Actor, GroupChanged, MembershipsChanged, PersonChanged
from core.plans import (
    PlanRequestChanged,
    PlansChanged,
    PlansCompleted,
    PlansMade,
    PlansWithdrawn,
    TemplateChanged,
    follow_competency,
    follow_owner,
    free_requests,
    sync_members,
    sync_person,
    sync_template,
)
from core.profiles import (
    ProfileChanged,
    follow_profile,
    follow_profile_competency,
    follow_profile_members,
    follow_profile_person,
)
from core.qualifications import (
    QualificationChanged,
    QualificationRegistered,
    QualificationRemoved,
    QualificationRenewed,
    QualificationRevoked,
    QualificationTypeChanged,
    QualificationUndone,
    QualificationVerified,
    VerificationChanged,
    free_verifications,
    lapse_verifications,
)
from core.reviews import (
    ReviewChanged,
    ReviewsOpened,
    ReviewsPassedOn,
    free_reviews,
    open_recommended,
    withdraw_recommended,
)
from core.targets import (
    ExemptionEnded,
    ExemptionGranted,
    TargetsAssigned,
    TargetsChanged,
    TargetsEnded,
    TargetsWithdrawn,
    drop_group_targets,
    follow_groups_of_competency,
    follow_groups_of_person,
    follow_members,
    note_assigned,
    note_withdrawn,
)

Reaction = Callable[[WorkspaceSession, Actor, Any], None]

REACTIONS: dict[type[Fact], tuple[Reaction, ...]] = {
    CompetencyProposed: (tell_owners,),
    CompetencyCreated: (return_drafts, answer_askers),
    CompetenciesFiled: (return_drafts_of_filed, answer_askers, reevaluate_parents),
    CompetencyChanged: (
        return_drafts,
        answer_askers,
        follow_groups_of_competency,
        follow_profile_competency,
        follow_competency,
    ),
    PersonChanged: (
        follow_person,
        match_person,
        free_reviews,
        free_verifications,
        follow_groups_of_person,
        follow_profile_person,
        sync_person,
        follow_owner,
        free_requests,
    ),
    GroupChanged: (follow_restored, drop_group_targets,),
    MembershipsChanged: (follow_members, follow_profile_members, sync_members),
    ProfileChanged: (follow_profile,),
    ActivityChanged: (match_activity, tell_of_unreachable_by_deletion, ask_again),
    ActivitiesAskedAgain: (tell_of_suggestions,),
    TaggerRefitted: (tell_of_refit,),
    SkillsLinked: (follow_links, rate_from_links),
    SkillsUnlinked: (follow_unlinks, tell_of_unreachable_by_unlinking,),
    QuestionsAdded: (tell_of_perfect_quiz,),
    ResultsChanged: (follow_changed_results, evidence_of_voided_results, rate_from_changed_results),
    ResultsRecorded: (
        follow_results,
        evidence_from_results,
        rate_from_results,
        complete_by_results,
        tell_of_progress,
        tell_of_unreachable_by_results,
    ),
    PeopleEnrolled: (follow_enrolments, complete_by_enrolment, tell_of_enrolments),
    PeopleUnenrolled: (follow_enrolments, rewrite_told_enrolments,),
    CourseNarrowed: (complete_by_narrowing,),
    CourseCompetenciesChanged: (reevaluate_course_links,),
    CoursesCompleted: (evidence_from_courses, rate_from_courses, tell_of_completions),
    CompletionsUndone: (
        evidence_of_undone_completions,
        unrate_from_courses,
        withdraw_recommended,
        rewrite_told_completions,
    ),
    ParentsChanged: (reevaluate_parents,),
    RulesChanged: (reevaluate_rules,),
    RatingsChanged: (roll_up, tell_of_falls, offer_met_plans),
    RatingGiven: (tell_of_rating,),
    EvidenceAdded: (rewrite_told_reviews,),
    EvidenceCorrected: (rewrite_told_reviews,),
    ReviewRecommended: (open_recommended,),
    ReviewsOpened: (tell_of_reviews,),
    ReviewsPassedOn: (tell_of_reviews,),
    ReviewChanged: (tell_of_step,),
    SkillAcquired: (tell_of_skills,),
    QualificationRegistered: (
        evidence_from_qualifications,
        rate_from_qualifications,
        follow_qualifications,
        tell_of_registered,
        ask_for_missing,
    ),
    QualificationRenewed: (rate_from_qualifications, follow_qualifications, ask_for_missing, offer_renewed_plans),
    QualificationChanged: (rate_from_qualifications, follow_qualifications, offer_renewed_plans),
    QualificationUndone: (
        evidence_of_undone_qualifications,
        rate_from_qualifications,
        follow_qualifications,
        lapse_verifications,
    ),
    QualificationVerified: (rate_from_qualifications, follow_qualifications, tell_of_verified),
    QualificationRemoved: (follow_qualifications, lapse_verifications, tell_of_removed),
    QualificationRevoked: (tell_of_revoked,),
    VerificationChanged: (tell_of_verification,),
    QualificationTypeChanged: (follow_type,),
    TargetsAssigned: (note_assigned, tell_of_targets),
    TargetsChanged: (tell_of_targets,),
    TargetsEnded: (rewrite_told_targets,),
    TargetsWithdrawn: (note_withdrawn, rewrite_told_targets),
    ExemptionGranted: (tell_of_exemptions, offer_renewed_plans),
    TemplateChanged: (sync_template,),
    PlansMade: (tell_of_plans,),
    PlansChanged: (rewrite_told_plans,),
    PlansCompleted: (tell_of_completed,),
    PlansWithdrawn: (rewrite_told_plans,),
    PlanRequestChanged: (tell_of_request,),
    ExemptionEnded: (rewrite_told_exemptions,),
}

MAX_ROUNDS = 50
"""A cascade deeper than this is a mistake in the table above, not in anybody's data."""


def react(session: WorkspaceSession) -> None:
    """Answer every fact of the session, also those that answers record, until nothing is left to answer."""
    answered = 0
    for _ in range(MAX_ROUNDS):
        fresh = session.facts[answered:]
        if not fresh:
            put_waiting(session)
            return
        answered += len(fresh)
        for actor, fact in fresh:
            for reaction in REACTIONS.get(type(fact), ()):
                reaction(session, actor, fact)
        session.flush()
    raise RuntimeError("the cascade does not end; see core/reactions.py")
