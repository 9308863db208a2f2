"""Courses as people live them: joining one, taking its quizzes, being graded, and the reports that agree."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from core.activities.models import Enrolment
from tests.stories.stage import Stage

COURSE, CHEMICALS = "Fire safety at work", "Chemicals and dangerous goods"


def _enrolled(stage: Stage) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        query = sa.select(sa.func.count()).select_from(Enrolment).where(Enrolment.in_force(session.now))
        return int(session.scalar(query) or 0)


@pytest.fixture
def mona(stage: Stage) -> Any:
    return stage.person("mona")


@pytest.mark.rule("courses/enrol")
def test_an_open_course_is_joined_with_one_press_and_the_next_activity_starts_from_it(stage: Stage) -> None:
    anna = stage.person("anna")
    card = anna.commands("/prowess", f"course {COURSE}")
    assert "You aren't on it." in card.text
    anna.presses(card, "Enrol")
    joined = anna.sees(card, f"You are enrolled on {COURSE}, 10:00.")
    assert "required activities done" in joined
    assert _enrolled(stage) == 1
    anna.presses(card, "Undo")
    anna.sees(card, "Undone, 10:00. You aren't on the course.")
    assert _enrolled(stage) == 0


@pytest.mark.rule("courses/enrol")
def test_a_manager_enrols_one_by_a_command_who_is_told_and_several_after_a_dry_run(stage: Stage) -> None:
    ben = stage.person("ben")
    done = ben.commands("/prowess", f"course enrol @anna {COURSE}")
    assert f"Anna is enrolled on {COURSE}, 10:00. Anna is told." in done.text
    stage.deliver()
    told = stage.person("anna").waits_for(f"Ben enrolled you on {COURSE}.")
    assert "Mute: /prowess settings" in told.text
    plan = ben.commands("/prowess", f"course enrol @anna @omar @grete in {COURSE}")
    assert "3 people: 1 new, 1 already there, 1 left out." in plan.text
    assert "Left out, as not supervised by you: Grete" in plan.text
    assert _enrolled(stage) == 1
    ben.presses(plan, "Apply")
    ben.sees(plan, "Applied by Ben, 10:00: 1 enrolled, 1 already there, 1 left out.")
    assert _enrolled(stage) == 2


@pytest.mark.rule("courses/complete")
def test_a_teacher_grades_marks_and_reads_the_breakdown_that_agrees(stage: Stage, mona: Any) -> None:
    stage.person("ben").commands("/prowess", f"course enrol @omar {CHEMICALS}")
    mona.commands("/prowess", "course grade @omar Chemical handling")
    form = mona.modal()
    assert f"Omar Aziz, in {CHEMICALS}" in form.text
    mona.fills(form, {"Value": "Acquired", "Comment": "Calm and quick"})
    assert mona.submits(form) == {}
    card = mona.waits_for("Graded by you, 10:00. Chemical handling, Omar: Acquired. Omar is told.")
    mona.presses(card, "Mark completed")
    mona.sees(card, "Marked as completed by you, 10:00.")
    report = mona.commands("/prowess", f"report breakdown {CHEMICALS}")
    assert "Chemical handling: 1 of 1 reached it." in report.text
    stage.deliver()
    omar = stage.person("omar")
    assert "'Calm and quick'" in omar.waits_for(f"Mona graded Chemical handling in {CHEMICALS}: Acquired.").text
    omar.waits_for(f"Mona marked {CHEMICALS} as completed for you.")


def test_an_employee_is_refused_what_teachers_and_editors_do(stage: Stage) -> None:
    omar = stage.person("omar")
    for words in (
        "course new Knots",
        f"course enrol @anna {COURSE}",
        f"course complete @anna {COURSE}",
        "course grade @anna Fire safety",
    ):
        refused = omar.commands("/prowess", words)
        assert "can" in refused.text
        assert "Why?" in refused.buttons, words
    assert "this course's reports" in omar.commands("/prowess", f"report mapping {COURSE}").text


def test_a_course_is_found_by_what_comes_near_and_says_what_it_gives(stage: Stage) -> None:
    anna = stage.person("anna")
    card = anna.commands("/prowess", "course Fire saftey at work")
    assert "Is it one of these?" in card.text
    anna.presses(card, "Choose")
    shown = anna.waits_for("Competencies: ", 10)
    assert "Fire safety: evidence" in shown.text
    gives = anna.commands("/prowess", "course for Fire safety")
    assert f"{COURSE} (course): evidence" in gives.text
