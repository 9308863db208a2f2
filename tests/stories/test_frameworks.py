"""Frameworks through the chat: a framework admin sets one up by the guide, keeps its tree, and is refused plainly."""

from __future__ import annotations

from typing import Any

import pytest

from core.frameworks import FrameworkView, framework_views, tree_of
from core.people import Actor
from tests.stories.stage import Stage


@pytest.fixture
def jonas(stage: Stage) -> Any:
    return stage.person("jonas")


def _frameworks(stage: Stage) -> dict[str, FrameworkView]:
    with stage.engine.reading(stage.workspace_id) as session:
        return {each.name: each for each in framework_views(session, Actor.operator(stage.workspace_id))}


def _tree(stage: Stage, name: str) -> list[tuple[str, int]]:
    with stage.engine.reading(stage.workspace_id) as session:
        rows = tree_of(session, Actor.operator(stage.workspace_id), _frameworks(stage)[name].id)
    return [(row.name, row.depth) for row in rows]


def _new(jonas: Any, name: str, idnumber: str) -> Any:
    jonas.commands("/prowess", "framework new")
    form = jonas.modal("New framework")
    jonas.fills(form, {"Name": name, "Id number": idnumber})
    assert jonas.submits(form) == {}
    return jonas.waits_for("first domain starts its tree", 10)


def _add(jonas: Any, card: Any, button: str, name: str) -> Any:
    """Add a competency with the card's button; the competency's card."""
    jonas.presses(card, button)
    form = jonas.modal(button.replace("Add", "New"))
    jonas.fills(form, {"Name": name})
    jonas.submits(form)
    if jonas.has_modal() and "is like what is in the catalogue already" in jonas.modal().text:
        again = jonas.modal()
        jonas.chooses(again, "Use one of these, or create anyway?", "Create anyway")
        jonas.submits(again)
    jonas.sees(card, name, 10)
    return card


@pytest.mark.rule("frameworks/create")
def test_a_new_framework_is_made_listed_and_a_taken_id_number_is_refused_in_the_form(stage: Stage, jonas: Any) -> None:
    _new(jonas, "Yard skills", "YARD")
    assert "Yard skills\nYARD · " in jonas.commands("/prowess", "framework").text
    jonas.commands("/prowess", "framework new")
    form = jonas.modal("New framework")
    jonas.fills(form, {"Name": "Another", "Id number": "YARD"})
    assert list(jonas.submits(form).values()) == ["The id number YARD belongs to Yard skills. Choose another."]
    jonas.fills(form, {"Id number": "YARD-2"})
    assert jonas.submits(form) == {}
    jonas.waits_for("YARD-2", 10)
    assert {"Yard skills", "Another"} <= set(_frameworks(stage))


@pytest.mark.rule("frameworks/tree", "frameworks/taxonomy")
def test_a_branch_is_built_from_the_tree_and_moved_whole(stage: Stage, jonas: Any) -> None:
    card = _new(jonas, "Yard skills", "YARD")
    top = _add(jonas, card, "Add domain", "Yard work")
    jonas.presses(top, "In the tree")
    jonas.sees(top, "Domain in Yard skills, at the top")
    below = _add(jonas, top, "Add competency", "Shunting")
    jonas.presses(below, "In the tree")
    jonas.sees(below, "Competency in Yard skills, under Yard work")
    _add(jonas, below, "Add behaviour", "Gives clear signals")
    assert _tree(stage, "Yard skills") == [("Yard work", 1), ("Shunting", 2), ("Gives clear signals", 3)]
    tree = jonas.commands("/prowess", "framework yard")
    jonas.presses(tree, "Choose", nth=1)
    jonas.sees(tree, "under Yard work")
    jonas.presses(tree, "Move")
    form = jonas.modal("Move")
    assert jonas.looks_up(form, "Parents", "signals") == ["Gives clear signals (Yard skills)"]
    jonas.chooses(form, "Parents", ["Gives clear signals (Yard skills)"], query="signals")
    assert list(jonas.submits(form).values()) == [
        "Shunting can't stand under Gives clear signals: Gives clear signals stands under Shunting."
    ]
    jonas.chooses(form, "Parents", [])
    assert jonas.submits(form) == {}
    jonas.sees(tree, "✓ Moved by you, 10:00.", 10)
    assert _tree(stage, "Yard skills") == [("Shunting", 1), ("Gives clear signals", 2), ("Yard work", 1)]
    jonas.presses(tree, "Undo")
    jonas.sees(tree, "It stands where it was.", 10)
    assert _tree(stage, "Yard skills")[1] == ("Shunting", 2)


