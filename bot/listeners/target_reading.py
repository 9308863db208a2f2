"""A command that sets targets, read: whom, what and by when; refused at once where it may not be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.conversation import Asker, Call
from bot.listeners import target_groups
from bot.listeners.target_words import read_group
from bot.reading import MOST_PEOPLE, NamedPeople, NamedSkills, read_due, read_people, read_skills
from bot.target_draft import TargetDraft
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import Capability, holds_anywhere, members_of, require
from core.targets import may_target_group, plan_targets
from core.words import say
from tagging.dates import DateReading


def read_command(session: WorkspaceSession, call: Call) -> TargetDraft:
    """The command as a draft; what it leaves open is asked next."""
    asker, group = call.asker, read_group(session, call.words)
    named = read_people(session, call.words) if group is None else NamedPeople((), (group.id, group.name), group.rest)
    today = day_in(asker.person.time_zone, session.now)
    words, due = read_due(named.rest, today=today, locale=asker.reader.locale)
    skills = read_skills(session, asker.actor, words) if words else NamedSkills({}, ())
    due_on, days, due_words = _due(due)
    whole = group is not None and may_target_group(session, asker.actor, group.id)
    return TargetDraft(
        people=named.ids, team=named.team, whole=whole, skills=skills.found, unknown=skills.unknown, due=due_on,
        days=days, due_words=due_words,
    )


def _due(due: DateReading | None) -> tuple[date | None, tuple[date, ...], str]:
    if due is None:
        return None, (), ""
    if due.problem is not None:
        raise Invalid(say("Nothing was set: {problem} Example: by 1 March", problem=due.problem), field="due")
    return due.value, due.ambiguous, due.words


def check_rights(session: WorkspaceSession, asker: Asker, draft: TargetDraft) -> None:
    """Refuse at once who may target none of those named, before anything is asked."""
    actor = asker.actor
    if draft.team and not draft.people:
        target_groups.check_rights(session, asker, draft)
    elif draft.people:
        plan_targets(session, actor, people_of(session, draft), {})
    elif not holds_anywhere(session, actor, Capability.TARGET_ASSIGN):
        nobody = say("Nothing was set: you supervise nobody. Those who do, or an admin, can set targets.")
        require(session, actor, Capability.TARGET_ASSIGN, refusal=nobody)


def people_of(session: WorkspaceSession, draft: TargetDraft) -> Sequence[int]:
    """The persons named, and those in the team now."""
    members = members_of(session, draft.team[0]) if draft.team else []
    found = list(dict.fromkeys([*draft.people, *members]))
    if draft.team and not found:
        raise Invalid(say("Nothing was set: nobody is in {team} now.", team=draft.team[1]))
    if len(draft.people) > MOST_PEOPLE:
        raise Invalid(say("Name at most {n} people at once, or a team.", n=MOST_PEOPLE), field="people")
    return found
