"""`prowess tag --file`: from the file's rows to what is said at the end, every row accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from bot.blocks.importing import trouble_line
from bot.product import Product
from bot.program.opening import print_json, tell
from bot.program.tagging_file import LINE, PartFile, Written, mark_of, write_suggestions
from core.activities import tagging_threshold
from core.exchange import ActivityText, ActivityTexts, Trouble, read_activity_texts
from core.frameworks import CompetencyCategory, competencies, visible_ids
from core.people import Actor
from core.words import Reader, Sentence, say
from tagging.bulk import TextToTag

SHOWN = 20


@dataclass(frozen=True)
class FileToTag:
    """What was asked: which file, where to, from which confidence on, how it is written."""

    file: Path
    to: Path
    threshold: float | None
    encoding: str | None
    resume: bool
    as_json: bool


def tag_file(product: Product, workspace_id: int, actor: Actor, asked: FileToTag) -> int:
    """Write suggestions for every activity of the file; 0 when all were dealt with, else 1."""
    content = asked.file.read_bytes()
    texts = read_activity_texts(asked.file.name, content, asked.encoding)
    with product.reading(workspace_id) as session:
        least = asked.threshold
        if least is None:
            least = tagging_threshold(session, product.settings.tagging_threshold)
        seen = frozenset(visible_ids(session, actor, category=CompetencyCategory.SKILL))
        skills = competencies(session, seen)
    part = PartFile(asked.to, mark_of(content, least, product.skills.basis))
    kept = part.kept()
    _say_begun(asked, len({row[LINE] for row in kept}))
    left = _left(texts, kept)
    wanted = [TextToTag(each.title, each.description, seen) for each in left]
    found = (one for one, _ in product.skills.suggest_many(workspace_id, actor, wanted, threshold=least))
    written = write_suggestions(texts, part, found, kept, skills, silent=asked.as_json)
    _report(asked, texts, written)
    return 0 if written.finished and not texts.troubles else 1


def _left(texts: ActivityTexts, kept: Sequence[Sequence[str]]) -> list[ActivityText]:
    done = {row[LINE] for row in kept}
    return [each for each in texts.rows if str(each.line) not in done]


def _say_begun(asked: FileToTag, done: int) -> None:
    if done:
        _complain(say("Going on: {n} activities are done already.", n=done))
    elif asked.resume:
        _complain(say("There is nothing to go on with; all activities are asked about."))


def _report(asked: FileToTag, texts: ActivityTexts, written: Written) -> None:
    if asked.as_json:
        print_json(_plain(asked, texts, written))
        return
    tell(_done_words(asked, texts, written) if written.finished else _stopped_words(asked, texts, written))
    for each in texts.troubles[:SHOWN]:
        _complain(trouble_line(each))
    if len(texts.troubles) > SHOWN:
        _complain(say("… and {n} more; --json lists all.", n=len(texts.troubles) - SHOWN))


def _done_words(asked: FileToTag, texts: ActivityTexts, written: Written) -> Sentence:
    return say(
        "{done} tagged: {found} with suggestions, {empty} where none fits; {refused} refused. Written to {to}.",
        done=written.done,
        found=written.with_skills,
        empty=written.done - written.with_skills,
        refused=_refused(texts.troubles),
        to=str(asked.to),
    )


def _stopped_words(asked: FileToTag, texts: ActivityTexts, written: Written) -> Sentence:
    return say(
        "Stopped: {done} of {rows} tagged, kept in {part}. The same command goes on from there.",
        done=written.done,
        rows=len(texts.rows),
        part=f"{asked.to}.part",
    )


def _plain(asked: FileToTag, texts: ActivityTexts, written: Written) -> dict[str, Any]:
    refusals = [
        {"line": each.line, "column": each.column, "reason": Reader().render(each.reason)} for each in texts.troubles
    ]
    return {
        "file": str(asked.file),
        "to": str(asked.to),
        "finished": written.finished,
        "tagged": written.done,
        "with_suggestions": written.with_skills,
        "gone_on_from": written.gone_on_from,
        "refused": _refused(texts.troubles),
        "refusals": refusals,
    }


def _refused(troubles: Sequence[Trouble]) -> int:
    return len({each.line for each in troubles})


def _complain(sentence: Sentence) -> None:
    click.echo(Reader().render(sentence), err=True)
