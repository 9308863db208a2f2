"""What psycopg does for a statement, done with less around it: a statement that is prepared is sent and read at once.

Its cursors find out anew at each execution what stays the same from one to the next. Here a cursor is kept with its
connection; it counts and prepares statements as ever, and what it has prepared goes past it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from psycopg import generators
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.types.numeric import Int8BinaryDumper
from sqlalchemy import event

KEPT = "core.postgres"
MOST_PREPARED = 400
"""Statements a connection keeps prepared: those of everyday work, with room."""

IDLE, IN_TRANSACTION = TransactionStatus.IDLE, TransactionStatus.INTRANS
ROWS, DONE, NOTHING = ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK, ExecStatus.EMPTY_QUERY
TEXT = Format.TEXT


def sender(connection: Any) -> Sender:
    """Who sends statements on this connection of a pool; one for as long as it lives."""
    found = connection.info.get(KEPT)
    if found is None:
        found = connection.info[KEPT] = Sender(connection.dbapi_connection)
    return cast(Sender, found)


class Sender:
    """Sends statements on one connection; their values are `$1`, `$2` and so on."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.cursor = psycopg.RawCursor(connection)
        # Else a statement would be another one for each size of a number in it, and each be prepared apart.
        self.cursor.adapters.register_dumper(int, Int8BinaryDumper)
        self._connection = connection
        self._converting = Transformer(self.cursor)
        # Of these two psycopg promises nothing: where they are not, every statement goes by the cursor.
        prepared: OrderedDict[Any, bytes] | None = getattr(getattr(connection, "_prepared", None), "_names", None)
        self._prepared = OrderedDict[Any, bytes]() if prepared is None else prepared
        self._beginning: Callable[[], bytes] | None = getattr(connection, "_get_tx_start_command", None)

    def send(self, text: str, values: Sequence[Any]) -> tuple[Sequence[Any], int]:
        """The rows a statement gives, and how many it concerned; raises psycopg's errors."""
        query = _encoded(text)
        if self._connection.pgconn.transaction_status == IN_TRANSACTION or self._begun():
            converted = self._converting.dump_sequence(values, _formats(len(values)))
            key = query, self._converting.types or ()
            name = self._prepared.get(key)
            if name is not None:
                self._prepared.move_to_end(key)
                return self._execute(name, converted)
        self.cursor.execute(query, values)
        return self.cursor.fetchall() if self.cursor.description else (), self.cursor.rowcount

    def _begun(self) -> bool:
        """Begin the transaction that psycopg would begin with a statement; False where that is to say what is wrong."""
        connection = self._connection
        if self._beginning is None or connection.autocommit or connection.pgconn.transaction_status != IDLE:
            return False
        result = connection.pgconn.exec_(self._beginning())
        if result.status != DONE:
            raise error_from_result(result)
        return True

    def _execute(self, name: bytes, converted: Sequence[Any]) -> tuple[Sequence[Any], int]:
        connection, converting = self._connection, self._converting
        with connection.lock:
            connection.pgconn.send_query_prepared(
                name, converted, param_formats=converting.formats, result_format=TEXT
            )
            result = connection.wait(generators.execute(connection.pgconn))[-1]
        if result.status == ROWS:
            converting.set_pgresult(result)
            return converting.load_rows(0, result.ntuples, tuple), result.ntuples
        if result.status != DONE:
            raise error_from_result(result)
        return (), -1 if result.command_tuples is None else result.command_tuples


def keep_prepared(engine: sa.Engine) -> None:
    """Have the connections of this engine keep more statements prepared than psycopg does by itself."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.prepared_max = MOST_PREPARED


def end_reading_kept(engine: sa.Engine) -> None:
    """Have what was only read end with COMMIT: at a rollback psycopg forgets all that it has prepared."""
    engine.dialect.do_rollback = _commit  # type: ignore[method-assign, assignment]


def _commit(connection: Any) -> None:
    """Of a transaction that failed the server makes a rollback."""
    connection.commit()


def ping_quickly(engine: sa.Engine) -> None:
    """Have this engine ask in a tenth of the usual time whether a connection from its pool still stands."""
    engine.dialect.do_ping = _ping  # type: ignore[method-assign, assignment]


def _ping(connection: Any) -> bool:
    """Begins no transaction; raises psycopg's errors where the server is gone."""
    result = connection.pgconn.exec_(b"")
    if result.status != NOTHING:
        raise error_from_result(result)
    return True


@cache
def _formats(number: int) -> Sequence[PyFormat]:
    return [PyFormat.AUTO] * number


_ENCODED: dict[str, bytes] = {}
MOST_ENCODED = 4_000


def _encoded(text: str) -> bytes:
    found = _ENCODED.get(text)
    if found is None:
        if len(_ENCODED) >= MOST_ENCODED:
            _ENCODED.clear()
        found = _ENCODED[text] = text.encode()
    return found
