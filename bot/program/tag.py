"""`prowess tag`: suggestions for one text, or for a file of activities; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bot.product import Product
from bot.program.engine import product_of
from bot.program.opening import (
    actor_of,
    as_json,
    as_person,
    features_of,
    in_workspace,
    print_json,
    tell,
    workspace_of,
)
from bot.program.tag_file import FileToTag, tag_file
from core.exchange import ENCODINGS
from core.frameworks import CompetencyView, competencies
from core.people import Actor
from core.words import say
from tagging.tagger import Suggestion, Suggestions


@click.command("tag")
@click.argument("text", required=False, default="")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV or XLSX of activities.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="Where the suggestions for FILE go (CSV).")
@click.option("--threshold", type=click.FloatRange(0, 1), help="The least confidence, 0 to 1; else the workspace's.")
@click.option("--resume", is_flag=True, help="Go on after a stop; it is done anyway where there is something to go on.")
@click.option("--encoding", type=click.Choice(list(ENCODINGS)), help="How the file is written, unless in UTF-8.")
@in_workspace
@as_person
@as_json
@click.pass_context
def command(
    ctx: click.Context, text: str, file: Path | None, to: Path | None, threshold: float | None, resume: bool,
    encoding: str | None, workspace: str | None, who: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Up to three skills of the catalogue that TEXT is about, or each activity of FILE. Nothing is stored.

    FILE has columns title (or activity, name), and description (or text) and idnumber where there are. After ^C the
    same command goes on. Ends with 1 when a row was refused, or it was stopped.
    """
    _check_usage(text, file, to)
    product = product_of(ctx, features_of(ctx))
    workspace_id = workspace_of(product.engine, workspace)
    with product.reading(workspace_id) as session:
        actor = actor_of(session, who)
    if file is not None and to is not None:
        return tag_file(product, workspace_id, actor, FileToTag(file, to, threshold, encoding, resume, as_json))
    _tag_text(product, workspace_id, actor, text, threshold, as_json=as_json)
    return 0


def _check_usage(text: str, file: Path | None, to: Path | None) -> None:
    if bool(text.strip()) == (file is not None):
        raise click.UsageError("Which text, or which file? Example: prowess tag 'Hot work permit drill'")
    if (file is None) != (to is None):
        raise click.UsageError("Both are needed: prowess tag --file activities.csv --to suggestions.csv")
    if file is not None and to is not None and file.resolve() == to.resolve():
        raise click.UsageError("The suggestions need a file of their own; --to names the activities' own.")


def _tag_text(
    product: Product, workspace_id: int, actor: Actor, text: str, threshold: float | None, *, as_json: bool
) -> None:
    found: Suggestions = product.skills.suggest_for_text(workspace_id, actor, text, threshold=threshold)
    with product.reading(workspace_id) as session:
        named = competencies(session, {each.skill_id for each in _mentioned(found)})
    if as_json:
        print_json(_plain(text, found, named))
    else:
        _print(found, named)


def _mentioned(found: Suggestions) -> list[Suggestion]:
    return [*found.suggestions, *([found.best] if found.best else [])]


def _print(found: Suggestions, named: Mapping[int, CompetencyView]) -> None:
    for each in found.suggestions:
        name, confidence = named[each.skill_id].name, f"{each.confidence:.2f}"
        tell(say("{name} · {confidence} · {reason}", name=name, confidence=confidence, reason=each.reason))
    threshold = f"{found.threshold:.2f}"
    if not found.suggestions and found.best is not None:
        best, confidence = named[found.best.skill_id].name, f"{found.best.confidence:.2f}"
        tell(
            say(
                "No skill fits well enough. Best: {best}, {confidence}; the threshold is {threshold}.",
                best=best,
                confidence=confidence,
                threshold=threshold,
            )
        )
    elif not found.suggestions:
        tell(say("No skill fits: there is none to compare."))
    if found.degraded:
        tell(say("Without the language model: matched by meaning and words."))


def _plain(text: str, found: Suggestions, named: Mapping[int, CompetencyView]) -> dict[str, Any]:
    return {
        "activity": text,
        "threshold": found.threshold,
        "model": found.model,
        "degraded": found.degraded,
        "suggestions": [_row(each, named[each.skill_id]) for each in found.suggestions],
        "best": _row(found.best, named[found.best.skill_id]) if found.best else None,
    }


def _row(each: Suggestion, skill: CompetencyView) -> dict[str, Any]:
    return {
        "idnumber": skill.idnumber,
        "skill": skill.name,
        "confidence": each.confidence,
        "reason": each.reason,
        "words": list(each.words),
    }
