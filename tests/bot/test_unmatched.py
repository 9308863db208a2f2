"""Results that wait: an admin reads them in chat, says whose they are and of what, or drops them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from bot.listeners import activities, reports
from core.activities import IncomingResult, Outcome, Result, by_account, by_email, take_in_results
from core.activities.result_models import UnmatchedResult
from core.errors import Invalid, NotFound, Refused
from tests.bot.asking import Chat as Desk
from tests.bot.spoken import Spoken, conversations_of
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House

MOODLE = by_account("https://lms.example", "7")


@pytest.fixture
def admin(house: House) -> Spoken:
    with house.writing() as session:
        person_id = a_person(session, "Sam Lie", role="admin")
        an_activity(session, "Alarm drill", a_skill(session), idnumber="A-1")
    return spoken(house, person_id)


def spoken(house: House, person_id: int) -> Spoken:
    conversations = conversations_of(activities.register, reports.register)
    return Spoken(house, Desk(house, ()).product, conversations, person_id)


def arrives(house: House, source_id: str, person: str = MOODLE, activity: str = "A-1") -> Outcome:
    with house.writing() as session:
        one = IncomingResult(source_id, person, activity, Decimal("0.95"), house.clock.now)
        return take_in_results(session, house.operator, [one], source="csv")[0].outcome


def counted(house: House) -> list[tuple[Any, ...]]:
    with house.reading() as session:
        columns = (Result.person_id, Result.source_id)
        return sorted(tuple(row) for row in session.execute(sa.select(*columns)))


@pytest.mark.rule("activities/unmatched")
def test_an_admin_says_whose_results_they_are_and_each_counts_once_also_later_ones(house: House, admin: Spoken) -> None:
    assert admin.command("report", "unmatched") == "No result waits for its person or activity."
    assert [arrives(house, each) for each in ("R-1", "R-2")] == [Outcome.KEPT, Outcome.KEPT]
    said = admin.command("report", "unmatched")
    assert "2 results wait for their person or activity." in said
    assert "7 (lms.example) (unknown) · Alarm drill (known)" in said
    assert "95 % · 24 November 2026, 09:00 · csv · 2 alike" in said
    with house.writing() as session:
        anna = a_person(session, chat_user_id="UANNA")
    admin.press("Match")
    assert "✓ 2 results count now." in admin.fill(person="UANNA")
    assert counted(house) == [(anna, "R-1"), (anna, "R-2")]
    assert arrives(house, "R-3") == Outcome.CREATED
    assert arrives(house, "R-1") == Outcome.UNCHANGED
    assert counted(house) == [(anna, "R-1"), (anna, "R-2"), (anna, "R-3")]


@pytest.mark.rule("activities/unmatched")
def test_what_lacks_person_and_activity_waits_until_both_are_known(house: House, admin: Spoken) -> None:
    with house.writing() as session:
        anna = a_person(session, chat_user_id="UANNA")
        drill = an_activity(session, "Inspection")
    arrives(house, "R-1", activity="https://lms.example/mod/9")
    admin.command("report", "unmatched")
    admin.press("Match")
    assert "✓ Noted. It counts once the rest is known, too." in admin.fill(activity=str(drill))
    assert counted(house) == []
    assert "7 (lms.example) (unknown) · Inspection (known)" in admin.says
    admin.press("Match")
    assert "✓ 1 result counts now." in admin.fill(person="UANNA")
    assert counted(house) == [(anna, "R-1")]


def test_a_result_is_dropped_for_good(house: House, admin: Spoken) -> None:
    arrives(house, "R-1")
    admin.command("report", "unmatched")
    admin.press("Match")
    stale = admin.form
    assert "Dropped by you: it counts for nobody." in admin.fill(drop=True)
    admin.form = stale
    with pytest.raises(NotFound, match="matched or dropped"):
        admin.fill(drop=True)
    assert counted(house) == []


def test_matching_needs_a_person_or_an_activity(house: House, admin: Spoken) -> None:
    arrives(house, "R-1")
    admin.command("report", "unmatched")
    admin.press("Match")
    with pytest.raises(Invalid, match="Say whose it is"):
        admin.fill()
    with pytest.raises(NotFound, match="I don't find that person here"):
        admin.fill(person="UNOBODY")


def test_only_admins_see_what_waits(house: House, admin: Spoken) -> None:
    arrives(house, "R-1")
    admin.command("report", "unmatched")
    with house.writing() as session:
        anna = spoken(house, a_person(session))
    with pytest.raises(Refused):
        anna.command("report", "unmatched")
    anna.card = admin.card
    with pytest.raises(Refused):
        anna.press("Match")


def test_who_a_waiting_result_is_of_is_sealed(house: House, admin: Spoken) -> None:
    arrives(house, "R-1", by_email("nina@nordlys.example"))
    with house.reading() as session:
        row = session.scalars(sa.select(UnmatchedResult)).one()
        stored = " ".join(str(value) for value in vars(row).values())
    assert "nina" not in stored
    assert "nina@nordlys.example (unknown)" in admin.command("report", "unmatched")


def test_ten_rows_a_page(house: House, admin: Spoken) -> None:
    for number in range(11):
        arrives(house, f"R-{number}", by_email(f"p{number}@nordlys.example"))
    assert admin.command("report", "unmatched").count("unknown") == 10
    assert admin.press("Show more").count("unknown") == 1
