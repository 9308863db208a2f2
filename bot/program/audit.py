"""`prowess audit`: read the audit trail, and check that its chain holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from bot.program.engine import engine_of
from bot.program.exporting_whole import Head, instant
from bot.program.opening import (
    actor_of,
    as_json,
    as_person,
    in_workspace,
    person_of,
    print_json,
    settings_of,
    tell,
    workspace_of,
)
from core.audit import TrailEntry, Wanted
from core.oversight import audit_page, check_audit, note_checked
from core.words import say, say_count

SHOWN = 50


@click.group("audit")
def command() -> None:
    """Who changed what, when; and whether the record of it still holds."""


@command.command("list")
@click.option("--person", "whom", metavar="PERSON", help="Only what is about or by this person.")
@click.option("--kind", help="Only this kind, or family of kinds: person, qualification.renewed, …")
@click.option("--since", metavar="TIME", help="From this day or time on (ISO; UTC unless it says otherwise).")
@click.option("--until", metavar="TIME", help="Before this day or time.")
@click.option("--limit", default=SHOWN, show_default=True, help="How many at most, the newest first.")
@in_workspace
@as_person
@as_json
@click.pass_context
def show(
    ctx: click.Context, whom: str | None, kind: str | None, since: str | None, until: str | None, limit: int,
    workspace: str | None, who: str | None, as_json: bool,
) -> None:  # fmt: skip
    """The newest changes first. All of them: prowess export audit."""
    engine = engine_of(ctx, settings_of(ctx))
    with engine.reading(workspace_of(engine, workspace)) as session:
        wanted = Wanted(person_of(session, whom).id if whom else None, kind, instant(since), instant(until))
        page = audit_page(session, actor_of(session, who), wanted, limit=limit)
    if as_json:
        print_json([_row(each, page.names) for each in page.entries])
        return
    for each in page.entries:
        row = _row(each, page.names)
        said = "; ".join(
            f"{change['what']}: {change['before']} → {change['after']}" for change in row["changes"] if change["what"]
        )
        click.echo(f"{row['position']}  {row['at']}  {row['kind']}  by {row['by']}  {said}".rstrip())


@command.command("check")
@click.option("--head", type=Head(), help="A head noted earlier, as export shows it: it must still stand.")
@in_workspace
@as_person
@as_json
@click.pass_context
def check(
    ctx: click.Context, head: tuple[int, str] | None, workspace: str | None, who: str | None, as_json: bool
) -> int:
    """Read the whole chain; ends with 1 where it does not hold."""
    engine = engine_of(ctx, settings_of(ctx))
    workspace_id = workspace_of(engine, workspace)
    with engine.reading(workspace_id) as session:
        actor = actor_of(session, who)
        found = check_audit(session, actor, head)
    with engine.transaction(workspace_id) as session:
        note_checked(session, actor, found)
    if as_json:
        print_json({"holds": found.holds, "length": found.length, "head": found.head, "broken_at": found.broken_at,
                    "noted": found.noted})
    elif found.broken_at is not None:
        tell(say("✕ The chain breaks at fact {place} of {length}.", place=found.broken_at, length=found.length))
    elif found.noted is False:
        tell(say("✕ The chain holds in itself, but the head you gave is not in it: it was written anew."))
    else:
        facts = say_count("{n} fact", "{n} facts", found.length)
        tell(say("✓ The chain holds: {facts}. Head: {head}", facts=facts, head=f"{found.length}:{found.head}"))
    return 0 if found.holds else 1


def _row(entry: TrailEntry, known: Mapping[int, str]) -> dict[str, Any]:
    return {
        "position": entry.position,
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "by": known.get(entry.actor_id or 0, entry.actor_kind),
        "changes": [
            {
                "person": known.get(each.person_id or 0),
                "what": each.what if each.readable else "erased",
                "subject": each.subject,
                "before": each.before,
                "after": each.after,
            }
            for each in entry.changes
        ],
    }
