"""The words on a document: a PDF's text, a picture's by an OCR engine or a vision model where there is one.

A PDF is read in a process of its own with little time and memory, for it can be made to keep a reader busy for ever.
Nothing of what is read is logged.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from bot.logs import log
from bot.product import Product
from core.documents import CheckedFile
from tagging.llm import ChatFailed

SECONDS = 15
MOST_CHARACTERS = 20_000
PDF = "application/pdf"
LANGUAGES = "eng"


def words_on(product: Product, file: CheckedFile) -> str:
    """What stands on a document, '' where nothing can be read."""
    if file.media_type == PDF:
        return _said_by([sys.executable, "-I", "-m", "bot.pdf_words"], file.content)
    engine = shutil.which("tesseract")
    if engine is not None:
        return _said_by([engine, "stdin", "stdout", "-l", LANGUAGES], file.content)
    model = product.vision_model
    if model is None:
        return ""
    try:
        return str(model.read_picture(file.media_type, file.content))[:MOST_CHARACTERS]
    except ChatFailed as failed:
        log.info("the picture was not read", reason=failed.kind)
        return ""


def _said_by(command: list[str], content: bytes) -> str:
    """What a program says of a document it is given; '' where it gives up, fails, or takes too long."""
    try:
        done = subprocess.run(  # noqa: S603 (the command is ours, the document comes on standard input)
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        log.info("the document was not read", reason=type(error).__name__)
        return ""
    if done.returncode != 0:
        log.info("the document was not read", reason=f"exit {done.returncode}")
        return ""
    return done.stdout.decode("utf-8", "replace")[:MOST_CHARACTERS]
