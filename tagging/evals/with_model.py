"""The language model measured too, where a key is set: on texts no fit saw, beside retrieval alone on the same ones."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from tagging.allowance import DailyBudget
from tagging.evals.cases import load_notices
from tagging.evals.judging import WatchedJudge, judge_texts
from tagging.evals.report import Found
from tagging.evals.sets import NO_SKILL, SAMPLE, SAMPLE_CATALOGUE, Asking
from tagging.label_files import read_taxonomy
from tagging.labelled import LabelledSet, esco_catalogue, exercise_track, written_sentences
from tagging.llm import ChatModel
from tagging.shortlist import SkillIndex
from tagging.tagger import Tagger

# A call reads some 4,000 tokens; so many texts of each set keep an evaluation at about a hundred calls.
TEXTS = 30


def judge_of(environment: Mapping[str, str] = os.environ, *, tokens: int) -> WatchedJudge | None:
    """The judge the environment names (PROWESS_LLM_MODEL with OPENAI_API_KEY or OPENAI_BASE_URL), None without one."""
    model, key, server = (environment.get(name) for name in ("PROWESS_LLM_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"))
    if not model or not (key or server):
        return None
    return WatchedJudge(ChatModel(model=model, api_key=key, base_url=server, budget=DailyBudget(tokens)))


def sets_with_model(data: Path | None, asking: Asking, judge: WatchedJudge) -> Iterator[tuple[str, Found]]:
    """Measure so many texts of each set without the judge and with it."""
    for name, labelled in _sets(data):
        sample = labelled.sample(TEXTS, seed=3)
        index = SkillIndex.build(sample.skills, asking.embedder.embed)
        about = f"{len(sample.texts)} texts of {name}, with its own catalogue"
        for told, tagger in (("retrieval", asking.tagger), (judge.model, Tagger(asking.embedder, judge))):
            judged = judge_texts(sample.texts, tagger, index)
            yield f"{name} {told}", Found.of(judged, sample.skills, f"{about}: {told}", asking.threshold)


def _sets(data: Path | None) -> Iterator[tuple[str, LabelledSet]]:
    if SAMPLE_CATALOGUE.is_file():
        yield "no_skill_sample", LabelledSet("no_skill", read_taxonomy(SAMPLE_CATALOGUE), load_notices(NO_SKILL))
    if data is not None:
        folder = data / "tagging"
        yield "javascript", exercise_track(folder / "exercises.json", "javascript")
        unseen = written_sentences(folder / "skillskape_dev.csv", esco_catalogue(data))
        yield "skillskape_dev", unseen.sample(SAMPLE, seed=1)
