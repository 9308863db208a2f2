"""Rows inserted many at a time are the rows that were given, in every kind of column."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.activities import Activity, Result
from core.audit.models import RecordedFact
from core.db import WorkspaceSession, insert_returning, insert_returning_with, insert_rows
from core.frameworks.models import Tag, TextVector
from core.inserting import AT_ONCE, FEW
from core.notifications.models import OutboxMessage
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House


def _activities(session: WorkspaceSession, number: int) -> list[dict[str, Any]]:
    return [
        {
            "idnumber": f"A-{each}",
            "title": f"{{a,b}} \"'\\ %s Ærø {each}",
            "folded_title": "a",
            "completed_at_score": None if each % 2 else Decimal("0.333333"),
            "created_by_id": None,
            "created_at": session.now,
            "deleted_at": None if each % 3 else session.now,
        }
        for each in range(number)
    ]


@pytest.mark.parametrize("number", [1, FEW, FEW + 1, AT_ONCE, AT_ONCE + 1])
def test_as_many_rows_come_out_as_went_in_each_as_it_was(house: House, number: int) -> None:
    with house.writing() as session:
        rows = _activities(session, number)
        assert insert_rows(session, Activity, rows) == number
    with house.reading() as session:
        kept = {row.idnumber: row for row in session.scalars(select(Activity))}
    assert len(kept) == number
    for row in rows:
        found = kept[row["idnumber"]]
        assert {name: getattr(found, name) for name in row} == row
        assert (found.description, found.required) == ("", False), "what is left out has the model's default"


@pytest.mark.parametrize("number", [2, FEW + 2])
def test_what_meets_a_unique_key_is_left_out_and_not_counted(house: House, number: int) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
        rows = [{"competency_id": skill, "name": f"tag {each}"} for each in range(number)]
        assert insert_rows(session, Tag, rows[:1]) == 1
        assert insert_rows(session, Tag, rows, skip_existing=True) == number - 1
        back = insert_returning(session, Tag, [*rows, {"competency_id": skill, "name": "new"}], "name",
                                skip_existing=True)
        assert back == [("new",)]


@pytest.mark.parametrize("number", [0, 1, FEW, FEW + 1])
def test_rows_of_two_tables_put_in_together_are_those_given(house: House, number: int) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
        insert_rows(session, Tag, [{"competency_id": skill, "name": "old"}])
        tags = [{"competency_id": skill, "name": name} for name in ("old", *(f"tag {each}" for each in range(number)))]
        activities = _activities(session, number)
        back = insert_returning_with(session, (Activity, activities), Tag, tags, "name")
        assert sorted(back) == sorted((f"tag {each}",) for each in range(number))
        insert_returning_with(session, (Activity, [{**_activities(session, 1)[0], "idnumber": "B"}]), Tag, [], "name")
        assert (session.inserted["activity"], session.inserted["tag"]) == (number + 1, number + 1)
    with house.reading() as session:
        kept = {row.idnumber: row.title for row in session.scalars(select(Activity))}
        assert {name: title for name, title in kept.items() if name != "B"} == {
            row["idnumber"]: row["title"] for row in activities
        }
        assert len(session.scalars(select(Tag)).all()) == number + 1


def test_a_row_on_file_is_an_error_where_nothing_says_to_skip_it(house: House) -> None:
    with pytest.raises(IntegrityError), house.writing() as session:
        skill = a_skill(session, "Fire safety")
        insert_rows(session, Tag, [{"competency_id": skill, "name": "hot"}] * 2)


def test_what_is_returned_has_the_columns_own_values(house: House) -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    with house.writing() as session:
        person, activity = a_person(session), an_activity(session, "Drill", a_skill(session, "Fire safety"))
        at = session.now.astimezone(east)
        rows = [
            {
                "person_id": person, "activity_id": activity, "module_id": None, "score": Decimal("0.900001"),
                "source": "lms", "source_id": f"R{each}", "happened_at": at, "arrived_at": session.now,
                "voided_at": None,
            }
            for each in range(FEW + 5)
        ]
        back = insert_returning(session, Result, rows, "source_id", "score", "happened_at", "voided_at")
    assert sorted(back) == sorted((f"R{each}", Decimal("0.900001"), at, None) for each in range(FEW + 5))
    assert {each[2].tzinfo for each in back} == {UTC}


@pytest.mark.parametrize("number", [1, FEW + 1])
def test_lists_texts_of_json_and_bytes_are_kept_as_they_are(house: House, number: int) -> None:
    with house.writing() as session:
        person = a_person(session)
        refs = {"ids": [1, 2], "word": "it's \"so\"", "none": None}
        insert_rows(
            session,
            OutboxMessage,
            [
                {"key": f"k{each}", "kind": "k", "recipient_id": person, "refs": refs, "state": "pending",
                 "due_at": session.now, "made_at": session.now}
                for each in range(number)
            ],
        )
        vector = bytes(range(256))
        rows = [{"model": "m", "text_hash": str(each), "vector": vector} for each in range(number)]
        insert_rows(session, TextVector, rows)
    with house.reading() as session:
        assert [row.refs for row in session.scalars(select(OutboxMessage))] == [refs] * number
        assert [row.vector for row in session.scalars(select(TextVector))] == [vector] * number


def test_an_instant_without_zone_is_refused(house: House) -> None:
    with pytest.raises(ValueError, match="time zone"), house.writing() as session:
        insert_rows(session, Activity, [_activities(session, 1)[0] | {"created_at": datetime(2026, 1, 1)}])


def test_facts_of_one_transaction_keep_their_order_however_many(house: House) -> None:
    with house.writing() as session:
        for each in range(FEW + 5):
            a_skill(session, f"Skill {each}")
    with house.reading() as session:
        rows = session.scalars(select(RecordedFact).order_by(RecordedFact.position)).all()
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    assert all(later.previous_hash == earlier.hash for earlier, later in pairwise(rows))
