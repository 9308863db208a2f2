"""Reading what somebody holds from words, from a file's name, and from what stands on the file itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from bot.cards import line
from bot.conversation import Answer, Later, SharedFile
from bot.draft_cards import Reading
from bot.drafts import packed_files
from core.errors import Invalid
from core.words import say
from tagging.draft import QualificationDraft
from tagging.intake import read_qualification
from tagging.llm import ChatModel
from tagging.papers import read_paper, says_something

PAPER_JOB = "qualification.paper"


def read_words(words: str, reading: Reading, chat: ChatModel | None = None) -> QualificationDraft:
    """What a message says."""
    return read_qualification(
        words, names=reading.names, today=reading.today, locale=reading.locale, chat=chat, nearest=reading.nearest
    )


def named_by_file(found: QualificationDraft, file: SharedFile, reading: Reading) -> QualificationDraft:
    """What the file's name tells, where it names exactly one competency."""
    stem = PurePosixPath(file.name).stem
    spaced = re.sub(r"_+|(?<!\d)-+|-+(?!\d)", " ", stem)
    by_name = read_qualification(
        f"I passed {spaced}", names=reading.names, today=reading.today, locale=reading.locale
    )
    if by_name.competency is None:
        return found
    if found.text == file.name:
        return replace(by_name, text=file.name, degraded=None)
    return replace(found, competency=by_name.competency, competency_words=spaced, candidates=())


def says_little(found: QualificationDraft) -> bool:
    """Whether the words leave it to the document to say what it is, or when."""
    named = found.competency is not None or bool(found.competency_words)
    return not named or not (found.issued_on.words or found.expires_on.words or found.validity)


def with_paper(words: str, files: Sequence[SharedFile], refused: Invalid | None) -> Answer:
    """Hand the reading of a document on; it is fetched, and a picture may take a while."""
    why = refused.sentence if refused is not None else None
    payload = {"words": words, "files": packed_files(files), "kinds": bool(refused and refused.details.get("kinds"))}
    if why is not None:
        payload["refused"] = str(why)
    return Answer(card=line(say("Reading {file} …", file=files[0].name)), later=Later(PAPER_JOB, payload))


def read_from_paper(
    said: QualificationDraft | None, text: str, reading: Reading
) -> tuple[QualificationDraft, bool] | None:
    """What the words said, filled up by the document, and whether it gave anything; None where it says nothing."""
    paper = read_paper(text, names=reading.names, today=reading.today, locale=reading.locale)
    if not says_something(paper):
        return None
    return (paper, True) if said is None else _filled_up(said, paper)


def _filled_up(said: QualificationDraft, paper: QualificationDraft) -> tuple[QualificationDraft, bool]:
    """What a person wrote counts before what stands on the paper."""
    changes: dict[str, object] = {}
    if said.competency is None and not said.competency_words:
        changes |= {"competency": paper.competency, "competency_words": paper.competency_words,
                    "candidates": paper.candidates}  # fmt: skip
    if not (said.issued_on.words or said.expires_on.words or said.validity):
        changes |= {"issued_on": paper.issued_on, "expires_on": paper.expires_on, "validity": paper.validity}
    changes |= {name: getattr(paper, name) for name in ("issuer", "number", "value") if not getattr(said, name)}
    words = {**paper.words, **said.words}
    return replace(said, words=words, **changes), bool(changes)  # type: ignore[arg-type]
