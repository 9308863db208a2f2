"""`prowess eval tagging`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from bot.language_model import open_chat_model
from bot.program.engine import engine_of
from bot.program.opening import as_json, in_workspace, print_json, settings_of, workspace_of
from bot.settings import Settings, secret
from core.errors import Invalid
from core.frameworks import CompetencyCategory, competency_texts
from core.words import say
from tagging.embedding import open_embedder
from tagging.evals import evaluate_file
from tagging.judge import Judge
from tagging.labelled import LabelsUnreadable
from tagging.shortlist import SkillText
from tagging.tagger import Tagger

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group("eval")
def command() -> None:
    """Measure the tagger on labelled texts."""


@command.command("tagging")
@click.option("--labels", type=FILE, required=True, help="CSV: title, text (or description), skills separated by |.")
@click.option("--taxonomy", type=FILE, help="The skills: CSV, JSON, or one name a line; without it the catalogue.")
@in_workspace
@as_json
@click.pass_context
def evaluate_tagging(
    ctx: click.Context, labels: Path, taxonomy: Path | None, workspace: str | None, as_json: bool
) -> None:
    """Precision, recall, ranking, empty answers, calibration and time of the tagger on your own labels."""
    settings = settings_of(ctx)
    embedder = open_embedder(
        settings.embedding_model, base_url=settings.openai_base_url, api_key=secret(settings.openai_api_key)
    )
    model = open_chat_model(settings)
    tagger = Tagger(embedder, Judge(model) if model else None)
    skills = () if taxonomy else _catalogue(ctx, settings, workspace)
    try:
        report = evaluate_file(
            labels, taxonomy, tagger, embedder, skills=skills, threshold=settings.tagging_threshold
        )
    except LabelsUnreadable as error:
        raise Invalid(say("{reason}", reason=str(error))) from None
    except (UnicodeDecodeError, ValueError):
        raise Invalid(say("The files can't be read. They are CSV or JSON in UTF-8.")) from None
    if as_json:
        print_json({name: found.as_dict() for name, found in report.sets.items()})
    else:
        click.echo(report.as_text())


def _catalogue(ctx: click.Context, settings: Settings, workspace: str | None) -> Sequence[SkillText]:
    """The workspace's own active skills, as the tagger knows them."""
    engine = engine_of(ctx, settings)
    with engine.reading(workspace_of(engine, workspace)) as session:
        texts = competency_texts(session)
    wanted = [each for each in texts if each.category == CompetencyCategory.SKILL]
    if not wanted:
        raise Invalid(say("The catalogue has no skill yet. Name a taxonomy by --taxonomy FILE."))
    return [SkillText(each.id, each.name, each.description, each.synonyms) for each in wanted]
