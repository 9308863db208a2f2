"""A running workspace in a test's hands: its people, its clock, its faults, and what passed between it and the bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from bot.workspace.keyboard import PersonAtKeyboard
from bot.workspace.state import Payload

if TYPE_CHECKING:
    from bot.workspace.config import Person
    from bot.workspace.delivery import Delivery
    from bot.workspace.faults import Faults
    from bot.workspace.workspace import LocalWorkspace

Result = TypeVar("Result")
LONGEST_ACT = 15.0


class Driver:
    """A running workspace in a test's hands."""

    def __init__(self, ws: LocalWorkspace) -> None:
        self.ws = ws

    @property
    def base_url(self) -> str:
        """The address of the page."""
        return self.ws.base_url

    @property
    def api_url(self) -> str:
        """The base of the Web API, for the bot's `SLACK_API_URL`."""
        return f"{self.ws.base_url}/api/"

    @property
    def faults(self) -> Faults:
        """Trouble on demand."""
        return self.ws.faults

    @property
    def complaints(self) -> list[str]:
        """What was wrong in answers that Slack refuses without saying why."""
        return self.run(lambda: list(self.ws.complaints))

    def connect_bot(self, url: str) -> None:
        """Say where the bot listens, once it does."""
        self.run(lambda: setattr(self.ws.bot, "url", url))

    def person(self, name: str) -> PersonAtKeyboard:
        """Return a person by id, handle or name."""
        found = self.run(lambda: self.ws.memory.people.get(name) or self.ws.person_called(name))
        if found is None:
            raise LookupError(f"There is nobody called {name} in this workspace.")
        return PersonAtKeyboard(self, found.id)

    def joins(self, person: Person) -> PersonAtKeyboard:
        """Let a new person join the team."""
        self.run(lambda: self.ws.add_person(person))
        return PersonAtKeyboard(self, person.id)

    def joins_channel(self, identifier: str, channel: str) -> None:
        """Let somebody, or the bot, join a channel."""
        self.run(lambda: self.ws.join_channel(identifier, channel))

    def leaves_channel(self, identifier: str, channel: str) -> None:
        """Let somebody, or the bot, leave a channel."""
        self.run(lambda: self.ws.leave_channel(identifier, channel))

    def changes(self, identifier: str, **fields: Any) -> None:
        """Change a person's profile; `deleted=True` deactivates them."""
        self.run(lambda: self.ws.change_person(identifier, **fields))

    def moves_clock(self, *, days: float = 0.0, seconds: float = 0.0) -> None:
        """Move the demo's time forward."""
        self.run(lambda: self.ws.clock.move_by(days * 86_400 + seconds))

    def calls(self, method: str = "") -> list[Payload]:
        """Return the arguments of the Web API calls so far, of one method or of all."""
        return self.run(lambda: [values for name, values in self.ws.calls if method in ("", name)])

    def delivered(self, name: str = "") -> list[Delivery]:
        """Return what was delivered to the bot, with each attempt's outcome; `name` is the event's type."""
        return self.run(lambda: [each for each in self.ws.bot.delivered if name in ("", each.name)])

    def names(self) -> dict[str, str]:
        """Return the handles of all people and the bot by id."""
        config = self.ws.config
        people = self.run(lambda: {each.id: each.name for each in self.ws.memory.people.values()})
        return {**people, config.bot_user_id: config.bot_name}

    def run(self, work: Callable[[], Result]) -> Result:
        """Do `work` on the server's thread."""
        assert self.ws.serving is not None
        return self.ws.serving.run(work)

    def act(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Let a person do something on the server's thread, and wait until it is done."""
        assert self.ws.serving is not None
        return asyncio.run_coroutine_threadsafe(work, self.ws.serving.loop).result(LONGEST_ACT)

    def until(self, check: Callable[[], Result | None], timeout: float, waiting_for: str) -> Result:
        """Return what `check` finds, looking again at every change; raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while True:
            changes = self.ws.feed.changes
            found = check()
            if found:
                return found
            if not self.ws.feed.wait_past(changes, max(0.0, deadline - time.monotonic())):
                break
        raise TimeoutError(f"{waiting_for} did not happen within {timeout:g} s.")
