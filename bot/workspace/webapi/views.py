"""views.*: the bot opens and changes forms, and publishes Homes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.workspace import views
from bot.workspace.refusals import SlackError
from bot.workspace.state import public
from bot.workspace.webapi.arguments import Arguments
from bot.workspace.webapi.registry import method

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace


@method("views.open")
def open_view(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Open a modal in answer to what a person just did."""
    view = views.accepted_view(ws, arguments.structure("view"), "modal")
    trigger = ws.triggers.exchange(_trigger(arguments))
    return {"view": public(views.open_modal(ws, trigger.person, view))}


@method("views.push")
def push_view(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Put a modal on top of the open ones."""
    view = views.accepted_view(ws, arguments.structure("view"), "modal")
    trigger = ws.triggers.exchange(_trigger(arguments))
    return {"view": public(views.push_modal(ws, trigger.person, view))}


@method("views.update")
def update_view(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Change an open modal, or a Home, by its id or the bot's external id."""
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    found = views.find_modal(ws, view_id, external_id)
    if found is None:
        raise SlackError("not_found")
    person, old = found
    views.refuse_stale(old, arguments.text("hash"))
    new = views.accepted_view(ws, arguments.structure("view"), "modal")
    return {"view": public(views.replace_modal(ws, person, old, new))}


@method("views.publish")
def publish_view(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Show a person's Home."""
    person = arguments.required("user_id")
    if person not in ws.memory.people:
        raise SlackError("invalid_arguments", ["[ERROR] invalid user_id"])
    view = views.accepted_view(ws, arguments.structure("view"), "home")
    views.refuse_stale(ws.memory.homes.get(person), arguments.text("hash"))
    return {"view": public(views.publish_home(ws, person, view))}


def _trigger(arguments: Arguments) -> str:
    return arguments.text("trigger_id") or arguments.required("interactivity_pointer")
