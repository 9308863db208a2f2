"""The post room, for what happens to its deliverers."""

from __future__ import annotations

from tests.bot.post_room import room

__all__ = ["room"]
