"""Which card a draft is shown as: the next question about it, or check and save."""

from __future__ import annotations

from datetime import timedelta

from bot.blocks.drafts import (
    DraftView,
    check_and_save,
    no_such_day,
    which_competency,
    which_day,
    wrong_order,
)
from bot.blocks.qualifications import already_on_file
from bot.cards import Card, Words
from bot.conversation import Asker
from bot.drafts import EXPIRES, ISSUED, CertificateDraft, Question, details_of, next_question, reopened
from bot.product import Product
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyCategory, CompetencyView, competencies, visible_competencies
from core.people import Actor
from core.qualifications import (
    QualificationView,
    StoredDraft,
    TypeSwitches,
    draft_in,
    held_of,
    latest_draft,
    same_on_file,
    types_of,
)
from core.words import say
from tagging.matching import NameBook, Nearest

RECENT = timedelta(hours=1)
"""A correction outside its thread is taken for the draft written within this time."""

MOST_CHOICES = 100


def card_of(
    session: WorkspaceSession,
    actor: Actor,
    draft_id: int,
    draft: CertificateDraft,
    *,
    notice: Words | None = None,
) -> Card:
    """The card of a draft, as things stand: the question that is open, or every field to check."""
    view = view_of(session, actor, draft_id, draft, notice=notice)
    question, reading = next_question(draft), draft.reading
    if question is Question.WHICH_COMPETENCY:
        return which_competency(view)
    if question in (Question.ISSUED_ON, Question.EXPIRES_ON):
        role = ISSUED if question is Question.ISSUED_ON else EXPIRES
        found = reading.issued_on if role == ISSUED else reading.expires_on
        return which_day(view, role, found) if found.ambiguous else no_such_day(view, role, found)
    if question is Question.DATE_ORDER:
        return wrong_order(view)
    same = already_there(session, actor, draft)
    if same is not None:
        return already_on_file(same, draft_id, [file.name for file in draft.files])
    return check_and_save(view)


def view_of(
    session: WorkspaceSession,
    actor: Actor,
    draft_id: int,
    draft: CertificateDraft,
    *,
    notice: Words | None = None,
) -> DraftView:
    """A draft with the names and the standing that its card shows."""
    reading = draft.reading
    if reading.competency is None:
        ids = [candidate.id for candidate in reading.candidates]
        names = competencies(session, ids)
        alike = [(each, names[each].name) for each in ids if each in names]
        choices = () if alike or reading.competency_words else _choices(session, actor)
        return DraftView(draft_id, draft, look_alikes=alike, choices=choices, notice=notice)
    competency = named(session, reading.competency)
    held = held_of(session, actor, actor.person_id or 0, competency.id)
    switches = types_of(session, [competency.id])[competency.id]
    return DraftView(
        draft_id, draft, competency.name, competency.category,
        held=held[0] if held else None, needs=_needs(switches, competency), notice=notice,
    )  # fmt: skip


def already_there(session: WorkspaceSession, actor: Actor, draft: CertificateDraft) -> QualificationView | None:
    """The qualification on file that the draft is already; a correction is never that."""
    if draft.changes is not None or draft.reading.competency is None or actor.person_id is None:
        return None
    details = details_of(draft, named(session, draft.reading.competency).category)
    try:
        return same_on_file(session, actor, actor.person_id, details)
    except Invalid:
        return None


def named(session: WorkspaceSession, competency_id: int) -> CompetencyView:
    """The competency of this id; one that is gone reads as any unknown one."""
    found = competencies(session, [competency_id]).get(competency_id)
    if found is None:
        raise NotFound(say("I don't find that competency."), field="competency")
    return found


def draft_from(stored: StoredDraft) -> CertificateDraft | None:
    """The draft as it was kept, with its competency where a proposal became one; None once it was saved."""
    if stored.content is None:
        return None
    draft = reopened(stored.content)
    if draft.reading.competency is None and stored.found_id is not None:
        return draft.named(stored.found_id)
    return draft


def draft_meant(session: WorkspaceSession, actor: Actor, thread: str | None) -> StoredDraft | None:
    """The draft of this thread, if it has one."""
    return draft_in(session, actor, thread) if thread else None


def recent_draft(session: WorkspaceSession, actor: Actor) -> StoredDraft | None:
    """The draft written last, if that was within the hour: what a correction outside a thread is about."""
    return latest_draft(session, actor, within=RECENT)


class Reading:
    """What reading a message hangs on: the names its writer sees, their day and the order of their dates."""

    def __init__(self, product: Product, asker: Asker, *, wait: bool) -> None:
        self.today = day_in(asker.person.time_zone, product.engine.clock())
        self.locale = asker.person.locale
        self.names: NameBook = product.skills.name_book(asker.workspace_id, asker.actor)
        self.nearest = _nearest(product, asker, wait=wait)


def _nearest(product: Product, asker: Asker, *, wait: bool) -> Nearest:
    def nearest(words: str, most: int) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = product.skills.near_in_meaning(
            asker.workspace_id, asker.actor, words, limit=most, wait=wait
        )
        return found

    return nearest


def _choices(session: WorkspaceSession, actor: Actor) -> list[tuple[int, str]]:
    """All certifications to pick from, where they fit one list."""
    found = visible_competencies(session, actor, category=CompetencyCategory.CERTIFICATION, limit=MOST_CHOICES + 1)
    return [(each.id, each.name) for each in found] if len(found) <= MOST_CHOICES else []


def _needs(switches: TypeSwitches, competency: CompetencyView) -> tuple[str, ...]:
    asked = (
        ("value", competency.category == CompetencyCategory.LANGUAGE),
        ("issued_on", switches.issued_date),
        ("expires_on", switches.expiry_date),
        ("document", switches.documentation_required),
    )
    return tuple(name for name, needed in asked if needed)
