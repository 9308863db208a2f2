"""`report tagger [since DAY]`: what the tagger offered, and how editors decided (tagging/feedback)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.blocks.tagger_report import cost_and_learning, tagger_card
from bot.conversation import Answer, Call, Conversations, Report
from bot.tagger_learning import learned
from core.activities import refits
from core.ai_use import ai_spent
from core.errors import Invalid
from core.people import Capability
from core.reports import tagger_report
from core.words import say

USAGE, EXAMPLE = "report tagger [DAYS | all]", "/prowess report tagger 30"
DAYS = 90
MOST_DAYS = 3_650


def register(conversations: Conversations) -> None:
    """Add the report."""
    about = say("What the tagger offered, what was accepted, rejected and left empty, and what it cost")
    conversations.report(Report("tagger", about, USAGE, EXAMPLE, _report, Capability.TAGGING_USE))


def _report(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        since = _since(call.words.strip().lower(), session.now)
        found = tagger_report(session, call.asker.actor, since)
        spent = ai_spent(session, since.date() if since else None)
        card = tagger_card(found).plus(*cost_and_learning(spent, learned(session, call.product), refits(session, 1)))
        return Answer(card=card, where="chat")


def _since(words: str, now: datetime) -> datetime | None:
    """From which instant on; None for everything. Raises Invalid naming what is wrong."""
    if words == "all":
        return None
    number = words.removesuffix("days").strip() or str(DAYS)
    if not number.isdecimal() or not 1 <= int(number) <= MOST_DAYS:
        raise Invalid(say("How many days back? A number, or all. Example: {example}", example=EXAMPLE))
    return now - timedelta(days=int(number))