@pytest.mark.rule("frameworks/guide")
def test_the_guide_is_left_resumed_and_ends_with_a_target(stage: Stage) -> None:
    ada = stage.person("ada")
    guide = ada.commands("/prowess", "framework guide")
    ada.presses(guide, "Next: framework")
    form = ada.modal("New framework")
    ada.fills(form, {"Name": "Yard skills", "Id number": "YARD"})
    assert ada.submits(form) == {}
    ada.sees(guide, "✓ Framework: Yard skills", 10)
    guide = ada.commands("/prowess", "framework guide")
    ada.presses(guide, "Next: scale")
    form = ada.modal("Scale")
    ada.chooses(form, "People are rated with", "A scale of my own")
    ada.submits(form)
    form = ada.modal("New scale")
    ada.fills(form, {"Name": "Steps", "Values, the lowest first, one a line": "Knows\nDoes\nTeaches"})
    ada.fills(form, {"Proficient values, one a line": "Does\nTeaches"})
    assert "needs one default value" in next(iter(ada.submits(form).values()))
    ada.fills(form, {"Default value": "Does"})
    assert ada.submits(form) == {}
    ada.sees(guide, "✓ Scale: Steps", 10)
    ada.presses(guide, "Skip")
    ada.sees(guide, "▸ First competency", 10)
    ada.presses(guide, "Next: first competency")
    form = ada.modal("New domain")
    ada.fills(form, {"Name": "Can shunt a wagon"})
    assert ada.submits(form) == {}
    made = ada.waits_for("Go on with the set-up", 10)
    ada.presses(made, "Go on with the set-up")
    ada.sees(made, "✓ First competency: Can shunt a wagon", 10)
    ada.presses(made, "Skip")
    ada.sees(made, "▸ Assignment", 10)
    ada.presses(made, "Next: assignment")
    form = ada.modal("Set targets")
    ada.chooses(form, "For whom", [stage.person("anna")])
    assert ada.submits(form) == {}
    ada.waits_for("Can shunt a wagon", 10)
    done = ada.commands("/prowess", "framework guide")
    assert "✓ Set up" in done.text
    assert _frameworks(stage)["Yard skills"].scale == "Steps"


@pytest.mark.rule("frameworks/delete")
def test_what_was_used_is_not_deleted_and_the_references_are_counted(stage: Stage, jonas: Any) -> None:
    tree = jonas.commands("/prowess", "framework Company skills")
    jonas.presses(tree, "Find")
    form = jonas.modal("Find")
    jonas.chooses(form, "Competency", "Fire safety (Company skills)", query="fire safety")
    assert jonas.submits(form) == {}
    card = jonas.waits_for("in Company skills", 10)
    jonas.chooses(card, "More", "Delete")
    said = jonas.sees(card, "Fire safety was not deleted: it is referred to by", 10)
    assert "3 targets, " in said and "1 plan template" in said
    assert "other" not in said
    assert "Disabling it keeps them." in said


@pytest.mark.rule("people/refusal")
def test_an_employee_looks_at_frameworks_and_changes_none(stage: Stage) -> None:
    omar = stage.person("omar")
    assert omar.commands("/prowess", "framework").buttons == ["Open"]
    refused = omar.commands("/prowess", "framework new")
    assert "Not done: editing the catalogue isn't open to you here." in refused.text
