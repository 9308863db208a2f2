"""Reading the rules of competencies: own paths or the category's defaults, and those that follow from links."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from core.achievements.paths.kinds import (
    DEFAULT_CHILDREN,
    AchievementPath,
    Criterion,
    CriterionKind,
    Item,
    Origin,
    PathOutcome,
    Rater,
    RuleSet,
    activity_path,
    course_path,
)
from core.achievements.paths.models import CompetencyRules, CriterionRow, PathRow, PointsRow
from core.achievements.policies import Policy
from core.achievements.rules import Path, default_path
from core.activities.models import CourseCompetency, SkillLink
from core.activities.rules import LinkOutcome
from core.db import WorkspaceSession
from core.frameworks import ScaleView, scale
from core.frameworks.models import Competency, Framework, ParentEdge
from core.prepared import OURS, ids_of, run

CHUNK = 900
MOST_REMEMBERED = 4_000
COMPETENCY, FRAMEWORK = cast(sa.Table, Competency.__table__), cast(sa.Table, Framework.__table__)
RULES, EDGE = cast(sa.Table, CompetencyRules.__table__), cast(sa.Table, ParentEdge.__table__)
COURSE_LINK, SKILL_LINK = cast(sa.Table, CourseCompetency.__table__), cast(sa.Table, SkillLink.__table__)
NOW: sa.BindParameter[Any] = sa.bindparam("now", type_=EDGE.c.effective_from.type)
"""The moment of the session that runs a statement."""

SCALES = "achievements.scales"
"""Under this name a session remembers the scales it read: within a transaction none changes under a rating."""


def rules_of(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, RuleSet]:
    """How each of these competencies is achieved today; one query for plain ones, a few more however many are not."""
    wanted = sorted(set(competency_ids))
    found: dict[int, RuleSet] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= _rules(session, wanted[start : start + CHUNK])
    return found


def scales_by_rules(session: WorkspaceSession, rules: Mapping[int, RuleSet]) -> dict[int, ScaleView]:
    """The scale of each competency, by its rules; each scale is read once in a session."""
    known: dict[int, ScaleView] = session.info.setdefault(SCALES, {})
    for each in {rule.scale_id for rule in rules.values()} - known.keys():
        known[each] = scale(session, each)
    return {each: known[rule.scale_id] for each, rule in rules.items()}


def default_paths(category: str, *, has_children: bool) -> tuple[AchievementPath, ...]:
    """The paths a competency starts with: the streak for skills, all sub-competencies where it has any, else a valid
    qualification (paths/defaults)."""
    first = default_path(category)
    kind = CriterionKind.STREAK if first == Path.STREAK else CriterionKind.QUALIFICATION
    paths = [AchievementPath((Criterion(kind),), origin=Origin.DEFAULT)]
    if has_children:
        paths.append(AchievementPath((DEFAULT_CHILDREN,), origin=Origin.DEFAULT))
    return tuple(paths)


@dataclass(frozen=True)
class _Parts:
    """What the rule sets of some competencies are put together from, by competency."""

    own: dict[int, list[AchievementPath]]
    children: dict[int, list[int]]
    courses: dict[int, list[int]]
    activities: dict[int, list[int]]


def _rules(session: WorkspaceSession, ids: Sequence[int]) -> dict[int, RuleSet]:
    rows = run(session, _heads(), ids=ids, now=session.now).all()
    parts = _Parts(
        _own_paths(session, {row.path_set_id: row.id for row in rows if row.path_set_id is not None}),
        {row.id: _children(row.children) for row in rows if row.children},
        _linked(session, CourseCompetency, CourseCompetency.course_id, [row.id for row in rows if row.on_courses]),
        _linked(session, SkillLink, SkillLink.activity_id, [row.id for row in rows if row.on_activities]),
    )
    return {row.id: _rule_set(row, parts) for row in rows}


@cache
def _heads() -> sa.Select[*tuple[Any, ...]]:
    """A row for each competency: category, scale, policy, children, and which further parts it has at all."""
    rules = sa.and_(RULES.c.workspace_id == OURS, RULES.c.competency_id == COMPETENCY.c.id, in_force(RULES))
    return (
        select(
            COMPETENCY.c.id,
            COMPETENCY.c.category,
            sa.func.coalesce(COMPETENCY.c.scale_id, FRAMEWORK.c.scale_id).label("scale_id"),
            RULES.c.policy,
            RULES.c.path_set_id,
            _edges_down().label("children"),
            _completing(COURSE_LINK).exists().label("on_courses"),
            _completing(SKILL_LINK).exists().label("on_activities"),
            _ever_practised().exists().label("practised"),
        )
        .select_from(COMPETENCY)
        .join(FRAMEWORK, sa.and_(FRAMEWORK.c.id == COMPETENCY.c.framework_id, FRAMEWORK.c.workspace_id == OURS))
        .outerjoin(RULES, rules)
        .where(COMPETENCY.c.id.in_(ids_of("ids")), COMPETENCY.c.workspace_id == OURS)
    )


def _completing(link: sa.Table) -> Any:
    """Links of a competency that complete it: on courses, or on activities otherwise than by streak."""
    return (
        select(link.c.id)
        .where(
            link.c.workspace_id == OURS,
            link.c.competency_id == COMPETENCY.c.id,
            link.c.outcome == str(LinkOutcome.COMPLETE),
            in_force(link),
        )
        .correlate(COMPETENCY)
    )


def _ever_practised() -> Any:
    """Links by streak, ended ones too: without any nobody can have a streak."""
    return (
        select(SKILL_LINK.c.id)
        .where(
            SKILL_LINK.c.workspace_id == OURS,
            SKILL_LINK.c.competency_id == COMPETENCY.c.id,
            SKILL_LINK.c.outcome == str(LinkOutcome.STREAK),
        )
        .correlate(COMPETENCY)
    )


def in_force(table: sa.Table) -> sa.ColumnElement[bool]:
    """As `History.in_force`, at the moment given when the statement is run."""
    return sa.and_(
        table.c.superseded_at.is_(None),
        table.c.effective_from <= NOW,
        sa.or_(table.c.effective_until.is_(None), table.c.effective_until > NOW),
    )


def _rule_set(row: Any, parts: _Parts) -> RuleSet:
    children = tuple(parts.children.get(row.id, ()))
    own = row.path_set_id is not None
    paths = tuple(parts.own.get(row.id, ())) if own else default_paths(row.category, has_children=bool(children))
    return RuleSet(
        row.id,
        row.category,
        row.scale_id,
        Policy(row.policy or Policy.HIGHEST),
        (*paths, *_from_links(row.id, parts)),
        own,
        children,
        bool(row.practised),
    )


def _from_links(competency_id: int, parts: _Parts) -> Iterable[AchievementPath]:
    """A link that completes is a path of its own, shown among the others (courses/completion-complete)."""
    for course_id in parts.courses.get(competency_id, ()):
        yield course_path(course_id)
    for activity_id in parts.activities.get(competency_id, ()):
        yield activity_path(activity_id)


def _children(told: str) -> list[int]:
    """The children of a competency, in the order in which they became that, from how `_edges_down` tells them."""
    edges = sorted(tuple(map(int, each.split(":"))) for each in told.split(","))
    return [child for _, child in edges]


def _edges_down() -> sa.ScalarSelect[Any]:
    """A competency's children as one text, each after the id of its edge; NULL without any."""
    edge, child = (sa.cast(each, sa.Text) for each in (EDGE.c.id, EDGE.c.child_id))
    query = select(Joined(edge + sa.literal_column("':'") + child)).where(
        EDGE.c.workspace_id == OURS, EDGE.c.parent_id == COMPETENCY.c.id, in_force(EDGE)
    )
    return query.correlate(COMPETENCY).scalar_subquery()


