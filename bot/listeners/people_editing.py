"""Changing what is on file of a person: manager, tier, groups, address; adding somebody by hand (people/directory)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import people as cards
from bot.cards import Card, Form, Words
from bot.conversation import Answer, Call, Conversations, Press, Request, Submission
from bot.listeners.people_finding import one_person
from bot.listeners.people_showing import require_people, show_person
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import (
    Actor,
    GroupSource,
    PersonDetails,
    PersonEdit,
    PersonView,
    edit_person,
    group_views,
    groups_led,
    line_manager_of,
    people,
    person_by_email,
    put_into_group,
    register_person,
    set_line_manager,
    set_tier,
    take_out_of_group,
)
from core.words import TimeOfDay, say

UNDO = "person_edited"
EXAMPLE = "/prowess person @ben manager @grete"


def register(conversations: Conversations) -> None:
    """Add the forms and the undo."""
    conversations.press(cards.EDIT, _edit_pressed)
    conversations.press(cards.NEW, _new_pressed)
    conversations.submission(cards.EDIT_FORM, _edited)
    conversations.submission(cards.NEW_FORM, _added)
    conversations.undo(UNDO, _undo)


def edit(call: Call, words: str) -> Answer:
    """`person edit @ben`: the form."""
    with call.product.reading(call.asker.workspace_id) as session:
        require_people(session, call.asker.actor)
        return Answer(form=_form(session, one_person(session, words, "/prowess person edit @ben")))


def new(call: Call, words: str) -> Answer:
    """`person new Pia Lie`: somebody who is not in the chat workspace."""
    with call.product.reading(call.asker.workspace_id) as session:
        require_people(session, call.asker.actor)
    return Answer(form=cards.person_form(cards.PersonDraft(name=words)))


def set_one(request: Request, person_id: int, what: str, value: str) -> Answer:
    """`person @ben manager @grete`, `person @ben tier 2`; 'none' ends either."""
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        require_people(session, asker.actor)
        before = _standing(session, person_id)
        if what == "tier":
            set_tier(session, asker.actor, person_id, _tier(value, required=True))
        else:
            set_line_manager(session, asker.actor, person_id, _manager_named(session, value))
        return Answer(card=_done(session, request, person_id, before))


def _manager_named(session: WorkspaceSession, words: str) -> int | None:
    if words.casefold() in ("none", "nobody", "-"):
        return None
    found = one_person(session, words, EXAMPLE)
    if not found.active:
        raise Invalid(say("{name} is deactivated. Choose somebody else.", name=found.name), field="manager")
    return found.id


def _tier(value: Any, *, required: bool = False) -> int | None:
    words = str(value or "").strip()
    if words.casefold() in ("none", "-") or (not words and not required):
        return None
    if not words.isdecimal() or len(words) > 4:
        raise Invalid(say("An access tier is a whole number, or none. Example: /prowess person @ben tier 2"),
                      field="access_tier")  # fmt: skip
    return int(words)


def _edit_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require_people(session, press.asker.actor)
        found = people(session, [int(press.payload["person"])])
        return Answer(form=_form(session, next(iter(found.values()))))


def _new_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require_people(session, press.asker.actor)
    return Answer(form=cards.person_form(cards.PersonDraft()))


def _form(session: WorkspaceSession, person: PersonView) -> Form:
    manager_id = line_manager_of(session, person.id)
    manager = people(session, [manager_id]).get(manager_id) if manager_id is not None else None
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in group_views(session, of_person=person.id):
        groups.setdefault(each.kind, []).append((each.name, str(each.id)))
    chosen = (manager.name, str(manager.id)) if manager is not None else None
    return cards.person_form(cards.PersonDraft(person, manager=chosen, groups=groups))


def _edited(form: Submission) -> Answer:
    asker, person_id, values = form.asker, int(form.payload["person"]), form.values
    with form.product.writing(asker.workspace_id) as session:
        require_people(session, asker.actor)
        before = _standing(session, person_id)
        wanted = PersonEdit(
            email=str(values.get("email") or ""),
            access_tier=_tier(values.get("access_tier")),
            name=values.get("name"),
            time_zone=values.get("time_zone"),
            active=values.get("active"),
        )
        edit_person(session, asker.actor, person_id, wanted)
        _place(session, asker.actor, person_id, values)
        return Answer(card=_done(session, form, person_id, before))


def _added(form: Submission) -> Answer:
    asker, values = form.asker, form.values
    name, email = " ".join(str(values.get("name") or "").split()), str(values.get("email") or "").strip()
    if not name:
        raise Invalid(say("A person needs a name."), field="name")
    with form.product.writing(asker.workspace_id) as session:
        require_people(session, asker.actor)
        if (known := person_by_email(session, email)) is not None:
            raise Invalid(say("{name} has that address already.", name=known.name), field="email")
        zone = str(values.get("time_zone") or "") or asker.person.time_zone
        if "@" not in email.strip("@"):
            raise Invalid(say("'{email}' is no e-mail address. Example: pia@nordlys.example", email=email),
                          field="email")  # fmt: skip
        details = PersonDetails(name, email, time_zone=zone, locale=asker.person.locale,
                                access_tier=_tier(values.get("access_tier")))  # fmt: skip
        person_id = register_person(session, asker.actor, details)
        _place(session, asker.actor, person_id, values)
        session.flush()
        said = say("✓ Added by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=show_person(session, asker, person_id, said=said), replace=False)


def _place(session: WorkspaceSession, actor: Actor, person_id: int, values: Mapping[str, Any]) -> None:
    """Draw the line to the manager and set the groups that the form speaks of."""
    try:
        set_line_manager(session, actor, person_id, _number(values.get("manager")))
    except Invalid as error:
        raise Invalid(error.sentence, field="manager") from None
    for name, kind, _ in cards.GROUP_FIELDS:
        _set_groups(session, actor, person_id, kind, [int(each) for each in values.get(name) or []])


def _set_groups(session: WorkspaceSession, actor: Actor, person_id: int, kind: str, wanted: Sequence[int]) -> None:
    """Let a person be in exactly these groups of a kind; who leads one they stay in goes on leading it."""
    before = [each.id for each in group_views(session, kind=kind, of_person=person_id)]
    for group_id in before:
        if group_id not in wanted:
            take_out_of_group(session, actor, group_id, [person_id])
    for group_id in wanted:
        if group_id not in before:
            put_into_group(session, actor, group_id, [person_id])


def _number(value: Any) -> int | None:
    picked = value[0] if isinstance(value, list) and value else value
    return int(picked) if picked and str(picked).isdecimal() else None


def _standing(session: WorkspaceSession, person_id: int) -> dict[str, Any]:
    """A person as they stand, for the way back."""
    person = people(session, [person_id])[person_id]
    by_hand = [each for each in group_views(session, of_person=person_id) if each.source == GroupSource.HAND]
    return {
        "person": person_id,
        "name": person.name,
        "email": person.email,
        "tier": person.access_tier,
        "zone": person.time_zone,
        "active": person.active,
        "manager": line_manager_of(session, person_id),
        "groups": sorted(each.id for each in by_hand),
        "led": sorted(groups_led(session, person_id)),
    }


def _done(session: WorkspaceSession, request: Request, person_id: int, before: Mapping[str, Any]) -> Card:
    session.flush()
    asker, name = request.asker, people(session, [person_id])[person_id].first_name
    if _standing(session, person_id) == before:
        return show_person(session, asker, person_id, said=say("Nothing changed: {name} stands so already.", name=name))
    undo_id = note_undoable(session, asker.person_id, UNDO, **before)
    said = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
    return show_person(session, asker, person_id, said=said, undo_id=undo_id)


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    person_id = int(refs["person"])
    edit_person(
        session, actor, person_id,
        PersonEdit(refs["email"], refs["tier"], refs["name"], refs["zone"], bool(refs["active"])),
    )  # fmt: skip
    set_line_manager(session, actor, person_id, refs["manager"])
    now = {each.id: each for each in group_views(session, of_person=person_id) if each.source == GroupSource.HAND}
    for group_id in now.keys() - set(refs["groups"]):
        take_out_of_group(session, actor, group_id, [person_id])
    for group_id in refs["groups"]:
        put_into_group(session, actor, group_id, [person_id], lead=group_id in refs["led"])
    name = people(session, [person_id])[person_id].first_name
    return say("Undone, {at}. {name} stands as before.", at=TimeOfDay(session.now), name=name)
