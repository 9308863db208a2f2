"""The language model's budget a day: shown to admins on the AI's card, set by form or in words."""

from __future__ import annotations

from datetime import timedelta

from bot.blocks.ai_cost import BUDGET, BUDGET_FORM, DAYS, AiCost, budget_form
from bot.conversation import Answer, Press
from core.ai_use import ai_spent, daily_tokens
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import Actor, Capability, require
from core.words import say

__all__ = ["BUDGET", "BUDGET_FORM", "ai_cost", "open_budget", "tokens_said"]


def ai_cost(session: WorkspaceSession) -> AiCost:
    """The day's budget and what was spent, as of now."""
    today = session.now.date()
    return AiCost(
        daily_tokens(session), ai_spent(session, today), ai_spent(session, today - timedelta(days=DAYS - 1))
    )


def open_budget(press: Press) -> Answer:
    """The form, for who may set it."""
    with press.product.reading(press.asker.workspace_id) as session:
        _require(session, press.asker.actor)
        return Answer(form=budget_form(daily_tokens(session)))


def tokens_said(words: str) -> int:
    """A number of tokens as people write it: '500000', '500,000', '2 million'; raises Invalid."""
    plain = words.strip().lower().removesuffix("tokens").removesuffix("a day").strip()
    number, factor = plain, 1
    for ending, times in (("million", 1_000_000), ("m", 1_000_000), ("k", 1_000)):
        if plain.endswith(ending):
            number, factor = plain.removesuffix(ending).strip(), times
            break
    digits = number.replace(",", "").replace(" ", "").replace("\u00a0", "").replace("_", "")
    if not digits.isdecimal() or len(digits) > 12:
        raise Invalid(say("Write a whole number of tokens. Example: 500,000."), field="tokens")
    return int(digits) * factor


def _require(session: WorkspaceSession, actor: Actor) -> None:
    require(session, actor, Capability.SETTINGS_MANAGE)
