"""A command to set targets while something of it is still open: what goes on buttons and forms and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.reading import UnknownSkill

LONGEST_WORDS = 60


@dataclass(frozen=True)
class TargetDraft:
    """Whom, what and by when: ids, a group's id and name, words that name no competency yet, days to choose from.

    `whole` says that the target is on the group itself, for later members too; else it is for those in it now, which
    `offered` says the asker agreed to.
    """

    people: tuple[int, ...] = ()
    team: tuple[int, str] | None = None
    whole: bool = False
    offered: bool = False
    skills: Mapping[int, int | None] = field(default_factory=dict)
    unknown: tuple[UnknownSkill, ...] = ()
    due: date | None = None
    days: tuple[date, ...] = ()
    due_words: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to ask."""
        return bool((self.people or self.team) and self.skills) and not (self.unknown or self.days)

    @property
    def bare(self) -> bool:
        """Whether it says whom alone."""
        return not (self.skills or self.unknown or self.due or self.days)

    def with_skill(self, competency_id: int, value_id: int | None) -> TargetDraft:
        """The draft with the first unknown words taken to mean this competency."""
        return replace(self, skills={**self.skills, competency_id: value_id}, unknown=self.unknown[1:])

    def due_on(self, day: date) -> TargetDraft:
        """The draft with its day settled."""
        return replace(self, due=day, days=(), due_words="")

    def payload(self) -> dict[str, Any]:
        """The draft as plain values, short enough for a button."""
        found: dict[str, Any] = {
            "p": list(self.people),
            "t": list(self.team) if self.team else None,
            "g": int(self.whole),
            "f": int(self.offered),
            "s": [[key, value] for key, value in self.skills.items()],
            "u": [[each.words[:LONGEST_WORDS], each.value] for each in self.unknown],
            "d": self.due.isoformat() if self.due else None,
            "o": [day.isoformat() for day in self.days],
            "w": self.due_words[:LONGEST_WORDS],
        }
        return {key: value for key, value in found.items() if value}

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> TargetDraft:
        """The draft from its plain values."""
        due = payload.get("d")
        return cls(
            people=tuple(payload.get("p", ())),
            team=(team[0], team[1]) if (team := payload.get("t")) else None,
            whole=bool(payload.get("g")),
            offered=bool(payload.get("f")),
            skills=dict(payload.get("s", ())),
            unknown=tuple(UnknownSkill(words, value) for words, value in payload.get("u", ())),
            due=date.fromisoformat(due) if due else None,
            days=tuple(date.fromisoformat(each) for each in payload.get("o", ())),
            due_words=payload.get("w", ""),
        )
