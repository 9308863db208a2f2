"""`prowess export qualifications`: streamed into a file, with a bar; filters are those of the chat's list."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bot.program.opening import actor_of
from bot.qualification_filters import read_choice
from core.exchange import note_export, write_qualifications
from core.qualifications import count_listed
from core.transaction import Engine


def export_qualifications(
    engine: Engine, workspace_id: int, who: str | None, format: str, to: Path | None, only: str
) -> None:
    """Write what the actor may export to a file, or print it; the file appears whole, or not at all."""
    with TemporaryDirectory(prefix="prowess-export-", dir=to.parent if to is not None else None) as folder:
        path = Path(folder) / f"qualifications.{format}"
        with engine.reading(workspace_id) as session:
            actor = actor_of(session, who)
            choice = read_choice(session, actor, only)
            total = count_listed(session, actor, choice)
            with click.progressbar(
                length=max(1, total), label="qualifications", file=sys.stderr, hidden=not sys.stderr.isatty()
            ) as bar:
                rows = write_qualifications(session, actor, choice, format, path, progress=bar.update)
        with engine.transaction(workspace_id) as session:
            note_export(session, actor, format, rows)
        if to is None:
            with path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            return
        path.replace(to)
    click.echo(f"{rows} written to {to}.", err=True)
