"""How large everything is: what the product is designed for, or a hundredth of it to see that all works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """One workspace and what is done to it.

    Every person holds `held_each` qualifications; `certificates` of the skills are of that category. `seconds` is how
    long requests come; `skills_from_esco` None means all of them. `history` is how many results somebody has already,
    `in_bulk` how many come at once; `tree` counts competencies of a framework, `rows` those of a file.
    """

    people: int
    skills: int
    certificates: int
    seconds: int
    skills_from_esco: int | None
    texts: int
    starts: int
    targeted: int
    history: int = 1_950
    in_bulk: int = 20_000
    tree: int = 1_000
    rows: int = 1_000
    held_each: int = 10
    rate: int = 250

    @property
    def qualifications(self) -> int:
        """All qualifications of the workspace."""
        return self.people * self.held_each

    @property
    def label(self) -> str:
        """The workspace in words."""
        return f"{self.people:,} people, {self.skills:,} skills, {self.qualifications:,} qualifications"


FULL = Size(100_000, 14_000, 200, 20, None, 100, 5, 1_000)
SMALL = Size(1_000, 140, 20, 2, 137, 10, 1, 10, history=50, in_bulk=200, tree=40, rows=20)
