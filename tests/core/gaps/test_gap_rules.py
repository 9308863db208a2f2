"""How somebody stands against a required value, and what is left to it."""

from __future__ import annotations

import pytest

from core.achievements import Criterion, CriterionKind, Progress, Rater, Step, Validity, Way
from core.frameworks import ScaleValueView, ScaleView
from core.gaps import GapStatus, StepNames, share_of, status_of, what_is_left


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


WANTED = ACQUIRED.named("Acquired")
STREAK = Criterion(CriterionKind.STREAK)
NAMES = StepNames({7: "Fire basics"}, {8: "Evacuation drill"}, {2: "First aid"})


def step(criterion: Criterion, *, of: int = 1, left: int = 1, done: bool = False) -> Step:
    return Step(of, criterion, done, left)


def left(status: GapStatus, category: str, required: ScaleValueView, *steps: Step) -> str:
    return str(what_is_left(status, category, required, Way(steps), NAMES))


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(0, 5), "3 activities in a row above 90 %"),
        (Progress(1, 5), "2 more activities in a row above 90 %"),
        (Progress(2, 5), "1 more activity in a row above 90 %"),
        (Progress(2, 1), "1 more activity in a row above 90 %"),
    ],
)
def test_what_is_left_of_a_streak_counts_activities(progress: Progress, words: str) -> None:
    open_streak = Step(1, STREAK, done=False, left=progress.missing, progress=progress)
    assert left(GapStatus.MISSING, "skill", WANTED, open_streak) == words


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(0, 2), "3 in a row above 90 % are needed, 2 activities are left"),
        (Progress(1, 1), "2 in a row above 90 % are needed, 1 activity is left"),
        (Progress(0, 0), "no activity for it yet"),
        (None, "no path leads to Acquired yet"),
    ],
)
def test_where_no_way_is_left_that_is_said(progress: Progress | None, words: str) -> None:
    stuck = Way(None, stuck=progress)
    assert str(what_is_left(GapStatus.MISSING, "skill", WANTED, stuck, NAMES)) == words


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        (Criterion(CriterionKind.COURSE, 7), "course Fire basics"),
        (Criterion(CriterionKind.ACTIVITY, 8), "activity Evacuation drill"),
        (Criterion(CriterionKind.REVIEW), "an accepted review"),
        (Criterion(CriterionKind.MANUAL, raters=(Rater.MANAGER,)), "a rating by their manager"),
        (Criterion(CriterionKind.QUALIFICATION), "a valid one on file"),
        (Criterion(CriterionKind.QUALIFICATION, verified=True), "a valid, verified one on file"),
        (Criterion(CriterionKind.ASSIGNMENT), "being assigned it"),
    ],
)
def test_what_is_left_names_the_step_of_the_competencys_own_path(criterion: Criterion, words: str) -> None:
    assert left(GapStatus.MISSING, "certification", WANTED, step(criterion)) == words


def test_of_several_steps_the_nearest_is_named_and_the_others_counted() -> None:
    course, review = step(Criterion(CriterionKind.COURSE, 7)), step(Criterion(CriterionKind.REVIEW))
    streak = Step(1, STREAK, done=False, left=2, progress=Progress(1, 5))
    assert left(GapStatus.MISSING, "skill", WANTED, streak, course) == "course Fire basics, and 2 more steps"
    assert left(GapStatus.MISSING, "skill", WANTED, review, course) == "an accepted review, and 1 more step"
    ticked = step(Criterion(CriterionKind.COURSE, 7), done=True)
    assert left(GapStatus.MISSING, "skill", WANTED, ticked, review) == "an accepted review"
    assert left(GapStatus.MISSING, "skill", WANTED, ticked) == "all steps are done; a review can set it"


def test_a_step_of_another_competency_is_named_with_it() -> None:
    below = step(Criterion(CriterionKind.COURSE, 7), of=2)
    assert left(GapStatus.MISSING, "skill", WANTED, below) == "First aid: course Fire basics"


def test_what_is_left_of_a_language_is_its_value_and_of_met_ones_nothing() -> None:
    on_file = step(Criterion(CriterionKind.QUALIFICATION))
    assert left(GapStatus.TOO_LOW, "language", B1, on_file) == "B1 or higher on file"
    assert left(GapStatus.EXPIRED, "certification", WANTED) == "a renewed one that is valid"
    assert what_is_left(GapStatus.MET, "skill", WANTED, Way((step(STREAK),)), NAMES) is None
    assert what_is_left(GapStatus.NOT_REQUIRED, "skill", WANTED, None, NAMES) is None
