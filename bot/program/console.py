"""`prowess console`."""

from __future__ import annotations

import sys

import click

from bot.console import Console
from bot.conversation import Asker
from bot.product import Product
from bot.program.engine import product_of
from bot.program.opening import in_workspace, person_of, settings_of, workspace_of
from bot.service import build_conversations
from core.errors import Stranger
from core.people import Actor
from core.words import Reader


@click.command("console", context_settings={"ignore_unknown_options": True})
@click.option("--as", "who", metavar="PERSON", required=True, help="Who writes (name, e-mail or chat id).")
@in_workspace
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def command(ctx: click.Context, who: str, workspace: str | None, words: tuple[str, ...]) -> None:
    """The commands of Slack in this terminal, without Slack, with one person's rights.

    With WORDS that one command is answered; without, lines are read until their end.
    """
    product = product_of(ctx, settings_of(ctx))
    asker = _asker(product, workspace_of(product.engine, workspace), who)
    console = Console(product, build_conversations(), asker, show=click.echo, read=_read)
    if words:
        console.hear(" ".join(words))
    else:
        console.run()


def _asker(product: Product, workspace_id: int, who: str) -> Asker:
    with product.reading(workspace_id) as session:
        person = person_of(session, who)
    if not person.active:
        raise Stranger
    return Asker(Actor(workspace_id, person.id), person, Reader(person.locale, person.time_zone))


def _read(prompt: str) -> str:
    """A line; the question is shown where somebody sees it."""
    click.echo(prompt, nl=False, err=not sys.stdin.isatty())
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")
