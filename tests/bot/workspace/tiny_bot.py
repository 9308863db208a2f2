"""A small real Bolt app, served over HTTP, that the workspace's tests talk to."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.workspace.config import LOCAL_BOT_TOKEN, LOCAL_SIGNING_SECRET

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f"
    "0300050001ff5cd0a5a20000000049454e44ae426082"
)


class TinyBot:
    """The app, and what it has been told: events by type, with their retry headers."""

    def __init__(self, api_url: str) -> None:
        self.heard: list[dict[str, Any]] = []
        self.raw: list[dict[str, Any]] = []
        self._more = threading.Condition()
        self.retries: list[tuple[str | None, str | None]] = []
        self.statuses: list[int] = []
        self.slow_by = 0.0
        client = WebClient(token=LOCAL_BOT_TOKEN, base_url=api_url)
        self.app = App(client=client, signing_secret=LOCAL_SIGNING_SECRET, process_before_response=False)
        add_listeners(self.app, self)

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Return the events of one type."""
        return [each for each in self.heard if each.get("type") == kind]

    def hears(self, what: dict[str, Any]) -> None:
        """Note what a listener was given."""
        with self._more:
            self.heard.append(what)
            self._more.notify_all()

    def hears_event(self, event: dict[str, Any]) -> None:
        """Note an event, as a listener of its own."""
        self.hears(event)

    def waits_for(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """Return what was heard of one kind, once it is `count` things."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.events(kind)) >= count, 3), f"no {count} of {kind}"
            return self.events(kind)

    def waits_for_delivery(self, count: int) -> None:
        """Wait until `count` requests have come in, answered or not."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.retries) >= count, 3), f"no {count} requests"

    async def serve(self, request: Request) -> Response:
        """Answer one delivery, or refuse it with the next of `statuses`."""
        headers = request.headers
        if headers["Content-Type"] == "application/json":
            self.raw.append((await request.json())["event"])
        with self._more:
            self.retries.append((headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason")))
            self._more.notify_all()
        if self.slow_by:
            await asyncio.sleep(self.slow_by)
        if self.statuses:
            return Response(status_code=self.statuses.pop(0))
        answered: Response = await SlackRequestHandler(self.app).handle(request)
        return answered


def add_listeners(app: App, bot: TinyBot) -> None:
    """Register one listener for each kind of thing the workspace delivers."""
    _add_event_listeners(app, bot)
    _add_form_listeners(app, bot)
    _add_button_listeners(app, bot)


def _add_event_listeners(app: App, bot: TinyBot) -> None:
    @app.event("message")
    def on_message(event: dict[str, Any], client: WebClient) -> None:
        bot.hears(event)
        if event.get("subtype") in {"message_changed", "message_deleted"}:
            return
        names = ", ".join(each["name"] for each in event.get("files", ()))
        said = f"You sent {names}." if names else f"You said: {event['text']}"
        client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], **card(said))

    @app.event("app_home_opened")
    def on_home(event: dict[str, Any], client: WebClient) -> None:
        bot.hears(event)
        if event["tab"] == "home":
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [heading("Your home")]})
        else:
            prompts = [{"title": "Log a certification", "message": "I passed First aid at work on 3 May 2026"}]
            client.assistant_threads_setSuggestedPrompts(channel_id=event["channel"], prompts=prompts)

    for kind in ("app_mention", "team_join", "user_change"):
        app.event(kind)(bot.hears_event)


