"""`prowess export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.program.engine import engine_of
from bot.program.exporting_qualifications import export_qualifications
from bot.program.exporting_whole import WHOLE, export_whole
from bot.program.opening import actor_of, as_person, features_of, in_workspace, settings_of, workspace_of
from core.exchange import EXPORTS, FORMATS, MOODLE, QUALIFICATIONS, export_file
from core.words import Reader


@click.command("export")
@click.argument("kind", type=click.Choice([QUALIFICATIONS, *EXPORTS, *WHOLE]))
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else it is printed.")
@click.option("--format", "form", type=click.Choice([*FORMATS, MOODLE]), help="Default: by FILE's ending, else csv.")
@click.option("--framework", metavar="ID", help="Id number of the framework; default: Company skills.")
@click.option("--template", metavar="ID", help="Id number of one plan template; default: all.")
@click.option("--person", "whom", metavar="PERSON", help="Whose data (person), or only what is about them (audit).")
@click.option("--only", default="", metavar="FILTERS", help="Of qualifications, as in chat: 'certifications in Oslo'.")
@in_workspace
@as_person
@click.pass_context
def command(
    ctx: click.Context,
    kind: str,
    to: Path | None,
    form: str | None,
    framework: str | None,
    template: str | None,
    whom: str | None,
    only: str,
    workspace: str | None,
    who: str | None,
) -> None:
    """Take KIND out in a format that imports again. A framework's json is a CASE package.

    person is all data about somebody in one ZIP; audit the record of all changes, csv or json.
    """
    if kind in WHOLE:
        engine = engine_of(ctx, settings_of(ctx))
        export_whole(engine, workspace_of(engine, workspace), kind, form, to, who, whom)
        return
    wanted = form or _by_ending(to)
    if wanted == "xlsx" and to is None and sys.stdout.isatty():
        raise click.UsageError("A workbook needs a file: add --to FILE.")
    engine = engine_of(ctx, features_of(ctx))
    if kind == QUALIFICATIONS:
        export_qualifications(engine, workspace_of(engine, workspace), who, wanted, to, only)
        return
    with engine.transaction(workspace_of(engine, workspace)) as session:
        actor = actor_of(session, who)
        found = export_file(session, actor, kind, wanted, framework=framework, template=template)
    if to is None:
        sys.stdout.buffer.write(found.content)
    else:
        to.write_bytes(found.content)
        click.echo(f"{found.rows} written to {to}.", err=True)
    for note in found.notes:
        click.echo(Reader().render(note), err=True)


def _by_ending(to: Path | None) -> str:
    ending = to.suffix.lower().removeprefix(".") if to is not None else ""
    return ending if ending in FORMATS else "csv"
