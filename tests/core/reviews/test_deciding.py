"""Deciding: every move there is and none else, two reviewers at once, what the current reviewer sees, comments."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from sqlalchemy import select

from core.achievements import acquired_at, rating_of
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, Refused, Stranger
from core.evidence import judgements_of
from core.notifications import message_at
from core.people import Actor, Capability, PersonDetails, allows, over, register_person
from core.people.models import Person
from core.reviews import (
    ReviewState,
    StepKind,
    accept_review,
    comment,
    hand_back,
    pass_on_untouched,
    passing_is_due,
    passings_due,
    reject_review,
    review_steps,
    start_review,
    undo_comment,
    undo_decision,
    waiting_reviews,
)
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.core.achievements.paths.ways import REVIEW, a_language, rated, rules, value_id, way
from tests.core.reviews.asked import accept, asked, found, reject, request, told


class Firm(NamedTuple):
    """Anna under Ben under Berta, and Ada, an admin; Anna asked for a review of Fire safety."""

    anna: int
    ben: int
    berta: int
    ada: int
    fire: int
    review: int


@pytest.fixture
def firm(house: House) -> Firm:
    with house.writing() as session:
        berta = a_person(session, "Berta Lund")
        ben = a_person(session, "Ben Dahl", manager=berta)
        anna = a_person(session, "Anna Berg", manager=ben)
        ada = a_person(session, "Ada Vik", role="admin")
        fire = a_skill(session)
    return Firm(anna, ben, berta, ada, fire, request(house, anna, fire))


Deed = Callable[[WorkspaceSession, Actor, int], object]


DEEDS: dict[StepKind, Deed] = {
    StepKind.STARTED: start_review,
    StepKind.HANDED_BACK: hand_back,
    StepKind.ACCEPTED: accept,
    StepKind.REJECTED: reject,
}


def _do(house: House, person: int, review_id: int, *deeds: StepKind) -> None:
    for each in deeds:
        with house.writing() as session:
            DEEDS[each](session, house.as_(person), review_id)


START, BACK, ACCEPT, REJECT = DEEDS


@pytest.mark.rule("review/states")
@pytest.mark.parametrize(
    ("before", "deed", "after"),
    [
        ((), START, "in_review"),
        ((), ACCEPT, "accepted"),
        ((), REJECT, "rejected"),
        ((START,), BACK, "waiting"),
        ((START,), ACCEPT, "accepted"),
        ((START,), REJECT, "rejected"),
        ((START, BACK), START, "in_review"),
    ],
)
def test_the_moves_there_are(
    house: House, firm: Firm, before: tuple[StepKind, ...], deed: StepKind, after: str
) -> None:
    _do(house, firm.ben, firm.review, *before, deed)
    assert found(house, firm.anna, firm.fire).state == after
    with house.reading() as session:
        kinds = [each.kind for each in review_steps(session, firm.review)]
    if deed in (ACCEPT, REJECT):
        assert StepKind.STARTED in kinds, "deciding a waiting one starts it"


@pytest.mark.rule("review/states")
@pytest.mark.parametrize(
    ("before", "deed"),
    [
        ((), BACK),
        *(((decided,), deed) for decided in (ACCEPT, REJECT) for deed in DEEDS),
    ],
)
def test_other_moves_are_refused_and_change_nothing(
    house: House, firm: Firm, before: tuple[StepKind, ...], deed: StepKind
) -> None:
    _do(house, firm.ben, firm.review, *before)
    stood = found(house, firm.anna, firm.fire)
    for person in (firm.ben, firm.berta):
        with pytest.raises(Conflict):
            _do(house, person, firm.review, deed)
    assert found(house, firm.anna, firm.fire) == stood


@pytest.mark.rule("review/states")
@pytest.mark.parametrize("deed", DEEDS)
def test_what_one_reviewer_has_in_hand_no_other_moves(house: House, firm: Firm, deed: Deed) -> None:
    _do(house, firm.ben, firm.review, START)
    stood = found(house, firm.anna, firm.fire)
    with pytest.raises(Conflict, match="In review by Ben since"):
        _do(house, firm.berta, firm.review, deed)
    assert found(house, firm.anna, firm.fire) == stood


@pytest.mark.rule("review/start")
def test_starting_sets_in_review_names_the_reviewer_and_shows_so_to_all_others(house: House, firm: Firm) -> None:
    _do(house, firm.berta, firm.review, START, START)
    view = found(house, firm.anna, firm.fire)
    assert (view.state, view.reviewer_id) == (ReviewState.IN_REVIEW, firm.berta)
    for deed in (START, ACCEPT, REJECT):
        with pytest.raises(Conflict, match=r"In review by Berta since 09:00\. Nothing to do\."):
            _do(house, firm.ben, firm.review, deed)
    with house.reading() as session:
        assert waiting_reviews(session, house.as_(firm.ben)) == ([], 0)


def test_accepting_gives_the_value_as_the_rating_at_once_with_the_comment(house: House, firm: Firm) -> None:
    with house.writing() as session:
        english = a_language(session)
        b2 = value_id(session, english, "B2")
    review_id = request(house, firm.anna, english)
    with house.writing() as session:
        accept_review(session, house.as_(firm.ben), review_id, b2, "Spoke well.")
    with house.reading() as session:
        rating = rating_of(session, firm.anna, english)
        assert rating is not None
        assert rating.value is not None
        assert (rating.value.name, rating.cause, rating.rated_by_id) == ("B2", "review", firm.ben)
        assert rating.note == "Spoke well."
        assert acquired_at(session, firm.anna, english) == house.clock()
        assert [each.kind for each in judgements_of(session, [firm.anna], [english])] == ["review"]


def testrejecting_needs_a_reason_and_keeps_the_rating(house: House, firm: Firm) -> None:
    with house.writing() as session, pytest.raises(Invalid, match="Why"):
        reject_review(session, house.as_(firm.ben), firm.review, "  ")
    _do(house, firm.ben, firm.review, REJECT)
    assert rated(house, firm.anna, firm.fire) is None
    with house.writing() as session, pytest.raises(Invalid, match="Which value"):
        accept_review(session, house.as_(firm.ben), firm.review, None)


def test_an_accepted_review_meets_the_path_that_asks_for_one(house: House, firm: Firm) -> None:
    with house.writing() as session:
        rules(session, firm.fire, way(REVIEW))
    _do(house, firm.ben, firm.review, ACCEPT)
    assert rated(house, firm.anna, firm.fire) == "Acquired"


def test_a_decision_can_be_undone_until_it_is_asked_again(house: House, firm: Firm) -> None:
    with house.writing() as session:
        step = accept(session, house.as_(firm.ben), firm.review).step_id
    house.clock.forward(minutes=3)
    with house.writing() as session:
        undo_decision(session, house.as_(firm.ben), step)
    assert rated(house, firm.anna, firm.fire) is None
    view = found(house, firm.anna, firm.fire)
    assert (view.state, view.reviewer_id) == (ReviewState.WAITING, firm.ben)
    with house.writing() as session:
        step = reject(session, house.as_(firm.ben), firm.review).step_id
    request(house, firm.anna, firm.fire)
    with house.writing() as session, pytest.raises(Conflict, match="asked for again"):
        undo_decision(session, house.as_(firm.ben), step)


def test_what_the_current_reviewer_may_see_begins_with_being_asked_and_ends_with_the_decision(
    house: House, firm: Firm
) -> None:
    def opens(person: int) -> bool:
        with house.reading() as session:
            where = over(firm.anna, competency_id=firm.fire)
            return allows(session, house.as_(person), Capability.DOCUMENT_OPEN, where)

    assert (opens(firm.ben), opens(firm.berta)) == (True, False)
    house.clock.forward(days=3)
    with house.writing() as session:
        assert pass_on_untouched(session) == 1
    assert (asked(house, firm.berta), opens(firm.berta), opens(firm.ben)) == (1, False, True)
    _do(house, firm.berta, firm.review, START)
    assert (opens(firm.berta), opens(firm.ben)) == (True, False), "the one who started is the current reviewer"
    _do(house, firm.berta, firm.review, ACCEPT)
    assert (opens(firm.berta), opens(firm.ben)) == (False, False)
    with house.reading() as session:
        other = over(firm.anna, competency_id=firm.fire + 1)
        assert not allows(session, house.as_(firm.ben), Capability.DOCUMENT_OPEN, other)


def test_untouched_for_three_working_days_it_goes_to_the_next_until_all_were_asked(house: House, firm: Firm) -> None:
    house.clock.forward(days=2, hours=23, minutes=59)
    with house.writing() as session:
        assert not passing_is_due(session)
        assert pass_on_untouched(session) == 0
    house.clock.forward(minutes=1)
    for _ in range(2):
        with house.writing() as session:
            pass_on_untouched(session)
    assert [asked(house, each) for each in (firm.ben, firm.berta, firm.ada)] == [1, 1, 0]
    house.clock.forward(days=7)
    with house.writing() as session:
        assert pass_on_untouched(session) == 1
    assert asked(house, firm.ada) == 1
    house.clock.forward(days=30)
    with house.reading() as session:
        assert not passing_is_due(session), "everybody was asked"


def test_what_would_go_on_is_told_without_changing_anything_and_then_goes_there(house: House, firm: Firm) -> None:
    def due() -> list[tuple[int, int]]:
        with house.reading() as session:
            return [(each.review_id, each.to_id) for each in passings_due(session)]

    house.clock.forward(days=2, hours=23, minutes=59)
    assert due() == []
    house.clock.forward(minutes=1)
    assert due() == due() == [(firm.review, firm.berta)]
    with house.writing() as session:
        pass_on_untouched(session)
    assert (asked(house, firm.berta), due()) == (1, [])
    house.clock.forward(days=7)
    assert due() == [(firm.review, firm.ada)]
    with house.writing() as session:
        email = session.scalar(select(Person.email).where(Person.id == firm.anna))
        register_person(session, house.operator, PersonDetails("Anna Berg", email=email, active=False))
    assert due() == []


@pytest.mark.parametrize("touch", ["started", "asked for more"])
def test_a_touched_review_does_not_go_on(house: House, firm: Firm, touch: str) -> None:
    house.clock.forward(days=2)
    with house.writing() as session:
        if touch == "started":
            start_review(session, house.as_(firm.ben), firm.review)
        else:
            comment(session, house.as_(firm.ben), firm.review, "Which shift was it?")
    house.clock.forward(days=1)
    with house.writing() as session:
        assert pass_on_untouched(session) == 0


def test_a_review_handed_back_goes_to_the_next(house: House, firm: Firm) -> None:
    _do(house, firm.ben, firm.review, START, BACK)
    view = found(house, firm.anna, firm.fire)
    assert (view.state, view.reviewer_id) == (ReviewState.WAITING, firm.berta)
    assert asked(house, firm.berta) == 1


@pytest.mark.rule("people/deactivated")
@pytest.mark.parametrize("started", [False, True])
def test_reviews_of_somebody_deactivated_return_to_waiting_at_the_next(
    house: House, firm: Firm, started: bool
) -> None:
    if started:
        _do(house, firm.ben, firm.review, START)
    with house.writing() as session:
        email = session.scalar(select(Person.email).where(Person.id == firm.ben))
        register_person(session, house.operator, PersonDetails("Ben Dahl", email=email, active=False))
    view = found(house, firm.anna, firm.fire)
    assert (view.state, view.reviewer_id) == (ReviewState.WAITING, firm.berta)
    assert asked(house, firm.berta) == 1
    with pytest.raises(Stranger):
        _do(house, firm.ben, firm.review, START)
    house.clock.forward(days=30)
    with house.writing() as session:
        pass_on_untouched(session)
    assert asked(house, firm.ben) == 1, "nothing more is asked of them"
    with house.reading() as session:
        did = [each.kind for each in review_steps(session, firm.review) if each.by_id == firm.ben]
    assert did == ([StepKind.STARTED] if started else []), "what they did stays on file"


@pytest.mark.rule("people/deactivated")
def test_reviews_of_somebody_deactivated_stand_in_no_list(house: House, firm: Firm) -> None:
    with house.writing() as session:
        email = session.scalar(select(Person.email).where(Person.id == firm.anna))
        register_person(session, house.operator, PersonDetails("Anna Berg", email=email, active=False))
    with house.reading() as session:
        assert waiting_reviews(session, house.as_(firm.ben)) == ([], 0)


def test_the_list_holds_what_one_may_decide_and_never_ones_own(house: House, firm: Firm) -> None:
    request(house, firm.ben, firm.fire)
    with house.reading() as session:
        for person, expected in ((firm.ben, [firm.anna]), (firm.ada, [firm.anna, firm.ben]), (firm.anna, [])):
            views, count = waiting_reviews(session, house.as_(person))
            assert ([each.person_id for each in views], count) == (expected, len(expected))
        [second], count = waiting_reviews(session, house.as_(firm.berta), limit=1, start=1)
        assert (second.person_id, count) == (firm.anna, 2), "those asked of oneself come first"


@pytest.mark.rule("review/comments")
def test_comments_are_for_the_person_and_all_who_may_review_and_keep_the_state(house: House, firm: Firm) -> None:
    with house.writing() as session:
        peer = a_person(session, "Cleo")
    for author in (firm.ben, firm.berta, firm.anna):
        with house.writing() as session:
            comment(session, house.as_(author), firm.review, "Which shift was it?")
    with house.writing() as session, pytest.raises(Refused):
        comment(session, house.as_(peer), firm.review, "Me too")
    with house.writing() as session, pytest.raises(Invalid):
        comment(session, house.as_(firm.ben), firm.review, " ")
    assert found(house, firm.anna, firm.fire).state == ReviewState.WAITING
    _do(house, firm.ben, firm.review, REJECT)
    with house.writing() as session, pytest.raises(Conflict):
        comment(session, house.as_(firm.anna), firm.review, "But …")


def test_each_word_and_decision_is_told_to_the_person_and_never_to_its_author(house: House, firm: Firm) -> None:
    with house.writing() as session:
        step = comment(session, house.as_(firm.ben), firm.review, "Which shift was it?")
    with house.writing() as session:
        comment(session, house.as_(firm.anna), firm.review, "The night shift.")
    assert (told(house, firm.anna), told(house, firm.ben)) == (1, 1)
    with house.writing() as session:
        undo_comment(session, house.as_(firm.ben), step)
    _do(house, firm.ben, firm.review, REJECT)
    assert (told(house, firm.anna), told(house, firm.ben)) == (2, 1)
    request(house, firm.anna, firm.fire)
    _do(house, firm.ben, firm.review, ACCEPT)
    assert (told(house, firm.anna), told(house, firm.ben)) == (3, 1)
    with house.reading() as session:
        assert message_at(session, firm.anna, "0.0") is None
