"""Putting people into groups and taking them out: one at once, several after a dry run (people/groups)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import groups as cards
from bot.cards import Card, Words, line
from bot.conversation import Answer, Call, Conversations, Press, Request, Submission
from bot.listeners.group_finding import find_group
from bot.listeners.group_showing import show_group
from bot.reading import MOST_PEOPLE, NamedPeople, read_people
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import (
    Actor,
    Capability,
    GroupKind,
    GroupView,
    group_row,
    group_view,
    members_led,
    members_of,
    people,
    person_by_chat_id,
    plan_membership,
    put_into_group,
    require,
    take_out_of_group,
)
from core.words import Sentence, TimeOfDay, say, say_count

UNDO = "group_members"
ADD_EXAMPLE = "/prowess group add @anna @omar to Warehouse"
JOIN, LEAVE, LEAD, UNLEAD = ACTS = ("join", "leave", "lead", "unlead")


def register(conversations: Conversations) -> None:
    """Add the form, the dry run's buttons, what is picked beside a member, and the undo."""
    conversations.press(cards.ADD, _add_pressed)
    conversations.press(cards.MEMBER, _member_picked)
    conversations.press(cards.APPLY, _apply)
    conversations.press(cards.CANCEL, _cancel)
    conversations.submission(cards.ADD_FORM, _submitted)
    conversations.undo(UNDO, _undo)


def add(call: Call, words: str) -> Answer:
    """`group add @anna @omar to Warehouse`, or `group add team Warehouse to Forklift drivers`."""
    return _named(call, words, JOIN, ADD_EXAMPLE)


def remove(call: Call, words: str) -> Answer:
    """`group remove @anna from Warehouse`."""
    return _named(call, words, LEAVE, "/prowess group remove @anna from Warehouse")


def lead(call: Call, words: str) -> Answer:
    """`group lead @anna Warehouse`: she leads the team, and supervises those in it (people/supervises)."""
    return _named(call, words, LEAD, "/prowess group lead @ben Warehouse")


def unlead(call: Call, words: str) -> Answer:
    """`group unlead @anna Warehouse`: she stays in the team."""
    return _named(call, words, UNLEAD, "/prowess group unlead @ben Warehouse")


def _named(call: Call, words: str, act: str, example: str) -> Answer:
    asker = call.asker
    with call.product.reading(asker.workspace_id) as session:
        require(session, asker.actor, Capability.GROUP_MANAGE)
        named = read_people(session, words)
        group, who = _meant(session, call, named, act)
        if isinstance(group, Card):
            return Answer(card=group)
        if group is None:
            raise Invalid(say("Whom, and which group? Example: {example}", example=example))
        if not who and act == JOIN:
            return Answer(form=cards.add_form(group))
        if not who:
            raise Invalid(say("Whom? Example: {example}", example=example), field="people")
    return _go_on(call, group.id, who, act)


def _meant(
    session: WorkspaceSession, call: Call, named: NamedPeople, act: str
) -> tuple[GroupView | Card | None, dict[str, Any]]:
    """The group and the people a command names; a team is the group where people are named before it."""
    who: dict[str, Any] = {"people": list(named.ids)} if named.ids else {}
    if named.team is not None and not named.rest:
        return group_view(session, named.team[0]), who
    if named.team is not None:
        who["team"] = named.team[0]
    if not named.rest:
        return None, who
    return find_group(session, call.asker, named.rest, {**who, "then": act}), who


def move_chosen(press: Press, group_id: int) -> Answer:
    """The group was picked among several that may have been meant."""
    who = {name: press.payload[name] for name in ("people", "team") if name in press.payload}
    if who:
        return _go_on(press, group_id, who, str(press.payload["then"]))
    with press.product.reading(press.asker.workspace_id) as session:
        group = group_view(session, group_row(session, press.asker.actor, group_id).id)
    return Answer(form=cards.add_form(group))


def _go_on(
    request: Request, group_id: int, who: Mapping[str, Any], act: str, *, replace: bool = True
) -> Answer:
    """Move one person at once; show the dry run of several."""
    asker = request.asker
    if list(who) == ["people"] and len(who["people"]) == 1:
        return Answer(card=_moved(request, group_id, who["people"], act), replace=replace)
    with request.product.reading(asker.workspace_id) as session:
        group = group_view(session, group_row(session, asker.actor, group_id).id)
        _require_team(group, act)
        plan = plan_membership(session, group_id, _ids(session, who))
        names = people(session, plan.inactive[: cards.MOST_NAMED])
    payload = {**who, "group": group_id, "act": act}
    return Answer(card=cards.dry_run_card(group, plan, names, payload, leave=act == LEAVE), replace=replace)


def _apply(press: Press) -> Answer:
    """Apply what the dry run showed, worked out anew from the data as they are now."""
    asker, group_id, act = press.asker, int(press.payload["group"]), str(press.payload["act"])
    with press.product.writing(asker.workspace_id) as session:
        ids = _ids(session, press.payload)
        before = members_led(session, group_id)
        if act != LEAVE:
            plan = plan_membership(session, group_id, ids)
            ids = [*plan.new, *plan.already]
        changed = _move(session, asker.actor, group_id, ids, act)
        undo_id = _note(session, asker.person_id, group_id, before, changed)
        group, at = group_view(session, group_id), session.now
    said = cards.applied_words(asker.person.first_name, at, _count_words(act, len(changed), group.name))
    return Answer(card=cards.changed_card(said, group_id, undo_id))


