"""Results as files and other systems name them: each says what became of it, and the four outcomes add up."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.achievements import acquired_at, streak_of
from core.activities import (
    IncomingResult,
    Judged,
    Outcome,
    Result,
    by_email,
    judge_results,
    take_in_results,
    unmatched_results,
)
from core.people.models import Tombstone
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House

ANNA = by_email("anna@nordlys.example")


@pytest.fixture
def drill(house: House) -> int:
    with house.writing() as session:
        a_person(session, email="anna@nordlys.example")
        return an_activity(session, "Drill", a_skill(session), idnumber="A-1")


def row(house: House, key: str = "R-1", score: str = "0.95", **changed: object) -> IncomingResult:
    said = {"person": ANNA, "activity": "A-1", "score": Decimal(score), "happened_at": house.clock.now, **changed}
    return IncomingResult(key, **said)  # type: ignore[arg-type]


def taken(house: House, *rows: IncomingResult, by: int | None = None) -> list[Judged]:
    actor = house.operator if by is None else house.as_(by)
    with house.writing() as session:
        before = judge_results(session, actor, rows, source="csv")
        after = take_in_results(session, actor, rows, source="csv")
    assert [each.outcome for each in before] == [each.outcome for each in after], "a dry run says what then happens"
    return after


def outcomes(house: House, *rows: IncomingResult) -> list[str]:
    return [str(each.outcome) for each in taken(house, *rows)]


@pytest.mark.rule("activities/results-in")
@pytest.mark.rule("activities/unmatched")
def test_each_row_is_created_unchanged_kept_or_refused_with_a_reason(house: House, drill: int) -> None:
    rows = [
        row(house),
        row(house, "R-2", person=by_email("nobody@nordlys.example")),
        row(house, "R-3", activity="A-9"),
        row(house, "R-4", "1.01"),
        row(house, "R-5", happened_at=house.clock.now + timedelta(minutes=6)),
        row(house),
        row(house, score="0.5"),
    ]
    found = taken(house, *rows)
    assert [str(each.outcome) for each in found] == [
        "created", "kept", "kept", "refused", "refused", "unchanged", "refused"
    ]
    assert [str(each.reason) for each in found if each.outcome == Outcome.REFUSED] == [
        "A score is from 0 % to 100 %.",
        "24 November 2026, 09:06 is still to come.",
        "R-1 stands here twice, with other words.",
    ]
    assert outcomes(house, *rows[:3]) == ["unchanged"] * 3


def test_a_row_with_another_score_corrects_the_result_and_takes_nothing_away(house: House, drill: int) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Welding")
        for number in (1, 2, 3):
            an_activity(session, f"Seam {number}", skill, idnumber=f"S-{number}")
    rows = [row(house, f"R-{number}", activity=f"S-{number}") for number in (1, 2, 3)]
    assert outcomes(house, *rows) == ["created"] * 3
    assert outcomes(house, row(house, "R-2", "0.9", activity="S-2")) == ["updated"]
    with house.reading() as session:
        anna = session.scalars(sa.select(Result.person_id)).first() or 0
        assert acquired_at(session, anna, skill) is not None
        assert streak_of(session, anna, skill).length == 1
    assert outcomes(house, row(house, "R-2", activity="A-1")) == ["refused"]


def test_a_correction_upwards_acquires(house: House) -> None:
    with house.writing() as session:
        anna, skill = a_person(session, email="anna@nordlys.example"), a_skill(session)
        for number in (1, 2, 3):
            an_activity(session, f"Drill {number}", skill, idnumber=f"A-{number}")
    outcomes(house, *(row(house, f"R-{n}", "0.9" if n == 2 else "0.95", activity=f"A-{n}") for n in (1, 2, 3)))
    assert outcomes(house, row(house, "R-2", "0.9001", activity="A-2")) == ["updated"]
    with house.reading() as session:
        assert acquired_at(session, anna, skill) == house.clock.now


@pytest.mark.rule("activities/unmatched")
def test_a_kept_row_delivered_again_once_its_activity_exists_counts_once(house: House, drill: int) -> None:
    late = row(house, "R-3", activity="A-9", happened_at=house.clock.now - timedelta(days=3))
    assert outcomes(house, late) == ["kept"]
    with house.writing() as session:
        an_activity(session, "Inspection", idnumber="A-9")
    assert outcomes(house, late) == ["unchanged"]
    with house.reading() as session:
        assert session.scalars(sa.select(Result.happened_at)).all() == [late.happened_at]
        assert unmatched_results(session, house.operator).total == 0


def test_without_the_right_a_row_is_refused_and_others_are_taken(house: House, drill: int) -> None:
    with house.writing() as session:
        peer, editor = a_person(session, "Ole Lie"), a_person(session, "Cleo Vik", role="content_editor")
    refused = taken(house, row(house), row(house, "R-2", activity="A-9"), by=peer)
    assert [str(each.outcome) for each in refused] == ["refused", "refused"]
    assert all(each.reason is not None for each in refused)
    assert [str(each.outcome) for each in taken(house, row(house), by=editor)] == ["created"]


def test_nothing_is_kept_of_somebody_who_was_erased(house: House, drill: int) -> None:
    with house.writing() as session:
        hashed = session.vault.keyed_hash(session.workspace_id, "nina@nordlys.example")
        session.add(Tombstone(identifier_hash=hashed, recorded_at=session.now))
    (judged,) = taken(house, row(house, person=by_email("nina@nordlys.example")))
    assert (judged.outcome, str(judged.reason)) == (
        Outcome.REFUSED, "This person was erased. An admin can admit them again."
    )
