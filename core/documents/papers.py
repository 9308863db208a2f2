"""PDFs are kept as they are when they only show something; those that act, or carry files, are refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from core.errors import Invalid
from core.words import say

_ACTS = frozenset({
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Movie", "/Sound",
    "/GoToE", "/GoTo3DView", "/RichMediaExecute",
})
_CARRIES = frozenset({
    "/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/AF", "/XFA", "/RichMediaContent",
})
MOST_OBJECTS = 200_000
_DEEPEST = 100
_AFTER_END = b" \t\r\n\x00\x0c"


def clean_pdf(name: str, content: bytes) -> bytes:
    """The PDF as it will be kept; what stands behind its end is cut off by writing it anew.

    Raises Invalid when it is locked, broken, without pages, or acts.
    """
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if not len(pdf.pages):
                raise _unreadable(name)
            if _acts(pdf):
                raise Invalid(
                    say("{name} carries a script, an action or a file inside, which I don't keep. "
                        "Print it to a plain PDF and send that.", name=name),
                    field="file",
                )
            return content if _ends_cleanly(content) else _written_anew(pdf)
    except pikepdf.PasswordError:
        raise Invalid(say("{name} is locked with a password. Send it unlocked.", name=name), field="file") from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, OverflowError):
        raise _unreadable(name) from None


def _acts(pdf: pikepdf.Pdf) -> bool:
    """Whether any object of the file is an action that does something, or a file within the file."""
    return any(count > MOST_OBJECTS or _is_active(thing) for count, thing in enumerate(_objects(pdf)))


def _is_active(thing: Any) -> bool:
    keys = set(thing.keys())
    action, kind = _name_at(thing, "/S"), _name_at(thing, "/Type")
    annotation = _name_at(thing, "/Subtype")
    return bool(keys & _CARRIES) or action in _ACTS or kind == "/EmbeddedFile" or annotation in (
        "/FileAttachment", "/RichMedia", "/3D", "/Movie", "/Screen", "/Sound",
    )


def _name_at(thing: Any, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _objects(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """All dictionaries of the file, also those within others."""
    yield from _within(pdf.trailer, 0)
    for each in pdf.objects:
        yield from _within(each, 0)


def _within(thing: Any, depth: int) -> Iterator[Any]:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        children = [thing[key] for key in thing.keys()]  # noqa: SIM118 (a PDF object is no mapping)
    elif isinstance(thing, pikepdf.Array):
        children = list(thing)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _within(child, depth + 1)


def _ends_cleanly(content: bytes) -> bool:
    at = content.rfind(b"%%EOF")
    return at >= 0 and not content[at + len(b"%%EOF") :].strip(_AFTER_END)


def _written_anew(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def _unreadable(name: str) -> Invalid:
    return Invalid(say("{name} can't be opened as a PDF. Send it again, or as a picture.", name=name), field="file")
