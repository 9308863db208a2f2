"""What a submitted competency form does: asks about look-alikes and fields first, then creates or edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.competency_forms import ALIKE, ANYWAY, NONE, SAVE
from bot.conversation import Answer, Conversations, Submission
from bot.listeners.competency_cards import card_of
from bot.listeners.competency_entries import (
    base_language,
    chosen_ids,
    entries_typed,
    listed,
    number_of,
    read_synonyms,
    text_of,
    tier_of,
)
from bot.listeners.competency_form import creatable, shown_form, shown_set
from bot.listeners.competency_guard import look_alikes_of
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import (
    KEEP,
    CompetencyCategory,
    CompetencyDetails,
    CompetencyEdits,
    FieldSetView,
    add_parent,
    competency_record,
    competency_snapshot,
    create_competency,
    delete_competency,
    edit_competency,
    field_set,
    folded,
    form_field,
    restore_competency,
    set_own_scale,
)
from core.people import Actor
from core.words import Sentence, TimeOfDay, say

UNDO_CREATED, UNDO_EDITED = "competency_created", "competency_edited"


def register(conversations: Conversations) -> None:
    """Add the form's submission and how it is undone."""
    conversations.submission(SAVE, _save)
    conversations.undo(UNDO_CREATED, _undo_created)
    conversations.undo(UNDO_EDITED, _undo_edited)


def _save(form: Submission) -> Answer:
    if "competency" in form.payload:
        return _show_fields(form) or _edit(form, int(form.payload["competency"]))
    return _show_fields(form) or _show_alike(form) or _create(form)


# -- asking first -----------------------------------------------------------------------------------------------


def _show_fields(form: Submission) -> Answer | None:
    """The form again with the fields of the set just chosen, entries kept; None when they are there."""
    chosen = number_of(form.values, "field_set")
    with form.product.reading(form.asker.workspace_id) as session:
        shown = shown_set(session, form.payload)
        if chosen is None or (shown is not None and shown.id == chosen):
            return None
        fresh = field_set(session, chosen)
        entries = entries_typed(session, form.asker.actor, form.values, fresh, _category(form))
        return Answer(form=shown_form(session, form.asker.actor, entries, _carried(form), shown=fresh))


def _show_alike(form: Submission) -> Answer | None:
    """The form again with the look-alikes of a new name; None without any, or when it was decided about them."""
    name = text_of(form.values, "name")
    if text_of(form.values, ALIKE) and form.payload.get("asked") == folded(name):
        return None
    found = look_alikes_of(form.product, form.asker, name)
    if not found:
        return None
    with form.product.reading(form.asker.workspace_id) as session:
        shown = shown_set(session, form.payload)
        entries = entries_typed(session, form.asker.actor, form.values, shown, _category(form))
        payload = {**_carried(form), "asked": folded(name)}
        return Answer(form=shown_form(session, form.asker.actor, entries, payload, shown=shown, alike=found))


def _carried(form: Submission) -> dict[str, Any]:
    return {key: value for key, value in form.payload.items() if key not in ("set", "asked")}


def _category(form: Submission) -> str:
    """The category chosen, or the one the form is for."""
    said = text_of(form.values, "category") or str(form.payload.get("category") or CompetencyCategory.SKILL)
    if said not in set(CompetencyCategory):
        raise Invalid(say("Pick a category from the list."), field="category")
    return said


# -- creating ---------------------------------------------------------------------------------------------------


