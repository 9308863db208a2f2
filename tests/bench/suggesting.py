"""How long a suggestion takes against all of ESCO without a language model, and what one more skill costs."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from functools import partial

from tests.bench.esco import ABSENT, Esco, esco
from tests.bench.ground import SHARED, Ground
from tests.bench.lines import Line, milliseconds_of, percentile, seconds_of

GOAL, SLOW_GOAL = 100.0, 250.0
FOUND_LIMIT = 60.0
WARMING = 3
WHAT = "suggestion against all of ESCO, no language model"
LABELLED = SHARED / "tagging" / "skillskape_dev.csv"
ITS_OWN = (
    "Put out a small fire with the right extinguisher and call the fire brigade",
    "Inspect a forklift before use and report what is worn",
    "Write a weekly report on the stock for the head of the warehouse",
    "Lead a meeting at which two teams disagree",
    "Keep the temperature of frozen goods on record during transport",
)
NEW_SKILL = "operate the northern conveyor sorter"
ABOUT_IT = "Start, watch and stop the northern conveyor sorter and clear jams in its chutes safely."


def suggesting(ground: Ground) -> Iterator[Line]:
    """Suggestions one after another, each for another text, after warm-up."""
    found = esco(ground)
    if found is None:
        yield Line(f"{WHAT}: p50", None, "ms", GOAL, ABSENT)
        yield Line(f"{WHAT}: p95", None, "ms", SLOW_GOAL, ABSENT)
        yield Line("texts embedded when one skill is added: skills", None, "skills", 1, ABSENT)
        return
    yield _opened(found)
    yield from _asked(ground, found)
    yield from _one_more(found)


def _opened(found: Esco) -> Line:
    seconds = seconds_of(lambda: found.skills.warm().join())
    note = f"model loaded before; texts embedded: {len(found.catalogue.given)}"
    return Line(f"index of {found.count:,} skills opened from stored vectors", seconds, "s", note=note)


def _asked(ground: Ground, found: Esco) -> Iterator[Line]:
    texts = texts_to_ask(ground.size.texts + WARMING)
    times = [milliseconds_of(partial(suggest, found, text)) for text in texts][WARMING:]
    note = f"{found.count:,} skills, {len(times)} texts after {WARMING} to warm up, embedding included"
    yield Line(f"{WHAT}: p50", percentile(times, 0.5), "ms", GOAL, note)
    yield Line(f"{WHAT}: p95", percentile(times, 0.95), "ms", SLOW_GOAL, f"p99 {percentile(times, 0.99):.0f} ms")


def suggest(found: Esco, text: str) -> list[int]:
    """Ask about one text; the ids of the skills suggested."""
    answer = found.skills.suggest_for_text(found.workspace_id, found.actor, text)
    return [each.skill_id for each in answer.suggestions]


def _one_more(found: Esco) -> Iterator[Line]:
    """Add a skill as an editor does and ask until it is suggested."""
    found.catalogue.given.clear()
    added = found.add_skill(NEW_SKILL, ABOUT_IT)
    start = time.perf_counter()
    while added not in suggest(found, ABOUT_IT) and time.perf_counter() - start < FOUND_LIMIT:
        time.sleep(0.05)
    seconds, given = time.perf_counter() - start, found.catalogue.given
    strange = [text for text in given if not text.startswith(NEW_SKILL)]
    note = f"{len(given)} texts embedded: its name, its name with description; {len(strange)} of other skills"
    yield Line("skills embedded when one is added", len(strange) + bool(given), "skills", 1, note)
    yield Line("until the added skill is suggested", seconds, "s", note=f"in a catalogue of {found.count:,}")


def texts_to_ask(count: int) -> list[str]:
    """Texts to ask about: sentences of advertisements where they are there, else a few of our own, in turn."""
    own = [ITS_OWN[each % len(ITS_OWN)] for each in range(count)]
    if not LABELLED.is_file():
        return own
    with LABELLED.open(encoding="utf-8", newline="") as file:
        sentences = list(dict.fromkeys(row["sentence"] for row in csv.DictReader(file)))
    return sentences[:count] if len(sentences) >= count else own
