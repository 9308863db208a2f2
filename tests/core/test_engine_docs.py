"""The documentation of the engine runs as it stands, and names packages that are there."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "engine.md"


@pytest.mark.rule("core/apart")
def test_what_the_page_shows_happens_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(PAGE.read_text(), {}, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(examples, out=said.append)
    assert not said, "".join(said)
    assert runner.tries > 15
    assert (tmp_path / "prowess-data" / "prowess.db").is_file()


def test_every_package_that_the_page_names_is_there_and_has_a_door() -> None:
    named = set(re.findall(r"`(core\.[a-z_]+)`", PAGE.read_text()))
    assert len(named) > 15
    for each in named:
        assert importlib.import_module(each).__doc__, each
