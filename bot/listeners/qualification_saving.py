"""Saving a draft: once, with its documents checked before anything is stored, and what is said then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.blocks.drafts import saving
from bot.blocks.qualifications import already_on_file, attached
from bot.cards import Card, Words, line
from bot.conversation import Answer, Asker, Job, Later, Press, SharedFile
from bot.draft_cards import already_there, card_of, draft_from, named, view_of
from bot.drafts import CertificateDraft, Question, details_of, next_question, stored, unpacked_files
from bot.product import Product
from bot.saved_cards import ADDED, CHANGED, NEW, RENEWED, said_of, saved_card
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.documents import CheckedFile, FolderStore, check_file, keep_document, largest_file
from core.errors import Conflict, Invalid, ProwessError, Unavailable
from core.people import Actor
from core.qualifications import (
    QualificationDetails,
    attach_document,
    draft,
    edit_qualification,
    held_of,
    keep_draft,
    log_qualification,
    qualification,
    renew_qualification,
    settle_draft,
    undo_change,
    undo_log,
    version_in_hand,
)
from core.words import Sentence, TimeOfDay, say

SAVE_JOB, ATTACH_JOB = "qualification.save", "qualification.attach"
UNDO_LOG, UNDO_CHANGE = "qualification.log", "qualification.change"


@dataclass(frozen=True)
class Wanted:
    """What is to be done with a draft: a new entry, a renewal, both kept, or its files added to one on file."""

    draft_id: int
    renews: int | None = None
    both: bool = False
    adds_to: int | None = None

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Wanted:
        """What a button asked for."""
        return cls(int(payload["draft"]), payload.get("renews"), bool(payload.get("both")), payload.get("adds_to"))

    @property
    def payload(self) -> dict[str, Any]:
        """The same, to hand on."""
        return {"draft": self.draft_id, "renews": self.renews, "both": self.both, "adds_to": self.adds_to}

    @property
    def decided(self) -> bool:
        """Whether it was said what the new one is to the one held."""
        return self.both or self.renews is not None or self.adds_to is not None


def press_save(press: Press) -> Answer:
    """Save, Renew, Keep both, or Add: once, whatever is pressed again."""
    return save(press.product, press.asker, Wanted.from_payload(press.payload))


def save(product: Product, asker: Asker, wanted: Wanted) -> Answer:
    """Save a draft at once, or hand it on where documents are to be fetched; else the question that is still open."""
    with product.reading(asker.workspace_id) as session:
        kept = draft(session, asker.actor, wanted.draft_id)
        waiting = draft_from(kept)
        if waiting is None:
            return Answer(card=said_of(session, asker, int(kept.saved_id or 0), NEW, kept.undo_id))
        if (asked := _still_to_ask(session, asker.actor, wanted, waiting)) is not None:
            return Answer(card=asked)
        card = saving(view_of(session, asker.actor, wanted.draft_id, waiting))
    if waiting.files:
        return Answer(card=card, later=Later(SAVE_JOB, wanted.payload))
    return Answer(card=_keep(product, asker, wanted, waiting, ()))


def save_with_documents(job: Job) -> Answer:
    """Fetch and check a draft's files, then save it with them; a file that can't be kept leaves the card waiting."""
    wanted = Wanted.from_payload(job.payload)
    with job.product.reading(job.asker.workspace_id) as session:
        kept = draft(session, job.asker.actor, wanted.draft_id)
        waiting = draft_from(kept)
        if waiting is None:
            return Answer(card=said_of(session, job.asker, int(kept.saved_id or 0), NEW, kept.undo_id))
        most = largest_file(session)
    checked: list[CheckedFile] = []
    for file in waiting.files:
        try:
            checked.append(_fetched(job.product, job.asker.workspace_id, file, most))
        except Invalid as wrong:
            return _without(job, wanted, waiting, file, still_waiting(wrong))
        except Unavailable as away:
            return _shown(job, wanted, waiting, away.sentence)
    return Answer(card=_keep(job.product, job.asker, wanted, waiting, checked))


def attach_files(job: Job) -> Answer:
    """Put files dropped in the thread of a saved qualification on it."""
    qualification_id = int(job.payload["qualification"])
    files = unpacked_files(job.payload["files"])
    with job.product.reading(job.asker.workspace_id) as session:
        qualification(session, job.asker.actor, qualification_id)
        most = largest_file(session)
    try:
        checked = [_fetched(job.product, job.asker.workspace_id, file, most) for file in files]
    except Invalid as wrong:
        return Answer(card=line(drop_another(wrong)))
    with job.product.writing(job.asker.workspace_id) as session:
        _attach(session, job.product, job.asker, qualification_id, checked)
    with job.product.reading(job.asker.workspace_id) as session:
        held = qualification(session, job.asker.actor, qualification_id)
    return Answer(card=attached([each.name for each in checked], held))


def drop_another(wrong: ProwessError) -> Sentence:
    """Why a file can't be kept, and what to drop instead."""
    if wrong.details.get("kinds"):
        return say("{what} Drop one of these.", what=wrong.sentence)
    return say("{what} Drop another.", what=wrong.sentence)


def still_waiting(wrong: ProwessError) -> Sentence:
    """The same beside a card that waits for it."""
    if wrong.details.get("kinds"):
        return say("{what} Drop one of these; your card waits.", what=wrong.sentence)
    return say("{what} Drop another; your card waits.", what=wrong.sentence)


