"""Setting targets: who may, for whom, what is skipped, what is named, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from sqlalchemy import event, select

from core.audit import facts_about
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import DISABLED, CompetencyCategory, scale_of, set_status
from core.history import begin
from core.people import set_line_manager
from core.targets import Outcome, assign_targets, open_target, plan_targets, targets_of, undo_targets
from core.targets.models import Exemption, Target
from tests.builders import a_person, a_skill, a_team
from tests.conftest import House

MARCH = date(2027, 3, 1)


class Shop(NamedTuple):
    """Dora over Ben over Anna and Erik; Cleo stands apart."""

    anna: int
    erik: int
    ben: int
    dora: int
    cleo: int
    fire: int
    english: int


@pytest.fixture
def shop(house: House) -> Shop:
    with house.writing() as session:
        dora = a_person(session, "Dora Lie")
        ben = a_person(session, "Ben Dahl", manager=dora)
        anna, erik = (a_person(session, name, manager=ben) for name in ("Anna Berg", "Erik Strand"))
        cleo = a_person(session, "Cleo Vik")
        fire = a_skill(session, "Fire safety")
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
    return Shop(anna, erik, ben, dora, cleo, fire, english)


def value_id(house: House, competency_id: int, name: str) -> int:
    with house.reading() as session:
        return scale_of(session, competency_id).named(name).id


@pytest.mark.rule("targets/target")
def test_a_target_requires_the_lowest_proficient_value_unless_another_is_named(house: House, shop: Shop) -> None:
    b2 = value_id(house, shop.english, "B2")
    with house.writing() as session:
        assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None, shop.english: None})
        assign_targets(session, house.as_(shop.ben), [shop.erik], {shop.english: b2}, MARCH)
    with house.reading() as session:
        found = targets_of(session, [shop.anna, shop.erik])
    assert {(each.competency_id, each.value.name, each.due_on) for each in found[shop.anna]} == {
        (shop.fire, "Acquired", None),
        (shop.english, "B1", None),
    }
    assert [(each.value.name, each.due_on, each.sources[0].kind) for each in found[shop.erik]] == [
        ("B2", MARCH, "direct")
    ]


@pytest.mark.rule("targets/who")
def test_a_manager_targets_those_below_at_any_height_and_an_admin_anyone(house: House, shop: Shop) -> None:
    with house.writing() as session:
        admin = a_person(session, "Ada Moe", role="competency_admin")
        assert assign_targets(session, house.as_(shop.dora), [shop.anna], {shop.fire: None}).target_ids
        assert assign_targets(session, house.as_(admin), [shop.cleo], {shop.fire: None}).target_ids


@pytest.mark.rule("targets/who")
@pytest.mark.rule("people/refusal")
def test_a_peer_and_the_person_themself_are_refused_with_who_can(house: House, shop: Shop) -> None:
    with house.writing() as session:
        with pytest.raises(Refused, match=r"you don't supervise Ben\. Those who do, or an admin, can\."):
            assign_targets(session, house.as_(shop.anna), [shop.ben], {shop.fire: None})
        with pytest.raises(Refused, match="can't set targets for yourself"):
            assign_targets(session, house.as_(shop.ben), [shop.ben], {shop.fire: None})
    with house.reading() as session:
        assert not any(targets_of(session, [shop.ben, shop.anna]).values())


@pytest.mark.rule("targets/who")
@pytest.mark.rule("targets/dry-run")
def test_of_several_those_one_may_not_target_are_left_out_and_named_and_nothing_changes_before(
    house: House, shop: Shop
) -> None:
    with house.writing() as session:
        gone = a_person(session, "Gina Ruud", manager=shop.ben, active=False)
        secret = a_skill(session, "Crane control", access_tier=2)
        cleared = a_person(session, "Lars Moen", manager=shop.ben, access_tier=2)
        someone = [shop.anna, shop.cleo, gone, cleared]
        boss = a_person(session, "Harald Nygaard", role="admin")
        set_line_manager(session, house.operator, shop.dora, boss)
        plan = plan_targets(session, house.as_(shop.ben), someone, {shop.fire: None})
        admins = plan_targets(session, house.as_(boss), someone, {shop.fire: None, secret: None})
    assert [(each.person_id, each.outcome) for each in plan.lines] == [
        (shop.anna, Outcome.NEW),
        (shop.cleo, Outcome.NOT_SUPERVISED),
        (gone, Outcome.INACTIVE),
        (cleared, Outcome.NEW),
    ]
    assert [each.person_id for each in plan.left_out] == [shop.cleo, gone]
    above = [each.person_id for each in admins.lines if each.outcome == Outcome.ABOVE_TIER]
    assert above == [shop.anna, shop.cleo]
    with house.reading() as session:
        assert session.scalar(select(sa.func.count()).select_from(Target).where(Target.person_id.in_(someone))) == 0


def test_a_skill_above_the_actors_own_tier_reads_as_one_that_is_not_there(house: House, shop: Shop) -> None:
    with house.writing() as session:
        secret = a_skill(session, "Crane control", access_tier=2)
        with pytest.raises(NotFound, match="I don't find that skill"):
            plan_targets(session, house.as_(shop.ben), [shop.anna], {secret: None})
        with pytest.raises(NotFound, match="I don't find that skill"):
            plan_targets(session, house.as_(shop.ben), [shop.anna], {secret + 1_000: None})


@pytest.mark.rule("targets/who")
def test_a_team_is_targeted_whole_by_its_lead_or_an_admin_and_by_others_only_where_they_supervise(
    house: House, shop: Shop
) -> None:
    with house.writing() as session:
        lead, admin = a_person(session, "Lena Foss"), a_person(session, "Ada Moe", role="competency_admin")
        members = [shop.anna, shop.cleo]
        a_team(session, "Warehouse", *members, lead=lead)
        wanted = {shop.fire: None}
        assert plan_targets(session, house.as_(lead), members, wanted).count(Outcome.NEW) == 2
        assert plan_targets(session, house.as_(admin), members, wanted).count(Outcome.NEW) == 2
        assert plan_targets(session, house.as_(shop.ben), members, wanted).people(Outcome.NEW) == [shop.anna]


@pytest.mark.rule("targets/duplicate")
def test_repeating_a_command_adds_nothing_and_counts_what_was_there(house: House, shop: Shop) -> None:
    both = [shop.anna, shop.erik]
    with house.writing() as session:
        first = assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None}, MARCH)
    with house.writing() as session:
        second = assign_targets(session, house.as_(shop.ben), both, {shop.fire: None}, MARCH)
        third = assign_targets(session, house.as_(shop.ben), both, {shop.fire: None}, MARCH)
    assert (first.plan.created, len(first.target_ids)) == (1, 1)
    assert (second.plan.created, second.plan.count(Outcome.ALREADY_THERE)) == (1, 1)
    assert (third.plan.created, third.plan.count(Outcome.ALREADY_THERE), third.target_ids) == (0, 2, ())
    with house.reading() as session:
        assert [len(each) for each in targets_of(session, both).values()] == [1, 1]


def test_another_date_replaces_the_target_and_keeps_it_in_the_history(house: House, shop: Shop) -> None:
    with house.writing() as session:
        assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None}, MARCH)
    house.clock.forward(days=1)
    with house.writing() as session:
        done = assign_targets(session, house.as_(shop.dora), [shop.anna], {shop.fire: None}, date(2027, 2, 1))
    assert done.plan.count(Outcome.CHANGED) == 1
    with house.reading() as session:
        target = open_target(session, shop.anna, shop.fire)
        assert target is not None
        assert (target.due_on, target.sources[0].set_by_id) == (date(2027, 2, 1), shop.dora)
        yesterday = session.now - timedelta(hours=12)
        then = session.scalars(select(Target.due_on).where(Target.as_of(yesterday, yesterday))).all()
        assert then == [MARCH]


def test_an_exempt_person_gets_no_target_until_the_exemption_ends(house: House, shop: Shop) -> None:
    with house.writing() as session:
        until = session.now + timedelta(days=10)
        begin(
            session,
            Exemption(
                person_id=shop.anna,
                competency_id=shop.fire,
                reason="leave",
                granted_by_id=shop.ben,
                effective_until=until,
            ),
        )

    def outcome() -> Outcome:
        with house.reading() as session:
            plan = plan_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None})
        return plan.lines[0].outcome

    assert outcome() == Outcome.EXEMPT
    house.clock.forward(days=9, hours=23)
    assert outcome() == Outcome.EXEMPT
    house.clock.forward(hours=1)
    assert outcome() == Outcome.NEW


@pytest.mark.parametrize(("due_on", "fine"), [(date(2026, 11, 23), False), (date(2026, 11, 24), True)])
def test_a_day_that_is_past_where_the_actor_is_is_refused(house: House, shop: Shop, due_on: date, fine: bool) -> None:
    with house.writing() as session:
        if fine:
            assert assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None}, due_on).target_ids
        else:
            with pytest.raises(Invalid, match="23 November 2026 is past"):
                assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None}, due_on)


def test_the_actors_day_decides_not_that_of_utc(house: House, shop: Shop) -> None:
    house.clock.now = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    with house.writing() as session:
        in_oslo = a_person(session, "Olav Oslo", role="admin", time_zone="Europe/Oslo")
        with pytest.raises(Invalid, match="is past"):
            plan_targets(session, house.as_(in_oslo), [shop.anna], {shop.fire: None}, date(2026, 11, 24))
        assert plan_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None}, date(2026, 11, 24)).lines


def test_a_disabled_skill_and_a_value_of_another_scale_are_refused(house: House, shop: Shop) -> None:
    b2 = value_id(house, shop.english, "B2")
    with house.writing() as session:
        with pytest.raises(Invalid, match=r"other values\. Choose one of: Not acquired and Acquired"):
            plan_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: b2})
        set_status(session, house.operator, shop.fire, DISABLED)
        with pytest.raises(Invalid, match="Fire safety is disabled"):
            plan_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None})


def test_setting_a_target_is_kept_in_the_audit_trail_with_from_and_to(house: House, shop: Shop) -> None:
    with house.writing() as session:
        assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None})
    house.clock.forward(days=1)
    with house.writing() as session:
        assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None}, MARCH)
    with house.reading() as session:
        kept = [each for each in facts_about(session, shop.anna) if each.kind == "targets.assigned"]
    said = [(each.actor_id, each.said["before"], each.said["after"]) for each in kept if each.said]
    assert said == [(shop.ben, None, "Acquired"), (shop.ben, "Acquired", "Acquired, due 2027-03-01")]


@pytest.mark.rule("chat/undo")
def test_undone_targets_were_never_set_and_those_they_replaced_are_back(house: House, shop: Shop) -> None:
    with house.writing() as session:
        assign_targets(session, house.as_(shop.dora), [shop.anna], {shop.fire: None}, MARCH)
    house.clock.forward(days=1)
    with house.writing() as session:
        both = [shop.anna, shop.erik]
        done = assign_targets(session, house.as_(shop.ben), both, {shop.fire: None}, date(2027, 1, 1))
    house.clock.forward(minutes=5)
    with house.writing() as session:
        assert len(undo_targets(session, house.as_(shop.ben), done.target_ids)) == 2
    with house.reading() as session:
        found = targets_of(session, both)
        known = session.scalar(select(sa.func.count()).select_from(Target).where(Target.superseded_at.is_(None)))
    assert [(each.due_on, each.sources[0].set_by_id) for each in found[shop.anna]] == [(MARCH, shop.dora)]
    assert found[shop.erik] == ()
    assert known == 1, "no closed copy remains that says the first target ended"


@pytest.mark.rule("chat/undo")
def test_a_target_changed_since_is_not_undone_and_says_whose(house: House, shop: Shop) -> None:
    with house.writing() as session:
        done = assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None})
    house.clock.forward(minutes=1)
    with house.writing() as session:
        assign_targets(session, house.as_(shop.dora), [shop.anna], {shop.fire: None}, MARCH)
    with pytest.raises(Conflict, match="targets of Anna were changed since"), house.writing() as session:
        undo_targets(session, house.as_(shop.ben), done.target_ids)


def test_undo_asks_for_the_right_again(house: House, shop: Shop) -> None:
    with house.writing() as session:
        done = assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.fire: None})
        set_line_manager(session, house.operator, shop.anna, shop.cleo)
    with pytest.raises(Refused, match="don't supervise Anna"), house.writing() as session:
        undo_targets(session, house.as_(shop.ben), done.target_ids)


@pytest.mark.rule("targets/effective")
def test_each_source_of_a_target_stays_listed(house: House, shop: Shop) -> None:
    b2 = value_id(house, shop.english, "B2")
    with house.writing() as session:
        assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.english: None}, MARCH)
        begin(
            session,
            Target(
                person_id=shop.anna,
                competency_id=shop.english,
                scale_value_id=b2,
                due_on=None,
                source="profile",
                source_key=4,
                set_by_id=None,
                set_at=session.now,
            ),
        )
    with house.reading() as session:
        target = open_target(session, shop.anna, shop.english)
        assert target is not None
        assert (target.value.name, target.due_on) == ("B2", MARCH)
        assert [(each.kind, each.value.name, each.due_on) for each in target.sources] == [
            ("direct", "B1", MARCH),
            ("profile", "B2", None),
        ]


@pytest.mark.rule("targets/assign")
def test_a_crowd_takes_no_more_statements_than_a_few_people(house: House, shop: Shop) -> None:
    with house.writing() as session:
        crowd = [a_person(session, f"Person {number}", manager=shop.ben) for number in range(15)]
        wanted = {shop.fire: None, shop.english: None, a_skill(session, "Welding"): None}
    few = _statements(house, shop.ben, crowd[:3], wanted)
    many = _statements(house, shop.ben, crowd[3:], wanted)
    assert few == many <= 30


def _statements(house: House, actor: int, person_ids: list[int], wanted: Mapping[int, int | None]) -> int:
    """How many statements setting these targets takes."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with house.writing() as session:
        engine = house.engine.database.engine
        event.listen(engine, "before_cursor_execute", note)
        assign_targets(session, house.as_(actor), person_ids, wanted)
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
