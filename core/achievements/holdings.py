"""What people currently hold, as ratings and their validity need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core.achievements.queries import Pair, scales_of_all
from core.achievements.rules import Holding
from core.db import WorkspaceSession
from core.frameworks import ScaleValueView, ScaleView
from core.qualifications import HeldVersion, standing_for


@dataclass(frozen=True)
class Held(Holding):
    """A current qualification with its id, the value it gives, its day of issue, and when it was put on file."""

    qualification_id: int
    value: ScaleValueView
    issued_on: date | None
    registered_at: datetime


def holdings_of(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, list[Held]]:
    """The current qualifications of each pair that has any; a few queries however many pairs.

    One without a value of its own gives the scale's default (paths/qualification).
    """
    found = standing_for(session, set(pairs))
    scales = scales_of_all(session, {competency for _, competency in found})
    return {pair: [_held(each, scales[pair[1]]) for each in versions] for pair, versions in found.items()}


def _held(version: HeldVersion, scale: ScaleView) -> Held:
    value = scale.value(version.scale_value_id) or scale.default
    return Held(
        value.position,
        version.expires_on,
        version.revoked,
        version.verified,
        version.qualification_id,
        value,
        version.issued_on,
        version.registered_at,
    )
