"""`prowess demo`."""

from __future__ import annotations

import click

from bot.demo import run_demo


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65_534), default=3000, show_default=True, help="Where the page is.")
@click.option("--no-browser", is_flag=True, help="Don't open the page.")
@click.option("--reset", is_flag=True, help="Start afresh: what the demo kept is thrown away.")
def command(port: int, no_browser: bool, reset: bool) -> int:
    """The local workspace, the bot and a sample organisation, on this machine.

    No Slack, no key, no network. The next start keeps the data. Ctrl-C ends it.
    """
    return run_demo(port, open_browser=not no_browser, reset=reset)
