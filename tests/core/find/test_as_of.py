"""Any list as of a day: the past as it was recorded then, the future by what is known, rights of today (find/as-of)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, example, given, settings

from core.achievements import ratings_of
from core.errors import Invalid
from core.find import as_of
from core.frameworks import CompetencyCategory
from core.gaps import GapStatus, profile_of
from core.people import Person, join_group, leave_group, members_of
from core.qualifications import Choice, Status, qualifications_listed, set_type
from core.qualifications.models import QualificationTypeVersion
from core.targets import assign_targets, grant_exemption, targets_of
from core.targets.groups import set_group_targets
from tests.builders import a_certificate, a_person, a_result, a_skill, a_team, an_activity
from tests.conftest import House
from tests.core.find.histories import RICH, Act, Small, days

TODAY = date(2026, 11, 24)
AFTERNOON = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
AHEAD = (1, 41, 90, 91, 401)

many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
some, rich = settings(many, max_examples=25), settings(many, phases=[Phase.explicit])
"""Long runs are slow; the default run takes the one history that has something of everything."""


def a_small_house(house: House) -> Small:
    """A workspace of its own for each history."""
    house.clock.now = AFTERNOON
    workspace_id = house.engine.add_workspace(f"T{uuid4().hex[:10].upper()}", "Nordlys Logistics")
    return Small.of(house.engine, workspace_id, house.clock)


def every_day_reads_as_it_was_shown(house: House, history: list[list[Act]]) -> None:
    small, shown = a_small_house(house), {}
    for acts in history:
        small.live(acts)
        with small.house.reading() as session:
            shown[small.today()] = small.shown(session)
        house.clock.forward(days=1)
        house.clock.now = house.clock.now.replace(hour=15, minute=0)
    for day, then_shown in shown.items():
        with small.house.reading() as session, as_of(session, day, "UTC") as then:
            assert small.shown(then) == then_shown, day


def every_day_to_come_reads_as_it_will_be_shown(house: House, history: list[list[Act]]) -> None:
    small, foreseen = a_small_house(house), {}
    for acts in history:
        small.live(acts)
        house.clock.forward(hours=1)
    for ahead in AHEAD:
        day = small.today() + timedelta(days=ahead)
        with small.house.reading() as session, as_of(session, day, "UTC") as then:
            foreseen[day] = small.shown(then)
    for day, expected in foreseen.items():
        house.clock.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        with small.house.reading() as session:
            assert small.shown(session) == expected, day


@pytest.mark.rule("find/as-of")
@rich
@given(history=days)
@example(history=RICH)
def test_any_list_asked_on_a_past_day_equals_what_was_shown_on_that_day(house: House, history: list[list[Act]]) -> None:
    every_day_reads_as_it_was_shown(house, history)


@pytest.mark.rule("find/as-of")
@rich
@given(history=days)
@example(history=RICH)
def test_any_list_asked_on_a_day_to_come_equals_what_is_shown_then_if_nothing_happens(
    house: House, history: list[list[Act]]
) -> None:
    every_day_to_come_reads_as_it_will_be_shown(house, history)


@pytest.mark.slow
@many
@given(history=days)
def test_long_runs_of_random_histories_read_as_they_were_shown(house: House, history: list[list[Act]]) -> None:
    every_day_reads_as_it_was_shown(house, history)


@pytest.mark.slow
@some
@given(history=days)
def test_long_runs_of_random_histories_read_as_they_will_be_shown(house: House, history: list[list[Act]]) -> None:
    every_day_to_come_reads_as_it_will_be_shown(house, history)


@pytest.mark.rule("find/as-of")
def test_what_a_type_asked_for_then_is_asked_on_that_day(house: House) -> None:
    with house.writing() as session:
        old, new = (a_skill(session, name, category=CompetencyCategory.CERTIFICATION) for name in ("Old", "New"))
        anna = a_person(session, "Anna")
        for each in (old, new):
            a_certificate(session, anna, of=each)
        set_type(session, house.operator, old, documentation_required=True)
        before_versions_were_kept = sa.delete(QualificationTypeVersion).where(
            QualificationTypeVersion.workspace_id == session.workspace_id
        )
        session.execute(before_versions_were_kept)
    house.clock.forward(days=5)
    with house.writing() as session:
        set_type(session, house.operator, old, expiry_date=True)
        set_type(session, house.operator, new, documentation_required=True)
    house.clock.forward(days=5)
    with house.reading() as session:
        for ahead, lacking in ((0, ["Old"]), (5, ["New"]), (90, ["New"])):
            day = TODAY + timedelta(days=ahead)
            with as_of(session, day, "UTC") as then:
                chosen = Choice(statuses=(Status.MISSING_DOCUMENTATION,))
                page = qualifications_listed(then, house.operator, chosen)
                assert [each.view.name for each in page.lines] == lacking, day


@pytest.mark.rule("find/as-of")
def test_a_day_is_read_at_its_end_by_the_askers_calendar(house: House) -> None:
    with house.writing() as session:
        anna, skill = a_person(session, "Anna"), a_skill(session, "Welding")
    house.clock.now = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    with house.writing() as session:
        assign_targets(session, house.operator, [anna], {skill: None})
    house.clock.forward(days=3)
    with house.reading() as session:
        for zone, day, there in (
            ("UTC", date(2026, 11, 24), False),
            ("UTC", date(2026, 11, 25), True),
            ("Europe/Oslo", date(2026, 11, 25), False),
            ("Europe/Oslo", date(2026, 11, 26), True),
        ):
            with as_of(session, day, zone) as then:
                assert bool(targets_of(then, [anna])[anna]) == there, (zone, day)


def test_today_is_the_session_itself_and_days_beyond_the_calendar_are_refused(house: House) -> None:
    with house.reading() as session:
        with as_of(session, TODAY, "UTC") as then:
            assert then is session and then.present is session
        with as_of(session, TODAY + timedelta(days=1), "UTC") as then:
            assert then is not session and then.present is session
        for year in (1899, 2201):
            with pytest.raises(Invalid, match="too far away"), as_of(session, date(year, 1, 1), "UTC"):
                pass


@pytest.mark.rule("find/as-of")
def test_another_day_is_read_alone(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session, "Anna")
    refused = sa.exc.OperationalError if house.engine.database.is_sqlite else sa.exc.InternalError
    change = sa.update(Person).where(Person.id == anna).values(name="Nobody")
    yesterday = TODAY - timedelta(days=1)
    with house.writing() as session, as_of(session, yesterday, "UTC") as then, pytest.raises(refused):
        then.execute(change)


@pytest.mark.rule("find/as-of")
def test_who_was_in_a_team_then_is_asked_of_the_team_as_it_was(house: House) -> None:
    with house.writing() as session:
        anna, bo = a_person(session, "Anna"), a_person(session, "Bo")
        team = a_team(session, "Warehouse", anna)
    house.clock.forward(days=2)
    with house.writing() as session:
        leave_group(session, house.operator, team, anna)
        join_group(session, house.operator, team, bo)
    with house.reading() as session:
        assert members_of(session, team) == [bo]
        with as_of(session, TODAY, "UTC") as then:
            assert members_of(then, team) == [anna]


@pytest.mark.rule("find/as-of")
def test_what_was_recorded_late_is_not_in_the_list_of_the_day_it_tells_of(house: House) -> None:
    with house.writing() as session:
        anna, skill = a_person(session, "Anna"), a_skill(session, "Welding")
        drills = [an_activity(session, f"Drill {n}", skill) for n in range(3)]
    house.clock.forward(days=9)
    with house.writing() as session:
        for drill in drills:
            a_result(session, anna, drill, at=house.clock() - timedelta(days=5))
    with house.reading() as session:
        assert ratings_of(session, [(anna, skill)])
        for days_ago, known in ((5, False), (1, False)):
            with as_of(session, session.now.date() - timedelta(days=days_ago), "UTC") as then:
                assert bool(ratings_of(then, [(anna, skill)])) == known


@pytest.mark.rule("find/as-of")
def test_a_profile_of_a_past_day_takes_its_sources_and_exemptions_from_that_day(house: House) -> None:
    with house.writing() as session:
        anna, skill = a_person(session, "Anna"), a_skill(session, "Welding")
        team = a_team(session, "Warehouse", anna)
        set_group_targets(session, house.operator, team, {skill: None}, date(2027, 3, 1))
        grant_exemption(session, house.operator, anna, [skill], until=date(2026, 11, 30), reason="on leave")
    house.clock.forward(days=10)
    with house.writing() as session:
        assign_targets(session, house.operator, [anna], {skill: None}, date(2027, 2, 1))
        leave_group(session, house.operator, team, anna)
    with house.reading() as session:
        (now,) = profile_of(session, house.operator, anna).rows
        assert [each.kind for each in now.sources] == ["direct"] and now.status == GapStatus.MISSING
        with as_of(session, date(2026, 11, 30), "UTC") as then:
            (row,) = profile_of(then, house.operator, anna).rows
        assert [each.kind for each in row.sources] == ["group"] and row.status == GapStatus.NOT_REQUIRED
        with as_of(session, date(2026, 12, 1), "UTC") as then:
            assert profile_of(then, house.operator, anna).rows[0].status == GapStatus.MISSING
