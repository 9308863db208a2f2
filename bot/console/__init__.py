"""The commands of Slack in a terminal, without Slack: the same verbs, messages, buttons and forms (core/apart)."""

from bot.console.asking import Asking
from bot.console.conversation import Console

__all__ = ["Asking", "Console"]
