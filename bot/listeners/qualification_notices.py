"""Messages about one's qualifications, worded from the data when they go out; a file in their thread goes on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import qualification_notices as cards
from bot.cards import Card, Words, line
from bot.conversation import Answer, Conversations, Later, Message
from bot.drafts import packed_files
from bot.listeners.qualification_hearing import sorted_files
from bot.listeners.qualification_saving import ATTACH_JOB, drop_another
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import competencies
from core.notifications import (
    QUALIFICATION_MISSING,
    QUALIFICATION_REGISTERED,
    QUALIFICATION_SAID,
    message_at,
)
from core.people import Actor, PersonView, people
from core.qualifications import (
    QualificationView,
    Status,
    competency_of,
    qualification,
    removed_because,
    revocation,
    when_undone,
)
from core.words import say

Refs = Mapping[str, Any]
_LACKS = {Status.MISSING_FIELDS, Status.MISSING_DOCUMENTATION}


def register(conversations: Conversations) -> None:
    """Add the messages' words, and what a file in their thread is."""
    conversations.notice(QUALIFICATION_REGISTERED, _registered)
    conversations.notice(QUALIFICATION_MISSING, _missing)
    conversations.notice(QUALIFICATION_SAID, _said)
    conversations.message(_heard)


def _registered(session: WorkspaceSession, recipient: PersonView, refs: Refs, message: Any) -> Card | None:
    """What somebody registered; once that was taken back the message says so, or is not sent."""
    by = _name(session, refs.get("by"))
    try:
        return cards.registered_card(_seen(session, recipient, int(refs["qualification"])), by)
    except NotFound:
        undone = when_undone(session, int(refs["qualification"]))
        return cards.withdrawn_card(by, undone) if undone is not None and _was_sent(message) else None


def _missing(session: WorkspaceSession, recipient: PersonView, refs: Refs, message: Any) -> Card | None:
    """What is missing still; nothing is sent once all is there."""
    lacking: list[QualificationView] = []
    for each in refs["qualifications"]:
        try:
            held = _seen(session, recipient, int(each))
        except NotFound:
            continue
        if held.statuses & _LACKS:
            lacking.append(held)
    if not lacking:
        return cards.filled_card() if _was_sent(message) else None
    return cards.missing_card(lacking, people(session, {each.person_id for each in lacking}), recipient)


def _said(session: WorkspaceSession, recipient: PersonView, refs: Refs, message: Any) -> Card | None:
    """Verified unasked, revoked, no longer revoked, deleted, withdrawn; undone it says so, or is not sent."""
    what, by, each = str(refs["what"]), _name(session, refs.get("by")), int(refs["qualification"])
    if what in ("deleted", "withdrawn"):
        return _removed(session, each, what, by, message)
    try:
        held = _seen(session, recipient, each)
    except NotFound:
        return None
    if what == "revoked":
        revoked, taken_back = revocation(session, int(refs["revocation"]))
        return None if taken_back and not _was_sent(message) else cards.revoked_card(
            held, revoked, by, taken_back=taken_back
        )
    if what == "lifted":
        return cards.lifted_card(held, by)
    if not held.verified:
        return line(say("{by} took back that your {name} is verified.", by=by, name=held.name)) if _was_sent(
            message
        ) else None
    return cards.verified_card(held, by)


def _removed(session: WorkspaceSession, qualification_id: int, how: str, by: Words, message: Any) -> Card | None:
    competency_id = competency_of(session, qualification_id)
    name = competencies(session, [competency_id])[competency_id].name
    try:
        _, reason, _ = removed_because(session, qualification_id)
    except NotFound:
        return cards.back_card(name, by) if _was_sent(message) else None
    return cards.removed_card(name, how, by, reason)


def _heard(message: Message) -> Answer | None:
    """A file dropped in the thread of a message about one qualification is a document of it."""
    if not message.files or message.place.thread is None:
        return None
    with message.product.reading(message.asker.workspace_id) as session:
        told = message_at(session, message.asker.person_id, message.place.thread)
    if told is None or told[0] not in (QUALIFICATION_REGISTERED, QUALIFICATION_MISSING):
        return None
    ids = [told[1]["qualification"]] if "qualification" in told[1] else list(told[1]["qualifications"])
    if len(ids) != 1:
        return None
    files, refused = sorted_files(message)
    if not files:
        return Answer(card=line(drop_another(refused))) if refused else None
    keeping = say("Keeping {files} …", files=[file.name for file in files])
    payload = {"qualification": int(ids[0]), "files": packed_files(files)}
    return Answer(card=line(keeping), later=Later(ATTACH_JOB, payload))


def _seen(session: WorkspaceSession, recipient: PersonView, qualification_id: int) -> QualificationView:
    return qualification(session, Actor(session.workspace_id, recipient.id), qualification_id)


def _name(session: WorkspaceSession, person_id: Any) -> Words:
    known = people(session, [int(person_id)]) if person_id is not None else {}
    return known[int(person_id)].first_name if known else say("An admin")


def _was_sent(message: Any) -> bool:
    return message is None or bool(message.rewriting or message.in_doubt)
