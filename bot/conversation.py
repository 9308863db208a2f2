"""How a request becomes an answer. Handlers take a request as plain values and give an `Answer`; Slack is elsewhere.

Each kind of request has its registry: verbs (commands), presses (buttons, pickers), submissions (forms), lookups
(options of a search field), messages (plain private messages), homes, and jobs (slow work, handed on durably).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from typing import Any, Literal

from bot.cards import Card, Form, Words
from bot.guarding import guarded, guarded_or_silent
from bot.product import Product
from core.people import Actor, Capability, PersonView
from core.words import Reader


@dataclass(frozen=True)
class Asker:
    """Who asks: the actor, the person, and how they read."""

    actor: Actor
    person: PersonView
    reader: Reader

    @property
    def workspace_id(self) -> int:
        """The workspace asked in."""
        return self.actor.workspace_id

    @property
    def person_id(self) -> int:
        """The asker's id."""
        return self.person.id


@dataclass(frozen=True)
class Place:
    """Where it was asked: the channel, whether it is the private chat with the bot, and the thread."""

    channel: str | None = None
    private: bool = True
    thread: str | None = None
    message: str | None = None


@dataclass(frozen=True)
class SharedFile:
    """A file dropped into the private chat; its bytes are fetched only when it is kept."""

    id: str
    name: str
    media_type: str
    size: int
    url: str


@dataclass(frozen=True)
class Call:
    """A command: its verb and the words after it; mentions come as `<@U…>`.

    Of a search field: its name, what was typed, and in `about` the payload of the form it stands in.
    """

    product: Product
    asker: Asker
    place: Place
    verb: str
    words: str
    key: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """A plain private message, with the files dropped with it."""

    product: Product
    asker: Asker
    place: Place
    words: str
    files: Sequence[SharedFile] = ()
    key: str = ""


@dataclass(frozen=True)
class Press:
    """A pressed button or picker: its own payload, and what was chosen where it offers a choice."""

    product: Product
    asker: Asker
    place: Place
    payload: Mapping[str, Any]
    chosen: str | date | None = None
    key: str = ""


