"""Pictures are drawn anew: what is stored has the pixels and nothing else (no location, no second file behind)."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import Invalid
from core.words import say

MOST_PIXELS = 64_000_000
"""Larger pictures are refused before they are unpacked: a small file can unfold to gigabytes."""

_FORMATS = {"image/png": ("PNG", ("PNG",)), "image/jpeg": ("JPEG", ("JPEG", "MPO"))}
_KEPT_MODES = {"PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"), "JPEG": ("L", "RGB")}
_JPEG_QUALITY = 90


def clean_image(name: str, content: bytes, media_type: str) -> bytes:
    """The picture encoded anew, upright; raises Invalid when it can't be opened or is too large to unfold."""
    written_as, read_as = _FORMATS[media_type]
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            if image.format not in read_as:
                raise UnidentifiedImageError
            _check_pixels(name, image.size)
            return _drawn(image, written_as)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(name) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError):
        raise Invalid(
            say("{name} can't be opened as a picture. Send it again, or as a PDF.", name=name), field="file"
        ) from None


def _drawn(image: Image.Image, written_as: str) -> bytes:
    upright = ImageOps.exif_transpose(image)
    if upright.mode not in _KEPT_MODES[written_as]:
        upright = upright.convert("RGBA" if written_as == "PNG" and upright.has_transparency_data else "RGB")
    bare = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        bare.putpalette(upright.palette or upright.getpalette() or [])
    bare.paste(upright)
    if "transparency" in upright.info and upright.mode == "P":
        bare.info["transparency"] = upright.info["transparency"]
    target = io.BytesIO()
    if written_as == "JPEG":
        bare.save(target, "JPEG", quality=_JPEG_QUALITY)
    else:
        bare.save(target, "PNG")
    return target.getvalue()


def _check_pixels(name: str, size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_many_pixels(name)


def _too_many_pixels(name: str) -> Invalid:
    return Invalid(
        say("{name} has more than {most} million pixels. Send a smaller picture.", name=name,
            most=MOST_PIXELS // 1_000_000),
        field="file",
    )
