"""The statuses of a qualification, and what counts as missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.qualifications import QualificationDetails, Status, TypeSwitches, days_left, missing_fields, statuses

TODAY = date(2026, 11, 24)
NOTHING = TypeSwitches()
ALL = TypeSwitches(issued_date=True, expiry_date=True, documentation_required=True)


def _statuses(left: int | None, switches: TypeSwitches = NOTHING, **stated: object) -> frozenset[Status]:
    expires = None if left is None else TODAY + timedelta(days=left)
    details = QualificationDetails(1, date(2026, 1, 1), expires)
    return statuses(details, switches, today=TODAY, has_documents=bool(stated.get("document", True)))


@pytest.mark.rule("qualifications/expiring")
@pytest.mark.parametrize(
    ("left", "status"),
    [
        (91, Status.OK),
        (90, Status.EXPIRING),
        (1, Status.EXPIRING),
        (0, Status.EXPIRING),
        (-1, Status.EXPIRED),
        (-400, Status.EXPIRED),
    ],
)
def test_it_is_expiring_with_90_days_left_and_expired_from_the_day_after(left: int, status: Status) -> None:
    assert _statuses(left) == {status}


@pytest.mark.rule("qualifications/expiring")
def test_without_expiry_date_it_neither_expires_nor_is_about_to() -> None:
    assert _statuses(None) == {Status.OK}
    assert days_left(None, TODAY) is None


@pytest.mark.rule("qualifications/status")
def test_the_statuses_are_a_set_in_which_several_can_stand_together() -> None:
    nothing = QualificationDetails(1, None, TODAY - timedelta(days=1))
    found = statuses(nothing, ALL, today=TODAY, has_documents=False)
    assert found == {Status.EXPIRED, Status.MISSING_DOCUMENTATION, Status.MISSING_FIELDS}
    assert _statuses(20, ALL, document=False) == {Status.EXPIRING, Status.MISSING_DOCUMENTATION}
    assert _statuses(200, ALL, document=True) == {Status.OK}


@pytest.mark.rule("qualifications/status")
@given(left=st.integers(-2000, 2000), document=st.booleans(), issued=st.booleans(), required=st.booleans())
def test_ok_stands_alone_and_expired_never_beside_expiring(
    left: int, document: bool, issued: bool, required: bool
) -> None:
    details = QualificationDetails(1, TODAY if issued else None, TODAY + timedelta(days=left))
    found = statuses(details, ALL if required else TypeSwitches(), today=TODAY, has_documents=document)
    assert found
    assert Status.OK not in found or found == {Status.OK}
    assert not {Status.EXPIRED, Status.EXPIRING} <= found


def test_only_what_the_type_asks_for_is_missing_and_a_language_wants_its_value() -> None:
    empty = QualificationDetails(1)
    assert missing_fields(empty, TypeSwitches(), needs_value=False, has_value=False) == ()
    assert missing_fields(empty, ALL, needs_value=False, has_value=False) == ("issued_on", "expires_on")
    assert missing_fields(empty, TypeSwitches(), needs_value=True, has_value=False) == ("value",)
