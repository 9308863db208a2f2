"""What a competency on an activity does when the activity is done (activities/outcome)."""

from __future__ import annotations

from sqlalchemy import select

from core.activities.course_events import LinkOutcomeChanged
from core.activities.events import SkillsLinked, SkillsUnlinked
from core.activities.models import SkillLink
from core.activities.rules import LinkOutcome
from core.activities.service.activities import locked_activity
from core.activities.service.contexts import require_on_activity
from core.activities.service.links import checked_outcome
from core.audit import record
from core.db import WorkspaceSession
from core.errors import NotFound
from core.events import Change
from core.frameworks import competencies
from core.history import replace
from core.people import Actor, Capability
from core.words import say


def set_link_outcome(
    session: WorkspaceSession, actor: Actor, activity_id: int, competency_id: int, outcome: LinkOutcome
) -> int:
    """Change the outcome of a competency on an activity, for results from now on; the link's id.

    Raises NotFound where it isn't on the activity, Invalid for the streak of what is no skill.
    """
    require_on_activity(session, actor, Capability.SKILL_LINK, activity_id)
    locked_activity(session, activity_id)
    link = session.scalar(
        select(SkillLink).where(
            SkillLink.activity_id == activity_id,
            SkillLink.competency_id == competency_id,
            SkillLink.superseded_at.is_(None),
            SkillLink.effective_until.is_(None),
        )
    )
    if link is None:
        raise NotFound(say("That skill isn't on this activity."))
    wanted, before = str(checked_outcome(competencies(session, [competency_id])[competency_id], outcome)), link.outcome
    if wanted == before:
        return link.id
    fresh = replace(session, link, outcome=wanted)
    session.flush()
    change = Change("outcome", competency_id, before, wanted)
    record(
        session,
        actor,
        LinkOutcomeChanged(activity_id=activity_id, competency_id=competency_id, outcome=wanted, changes=(change,)),
    )
    activities, skills = (activity_id,), (competency_id,)
    record(session, actor, SkillsUnlinked(activity_ids=activities, competency_ids=skills))
    record(session, actor, SkillsLinked(link_ids=(fresh.id,), activity_ids=activities, competency_ids=skills))
    return fresh.id
