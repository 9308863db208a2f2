"""Everybody who may look at Anna, and what she has: the table of who sees what of her, for the engine and for chat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from core.activities import enrol, unenrol
from core.db import WorkspaceSession
from core.documents import FolderStore, check_file, keep_document
from core.evidence import add_prior_learning, evidence_of
from core.frameworks import CompetencyCategory
from core.people import Actor, ContextKind, RoleContext, add_category, give_role, leave_group, set_line_manager
from core.qualifications import attach_document
from core.reviews import start_review
from core.targets import assign_targets
from tests.builders import a_certificate, a_course, a_person, a_skill, a_team
from tests.conftest import House
from tests.core.documents.files import a_pdf
from tests.core.reviews.asked import request

FIRE, CRANE, TRUCK = "Fire safety", "Crane control", "Forklift licence"
ALL = frozenset({FIRE, CRANE, TRUCK})
NONE = frozenset[str]()

TABLE: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "herself": (ALL, ALL),
    "manager": (ALL, NONE),
    "manager's manager": (ALL, NONE),
    "team lead": (ALL, NONE),
    "former manager": (NONE, NONE),
    "former lead": (NONE, NONE),
    "teacher": (frozenset({FIRE}), frozenset({FIRE})),
    "former teacher's course": (NONE, NONE),
    "teacher in the category above": (frozenset({CRANE}), frozenset({CRANE})),
    "current reviewer": (frozenset({CRANE}), frozenset({CRANE})),
    "eligible reviewer": (NONE, NONE),
    "competency admin": (ALL, ALL),
    "site admin": (ALL, ALL),
    "framework admin": (NONE, NONE),
    "content editor": (NONE, NONE),
    "plan admin": (NONE, NONE),
    "peer": (NONE, NONE),
}
"""By audience: the competencies of which details are seen, and those of which documents are opened."""


@dataclass
class Cast:
    """Anna, everybody who looks at her, and what she has."""

    house: House
    anna: int
    who: dict[str, int]
    skills: dict[str, int]
    papers: dict[str, int]
    pieces: dict[str, int]
    store: FolderStore

    def named(self, ids: Iterable[int]) -> frozenset[str]:
        by_id = {each: name for name, each in self.skills.items()}
        return frozenset(by_id[each] for each in ids)


def a_cast(house: House) -> Cast:
    """Anna with something of every kind, and one person of each audience."""
    store = FolderStore(house.engine.folder / "documents")
    with house.writing() as session:
        who = _people(session)
        anna = who["herself"]
        skills = {name: a_skill(session, name) for name in (FIRE, CRANE)}
        skills[TRUCK] = a_skill(session, TRUCK, category=CompetencyCategory.CERTIFICATION)
        _relations(session, house, who, skills)
        papers, pieces = _belongings(session, house, anna, skills, store)
    review = request(house, anna, skills[CRANE], preferred_id=who["current reviewer"])
    with house.writing() as session:
        start_review(session, house.as_(who["current reviewer"]), review)
    house.clock.forward(seconds=1)
    return Cast(house, anna, who, skills, papers, pieces, store)


def _people(session: WorkspaceSession) -> dict[str, int]:
    roles = {
        "competency admin": "competency_admin", "site admin": "admin", "framework admin": "framework_admin",
        "content editor": "content_editor", "plan admin": "plan_admin",
    }  # fmt: skip
    return {name: a_person(session, name.title(), role=roles.get(name)) for name in TABLE}


def _relations(session: WorkspaceSession, house: House, who: dict[str, int], skills: dict[str, int]) -> None:
    anna, operator = who["herself"], house.operator
    set_line_manager(session, operator, anna, who["former manager"])
    set_line_manager(session, operator, anna, who["manager"])
    set_line_manager(session, operator, who["manager"], who["manager's manager"])
    a_team(session, "Warehouse", anna, who["peer"], lead=who["team lead"])
    former = a_team(session, "Night shift", anna, lead=who["former lead"])
    leave_group(session, operator, former, anna)
    for name in ("current reviewer", "eligible reviewer"):
        give_role(session, operator, who[name], "reviewer", RoleContext(ContextKind.PERSON, anna))
    for name in ("teacher", "former teacher's course"):
        course = a_course(session, name, competencies={skills[FIRE]: "complete"})
        give_role(session, operator, who[name], "teacher", RoleContext(ContextKind.COURSE, course))
        enrol(session, operator, course, [anna, who["peer"]])
        if name != "teacher":
            unenrol(session, operator, course, [anna])
    above = add_category(session, operator, "Safety")
    inside = a_course(session, competencies={skills[CRANE]: "complete"}, category=_below(session, operator, above))
    enrol(session, operator, inside, [anna])
    place = RoleContext(ContextKind.CATEGORY, above)
    give_role(session, operator, who["teacher in the category above"], "teacher", place)


def _below(session: WorkspaceSession, operator: Actor, category: int) -> int:
    return add_category(session, operator, "Lifting", category)


def _belongings(
    session: WorkspaceSession, house: House, anna: int, skills: dict[str, int], store: FolderStore
) -> tuple[dict[str, int], dict[str, int]]:
    """For each: a target, a qualification with a number, a note and a document, and a file as evidence."""
    papers, pieces = {}, {}
    soon = session.now.date() + timedelta(days=200)
    for name, skill in skills.items():
        assign_targets(session, house.operator, [anna], {skill: None})
        held = a_certificate(session, anna, soon, of=skill, number=f"N-{name}", public_note="hers")
        papers[name] = keep_document(session, house.as_(anna), anna, check_file(f"{name}.pdf", a_pdf()), store)
        attach_document(session, house.as_(anna), held, papers[name])
        seen = check_file(f"{name} seen.pdf", a_pdf())
        add_prior_learning(session, house.as_(anna), [skill], files=[seen], store=store)
        pieces[name] = next(each.id for each in evidence_of(session, anna, skill) if each.kind == "file")
    return papers, pieces
