"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass

from core.words import Sentence


@dataclass(frozen=True)
class Finding:
    """What was found of one thing; `cure` says what to do where it is not good."""

    name: str
    said: Sentence
    cure: Sentence | None = None

    @property
    def good(self) -> bool:
        """Whether there is nothing to do."""
        return self.cure is None
