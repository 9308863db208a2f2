"""Random histories of a small house: what may happen on a day, and everything its lists show (find/as-of)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from core.achievements import give_rating, mark_in_error
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import ProwessError
from core.find import Question, experts
from core.frameworks import CompetencyCategory, scale_of
from core.gaps import profiles_of
from core.people import Actor, PersonDetails, join_group, leave_group, members_page, register_person
from core.qualifications import (
    Choice,
    QualificationDetails,
    Status,
    delete_qualification,
    edit_qualification,
    lift_revocation,
    log_qualification,
    qualifications_listed,
    qualifications_of,
    renew_qualification,
    revoke_qualification,
    set_type,
    verify_qualification,
    withdraw_qualification,
)
from core.targets import assign_targets, end_exemption, exemptions_of, grant_exemption, remove_targets
from core.targets.groups import remove_group_targets, set_group_targets
from core.transaction import Engine
from tests.builders import a_person, a_result, a_skill, a_team, an_activity
from tests.conftest import House

ZONES = ("UTC", "Pacific/Auckland", "America/New_York")
KINDS = (
    *("rate", "rate", "unrate", "in error", "result", "log", "log", "renew", "edit", "revoke", "lift", "withdraw"),
    *("delete", "verify", "type", "target", "target", "untarget", "group target", "no group target", "exempt"),
    *("require again", "join", "join", "leave", "deactivate", "activate"),
)


@dataclass(frozen=True)
class Act:
    """Something that happens to a person and a competency; `n` chooses among values, days and what is on file."""

    kind: str
    person: int
    skill: int
    n: int


acts = st.builds(Act, st.sampled_from(KINDS), st.integers(0, 2), st.integers(0, 2), st.integers(0, 11))
days = st.lists(st.lists(acts, max_size=5), min_size=2, max_size=5)
"""What happens on one day after the other."""


RICH = [
    [Act("log", 0, 2, 3), Act("target", 0, 2, 1), Act("rate", 1, 1, 4), Act("group target", 0, 1, 4)],
    [Act("exempt", 0, 2, 1), Act("revoke", 0, 2, 1), Act("join", 1, 0, 0), Act("type", 0, 2, 2), Act("log", 2, 2, 4)],
    [Act("renew", 2, 2, 5), Act("untarget", 0, 2, 0), Act("leave", 0, 0, 0), Act("in error", 1, 1, 0)],
    [Act("verify", 2, 2, 0), Act("type", 0, 2, 3), Act("deactivate", 1, 0, 0), Act("delete", 0, 2, 0)],
]
"""A history with something of everything."""


@dataclass
class Small:
    """A workspace with three people under a manager, a peer, a team, a skill, a language and a certification."""

    house: House
    people: list[int] = field(default_factory=list)
    skills: list[int] = field(default_factory=list)
    activities: list[int] = field(default_factory=list)
    ben: int = 0
    peer: int = 0
    team: int = 0

    @classmethod
    def of(cls, engine: Engine, workspace_id: int, clock: Any) -> Small:
        """Built in a fresh workspace."""
        small = cls(House(engine, workspace_id, clock))
        with small.house.writing() as session:
            small.ben, small.peer = a_person(session, "Ben"), a_person(session, "Peer")
            small.people = [
                a_person(session, f"Person {n}", manager=small.ben, email=f"p{n}@nordlys.example", time_zone=ZONES[n])
                for n in range(3)
            ]
            kinds = (CompetencyCategory.SKILL, CompetencyCategory.LANGUAGE, CompetencyCategory.CERTIFICATION)
            small.skills = [a_skill(session, f"Known {kind}", category=kind) for kind in kinds]
            small.team = a_team(session, "Warehouse", small.people[0])
            small.activities = [an_activity(session, f"Drill {n}", small.skills[0]) for n in range(3)]
        return small

    def live(self, acts_of_day: list[Act]) -> None:
        """Let a day's acts happen, some minutes apart; what is refused does not."""
        for act in acts_of_day:
            self.house.clock.forward(minutes=7)
            try:
                with self.house.writing() as session:
                    self._happens(session, act)
            except ProwessError:
                continue

    def _happens(self, session: WorkspaceSession, act: Act) -> None:
        operator, today = self.house.operator, session.now.date()
        person, skill = self.people[act.person], self.skills[act.skill]
        ahead = today + timedelta(days=(0, 1, 2, 40, 90, 91, 400)[act.n % 7])
        values = scale_of(session, skill).values
        value = values[act.n % len(values)]
        match act.kind:
            case "rate":
                _rate(session, operator, person, skill, value.id)
            case "unrate":
                _rate(session, operator, person, skill, None)
            case "in error":
                mark_in_error(session, operator, person, skill, "wrong person")
            case "result":
                at = session.now - timedelta(days=act.n % 4)
                a_result(session, person, self.activities[act.skill], 70 + 30 * (act.n % 3), at=at)
            case "target":
                assign_targets(session, operator, [person], {skill: value.id}, ahead)
            case "untarget":
                remove_targets(session, operator, person, [skill])
            case "group target":
                set_group_targets(session, operator, self.team, {skill: value.id}, ahead)
            case "no group target":
                remove_group_targets(session, operator, self.team, [skill])
            case "exempt":
                grant_exemption(session, operator, person, [skill], until=ahead, reason="on leave")
            case "require again":
                end_exemption(session, operator, person, [skill])
            case "join":
                join_group(session, operator, self.team, person, lead=act.n % 4 == 0)
            case "leave":
                leave_group(session, operator, self.team, person)
            case "deactivate" | "activate":
                email, active = f"p{act.person}@nordlys.example", act.kind == "activate"
                register_person(session, operator, PersonDetails(f"Person {act.person}", email=email, active=active))
            case "type":
                set_type(session, operator, skill, expiry_date=act.n % 2 == 0, documentation_required=act.n % 3 == 0)
            case _:
                self._on_file(session, act, person, skill, ahead)

    def _on_file(self, session: WorkspaceSession, act: Act, person: int, skill: int, ahead: date) -> None:
        operator = self.house.operator
        language = skill == self.skills[1]
        value = scale_of(session, skill).values[act.n % 3 + 2].name if language else None
        expires = None if act.n == 11 else ahead - timedelta(days=2)
        details = QualificationDetails(skill, expires_on=expires, value=value, number=f"N{act.n}")
        if act.kind == "log":
            log_qualification(session, operator, person, details)
            return
        on_file = [each.id for each in qualifications_of(session, operator, person) if each.competency_id == skill]
        if not on_file:
            return
        held = on_file[act.n % len(on_file)]
        match act.kind:
            case "renew":
                renew_qualification(session, operator, held, details)
            case "edit":
                edit_qualification(session, operator, held, details)
            case "revoke":
                again = session.now.date() + timedelta(days=act.n + 1) if act.n % 2 else None
                revoke_qualification(session, operator, held, "suspended", again)
            case "lift":
                lift_revocation(session, operator, held)
            case "withdraw":
                withdraw_qualification(session, operator, held, "wrong paper")
            case "delete":
                delete_qualification(session, operator, held)
            case "verify":
                verify_qualification(session, operator, held)

    def shown(self, session: WorkspaceSession) -> dict[str, Any]:
        """Everything that lists show on the session's day: to an admin, to the manager, to a peer."""
        askers = {"admin": self.house.operator, "ben": self.house.as_(self.ben), "peer": self.house.as_(self.peer)}
        found: dict[str, Any] = {
            "team": [(each.person_id, each.lead) for each in members_page(session, self.team)],
            "exempt": dict(exemptions_of(session, self.people)),
        }
        for name, actor in askers.items():
            found[f"{name}: all"] = _listed(session, actor, Choice())
            found[f"{name}: who"] = [_asked(session, actor, Question(skill)) for skill in self.skills]
        for name in ("admin", "ben"):
            found[f"{name}: targets"] = self._targets(session, askers[name])
        return found | self._narrowed(session, askers["admin"])

    def _narrowed(self, session: WorkspaceSession, actor: Actor) -> dict[str, Any]:
        """What lists show that are narrowed to a team or a status."""
        found: dict[str, Any] = {f"status {each}": _listed(session, actor, Choice(statuses=(each,))) for each in Status}
        found["team's"] = _listed(session, actor, Choice(groups=(("team", (self.team,)),)))
        found["who in the team"] = [_asked(session, actor, Question(each, (self.team,))) for each in self.skills]
        return found

    def _targets(self, session: WorkspaceSession, actor: Actor) -> list[Any]:
        profiles = profiles_of(session, actor, self.people, with_left=False)
        return [
            (person_id, [_row(row) for row in profile.rows], profile.held, profile.met)
            for person_id, profile in profiles.items()
        ]

    def today(self) -> date:
        """The day in the asker's time zone, UTC."""
        return day_in("UTC", self.house.clock())


def _rate(session: WorkspaceSession, actor: Actor, person: int, skill: int, value: int | None) -> None:
    give_rating(session, actor, person_id=person, competency_id=skill, scale_value_id=value)


def _row(row: Any) -> tuple[Any, ...]:
    return row.competency.id, row.has, row.needs, row.due_on, row.status, row.standing, row.since, row.sources


def _asked(session: WorkspaceSession, actor: Actor, question: Question) -> tuple[Any, ...]:
    found = experts(session, actor, question)
    return found.count, found.closed, found.best_first, found.lines


def _listed(session: WorkspaceSession, actor: Actor, choice: Choice) -> list[Any]:
    page = qualifications_listed(session, actor, choice, size=100)
    return [(each.person_name, each.view) for each in page.lines]
