"""Builders with defaults: what a test needs around the thing it shows, put in through the public services."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from core.achievements import RatingKind, give_rating
from core.activities import (
    ActivityDetails,
    CourseDetails,
    NewQuestion,
    NewResult,
    add_questions,
    create_activity,
    create_course,
    create_module,
    link_skill,
    put_competencies,
    record_result,
)
from core.db import WorkspaceSession
from core.frameworks import (
    CompetencyCategory,
    CompetencyDetails,
    FrameworkDetails,
    all_scales,
    create_competency,
    create_framework,
    scale_of,
)
from core.people import (
    Actor,
    PersonDetails,
    add_group,
    give_role,
    join_group,
    register_person,
    set_line_manager,
)
from core.plans import TemplateDetails, create_template
from core.qualifications import QualificationDetails, log_qualification

_numbers = count(1)


def a_person(
    session: WorkspaceSession,
    name: str = "Anna Berg",
    *,
    manager: int | None = None,
    role: str | None = None,
    **details: Any,
) -> int:
    """A person with an address of their own; under `manager`, with `role` on the site, where given."""
    operator = Actor.operator(session.workspace_id)
    number = next(_numbers)
    known = {"email": f"person{number}@nordlys.example", "chat_user_id": f"U{number:06d}", **details}
    person_id = register_person(session, operator, PersonDetails(name, **known))
    if manager is not None:
        set_line_manager(session, operator, person_id, manager)
    if role is not None:
        give_role(session, operator, person_id, role)
    return person_id


def a_skill(
    session: WorkspaceSession,
    name: str = "Fire safety",
    *,
    category: CompetencyCategory = CompetencyCategory.SKILL,
    **details: Any,
) -> int:
    """A competency in 'Company skills'."""
    operator = Actor.operator(session.workspace_id)
    return create_competency(session, operator, CompetencyDetails(name, category, **details))


def a_framework(
    session: WorkspaceSession,
    name: str = "National framework",
    idnumber: str | None = None,
    *,
    category: int | None = None,
    scale: int | None = None,
    depths: tuple[str, ...] = ("Domain", "Competency", "Behaviour", "Indicator"),
) -> int:
    """A framework on the built-in scale, available to the site unless a category is given."""
    operator = Actor.operator(session.workspace_id)
    scale_id = scale or all_scales(session)[0].id
    wanted = FrameworkDetails(name, idnumber or f"F-{next(_numbers)}", scale_id, category, depths)
    return create_framework(session, operator, wanted)


def a_branch(session: WorkspaceSession, framework_id: int, *names: str) -> list[int]:
    """Competencies each under the one before, in a framework."""
    operator = Actor.operator(session.workspace_id)
    found: list[int] = []
    for name in names:
        parents = tuple(found[-1:])
        details = CompetencyDetails(name, framework_id=framework_id, parent_ids=parents)
        found.append(create_competency(session, operator, details))
    return found


def a_team(session: WorkspaceSession, name: str = "Warehouse", *members: int, lead: int | None = None) -> int:
    """A team with its members, and its lead where given."""
    operator = Actor.operator(session.workspace_id)
    team_id = add_group(session, operator, "team", name)
    for member in members:
        join_group(session, operator, team_id, member)
    if lead is not None:
        join_group(session, operator, team_id, lead, lead=True)
    return team_id


def a_module(session: WorkspaceSession, name: str = "Fire basics", *, theory: bool = False) -> int:
    """A module in a course of its own."""
    operator, number = Actor.operator(session.workspace_id), next(_numbers)
    course_id = create_course(session, operator, CourseDetails(f"C-{number}", f"Course {number}"))
    return create_module(session, operator, f"M-{number}", name, course_ids=(course_id,), theory=theory)


def a_course(
    session: WorkspaceSession,
    name: str = "Fire course",
    *,
    competencies: dict[int, str] | None = None,
    category: int | None = None,
    open: bool = False,
) -> int:
    """A course without modules; `competencies` by id with their outcome."""
    operator, number = Actor.operator(session.workspace_id), next(_numbers)
    course_id = create_course(session, operator, CourseDetails(f"C-{number}", name, category_id=category, open=open))
    if competencies:
        put_competencies(session, operator, course_id, competencies)
    return course_id


def a_module_in(session: WorkspaceSession, *courses: int, name: str = "Practice", theory: bool = False) -> int:
    """A module in these courses."""
    operator, number = Actor.operator(session.workspace_id), next(_numbers)
    return create_module(session, operator, f"MC-{number}", name, course_ids=courses, theory=theory)


def an_activity(
    session: WorkspaceSession,
    title: str = "Extinguisher types",
    *skills: int,
    modules: tuple[int, ...] = (),
    since: datetime | None = None,
    **details: Any,
) -> int:
    """An activity that carries these skills, since long ago unless said otherwise, so that past results count."""
    operator = Actor.operator(session.workspace_id)
    activity_id = create_activity(session, operator, ActivityDetails(title, module_ids=modules, **details))
    for skill in skills:
        link_skill(session, operator, activity_id, skill, since=since or session.now - timedelta(days=1_000))
    return activity_id


def a_quiz(session: WorkspaceSession, activity_id: int, questions: int = 8) -> None:
    """A quiz of single-choice questions on an activity; 'Foam' is right in all of them."""
    operator = Actor.operator(session.workspace_id)
    rows = [
        NewQuestion(f"Question {number}", "single", ("Foam",), ("Water", "Foam", "CO2"))
        for number in range(1, questions + 1)
    ]
    add_questions(session, operator, activity_id, rows)


def a_result(
    session: WorkspaceSession,
    person_id: int,
    activity_id: int,
    percent: float | str = 100,
    *,
    at: datetime | None = None,
    module: int | None = None,
    source: str = "csv",
) -> None:
    """A result in percent, now unless said otherwise."""
    result = NewResult(
        person_id,
        activity_id,
        Decimal(str(percent)) / 100,
        at or session.now,
        source_id=f"R-{next(_numbers)}",
        module_id=module,
    )
    record_result(session, Actor.operator(session.workspace_id), result, source=source)


def a_certificate(
    session: WorkspaceSession,
    person_id: int,
    expires_on: date | None = None,
    *,
    of: int | None = None,
    by: Actor | None = None,
    **details: Any,
) -> int:
    """A certification a person holds until a day, put on file by the operator unless `by` says who did."""
    competency_id = of or a_skill(
        session, f"Forklift licence {next(_numbers)}", category=CompetencyCategory.CERTIFICATION
    )
    said = QualificationDetails(competency_id, expires_on=expires_on, **details)
    return log_qualification(session, by or Actor.operator(session.workspace_id), person_id, said)


def a_template(
    session: WorkspaceSession,
    name: str = "Safety basics",
    *competencies: int,
    due_on: date | None = None,
    **details: Any,
) -> int:
    """A plan template with these competencies, for the site unless a category is given."""
    wanted = TemplateDetails(name, due_on, **details)
    return create_template(session, Actor.operator(session.workspace_id), wanted, competencies)


def a_rating(session: WorkspaceSession, person_id: int, competency_id: int, value: str = "Acquired") -> None:
    """A rating of a person by the engine's own hand, through a value that an admin gave."""
    value_id = scale_of(session, competency_id).named(value).id
    admin = a_person(session, f"Rater {next(_numbers)}", role="admin")
    give_rating(
        session,
        Actor(session.workspace_id, admin),
        person_id=person_id,
        competency_id=competency_id,
        scale_value_id=value_id,
        kind=RatingKind.MANUAL,
    )
