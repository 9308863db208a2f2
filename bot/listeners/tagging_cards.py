"""Cards about one activity made from the data as they are now, for all handlers of tagging."""

from __future__ import annotations

from bot.blocks.tagging import Desktop, answer_card, full_card
from bot.blocks.tagging_asides import looking_card
from bot.cards import Card, Words
from bot.conversation import Answer, Asker, Later
from bot.product import Product
from core.activities import (
    ActivityView,
    Choice,
    activity,
    choice_for,
    latest_run,
    linked_skills,
    rejected_skills,
    require_on_activity,
    run_view,
)
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import competencies
from core.people import Actor, Capability, holds_anywhere, require
from core.words import say

SUGGEST = "tag.suggest"
"""The job that asks the tagger."""


def begin(product: Product, asker: Asker, activity_id: int, *, saved: Words | None = None) -> Answer:
    """Ask the tagger about an activity; a full one is not asked about (tagging/at-most-three)."""
    with product.reading(asker.workspace_id) as session:
        require_on_activity(session, asker.actor, Capability.TAGGING_USE, activity_id)
        desk = desktop(session, asker, activity_id)
    if not desk.room:
        return Answer(card=full_card(desk, saved))
    return Answer(card=looking_card(desk.activity.title, saved), later=Later(SUGGEST, {"activity": activity_id}))


def current_card(product: Product, asker: Asker, run_id: int, note: Words | None = None) -> Card:
    """The newest answer about the activity of this asking, as things are now."""
    with product.reading(asker.workspace_id) as session:
        run = run_view(session, asker.actor, run_id)
        require_on_activity(session, asker.actor, Capability.TAGGING_USE, run.activity_id)
        if not run.latest and (newest := latest_run(session, run.activity_id)) is not None:
            run = run_view(session, asker.actor, newest)
            note = note or say("This activity was asked about again, {at}. This is the answer.", at=run.asked_at)
        desk = desktop(session, asker, run.activity_id, {row.competency_id for row in run.rows})
    return answer_card(desk, run, note)


def desktop(
    session: WorkspaceSession, asker: Asker, activity_id: int, shown: set[int] | frozenset[int] = frozenset()
) -> Desktop:
    """What cards about an activity need; `shown` are skills whose rejection its card shows itself."""
    choice = choice_on(session, asker.actor, activity_id)
    named = competencies(session, choice.linked & choice.selectable)
    return Desktop(
        activity=activity_in_use(session, activity_id),
        linked=len(choice.linked),
        names=tuple(sorted(view.name for view in named.values())),
        rejected_before=len((choice.rejected & choice.selectable) - shown),
        viewer_id=asker.person_id,
        now=session.now,
    )


def choice_on(session: WorkspaceSession, actor: Actor, activity_id: int) -> Choice:
    """Which of the skills on an activity, or rejected for it, the actor may see; no others are looked at."""
    known = {skill.id for skill in linked_skills(session, activity_id)} | rejected_skills(session, activity_id)
    return choice_for(session, actor, activity_id, among=known)


def activity_in_use(session: WorkspaceSession, activity_id: int) -> ActivityView:
    """The activity; one taken out of use reads as missing."""
    found = activity(session, activity_id)
    if not found.in_use:
        raise NotFound(say("I don't find that activity."))
    return found


def require_editor(session: WorkspaceSession, actor: Actor) -> None:
    """Raise Refused unless the actor may edit activities somewhere; which ones is asked again when they are saved."""
    if not holds_anywhere(session, actor, Capability.ACTIVITY_MANAGE):
        require(session, actor, Capability.ACTIVITY_MANAGE)
