"""Who knows X in Y: whom it names, in which order, and to whom (find/experts)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.achievements import give_rating
from core.db import WorkspaceSession
from core.errors import NotFound
from core.find import Experts, Question, as_of, experts, names_to_share, naming
from core.frameworks import CompetencyCategory, scale_of
from core.people import PersonDetails, add_group, join_group, leave_group, register_person, set_line_manager
from core.qualifications import delete_qualification, lift_revocation, revoke_qualification, set_type
from tests.builders import a_certificate, a_person, a_skill, a_team
from tests.conftest import House

TODAY = date(2026, 11, 24)


def names(found: Experts) -> list[str]:
    return [each.name for each in found.lines]


def rates(house: House, session: WorkspaceSession, person: int, skill: int, value: str = "Acquired") -> None:
    value_id = scale_of(session, skill).named(value).id
    give_rating(session, house.operator, person_id=person, competency_id=skill, scale_value_id=value_id)


def a_language(session: WorkspaceSession, name: str = "German") -> int:
    return a_skill(session, name, category=CompetencyCategory.LANGUAGE)


def a_licence(session: WorkspaceSession, name: str = "Forklift licence") -> int:
    return a_skill(session, name, category=CompetencyCategory.CERTIFICATION)


@pytest.mark.rule("find/experts")
def test_peers_get_names_a_to_z_whatever_the_values(house: House) -> None:
    with house.writing() as session:
        german, peer = a_language(session), a_person(session, "Peter Peer")
        for name, value in (("Zoe", "B1"), ("anna", "C2"), ("Mia", "C1")):
            rates(house, session, a_person(session, name), german, value)
    with house.reading() as session:
        found = experts(session, house.as_(peer), Question(german))
    assert names(found) == ["anna", "Mia", "Zoe"]
    assert not any(each.seen or each.value for each in found.lines)
    assert found.count == 3 and not found.best_first


@pytest.mark.rule("find/experts")
def test_who_may_see_ratings_gets_the_best_first_and_then_names_of_the_others(house: House) -> None:
    with house.writing() as session:
        german, ben = a_language(session), a_person(session, "Ben")
        for name, value in (("Carl", "B1"), ("Dora", "C2"), ("Abel", "B1")):
            rates(house, session, a_person(session, name, manager=ben), german, value)
        for name, value in (("Yann", "Native"), ("Xaver", "B2")):
            rates(house, session, a_person(session, name), german, value)
    with house.reading() as session:
        found = experts(session, house.as_(ben), Question(german))
        everything = experts(session, house.operator, Question(german))
    assert names(found) == ["Dora", "Abel", "Carl", "Xaver", "Yann"]
    assert [each.value.name if each.value else None for each in found.lines] == ["C2", "B1", "B1", None, None]
    assert names(everything) == ["Yann", "Dora", "Xaver", "Abel", "Carl"]


def test_holding_it_oneself_brings_nobody_to_the_top(house: House) -> None:
    with house.writing() as session:
        german = a_language(session)
        me, other = a_person(session, "Moritz"), a_person(session, "Anna")
        for each in (me, other):
            rates(house, session, each, german, "B2")
    with house.reading() as session:
        found = experts(session, house.as_(me), Question(german))
    assert [(each.name, each.seen) for each in found.lines] == [("Anna", False), ("Moritz", True)]


@pytest.mark.rule("find/experts")
@pytest.mark.parametrize(("days", "listed"), [(-1, False), (0, True), (1, True)])
def test_a_qualification_counts_through_its_last_day(house: House, days: int, listed: bool) -> None:
    with house.writing() as session:
        licence, anna = a_licence(session), a_person(session, "Anna")
        a_certificate(session, anna, TODAY + timedelta(days=days), of=licence)
    with house.reading() as session:
        assert bool(experts(session, house.operator, Question(licence)).lines) == listed


@pytest.mark.rule("find/experts")
def test_certifications_are_shown_to_those_who_may_see_them_unless_the_type_lets_colleagues_know(house: House) -> None:
    with house.writing() as session:
        licence, ben, peer = a_licence(session), a_person(session, "Ben"), a_person(session, "Peer")
        for name, manager in (("Anna", ben), ("Carl", None)):
            a_certificate(session, a_person(session, name, manager=manager), of=licence)
    with house.reading() as session:
        hidden = experts(session, house.as_(peer), Question(licence))
        theirs = experts(session, house.as_(ben), Question(licence))
        all_ = experts(session, house.operator, Question(licence))
        assert names_to_share(session, Question(licence)) is None
    assert names(hidden) == [] and hidden.closed and hidden.count == 0
    assert names(theirs) == ["Anna"] and theirs.closed
    assert names(all_) == ["Anna", "Carl"] and not all_.closed
    with house.writing() as session:
        set_type(session, house.operator, licence, holders_visible=True)
    with house.reading() as session:
        visible = experts(session, house.as_(peer), Question(licence))
        assert names_to_share(session, Question(licence)) == (["Anna", "Carl"], 2)
    assert names(visible) == ["Anna", "Carl"] and not visible.closed
    assert not any(each.seen for each in visible.lines)


@pytest.mark.rule("find/experts")
def test_in_a_place_only_its_members_count_and_several_places_count_together(house: House) -> None:
    with house.writing() as session:
        skill, peer = a_skill(session, "Welding"), a_person(session, "Peer")
        oslo = add_group(session, house.operator, "location", "Oslo")
        bergen = add_group(session, house.operator, "location", "Bergen")
        for name, place in (("Anna", oslo), ("Bo", bergen), ("Cy", None)):
            person = a_person(session, name)
            rates(house, session, person, skill)
            if place:
                join_group(session, house.operator, place, person)
    with house.reading() as session:
        actor = house.as_(peer)
        assert names(experts(session, actor, Question(skill, (oslo,)))) == ["Anna"]
        assert names(experts(session, actor, Question(skill, (oslo, bergen)))) == ["Anna", "Bo"]
        assert names(experts(session, actor, Question(skill))) == ["Anna", "Bo", "Cy"]


def test_a_value_asked_for_keeps_those_rated_at_it_or_above(house: House) -> None:
    with house.writing() as session:
        german = a_language(session)
        for value in ("B1", "B2", "C1"):
            rates(house, session, a_person(session, value), german, value)
        least = scale_of(session, german).named("B2").position
    with house.reading() as session:
        assert names(experts(session, house.operator, Question(german, least=least))) == ["C1", "B2"]


def test_the_deactivated_and_those_below_the_proficient_values_are_not_listed(house: House) -> None:
    with house.writing() as session:
        german = a_language(session)
        gone, learner = a_person(session, "Gone", email="gone@nordlys.example"), a_person(session, "Learner")
        rates(house, session, gone, german, "C1")
        rates(house, session, learner, german, "A2")
        register_person(session, house.operator, PersonDetails("Gone", email="gone@nordlys.example", active=False))
    with house.reading() as session:
        assert names(experts(session, house.operator, Question(german))) == []


def test_what_was_revoked_counts_again_when_that_is_lifted_and_what_was_deleted_never(house: House) -> None:
    with house.writing() as session:
        licence, anna = a_licence(session), a_person(session, "Anna")
        held = a_certificate(session, anna, of=licence)
        revoke_qualification(session, house.operator, held, "Lost")
    question = Question(licence)
    with house.reading() as session:
        assert names(experts(session, house.operator, question)) == []
    with house.writing() as session:
        lift_revocation(session, house.operator, held)
    with house.reading() as session:
        assert names(experts(session, house.operator, question)) == ["Anna"]
    with house.writing() as session:
        delete_qualification(session, house.operator, held)
    with house.reading() as session:
        assert names(experts(session, house.operator, question)) == []


@pytest.mark.rule("find/experts")
def test_a_skill_above_ones_tier_reads_as_if_there_were_none(house: House) -> None:
    with house.writing() as session:
        secret = a_skill(session, "Crane control", access_tier=2)
        low, high = a_person(session, "Low", access_tier=1), a_person(session, "High", access_tier=2)
        rates(house, session, high, secret)
    with house.reading() as session:
        with pytest.raises(NotFound):
            experts(session, house.as_(low), Question(secret))
        assert names(experts(session, house.as_(high), Question(secret))) == ["High"]
        assert names_to_share(session, Question(secret)) is None


@pytest.mark.parametrize("few", [2, 500])
def test_pages_follow_each_other_without_gap_or_repeat(house: House, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.find.knowing.FEW", few)
    monkeypatch.setattr(naming, "STRIDES", (3, 5))
    with house.writing() as session:
        german, ben = a_language(session), a_person(session, "Zz Ben")
        for number in range(7):
            manager = ben if number % 2 else None
            person = a_person(session, f"Person {number}", manager=manager)
            rates(house, session, person, german, "C1" if number > 3 else "B1")
    pages, after = [], None
    with house.reading() as session:
        while True:
            page = experts(session, house.as_(ben), Question(german), after=after, size=3)
            pages.append(names(page))
            if (after := page.more) is None:
                break
    assert pages == [["Person 5", "Person 1", "Person 3"], ["Person 0", "Person 2", "Person 4"], ["Person 6"]]
    assert page.count == 7


@pytest.mark.rule("find/as-of")
def test_asked_on_a_past_day_it_names_who_held_it_then_where_they_were_then(house: House) -> None:
    with house.writing() as session:
        skill, anna, bo = a_skill(session, "Welding"), a_person(session, "Anna"), a_person(session, "Bo")
        team = a_team(session, "Warehouse", anna)
        rates(house, session, anna, skill)
    house.clock.forward(days=10)
    with house.writing() as session:
        leave_group(session, house.operator, team, anna)
        join_group(session, house.operator, team, bo)
        rates(house, session, bo, skill)
    question = Question(skill, (team,))
    with house.reading() as session:
        assert names(experts(session, house.operator, question)) == ["Bo"]
        for day, listed in ((TODAY - timedelta(days=1), []), (TODAY, ["Anna"]), (TODAY + timedelta(days=9), ["Anna"])):
            with as_of(session, day, "UTC") as then:
                assert names(experts(then, house.operator, question)) == listed


@pytest.mark.rule("find/as-of")
def test_asked_on_a_day_to_come_it_leaves_out_what_will_have_expired(house: House) -> None:
    with house.writing() as session:
        licence, anna = a_licence(session), a_person(session, "Anna")
        a_certificate(session, anna, date(2027, 3, 1), of=licence)
    with house.reading() as session:
        for day, listed in ((date(2027, 3, 1), ["Anna"]), (date(2027, 3, 2), [])):
            with as_of(session, day, "Europe/Oslo") as then:
                assert names(experts(then, house.operator, Question(licence))) == listed


@pytest.mark.rule("find/as-of")
def test_rights_are_todays_whatever_the_day_asked_for(house: House) -> None:
    with house.writing() as session:
        licence, ben = a_licence(session), a_person(session, "Ben")
        anna = a_person(session, "Anna", manager=ben)
        a_certificate(session, anna, of=licence)
        lead, bo = a_person(session, "Lead"), a_person(session, "Bo")
        team = a_team(session, "Night", bo, lead=lead)
        a_certificate(session, bo, of=licence)
    house.clock.forward(days=5)
    with house.writing() as session:
        newcomer = a_person(session, "New lead")
        set_line_manager(session, house.operator, anna, newcomer)
        leave_group(session, house.operator, team, lead)
        join_group(session, house.operator, team, newcomer, lead=True)
    with house.reading() as session, as_of(session, TODAY, "UTC") as then:
        assert names(experts(then, house.as_(ben), Question(licence))) == []
        assert names(experts(then, house.as_(lead), Question(licence))) == []
        assert names(experts(then, house.as_(newcomer), Question(licence))) == ["Anna", "Bo"]
