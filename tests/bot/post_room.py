"""A house, a local workspace and a deliverer between them: what leaves the outbox, and what arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pytest
import sqlalchemy as sa
from slack_sdk import WebClient
from sqlalchemy import select

from bot.cards import Actions, Button, Card, Context, Text
from bot.conversation import Conversations
from bot.delivery import Deliverer
from bot.mail import PostOffice
from bot.product import Product
from bot.sealing import Sealer
from bot.workspace.config import Person, WorkspaceConfig
from bot.workspace.driver import Driver
from bot.workspace.workspace import LocalWorkspace
from core.errors import Misconfigured
from core.notifications import Outgoing, tell
from core.notifications.models import OutboxMessage
from core.people import PersonView
from core.words import say
from tests.builders import a_person
from tests.conftest import House

IMPATIENT = 0.3
"""Seconds for a test that waits for no answer."""


@dataclass
class PostRoom:
    """A house, a local workspace, and a deliverer between them; notices of kind `test` say what `words` says."""

    house: House
    workspace: Driver
    anna: int
    words: dict[str, str]
    timeout: float = 5
    office: PostOffice | None = None

    def deliverer(self) -> Deliverer:
        """A fresh deliverer, as another process would have."""
        conversations = Conversations()
        conversations.notice("test", self._worded)
        conversations.notice("targets_set", self._worded)
        conversations.notice("broken", self._broken)
        product = Product(self.house.engine, cast(Any, None), None)
        sealer = Sealer(self.house.engine.vault)
        return Deliverer(product, conversations, self.client, sealer, post_office=self.office, senders=2)

    def tell(self, kind: str = "test", to: int | None = None, about: int = 5) -> int:
        """Put a message into the outbox, about some target."""
        with self.house.writing() as session:
            return tell(session, to or self.anna, kind, {"n": 1}, subjects=[("target", about)])

    def deliver(self) -> int:
        """Deliver what is due now; how many messages were dealt with."""
        return self.deliverer().deliver_due()

    def row(self) -> OutboxMessage:
        """The only message in the outbox."""
        with self.house.reading() as session:
            return session.scalars(select(OutboxMessage)).one()

    def inbox(self, who: str = "UANNA") -> list[str]:
        """What stands in somebody's private chat."""
        return [each.text for each in self.workspace.person(who).messages()]

    def _worded(
        self, _session: Any, _recipient: PersonView, refs: Mapping[str, Any], _message: Outgoing
    ) -> Card | None:
        words = self.words.get("now")
        if words is None:
            return None
        said = say("{words} ({n})", words=words, n=refs["n"])
        look = Actions((Button("Look", "look", {"n": 1}),))
        return Card(said, (Text(said), look, Context(say("Because of a test."))))

    def _broken(self, *_rest: Any) -> Card | None:
        raise KeyError("a mistake in the words")

    def client(self, workspace_id: int) -> WebClient:
        """The client of this house's workspace alone."""
        if workspace_id != self.house.workspace_id:
            raise Misconfigured("Another test's workspace.")
        config = self.workspace.ws.config
        wait = cast(Any, self.timeout)
        return WebClient(config.bot_token, base_url=self.workspace.api_url, timeout=wait, retry_handlers=[])


def _leave_others_alone(house: House) -> None:
    """What other tests of the session left in their workspaces' outboxes is not due any more."""
    known = {"mine": house.workspace_id}
    with house.engine.database.connecting() as connection:
        connection.execute(
            sa.text(
                "UPDATE outbox_message SET due_at = NULL"
                " WHERE outbox_message.workspace_id IN (SELECT id FROM workspace WHERE id != :mine)"
            ),
            known,
        )


@pytest.fixture
def room(house: House) -> Iterator[PostRoom]:
    """Anna in a workspace of her own, with Ben."""
    _leave_others_alone(house)
    people = tuple(Person(f"U{name.upper()}", name, name.title()) for name in ("anna", "ben"))
    with LocalWorkspace.running(WorkspaceConfig(people=people)) as workspace:
        with house.writing() as session:
            anna = a_person(session, "Anna Berg", chat_user_id="UANNA", time_zone="Europe/Oslo")
        yield PostRoom(house, workspace, anna, {"now": "Ben set you 2 targets."})
