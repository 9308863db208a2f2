"""Files made to harm: sixteen names, files that are two at once, bombs, papers that act. None passes as it came."""

from __future__ import annotations

import io
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath

import pikepdf
import pytest

from bot.blocks import plain, render
from bot.cards import Card, Text
from core.documents import CheckedFile, FolderStore, check_file, keep_document
from core.errors import Invalid
from core.exchange.safe_cells import made_safe
from core.personal import export_person
from core.words import Reader, say
from tests.builders import a_person
from tests.conftest import House
from tests.core.documents.files import a_pdf, a_picture

NAMES = (
    "../../../etc/passwd.pdf",
    "..\\..\\windows\\system32\\aid.pdf",
    "/etc/cron.d/aid.pdf",
    "\\\\evil\\share\\aid.pdf",
    "aid.pdf\x00.exe",
    "aid\r\nContent-Type: text/html\r\n\r\n<script>.pdf",
    "aid\u202efdp.exe",
    "..",
    "." * 300 + "pdf",
    "x" * 5_000 + ".pdf",
    "CON.pdf",
    "-rf ~ $(reboot) `reboot`.pdf",
    "=HYPERLINK(\"https://evil.example\",\"aid\").pdf",
    "<!channel> <https://evil.example|aid>.pdf",
    "%2e%2e%2f%2e%2e%2faid.pdf",
    "a\u200bi\u2066d\x1b[31m.pdf",
)


def _kept(name: str) -> CheckedFile:
    return check_file(name, a_pdf())


def test_there_are_sixteen_hostile_names() -> None:
    assert len(set(NAMES)) == 16


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_becomes_a_harmless_one(name: str) -> None:
    shown = _kept(name).name
    assert shown not in ("", ".", "..")
    assert len(shown) <= 130
    assert not set(shown) & set("/\\\0\r\n\x1b")
    assert not any(unicodedata.category(each)[0] == "C" for each in shown)
    assert shown.endswith(".pdf")
    assert made_safe(shown)[0] not in "=+@"


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_calls_nobody_and_links_nowhere_where_it_is_shown(name: str) -> None:
    shown = _kept(name).name
    card = Card(say("{name} is kept.", name=shown), (Text(say("*{name}* is kept.", name=shown)),))
    sent = str(render(card, Reader(), str).blocks) + render(card, Reader(), str).text
    assert "<!channel>" not in sent
    assert "<https://" not in sent
    assert "kept." in plain(card, Reader())


def test_hostile_names_lie_under_their_hash_on_the_disk_and_in_one_folder_of_the_persons_file(house: House) -> None:
    store = FolderStore(house.engine.folder / "documents")
    with house.writing() as session:
        anna = a_person(session)
        for name in NAMES:
            keep_document(session, house.as_(anna), anna, _kept(name), store)
    files = [each for each in house.engine.folder.rglob("*") if each.is_file() and "documents" in each.parts]
    assert {len(each.name) for each in files} == {64}
    target = io.BytesIO()
    with house.reading() as session:
        export_person(session, house.as_(anna), anna, store, target)
    inside = [name for name in zipfile.ZipFile(target).namelist() if name.startswith("documents")]
    assert len(inside) == 16
    for each in inside:
        path = PurePosixPath(each)
        assert (len(path.parts), path.parts[0]) == (2, "documents")
        assert path.name[0].isdigit()


def _zip(**content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in content.items():
            archive.writestr(name, each)
    return target.getvalue()


PASSENGER = b"<script>alert('canary')</script>"
BOMB = zlib.compress(b"\0" * 100_000_000, 9)


def _drawing(code: bytes) -> bytes:
    """A PDF whose page is drawn by these compressed bytes."""

    def change(pdf: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(pdf, b"")
        stream.write(code, filter=pikepdf.Name.FlateDecode)
        pdf.pages[0].Contents = stream

    return a_pdf(change)


CARRIERS = {
    "a PDF with a ZIP behind": a_pdf() + _zip(x=PASSENGER),
    "a PDF with a page behind": a_pdf() + PASSENGER,
    "a PNG with a ZIP behind": a_picture("PNG") + _zip(x=PASSENGER),
    "a PNG with a page behind": a_picture("PNG") + PASSENGER,
    "a JPEG with a ZIP behind": a_picture("JPEG") + _zip(x=PASSENGER),
    "a JPEG with a page in its comment": a_picture("JPEG", comment=PASSENGER),
}
"""Good files that are a second thing as well: what is kept is the good file alone."""

REFUSED = {
    "a ZIP before a PDF": _zip(x=PASSENGER) + a_pdf(),
    "a page before a PDF": PASSENGER + a_pdf(),
    "a page before a PNG": PASSENGER + a_picture("PNG"),
    "a page called a PDF": PASSENGER,
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a GIF that is a script": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    "a program": b"MZ" + b"\0" * 200,
    "a ZIP bomb": _zip(bomb=b"\0" * 50_000_000),
    "a ZIP bomb in a ZIP": _zip(inner=_zip(bomb=b"\0" * 50_000_000)),
    "a PNG of nothing but its beginning": b"\x89PNG\r\n\x1a\n" + PASSENGER,
    "a PDF of nothing but its beginning": b"%PDF-1.7\n" + PASSENGER,
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_of_a_file_that_is_two_only_the_good_one_is_kept(carrier: str) -> None:
    kept = check_file("aid.pdf", CARRIERS[carrier])
    assert PASSENGER not in kept.content
    assert b"canary" not in kept.content
    assert not zipfile.is_zipfile(io.BytesIO(kept.content))


@pytest.mark.parametrize("thing", REFUSED)
def test_what_is_none_of_the_three_kinds_is_refused_with_a_sentence(thing: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_file("aid.pdf", REFUSED[thing])
    said = Reader().render(refused.value.sentence)
    assert "aid.pdf" in said
    assert "canary" not in said


def test_a_pdf_whose_page_unfolds_to_a_hundred_megabytes_is_not_unfolded_to_be_kept() -> None:
    content = _drawing(BOMB)
    assert len(content) < 1_000_000
    kept = check_file("aid.pdf", content)
    assert kept.size < 1_000_000


def test_a_pdf_with_a_script_is_refused_however_it_is_hidden() -> None:
    def opening(pdf: pikepdf.Pdf) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('canary')"))
        pdf.Root.OpenAction = pdf.make_indirect(script)

    def closing(pdf: pikepdf.Pdf) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.Stream(pdf, b"app.alert('canary')"))
        pdf.Root.AA = pikepdf.Dictionary(WC=script)

    for change in (opening, closing):
        for mode in (pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable):
            with pytest.raises(Invalid, match="carries a script"):
                check_file("aid.pdf", a_pdf(change, object_stream_mode=mode))
