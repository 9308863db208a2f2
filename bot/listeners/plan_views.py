"""A plan as one reader sees it: their own whole, others' as far as details are open to them (privacy/details)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.blocks import plan_words as words
from bot.blocks.plans import PlanRights, PlanRow, PlanSeen, list_card, plan_card
from bot.cards import Button, Card, Header, Text, Words
from bot.conversation import Asker
from bot.reading import read_people
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import sight_of
from core.people import Capability, allows, over, people
from core.plans import (
    Colour,
    CourseRef,
    PlanItem,
    PlanState,
    PlanView,
    Tallied,
    courses_for,
    items_of,
    manages_plans,
    may_complete,
    may_edit,
    plan,
    plans_of,
    requests_for,
    require_sight,
    sees_plan,
    tallied,
    tallies_of,
)
from core.visibility import EVERYTHING, Sight, sight_over
from core.words import Sentence, say

NEAR = 70
_LEAD = re.compile(r"^(?:of|for|the|plan)\s+", re.IGNORECASE)


def seen_plan(session: WorkspaceSession, asker: Asker, plan_id: int) -> PlanSeen:
    """The plan for a reader; raises NotFound where it is hidden or gone, for both read alike."""
    view = plan(session, plan_id)
    if not sees_plan(session, asker.actor, view.person_id):
        raise NotFound(say("That plan is not on file."))
    own = view.person_id == asker.person_id
    details = EVERYTHING if own else sight_over(session, asker.actor, view.person_id)
    catalogue = sight_of(session, asker.actor)
    every = items_of(session, [view])[plan_id]
    items = every if own else [each for each in every if catalogue.covers(each.competency)]
    person = people(session, [view.person_id])[view.person_id]
    found = requests_for(session, [plan_id]).get(plan_id)
    approver = people(session, [found.approver_id]) if found is not None and found.approver_id else {}
    name = approver[found.approver_id].first_name if found and found.approver_id in approver else "an admin"
    tally = _tally(view, items) if details.whole else None
    return PlanSeen(
        view,
        person,
        own,
        day_in(person.time_zone, session.now),
        items,
        tally,
        frozenset(each.competency.id for each in items if details.covers(each.competency.id)),
        _rights(session, asker, view, tally),
        _courses(session, items, details),
        found,
        name,
    )


def shown_plan(
    session: WorkspaceSession, asker: Asker, plan_id: int, *, said: Words | None = None, undo_id: int | None = None
) -> Card:
    """The plan's card, with what was just done to it."""
    return plan_card(seen_plan(session, asker, plan_id), said=said, undo_id=undo_id)


def plans_list(session: WorkspaceSession, asker: Asker, person_id: int) -> Card:
    """The plans of a person, for those to whom they are open."""
    require_sight(session, asker.actor, person_id)
    own = person_id == asker.person_id
    person = people(session, [person_id])[person_id]
    whole = own or sight_over(session, asker.actor, person_id).whole
    rows = plan_rows(session, plans_of(session, [person_id]), tallied_too=whole)
    capability = Capability.PLAN_CREATE_OWN if own else Capability.PLAN_MANAGE
    may_make = allows(session, asker.actor, capability, over(person_id))
    return list_card(person, rows, day_in(person.time_zone, session.now), own=own, may_make=may_make)


def plan_rows(session: WorkspaceSession, views: Sequence[PlanView], *, tallied_too: bool = True) -> list[PlanRow]:
    """Plans as rows of a list, each with how far it is where that is shown."""
    if not tallied_too:
        return [PlanRow(each, None) for each in views]
    tallies = tallies_of(session, [each.id for each in views if each.live])
    return [PlanRow(each, tallies.get(each.id) or each.frozen) for each in views]


def named_plan(session: WorkspaceSession, asker: Asker, text: str, action: str = words.OPEN) -> PlanView | Card:
    """The plan meant by '@anna Safety basics' or 'Safety basics', else a card with those that may be meant.

    Without a name the one plan that the person has. Raises NotFound where none comes near.
    """
    named = read_people(session, text) if text.strip() else None
    person_id = named.ids[0] if named and named.ids else asker.person_id
    require_sight(session, asker.actor, person_id)
    wanted = _LEAD.sub("", (named.rest if named else text).strip())
    found = plans_of(session, [person_id])
    if not found:
        raise NotFound(_none(session, asker, person_id))
    same = [each for each in found if str(each.name or "").casefold() == wanted.casefold()] if wanted else found
    open_ones = [each for each in same if each.live] or same
    if len(open_ones) == 1:
        return open_ones[0]
    near = open_ones or _near(found, wanted)
    if not near:
        raise NotFound(say("I don't find a plan named '{words}'. See: /prowess plan", words=wanted[:60]))
    return which_plan(near, action)


def which_plan(found: Sequence[PlanView], action: str) -> Card:
    """Several plans may be meant."""
    said = say("Which plan?")
    rows = [Text(words.name_of(each), Button(say("Choose"), action, {"plan": each.id})) for each in found[:5]]
    return Card(said, (Header(said), *rows))


def parted(text: str, example: str) -> tuple[str, str]:
    """'Safety basics: Fire safety, First aid' in its two halves; raises Invalid without the second."""
    name, colon, rest = text.partition(":")
    if not colon or not rest.strip():
        raise Invalid(say("Which competencies? Example: {example}", example=example), field="skills")
    return name.strip(), rest.strip()


def _none(session: WorkspaceSession, asker: Asker, person_id: int) -> Sentence:
    if person_id == asker.person_id:
        return say("You have no plan yet. Example: /prowess plan new My first year: Fire safety")
    return say("{name} has no plan yet.", name=people(session, [person_id])[person_id].first_name)


def _near(found: Sequence[PlanView], wanted: str) -> list[PlanView]:
    names = {place: str(each.name or "").lower() for place, each in enumerate(found)}
    close = process.extract(wanted.lower(), names, scorer=fuzz.WRatio, score_cutoff=NEAR, limit=5)
    return [found[place] for _, _, place in close]


def _tally(view: PlanView, items: Sequence[PlanItem]) -> Tallied:
    return view.frozen if view.frozen is not None else tallied(each.colour for each in items)


def _rights(session: WorkspaceSession, asker: Asker, view: PlanView, tally: Tallied | None) -> PlanRights:
    actor = asker.actor
    own = view.person_id == asker.person_id
    return PlanRights(
        may_edit(session, actor, view),
        manages_plans(session, actor, view.person_id),
        view.active and may_complete(session, actor, view, tally),
        own
        and view.state == PlanState.DRAFT
        and allows(session, actor, Capability.PLAN_CREATE_OWN, over(view.person_id)),
    )


def _courses(session: WorkspaceSession, items: Sequence[PlanItem], details: Sight) -> dict[int, list[CourseRef]]:
    left = [
        each.competency.id
        for each in items
        if each.colour in (Colour.OPEN, Colour.COVERED) and details.covers(each.competency.id)
    ]
    return dict(courses_for(session, left)) if left else {}
