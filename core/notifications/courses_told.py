"""Who is told of courses: that somebody else enrolled them, marked a course completed, or graded them in one."""

from __future__ import annotations

from core.activities import CompletedBy, CompletionsUndone, CoursesCompleted, PeopleEnrolled, PeopleUnenrolled
from core.db import WorkspaceSession
from core.notifications.outbox import Telling, refresh, tell, tell_many
from core.people import Actor

COURSES = "courses"
"""Kind of these messages, and of the switch that mutes them; `what` in their refs says which it is."""

ENROLLED, COMPLETED, GRADED = "enrolled", "completed", "graded"
ENROLMENT, COMPLETION, JUDGEMENT = "enrolment", "course_completion", "judgement"


def tell_of_enrolments(session: WorkspaceSession, actor: Actor, fact: PeopleEnrolled) -> None:
    """Tell everyone whom somebody else enrolled, once; nobody of what the operator brought in from a file."""
    if actor.person_id is None:
        return
    rows = zip(fact.enrolment_ids, fact.course_ids, fact.person_ids, strict=True)
    tell_many(
        session,
        [
            Telling(
                person_id,
                COURSES,
                {"what": ENROLLED, "course": course_id, "by": actor.person_id, "id": enrolment_id},
                key=f"{COURSES}:{ENROLLED}:{enrolment_id}",
                subjects=[(ENROLMENT, enrolment_id)],
            )
            for enrolment_id, course_id, person_id in rows
            if person_id != actor.person_id
        ],
    )


def rewrite_told_enrolments(session: WorkspaceSession, _actor: Actor, fact: PeopleUnenrolled) -> None:
    """Have the messages about enrolments that ended rewritten (chat/undo)."""
    refresh(session, ENROLMENT, fact.enrolment_ids)


def tell_of_completions(session: WorkspaceSession, actor: Actor, fact: CoursesCompleted) -> None:
    """Tell those whose course a teacher marked as completed; who completed it by doing sees it where they do it."""
    if actor.person_id is None or fact.source != CompletedBy.TEACHER:
        return
    rows = zip(fact.completion_ids, fact.course_ids, fact.person_ids, strict=True)
    tell_many(
        session,
        [
            Telling(
                person_id,
                COURSES,
                {"what": COMPLETED, "course": course_id, "by": actor.person_id, "id": completion_id},
                key=f"{COURSES}:{COMPLETED}:{completion_id}",
                subjects=[(COMPLETION, completion_id)],
            )
            for completion_id, course_id, person_id in rows
            if person_id != actor.person_id
        ],
    )


def rewrite_told_completions(session: WorkspaceSession, _actor: Actor, fact: CompletionsUndone) -> None:
    """Have the messages about completions that were undone rewritten (chat/undo)."""
    refresh(session, COMPLETION, fact.completion_ids)


def tell_of_grading(
    session: WorkspaceSession, actor: Actor, *, person_id: int, course_id: int, competency_id: int, judgement_id: int
) -> None:
    """Tell a person that a teacher graded them."""
    refs = {"what": GRADED, "course": course_id, "by": actor.person_id, "id": judgement_id, "skill": competency_id}
    key, subjects = f"{COURSES}:{GRADED}:{judgement_id}", [(JUDGEMENT, judgement_id)]
    tell(session, person_id, COURSES, refs, key=key, subjects=subjects)


def withdraw_told_grading(session: WorkspaceSession, judgement_id: int) -> None:
    """Have the message about a grading that was undone rewritten."""
    refresh(session, JUDGEMENT, [judgement_id])
