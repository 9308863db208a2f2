"""Modals, stacked per person, and each person's Home: opening, replacing, closing."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from bot.workspace.blockcheck import check_view
from bot.workspace.elements import initial_state, name_everything
from bot.workspace.posting import as_slack_says, unknown_files
from bot.workspace.refusals import SlackError
from bot.workspace.state import Payload, new_id, public

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace

DEEPEST_STACK = 3
_COPIED = ("type", "title", "submit", "close", "private_metadata", "callback_id", "external_id")


def accepted_view(ws: LocalWorkspace, view: Any, kind: str) -> Payload:
    """Check a view and fill in what Slack adds; raises SlackError `invalid_arguments`."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["[ERROR] must provide an object [json-pointer:/view]"])
    problems = [*check_view(view), *unknown_files(ws, view)]
    if view.get("type") != kind:
        problems.insert(0, f"view.type must be {kind} here")
    if problems:
        raise SlackError("invalid_arguments", [as_slack_says(each) for each in problems])
    config = ws.config
    blocks = name_everything(view["blocks"])
    return {
        "id": new_id("V"),
        "team_id": config.team_id,
        "app_id": config.app_id,
        "app_installed_team_id": config.team_id,
        "bot_id": config.bot_id,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "title": None,
        "submit": None,
        "close": None,
        "clear_on_close": bool(view.get("clear_on_close")),
        "notify_on_close": bool(view.get("notify_on_close")),
        **{key: view[key] for key in _COPIED if key in view},
        "blocks": blocks,
        "state": {"values": initial_state(blocks)},
        "hash": _new_hash(),
        "previous_view_id": None,
        "root_view_id": None,
        "_errors": {},
    }


def open_modal(ws: LocalWorkspace, person: str, view: Payload) -> Payload:
    """Open a modal in the place of any that is open."""
    view["root_view_id"] = view["id"]
    return _placed(ws, person, [], view)


def push_modal(ws: LocalWorkspace, person: str, view: Payload) -> Payload:
    """Put a modal on top of the open ones; raises SlackError `push_limit_reached` above three."""
    stack = ws.memory.modals.get(person, [])
    if len(stack) >= DEEPEST_STACK:
        raise SlackError("push_limit_reached")
    view["root_view_id"] = stack[0]["id"] if stack else view["id"]
    view["previous_view_id"] = stack[-1]["id"] if stack else None
    return _placed(ws, person, stack, view)


def replace_modal(ws: LocalWorkspace, person: str, old: Payload, new: Payload) -> Payload:
    """Change an open modal in place; what is typed in fields that stay is kept."""
    stack = ws.memory.modals[person]
    new["state"] = {"values": initial_state(new["blocks"], old["state"]["values"])}
    for key in ("id", "root_view_id", "previous_view_id"):
        new[key] = old[key]
    stack[stack.index(old)] = new
    tell_modals(ws, person)
    return new


def publish_home(ws: LocalWorkspace, person: str, view: Payload) -> Payload:
    """Show a person's Home."""
    old = ws.memory.homes.get(person)
    if old is not None:
        view["id"] = old["id"]
        view["state"] = {"values": initial_state(view["blocks"], old["state"]["values"])}
    view["root_view_id"] = view["id"]
    ws.memory.homes[person] = view
    ws.feed.publish("home", {"view": public(view)}, [person])
    return view


def find_modal(ws: LocalWorkspace, view_id: str, external_id: str = "") -> tuple[str, Payload] | None:
    """Return (person, view) of an open modal by its id or the bot's own."""
    for person, stack in ws.memory.modals.items():
        for view in stack:
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return person, view
    return None


def close_modal(ws: LocalWorkspace, person: str, view: Payload, *, whole_stack: bool = False) -> list[Payload]:
    """Close a modal and those above it, or the whole stack; return what was closed, the topmost first."""
    stack = ws.memory.modals.get(person, [])
    start = 0 if whole_stack else stack.index(view)
    closed = stack[start:][::-1]
    del stack[start:]
    tell_modals(ws, person)
    return closed


def tell_modals(ws: LocalWorkspace, person: str) -> None:
    """Show the open modals on a person's page as they are now."""
    ws.feed.publish("modals", {"stack": modals_for_page(ws, person)}, [person])


def modals_for_page(ws: LocalWorkspace, person: str) -> list[Payload]:
    """Return a person's open modals with the errors shown in them."""
    return [{**public(view), "errors": view["_errors"]} for view in ws.memory.modals.get(person, [])]


def refuse_stale(view: Payload | None, seen_hash: str) -> None:
    """Raise SlackError `hash_conflict` when the view has changed since the caller saw it."""
    if view is not None and seen_hash and view["hash"] != seen_hash:
        raise SlackError("hash_conflict")


def _placed(ws: LocalWorkspace, person: str, below: list[Payload], view: Payload) -> Payload:
    taken = view["external_id"] and find_modal(ws, "", view["external_id"])
    if taken:
        raise SlackError("duplicate_external_id")
    ws.memory.modals[person] = [*below, view]
    tell_modals(ws, person)
    return view


def _new_hash() -> str:
    return f"{int(time.time())}.{secrets.token_hex(4)}"
