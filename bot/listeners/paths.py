"""The shortest way to a value in chat: `path SKILL [VALUE]`, for oneself and for people one supervises."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.path_forms import ACTIVITIES, COMPETENCIES, COURSES, SHOW_WAY, way_form
from bot.blocks.paths import SHORTEST, WayView, is_trained, way_card
from bot.cards import Actions, Button, Card, Text, line
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Submission, Verb
from bot.listeners import path_rules
from bot.path_names import names_on
from bot.product import Product
from bot.reading import read_people, read_skills, value_named
from core.achievements import next_quiz, shortest_way
from core.activities import activities_containing, courses_containing
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import (
    CompetencyView,
    ScaleValueView,
    competencies,
    competency,
    scale_of,
    visible_competencies,
    visible_ids,
)
from core.people import people
from core.targets import open_target
from core.visibility import require_details
from core.words import say

MOST_OPTIONS = 100
USAGE, EXAMPLE = "path [@person] SKILL [VALUE]", "/prowess path English B2"


def register(conversations: Conversations) -> None:
    """Add the verb, its form and look-ups, and the conversation about rules."""
    about = say("The shortest way to a skill or value")
    conversations.verb(Verb("path", about, USAGE, EXAMPLE, _path, menu=32))
    conversations.press(SHORTEST, _pressed)
    conversations.submission(SHOW_WAY, _submitted)
    conversations.lookup(COMPETENCIES, _competencies)
    conversations.lookup(COURSES, _courses)
    conversations.lookup(ACTIVITIES, _activities)
    path_rules.register(conversations)


def _path(call: Call) -> Answer:
    if not call.words.strip():
        return Answer(form=way_form())
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, call.words) if "<@" in call.words else None
        words = named.rest if named else call.words
        person_id = named.ids[0] if named and named.ids else call.asker.person_id
        skills = read_skills(session, call.asker.actor, words)
    if skills.unknown or len(skills.found) != 1:
        return Answer(card=unknown_card(call.product, call.asker, words, SHORTEST, EXAMPLE, person=person_id))
    [(competency_id, value_id)] = skills.found.items()
    return Answer(card=_way(call.product, call.asker, person_id, competency_id, value_id))


def _pressed(press: Press) -> Answer:
    person_id = int(press.payload.get("person", press.asker.person_id))
    card = _way(press.product, press.asker, person_id, int(press.payload["competency"]), press.payload.get("value"))
    return Answer(card=card, replace=False)


def _submitted(form: Submission) -> Answer:
    chosen = form.values.get("competency")
    if not chosen:
        raise Invalid(say("Which competency? Example: Fire safety."), field="competency")
    wanted = str(form.values.get("value") or "").strip()
    with form.product.reading(form.asker.workspace_id) as session:
        view = competency(session, int(chosen))
        value_id = value_named(session, view, wanted) if wanted else None
    return Answer(card=_way(form.product, form.asker, form.asker.person_id, view.id, value_id))


def _way(product: Product, asker: Asker, person_id: int, competency_id: int, value_id: int | None) -> Card:
    """The way of a person, for those who may see their details (privacy/details)."""
    with product.reading(asker.workspace_id) as session:
        require_details(session, asker.actor, person_id, competency_id)
        view = seen_competency(session, asker, competency_id)
        scale = scale_of(session, competency_id)
        value = scale.value(value_id) or _required(session, person_id, competency_id) or scale.lowest_proficient
        way = shortest_way(session, person_id, competency_id, value.id)
        quiz = is_trained(way) and next_quiz(session, person_id, [competency_id]) is not None
        holder = people(session, [person_id])[person_id]
        found = WayView(view, value, way, holder.first_name, person_id, person_id == asker.person_id, quiz)
        return way_card(found, names_on(session, competency_id, way))


def _required(session: WorkspaceSession, person_id: int, competency_id: int) -> ScaleValueView | None:
    """The value of the person's target, where there is one: the way asked for is the one to it."""
    target = open_target(session, person_id, competency_id)
    return target.value if target is not None else None


def seen_competency(session: WorkspaceSession, asker: Asker, competency_id: int) -> CompetencyView:
    """A competency as the asker sees it; hidden and missing read alike (people/tier-see)."""
    found = competencies(session, [competency_id]).get(competency_id)
    if found is None or (found.active and competency_id not in visible_ids(session, asker.actor)):
        raise NotFound(say("I don't find that competency."))
    return found


def unknown_card(product: Product, asker: Asker, words: str, action: str, example: str, **payload: int) -> Card:
    """What else the words may have meant, to be chosen at a press (chat/errors)."""
    alike = product.skills.look_alikes(asker.workspace_id, asker.actor, words)
    with product.reading(asker.workspace_id) as session:
        named = competencies(session, [each for each, _ in alike])
    if not named:
        return line(say("I don't find '{words}'. Example: {example}", words=words, example=example))
    said = say("I don't find '{words}'. Is it one of these?", words=words)
    buttons = [Button(named[each].name, action, {"competency": each, **payload}) for each, _ in alike if each in named]
    return Card(said, (Text(said), Actions(buttons)))


def _competencies(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        found = visible_competencies(session, call.asker.actor, containing=call.words, limit=MOST_OPTIONS)
    return [(each.name, str(each.id)) for each in found]


def _courses(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        return [(each.name, str(each.id)) for each in courses_containing(session, call.words, limit=MOST_OPTIONS)]


def _activities(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        return [(each.title, str(each.id)) for each in activities_containing(session, call.words, limit=MOST_OPTIONS)]


