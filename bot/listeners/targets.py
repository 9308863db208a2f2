"""Setting targets in chat: one person at once, several after a dry run, what is missing by question or form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.blocks import targets as cards
from bot.blocks.target_groups import SEE_WHO
from bot.blocks.target_proposals import SET_PROPOSED
from bot.cards import Card, line
from bot.conversation import Answer, Asker, Call, Conversations, Press, Request, Submission, Verb
from bot.listeners import target_card, target_commands, target_groups, target_proposing
from bot.listeners.target_form import FORM, LOOKUP, find_skills, read_form, target_form
from bot.listeners.target_reading import check_rights, people_of, read_command
from bot.listeners.target_told import told, why
from bot.reading import value_named
from bot.target_draft import TargetDraft
from core.achievements import without_way
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.frameworks import CompetencyView, competencies
from core.gaps import profiles_of
from core.notifications import TARGETS_SET, is_muted
from core.people import Actor, Capability, people
from core.targets import (
    TargetPlan,
    TargetsSet,
    assign_targets,
    plan_group_targets,
    plan_targets,
    undo_targets,
)
from core.words import Sentence, say

UNDO_TARGETS = "targets"
USAGE = (
    "target @person… | team NAME SKILL[=VALUE], … [by DATE] | @person… from JOB DESCRIPTION"
    " | exempt | unexempt | remove"
)
EXAMPLE = "/target @anna Fire safety, First aid at work by 1 March"


def register(conversations: Conversations) -> None:
    """Add the verb, its buttons, form, search field, undo, and what the person is told."""
    about = say("Set target skills for people you supervise")
    conversations.verb(Verb("target", about, USAGE, EXAMPLE, _target, Capability.TARGET_ASSIGN, menu=20))
    conversations.press(cards.APPLY, _apply)
    conversations.press(cards.CHANGE, _change)
    conversations.press(cards.CANCEL, _cancel)
    conversations.press(cards.CHOOSE_SKILL, _choose_skill)
    conversations.press(cards.CHOOSE_DAY, _choose_day)
    conversations.press(cards.NO_SUCH_SKILL, _no_such_skill)
    conversations.press(cards.SET, _set_for)
    conversations.press(cards.WHY, why)
    conversations.submission(FORM, _submitted)
    conversations.lookup(LOOKUP, find_skills)
    conversations.undo(UNDO_TARGETS, _undo)
    conversations.notice(TARGETS_SET, told)
    conversations.press(SEE_WHO, _see_who)
    conversations.press(SET_PROPOSED, _set_proposed)
    for module in (target_card, target_groups, target_proposing):
        module.register(conversations)


def _target(call: Call) -> Answer:
    first, _, rest = call.words.strip().partition(" ")
    if (act := target_commands.ACTS.get(first.lower())) is not None:
        return act(call, rest.strip())
    if (reading := target_proposing.proposed(call)) is not None:
        return reading
    with call.product.reading(call.asker.workspace_id) as session:
        draft = read_command(session, call)
        check_rights(session, call.asker, draft)
        listed = target_groups.listed(session, call.asker, draft) if draft.whole and draft.bare else None
    if listed is not None:
        return Answer(card=listed, where="chat")
    return _go_on(call, draft)


def _go_on(request: Request, draft: TargetDraft, *, replaces: bool = True) -> Answer:
    """Ask what is open, else set the targets of one person or show the dry run of several."""
    if draft.unknown:
        return Answer(card=_which_skill(request, draft))
    if draft.days:
        return Answer(card=cards.which_day(draft))
    if not draft.complete:
        with request.product.reading(request.asker.workspace_id) as session:
            return Answer(form=target_form(session, draft))
    if draft.team and not draft.people and (draft.whole or not draft.offered):
        return Answer(card=target_groups.proposed(request, draft), replace=replaces)
    if len(draft.people) == 1 and draft.team is None:
        return Answer(card=_set_one(request, draft), replace=replaces)
    return Answer(card=_dry_run(request, draft), replace=replaces)


def _which_skill(request: Request, draft: TargetDraft) -> Card:
    asker, words = request.asker, draft.unknown[0].words
    found = request.product.skills.look_alikes(asker.workspace_id, asker.actor, words)
    if not found:
        return cards.unknown_skill(words)
    with request.product.reading(asker.workspace_id) as session:
        named = competencies(session, [each for each, _ in found])
    return cards.which_skill(draft, [named[each] for each, _ in found if each in named])


def _set_one(request: Request, draft: TargetDraft) -> Card:
    asker, person_id = request.asker, draft.people[0]
    with request.product.writing(asker.workspace_id) as session:
        done = assign_targets(session, asker.actor, draft.people, draft.skills, draft.due)
        undo_id = _note(session, asker.person_id, done)
        written = [each.competency_id for each in done.plan.written]
        profile = profiles_of(session, asker.actor, draft.people).get(person_id)
        rows = [row for row in profile.rows if row.competency.id in written] if profile else []
        told_them = bool(written) and person_id != asker.person_id and not is_muted(session, person_id, TARGETS_SET)
        named = _named(session, done.plan)
        lost = without_way(session, written)
    found = cards.SetForOne(named.persons[person_id], done.plan, rows, undo_id, told_them)
    return cards.set_card(found, named).plus(*cards.no_way(lost, named))


def _dry_run(request: Request, draft: TargetDraft) -> Card:
    with request.product.reading(request.asker.workspace_id) as session:
        plan = plan_targets(
            session, request.asker.actor, people_of(session, draft), draft.skills, draft.due
        )
        named = _named(session, plan)
        lost = without_way(session, {each.competency_id for each in plan.written})
    card = cards.dry_run(draft, plan, named, draft.team[1] if draft.team else None)
    return card.plus(*cards.no_way(lost, named))


def _apply(press: Press) -> Answer:
    """Apply what the dry run showed, worked out anew from the data as they are now."""
    draft, asker = TargetDraft.of(press.payload), press.asker
    if draft.whole:
        return target_groups.apply(press, draft)
    with press.product.writing(asker.workspace_id) as session:
        done = assign_targets(session, asker.actor, people_of(session, draft), draft.skills, draft.due)
        undo_id = _note(session, asker.person_id, done)
        at = session.now
    return Answer(card=cards.applied(done.plan, asker.person.first_name, at, undo_id))


def _note(session: WorkspaceSession, person_id: int, done: TargetsSet) -> int | None:
    if not done.target_ids:
        return None
    return note_undoable(session, person_id, UNDO_TARGETS, targets=list(done.target_ids))


def _change(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=target_form(session, TargetDraft.of(press.payload)))


def _set_for(press: Press) -> Answer:
    """The form for the person of a profile; the profile stays as it is."""
    draft = TargetDraft.of(press.payload)
    with press.product.reading(press.asker.workspace_id) as session:
        check_rights(session, press.asker, draft)
        return Answer(form=target_form(session, draft, keeps_card=True))


def _cancel(_press: Press) -> Answer:
    return Answer(card=line(say("Cancelled. Nothing was set.")))


def _choose_skill(press: Press) -> Answer:
    draft, chosen = TargetDraft.of(press.payload), int(press.payload["chosen"])
    with press.product.reading(press.asker.workspace_id) as session:
        value = _value(session, competencies(session, [chosen]).get(chosen), draft)
    return _go_on(press, draft.with_skill(chosen, value))


def _value(session: WorkspaceSession, skill: CompetencyView | None, draft: TargetDraft) -> int | None:
    wanted = draft.unknown[0].value if draft.unknown else None
    return value_named(session, skill, wanted) if skill and wanted else None


def _choose_day(press: Press) -> Answer:
    draft = TargetDraft.of(press.payload)
    return _go_on(press, draft.due_on(date.fromisoformat(str(press.payload["chosen"]))))


def _no_such_skill(press: Press) -> Answer:
    return Answer(card=cards.unknown_skill(str(press.payload["words"])))


def _submitted(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        draft = read_form(session, form)
        _check(session, form.asker, draft)
    return _go_on(form, draft, replaces=not form.payload.get("k"))


def _check(session: WorkspaceSession, asker: Asker, draft: TargetDraft) -> None:
    """Raise at the field what is wrong with a form, while it is still open."""
    if draft.whole and draft.team:
        plan_group_targets(session, asker.actor, draft.team[0], draft.skills, draft.due)
    else:
        plan_targets(session, asker.actor, people_of(session, draft), draft.skills, draft.due)


def _see_who(press: Press) -> Answer:
    """Those in the group whom the asker may target, instead of the group itself."""
    return _go_on(press, replace(TargetDraft.of(press.payload), offered=True))


def _set_proposed(press: Press) -> Answer:
    """What was read from a job description, set at once for one person, for several after the dry run (targets/ai)."""
    return _go_on(press, TargetDraft.of(press.payload))


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    records = undo_targets(session, actor, refs["targets"])
    ids = list(dict.fromkeys(each.person_id for each in records))
    names = [each.first_name for each in people(session, ids[: cards.MOST_NAMED]).values()]
    return cards.undone(names, len(ids), len(records), session.now)


def _named(session: WorkspaceSession, plan: TargetPlan) -> cards.Named:
    shown = plan.left_out[:200]
    persons = people(session, {*(each.person_id for each in shown), *plan.people()[: cards.MOST_NAMED]})
    return cards.Named(persons, competencies(session, {each.competency_id for each in plan.lines}))


