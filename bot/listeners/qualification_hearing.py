"""Hearing of a qualification: a message, a file or a sentence becomes a draft; a reply in its thread corrects it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePosixPath

from bot.blocks.drafts import not_read
from bot.cards import Words, line
from bot.conversation import Answer, Asker, Call, Job, Later, Message, Place, SharedFile
from bot.draft_cards import Reading, card_of, draft_from, draft_meant, recent_draft
from bot.draft_cards import named as _named_competency
from bot.drafts import CertificateDraft, details_of, packed_files, stored, unpacked_files
from bot.listeners.qualification_adding import form_for, prefilled_form
from bot.listeners.qualification_forms import blank_form
from bot.listeners.qualification_saving import ATTACH_JOB, drop_another, still_waiting
from bot.product import Product
from bot.qualification_reading import read_words, says_little, with_paper
from bot.reading import read_people
from core.documents import check_claims, largest_file, looks_keepable, other_type
from core.errors import Invalid, NotFound
from core.qualifications import QualificationView, StoredDraft, keep_draft, qualification, require_writing
from core.words import say
from tagging.correction import read_correction
from tagging.dates import DateReading
from tagging.draft import QualificationDraft
from tagging.statement import is_correction

READ_JOB = "qualification.read"
VERB = "log"
TABLES = (".csv", ".tsv", ".xlsx", ".json")
"""Files that are read as rows, not kept as documents."""

NO_CHANGE = say("I don't find a change in that. Example: No, 4 May 2026.")
READING = say("Reading your message …")
NOT_READ = say(
    "I don't read a certification in that. Example: I passed First aid at work on 3 May 2026, valid 3 years."
)


def hear(message: Message, *, verbs: Collection[str] = ()) -> Answer | None:
    """Read a plain message and its files; None where they say nothing of a qualification."""
    files, refused = sorted_files(message)
    with message.product.reading(message.asker.workspace_id) as session:
        kept = draft_meant(session, message.asker.actor, message.place.thread)
    if kept is not None and (answer := _go_on(message, kept, files, refused)) is not None:
        return answer
    first, _, rest = message.words.partition(" ")
    if first.lower() == VERB:
        return _told(message.product, message.asker, message.place, rest.strip(), files, wait=True)
    if first.lower() in verbs:
        return None
    return _begin(message, files, refused)


def log(call: Call) -> Answer:
    """The verb: a sentence is read as a message is; without one, the form."""
    if not call.words:
        return Answer(form=blank_form())
    if "<@" in call.words or _names_team(call):
        return _for_others(call)
    answer = _told(call.product, call.asker, call.place, call.words, (), wait=False)
    return replace(answer, where="chat")


def _names_team(call: Call) -> bool:
    """Whether the words begin with a team: 'team Warehouse', but not 'Team leadership course'."""
    if not call.words.lower().startswith("team "):
        return False
    with call.product.reading(call.asker.workspace_id) as session:
        try:
            return read_people(session, call.words).team is not None
        except NotFound:
            return False


def _for_others(call: Call) -> Answer:
    """`log @anna First aid at work on 3 May 2026`: the form for them, with what was read."""
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, call.words)
        if list(named.ids) == [call.asker.person_id] and not named.team:
            return log(replace(call, words=named.rest))
        groups = [named.team[0]] if named.team else []
        if not named.rest.strip() or groups:
            return Answer(form=form_for(session, call.asker, named.ids, groups))
    reading = Reading(call.product, call.asker, wait=False)
    found = read_words(named.rest, reading)
    if found.competency is None:
        found = read_words(f"I passed {named.rest}", reading)
    with call.product.reading(call.asker.workspace_id) as session:
        if found.competency is None:
            return Answer(form=form_for(session, call.asker, named.ids))
        category = _named_competency(session, found.competency).category
        details = details_of(CertificateDraft(found), category)
        return Answer(form=prefilled_form(session, call.asker, named.ids, details))


def read_with_model(job: Job) -> Answer:
    """Read a message with the language model's help; without it, as the parser reads."""
    files = unpacked_files(job.payload["files"])
    reading = Reading(job.product, job.asker, wait=True)
    found = read_words(str(job.payload["words"]), reading, chat=job.product.chat_model)
    if not found.is_qualification and not files:
        return Answer(card=not_read(NOT_READ, found.degraded))
    return start(job.product, job.asker, job.place, CertificateDraft(found, files), None)


def sorted_files(message: Message) -> tuple[tuple[SharedFile, ...], Invalid | None]:
    """The files that promise to be kept, and why the first other one isn't; content decides later."""
    with message.product.reading(message.asker.workspace_id) as session:
        most = largest_file(session)
    kept: list[SharedFile] = []
    refused: Invalid | None = None
    for file in message.files:
        try:
            if not looks_keepable(file.name, file.media_type):
                raise Invalid(other_type(file.name, most), kinds=True)
            check_claims(file.name, file.size, megabytes=most)
            kept.append(file)
        except Invalid as wrong:
            refused = refused or wrong
    return tuple(kept), refused


