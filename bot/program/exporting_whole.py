"""`prowess export person` and `prowess export audit`: written as they are read, for either may be long."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click

from bot.program.opening import actor_of, person_of
from core.audit import Wanted, chain_head
from core.documents import FolderStore
from core.errors import Invalid, Unavailable
from core.oversight import note_taken_out, write_audit
from core.personal import export_person, note_exported
from core.transaction import Engine
from core.words import say

PERSON, AUDIT = "person", "audit"
WHOLE = (PERSON, AUDIT)


def export_whole(
    engine: Engine, workspace_id: int, kind: str, form: str | None, to: Path | None, who: str | None, whom: str | None
) -> None:
    """Write all data about a person (a ZIP), or the audit trail (csv or json); recorded as any export."""
    if kind == PERSON:
        _export_person(engine, workspace_id, form, to, who, whom or who)
    else:
        _export_audit(engine, workspace_id, form or ("json" if to and to.suffix == ".json" else "csv"), to, who, whom)


def _export_person(
    engine: Engine, workspace_id: int, form: str | None, to: Path | None, who: str | None, whom: str | None
) -> None:
    if whom is None:
        raise click.UsageError("Whose data? Add --person NAME, an e-mail address or a chat id.")
    if form is not None:
        raise click.UsageError("All data about a person come as one ZIP; leave --format out.")
    with engine.reading(workspace_id) as session:
        actor, person = actor_of(session, who), person_of(session, whom)
        with _target(to) as file:
            rows = export_person(session, actor, person.id, FolderStore(engine.folder / "documents"), file)
    with engine.transaction(workspace_id) as session:
        note_exported(session, actor, person.id)
    _tell(f"{rows} records of {person.name}", to)


def _export_audit(
    engine: Engine, workspace_id: int, form: str, to: Path | None, who: str | None, whom: str | None
) -> None:
    with engine.reading(workspace_id) as session:
        actor = actor_of(session, who)
        wanted = Wanted(person_of(session, whom).id if whom else None)
        with _target(to) as file:
            facts = write_audit(session, actor, wanted, form, file)
        length, head = chain_head(session)
    with engine.transaction(workspace_id) as session:
        note_taken_out(session, actor, form, facts, wanted)
    _tell(f"{facts} facts", to)
    click.echo(f"Head of the chain: {length}:{head}", err=True)


@contextmanager
def _target(to: Path | None) -> Iterator[IO[bytes]]:
    """The file, readable by its owner alone and there only when it is whole; or the terminal's output."""
    if to is None:
        if sys.stdout.isatty():
            raise click.UsageError("This is a file of its own: add --to FILE.")
        yield sys.stdout.buffer
        return
    partial = to.with_name(f"{to.name}.part")
    try:
        descriptor = os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
        partial.replace(to)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unavailable(say("{file} can't be written: {reason}.", file=str(to), reason=reason)) from error
    finally:
        partial.unlink(missing_ok=True)


def _tell(what: str, to: Path | None) -> None:
    click.echo(f"{what} written to {to}." if to else f"{what} written.", err=True)


class Head(click.ParamType[tuple[int, str]]):
    """The head of a chain as it is shown: how long it is, a colon, and its hash."""

    name = "length:hash"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        """The head meant."""
        length, _, head = str(value).partition(":")
        if not length.isdecimal() or len(head) != 64:
            self.fail("that is no head of a chain. It looks like 1234:9f86d0… (64 characters).", param, ctx)
        return int(length), head


def instant(value: str | None) -> datetime | None:
    """A day or time as ISO 8601, in UTC unless it says otherwise."""
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        raise Invalid(say("{value} is no time. Example: 2026-11-24 or 2026-11-24T10:00.", value=value)) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
