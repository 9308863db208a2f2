"""Changes to frameworks: made, edited (frameworks/create, frameworks/scope, frameworks/idnumber)."""

from __future__ import annotations

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.events import Change
from core.frameworks.framework_events import FrameworkChanged, FrameworkCreated
from core.frameworks.framework_rules import FrameworkDetails, checked_framework
from core.frameworks.models import Competency, Framework, Scale
from core.frameworks.rights import managed_framework
from core.frameworks.rules import COMPANY_SKILLS
from core.frameworks.scale_editing import NO_SCALE
from core.frameworks.scale_use import check_swappable
from core.people import Actor, Capability, Where, category_tree, require
from core.words import say

EDITED = ("name", "idnumber", "description", "scale_id", "category_id")


def create_framework(session: WorkspaceSession, actor: Actor, details: FrameworkDetails) -> int:
    """Add a framework; its id. Raises Invalid at the field that is wrong, Conflict when its id number is taken."""
    require(session, actor, Capability.COMPETENCY_MANAGE, Where(category_id=details.category_id))
    wanted = checked_framework(details)
    _check_named(session, wanted)
    row = Framework(
        idnumber=wanted.idnumber,
        name=wanted.name,
        description=wanted.description,
        scale_id=wanted.scale_id,
        category_id=wanted.category_id,
        depth_names=list(wanted.depth_names),
        created_at=session.now,
    )
    session.add(row)
    session.flush()
    changes = (Change("framework", row.id, None, row.name),)
    record(session, actor, FrameworkCreated(framework_id=row.id, changes=changes))
    return row.id


def edit_framework(session: WorkspaceSession, actor: Actor, framework_id: int, details: FrameworkDetails) -> None:
    """Change a framework. Its scale can be swapped while nothing holds a value of it; links made before it was
    narrowed to a category stay. The right is needed where it is and where it goes.
    """
    row = managed_framework(session, actor, framework_id, locked=True)
    require(session, actor, Capability.COMPETENCY_MANAGE, Where(category_id=details.category_id))
    wanted = checked_framework(details)
    _check_named(session, wanted, framework_id)
    if wanted.scale_id != row.scale_id:
        shared = select(Competency.id).where(Competency.framework_id == row.id, Competency.scale_id.is_(None))
        check_swappable(session, shared, row.name)
    changes = [
        Change(name, row.id, getattr(row, name), getattr(wanted, name))
        for name in EDITED
        if getattr(row, name) != getattr(wanted, name)
    ]
    if tuple(row.depth_names) != wanted.depth_names:
        changes.append(Change("depths", row.id, ", ".join(row.depth_names), ", ".join(wanted.depth_names)))
    if not changes:
        return
    for name in EDITED:
        setattr(row, name, getattr(wanted, name))
    row.depth_names = list(wanted.depth_names)
    record(session, actor, FrameworkChanged(framework_id=row.id, changes=tuple(changes)))


def check_idnumber_free(session: WorkspaceSession, idnumber: str, own_id: int | None = None) -> None:
    """Raise Conflict naming the framework that has this id number, whatever its case (frameworks/idnumber).

    Those who give id numbers to frameworks take turns, so that two of them at once see each other.
    """
    built_in = select(Framework.id).where(Framework.idnumber == COMPANY_SKILLS)
    session.execute(built_in.with_for_update(key_share=True))
    query = select(Framework.name).where(Framework.idnumber.ilike(_literal(idnumber.strip()), escape="\\"))
    if own_id is not None:
        query = query.where(Framework.id != own_id)
    if (holder := session.scalar(query)) is not None:
        raise Conflict(
            say("The id number {idnumber} belongs to {holder}. Choose another.", idnumber=idnumber, holder=holder),
            field="idnumber",
        )


def _check_named(session: WorkspaceSession, details: FrameworkDetails, own_id: int | None = None) -> None:
    check_idnumber_free(session, details.idnumber, own_id)
    if session.scalar(select(Scale.id).where(Scale.id == details.scale_id)) is None:
        raise NotFound(NO_SCALE, field="scale")
    if details.category_id is not None and details.category_id not in {each.id for each in category_tree(session)}:
        raise NotFound(say("I don't find that category."), field="category")


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
