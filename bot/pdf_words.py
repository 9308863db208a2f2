"""Run as a program: a PDF on standard input, the words of its first pages on standard output, within limits."""

from __future__ import annotations

import io
import resource
import sys

MOST_PAGES = 3
MOST_CHARACTERS = 20_000
MEMORY, SECONDS = 512_000_000, 10


def main() -> int:
    """Read the words; 1 where it can't be done within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from pypdf import PdfReader  # noqa: PLC0415 (under the limits)
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
        words = "\n".join(page.extract_text() for page in reader.pages[:MOST_PAGES])
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, MemoryError):
        return 1
    sys.stdout.buffer.write(words[:MOST_CHARACTERS].encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
