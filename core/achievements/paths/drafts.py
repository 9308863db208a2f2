"""A change of rules that was shown with its preview, kept until it is applied: paths as plain values and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.achievements.paths.kinds import AchievementPath, Criterion, CriterionKind, Item, PathOutcome, Rater
from core.achievements.paths.models import RulesDraft
from core.achievements.paths.setting import checked, set_rules
from core.achievements.policies import Policy
from core.db import WorkspaceSession
from core.kept_drafts import own_draft
from core.people import Actor


@dataclass(frozen=True)
class DraftRules:
    """Rules somebody proposed: paths (None: the defaults) and policy (None: as it is)."""

    id: int
    competency_id: int
    paths: tuple[AchievementPath, ...] | None
    policy: Policy | None


def keep_rules_draft(
    session: WorkspaceSession,
    actor: Actor,
    competency_id: int,
    paths: Sequence[AchievementPath] | None,
    policy: Policy | None = None,
) -> int:
    """Keep a change of rules that is to be confirmed; its id. Refused as `set_rules` would be."""
    checked(session, actor, competency_id, paths)
    body = {
        "paths": None if paths is None else [plain_path(each) for each in paths],
        "policy": None if policy is None else str(policy),
    }
    row = RulesDraft(competency_id=competency_id, made_by_id=actor.person_id, body=body, made_at=session.now)
    session.add(row)
    session.flush()
    return row.id


def rules_draft(session: WorkspaceSession, actor: Actor, draft_id: int) -> DraftRules:
    """The actor's own draft; raises NotFound for anybody else's, Conflict once it was applied."""
    return _view(own_draft(session, RulesDraft, actor.person_id, draft_id, taken=False))


def apply_rules_draft(session: WorkspaceSession, actor: Actor, draft_id: int) -> bool:
    """Apply a draft as it was shown; whether it changed anything. Rights and references are asked again."""
    draft = _view(own_draft(session, RulesDraft, actor.person_id, draft_id, taken=True))
    return set_rules(session, actor, draft.competency_id, draft.paths, policy=draft.policy)


def _view(row: RulesDraft) -> DraftRules:
    paths, policy = row.body.get("paths"), row.body.get("policy")
    return DraftRules(
        row.id,
        row.competency_id,
        None if paths is None else tuple(path_from(each) for each in paths),
        None if policy is None else Policy(policy),
    )


def plain_path(path: AchievementPath) -> dict[str, Any]:
    """A path as plain values."""
    return {
        "value": path.value_id,
        "outcome": str(path.outcome),
        "criteria": [_plain_criterion(each) for each in path.criteria],
    }


def path_from(plain: Mapping[str, Any]) -> AchievementPath:
    """The path that `plain_path` made plain."""
    criteria = tuple(_criterion_from(each) for each in plain["criteria"])
    return AchievementPath(criteria, plain["value"], PathOutcome(plain["outcome"]))


def _plain_criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        "kind": str(criterion.kind),
        "subject": criterion.subject_id,
        "value": criterion.value_id,
        "count": criterion.count,
        "items": [[each.competency_id, each.points, each.required] for each in criterion.items],
        "raters": [str(each) for each in criterion.raters],
        "verified": criterion.verified,
    }


def _criterion_from(plain: Mapping[str, Any]) -> Criterion:
    return Criterion(
        CriterionKind(plain["kind"]),
        plain["subject"],
        plain["value"],
        plain["count"],
        tuple(Item(*each) for each in plain["items"]),
        tuple(Rater(each) for each in plain["raters"]),
        bool(plain["verified"]),
    )
