"""The inbox: committed before it is answered, worked off by one worker each, remembered against repeats."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from core.notifications.inbox import (
    KEEP_KEYS,
    LEASE,
    MAX_ATTEMPTS,
    Delivery,
    NewDelivery,
    Settled,
    claim_deliveries,
    first_seen,
    forget_old,
    store_deliveries,
)
from core.notifications.models import InboxDelivery
from tests.conftest import House


def a_delivery(house: House, key: str | None = None, body: bytes = b'{"event": 1}') -> NewDelivery:
    return NewDelivery(house.workspace_id, key or f"event:{uuid4().hex}", "event", "UANNA", body, house.clock())


def store(house: House, *deliveries: NewDelivery) -> set[tuple[int, str]]:
    return store_deliveries(house.engine.database, house.engine.vault, deliveries)


def claim(house: House, owner: str = "one", limit: int = 1_000) -> list[Delivery]:
    claimed = claim_deliveries(house.engine.database, house.engine.vault, owner, house.clock(), limit=limit)
    return [each for each in claimed if each.workspace_id == house.workspace_id]


def settle(house: House, delivery: Delivery, *, done: bool = True) -> Settled:
    settled = Settled(delivery, done)
    claim_deliveries(
        house.engine.database, house.engine.vault, delivery.owner, house.clock(), settled=[settled], limit=0
    )
    return settled


def rows(house: House) -> list[InboxDelivery]:
    with house.reading() as session:
        return list(session.scalars(select(InboxDelivery).order_by(InboxDelivery.id)))


@pytest.fixture(autouse=True)
def nobody_elses(house: House) -> None:
    """Other tests of the session leave deliveries behind: they are done before this one begins."""
    claimed = claim_deliveries(house.engine.database, house.engine.vault, "broom", house.clock(), limit=10_000)
    for each in claimed:
        settle(house, each)


@pytest.mark.rule("chat/retries")
def test_a_delivery_repeated_in_one_batch_or_later_is_kept_once(house: House) -> None:
    one, other = a_delivery(house, "event:Ev1"), a_delivery(house, "event:Ev2")
    assert store(house, one, other, one) == {(house.workspace_id, "event:Ev1"), (house.workspace_id, "event:Ev2")}
    assert store(house, one) == set()
    assert [each.key for each in claim(house)] == ["event:Ev1", "event:Ev2"]


@pytest.mark.rule("chat/retries")
def test_a_repeat_after_it_was_dealt_with_has_no_effect_for_24_hours(house: House) -> None:
    one = a_delivery(house)
    store(house, one)
    [claimed] = claim(house)
    settle(house, claimed)
    house.clock.now += KEEP_KEYS
    forget_old(house.engine.database, house.clock())
    assert store(house, one) == set()
    house.clock.forward(seconds=1)
    forget_old(house.engine.database, house.clock())
    assert rows(house) == []


def test_the_same_key_in_two_workspaces_is_two_deliveries(house: House) -> None:
    other = house.engine.add_workspace(f"T{uuid4().hex[:10]}", "Fjord Foods")
    both = [NewDelivery(each, "event:Ev9", "event", None, b"{}", house.clock()) for each in (house.workspace_id, other)]
    assert store(house, *both) == {(house.workspace_id, "event:Ev9"), (other, "event:Ev9")}


@pytest.mark.rule("chat/retries")
def test_an_interaction_is_fresh_once(house: House) -> None:
    database, vault, now = house.engine.database, house.engine.vault, house.clock()
    assert first_seen(database, vault, house.workspace_id, "press:1", now)
    assert not first_seen(database, vault, house.workspace_id, "press:1", now)
    assert first_seen(database, vault, house.workspace_id, "press:2", now)
    assert claim(house) == []


def test_bodies_are_sealed_and_senders_are_hashed(house: House) -> None:
    store(house, a_delivery(house, body=b"I passed First aid"))
    [row] = rows(house)
    assert row.sealed is not None
    assert b"First aid" not in row.sealed
    assert "UANNA" not in str(row.sender_hash)
    assert row.sender_hash == house.engine.vault.keyed_hash(house.workspace_id, "UANNA")
    [claimed] = claim(house)
    assert claimed.body == b"I passed First aid"


def test_what_is_done_keeps_its_key_and_loses_its_body(house: House) -> None:
    store(house, a_delivery(house))
    [claimed] = claim(house)
    settle(house, claimed)
    [row] = rows(house)
    assert (row.state, row.sealed, row.sender_hash, row.due_at) == ("done", None, None, None)


def test_two_workers_never_hold_the_same_delivery(house: House) -> None:
    store(house, *[a_delivery(house) for _ in range(40)])
    held: dict[str, list[int]] = {"one": [], "two": [], "three": []}

    def work(owner: str) -> None:
        while claimed := claim(house, owner, limit=3):
            held[owner] += [each.id for each in claimed]

    threads = [threading.Thread(target=work, args=(owner,)) for owner in held]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [each for several in held.values() for each in several]
    assert len(everything) == len(set(everything)) == 40


def test_a_dead_workers_delivery_is_taken_over_after_its_lease_and_the_dead_one_cannot_finish_it(house: House) -> None:
    store(house, a_delivery(house))
    [dead] = claim(house, "dead")
    house.clock.now += LEASE - timedelta(seconds=1)
    assert claim(house, "living") == []
    house.clock.forward(seconds=1)
    [living] = claim(house, "living")
    assert living.attempt == 2
    settle(house, dead)
    assert rows(house)[0].state == "working"
    settle(house, living)
    assert rows(house)[0].state == "done"


def test_what_fails_is_tried_again_later_and_later_and_then_kept_for_an_admin(house: House) -> None:
    store(house, a_delivery(house))
    waits = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        [claimed] = claim(house)
        assert claimed.attempt == attempt
        given_up = settle(house, claimed, done=False).given_up
        assert given_up == (attempt == MAX_ATTEMPTS)
        if not given_up:
            due = rows(house)[0].due_at
            assert due is not None
            waits.append(due - house.clock())
            assert claim(house) == []
            house.clock.now = due
    assert waits == sorted(set(waits))
    [row] = rows(house)
    assert row.state == "failed"
    assert row.sealed is not None
    house.clock.forward(days=29)
    forget_old(house.engine.database, house.clock())
    assert len(rows(house)) == 1
