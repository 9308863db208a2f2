"""Targets on a group: they reach its members, also later ones, and end with leaving; what was earned stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import select

from core.achievements import acquired_at, ratings_of
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound, Refused
from core.evidence import evidence_of
from core.frameworks import DISABLED, CompetencyCategory, scale_of, set_status
from core.people import (
    PersonDetails,
    add_group,
    align_group,
    archive_group,
    create_group,
    join_group,
    leave_group,
    put_into_group,
    register_person,
    restore_group,
    set_tier,
)
from core.targets import (
    Outcome,
    assign_targets,
    begin_scheduled,
    grant_exemption,
    group_targets,
    plan_group_targets,
    remove_group_targets,
    restore_group_targets,
    set_group_targets,
    targets_of,
    undo_group_targets,
)
from core.targets.models import Target
from tests.builders import a_certificate, a_person, a_skill, a_team
from tests.conftest import House
from tests.core.achievements.paths.ways import ASSIGNED, rules, value_id, way

MARCH, MAY = date(2027, 3, 1), date(2027, 5, 1)
ERIK = "erik@nordlys.example"


class Yard(NamedTuple):
    """Lena leads Warehouse with Anna; Erik and Cleo are not in it. English has a longer scale."""

    lena: int
    anna: int
    erik: int
    cleo: int
    team: int
    fire: int
    english: int


@pytest.fixture
def yard(house: House) -> Yard:
    with house.writing() as session:
        lena, anna, cleo = (a_person(session, name) for name in ("Lena Foss", "Anna Berg", "Cleo Vik"))
        erik = a_person(session, "Erik Strand", email=ERIK)
        team = a_team(session, "Warehouse", anna, lead=lena)
        fire = a_skill(session, "Fire safety")
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
    return Yard(lena, anna, erik, cleo, team, fire, english)


def held(house: House, person_id: int) -> list[tuple[int, str, date | None]]:
    with house.reading() as session:
        found = targets_of(session, [person_id])[person_id]
    return sorted((each.competency_id, each.value.name, each.due_on) for each in found)


@pytest.mark.rule("targets/group")
def test_a_target_on_a_group_reaches_members_of_now_and_later_and_nobody_else(house: House, yard: Yard) -> None:
    with house.writing() as session:
        done = set_group_targets(session, house.as_(yard.lena), yard.team, {yard.fire: None}, MARCH)
    assert done.plan.count(Outcome.NEW) == 2
    assert held(house, yard.anna) == held(house, yard.lena) == [(yard.fire, "Acquired", MARCH)]
    assert held(house, yard.erik) == []
    house.clock.forward(days=40)
    with house.writing() as session:
        join_group(session, house.operator, yard.team, yard.erik)
    assert held(house, yard.erik) == [(yard.fire, "Acquired", MARCH)]
    assert held(house, yard.cleo) == []


@pytest.mark.rule("targets/leaving")
def test_leaving_ends_the_groups_targets_and_ratings_qualifications_and_acquired_at_stay(
    house: House, yard: Yard
) -> None:
    with house.writing() as session:
        rules(session, yard.fire, way(ASSIGNED, value=value_id(session, yard.fire, "Acquired")))
        aid = a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
        a_certificate(session, yard.anna, date(2029, 5, 3), of=aid, issued_on=date(2026, 5, 3))
        set_group_targets(session, house.as_(yard.lena), yard.team, {yard.fire: None, aid: None})
        assign_targets(session, house.operator, [yard.anna], {yard.english: None}, MAY)
    with house.reading() as session:
        before = (ratings_of(session, person_ids=[yard.anna]), acquired_at(session, yard.anna, yard.fire))
    assert {pair[1] for pair in before[0]} == {yard.fire, aid}
    assert before[1] is not None
    house.clock.forward(days=1)
    with house.writing() as session:
        leave_group(session, house.operator, yard.team, yard.anna)
    assert held(house, yard.anna) == [(yard.english, "B1", MAY)]
    with house.reading() as session:
        assert (ratings_of(session, person_ids=[yard.anna]), acquired_at(session, yard.anna, yard.fire)) == before
    assert len(held(house, yard.lena)) == 2


@pytest.mark.rule("targets/leaving")
def test_who_leaves_one_of_two_groups_keeps_what_the_other_requires(house: House, yard: Yard) -> None:
    with house.writing() as session:
        oslo = add_group(session, house.operator, "location", "Oslo")
        join_group(session, house.operator, oslo, yard.anna)
        set_group_targets(session, house.operator, yard.team, {yard.fire: None}, MARCH)
        set_group_targets(session, house.operator, oslo, {yard.fire: None}, MAY)
    assert held(house, yard.anna) == [(yard.fire, "Acquired", MARCH)]
    with house.writing() as session:
        leave_group(session, house.operator, yard.team, yard.anna)
    assert held(house, yard.anna) == [(yard.fire, "Acquired", MAY)]
    with house.writing() as session:
        archive_group(session, house.operator, oslo)
    assert held(house, yard.anna) == []


@pytest.mark.rule("targets/who")
def test_the_lead_of_the_group_and_admins_set_its_targets_and_nobody_else(house: House, yard: Yard) -> None:
    with house.writing() as session:
        ada = a_person(session, "Ada Moe", role="competency_admin")
        other = a_team(session, "Office", yard.cleo, lead=yard.erik)
        for actor in (yard.lena, ada):
            plan_group_targets(session, house.as_(actor), yard.team, {yard.fire: None})
        for actor in (yard.anna, yard.erik, yard.cleo):
            with pytest.raises(Refused, match="targets on Warehouse itself are set by its lead or an admin"):
                set_group_targets(session, house.as_(actor), yard.team, {yard.fire: None})
            with pytest.raises(Refused):
                remove_group_targets(session, house.as_(actor), yard.team, [yard.fire])
        with pytest.raises(Refused):
            plan_group_targets(session, house.as_(yard.lena), other, {yard.fire: None})
        with pytest.raises(NotFound):
            plan_group_targets(session, house.as_(ada), other + 1_000, {yard.fire: None})
        with pytest.raises(Invalid, match="is past"):
            plan_group_targets(session, house.as_(ada), other, {yard.fire: None}, date(2026, 11, 23))


@pytest.mark.rule("targets/dry-run")
def test_the_dry_run_counts_new_met_already_there_exempt_and_left_out_and_changes_nothing(
    house: House, yard: Yard
) -> None:
    with house.writing() as session:
        aid = a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION, access_tier=1)
        put_into_group(session, house.operator, yard.team, [yard.erik, yard.cleo])
        for each in (yard.anna, yard.lena, yard.erik):
            set_tier(session, house.operator, each, 1)
        a_certificate(session, yard.anna, date(2029, 5, 3), of=aid, issued_on=date(2026, 5, 3))
        assign_targets(session, house.operator, [yard.erik, yard.lena], {aid: None}, MARCH)
        grant_exemption(session, house.operator, yard.lena, [aid], until=MARCH, reason="on leave")
    with house.reading() as session:
        plan = plan_group_targets(session, house.operator, yard.team, {aid: None}, MARCH)
    assert {each.person_id: each.outcome for each in plan.lines} == {
        yard.anna: Outcome.ALREADY_MET,
        yard.lena: Outcome.EXEMPT,
        yard.erik: Outcome.ALREADY_THERE,
        yard.cleo: Outcome.ABOVE_TIER,
    }
    assert held(house, yard.anna) == []


@pytest.mark.rule("targets/exemption")
def test_an_exempt_member_has_the_groups_target_when_the_exemption_is_over(house: House, yard: Yard) -> None:
    with house.writing() as session:
        assign_targets(session, house.operator, [yard.anna], {yard.fire: None})
        grant_exemption(session, house.operator, yard.anna, [yard.fire], until=date(2026, 11, 25), reason="on leave")
        set_group_targets(session, house.operator, yard.team, {yard.fire: None}, MARCH)
    with house.reading() as session:
        assert targets_of(session, [yard.anna])[yard.anna][0].exempt
    house.clock.forward(days=2)
    with house.reading() as session:
        (target,) = targets_of(session, [yard.anna])[yard.anna]
    assert (target.exempt, target.due_on, [each.kind for each in target.sources]) == (False, MARCH, ["direct", "group"])


@pytest.mark.rule("targets/duplicate")
def test_repeating_adds_nothing_and_another_value_or_day_moves_everybodys(house: House, yard: Yard) -> None:
    with house.writing() as session:
        b2 = scale_of(session, yard.english).named("B2").id
        set_group_targets(session, house.operator, yard.team, {yard.english: None}, MARCH)
        again = set_group_targets(session, house.operator, yard.team, {yard.english: None})
        assert (again.ids, again.plan.count(Outcome.ALREADY_THERE)) == ((), 2)
    house.clock.forward(hours=1)
    with house.writing() as session:
        changed = set_group_targets(session, house.operator, yard.team, {yard.english: b2})
        assert changed.plan.count(Outcome.CHANGED) == 2
    assert held(house, yard.anna) == [(yard.english, "B2", MARCH)]
    with house.writing() as session:
        assert set_group_targets(session, house.operator, yard.team, {yard.english: None}).ids == ()
    assert held(house, yard.anna) == [(yard.english, "B2", MARCH)]


@pytest.mark.rule("chat/undo")
def test_undo_counts_it_as_never_set_for_later_members_too_and_brings_back_what_it_replaced(
    house: House, yard: Yard
) -> None:
    with house.writing() as session:
        rules(session, yard.fire, way(ASSIGNED, value=value_id(session, yard.fire, "Acquired")))
        set_group_targets(session, house.operator, yard.team, {yard.english: None}, MARCH)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        done = set_group_targets(session, house.operator, yard.team, {yard.english: None, yard.fire: None}, MAY)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        join_group(session, house.operator, yard.team, yard.erik)
    assert len(held(house, yard.erik)) == 2
    house.clock.forward(minutes=1)
    with house.writing() as session:
        undo_group_targets(session, house.as_(yard.lena), yard.team, done.ids)
    assert held(house, yard.anna) == held(house, yard.erik) == [(yard.english, "B1", MARCH)]
    with house.reading() as session:
        assert yard.fire not in {pair[1] for pair in ratings_of(session, person_ids=[yard.anna, yard.erik])}
    with house.writing() as session, pytest.raises(Conflict, match="were changed since"):
        undo_group_targets(session, house.as_(yard.lena), yard.team, done.ids)


def test_a_removed_target_of_a_group_ends_for_all_and_holds_again_when_that_is_undone(
    house: House, yard: Yard
) -> None:
    with house.writing() as session:
        set_group_targets(session, house.operator, yard.team, {yard.fire: None, yard.english: None}, MARCH)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        ids = remove_group_targets(session, house.as_(yard.lena), yard.team, [yard.fire])
    assert held(house, yard.anna) == [(yard.english, "B1", MARCH)]
    house.clock.forward(minutes=1)
    with house.writing() as session:
        assert restore_group_targets(session, house.as_(yard.lena), yard.team, ids) == 1
        assert restore_group_targets(session, house.as_(yard.lena), yard.team, ids) == 0
    assert len(held(house, yard.anna)) == 2


@pytest.mark.rule("targets/who")
def test_who_waits_for_a_tier_or_was_away_gets_the_groups_target_as_soon_as_that_is_over(
    house: House, yard: Yard
) -> None:
    with house.writing() as session:
        crane = a_skill(session, "Crane control", access_tier=2)
        join_group(session, house.operator, yard.team, yard.erik)
        register_person(session, house.operator, PersonDetails("Erik Strand", ERIK, active=False))
        set_group_targets(session, house.operator, yard.team, {yard.fire: None, crane: None})
    assert (held(house, yard.erik), len(held(house, yard.anna))) == ([], 1)
    with house.writing() as session:
        register_person(session, house.operator, PersonDetails("Erik Strand", ERIK, active=True))
        set_tier(session, house.operator, yard.anna, 2)
    assert (len(held(house, yard.erik)), len(held(house, yard.anna))) == (1, 2)


@pytest.mark.rule("skills/disabled-unusable")
def test_a_disabled_skill_reaches_no_new_member_until_it_is_enabled(house: House, yard: Yard) -> None:
    with house.writing() as session:
        set_group_targets(session, house.operator, yard.team, {yard.fire: None})
        set_status(session, house.operator, yard.fire, DISABLED)
        join_group(session, house.operator, yard.team, yard.erik)
    assert (held(house, yard.erik), len(held(house, yard.anna))) == ([], 1)
    with house.writing() as session:
        set_status(session, house.operator, yard.fire, "active")
    assert len(held(house, yard.erik)) == 1


def test_a_group_brought_back_has_its_targets_and_one_made_anew_under_its_name_has_none(
    house: House, yard: Yard
) -> None:
    with house.writing() as session:
        set_group_targets(session, house.operator, yard.team, {yard.fire: None})
    house.clock.forward(days=1)
    with house.writing() as session:
        archive_group(session, house.operator, yard.team)
    assert held(house, yard.anna) == []
    with house.writing() as session:
        restore_group(session, house.operator, yard.team)
    assert len(held(house, yard.anna)) == 1
    with house.writing() as session:
        archive_group(session, house.operator, yard.team)
    with house.writing() as session:
        assert create_group(session, house.operator, "team", "Warehouse") == yard.team
    with house.writing() as session:
        join_group(session, house.operator, yard.team, yard.erik)
        assert group_targets(session, [yard.team])[yard.team] == ()
    assert held(house, yard.erik) == []


@pytest.mark.rule("paths/on-assignment")
def test_an_assignment_that_begins_later_gives_its_value_when_it_becomes_active_and_not_before(
    house: House, yard: Yard
) -> None:
    with house.writing() as session:
        rules(session, yard.fire, way(ASSIGNED, value=value_id(session, yard.fire, "Acquired")))
        set_group_targets(session, house.operator, yard.team, {yard.fire: None})
        start = session.now + timedelta(days=3)
        align_group(session, house.operator, yard.team, {yard.erik: start}, among=[yard.erik])
    house.clock.forward(days=2, hours=23)
    with house.writing() as session:
        assert begin_scheduled(session) == 0
        assert (yard.erik, yard.fire) not in ratings_of(session, person_ids=[yard.erik])
    assert held(house, yard.erik) == []
    house.clock.forward(hours=1)
    with house.writing() as session:
        assert begin_scheduled(session) == 1
    with house.writing() as session:
        assert begin_scheduled(session) == 0
    assert len(held(house, yard.erik)) == 1
    with house.reading() as session:
        assert ratings_of(session, person_ids=[yard.erik])[yard.erik, yard.fire].value.name == "Acquired"  # type: ignore[union-attr]
        (piece,) = evidence_of(session, yard.erik, yard.fire)
    assert (piece.kind, piece.note) == ("assignment", "assumed from position")


@pytest.mark.rule("targets/group")
def test_who_joins_while_the_groups_target_is_being_set_has_it_all_the_same(house: House, yard: Yard) -> None:
    both = threading.Barrier(2, timeout=0.2)

    def at_once(act: Callable[[WorkspaceSession], object]) -> None:
        with house.writing() as session:
            with suppress(threading.BrokenBarrierError):  # SQLite lets one writer in at a time
                both.wait()
            act(session)

    acts: list[Callable[[WorkspaceSession], object]] = [
        lambda session: set_group_targets(session, house.operator, yard.team, {yard.fire: None}),
        lambda session: join_group(session, house.operator, yard.team, yard.erik),
    ]
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(at_once, act) for act in acts]:
            done.result()
    assert len(held(house, yard.erik)) == 1


def test_past_versions_stay_on_file(house: House, yard: Yard) -> None:
    with house.writing() as session:
        set_group_targets(session, house.operator, yard.team, {yard.fire: None})
        began = session.now
    house.clock.forward(days=1)
    with house.writing() as session:
        leave_group(session, house.operator, yard.team, yard.anna)
    house.clock.forward(days=1)
    with house.reading() as session:
        query = select(Target).where(Target.person_id == yard.anna)
        then = session.scalars(query.where(Target.as_of(began, session.now))).all()
        now = session.scalars(query.where(Target.in_force(session.now))).all()
    assert (len(then), len(now)) == (1, 0)
