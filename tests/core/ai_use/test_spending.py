"""The language model's budget a day: kept by the database, shared by whoever asks at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core.ai_use import AiSpent, ai_spent, daily_tokens, reserve_tokens, set_daily_tokens, settle_tokens
from core.audit import latest_facts
from core.errors import Invalid, Refused
from tests.builders import a_person
from tests.conftest import House


def _reserved(house: House, tokens: int) -> bool:
    with house.writing() as session:
        return reserve_tokens(session, tokens) is not None


def _limit(house: House, tokens: int) -> None:
    with house.writing() as session:
        set_daily_tokens(session, house.operator, tokens)


def _spent(house: House, days: int = 0) -> AiSpent:
    with house.reading() as session:
        return ai_spent(session, session.now.date() - timedelta(days=days))


def test_a_workspace_has_a_million_tokens_a_day_unless_an_admin_says_otherwise(house: House) -> None:
    with house.reading() as session:
        assert daily_tokens(session) == 1_000_000
    _limit(house, 500)
    with house.reading() as session:
        assert daily_tokens(session) == 500


@pytest.mark.parametrize(("asked", "left"), [(99, True), (100, True), (101, False)])
def test_what_just_fits_is_reserved_and_one_token_more_is_not(house: House, asked: int, left: bool) -> None:
    _limit(house, 300)
    assert _reserved(house, 200)
    assert _reserved(house, asked) == left
    assert _spent(house) == AiSpent(calls=1 + left, tokens=200 + asked * left)


@pytest.mark.parametrize(("asked", "left"), [(300, True), (301, False)])
def test_the_days_first_call_is_held_to_the_budget_too(house: House, asked: int, left: bool) -> None:
    _limit(house, 300)
    assert _reserved(house, asked) == left


def test_a_budget_of_nothing_allows_no_call(house: House) -> None:
    _limit(house, 0)
    assert not _reserved(house, 1)
    assert _spent(house) == AiSpent()


def test_what_was_not_used_can_be_spent_again(house: House) -> None:
    _limit(house, 1_000)
    with house.writing() as session:
        day = reserve_tokens(session, 900)
    assert day is not None
    assert not _reserved(house, 200)
    with house.writing() as session:
        settle_tokens(session, day, 900, tokens_in=300, tokens_out=50)
    assert _spent(house) == AiSpent(calls=1, tokens=350, tokens_in=300, tokens_out=50)
    assert _reserved(house, 650)
    assert not _reserved(house, 1)


def test_the_budget_is_full_again_after_midnight_utc_and_a_late_settlement_goes_to_its_own_day(house: House) -> None:
    _limit(house, 1_000)
    house.clock.forward(hours=14, minutes=59)
    with house.writing() as session:
        day = reserve_tokens(session, 1_000)
    assert day is not None
    assert not _reserved(house, 1)
    house.clock.forward(minutes=1)
    assert _reserved(house, 1_000)
    with house.writing() as session:
        settle_tokens(session, day, 1_000, tokens_in=10, tokens_out=5)
    assert _spent(house).tokens == 1_000
    assert _spent(house, days=1) == AiSpent(calls=2, tokens=1_015, tokens_in=10, tokens_out=5)


def test_of_many_who_ask_at_once_only_as_many_get_tokens_as_there_are(house: House) -> None:
    _limit(house, 1_000)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: _reserved(house, 90), range(24)))
    assert got.count(True) == 11
    assert _spent(house) == AiSpent(calls=11, tokens=990)


def test_one_workspaces_spending_is_not_anothers(house: House) -> None:
    other = House(house.engine, house.engine.add_workspace(f"{house.workspace_id}-OTHER", "Sørlys"), house.clock)
    _limit(house, 100)
    assert _reserved(house, 100)
    assert _spent(other) == AiSpent()
    assert _reserved(other, 200)
    assert _spent(house).tokens == 100


def test_only_who_manages_settings_sets_it_within_bounds_and_it_is_on_record(house: House) -> None:
    with house.writing() as session:
        editor, admin = a_person(session, role="content_editor"), a_person(session, role="admin")
    with pytest.raises(Refused), house.writing() as session:
        set_daily_tokens(session, house.as_(editor), 5)
    for wrong in (-1, 1_000_000_001):
        with pytest.raises(Invalid), house.writing() as session:
            set_daily_tokens(session, house.as_(admin), wrong)
    with house.writing() as session:
        set_daily_tokens(session, house.as_(admin), 0)
        set_daily_tokens(session, house.as_(admin), 0)
    with house.reading() as session:
        assert len(latest_facts(session, "ai.budget_set")) == 1
