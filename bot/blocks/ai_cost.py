"""What the language model cost and may cost: lines of the AI's card, and the form of the day's budget."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards import Context, Form, FormField, Part, Text
from core.ai_use import AiSpent
from core.words import Sentence, say, say_count

BUDGET, BUDGET_FORM = "ai.budget", "ai.budget_form"
DAYS = 30


@dataclass(frozen=True)
class AiCost:
    """The day's budget in tokens, and what was spent of it today and in the last 30 days."""

    budget: int
    today: AiSpent
    month: AiSpent


def cost_lines(cost: AiCost) -> tuple[Part, ...]:
    """Today's tokens of the day's, and the last thirty days'."""
    return (Text(spent_today(cost)), Context(spent_in_all(cost.month)))


def spent_today(cost: AiCost) -> Sentence:
    """'Today: 12,300 of 1,000,000 tokens, 9 calls.', or that the budget is spent."""
    calls = say_count("{n} call", "{n} calls", cost.today.calls)
    if cost.today.tokens >= cost.budget:
        return say(
            "The day's budget of {budget} tokens is spent, {calls}. It opens again at midnight UTC.",
            budget=cost.budget,
            calls=calls,
        )
    return say("Today: {n} of {budget} tokens, {calls}.", n=cost.today.tokens, budget=cost.budget, calls=calls)


def spent_in_all(spent: AiSpent) -> Sentence:
    """The last thirty days, with what was read and written."""
    return say(
        "Last {days} days: {n} tokens, {calls}; {read} read, {written} written.",
        days=DAYS,
        n=spent.tokens,
        calls=say_count("{n} call", "{n} calls", spent.calls),
        read=spent.tokens_in,
        written=spent.tokens_out,
    )


def budget_form(tokens: int) -> Form:
    """How many tokens a day, for everybody here."""
    hint = say("Reading one activity takes about 4,000. 0 stops all calls.")
    fields = (FormField("tokens", say("Tokens a day, at most"), initial=str(tokens), hint=hint),)
    return Form(say("Budget"), BUDGET_FORM, fields)
