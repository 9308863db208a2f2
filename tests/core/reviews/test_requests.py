"""Asking for a review: who is asked, what joins, what waits again, and taking the request back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from core.achievements import PathOutcome, rating_of
from core.activities import LinkOutcome, complete_course, enrol, link_skill
from core.errors import Conflict, Invalid, NotFound, Refused
from core.evidence import evidence_of
from core.frameworks import scale_of
from core.people import Capability, ContextKind, RoleContext, allows, edit_role, experts_of, give_role, over
from core.reviews import (
    ReviewState,
    StepKind,
    after_working_days,
    claimed,
    name_experts,
    reject_review,
    request_review,
    review_of,
    review_steps,
    reviewers_of,
    start_review,
    withdraw_request,
)
from core.reviews.models import Review
from tests.builders import a_course, a_person, a_result, a_skill, an_activity
from tests.conftest import House
from tests.core.achievements.paths.ways import a_language, course_done, finished, rated, rules, value_id, way
from tests.core.reviews.asked import accept, asked, found, request


class Firm(NamedTuple):
    """Anna under Ben under Berta; Rita reviews Anna; Eve is an expert to be; Ada is an admin."""

    anna: int
    ben: int
    berta: int
    rita: int
    eve: int
    ada: int
    fire: int


@pytest.fixture
def firm(house: House) -> Firm:
    with house.writing() as session:
        berta = a_person(session, "Berta Lund")
        ben = a_person(session, "Ben Dahl", manager=berta)
        anna = a_person(session, "Anna Berg", manager=ben)
        rita, eve = a_person(session, "Rita Moe"), a_person(session, "Eve Holm")
        ada = a_person(session, "Ada Vik", role="admin")
        return Firm(anna, ben, berta, rita, eve, ada, a_skill(session))


@pytest.mark.rule("review/eligible")
def test_named_experts_are_asked_first_then_given_reviewers_then_the_line_upward_then_admins(
    house: House, firm: Firm
) -> None:
    with house.writing() as session:
        give_role(session, house.operator, firm.rita, "reviewer", RoleContext(ContextKind.PERSON, firm.anna))
        name_experts(session, house.operator, firm.fire, [firm.eve])
        other = a_skill(session, "Welding")
    with house.reading() as session:
        assert reviewers_of(session, firm.anna, firm.fire) == [firm.eve, firm.rita, firm.ben, firm.berta, firm.ada]
        assert reviewers_of(session, firm.anna, other) == [firm.rita, firm.ben, firm.berta, firm.ada]
        assert reviewers_of(session, firm.eve, firm.fire) == [firm.ada], "not oneself, named or not"
        expert = house.as_(firm.eve)
        assert allows(session, expert, Capability.COMPETENCY_GRADE, over(firm.anna, competency_id=firm.fire))
        assert not allows(session, expert, Capability.COMPETENCY_GRADE, over(firm.anna, competency_id=other))
        assert not allows(session, expert, Capability.COMPETENCY_GRADE, over(firm.eve, competency_id=firm.fire))
    with house.writing() as session:
        name_experts(session, house.operator, firm.fire, [])
    with house.reading() as session:
        assert not allows(session, expert, Capability.COMPETENCY_GRADE, over(firm.anna, competency_id=firm.fire))


@pytest.mark.rule("review/eligible")
def test_only_holders_of_competency_grade_may_review(house: House, firm: Firm) -> None:
    review_id = request(house, firm.anna, firm.fire)
    for stranger in (firm.rita, firm.eve):
        with house.writing() as session, pytest.raises(Refused, match="Not reviewed"):
            start_review(session, house.as_(stranger), review_id)
    with house.writing() as session:
        edit_role(session, house.operator, "manager", remove=Capability.COMPETENCY_GRADE)
    with house.reading() as session:
        assert reviewers_of(session, firm.anna, firm.fire) == [firm.ada], "managers no longer hold it"


def test_a_skill_above_a_reviewers_tier_is_not_asked_of_them(house: House, firm: Firm) -> None:
    with house.writing() as session:
        secret = a_skill(session, "Vault keys", access_tier=2)
    with house.reading() as session:
        assert reviewers_of(session, firm.anna, secret) == [firm.ada]


def test_naming_experts_takes_the_right_to_rate_everybody_too(house: House, firm: Firm) -> None:
    with house.writing() as session:
        give_role(session, house.operator, firm.eve, "framework_admin")
    with house.writing() as session, pytest.raises(Refused, match="An admin can name them"):
        name_experts(session, house.as_(firm.eve), firm.fire, [firm.eve])
    with house.writing() as session:
        name_experts(session, house.as_(firm.ada), firm.fire, [firm.eve, firm.rita])
    with house.reading() as session:
        assert experts_of(session, [firm.fire]) == {firm.fire: [firm.eve, firm.rita]}


@pytest.mark.rule("review/found")
def test_a_request_finds_its_reviewer_and_tells_them_at_once(house: House, firm: Firm) -> None:
    request(house, firm.anna, firm.fire)
    assert found(house, firm.anna, firm.fire).reviewer_id == firm.ben
    assert asked(house, firm.ben) == 1
    assert asked(house, firm.ada) == 0


@pytest.mark.rule("review/found")
def test_where_nobody_else_is_eligible_it_goes_to_an_admin(house: House, firm: Firm) -> None:
    with house.writing() as session:
        edit_role(session, house.operator, "admin", remove=Capability.COMPETENCY_GRADE)
    request(house, firm.eve, firm.fire)
    assert found(house, firm.eve, firm.fire).reviewer_id == firm.ada


def test_with_nobody_at_all_the_request_waits_and_says_so(house: House) -> None:
    with house.writing() as session:
        alone, fire = a_person(session), a_skill(session)
    request(house, alone, fire)
    view = found(house, alone, fire)
    assert (view.state, view.reviewer_id) == (ReviewState.WAITING, None)


@pytest.mark.rule("review/one")
def test_rejected_and_asked_again_is_the_same_review_with_its_history(house: House, firm: Firm) -> None:
    first = request(house, firm.anna, firm.fire)
    with house.writing() as session:
        reject_review(session, house.as_(firm.ben), first, "The report lacks a date.")
    house.clock.forward(hours=1)
    again = request(house, firm.anna, firm.fire)
    view = found(house, firm.anna, firm.fire)
    assert (again, view.state, view.round) == (first, ReviewState.WAITING, 2)
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Review)) == 1
        kinds = [(each.round, each.kind) for each in review_steps(session, first)]
    assert kinds == [
        (1, StepKind.ASKED), (1, StepKind.STARTED), (1, StepKind.REJECTED), (2, StepKind.ASKED),
    ]
    assert asked(house, firm.ben) == 2, "asked again, told again"


@pytest.mark.rule("review/one")
@pytest.mark.parametrize("started", [False, True])
def test_a_request_while_one_is_open_joins_it(house: House, firm: Firm, started: bool) -> None:
    first = request(house, firm.anna, firm.fire)
    if started:
        with house.writing() as session:
            start_review(session, house.as_(firm.ben), first)
    before = found(house, firm.anna, firm.fire)
    assert request(house, firm.anna, firm.fire) == first
    after = found(house, firm.anna, firm.fire)
    assert (after.state, after.round, after.asked_at) == (before.state, 1, before.asked_at)
    assert asked(house, firm.ben) == 1


def _by_course(house: House, firm: Firm) -> None:
    with house.writing() as session:
        course = a_course(session, competencies={firm.fire: "recommend"})
        enrol(session, house.operator, course, [firm.anna])
        complete_course(session, house.operator, course, firm.anna)


def _by_activity(house: House, firm: Firm) -> None:
    with house.writing() as session:
        drill = an_activity(session, f"Drill {house.clock():%H:%M}")
        link_skill(session, house.operator, drill, firm.fire, outcome=LinkOutcome.RECOMMEND)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        a_result(session, firm.anna, drill, 95)


def _by_rule(house: House, firm: Firm) -> None:
    with house.writing() as session:
        course = a_course(session)
        rules(session, firm.fire, way(course_done(course), outcome=PathOutcome.RECOMMEND))
    with house.writing() as session:
        finished(house, session, course, firm.anna)


@pytest.mark.rule("review/recommended")
@pytest.mark.rule("courses/completion-recommend")
@pytest.mark.parametrize("cause", [_by_course, _by_activity, _by_rule])
def test_a_recommendation_adds_evidence_and_opens_the_review_and_a_second_one_only_adds_evidence(
    house: House, firm: Firm, cause: object
) -> None:
    assert callable(cause)
    cause(house, firm)
    view = found(house, firm.anna, firm.fire)
    assert (view.state, view.recommended, view.reviewer_id) == (ReviewState.WAITING, True, firm.ben)
    with house.reading() as session:
        pieces = len(evidence_of(session, firm.anna, firm.fire))
        assert pieces > 0
        assert rating_of(session, firm.anna, firm.fire) is None, "the rating is untouched"
    house.clock.forward(minutes=1)
    cause(house, firm)
    with house.reading() as session:
        assert len(evidence_of(session, firm.anna, firm.fire)) > pieces
        assert session.scalar(sa.select(sa.func.count()).select_from(Review)) == 1
    assert found(house, firm.anna, firm.fire).round == 1
    assert asked(house, firm.ben) == 1


@pytest.mark.rule("paths/outcome")
@pytest.mark.parametrize(
    ("outcome", "value", "pieces", "reviews"),
    [
        (PathOutcome.NONE, None, [], 0),
        (PathOutcome.EVIDENCE, None, ["rule"], 0),
        (PathOutcome.RECOMMEND, None, ["rule"], 1),
        (PathOutcome.COMPLETE, "Acquired", ["rule"], 0),
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_a_rule_that_is_met_does_what_its_outcome_says_and_one_nearly_met_does_nothing(
    house: House, firm: Firm, outcome: PathOutcome, value: str | None, pieces: list[str], reviews: int, last: bool
) -> None:
    with house.writing() as session:
        courses = [a_course(session, name) for name in ("One", "Two")]
        rules(session, firm.fire, way(*map(course_done, courses), outcome=outcome))
    with house.writing() as session:
        for course in courses if last else courses[:1]:
            finished(house, session, course, firm.anna)
    with house.reading() as session:
        kept = [each.kind for each in evidence_of(session, firm.anna, firm.fire)]
        view = review_of(session, firm.anna, firm.fire)
    assert rated(house, firm.anna, firm.fire) == (value if last else None)
    assert kept == (pieces if last else [])
    assert (view is not None) == bool(reviews and last)
    assert asked(house, firm.ben) == (reviews if last else 0)


def test_many_recommendations_open_each_persons_review_at_their_own_manager(house: House) -> None:
    with house.writing() as session:
        fire, course = a_skill(session), a_course(session)
        managers = [a_person(session, f"Manager {n}") for n in range(3)]
        staff = [a_person(session, f"Worker {n}", manager=managers[n % 3]) for n in range(12)]
        for each in staff:
            finished(house, session, course, each)
    with house.writing() as session:
        rules(session, fire, way(course_done(course), outcome=PathOutcome.RECOMMEND))
    for number, each in enumerate(staff):
        assert found(house, each, fire).reviewer_id == managers[number % 3]


@pytest.mark.rule("review/self")
def test_nobody_reviews_their_own_request_not_even_an_admin(house: House, firm: Firm) -> None:
    with house.writing() as session:
        bo = a_person(session, "Bo", role="admin")
    review_id = request(house, firm.ada, firm.fire)
    assert found(house, firm.ada, firm.fire).reviewer_id == bo
    own = "You can't review your own request; it went to Bo"
    with house.writing() as session, pytest.raises(Refused, match=own):
        start_review(session, house.as_(firm.ada), review_id)
    with house.writing() as session, pytest.raises(Refused, match=own):
        reject_review(session, house.as_(firm.ada), review_id, "no")
    with house.writing() as session, pytest.raises(Refused, match=own):
        accept(session, house.as_(firm.ada), review_id)


def test_a_preferred_reviewer_is_asked_first_if_they_may_review(house: House, firm: Firm) -> None:
    request(house, firm.anna, firm.fire, preferred_id=firm.ada)
    assert found(house, firm.anna, firm.fire).reviewer_id == firm.ada
    with house.writing() as session:
        other = a_skill(session, "Welding")
    with pytest.raises(Refused, match=r"Eve can't review this for you. Ben can"):
        request(house, firm.anna, other, preferred_id=firm.eve)


def test_what_cannot_be_asked_for_is_said(house: House, firm: Firm) -> None:
    with house.writing() as session:
        hidden, english = a_skill(session, "Vault keys", access_tier=3), a_language(session)
        b1 = value_id(session, english, "B1")
    with pytest.raises(NotFound):
        request(house, firm.anna, hidden)
    with house.writing() as session, pytest.raises(Invalid, match="another scale"):
        request_review(session, house.as_(firm.anna), competency_id=firm.fire, claim_value_id=b1)
    with house.writing() as session, pytest.raises(Invalid, match="--as"):
        request_review(session, house.operator, competency_id=firm.fire, claim_value_id=b1)


def test_a_request_can_be_taken_back_until_somebody_starts_it(house: House, firm: Firm) -> None:
    review_id = request(house, firm.anna, firm.fire)
    with house.writing() as session:
        withdraw_request(session, house.as_(firm.anna), review_steps(session, review_id)[-1].id)
    assert found(house, firm.anna, firm.fire).state == ReviewState.WITHDRAWN
    assert request(house, firm.anna, firm.fire) == review_id
    with house.writing() as session:
        start_review(session, house.as_(firm.ben), review_id)
    with house.writing() as session, pytest.raises(Conflict, match="In review by Ben since 09:00"):
        step = next(e for e in reversed(review_steps(session, review_id)) if e.kind == StepKind.ASKED)
        withdraw_request(session, house.as_(firm.anna), step.id)


def test_taking_back_a_second_request_leaves_the_first_decision(house: House, firm: Firm) -> None:
    review_id = request(house, firm.anna, firm.fire)
    with house.writing() as session:
        accept(session, house.as_(firm.ben), review_id)
    request(house, firm.anna, firm.fire)
    with house.writing() as session:
        withdraw_request(session, house.as_(firm.anna), review_steps(session, review_id)[-1].id)
    view = found(house, firm.anna, firm.fire)
    assert (view.state, view.reviewer_id) == (ReviewState.ACCEPTED, firm.ben)


def test_the_claim_is_the_targets_value_else_the_lowest_proficient_else_the_next_higher(house: House) -> None:
    with house.writing() as session:
        scale = scale_of(session, a_language(session))
    b1, b2, c2, native = (scale.named(name) for name in ("B1", "B2", "C2", "Native"))
    assert claimed(scale, None, None) == b1
    assert claimed(scale, c2, b1) == c2
    assert claimed(scale, None, b1) == b2
    assert claimed(scale, b1, native) == native


@pytest.mark.parametrize(
    ("asked_at", "on"),
    [
        ("2026-11-24T09:00", "2026-11-27T09:00"),
        ("2026-11-27T09:00", "2026-12-02T09:00"),
        ("2026-11-28T15:00", "2026-12-03T00:00"),
        ("2026-11-29T23:59", "2026-12-03T00:00"),
    ],
)
def test_three_working_days_skip_the_weekend(asked_at: str, on: str) -> None:
    at, expected = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (asked_at, on))
    assert after_working_days(at, 3, "UTC") == expected


def test_working_days_are_the_reviewers() -> None:
    late_friday_in_oslo = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    found_at = after_working_days(late_friday_in_oslo, 3, "Europe/Oslo")
    assert found_at == datetime(2026, 12, 2, 23, 0, tzinfo=UTC), "there it is Saturday: from Monday 0:00"
    assert found_at - late_friday_in_oslo > timedelta(days=4)



def test_where_none_was_asked_there_is_none(house: House, firm: Firm) -> None:
    with house.reading() as session:
        assert review_of(session, firm.anna, firm.fire) is None
