"""Giving a template's plan to people and groups (plans/from-template)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import template_giving as cards
from bot.blocks.templates import GIVE, GIVE_FORM, GROUPS, give_form
from bot.cards import Card, line
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Request, Submission
from bot.listeners.course_editing import picked_id
from bot.listeners.group_finding import find_group, seen_group
from bot.listeners.template_finding import begins_with_template
from bot.reading import MOST_PEOPLE, read_people
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import competencies
from core.people import (
    SITE,
    Actor,
    Capability,
    GroupView,
    allows,
    group_view,
    group_views,
    groups_called,
    members_of,
    people,
    person_by_chat_id,
)
from core.plans import (
    GivingPlan,
    TemplateView,
    give_plans,
    plan_giving,
    take_back_plans,
    template,
)
from core.words import Sentence, TimeOfDay, say, say_count

UNDO_GIVEN = "template.given"
EXAMPLE = "/prowess template give Safety basics to @anna"
MOST_OPTIONS = 100
_TO = re.compile(r"^(?:to|with|for|from)\s+", re.IGNORECASE)
_GROUP = re.compile(r"^(?:group|cohort|audience|position|location|company|channel)\s+", re.IGNORECASE)


def register(conversations: Conversations) -> None:
    """Add the forms, the dry run's buttons, and how each is undone."""
    conversations.press(GIVE, _give_pressed)
    conversations.press(cards.APPLY, _apply)
    conversations.press(cards.CANCEL, _cancel)
    conversations.submission(GIVE_FORM, _given_by_form)
    conversations.lookup(GROUPS, _groups)
    conversations.undo(UNDO_GIVEN, _undo_given)


def give_named(call: Call) -> Answer:
    """`template give NAME to @anna, @omar`, to `team Warehouse` or `cohort Fire crew`; without people a form."""
    with call.product.reading(call.asker.workspace_id) as session:
        view, rest = named_template(session, call.words, EXAMPLE)
        if not rest:
            return Answer(form=give_form(view))
        who = _whom(session, call.asker, rest)
    return _go_on(call, view.id, who)


def named_template(session: WorkspaceSession, words: str, example: str) -> tuple[TemplateView, str]:
    """The template whose name stands first, and what follows without its 'to' or 'with'."""
    found = begins_with_template(session, words)
    if found is None and not words.strip():
        raise Invalid(say("Which template? Example: {example}", example=example), field="template")
    if found is None:
        raise NotFound(
            say("I don't find a template named '{words}'. Example: {example}", words=words[:60], example=example)
        )
    view, rest = found
    return view, _TO.sub("", rest)


def _whom(session: WorkspaceSession, asker: Asker, words: str) -> dict[str, Any]:
    """Those named, as a button carries them: people, or a group with its id."""
    if _GROUP.match(words):
        return {"group": group_meant(session, asker, words).id}
    named = read_people(session, words)
    if named.team is not None:
        return {"group": named.team[0]}
    if not named.ids:
        raise NotFound(say("I don't find '{words}'. Example: {example}", words=words[:60], example=EXAMPLE))
    return {"people": list(named.ids)}


def group_meant(session: WorkspaceSession, asker: Asker, words: str) -> GroupView:
    """The group named: any for those who manage everybody's plans, else one the asker sees."""
    if allows(session, asker.actor, Capability.PLAN_MANAGE, SITE):
        bare = re.sub(r"^group\s+", "", words.strip(), flags=re.IGNORECASE)
        kind, _, name = bare.partition(" ")
        found = groups_called(session, name, kind.lower()) if name else []
        found = found or groups_called(session, bare)
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise Invalid(say("There are several groups {name}: write its kind first, as in: cohort {name}", name=bare))
        raise NotFound(say("I don't find a group named '{words}'. See: /prowess group", words=bare[:60]))
    seen = find_group(session, asker, words)
    if isinstance(seen, Card):
        raise NotFound(say("I don't find a group named '{words}'. See: /prowess group", words=words[:60]))
    return seen


