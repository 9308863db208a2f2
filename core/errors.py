"""One family of errors. Each carries its sentence for people (what happened, what to do next) and its data."""

from __future__ import annotations

from typing import Any

from core.words import Sentence, say


class ProwessError(Exception):
    """What a person is told instead of the thing they asked for; nothing was changed.

    `field` names the form field at fault, where there is one (chat/errors).
    """

    def __init__(self, sentence: Sentence | str, *, field: str | None = None, **details: Any) -> None:
        self.sentence = say(sentence) if isinstance(sentence, str) else sentence
        self.field = field
        self.details = details
        super().__init__(str(self.sentence))


class Refused(ProwessError):
    """The actor lacks the capability: what didn't happen, why, and who can (people/refusal)."""

    def __init__(
        self, sentence: Sentence | str, *, why: Sentence | None = None, capability: str | None = None
    ) -> None:
        super().__init__(sentence, capability=capability)
        self.why = why


class Stranger(Refused):
    """Somebody who is no member of this workspace asked (people/strangers)."""

    def __init__(self) -> None:
        super().__init__(say("Prowess is only for members of this workspace."))


class NotFound(ProwessError):
    """Nothing of that name, or nothing the asker may see: both read alike (people/tier-see)."""


class Invalid(ProwessError):
    """A value is wrong: what is wrong and an example of a right one (chat/errors)."""


class Conflict(ProwessError):
    """The thing changed, or was decided, in the meantime: who and when."""


class Unavailable(ProwessError):
    """A part this product needs (database, Slack, model) does not answer now."""


class Misconfigured(ProwessError):
    """A setting is missing or wrong; the sentence names it and the cure."""
