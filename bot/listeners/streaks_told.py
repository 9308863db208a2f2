"""Messages about streaks, and the list of those that can't be completed, for who manages skills."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.activities import SkillEffect
from bot.blocks.streak_notices import (
    MORE,
    Reported,
    Stuck,
    progress_card,
    unreachable_card,
    unreachable_report,
)
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Press, Report
from bot.listeners.review_offers import offered
from core.achievements import Unreachable, effects_of, next_activity, streak_of, unreachable_streaks
from core.activities import activities, results_told
from core.db import WorkspaceSession
from core.frameworks import CompetencyCategory, competencies, visible_ids
from core.notifications import STREAK_PROGRESS, STREAK_UNREACHABLE
from core.people import Actor, Capability, PersonView, allowed_people, people, require
from core.words import say

NAMES_SHOWN = 5
MOST_NAMED = 900


Refs = Mapping[str, Any]


def register(conversations: Conversations) -> None:
    """Add the messages' words and the report."""

    def unreachable(session: WorkspaceSession, recipient: PersonView, refs: Refs, _sent: Any) -> Card | None:
        card = _unreachable(session, recipient, int(refs["skill"]))
        return None if card is None else offered(conversations, card)

    def progress(session: WorkspaceSession, recipient: PersonView, refs: Refs, _sent: Any) -> Card | None:
        card = _progress(session, recipient, refs)
        return None if card is None else offered(conversations, card)

    conversations.notice(STREAK_PROGRESS, progress)
    conversations.notice(STREAK_UNREACHABLE, unreachable)
    conversations.report(
        Report(
            "unreachable",
            say("Skills that people began and can't complete, since too few activities are left"),
            "report unreachable",
            "/prowess report unreachable",
            _report,
            Capability.COMPETENCY_MANAGE,
        )
    )
    conversations.press(MORE, _more)


def _progress(session: WorkspaceSession, recipient: PersonView, refs: Refs) -> Card | None:
    """What came in for somebody, in the order of time; the latest of a skill says how far it is.

    Skills acquired by it are told apart.
    """
    found = results_told(session, recipient.id, [int(each) for each in refs["results"]])
    titles = activities(session, {each.activity_id for each in found})
    seen = visible_ids(session, Actor(session.workspace_id, recipient.id), category=CompetencyCategory.SKILL)
    said: set[int] = set()
    told: list[Reported] = []
    for each in reversed(found):
        effects = [one for one in effects_of(session, each.id) if one.competency_id in seen - said]
        open_ones = [one for one in effects if not one.theory and not one.after.acquired]
        named = competencies(session, [one.competency_id for one in open_ones])
        lines = [SkillEffect(named[one.competency_id].name, one) for one in open_ones]
        told.insert(0, Reported(titles[each.activity_id].title, each.score, lines))
        said |= {one.competency_id for one in effects}
    skills = [one.effect.competency_id for each in told for one in each.effects]
    return progress_card(told, next_activity(session, recipient.id, skills)) if skills else None


def _unreachable(session: WorkspaceSession, recipient: PersonView, skill_id: int) -> Card | None:
    """Dropped where it can be completed again meanwhile, or was acquired by another way."""
    progress = streak_of(session, recipient.id, skill_id)
    if not progress.unreachable:
        return None
    return unreachable_card(competencies(session, [skill_id])[skill_id].name, progress)


def _report(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        return Answer(card=_listed(session, call.asker), where="chat")


def _more(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=_listed(session, press.asker, int(press.payload["start"])))


def _listed(session: WorkspaceSession, asker: Asker, start: int = 0) -> Card:
    """By skill, most people first; names only of those whose ratings the asker may see (privacy/details)."""
    require(session, asker.actor, Capability.COMPETENCY_MANAGE)
    by_skill: dict[int, list[Unreachable]] = {}
    for each in unreachable_streaks(session):
        by_skill.setdefault(each.competency_id, []).append(each)
    shown = visible_ids(session, asker.actor, category=CompetencyCategory.SKILL)
    named = competencies(session, by_skill)
    allowed = set(session.scalars(allowed_people(session, asker.actor, Capability.DETAILS_VIEW)))
    persons = {each.person_id for several in by_skill.values() for each in several} & allowed
    names = people(session, sorted(persons)[:MOST_NAMED])
    rows = [_stuck(named[skill].name, found, names) for skill, found in by_skill.items() if skill in shown]
    return unreachable_report(sorted(rows, key=lambda row: (-row.people, row.skill)), start)


def _stuck(skill: str, found: list[Unreachable], names: Mapping[int, PersonView]) -> Stuck:
    known = sorted(names[each.person_id].name for each in found if each.person_id in names)
    return Stuck(skill, len(found), min(each.left for each in found), known[:NAMES_SHOWN])
