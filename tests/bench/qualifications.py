"""'All competencies' over a million qualifications: the first page, whatever it is narrowed to, and a file of many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from core.exchange import write_qualifications
from core.people import Actor, add_group, join_group
from core.qualifications import Choice, Status, qualifications_listed, set_type
from tests.bench.crowd import REPORTS_EACH, Crowd
from tests.bench.ground import KINDS, Ground
from tests.bench.lines import Line, milliseconds_of, processor_ms_of, seconds_of

GOAL = 150.0
TIMES = 7
LATER = timedelta(days=45)
"""The pages are read at a time at which some thirtieth of all is expiring."""


def listing(ground: Ground) -> Iterator[Line]:
    """First pages for an admin and for a manager, on each database; and an export."""
    for kind in KINDS:
        crowd = ground.crowd(kind)
        team = _prepared(crowd)
        admin, manager = Actor.operator(crowd.workspace_id), Actor(crowd.workspace_id, _manager(crowd))
        for name, choice in _choices(crowd, team).items():
            yield _page(crowd, admin, f"all competencies, {name}", choice)
        soon = Choice(statuses=(Status.EXPIRING,))
        yield _page(crowd, manager, "all competencies, a manager of ten", Choice())
        yield _page(crowd, manager, "all competencies, expiring, a manager of ten", soon)
        yield _file(crowd, ground)


def _prepared(crowd: Crowd) -> int:
    """A team of forty and a type that asks for documents; the team's id."""
    operator = Actor.operator(crowd.workspace_id)
    with crowd.engine.transaction(crowd.workspace_id) as session:
        team = add_group(session, operator, "team", "Bench team")
        for each in range(40):
            join_group(session, operator, team, crowd.first_person + each * (crowd.size.people // 40))
        set_type(session, operator, crowd.first_skill + 3, documentation_required=True)
    return team


def _manager(crowd: Crowd) -> int:
    """Somebody with ten reports who have none."""
    return crowd.first_person + (crowd.size.people - 1 - REPORTS_EACH) // REPORTS_EACH


def _choices(crowd: Crowd, team: int) -> dict[str, Choice]:
    types = (crowd.first_skill + 3, crowd.first_skill + 4)
    return {
        "all": Choice(),
        "one type": Choice(competencies=types[:1]),
        "a team": Choice(groups=(("team", (team,)),)),
        "expiring": Choice(statuses=(Status.EXPIRING,)),
        "two types, expiring": Choice(competencies=types, statuses=(Status.EXPIRING,)),
        "documents missing": Choice(statuses=(Status.MISSING_DOCUMENTATION,)),
        "languages": Choice(categories=("language",)),
    }


def _page(crowd: Crowd, actor: Actor, name: str, choice: Choice) -> Line:
    def read() -> None:
        with crowd.engine.reading(crowd.workspace_id, crowd.due_at + LATER) as session:
            qualifications_listed(session, actor, choice)

    read()
    wall = milliseconds_of(read, TIMES)
    own = processor_ms_of([read] * TIMES)
    note = f"median of {TIMES}; {own:.0f} ms of this process's processor time; {crowd.size.label}"
    return Line(f"{name}, first page, {crowd.database}", wall, "ms", GOAL, note)


def _file(crowd: Crowd, ground: Ground) -> Line:
    """A tenth of all, as CSV."""
    kinds = crowd.size.certificates // 10
    choice = Choice(competencies=tuple(crowd.first_skill + each for each in range(kinds)))
    path, rows = Path(ground.folder()) / "out.csv", list[int]()

    def write() -> None:
        with crowd.engine.reading(crowd.workspace_id) as session:
            rows.append(write_qualifications(session, Actor.operator(crowd.workspace_id), choice, "csv", path))

    seconds = seconds_of(write)
    return Line(f"export of {rows[0]:,} qualifications as CSV, {crowd.database}", seconds, "s", note="row by row")