def undo_saved(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    """Take a registration back, with its documents."""
    gone = qualification(session, actor, int(refs["qualification"]))
    undo_log(session, actor, gone.id)
    session.flush()
    at = TimeOfDay(session.now)
    if held_of(session, actor, gone.person_id, gone.competency_id):
        return say("Undone, {at}. What was on file before stands.", at=at)
    return say("Undone, {at}. Nothing is on file.", at=at)


def undo_changed(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    """Take a renewal or correction back; what stood before stands again."""
    undo_change(session, actor, int(refs["qualification"]), int(refs["version"]))
    return say("Undone, {at}. It stands as before.", at=TimeOfDay(session.now))


def correct(product: Product, asker: Asker, qualification_id: int, details: QualificationDetails) -> Card:
    """Correct a qualification on file; what is said then."""
    with product.writing(asker.workspace_id) as session:
        edit_qualification(session, asker.actor, qualification_id, details)
        undo_id = note_change(session, asker, qualification_id)
    return saved_card(product, asker, qualification_id, CHANGED, undo_id)


def _still_to_ask(
    session: WorkspaceSession, actor: Actor, wanted: Wanted, waiting: CertificateDraft
) -> Card | None:
    """The card that asks what is open: a field, or what the new one is to the one held."""
    if wanted.adds_to is not None:
        return None
    held_back = next_question(waiting) is not Question.NOTHING
    undecided = not wanted.decided and waiting.changes is None
    if held_back or (undecided and view_of(session, actor, wanted.draft_id, waiting).held is not None):
        return card_of(session, actor, wanted.draft_id, waiting)
    same = already_there(session, actor, waiting)
    return None if same is None else already_on_file(same, wanted.draft_id, [file.name for file in waiting.files])


def _keep(
    product: Product,
    asker: Asker,
    wanted: Wanted,
    waiting: CertificateDraft,
    checked: Sequence[CheckedFile],
) -> Card:
    try:
        with product.writing(asker.workspace_id) as session:
            kept = draft(session, asker.actor, wanted.draft_id, lock=True)
            if kept.saved_id is not None:
                return said_of(session, asker, kept.saved_id, NEW, kept.undo_id)
            qualification_id, how, undo_id = _put_on_file(session, asker, wanted, waiting)
            _attach(session, product, asker, qualification_id, checked)
            settle_draft(session, asker.actor, wanted.draft_id, qualification_id, undo_id)
    except Conflict as there:
        if (held_id := there.details.get("qualification_id")) is None:
            raise
        with product.reading(asker.workspace_id) as session:
            return already_on_file(qualification(session, asker.actor, held_id))
    if how == ADDED:
        with product.reading(asker.workspace_id) as session:
            held = qualification(session, asker.actor, qualification_id)
        return attached([each.name for each in checked], held)
    return saved_card(product, asker, qualification_id, how, undo_id)


def _put_on_file(
    session: WorkspaceSession, asker: Asker, wanted: Wanted, waiting: CertificateDraft
) -> tuple[int, str, int | None]:
    """Do what is wanted; the qualification, what was done, and the undo noted for it."""
    if wanted.adds_to is not None:
        return wanted.adds_to, ADDED, None
    details = details_of(waiting, named(session, waiting.reading.competency or 0).category)
    if waiting.changes is not None:
        edit_qualification(session, asker.actor, waiting.changes, details)
        return waiting.changes, CHANGED, note_change(session, asker, waiting.changes)
    if wanted.renews is not None:
        renew_qualification(session, asker.actor, wanted.renews, details)
        return wanted.renews, RENEWED, note_change(session, asker, wanted.renews)
    made = log_qualification(session, asker.actor, asker.person_id, details)
    return made, NEW, note_undoable(session, asker.person_id, UNDO_LOG, qualification=made)


def note_change(session: WorkspaceSession, asker: Asker, qualification_id: int) -> int:
    """Remember the version just made, so that it can be undone."""
    session.flush()
    version = version_in_hand(session, qualification_id)
    return note_undoable(session, asker.person_id, UNDO_CHANGE, qualification=qualification_id, version=version)


def _attach(
    session: WorkspaceSession, product: Product, asker: Asker, qualification_id: int, checked: Sequence[CheckedFile]
) -> None:
    if not checked:
        return
    store = FolderStore(product.engine.folder / "documents")
    holder_id = qualification(session, asker.actor, qualification_id).person_id
    for file in checked:
        document_id = keep_document(session, asker.actor, holder_id, file, store)
        attach_document(session, asker.actor, qualification_id, document_id)


def _fetched(product: Product, workspace_id: int, file: SharedFile, most: int) -> CheckedFile:
    if product.fetch_file is None:
        raise Unavailable(say("Files can't be fetched here. Drop {name} in our private chat.", name=file.name))
    return check_file(file.name, product.fetch_file(workspace_id, file), megabytes=most)


def _without(
    job: Job, wanted: Wanted, waiting: CertificateDraft, refused: SharedFile, why: Words
) -> Answer:
    """The card again without the file that can't be kept."""
    left = replace(waiting, files=tuple(file for file in waiting.files if file != refused))
    with job.product.writing(job.asker.workspace_id) as session:
        keep_draft(session, job.asker.actor, "", stored(left), draft_id=wanted.draft_id)
    return _shown(job, wanted, left, why)


def _shown(job: Job, wanted: Wanted, waiting: CertificateDraft, why: Words) -> Answer:
    with job.product.reading(job.asker.workspace_id) as session:
        if wanted.adds_to is not None:
            return Answer(card=line(why))
        return Answer(card=card_of(session, job.asker.actor, wanted.draft_id, waiting, notice=why))
