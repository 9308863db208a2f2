"""Setting ratings: events change them as the policy allows, set-based; history is kept (rating/history)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.acquiring import acquire
from core.achievements.earned import Earned
from core.achievements.events import RatingsChanged
from core.achievements.models import Rating
from core.achievements.paths.kinds import RuleSet
from core.achievements.policies import Current, changes, deciding
from core.achievements.queries import Pair, chunks, sides
from core.achievements.rules import HUMAN_CAUSES, Path
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.events import Change, Fact
from core.frameworks import ScaleView
from core.people import Actor, Person
from core.prepared import OURS, ids_of, run

RULE_CHANGED = "rule changed"
"""The cause of ratings that a change of rules led to (paths/re-evaluate)."""

CORRECTED = Path.QUALIFICATION
"""What can be corrected to a lower value: then the rating it gave follows."""


@dataclass(frozen=True)
class Applying:
    """How events are applied: by which rules and scales; who is told elsewhere (`shown`, as in `SkillAcquired`).

    `corrected` are qualifications that were corrected, so that the rating they gave may fall; `because` is the cause to
    note instead of the events' own. `following` gathers the facts of ratings that follow from others, for the caller to
    record together; `standing` and `acquired` are what the caller has read already.
    """

    rules: Mapping[int, RuleSet]
    scales: Mapping[int, ScaleView]
    shown: bool = False
    corrected: Collection[int] = frozenset()
    because: str | None = None
    following: list[Fact] | None = None
    standing: Mapping[Pair, Mapping[str, Any]] | None = None
    acquired: Collection[Pair] | None = None


def hold_people(session: WorkspaceSession, person_ids: Iterable[int]) -> None:
    """Let evaluations of the same people take turns, so that two results at once see each other."""
    for part in chunks(sorted(set(person_ids))):
        run(session, _held(), people=part).all()


@cache
def _held() -> sa.Select[int]:
    columns = cast(sa.Table, Person.__table__).c
    query = select(columns.id).where(columns.workspace_id == OURS, columns.id.in_(ids_of("people")))
    return query.order_by(columns.id).with_for_update(key_share=True)


def apply_earned(session: WorkspaceSession, earned: Iterable[Earned], how: Applying) -> list[Earned]:
    """Set the ratings that these events change, note first acquisitions, and record both; repeatable.

    Any number of events for each person and competency: the policy decides among them. Those that set a rating.
    """
    by_pair: dict[Pair, list[Earned]] = {}
    for each in earned:
        by_pair.setdefault(each.pair, []).append(each)
    standing = standing_rows(session, by_pair) if how.standing is None else how.standing
    decided = decide(by_pair, standing, how)
    changing = [event for event, sets in decided if sets]
    facts: list[Fact] = list(write_ratings(session, changing, standing, because=how.because))
    proficient = [event for event, sets in decided if event.proficient and (sets or _reaches(standing, event, how))]
    facts += acquire(session, proficient, shown=how.shown, known=how.acquired)
    if how.following is None:
        record_all(session, facts)
    else:
        how.following.extend(facts)
    return changing


def record_all(session: WorkspaceSession, facts: Iterable[Fact]) -> None:
    """Record facts that the engine found out."""
    for fact in facts:
        record(session, Actor.engine(session.workspace_id), fact)


def decide(
    by_pair: Mapping[Pair, Sequence[Earned]], standing: Mapping[Pair, Mapping[str, Any]], how: Applying
) -> list[tuple[Earned, bool]]:
    """For each pair the event that decides, and whether it sets the rating (rating/policy)."""
    found = []
    for pair, events in by_pair.items():
        policy, row = how.rules[pair[1]].policy, standing.get(pair)
        current = None if row is None else _current(row, how)
        trusted = [each for each in events if not _kept_beside(row, each)]
        event = deciding(policy, current, trusted)
        if event is not None:
            found.append((event, changes(policy, current, event)))
    return found


def _current(row: Mapping[str, Any], how: Applying) -> Current:
    """The standing rating as a policy sees it; one whose qualification was corrected counts as empty."""
    competency_id = row["competency_id"]
    value = how.scales[competency_id].value(row["scale_value_id"])
    position = value.position if value else None
    human = row["cause"] in HUMAN_CAUSES
    if came_from(row, CORRECTED) and row["source_id"] in how.corrected:
        position = None
    return Current(position, row["effective_from"], human, _order(row, how.rules[competency_id]))


def came_from(row: Mapping[str, Any], kind: str) -> bool:
    """Whether a criterion of this kind completed the path that a rating came from."""
    return _kinds(row)[0] == kind


def _order(row: Mapping[str, Any], rule: RuleSet) -> int | None:
    for order, path in enumerate(rule.paths):
        same_stored = path.id is not None and path.id == row["path_id"]
        same_kinds = path.id is None and row["path_id"] is None and sorted(path.kinds) == sorted(_kinds(row))
        if same_stored or same_kinds:
            return order
    return None


def _kinds(row: Mapping[str, Any]) -> list[str]:
    return str(row["path"] or row["cause"]).split("+")


def _kept_beside(row: Mapping[str, Any] | None, event: Earned) -> bool:
    """A self rating never replaces what somebody else gave (rating/trust)."""
    if row is None or not event.self_declared:
        return False
    return row["cause"] in HUMAN_CAUSES and row["rated_by_id"] != event.person_id


def _reaches(standing: Mapping[Pair, Mapping[str, Any]], event: Earned, how: Applying) -> bool:
    """Whether the rating in force is at least what the event gives, so that it makes the person proficient too."""
    row = standing.get(event.pair)
    value = how.scales[event.competency_id].value(row["scale_value_id"]) if row is not None else None
    return value is not None and value.position >= event.position


# -- rows ---------------------------------------------------------------------------------------------------------

RATING = cast(sa.Table, Rating.__table__)
_KEPT = tuple(each.name for each in RATING.columns if each.name not in ("id", "workspace_id"))


def standing_rows(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, dict[str, Any]]:
    """The open ratings of these pairs, with all their columns."""
    wanted = set(pairs)
    people, skills = sides(wanted, None, None)
    values = {} if skills is None else {"skills": skills}
    found: dict[Pair, dict[str, Any]] = {}
    for part in chunks(people):
        for row in run(session, _standing(of_skills=bool(values)), people=part, **values):
            if (row.person_id, row.competency_id) in wanted:
                found[(row.person_id, row.competency_id)] = dict(row._mapping)
    return found


@cache
def _standing(*, of_skills: bool) -> sa.Select[Any]:
    query = select(*(RATING.c[name] for name in ("id", *_KEPT))).where(
        RATING.c.workspace_id == OURS,
        RATING.c.person_id.in_(ids_of("people")),
        RATING.c.superseded_at.is_(None),
        RATING.c.effective_until.is_(None),
    )
    return query.where(RATING.c.competency_id.in_(ids_of("skills"))) if of_skills else query


def open_ratings() -> sa.ColumnElement[bool]:
    """The versions of ratings that stand."""
    return sa.and_(Rating.superseded_at.is_(None), Rating.effective_until.is_(None))


def write_ratings(
    session: WorkspaceSession,
    changing: Sequence[Earned],
    standing: Mapping[Pair, Mapping[str, Any]],
    *,
    because: str | None = None,
    note: str | None = None,
) -> list[RatingsChanged]:
    """Close what is replaced at the moment the new rating takes effect and begin the new one; the facts to record."""
    if not changing:
        return []
    closed, begun = [], []
    for event in changing:
        current = standing.get(event.pair)
        since = event.happened_at
        if current is not None:
            since = max(since, current["effective_from"])
            values = {name: current[name] for name in _KEPT}
            closed.append({**values, "effective_until": since, "recorded_at": session.now})
        begun.append(_row(session, event, since) | {"cause": because or event.cause, "note": note})
    _supersede(session, [standing[each.pair]["id"] for each in changing if each.pair in standing])
    insert_rows(session, Rating, [*closed, *begun])
    return [_changed(changing, standing, because or changing[0].cause)]


def _row(session: WorkspaceSession, event: Earned, since: Any) -> dict[str, Any]:
    return {
        "person_id": event.person_id,
        "competency_id": event.competency_id,
        "scale_value_id": event.value_id,
        "source_id": event.source_id,
        "rated_by_id": event.rated_by_id,
        "path": event.path,
        "path_id": event.path_id,
        "effective_from": since,
        "effective_until": None,
        "recorded_at": session.now,
        "superseded_at": None,
    }


def _supersede(session: WorkspaceSession, rating_ids: Sequence[int]) -> None:
    for part in chunks(rating_ids):
        session.execute(
            sa.update(Rating)
            .where(Rating.workspace_id == session.workspace_id, Rating.id.in_(part))
            .values(superseded_at=session.now)
            .execution_options(synchronize_session=False)
        )


def _changed(
    changing: Sequence[Earned], standing: Mapping[Pair, Mapping[str, Any]], cause: str
) -> RatingsChanged:
    return RatingsChanged(
        person_ids=tuple(each.person_id for each in changing),
        competency_ids=tuple(each.competency_id for each in changing),
        cause=cause,
        changes=tuple(
            Change(
                "rating",
                each.competency_id,
                standing[each.pair]["scale_value_id"] if each.pair in standing else None,
                each.value_id,
                person_id=each.person_id,
            )
            for each in changing
        ),
    )
