"""Who sees what of Anna: every audience, every kind of data, every place that shows it, from one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

import pytest

from core.activities import unenrol
from core.db import WorkspaceSession
from core.documents import open_document
from core.errors import Refused, Stranger
from core.evidence import open_evidence
from core.gaps import names_of, profile_of
from core.people import (
    Capability,
    PersonDetails,
    courses_held,
    person,
    register_person,
)
from core.people.models import Workspace
from core.qualifications import qualifications_of
from core.reviews import accept_review, review_of
from core.visibility import details_sight, document_sight, opens_documents, sees_details
from tests.conftest import House
from tests.onlookers import ALL, CRANE, FIRE, NONE, TABLE, Cast, a_cast


@pytest.fixture
def cast(house: House) -> Cast:
    return a_cast(house)


def _seen(cast: Cast, audience: str, look: Callable[[WorkspaceSession, int], Iterable[str]]) -> frozenset[str]:
    with cast.house.reading() as session:
        try:
            return frozenset(look(session, cast.who[audience]))
        except (Refused, Stranger):
            return NONE


def _opened(cast: Cast, opening: Callable[[WorkspaceSession, str], object]) -> frozenset[str]:
    found = set()
    for name in cast.skills:
        with cast.house.reading() as session:
            try:
                opening(session, name)
            except Refused:
                continue
            found.add(name)
    return frozenset(found)


@pytest.mark.rule("privacy/details")
def test_details_of_anna_are_seen_as_the_table_says_in_every_place(cast: Cast) -> None:
    for audience in TABLE:
        _check_details(cast, audience)


def _check_details(cast: Cast, audience: str) -> None:
    wanted, _ = TABLE[audience]
    actor, anna, house = cast.house.as_(cast.who[audience]), cast.anna, cast.house

    def profile(session: WorkspaceSession, _who: int) -> Iterable[str]:
        return [row.competency.name for row in profile_of(session, actor, anna).rows]

    def papers(session: WorkspaceSession, _who: int) -> Iterable[str]:
        seen = [each for each in qualifications_of(session, actor, anna) if not each.by_name_only]
        assert all(each.number and each.public_note == "hers" and each.expires_on for each in seen)
        return [each.name for each in seen]

    assert _seen(cast, audience, profile) == wanted, audience
    assert _seen(cast, audience, papers) == wanted, audience
    with house.reading() as session:
        sight = details_sight(session, actor, [anna])[anna]
        assert frozenset(name for name, each in cast.skills.items() if sight.covers(each)) == wanted
        single = {name for name, each in cast.skills.items() if sees_details(session, actor, anna, each)}
        assert single == wanted
        assert sees_details(session, actor, anna) == (wanted == ALL)


@pytest.mark.rule("privacy/documents")
def test_documents_of_anna_are_opened_as_the_table_says_in_every_place(cast: Cast) -> None:
    for audience in TABLE:
        _check_documents(cast, audience)


def _check_documents(cast: Cast, audience: str) -> None:
    _, wanted = TABLE[audience]
    actor, anna = cast.house.as_(cast.who[audience]), cast.anna

    def paper(session: WorkspaceSession, name: str) -> object:
        return open_document(session, actor, cast.papers[name], cast.store, competency_id=cast.skills[name])

    def piece(session: WorkspaceSession, name: str) -> object:
        return open_evidence(session, actor, cast.pieces[name], cast.store)

    assert _opened(cast, paper) == wanted, audience
    assert _opened(cast, piece) == wanted, audience
    with cast.house.reading() as session:
        sight = document_sight(session, actor, [anna])[anna]
        assert frozenset(name for name, each in cast.skills.items() if sight.covers(each)) == wanted
        single = {name for name, each in cast.skills.items() if opens_documents(session, actor, anna, each)}
        assert single == wanted, audience
        listed = {each.name for each in qualifications_of(session, actor, anna) if each.documents}
        assert listed == wanted, audience


@pytest.mark.rule("privacy/documents")
def test_managers_open_documents_only_where_the_workspace_says_so(cast: Cast) -> None:
    with cast.house.writing() as session:
        session.get_one(Workspace, cast.house.workspace_id).settings = {"managers_see_documents": True}
    supervisors = [cast.house.as_(cast.who[each]) for each in ("manager", "manager's manager", "team lead")]
    with cast.house.reading() as session:
        for actor, (name, paper) in product(supervisors, cast.papers.items()):
            assert open_document(session, actor, paper, cast.store, competency_id=cast.skills[name]).content
    peer = cast.house.as_(cast.who["peer"])
    with cast.house.reading() as session, pytest.raises(Refused):
        open_document(session, peer, cast.papers[FIRE], cast.store, competency_id=cast.skills[FIRE])


@pytest.mark.rule("privacy/names")
def test_everybody_sees_names_and_never_that_of_a_certification(cast: Cast) -> None:
    for audience, who in cast.who.items():
        with cast.house.reading() as session:
            assert names_of(session, cast.house.as_(who), cast.anna) == [CRANE, FIRE], audience


@pytest.mark.rule("privacy/details")
def test_a_reviewer_sees_it_until_the_decision_and_a_teacher_while_anna_is_on_the_course(cast: Cast) -> None:
    reviewer, teacher = (cast.house.as_(cast.who[name]) for name in ("current reviewer", "teacher"))
    with cast.house.writing() as session:
        review = review_of(session, cast.anna, cast.skills[CRANE])
        assert review is not None
        accept_review(session, reviewer, review.id, review.claim_value_id)
        for course in courses_held(session, teacher, Capability.DETAILS_VIEW):
            unenrol(session, cast.house.operator, course, [cast.anna])
    cast.house.clock.forward(seconds=1)
    with cast.house.reading() as session:
        for actor in (reviewer, teacher):
            assert not details_sight(session, actor, [cast.anna])[cast.anna]
            assert not document_sight(session, actor, [cast.anna])[cast.anna]


@pytest.mark.rule("privacy/details")
def test_nobody_who_was_deactivated_sees_anything(cast: Cast) -> None:
    with cast.house.writing() as session:
        for name in ("teacher", "current reviewer", "manager"):
            view = person(session, cast.who[name])
            gone = PersonDetails(view.name, view.email, view.chat_user_id, active=False)
            register_person(session, cast.house.operator, gone)
    cast.house.clock.forward(seconds=1)
    with cast.house.reading() as session:
        for name in ("teacher", "current reviewer", "manager"):
            assert not details_sight(session, cast.house.as_(cast.who[name]), [cast.anna])[cast.anna]
