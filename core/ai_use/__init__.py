"""Whether text may leave for an AI: switched per workspace, group and person (privacy/ai).

Who sends text asks `ai_use(...).on` first; embeddings made on this machine are not concerned.
"""

from core.ai_use.events import AiSwitched
from core.ai_use.service import AiScope, AiUse, ai_use, groups_without_ai, switch_ai, switch_own_ai

__all__ = ["AiScope", "AiSwitched", "AiUse", "ai_use", "groups_without_ai", "switch_ai", "switch_own_ai"]
