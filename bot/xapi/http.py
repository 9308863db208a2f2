"""The address /xapi: who delivers, in which version, and what is answered; a person reads why something was refused."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.guarding import NOT_AVAILABLE, is_isolated
from bot.logs import log
from bot.metrics import REFUSED
from bot.product import Product
from bot.settings import secret
from bot.xapi.taking_in import Source, prepared, stored_statement, take_in
from core.activities import opens, workspace_in
from core.errors import Conflict, Invalid, ProwessError
from core.words import Reader, Sentence, say

STATEMENTS, ABOUT = "/xapi/statements", "/xapi/about"
VERSION_HEADER = "X-Experience-API-Version"
SUPPORTED = {"1.0": "1.0.3", "2.0": "2.0.0"}
"""The latest version of each family that we speak."""

MAX_BODY = 5_000_000


class _Refused(Exception):
    """An answer other than what was asked for: its status and the sentence."""

    def __init__(self, status: int, sentence: Sentence) -> None:
        self.status, self.sentence = status, sentence
        super().__init__(status)


def xapi_routes(product: Product) -> list[Route]:
    """The addresses that other systems deliver statements to."""

    async def statements(request: Request) -> Response:
        return await _answered(product, request)

    async def about(_request: Request) -> Response:
        return JSONResponse({"version": list(SUPPORTED.values())}, headers={VERSION_HEADER: SUPPORTED["2.0"]})

    return [
        Route(STATEMENTS, statements, methods=["GET", "POST", "PUT"]),
        Route(ABOUT, about, methods=["GET"]),
    ]


async def _answered(product: Product, request: Request) -> Response:
    """The answer to a request, whatever goes wrong in it: a status and a sentence, never a trace."""
    version = SUPPORTED["1.0"]
    try:
        if is_isolated(product.settings):
            raise _Refused(503, NOT_AVAILABLE)
        version = _version(request)
        body = await _body(request)
        response = await run_in_threadpool(_HANDLERS[_method(request)], product, request, body, version)
    except ClientDisconnect:
        return Response(status_code=400)
    except _Refused as refused:
        response = _refusal(refused.status, refused.sentence)
    except ProwessError as error:
        response = _refusal(409 if isinstance(error, Conflict) else 400, error.sentence)
    except Exception as error:  # noqa: BLE001 (whatever it is, its sender reads a sentence and a reference)
        response = _trouble(error)
    response.headers[VERSION_HEADER] = version
    return response


def _post(product: Product, request: Request, body: bytes, version: str) -> Response:
    source, now = _source(product, request), product.engine.clock()
    _only(request, ())
    statements = prepared(_json(request, body), source, version, now)
    take_in(product.engine, source, statements)
    return JSONResponse([each["id"] for each in statements])


def _put(product: Product, request: Request, body: bytes, version: str) -> Response:
    source, now = _source(product, request), product.engine.clock()
    _only(request, ("statementId",))
    wanted = request.query_params.get("statementId", "")
    given = _json(request, body)
    if not wanted or not isinstance(given, dict):
        raise Invalid(say("PUT takes one statement, and its id as statementId."))
    if str(given.get("id", wanted)).lower() != wanted.lower():
        raise Invalid(say("The statement's id and statementId differ."))
    take_in(product.engine, source, prepared({**given, "id": wanted}, source, version, now))
    return Response(status_code=204)


def _get(product: Product, request: Request, _body: bytes, _version: str) -> Response:
    source = _source(product, request)
    names = ("statementId", "voidedStatementId")
    asked = {name: value for name, value in request.query_params.items() if name in names}
    _only(request, (*names, "attachments", "format"))
    if len(asked) != 1:
        raise Invalid(say("Statements are read one by one here: ask by statementId or voidedStatementId."))
    (name, wanted), *_ = asked.items()
    found = stored_statement(product.engine, source, wanted, voided=name == "voidedStatementId")
    if found is None:
        raise _Refused(404, say("There is no statement {id} here.", id=wanted[:50]))
    at = _stamp(product.engine.clock())
    return Response(found, media_type="application/json", headers={"X-Experience-API-Consistent-Through": at})


_HANDLERS: Mapping[str, Callable[[Product, Request, bytes, str], Response]] = {
    "GET": _get, "HEAD": _get, "POST": _post, "PUT": _put
}


# -- the request ------------------------------------------------------------------------------------------------


def _method(request: Request) -> str:
    return request.method.upper()


def _version(request: Request) -> str:
    """The version answered in: the latest of the family that the sender speaks."""
    asked = request.headers.get(VERSION_HEADER, "").strip()
    found = SUPPORTED.get(".".join(asked.split(".")[:2]))
    if not asked:
        raise _Refused(400, say("The header {name} is missing. Example: 1.0.3", name=VERSION_HEADER))
    if found is None:
        raise _Refused(400, say("Version {version} isn't spoken here: 1.0 and 2.0 are.", version=asked[:20]))
    return found


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            said = say("A delivery has at most {most} bytes. Send fewer statements at once.", most=MAX_BODY)
            raise _Refused(413, said)
        parts.append(part)
    return b"".join(parts)


def _source(product: Product, request: Request) -> Source:
    """The workspace whose key this is; raises 401 for any other."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    key, _, password = _decoded(given).partition(":") if kind.lower() == "basic" else ("", "", "")
    workspace_id = _opened(product, key, password) if key and password else None
    if workspace_id is None:
        REFUSED.labels("unauthorized").inc()
        raise _Refused(401, say("Not taken: key and secret don't belong to this service."))
    return Source(workspace_id, key)


