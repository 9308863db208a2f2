"""A dropped certificate read: its fields with the words they came from, on a card to check; nothing is stored."""

from __future__ import annotations

from bot.conversation import Answer, Conversations, Job
from bot.draft_cards import Reading
from bot.drafts import CertificateDraft, unpacked_files
from bot.listeners.qualification_hearing import start
from bot.listeners.qualification_saving import still_waiting
from bot.paper_words import words_on
from bot.qualification_reading import PAPER_JOB, named_by_file, read_from_paper, read_words
from core.documents import CheckedFile, check_file, largest_file
from core.errors import Invalid, Unavailable
from core.words import Sentence, say
from tagging.draft import QualificationDraft


def register(conversations: Conversations) -> None:
    """Add the reading of documents."""
    conversations.job(PAPER_JOB, read_dropped)


def read_dropped(job: Job) -> Answer:
    """Fetch the first document and read it; without words on it, its name is all there is.

    A document that can't be fetched or kept just now leaves the card waiting: saving looks at it again.
    """
    files = unpacked_files(job.payload["files"])
    words = str(job.payload.get("words") or "")
    reading = Reading(job.product, job.asker, wait=True)
    said = read_words(words, reading) if words else None
    notice, text = _refused(job), ""
    try:
        text = words_on(job.product, _fetched(job))
    except Invalid as wrong:
        notice = notice or still_waiting(wrong)
    except Unavailable as away:
        notice = notice or away.sentence
    found = read_from_paper(said, text, reading) if text.strip() else None
    if found is not None and found[1]:
        draft = CertificateDraft(_own_words(found[0]), files, paper=files[0].name)
        return start(job.product, job.asker, job.place, draft, notice)
    plain = said or QualificationDraft(files[0].name, is_qualification=True)
    if plain.competency is None and not plain.competency_words:
        plain = named_by_file(plain, files[0], reading)
    return start(job.product, job.asker, job.place, CertificateDraft(plain, files), notice)


def _fetched(job: Job) -> CheckedFile:
    file = unpacked_files(job.payload["files"])[0]
    if job.product.fetch_file is None:
        raise Unavailable(say("Files can't be fetched here. Drop {name} in our private chat.", name=file.name))
    with job.product.reading(job.asker.workspace_id) as session:
        most = largest_file(session)
    return check_file(file.name, job.product.fetch_file(job.asker.workspace_id, file), megabytes=most)


def _own_words(found: QualificationDraft) -> QualificationDraft:
    """Without the text it was read from: only the words that a field came from are kept."""
    return QualificationDraft(**{**vars(found), "text": "", "is_qualification": True})


def _refused(job: Job) -> Sentence | None:
    """Why another file that came along isn't kept."""
    why = job.payload.get("refused")
    if why is None:
        return None
    if job.payload.get("kinds"):
        return say("{what} Drop one of these; your card waits.", what=str(why))
    return say("{what} Drop another; your card waits.", what=str(why))
