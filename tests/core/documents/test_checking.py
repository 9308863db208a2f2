"""Which files are kept: decided by content, and never one that acts."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
import pytest
from PIL import Image

from core.documents import check_file, looks_keepable, plain_name
from core.errors import Invalid
from tests.core.documents.files import a_pdf, a_picture

SIGNATURE = b"\x89PNG\r\n\x1a\n"

pytestmark = pytest.mark.rule("qualifications/documents")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (a_pdf(), "application/pdf"),
        (a_picture("PNG"), "image/png"),
        (a_picture("JPEG"), "image/jpeg"),
        (a_picture("PNG", mode="P"), "image/png"),
        (a_picture("PNG", mode="LA"), "image/png"),
        (a_picture("JPEG", mode="CMYK"), "image/jpeg"),
    ],
)
def test_pdf_png_and_jpeg_are_kept_whatever_they_are_called(content: bytes, media_type: str) -> None:
    checked = check_file("scan.exe", content)
    assert checked.media_type == media_type
    assert checked.name.startswith("scan.exe.")
    assert len(checked.content_hash) == 64


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"GIF89a" + b"\0" * 50,
        b"<html><script>1</script>",
        b"PK\x03\x04" + a_pdf(),
        b" " + a_pdf(),
        b"%PD",
    ],
)
def test_another_type_is_refused_even_under_the_right_name(content: bytes) -> None:
    with pytest.raises(Invalid, match=r"I keep PDF, PNG and JPEG up to 20 MB; aid\.pdf is another type\."):
        check_file("aid.pdf", content)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Invalid, match=r"aid\.pdf is empty") as wrong:
        check_file("aid.pdf", b"")
    assert wrong.value.field == "file"


@pytest.mark.parametrize(("size", "kept"), [(1_999_999, True), (2_000_000, True), (2_000_001, False)])
def test_the_size_limit_is_exact(size: int, kept: bool) -> None:
    pdf = a_pdf()
    content = pdf[:-6] + b"\n" * (size - len(pdf)) + pdf[-6:]
    assert len(content) == size
    if kept:
        assert check_file("aid.pdf", content, megabytes=2).size == size
        return
    with pytest.raises(Invalid, match=r"up to 2 MB; aid\.pdf has 3 MB"):
        check_file("aid.pdf", content, megabytes=2)


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _launch(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].Annots = pdf.make_indirect([link])


def _launch_in_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch))


def _file_inside(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.exe"] = b"MZ"


def _named_script(pdf: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("a"), script]))


@pytest.mark.parametrize("change", [_script, _launch, _launch_in_a_page, _file_inside, _named_script])
@pytest.mark.parametrize("packed", [True, False])
def test_a_pdf_that_acts_or_carries_a_file_is_refused(change: object, packed: bool) -> None:
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    content = a_pdf(change, object_stream_mode=mode)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="carries a script, an action or a file inside"):
        check_file("aid.pdf", content)


def test_a_pdf_with_an_ordinary_web_link_is_kept() -> None:
    def link(pdf: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://school.example"))
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        pdf.pages[0].Annots = pikepdf.Array([note])

    content = a_pdf(link)
    assert check_file("aid.pdf", content).content == content


def test_what_hangs_behind_a_pdf_is_cut_off() -> None:
    checked = check_file("aid.pdf", a_pdf() + b"PK\x03\x04 second file")
    assert b"second file" not in checked.content
    with pikepdf.open(io.BytesIO(checked.content)) as pdf:
        assert len(pdf.pages) == 1


def test_a_locked_a_broken_and_an_empty_pdf_are_refused() -> None:
    locked = a_pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Invalid, match="locked with a password"):
        check_file("aid.pdf", locked)
    with pytest.raises(Invalid, match="can't be opened as a PDF"):
        check_file("aid.pdf", b"%PDF-1.7 and nothing more")

    def no_pages(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0]

    with pytest.raises(Invalid, match="can't be opened as a PDF"):
        check_file("aid.pdf", a_pdf(no_pages))


def test_a_picture_is_drawn_anew_and_keeps_neither_place_nor_passenger() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAM"
    exif[0x0112] = 6
    content = a_picture("JPEG", exif=exif) + b"<script>passenger</script>"
    checked = check_file("aid.jpg", content)
    assert b"SECRETCAM" not in checked.content and b"passenger" not in checked.content
    with Image.open(io.BytesIO(checked.content)) as drawn:
        assert drawn.size == (30, 40), "turned upright before its turning is forgotten"


def test_a_picture_that_unfolds_to_gigabytes_is_refused_before_it_does() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    for side in (8_001, 60_000):
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        pixels = chunk(b"IDAT", zlib.compress(b"\0" * 99))
        bomb = SIGNATURE + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")
        with pytest.raises(Invalid, match="has more than 64 million pixels"):
            check_file("bomb.png", bomb)


@pytest.mark.parametrize(
    "content", [a_picture("JPEG")[:200], a_picture("PNG")[:40], b"\xff\xd8\xff\xe0", SIGNATURE]
)
def test_a_cut_off_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="can't be opened as a picture"):
        check_file("aid.jpg", content)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\aid.pdf", "aid.pdf"),
        ("aid\u202egpj.exe", "aidgpj.exe"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_folders_and_tricks(given: str, shown: str) -> None:
    assert plain_name(given) == shown


def test_a_name_or_a_stated_type_promises_what_is_kept() -> None:
    assert looks_keepable("aid.PDF", "")
    assert looks_keepable("scan", "image/jpeg")
    assert not looks_keepable("aid.heic", "image/heic")
