"""Groups of the seven kinds: made, filled, led, renamed, archived, brought back; each change counts at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.audit.models import RecordedFact
from core.errors import Conflict, Invalid, NotFound, Refused
from core.people import (
    GROUP_KINDS,
    Actor,
    GroupSource,
    add_group,
    align_group,
    archive_group,
    count_groups,
    create_group,
    group_named,
    group_view,
    group_views,
    groups_called,
    groups_of,
    members_of,
    members_page,
    person,
    plan_membership,
    put_into_group,
    register_person,
    rename_group,
    restore_group,
    supervises,
    take_out_of_group,
)
from core.people.models import Membership
from core.people.service import PersonDetails
from tests.builders import a_person
from tests.conftest import House


@pytest.fixture
def four(house: House) -> list[int]:
    with house.writing() as session:
        return [a_person(session, name) for name in ("Anna Berg", "Omar Aziz", "Petra Lund", "Ada Vik")]


def inside(house: House, group_id: int) -> list[int]:
    with house.reading() as session:
        return members_of(session, group_id)


@pytest.mark.rule("people/groups")
@pytest.mark.parametrize("kind", ["audience", "position", "team", "location", "company", "cohort", "channel"])
def test_a_group_of_each_kind_takes_people_in_and_out_at_once(house: House, four: list[int], kind: str) -> None:
    with house.writing() as session:
        group_id = create_group(session, house.operator, kind, "Warehouse")
        assert put_into_group(session, house.operator, group_id, four[:3]) == tuple(four[:3])
        session.flush()
        assert members_of(session, group_id) == four[:3]
    assert inside(house, group_id) == four[:3]
    with house.reading() as session:
        assert group_view(session, group_id).members == 3
        assert [name for _, name in groups_of(session, four[0])] == ["Warehouse"]
    with house.writing() as session:
        assert take_out_of_group(session, house.operator, group_id, [four[0], four[3]]) == (four[0],)
        session.flush()
        assert members_of(session, group_id) == four[1:3]
    assert inside(house, group_id) == four[1:3]


@pytest.mark.rule("people/groups")
def test_there_are_seven_kinds_and_no_eighth(house: House) -> None:
    assert set(GROUP_KINDS) == {"audience", "position", "team", "location", "company", "cohort", "channel"}
    with house.writing() as session, pytest.raises(Invalid, match="club is no kind of group"):
        create_group(session, house.operator, "club", "Chess")


@pytest.mark.rule("people/groups")
def test_a_lead_supervises_the_team_from_the_moment_they_are_made_lead_until_they_are_not(
    house: House, four: list[int]
) -> None:
    anna, omar, petra, _ = four
    with house.writing() as session:
        team = create_group(session, house.operator, "team", "Warehouse")
        put_into_group(session, house.operator, team, [anna, omar])
        assert not supervises(session, omar, anna)
        put_into_group(session, house.operator, team, [omar, petra], lead=True)
        assert supervises(session, omar, anna) and supervises(session, petra, omar)
    with house.writing() as session:
        put_into_group(session, house.operator, team, [omar], lead=False)
        assert not supervises(session, omar, anna)
        assert [each.lead for each in members_page(session, team)] == [True, False, False]


def test_putting_in_and_taking_out_again_changes_nothing_and_records_nothing(house: House, four: list[int]) -> None:
    with house.writing() as session:
        team = create_group(session, house.operator, "team", "Warehouse")
        put_into_group(session, house.operator, team, four[:2])
        put_into_group(session, house.operator, team, four[:1], lead=True)
    with house.writing() as session:
        assert put_into_group(session, house.operator, team, four[:2]) == ()
        assert put_into_group(session, house.operator, team, four[:1], lead=True) == ()
        assert take_out_of_group(session, house.operator, team, four[2:]) == ()
        assert session.facts == []


def test_many_people_are_one_fact_that_names_each_of_them(house: House, four: list[int]) -> None:
    with house.writing() as session:
        team = create_group(session, house.operator, "team", "Warehouse")
        put_into_group(session, house.operator, team, four)
        moved = [fact for _, fact in session.facts if fact.kind == "group.members_changed"]
    assert [fact.person_ids for fact in moved] == [tuple(four)]
    assert moved[0].people() == set(four)
    with house.reading() as session:
        kept = sa.select(sa.func.count()).select_from(RecordedFact).where(RecordedFact.kind == "group.members_changed")
        assert session.scalar(kept) == 1


def test_a_membership_keeps_its_history(house: House, four: list[int]) -> None:
    start = house.clock.now
    with house.writing() as session:
        team = create_group(session, house.operator, "team", "Warehouse")
        put_into_group(session, house.operator, team, four[:1])
    house.clock.forward(days=10)
    with house.writing() as session:
        take_out_of_group(session, house.operator, team, four[:1])
    house.clock.forward(days=10)
    with house.reading() as session:
        then = Membership.as_of(start + timedelta(days=5), session.now)
        assert list(session.scalars(sa.select(Membership.person_id).where(then))) == four[:1]
        assert list(session.scalars(sa.select(Membership.person_id).where(Membership.in_force(session.now)))) == []


def test_a_name_is_taken_whatever_its_case_and_free_in_another_kind(house: House) -> None:
    with house.writing() as session:
        create_group(session, house.operator, "team", "Østre  lager")
        for name in ("Østre lager", "Østre LAGER"):
            with pytest.raises(Conflict, match="There is a team Østre lager already"):
                create_group(session, house.operator, "team", name)
        create_group(session, house.operator, "location", "Østre lager")
        assert [each.kind for each in groups_called(session, "østre lager")] == ["location", "team"]
        for empty in ("", "   "):
            with pytest.raises(Invalid, match="needs a name"):
                create_group(session, house.operator, "team", empty)
        create_group(session, house.operator, "team", "x" * 120)
        with pytest.raises(Invalid, match="longer than 120"):
            create_group(session, house.operator, "team", "x" * 121)


def test_renaming_counts_everywhere_at_once_and_a_taken_name_is_refused(house: House) -> None:
    with house.writing() as session:
        team = create_group(session, house.operator, "team", "Warehouse")
        create_group(session, house.operator, "team", "Office")
        assert rename_group(session, house.operator, team, "Stores") == "Warehouse"
        assert group_named(session, "stores", "team") == (team, "team", "Stores")
        assert group_named(session, "Warehouse", "team") is None
        with pytest.raises(Conflict, match="There is a team Office already"):
            rename_group(session, house.operator, team, "office")
        assert rename_group(session, house.operator, team, "STORES") == "Stores"


def test_an_archived_group_is_empty_and_nowhere_and_comes_back_with_its_people(house: House, four: list[int]) -> None:
    with house.writing() as session:
        team = create_group(session, house.operator, "team", "Warehouse")
        put_into_group(session, house.operator, team, four[:2])
        put_into_group(session, house.operator, team, four[2:3], lead=True)
    house.clock.forward(days=1)
    with house.writing() as session:
        assert set(archive_group(session, house.operator, team)) == set(four[:3])
    house.clock.forward(minutes=1)
    with house.reading() as session:
        assert group_views(session) == [] and count_groups(session) == 0
        assert group_named(session, "Warehouse") is None and members_of(session, team) == []
        assert not supervises(session, four[2], four[0])
        with pytest.raises(NotFound):
            group_view(session, team)
    with house.writing() as session:
        assert restore_group(session, house.operator, team) == 3
        assert [each.person_id for each in members_page(session, team) if each.lead] == [four[2]]
    with house.writing() as session, pytest.raises(Conflict, match="in use"):
        restore_group(session, house.operator, team)


def test_a_group_named_again_after_it_was_archived_is_in_use_again_and_empty(house: House, four: list[int]) -> None:
    with house.writing() as session:
        team = create_group(session, house.operator, "team", "Warehouse")
        put_into_group(session, house.operator, team, four)
        archive_group(session, house.operator, team)
    with house.writing() as session:
        assert add_group(session, house.operator, "team", "warehouse") == team
        assert members_of(session, team) == []


def test_a_dry_run_tells_new_ones_those_in_it_and_deactivated_ones_apart(house: House, four: list[int]) -> None:
    anna, omar, petra, _ = four
    with house.writing() as session:
        team = create_group(session, house.operator, "team", "Warehouse")
        put_into_group(session, house.operator, team, [anna])
        gone = register_person(session, house.operator, PersonDetails("Gone", "gone@nordlys.example", active=False))
        plan = plan_membership(session, team, [anna, omar, petra, gone, omar])
        assert (plan.new, plan.already, plan.inactive) == ((omar, petra), (anna,), (gone,))
        assert members_of(session, team) == [anna]


def test_lists_leave_deactivated_people_out_and_keep_them_on_file(house: House, four: list[int]) -> None:
    with house.writing() as session:
        team = create_group(session, house.operator, "team", "Warehouse")
        put_into_group(session, house.operator, team, four)
        email = person(session, four[0]).email
        register_person(session, house.operator, PersonDetails("Anna Berg", email, active=False))
    house.clock.forward(seconds=1)
    with house.reading() as session:
        assert set(members_of(session, team)) == set(four[1:])
        assert group_view(session, team).members == 3
        assert four[0] not in {each.person_id for each in members_page(session, team)}
        on_file = sa.select(Membership.person_id).where(Membership.group_id == team, Membership.in_force(session.now))
        assert four[0] in set(session.scalars(on_file))


def test_a_group_that_follows_takes_nobody_by_hand_and_is_brought_in_line(house: House, four: list[int]) -> None:
    with house.writing() as session:
        cohort = create_group(session, house.operator, "cohort", "Fire crew", source=GroupSource.COURSES)
        for change in (put_into_group, take_out_of_group):
            with pytest.raises(Conflict, match="Fire crew follows its courses"):
                change(session, house.operator, cohort, four[:1])
        assert align_group(session, house.operator, cohort, dict.fromkeys(four[:2], session.now)) == (2, 0)
        assert align_group(session, house.operator, cohort, dict.fromkeys(four[1:3], session.now)) == (1, 1)
        assert align_group(session, house.operator, cohort, {}, among=[four[2]]) == (0, 1)
        session.flush()
        assert members_of(session, cohort) == [four[1]]


@pytest.mark.rule("people/groups")
@pytest.mark.parametrize("role", [None, "plan_admin", "content_editor", "framework_admin"])
def test_nobody_but_admins_changes_groups(house: House, four: list[int], role: str | None) -> None:
    with house.writing() as session:
        team = create_group(session, house.operator, "team", "Warehouse")
        put_into_group(session, house.operator, team, four[:1], lead=True)
        asking = house.as_(four[0]) if role is None else house.as_(a_person(session, "Pia Plan", role=role))
        boss = house.as_(a_person(session, "Carla", role="competency_admin"))
    with house.writing() as session:
        for act in (
            lambda who: create_group(session, who, "team", "Office"),
            lambda who: put_into_group(session, who, team, four[1:2]),
            lambda who: rename_group(session, who, team, "Stores"),
            lambda who: take_out_of_group(session, who, team, four[1:2]),
            lambda who: archive_group(session, who, team),
        ):
            _refused_then_done(act, asking, boss)


def _refused_then_done(act: Callable[[Actor], object], refused: Actor, allowed: Actor) -> None:
    with pytest.raises(Refused, match="editing groups"):
        act(refused)
    act(allowed)
