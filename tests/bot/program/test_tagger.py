"""`prowess tagger`: the same threshold, refit and way back as in chat, by the operator or with a person's rights."""

from __future__ import annotations

import json

import pytest

from bot.skills import Skills
from core.database import Database
from core.people import Actor
from core.transaction import Engine
from core.vault import Vault
from tagging.tagger import Tagger
from tests.bot.decided import decide_many
from tests.bot.program.conftest import ENTERED, Program
from tests.bot.program.test_tag import tagging
from tests.conftest import House, MovableClock

__all__ = ["tagging"]


def decide(program: Program, activities: int) -> None:
    """Decisions of a strict organisation, about what the program's own models measure."""
    from tagging.embedding import open_embedder

    database = Database(f"sqlite:///{program.folder}/prowess.db")
    vault = Vault.from_setting(None, program.folder)
    engine = Engine(database, vault, folder=program.folder, clock=MovableClock(ENTERED))
    (workspace,) = engine.workspaces()
    embedder = open_embedder("openai:toy", base_url="http://127.0.0.1:1", api_key="none")
    basis = Skills(engine, Tagger(embedder), embedder, None).basis  # type: ignore[arg-type]
    house = House(engine, workspace.id, MovableClock(ENTERED))
    decide_many(house, Actor.operator(workspace.id), basis, activities)
    database.close()


def shown(program: Program) -> dict[str, object]:
    ran = program.run("tagger", "show", "--json")
    assert ran.code == 0, ran.err
    found: dict[str, object] = json.loads(ran.out)
    return found


def test_the_threshold_is_shown_with_what_others_would_bring(tagging: Program) -> None:
    ran = tagging.run("tagger", "show")
    assert ran.code == 0
    assert ran.out.startswith("Threshold 0.50, from the environment; none is set here.\nthreshold  right  left empty\n")
    assert "\n     0.30  " in ran.out and "From the evaluation Prowess ships" in ran.out
    assert [each["threshold"] for each in shown(tagging)["curve"]][:2] == [0.3, 0.35]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "own", "wrong_in"), [("0.6", True, None), ("1 wrong in 10", True, 10), ("environment", False, None)]
)
def test_it_is_set_as_a_number_as_1_wrong_in_n_or_left_to_the_environment(
    tagging: Program, value: str, own: bool, wrong_in: int | None
) -> None:
    assert tagging.run("tagger", "threshold", "0.7").out == "Threshold 0.70, set here.\n"
    assert tagging.run("tagger", "threshold", *value.split()).code == 0
    found = shown(tagging)
    assert (found["own"], found["wrong_in"]) == (own, wrong_in)


@pytest.mark.parametrize("value", ["1.5", "1 wrong in 50", "much"])
def test_what_is_no_threshold_is_refused_in_one_sentence(tagging: Program, value: str) -> None:
    ran = tagging.run("tagger", "threshold", *value.split())
    assert ran.code == 1 and "Example: " in ran.err and ran.err.count("\n") == 1
    assert shown(tagging)["own"] is False


def test_with_the_rights_of_an_employee_nothing_is_shown_or_set(tagging: Program) -> None:
    for words in (("show",), ("threshold", "0.6"), ("refit",), ("back",), ("history",)):
        ran = tagging.run("tagger", *words, "--as", "Anna Berg")
        assert ran.code == 1 and ran.err.startswith("Not done"), words


def test_a_refit_and_the_way_back(tagging: Program) -> None:
    assert "Nothing changed: a refit takes 100 decisions" in tagging.run("tagger", "refit").out
    assert tagging.run("tagger", "back").err == "The confidence is as shipped already. Nothing changed.\n"
    decide(tagging, 120)
    made = json.loads(tagging.run("tagger", "refit", "--json").out)
    assert made["outcome"] == "taken"
    assert made["after"]["calibration_error"] < made["before"]["calibration_error"]
    assert shown(tagging)["refit"] == made["refit"]
    assert "taken  240  " in tagging.run("tagger", "history").out
    assert tagging.run("tagger", "back").out.startswith("The confidence is as shipped again.")
    assert shown(tagging)["refit"] is None
    told = json.loads(tagging.run("tagger", "history", "--json").out)
    assert [(each["id"], each["in_force"][0]["until"] is None) for each in told] == [(made["refit"], False)]
