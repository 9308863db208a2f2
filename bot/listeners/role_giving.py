"""Giving and taking roles in chat (people/roles, people/relations)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.blocks import role_forms as forms
from bot.blocks import roles as cards
from bot.cards import Card, Form, Words
from bot.conversation import Answer, Call, Conversations, Option, Press, Request, Submission
from bot.listeners.role_finding import (
    SaidRole,
    givable,
    instants,
    place_picked,
    places_found,
    read_role,
    with_places,
    within,
)
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.people import (
    Actor,
    Capability,
    ContextKind,
    RoleContext,
    RoleHeld,
    RoleView,
    give_role,
    holds_anywhere,
    people,
    person_by_chat_id,
    places_of,
    require,
    role_named,
    roles_held,
    take_role,
)
from core.words import TimeOfDay, say

UNDO_GIVEN, UNDO_TAKEN = "role_given", "role_taken"
GIVE_EXAMPLE = "/prowess role give @rita reviewer over @anna from 1 March until 31 May"


def register(conversations: Conversations) -> None:
    """Add the form, its search field, the buttons, and their undos."""
    conversations.press(cards.GIVE, _give_pressed)
    conversations.press(cards.TAKE, _take_pressed)
    conversations.submission(forms.GIVE_FORM, _submitted)
    conversations.lookup(forms.PLACE_LOOKUP, _offered)
    conversations.undo(UNDO_GIVEN, _undo_given)
    conversations.undo(UNDO_TAKEN, _undo_taken)


def gives_roles(session: WorkspaceSession, actor: Actor) -> bool:
    """Whether the actor gives roles somewhere, or over somebody."""
    return any(holds_anywhere(session, actor, each) for each in (Capability.ROLE_GRANT, Capability.RELATION_MANAGE))


def require_giving(session: WorkspaceSession, actor: Actor) -> None:
    """Raise Refused for those who give roles nowhere."""
    if not gives_roles(session, actor):
        require(session, actor, Capability.ROLE_GRANT)


def give(call: Call, words: str) -> Answer:
    """`role give @rita reviewer over @anna from 1 March until 31 May`; what is missing opens a form."""
    with call.product.reading(call.asker.workspace_id) as session:
        require_giving(session, call.asker.actor)
        said = read_role(session, call.asker, words)
        if len(said.people) > 1 or len(said.over) > 1:
            raise Invalid(say("One person at a time. Example: {example}", example=GIVE_EXAMPLE), field="person")
        if said.role is None or not _complete(said):
            return Answer(form=_form(session, said))
    place = RoleContext(ContextKind.PERSON, said.over[0]) if said.over else said.place
    return Answer(card=_given(call, said, said.role, place or RoleContext()))


def take(call: Call, words: str) -> Answer:
    """`role take @rita reviewer over @anna`; where several are meant they are shown with a button each."""
    with call.product.reading(call.asker.workspace_id) as session:
        require_giving(session, call.asker.actor)
        said = read_role(session, call.asker, words)
        if len(said.people) != 1:
            raise Invalid(say("From whom? Example: /prowess role take @rita reviewer"), field="person")
        name = people(session, said.people)[said.people[0]].first_name
        held = _meant(session, said)
        if not held:
            raise NotFound(say("{name} has no such role. See: /prowess role @{name}", name=name))
        if len(held) > 1:
            shown = with_places(session, call.asker, held)
            return Answer(card=cards.which_card(say("Which of {name}'s roles?", name=name), shown))
    return Answer(card=_taken(call, held[0].id))


def _complete(said: SaidRole) -> bool:
    """Whether a command says all that giving takes. A role over a person or in a course needs to know which, and a
    role of the site's own is not given over everybody by leaving something out."""
    if not said.people or said.role is None:
        return False
    places = places_of(said.role.name)
    anywhere = not places or (said.role.shipped and ContextKind.SITE in places)
    return bool(said.over) or said.place is not None or anywhere


def _meant(session: WorkspaceSession, said: SaidRole) -> list[RoleHeld]:
    """The person's roles that the words fit."""
    role = said.role.name if said.role is not None else None
    found = roles_held(session, person_id=said.people[0], role=role)
    if said.over:
        return [each for each in found if each.kind == ContextKind.PERSON and each.context_id == said.over[0]]
    if said.place is not None:
        return [each for each in found if (each.kind, each.context_id) == (str(said.place.kind), said.place.id)]
    return found


def _form(session: WorkspaceSession, said: SaidRole) -> Form:
    ids = [*said.people[:1], *said.over[:1]]
    chat = {each.id: each.chat_user_id for each in people(session, ids).values()}
    draft = forms.GiveDraft(
        person=chat.get(said.people[0]) if said.people else None,
        role=said.role.name if said.role is not None else None,
        over=chat.get(said.over[0]) if said.over else None,
        since=said.since,
        until=said.until,
    )
    return forms.give_form(draft, givable(session))


