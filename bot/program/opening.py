"""What commands share: which settings, which workspace, and who acts."""

from __future__ import annotations

import json
import logging
from typing import Any

import click

from bot.guarding import require_available
from bot.logs import configure_logs
from bot.settings import Settings, read_settings
from bot.workspace.config import LOCAL_BOT_TOKEN, LOCAL_SIGNING_SECRET
from core.db import WorkspaceSession
from core.errors import NotFound
from core.people import Actor, PersonView, people_named, person_by_chat_id, person_by_email
from core.transaction import Engine
from core.words import Reader, say

DEMO_API = "http://127.0.0.1:3000/api/"
"""Where the demo's workspace is while it runs, unless it was started on another port."""

as_json = click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs.")
in_workspace = click.option("--workspace", metavar="ID", help="Which workspace, where there are several.")
as_person = click.option("--as", "who", metavar="PERSON", help="With this person's rights (name, e-mail or chat id).")


def settings_of(ctx: click.Context) -> Settings:
    """The settings, or the demo's with `--demo`. Libraries are silent from here on: the command says what is wrong."""
    settings = read_settings()
    configure_logs("ERROR")
    for handler in logging.getLogger().handlers:
        handler.setLevel(logging.CRITICAL)
    return _demo_settings(settings) if (ctx.obj or {}).get("demo") else settings


def features_of(ctx: click.Context) -> Settings:
    """The settings, for a command that is a competency feature: raises Unavailable where these are off."""
    settings = settings_of(ctx)
    require_available(settings)
    return settings


def _demo_settings(settings: Settings) -> Settings:
    folder = (settings.data_dir / "demo").resolve()
    if not (folder / "prowess.db").exists():
        raise NotFound(say("There is no demo yet. Start it once: prowess demo"))
    return read_settings(
        _env_file=None,
        PROWESS_DATA_DIR=folder,
        DATABASE_URL=f"sqlite:///{folder}/prowess.db",
        PROWESS_DEMO_CLOCK=folder / "clock.json",
        SLACK_API_URL=DEMO_API,
        SLACK_BOT_TOKEN=LOCAL_BOT_TOKEN,
        SLACK_SIGNING_SECRET=LOCAL_SIGNING_SECRET,
    )


def workspace_of(engine: Engine, wanted: str | None) -> int:
    """The workspace meant: the only one, or the one named by id, chat team or name. Raises UsageError where unclear."""
    found = engine.workspaces()
    if not found:
        raise NotFound(say("No workspace is installed yet. Start one: prowess serve, or prowess demo."))
    if wanted is not None:
        found = [each for each in found if wanted in (str(each.id), each.chat_team_id, each.name)]
    if len(found) == 1:
        return found[0].id
    names = ", ".join(f"{each.id} ({each.name})" for each in engine.workspaces())
    raise click.UsageError(f"Which workspace? Choose one by --workspace ID: {names}.")


def person_of(session: WorkspaceSession, wanted: str) -> PersonView:
    """The person meant by name, e-mail or chat user id; raises NotFound, or UsageError naming those of that name."""
    plain = wanted.strip().removeprefix("<@").removesuffix(">").removeprefix("@")
    known = person_by_chat_id(session, plain) or person_by_email(session, plain)
    found = [known] if known else people_named(session, plain)
    if not found:
        raise NotFound(say("I don't find {name} here. Use the whole name, an e-mail address or a chat id.", name=plain))
    if len(found) > 1:
        choices = ", ".join(f"{each.name} ({each.email or each.chat_user_id})" for each in found)
        raise click.UsageError(f"Which {plain}? {choices}.")
    return found[0]


def actor_of(session: WorkspaceSession, who: str | None) -> Actor:
    """Who acts: the operator, or a person with their rights."""
    if who is None:
        return Actor.operator(session.workspace_id)
    return Actor(session.workspace_id, person_of(session, who).id)


def tell(sentence: Any) -> None:
    """Print a sentence."""
    click.echo(Reader().render(sentence))


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
