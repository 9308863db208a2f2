"""Bytes of a file into text: UTF-8, or UTF-16 where the file says so itself; another encoding only when it is named."""

from __future__ import annotations

import codecs
import re

from core.exchange.outcomes import Unreadable
from core.words import say

WINDOWS = "cp1252"
"""What older spreadsheets write in Western Europe; offered when a file isn't UTF-8, never guessed."""

ENCODINGS = ("utf-8", WINDOWS)
_LINE_END = re.compile(rb"\r\n|\r|\n")


def text_of(content: bytes, encoding: str | None = None) -> str:
    """The text of a file, without its byte order mark. Raises Unreadable naming the first line that isn't text."""
    if not content.strip():
        raise Unreadable(say("The file is empty. Nothing changed."), empty=True)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(content, "utf-16", "UTF-16")
    text = _decoded(content, encoding or "utf-8", "Windows-1252" if encoding == WINDOWS else "UTF-8")
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if "\0" in text:
        raise Unreadable(say("Line {line} isn't text. Nothing changed.", line=_line_at(content, content.index(b"\0"))))
    return text


def _decoded(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line_at(content, error.start)
        raise Unreadable(
            say("Line {line} isn't {name}. Nothing changed.", line=line, name=name), line=line, encoding=encoding
        ) from None


def _line_at(content: bytes, position: int) -> int:
    return len(_LINE_END.findall(content[:position])) + 1
