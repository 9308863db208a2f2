"""Reading targets and exemptions. Rights are the caller's matter: targets are details (privacy/details)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks import ScaleValueView, ScaleView, scales_of
from core.people import Person
from core.targets.models import Exemption, Target
from core.targets.rules import DIRECT, TargetSource, effective

CHUNK = 900

Each = TypeVar("Each")


@dataclass(frozen=True)
class EffectiveTarget:
    """What a person should have: the highest value and earliest date of its sources, each listed
    (targets/effective). `exempt_until` is the last day on which it is not required, where it is `exempt`."""

    person_id: int
    competency_id: int
    value: ScaleValueView
    due_on: date | None
    sources: tuple[TargetSource, ...]
    exempt_until: date | None = None
    exempt: bool = False


@dataclass(frozen=True)
class TargetRecord:
    """One version of a target by its id, also when it is no longer in force."""

    id: int
    person_id: int
    competency_id: int
    value: ScaleValueView
    due_on: date | None
    set_by_id: int | None
    set_at: datetime
    superseded_at: datetime | None
    source: str = DIRECT
    source_key: int = 0


def targets_of(session: WorkspaceSession, person_ids: Iterable[int]) -> dict[int, tuple[EffectiveTarget, ...]]:
    """The effective targets of each person, earliest date first; a few queries however many people."""
    ids = list(dict.fromkeys(person_ids))
    rows = [row for part in in_chunks(ids) for row in session.execute(_open_rows(session, part))]
    scales = scales_of_many(session, {row.competency_id for row in rows})
    exemptions = exemptions_of(session, ids)
    gathered: dict[tuple[int, int], list[TargetSource]] = {}
    for row in rows:
        source = _source(row, scales[row.competency_id])
        gathered.setdefault((row.person_id, row.competency_id), []).append(source)
    found: dict[int, list[EffectiveTarget]] = {each: [] for each in ids}
    for pair, sources in gathered.items():
        found[pair[0]].append(_effective(pair, sources, exemptions))
    return {each: tuple(sorted(targets, key=_by_date)) for each, targets in found.items()}


def open_target(session: WorkspaceSession, person_id: int, competency_id: int) -> EffectiveTarget | None:
    """The person's effective target of one competency, if there is one."""
    targets = targets_of(session, [person_id])[person_id]
    return next((each for each in targets if each.competency_id == competency_id), None)


def exemptions_of(session: WorkspaceSession, person_ids: Iterable[int]) -> Mapping[tuple[int, int], date]:
    """The exemptions in force by person and competency, each with its last day where the person is."""
    found: dict[tuple[int, int], date] = {}
    for part in in_chunks(list(person_ids)):
        query = (
            select(Exemption.person_id, Exemption.competency_id, Exemption.effective_until, Person.time_zone)
            .join(Person, Person.id == Exemption.person_id)
            .where(Exemption.person_id.in_(part), Exemption.in_force(session.now))
        )
        found |= {(row[0], row[1]): last_day(row[2], row[3]) for row in session.execute(query)}
    return found


def last_day(until: datetime | None, time_zone: str) -> date:
    """The last day of an exemption that ends at this instant, a midnight where the person is, or was before they moved;
    one without end, from a file of old, ends with the calendar."""
    return (until - timedelta(hours=12)).astimezone(ZoneInfo(time_zone)).date() if until is not None else date.max


def target_records(session: WorkspaceSession, target_ids: Iterable[int]) -> list[TargetRecord]:
    """Targets by id, in the order given, whether or not still in force."""
    ids = list(dict.fromkeys(target_ids))
    rows = [
        row for part in in_chunks(ids) for row in session.scalars(select(Target).where(Target.id.in_(part)))
    ]
    scales = scales_of_many(session, {row.competency_id for row in rows})
    found = {row.id: _record(row, scales[row.competency_id]) for row in rows}
    return [found[each] for each in ids if each in found]


def were_ended(session: WorkspaceSession, records: Sequence[TargetRecord]) -> bool:
    """Whether one of these ended (its history says until when); one that was taken back never was."""
    moments = {each.superseded_at for each in records if each.superseded_at is not None}
    query = select(Target.id).where(
        Target.person_id.in_({each.person_id for each in records}),
        Target.competency_id.in_({each.competency_id for each in records}),
        Target.effective_until.in_(moments),
        Target.superseded_at.is_(None),
    )
    return bool(moments) and session.scalar(query.limit(1)) is not None


def direct_targets(
    session: WorkspaceSession, person_ids: Sequence[int], competency_ids: Sequence[int]
) -> dict[tuple[int, int], TargetSource]:
    """The open direct targets by person and competency."""
    found = sources_of(session, person_ids, competency_ids, Target.source == DIRECT)
    return {pair: sources[0] for pair, sources in found.items()}


def sources_of(
    session: WorkspaceSession,
    person_ids: Sequence[int],
    competency_ids: Iterable[int],
    *conditions: sa.ColumnElement[bool],
) -> dict[tuple[int, int], list[TargetSource]]:
    """Every source of these people's targets of these competencies, oldest first."""
    wanted = sorted(set(competency_ids))
    scales = scales_of_many(session, wanted)
    found: dict[tuple[int, int], list[TargetSource]] = {}
    for part in in_chunks(person_ids):
        query = _open_rows(session, part).where(Target.competency_id.in_(wanted), *conditions)
        for row in session.execute(query):
            pair = (row.person_id, row.competency_id)
            found.setdefault(pair, []).append(_source(row, scales[row.competency_id]))
    return found


def scales_of_many(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, ScaleView]:
    """The scale of each competency, asked for in parts."""
    found: dict[int, ScaleView] = {}
    for part in in_chunks(sorted(set(competency_ids))):
        found |= scales_of(session, part)
    return found


def in_chunks(values: Sequence[Each]) -> Iterator[Sequence[Each]]:
    """The values in parts that fit into one statement."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _open_rows(session: WorkspaceSession, person_ids: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    return (
        select(
            Target.id,
            Target.person_id,
            Target.competency_id,
            Target.scale_value_id,
            Target.due_on,
            Target.source,
            Target.source_key,
            Target.set_by_id,
            Target.set_at,
        )
        .where(Target.person_id.in_(person_ids), Target.in_force(session.now))
        .order_by(Target.person_id, Target.id)
    )


def _source(row: Any, scale: ScaleView) -> TargetSource:
    return TargetSource(
        row.id,
        row.source,
        row.source_key,
        value_on(scale, row.scale_value_id),
        row.due_on,
        row.set_by_id,
        row.set_at,
    )


def value_on(scale: ScaleView, value_id: int) -> ScaleValueView:
    """The scale's value of this id; one of a scale that was changed since counts as the lowest proficient."""
    return scale.value(value_id) or scale.lowest_proficient


def _effective(
    pair: tuple[int, int],
    sources: Sequence[TargetSource],
    exemptions: Mapping[tuple[int, int], date],
) -> EffectiveTarget:
    value, due_on = effective(sources)
    return EffectiveTarget(
        *pair, value, due_on, tuple(sources), exemptions.get(pair), exempt=pair in exemptions
    )


def _by_date(target: EffectiveTarget) -> tuple[date, int]:
    return target.due_on or date.max, target.sources[0].target_id


def _record(row: Target, scale: ScaleView) -> TargetRecord:
    return TargetRecord(
        row.id,
        row.person_id,
        row.competency_id,
        value_on(scale, row.scale_value_id),
        row.due_on,
        row.set_by_id,
        row.set_at,
        row.superseded_at,
        row.source,
        row.source_key,
    )
