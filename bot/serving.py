"""The bot for a real workspace: opened, connected to Slack by HTTP or Socket Mode, run until it is asked to stop."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.routing import Route

from bot.directory import synchronise
from bot.installation import Installations
from bot.logs import log
from bot.manifest import EVENTS_PATH
from bot.oauth import Installer, oauth_routes
from bot.product import Product
from bot.service import Service, build_conversations, open_product, opened_engine
from bot.settings import Settings, secret
from bot.socket import Receiver, SocketMode, refused_token
from bot.worker_process import WorkerProcess
from bot.xapi.http import xapi_routes
from core.errors import Misconfigured, ProwessError, Unavailable
from core.words import say

STOP_WITHIN = 5
"""Seconds given to what is being answered when the bot is stopped."""


def run_service(settings: Settings, *, prepare: Callable[[Service], None] = lambda _service: None) -> int:
    """Serve until interrupted; 0 when it was ended so. `prepare` is called when the workspace is known, before work.

    Raises Misconfigured or Unavailable with the setting or part that keeps it from starting.
    """
    with _listening(settings) as listening, _worker_process() as working, opened_engine(settings) as engine:
        engine.database.answering = True
        service = open_service(open_product(settings, engine=engine), working.wake)
        working.on_warm = service.warm
        try:
            install_own_token(service)
            prepare(service)
            working.go()
            _run(service, settings, listening)
        finally:
            service.stop()
    return 0


@contextmanager
def _worker_process() -> Iterator[WorkerProcess]:
    """Started first: it loads while this process opens the database; it works when it is told to go."""
    working = WorkerProcess()
    try:
        yield working
    finally:
        working.stop()


def open_service(product: Product, wake: Callable[[], object] | None = None) -> Service:
    """The service with the addresses of installing from a link; `wake` where another process works."""

    def installations() -> Installations:
        return service.installations

    def installed(workspace_id: int) -> None:
        threading.Thread(
            target=follow_directory_now, args=(service, workspace_id), name="directory", daemon=True
        ).start()

    routes = [*oauth_routes(Installer(product, installations, installed)), *xapi_routes(product)]
    service = Service(product, build_conversations(), *routes, wake=wake)
    return service


def install_own_token(service: Service) -> int | None:
    """Install the setting's bot token; the workspace, None without a token.

    Where Slack doesn't answer, a workspace installed earlier goes on with what is kept.
    """
    token = secret(service.product.settings.slack_bot_token)
    if not token:
        return None
    try:
        return service.installations.install(token)
    except SlackApiError as error:
        raise refused_token("SLACK_BOT_TOKEN", error) from None
    except OSError as error:
        if not service.product.engine.workspaces():
            raise Unavailable(say("Slack doesn't answer. Check this machine's network, then start again.")) from error
        log.warning("started without Slack", error=error)
        return None


def follow_directory_now(service: Service, workspace_id: int) -> None:
    """Read a workspace's directory; where that fails, the next start reads it."""
    try:
        synchronise(service.product, service.installations.client(workspace_id), workspace_id)
    except (ProwessError, SlackApiError, OSError) as error:
        log.warning("directory not followed", error=error, workspace=workspace_id)


def _run(service: Service, settings: Settings, listening: socket.socket) -> None:
    token = secret(settings.slack_app_token)
    if token is None:
        log.info("serving", port=listening.getsockname()[1])
        _serve(service.edge, listening)
        return
    receiver = Receiver(service.interactions, service.pending, service.desk.identity.workspace_of)
    connection = SocketMode(receiver, token, settings.slack_api_url)
    connection.start()
    log.info("connected", port=listening.getsockname()[1])
    try:
        _serve(without_deliveries(service.edge), listening)
    finally:
        connection.stop()


def without_deliveries(edge: Starlette) -> Starlette:
    """The same addresses but Slack's own: in Socket Mode nothing that comes by HTTP is signed for us."""
    kept = [route for route in edge.routes if isinstance(route, Route) and route.path != EVENTS_PATH]
    return Starlette(routes=kept)


def _serve(app: Starlette, listening: socket.socket) -> None:
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=STOP_WITHIN
    )
    with _quiet_signals():
        uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """The server hands the signal on when it has stopped; by then all that is left is to end in order."""
    before = {each: signal.signal(each, signal.SIG_IGN) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The port, taken before anything else is opened, so that a second start says so at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((settings.host, settings.port))
        except OSError as error:
            reason = str(error.strerror or error)
            raise Misconfigured(
                say(
                    "Port {port} on {host} can't be used: {reason}. Set PORT or PROWESS_HOST.",
                    port=str(settings.port),
                    host=settings.host,
                    reason=reason,
                )
            ) from None
        listening.set_inheritable(True)
        yield listening
