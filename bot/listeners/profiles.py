"""Profiles in chat: one's own, a report's with picture and table, a colleague's by name only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.blocks import targets as target_cards
from bot.blocks.charts import draw
from bot.blocks.gap_words import commas
from bot.blocks.profiles import ProfileView, chart_of, names_card, profile_card, team_table
from bot.cards import Card, Context, Form, FormField, line
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Press, Submission, Verb
from bot.reading import read_people
from bot.under_way import under_way
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.gaps import names_of, profile_of, profiles_of, seen_among
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
from core.visibility import details_sight
from core.words import Sentence, say

SHOW_JOB, SHOW_FORM = "profile.show", "profile.form"
MOST_SHOWN = 200


def register(conversations: Conversations) -> None:
    """Add `me` and `show`, the button that shows somebody, the form, and the slow part."""
    mine = say("Your targets, what you hold, what expires")
    theirs = say("What somebody has and needs")
    conversations.verb(Verb("me", mine, "me", "/prowess me", _me, menu=10))
    conversations.verb(Verb("show", theirs, "show @person… | team NAME", "/prowess show @anna", _show, menu=15))
    conversations.press(target_cards.SHOW, _show_pressed)
    conversations.submission(SHOW_FORM, _show_chosen)
    conversations.job(SHOW_JOB, _draw)


def _me(call: Call) -> Answer:
    return _one_later(call.asker.person_id)


def _show(call: Call) -> Answer:
    if not call.words.strip():
        field = FormField("person", say("Whom"), "person")
        return Answer(form=Form(say("Show somebody"), SHOW_FORM, (field,), submit=say("Show")))
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, call.words)
        ids = list(named.ids) + (members_of(session, named.team[0]) if named.team else [])
    if named.rest or not ids:
        raise NotFound(
            say("I don't find a person named '{words}'. Example: /prowess show @anna", words=named.rest or call.words)
        )
    return _answer(call, call.asker, ids, together=named.team is not None)


def _show_pressed(press: Press) -> Answer:
    return replace(_answer(press, press.asker, [int(press.payload["person"])]), replace=False)


def _show_chosen(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        found = person_by_chat_id(session, str(form.values.get("person") or ""))
    if found is None:
        raise Invalid(say("That person is not in the directory of Prowess. An admin can add them."), field="person")
    return _answer(form, form.asker, [found.id])


DRAWING = say("Drawing the chart…")


def _answer(request: Call | Press | Submission, asker: Asker, ids: Sequence[int], *, together: bool = False) -> Answer:
    """One person's profile or names, or several persons' targets as one table (targets/spider, privacy/names)."""
    with request.product.reading(asker.workspace_id) as session:
        if len(ids) > 1 or together:
            return Answer(card=_several(session, asker, ids[:MOST_SHOWN]), where="chat")
        if seen_among(session, asker.actor, ids):
            return _one_later(ids[0])
        if details_sight(session, asker.actor, ids)[ids[0]]:
            return _one_later(ids[0])
        names = names_of(session, asker.actor, ids[0])
        return Answer(card=names_card(person(session, ids[0]), names))


def _several(session: WorkspaceSession, asker: Asker, ids: Sequence[int]) -> Card:
    profiles = profiles_of(session, asker.actor, ids, with_left=False)
    others = [each for each in people(session, ids).values() if each.id not in profiles]
    shown = {row.competency.id for profile in profiles.values() for row in profile.rows}
    return team_table(list(profiles.values()), others).plus(*under_way(session, shown))


def _one_later(person_id: int) -> Answer:
    return Answer(card=line(DRAWING), later=Later(SHOW_JOB, {"person": person_id}), where="chat")


def _draw(job: Job) -> Answer:
    """Draw the picture of a profile and answer with it in the private chat; rights are asked again."""
    view = profile_view(job, int(job.payload["person"]))
    chart = chart_of(view, job.asker.reader)
    if chart is not None:
        view = replace(view, png=draw(chart))
    card = profile_card(view).plus(*profile_under_way(job, view), *_by_name(job, view))
    return Answer(card=card, where="chat")


def _by_name(job: Job, view: ProfileView) -> list[Context]:
    """What else the person has, for who sees only part of their details (privacy/names)."""
    person_id = view.profile.person.id
    with job.product.reading(job.asker.workspace_id) as session:
        if details_sight(session, job.asker.actor, [person_id])[person_id].whole:
            return []
        names = names_of(session, job.asker.actor, person_id)
    return [Context(say("{name} has: {names}.", name=view.name, names=commas(names)))] if names else []


def profile_under_way(request: Call | Job, view: ProfileView) -> tuple[Context, ...]:
    """What of a profile is being re-evaluated just now."""
    shown = {row.competency.id for row in view.profile.rows} | {each.competency.id for each in view.profile.held}
    with request.product.reading(request.asker.workspace_id) as session:
        return under_way(session, shown)


def profile_view(request: Call | Job, person_id: int) -> ProfileView:
    """All of a person's profile for the asker; raises Refused where their details aren't open to them."""
    asker = request.asker
    with request.product.reading(asker.workspace_id) as session:
        profile = profile_of(session, asker.actor, person_id)
        return ProfileView(
            profile,
            [each for each in qualifications_of(session, asker.actor, person_id) if not each.by_name_only],
            own=person_id == asker.person_id,
            today=day_in(asker.person.time_zone, session.now),
            seen_because=_seen_because(session, asker, person_id),
            may_set=allows(session, asker.actor, Capability.TARGET_ASSIGN, over(person_id)),
            may_write=may_write(session, asker.actor, person_id),
        )


def _seen_because(session: WorkspaceSession, asker: Asker, person_id: int) -> Sentence:
    if person_id == asker.person_id:
        return say("Seen by you, those who supervise you, and admins.")
    name = person(session, person_id).first_name
    if supervises(session, asker.person_id, person_id):
        return say("Seen because you supervise {name}.", name=name)
    if not details_sight(session, asker.actor, [person_id])[person_id].whole:
        return say("Only what you review for {name}, or what belongs to your course.", name=name)
    return say("Seen because your role lets you see {name}'s details.", name=name)
