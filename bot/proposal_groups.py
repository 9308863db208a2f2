"""Proposals that mean the same, together: by their letters, and by meaning once the model is warm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from core.catalogue import ProposalView

SPELLED_LIKE = 85
"""How near the letters must come, of 100."""

MEANT_LIKE = 0.75
"""How near the meaning must come, as cosine: nearer than for a warning, since one press decides on the whole group."""


@dataclass(frozen=True)
class ProposalGroup:
    """Proposals that mean the same, the one most asked for first."""

    proposals: tuple[ProposalView, ...]

    @property
    def ids(self) -> list[int]:
        """The proposals' ids."""
        return [each.id for each in self.proposals]

    @property
    def name(self) -> str:
        """The name most asked for."""
        return self.proposals[0].name

    @property
    def category(self) -> str:
        """The category of all of them."""
        return self.proposals[0].category

    @property
    def others(self) -> tuple[str, ...]:
        """The other names it was asked for by."""
        return tuple(each.name for each in self.proposals[1:])

    @property
    def askers(self) -> tuple[str, ...]:
        """Who asked, each once."""
        found = {key: name for each in self.proposals for key, name in zip(each.asker_ids, each.askers, strict=False)}
        return tuple(found.values())

    @property
    def asked(self) -> int:
        """How many people asked."""
        return len({key for each in self.proposals for key in each.asker_ids})

    @property
    def activities(self) -> tuple[str, ...]:
        """Titles of the activities it was missing on."""
        return tuple(dict(each for proposal in self.proposals for each in proposal.activities).values())


def grouped(
    proposals: Sequence[ProposalView], meanings: Mapping[str, NDArray[np.float32]] | None = None
) -> list[ProposalGroup]:
    """Proposals in groups, most asked for first; one joins the first group whose leading name it is like.

    `meanings` are unit vectors by name; names without one are compared by their letters alone.
    """
    groups: list[list[ProposalView]] = []
    for each in proposals:
        home = next((group for group in groups if _alike(group[0], each, meanings or {})), None)
        if home is None:
            groups.append([each])
        else:
            home.append(each)
    found = [ProposalGroup(tuple(group)) for group in groups]
    return sorted(found, key=lambda group: (-group.asked, group.ids[0]))


def _alike(one: ProposalView, other: ProposalView, meanings: Mapping[str, NDArray[np.float32]]) -> bool:
    if one.category != other.category:
        return False
    if fuzz.token_sort_ratio(one.name.casefold(), other.name.casefold()) >= SPELLED_LIKE:
        return True
    known = one.name in meanings and other.name in meanings
    return known and float(meanings[one.name] @ meanings[other.name]) >= MEANT_LIKE
