"""`prowess remind`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from bot.jobs import remind_once, reminders_due
from bot.program.engine import engine_of
from bot.program.opening import as_json, print_json, settings_of, tell
from core.notifications import DueReminder
from core.people import Actor, people
from core.qualifications import qualification
from core.transaction import Engine
from core.words import say, say_count

SHOWN = 50


class Instant(click.ParamType[datetime]):
    """A time as ISO 8601; without a time of day it is noon, without a zone UTC."""

    name = "timestamp"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant meant."""
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is no time. Example: 2027-02-22T10:00 or 2027-02-22.", param, ctx)
        if len(value) <= len("2027-02-22"):
            read = read.replace(hour=12)
        return read if read.tzinfo else read.replace(tzinfo=UTC)


@click.command("remind")
@click.option("--at", type=Instant(), help="As at this time (ISO; UTC unless it says otherwise; a day means its noon).")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; change nothing.")
@as_json
@click.pass_context
def command(ctx: click.Context, at: datetime | None, dry_run: bool, as_json: bool) -> None:
    """One sweep of expiry reminders in every workspace; the running bot delivers what it queues.

    Repeating it queues nothing twice. A time to come works with --dry-run, and in the demo.
    """
    settings = settings_of(ctx)
    engine = engine_of(ctx, settings)
    if dry_run:
        _show(engine, at, reminders_due(engine, at), as_json=as_json)
        return
    queued = remind_once(engine, at, ahead=settings.demo_clock is not None)
    if as_json:
        print_json({"queued": queued})
    else:
        tell(say_count("{n} notice queued.", "{n} notices queued.", queued))


def _show(engine: Engine, at: datetime | None, due: Mapping[int, Sequence[DueReminder]], *, as_json: bool) -> None:
    if as_json:
        print_json([{"workspace_id": workspace, **vars(each)} for workspace, found in due.items() for each in found])
        return
    total = sum(len(found) for found in due.values())
    tell(say_count("{n} notice would be sent.", "{n} notices would be sent.", total))
    for workspace_id, found in due.items():
        for line in _lines(engine, at, workspace_id, found[:SHOWN]):
            click.echo(line)
        if len(found) > SHOWN:
            tell(say("… and {n} more.", n=len(found) - SHOWN))


def _lines(
    engine: Engine, at: datetime | None, workspace_id: int, due: Sequence[DueReminder]
) -> Iterator[str]:
    with engine.reading(workspace_id, at) as session:
        who = people(session, {each.recipient_id for each in due})
        for each in due:
            about = qualification(session, Actor.operator(workspace_id), each.qualification_id)
            yield str(
                say(
                    "To {recipient}: {name} expires on {day}.",
                    recipient=who[each.recipient_id].name,
                    name=about.name,
                    day=each.expires_on,
                )
            )
