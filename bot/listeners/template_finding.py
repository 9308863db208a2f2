"""Which template is meant, and what the asker may do with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz, process

from bot.blocks.templates import OPEN, TemplateRights, TemplateSeen, which_template
from bot.cards import Card
from bot.conversation import Asker
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import competencies, sight_of
from core.people import Capability, allows, holds_anywhere
from core.plans import (
    PlanState,
    TemplateView,
    competencies_of,
    groups_synced,
    plans_from,
    template,
    templates,
    templates_named,
)
from core.words import say

NEAR = 70
EXAMPLE = "/prowess template Safety basics"
_LEAD = re.compile(r"^(?:the|of|for|template)\s+", re.IGNORECASE)


def find_template(
    session: WorkspaceSession, words: str, action: str = OPEN, payload: Mapping[str, Any] | None = None
) -> TemplateView | Card:
    """The template named, else a card with those that may be meant, whose buttons do `action`.

    Raises Invalid where nothing is named, NotFound where nothing comes near.
    """
    wanted = words.strip().strip("'\"")
    if not wanted:
        raise Invalid(say("Which template? Example: {example}", example=EXAMPLE), field="template")
    found = templates_named(session, wanted) or templates_named(session, _LEAD.sub("", wanted))
    if len(found) == 1:
        return found[0]
    near = found or _near(session, wanted)
    if not near:
        raise NotFound(
            say("I don't find a template named '{words}'. See: /prowess template", words=wanted[:60]), field="template"
        )
    return which_template(near, action, payload or {})


def begins_with_template(session: WorkspaceSession, words: str) -> tuple[TemplateView, str] | None:
    """The template whose name stands first in these words, and what follows; the longest name counts."""
    text = " ".join(words.split())
    for each in sorted(templates(session), key=lambda one: -len(one.name)):
        for name in (each.name, each.idnumber):
            if text.casefold() == name.casefold() or text.casefold().startswith(f"{name.casefold()} "):
                return each, text[len(name) :].strip()
    return None


def seen_template(session: WorkspaceSession, asker: Asker, template_id: int) -> TemplateSeen:
    """A template for a reader; competencies above their tier are absent (people/tier-see)."""
    view = template(session, template_id)
    if view.removed:
        raise NotFound(say("I don't find that template. See: /prowess template"))
    there = competencies_of(session, [template_id])[template_id]
    known, sight = competencies(session, there), sight_of(session, asker.actor)
    plans = plans_from(session, template_id, PlanState.DRAFT, PlanState.ACTIVE)
    return TemplateSeen(
        view,
        [known[each] for each in there if sight.covers(known[each])],
        groups_synced(session, template_id),
        len(plans),
        rights_on(session, asker, view),
    )


def rights_on(session: WorkspaceSession, asker: Asker, view: TemplateView) -> TemplateRights:
    """What the asker may do with a template."""
    return TemplateRights(
        allows(session, asker.actor, Capability.TEMPLATE_MANAGE, view.place),
        holds_anywhere(session, asker.actor, Capability.PLAN_MANAGE),
        allows(session, asker.actor, Capability.REPORT_COVERAGE, view.place),
        allows(session, asker.actor, Capability.REPORT_STATISTICS, view.place),
    )


def _near(session: WorkspaceSession, words: str) -> list[TemplateView]:
    everything = templates(session)
    names = {place: each.name.lower() for place, each in enumerate(everything)}
    close = process.extract(words.lower(), names, scorer=fuzz.WRatio, score_cutoff=NEAR, limit=5)
    return [everything[place] for _, _, place in close]
