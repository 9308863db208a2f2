"""`prowess manifest`."""

from __future__ import annotations

import click

from bot.manifest import manifest
from bot.program.opening import print_json
from bot.service import build_conversations


def _checked(_ctx: click.Context, _parameter: click.Parameter, url: str | None) -> str | None:
    if url is not None and not url.startswith("https://"):
        raise click.BadParameter("Slack calls addresses with https only. Example: https://prowess.example.org")
    return url


@click.command("manifest")
@click.option("--url", callback=_checked, help="Where Slack reaches the bot (https://…); without it: Socket Mode.")
def command(url: str | None) -> None:
    """The Slack app manifest (JSON), made from the table of the commands themselves.

    Paste it where Slack asks for a manifest: api.slack.com/apps, Create New App, From a manifest.
    """
    print_json(manifest(build_conversations(), url))
