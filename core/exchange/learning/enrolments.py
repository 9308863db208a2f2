"""Enrolments and completions in files: people by e-mail address, courses by id number, set-based."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.activities import CompletedBy, NewCompletion, complete_courses, enrol, plan_enrolment
from core.activities.course_models import CourseCompletion
from core.activities.models import Course, Enrolment
from core.db import WorkspaceSession
from core.errors import ProwessError
from core.exchange.cells import Cells
from core.exchange.directory.on_file import PersonOnFile, parts, people_by_email
from core.exchange.rowwise import Judgement, Right, Row, judged, refuse
from core.exchange.together import TogetherBatch
from core.people import Actor, Capability
from core.words import Sentence, say

BULK = 500


@dataclass(frozen=True)
class SaidPair:
    """Somebody on a course, at a time where the row says one."""

    course: str
    person: str
    at: datetime | None


@dataclass(frozen=True)
class KnownPairs:
    """Courses and people that a file names, who is so already, and whom the actor may not enrol, why."""

    courses: dict[str, int]
    people: dict[str, PersonOnFile]
    already: set[tuple[int, int]]
    now: datetime


class PairsBatch(TogetherBatch[SaidPair]):
    """What enrolments and completions share."""

    part = BULK
    at_column = "from"

    def read(self, cells: Cells) -> tuple[str, SaidPair]:
        """A row: course, person, time."""
        course, person = cells.needed("course"), cells.needed("person").lower()
        return f"{course} {person}", SaidPair(course, person, cells.moment(self.at_column))

    def key_column(self) -> str:
        """A row is known by its person."""
        return "person"

    def look(self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[SaidPair]]) -> KnownPairs:
        """The courses and people of these rows, and who is there already."""
        courses: dict[str, int] = {}
        for part in parts(sorted({row.said.course for row in rows})):
            found = session.execute(select(Course.idnumber, Course.id).where(Course.idnumber.in_(part)))
            courses |= {row[0]: row[1] for row in found}
        people = people_by_email(session, {row.said.person for row in rows})
        already = self.already(session, list(courses.values()), [each.id for each in people.values()])
        return KnownPairs(courses, people, already, session.now)

    def already(
        self, session: WorkspaceSession, courses: Sequence[int], people: Sequence[int]
    ) -> set[tuple[int, int]]:
        """Course and person of what is on file already."""
        raise TypeError("each kind looks at its own table")

    def judge(self, known: KnownPairs, row: Row[SaidPair]) -> Judgement:
        """Whether it is new, so already, or names somebody or something unknown."""
        said = row.said
        if said.course not in known.courses:
            return refuse(row, "course", say("I don't find the course {name}", name=said.course))
        if said.person not in known.people:
            return refuse(row, "person", say("nobody here has the address {email}", email=said.person))
        pair = self.pair(known, row)
        if pair not in known.already and (trouble := self.barred(known, row)) is not None:
            return trouble
        return judged(True if pair in known.already else None, False)

    def barred(self, known: KnownPairs, row: Row[SaidPair]) -> Judgement | None:
        """Why a new row can't be done; None where it can."""
        if row.said.at is not None and row.said.at > known.now:
            return refuse(row, self.at_column, say("{at} is still to come", at=row.said.at.date()))
        return None

    def pair(self, known: KnownPairs, row: Row[SaidPair]) -> tuple[int, int]:
        """Ids of course and person."""
        return known.courses[row.said.course], known.people[row.said.person].id


