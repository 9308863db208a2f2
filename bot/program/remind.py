"""`prowess remind`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from bot.jobs import remind_once, reminders_due
from bot.program.engine import engine_of
from bot.program.opening import as_json, features_of, print_json, tell
from core.db import WorkspaceSession
from core.frameworks import competencies
from core.notifications import PLAN_DUE, TARGET, DueReminder, RoundsAhead, rounds_ahead
from core.notifications.due import DueItem
from core.people import Actor, people
from core.plans import plans
from core.qualifications import qualification
from core.reviews import Passing, passings_due
from core.transaction import Engine
from core.translated import Translated
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
    settings = features_of(ctx)
    engine = engine_of(ctx, settings)
    if dry_run:
        rounds = rounds_waiting(engine, at)
        show_due(engine, at, reminders_due(engine, at), reviews_waiting(engine, at), rounds, as_json=as_json)
        return
    queued = remind_once(engine, at, ahead=settings.demo_clock is not None)
    if as_json:
        print_json({"queued": queued})
    else:
        tell(say_count("{n} notice queued.", "{n} notices queued.", queued))


def show_due(
    engine: Engine,
    at: datetime | None,
    due: Mapping[int, Sequence[DueReminder]],
    waiting: Mapping[int, Sequence[Passing]],
    rounds: Mapping[int, RoundsAhead] | None = None,
    *,
    as_json: bool,
) -> None:
    """Print the notices and digests that would be sent and the reviews that would be passed on."""
    if as_json:
        reviews = [
            {"workspace_id": workspace, "kind": "review", **vars(each)}
            for workspace, found in waiting.items() for each in found
        ]
        notices = [{"workspace_id": workspace, **vars(each)} for workspace, found in due.items() for each in found]
        print_json([*notices, *reviews, *_rounds_as_json(rounds or {})])
        return
    total = sum(len(found) for found in due.values())
    tell(say_count("{n} notice would be sent.", "{n} notices would be sent.", total))
    for workspace_id, found in due.items():
        for line in _lines(engine, at, workspace_id, found[:SHOWN]):
            click.echo(line)
        if len(found) > SHOWN:
            tell(say("… and {n} more.", n=len(found) - SHOWN))
    _show_rounds(engine, at, rounds or {})
    _show_reviews(engine, at, waiting)


def rounds_waiting(engine: Engine, at: datetime | None = None) -> dict[int, RoundsAhead]:
    """The due dates and digests that one sweep would tell of at `at` (default: now), by workspace; nothing changes."""
    found = {}
    for each in engine.workspaces():
        with engine.reading(each.id, at) as session:
            found[each.id] = rounds_ahead(session)
    return found


def _rounds_as_json(rounds: Mapping[int, RoundsAhead]) -> Iterator[dict[str, Any]]:
    for workspace, found in rounds.items():
        for item, day in found.due:
            yield {"workspace_id": workspace, **vars(item), "kind": f"due {item.kind}", "day": day}
        for person_id in found.digests:
            yield {"workspace_id": workspace, "kind": "digest", "recipient_id": person_id}


def _show_rounds(engine: Engine, at: datetime | None, rounds: Mapping[int, RoundsAhead]) -> None:
    for workspace_id, found in rounds.items():
        with engine.reading(workspace_id, at) as session:
            shown, digests = found.due[:SHOWN], found.digests[:SHOWN]
            who = people(session, {*(item.person_id for item, _ in shown), *digests})
            named = _due_names(session, [item for item, _ in shown])
        for item, _ in shown:
            name = named.get((item.kind, item.subject_id)) or item.kind
            tell(say("To {recipient}: {name} is due on {day}.", recipient=who[item.person_id].name, name=name,
                     day=item.due_on))
        for each in digests:
            tell(say("To {recipient}: the weekly digest, unless it is empty.", recipient=who[each].name))
        if (more := len(found.due) + len(found.digests) - len(shown) - len(digests)) > 0:
            tell(say("… and {n} more.", n=more))


def _due_names(session: WorkspaceSession, items: Sequence[DueItem]) -> dict[tuple[str, int], str | Translated]:
    """What falls due, by its kind and id."""
    skills = competencies(session, {each.subject_id for each in items if each.kind == TARGET})
    named = plans(session, {each.subject_id for each in items if each.kind == PLAN_DUE})
    found: dict[tuple[str, int], str | Translated] = {(TARGET, each.id): each.name for each in skills.values()}
    return found | {(PLAN_DUE, each.id): each.name or "plan" for each in named.values()}


def reviews_waiting(engine: Engine, at: datetime | None = None) -> dict[int, list[Passing]]:
    """The reviews that one sweep would pass on at `at` (default: now), by workspace; nothing is changed."""
    found = {}
    for each in engine.workspaces():
        with engine.reading(each.id, at) as session:
            found[each.id] = passings_due(session)
    return found


def _show_reviews(engine: Engine, at: datetime | None, waiting: Mapping[int, Sequence[Passing]]) -> None:
    total = sum(len(found) for found in waiting.values())
    if total:
        tell(say_count("{n} review would be passed on.", "{n} reviews would be passed on.", total))
    for workspace_id, found in waiting.items():
        with engine.reading(workspace_id, at) as session:
            shown = found[:SHOWN]
            who = people(session, {one for each in shown for one in (each.person_id, each.to_id)})
            named = competencies(session, [each.competency_id for each in shown])
        for each in shown:
            to, person, name = who[each.to_id].name, who[each.person_id].name, named[each.competency_id].name
            tell(say("To {recipient}: {person} asks for a review of {name}.", recipient=to, person=person, name=name))
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
