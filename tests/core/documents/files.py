"""Real files for the tests: PDFs and pictures made by the libraries that people's programs use."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from PIL import Image


def a_pdf(change: Callable[[pikepdf.Pdf], None] = lambda _pdf: None, **options: object) -> bytes:
    """A PDF of one empty page, changed by `change` before it is written."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        target = io.BytesIO()
        pdf.save(target, deterministic_id="encryption" not in options, **options)  # type: ignore[arg-type]
    return target.getvalue()


def a_picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    """A picture of one colour."""
    target = io.BytesIO()
    Image.new(mode, size, 1).save(target, kind, **options)
    return target.getvalue()
