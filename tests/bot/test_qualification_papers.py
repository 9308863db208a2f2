"""A dropped certificate is read: each field with the words it came from, by text, by OCR, by a model that sees."""

from __future__ import annotations

import io
import logging
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from bot import paper_words
from bot.settings import Settings
from tests.bot.certificates import Stage
from tests.bot.writing import Writing
from tests.conftest import House
from tests.core.documents.files import a_picture
from tests.tagging.scripted_llm import ScriptedLLM

LINES = (
    "CERTIFICATE", "Anna Berg", "Date of birth: 12 June 1990", "has completed", "First aid at work",
    "Date of issue: 3 May 2026", "Valid until: 3 May 2029", "Certificate No: FA-1234", "Issued by: Red Cross Oslo",
)  # fmt: skip


def a_printed_pdf(*lines: str) -> bytes:
    """A PDF with lines of text on a page, as a word processor makes it."""
    shown = "".join(f"BT /F1 12 Tf 72 {720 - 20 * n} Td ({line}) Tj ET\n" for n, line in enumerate(lines))
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(shown.encode("latin-1"))
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


@pytest.fixture
def stage(house: House) -> Stage:
    return Stage(house)


@pytest.fixture
def anna(stage: Stage) -> Writing:
    return stage.anna


@pytest.mark.rule("qualifications/by-chat")
def test_a_pdf_with_text_is_read_back_with_the_words_of_each_field(stage: Stage, anna: Writing) -> None:
    said = anna.write("", stage.slack.drop("scan.pdf", a_printed_pdf(*LINES)))
    assert said.splitlines() == [
        "Check and save",
        "First aid at work",
        "Issued: 3 May 2026 (from '3 May 2026')",
        "Expires: 3 May 2029 (from '3 May 2029')",
        "Issuer: Red Cross Oslo (from 'Red Cross Oslo')",
        "Number: FA-1234 (from 'FA-1234')",
        "Document: scan.pdf",
        "Read from scan.pdf. The name from 'First aid at work'. Nothing is saved yet.",
        "[Save] [Edit] [Cancel]",
    ]
    assert stage.stored() == (0, 0)
    anna.press("Save")
    (held,) = stage.on_file()
    assert (held.issued_on, held.expires_on, held.number) == (date(2026, 5, 3), date(2029, 5, 3), "FA-1234")
    assert [each.name for each in held.documents] == ["scan.pdf"]


def test_what_the_writer_says_counts_before_what_stands_on_it(stage: Stage, anna: Writing) -> None:
    said = anna.write("I passed Forklift licence", stage.slack.drop("scan.pdf", a_printed_pdf(*LINES)))
    assert "Forklift licence" in said and "First aid" not in said
    assert "Issued: 3 May 2026" in said


@pytest.mark.rule("qualifications/ambiguous")
def test_a_date_on_it_that_reads_two_ways_is_asked(stage: Stage, anna: Writing) -> None:
    paper = a_printed_pdf("First aid at work", "Date of issue: 03/04/2026")
    assert anna.write("", stage.slack.drop("scan.pdf", paper)).startswith("Which day is 03/04/2026?")


def test_a_certificate_of_something_unknown_is_asked_about(stage: Stage, anna: Writing) -> None:
    paper = a_printed_pdf("Certificate of Beekeeping", "Date of issue: 3 May 2026")
    said = anna.write("", stage.slack.drop("scan.pdf", paper))
    assert said.splitlines()[0] in ("Which certification is scan.pdf?", "Which certification is it?") or "find" in said


def test_without_text_the_name_is_all_there_is(stage: Stage, anna: Writing) -> None:
    assert anna.write("", stage.slack.drop("scan.png", a_picture())).startswith("Which certification is scan.png?")
    said = anna.write("", stage.slack.drop("first aid at work.png", a_picture()))
    assert "Read from the file's name." in said


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", a_printed_pdf(*(["x" * 60] * 40))])
def test_a_pdf_that_is_odd_does_no_harm(stage: Stage, anna: Writing, content: bytes) -> None:
    assert "Which certification is odd.pdf?" in anna.write("", stage.slack.drop("odd.pdf", content))


def test_a_picture_is_read_by_an_ocr_engine_where_one_is_installed(
    stage: Stage, anna: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = tmp_path / "tesseract"
    engine.write_text("#!/bin/sh\ncat > /dev/null\nprintf 'First aid at work\\nDate of issue: 3 May 2026\\n'\n")
    engine.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    said = anna.write("", stage.slack.drop("scan.jpg", a_picture("JPEG")))
    assert "Issued: 3 May 2026 (from '3 May 2026')" in said and "Read from scan.jpg." in said


def test_a_program_that_hangs_is_given_up(
    stage: Stage, anna: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = tmp_path / "tesseract"
    engine.write_text("#!/bin/sh\nexec sleep 60\n")
    engine.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(paper_words, "SECONDS", 0.05)
    assert anna.write("", stage.slack.drop("scan.png", a_picture())).startswith("Which certification is scan.png?")


def test_a_picture_is_read_by_a_model_that_sees_where_one_is_named(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    said: dict[str, Any] = {"lines": list(LINES)}
    with ScriptedLLM([said]) as server, caplog.at_level(logging.DEBUG):
        stage = Stage(house)
        seeing = Settings(_env_file=None, OPENAI_BASE_URL=server.url, PROWESS_VISION_MODEL="sees")  # type: ignore[call-arg]
        object.__setattr__(stage.product, "settings", seeing)
        read = stage.anna.write("", stage.slack.drop("scan.png", a_picture()))
        (asked,) = server.requests
    assert "First aid at work" in read and "Number: FA-1234 (from 'FA-1234')" in read
    picture = asked["messages"][1]["content"][1]["image_url"]["url"]
    assert asked["model"] == "sees" and picture.startswith("data:image/png;base64,")
    assert "FA-1234" not in caplog.text and "Red Cross" not in caplog.text


def test_what_stands_on_a_document_is_never_logged(
    stage: Stage, anna: Writing, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        anna.write("", stage.slack.drop("scan.pdf", a_printed_pdf(*LINES, "CANARY-7781")))
    told = capsys.readouterr()
    assert "CANARY-7781" not in caplog.text + told.out + told.err


def test_a_picture_that_is_none_says_so_and_the_card_waits(stage: Stage, anna: Writing) -> None:
    said = anna.write("", stage.slack.drop("first aid at work.png", b"no picture"))
    assert "your card waits" in said and "First aid at work" in said
