"""What a role profile says, as plain values: who asks for what, of whom, and how a draft keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.errors import Invalid
from core.frameworks import ScaleValueView
from core.words import say

LONGEST_NAME, LONGEST_IDNUMBER = 120, 100
MOST_REQUIREMENTS = 200
MOST_OF_GROUP = 10_000


@dataclass(frozen=True)
class Requirement:
    """A competency at a value (None: the lowest proficient), of each or, with `of_group`, of so many of a group."""

    competency_id: int
    value_id: int | None = None
    of_group: int | None = None


@dataclass(frozen=True)
class ProfileDetails:
    """A profile as it is to be: an empty `idnumber` is made from the name."""

    name: str
    idnumber: str = ""
    public: bool = False
    group_ids: tuple[int, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    def packed(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "name": self.name,
            "idnumber": self.idnumber,
            "public": self.public,
            "groups": list(self.group_ids),
            "requirements": [[each.competency_id, each.value_id, each.of_group] for each in self.requirements],
        }

    @classmethod
    def of(cls, packed: Mapping[str, Any]) -> ProfileDetails:
        """From its plain values."""
        requirements = tuple(Requirement(*each) for each in packed["requirements"])
        return cls(packed["name"], packed["idnumber"], packed["public"], tuple(packed["groups"]), requirements)

    def same_as(self, other: ProfileDetails) -> bool:
        """Whether both say the same, in whatever order."""
        return _sorted(self) == _sorted(other)


def _sorted(details: ProfileDetails) -> ProfileDetails:
    requirements = tuple(sorted(details.requirements, key=lambda each: each.competency_id))
    return replace(details, group_ids=tuple(sorted(details.group_ids)), requirements=requirements)


@dataclass(frozen=True)
class RequirementView:
    """A requirement with its value on the competency's scale."""

    competency_id: int
    value: ScaleValueView
    of_group: int | None = None


@dataclass(frozen=True)
class ProfileGroupView:
    """A group that a profile is for."""

    id: int
    kind: str
    name: str


@dataclass(frozen=True)
class ProfileView:
    """A profile in use, with whom it is for and what it requires, in the order of names."""

    id: int
    idnumber: str
    name: str
    public: bool
    groups: tuple[ProfileGroupView, ...] = ()
    requirements: tuple[RequirementView, ...] = ()

    @property
    def of_each(self) -> tuple[RequirementView, ...]:
        """What it requires of everybody."""
        return tuple(each for each in self.requirements if each.of_group is None)

    @property
    def of_groups(self) -> tuple[RequirementView, ...]:
        """What it requires of so many in each group (profiles/coverage)."""
        return tuple(each for each in self.requirements if each.of_group is not None)

    @property
    def details(self) -> ProfileDetails:
        """The profile as it could be saved again."""
        requirements = (Requirement(each.competency_id, each.value.id, each.of_group) for each in self.requirements)
        groups = tuple(each.id for each in self.groups)
        return ProfileDetails(self.name, self.idnumber, self.public, groups, tuple(requirements))


def checked(details: ProfileDetails) -> ProfileDetails:
    """The details tidied; raises Invalid at what can't be so."""
    name = " ".join(details.name.split())
    if not name:
        raise Invalid(say("What is it called? Example: Driver"), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(say("A name has at most {n} letters.", n=LONGEST_NAME), field="name")
    requirements = _once(details.requirements)
    if len(requirements) > MOST_REQUIREMENTS:
        raise Invalid(say("A profile has at most {n} requirements.", n=MOST_REQUIREMENTS), field="requirements")
    for each in requirements:
        if each.of_group is not None and not 1 <= each.of_group <= MOST_OF_GROUP:
            raise Invalid(say("'N of the group' is a whole number from 1."), field="requirements")
    return replace(
        details, name=name, idnumber=_idnumber(details.idnumber, name),
        group_ids=tuple(dict.fromkeys(details.group_ids)), requirements=requirements,
    )


def _once(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Each competency once, the later counts."""
    return tuple({each.competency_id: each for each in requirements}.values())


def _idnumber(said: str, name: str) -> str:
    if found := " ".join(said.split()):
        return found[:LONGEST_IDNUMBER]
    letters = "".join(each if each.isalnum() else " " for each in name)
    return "-".join(letters.upper().split())[:LONGEST_IDNUMBER] or name
