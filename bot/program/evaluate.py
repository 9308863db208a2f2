"""`prowess eval tagging`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from bot.language_model import open_chat_model
from bot.program.engine import engine_of
from bot.program.opening import as_json, in_workspace, print_json, settings_of, workspace_of
from bot.settings import Settings, secret
from bot.tagger_adjustments import Adjustments
from core.activities import tagging_threshold
from core.errors import Invalid
from core.frameworks import CompetencyCategory, competency_texts
from core.words import say
from tagging.adjustment import Adjustment
from tagging.allowance import DAILY_TOKENS, DailyBudget
from tagging.embedding import open_embedder
from tagging.evals import (
    Baseline,
    Report,
    WatchedJudge,
    baseline_beside,
    evaluate_file,
    other_texts,
    read_baseline,
    worse,
    write_baseline,
    write_page,
)
from tagging.labelled import LabelsUnreadable
from tagging.shortlist import SkillText
from tagging.vector_store import FileVectors

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
TO = click.Path(dir_okay=False, path_type=Path)


@click.group("eval")
def command() -> None:
    """Measure the tagger on labelled texts."""


@dataclass(frozen=True)
class Asked:
    """What is to be measured: whose labels, against which skills, how many texts; how many tokens the language model
    may use, and what a million of them cost, read and written."""

    labels: Path
    taxonomy: Path | None
    sample: int | None
    tokens: int
    price: tuple[float, float] | None


@dataclass(frozen=True)
class Place:
    """Where a text would be tagged: the skills to choose from, the least confidence that is shown, and what the
    organisation's own decisions taught the tagger."""

    skills: Sequence[SkillText]
    threshold: float
    adjustment: Adjustment | None = None


@command.command("tagging")
@click.option("--labels", type=FILE, required=True, help="CSV: title, text (or description), skills separated by |.")
@click.option("--taxonomy", type=FILE, help="The skills: CSV, JSON, or one name a line; without it the catalogue.")
@click.option("--baseline", type=TO, help="The figures to hold it against; without it LABELS.baseline.json.")
@click.option("--update", is_flag=True, help="Store these figures as the baseline.")
@click.option("--page", type=TO, help="Write the report as a page, with charts and the mistakes that teach most.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Measure on N of the texts, the same each time.")
@click.option("--tokens", type=click.IntRange(0), default=DAILY_TOKENS, help="The most the language model may use.")
@click.option("--price", type=click.FloatRange(0), nargs=2, metavar="READ WRITTEN", help="What a million tokens cost.")
@in_workspace
@as_json
@click.pass_context
def evaluate_tagging(
    ctx: click.Context,
    /,
    baseline: Path | None,
    update: bool,
    page: Path | None,
    workspace: str | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """Precision, recall, empty answers, calibration, cost and time of the tagger on your own labels.

    With a language model set, the same texts are measured without it and with it. Ends with 1 where a figure is worse
    than the baseline.
    """
    wanted, settings = Asked(**asked), settings_of(ctx)
    place = Place((), settings.tagging_threshold) if wanted.taxonomy else _catalogue(ctx, settings, workspace)
    kept = baseline or baseline_beside(wanted.labels)
    with _plainly():
        known = read_baseline(kept)
        report = _measured(settings, wanted, place)
        sentences = worse(report, known) if known and not update else []
        if update:
            write_baseline(report, kept, before=known)
        if page:
            write_page(report, page, worse=sentences if known else None)
    _tell(report, as_json=as_json)
    for line in [*_about_baseline(report, known, sentences, kept, update=update), *_about_page(page)]:
        click.echo(line, err=as_json or line in sentences)
    if sentences:
        ctx.exit(1)


def _measured(settings: Settings, wanted: Asked, place: Place) -> Report:
    """The report. The catalogue's vectors are kept between runs; the texts are embedded anew, for the time's sake."""
    embedder = open_embedder(
        settings.embedding_model, base_url=settings.openai_base_url, api_key=secret(settings.openai_api_key)
    )
    catalogue = FileVectors(embedder, settings.data_dir / "eval_vectors.npz")
    chat = open_chat_model(settings, DailyBudget(wanted.tokens))
    report = evaluate_file(
        wanted.labels,
        wanted.taxonomy,
        embedder,
        skills=place.skills,
        threshold=place.threshold,
        adjustment=place.adjustment,
        judge=WatchedJudge(chat) if chat else None,
        price=wanted.price,
        most=wanted.sample,
        catalogue_embedder=catalogue,
    )
    catalogue.save()
    return report


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn what is wrong with a file into a sentence."""
    try:
        yield
    except LabelsUnreadable as error:
        raise Invalid(say("{reason}", reason=str(error))) from None
    except OSError as error:
        sentence = say("{file} can't be written: {reason}.", file=str(error.filename), reason=str(error.strerror))
        raise Invalid(sentence) from None
    except (UnicodeDecodeError, ValueError):
        raise Invalid(say("The files can't be read. They are CSV or JSON in UTF-8.")) from None


def _tell(report: Report, *, as_json: bool) -> None:
    if as_json:
        print_json({name: found.as_dict() for name, found in report.figures.items()})
    else:
        click.echo(report.as_text())


def _about_baseline(
    report: Report, known: Baseline | None, sentences: Sequence[str], kept: Path, *, update: bool
) -> list[str]:
    """How the figures stand to the baseline, one line each."""
    if update:
        return [f"Stored as the baseline: {kept}"]
    if known is None:
        return ["There is no baseline yet; store these figures as one by --update."]
    return [*other_texts(report, known), *(sentences or ["Nothing is worse than the baseline."])]


def _about_page(page: Path | None) -> list[str]:
    return [f"The report as a page: {page}"] if page else []


def _catalogue(ctx: click.Context, settings: Settings, workspace: str | None) -> Place:
    """The workspace's own active skills, as the tagger knows them, its threshold and its adjustment."""
    engine = engine_of(ctx, settings)
    with engine.reading(workspace_of(engine, workspace)) as session:
        texts = competency_texts(session)
        threshold = tagging_threshold(session, settings.tagging_threshold)
        adjustment = Adjustments().in_force(session).adjustment
    wanted = [each for each in texts if each.category == CompetencyCategory.SKILL]
    if not wanted:
        raise Invalid(say("The catalogue has no skill yet. Name a taxonomy by --taxonomy FILE."))
    skills = [SkillText(each.id, each.name, each.description, each.synonyms) for each in wanted]
    return Place(skills, threshold, adjustment)