def _create(form: Submission) -> Answer:
    chosen, actor = text_of(form.values, ALIKE), form.asker.actor
    with form.product.writing(form.asker.workspace_id) as session:
        if chosen and chosen != ANYWAY:
            return _use(session, form, number_of(form.values, ALIKE) or 0)
        competency_id = create_competency(session, actor, _details(session, form))
        session.flush()
        undo_id = note_undoable(session, form.asker.person_id, UNDO_CREATED, competency=competency_id)
        note = say("✓ Created by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=card_of(session, actor, competency_id, note=note, undo_id=undo_id))


def _use(session: WorkspaceSession, form: Submission, competency_id: int) -> Answer:
    """Take the one there is instead, under the parents that were chosen where they are of its framework."""
    actor = form.asker.actor
    record = competency_record(session, actor, competency_id)
    for parent_id in chosen_ids(form.values, "parents"):
        if competency_record(session, actor, parent_id).framework_id == record.framework_id:
            add_parent(session, actor, competency_id, parent_id)
    note = say("{name} is in the catalogue already; nothing new was made.", name=record.view.name)
    return Answer(card=card_of(session, actor, competency_id, note=note))


def _details(session: WorkspaceSession, form: Submission) -> CompetencyDetails:
    values = form.values
    return CompetencyDetails(
        name=text_of(values, "name"),
        category=CompetencyCategory(_category(form)),
        description=text_of(values, "description"),
        idnumber=text_of(values, "idnumber") or None,
        framework_id=_framework_id(session, form),
        access_tier=tier_of(values),
        tags=tuple(listed(text_of(values, "tags"))),
        translated_synonyms=read_synonyms(text_of(values, "synonyms"), base_language(session)),
        scale_id=number_of(values, "scale"),
        parent_ids=tuple(chosen_ids(values, "parents")),
        field_set_id=number_of(values, "field_set"),
        field_values=_custom(form, shown_set(session, form.payload)),
    )


def _framework_id(session: WorkspaceSession, form: Submission) -> int:
    """The framework chosen, the one the form is for, or the only one there is."""
    chosen = form.payload.get("framework") or number_of(form.values, "framework")
    if chosen is not None:
        return int(chosen)
    return creatable(session, form.asker.actor)[0][0].id


# -- editing ----------------------------------------------------------------------------------------------------


def _edit(form: Submission, competency_id: int) -> Answer:
    actor = form.asker.actor
    with form.product.writing(form.asker.workspace_id) as session:
        record = competency_record(session, actor, competency_id)
        before = competency_snapshot(session, competency_id)
        edit_competency(session, actor, competency_id, _edits(session, form, record.hidden_parent_ids))
        if "scale" in form.values:
            set_own_scale(session, actor, competency_id, number_of(form.values, "scale"))
        after = competency_snapshot(session, competency_id)
        undo_id = None
        if before != after:
            refs = {"competency": competency_id, "before": before, "after": after}
            undo_id = note_undoable(session, form.asker.person_id, UNDO_EDITED, **refs)
        note = _saved_words(session, changed=before != after)
        return Answer(card=card_of(session, actor, competency_id, note=note, undo_id=undo_id))


def _edits(session: WorkspaceSession, form: Submission, hidden: Sequence[int]) -> CompetencyEdits:
    """What the form's fields say; a field it left out stays as it is."""
    values = form.values
    synonyms = read_synonyms(text_of(values, "synonyms"), base_language(session))
    return CompetencyEdits(
        name=text_of(values, "name"),
        description=text_of(values, "description") if "description" in values else KEEP,
        idnumber=text_of(values, "idnumber") if "idnumber" in values else KEEP,
        access_tier=tier_of(values) if "access_tier" in values else KEEP,
        synonyms=synonyms if "synonyms" in values else KEEP,
        tags=listed(text_of(values, "tags")) if "tags" in values else KEEP,
        parent_ids=[*chosen_ids(values, "parents"), *hidden] if "parents" in values else KEEP,
        field_set_id=number_of(values, "field_set") if "field_set" in values else KEEP,
        field_values=_custom(form, shown_set(session, form.payload)),
    )


def _custom(form: Submission, shown: FieldSetView | None) -> dict[int, Any]:
    """What was filled into the shown set's fields."""
    found = {each.id: form.values.get(form_field(each.id)) for each in (shown.fields if shown else ())}
    return {each: None if value == NONE and _is_choice(shown, each) else value for each, value in found.items()}


def _is_choice(shown: FieldSetView | None, field_id: int) -> bool:
    return any(each.id == field_id and each.options for each in (shown.fields if shown else ()))


def _saved_words(session: WorkspaceSession, *, changed: bool) -> Sentence:
    if not changed:
        return say("Nothing changed.")
    return say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))


# -- undoing ----------------------------------------------------------------------------------------------------


def _undo_created(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    name = delete_competency(session, actor, int(refs["competency"]))
    return say("Undone, {at}. {name} is not in the catalogue.", at=TimeOfDay(session.now), name=name)


def _undo_edited(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    restore_competency(session, actor, int(refs["competency"]), refs["before"], refs["after"])
    return say("Undone, {at}. It is as it was.", at=TimeOfDay(session.now))
