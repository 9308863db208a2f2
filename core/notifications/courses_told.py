"""Who is told of courses: that somebody else enrolled them, marked a course completed, or graded them in one."""

from __future__ import annotations

from collections.abc import Iterable

from core.activities import CompletedBy, CompletionsUndone, CoursesCompleted, PeopleEnrolled, PeopleUnenrolled
from core.db import WorkspaceSession
from core.notifications.outbox import Telling, refresh, tell_many
from core.people import Actor

COURSES = "courses"
"""Kind of these messages, and of the switch that mutes them; `what` in their refs says which it is."""

ENROLLED, COMPLETED, GRADED = "enrolled", "completed", "graded"
ENROLMENT, COMPLETION, JUDGEMENT = "enrolment", "course_completion", "judgement"
SUBJECTS = {ENROLLED: ENROLMENT, COMPLETED: COMPLETION, GRADED: JUDGEMENT}


def tell_of_enrolments(session: WorkspaceSession, actor: Actor, fact: PeopleEnrolled) -> None:
    """Tell everyone whom somebody else enrolled, once; nobody of what the operator brought in from a file."""
    if actor.person_id is not None:
        _tell(session, actor, ENROLLED, zip(fact.person_ids, fact.course_ids, fact.enrolment_ids, strict=True))


def rewrite_told_enrolments(session: WorkspaceSession, _actor: Actor, fact: PeopleUnenrolled) -> None:
    """Have the messages about enrolments that ended rewritten (chat/undo)."""
    refresh(session, ENROLMENT, fact.enrolment_ids)


def tell_of_completions(session: WorkspaceSession, actor: Actor, fact: CoursesCompleted) -> None:
    """Tell those whose course a teacher marked as completed; who completed it by doing sees it where they do it."""
    if actor.person_id is not None and fact.source == CompletedBy.TEACHER:
        _tell(session, actor, COMPLETED, zip(fact.person_ids, fact.course_ids, fact.completion_ids, strict=True))


def rewrite_told_completions(session: WorkspaceSession, _actor: Actor, fact: CompletionsUndone) -> None:
    """Have the messages about completions that were undone rewritten (chat/undo)."""
    refresh(session, COMPLETION, fact.completion_ids)


def tell_of_grading(
    session: WorkspaceSession, actor: Actor, *, person_id: int, course_id: int, competency_id: int, judgement_id: int
) -> None:
    """Tell a person that a teacher graded them."""
    _tell(session, actor, GRADED, [(person_id, course_id, judgement_id)], skill=competency_id)


def withdraw_told_grading(session: WorkspaceSession, judgement_id: int) -> None:
    """Have the message about a grading that was undone rewritten."""
    refresh(session, JUDGEMENT, [judgement_id])


def _tell(
    session: WorkspaceSession, actor: Actor, what: str, rows: Iterable[tuple[int, int, int]], **more: int
) -> None:
    """Tell people (person, course, and the row it is about) of what somebody else did, once for each row."""
    tellings = [
        Telling(
            person_id,
            COURSES,
            {"what": what, "course": course_id, "by": actor.person_id, "id": row_id, **more},
            key=f"{COURSES}:{what}:{row_id}",
            subjects=[(SUBJECTS[what], row_id)],
        )
        for person_id, course_id, row_id in rows
        if person_id != actor.person_id
    ]
    tell_many(session, tellings)