def _go_on(request: Request, template_id: int, who: Mapping[str, Any], *, replace: bool = True) -> Answer:
    """Give one person the plan at once; show the dry run of several."""
    asker = request.asker
    if len(who.get("people", ())) == 1 and "group" not in who:
        return Answer(card=_give_one(request, template_id, int(who["people"][0])), replace=replace)
    with request.product.reading(asker.workspace_id) as session:
        giving = plan_giving(session, asker.actor, template_id, _ids(session, who))
        group = group_view(session, int(who["group"])).name if "group" in who else None
        payload = {**who, "template": template_id}
        return Answer(card=dry_run(session, giving, payload, group), replace=replace)


def _give_one(request: Request, template_id: int, person_id: int) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        done = give_plans(session, asker.actor, template_id, [person_id])
        undo_id = _note(session, asker.person_id, done.plan_ids)
        return cards.given_one(done.giving, people(session, [person_id])[person_id], session.now, undo_id)


def dry_run(
    session: WorkspaceSession,
    giving: GivingPlan,
    payload: Mapping[str, Any],
    group: str | None,
    *,
    synced: bool = False,
) -> Card:
    """What giving the plan, or keeping a group in step, would do."""
    above = (one for _, ids in giving.above_tier for one in ids[:10])
    named = {*giving.not_managed[:10], *giving.inactive[:10], *above}
    skills = competencies(session, [each for each, _ in giving.above_tier])
    return cards.dry_run(giving, people(session, named), skills, payload, group, synced=synced)


def _apply(press: Press) -> Answer:
    """Apply what the dry run showed, worked out anew from the data as they are now."""
    asker, template_id = press.asker, int(press.payload["template"])
    with press.product.writing(asker.workspace_id) as session:
        done = give_plans(session, asker.actor, template_id, _ids(session, press.payload))
        undo_id = _note(session, asker.person_id, done.plan_ids)
        card = cards.applied(
            done.giving, len(done.plan_ids), asker.person.first_name, session.now, undo_id, synced=None
        )
    return Answer(card=card)


def _cancel(_press: Press) -> Answer:
    return Answer(card=line(say("Cancelled. Nothing was changed.")))


def _give_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=give_form(template(session, int(press.payload["template"]))))


def _given_by_form(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        ids = [_person_id(session, str(each)) for each in form.values.get("people") or []]
        group_id = picked_id(form.values.get("group"), "group")
        if group_id is not None:
            require_group_seen(session, form.asker, group_id)
    if not ids and group_id is None:
        raise Invalid(say("Pick at least one person, or a group."), field="people")
    if len(ids) > MOST_PEOPLE:
        raise Invalid(say("Name at most {n} people at once, or a group.", n=MOST_PEOPLE), field="people")
    who: dict[str, Any] = {"people": ids} if ids else {}
    return _go_on(
        form, int(form.payload["template"]), who | ({"group": group_id} if group_id else {}), replace=False
    )


def _person_id(session: WorkspaceSession, chat_user_id: str) -> int:
    found = person_by_chat_id(session, chat_user_id)
    if found is None:
        raise Invalid(say("One of them is not in the directory of Prowess. An admin can add them."), field="people")
    return found.id


def require_group_seen(session: WorkspaceSession, asker: Asker, group_id: int) -> None:
    """Raise NotFound for a group that the asker neither sees nor manages the plans of everybody in."""
    if not allows(session, asker.actor, Capability.PLAN_MANAGE, SITE):
        seen_group(session, asker, group_id)


def _ids(session: WorkspaceSession, who: Mapping[str, Any]) -> Sequence[int]:
    members = members_of(session, int(who["group"])) if "group" in who else []
    return list(dict.fromkeys([*(int(each) for each in who.get("people", [])), *members]))


def _groups(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        every = allows(session, call.asker.actor, Capability.PLAN_MANAGE, SITE)
        own = None if every else call.asker.person_id
        found = group_views(session, words=call.words.strip(), of_person=own, limit=MOST_OPTIONS)
    return [(f"{each.name} ({each.kind})"[:75], str(each.id)) for each in found]


def _note(session: WorkspaceSession, person_id: int, plan_ids: Sequence[int]) -> int | None:
    return note_undoable(session, person_id, UNDO_GIVEN, plans=list(plan_ids)) if plan_ids else None


def _undo_given(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    count = take_back_plans(session, actor, refs["plans"])
    return say_count(
        "Undone, {at}: {n} plan taken back.", "Undone, {at}: {n} plans taken back.", count, at=TimeOfDay(session.now)
    )
