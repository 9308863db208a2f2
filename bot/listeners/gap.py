"""The verb `gap`: oneself, a person, a group or everybody, against own targets or a role profile, on any day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.blocks import gap as cards
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Press, Verb
from bot.listeners import gap_closing, gap_fit, gap_group, gap_told
from bot.listeners.gap_asked import RUN_PROFILE, GapAsked, read_asked
from bot.on_day import reading_on, with_day
from core.achievements import next_quiz
from core.activities import courses
from core.clock import day_in
from core.db import WorkspaceSession
from core.gaps import ClosingKind, GapStatus, Profile, against_profile, profile_of
from core.people import Actor, Capability, allows, over
from core.profiles import held_profiles
from core.qualifications import may_write, qualifications_of
from core.words import say

USAGE = "gap [@person | team NAME | location NAME | position NAME | all] [profile NAME] [on DATE] | fit …"
_FIT = re.compile(r"^(?:best[\s-]+)?fit\b[\s:]*", re.IGNORECASE)


def register(conversations: Conversations) -> None:
    """Add the verb and what its cards do."""
    about = say("What is left of targets, of a role profile, of a team")
    conversations.verb(Verb("gap", about, USAGE, "/prowess gap", _gap, menu=12))
    conversations.press(cards.MORE, _more)
    conversations.press(RUN_PROFILE, _profile_chosen)
    for module in (gap_group, gap_fit, gap_closing, gap_told):
        module.register(conversations)


def _gap(call: Call) -> Answer:
    return with_day(call, _asked)


def _asked(call: Call, words: str, day: date | None) -> Answer:
    if (fit := _FIT.match(words)) is not None:
        return gap_fit.asked(call, words[fit.end() :])
    with reading_on(call, day) as session:
        asked = read_asked(session.present, call.asker, words, day)
        if isinstance(asked, Card):
            return Answer(card=asked)
        if asked.person_id is None:
            return gap_group.later(asked)
        return Answer(card=_card(session, call.asker, asked), where="chat")


def _more(press: Press) -> Answer:
    asked = GapAsked.of(press.payload)
    with reading_on(press, asked.day) as session:
        return Answer(card=_card(session, press.asker, asked, int(press.payload.get("from") or 0)))


def _profile_chosen(press: Press) -> Answer:
    """One of several profiles of that name: the question is asked again with it."""
    said = press.payload.get("day")
    day = date.fromisoformat(str(said)) if said else None
    with reading_on(press, day) as session:
        asked = read_asked(session.present, press.asker, str(press.payload.get("who") or ""), day)
        if isinstance(asked, Card):
            return Answer(card=asked)
        asked = replace(asked, profile_id=int(press.payload["profile"]))
        if asked.person_id is None:
            return gap_group.later(asked)
        return Answer(card=_card(session, press.asker, asked), where="chat")


def gap_card_of(session: WorkspaceSession, asker: Asker, asked: GapAsked) -> Card:
    """The card of a person's gaps, for what leads there by a button."""
    return _card(session, asker, asked)


def _card(session: WorkspaceSession, asker: Asker, asked: GapAsked, start: int = 0) -> Card:
    person_id = asked.person_id or asker.person_id
    name, profile = None, None
    if asked.profile_id is not None:
        found = against_profile(session, asker.actor, person_id, asked.profile_id)
        name, profile = found.name or str(say("Role profile")), found.profile
    else:
        profile = profile_of(session, asker.actor, person_id)
    today = day_in(asker.person.time_zone, session.present.now)
    own = person_id == asker.person_id
    asking = asked.day is None
    view = cards.GapView(
        profile,
        own=own,
        today=today,
        against=name,
        asked=asked.payload(),
        quizzes=_quizzes(session, person_id, profile) if own and asking else (),
        courses=_open_courses(session, profile),
        held=_held(session, asker.actor, person_id, profile) if asking else {},
        may_set=not own and _may_set(session, asker.actor, person_id),
        may_write=may_write(session.present, asker.actor, person_id),
        has_positions=bool(held_profiles(session, person_id)),
        day=asked.day,
        over=asked.day is not None and asked.day < today,
        start=start,
    )
    return cards.gap_card(view)


def _may_set(session: WorkspaceSession, actor: Actor, person_id: int) -> bool:
    return allows(session.present, actor, Capability.TARGET_ASSIGN, over(person_id))


def _quizzes(session: WorkspaceSession, person_id: int, profile: Profile) -> set[int]:
    """The competencies that a quiz is there for."""
    trained = {
        row.closing.competency_id
        for row in profile.required
        if row.closing is not None and row.closing.kind == ClosingKind.TRAIN
    }
    return {each for each in sorted(trained)[:MOST_TRIED] if next_quiz(session, person_id, [each]) is not None}


MOST_TRIED = 20


def _open_courses(session: WorkspaceSession, profile: Profile) -> set[int]:
    wanted = [
        row.closing.subject_id
        for row in profile.required
        if row.closing is not None and row.closing.kind == ClosingKind.COURSE and row.closing.subject_id is not None
    ]
    return {each.id for each in courses(session, wanted).values() if each.open} if wanted else set()


def _held(session: WorkspaceSession, actor: Actor, person_id: int, profile: Profile) -> Mapping[int, int]:
    """The qualification that is to be renewed, by competency: the one that lasts longest."""
    due = [row.competency.id for row in profile.required if row.status in (GapStatus.EXPIRING, GapStatus.EXPIRED)]
    if not due:
        return {}
    dated = [each for each in qualifications_of(session, actor, person_id) if not each.by_name_only and each.expires_on]
    dated.sort(key=lambda each: each.expires_on or date.min)
    return {each.competency_id: each.id for each in dated if each.competency_id in due}

