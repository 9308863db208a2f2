"""Messages about reviews, worded when they are sent or rewritten; an answer in their thread is an answer to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.blocks.review_asking import told_card
from bot.blocks.reviews import reviewer_card
from bot.cards import Card, line
from bot.conversation import Answer, Conversations, Job, Later, Message
from bot.drafts import packed_files, unpacked_files
from bot.listeners.evidence import document_store, fetched
from bot.listeners.qualification_hearing import sorted_files
from bot.listeners.qualification_saving import drop_another
from bot.listeners.review_asking import UNDO_COMMENT, sent, tell_added
from bot.listeners.review_views import review_card
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.evidence import add_prior_learning
from core.notifications import REVIEW_ASKED, REVIEW_SAID, message_at
from core.people import PersonView
from core.reviews import ReviewView, comment, review, review_steps
from core.words import say

REPLY_JOB = "review.reply"

Refs = Mapping[str, Any]


def register(conversations: Conversations) -> None:
    """Add the messages' words, and how answers in their threads are read."""
    conversations.notice(REVIEW_ASKED, _asked)
    conversations.notice(REVIEW_SAID, _said)
    conversations.message(lambda message: _heard(message, conversations.verbs))
    conversations.job(REPLY_JOB, _add_files)


def _asked(session: WorkspaceSession, recipient: PersonView, refs: Refs, message: Any) -> Card | None:
    """What is asked of a reviewer; not sent where it was withdrawn or settled before."""
    try:
        view = review_card(session, recipient, int(refs["review"]), int(refs["round"]))
    except NotFound:
        return None
    was_sent = message is None or message.rewriting or message.in_doubt
    if not was_sent and (view.withdrawn_at is not None or view.decision is not None):
        return None
    return reviewer_card(view)


def _said(session: WorkspaceSession, recipient: PersonView, refs: Refs, message: Any) -> Card | None:
    """A decision, a question, an answer; once taken back the message says so, or is not sent."""
    step = next((each for each in review_steps(session, int(refs["review"])) if each.id == int(refs["step"])), None)
    if step is None:
        return None
    was_sent = message is None or message.rewriting or message.in_doubt
    if step.undone_at is not None and not was_sent:
        return None
    return told_card(review_card(session, recipient, step.review_id, step.round), step)


def _heard(message: Message, verbs: Collection[str]) -> Answer | None:
    """An answer in the thread of a message about an open review: words are a comment, files are evidence."""
    if message.words.lower() in verbs:
        return None
    with message.product.reading(message.asker.workspace_id) as session:
        found = _meant(session, message)
    if found is None:
        return None
    if message.files and found.person_id == message.asker.person_id:
        return _with_files(message, found.id)
    if not message.words:
        return None
    with message.product.writing(message.asker.workspace_id) as session:
        step_id = comment(session, message.asker.actor, found.id, message.words)
        undo_id = note_undoable(session, message.asker.person_id, UNDO_COMMENT, step=step_id)
        return Answer(card=sent(session, message.asker, found.id, undo_id))


def _meant(session: WorkspaceSession, message: Message) -> ReviewView | None:
    if message.place.thread is None:
        return None
    told = message_at(session, message.asker.person_id, message.place.thread)
    if told is None or told[0] not in (REVIEW_ASKED, REVIEW_SAID):
        return None
    found = review(session, int(told[1]["review"]))
    return found if found.is_open else None


def _with_files(message: Message, review_id: int) -> Answer:
    files, refused = sorted_files(message)
    if not files:
        return Answer(card=line(drop_another(refused) if refused else say("Drop a PDF, PNG or JPEG.")))
    keeping = say("Keeping {files} …", files=[each.name for each in files])
    payload = {"review": review_id, "files": packed_files(files), "words": message.words}
    return Answer(card=line(keeping), later=Later(REPLY_JOB, payload))


def _add_files(job: Job) -> Answer:
    """Fetch and check what was dropped, keep it as evidence, and tell the reviewer."""
    review_id, shared = int(job.payload["review"]), unpacked_files(job.payload["files"])
    try:
        files = fetched(job.product, job.asker.workspace_id, shared)
    except Invalid as wrong:
        return Answer(card=line(drop_another(wrong)))
    with job.product.writing(job.asker.workspace_id) as session:
        found = review(session, review_id)
        add_prior_learning(
            session, job.asker.actor, [found.competency_id], files=files, store=document_store(job.product)
        )
        said = str(job.payload.get("words") or "")
        return Answer(card=tell_added(session, job.asker, review_id, files, [], said))
