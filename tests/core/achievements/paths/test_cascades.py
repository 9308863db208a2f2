"""Random webs of competencies: a rating travels as far upward as a plain reading says, each once, and it ends."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.achievements import RatingsChanged, give_rating, ratings_of, rules_of
from core.errors import Invalid
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.core.achievements.paths.ways import ALL_CHILDREN, other, rules, under, value_id, way

SKILLS = 6
PARENT, ASKS = "parent", "asks"

upward = st.lists(
    st.tuples(st.integers(0, SKILLS - 1), st.integers(0, SKILLS - 1), st.sampled_from([PARENT, ASKS])), max_size=9
)
"""Edges: which skill, which other, and how the one looks at the other."""

ratings = st.lists(st.integers(0, SKILLS - 1), min_size=1, max_size=4)
SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass
class Web:
    """Skills with what each looks at: children (all of them count) and others (any of them counts)."""

    house: House
    anna: int
    skills: list[int]
    children: dict[int, set[int]]
    others: dict[int, set[int]]

    def rate(self, skill: int) -> Counter[int]:
        """Anna is rated proficient; how often each skill's rating changed by it."""
        with self.house.writing() as session:
            got = value_id(session, self.skills[skill], "Acquired")
            give_rating(
                session, self.house.operator, person_id=self.anna, competency_id=self.skills[skill], scale_value_id=got
            )
        facts = [fact for _, fact in session.facts if isinstance(fact, RatingsChanged)]
        return Counter(each for fact in facts for each in fact.competency_ids)

    def proficient(self) -> set[int]:
        """The skills Anna is proficient in."""
        with self.house.reading() as session:
            found = ratings_of(session, [(self.anna, each) for each in self.skills])
        return {self.skills.index(competency) for (_, competency), rating in found.items() if rating.proficient}

    def above(self, rated: set[int]) -> set[int]:
        """What follows from these, read plainly: over and over until nothing is added."""
        known = set(rated)
        while True:
            more = {each for each in range(SKILLS) if each not in known and self._follows(each, known)}
            if not more:
                return known
            known |= more

    def _follows(self, skill: int, known: set[int]) -> bool:
        children = self.children.get(skill, set())
        return bool(children and children <= known) or bool(self.others.get(skill, set()) & known)


def _web(house: House, edges: list[tuple[int, int, str]], *, circles: bool) -> Web:
    """The skills with these edges; without circles each looks only at those before it."""
    with house.writing() as session:
        anna = a_person(session)
        skills = [a_skill(session, f"Skill {number} of {anna}") for number in range(SKILLS)]
    web = Web(house, anna, skills, {}, {})
    for one, two, kind in edges:
        upper, lower = (one, two) if circles else (max(one, two), min(one, two))
        if upper != lower:
            (web.children if kind == PARENT else web.others).setdefault(upper, set()).add(lower)
    for link in (_ask, _put_under) if circles else (_put_under, _ask):
        link(web)
    return web


def _put_under(web: Web) -> None:
    """Put skills under others; what would be too deep is refused, and then it is not there."""
    for upper, lower in sorted(web.children.items()):
        try:
            with web.house.writing() as session:
                under(web.house, session, web.skills[upper], *(web.skills[each] for each in sorted(lower)))
        except Invalid:
            del web.children[upper]


def _ask(web: Web) -> None:
    """Give skills their own paths; put in before the hierarchy, they may come to look at what looks at them."""
    with web.house.reading() as session:
        has_children = {each for each, rule in rules_of(session, web.skills).items() if rule.children}
    refused = set[int]()
    for upper, lower in web.others.items():
        skill = web.skills[upper]
        paths = [way(other(web.skills[each])) for each in sorted(lower)]
        with suppress(Invalid), web.house.writing() as session:
            rules(session, skill, *paths, *([way(ALL_CHILDREN)] if skill in has_children else []))
            continue
        refused.add(upper)
    for each in refused:
        del web.others[each]


@pytest.mark.rule("paths/cascade")
@SOME
@example(edges=[(0, 1, "parent"), (1, 2, "parent"), (2, 3, "parent"), (3, 4, "parent")], rated=[0])
@given(edges=upward, rated=ratings)
def test_a_rating_travels_exactly_as_far_as_a_plain_reading_says_and_changes_each_once(
    house: House, edges: list[tuple[int, int, str]], rated: list[int]
) -> None:
    web = _web(house, edges, circles=False)
    for place, skill in enumerate(rated):
        changed = web.rate(skill)
        assert web.proficient() == web.above(set(rated[: place + 1]))
        assert all(times == 1 for times in changed.values())


@SOME
@given(edges=upward, rated=ratings)
def test_a_cascade_ends_also_where_skills_look_at_each_other(
    house: House, edges: list[tuple[int, int, str]], rated: list[int]
) -> None:
    web = _web(house, edges, circles=True)
    for skill in rated:
        changed = web.rate(skill)
        assert skill in web.proficient()
        assert all(times == 1 for times in changed.values())
