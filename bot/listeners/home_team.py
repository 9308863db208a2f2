"""App Home of somebody who manages people or decides for them: gathered as their digest is (chat/home)."""

from __future__ import annotations

from contextlib import suppress

from bot.blocks.home_team import MOST_ROWS, TeamView, questions_card, team_card
from bot.blocks.not_needed import QuestionView
from bot.cards import Card
from bot.conversation import Asker, Call, Conversations, Shelf, Shelved
from bot.listeners.not_needed import question_view
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import competencies
from core.notifications import Digest, Told, gather_digest, lines_about, team_of, week_of
from core.people import Capability, holds_anywhere, people
from core.qualifications import verifications_waiting
from core.reviews import waiting_reviews


def register(conversations: Conversations) -> None:
    """Add the sections 'Decide', 'Renew', 'Grow' and 'Team'."""

    def team(call: Call) -> Shelved | None:
        with call.product.reading(call.asker.workspace_id) as session:
            view = _view(session, call.asker, shows_gaps="gap" in conversations.verbs)
        return _shelved(view) if view is not None else None

    conversations.home_section(team)


def _shelved(view: TeamView) -> Shelved:
    decide = questions_card(view)
    found: list[tuple[Shelf, Card]] = [(Shelf.DECIDE, decide)] if decide is not None else []
    below = team_card(view)
    return [*found, (Shelf.TEAM, below)] if below.parts else found


def _view(session: WorkspaceSession, asker: Asker, *, shows_gaps: bool) -> TeamView | None:
    """None for who neither manages anybody nor is asked anything."""
    team = team_of(session, asker.person_id)
    digest = gather_digest(session, asker.person, week_of(session.now, asker.person.time_zone))
    if not team and not digest.questions and not digest.expiries:
        return None
    skills = competencies(session, {each.competency_id for each in digest.lacking})
    named = people(session, team)
    return TeamView(
        _questions(session, asker, digest),
        len(digest.questions),
        lines_about(session, [Told(asker.person_id, each, on) for each, on in digest.expiries]),
        [(each, skills[each.competency_id]) for each in digest.lacking if each.competency_id in skills],
        [named[each] for each in team],
        _waits(session, asker, digest),
        holds_anywhere(session, asker.actor, Capability.TARGET_ASSIGN),
        shows_gaps,
    )


def _questions(session: WorkspaceSession, asker: Asker, digest: Digest) -> list[QuestionView]:
    """The first of them; one whose qualification went meanwhile has nothing to ask any more."""
    found = []
    for each in digest.questions[:MOST_ROWS]:
        with suppress(NotFound):
            found.append(question_view(session, asker.person, each))
    return found


def _waits(session: WorkspaceSession, asker: Asker, digest: Digest) -> bool:
    if digest.reviews or verifications_waiting(session, asker.actor, limit=1):
        return True
    may_decide = holds_anywhere(session, asker.actor, Capability.COMPETENCY_GRADE)
    return may_decide and bool(waiting_reviews(session, asker.actor, limit=1)[0])
