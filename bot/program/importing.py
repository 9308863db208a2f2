"""`prowess import`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from bot.blocks.importing import trouble_line
from bot.program.engine import engine_of
from bot.program.opening import (
    actor_of,
    as_json,
    as_person,
    features_of,
    in_workspace,
    print_json,
    tell,
    workspace_of,
)
from core.exchange import (
    ENCODINGS,
    KINDS,
    Options,
    Preview,
    Progress,
    Trouble,
    advance,
    cancel,
    confirm,
    keep_file,
    note_preview,
    open_batch,
    preview,
    troubles_of,
)
from core.people import Actor
from core.transaction import Engine
from core.words import Reader, say

SHOWN = 20


@click.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--framework", metavar="ID", help="Id number of the framework that skills go into.")
@click.option("--map", "mapped", multiple=True, metavar="A=B", help="Column A is called B in the file; repeatable.")
@click.option("--encoding", type=click.Choice(list(ENCODINGS)), help="How the file is written, unless in UTF-8.")
@click.option("--rename", is_flag=True, help="A framework on file under another name is the same one.")
@click.option("--dry-run", is_flag=True, help="Say what would become of every row; change nothing.")
@click.option("--yes", is_flag=True, help="Import without asking.")
@in_workspace
@as_person
@as_json
@click.pass_context
def command(
    ctx: click.Context, kind: str, file: Path, framework: str | None, mapped: Sequence[str], encoding: str | None,
    rename: bool, dry_run: bool, yes: bool, workspace: str | None, who: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Bring FILE in as KIND. Without --yes it asks; repeating it changes nothing.

    Ends with 1 when a row was refused, or when you said no.
    """
    engine = engine_of(ctx, features_of(ctx))
    workspace_id = workspace_of(engine, workspace)
    options = Options(framework, _mapping(mapped), encoding, rename)
    with engine.transaction(workspace_id) as session:
        actor = actor_of(session, who)
        import_id = keep_file(session, actor, file.name, file.read_bytes(), kind=kind, options=options)
    work = _Work(engine, workspace_id, actor, import_id, as_json)
    try:
        seen = work.seen()
        done = None if dry_run or not work.wanted(seen, yes=yes) else work.done(seen)
    finally:
        work.forget()
    work.report(seen, done)
    declined = done is None and not dry_run and bool(seen.tally.changing)
    return 1 if declined or (done or seen).tally.refused else 0


class _Work:
    """One import at the command line."""

    def __init__(self, engine: Engine, workspace_id: int, actor: Actor, import_id: int, as_json: bool) -> None:
        self._engine, self._workspace_id, self._as_json = engine, workspace_id, as_json
        self._actor, self._import_id = actor, import_id
        self._finished = False
        self._troubles: list[Trouble] = []

    def seen(self) -> Preview:
        """The dry run, shown."""
        with self._engine.reading(self._workspace_id) as session:
            seen = preview(session, self._actor, self._import_id)
        assert seen is not None
        with self._engine.transaction(self._workspace_id) as session:
            note_preview(session, self._actor, seen)
        self._troubles = list(seen.troubles)
        if not self._as_json:
            self._show(seen)
        return seen

    def wanted(self, seen: Preview, *, yes: bool) -> bool:
        """Whether to go on: there is something to do, and it was said or is said now."""
        if not seen.tally.changing:
            return False
        if yes:
            return True
        if self._as_json or not sys.stdin.isatty():
            raise click.UsageError("Add --yes to import, or --dry-run to look only.")
        return click.confirm(f"Import {seen.tally.changing}? It can't be undone.")

    def done(self, seen: Preview) -> Progress:
        """Import part after part, with a bar."""
        with self._engine.transaction(self._workspace_id) as session:
            now = confirm(session, self._actor, self._import_id)
        with self._engine.reading(self._workspace_id) as session:
            batch = open_batch(session, self._actor, self._import_id)
        assert batch is not None
        hidden = self._as_json or not sys.stderr.isatty()
        with click.progressbar(length=max(1, seen.tally.rows), label=seen.name, file=sys.stderr, hidden=hidden) as bar:
            before = 0
            while not now.finished:
                with self._engine.transaction(self._workspace_id) as session:
                    now = advance(session, self._actor, self._import_id, batch)
                bar.update(now.tally.rows - before)
                before = now.tally.rows
        self._finished = True
        with self._engine.reading(self._workspace_id) as session:
            self._troubles = troubles_of(session, self._actor, self._import_id)
        return now

    def forget(self) -> None:
        """Keep nothing of a file that was only looked at."""
        if not self._finished:
            with self._engine.transaction(self._workspace_id) as session:
                cancel(session, self._actor, self._import_id)

    def report(self, seen: Preview, done: Progress | None) -> None:
        """What was done, or would be."""
        if self._as_json:
            print_json(_plain(seen, done, self._troubles))
        elif done is not None:
            told = vars(done.tally)
            tell(say("Done: {created} created, {updated} updated, {unchanged} unchanged, {refused} refused.", **told))
        else:
            tell(say("Nothing was changed."))

    def _show(self, seen: Preview) -> None:
        tell(
            say(
                "{name}, read as {things}: {n} rows. Create {created}, update {updated}, unchanged {unchanged}, "
                "refused {refused}.",
                name=seen.name, things=seen.kind.things, n=seen.tally.rows, **vars(seen.tally),
            )
        )  # fmt: skip
        for each in seen.troubles[:SHOWN]:
            tell(trouble_line(each))
        if len(seen.troubles) > SHOWN:
            tell(say("… and {n} more; --json lists all.", n=len(seen.troubles) - SHOWN))
        for each in seen.remarks[:SHOWN]:
            tell(say("Note. {line}", line=trouble_line(each)))
        for note in seen.notes:
            tell(note)


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        one, sign, other = pair.partition("=")
        if not sign or not one.strip() or not other.strip():
            raise click.UsageError(f"--map takes A=B; '{pair}' isn't of that form.")
        found[one.strip()] = other.strip()
    return found


def _plain(seen: Preview, done: Progress | None, troubles: Sequence[Trouble]) -> dict[str, Any]:
    tally = done.tally if done is not None else seen.tally
    return {
        "file": seen.name,
        "kind": seen.kind.name,
        "imported": done is not None,
        "rows": tally.rows,
        **vars(tally),
        "refusals": [_trouble(each) for each in troubles],
        "notes": [_trouble(each) for each in seen.remarks],
    }


def _trouble(each: Trouble) -> dict[str, Any]:
    return {"line": each.line, "column": each.column, "reason": Reader().render(each.reason)}
