"""Related competencies: joined both ways within a framework, and only listed with each other (frameworks/related)."""

from __future__ import annotations

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Invalid
from core.events import Change
from core.frameworks.framework_events import RelationChanged
from core.frameworks.models import Competency, CompetencyState, Related
from core.frameworks.names import translations_of
from core.frameworks.queries import visible
from core.frameworks.rights import managed_competency
from core.people import Actor
from core.words import say


def relate(session: WorkspaceSession, actor: Actor, one_id: int, other_id: int) -> bool:
    """Join two competencies of one framework as related; False where they were. Itself and another framework's are
    refused.
    """
    one, other = managed_competency(session, actor, one_id), managed_competency(session, actor, other_id)
    if one.id == other.id:
        raise Invalid(say("{name} can't be related to itself.", name=one.name), field="related")
    if one.framework_id != other.framework_id:
        raise Invalid(
            say("{other} is in another framework; related ones are of the same.", other=other.name), field="related"
        )
    low, high = sorted((one, other), key=lambda each: each.id)
    added = insert_rows(session, Related, [{"one_id": low.id, "other_id": high.id}], skip_existing=True)
    if added:
        _note(session, actor, one, other, related=True)
    return bool(added)


def unrelate(session: WorkspaceSession, actor: Actor, one_id: int, other_id: int) -> bool:
    """Part two related competencies; False where they were not related."""
    one, other = managed_competency(session, actor, one_id), managed_competency(session, actor, other_id)
    low, high = sorted((one_id, other_id))
    row = session.scalar(select(Related).where(Related.one_id == low, Related.other_id == high))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    _note(session, actor, one, other, related=False)
    return True


def related_to(session: WorkspaceSession, actor: Actor, competency_id: int) -> list[tuple[int, str]]:
    """Ids and names of the related competencies the actor sees, by name."""
    found: dict[int, str] = {}
    for mine, theirs in ((Related.one_id, Related.other_id), (Related.other_id, Related.one_id)):
        query = (
            select(Competency.id, Competency.name)
            .join(Related, theirs == Competency.id)
            .join(CompetencyState, CompetencyState.competency_id == Competency.id)
            .where(mine == competency_id, CompetencyState.in_force(session.now), visible(session, actor))
        )
        found |= {row.id: row.name for row in session.execute(query)}
    texts = translations_of(session, found.keys())
    return [(each, texts.name(each, name)) for each, name in sorted(found.items(), key=lambda pair: pair[1].casefold())]


def _note(session: WorkspaceSession, actor: Actor, one: Competency, other: Competency, *, related: bool) -> None:
    said = (None, other.name) if related else (other.name, None)
    record(
        session,
        actor,
        RelationChanged(
            one_id=one.id, other_id=other.id, related=related, changes=(Change("related", one.id, *said),)
        ),
    )
