"""Whether a file can be kept: decided by its content, never by its name or what its sender says of it."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.documents.images import clean_image
from core.documents.papers import clean_pdf
from core.errors import Invalid
from core.words import Sentence, say

MEGABYTE = 1_000_000
LARGEST_MEGABYTES = 20
"""The most a file may have, unless the workspace sets another number."""

LONGEST_NAME = 120

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
MEDIA_TYPES = (PDF, PNG, JPEG)
_BEGINNINGS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_ENDINGS = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg")}


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept, as it will be stored: images are drawn anew, which leaves nothing but the picture."""

    name: str
    media_type: str
    content: bytes
    content_hash: str

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.content)


def check_file(name: str, content: bytes, *, megabytes: int = LARGEST_MEGABYTES) -> CheckedFile:
    """The file as it will be kept: PDF, PNG or JPEG of at most so many megabytes (qualifications/documents).

    Raises Invalid with field `file` for an empty, too large or other file, for a picture or PDF that can't be opened,
    and for a PDF that acts: scripts, launch actions, files inside.
    """
    shown = plain_name(name)
    check_claims(shown, len(content), megabytes=megabytes)
    media_type = _media_type(content)
    if media_type is None:
        raise Invalid(other_type(shown, megabytes), field="file", kinds=True)
    kept = clean_pdf(shown, content) if media_type == PDF else clean_image(shown, content, media_type)
    check_claims(shown, len(kept), megabytes=megabytes)
    return CheckedFile(_named_alike(shown, media_type), media_type, kept, hashlib.sha256(kept).hexdigest())


def check_claims(name: str, size: int, *, megabytes: int = LARGEST_MEGABYTES) -> None:
    """Refuse an empty or too large file by its size, before it is fetched as well as after."""
    shown = plain_name(name)
    if size == 0:
        raise Invalid(say("{name} is empty.", name=shown), field="file")
    if size > megabytes * MEGABYTE:
        raise Invalid(
            say("I keep PDF, PNG and JPEG up to {most} MB; {name} has {size} MB.", most=megabytes, name=shown,
                size=-(-size // MEGABYTE)),
            field="file",
            kinds=True,
        )


def looks_keepable(name: str, media_type: str) -> bool:
    """Whether name or stated type promise a kind that is kept; only the content decides in the end."""
    ending = PurePosixPath(name.lower()).suffix
    return media_type in MEDIA_TYPES or any(ending in endings for endings in _ENDINGS.values())


def other_type(name: str, megabytes: int = LARGEST_MEGABYTES) -> Sentence:
    """What is said of a file of another type."""
    return say(
        "I keep PDF, PNG and JPEG up to {most} MB; {name} is another type.", most=megabytes, name=plain_name(name)
    )


def plain_name(name: str) -> str:
    """A file's name without folders, control characters and excess length."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip(" .")
    if len(shown) > LONGEST_NAME:
        ending = PurePosixPath(shown).suffix[:10]
        shown = shown[: LONGEST_NAME - len(ending)] + ending
    return shown or "file"


def _media_type(content: bytes) -> str | None:
    return next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)


def _named_alike(name: str, media_type: str) -> str:
    """The name with the ending of what the file really is."""
    endings = _ENDINGS[media_type]
    return name if name.lower().endswith(endings) else name + endings[0]
