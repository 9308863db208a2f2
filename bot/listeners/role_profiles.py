"""The verb `profile`: which role profiles there are and what one requires; changing them is beside it."""

from __future__ import annotations

from collections.abc import Callable

from bot.blocks import role_profiles as cards
from bot.cards import Card, Words
from bot.conversation import Answer, Asker, Call, Conversations, Press, Verb
from bot.listeners import gap, gap_fit, role_profile_saving
from bot.listeners.gap_asked import GapAsked, chosen_profile
from bot.listeners.role_profile_saving import EDITING
from core.db import WorkspaceSession
from core.frameworks import competencies
from core.gaps import coverage_of
from core.people import Capability, require
from core.profiles import manages_profiles, profile_view, profile_views
from core.words import say

USAGE = "profile [NAME] | new [NAME] | edit NAME | fit NAME | archive NAME"


def register(conversations: Conversations) -> None:
    """Add the verb, the list and a profile's card."""
    about = say("What a role requires, and how you stand with it")
    conversations.verb(Verb("profile", about, USAGE, "/prowess profile Lorry driver", _profile, menu=64))
    conversations.press(cards.LIST, _page)
    conversations.press(cards.OPEN, _open)
    conversations.press(cards.GAP, _gap)
    role_profile_saving.register(conversations, show)


def _profile(call: Call) -> Answer:
    first, _, rest = call.words.strip().partition(" ")
    act: Callable[[Call, str], Answer] | None = _ACTS.get(first.lower())
    if act is not None:
        return act(call, rest.strip())
    with call.product.reading(call.asker.workspace_id) as session:
        if not first or first.lower() == "list":
            return Answer(card=_list(session, call.asker))
        found = chosen_profile(session, call.asker, call.words, {}, cards.OPEN)
        return Answer(card=found if isinstance(found, Card) else show(session, call.asker, found.id))


def _list(session: WorkspaceSession, asker: Asker, start: int = 0) -> Card:
    found = profile_views(session, asker.actor)
    return cards.list_card(found, start, manages=manages_profiles(session, asker.actor))


def _page(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=_list(session, press.asker, int(press.payload.get("from") or 0)))


def show(
    session: WorkspaceSession, asker: Asker, profile_id: int, said: Words | None = None, undo_id: int | None = None
) -> Card:
    """A profile's card, as the asker sees it; hidden and missing read alike."""
    profile = profile_view(session, asker.actor, profile_id)
    manages = manages_profiles(session, asker.actor)
    skills = competencies(session, [each.competency_id for each in profile.requirements])
    coverage = coverage_of(session, profile) if manages else []
    return cards.profile_card(cards.RoleView(profile, skills, manages, coverage), said=said, undo_id=undo_id)


def _open(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=show(session, press.asker, int(press.payload["profile"])), replace=False)


def _gap(press: Press) -> Answer:
    """How the asker stands with it."""
    asked = GapAsked(press.asker.person_id, None, int(press.payload["profile"]))
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=gap.gap_card_of(session, press.asker, asked), replace=False, where="chat")


def _new(call: Call, words: str) -> Answer:
    _require(call)
    return Answer(form=cards.profile_form(name=words))


def _edit(call: Call, words: str) -> Answer:
    _require(call)
    with call.product.reading(call.asker.workspace_id) as session:
        found = chosen_profile(session, call.asker, words, {}, EDITING)
        if isinstance(found, Card):
            return Answer(card=found)
        return Answer(form=role_profile_saving.form_of(session, call.asker, found.id))


def _archive(call: Call, words: str) -> Answer:
    """Its card, whose button asks before it does."""
    _require(call)
    with call.product.reading(call.asker.workspace_id) as session:
        found = chosen_profile(session, call.asker, words, {}, cards.OPEN)
        said = say("Archive it? Its targets end for everybody; ratings and history stay.")
        return Answer(card=found if isinstance(found, Card) else show(session, call.asker, found.id, said))


def _fit(call: Call, words: str) -> Answer:
    return gap_fit.asked(call, f"profile {words}")


def _require(call: Call) -> None:
    with call.product.reading(call.asker.workspace_id) as session:
        require(session, call.asker.actor, Capability.PROFILE_MANAGE)


_ACTS: dict[str, Callable[[Call, str], Answer]] = {"new": _new, "edit": _edit, "archive": _archive, "fit": _fit}
