"""The whole catalogue from chat alone: a framework by the guide, a course with quizzes, three who take it, the reports.

Ada sets up rope work with its own scale, Cleo builds the course, Anna, Omar and Erik take it. Nothing is put into the
database by the test; what is on file is only looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from core.achievements import acquired_at, rating_of
from core.frameworks import find_named
from core.people import Actor, person_by_chat_id
from tests.stories.stage import Stage

PATIENT = 30
"""Seconds to wait at most: a machine with much to do is no failure."""

COURSE = "Ropes and loads"
TIES, READS = "Can tie a load down", "Can read a load plan"

QUESTIONS: Mapping[str, tuple[str, str, str, str]] = {
    "Bowline": ("Which knot makes a fixed loop?", "One right option", "*Bowline\nSheet bend\nSlip knot", "Bowline"),
    "Lashing straps": ("How many straps hold a crate of 2 t?", "A number", "4 ± 0", "4"),
    "Edge protection": ("A strap over a bare edge is fine.", "True or false", "False", "False"),
    "Rope lore": ("What is a rope's end called?", "A short text", "the bitter end\nbitter end", "Bitter end"),
}
"""Of each activity: its question, how it is answered, the answers as an author writes them, and a right one."""

PRACTICE = ("Bowline", "Lashing straps", "Edge protection")
WRONG = {"Which knot makes a fixed loop?": "Slip knot", "A strap over a bare edge is fine.": "True"}


@pytest.mark.rule("frameworks/guide", "courses/breakdown")
def test_a_framework_a_course_and_three_people_from_chat_alone(stage: Stage) -> None:
    ada, cleo = stage.person("ada"), stage.person("cleo")
    _a_framework_is_set_up_by_the_guide(stage, ada)
    _a_course_is_built(cleo)
    said = {name: _takes_the_course(stage.person(name), wrong) for name, wrong in ATTEMPTS.items()}
    assert f"✓ {TIES} acquired, 24 November 2026, yours for good." in said["anna"]
    assert "acquired" not in said["omar"]
    _the_right_ones_acquired(stage)
    _the_reports_agree(ada)


ATTEMPTS: Mapping[str, Sequence[str]] = {
    "anna": (), "omar": ("A strap over a bare edge is fine.",), "erik": ("Which knot makes a fixed loop?",)
}
"""Who takes the course, and which questions they answer wrongly."""


# -- Ada and the framework --------------------------------------------------------------------------------------


def _a_framework_is_set_up_by_the_guide(stage: Stage, ada: Any) -> None:
    guide = ada.commands("/prowess", "framework guide")
    ada.presses(guide, "Next: framework")
    _fills(ada, "New framework", {"Name": "Rope work", "Id number": "ROPES"})
    ada.sees(guide, "✓ Framework: Rope work", PATIENT)
    ada.presses(guide, "Next: scale")
    _fills(ada, "Scale", {"People are rated with": "A scale of my own"})
    values = {"Values, the lowest first, one a line": "Knows\nDoes\nTeaches", "Default value": "Does"}
    _fills(ada, "New scale", {"Name": "Steps", **values, "Proficient values, one a line": "Does\nTeaches"})
    ada.sees(guide, "✓ Scale: Steps", PATIENT)
    ada.presses(guide, "Skip")
    ada.sees(guide, "▸ First competency", PATIENT)
    ada.presses(guide, "Next: first competency")
    _fills(ada, "New", {"Name": TIES})
    made = ada.waits_for("Go on with the set-up", PATIENT)
    ada.presses(made, "Go on with the set-up")
    ada.sees(made, "▸ Achievement paths", PATIENT)
    ada.presses(made, "Next: achievement paths")
    paths = ada.waits_for(f"{TIES}: how it is achieved", PATIENT)
    assert "3 activities in a row above 90 %" in paths.text
    ada.presses(paths, "Go on with the set-up")
    ada.sees(paths, "▸ Assignment", PATIENT)
    ada.presses(paths, "Next: assignment")
    _fills(ada, "Set targets", {"For whom": [stage.person(name) for name in ATTEMPTS]})
    plan = ada.waits_for("Not applied yet", PATIENT)
    ada.presses(plan, "Apply")
    ada.sees(plan, "3 created", PATIENT)
    assert "✓ Set up" in ada.commands("/prowess", "framework guide").text
    _one_more_from_the_tree(ada)


def _one_more_from_the_tree(ada: Any) -> None:
    tree = ada.commands("/prowess", "framework Rope work")
    ada.presses(tree, "Add domain")
    _fills(ada, "New", {"Name": READS})
    if ada.has_modal():
        _fills(ada, "New", {"Use one of these, or create anyway?": "Create anyway"})
    ada.sees(tree, READS, PATIENT)


# -- Cleo and the course ----------------------------------------------------------------------------------------


def _a_course_is_built(cleo: Any) -> None:
    cleo.commands("/prowess", f"course new {COURSE}")
    joining = "People may enrol themselves"
    _fills(cleo, "New course", {"Open": [joining]})
    card = cleo.waits_for(lambda each: COURSE in each.text and "Modules" in each.buttons, PATIENT)
    cleo.presses(card, "Modules")
    modules = cleo.sees(card, "0 modules", PATIENT) and card
    theory = "The new one is theory: no streak counts it"
    _adds(cleo, modules, "Add modules", {"Or a new module": "Knots"}, "1 module")
    _adds(cleo, modules, "Add modules", {"Or a new module": "Theory", "Theory": [theory]}, "2 modules")
    _fills_module(cleo, modules, 0, PRACTICE, skill=TIES)
    _fills_module(cleo, modules, 1, ["Rope lore"], skill=TIES)
    _gives(cleo)


def _adds(cleo: Any, card: Any, button: str, values: Mapping[str, Any], then: str) -> None:
    cleo.presses(card, button)
    _fills(cleo, button, values)
    cleo.sees(card, then, PATIENT)


def _fills_module(cleo: Any, card: Any, place: int, titles: Sequence[str], *, skill: str) -> None:
    cleo.presses(card, "Open", nth=place)
    cleo.sees(card, "All modules", PATIENT)
    for number, title in enumerate(titles):
        _adds(cleo, card, "Add activities", {"Or a new activity": title}, title)
        cleo.presses(card, "Open", nth=number)
        cleo.sees(card, "No competency is on it yet.", PATIENT)
        cleo.presses(card, "Add competencies")
        _fills(cleo, "Add competencies", {"Competencies": [skill]})
        cleo.sees(card, "Results from now on count.", PATIENT)
        _asks(cleo, card, title)
        cleo.presses(card, "Back to module")
        cleo.sees(card, "All modules", PATIENT)
    cleo.presses(card, "All modules")
    cleo.sees(card, "2 modules", PATIENT)


def _asks(cleo: Any, card: Any, title: str) -> None:
    """Write the activity's quiz from its card; the author reads at once what counts."""
    question, kind, answers, _ = QUESTIONS[title]
    cleo.presses(card, "Questions")
    quiz = cleo.waits_for("No questions yet.", PATIENT)
    cleo.presses(quiz, "Add a question")
    _fills(cleo, "Add a question", {"Question": question, "How it is answered": kind, "Answers": answers})
    assert "Only 1 of 1 right counts" in cleo.sees(quiz, question, PATIENT)


