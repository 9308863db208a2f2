"""`prowess tag --file`: suggestions for a file of activities, written as they come, gone on with after a stop.

While it is written the result has `.part` at its name. Its first line says of which file, threshold and model it is, so
that a second run goes on only with what is its own; the last activity in it, which may be cut short, is asked again.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import click

from core.exchange import ActivityText, ActivityTexts, made_safe
from core.frameworks import CompetencyView
from core.words import Reader, say
from tagging.tagger import Suggestion, Suggestions

COLUMNS = ("activity", "skill_idnumber", "skill", "confidence", "reason", "line", "title")
SKILL, LINE = COLUMNS.index("skill"), COLUMNS.index("line")
EVERY = 100
"""Activities after which what was found is handed to the disk."""


@dataclass(frozen=True)
class Written:
    """What a run came to: activities dealt with, now and before a stop; of those with suggestions; whether all are."""

    done: int
    with_skills: int
    gone_on_from: int
    finished: bool


class PartFile:
    """The result while it is written."""

    def __init__(self, to: Path, mark: Mapping[str, str]) -> None:
        self._to, self._mark = to, json.dumps(mark, sort_keys=True)
        self.path = to.with_name(f"{to.name}.part")

    def kept(self) -> list[list[str]]:
        """The rows an earlier run of the same work finished; none where there was none, or it was other work."""
        if not self.path.exists():
            return []
        with self.path.open(encoding="utf-8", newline="") as file:
            if file.readline().rstrip("\r\n") != f"#{self._mark}":
                return []
            rows = [row for row in csv.reader(file) if len(row) == len(COLUMNS)][1:]
        last = rows[-1][LINE] if rows else ""
        return [row for row in rows if row[LINE] != last]

    def opened(self, rows: Iterable[Sequence[str]]) -> TextIO:
        """The file begun anew with these rows, ready for more."""
        kept = self.path.with_name(f"{self.path.name}.new")
        file = kept.open("w", encoding="utf-8", newline="")
        file.write(f"#{self._mark}\n")
        csv.writer(file).writerows([COLUMNS, *rows])
        file.flush()
        kept.replace(self.path)
        return file

    def finish(self) -> None:
        """The result under its own name, without the line that said what it is."""
        whole = self.path.with_name(f"{self.path.name}.new")
        with self.path.open(encoding="utf-8", newline="") as part, whole.open("w", encoding="utf-8", newline="") as to:
            part.readline()
            to.writelines(part)
            to.flush()
            os.fsync(to.fileno())
        whole.replace(self._to)
        self.path.unlink()


def mark_of(content: bytes, threshold: float, basis: str) -> dict[str, str]:
    """What has to be alike for a run to go on with an earlier one's part."""
    return {"file": hashlib.sha256(content).hexdigest(), "threshold": repr(threshold), "measured_by": basis}


def write_suggestions(
    texts: ActivityTexts,
    part: PartFile,
    ask: Iterable[Suggestions],
    skip: Sequence[Sequence[str]],
    skills: Mapping[int, CompetencyView],
    *,
    silent: bool,
) -> Written:
    """Write what is found for each activity after those `skip` has, in order; on ^C what was found so far stays."""
    before = {row[LINE] for row in skip}
    left = [each for each in texts.rows if str(each.line) not in before]
    written = _Counted(len(before), len({row[LINE] for row in skip if row[SKILL]}))
    hidden = silent or not sys.stderr.isatty()
    bar: Any = click.progressbar(length=max(1, len(texts.rows)), label="Activities", file=sys.stderr, hidden=hidden)
    try:
        with part.opened(skip) as file, bar:
            bar.update(len(before))
            for each, found in zip(left, ask, strict=True):
                csv.writer(file).writerows(_rows(each, found, skills))
                written.count(found)
                bar.update(1)
                if written.done % EVERY == 0:
                    file.flush()
    except KeyboardInterrupt:
        return written.said(len(before), finished=False)
    part.finish()
    return written.said(len(before), finished=True)


@dataclass
class _Counted:
    done: int
    with_skills: int

    def count(self, found: Suggestions) -> None:
        self.done += 1
        self.with_skills += bool(found.suggestions)

    def said(self, before: int, *, finished: bool) -> Written:
        return Written(self.done, self.with_skills, before, finished)


def _rows(each: ActivityText, found: Suggestions, skills: Mapping[int, CompetencyView]) -> Iterator[list[str]]:
    """A row for each suggestion; where none passes one without a skill, with the best's confidence."""
    for one in found.suggestions:
        skill = skills[one.skill_id]
        yield _row(each, skill.idnumber or "", skill.name, one, one.reason)
    if not found.suggestions:
        yield _row(each, "", "", found.best, _why_none(found, skills))


def _row(each: ActivityText, idnumber: str, skill: str, one: Suggestion | None, reason: str) -> list[str]:
    confidence = f"{one.confidence:.4f}" if one else ""
    cells = (each.called, idnumber, skill, confidence, reason, str(each.line), each.title)
    return [made_safe(cell) for cell in cells]


def _why_none(found: Suggestions, skills: Mapping[int, CompetencyView]) -> str:
    if found.best is None:
        return Reader().render(say("There is no skill to compare with."))
    return Reader().render(say("No skill fits well enough. Best: {skill}.", skill=skills[found.best.skill_id].name))
