"""`prowess rebuild`."""

from __future__ import annotations

import sys

import click

from bot.program.engine import engine_of
from bot.program.opening import as_json, in_workspace, print_json, settings_of, tell, workspace_of
from bot.rebuilding import Rebuilt, rebuild
from bot.settings import secret
from core.words import say, say_count
from tagging.embedding import open_embedder


@click.command("rebuild")
@in_workspace
@as_json
@click.pass_context
def command(ctx: click.Context, workspace: str | None, as_json: bool) -> None:
    """Recompute every stored helper from the data, and say what differed.

    The next looks at notices, the streaks, and the vectors of the catalogue's texts. Without --workspace in all.
    """
    settings = settings_of(ctx)
    engine = engine_of(ctx, settings)
    embedder = open_embedder(
        settings.embedding_model, base_url=settings.openai_base_url, api_key=secret(settings.openai_api_key)
    )
    chosen = [workspace_of(engine, workspace)] if workspace else [each.id for each in engine.workspaces()]
    done: list[Rebuilt] = []
    with click.progressbar(length=len(chosen), label="Rebuilding", file=sys.stderr) as bar:
        for each in chosen:
            done.append(rebuild(engine, embedder, each))
            bar.update(1)
    if as_json:
        print_json([_plain(made) for made in done])
    else:
        for made in done:
            _print(made)


def _print(done: Rebuilt) -> None:
    if not done.differences:
        tell(say("Workspace {id}: nothing differed.", id=str(done.workspace_id)))
        return
    count = len(done.schedule)
    tell(
        say(
            "Workspace {id}: {notices}. Streaks: {streaks} wrong. Vectors: {missing} missing, {wrong} wrong, "
            "{left} left over. All is right now.",
            id=str(done.workspace_id),
            notices=say_count("{n} time to look at notices differed", "{n} times to look at notices differed", count),
            streaks=len(done.streaks),
            missing=done.vectors.missing,
            wrong=done.vectors.wrong,
            left=done.vectors.left_over,
        )
    )


def _plain(done: Rebuilt) -> dict[str, object]:
    return {
        "workspace_id": done.workspace_id,
        "notice_schedule": [vars(each) for each in done.schedule],
        "streaks": [{"person": each.pair[0], "competency": each.pair[1]} for each in done.streaks],
        "vectors": vars(done.vectors),
    }
