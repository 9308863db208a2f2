"""Links in chat: what concerns somebody is shown before one press applies it, the rest is just done."""

from __future__ import annotations

import pytest

from bot.blocks.course_forms import TAKE_OFF
from bot.listeners import link_previews, tagging
from core.activities import complete_course, links_of, outcomes_on, set_link_outcome
from core.activities.rules import LinkOutcome
from core.errors import Conflict, Invalid
from core.frameworks import CompetencyCategory
from tests.bot.course_talk import School, school
from tests.bot.spoken import Spoken, conversations_of, labels
from tests.bot.tagging.editor import the_product
from tests.builders import a_person, a_result, a_skill, an_activity
from tests.conftest import House
from tests.core.achievements.paths.ways import rated

__all__ = ["school"]

KEPT = "Applying can't be undone: what people gain stays. The outcomes can be changed back."


def _completed(school: School, *names: str) -> None:
    with school.house.writing() as session:
        for name in names:
            complete_course(session, school.house.operator, school.course, school.people[name])


@pytest.mark.rule("paths/preview")
def test_an_outcome_by_which_people_gain_is_shown_with_them_and_one_press_applies_it(school: School) -> None:
    _completed(school, "anna", "omar")
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Competencies")
    mona.press("Change", 1)
    assert mona.fill(outcome="complete").splitlines() == [
        "Not applied yet: Fire course",
        "First aid: 2 gain: Anna and Omar; 0 would fall, and keep what is acquired; 4 are unaffected.",
        KEPT,
        "[Apply] [Cancel]",
    ]
    assert rated(school.house, school.people["anna"], school.aid) is None
    preview = mona.card
    said = mona.press("Apply")
    assert "✓ Saved by you, 09:00: 0 competencies added, 1 changed." in said
    assert "Undo" not in labels(mona.card)
    assert rated(school.house, school.people["anna"], school.aid) == "Acquired"
    mona.card = preview
    with pytest.raises(Conflict, match="Already applied"):
        mona.press("Apply")
    assert mona.press("Cancel") == "Cancelled. Nothing was changed."


@pytest.mark.rule("paths/preview")
def test_taking_a_competency_off_shows_who_would_fall_and_cancelling_leaves_it(school: School) -> None:
    _completed(school, "anna")
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Competencies")
    mona.press("Change", 0)
    assert "Fire safety: 0 gain; 1 would fall, and keeps what is acquired: Anna; 5 are unaffected." in mona.fill(
        outcome=TAKE_OFF
    )
    mona.press("Cancel")
    with school.house.reading() as session:
        assert outcomes_on(session, school.course)[school.fire] == "complete"


def test_what_concerns_nobody_is_done_at_once_and_can_be_undone(school: School) -> None:
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Competencies")
    mona.press("Change", 1)
    assert "✓ Saved by you" in mona.fill(outcome="complete")
    assert "Undo" in labels(mona.card)


def test_a_wrong_value_is_refused_before_anything_is_shown(school: School) -> None:
    _completed(school, "anna")
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Competencies")
    mona.press("Change", 1)
    with pytest.raises(Invalid, match="no outcome of a course"):
        mona.fill(outcome="perhaps")


def test_holders_of_a_certification_are_counted_not_named_to_who_may_not_see_it(school: School) -> None:
    with school.house.writing() as session:
        paper = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        cleo = a_person(session, "Cleo Vik", chat_user_id="UCLEO", role="content_editor")
    school.people["cleo"] = cleo
    _completed(school, "anna")
    for name, who in (("cleo", ""), ("ada", ": Anna")):
        talk = school.talk(name)
        talk.command("course", "Fire course")
        talk.press("Competencies")
        talk.press("Add competencies")
        said = talk.fill(complete=[str(paper)])
        assert f"Forklift licence: 1 gains{who}; 0 would fall" in said


def test_for_many_people_the_preview_follows(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    _completed(school, "anna", "omar")
    monkeypatch.setattr(link_previews, "AT_ONCE", 1)
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Competencies")
    mona.press("Change", 1)
    assert "First aid: 2 gain: Anna and Omar" in mona.fill(outcome="complete")
    assert mona.told[-2].summary.id == "Working out who gains and who would fall…"  # type: ignore[union-attr]


@pytest.mark.rule("paths/preview")
def test_changing_what_an_activity_does_shows_whose_streak_gets_out_of_reach(school: School) -> None:
    with school.house.writing() as session:
        drills = [an_activity(session, f"Drill {number}", school.fire) for number in range(2)]
        a_result(session, school.people["anna"], drills[0])
    ada = school.talk("ada")
    ada.command("course", "Fire course")
    ada.press("Modules")
    ada.press("Open")
    ada.press("Open")
    ada.press("Change")
    said = ada.fill(outcome=TAKE_OFF)
    assert said.splitlines()[:2] == [
        "Not applied yet: Alarm drill", "Fire safety: 1 could no longer complete its streak: Anna.",
    ]
    assert "✓ Saved by you, 09:00. Results from now on count so." in ada.press("Apply")
    with school.house.reading() as session:
        assert links_of(session, [school.drill])[school.drill] == []


@pytest.mark.rule("paths/preview")
@pytest.mark.parametrize("door", ["Pick by hand", "Edit activity"])
def test_an_editor_who_takes_a_skill_off_by_hand_sees_it_before_anything_is_saved(house: House, door: str) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, "Anna Berg", manager=ben)
        cleo = a_person(session, "Cleo Vik", role="content_editor")
        fire = a_skill(session)
        drills = [an_activity(session, f"Drill {number}", fire) for number in range(3)]
        set_link_outcome(session, house.operator, drills[0], fire, LinkOutcome.COMPLETE)
        house.clock.forward(minutes=1)
    with house.writing() as session:
        a_result(session, anna, drills[0])
    talk = Spoken(house, the_product(house), conversations_of(tagging.register, link_previews.register), cleo)
    talk.command("tag", "Drill 0")
    talk.press(door)
    said = talk.fill(skills=[], assign=True, title="Drill nought") if door == "Edit activity" else talk.fill(skills=[])
    assert said.splitlines()[:2] == [
        "Not applied yet: Drill 0",
        "Fire safety: 0 gain; 1 would fall, and keeps what is acquired: Anna; 2 are unaffected.",
    ]
    assert "✓ Saved by you" in talk.press("Apply")
    with house.reading() as session:
        assert links_of(session, [drills[0]])[drills[0]] == []
    assert rated(house, anna, fire) == "Acquired"
