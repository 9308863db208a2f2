"""What people ask for every day, in a workspace of full size: a profile, and targets for many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bot.blocks import render
from bot.conversation import Asker, Job, Place
from bot.listeners.profiles import SHOW_JOB
from bot.service import build_conversations, open_product
from bot.settings import read_settings
from core.gaps import profile_of
from core.people import Actor, person
from core.targets import assign_targets, plan_targets
from core.words import Reader
from tests.bench.crowd import REPORTS_EACH, Crowd
from tests.bench.ground import KINDS, Ground
from tests.bench.lines import Line, milliseconds_of

TIMES = 10
TARGETS = 8


def everyday(ground: Ground) -> Iterator[Line]:
    """A manager looks at a report's profile and asks what targets for many people would do, on each database."""
    for kind in KINDS:
        crowd = ground.crowd(kind)
        yield from _profile(crowd)
        yield _dry_run(crowd)


def _profile(crowd: Crowd) -> Iterator[Line]:
    """A person with ten qualifications and eight targets, seen by their line manager."""
    seen = crowd.first_person + crowd.size.people // 2
    manager = crowd.first_person + (crowd.size.people // 2 - 1) // REPORTS_EACH
    _set_targets(crowd, seen)
    actor = Actor(crowd.workspace_id, manager)
    rows = milliseconds_of(lambda: _read(crowd, actor, seen), TIMES)
    yield Line(f"a person's profile read, {crowd.database}", rows, "ms", note=f"median of {TIMES}; {crowd.size.label}")
    page = milliseconds_of(_page(crowd, manager, seen), TIMES)
    yield Line(f"a person's profile page with its chart, {crowd.database}", page, "ms", note=f"median of {TIMES}")


def _set_targets(crowd: Crowd, person_id: int) -> None:
    due = (crowd.engine.clock() + timedelta(days=60)).date()
    wanted = {crowd.first_skill + crowd.size.certificates + each: None for each in range(TARGETS)}
    with crowd.engine.transaction(crowd.workspace_id) as session:
        assign_targets(session, Actor.operator(crowd.workspace_id), [person_id], wanted, due)


def _read(crowd: Crowd, actor: Actor, person_id: int) -> Any:
    with crowd.engine.reading(crowd.workspace_id) as session:
        return profile_of(session, actor, person_id)


def _page(crowd: Crowd, manager: int, person_id: int) -> Callable[[], object]:
    """The page as `/prowess show` brings it: read, drawn and rendered."""
    product = open_product(read_settings(_env_file=None), engine=crowd.engine)
    handler = build_conversations().jobs[SHOW_JOB]
    with crowd.engine.reading(crowd.workspace_id) as session:
        asker = Asker(Actor(crowd.workspace_id, manager), person(session, manager), Reader())

    def show() -> object:
        answer = handler(Job(product, asker, Place(), {"person": person_id}))
        if answer.card is None:
            raise AssertionError("no page was made")
        return render(answer.card, asker.reader, lambda _payload: "")

    return show


def _dry_run(crowd: Crowd) -> Line:
    """A manager far up asks what three skills for many people below would do."""
    actor = Actor(crowd.workspace_id, crowd.first_person)
    people = [crowd.first_person + 1 + each for each in range(crowd.size.targeted)]
    wanted = {crowd.first_skill + each: None for each in range(3)}

    def dry_run() -> None:
        with crowd.engine.reading(crowd.workspace_id) as session:
            plan = plan_targets(session, actor, people, wanted)
        if len(plan.lines) != 3 * len(people):
            raise AssertionError("the dry run left somebody out")

    figure = milliseconds_of(dry_run, TIMES)
    what = f"/target dry run, {len(people):,} people x 3 skills, {crowd.database}"
    return Line(what, figure, "ms", note=f"median of {TIMES}; by the manager of all {crowd.size.people - 1:,} others")
