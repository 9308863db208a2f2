"""Takes the sample organisation in through the same services that commands use; a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.sample.files import Row, day, listed, noon, rows, yes
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
    record_results,
)
from core.db import WorkspaceSession
from core.frameworks import CompetencyCategory, CompetencyDetails, add_parent, create_competency, scales_of
from core.notifications import drop_pending
from core.people import (
    Actor,
    ContextKind,
    PersonDetails,
    RoleContext,
    add_category,
    add_group,
    give_role,
    join_group,
    person_by_email,
    register_person,
    set_line_manager,
)
from core.plans import TemplateDetails, create_template, give_plans
from core.profiles import ProfileDetails, Requirement, save_profile
from core.qualifications import NewQualification, QualificationDetails, log_qualifications, set_type
from core.targets import assign_targets
from core.transaction import Engine

LINKED_SINCE = timedelta(days=5 * 366)
"""Skill links are dated back before the oldest sample result, since a result counts only for skills linked then."""

LATEST_RESULT = timedelta(days=1)


@dataclass
class _Ids:
    """Ids by what the files call things."""

    people: dict[str, int] = field(default_factory=dict)
    competencies: dict[str, int] = field(default_factory=dict)
    courses: dict[str, int] = field(default_factory=dict)
    modules: dict[str, int] = field(default_factory=dict)
    activities: dict[str, int] = field(default_factory=dict)


def load_sample(engine: Engine, workspace_id: int, today: date | None = None) -> bool:
    """Load the sample into a workspace; False when it is there already. Nobody is told of a set-up."""
    with engine.reading(workspace_id) as session:
        if person_by_email(session, next(rows("people"))["email"]) is not None:
            return False
    day_zero = today or engine.clock().date()
    with engine.transaction(workspace_id) as session:
        loader = _Loader(session, Actor.operator(workspace_id), day_zero)
        loader.people()
        loader.framework()
        loader.courses()
        loader.activities()
        loader.qualifications()
        loader.results()
        loader.targets()
        loader.profiles()
        loader.templates()
    with engine.transaction(workspace_id) as session:
        drop_pending(session)
    return True


class _Loader:
    """Loads file after file in one transaction."""

    def __init__(self, session: WorkspaceSession, actor: Actor, today: date) -> None:
        self.session, self.actor, self.today = session, actor, today
        self.ids = _Ids()

    def people(self) -> None:
        found = list(rows("people"))
        for row in found:
            self.ids.people[row["email"]] = register_person(self.session, self.actor, _person(row))
        for row in found:
            person_id = self.ids.people[row["email"]]
            if row["manager_email"]:
                set_line_manager(self.session, self.actor, person_id, self.ids.people[row["manager_email"]])
            self._groups(row, person_id)
            for role in listed(row["roles"]):
                if role not in ("employee", "teacher", "reviewer"):
                    give_role(self.session, self.actor, person_id, role)
        self._reviewers(found)

    def _groups(self, row: Row, person_id: int) -> None:
        led = set(listed(row["teams_led"]))
        for name in dict.fromkeys([*listed(row["teams"]), *led]):
            self._join("team", name, person_id, lead=name in led)
        for kind, column in (
            ("location", "location"), ("company", "company"), ("position", "positions"), ("cohort", "cohorts")
        ):
            for name in listed(row[column]):
                self._join(kind, name, person_id)

    def _join(self, kind: str, name: str, person_id: int, *, lead: bool = False) -> None:
        group = add_group(self.session, self.actor, kind, name)
        join_group(self.session, self.actor, group, person_id, lead=lead)

    def _reviewers(self, found: Iterable[Row]) -> None:
        """A reviewer reviews given persons: here, everybody else at the same place."""
        everybody = list(found)
        for row in everybody:
            if "reviewer" not in listed(row["roles"]):
                continue
            for other in everybody:
                if other["location"] == row["location"] and other is not row:
                    place = RoleContext(ContextKind.PERSON, self.ids.people[other["email"]])
                    give_role(self.session, self.actor, self.ids.people[row["email"]], "reviewer", place)

    def framework(self) -> None:
        found = list(rows("framework"))
        for row in found:
            self.ids.competencies[row["idnumber"]] = create_competency(self.session, self.actor, _competency(row))
        for row in found:
            for parent in listed(row["parents"]):
                add_parent(
                    self.session,
                    self.actor,
                    self.ids.competencies[row["idnumber"]],
                    self.ids.competencies[parent],
                )
        for row in rows("types"):
            set_type(
                self.session,
                self.actor,
                self.ids.competencies[row["competency"]],
                issued_date=yes(row["issued_date"]),
                expiry_date=yes(row["expiry_date"]),
                documentation_required=yes(row["documentation_required"]),
            )

    def courses(self) -> None:
        for row in rows("courses"):
            category = add_category(self.session, self.actor, row["category"]) if row["category"] else None
            details = CourseDetails(row["idnumber"], row["name"], row["description"], category, yes(row["open"]))
            course = create_course(self.session, self.actor, details)
            self.ids.courses[row["idnumber"]] = course
            linked = [each.partition("=") for each in listed(row["competencies"])]
            outcomes = {self.ids.competencies[competency]: outcome for competency, _, outcome in linked}
            put_competencies(self.session, self.actor, course, outcomes)
        for row in rows("modules"):
            self.ids.modules[row["idnumber"]] = create_module(
                self.session,
                self.actor,
                row["idnumber"],
                row["name"],
                course_ids=tuple(self.ids.courses[each] for each in listed(row["course"])),
                theory=yes(row["theory"]),
            )
        self._teachers()

    def _teachers(self) -> None:
        """A teacher teaches the courses: in this small company, all of them."""
        for row in rows("people"):
            if "teacher" in listed(row["roles"]):
                for course in self.ids.courses.values():
                    place = RoleContext(ContextKind.COURSE, course)
                    give_role(self.session, self.actor, self.ids.people[row["email"]], "teacher", place)

    def activities(self) -> None:
        since = self.session.now - LINKED_SINCE
        for row in rows("activities"):
            details = ActivityDetails(
                row["title"],
                row["description"],
                row["idnumber"],
                tuple(self.ids.modules[each] for each in listed(row["modules"])),
                yes(row["required"]),
            )
            activity = create_activity(self.session, self.actor, details)
            self.ids.activities[row["idnumber"]] = activity
            for skill in listed(row["skills"]):
                competency = self.ids.competencies[skill]
                link_skill(self.session, self.actor, activity, competency, source="file", since=since)
        questions: dict[str, list[NewQuestion]] = {}
        for row in rows("quizzes"):
            questions.setdefault(row["activity"], []).append(_question(row))
        for idnumber, asked in questions.items():
            add_questions(self.session, self.actor, self.ids.activities[idnumber], asked)

    def qualifications(self) -> None:
        log_qualifications(
            self.session,
            self.actor,
            [
                NewQualification(self.ids.people[row["person"]], self._qualification(row))
                for row in rows("qualifications")
            ],
        )

    def _qualification(self, row: Row) -> QualificationDetails:
        return QualificationDetails(
            competency_id=self.ids.competencies[row["competency"]],
            issued_on=day(row["issued_on"], self.today),
            expires_on=day(row["expires_on"], self.today),
            value=row["value"] or None,
            issuer=row["issuer"] or None,
            number=row["number"] or None,
            public_note=row["public_note"] or None,
            links=tuple(listed(row["links"])),
        )

    def results(self) -> None:
        latest = self.session.now - LATEST_RESULT
        found = [
            NewResult(
                self.ids.people[row["person"]],
                self.ids.activities[row["activity"]],
                Decimal(row["score"]) / 100,
                _not_after(noon(row["completed_at"], self.today), latest),
                row["result_id"],
            )
            for row in rows("results")
        ]
        record_results(self.session, self.actor, found, source="csv", quiet=True)

    def targets(self) -> None:
        """Targets are set by the manager named, with that manager's own rights; alike ones in one go."""
        scales = scales_of(self.session, self.ids.competencies.values())
        alike: dict[tuple[str, str, str, str], list[int]] = {}
        for row in rows("targets"):
            key = (row["by"], row["competency"], row["value"], row["due_on"])
            alike.setdefault(key, []).append(self.ids.people[row["person"]])
        for (manager, idnumber, value, due_on), people in alike.items():
            competency = self.ids.competencies[idnumber]
            wanted = scales[competency].named(value).id if value else None
            actor = Actor(self.session.workspace_id, self.ids.people[manager])
            assign_targets(self.session, actor, people, {competency: wanted}, day(due_on, self.today))

    def profiles(self) -> None:
        """A row for each requirement of a role profile; its groups are the same in all of them."""
        scales = scales_of(self.session, self.ids.competencies.values())
        alike: dict[tuple[str, str, str], list[Requirement]] = {}
        for row in rows("profiles"):
            competency = self.ids.competencies[row["competency"]]
            value = scales[competency].named(row["value"]).id if row["value"] else None
            needed = Requirement(competency, value, int(row["of_group"]) if row["of_group"] else None)
            alike.setdefault((row["name"], row["groups"], row["public"]), []).append(needed)
        for (name, groups, public), requirements in alike.items():
            ids = tuple(self._group(each) for each in listed(groups))
            details = ProfileDetails(name, public=yes(public), group_ids=ids, requirements=tuple(requirements))
            save_profile(self.session, self.actor, details)

    def _group(self, said: str) -> int:
        kind, _, name = said.partition("=")
        return add_group(self.session, self.actor, kind, name)

    def templates(self) -> None:
        """A row for each competency of a plan template; the people who have it as their plan stand in each."""
        alike: dict[tuple[str, str, str], list[int]] = {}
        for row in rows("templates"):
            key = (row["name"], row["due_on"], row["people"])
            alike.setdefault(key, []).append(self.ids.competencies[row["competency"]])
        for (name, due_on, people), competencies in alike.items():
            details = TemplateDetails(name, due_on=day(due_on, self.today))
            template = create_template(self.session, self.actor, details, competencies)
            give_plans(self.session, self.actor, template, [self.ids.people[each] for each in listed(people)])


def _person(row: Row) -> PersonDetails:
    return PersonDetails(
        name=row["name"],
        email=row["email"],
        chat_user_id=row["slack_user_id"] or None,
        time_zone=row["time_zone"],
        locale=row["locale"].replace("-", "_"),
        access_tier=int(row["access_tier"]) if row["access_tier"] else None,
        active=row["active"] != "no",
    )


def _competency(row: Row) -> CompetencyDetails:
    return CompetencyDetails(
        name=row["name"],
        category=CompetencyCategory(row["category"]),
        description=row["description"],
        idnumber=row["idnumber"],
        access_tier=int(row["access_tier"]) if row["access_tier"] else None,
        status=row["status"] or "active",
        synonyms=tuple(listed(row["synonyms"])),
        tags=tuple(listed(row["tags"])),
    )


def _question(row: Row) -> NewQuestion:
    return NewQuestion(
        text=row["question"],
        kind=row["kind"],
        correct=tuple(listed(row["correct"])),
        options=tuple(listed(row["options"])),
        points=int(row["points"] or 1),
    )


def _not_after(moment: datetime, latest: datetime) -> datetime:
    return min(moment, latest)
