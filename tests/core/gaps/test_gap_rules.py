"""How somebody stands against a required value, and what is left to it."""

from __future__ import annotations

import pytest

from core.achievements import Progress, Validity
from core.frameworks import ScaleValueView, ScaleView
from core.gaps import GapStatus, share_of, status_of, what_is_left


def scale(*names: str, proficient_from: int) -> ScaleView:
    values = [
        ScaleValueView(place + 1, name, place, place >= proficient_from, place == proficient_from)
        for place, name in enumerate(names)
    ]
    return ScaleView(1, "scale", tuple(values))


CEFR = scale("A1", "A2", "B1", "B2", "C1", proficient_from=2)
ACQUIRED = scale("Not acquired", "Acquired", proficient_from=1)
B1 = CEFR.named("B1")


@pytest.mark.rule("gaps/met")
@pytest.mark.parametrize(
    ("has", "validity", "status"),
    [
        ("A2", Validity.VALID, GapStatus.TOO_LOW),
        ("B1", Validity.VALID, GapStatus.MET),
        ("C1", Validity.VALID, GapStatus.MET),
        ("B1", Validity.EXPIRING, GapStatus.EXPIRING),
        ("B1", Validity.EXPIRED, GapStatus.EXPIRED),
        ("B1", Validity.REVOKED, GapStatus.REVOKED),
        ("A2", Validity.EXPIRED, GapStatus.TOO_LOW),
        (None, Validity.VALID, GapStatus.MISSING),
    ],
)
def test_a_value_is_met_too_low_expired_or_missing(has: str | None, validity: Validity, status: GapStatus) -> None:
    value = CEFR.named(has) if has else None
    assert status_of(B1, value, validity, scale=CEFR) == status


def test_not_acquired_is_missing_and_the_lowest_language_value_is_not() -> None:
    acquired = ACQUIRED.named("Acquired")
    assert status_of(acquired, ACQUIRED.named("Not acquired"), Validity.VALID, scale=ACQUIRED) == GapStatus.MISSING
    assert status_of(B1, CEFR.named("A1"), Validity.VALID, scale=CEFR) == GapStatus.TOO_LOW


def test_an_exempt_person_is_not_required_whatever_they_have() -> None:
    assert status_of(B1, None, Validity.VALID, scale=CEFR, exempt=True) == GapStatus.NOT_REQUIRED


def test_the_share_of_a_scale_runs_from_nothing_to_the_highest_value() -> None:
    assert share_of(None, CEFR) == 0
    assert share_of(CEFR.named("A1"), CEFR) == pytest.approx(0.2)
    assert share_of(CEFR.named("C1"), CEFR) == 1
    assert [share_of(each, ACQUIRED) for each in ACQUIRED.values] == [0, 1]


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(0, 5), "3 activities in a row above 90 %"),
        (Progress(1, 5), "2 more activities in a row above 90 %"),
        (Progress(2, 5), "1 more activity in a row above 90 %"),
        (Progress(2, 1), "1 more activity in a row above 90 %"),
        (Progress(0, 2), "3 in a row above 90 % are needed, 2 activities are left"),
        (Progress(1, 1), "2 in a row above 90 % are needed, 1 activity is left"),
        (Progress(0, 0), "no activity for it yet"),
    ],
)
def test_what_is_left_of_a_skill_counts_activities(progress: Progress, words: str) -> None:
    left = what_is_left(GapStatus.MISSING, "skill", ACQUIRED.named("Acquired"), progress)
    assert str(left) == words


def test_what_is_left_of_others_is_a_qualification_and_of_met_ones_nothing() -> None:
    assert str(what_is_left(GapStatus.TOO_LOW, "language", B1)) == "B1 or higher on file"
    assert str(what_is_left(GapStatus.MISSING, "certification", ACQUIRED.named("Acquired"))) == "a valid one on file"
    assert str(what_is_left(GapStatus.EXPIRED, "certification", B1)) == "a renewed one that is valid"
    assert what_is_left(GapStatus.MET, "skill", B1) is None
    assert what_is_left(GapStatus.NOT_REQUIRED, "skill", B1) is None
