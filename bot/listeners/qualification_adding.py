"""Registering for others, or oneself, with the form: from the list, a profile, or `log @anna` (qualifications/add)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks.qualification_adding import (
    ADD,
    ADD_FORM,
    GROUPS,
    KIND_FORM,
    TYPES,
    AddView,
    RegisteredView,
    add_form,
    kind_form,
    registered_card,
)
from bot.blocks.qualification_fields import details_from
from bot.cards import Card, Form, Words
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Submission
from bot.listeners.evidence import document_store, fetched
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.documents import CheckedFile, keep_document
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyCategory, competencies, visible_competencies
from core.people import Actor, PersonView, group_views, members_of, people, people_by_chat_ids
from core.qualifications import (
    QualificationDetails,
    attach_document,
    held_of,
    lacking,
    qualification,
    register_for_all,
    require_writing_all,
    undo_logs,
)
from core.words import Sentence, TimeOfDay, say

UNDO_MANY = "qualification.many"
KINDS = ("team", "location", "company", "position", "audience", "cohort")
MOST_PEOPLE, MOST_OPTIONS = 5_000, 100
LONGEST_UNDO = 5_000


def register(conversations: Conversations) -> None:
    """Add the button, both steps of the form, its search fields, and how it is undone."""
    conversations.press(ADD, _pressed)
    conversations.submission(KIND_FORM, _chosen)
    conversations.submission(ADD_FORM, _save)
    conversations.lookup(TYPES, _types)
    conversations.lookup(GROUPS, find_groups)
    conversations.undo(UNDO_MANY, _undo)


def form_for(session: WorkspaceSession, asker: Asker, person_ids: Sequence[int], group_ids: Sequence[int] = ()) -> Form:
    """The first step, for these people, or those of these groups; asked for where none are named."""
    payload: dict[str, Any] = {}
    if person_ids or group_ids:
        payload = {"people": list(person_ids), "groups": list(group_ids)}
        require_writing_all(session, asker.actor, _everybody(session, payload))
    mine = asker.person.chat_user_id
    return kind_form([mine] if mine else [], payload)


def prefilled_form(
    session: WorkspaceSession, asker: Asker, person_ids: Sequence[int], details: QualificationDetails
) -> Form:
    """The second step, with what was read from a sentence."""
    known = competencies(session, [details.competency_id])[details.competency_id]
    payload = {"people": list(person_ids), "groups": [], "category": known.category}
    everybody = _everybody(session, payload)
    require_writing_all(session, asker.actor, everybody)
    view = _view(session, asker, payload, everybody)
    shown = AddView(**{**vars(view), "competency": (known.name, str(known.id)), "details": details})
    return add_form(shown)


def _pressed(press: Press) -> Answer:
    chosen = [int(each) for each in press.payload.get("people", ())]
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=form_for(session, press.asker, chosen))


def _chosen(form: Submission) -> Answer:
    """The first step done: the second, with the fields of the category."""
    category = str(form.values.get("category") or "")
    if category not in set(CompetencyCategory):
        raise Invalid(say("Pick a category from the list."), field="category")
    with form.product.reading(form.asker.workspace_id) as session:
        payload = {**form.payload, "category": category}
        if "people" not in payload:
            payload |= _picked(session, form.values)
        everybody = _everybody(session, payload)
        require_writing_all(session, form.asker.actor, everybody)
        return Answer(form=add_form(_view(session, form.asker, payload, everybody)))


def _picked(session: WorkspaceSession, values: Mapping[str, Any]) -> dict[str, list[int]]:
    chat_ids = list(values.get("people") or [])
    found = people_by_chat_ids(session, chat_ids)
    if len(found) < len(chat_ids):
        raise NotFound(
            say("Somebody you picked is not in the directory of Prowess. An admin can add them."), field="people"
        )
    groups = [int(each) for each in values.get("groups") or []]
    if not found and not groups:
        raise Invalid(say("For whom? Pick a person, or a group."), field="people")
    return {"people": list(found.values()), "groups": groups}


def _save(form: Submission) -> Answer:
    """Save for everybody chosen; with 'Add another' the form stays for the next one."""
    values, asker = form.values, form.asker
    details = _details(values)
    files = fetched(form.product, asker.workspace_id, list(values.get("file") or []))
    with form.product.writing(asker.workspace_id) as session:
        everybody = _everybody(session, form.payload)
        named = competencies(session, [details.competency_id]).get(details.competency_id)
        if named is not None and named.category != form.payload["category"]:
            raise Invalid(say("{name} is of another category. Pick it from the list.", name=named.name),
                          field="competency")  # fmt: skip
        saved = _registered(session, form, everybody, details, files)
        again = _view(session, asker, form.payload, everybody, notify=saved.notify, notice=saved.line)
    with form.product.reading(asker.workspace_id) as session:
        card = _card(session, asker, saved, everybody, details.competency_id)
    if values.get("another"):
        return Answer(card=card, form=add_form(again), replace=False)
    return Answer(card=card, replace=False)


@dataclass(frozen=True)
class _Saved:
    made: Sequence[int]
    already: Sequence[int]
    undo_id: int | None
    notify: bool
    line: Words


def _registered(
    session: WorkspaceSession,
    form: Submission,
    everybody: Sequence[int],
    details: QualificationDetails,
    files: Sequence[CheckedFile],
) -> _Saved:
    asker = form.asker
    notify = bool(form.values.get("notify"))
    made, already = register_for_all(session, asker.actor, everybody, details, notify=notify)
    if len(made) == 1 and len(everybody) == 1:
        store = document_store(form.product)
        for each in files:
            document_id = keep_document(session, asker.actor, everybody[0], each, store)
            attach_document(session, asker.actor, made[0], document_id)
    undo_id = None
    if 0 < len(made) <= LONGEST_UNDO:
        undo_id = note_undoable(session, asker.person_id, UNDO_MANY, qualifications=list(made))
    name = competencies(session, [details.competency_id])[details.competency_id].name
    return _Saved(made, already, undo_id, notify, say("✓ Saved: {name}. The next one:", name=name))


def _card(
    session: WorkspaceSession, asker: Asker, saved: _Saved, everybody: Sequence[int], competency_id: int
) -> Card:
    named = people(session, [*everybody[:MOST_OPTIONS], *saved.already[:MOST_OPTIONS]])
    held = qualification(session, asker.actor, saved.made[0]) if len(everybody) == 1 and saved.made else None
    own = list(everybody) == [asker.person_id]
    others = held_of(session, asker.actor, everybody[0], competency_id) if held is not None else []
    return registered_card(
        RegisteredView(
            competencies(session, [competency_id])[competency_id].name,
            [named[each].first_name for each in everybody[:1]],
            len(saved.made),
            [named[each].name for each in saved.already if each in named],
            saved.notify and not own,
            saved.undo_id,
            held=held,
            other=next((each for each in others if held is not None and each.id != held.id), None),
            own=own,
            lacking=len(lacking(session, list(saved.made))),
            competency_id=competency_id,
        )
    )


def _details(values: Mapping[str, Any]) -> QualificationDetails:
    chosen = values.get("competency")
    if not chosen:
        raise Invalid(say("Which type? Example: First aid at work."), field="competency")
    if not str(chosen).isdigit():
        raise NotFound(say("I don't find that competency."), field="competency")
    return details_from(QualificationDetails(int(str(chosen))), values)


def _view(
    session: WorkspaceSession,
    asker: Asker,
    payload: Mapping[str, Any],
    everybody: Sequence[int],
    *,
    notify: bool = True,
    notice: Words | None = None,
) -> AddView:
    one = _one(session, everybody)
    own = list(everybody) == [asker.person_id]
    name = one.first_name if one is not None else None
    return AddView(
        str(payload["category"]), len(everybody), name, own, dict(payload), notify=notify, notice=notice
    )


def _one(session: WorkspaceSession, everybody: Sequence[int]) -> PersonView | None:
    return people(session, everybody).get(everybody[0]) if len(everybody) == 1 else None


def _everybody(session: WorkspaceSession, payload: Mapping[str, Any]) -> list[int]:
    """The people chosen and those of the groups chosen, each once; raises Invalid for none, or too many."""
    found = [int(each) for each in payload.get("people", ())]
    for group_id in payload.get("groups", ()):
        found += members_of(session, int(group_id))
    everybody = list(dict.fromkeys(found))
    if not everybody:
        raise Invalid(say("Nobody is in there. Pick a person, or another group."), field="groups")
    if len(everybody) > MOST_PEOPLE:
        raise Invalid(
            say("That is {n} people; {most} at once are possible. Import a file for more.", n=len(everybody),
                most=MOST_PEOPLE), field="groups",
        )  # fmt: skip
    return everybody


def _types(call: Call) -> Sequence[Option]:
    """The active competencies of the form's category that the asker sees, by what was typed."""
    category = str(call.about.get("category") or "")
    with call.product.reading(call.asker.workspace_id) as session:
        found = visible_competencies(
            session, call.asker.actor, category=CompetencyCategory(category) if category else None,
            containing=call.words, limit=MOST_OPTIONS,
        )
    return [(each.name, str(each.id)) for each in found]


def find_groups(call: Call) -> Sequence[Option]:
    """Groups by what was typed, with their kind."""
    with call.product.reading(call.asker.workspace_id) as session:
        found = [each for each in group_views(session, words=call.words, limit=MOST_OPTIONS) if each.kind in KINDS]
    return [(f"{each.name} ({each.kind})", str(each.id)) for each in found]


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    undo_logs(session, actor, [int(each) for each in refs["qualifications"]])
    return say("Undone, {at}. None of it is on file.", at=TimeOfDay(session.now))
