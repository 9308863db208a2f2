"""Who sees what of a person, in one place (privacy/names, privacy/details, privacy/documents); everything asks here.

|                              | names | details, notes, profile        | documents                      |
|------------------------------|-------|--------------------------------|--------------------------------|
| the person                   | yes   | all                            | all                            |
| who supervises them          | yes   | all                            | all, if the workspace says so  |
| admins                       | yes   | all                            | all                            |
| current reviewer             | yes   | of that competency             | of that competency             |
| teacher of a course they are on | yes | of the course's competencies  | of the course's competencies   |
| anybody else                 | yes   | none                           | none                           |

Names are those of skills, languages, education and experience, never of certifications, and only of competencies
within the viewer's access tier. Who holds a capability is `core.people`'s to say; this adds what hangs on courses.
All of it is today's, whatever day the session looks at (find/as-of).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.activities.models import Course, CourseCompetency, Enrolment
from core.db import WorkspaceSession
from core.people import (
    Actor,
    Capability,
    ContextKind,
    Person,
    Where,
    allowed_people,
    allows,
    category_tree,
    courses_held,
    is_active,
    over,
    require,
)
from core.people.capabilities import granting
from core.people.models import Grant, RoleAssignment, RoleCapability

CHUNK = 900

_IN_COURSE = {
    Capability.DETAILS_VIEW: Capability.DETAILS_VIEW,
    Capability.DOCUMENT_OPEN: Capability.COURSE_COMPETENCY_GRADE,
}
"""What somebody holds in the course that opens the thing to them: documents only to one who grades there."""

ANY_COURSE = -1
"""No course has this id: who holds something there teaches every course."""


@dataclass(frozen=True)
class Sight:
    """How much one viewer sees of one person: all of it, or what belongs to some competencies."""

    whole: bool = False
    competency_ids: frozenset[int] = frozenset()

    def covers(self, competency_id: int) -> bool:
        """Whether what belongs to this competency is seen."""
        return self.whole or competency_id in self.competency_ids

    def __bool__(self) -> bool:
        """Whether anything is seen."""
        return self.whole or bool(self.competency_ids)


NOTHING, EVERYTHING = Sight(), Sight(whole=True)


def details_sight(session: WorkspaceSession, actor: Actor, person_ids: Iterable[int]) -> dict[int, Sight]:
    """Of each person: whose ratings, targets, certifications and notes the actor sees; a few queries for each 900."""
    session = session.present
    return _sights(session, actor, list(dict.fromkeys(person_ids)), Capability.DETAILS_VIEW)


def document_sight(session: WorkspaceSession, actor: Actor, person_ids: Iterable[int]) -> dict[int, Sight]:
    """Of each person: which documents and links the actor opens, by the competency they are evidence of."""
    session = session.present
    return _sights(session, actor, list(dict.fromkeys(person_ids)), Capability.DOCUMENT_OPEN)


def sight_over(
    session: WorkspaceSession, actor: Actor, person_id: int, capability: Capability = Capability.DETAILS_VIEW
) -> Sight:
    """What of one person's details, or documents, is open to the actor."""
    session = session.present
    if allows(session, actor, capability, over(person_id)):
        return EVERYTHING
    return Sight(competency_ids=frozenset(_parts_of(session, actor, [person_id], capability).get(person_id, ())))


def courses_open(session: WorkspaceSession, actor: Actor, capability: Capability) -> frozenset[int]:
    """Ids of the courses whose people's details, or documents, are open to the actor for the course's competencies."""
    session = session.present
    if actor.person_id is None or not is_active(session, actor.person_id):
        return frozenset()
    needed = _IN_COURSE.get(capability, capability)
    if allows(session, actor, needed, Where(course_id=ANY_COURSE)):
        return frozenset(session.scalars(select(Course.id)))
    return courses_held(session, actor, needed) | _courses_in_categories(session, actor.person_id, needed)


