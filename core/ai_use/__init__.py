"""Whether text may leave for an AI, switched per workspace, group and person (privacy/ai), and what it may cost a day.

Who sends text asks `ai_use(...).on` first; embeddings made on this machine are not concerned.
"""

from core.ai_use.events import AiBudgetSet, AiSwitched
from core.ai_use.service import AiScope, AiUse, ai_use, groups_without_ai, switch_ai, switch_own_ai
from core.ai_use.spending import AiSpent, ai_spent, daily_tokens, reserve_tokens, set_daily_tokens, settle_tokens

__all__ = [
    "AiBudgetSet",
    "AiScope",
    "AiSpent",
    "AiSwitched",
    "AiUse",
    "ai_spent",
    "ai_use",
    "daily_tokens",
    "groups_without_ai",
    "reserve_tokens",
    "set_daily_tokens",
    "settle_tokens",
    "switch_ai",
    "switch_own_ai",
]
