"""How good the tagger is beside its peers, and what it takes: memory, texts in bulk, the vectors of a catalogue."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

from tagging.bulk import TextToTag, suggest_many
from tagging.evals.__main__ import vector_file
from tagging.labelled import esco_catalogue
from tagging.shortlist import SkillIndex
from tagging.tagger import Tagger
from tagging.vector_store import FileVectors
from tests.bench.esco import FILE, Counting, esco
from tests.bench.ground import ROOT, SHARED, Ground
from tests.bench.lines import Line, seconds_of
from tests.bench.suggesting import texts_to_ask
from tests.bench.tagging_quality import quality

MEMORY_GOAL, BULK_GOAL, VECTORS_GOAL = 900.0, 20.0, 120.0
ABSENT = "../shared/data is not there"
IN_BULK = 10


def tagging(ground: Ground) -> Iterator[Line]:
    """The evaluation and the peers, then speed and memory against all of ESCO. Suggestions one by one: `suggest`."""
    if not ((SHARED / "tagging").is_dir() and FILE.is_file()):
        yield Line("the tagger's quality, memory and speed in bulk", None, "share", note=ABSENT)
        return
    yield from quality(ground)
    yield _memory(ground)
    yield _bulk(ground)
    yield from _vectors(ground)


def _memory(ground: Ground) -> Line:
    """A process of its own that has answered; what stays in memory is what the system says it holds."""
    found = esco(ground)
    assert found is not None  # looked for before
    asked = [sys.executable, "-m", "tests.bench.tagging_memory", str(found.engine.folder), str(found.workspace_id)]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    resident, texts = (float(part) for part in done.stdout.split())
    note = f"{found.count:,} skills, after {texts:.0f} suggestions, the bot and the embedding model loaded"
    return Line("memory of a process that suggests against all of ESCO", resident, "MB", MEMORY_GOAL, note)


def _bulk(ground: Ground) -> Line:
    """Texts of an activity's length, as `prowess tag --file` asks for them; skills' vectors are there already."""
    kept = FileVectors(ground.embedder, vector_file())
    index = SkillIndex.build(esco_catalogue(SHARED), kept.embed)
    count = IN_BULK * ground.size.texts
    sentences = texts_to_ask(2 * count)
    texts = [TextToTag(first[:40], f"{first} {second}") for first, second in zip(*[iter(sentences)] * 2, strict=True)]
    tagger = Tagger(ground.embedder)
    start = time.perf_counter()
    answered = sum(1 for _ in suggest_many(tagger, ground.embedder, texts, index))
    rate = answered / (time.perf_counter() - start)
    note = f"{answered:,} texts of two sentences, {len(index):,} skills, embedding included"
    return Line("texts in bulk, no language model", rate, "/s", BULK_GOAL, note)


def _vectors(ground: Ground) -> Iterator[Line]:
    """All of ESCO embedded with nothing kept, then opened again with what was kept."""
    skills = esco_catalogue(SHARED)[: ground.size.skills_from_esco]
    counting = Counting(ground.embedder)
    kept = FileVectors(counting)
    seconds = seconds_of(lambda: SkillIndex.build(skills, kept.embed))
    note = f"{len(counting.given):,} texts: each name, and each name with its description"
    yield Line(f"a catalogue of {len(skills):,} skills embedded once", seconds, "s", VECTORS_GOAL, note)
    counting.given.clear()
    SkillIndex.build(skills, kept.embed)
    yield Line("texts embedded the second time", len(counting.given), "texts", 0)