def _courses_in_categories(session: WorkspaceSession, person_id: int, capability: Capability) -> frozenset[int]:
    """The courses in the categories, and below them, in which the person was given a role that holds it."""
    given = (
        select(RoleAssignment.context_id)
        .join(RoleCapability, RoleCapability.role_id == RoleAssignment.role_id)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.context_kind == ContextKind.CATEGORY,
            RoleAssignment.in_force(session.now),
            RoleCapability.in_force(session.now),
            RoleCapability.capability.in_(sorted(granting(capability))),
        )
    )
    inside = {each for each in session.scalars(given) if each is not None}
    if not inside:
        return frozenset()
    for branch in category_tree(session):
        if branch.parent_id in inside:
            inside.add(branch.id)
    return frozenset(session.scalars(select(Course.id).where(Course.category_id.in_(sorted(inside)))))


def sees_details(session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int | None = None) -> bool:
    """Whether the actor sees a person's details of one competency; without one, of all of them."""
    return _sees(session, actor, person_id, competency_id, Capability.DETAILS_VIEW)


def opens_documents(session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int | None = None) -> bool:
    """Whether the actor opens a person's documents that are evidence of one competency; without one, all of them."""
    return _sees(session, actor, person_id, competency_id, Capability.DOCUMENT_OPEN)


def require_details(session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int | None = None) -> None:
    """Raise Refused, or Stranger, unless the actor sees these details."""
    if not sees_details(session, actor, person_id, competency_id):
        require(session, actor, Capability.DETAILS_VIEW, over(person_id, competency_id=competency_id))


def require_documents(
    session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int | None = None
) -> None:
    """Raise Refused, or Stranger, unless the actor opens these documents."""
    if not opens_documents(session, actor, person_id, competency_id):
        require(session, actor, Capability.DOCUMENT_OPEN, over(person_id, competency_id=competency_id))


def _sees(
    session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int | None, capability: Capability
) -> bool:
    session = session.present
    if allows(session, actor, capability, over(person_id, competency_id=competency_id)):
        return True
    if competency_id is None:
        return False
    return competency_id in _taught(session, actor, [person_id], capability).get(person_id, ())


def _sights(
    session: WorkspaceSession, actor: Actor, person_ids: Sequence[int], capability: Capability
) -> dict[int, Sight]:
    found = dict.fromkeys(person_ids, NOTHING)
    everyone = allowed_people(session, actor, capability)
    for start in range(0, len(person_ids), CHUNK):
        part = person_ids[start : start + CHUNK]
        for each, competencies in _parts_of(session, actor, part, capability).items():
            found[each] = Sight(competency_ids=frozenset(competencies))
        whole = session.scalars(select(Person.id).where(Person.id.in_(part), Person.id.in_(everyone)))
        found |= dict.fromkeys(whole, EVERYTHING)
    return found


def _parts_of(
    session: WorkspaceSession, actor: Actor, person_ids: Sequence[int], capability: Capability
) -> dict[int, set[int]]:
    """By person: the competencies of which the actor sees them, as their current reviewer or as a teacher."""
    found = _taught(session, actor, person_ids, capability)
    if actor.person_id is None or not is_active(session, actor.person_id):
        return found
    query = select(Grant.over_person_id, Grant.competency_id).where(
        Grant.person_id == actor.person_id,
        Grant.over_person_id.in_(person_ids),
        Grant.capability == str(capability),
        Grant.competency_id.is_not(None),
        Grant.in_force(session.now),
    )
    for person_id, competency_id in session.execute(query):
        if person_id is not None and competency_id is not None:
            found.setdefault(person_id, set()).add(competency_id)
    return found


def _taught(
    session: WorkspaceSession, actor: Actor, person_ids: Sequence[int], capability: Capability
) -> dict[int, set[int]]:
    """By person: the competencies of the courses that they are on and the actor teaches."""
    courses = sorted(courses_open(session, actor, capability))
    found: dict[int, set[int]] = {}
    for start in range(0, len(courses), CHUNK):
        query = (
            select(Enrolment.person_id, CourseCompetency.competency_id)
            .join(CourseCompetency, CourseCompetency.course_id == Enrolment.course_id)
            .where(
                Enrolment.person_id.in_(person_ids),
                Enrolment.course_id.in_(courses[start : start + CHUNK]),
                Enrolment.in_force(session.now),
                CourseCompetency.in_force(session.now),
            )
        )
        for person_id, competency_id in session.execute(query):
            found.setdefault(person_id, set()).add(competency_id)
    return found
