"""`prowess eval tagging`: an organisation's own labels, against its baseline, as a page, with and without a judge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.program.conftest import Program, Ran
from tests.tagging.conftest import ToyEmbedder
from tests.tagging.scripted_llm import ScriptedLLM, shortlist_of

SKILLS = "name,description\nFire safety,Prevents fires.\nWelding,Joins metal.\nFirst aid,Helps the injured.\n"
LABELS = (
    "title,text,skills\n"
    "Fire safety drill,Fire safety in the warehouse,Fire safety\n"
    "Welding a seam,Welding with gas,Welding\n"
    "Soup,The canteen is closed,\n"
)


@pytest.fixture
def server() -> Iterator[ScriptedLLM]:
    toy = ToyEmbedder()
    with ScriptedLLM(vector=lambda text: [float(value) for value in toy.embed([text])[0]]) as found:
        yield found


@pytest.fixture
def measuring(program: Program, server: ScriptedLLM, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program with labels and a taxonomy of their own: no database is needed."""
    monkeypatch.setenv("PROWESS_EMBEDDING_MODEL", "openai:toy")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    (program.folder / "labels.csv").write_text(LABELS)
    (program.folder / "skills.csv").write_text(SKILLS)
    return program


def evaluated(measuring: Program, *more: str) -> Ran:
    folder = measuring.folder
    return measuring.run(
        "eval", "tagging", "--labels", f"{folder}/labels.csv", "--taxonomy", f"{folder}/skills.csv", *more
    )


def test_without_a_baseline_the_figures_are_told_and_how_to_store_them(measuring: Program) -> None:
    ran = evaluated(measuring)
    assert ran.code == 0
    assert ran.out.startswith("set ")
    assert "There is no baseline yet; store these figures as one by --update." in ran.out


def test_an_update_stores_the_baseline_beside_the_labels_for_the_next_run(measuring: Program) -> None:
    kept = measuring.folder / "labels.baseline.json"
    assert f"Stored as the baseline: {kept}" in evaluated(measuring, "--update").out
    assert set(json.loads(kept.read_text())["sets"]) == {"labels"}
    ran = evaluated(measuring)
    assert (ran.code, ran.err) == (0, "")
    assert "Nothing is worse than the baseline." in ran.out


def test_a_worse_figure_ends_with_1_and_a_sentence_that_names_it(measuring: Program) -> None:
    evaluated(measuring, "--update")
    kept = measuring.folder / "labels.baseline.json"
    before = json.loads(kept.read_text())
    hit = before["sets"]["labels"]["hit_at_3"]
    before["sets"]["labels"]["hit_at_3"] = hit + 0.1
    kept.write_text(json.dumps(before))
    ran = evaluated(measuring)
    assert (ran.code, ran.err) == (1, f"labels: hit@3 is {hit}, it was {hit + 0.1}.\n")
    assert evaluated(measuring, "--update").code == 0
    assert evaluated(measuring).code == 0


def test_a_baseline_elsewhere_is_named_and_one_that_is_none_is_refused(measuring: Program) -> None:
    elsewhere = measuring.folder / "team.json"
    evaluated(measuring, "--baseline", str(elsewhere), "--update")
    assert elsewhere.is_file()
    assert not (measuring.folder / "labels.baseline.json").exists()
    elsewhere.write_text("no json")
    ran = evaluated(measuring, "--baseline", str(elsewhere))
    assert (ran.code, ran.err) == (1, "team.json is no baseline; delete it, or name another by --baseline FILE.\n")


def test_the_report_is_written_as_a_page_where_asked(measuring: Program) -> None:
    page = measuring.folder / "report.html"
    ran = evaluated(measuring, "--page", str(page))
    assert f"The report as a page: {page}" in ran.out
    assert "<h1>How good the tagger is</h1>" in page.read_text()


def test_a_place_that_cant_be_written_to_is_named_in_a_sentence(measuring: Program) -> None:
    ran = evaluated(measuring, "--page", str(measuring.folder / "nowhere" / "report.html"))
    assert ran.code == 1
    assert ran.err.endswith("report.html can't be written: No such file or directory.\n")


def test_other_programs_get_json_alone_on_standard_output(measuring: Program) -> None:
    evaluated(measuring, "--update")
    ran = evaluated(measuring, "--json")
    assert json.loads(ran.out)["labels"]["texts"] == 3
    assert ran.err == "Nothing is worse than the baseline.\n"


def test_a_sample_is_the_same_each_time(measuring: Program) -> None:
    first, second = (json.loads(evaluated(measuring, "--sample", "2", "--json").out)["labels"] for _ in range(2))
    assert first["texts"] == 2
    assert {**first, "milliseconds": 0, "milliseconds_p95": 0} == {**second, "milliseconds": 0, "milliseconds_p95": 0}


def test_the_catalogue_is_embedded_once_and_the_texts_anew(measuring: Program, server: ScriptedLLM) -> None:
    evaluated(measuring)
    first = embedded(server)
    assert "Fire safety" in first
    server.requests.clear()
    evaluated(measuring)
    assert "Fire safety" not in embedded(server)
    assert "Soup. The canteen is closed" in embedded(server)


def embedded(server: ScriptedLLM) -> list[str]:
    return [text for body in server.requests for text in body.get("input", [])]


@pytest.fixture
def judging(measuring: Program, server: ScriptedLLM, monkeypatch: pytest.MonkeyPatch) -> Program:
    """With a language model that picks the first of the short list for a drill, and nothing for anything else."""
    monkeypatch.setenv("PROWESS_LLM_MODEL", "judge-x")

    def pick(body: dict[str, Any]) -> dict[str, Any]:
        if "Fire safety drill" not in body["messages"][1]["content"]:
            return {"picks": []}
        chosen = next(each for each in shortlist_of(body) if each["name"] == "Fire safety")
        return {"picks": [{"id": chosen["id"], "confidence": 0.9, "reason": "A drill.", "words": ["Fire safety"]}]}

    server.answers = [pick]
    return measuring


def test_with_a_language_model_the_texts_are_measured_twice_and_its_cost_is_told(judging: Program) -> None:
    ran = evaluated(judging, "--price", "1", "2")
    assert ran.code == 0
    assert "labels + judge-x" in ran.out
    assert "judge-x: 3 calls, " in ran.out
    assert "at the price given." in ran.out
    assert set(json.loads(evaluated(judging, "--json").out)) == {"labels", "labels + judge-x"}


def test_texts_that_a_failing_model_left_to_retrieval_are_counted(judging: Program, server: ScriptedLLM) -> None:
    server.answers = ["500"]
    told = evaluated(judging).out
    assert "3 of 3 texts were answered without it (3 status 500)." in told


def test_no_token_means_no_call(judging: Program, server: ScriptedLLM) -> None:
    told = evaluated(judging, "--tokens", "0").out
    assert "judge-x: 0 calls, 0 tokens read, 0 written. 3 of 3 texts were answered without it (3 budget)." in told
    assert not [body for body in server.requests if "messages" in body]


def test_labels_without_a_text_and_files_that_arent_text_are_refused(measuring: Program, tmp_path: Path) -> None:
    (measuring.folder / "labels.csv").write_text("title,text,skills\n")
    assert evaluated(measuring).code == 1
    (measuring.folder / "labels.csv").write_bytes(b"title,text,skills\n\xff\xfe,x,\n")
    assert evaluated(measuring).err == "labels.csv isn't UTF-8.\n"
