"""`prowess xapi`: keys by which other systems deliver statements."""

from __future__ import annotations

import click

from bot.program.engine import engine_of
from bot.program.opening import actor_of, as_json, as_person, in_workspace, print_json, settings_of, tell, workspace_of
from core.activities import make_xapi_key, revoke_xapi_key, xapi_keys
from core.words import say


@click.group("xapi")
def command() -> None:
    """Keys by which other systems deliver xAPI statements to a workspace."""


@command.command("key")
@click.argument("name")
@in_workspace
@as_person
@as_json
@click.pass_context
def make(ctx: click.Context, name: str, workspace: str | None, who: str | None, as_json: bool) -> None:
    """Make a key for the system NAME. Its secret is shown this once."""
    engine = engine_of(ctx, settings_of(ctx))
    with engine.transaction(workspace_of(engine, workspace)) as session:
        made = make_xapi_key(session, actor_of(session, who), name)
    if as_json:
        print_json({"key": made.key, "secret": made.secret})
        return
    tell(say("Key: {key}", key=made.key))
    tell(say("Secret: {secret}", secret=made.secret))
    tell(say("The secret is shown this once. Deliver to /xapi/statements with Basic authentication."))


@command.command("keys")
@in_workspace
@as_person
@as_json
@click.pass_context
def keys(ctx: click.Context, workspace: str | None, who: str | None, as_json: bool) -> None:
    """List the keys of a workspace."""
    engine = engine_of(ctx, settings_of(ctx))
    with engine.reading(workspace_of(engine, workspace)) as session:
        found = xapi_keys(session, actor_of(session, who))
    if as_json:
        print_json([vars(each) for each in found])
        return
    if not found:
        tell(say("No keys yet. Make one: prowess xapi key NAME"))
    for each in found:
        ended = say("ended {at}", at=each.revoked_at) if each.revoked_at else say("in use")
        tell(say("{key}  {name}  {ended}", key=each.key, name=each.name, ended=ended))


@command.command("revoke")
@click.argument("key")
@in_workspace
@as_person
@click.pass_context
def revoke(ctx: click.Context, key: str, workspace: str | None, who: str | None) -> None:
    """End KEY: what it delivers is refused from now on."""
    engine = engine_of(ctx, settings_of(ctx))
    with engine.transaction(workspace_of(engine, workspace)) as session:
        revoke_xapi_key(session, actor_of(session, who), key)
    tell(say("Ended: {key}", key=key))
