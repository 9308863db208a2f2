"""Two workspaces with the same names of everything: whatever is asked in one, a twin next door changes no word of it.

The same script of verbs, reports, search fields, exports and App Home is run where a workspace stands alone and where
its twin stands beside it; every answer must be the same to the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.demo import demo_settings
from bot.product import Product
from bot.sample.load import load_sample
from bot.service import Service, build_conversations, open_product
from core.database import Database
from core.embedding import Embedder
from core.errors import ProwessError
from core.exchange import EXPORTS, export_file
from core.people import Actor
from core.transaction import Engine
from tests.conftest import START, MovableClock
from tests.stories.stage import TEAM, Prepared, Stage
from tests.stories.walking import Voice, facts_since

pytestmark = pytest.mark.slow

PEOPLE = ("UADA", "UBEN", "UANNA")
SEARCHED = ("fire", "anna")
TYPED = ("a", "fire", "safety", "berg", "oslo")
SHUFFLED = ("quiz",)
"""Verbs whose questions come in an order of their own at each start: their first line is compared."""


@contextmanager
def _opened(prepared: Prepared, folder: Path, embedder: Embedder, *, twin: bool) -> Iterator[Stage]:
    """A copy of the sample organisation behind the handlers, alone or with a twin of the same names beside it."""
    folder.mkdir()
    clock = MovableClock()
    engine = Engine(Database(prepared.copy()), prepared.vault, folder=folder, clock=clock)
    try:
        if twin:
            load_sample(engine, engine.add_workspace("TTWIN", "Nordlys Logistics"), START.date())
        product = open_product(demo_settings("http://127.0.0.1:1", 1, folder), engine=engine, embedder=embedder)
        product.skills.warm().join()
        yield _Behind(product, clock)  # type: ignore[misc]
    finally:
        engine.database.close()


class _Behind:
    """The handlers without a workspace in front."""

    def __init__(self, product: Product, clock: MovableClock, team: str = TEAM) -> None:
        self.service = Service(product, build_conversations())
        self.clock, self.engine, self.team = clock, product.engine, team

    @classmethod
    def of(cls, stage: Stage, team: str) -> _Behind:
        """The same database, asked as another team."""
        found = cls.__new__(cls)
        found.engine, found.team = stage.engine, team
        return found

    @property
    def workspace_id(self) -> int:
        """The workspace that is asked."""
        return next(each.id for each in self.engine.workspaces() if each.chat_team_id == self.team)


def _script(stage: Stage) -> list[tuple[str, str]]:
    """Every list and search, asked by everybody: what was asked, and what was answered."""
    heard: list[tuple[str, str]] = []
    for user in PEOPLE:
        voice = Voice(stage, user)
        for what, act in _questions(voice):
            start = len(voice.read)
            try:
                act()
                answer = "\n".join(_comparable(what, each) for each in voice.read[start:])
            except ProwessError as error:
                answer = voice.asker.reader.render(error.sentence)
            heard.append((f"{user}: {what}", answer))
    return heard + _exports(stage)


def _comparable(what: str, answer: str) -> str:
    return answer.partition("\n")[0] if what.startswith(SHUFFLED) else answer


def _questions(voice: Voice) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "home", voice.opens_home
    for verb in voice.conversations.verbs.values():
        for words in ("", _words(verb.example), *SEARCHED):
            yield f"{verb.name} {words}", partial(voice.says, verb.name, words)
    for report in voice.conversations.reports.values():
        words = _words(report.example).removeprefix("report ")
        yield report.name, partial(voice.says, "report", words)
    for name in voice.conversations.lookups:
        for words in TYPED:
            yield f"{name} {words}", partial(voice.looks_up, name, words, {})


def _words(example: str) -> str:
    return example.split(" ", 2)[2] if example.startswith("/prowess ") and example.count(" ") > 1 else ""


def _exports(stage: Stage) -> list[tuple[str, str]]:
    found = []
    for kind in EXPORTS:
        with stage.engine.transaction(stage.workspace_id) as session:
            try:
                written = export_file(session, Actor.operator(stage.workspace_id), kind).content
                found.append((f"export {kind}", written.decode("utf-8-sig", "replace")))
            except ProwessError as error:
                found.append((f"export {kind}", str(error)))
    return found


@pytest.mark.rule("privacy/tenants")
def test_a_twin_next_door_changes_no_word_of_any_answer(
    prepared: Prepared, tmp_path: Path, embedder: Embedder
) -> None:
    with _opened(prepared, tmp_path / "alone", embedder, twin=False) as alone:
        said_alone = _script(alone)
    with _opened(prepared, tmp_path / "beside", embedder, twin=True) as beside:
        before = _facts(beside, "TTWIN")
        said_beside = _script(beside)
        assert _facts(beside, "TTWIN") == before, "what is done in one leaves the other as it is"
    assert sum(bool(answer) for _, answer in said_alone) > 300, "the script asks hardly anything"
    differing = [(a, b) for a, b in zip(said_alone, said_beside, strict=True) if a != b]
    assert not differing, differing[:3]


def _facts(stage: Stage, team: str) -> list[tuple[str, frozenset[int]]]:
    """All that ever happened in the workspace of a team."""
    return facts_since(_Behind.of(stage, team), 0)  # type: ignore[arg-type]
