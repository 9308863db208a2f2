"""What a person does by pressing: buttons, menus and fields, forms, shortcuts; and how the bot's answer is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.workspace import views
from bot.workspace.accounts import team_of
from bot.workspace.blockcheck import check_options
from bot.workspace.delivery import Answer
from bot.workspace.elements import STATELESS, State, chosen, find_element, initial_state
from bot.workspace.fields import problems
from bot.workspace.files import as_file
from bot.workspace.refusals import CannotDo, SlackError
from bot.workspace.state import Conversation, Payload, public
from bot.workspace.talking import conversation_of, known_person
from bot.workspace.triggers import ResponseAddress

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace

NO_CONNECTION = "We had some trouble connecting. Try again?"


@dataclass(slots=True)
class Place:
    """Where something is pressed: a message (with its conversation) or a view, and the fields' state there."""

    thing: Payload
    state: State
    conversation: Conversation | None = None

    @property
    def view(self) -> Payload | None:
        """The view, unless this is a message."""
        return None if self.conversation else self.thing


def place_of(ws: LocalWorkspace, person: str, container: dict[str, str]) -> Place:
    """Find a message (`conversation`, `ts`) or view (`view`) the person sees; raises CannotDo."""
    known_person(ws, person)
    if "view" in container:
        shown = [*ws.memory.modals.get(person, []), ws.memory.homes.get(person, {})]
        view = next((each for each in shown if each.get("id") == container["view"]), None)
        if view is None:
            raise CannotDo("This form is no longer open.")
        return Place(view, view["state"]["values"])
    conversation = conversation_of(ws, person, container.get("conversation", ""))
    ts = container.get("ts", "")
    message = conversation.find(ts) or conversation.find_whisper(ts, person)
    if message is None:
        raise CannotDo("This message is no longer there.")
    key = (person, f"{conversation.id}:{ts}")
    ws.memory.inputs[key] = initial_state(message.get("blocks", []), ws.memory.inputs.get(key))
    return Place(message, ws.memory.inputs[key], conversation)


async def press(
    ws: LocalWorkspace,
    person: str,
    *,
    container: dict[str, str],
    block_id: str,
    action_id: str,
    value: Any = None,
) -> None:
    """Press, choose or fill one element; the bot hears of it unless it is a plain form field."""
    place = place_of(ws, person, container)
    block, element = find_element(place.thing.get("blocks", []), block_id, action_id)
    fragment = chosen(element, value, lambda identifier: as_file(ws, ws.memory.files[identifier]))
    if element["type"] not in STATELESS:
        place.state[block_id][action_id] = fragment
    if place.view is not None:
        place.view.get("_errors", {}).pop(block_id, None)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return
    action = {**fragment, "action_id": action_id, "block_id": block_id, "action_ts": ws.memory.next_ts()}
    payload = {**_about(ws, person, "block_actions"), **_where(ws, person, place), "actions": [action]}
    payload["trigger_id"] = ws.triggers.issue(person, place.view["id"] if place.view else None)
    answer = await _ask(ws, payload, action_id)
    if answer.trouble:
        late = answer.trouble == "http_timeout"
        said = "took too long to answer" if late else "couldn't take this"
        ws.notify(person, f"{ws.config.bot_real_name} {said}. Try again in a moment.")


async def look_up(
    ws: LocalWorkspace, person: str, *, container: dict[str, str], block_id: str, action_id: str, query: str
) -> Payload:
    """Ask the bot for the options of an external select; `options` or `option_groups` come back."""
    place = place_of(ws, person, container)
    find_element(place.thing.get("blocks", []), block_id, action_id)
    payload = {**_about(ws, person, "block_suggestion"), **_where(ws, person, place)}
    payload.update(action_id=action_id, block_id=block_id, value=query)
    answer = await _ask(ws, payload, action_id)
    body = answer.body if isinstance(answer.body, dict) else {}
    wrong = [] if answer.trouble else check_options(body)
    if wrong:
        ws.complain("block_suggestion", SlackError("invalid_options", wrong))
    if answer.trouble or wrong:
        raise CannotDo("The options couldn't be loaded. Try again in a moment.")
    return {key: body[key] for key in ("options", "option_groups") if key in body}


