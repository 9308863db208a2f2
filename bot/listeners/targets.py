"""Setting targets in chat: one person at once, several after a dry run, what is missing by question or form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.blocks import targets as cards
from bot.cards import Card, line
from bot.conversation import Answer, Call, Conversations, Press, Request, Submission, Verb
from bot.listeners.target_form import FORM, LOOKUP, find_skills, read_form, target_form
from bot.listeners.target_told import told, why
from bot.reading import MOST_PEOPLE, NamedSkills, read_due, read_people, read_skills, value_named
from bot.target_draft import TargetDraft
from core.achievements import without_way
from core.audit import note_undoable
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import CompetencyView, competencies
from core.gaps import profiles_of
from core.notifications import TARGETS_SET, is_muted
from core.people import Actor, Capability, holds_anywhere, members_of, people, require
from core.targets import TargetPlan, TargetsSet, assign_targets, plan_targets, undo_targets
from core.words import Sentence, say
from tagging.dates import DateReading

UNDO_TARGETS = "targets"
USAGE = "target @person… | team NAME SKILL[=VALUE], … [by DATE]"
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


def _target(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        draft = _read(session, call)
        _check_rights(session, call.asker.actor, draft)
    return _go_on(call, draft)


def _read(session: WorkspaceSession, call: Call) -> TargetDraft:
    """The command as a draft; what it leaves open is asked next."""
    asker = call.asker
    named = read_people(session, call.words)
    today = day_in(asker.person.time_zone, session.now)
    words, due = read_due(named.rest, today=today, locale=asker.reader.locale)
    skills = read_skills(session, asker.actor, words) if words else NamedSkills({}, ())
    due_on, days, due_words = _due(due)
    return TargetDraft(named.ids, named.team, skills.found, skills.unknown, due_on, days, due_words)


def _due(due: DateReading | None) -> tuple[date | None, tuple[date, ...], str]:
    if due is None:
        return None, (), ""
    if due.problem is not None:
        raise Invalid(say("Nothing was set: {problem} Example: by 1 March", problem=due.problem), field="due")
    return due.value, due.ambiguous, due.words


def _check_rights(session: WorkspaceSession, actor: Actor, draft: TargetDraft) -> None:
    """Refuse at once who may target none of those named, before anything is asked."""
    if draft.people or draft.team:
        plan_targets(session, actor, _people_of(session, draft), {})
    elif not holds_anywhere(session, actor, Capability.TARGET_ASSIGN):
        nobody = say("Nothing was set: you supervise nobody. Those who do, or an admin, can set targets.")
        require(session, actor, Capability.TARGET_ASSIGN, refusal=nobody)


def _go_on(request: Request, draft: TargetDraft, *, replaces: bool = True) -> Answer:
    """Ask what is open, else set the targets of one person or show the dry run of several."""
    if draft.unknown:
        return Answer(card=_which_skill(request, draft))
    if draft.days:
        return Answer(card=cards.which_day(draft))
    if not draft.complete:
        with request.product.reading(request.asker.workspace_id) as session:
            return Answer(form=target_form(session, draft))
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
            session, request.asker.actor, _people_of(session, draft), draft.skills, draft.due
        )
        named = _named(session, plan)
        lost = without_way(session, {each.competency_id for each in plan.written})
    card = cards.dry_run(draft, plan, named, draft.team[1] if draft.team else None)
    return card.plus(*cards.no_way(lost, named))


def _apply(press: Press) -> Answer:
    """Apply what the dry run showed, worked out anew from the data as they are now."""
    draft, asker = TargetDraft.of(press.payload), press.asker
    with press.product.writing(asker.workspace_id) as session:
        done = assign_targets(session, asker.actor, _people_of(session, draft), draft.skills, draft.due)
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
        _check_rights(session, press.asker.actor, draft)
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
        plan_targets(session, form.asker.actor, _people_of(session, draft), draft.skills, draft.due)
    return _go_on(form, draft, replaces=not form.payload.get("k"))


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    records = undo_targets(session, actor, refs["targets"])
    ids = list(dict.fromkeys(each.person_id for each in records))
    names = [each.first_name for each in people(session, ids[: cards.MOST_NAMED]).values()]
    return cards.undone(names, len(ids), len(records), session.now)


def _people_of(session: WorkspaceSession, draft: TargetDraft) -> Sequence[int]:
    """The persons named, and those in the team now."""
    members = members_of(session, draft.team[0]) if draft.team else []
    found = list(dict.fromkeys([*draft.people, *members]))
    if draft.team and not found:
        raise Invalid(say("Nothing was set: nobody is in {team} now.", team=draft.team[1]))
    if len(draft.people) > MOST_PEOPLE:
        raise Invalid(say("Name at most {n} people at once, or a team.", n=MOST_PEOPLE), field="people")
    return found


def _named(session: WorkspaceSession, plan: TargetPlan) -> cards.Named:
    shown = plan.left_out[:200]
    persons = people(session, {*(each.person_id for each in shown), *plan.people()[: cards.MOST_NAMED]})
    return cards.Named(persons, competencies(session, {each.competency_id for each in plan.lines}))


