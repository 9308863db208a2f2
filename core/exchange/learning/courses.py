"""Courses in a file, by id number, with their category and competencies; a filled cell is the whole of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.activities import (
    CourseDetails,
    LinkOutcome,
    create_course,
    edit_course,
    put_competencies,
    take_off_competencies,
)
from core.activities.models import Course, CourseCompetency
from core.db import WorkspaceSession
from core.exchange.cells import Cells
from core.exchange.directory.on_file import parts
from core.exchange.learning.naming import Meant, competencies_meant
from core.exchange.rowwise import Judgement, Right, Row, RowBatch, judged, refuse
from core.people import Actor, Capability, add_category, require
from core.people.models import Category

REQUIRED = ("idnumber", "name")
OPTIONAL = ("category", "description", "open", "competencies")
OUTCOMES = tuple(str(each) for each in LinkOutcome if each != LinkOutcome.STREAK)
USUAL = str(LinkOutcome.COMPLETE)


@dataclass(frozen=True)
class SaidCourse:
    """What a row says of a course; None and what is empty leave what is on file."""

    idnumber: str
    name: str
    category: str
    description: str | None
    open: bool | None
    competencies: Mapping[str, str]


@dataclass
class CourseOnFile:
    """A course as it is: outcomes by competency."""

    id: int
    name: str
    description: str
    category: str
    category_id: int | None
    open: bool
    outcomes: dict[int, str]


@dataclass(frozen=True)
class KnownCourses:
    """What is on file of the courses and competencies that a file names."""

    courses: dict[str, CourseOnFile]
    competencies: Meant
    categories: dict[str, int]


class CoursesBatch(RowBatch[SaidCourse]):
    """Courses with their categories, which are made where they are new, and competencies, which are not."""

    required = REQUIRED
    optional = OPTIONAL

    def read(self, cells: Cells) -> tuple[str, SaidCourse]:
        """A course of the file."""
        idnumber, named = cells.needed("idnumber"), cells.mapped("competencies", OUTCOMES)
        said = SaidCourse(
            idnumber,
            " ".join(cells.needed("name").split()),
            " ".join(cells.text("category").split()),
            cells.given("description"),
            cells.yes("open"),
            {name: outcome or USUAL for name, outcome in named.items()},
        )
        return idnumber, said

    def look(self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[SaidCourse]]) -> KnownCourses:
        """The courses of these rows and what their competencies are."""
        meant = competencies_meant(session, actor, {name for row in rows for name in row.said.competencies})
        categories = {row[0]: row[1] for row in session.execute(select(Category.name, Category.id))}
        return KnownCourses(courses_on_file(session, [row.key for row in rows]), meant, categories)

    def judge(self, known: KnownCourses, row: Row[SaidCourse]) -> Judgement:
        """Whether a course is new, differs, or can't be so."""
        for name in row.said.competencies:
            if not isinstance(meant := known.competencies[name], int):
                return refuse(row, "competencies", meant)
        before = known.courses.get(row.key)
        return judged(before, before is not None and _differs(row.said, before, _outcomes(known, row.said)))

    def rights(self, known: KnownCourses, row: Row[SaidCourse]) -> Iterable[Right]:
        """A course is edited where it is and in the category it goes to; a new category is made on the site."""
        said, before = row.said, known.courses.get(row.key)
        if before is not None:
            yield Right(Capability.COURSE_MANAGE, "course", (before.id,))
        if before is None or (said.category and said.category != before.category):
            yield Right(Capability.COURSE_MANAGE, "category", (known.categories.get(said.category),))
        if said.competencies and before is not None:
            yield Right(Capability.COURSE_COMPETENCY_MANAGE, "course", (before.id,))

    def do(self, session: WorkspaceSession, actor: Actor, known: KnownCourses, row: Row[SaidCourse]) -> None:
        """Make the course or bring it up to date, then put its competencies on it."""
        said, before = row.said, known.courses.get(row.key)
        details = CourseDetails(
            idnumber=said.idnumber,
            name=said.name,
            description=(before.description if before else "") if said.description is None else said.description,
            category_id=self._category(session, actor, said, before),
            open=(before.open if before else False) if said.open is None else said.open,
        )
        if before is None:
            course_id = create_course(session, actor, details)
        else:
            course_id = before.id
            edit_course(session, actor, course_id, details)
        wanted, there = _outcomes(known, said), before.outcomes if before else {}
        if wanted and (gone := there.keys() - wanted.keys()):
            take_off_competencies(session, actor, course_id, gone)
        if any(there.get(each) != outcome for each, outcome in wanted.items()):
            put_competencies(session, actor, course_id, wanted)

    def _category(
        self, session: WorkspaceSession, actor: Actor, said: SaidCourse, before: CourseOnFile | None
    ) -> int | None:
        if not said.category:
            return before.category_id if before else None
        found = session.scalar(select(Category.id).where(Category.name == said.category))
        if found is None:
            require(session, actor, Capability.COURSE_MANAGE)
        return found or add_category(session, actor, said.category)


def courses_on_file(session: WorkspaceSession, idnumbers: Sequence[str] | None = None) -> dict[str, CourseOnFile]:
    """Courses by id number; all of them without `idnumbers`."""
    found: dict[str, CourseOnFile] = {}
    columns = (
        select(
            Course.idnumber, Course.id, Course.name, Course.description, Category.name, Course.category_id, Course.open
        )
        .outerjoin(Category, Category.id == Course.category_id)
        .order_by(Course.id)
    )
    for part in [None] if idnumbers is None else parts(sorted(set(idnumbers))):
        query = columns if part is None else columns.where(Course.idnumber.in_(part))
        for idnumber, course_id, name, description, category, category_id, is_open in session.execute(query):
            found[idnumber] = CourseOnFile(course_id, name, description, category or "", category_id, is_open, {})
    by_id = {each.id: each for each in found.values()}
    for ids in parts(sorted(by_id)):
        outcomes = select(CourseCompetency.course_id, CourseCompetency.competency_id, CourseCompetency.outcome).where(
            CourseCompetency.course_id.in_(ids), CourseCompetency.in_force(session.now)
        )
        for course_id, competency_id, outcome in session.execute(outcomes.order_by(CourseCompetency.id)):
            by_id[course_id].outcomes[competency_id] = outcome
    return found


def _outcomes(known: KnownCourses, said: SaidCourse) -> dict[int, str]:
    found = {known.competencies[name]: outcome for name, outcome in said.competencies.items()}
    return {each: outcome for each, outcome in found.items() if isinstance(each, int)}


def _differs(said: SaidCourse, before: CourseOnFile, outcomes: Mapping[int, str]) -> bool:
    return (
        said.name != before.name
        or (said.description is not None and said.description != before.description)
        or (bool(said.category) and said.category != before.category)
        or (said.open is not None and said.open != before.open)
        or (bool(outcomes) and outcomes != before.outcomes)
    )