def _moved(request: Request, group_id: int, ids: Sequence[int], act: str) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        before = members_led(session, group_id)
        changed = _move(session, asker.actor, group_id, ids, act)
        undo_id = _note(session, asker.person_id, group_id, before, changed)
        group, name, at = group_view(session, group_id), people(session, ids)[ids[0]].first_name, session.now
    values = {"name": name, "group": group.name, "at": TimeOfDay(at)}
    said = say(_DONE[act] if changed else _ALREADY[act], **values)
    return cards.changed_card(said, group_id, undo_id)


_DONE = {
    JOIN: "✓ {name} is in {group}, {at}.",
    LEAVE: "✓ {name} left {group}, {at}.",
    LEAD: "✓ {name} leads {group}, {at}, and supervises those in it.",
    UNLEAD: "✓ {name} no longer leads {group}, {at}.",
}
_ALREADY = {
    JOIN: "{name} is in {group} already. Nothing changed.",
    LEAVE: "{name} isn't in {group}. Nothing changed.",
    LEAD: "{name} leads {group} already. Nothing changed.",
    UNLEAD: "{name} doesn't lead {group}. Nothing changed.",
}


def _move(session: WorkspaceSession, actor: Actor, group_id: int, ids: Sequence[int], act: str) -> tuple[int, ...]:
    """Do it; the ids of those for whom something changed."""
    group_row(session, actor, group_id)
    _require_team(group_view(session, group_id), act)
    if act == LEAVE:
        return take_out_of_group(session, actor, group_id, ids)
    if act == UNLEAD:
        leading = {each for each, leads in members_led(session, group_id).items() if leads}
        return put_into_group(session, actor, group_id, [each for each in ids if each in leading], lead=False)
    return put_into_group(session, actor, group_id, ids, lead=True if act == LEAD else None)


def _require_team(group: GroupView, act: str) -> None:
    if act in (LEAD, UNLEAD) and group.kind != GroupKind.TEAM:
        raise Invalid(
            say("Only teams have leads, and {name} is a {kind}.", name=group.name, kind=cards.kind_words(group.kind))
        )


def _add_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        group = group_view(session, group_row(session, press.asker.actor, int(press.payload["group"])).id)
    return Answer(form=cards.add_form(group))


def _member_picked(press: Press) -> Answer:
    """What was picked beside one of its people; the group's card stays, with what was done on top."""
    act = {cards.TAKE_OUT: LEAVE, cards.MAKE_LEAD: LEAD, cards.NO_LEAD: UNLEAD}.get(str(press.chosen))
    if act is None:
        raise Invalid(say("This card is out of date. Open the group again."))
    asker, group_id, person_id = press.asker, int(press.payload["group"]), int(press.payload["person"])
    with press.product.writing(asker.workspace_id) as session:
        before = members_led(session, group_id)
        changed = _move(session, asker.actor, group_id, [person_id], act)
        undo_id = _note(session, asker.person_id, group_id, before, changed)
        name = people(session, [person_id])[person_id].first_name
        group = group_view(session, group_id)
        said = say(_DONE[act] if changed else _ALREADY[act], name=name, group=group.name, at=TimeOfDay(session.now))
        return Answer(card=show_group(session, asker, group_id, said=said, undo_id=undo_id))


def _submitted(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        ids = picked_people(session, form.values.get("people") or [], "people")
    if not ids:
        raise Invalid(say("Pick at least one person."), field="people")
    return _go_on(form, int(form.payload["group"]), {"people": ids}, JOIN, replace=False)


def picked_people(session: WorkspaceSession, chat_user_ids: Sequence[Any], field: str) -> list[int]:
    """Ids of the people picked in a form; raises Invalid at the field for somebody not in the directory."""
    if len(chat_user_ids) > MOST_PEOPLE:
        raise Invalid(say("Name at most {n} people at once, or a team.", n=MOST_PEOPLE), field=field)
    found = [person_by_chat_id(session, str(each)) for each in chat_user_ids]
    if any(each is None for each in found):
        raise Invalid(say("One of them is not in the directory of Prowess. An admin can add them."), field=field)
    return [each.id for each in found if each is not None]


def _cancel(_press: Press) -> Answer:
    return Answer(card=line(say("Cancelled. Nothing was changed.")))


def _ids(session: WorkspaceSession, who: Mapping[str, Any]) -> list[int]:
    members = members_of(session, int(who["team"])) if "team" in who else []
    found = list(dict.fromkeys([*(int(each) for each in who.get("people", [])), *members]))
    if not found:
        raise Invalid(say("Nobody was named: nobody is in that team now."), field="people")
    return found


def _note(
    session: WorkspaceSession, person_id: int, group_id: int, before: Mapping[int, bool], changed: Sequence[int]
) -> int | None:
    """Remember how those who were moved stood before: in it, leading it, or outside."""
    if not changed:
        return None
    return note_undoable(
        session,
        person_id,
        UNDO,
        group=group_id,
        outside=[each for each in changed if each not in before],
        inside=[each for each in changed if before.get(each) is False],
        leading=[each for each in changed if before.get(each)],
    )


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    group_id = int(refs["group"])
    take_out_of_group(session, actor, group_id, refs["outside"])
    put_into_group(session, actor, group_id, refs["inside"], lead=False)
    put_into_group(session, actor, group_id, refs["leading"], lead=True)
    name = group_view(session, group_id).name
    return say("Undone, {at}. {group} is as it was.", at=TimeOfDay(session.now), group=name)


def _count_words(act: str, count: int, group: str) -> Sentence:
    words = {
        JOIN: ("{n} person joined {group}", "{n} people joined {group}"),
        LEAVE: ("{n} person left {group}", "{n} people left {group}"),
        LEAD: ("{n} person leads {group}", "{n} people lead {group}"),
        UNLEAD: ("{n} person no longer leads {group}", "{n} people no longer lead {group}"),
    }[act]
    return say_count(*words, count, group=group)
