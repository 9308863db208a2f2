"""What an import keeps between dry run and end, sealed: the file, and the list of what is wrong in it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from core.exchange.outcomes import Trouble
from core.exchange.sources import Options
from core.vault import seal, unseal
from core.words import Sentence

PURPOSE = "import"
MOST_KEPT = 2_000
"""Troubles kept of one file; a file with more has one thing wrong with all of it."""


def sealed_file(session: Any, content: bytes) -> bytes:
    """A file as it is kept."""
    return seal(session.vault.key_for(session.workspace_id, PURPOSE), zlib.compress(content, 6))


def opened_file(session: Any, sealed: bytes) -> bytes:
    """The file that was kept."""
    return zlib.decompress(unseal(session.vault.key_for(session.workspace_id, PURPOSE), sealed))


def sealed_report(session: Any, troubles: Iterable[Trouble]) -> bytes:
    """Troubles as they are kept, the first 2,000 by line."""
    rows = [[each.line, each.column, _packed(each.reason)] for each in troubles][:MOST_KEPT]
    return sealed_file(session, json.dumps(rows, ensure_ascii=False, default=str).encode())


def opened_report(session: Any, sealed: bytes | None) -> list[Trouble]:
    """The troubles that were kept."""
    if sealed is None:
        return []
    kept = json.loads(opened_file(session, sealed))
    return [Trouble(line, column, _unpacked(reason)) for line, column, reason in kept]


def packed_options(options: Options) -> dict[str, Any]:
    """Options as a run keeps them."""
    return {
        "framework": options.framework,
        "columns": dict(options.columns),
        "encoding": options.encoding,
        "confirmed": options.confirmed,
    }


def unpacked_options(kept: Mapping[str, Any]) -> Options:
    """The options that a run kept."""
    return Options(
        framework=kept.get("framework"),
        columns=dict(kept.get("columns") or {}),
        encoding=kept.get("encoding"),
        confirmed=bool(kept.get("confirmed")),
    )


def _packed(sentence: Sentence) -> dict[str, Any]:
    values = {
        name: _packed(value) if isinstance(value, Sentence) else list(value) if isinstance(value, tuple) else value
        for name, value in sentence.values.items()
    }
    return {"id": sentence.id, "values": values, "many": sentence.many, "count": sentence.count}


def _unpacked(kept: Mapping[str, Any]) -> Sentence:
    values = {
        name: _unpacked(value) if isinstance(value, dict) else value for name, value in kept["values"].items()
    }
    return Sentence(kept["id"], values, kept["many"], kept["count"])
