"""The weekly digest: to whom, when, once; what it gathers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.frameworks import scales_of
from core.notifications import (
    Digest,
    book_renewal,
    gather_digest,
    make_rounds,
    say_not_needed,
    switch_notice,
)
from core.notifications.models import OutboxMessage
from core.people import PersonDetails, person, register_person
from core.reviews import request_review
from core.targets import assign_targets, grant_exemption
from tests.builders import a_certificate, a_person, a_skill, a_team
from tests.core.notifications.conftest import Pair

MONDAY = timedelta(days=6)
"""From the start, Tuesday 24 November 2026 at 9:00 UTC, to the next Monday."""


def digests(pair: Pair) -> list[int]:
    """Whose digests the rounds of this instant make."""
    before = {each.id for each in pair.messages()}
    for _ in range(2):
        with pair.house.writing() as session:
            make_rounds(session)
    return [each.recipient_id for each in pair.messages() if each.id not in before and each.kind == "digest"]


def gathered(pair: Pair, who: int) -> Digest:
    with pair.house.reading() as session:
        return gather_digest(session, person(session, who), "2026-W49")


@pytest.mark.rule("reminders/digest")
def test_managers_team_leads_and_admins_get_one_each_monday_and_nobody_else(pair: Pair) -> None:
    with pair.house.writing() as session:
        lead = a_person(session, "Lea Lead", time_zone="Europe/Oslo")
        a_team(session, "Warehouse", pair.anna, lead=lead)
        ada = a_person(session, "Ada Admin", role="admin", time_zone="Europe/Oslo")
        a_person(session, "Cleo Content", role="content_editor", time_zone="Europe/Oslo")
    days = []
    for _ in range(15):
        days += [(pair.today.weekday(), each) for each in digests(pair)]
        pair.house.clock.forward(days=1)
    assert days == [(0, each) for each in (pair.ben, lead, ada)] * 2


@pytest.mark.rule("reminders/digest")
def test_a_monday_missed_is_made_up_for_on_the_next_working_day(pair: Pair) -> None:
    assert digests(pair) == [], "time zones are looked for; the first digest comes on Monday"
    pair.house.clock.now += MONDAY + timedelta(days=1)
    assert digests(pair) == [pair.ben]
    pair.house.clock.forward(days=6)
    assert digests(pair) == [pair.ben]


@pytest.mark.rule("reminders/quiet-hours")
def test_a_manager_who_moves_across_the_world_gets_the_week_once_and_surely(pair: Pair) -> None:
    with pair.house.writing() as session:
        far = a_person(session, "Far Manager", time_zone="America/Los_Angeles")
        a_person(session, "Somebody", manager=far, time_zone="America/Los_Angeles")
    digests(pair)
    pair.house.clock.now += MONDAY - timedelta(minutes=30)
    assert digests(pair) == [pair.ben], "9:30 in Oslo, night in Los Angeles"
    with pair.house.writing() as session:
        for each, zone in ((far, "Europe/Oslo"), (pair.ben, "America/Los_Angeles")):
            view = person(session, each)
            register_person(
                session, pair.house.operator, PersonDetails(view.name, view.email, view.chat_user_id, zone)
            )
    whose = [each.recipient_id for each in pair.messages() if each.kind == "digest"]
    assert sorted(whose) == sorted([pair.ben, far])
    for _ in range(6):
        pair.house.clock.forward(hours=4)
        assert digests(pair) == []


def test_who_switched_it_off_gets_none(pair: Pair) -> None:
    digests(pair)
    with pair.house.writing() as session:
        switch_notice(session, pair.house.as_(pair.ben), pair.ben, "digest", on=False)
    pair.house.clock.now += MONDAY
    assert digests(pair) == []


@pytest.mark.rule("reminders/digest")
def test_it_gathers_what_waits_for_a_decision_what_expires_and_what_people_lack(pair: Pair) -> None:
    assert gathered(pair, pair.ben).count == 0
    with pair.house.writing() as session:
        soon = a_certificate(session, pair.anna, pair.in_days(30))
        late = a_certificate(session, pair.anna, pair.in_days(-7))
        for days in (31, -8):
            a_certificate(session, pair.anna, pair.in_days(days))
        booked = a_certificate(session, pair.anna, pair.in_days(20))
        book_renewal(session, pair.house.as_(pair.anna), booked, pair.in_days(10))
        asked = say_not_needed(session, pair.house.as_(pair.anna), soon, "sold the truck")
        skill = a_skill(session, "Fire safety")
        assign_targets(session, pair.house.as_(pair.ben), [pair.anna], {skill: None}, None)
        claim = scales_of(session, [skill])[skill].lowest_proficient.id
        review = request_review(session, pair.house.as_(pair.anna), competency_id=skill, claim_value_id=claim)
    found = gathered(pair, pair.ben)
    assert found.questions == (asked.id,)
    assert [each for each, _ in found.reviews] == [review.review_id]
    assert found.expiries == ((late, pair.in_days(-7)), (soon, pair.in_days(30)))
    assert [(each.competency_id, each.person_ids, each.required_of) for each in found.lacking] == [
        (skill, (pair.anna,), 1)
    ]
    assert found.count == 5
    assert Digest.of(found.refs()) == found
    assert gathered(pair, pair.anna).count == 0


@pytest.mark.rule("targets/exemption")
def test_what_somebody_is_exempt_from_is_no_gap_in_it_until_the_exemption_is_over(pair: Pair) -> None:
    with pair.house.writing() as session:
        skill = a_skill(session, "Fire safety")
        assign_targets(session, pair.house.as_(pair.ben), [pair.anna], {skill: None})
        grant_exemption(session, pair.house.as_(pair.ben), pair.anna, [skill], until=pair.today, reason="on leave")
    assert gathered(pair, pair.ben).lacking == ()
    pair.house.clock.forward(days=1)
    assert [each.competency_id for each in gathered(pair, pair.ben).lacking] == [skill]


@pytest.mark.rule("reminders/who")
def test_an_admins_digest_is_about_everybody_and_says_what_was_not_delivered(pair: Pair) -> None:
    with pair.house.writing() as session:
        ada = a_person(session, "Ada Admin", role="competency_admin")
        lone = a_person(session, "Lone Wolf")
        held = a_certificate(session, lone, pair.in_days(10))
        session.add(
            OutboxMessage(
                key="lost", kind="expiry", recipient_id=lone, refs={}, state="failed", trouble="no_chat_account",
                made_at=session.now, attempts=1,
            )
        )
        session.flush()
        lost = session.scalar(select(OutboxMessage.id))
    found = gathered(pair, ada)
    assert [each for each, _ in found.expiries] == [held]
    assert found.undelivered == (lost,)
    assert gathered(pair, pair.ben).count == 0
