"""'Who knows X in Y?' over 100,000 people: by anybody, by a manager, by an admin, here and everywhere, now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core.achievements.models import Rating
from core.db import BigId, Instant, WorkspaceSession, insert_from
from core.find import Question, as_of, experts
from core.frameworks import scale_of
from core.people import Actor, add_group
from core.people.models import Membership, Person
from tests.bench.crowd import REPORTS_EACH, Crowd
from tests.bench.ground import KINDS, Ground
from tests.bench.lines import Line, percentile, seconds_of

GOAL = 100.0
SKILLS, EACH_KNOWN_BY = 12, 50
"""So many skills are each known by every fiftieth person; the one after them by every fifth."""

POPULAR = 5
PLACE_HOLDS = 100
"""Every hundredth person is in the place asked for."""

Search = Callable[[], object]


def finding(ground: Ground) -> Iterator[Line]:
    """How long a search takes, of all kinds together and of each kind, on each database."""
    for kind in KINDS:
        crowd = ground.crowd(kind)
        searches = _searches(crowd, _prepared(crowd))
        taken = {name: [_milliseconds(each) for each in several] for name, several in searches.items()}
        every = [each for several in taken.values() for each in several]
        note = f"95th percentile of {len(every)}; {crowd.size.label}"
        yield Line(f"who knows it, all searches, {crowd.database}", percentile(every, 0.95), "ms", GOAL, note)
        for name, several in taken.items():
            note = f"95th percentile of {len(several)}"
            yield Line(f"who knows it, {name}, {crowd.database}", percentile(several, 0.95), "ms", GOAL, note)


def _milliseconds(search: Search) -> float:
    search()
    return 1_000 * seconds_of(search)


def _prepared(crowd: Crowd) -> int:
    """Skills that many know and a place that many are in; the place's id."""
    operator = Actor.operator(crowd.workspace_id)
    with crowd.engine.transaction(crowd.workspace_id) as session:
        place = add_group(session, operator, "location", "Bench town")
        inside = {"group_id": sa.literal(place, BigId), "lead": sa.false()}
        _put(session, crowd, Membership, inside, PLACE_HOLDS)
        for number in range(SKILLS + 1):
            skill = _skill(crowd, number)
            known = {
                "competency_id": sa.literal(skill, BigId),
                "scale_value_id": sa.literal(scale_of(session, skill).lowest_proficient.id, BigId),
                "cause": sa.literal("manual"),
            }
            _put(session, crowd, Rating, known, POPULAR if number == SKILLS else EACH_KNOWN_BY)
    crowd.engine.database.look_over()
    return place


def _put(session: WorkspaceSession, crowd: Crowd, model: Any, columns: dict[str, Any], every: int) -> None:
    """A row for every so many people."""
    person = Person.__table__.c
    now = sa.literal(session.now, Instant())
    filled = {"person_id": person.id, **columns, "effective_from": now, "recorded_at": now}
    chosen = sa.and_(person.workspace_id == session.workspace_id, (person.id - crowd.first_person) % every == 0)
    insert_from(session, model, list(filled), sa.select(*filled.values()).where(chosen))


def _skill(crowd: Crowd, number: int) -> int:
    return crowd.first_skill + crowd.size.certificates + number


def _searches(crowd: Crowd, place: int) -> dict[str, list[Search]]:
    """A dozen of each kind, each for another competency as far as there are."""
    last = crowd.first_person + crowd.size.people - 1
    manager = Actor(crowd.workspace_id, crowd.first_person + (crowd.size.people - 1 - REPORTS_EACH) // REPORTS_EACH)
    anybody, admin = Actor(crowd.workspace_id, last), Actor.operator(crowd.workspace_id)
    skills = [_skill(crowd, number) for number in range(SKILLS)]
    certificates = [crowd.first_skill + number for number in range(SKILLS)]
    popular = Question(_skill(crowd, SKILLS))
    by_manager = [Question(each) for each in certificates]
    return {
        "a skill": [_search(crowd, anybody, Question(each)) for each in skills],
        "a skill in a place": [_search(crowd, anybody, Question(each, (place,))) for each in skills],
        "a skill a fifth of all know": [_search(crowd, anybody, popular)] * 4,
        "a certification, a manager of ten": [_search(crowd, manager, each) for each in by_manager],
        "a certification, an admin": [_search(crowd, admin, Question(each)) for each in certificates],
        "a skill, on a day to come": [_search(crowd, anybody, Question(each), ahead=90) for each in skills],
    }


def _search(crowd: Crowd, actor: Actor, question: Question, *, ahead: int = 0) -> Search:
    def search() -> None:
        with crowd.engine.reading(crowd.workspace_id) as session:
            day = session.now.date() + timedelta(days=ahead)
            with as_of(session, day, "UTC") as then:
                experts(then, actor, question)

    return search
