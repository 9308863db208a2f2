"""Many new activities at once with their modules and skills, set-based: a file may bring thousands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from core.activities.events import ActivityChanged, SkillsLinked
from core.activities.models import Activity, ActivityModule, SkillLink
from core.activities.rules import MAX_SKILLS, LinkOutcome
from core.activities.service.activities import ActivityDetails, row_of
from core.activities.service.contexts import require_on_modules
from core.activities.service.courses import named
from core.activities.service.links import checked_outcome
from core.activities.service.results import parts
from core.activities.service.scope import check_on_modules
from core.activities.service.selecting import to_link
from core.audit import record
from core.db import WorkspaceSession, insert_returning, insert_rows
from core.errors import Conflict, Invalid
from core.events import Change
from core.frameworks import CompetencyCategory, CompetencyView
from core.id_lists import texts
from core.people import Actor, Capability
from core.words import say


@dataclass(frozen=True)
class NewActivity:
    """An activity with its id number, and its competencies each with an outcome (None: the usual one)."""

    details: ActivityDetails
    outcomes: Mapping[int, LinkOutcome | None] = field(default_factory=dict)


def create_activities(
    session: WorkspaceSession, actor: Actor, new: Sequence[NewActivity], *, source: str = "file"
) -> list[int]:
    """Add activities with their skills, with a few statements; their ids, in their order.

    All or none: raises what `create_activity` and `link_skill` raise, for the first that is wrong.
    """
    _check_rights(session, actor, new)
    skills = to_link(session, actor, {each for one in new for each in one.outcomes})
    for one in new:
        _check_room(one, skills)
    ids = _add(session, actor, [each.details for each in new])
    _link(session, actor, new, ids, skills, source)
    return ids


def _check_rights(session: WorkspaceSession, actor: Actor, new: Sequence[NewActivity]) -> None:
    linked: dict[tuple[int, ...], set[int]] = {}
    for each in new:
        linked.setdefault(each.details.module_ids, set()).update(each.outcomes)
    for module_ids, competency_ids in linked.items():
        require_on_modules(session, actor, Capability.ACTIVITY_MANAGE, module_ids)
        if competency_ids:
            require_on_modules(session, actor, Capability.SKILL_LINK, module_ids)
            check_on_modules(session, module_ids, sorted(competency_ids))


def _check_room(new: NewActivity, skills: Mapping[int, CompetencyView]) -> None:
    count = sum(skills[each].category == CompetencyCategory.SKILL for each in new.outcomes)
    if count > MAX_SKILLS:
        raise Invalid(say("An activity carries at most {most} skills.", most=MAX_SKILLS), field="skills")


def _add(session: WorkspaceSession, actor: Actor, many: Sequence[ActivityDetails]) -> list[int]:
    numbers = [(each.idnumber or "").strip() for each in many]
    for number in numbers:
        named(number, number)
    _check_free(session, numbers)
    rows = [
        row_of(session, actor, each, number) | {"deleted_at": None} for each, number in zip(many, numbers, strict=True)
    ]
    by_number: dict[str, int] = dict(insert_returning(session, Activity, rows, "idnumber", "id"))
    ids = [by_number[number] for number in numbers]
    placed = [
        {"activity_id": activity_id, "module_id": module_id}
        for activity_id, each in zip(ids, many, strict=True)
        for module_id in each.module_ids
    ]
    insert_rows(session, ActivityModule, placed)
    for activity_id, row in zip(ids, rows, strict=True):
        change = Change("activity", activity_id, None, row["title"])
        record(session, actor, ActivityChanged(activity_id=activity_id, changes=(change,)))
    return ids


def _check_free(session: WorkspaceSession, numbers: Sequence[str]) -> None:
    for part in parts(numbers):
        query = select(Activity.idnumber).where(Activity.idnumber.in_(texts(part)))
        if (taken := session.scalars(query.limit(1)).first()) is not None:
            reason = say("The id number {idnumber} is taken. Choose another.", idnumber=taken)
            raise Conflict(reason, field="idnumber")


def _link(
    session: WorkspaceSession,
    actor: Actor,
    new: Sequence[NewActivity],
    ids: Sequence[int],
    skills: Mapping[int, CompetencyView],
    source: str,
) -> None:
    since = {"effective_from": session.now, "recorded_at": session.now}
    rows: list[dict[str, Any]] = [
        {
            "activity_id": activity_id,
            "competency_id": each,
            "outcome": str(checked_outcome(skills[each], outcome)),
            "source": source,
            "linked_by_id": actor.person_id,
            **since,
        }
        for activity_id, one in zip(ids, new, strict=True)
        for each, outcome in one.outcomes.items()
    ]
    links = sorted(insert_returning(session, SkillLink, rows, "id", "activity_id", "competency_id"))
    if links:
        fact = SkillsLinked(
            link_ids=tuple(each for each, _, _ in links),
            activity_ids=tuple(each for _, each, _ in links),
            competency_ids=tuple(each for _, _, each in links),
            changes=tuple(Change("skill", activity, None, skills[each].name) for _, activity, each in links),
        )
        record(session, actor, fact)
