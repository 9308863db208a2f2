"""Random histories of groups: at every moment each member has exactly what their groups ask for, and nobody else."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict
from core.frameworks import CompetencyCategory, scale_of
from core.people import add_group, archive_group, join_group, leave_group, members_of, restore_group
from core.targets import (
    GROUP,
    group_targets,
    remove_group_targets,
    restore_group_targets,
    set_group_targets,
    undo_group_targets,
)
from core.targets.models import Target
from tests.builders import a_person, a_skill
from tests.conftest import House

DAYS = (None, date(2027, 3, 1), date(2027, 5, 1))
STEPS = 25


class Story:
    """Two groups, four people, two languages, and what can happen to them."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.chance = house, random.Random(seed)
        with house.writing() as session:
            self.people = [a_person(session, f"Person {each}") for each in range(4)]
            self.groups = [add_group(session, house.operator, "team", name) for name in ("North", "South")]
            language = CompetencyCategory.LANGUAGE
            self.skills = [a_skill(session, name, category=language) for name in ("English", "German")]
            self.values = [value.id for value in scale_of(session, self.skills[0]).values]
        self.archived: set[int] = set()
        self.set_last: tuple[int, tuple[int, ...]] | None = None
        self.removed_last: tuple[int, tuple[int, ...]] | None = None

    def step(self) -> None:
        """Something happens."""
        acts: list[Callable[[WorkspaceSession], None]] = [
            *[self.join, self.demand] * 2, self.leave, self.drop, self.undo, self.restore, self.archive,
        ]  # fmt: skip
        with self.house.writing() as session:
            self.chance.choice(acts)(session)
        self.house.clock.forward(minutes=1)

    def join(self, session: WorkspaceSession) -> None:
        if (group := self.group()) is not None:
            join_group(session, self.house.operator, group, self.chance.choice(self.people))

    def leave(self, session: WorkspaceSession) -> None:
        if (group := self.group()) is not None:
            leave_group(session, self.house.operator, group, self.chance.choice(self.people))

    def demand(self, session: WorkspaceSession) -> None:
        if (group := self.group()) is not None:
            wanted = {self.chance.choice(self.skills): self.chance.choice([None, *self.values])}
            done = set_group_targets(session, self.house.operator, group, wanted, self.chance.choice(DAYS))
            self.set_last = (group, done.ids)

    def drop(self, session: WorkspaceSession) -> None:
        if (group := self.group()) is not None:
            ids = remove_group_targets(session, self.house.operator, group, [self.chance.choice(self.skills)])
            self.removed_last = (group, ids)

    def undo(self, session: WorkspaceSession) -> None:
        last, self.set_last = self.set_last, None
        if last is not None and last[0] not in self.archived:
            try:
                undo_group_targets(session, self.house.operator, *last)
            except Conflict as changed:
                assert "changed since" in str(changed)

    def restore(self, session: WorkspaceSession) -> None:
        last, self.removed_last = self.removed_last, None
        if last is not None and last[0] not in self.archived:
            restore_group_targets(session, self.house.operator, *last)

    def archive(self, session: WorkspaceSession) -> None:
        group = self.chance.choice(self.groups)
        if group in self.archived:
            restore_group(session, self.house.operator, group)
            self.archived.discard(group)
        else:
            archive_group(session, self.house.operator, group)
            self.archived.add(group)

    def group(self) -> int | None:
        """A group in use."""
        return self.chance.choice([each for each in self.groups if each not in self.archived] or [None])

    def asked(self, session: WorkspaceSession) -> set[tuple[int, int, int, int, date | None]]:
        """What each member should have by plain reckoning."""
        required = group_targets(session, self.groups)
        return {
            (group, person, each.competency_id, each.value.id, each.due_on)
            for group in self.groups
            for person in members_of(session, group)
            for each in required[group]
        }

    def held(self, session: WorkspaceSession) -> set[tuple[int, int, int, int, date | None]]:
        """What each really has."""
        query = select(Target).where(Target.source == GROUP, Target.in_force(session.now))
        return {
            (row.source_key, row.person_id, row.competency_id, row.scale_value_id, row.due_on)
            for row in session.scalars(query)
        }


@pytest.mark.rule("targets/group")
@pytest.mark.rule("targets/leaving")
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_to_groups_each_member_has_what_they_ask_for_and_nobody_else(house: House, seed: int) -> None:
    story = Story(house, seed)
    for _ in range(STEPS):
        story.step()
        with house.reading() as session:
            assert story.held(session) == story.asked(session)