def _gives(cleo: Any) -> None:
    card = cleo.commands("/prowess", f"course {COURSE}")
    cleo.presses(card, "Competencies")
    cleo.sees(card, "0 competencies", PATIENT)
    cleo.presses(card, "Add competencies")
    complete = "Complete: gives the scale's default value"
    _fills(cleo, "Add competencies", {complete: [READS], "Evidence": [TIES]})
    cleo.sees(card, "2 competencies added", PATIENT)


# -- the three --------------------------------------------------------------------------------------------------


def _takes_the_course(person: Any, wrong: Sequence[str]) -> str:
    """Enrol, then press on through every activity; all that was said at their ends."""
    card = person.commands("/prowess", f"course {COURSE}")
    person.presses(card, "Enrol")
    person.sees(card, f"You are enrolled on {COURSE}", PATIENT)
    said = []
    for _ in QUESTIONS:
        card = person.commands("/prowess", f"course {COURSE}")
        following = next(each for each in card.buttons if each.startswith("Next: "))
        person.presses(card, following)
        said.append(_answers(person, person.waits_for("1 of 1: ", PATIENT, after=card), wrong))
    return "\n".join(said)


def _answers(person: Any, quiz: Any, wrong: Sequence[str]) -> str:
    question, _, _, right = next(each for each in QUESTIONS.values() if each[0] in quiz.text)
    given = WRONG[question] if question in wrong else right
    if "Answer" not in quiz.buttons:
        person.presses(quiz, given)
    else:
        person.presses(quiz, "Answer")
        _fills(person, "", {"Number" if given.isdecimal() else "Answer": given})
    return str(person.sees(quiz, "of 1 right, ", PATIENT))


# -- what came of it --------------------------------------------------------------------------------------------


def _the_right_ones_acquired(stage: Stage) -> None:
    """Anna by three in a row; Omar's and Erik's streaks broke, and the theory quiz helped neither."""
    with stage.engine.reading(stage.workspace_id) as session:
        operator = Actor.operator(stage.workspace_id)
        (ties,), (reads,) = find_named(session, operator, TIES), find_named(session, operator, READS)
        people = {name: person_by_chat_id(session, f"U{name.upper()}") for name in ATTEMPTS}
        ids = {name: each.id for name, each in people.items() if each is not None}
        assert [name for name in ATTEMPTS if acquired_at(session, ids[name], ties.id)] == ["anna"]
        given = [rating_of(session, ids[name], reads.id) for name in ATTEMPTS]
    assert [each and each.value and each.value.name for each in given] == ["Does", "Does", "Does"]


def _the_reports_agree(ada: Any) -> None:
    breakdown = ada.commands("/prowess", f"report breakdown {COURSE}").text
    assert f"{COURSE}: 3 people, 2 competencies." in breakdown
    assert re.search(rf"{TIES}: 1 of 3 reached it\.\n✓ Anna Berg\.\n○ [^\n]*Omar", breakdown)
    assert f"{READS}: 3 of 3 reached it." in breakdown
    mapping = ada.commands("/prowess", f"report mapping {COURSE}").text
    assert f"{COURSE}: 4 of 4 activities carry a competency." in mapping
    assert f"On the course, but on no activity: {READS}." in mapping
    assert all(f"✓ {title} in Knots: {TIES} (streak)" in mapping for title in PRACTICE)
    assert f"✓ Rope lore in Theory: {TIES} (theory: no streak)" in mapping
    provided = ada.commands("/prowess", f"course for {TIES}").text
    assert "1 course and 3 activities can provide it." in provided
    assert "3 people, 3 completed." in ada.commands("/prowess", f"course {COURSE}").text


def _fills(person: Any, title: str, values: Mapping[str, Any]) -> None:
    """Fill the open form and send it."""
    form = person.modal(title, PATIENT)
    person.fills(form, values)
    person.submits(form)