def _add_form_listeners(app: App, bot: TinyBot) -> None:
    @app.command("/target")
    def on_target(ack: Any, command: dict[str, Any]) -> None:
        bot.hears({**command, "type": "command"})
        ack(f"Set: {command['text']}")

    @app.command("/form")
    def on_form(ack: Any, command: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=form())

    @app.view("log")
    def on_log(ack: Any, view: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        values = view["state"]["values"]
        bot.hears({"type": "submitted", "values": values})
        name = values["name"]["name"]["value"]
        if name == "bad":
            ack(response_action="errors", errors={"name": "I don't know 'bad'. Pick another name."})
        elif name == "more":
            ack(response_action="push", view={**form(), "callback_id": "second"})
        elif name == "change":
            ack(response_action="update", view={**form(), "callback_id": "second"})
        else:
            ack()
            client.chat_postMessage(channel=body["user"]["id"], text=f"Logged {name}.")

    @app.view("second")
    def on_second(ack: Any) -> None:
        ack(response_action="clear")

    @app.view_closed("log")
    def on_closed(ack: Any, body: dict[str, Any]) -> None:
        ack()
        bot.hears({"type": "closed", "is_cleared": body["is_cleared"]})

    @app.options("skill")
    def on_options(ack: Any, payload: dict[str, Any]) -> None:
        names = [each for each in ("Fire safety", "First aid", "Welding") if payload["value"].lower() in each.lower()]
        ack(options=[{"text": plain(each), "value": each} for each in names])


def _add_button_listeners(app: App, bot: TinyBot) -> None:
    @app.action("save")
    def on_save(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        bot.hears(body)
        respond(text="Saved.", blocks=[heading("Saved")], replace_original=True)

    @app.action("delete")
    def on_delete(ack: Any, respond: Any) -> None:
        ack()
        respond(delete_original=True)

    @app.action("booked")
    def on_booked(ack: Any, body: dict[str, Any]) -> None:
        ack()
        bot.hears(body)

    @app.action("whisper")
    def on_whisper(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postEphemeral(
            channel=body["channel"]["id"], user=body["user"]["id"], text="Between us.", **in_thread(body)
        )

    @app.action("open")
    def on_open(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.action("picture")
    def on_picture(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.files_upload_v2(
            channel=body["channel"]["id"], filename="chart.png", content=PICTURE, alt_txt="A chart", **in_thread(body)
        )

    @app.shortcut("evidence")
    def on_shortcut(ack: Any, body: dict[str, Any]) -> None:
        ack()
        bot.hears(body)


def in_thread(body: dict[str, Any]) -> dict[str, Any]:
    """Return the thread that a press came from."""
    container = body["container"]
    return {"thread_ts": container["thread_ts"]} if "thread_ts" in container else {}


def plain(text: str) -> dict[str, str]:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def heading(text: str) -> dict[str, Any]:
    """Return a header block."""
    return {"type": "header", "text": plain(text)}


def button(text: str, action_id: str, **more: Any) -> dict[str, Any]:
    """Return a button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": action_id, **more}


def card(text: str) -> dict[str, Any]:
    """Return a message with a field of each kind that messages use."""
    confirm = {"title": plain("Delete it?"), "text": plain("It goes."), "confirm": plain("Yes"), "deny": plain("Keep")}
    buttons = [
        button("Save", "save", style="primary"),
        button("Whisper", "whisper"),
        button("Open form", "open"),
        button("Picture", "picture"),
        button("Delete", "delete", style="danger", confirm=confirm),
        {"type": "datepicker", "action_id": "booked", "placeholder": plain("Booked for")},
    ]
    section = {"type": "section", "text": plain(text)}
    return {"text": text, "blocks": [heading("Check and save"), section, {"type": "actions", "elements": buttons}]}


def form() -> dict[str, Any]:
    """Return a form with the fields people meet."""
    skill = {"type": "external_select", "action_id": "skill", "min_query_length": 1, "placeholder": plain("A skill")}
    people = {"type": "users_select", "action_id": "who"}
    day = {"type": "datepicker", "action_id": "day", "initial_date": "2026-05-03"}
    fields = [
        ("name", "Name", {"type": "plain_text_input", "action_id": "name"}, False),
        ("skill", "Skill", skill, True),
        ("who", "Person", people, True),
        ("day", "Issued", day, True),
        ("file", "Document", {"type": "file_input", "action_id": "file", "max_files": 2}, True),
    ]
    return {
        "type": "modal",
        "callback_id": "log",
        "notify_on_close": True,
        "title": plain("Log a certification"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            {"type": "input", "block_id": name, "label": plain(label), "element": element, "optional": optional}
            for name, label, element, optional in fields
        ],
    }


@contextmanager
def serving(bot: TinyBot) -> Iterator[str]:
    """Serve the bot in a thread; hand out the address for signed requests."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    site = Starlette(routes=[Route("/slack/events", bot.serve, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(site, log_level="error", timeout_graceful_shutdown=1, lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/slack/events"
    finally:
        server.should_exit = True
        thread.join(5)
        listening.close()
