"""What one person sees in the workspace, and waiting for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.workspace import talking
from bot.workspace.cards import Card, Sheet
from bot.workspace.state import Payload, public
from bot.workspace.views import modals_for_page

if TYPE_CHECKING:
    from bot.workspace.driver import Driver

Wanted = str | Callable[[Card], bool]


class PersonLooking:
    """One person of the workspace, who looks at the page and waits."""

    def __init__(self, driver: Driver, identifier: str) -> None:
        self.driver = driver
        self.id = identifier

    def opens_home(self, timeout: float = 5.0) -> Sheet:
        """Open App Home and wait until the bot has published it anew."""
        before = self._home_hash()
        self.driver.run(lambda: talking.open_tab(self.driver.ws, self.id, tab="home"))
        self.driver.until(lambda: self._home_hash() not in ("", before), timeout, f"A Home for {self.id}")
        return self.home()

    def opens_chat(self) -> None:
        """Open the private chat with the bot."""
        self.driver.run(lambda: talking.open_tab(self.driver.ws, self.id, tab="messages"))

    def home(self) -> Sheet:
        """Return the Home that is shown; raises LookupError before the first one."""
        homes = self.driver.ws.memory.homes
        return Sheet(self, self.driver.run(lambda: homes[self.id]["id"]))

    def modal(self, text: str = "", timeout: float = 5.0) -> Sheet:
        """Return the topmost form, waiting until there is one (that contains `text`)."""

        def topmost() -> Sheet | None:
            stack = self.driver.run(lambda: modals_for_page(self.driver.ws, self.id))
            sheet = Sheet(self, stack[-1]["id"]) if stack else None
            return sheet if sheet and text in sheet.text else None

        return self.driver.until(topmost, timeout, f"A form with '{text}' for {self.id}")

    def has_modal(self) -> bool:
        """Tell whether a form is open."""
        return bool(self.driver.run(lambda: self.driver.ws.memory.modals.get(self.id)))

    def messages(self, *, to: str = "", thread: Card | None = None) -> list[Card]:
        """Return the messages seen in the private chat (or a channel, or a thread without its root)."""
        place = thread.conversation if thread else self._conversation(to)
        seen = self._seen(place)
        if thread:
            seen = [each for each in seen if each.get("thread_ts") == thread.ts and each["ts"] != thread.ts]
        return [Card(self, place, each["ts"]) for each in seen]

    def inbox(self) -> list[Card]:
        """Return what the bot wrote in the private chat, in order."""
        return [each for each in self.messages() if each.author != self.id]

    def waits_for(
        self,
        wanted: Wanted,
        timeout: float = 5.0,
        *,
        to: str = "",
        thread: Card | None = None,
        after: Card | None = None,
    ) -> Card:
        """Return the newest message of others with this text (or for which `wanted` is true), waiting for it."""

        def newest() -> Card | None:
            for card in reversed(self.messages(to=to, thread=thread)):
                if card.author != self.id and (after is None or card.ts > after.ts) and _fits(card, wanted):
                    return card
            return None

        return self.driver.until(newest, timeout, f"A message with '{wanted}' for {self.id}")

    def sees(self, thing: Card | Sheet, text: str, timeout: float = 5.0) -> str:
        """Wait until a message or form contains `text`; return all it says."""

        def said() -> str | None:
            return thing.text if text in thing.text else None

        return self.driver.until(said, timeout, f"'{text}' in what {self.id} looks at")

    def message_at(self, conversation: str, ts: str) -> Payload:
        """Return one message this person sees; raises LookupError."""
        for message in self._seen(conversation):
            if message["ts"] == ts:
                return message
        raise LookupError("This message is gone.")

    def view_at(self, identifier: str) -> Payload:
        """Return an open form or Home of this person; raises LookupError."""
        ws = self.driver.ws

        def look() -> Payload | None:
            shown = [*modals_for_page(ws, self.id), public(ws.memory.homes.get(self.id, {}))]
            return next((each for each in shown if each.get("id") == identifier), None)

        view = self.driver.run(look)
        if view is None:
            raise LookupError("This form is closed.")
        return view

    def _seen(self, conversation: str) -> list[Payload]:
        memory = self.driver.ws.memory
        return self.driver.run(
            lambda: [public(each, with_metadata=True) for each in memory.conversations[conversation].seen_by(self.id)]
        )

    def _conversation(self, name: str) -> str:
        memory = self.driver.ws.memory

        def find() -> str:
            if not name:
                return memory.private_chat(self.id).id
            wanted = name.removeprefix("#")
            return next(each.id for each in memory.conversations.values() if wanted in (each.id, each.name))

        return self.driver.run(find)

    def _home_hash(self) -> str:
        homes = self.driver.ws.memory.homes
        return self.driver.run(lambda: str(homes.get(self.id, {}).get("hash", "")))


def _fits(card: Card, wanted: Wanted) -> bool:
    return wanted in card.text if isinstance(wanted, str) else wanted(card)
