"""Changing the rules of competencies: checked, kept as a new version, announced (paths/re-evaluate)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.achievements.events import RulesChanged
from core.achievements.paths.checks import Known, check_paths
from core.achievements.paths.dependents import upward_from
from core.achievements.paths.kinds import AchievementPath, Criterion, CriterionKind, Origin, RuleSet
from core.achievements.paths.models import CompetencyRules, CriterionRow, PathRow, PathSet, PointsRow
from core.achievements.paths.stored import default_paths, rules_of
from core.achievements.policies import Policy
from core.achievements.queries import scales_of_all
from core.activities.models import Activity, Course
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import NotFound
from core.events import Change
from core.frameworks import CompetencyCategory
from core.frameworks.models import Competency, Framework
from core.history import begin
from core.history import replace as replace_version
from core.people import Actor, Capability, Where, allows, require
from core.words import say


def set_rules(
    session: WorkspaceSession,
    actor: Actor,
    competency_id: int,
    paths: Sequence[AchievementPath] | None,
    *,
    policy: Policy | None = None,
) -> bool:
    """Give a competency these paths (None: its category's defaults) and, where named, a policy; whether it changed.

    Links on courses and activities stay paths of their own. Needs competency.manage where the competency is. Raises
    Invalid for paths nobody could follow. Everyone is re-evaluated by what answers `RulesChanged`.
    """
    before = checked(session, actor, competency_id, paths)
    wanted = policy or before.policy
    kept = None if paths is None else _set_for(session, actor, before, tuple(own_paths(paths)))
    same_paths = not before.own if paths is None else kept == _standing_set(session, competency_id)
    if same_paths and wanted == before.policy:
        return False
    _keep(session, actor, competency_id, {"path_set_id": kept, "policy": str(wanted)})
    changes = (
        Change("paths", competency_id, _summary(before.paths), _summary(paths or ())),
        Change("policy", competency_id, str(before.policy), str(wanted)),
    )
    record(session, actor, RulesChanged(competency_id=competency_id, changes=changes))
    return True


def set_many_rules(
    session: WorkspaceSession, actor: Actor, wanted: Mapping[int, Sequence[AchievementPath] | None]
) -> int:
    """As `set_rules` for many competencies, as a file brings them; how many changed."""
    return sum(set_rules(session, actor, competency_id, paths) for competency_id, paths in wanted.items())


def checked(
    session: WorkspaceSession, actor: Actor, competency_id: int, paths: Sequence[AchievementPath] | None
) -> RuleSet:
    """The rules in force, once the right to change them is established and the new paths can be followed."""
    before = rules_of(session, [competency_id]).get(competency_id)
    if before is None:
        raise NotFound(say("I don't find that competency."))
    require_managing(session, actor, before)
    if paths is not None:
        check_paths(own_paths(paths), known_for(session, before, paths))
    return before


def proposed(before: RuleSet, paths: Sequence[AchievementPath] | None, policy: Policy | None = None) -> RuleSet:
    """The rules as they would be: these paths, or the defaults, then those that follow from links."""
    linked = tuple(each for each in before.paths if each.origin in (Origin.COURSE, Origin.ACTIVITY))
    own = default_paths(before.category, has_children=bool(before.children)) if paths is None else own_paths(paths)
    return replace(before, policy=policy or before.policy, paths=(*own, *linked), own=paths is not None)


def own_paths(paths: Iterable[AchievementPath]) -> list[AchievementPath]:
    """The paths that belong to the competency itself, as its own; those from links are left out."""
    return [
        replace(each, origin=Origin.OWN) for each in paths if each.origin not in (Origin.COURSE, Origin.ACTIVITY)
    ]


def require_managing(session: WorkspaceSession, actor: Actor, rule: RuleSet) -> None:
    """Refuse who may not edit the competency's rules (people/skill-managers)."""
    require(session, actor, Capability.COMPETENCY_MANAGE, _place(session, rule))


def may_manage(session: WorkspaceSession, actor: Actor, rule: RuleSet) -> bool:
    """Whether the actor may edit the competency's rules."""
    return allows(session, actor, Capability.COMPETENCY_MANAGE, _place(session, rule))


def _place(session: WorkspaceSession, rule: RuleSet) -> Where:
    category_id = session.scalar(
        select(Framework.category_id)
        .join(Competency, Competency.framework_id == Framework.id)
        .where(Competency.id == rule.competency_id)
    )
    return Where(category_id=category_id, skills_only=rule.category == CompetencyCategory.SKILL)


def known_for(session: WorkspaceSession, rule: RuleSet, paths: Sequence[AchievementPath]) -> Known:
    """What these paths refer to, as far as it is there."""
    wanted = {kind: _subjects(paths, kind) for kind in CriterionKind}
    others = wanted[CriterionKind.OTHER]
    scales = scales_of_all(session, {rule.competency_id, *others})
    return Known(
        rule.competency_id,
        rule.category,
        scales[rule.competency_id],
        frozenset(rule.children),
        {each: scales[each] for each in others if each in scales},
        _there(session, Course, wanted[CriterionKind.COURSE]),
        _there(session, Activity, wanted[CriterionKind.ACTIVITY]),
        frozenset(upward_from(session, [rule.competency_id]).order) if others else frozenset(),
    )


def _subjects(paths: Sequence[AchievementPath], kind: CriterionKind) -> set[int]:
    return {each.subject_id for path in paths for each in path.of_kind(kind) if each.subject_id is not None}


def _there(session: WorkspaceSession, table: Any, ids: set[int]) -> frozenset[int]:
    if not ids:
        return frozenset()
    return frozenset(session.scalars(select(table.id).where(table.id.in_(sorted(ids)))))


def _summary(paths: Iterable[AchievementPath]) -> str:
    return "; ".join("+".join(each.kinds) for each in paths)


# -- rows ---------------------------------------------------------------------------------------------------------


def _keep(session: WorkspaceSession, actor: Actor, competency_id: int, columns: dict[str, Any]) -> None:
    row = session.scalar(
        select(CompetencyRules).where(
            CompetencyRules.competency_id == competency_id, CompetencyRules.in_force(session.now)
        )
    )
    columns = {**columns, "set_by_id": actor.person_id}
    if row is None:
        begin(session, CompetencyRules(competency_id=competency_id, **columns))
    else:
        replace_version(session, row, **columns)
    session.flush()


def _standing_set(session: WorkspaceSession, competency_id: int) -> int | None:
    return session.scalar(
        select(CompetencyRules.path_set_id).where(
            CompetencyRules.competency_id == competency_id, CompetencyRules.in_force(session.now)
        )
    )


def _set_for(
    session: WorkspaceSession, actor: Actor, before: RuleSet, paths: tuple[AchievementPath, ...]
) -> int | None:
    """The set that holds these paths: the standing one where it says the same, else a new one."""
    if before.own and paths_alike(own_paths(before.paths), paths):
        return _standing_set(session, before.competency_id)
    row = PathSet(competency_id=before.competency_id, made_by_id=actor.person_id, made_at=session.now)
    session.add(row)
    session.flush()
    for position, path in enumerate(paths):
        _add_path(session, row.id, position, path)
    return row.id


def paths_alike(one: Sequence[AchievementPath], other: Sequence[AchievementPath]) -> bool:
    """Whether two lists of paths say the same, wherever they are kept."""
    return [replace(each, id=None) for each in one] == [replace(each, id=None) for each in other]


def _add_path(session: WorkspaceSession, set_id: int, position: int, path: AchievementPath) -> None:
    row = PathRow(
        path_set_id=set_id, position=position, scale_value_id=path.value_id, outcome=str(path.outcome)
    )
    session.add(row)
    session.flush()
    for place, criterion in enumerate(path.criteria):
        _add_criterion(session, row.id, place, criterion)


def _add_criterion(session: WorkspaceSession, path_id: int, position: int, criterion: Criterion) -> None:
    subject = {_SUBJECTS[criterion.kind]: criterion.subject_id} if criterion.kind in _SUBJECTS else {}
    row = CriterionRow(
        path_id=path_id,
        position=position,
        kind=str(criterion.kind),
        scale_value_id=criterion.value_id,
        count=criterion.count,
        raters=[str(each) for each in criterion.raters],
        verified=criterion.verified,
        **subject,
    )
    session.add(row)
    session.flush()
    points = [
        {"criterion_id": row.id, "competency_id": each.competency_id, "points": each.points, "required": each.required}
        for each in criterion.items
    ]
    insert_rows(session, PointsRow, points)


_SUBJECTS = {
    CriterionKind.ACTIVITY: "activity_id",
    CriterionKind.COURSE: "course_id",
    CriterionKind.OTHER: "competency_id",
}
