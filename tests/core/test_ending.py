"""Versions ended by their ids: what they were stays on file, closed; what is not open any more stays as it is."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core import ending
from core.db import WorkspaceSession
from core.ending import end_versions
from core.targets import assign_targets
from core.targets.models import Target
from tests.builders import a_person, a_skill
from tests.conftest import House


@pytest.fixture
def targets(house: House) -> list[int]:
    """Five people with a target each."""
    with house.writing() as session:
        persons = [a_person(session, f"Person {each}") for each in range(5)]
        assign_targets(session, house.operator, persons, {a_skill(session, "Fire safety"): None})
    with house.reading() as session:
        return list(session.scalars(select(Target.id).order_by(Target.id)))


def open_ids(session: WorkspaceSession) -> list[int]:
    still = select(Target.id).where(Target.superseded_at.is_(None), Target.effective_until.is_(None))
    return list(session.scalars(still.order_by(Target.id)))


@pytest.mark.parametrize("at_once", [2, 3, 1_000])
def test_an_ended_version_is_superseded_by_its_closed_copy_however_many_there_are(
    house: House, targets: list[int], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "CHUNK", at_once)
    house.clock.forward(days=1)
    with house.writing() as session:
        end_versions(session, Target, targets[:3])
    with house.reading() as session:
        assert open_ids(session) == targets[3:]
        ended = {row.id: row for row in session.scalars(select(Target).where(Target.id.in_(targets[:3])))}
        over = select(Target).where(Target.effective_until == house.clock()).order_by(Target.id)
        closed = list(session.scalars(over))
    assert all(each.superseded_at == house.clock() and each.effective_until is None for each in ended.values())
    was = [ended[each] for each in targets[:3]]
    assert [(each.person_id, each.effective_from, each.set_at) for each in closed] == [
        (each.person_id, each.effective_from, each.set_at) for each in was
    ]
    assert all(each.recorded_at == house.clock() and each.superseded_at is None for each in closed)


def test_ending_a_version_again_or_none_changes_nothing(house: House, targets: list[int]) -> None:
    with house.writing() as session:
        end_versions(session, Target, targets[:1])
    with house.reading() as session:
        before = len(session.scalars(select(Target.id)).all())
    house.clock.forward(days=1)
    with house.writing() as session:
        end_versions(session, Target, targets[:1])
        end_versions(session, Target, [])
    with house.reading() as session:
        assert len(session.scalars(select(Target.id)).all()) == before == 6
        assert open_ids(session) == targets[1:]