class EnrolmentsBatch(PairsBatch):
    """People on courses (courses/enrol)."""

    required = ("course", "person")
    optional = ("from",)

    def look(self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[SaidPair]]) -> KnownPairs:
        """As above; and who may be enrolled by the actor, course by course."""
        known = super().look(session, actor, rows)
        self._refusals: dict[tuple[int, int], Sentence] = {}
        by_course: dict[int, list[int]] = {}
        for row in rows:
            if row.said.course in known.courses and row.said.person in known.people:
                course_id, person_id = self.pair(known, row)
                by_course.setdefault(course_id, []).append(person_id)
        for course_id, person_ids in by_course.items():
            try:
                plan = plan_enrolment(session, actor, course_id, person_ids)
            except ProwessError as error:
                self._refusals |= {(course_id, each): error.sentence for each in person_ids}
                continue
            not_yours = say("you may not enrol this person; their manager, the course's teacher or an admin can")
            self._refusals |= {(course_id, each): not_yours for each in plan.refused}
            self._refusals |= {(course_id, each): say("this person is deactivated") for each in plan.inactive}
        return known

    def already(
        self, session: WorkspaceSession, courses: Sequence[int], people: Sequence[int]
    ) -> set[tuple[int, int]]:
        """Who is on which course now."""
        found: set[tuple[int, int]] = set()
        for part in parts(sorted(people)):
            query = select(Enrolment.course_id, Enrolment.person_id).where(
                Enrolment.person_id.in_(part),
                Enrolment.course_id.in_(courses),
                Enrolment.superseded_at.is_(None),
                Enrolment.effective_until.is_(None),
            )
            found |= {(row[0], row[1]) for row in session.execute(query)}
        return found

    def barred(self, known: KnownPairs, row: Row[SaidPair]) -> Judgement | None:
        """Whom the actor may not enrol; an enrolment may begin in days to come."""
        reason = self._refusals.get(self.pair(known, row))
        return refuse(row, "person", reason) if reason is not None else None

    def alike(self, known: KnownPairs, rows: Sequence[Row[SaidPair]]) -> list[list[Row[SaidPair]]]:
        """Rows of one course from one day."""
        found: dict[tuple[str, datetime | None], list[Row[SaidPair]]] = {}
        for row in rows:
            found.setdefault((row.said.course, row.said.at), []).append(row)
        return list(found.values())

    def do_all(
        self, session: WorkspaceSession, actor: Actor, known: KnownPairs, rows: Sequence[Row[SaidPair]]
    ) -> None:
        """Enrol them."""
        ids = [known.people[row.said.person].id for row in rows]
        enrol(session, actor, known.courses[rows[0].said.course], ids, since=rows[0].said.at)


class CompletionsBatch(PairsBatch):
    """Courses people completed (courses/complete); twice counts once."""

    required = ("course", "person")
    optional = ("completed_at",)
    at_column = "completed_at"

    def already(
        self, session: WorkspaceSession, courses: Sequence[int], people: Sequence[int]
    ) -> set[tuple[int, int]]:
        """Who completed which course."""
        found: set[tuple[int, int]] = set()
        for part in parts(sorted(people)):
            query = select(CourseCompletion.course_id, CourseCompletion.person_id).where(
                CourseCompletion.person_id.in_(part),
                CourseCompletion.course_id.in_(courses),
                CourseCompletion.voided_at.is_(None),
            )
            found |= {(row[0], row[1]) for row in session.execute(query)}
        return found

    def rights(self, known: KnownPairs, row: Row[SaidPair]) -> Iterable[Right]:
        """Who grades in a course marks it completed."""
        yield Right(Capability.COURSE_COMPETENCY_GRADE, "course", (known.courses[row.said.course],))

    def alike(self, known: KnownPairs, rows: Sequence[Row[SaidPair]]) -> list[list[Row[SaidPair]]]:
        """Rows of one course: the right is asked course by course."""
        found: dict[str, list[Row[SaidPair]]] = {}
        for row in rows:
            found.setdefault(row.said.course, []).append(row)
        return list(found.values())

    def do_all(
        self, session: WorkspaceSession, actor: Actor, known: KnownPairs, rows: Sequence[Row[SaidPair]]
    ) -> None:
        """Note the completions."""
        new = [NewCompletion(*self.pair(known, row), row.said.at or session.now) for row in rows]
        complete_courses(session, actor, new, source=CompletedBy.FILE)
