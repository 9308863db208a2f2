"""Tags of competencies, and the cloud they make (frameworks/tags)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_rows
from core.frameworks.models import Competency, CompetencyState, Tag
from core.frameworks.queries import visible
from core.frameworks.rules import ACTIVE, folded
from core.people import Actor


@dataclass(frozen=True)
class TagCount:
    """A tag and how many competencies carry it, of those the asker sees."""

    name: str
    count: int


def tags_of(session: WorkspaceSession, competency_id: int) -> list[str]:
    """A competency's tags, A to Z."""
    query = select(Tag.name).where(Tag.competency_id == competency_id).order_by(sa.func.lower(Tag.name))
    return list(session.scalars(query))


def add_tags(session: WorkspaceSession, competency_id: int, names: Iterable[str]) -> None:
    """Tag a competency; a tag known by another spelling ('Safety' and 'safety') keeps the first one."""
    spelled = {folded(each): each for each in session.scalars(select(Tag.name).distinct())}
    wanted: dict[str, str] = {}
    for name in (" ".join(each.split()) for each in names):
        if folded(name):
            wanted.setdefault(folded(name), spelled.get(folded(name), name))
    rows = [{"competency_id": competency_id, "name": name} for name in wanted.values()]
    insert_rows(session, Tag, rows, skip_existing=True)


def replace_tags(session: WorkspaceSession, competency_id: int, wanted: Sequence[str]) -> tuple[str, str] | None:
    """Make a competency's tags exactly these; what they were and are, in words, None where nothing changed."""
    before = tags_of(session, competency_id)
    kept = {folded(each) for each in wanted}
    gone = [each for each in before if folded(each) not in kept]
    session.execute(
        sa.delete(Tag)
        .where(Tag.competency_id == competency_id, Tag.name.in_(gone))
        .execution_options(synchronize_session=False)
    )
    add_tags(session, competency_id, wanted)
    after = tags_of(session, competency_id)
    return None if before == after else (", ".join(before), ", ".join(after))


def tag_cloud(session: WorkspaceSession, actor: Actor) -> list[TagCount]:
    """All tags with how many active competencies carry them, of those the actor sees; the commonest first."""
    counted = sa.func.count(sa.distinct(Tag.competency_id))
    query = (
        select(Tag.name, counted)
        .join(Competency, Competency.id == Tag.competency_id)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(
            CompetencyState.in_force(session.now), CompetencyState.status == ACTIVE, visible(session, actor)
        )
        .group_by(Tag.name)
        .order_by(counted.desc(), sa.func.lower(Tag.name))
    )
    return [TagCount(name, count) for name, count in session.execute(query)]


def tagged(session: WorkspaceSession, actor: Actor, tag: str) -> list[int]:
    """Ids of the active competencies that carry a tag, as the actor sees them, by name."""
    query = (
        select(Competency.id)
        .join(Tag, Tag.competency_id == Competency.id)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(
            Tag.name == tag,
            CompetencyState.in_force(session.now),
            CompetencyState.status == ACTIVE,
            visible(session, actor),
        )
        .order_by(sa.func.lower(Competency.name), Competency.id)
    )
    return list(session.scalars(query))
