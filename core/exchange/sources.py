"""A file opened as what its content is: a table (CSV, XLSX) or a JSON document; its name is only a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from core.exchange.encodings import text_of
from core.exchange.json_lines import read_json
from core.exchange.sheets import Sheet, read_csv
from core.exchange.workbooks import MAGIC, read_workbook

TABLES = (".csv", ".tsv", ".xlsx", ".json")
"""Endings of files that are read as rows."""


@dataclass(frozen=True)
class Options:
    """How a file is to be read: into which framework (its id number), its columns by other names, its encoding.

    `confirmed` says that a framework on file under another name is meant (imports/upsert).
    """

    framework: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    confirmed: bool = False


@dataclass(frozen=True)
class Source:
    """An opened file: a table or a document."""

    name: str
    sheet: Sheet | None = None
    document: Any = None

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return PurePosixPath(self.name).stem or "file"


def open_source(name: str, content: bytes, options: Options) -> Source:
    """The file's content. Raises Unreadable where it is neither a table nor JSON, naming the line."""
    if content.startswith(MAGIC):
        return Source(name, sheet=read_workbook(content))
    text = text_of(content, options.encoding)
    if text.lstrip()[:1] in ("{", "["):
        return Source(name, document=read_json(text))
    return Source(name, sheet=read_csv(text))
