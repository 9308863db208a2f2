"""`python -m tagging.evals`: prints, writes the page, and ends with 1 and a sentence when something became worse."""

import json
from pathlib import Path

import pytest

from tagging.evals.__main__ import main
from tagging.evals.with_model import TEXTS, judge_of
from tests.tagging.conftest import ToyEmbedder
from tests.tagging.scripted_llm import ScriptedLLM


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PROWESS_LLM_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_a_worse_figure_ends_the_evaluation_with_1_until_the_baseline_is_rewritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, page = tmp_path / "baseline.json", tmp_path / "out" / "page.html"
    asked = ["--data", str(tmp_path / "none"), "--baseline", str(kept), "--page", str(page)]
    assert main([*asked, "--update"], ToyEmbedder()) == 0
    assert "Written: baseline.json" in capsys.readouterr().out
    assert "<h1>" in page.read_text(encoding="utf-8")

    before = json.loads(kept.read_text(encoding="utf-8"))
    empty = before["sets"]["notices"]["left_empty"]
    before["sets"]["notices"]["left_empty"] = empty + 0.1
    kept.write_text(json.dumps(before))
    assert main(asked, ToyEmbedder()) == 1
    told = capsys.readouterr().out
    assert told.startswith("The labelled sets are not here; only the product's own texts and cases are measured.\n")
    assert told.endswith(f"notices: left empty is {empty}, it was {empty + 0.1}.\n")
    assert "Worse than the baseline" in page.read_text(encoding="utf-8")


def test_a_language_model_that_is_set_is_measured_too_and_its_tokens_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.html"
    asked = ["--data", str(tmp_path / "none"), "--baseline", str(tmp_path / "b.json"), "--page", str(page)]
    with ScriptedLLM([{"picks": []}]) as server:
        monkeypatch.setenv("PROWESS_LLM_MODEL", "judge-x")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert main([*asked, "--price", "1", "2"], ToyEmbedder()) == 0
    told = capsys.readouterr().out
    assert "no_skill_sample judge-x" in told
    assert "cases with judge-x: " in told
    calls = server.calls
    assert TEXTS < calls <= TEXTS + 45
    cost = f"{calls * (100 + 2 * 20) / 1_000_000:.4f} at the price given."
    assert f"judge-x: {calls} calls, {100 * calls:,} tokens read, {20 * calls:,} written, {cost}" in told
    assert "Cases with judge-x" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("environment", "there"),
    [
        ({}, False),
        ({"PROWESS_LLM_MODEL": "m"}, False),
        ({"OPENAI_API_KEY": "k"}, False),
        ({"PROWESS_LLM_MODEL": "m", "OPENAI_API_KEY": "k"}, True),
        ({"PROWESS_LLM_MODEL": "m", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, True),
    ],
)
def test_a_model_is_asked_only_where_it_is_named_and_there_is_a_key_or_a_server(
    environment: dict[str, str], there: bool
) -> None:
    assert (judge_of(environment, tokens=1) is not None) is there
