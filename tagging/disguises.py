"""What a piece of text may really say: spelled with look-alike letters, digits, gaps, backwards or in code.

Orders to a model are hidden so from the editor who reads the text; a model reads them all the same.
"""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

# Marks nobody sees, with which a text can hide an order from its editor.
HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_TAG_BLOCK = re.compile("[\U000e0020-\U000e007e]+")
_BACKWARDS = re.compile("[\u202d\u202e]")
_GAPS = re.compile(r"\b(?:\w[ ._*-]){2,}\w\b")
_BETWEEN = re.compile(r"[ ._*-]")
_CODE = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
_HEX = re.compile(r"\b(?:[0-9a-fA-F]{2}[ ]?){10,}")
_MIXED = re.compile(r"[A-Za-z][013457@$]+[A-Za-z]|\b[013457@$][A-Za-z]{2}")
_TURNED = ("vtaber", "qvfertneq", "sbetrg", "bireevqr", "flfgrz")
"""'ignore', 'disregard', 'forget', 'override' and 'system', turned by thirteen letters."""
_DIGITS = str.maketrans("013457@$", "oieastas")
# Letters of other alphabets that look like Latin ones.
_ALIKE = str.maketrans(
    "аеорсухікмтвнгѕјԁոΑΒΕΖΗΙΚΜΝΟΡΤΥΧαειοκνρτυχАВЕКМНОРСТУХІЅЈ",
    "aeopcyxikmtbhrsjdnABEZHIKMNOPTYXaeiokvptuxABEKMHOPCTYXISJ",
)


def readings(text: str) -> Iterator[str]:
    """The text without what nobody sees, then everything else it may say, where that differs."""
    plain = unicodedata.normalize("NFKC", HIDDEN.sub("", text))
    yield plain
    told = {plain}
    for other in _others(text, plain):
        if other not in told:
            told.add(other)
            yield other


def _others(text: str, plain: str) -> Iterator[str]:
    for written in _TAG_BLOCK.findall(text):
        yield "".join(chr(ord(mark) - 0xE0000) for mark in written)
    if _BACKWARDS.search(text):
        yield plain[::-1]
    if not plain.isascii():
        yield plain.translate(_ALIKE)
    if _MIXED.search(plain):
        yield plain.translate(_DIGITS)
    if _GAPS.search(plain):
        parted = re.sub(r" {2,}", "\t", plain)
        yield _GAPS.sub(lambda found: _BETWEEN.sub("", found.group()), parted).replace("\t", " ")
    if "&" in plain or "%" in plain:
        yield html.unescape(unquote(plain))
    yield from _decoded(plain)


def _decoded(plain: str) -> Iterator[str]:
    for written in _CODE.findall(plain):
        try:
            yield base64.b64decode(written + "=" * (-len(written) % 4), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    for written in _HEX.findall(plain):
        try:
            yield bytes.fromhex(written).decode()
        except (ValueError, UnicodeDecodeError):
            continue
    if any(word in plain.lower() for word in _TURNED):
        yield codecs.encode(plain, "rot13")