class Joined(FunctionElement[str]):
    """Texts with commas between them, with no value of its own, so that the statement can be built once."""

    inherit_cache = True
    type = sa.Text()


@compiles(Joined, "postgresql")
def _joined_on_postgres(element: Joined, compiler: Any, **kw: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **kw)}, ',')"


@compiles(Joined, "sqlite")
def _joined_on_sqlite(element: Joined, compiler: Any, **kw: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **kw)}, ',')"


def _linked(session: WorkspaceSession, link: Any, subject: Any, ids: Sequence[int]) -> dict[int, list[int]]:
    if not ids:
        return {}
    query = select(link.competency_id, subject).where(
        link.competency_id.in_(ids), link.outcome == LinkOutcome.COMPLETE, link.in_force(session.now)
    )
    return _grouped(session.execute(query.order_by(link.effective_from, link.id)))


def _grouped(rows: Iterable[Any]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for one, other in rows:
        found.setdefault(one, []).append(other)
    return found


def _own_paths(session: WorkspaceSession, sets: dict[int, int]) -> dict[int, list[AchievementPath]]:
    """The stored paths of these sets (set id to competency id), in order."""
    if not sets:
        return {}
    rows = run(session, _stored_paths(), sets=sorted(sets)).all()
    items = _items(session, [row.criterion_id for row in rows if row.kind == CriterionKind.POINTS])
    criteria: dict[int, list[Criterion]] = {}
    order: dict[int, tuple[Any, ...]] = {}
    for path_id, path_set_id, gives, outcome, criterion_id, *values, raters in rows:
        order[path_id] = (path_set_id, gives, outcome)
        criterion = _criterion(*values, tuple(items.get(criterion_id, ())), tuple(raters or ()))
        criteria.setdefault(path_id, []).append(criterion)
    found: dict[int, list[AchievementPath]] = {each: [] for each in sets.values()}
    for path_id, (path_set_id, gives, outcome) in order.items():
        own = AchievementPath(tuple(criteria[path_id]), gives, PathOutcome(outcome), Origin.OWN, path_id)
        found[sets[path_set_id]].append(own)
    return found


@cache
def _stored_paths() -> sa.Select[*tuple[Any, ...]]:
    """A row for each criterion of these sets, with its path, in order."""
    path, criterion = cast(sa.Table, PathRow.__table__).c, cast(sa.Table, CriterionRow.__table__).c
    return (
        select(
            path.id.label("path_id"),
            path.path_set_id,
            path.scale_value_id.label("gives"),
            path.outcome,
            criterion.id.label("criterion_id"),
            criterion.kind,
            sa.func.coalesce(criterion.activity_id, criterion.course_id, criterion.competency_id),
            criterion.scale_value_id,
            criterion.count.label("least"),
            criterion.verified,
            sa.case((criterion.kind == CriterionKind.MANUAL, criterion.raters)).label("raters"),
        )
        .join(PathRow.__table__, sa.and_(path.id == criterion.path_id, path.workspace_id == OURS))
        .where(criterion.workspace_id == OURS, path.path_set_id.in_(ids_of("sets")))
        .order_by(path.path_set_id, path.position, criterion.position)
    )


def _items(session: WorkspaceSession, criterion_ids: Collection[int]) -> dict[int, list[Item]]:
    if not criterion_ids:
        return {}
    query = select(PointsRow).where(PointsRow.criterion_id.in_(list(criterion_ids))).order_by(PointsRow.id)
    found: dict[int, list[Item]] = {}
    for row in session.scalars(query):
        found.setdefault(row.criterion_id, []).append(Item(row.competency_id, row.points, row.required))
    return found


@lru_cache(maxsize=MOST_REMEMBERED)
def _criterion(
    kind: str,
    subject_id: int | None,
    value_id: int | None,
    count: int | None,
    verified: bool,
    items: tuple[Item, ...],
    raters: tuple[str, ...],
) -> Criterion:
    """A criterion by its values: many competencies share theirs, so each is made once."""
    named = tuple(Rater(each) for each in raters)
    return Criterion(CriterionKind(kind), subject_id, value_id, count, items, named, verified)