def _opened(product: Product, key: str, password: str) -> int | None:
    """The workspace that a key opens: the settings' key the default one, another the one it was made for."""
    own_key, own_secret = secret(product.settings.xapi_key), secret(product.settings.xapi_secret)
    workspaces = product.engine.workspaces()
    if own_key and own_secret and workspaces and _same(key, own_key):
        return workspaces[0].id if _same(password, own_secret) else None
    workspace_id = workspace_in(key)
    if workspace_id is None or workspace_id not in {each.id for each in workspaces}:
        return None
    with product.engine.reading(workspace_id) as session:
        return workspace_id if opens(session, key, password) else None


def _decoded(given: str) -> str:
    try:
        return base64.b64decode(given.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _json(request: Request, body: bytes) -> Any:
    """What was sent; of a delivery with attachments its first part, the statements: attachments aren't kept."""
    media_type = request.headers.get("content-type", "")
    if media_type.lower().startswith("multipart/mixed"):
        body = _first_part(media_type, body)
    elif not media_type.lower().startswith("application/json"):
        raise Invalid(say("Send statements as application/json."))
    try:
        given = json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
        _check_text(json.dumps(given, default=str, ensure_ascii=False))
    except (ValueError, RecursionError, ArithmeticError):
        raise Invalid(say("This isn't JSON in UTF-8.")) from None
    return given


def _check_text(text: str) -> None:
    """Raise ValueError for what no database keeps as text: halves of characters, and the null character."""
    text.encode()
    if "\\u0000" in text:
        raise ValueError("the null character")


def _no_number(_name: str) -> None:
    raise ValueError("no number in JSON")


def _first_part(media_type: str, body: bytes) -> bytes:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + media_type.encode() + b"\r\n\r\n" + body)
    first = next(iter(message.iter_parts()), None) if message.is_multipart() else None
    content = first.get_payload(decode=True) if first is not None else None
    if not isinstance(content, bytes):
        raise Invalid(say("The first part must be the statements, as application/json."))
    return content


def _only(request: Request, known: tuple[str, ...]) -> None:
    for name in request.query_params:
        if name not in known:
            raise Invalid(say("The parameter {name} isn't known here.", name=name[:50]))


# -- the answer -------------------------------------------------------------------------------------------------


def _refusal(status: int, sentence: Sentence) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="Prowess"'} if status == 401 else {}
    return PlainTextResponse(Reader().render(sentence), status_code=status, headers=headers)


def _trouble(error: Exception) -> Response:
    reference = uuid4().hex[:6].upper()
    log.error("statements not taken", reference=reference, error=error)
    words = say("That went wrong on our side; nothing was stored. Reference: {reference}.", reference=reference)
    return _refusal(500, words)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def _stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