@dataclass(frozen=True)
class Submission:
    """A submitted form: values by field name (text, date, chosen value, list of user ids, list of files, bool)."""

    product: Product
    asker: Asker
    place: Place
    payload: Mapping[str, Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class Job:
    """Slow work handed on by an earlier answer; `place` is where that was."""

    product: Product
    asker: Asker
    place: Place
    payload: Mapping[str, Any]
    key: str = ""
    attempt: int = 1


Request = Call | Message | Press | Submission | Job


@dataclass(frozen=True)
class Later:
    """Hand on slow work: the job's name and payload. It runs on a worker, also after a restart."""

    job: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the asker is shown.

    `card` answers a command or message; with `replace` (the default for presses) it takes the pressed message's place.
    `form` opens a form (commands, presses). `where` is `here` or `chat`: pictures and documents go to the private chat,
    and a line 'Sent to our private chat.' stays where it was asked (privacy/channel-safe). `later` hands on slow work.
    `share` posts a card to the channel it was asked in, names only. `private` shows a press's answer apart,
    to the presser alone, leaving the pressed message as it is.
    """

    card: Card | None = None
    form: Form | None = None
    later: Later | None = None
    where: Literal["here", "chat"] = "here"
    replace: bool = True
    private: bool = False
    share: Card | None = None
    thread: bool = True
    key: str | None = None


class Shelf(IntEnum):
    """The places of App Home from the top: what somebody decides for others first, what they only look at last."""

    DECIDE = 1
    TEAM = 2
    TO_DO = 3
    TARGETS = 4
    PLANS = 5
    HELD = 6
    CATALOGUE = 7
    SETTINGS = 8


Shelved = Sequence[tuple[Shelf, Card]]
"""Sections of App Home with their places, made from one reading."""


@dataclass(frozen=True)
class Verb:
    """A line of the commands' table: help, the manifest, completion and dispatch all come from it.

    It is shown to who holds `capability` or one of `also` somewhere; without one, to everybody. `always` says that it
    is no competency feature (privacy/isolation-switch).
    """

    name: str
    about: Words
    usage: str
    example: str
    handler: Callable[[Call], Answer]
    capability: Capability | None = None
    also: tuple[Capability, ...] = ()
    menu: int = 100
    always: bool = False

    def shown_to(self, held: Collection[Capability]) -> bool:
        """Whether it is shown to somebody who holds these somewhere."""
        return self.capability is None or not {self.capability, *self.also}.isdisjoint(held)


@dataclass(frozen=True)
class Report:
    """A report of the verb `report`: `name` is the word after it; the handler gets the words that follow."""

    name: str
    about: Words
    usage: str
    example: str
    handler: Callable[[Call], Answer]
    capability: Capability


@dataclass(frozen=True)
class Gathered:
    """What a message is made of, as plain values, and what it is about."""

    refs: Mapping[str, Any]
    subjects: Sequence[tuple[str, int]] = ()


Option = tuple[str, str]
"""A choice of a search field: (label, value)."""


class Conversations:
    """The registries. Each listener module adds its handlers in `register(conversations)`."""

    def __init__(self) -> None:
        self.verbs: dict[str, Verb] = {}
        self.reports: dict[str, Report] = {}
        self.presses: dict[str, Callable[[Press], Answer]] = {}
        self.submissions: dict[str, Callable[[Submission], Answer]] = {}
        self.lookups: dict[str, Callable[[Call], Sequence[Option]]] = {}
        self.jobs: dict[str, Callable[[Job], Answer]] = {}
        self.messages: list[Callable[[Message], Answer | None]] = []
        self.home: list[tuple[Shelf, Callable[[Call], Card | Shelved | None]]] = []
        self.undos: dict[str, Callable[[Any, Actor, Mapping[str, Any]], Words | None]] = {}
        self.notices: dict[str, Callable[..., Card | None]] = {}
        self.notices_together: dict[str, Callable[..., Mapping[int, Card | None]]] = {}
        self.gatherings: dict[str, Callable[..., Gathered | None]] = {}
        self.greeting: Callable[[Call], Answer] | None = None

    def verb(self, verb: Verb) -> None:
        """Add a command's verb."""
        _add(self.verbs, verb.name, replace(verb, handler=guarded(verb.handler, always=verb.always)))

    def report(self, report: Report) -> None:
        """Add a report of the verb `report`."""
        _add(self.reports, report.name, replace(report, handler=guarded(report.handler)))

    def press(self, action: str, handler: Callable[[Press], Answer], *, always: bool = False) -> None:
        """Add the handler of a button's or picker's action."""
        _add(self.presses, action, guarded(handler, always=always))

    def submission(
        self, callback: str, handler: Callable[[Submission], Answer], *, always: bool = False
    ) -> None:
        """Add the handler of a form; it raises `ProwessError(field=…)` to keep the form open at that field."""
        _add(self.submissions, callback, guarded(handler, always=always))

    def lookup(self, name: str, handler: Callable[[Call], Sequence[Option]]) -> None:
        """Add the options of a search field; `call.words` is what was typed so far. At most 100."""
        _add(self.lookups, name, guarded(handler))

    def job(self, name: str, handler: Callable[[Job], Answer], *, always: bool = False) -> None:
        """Add slow work; it must be safe to run again after a crash."""
        _add(self.jobs, name, guarded(handler, always=always))

    def message(self, handler: Callable[[Message], Answer | None]) -> None:
        """Add a reader of plain messages; the first that gives an answer wins, in the order added."""
        self.messages.append(guarded_or_silent(handler))

    def home_section(
        self, handler: Callable[[Call], Card | Shelved | None], shelf: Shelf = Shelf.CATALOGUE
    ) -> None:
        """Add a section of App Home, or several with their own places; on one shelf in the order added.

        None leaves it out.
        """
        self.home.append((shelf, guarded_or_silent(handler)))

    def home_cards(self, call: Call) -> list[Card]:
        """App Home's sections for one person, from the top (chat/home)."""
        found: list[tuple[Shelf, Card]] = []
        for shelf, handler in self.home:
            section = handler(call)
            if isinstance(section, Card):
                found.append((shelf, section))
            elif section is not None:
                found += section
        return [card for _, card in sorted(found, key=lambda each: each[0])]

    def undo(self, kind: str, handler: Callable[[Any, Actor, Mapping[str, Any]], Words | None]) -> None:
        """Add how an effect is taken back: `handler(session, actor, refs)` runs in the transaction of the press and
        gives the words shown then; it raises `Conflict` naming what depends on it (chat/undo)."""
        _add(self.undos, kind, handler)

    def notice(self, kind: str, handler: Callable[..., Card | None]) -> None:
        """Add the words of an outbox message: `handler(session, recipient: PersonView, refs, message) -> Card | None`,
        made when it is sent or rewritten from the data as they are then; None drops it."""
        _add(self.notices, kind, handler)

    def notice_together(self, kind: str, handler: Callable[..., Mapping[int, Card | None]]) -> None:
        """Add the words of many outbox messages of a kind, read at once: `handler(session, messages)` gives each one's,
        by its id, as the kind's `notice` would."""
        _add(self.notices_together, kind, handler)

    def gathering(self, kind: str, handler: Callable[..., Gathered | None]) -> None:
        """Add what an outbox message is made of when it first goes out: `handler(session, recipient, refs)`.

        It is kept with the message, for when that is worded again; None drops it."""
        _add(self.gatherings, kind, handler)


def _add(registry: dict[str, Any], name: str, handler: Any) -> None:
    if name in registry:
        raise ValueError(f"{name} has a handler already")
    registry[name] = handler
