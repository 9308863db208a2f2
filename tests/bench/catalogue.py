"""The catalogue: ESCO and a Moodle file imported, a framework's tree read, ESCO searched."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TypeVar

from bot.catalogue_search import CatalogueSearch
from core.exchange import advance, confirm, keep_file, note_preview, open_batch, preview
from core.exchange.frameworks.moodle import COLUMNS
from core.frameworks import CompetencyEntry, file_competencies, tree_of
from tests.bench.esco import ABSENT, FILE, Esco, esco
from tests.bench.ground import KINDS, SQLITE, Ground
from tests.bench.lines import Line, milliseconds_of, percentile
from tests.bench.workplace import Workplace
from tests.builders import a_framework, a_skill

Found = TypeVar("Found")

ESCO_GOAL, MOODLE_GOAL, TREE_GOAL, SEARCH_GOAL, MEANT_GOAL = 30.0, 1.0, 50.0, 50.0, 150.0
MOODLE_TAKES = 3.8
TIMES = 20
SEARCHES = 200
PEOPLE_FOR_A_ROW = 10
SKILLS_NAMED = 20
PARTS_OF_WORDS = (2, 3, 4, 6)
SCALE = ("Not yet,Competent", '[{"scaleid":"2"},{"id":1,"scaledefault":1},{"id":2,"proficient":1}]')


def catalogue(ground: Ground) -> Iterator[Line]:
    """Imports as the chat and the command line run them: kept, dry-run, confirmed, applied part by part."""
    for kind in KINDS:
        yield _esco(ground, kind)
        yield _moodle(ground, kind)
        yield _tree(ground, kind)
        yield from _files(ground, kind)
    yield from _searches(ground)


def _esco(ground: Ground, kind: str) -> Line:
    most = ground.size.skills_from_esco
    what = f"ESCO imported without embeddings, {kind}"
    if not FILE.is_file():
        return Line(what, None, "s", ESCO_GOAL, ABSENT)
    content = FILE.read_bytes() if most is None else _first_rows(most)
    wall, processor, done = _imported(Workplace.new(ground, kind), "esco.csv", content)
    return Line(what, wall, "s", ESCO_GOAL, f"{done:,} rows, dry run too; {processor:.1f} s of processor time")


def _first_rows(most: int) -> bytes:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row, _ in zip(csv.reader(file), range(most + 1), strict=False)]
    return _as_csv(rows)


def _as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _moodle(ground: Ground, kind: str) -> Line:
    """A framework as Moodle exports it, four deep; the first file of a workspace is not measured."""
    place, number = Workplace.new(ground, kind), ground.size.rows
    _imported(place, "warm.csv", _moodle_file("WARM", 2))
    _, processor, done = _imported(place, "moodle.csv", _moodle_file("FULL", number))
    note = f"{done:,} rows, dry run too, processor time; Moodle's own importer {MOODLE_TAKES} s for 1,000"
    return Line(f"Moodle framework of {number:,} rows, {kind}", processor, "s", MOODLE_GOAL, note)


def _moodle_file(framework: str, number: int) -> bytes:
    """Four deep, each row under the one before it or at the top."""
    rows = [["", framework, framework, "", "1", *SCALE, "", "", "", "", "", "1", "domain,skill"]]
    for each in range(number):
        parent = f"{framework}-{each - 1}" if each % 4 else ""
        name = f"Can do {framework} {each}"
        rows.append([parent, f"{framework}-{each}", name, "", "1", "", "", "", "0", "null", "", "", "", ""])
    return _as_csv([COLUMNS, *rows])


def _files(ground: Ground, kind: str) -> Iterator[Line]:
    """People with managers, teams and places, and activities with modules and skills, from files of their own."""
    place, people = Workplace.new(ground, kind), ground.size.rows * PEOPLE_FOR_A_ROW
    with place.writing() as session:
        for each in range(SKILLS_NAMED):
            a_skill(session, f"Skill {each}")
    for name, rows in (("people", _people(people)), ("activities", _activities(ground.size.rows))):
        _, processor, done = _imported(place, f"{name}.csv", _as_csv(rows))
        note = f"dry run too; {1_000 * processor / done:.1f} ms of processor time each"
        yield Line(f"{done:,} {name} imported, processor time, {kind}", processor, "s", note=note)


def _people(number: int) -> list[list[str]]:
    header = ["email", "name", "manager_email", "teams", "location", "positions"]
    return [header] + [
        [
            f"p{each}@b.example", f"Person {each}", f"p{(each - 1) // 10}@b.example" if each else "",
            f"Team {each // 10}", f"Town {each % 20}", f"Job {each % 50}",
        ]
        for each in range(number)
    ]


def _activities(number: int) -> list[list[str]]:
    header = ["idnumber", "title", "description", "modules", "skills"]
    return [header] + [
        [f"A{each}", f"Activity {each}", "What it is about", f"M{each // 10}", f"Skill {each % SKILLS_NAMED}"]
        for each in range(number)
    ]


def _imported(place: Workplace, name: str, content: bytes) -> tuple[float, float, int]:
    """Import a file from keeping to done: seconds by the clock, of processor time, and how many rows were created."""
    start, worked = time.perf_counter(), time.process_time()
    actor = place.operator
    with place.writing() as session:
        run = keep_file(session, actor, name, content)
    with place.reading() as session:
        looked = _there(preview(session, actor, run))
    with place.writing() as session:
        note_preview(session, actor, looked)
    with place.writing() as session:
        now = confirm(session, actor, run)
    with place.reading() as session:
        batch = _there(open_batch(session, actor, run))
    while not now.finished:
        with place.writing() as session:
            now = advance(session, actor, run, batch)
    return time.perf_counter() - start, time.process_time() - worked, now.tally.created


def _there(found: Found | None) -> Found:
    if found is None:
        raise AssertionError("the file was not taken")
    return found


def _tree(ground: Ground, kind: str) -> Line:
    """A framework of four depths, ten under each as long as there are any."""
    place, number = Workplace.new(ground, kind), ground.size.tree
    entries = [
        CompetencyEntry(f"T{each}", f"Competency {each}", "", parents=(f"T{(each - 1) // 10}",) if each else ())
        for each in range(number)
    ]
    with place.writing() as session:
        framework = a_framework(session)
        file_competencies(session, place.operator, framework, entries)
    with place.reading() as session:
        figure = milliseconds_of(lambda: tree_of(session, place.operator, framework), TIMES)
        lines = len(tree_of(session, place.operator, framework))
    return Line(f"tree of {number:,} competencies read, {kind}", figure, "ms", TREE_GOAL, f"{lines:,} lines; median")


def _searches(ground: Ground) -> Iterator[Line]:
    """Names, their beginnings, and sentences, each searched once after warm-up."""
    found = esco(ground)
    plain, meant = "search of the catalogue, p95", "search of the catalogue with meaning, p95"
    if found is None:
        yield Line(plain, None, "ms", SEARCH_GOAL, ABSENT)
        yield Line(meant, None, "ms", MEANT_GOAL, ABSENT)
        return
    search, words = CatalogueSearch(found.engine), _words(found)
    search.find(found.workspace_id, found.actor, "fire")
    found.skills.warm().join()
    found.skills.meant_like(found.workspace_id, "fire")
    yield _searched(plain, SEARCH_GOAL, found, [partial(_find, search, found, each) for each in words])
    yield _searched(meant, MEANT_GOAL, found, [partial(_find_meant, search, found, each) for each in words])


def _searched(what: str, goal: float, found: Esco, searches: Sequence[partial[object]]) -> Line:
    times = [milliseconds_of(each) for each in searches]
    note = f"{len(times)} searches in {found.count:,} skills, {SQLITE}; p50 {percentile(times, 0.5):.1f} ms"
    return Line(what, percentile(times, 0.95), "ms", goal, note)


def _find(search: CatalogueSearch, found: Esco, words: str) -> object:
    return search.find(found.workspace_id, found.actor, words)


def _find_meant(search: CatalogueSearch, found: Esco, words: str) -> object:
    meant = found.skills.meant_like(found.workspace_id, words)
    return search.find(found.workspace_id, found.actor, words, meant=meant)


def _words(found: Esco) -> list[str]:
    names = [each.name for each in CatalogueSearch(found.engine).all_for(found.workspace_id, found.actor)]
    step = max(1, len(names) // SEARCHES)
    whole, begun = names[::step], names[:: step * 8]
    return [*whole, *(name[:letters] for name in begun for letters in PARTS_OF_WORDS), "driving trucks in winter"]
