"""Socket Mode over a real connection: a small Slack here hands out envelopes and collects what comes back."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, Queue
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.pending import PendingDeliveries, Store
from bot.socket import Receiver, SocketMode
from core.clock import system_clock
from core.errors import Misconfigured, Unavailable
from core.notifications.inbox import NewDelivery, claim_deliveries, store_deliveries
from tests.conftest import House

EVENT = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "message", "user": "UANNA"}}


class SmallSlack:
    """Issues connections, sends envelopes down them, keeps the acknowledgements."""

    def __init__(self) -> None:
        self.acknowledged: Queue[dict[str, Any]] = Queue()
        self.connections: list[web.WebSocketResponse] = []
        self.tokens: list[str] = []
        self._connected = threading.Event()
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(5)

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def send(self, kind: str, payload: Mapping[str, Any], envelope: str = "E1") -> None:
        assert self._connected.wait(5)
        self._do(self.connections[-1].send_json({"type": kind, "envelope_id": envelope, "payload": payload}))

    def ask_to_reconnect(self) -> None:
        assert self._connected.wait(5)
        self._connected.clear()
        self._do(self.connections[-1].send_json({"type": "disconnect", "reason": "refresh_requested"}))

    def answer(self) -> dict[str, Any]:
        return self.acknowledged.get(timeout=5)

    def close(self) -> None:
        self._do(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._ready.set()
        self._loop.run_forever()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_post("/api/apps.connections.open", self._open)
        app.router.add_get("/link", self._link)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _open(self, request: web.Request) -> web.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        self.tokens.append(token)
        if token != "xapp-good":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, "url": f"ws://127.0.0.1:{self.port}/link"})

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections.append(socket)
        await socket.send_json({"type": "hello"})
        self._connected.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledged.put(json.loads(message.data))
        return socket


def an_app(answered: Queue[str]) -> App:
    """An app whose one command answers with a text."""
    app = App(
        authorize=lambda **_: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb", bot_user_id="UBOT"),
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )

    @app.command("/prowess")
    def command(ack: Callable[..., Any], body: Mapping[str, Any]) -> None:
        answered.put(body["text"])
        ack({"response_type": "ephemeral", "text": "Here is your help."})

    return app


class Endings:
    """What is closed when all tests are done: a connection takes seconds to end, many at once take no longer."""

    def __init__(self) -> None:
        self.connections: list[SocketMode] = []
        self.others: list[Callable[[], None]] = []

    def run(self) -> None:
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda connection: connection.stop(), self.connections))
        for close in self.others:
            close()


@pytest.fixture(scope="module")
def endings() -> Iterator[Endings]:
    gathered = Endings()
    yield gathered
    gathered.run()


@pytest.fixture
def slack(endings: Endings) -> SmallSlack:
    running = SmallSlack()
    endings.others.append(running.close)
    return running


def _nowhere(_deliveries: Sequence[NewDelivery]) -> set[tuple[int, str]]:
    return set()


@pytest.fixture
def connect(slack: SmallSlack, endings: Endings) -> Callable[..., SocketMode]:
    def open_connection(
        store: Store, workspace_id: int | None = 1, token: str = "xapp-good"
    ) -> SocketMode:
        pending = PendingDeliveries(store, system_clock)
        endings.others.append(pending.close)
        connection = SocketMode(Receiver(an_app(Queue()), pending, lambda _team: workspace_id), token, slack.api_url)
        connection.start()
        endings.connections.append(connection)
        return connection

    return open_connection


def test_an_event_is_in_the_inbox_before_it_is_acknowledged(
    slack: SmallSlack, connect: Callable[..., SocketMode], house: House
) -> None:
    acknowledged_at_storing: list[int] = []

    def store(deliveries: Sequence[NewDelivery]) -> set[tuple[int, str]]:
        fresh = store_deliveries(house.engine.database, house.engine.vault, deliveries)
        acknowledged_at_storing.append(slack.acknowledged.qsize())
        return fresh

    connect(store, house.workspace_id)
    slack.send("events_api", EVENT)
    assert slack.answer() == {"envelope_id": "E1"}
    assert acknowledged_at_storing == [0]
    claimed = claim_deliveries(house.engine.database, house.engine.vault, "test", system_clock(), limit=50)
    mine = [each for each in claimed if each.workspace_id == house.workspace_id]
    assert [(each.key, json.loads(each.body)) for each in mine] == [("event:Ev1", EVENT)]


def test_an_event_that_cannot_be_stored_is_left_for_slack_to_repeat(
    slack: SmallSlack, connect: Callable[..., SocketMode]
) -> None:
    def store(_deliveries: Sequence[NewDelivery]) -> set[tuple[int, str]]:
        raise OSError("the disk is full")

    connect(store)
    slack.send("events_api", EVENT)
    with pytest.raises(Empty):
        slack.acknowledged.get(timeout=0.2)


@pytest.mark.parametrize(
    ("payload", "workspace_id"),
    [
        (EVENT, None),
        ({**EVENT, "event": {"type": "message", "subtype": "message_changed"}}, 1),
        ({"type": "event_callback"}, 1),
    ],
    ids=["of another team", "of a changed message", "without an event"],
)
def test_an_event_that_is_not_ours_is_acknowledged_and_not_kept(
    slack: SmallSlack, connect: Callable[..., SocketMode], payload: dict[str, Any], workspace_id: int | None
) -> None:
    kept: list[NewDelivery] = []

    def store(deliveries: Sequence[NewDelivery]) -> set[tuple[int, str]]:
        kept.extend(deliveries)
        return set()

    connect(store, workspace_id)
    slack.send("events_api", payload)
    assert slack.answer() == {"envelope_id": "E1"}
    assert kept == []


def test_a_command_is_answered_in_its_acknowledgement(slack: SmallSlack, connect: Callable[..., SocketMode]) -> None:
    connect(_nowhere)
    slack.send("slash_commands", {"command": "/prowess", "text": "help", "team_id": "T1", "user_id": "UANNA"}, "E7")
    answer = slack.answer()
    assert answer["envelope_id"] == "E7"
    assert answer["payload"]["text"] == "Here is your help."


def test_what_nobody_handles_is_not_acknowledged(slack: SmallSlack, connect: Callable[..., SocketMode]) -> None:
    connect(_nowhere)
    slack.send("slash_commands", {"command": "/unknown", "text": "", "team_id": "T1", "user_id": "UANNA"}, "E8")
    slack.send("events_api", {"type": "event_callback"}, "E9")
    assert slack.answer()["envelope_id"] == "E9"


def test_when_slack_asks_for_it_the_connection_is_made_anew(
    slack: SmallSlack, connect: Callable[..., SocketMode]
) -> None:
    connection = connect(_nowhere)
    slack.ask_to_reconnect()
    slack.send("events_api", {"type": "event_callback"}, "E2")
    assert slack.answer() == {"envelope_id": "E2"}
    assert len(slack.connections) == 2 and connection.connected


def test_a_refused_app_token_is_named_with_slacks_reason(connect: Callable[..., SocketMode]) -> None:
    with pytest.raises(Misconfigured, match="Slack refuses SLACK_APP_TOKEN: invalid_auth"):
        connect(_nowhere, token="xapp-bad")


def test_without_a_network_the_start_says_so() -> None:
    pending = PendingDeliveries(_nowhere, system_clock)
    connection = SocketMode(Receiver(an_app(Queue()), pending, lambda _team: 1), "xapp-good", "http://127.0.0.1:9/api/")
    with pytest.raises(Unavailable, match="Slack doesn't answer"):
        connection.start()
    pending.close()
