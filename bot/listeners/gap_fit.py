"""Best fit both ways, and graphs per position (gaps/best-fit, gaps/graph)."""

from __future__ import annotations

import re

from bot.blocks import gap as cards
from bot.blocks.charts import draw
from bot.blocks.gap_graph import MOST_GRAPHS, GraphView, chart_of, drawn, graphs_card
from bot.blocks.gap_group import FIT, best_fit_card
from bot.blocks.gap_words import SYMBOLS
from bot.cards import Card, Words, line
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Press
from bot.listeners.gap_asked import chosen_profile
from bot.reading import read_people
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import NotFound
from core.gaps import Against, against_own_positions, best_fitting, fitting_profiles, is_gap
from core.people import person
from core.profiles import profile_view
from core.words import say

GRAPH_JOB = "gap.graphs"
DRAWING = say("Drawing the chart…")
_PROFILE = re.compile(r"^(?:for\s+)?(?:the\s+)?(?:role\s+)?profile\s+", re.IGNORECASE)


def register(conversations: Conversations) -> None:
    """Add the buttons and the slow part."""
    conversations.press(cards.FITTING, _fitting_pressed)
    conversations.press(cards.GRAPH, _graph)
    conversations.press(FIT, _fit_pressed)
    conversations.job(GRAPH_JOB, _draw)


def asked(call: Call, words: str) -> Answer:
    """`gap fit @anna`: which profile fits her best; `gap fit profile Driver`: who fits it best."""
    with call.product.reading(call.asker.workspace_id) as session:
        if (said := _PROFILE.match(words)) is not None:
            found = chosen_profile(session, call.asker, words[said.end() :], {}, FIT)
            if isinstance(found, Card):
                return Answer(card=found)
            return Answer(card=_who_fits(session, call.asker, found.id), where="chat")
        return Answer(card=_what_fits(session, call.asker, _whom(session, call.asker, words)), where="chat")


def _whom(session: WorkspaceSession, asker: Asker, words: str) -> int:
    if not words.strip():
        return asker.person_id
    named = read_people(session, words)
    if len(named.ids) != 1 or named.rest:
        raise NotFound(say("I don't find '{words}'. Example: /prowess gap fit @anna", words=named.rest or words))
    return named.ids[0]


def _fit_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        card = _who_fits(session, press.asker, int(press.payload["profile"]))
    return Answer(card=card, replace=False, where="chat")


def _fitting_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        card = _what_fits(session, press.asker, int(press.payload["person"]))
    return Answer(card=card, replace=False, where="chat")


def _who_fits(session: WorkspaceSession, asker: Asker, profile_id: int) -> Card:
    profile = profile_view(session, asker.actor, profile_id)
    return best_fit_card(profile.name, profile_id, best_fitting(session, asker.actor, profile))


def _what_fits(session: WorkspaceSession, asker: Asker, person_id: int) -> Card:
    found = fitting_profiles(session, asker.actor, person_id)[: cards.PAGE]
    rows = [(each.name or "", each.profile.met, len(each.profile.required), _missing(each)) for each in found]
    return cards.fitting_card(person(session, person_id).first_name, person_id == asker.person_id, rows)


def _missing(found: Against) -> list[Words]:
    return [
        say("{symbol} {name}", symbol=SYMBOLS[row.status], name=row.competency.name)
        for row in found.profile.required
        if is_gap(row)
    ]


def _graph(press: Press) -> Answer:
    return Answer(card=line(DRAWING), later=Later(GRAPH_JOB, dict(press.payload)), where="chat", replace=False)


def _draw(job: Job) -> Answer:
    person_id = int(job.payload["person"])
    with job.product.reading(job.asker.workspace_id) as session:
        today = day_in(job.asker.person.time_zone, session.now)
        found = against_own_positions(session, job.asker.actor, person_id)
        name = person(session, person_id).first_name
    views = [GraphView(each, today) for each in found]
    charts = [chart_of(each, job.asker.reader) for each in views[:MOST_GRAPHS]]
    pictured = [drawn(view, draw(chart) if chart else None) for view, chart in zip(views, charts, strict=False)]
    card = graphs_card([*pictured, *views[MOST_GRAPHS:]], name, own=person_id == job.asker.person_id)
    return Answer(card=card, where="chat")
