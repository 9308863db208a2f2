"""The outbox: told once, claimed ahead of sending, settled only by who holds it, rewritten when its subject changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.notifications import Telling, refresh, tell, tell_many, undelivered_messages, withdraw_pending
from core.notifications.models import OutboxMessage
from core.notifications.sending import (
    LEASE,
    LONGEST_QUARANTINE,
    MAX_ATTEMPTS,
    QUARANTINE,
    Outgoing,
    claim_messages,
)
from core.notifications.settling import mark_dropped, mark_failed, mark_sent, put_back, try_again
from tests.core.notifications.conftest import Pair


def claim(pair: Pair, owner: str = "one", limit: int = 1_000) -> list[Outgoing]:
    claimed = claim_messages(pair.house.engine.database, owner, pair.house.clock(), limit=limit)
    return [each for each in claimed if each.workspace_id == pair.house.workspace_id]


def told(pair: Pair, **how: object) -> int:
    with pair.house.writing() as session:
        return tell(session, pair.anna, "test", {"n": 1}, **how)  # type: ignore[arg-type]


def row(pair: Pair) -> OutboxMessage:
    [only] = pair.messages()
    return only


def test_a_message_with_a_key_is_told_once_however_often(pair: Pair) -> None:
    first = told(pair, key="target:7")
    assert told(pair, key="target:7") == first
    assert len(pair.messages()) == 1
    assert told(pair) != told(pair), "without a key each is a message of its own"


def test_many_are_told_with_one_call_and_their_ids_come_in_order(pair: Pair) -> None:
    with pair.house.writing() as session:
        tellings = [Telling(each, "test", {"to": each}) for each in (pair.ben, pair.anna)]
        ids = tell_many(session, tellings)
        rows = {each.id: each.recipient_id for each in session.scalars(select(OutboxMessage))}
    assert [rows[each] for each in ids] == [pair.ben, pair.anna]


def test_what_is_told_in_a_transaction_that_fails_is_not_told(pair: Pair) -> None:
    with pytest.raises(RuntimeError, match="no"), pair.house.writing() as session:
        tell(session, pair.anna, "test", {})
        raise RuntimeError("no")
    assert pair.messages() == []


def test_a_message_is_not_taken_before_its_time_and_not_by_two(pair: Pair) -> None:
    told(pair, not_before=pair.house.clock() + timedelta(hours=1))
    assert claim(pair) == []
    pair.house.clock.forward(hours=1)
    [held] = claim(pair)
    assert claim(pair, "two") == []
    assert not held.in_doubt
    assert held.refs == {"n": 1}
    assert row(pair).state == "sending", "written before anything is sent"


def test_a_dead_deliverers_message_is_in_doubt_and_the_dead_one_is_fenced_off(pair: Pair) -> None:
    told(pair)
    [dead] = claim(pair, "dead")
    pair.house.clock.now += LEASE - timedelta(seconds=1)
    assert claim(pair, "living") == []
    pair.house.clock.forward(seconds=1)
    [living] = claim(pair, "living")
    assert living.in_doubt
    database, now = pair.house.engine.database, pair.house.clock()
    assert not mark_sent(database, dead, "D1", "1.0", now)
    assert mark_sent(database, living, "D1", "2.0", now)
    assert (row(pair).state, row(pair).chat_ts, row(pair).due_at) == ("sent", "2.0", None)


def test_a_message_without_answer_rests_longer_each_time_and_is_given_up_after_a_day(pair: Pair) -> None:
    told(pair)
    began, waits = pair.house.clock(), []
    while (found := claim(pair)):
        [held] = found
        try_again(pair.house.engine.database, held, pair.house.clock(), in_doubt=True)
        if (due := row(pair).due_at) is None:
            break
        assert row(pair).state == "ambiguous"
        waits.append(due - pair.house.clock())
        pair.house.clock.now = due
    assert waits[0] == QUARANTINE
    assert max(waits) == LONGEST_QUARANTINE
    assert len(waits) == MAX_ATTEMPTS - 1
    assert timedelta(hours=20) < pair.house.clock() - began < timedelta(hours=30)
    with pair.house.reading() as session:
        [given_up] = undelivered_messages(session)
    assert (given_up.recipient_id, given_up.trouble) == (pair.anna, "no_answer")


def test_being_asked_to_wait_does_not_count_and_keeps_a_doubt(pair: Pair) -> None:
    told(pair)
    [held] = claim(pair)
    later = pair.house.clock() + timedelta(seconds=30)
    put_back(pair.house.engine.database, held, later, in_doubt=False)
    assert (row(pair).state, row(pair).attempts, row(pair).due_at) == ("pending", 0, later)
    pair.house.clock.now = later
    [held] = claim(pair)
    put_back(pair.house.engine.database, held, later, in_doubt=True)
    [held] = claim(pair)
    assert held.in_doubt


def test_who_gave_a_message_back_cannot_settle_it_in_anothers_hands(pair: Pair) -> None:
    told(pair)
    [first] = claim(pair, "first")
    put_back(pair.house.engine.database, first, pair.house.clock(), in_doubt=False)
    [second] = claim(pair, "second")
    assert second.attempt == first.attempt
    assert not mark_sent(pair.house.engine.database, first, "D1", "1.0", pair.house.clock())
    assert row(pair).state == "sending"


def test_a_definite_error_is_listed_to_an_admin_and_not_tried_again(pair: Pair) -> None:
    told(pair)
    [held] = claim(pair)
    mark_failed(pair.house.engine.database, held, "channel_not_found", pair.house.clock())
    pair.house.clock.forward(days=2)
    assert claim(pair) == []
    with pair.house.reading() as session:
        assert [each.trouble for each in undelivered_messages(session)] == ["channel_not_found"]


def sent(pair: Pair, subject: int = 5) -> None:
    told(pair, subjects=[("target", subject)])
    [held] = claim(pair)
    mark_sent(pair.house.engine.database, held, "D1", "1.0", pair.house.clock())


def changed(pair: Pair, subject: int = 5) -> None:
    with pair.house.writing() as session:
        refresh(session, "target", [subject])


def test_a_sent_message_is_rewritten_when_its_subject_changes_and_only_then(pair: Pair) -> None:
    sent(pair)
    changed(pair, subject=6)
    assert claim(pair) == []
    changed(pair)
    [held] = claim(pair)
    assert (held.rewriting, held.channel, held.ts, held.in_doubt) == (True, "D1", "1.0", False)
    assert mark_sent(pair.house.engine.database, held, "D1", "1.0", pair.house.clock())
    assert claim(pair) == []


def test_a_change_during_a_rewrite_asks_for_another_one(pair: Pair) -> None:
    sent(pair)
    changed(pair)
    [held] = claim(pair)
    changed(pair)
    mark_sent(pair.house.engine.database, held, "D1", "1.0", pair.house.clock())
    [again] = claim(pair)
    assert again.rewriting
    changed(pair)
    mark_dropped(pair.house.engine.database, again, pair.house.clock())
    assert len(claim(pair)) == 1


def test_a_change_while_it_is_sent_is_put_right_after(pair: Pair) -> None:
    told(pair, subjects=[("target", 5)])
    [held] = claim(pair)
    changed(pair)
    assert claim(pair) == [], "the deliverer still has it"
    mark_sent(pair.house.engine.database, held, "D1", "1.0", pair.house.clock())
    [again] = claim(pair)
    assert again.rewriting


def test_a_rewrite_left_by_a_dead_deliverer_is_done_by_another(pair: Pair) -> None:
    sent(pair)
    changed(pair)
    claim(pair, "dead")
    pair.house.clock.now += LEASE
    [held] = claim(pair, "living")
    assert held.rewriting


def test_what_was_not_sent_yet_needs_no_rewriting_and_can_be_withdrawn(pair: Pair) -> None:
    told(pair, subjects=[("target", 5)])
    changed(pair)
    assert not row(pair).stale
    with pair.house.writing() as session:
        assert withdraw_pending(session, "target", [5]) == 1
    assert claim(pair) == []
    assert row(pair).state == "dropped"


@pytest.mark.rule("privacy/tenants")
def test_a_change_in_one_workspace_rewrites_nothing_of_another(pair: Pair) -> None:
    sent(pair)
    other = pair.house.engine.add_workspace("T-other-" + str(pair.house.workspace_id), "Fjord Foods")
    with pair.house.engine.transaction(other) as session:
        refresh(session, "target", [5])
    assert claim(pair) == []
