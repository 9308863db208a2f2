"""What the page asks for and does: state as one person sees it, news, acts, clock, faults."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.workspace import pressing, talking
from bot.workspace.files import as_file, may_see
from bot.workspace.page_state import page_state
from bot.workspace.refusals import CannotDo
from bot.workspace.state import public

if TYPE_CHECKING:
    from bot.workspace.feed import News
    from bot.workspace.workspace import LocalWorkspace

Act = Callable[..., Any]
Endpoint = Callable[[Request], Awaitable[Response]]
QUIET_LIMIT = 15.0
SHOWN_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def page_routes(ws: LocalWorkspace) -> list[Route]:
    """Return the routes under `/_/` that serve the page and the tests' HTTP access."""
    return [
        Route("/_/people", _for_person(ws, _people, anybody=True)),
        Route("/_/start", _for_person(ws, _start)),
        Route("/_/stream", _for_person(ws, _stream)),
        Route("/_/files/{file}", _for_person(ws, _file)),
        Route("/_/upload", _for_person(ws, _upload), methods=["POST"]),
        Route("/_/act/{verb}", _for_person(ws, _act), methods=["POST"]),
        Route("/_/clock", _for_person(ws, _clock, anybody=True), methods=["GET", "POST"]),
        Route("/_/faults", _for_person(ws, _faults, anybody=True), methods=["GET", "POST", "DELETE"]),
    ]


def read_up_to(ws: LocalWorkspace, person: str, *, conversation: str) -> None:
    """Note that a person has read everything in a conversation."""
    place = talking.conversation_of(ws, person, conversation)
    seen = place.seen_by(person)
    ws.memory.read_marks[(person, place.id)] = seen[-1]["ts"] if seen else "0"
    ws.feed.publish("unread", {"person": person, "conversations": ws.memory.unread(person)})


ACTS: dict[str, Act] = {
    "say": talking.say,
    "command": talking.run_command,
    "tab": talking.open_tab,
    "press": pressing.press,
    "options": pressing.look_up,
    "submit": pressing.submit,
    "close": pressing.close,
    "shortcut": pressing.use_shortcut,
    "read": read_up_to,
}


def _for_person(
    ws: LocalWorkspace,
    serve: Callable[[LocalWorkspace, str, Request], Awaitable[Response]],
    *,
    anybody: bool = False,
) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        person = request.query_params.get("person", "")
        try:
            if not anybody:
                talking.known_person(ws, person)
            return await serve(ws, person, request)
        except CannotDo as error:
            return JSONResponse({"error": str(error)}, 400)
        except (json.JSONDecodeError, TypeError, ValueError, KeyError) as error:
            return JSONResponse({"error": f"This request cannot be read: {error}"}, 400)

    return endpoint


async def _people(ws: LocalWorkspace, _person: str, _request: Request) -> Response:
    present = [each.id for each in ws.memory.people.values() if not each.deleted]
    return JSONResponse({"people": present})


async def _start(ws: LocalWorkspace, person: str, _request: Request) -> Response:
    return JSONResponse(page_state(ws, person))


async def _stream(ws: LocalWorkspace, person: str, _request: Request) -> Response:
    queue = ws.feed.open(person)

    async def news() -> AsyncIterator[str]:
        try:
            yield ": listening\n\n"
            while True:
                try:
                    item = await asyncio.wait_for(queue.get(), QUIET_LIMIT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if item is None:
                    return
                yield _as_sse(item)
        finally:
            ws.feed.close(person, queue)

    return StreamingResponse(news(), media_type="text/event-stream")


def _as_sse(item: News) -> str:
    return f"event: {item.kind}\ndata: {json.dumps(item.body, ensure_ascii=False)}\n\n"


async def _file(ws: LocalWorkspace, person: str, request: Request) -> Response:
    file = ws.memory.files.get(request.path_params["file"])
    if file is None or not file.ready or not may_see(ws, file, person):
        return Response("Not found", 404)
    inline = file.mimetype in SHOWN_INLINE
    how = "inline" if inline else "attachment"
    headers = {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name)}"}
    kind = file.mimetype if inline else "application/octet-stream"
    return Response(file.content, media_type=kind, headers=headers)


async def _upload(ws: LocalWorkspace, person: str, request: Request) -> Response:
    name = request.query_params.get("name", "file")
    file = talking.upload(ws, person, name=name, content=await request.body())
    return JSONResponse({"file": as_file(ws, file)})


async def _act(ws: LocalWorkspace, person: str, request: Request) -> Response:
    act = ACTS.get(request.path_params["verb"])
    if act is None:
        raise CannotDo(f"There is no act {request.path_params['verb']}.")
    wanted = await request.json()
    inspect.signature(act).bind(ws, person, **wanted)
    done = act(ws, person, **wanted)
    result = await done if inspect.isawaitable(done) else done
    if isinstance(result, dict):
        result = public(result)
    return JSONResponse({"result": result})


async def _clock(ws: LocalWorkspace, _person: str, request: Request) -> Response:
    if request.method == "POST":
        wanted = await request.json()
        if "move_by" in wanted:
            ws.clock.move_by(float(wanted["move_by"]))
        elif "move_to" in wanted:
            ws.clock.move_to(float(wanted["move_to"]))
        else:
            ws.clock.back_to_now()
        ws.feed.publish("clock", {"offset_seconds": ws.clock.offset_seconds})
    return JSONResponse({"offset_seconds": ws.clock.offset_seconds, "now": ws.clock.now()})


async def _faults(ws: LocalWorkspace, _person: str, request: Request) -> Response:
    if request.method == "DELETE":
        ws.faults.clear()
    if request.method == "POST":
        wanted = await request.json()
        if "method" in wanted:
            ws.faults.on_call(**wanted)
        else:
            ws.faults.on_delivery(**wanted)
    return JSONResponse({"waiting": ws.faults.waiting()})
