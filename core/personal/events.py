"""Facts about a person's data as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class PersonErased(Fact):
    """A person's data were erased; the id stood for them and stands for nobody now."""

    kind: ClassVar[str] = "person.erased"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonExported(Fact):
    """All data about a person were taken out in one file."""

    kind: ClassVar[str] = "person.exported"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonReadmitted(Fact):
    """Somebody who had been erased may be added again."""

    kind: ClassVar[str] = "person.readmitted"
