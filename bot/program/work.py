"""`prowess work`: the worker process that `prowess serve` starts beside itself."""

from __future__ import annotations

import click

from bot.logs import configure_logs
from bot.program.opening import settings_of
from bot.working import run_workers


@click.command("work", hidden=True)
@click.pass_context
def command(ctx: click.Context) -> int:
    """Work off what `prowess serve` stores; it starts this and speaks to it on standard input."""
    settings = settings_of(ctx)
    configure_logs(settings.log_level)
    return run_workers(settings)
