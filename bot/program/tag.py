"""`prowess tag`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

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
from core.frameworks import CompetencyView, competencies
from core.words import say
from tagging.tagger import Suggestion, Suggestions


@click.command("tag")
@click.argument("text")
@in_workspace
@as_person
@as_json
@click.pass_context
def command(ctx: click.Context, text: str, workspace: str | None, who: str | None, as_json: bool) -> None:
    """Up to three skills of the catalogue that TEXT is about. Nothing is stored."""
    if not text.strip():
        raise click.UsageError("Which text? Example: prowess tag 'Hot work permit drill'")
    product = product_of(ctx, features_of(ctx))
    workspace_id = workspace_of(product.engine, workspace)
    with product.reading(workspace_id) as session:
        actor = actor_of(session, who)
    found: Suggestions = product.skills.suggest_for_text(workspace_id, actor, text)
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
