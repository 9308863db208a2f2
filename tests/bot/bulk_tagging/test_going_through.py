"""Going through the suggestions that wait, one press each."""

from __future__ import annotations

import sqlalchemy as sa

from core.activities import (
    delete_activity,
)
from core.activities.models import Suggestion
from core.frameworks import set_status
from tests.bot.bulk_tagging.runs import (
    SUBJECTS,
    the_activity,
)
from tests.bot.spoken import Spoken, labels


def test_going_through_takes_one_press_a_suggestion_and_shows_what_was_decided_with_undo(cleo: Spoken) -> None:
    cleo.command("tag", "all")
    cleo.press("Start")
    said = cleo.press("Go through 10")
    assert said.splitlines()[0] == "Fire safety drill"
    assert "10 activities with suggestions that wait." in said
    while cleo.says.splitlines()[0] == "Fire safety drill":
        cleo.press("Accept")
    assert cleo.says.splitlines()[0] == "Fire safety course"
    assert "Before: Fire safety drill" in cleo.says
    assert "Fire safety ✓ Linked by Cleo, 10:00 [Undo]" in cleo.says
    assert "9 activities with suggestions that wait." in cleo.says
    cleo.press("Undo")
    assert cleo.says.splitlines()[0] == "Fire safety drill"
    assert "10 activities with suggestions that wait." in cleo.says


def test_one_that_is_passed_by_comes_again_from_the_start(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        for title in [f"{name} course" for name in SUBJECTS] + [f"{name} drill" for name in SUBJECTS[1:]]:
            delete_activity(session, cleo.house.operator, the_activity(cleo.house, title))
    cleo.command("tag", "all")
    cleo.press("Start")
    cleo.press("Go through 1")
    said = cleo.press("Next activity")
    assert "That was the last one. 1 activity that you passed by waits." in said
    assert cleo.press("From the start").splitlines()[0] == "Fire safety drill"
    while "Reject" in labels(cleo.card):
        cleo.press("Reject")
    assert "✓ Nothing waits: every suggestion is decided." in cleo.says
    assert cleo.command("tag", "waiting").startswith("✓ Nothing waits")


def test_what_became_undecidable_does_not_wait(cleo: Spoken) -> None:
    cleo.command("tag", "Welding drill")
    drill = the_activity(cleo.house, "Welding drill")
    with cleo.house.writing() as session:
        offered = session.scalars(sa.select(Suggestion.competency_id).where(Suggestion.activity_id == drill)).all()
        for skill in offered:
            set_status(session, cleo.house.operator, skill, "disabled")
    assert offered
    assert cleo.command("tag", "waiting").startswith("✓ Nothing waits")
