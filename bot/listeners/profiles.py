"""Profiles in chat: one's own, a report's with picture and table, a colleague's by name only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.blocks import targets as target_cards
from bot.blocks.as_of import day_words
from bot.blocks.charts import draw
from bot.blocks.gap_words import commas
from bot.blocks.profiles import MORE_OF_TEAM, ProfileView, chart_of, names_card, profile_card, team_table
from bot.cards import Card, Context, Form, FormField, Words, line
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Press, Submission, Verb
from bot.on_day import reading_on, with_day
from bot.reading import read_people
from bot.target_sources import source_words
from bot.under_way import under_way
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.gaps import Profile, names_of, profile_of, profiles_of, seen_among
from core.people import (
    Capability,
    allows,
    members_of,
    over,
    people,
    person,
    person_by_chat_id,
    supervises,
)
from core.qualifications import may_write, qualifications_of
from core.targets import DIRECT, TargetSource
from core.visibility import details_sight
from core.words import Sentence, say

SHOW_JOB, SHOW_FORM = "profile.show", "profile.form"
MOST_SHOWN = 200
SHOW_USAGE = "show @person… | team NAME [on DATE]"


def register(conversations: Conversations) -> None:
    """Add `me` and `show`, the button that shows somebody, the form, and the slow part."""
    mine = say("Your targets, what you hold, what expires")
    theirs = say("What somebody has and needs")
    conversations.verb(Verb("me", mine, "me [on DATE]", "/prowess me", _me, menu=10))
    conversations.verb(Verb("show", theirs, SHOW_USAGE, "/prowess show @anna", _show, menu=15))
    conversations.press(target_cards.SHOW, _show_pressed)
    conversations.press(MORE_OF_TEAM, _more)
    conversations.submission(SHOW_FORM, _show_chosen)
    conversations.job(SHOW_JOB, _draw)


def _me(call: Call) -> Answer:
    return with_day(call, lambda asked, _words, day: _one_later(asked.asker.person_id, day))


def _show(call: Call) -> Answer:
    if not call.words.strip():
        field = FormField("person", say("Whom"), "person")
        return Answer(form=Form(say("Show somebody"), SHOW_FORM, (field,), submit=say("Show")))
    return with_day(call, _shown)


def _shown(call: Call, words: str, day: date | None) -> Answer:
    with reading_on(call, day) as session:
        named = read_people(session.present, words)
        who: dict[str, Any] = {"people": list(named.ids), "team": named.team[0] if named.team else None}
        ids = _ids(session, who)
    if named.rest or (not ids and named.team is None):
        raise NotFound(
            say("I don't find a person named '{words}'. Example: /prowess show @anna", words=named.rest or words)
        )
    return _answer(call, call.asker, ids, who=who, day=day)


def _show_pressed(press: Press) -> Answer:
    return replace(_answer(press, press.asker, [int(press.payload["person"])]), replace=False)


def _show_chosen(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        found = person_by_chat_id(session, str(form.values.get("person") or ""))
    if found is None:
        raise Invalid(say("That person is not in the directory of Prowess. An admin can add them."), field="person")
    return _answer(form, form.asker, [found.id])


DRAWING = say("Drawing the chart…")


def _answer(
    request: Call | Press | Submission,
    asker: Asker,
    ids: Sequence[int],
    *,
    who: Mapping[str, Any] | None = None,
    day: date | None = None,
) -> Answer:
    """One person's profile or names, or several persons' targets as one table (targets/spider, privacy/names)."""
    with reading_on(request, day) as session:
        if who is not None and (len(ids) != 1 or who["team"] is not None):
            asked = {**who, "day": day.isoformat() if day is not None else None}
            card = _several(session, asker, ids, asked)
            return Answer(card=card.plus(*_day_parts(session, asker, day)), where="chat")
        if seen_among(session, asker.actor, ids):
            return _one_later(ids[0], day)
        if details_sight(session, asker.actor, ids)[ids[0]]:
            return _one_later(ids[0], day)
        names = names_of(session, asker.actor, ids[0])
        card = names_card(person(session, ids[0]), names)
        return Answer(card=card.plus(*_day_parts(session, asker, day)))


def _day_parts(session: WorkspaceSession, asker: Asker, day: date | None) -> tuple[Context, ...]:
    """How a card of another day is to be read (find/as-of)."""
    if day is None:
        return ()
    today = day_in(asker.person.time_zone, session.present.now)
    return (Context(day_words(day, over=day < today)),)


def _more(press: Press) -> Answer:
    """The next rows of several persons' table, in the same message."""
    said, start = press.payload.get("day"), int(press.payload["from"])
    day = date.fromisoformat(str(said)) if said else None
    with reading_on(press, day) as session:
        card = _several(session, press.asker, _ids(session, press.payload), press.payload, start)
        return Answer(card=card.plus(*_day_parts(session, press.asker, day)), where="chat")


