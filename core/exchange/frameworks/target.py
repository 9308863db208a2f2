"""Which framework a file's competencies go into: made, brought up to date, or refused (imports/upsert)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import NotFound, ProwessError
from core.exchange.frameworks.draft import Draft, ReadFramework, ReadScale
from core.exchange.outcomes import Outcome, Trouble, Verdict
from core.frameworks import (
    DEFAULT_DEPTHS,
    CompetencyCategory,
    FrameworkDetails,
    create_framework,
    edit_framework,
    keep_scale,
    scale_alike,
)
from core.frameworks.models import Competency, Framework
from core.frameworks.rules import ACQUIRED_SCALE, COMPANY_SKILLS
from core.frameworks.scale_use import check_swappable
from core.frameworks.scales import scale_named
from core.people import Actor, Capability, Where, require
from core.words import say


@dataclass(frozen=True)
class Target:
    """The framework a file goes into; `known` None where it is new. `verdict` is that of the framework's own row."""

    read: ReadFramework | None
    known: Framework | None
    outcome: Outcome
    trouble: Trouble | None = None
    confirmable: bool = False

    @property
    def verdict(self) -> Verdict | None:
        """What becomes of the framework's own row; None where it has none in the file."""
        if self.read is None or self.read.line is None:
            return None
        return Verdict(self.read.line, self.outcome, (self.trouble,) if self.trouble else ())


def find_target(session: WorkspaceSession, actor: Actor, draft: Draft, *, confirmed: bool) -> Target:
    """Where a draft goes. Raises NotFound where it names a framework that isn't there, Refused without the right."""
    if draft.framework is None:
        known = _named(session, draft.into or COMPANY_SKILLS)
        if known is None:
            raise NotFound(
                say("I don't find a framework with the id number {idnumber}. There are: {there}.",
                    idnumber=draft.into or COMPANY_SKILLS, there=_all(session)),
                field="framework",
            )
        _require(session, actor, draft, known)
        return Target(None, known, Outcome.UNCHANGED)
    read = draft.framework
    known = _named(session, read.idnumber)
    _require(session, actor, draft, known)
    if known is None:
        return Target(read, None, Outcome.CREATED)
    if known.name != read.name and not confirmed:
        return Target(read, known, Outcome.REFUSED, _other_name(read, known), confirmable=True)
    changes = _details(session, read, known) != _as_they_are(known) or _scale_differs(session, read, known)
    return Target(read, known, Outcome.UPDATED if changes else Outcome.UNCHANGED)


def keep_target(session: WorkspaceSession, actor: Actor, target: Target) -> int:
    """Make the framework or bring it up to date; its id. Raises Conflict where its scale is locked."""
    if target.read is None or (target.known is not None and target.outcome == Outcome.UNCHANGED):
        assert target.known is not None
        return target.known.id
    read = target.read
    if target.known is not None:
        scale = keep_scale(session, actor, read.scale.values, read.scale.name) if read.scale else None
        edit_framework(session, actor, target.known.id, _details(session, read, target.known, scale))
        return target.known.id
    scale_id = (
        keep_scale(session, actor, read.scale.values, read.scale.name)
        if read.scale
        else scale_named(session, ACQUIRED_SCALE)
    )
    details = FrameworkDetails(
        read.name, read.idnumber, scale_id, None, read.depth_names or DEFAULT_DEPTHS, read.description or ""
    )
    return create_framework(session, actor, details)


def scale_id_of(session: WorkspaceSession, scale: ReadScale | None) -> int | None:
    """The scale on file that is the same as a file's; None where the file has none, 0 where none is the same."""
    return None if scale is None else scale_alike(session, scale.values) or 0


def locked_scale(session: WorkspaceSession, target: Target) -> ProwessError | None:
    """Why the framework's scale can't become the file's (frameworks/scale-locked); None where it can, or is so."""
    if target.read is None or target.known is None or not _scale_differs(session, target.read, target.known):
        return None
    shared = select(Competency.id).where(
        Competency.framework_id == target.known.id, Competency.scale_id.is_(None)
    )
    try:
        check_swappable(session, shared, target.known.name)
    except ProwessError as error:
        return error
    return None


def _require(session: WorkspaceSession, actor: Actor, draft: Draft, known: Framework | None) -> None:
    """A framework is made and changed by who manages competencies; skills alone go into one by editors, too."""
    skills_only = draft.framework is None and all(
        (each.category or CompetencyCategory.SKILL) == CompetencyCategory.SKILL for each in draft.rows
    )
    category_id = known.category_id if known is not None else None
    require(session, actor, Capability.COMPETENCY_MANAGE, Where(category_id=category_id, skills_only=skills_only))


def _named(session: WorkspaceSession, idnumber: str) -> Framework | None:
    return session.scalar(select(Framework).where(Framework.idnumber == idnumber))


def _all(session: WorkspaceSession) -> list[str]:
    return list(session.scalars(select(Framework.idnumber).order_by(Framework.idnumber).limit(20)))


def _other_name(read: ReadFramework, known: Framework) -> Trouble:
    return Trouble(
        read.line or 1,
        read.name_column,
        say(
            "the id number {idnumber} belongs to {known} here; the file calls it {name}. Confirm that they are the "
            "same, or give the file's framework another id number",
            idnumber=read.idnumber,
            known=known.name,
            name=read.name,
        ),
    )


def _details(
    session: WorkspaceSession, read: ReadFramework, known: Framework, scale_id: int | None = None
) -> FrameworkDetails:
    return FrameworkDetails(
        name=read.name,
        idnumber=known.idnumber,
        scale_id=scale_id or known.scale_id,
        category_id=known.category_id,
        depth_names=read.depth_names or tuple(known.depth_names),
        description=known.description if read.description is None else read.description,
    )


def _as_they_are(known: Framework) -> FrameworkDetails:
    return FrameworkDetails(
        known.name, known.idnumber, known.scale_id, known.category_id, tuple(known.depth_names), known.description
    )


def _scale_differs(session: WorkspaceSession, read: ReadFramework, known: Framework) -> bool:
    return read.scale is not None and scale_id_of(session, read.scale) != known.scale_id