def _begin(message: Message, files: tuple[SharedFile, ...], refused: Invalid | None) -> Answer | None:
    """A message of its own: a draft, a correction of the latest one, work for the model, or nothing of ours."""
    if not message.words:
        return _only_files(message, files, refused)
    reading = Reading(message.product, message.asker, wait=True)
    found = read_words(message.words, reading)
    if not found.is_qualification and not files:
        return _correction_elsewhere(message, refused) or _with_model(message, found, files)
    if message.product.chat_model is not None and found.degraded == "no_model":
        return _with_model(message, found, files)
    if files and says_little(found):
        return with_paper(message.words, files, refused)
    return start(message.product, message.asker, message.place, CertificateDraft(found, files), _notice(refused))


def _told(
    product: Product, asker: Asker, place: Place, words: str, files: tuple[SharedFile, ...], *, wait: bool
) -> Answer:
    """A sentence that is said to be a qualification, however it is put."""
    reading = Reading(product, asker, wait=wait)
    found = read_words(words, reading)
    if found.competency is None and not found.competency_words:
        found = replace(read_words(f"I passed {words}", reading), text=words)
    if found.competency is None and not found.competency_words:
        found = replace(found, competency_words=words[:80])
    return start(product, asker, place, CertificateDraft(found, files), None)


def _only_files(message: Message, files: tuple[SharedFile, ...], refused: Invalid | None) -> Answer | None:
    """A file without words: read by its name, else asked about. Tables are no documents."""
    if not files:
        is_table = all(PurePosixPath(file.name.lower()).suffix in TABLES for file in message.files)
        return None if refused is None or is_table else Answer(card=line(drop_another(refused)))
    return with_paper("", files, refused)


def _correction_elsewhere(message: Message, refused: Invalid | None) -> Answer | None:
    """'No, 4 May' outside the thread is about the draft written last, if that was just now."""
    if not is_correction(message.words):
        return None
    with message.product.reading(message.asker.workspace_id) as session:
        kept = recent_draft(session, message.asker.actor)
    return _go_on(message, kept, (), refused, only_changes=True) if kept is not None else None


def _with_model(message: Message, found: QualificationDraft, files: tuple[SharedFile, ...]) -> Answer | None:
    if message.product.chat_model is None or found.degraded != "no_model":
        return None
    payload = {"words": message.words, "files": packed_files(files)}
    return Answer(card=line(READING), later=Later(READ_JOB, payload))


def _go_on(
    message: Message,
    kept: StoredDraft,
    files: tuple[SharedFile, ...],
    refused: Invalid | None,
    *,
    only_changes: bool = False,
) -> Answer | None:
    """A reply in a draft's thread: a correction, another file, or nothing that changes it."""
    waiting = draft_from(kept)
    if waiting is None:
        return _after_saving(message, kept, files, refused)
    reading = Reading(message.product, message.asker, wait=True)
    changed, notice = waiting.with_files(files), _notice(refused)
    if message.words:
        corrected = _corrected(message.words, waiting.reading, reading)
        if corrected is not None:
            changed = replace(changed, reading=corrected)
        elif only_changes or read_words(message.words, reading).is_qualification:
            return None
        elif not files:
            notice = notice or NO_CHANGE
    return start(message.product, message.asker, message.place, changed, notice, draft_id=kept.id)


def _after_saving(
    message: Message, kept: StoredDraft, files: tuple[SharedFile, ...], refused: Invalid | None
) -> Answer | None:
    """In the thread of a saved qualification: a file goes on it, a correction becomes a card to confirm."""
    if files:
        keeping = say("Keeping {files} …", files=[file.name for file in files])
        payload = {"qualification": kept.saved_id, "files": packed_files(files)}
        return Answer(card=line(keeping), later=Later(ATTACH_JOB, payload))
    if refused is not None:
        return Answer(card=line(drop_another(refused)))
    try:
        with message.product.reading(message.asker.workspace_id) as session:
            held = qualification(session, message.asker.actor, int(kept.saved_id or 0))
    except NotFound:
        return None
    reading = Reading(message.product, message.asker, wait=True)
    corrected = _corrected(message.words, _as_read(held), reading)
    if corrected is None:
        return None
    again = CertificateDraft(
        corrected, public_note=held.public_note or "", particulars=dict(held.particulars), changes=held.id
    )
    return start(message.product, message.asker, message.place, again, None)


def start(
    product: Product,
    asker: Asker,
    place: Place,
    waiting: CertificateDraft,
    notice: Words | None,
    *,
    draft_id: int | None = None,
) -> Answer:
    """Keep the draft and show its card; nothing else is stored."""
    with product.writing(asker.workspace_id) as session:
        require_writing(session, asker.actor, asker.person_id)
        kept = keep_draft(session, asker.actor, place.thread or "", stored(waiting), draft_id=draft_id)
    with product.reading(asker.workspace_id) as session:
        card = card_of(session, asker.actor, kept, waiting, notice=notice)
    return Answer(card=card)


def _notice(refused: Invalid | None) -> Words | None:
    return None if refused is None else still_waiting(refused)


def _corrected(words: str, before: QualificationDraft, reading: Reading) -> QualificationDraft | None:
    return read_correction(
        words, before, names=reading.names, today=reading.today, locale=reading.locale, nearest=reading.nearest
    )


def _as_read(held: QualificationView) -> QualificationDraft:
    """What is on file, in the form in which corrections are read."""
    return QualificationDraft(
        text="",
        is_qualification=True,
        competency=held.competency_id,
        competency_words=held.name,
        issued_on=DateReading(held.issued_on),
        expires_on=DateReading(held.expires_on),
        issuer=held.issuer or "",
        number=held.number or "",
        value=held.value.name if held.value else "",
    )