def _give_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require_giving(session, press.asker.actor)
        person_id, role = press.payload.get("person"), press.payload.get("role")
        said = SaidRole(
            people=(int(person_id),) if person_id else (), role=role_named(session, str(role)) if role else None
        )
        return Answer(form=_form(session, said))


def _submitted(form: Submission) -> Answer:
    values = form.values
    with form.product.reading(form.asker.workspace_id) as session:
        require_giving(session, form.asker.actor)
        person_id = _picked(session, values.get("person"), "person")
        if person_id is None:
            raise Invalid(say("Pick who gets the role."), field="person")
        over = _picked(session, values.get("over"), "over")
        role = role_named(session, str(values.get("role") or ""))
        if role is None:
            raise Invalid(say("Pick a role."), field="role")
        if over is not None and values.get("place"):
            raise Invalid(say("Over somebody, or in a place: leave one of them empty."), field="place")
        place = RoleContext(ContextKind.PERSON, over) if over else place_picked(session, values.get("place"))
        said = SaidRole((person_id,), role, since=values.get("since"), until=values.get("until"))
    return Answer(card=_given(form, said, role, place), replace=False)


def _picked(session: WorkspaceSession, chat_user_id: Any, field: str) -> int | None:
    if not chat_user_id:
        return None
    found = person_by_chat_id(session, str(chat_user_id))
    if found is None:
        raise Invalid(say("That person is not in the directory of Prowess. An admin can add them."), field=field)
    return found.id


def _given(request: Request, said: SaidRole, role: RoleView, place: RoleContext) -> Card:
    asker, person_id = request.asker, said.people[0]
    with request.product.writing(asker.workspace_id) as session:
        before = {each.id for each in roles_held(session, person_id=person_id, role=role.name)}
        since, until = instants(session, person_id, said)
        given = give_role(session, asker.actor, person_id, role.name, place, since=since, until=until)
        who = people(session, [person_id])[person_id]
        held = with_places(session, asker, roles_held(session, assignment_id=given))[0]
        where = cards.where_words(held.held.kind, held.place)
        days = cards.day_words(said.since if since is not None else None, said.until)
        values = {"name": who.first_name, "role": cards.role_words(role.name), "where": where, "days": days}
        if given in before:
            return cards.given_card(
                say("{name} has the role {role} {where}{days} already. Nothing changed.", **values), person_id, None
            )
        undo_id = note_undoable(session, asker.person_id, UNDO_GIVEN, assignment=given)
        words = say("✓ {name} has the role {role} {where}{days}. Given by you, {at}.", **values,
                    at=TimeOfDay(session.now))  # fmt: skip
    return cards.given_card(words, person_id, undo_id, cards.holds_words(role.capabilities))


def _take_pressed(press: Press) -> Answer:
    return Answer(card=_taken(press, int(press.payload["assignment"])))


def _taken(request: Request, assignment_id: int) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        held = _one(session, assignment_id)
        _take(session, asker.actor, held)
        shown = with_places(session, asker, [held])[0]
        undo_id = note_undoable(session, asker.person_id, UNDO_TAKEN, **_refs(held))
        words = say(
            "✓ {name} no longer has the role {role} {where}. Taken by you, {at}.",
            name=held.person,
            role=cards.role_words(held.role),
            where=cards.where_words(held.kind, shown.place),
            at=TimeOfDay(session.now),
        )
    return cards.given_card(words, held.person_id, undo_id)


def _one(session: WorkspaceSession, assignment_id: int) -> RoleHeld:
    found = roles_held(session, assignment_id=assignment_id)
    if not found:
        raise NotFound(say("That role was taken already. Nothing changed."))
    return found[0]


def _take(session: WorkspaceSession, actor: Actor, held: RoleHeld) -> None:
    place = within(session, ContextKind(held.kind), held.context_id)
    take_role(session, actor, held.id, category_id=place.category_id)


def _refs(held: RoleHeld) -> dict[str, Any]:
    return {
        "person": held.person_id,
        "role": held.role,
        "place": held.kind,
        "context": held.context_id,
        "until": held.until.isoformat() if held.until else None,
        "since": held.since.isoformat(),
    }


def _undo_given(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    held = _one(session, int(refs["assignment"]))
    _take(session, actor, held)
    return say(
        "Undone, {at}. {name} doesn't have the role {role} there.",
        at=TimeOfDay(session.now),
        name=held.person,
        role=cards.role_words(held.role),
    )


def _undo_taken(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    until = datetime.fromisoformat(refs["until"]) if refs["until"] else None
    since = datetime.fromisoformat(refs["since"])
    place = within(session, ContextKind(refs["place"]), refs["context"])
    give_role(
        session, actor, int(refs["person"]), str(refs["role"]), place,
        since=since if since > session.now else None, until=until,
    )  # fmt: skip
    name = people(session, [int(refs["person"])])[int(refs["person"])].name
    return say("Undone, {at}. {name} has the role {role} again.", at=TimeOfDay(session.now), name=name,
               role=cards.role_words(str(refs["role"])))  # fmt: skip


def _offered(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        return places_found(session, call.words) if gives_roles(session, call.asker.actor) else []
