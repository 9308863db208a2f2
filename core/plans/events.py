"""Facts about plan templates, plans and the requests for their approval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(Fact):
    """A template was made, renamed, dated, removed, or got or lost competencies or groups."""

    kind: ClassVar[str] = "template.changed"
    template_id: int


@dataclass(frozen=True, kw_only=True)
class PlansMade(Fact):
    """Plans were made: the tuples run in parallel. `told` False where nobody is told by this."""

    kind: ClassVar[str] = "plan.made"
    plan_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    template_id: int | None
    state: str
    told: bool = True


@dataclass(frozen=True, kw_only=True)
class PlansChanged(Fact):
    """Plans were renamed, dated, unlinked, activated, reached by a template's change, or got or lost competencies."""

    kind: ClassVar[str] = "plan.changed"
    plan_ids: tuple[int, ...]
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PlansCompleted(Fact):
    """Plans were completed, by somebody or (`by_date`) because their due date passed: the tuples run in parallel."""

    kind: ClassVar[str] = "plan.completed"
    plan_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    by_date: bool = False


@dataclass(frozen=True, kw_only=True)
class PlansWithdrawn(Fact):
    """Plans were taken back, as if they had never been made, or thrown away as drafts."""

    kind: ClassVar[str] = "plan.withdrawn"
    plan_ids: tuple[int, ...]
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PlansReady(Fact):
    """All items of these plans are met now: who has them and who manages them are offered to complete them."""

    kind: ClassVar[str] = "plan.ready"
    plan_ids: tuple[int, ...]
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PlanRequestChanged(Fact):
    """A step was taken in a request for approval, or taken back (`undone`)."""

    kind: ClassVar[str] = "plan.request"
    request_id: int
    round: int
    plan_id: int
    person_id: int
    step: str
    step_id: int
    approver_id: int | None
    undone: bool = False
