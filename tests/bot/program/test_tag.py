"""Tagging, rebuilding and evaluating from the command line, with an embedding server instead of a model of weights."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from core.database import Database
from core.transaction import Engine
from core.vault import Vault
from tests.bot.program.conftest import ENTERED, Program
from tests.builders import a_skill
from tests.tagging.conftest import ToyEmbedder
from tests.tagging.scripted_llm import ScriptedLLM


@pytest.fixture
def tagging(staffed: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    toy = ToyEmbedder()
    with ScriptedLLM(vector=lambda text: [float(value) for value in toy.embed([text])[0]]) as server:
        monkeypatch.setenv("PROWESS_EMBEDDING_MODEL", "openai:toy")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        yield staffed


def add_skill(program: Program, name: str, **details: int) -> None:
    database = Database(f"sqlite:///{program.folder}/prowess.db")
    engine = Engine(database, Vault.from_setting(None, program.folder), folder=program.folder, clock=lambda: ENTERED)
    (workspace,) = engine.workspaces()
    with engine.transaction(workspace.id) as session:
        a_skill(session, name, **details)
    database.close()


def test_a_text_is_answered_with_skills_confidence_and_reason(tagging: Program) -> None:
    ran = tagging.run("tag", "Fire safety drill: fire safety in the warehouse", "--json")
    told = json.loads(ran.out)
    assert ran.code == 0
    (suggestion,) = told["suggestions"]
    assert (suggestion["idnumber"], suggestion["skill"]) == ("FS", "Fire safety")
    assert told["threshold"] <= suggestion["confidence"] <= 1 and suggestion["reason"]


def test_the_honest_empty_answer_names_the_best_and_the_threshold(tagging: Program) -> None:
    ran = tagging.run("tag", "The canteen serves soup")
    assert ran.code == 0
    assert ran.out.startswith("No skill fits well enough. Best: Fire safety, 0.")
    assert "the threshold is 0.50." in ran.out


def test_an_unknown_person_is_named(tagging: Program) -> None:
    ran = tagging.run("tag", "Fire safety", "--as", "Nobody Known")
    assert ran.code == 1 and ran.err.startswith("I don't find Nobody Known here.")


def test_a_rebuild_says_what_was_missing_and_then_nothing_differs(tagging: Program) -> None:
    first = json.loads(tagging.run("rebuild", "--json").out)
    second = json.loads(tagging.run("rebuild", "--json").out)
    assert first[0]["vectors"]["missing"] > 0
    assert second[0]["vectors"] == {"missing": 0, "wrong": 0, "left_over": 0}
    assert second[0]["notice_schedule"] == []
    assert tagging.run("rebuild").out == "Workspace 1: nothing differed.\n"


def test_adding_one_skill_leaves_one_vector_to_rebuild(tagging: Program) -> None:
    tagging.run("rebuild")
    add_skill(tagging, "Welding")
    (done,) = json.loads(tagging.run("rebuild", "--json").out)
    assert done["vectors"] == {"missing": 1, "wrong": 0, "left_over": 0}


def test_own_labels_are_measured_against_the_catalogue(tagging: Program) -> None:
    labels = tagging.folder / "labels.csv"
    labels.write_text("title,text,skills\nFire safety drill,Fire safety in the warehouse,Fire safety\nSoup,Canteen,\n")
    ran = tagging.run("eval", "tagging", "--labels", str(labels), "--json")
    assert ran.code == 0 and set(json.loads(ran.out)) == {"labels"}
    assert json.loads(ran.out)["labels"]["texts"] == 2
    assert tagging.run("eval", "tagging", "--labels", str(labels)).out.startswith("set ")


def test_a_label_that_the_catalogue_lacks_is_named_with_its_line(tagging: Program) -> None:
    labels = tagging.folder / "labels.csv"
    labels.write_text("title,text,skills\nDrill,Somewhere,Rescue\n")
    ran = tagging.run("eval", "tagging", "--labels", str(labels))
    assert ran.code == 1 and ran.err == "labels.csv, line 2, skills: the taxonomy has no 'Rescue'.\n"


def test_which_of_several_workspaces_is_asked(tagging: Program) -> None:
    database = Database(f"sqlite:///{tagging.folder}/prowess.db")
    engine = Engine(database, Vault.from_setting(None, tagging.folder), folder=tagging.folder)
    engine.add_workspace("TOTHER", "Other")
    database.close()
    ran = tagging.run("tag", "Fire safety drill")
    assert ran.code == 2 and "Choose one by --workspace ID: 1 (Nordlys Logistics), 2 (Other)." in ran.err
    assert tagging.run("tag", "Fire safety drill", "--workspace", "TNORDLYS").code == 0
    assert "there is none to compare" in tagging.run("tag", "Fire safety", "--workspace", "2").out


@pytest.mark.parametrize(("who", "found"), [((), ["Crane control"]), (("--as", "Anna Berg"), [])])
def test_a_person_is_offered_what_their_tier_lets_them_see(
    tagging: Program, who: tuple[str, ...], found: list[str]
) -> None:
    add_skill(tagging, "Crane control", access_tier=3)
    told = json.loads(tagging.run("tag", "Crane control: crane control in the yard", *who, "--json").out)
    assert [each["skill"] for each in told["suggestions"]] == found
