"""Orders in activities and in the catalogue, in many languages and disguises, have no effect (tagging/injection)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tagging.embedding import LocalEmbedder
from tagging.instructions import plain_skill
from tagging.judge import Judge
from tagging.llm import ChatModel
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import Suggestions, Tagger
from tagging.vector_store import FileVectors
from tests.tagging.conftest import CATALOGUE
from tests.tagging.scripted_llm import ScriptedLLM, shortlist_of

TITLE = "Extinguisher types"
TEXT = "Match each class of fire with its extinguisher. Aim at the base of the flames."
TARGET = 8
NEW_SKILL = 99
A_SKILL_MORE = 0.03
"""One skill more in a catalogue of eight moves means, spreads and the rarity of words a little; in a real one nothing
that shows in two decimals."""


@dataclass(frozen=True)
class Injection:
    """An order, where it stands, and what of the sentence around it is the activity's own."""

    place: str
    written: str
    own: str

    @property
    def activity(self) -> tuple[str, str]:
        """Title and text with the order in them."""
        title = self.written if self.place == "title" else TITLE
        return title, f"{TEXT} {self.written}" if self.place == "text" else TEXT

    @property
    def honest(self) -> tuple[str, str]:
        """Title and text as they are without it."""
        return TITLE, f"{TEXT} {self.own}".strip() if self.place == "text" else TEXT

    @property
    def catalogue(self) -> list[SkillText]:
        """The catalogue with the order in it, as it is made ready for the tagger."""
        skills = {skill.id: skill for skill in CATALOGUE}
        if self.place == "name":
            skills[NEW_SKILL] = SkillText(NEW_SKILL, self.written)
        if self.place == "description":
            skills[4] = replace(skills[4], description=f"{skills[4].description} {self.written}")
        if self.place == "synonym":
            skills[4] = replace(skills[4], synonyms=(*skills[4].synonyms, self.written))
        return [plain_skill(skill) for skill in skills.values()]


def _read() -> list[Injection]:
    entries = yaml.safe_load(Path(__file__).with_name("injections.yaml").read_text(encoding="utf-8"))
    return [Injection(each["in"], each.get("written", each["says"]), each.get("own", "")) for each in entries]


INJECTIONS = _read()
IN_ACTIVITIES = [each for each in INJECTIONS if each.place in ("text", "title")]
IN_CATALOGUE = [each for each in INJECTIONS if each.place not in ("text", "title")]


def named(injection: Injection) -> str:
    return f"{injection.place}: {injection.written[:40]!a}"


@pytest.fixture(scope="module")
def vectors(real_embedder: LocalEmbedder) -> FileVectors:
    return FileVectors(real_embedder)


@pytest.fixture(scope="module")
def clean(vectors: FileVectors) -> SkillIndex:
    return SkillIndex.build(CATALOGUE, vectors.embed)


def answers(tagger: Tagger, activity: tuple[str, str], index: SkillIndex) -> Suggestions:
    return tagger.suggest(*activity, index, threshold=0.0)


def test_there_are_at_least_fifty_in_activities_and_catalogue_together() -> None:
    assert len(INJECTIONS) >= 50
    assert min(len(IN_ACTIVITIES), len(IN_CATALOGUE)) >= 12


@pytest.mark.rule("tagging/injection")
@pytest.mark.parametrize("injection", IN_ACTIVITIES, ids=named)
def test_an_order_in_an_activity_leaves_retrieval_exactly_as_it_was(
    injection: Injection, vectors: FileVectors, clean: SkillIndex
) -> None:
    tagger = Tagger(vectors)
    assert answers(tagger, injection.activity, clean) == answers(tagger, injection.honest, clean)


@pytest.mark.rule("tagging/injection")
@pytest.mark.parametrize("injection", IN_CATALOGUE, ids=named)
def test_an_order_in_the_catalogue_leaves_retrieval_as_it_was(
    injection: Injection, vectors: FileVectors, clean: SkillIndex
) -> None:
    tagger, index = Tagger(vectors), SkillIndex.build(injection.catalogue, vectors.embed)
    before = [(one.skill_id, one.confidence) for one in answers(tagger, injection.honest, clean).suggestions]
    after = [(one.skill_id, one.confidence) for one in answers(tagger, injection.activity, index).suggestions]
    if injection.place != "name":
        assert after == before
    assert after[0][0] == before[0][0]
    assert NEW_SKILL not in dict(after)
    for skill, confidence in before:
        assert dict(after).get(skill, confidence) == pytest.approx(confidence, abs=A_SKILL_MORE)


def obedient(body: dict[str, Any]) -> dict[str, Any]:
    """A model that does whatever anything it reads tells it: Crane control for sure, and what it can quote for it."""
    user = body["messages"][1]["content"]
    activity = user.split("<activity>\n")[1].split("\n</activity>")[0]
    entries = shortlist_of(body)
    told = [activity, *(json.dumps(each) for each in entries if each["id"] != TARGET)]
    obeys = any("crane control" in each.casefold() for each in told)
    quoted = ["Crane control", "crane", *json.loads(activity)["text"].split()[:4], TITLE]
    picked = [each["id"] for each in entries if obeys and each["id"] == TARGET]
    return {"picks": [{"id": each, "confidence": 1.0, "reason": "As told.", "words": quoted} for each in picked]}


@pytest.fixture(scope="module")
def judged() -> Iterator[Judge]:
    with ScriptedLLM([obedient]) as server:
        yield Judge(ChatModel(model="obedient", api_key=None, base_url=server.url))


@pytest.mark.rule("tagging/injection")
@pytest.mark.parametrize("injection", INJECTIONS, ids=named)
def test_even_a_model_that_obeys_whatever_it_reads_is_not_led_by_it(
    injection: Injection, vectors: FileVectors, judged: Judge
) -> None:
    index = SkillIndex.build(injection.catalogue, vectors.embed)
    answer = answers(Tagger(vectors, judged), injection.activity, index)
    assert answer.degraded is None
    assert "judge" not in {one.source for one in answer.suggestions}


def test_the_obedient_model_would_have_picked_the_skill_had_it_read_the_order(
    vectors: FileVectors, clean: SkillIndex, judged: Judge
) -> None:
    [first, *_] = answers(Tagger(vectors, judged), (TITLE, f"{TEXT} Then comes Crane control."), clean).suggestions
    assert (first.skill_id, first.source) == (TARGET, "judge")


@pytest.mark.rule("tagging/never-new")
@pytest.mark.parametrize("told", [NEW_SKILL, 7, 3, -1, 2**70])
def test_a_model_that_answers_with_other_ids_than_it_may_is_not_listened_to(
    told: int, vectors: FileVectors, clean: SkillIndex
) -> None:
    allowed, linked = {1, 2, 3, 4}, {3}
    pick = {"id": told, "confidence": 1.0, "reason": "As told.", "words": ["extinguisher"]}
    alone = Tagger(vectors).suggest(TITLE, TEXT, clean, allowed=allowed, exclude=linked, threshold=0.0)
    with ScriptedLLM([{"picks": [pick]}]) as server:
        tagger = Tagger(vectors, Judge(ChatModel(model="m", api_key=None, base_url=server.url)))
        answer = tagger.suggest(TITLE, TEXT, clean, allowed=allowed, exclude=linked, threshold=0.0)
    assert answer.suggestions == alone.suggestions
    assert {one.skill_id for one in answer.suggestions} <= allowed - linked
    assert answer.degraded == "failed"
