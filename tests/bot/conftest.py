"""Fixtures that several conversations' tests share."""

from __future__ import annotations

from tests.bot.post_room import room

__all__ = ["room"]
