"""The program `prowess`: finds the command, loads it alone, and turns what goes wrong into one sentence."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "The local workspace, the bot and a sample organisation, on this machine."),
    "serve": ("serve", "The bot for a real workspace: Socket Mode with SLACK_APP_TOKEN, else HTTP."),
    "work": ("work", ""),
    "manifest": ("manifest", "The Slack app manifest (JSON), made from the commands themselves."),
    "doctor": ("doctor", "Check settings, tokens, database, migrations, models, clock."),
    "db": ("database", "Bring the database up to date; copy it while it runs."),
    "import": ("importing", "Bring people, skills, courses, activities or results in from a file."),
    "export": ("exporting", "Take people, skills, courses or activities out in a file."),
    "audit": ("audit", "Who changed what, when; check that the record still holds."),
    "remind": ("remind", "One sweep of expiry reminders."),
    "tag": ("tag", "Skills of the catalogue that a text is about."),
    "tagger": ("tagger", "How sure a suggested skill must be; what was learned from decisions."),
    "rebuild": ("rebuild", "Recompute every stored helper and say what differed."),
    "console": ("console", "The commands of Slack in this terminal, as one person."),
    "xapi": ("xapi", "Keys by which other systems deliver xAPI statements."),
    "eval": ("evaluate", "Measure the tagger on labelled texts."),
}
"""Each command's module in `bot.program`, where it is called `command`, and what it does.

What nobody calls by hand says nothing.
"""


class LazyCommands(click.Group):
    """A group that knows its commands' names and loads one when it is called, so that help comes at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        loaded: click.Command = import_module(f"bot.program.{COMMANDS[cmd_name][0]}").command
        return loaded

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items() if about])


@click.command(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--demo", is_flag=True, help="Work on the demo's data instead of the settings' database.")
@click.version_option(package_name="prowess")
@click.pass_context
def prowess(ctx: click.Context, demo: bool) -> None:
    """The competency system people use without leaving chat.

    Settings come from the environment or .env; .env.example lists them.
    """
    ctx.obj = {"demo": demo}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; 0 done, 1 refused or failed, 2 wrong usage."""
    try:
        done: Any = prowess.main(args=arguments, prog_name="prowess", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        error.show()
        return 1
    except (click.Abort, KeyboardInterrupt):
        return 1
    except Exception as error:  # noqa: BLE001 (whatever it is, a person reads a sentence, never a trace)
        click.echo(import_module("bot.program.failing").sentence_of(error), err=True)
        return 1
    return done if isinstance(done, int) else 0


if __name__ == "__main__":
    sys.exit(main())
