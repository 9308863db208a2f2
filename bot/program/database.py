"""`prowess db upgrade` and `prowess db backup`."""

from __future__ import annotations

from pathlib import Path

import click

from bot.program.opening import settings_of, tell
from core.migrations import backup, upgrade
from core.words import say


@click.group("db")
def command() -> None:
    """Bring the database up to date; copy it while it runs."""


@command.command("upgrade")
@click.pass_context
def upgrade_database(ctx: click.Context) -> None:
    """Bring the tables up to date. Repeatable; all or nothing."""
    done = upgrade(settings_of(ctx).database)
    if done.changed:
        tell(say("Upgraded from {before} to {after}.", before=done.before or "nothing", after=done.after))
    else:
        tell(say("Up to date already, at {after}.", after=done.after))


@command.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def backup_database(ctx: click.Context, file: Path) -> None:
    """Copy the database into FILE while it is in use, as it is at this instant.

    FILE must not exist. It holds personal data: keep it as safe as the database.
    """
    settings = settings_of(ctx)
    size = backup(settings.database, file)
    tell(say("Copied to {file}, {size} bytes.", file=str(file), size=size))
    key = settings.data_dir / "encryption.key"
    if not settings.encryption_key and key.exists():
        tell(say("Keep {key} too, in another place: without it what is sealed can't be opened.", key=str(key)))
