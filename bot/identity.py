"""Slack user to asker: only active people of the workspace's own directory; everybody else is a stranger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation import Asker
from bot.product import Product
from core.errors import Stranger
from core.people import Actor, is_active, person_by_chat_id
from core.words import Reader


class Identity:
    """Finds who asks. Teams are looked up once; people each time, since they may leave (people/deactivated)."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._workspaces: dict[str, int] = {}

    def workspace_of(self, team_id: str | None) -> int | None:
        """The workspace of a chat team, None where Prowess is not installed in it."""
        if team_id and team_id not in self._workspaces:
            self._workspaces = {each.chat_team_id: each.id for each in self._product.engine.workspaces()}
        return self._workspaces.get(team_id or "")

    def asker(self, team_id: str | None, user_id: str | None, user_team_id: str | None = None) -> Asker:
        """Who asks; raises Stranger for bots, unknown and deactivated users and other teams' (people/strangers)."""
        workspace_id = self.workspace_of(team_id)
        if workspace_id is None or not user_id or (user_team_id and user_team_id != team_id):
            raise Stranger
        with self._product.reading(workspace_id) as session:
            person = person_by_chat_id(session, user_id)
            if person is None or not is_active(session, person.id):
                raise Stranger
        return Asker(Actor(workspace_id, person.id), person, Reader(person.locale, person.time_zone))


def team_of(body: Mapping[str, Any]) -> str | None:
    """The team a payload is about: commands, events and interactions name it each in their way."""
    team = body.get("team")
    if isinstance(team, Mapping):
        return str(team.get("id") or "") or None
    return str(body.get("team_id") or team or "") or None


def user_of(body: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The user who acts and the team they belong to, where the payload says so."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id") or "") or None, str(user.get("team_id") or "") or None
    event = body.get("event") or {}
    if event:
        sender = event.get("user")
        sender = sender.get("id") if isinstance(sender, Mapping) else sender
        return (sender or None), (event.get("user_team") or event.get("source_team") or None)
    return (body.get("user_id") or user or None), None
