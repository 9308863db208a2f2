"""`prowess serve`."""

from __future__ import annotations

import click

from bot.logs import configure_logs
from bot.program.opening import settings_of
from bot.sample.load import load_sample
from bot.service import Service
from bot.serving import run_service


@click.command("serve")
@click.option("--sample", is_flag=True, hidden=True, help="Load the sample organisation into an empty workspace.")
@click.pass_context
def command(ctx: click.Context, sample: bool) -> int:
    """The bot for a real workspace: Socket Mode when SLACK_APP_TOKEN is set, else HTTP on PORT.

    The database is brought up to date first. Ctrl-C or SIGTERM ends it in order.
    """
    settings = settings_of(ctx)
    configure_logs(settings.log_level)
    return run_service(settings, prepare=_load_sample if sample else lambda _service: None)


def _load_sample(service: Service) -> None:
    for workspace in service.product.engine.workspaces():
        load_sample(service.product.engine, workspace.id)
