"""Keeping a template in step with a cohort or another group, after a dry run (plans/sync)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import template_giving as cards
from bot.blocks.templates import SYNC_FORM, UNSYNC, sync_form, template_card
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Press, Request, Submission
from bot.listeners.course_editing import picked_id
from bot.listeners.template_finding import seen_template
from bot.listeners.template_giving import dry_run, group_meant, named_template, require_group_seen
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import Actor, GroupView, group_view
from core.plans import plan_sync, require_template, stop_sync, sync_group, take_back_plans, template
from core.words import Sentence, TimeOfDay, say, say_count

UNDO_SYNCED, UNDO_STOPPED = "template.synced", "template.stopped"
SYNC_EXAMPLE = "/prowess template sync Safety basics with cohort Fire crew"


def register(conversations: Conversations) -> None:
    """Add the form, the dry run's button, and how each is undone."""
    conversations.press(UNSYNC, _stopped)
    conversations.press(cards.APPLY_SYNC, _apply)
    conversations.submission(SYNC_FORM, _synced_by_form)
    conversations.undo(UNDO_SYNCED, _undo_synced)
    conversations.undo(UNDO_STOPPED, _undo_stopped)


def sync_named(call: Call) -> Answer:
    """`template sync NAME with cohort Fire crew`; without a group a form."""
    with call.product.reading(call.asker.workspace_id) as session:
        view, rest = named_template(session, call.words, SYNC_EXAMPLE)
        require_template(session, call.asker.actor, view)
        if not rest:
            return Answer(form=sync_form(view))
        group = group_meant(session, call.asker, rest)
        return Answer(card=_dry_sync(session, call.asker.actor, view.id, group))


def unsync_named(call: Call) -> Answer:
    """`template unsync NAME with cohort Fire crew`."""
    with call.product.reading(call.asker.workspace_id) as session:
        view, rest = named_template(session, call.words, SYNC_EXAMPLE)
        group = group_meant(session, call.asker, rest)
    return Answer(card=_stop(call, view.id, group.id))


def open_sync(press: Press, template_id: int) -> Answer:
    """The form of the group that a template is kept in step with."""
    with press.product.reading(press.asker.workspace_id) as session:
        view = template(session, template_id)
        require_template(session, press.asker.actor, view)
    return Answer(form=sync_form(view))


def _dry_sync(session: WorkspaceSession, actor: Actor, template_id: int, group: GroupView) -> Card:
    giving = plan_sync(session, actor, template_id, group.id)
    payload = {"template": template_id, "group": group.id}
    return dry_run(session, giving, payload, group.name, synced=True)


def _apply(press: Press) -> Answer:
    """Apply what the dry run showed, worked out anew from the data as they are now."""
    asker, template_id, group_id = press.asker, int(press.payload["template"]), int(press.payload["group"])
    with press.product.writing(asker.workspace_id) as session:
        return Answer(card=_sync(session, asker, template_id, group_id))


def _sync(session: WorkspaceSession, asker: Asker, template_id: int, group_id: int) -> Card:
    done = sync_group(session, asker.actor, template_id, group_id)
    undo_id = note_undoable(
        session, asker.person_id, UNDO_SYNCED, template=template_id, group=group_id, plans=list(done.plan_ids)
    )
    name = group_view(session, group_id).name
    return cards.applied(
        done.giving, len(done.plan_ids), asker.person.first_name, session.now, undo_id, synced=name
    )


def _synced_by_form(form: Submission) -> Answer:
    group_id = picked_id(form.values.get("group"), "group")
    if group_id is None:
        raise Invalid(say("Pick a group. Example: the cohort Fire crew."), field="group")
    with form.product.reading(form.asker.workspace_id) as session:
        require_group_seen(session, form.asker, group_id)
        card = _dry_sync(session, form.asker.actor, int(form.payload["template"]), group_view(session, group_id))
    return Answer(card=card, replace=False)


def _stopped(press: Press) -> Answer:
    return Answer(card=_stop(press, int(press.payload["template"]), int(press.payload["group"])))


def _stop(request: Request, template_id: int, group_id: int) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        stop_sync(session, asker.actor, template_id, group_id)
        session.flush()
        refs = {"template": template_id, "group": group_id}
        undo_id = note_undoable(session, asker.person_id, UNDO_STOPPED, **refs)
        said = say("✓ No longer in step with {group}. Plans made stay.", group=group_view(session, group_id).name)
        return template_card(seen_template(session, asker, template_id), said=said, undo_id=undo_id)


def _undo_synced(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    stop_sync(session, actor, int(refs["template"]), int(refs["group"]))
    count = take_back_plans(session, actor, refs["plans"])
    return say_count(
        "Undone, {at}: no longer in step, {n} plan taken back.",
        "Undone, {at}: no longer in step, {n} plans taken back.", count, at=TimeOfDay(session.now),
    )


def _undo_stopped(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    sync_group(session, actor, int(refs["template"]), int(refs["group"]))
    return say("Undone, {at}. It is in step again.", at=TimeOfDay(session.now))
