"""Changes of links that concern somebody are shown with their effect and applied at a press (paths/preview)."""

from __future__ import annotations

from bot.blocks.link_previews import CANCEL, EffectView, link_preview_card
from bot.cards import Card, line
from bot.conversation import Answer, Conversations, Job, Later, Press, Request
from bot.path_names import people_named
from core.activities import activities, course
from core.catalogue import LinkChange, keep_link_change, link_change, link_effects, most_concerned
from core.db import WorkspaceSession
from core.frameworks import competencies
from core.people import Actor
from core.words import say

PREVIEW = "links.preview"
APPLY = "apply"
"""Where a change's `extra` names the action that applies it."""

MOST_NAMED = 5
AT_ONCE = 900
"""Up to so many people the effect is worked out before the answer; for more it follows."""


def register(conversations: Conversations) -> None:
    """Add the preview that follows, and how it is cancelled."""
    conversations.job(PREVIEW, _preview_later)
    conversations.press(CANCEL, _cancel)


def proposed(request: Request, change: LinkChange) -> Answer | None:
    """What a change would do, to be applied at a press; None where it concerns nobody, so that it is just done.

    `change.extra` names the action that applies it. The caller has asked for the right and checked the values.
    """
    asker = request.asker
    with request.product.reading(asker.workspace_id) as session:
        many = most_concerned(session, change) > AT_ONCE
        if not many and not link_effects(session, change):
            return None
    with request.product.writing(asker.workspace_id) as session:
        draft_id = keep_link_change(session, asker.actor, change)
    if many:
        return Answer(
            card=line(say("Working out who gains and who would fall…")), later=Later(PREVIEW, {"draft": draft_id})
        )
    return Answer(card=_previewed(request, draft_id))


def _preview_later(job: Job) -> Answer:
    return Answer(card=_previewed(job, int(job.payload["draft"])))


def _previewed(request: Request, draft_id: int) -> Card:
    asker = request.asker
    with request.product.reading(asker.workspace_id) as session:
        change = link_change(session, asker.actor, draft_id)
        views = _views(session, asker.actor, change)
        return link_preview_card(_place(session, change), views, str(change.extra[APPLY]), draft_id)


def _views(session: WorkspaceSession, actor: Actor, change: LinkChange) -> list[EffectView]:
    effects = link_effects(session, change)
    named = competencies(session, [each.competency_id for each in effects])
    found = []
    for each in effects:
        view, concerned = named[each.competency_id], [*each.preview.gaining, *each.preview.falling]
        openly = people_named(session, actor, concerned, competency=view)
        found.append(EffectView(view.name, each, openly, people_named(session, actor, each.unreachable[:MOST_NAMED])))
    return found


def _place(session: WorkspaceSession, change: LinkChange) -> str:
    if change.course_id is not None:
        return course(session, change.course_id).name
    assert change.activity_id is not None
    return activities(session, [change.activity_id])[change.activity_id].title


def _cancel(_press: Press) -> Answer:
    return Answer(card=line(say("Cancelled. Nothing was changed.")))