def _ids(session: WorkspaceSession, who: Mapping[str, Any]) -> list[int]:
    """The people named, and those in the team."""
    members = members_of(session, int(who["team"])) if who.get("team") is not None else []
    return list(dict.fromkeys([*(int(each) for each in who["people"]), *members]))


def _several(
    session: WorkspaceSession, asker: Asker, everybody: Sequence[int], asked: Mapping[str, Any], start: int = 0
) -> Card:
    ids = everybody[:MOST_SHOWN]
    profiles = profiles_of(session, asker.actor, ids, with_left=False)
    others = [each for each in people(session, ids).values() if each.id not in profiles]
    shown = {row.competency.id for profile in profiles.values() for row in profile.rows}
    card = team_table(list(profiles.values()), others, start=start, asked=asked)
    cut = say("The first {n} of {total} people.", n=len(ids), total=len(everybody))
    more = [Context(cut)] if len(everybody) > len(ids) else []
    return card.plus(*more, *under_way(session, shown))


def _one_later(person_id: int, day: date | None = None) -> Answer:
    asked = {"person": person_id} | ({"day": day.isoformat()} if day else {})
    return Answer(card=line(DRAWING), later=Later(SHOW_JOB, asked), where="chat")


def _draw(job: Job) -> Answer:
    """Draw the picture of a profile and answer with it in the private chat; rights are asked again."""
    said = job.payload.get("day")
    day = date.fromisoformat(str(said)) if said else None
    view = profile_view(job, int(job.payload["person"]), day)
    chart = chart_of(view, job.asker.reader)
    if chart is not None:
        view = replace(view, png=draw(chart))
    card = profile_card(view).plus(*profile_under_way(job, view), *_by_name(job, view, day))
    return Answer(card=card, where="chat")


def _by_name(job: Job, view: ProfileView, day: date | None) -> list[Context]:
    """What else the person has, for who sees only part of their details (privacy/names)."""
    person_id = view.profile.person.id
    with reading_on(job, day) as session:
        if details_sight(session, job.asker.actor, [person_id])[person_id].whole:
            return []
        names = names_of(session, job.asker.actor, person_id)
    return [Context(say("{name} has: {names}.", name=view.name, names=commas(names)))] if names else []


def profile_under_way(request: Call | Job, view: ProfileView) -> tuple[Context, ...]:
    """What of a profile is being re-evaluated just now."""
    if view.day is not None:
        return ()
    shown = {row.competency.id for row in view.profile.rows} | {each.competency.id for each in view.profile.held}
    with request.product.reading(request.asker.workspace_id) as session:
        return under_way(session, shown)


def profile_view(request: Call | Job, person_id: int, day: date | None = None) -> ProfileView:
    """All of a person's profile for the asker, as of a day; raises Refused where their details aren't open to them."""
    asker = request.asker
    with reading_on(request, day) as session:
        profile = profile_of(session, asker.actor, person_id)
        return ProfileView(
            profile,
            [each for each in qualifications_of(session, asker.actor, person_id) if not each.by_name_only],
            own=person_id == asker.person_id,
            today=day_in(asker.person.time_zone, session.present.now),
            seen_because=_seen_because(session.present, asker, person_id),
            may_set=allows(session, asker.actor, Capability.TARGET_ASSIGN, over(person_id)),
            may_write=may_write(session, asker.actor, person_id),
            day=day,
            sources=_sources(session, asker, profile),
        )


MOST_SOURCES = 3


def _sources(session: WorkspaceSession, asker: Asker, profile: Profile) -> dict[int, Words]:
    """Where each target comes from: who set it, or the group, role profile or plan as far as the asker may know it."""
    every = [source for row in profile.rows for source in row.sources]
    named = source_words(session, asker.actor, every)
    setters = people(session, {each.set_by_id for each in every if each.kind == DIRECT and each.set_by_id})

    def said(source: TargetSource) -> Words:
        setter = setters.get(source.set_by_id or 0) if source.kind == DIRECT else None
        return setter.first_name if setter is not None else named[source.kind, source.key]

    return {row.competency.id: commas([said(each) for each in row.sources[:MOST_SOURCES]]) for row in profile.rows}


def _seen_because(session: WorkspaceSession, asker: Asker, person_id: int) -> Sentence:
    if person_id == asker.person_id:
        return say("Seen by you, those who supervise you, and admins.")
    name = person(session, person_id).first_name
    if supervises(session, asker.person_id, person_id):
        return say("Seen because you supervise {name}.", name=name)
    if not details_sight(session, asker.actor, [person_id])[person_id].whole:
        return say("Only what you review for {name}, or what belongs to your course.", name=name)
    return say("Seen because your role lets you see {name}'s details.", name=name)