async def submit(ws: LocalWorkspace, person: str, *, view: str) -> dict[str, str]:
    """Send a form; return the sentences shown at its fields (empty: it was taken)."""
    place = place_of(ws, person, {"view": view})
    form = place.thing
    form["_errors"] = problems(form["blocks"], place.state)
    if not form["_errors"]:
        payload = {**_about(ws, person, "view_submission"), "view": public(form), "response_urls": []}
        payload["trigger_id"] = ws.triggers.issue(person, form["id"])
        answer = await _ask(ws, payload, form["callback_id"])
        open_still = views.find_modal(ws, view)
        if open_still is None:
            return {}
        form = open_still[1]
        _take_answer(ws, person, form, answer)
    views.tell_modals(ws, person)
    return dict(form["_errors"])


async def close(ws: LocalWorkspace, person: str, *, view: str, whole_stack: bool = False) -> None:
    """Close a form by its close button, or all of them by the cross; the bot hears of it if it asked to."""
    place = place_of(ws, person, {"view": view})
    everything = whole_stack or place.thing["clear_on_close"]
    for closed in views.close_modal(ws, person, place.thing, whole_stack=everything):
        if closed["notify_on_close"]:
            payload = {**_about(ws, person, "view_closed"), "view": public(closed), "is_cleared": everything}
            await _ask(ws, payload, closed["callback_id"])


async def use_shortcut(
    ws: LocalWorkspace, person: str, *, callback_id: str, conversation: str = "", ts: str = ""
) -> None:
    """Use a global shortcut, or with `conversation` and `ts` one on a message."""
    known = next((each for each in ws.config.shortcuts if each.callback_id == callback_id), None)
    if known is None or (known.kind == "message") != bool(ts):
        raise CannotDo("There is no such shortcut here.")
    kind = "message_action" if ts else "shortcut"
    payload = {**_about(ws, person, kind), "callback_id": callback_id, "action_ts": ws.memory.next_ts()}
    if ts:
        place = place_of(ws, person, {"conversation": conversation, "ts": ts})
        where = _where(ws, person, place)
        payload.update({key: where[key] for key in ("channel", "message", "response_url") if key in where})
        payload["message_ts"] = ts
    payload["trigger_id"] = ws.triggers.issue(person)
    if (await _ask(ws, payload, callback_id)).trouble:
        ws.notify(person, f"{ws.config.bot_real_name} didn't answer. Try again in a moment.")


def _take_answer(ws: LocalWorkspace, person: str, form: Payload, answer: Answer) -> None:
    body = answer.body if isinstance(answer.body, dict) else {}
    action = body.get("response_action")
    try:
        if answer.trouble:
            raise SlackError(answer.trouble)
        if action == "errors":
            form["_errors"] = _accepted_errors(form, body.get("errors"))
        elif action == "update":
            views.replace_modal(ws, person, form, views.accepted_view(ws, body.get("view"), "modal"))
        elif action == "push":
            views.push_modal(ws, person, views.accepted_view(ws, body.get("view"), "modal"))
        else:
            views.close_modal(ws, person, form, whole_stack=action == "clear")
    except SlackError as error:
        ws.complain("view_submission", error)
        form["_errors"] = {"": NO_CONNECTION}


def _accepted_errors(form: Payload, errors: Any) -> dict[str, str]:
    inputs = {each["block_id"] for each in form["blocks"] if each["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_arguments", ["[ERROR] errors must name input blocks of this view"])
    return {str(key): str(value) for key, value in errors.items()}


async def _ask(ws: LocalWorkspace, payload: Payload, name: str) -> Answer:
    fields = {"payload": json.dumps(payload, ensure_ascii=False)}
    return await ws.bot.ask(payload["type"], name, fields)


def _about(ws: LocalWorkspace, person: str, kind: str) -> Payload:
    config, member = ws.config, known_person(ws, person)
    return {
        "type": kind,
        "token": "local-verification",
        "team": {"id": config.team_id, "domain": config.team_domain},
        "user": {
            "id": person,
            "username": member.name,
            "name": member.name,
            "team_id": team_of(member, config),
        },
        "api_app_id": config.app_id,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _where(ws: LocalWorkspace, person: str, place: Place) -> Payload:
    if place.conversation is None:
        container = {"type": "view", "view_id": place.thing["id"]}
        return {"container": container, "view": public(place.thing)}
    message, conversation = place.thing, place.conversation
    whispered = "_for" in message
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": conversation.id,
        "is_ephemeral": whispered,
        **({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}),
    }
    address = ResponseAddress(conversation.id, person, message["ts"], message.get("thread_ts"))
    name = "directmessage" if conversation.kind == "im" else conversation.name
    where: Payload = {
        "container": container,
        "channel": {"id": conversation.id, "name": name},
        "state": {"values": place.state},
        "response_url": f"{ws.base_url}/response/{ws.addresses.issue(address)}",
    }
    return where if whispered else {**where, "message": public(message)}
