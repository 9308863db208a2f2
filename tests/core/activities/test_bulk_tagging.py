"""Many activities asked about: statements don't grow with them, rights hold for each, and nothing is linked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from core.activities import (
    Asked,
    Offer,
    Scope,
    TaggerAnswer,
    activities_named,
    bulk_progress,
    claim_bulk,
    link_skill,
    next_waiting,
    plan_bulk,
    propose_for_many,
    propose_skills,
    reject_suggestion,
    settle_bulk,
    start_bulk,
    to_ask,
    waiting_activities,
)
from core.activities.models import SkillLink, Suggestion
from core.errors import Conflict, Refused
from core.frameworks import CompetencyCategory
from core.people import ContextKind, RoleContext, give_role
from tests.builders import a_course, a_module_in, a_person, a_skill, an_activity
from tests.conftest import House

ASKED = Asked(0.5, "toy")


def offered(*skills: int, confidence: float = 0.9) -> TaggerAnswer:
    return TaggerAnswer([Offer(each, confidence, "retrieval", "words") for each in skills], ASKED)


@contextmanager
def counting(house: House) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engines = (house.engine.database.engine, house.engine.database.reader)
    for each in engines:
        event.listen(each, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for each in engines:
            event.remove(each, "before_cursor_execute", note)


def _statements(house: House, number: int) -> int:
    """How many statements one part of so many activities takes, from claiming to settling."""
    with house.writing() as session:
        skill = a_skill(session, f"Skill {number}")
        for at in range(number):
            an_activity(session, f"Drill {number} {at}")
    with house.writing() as session:
        run = start_bulk(session, house.operator)
    with counting(house) as sent:
        with house.writing() as session:
            claimed = claim_bulk(session, run.id, "worker", 1_000)
        with house.reading() as session:
            asked = to_ask(session, house.operator, claimed)
        with house.writing() as session:
            answers = {each.activity_id: offered(skill) for each in asked}
            now = settle_bulk(session, house.operator, run.id, "worker", claimed, answers)
    assert (now.proposed, now.finished) == (number, True)
    return len(sent)


def test_a_part_takes_as_many_statements_for_fifty_activities_as_for_five(house: House) -> None:
    few, many = _statements(house, 5), _statements(house, 50)
    assert many <= few + 2


@pytest.mark.rule("tagging/bulk")
def test_what_a_run_yields_is_open_suggestions_and_no_link(house: House) -> None:
    _statements(house, 3)
    with house.reading() as session:
        assert session.scalars(sa.select(Suggestion.status)).all() == ["open"] * 3
        assert session.scalar(sa.select(sa.func.count(SkillLink.id))) == 0


def test_for_many_and_for_one_the_same_is_kept(house: House) -> None:
    with house.writing() as session:
        skills = [a_skill(session, name) for name in ("One", "Two", "Three", "Four", "Five")]
        hidden = a_skill(session, "Hidden", access_tier=3)
        one, many = an_activity(session, "One", skills[0]), an_activity(session, "Many", skills[0])
        cleo = house.as_(a_person(session, "Cleo", role="content_editor", access_tier=1))
        for activity in (one, many):
            kept = propose_skills(session, house.operator, activity, offered(skills[1]).offers, ASKED)
            reject_suggestion(session, house.operator, kept.suggestion_ids[0])
    answer = TaggerAnswer([*offered(hidden, *skills).offers, *offered(skills[4], confidence=0.4999).offers], ASKED)
    with house.writing() as session:
        propose_skills(session, cleo, one, answer.offers, ASKED)
        propose_for_many(session, cleo, {many: answer})
    with house.reading() as session:
        found = {
            activity: set(
                session.scalars(
                    sa.select(Suggestion.competency_id).where(
                        Suggestion.activity_id == activity, Suggestion.status == "open"
                    )
                )
            )
            for activity in (one, many)
        }
    assert found[one] == found[many]
    assert len(found[one]) == 2
    assert not found[one] & {hidden, skills[0], skills[1]}


def test_a_teacher_reaches_the_activities_of_their_course_and_no_others(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session)
        own, other = a_course(session, "Own"), a_course(session, "Other")
        inside = an_activity(session, "Inside", modules=(a_module_in(session, own),))
        outside = an_activity(session, "Outside", modules=(a_module_in(session, other),))
        tina = a_person(session, "Tina")
        give_role(session, house.operator, tina, "teacher", RoleContext(ContextKind.COURSE, own))
    with house.writing() as session:
        assert plan_bulk(session, house.as_(tina)).to_ask == 1
        assert plan_bulk(session, house.as_(tina), Scope(course_id=other, name="Other")).activities == 0
        kept = propose_for_many(session, house.as_(tina), {inside: offered(skill), outside: offered(skill)})
        assert list(kept) == [inside]
        propose_skills(session, house.operator, outside, offered(skill).offers, ASKED)
        assert waiting_activities(session, house.as_(tina)) == 1
        assert next_waiting(session, house.as_(tina), inside) is None
        assert waiting_activities(session, house.operator) == 2


@pytest.mark.parametrize(("linked", "full"), [(2, 0), (3, 1)])
def test_an_activity_is_full_with_three_skills_and_other_categories_do_not_count(
    house: House, linked: int, full: int
) -> None:
    with house.writing() as session:
        activity = an_activity(session)
        for at in range(linked):
            link_skill(session, house.operator, activity, a_skill(session, f"Skill {at}"))
        language = a_skill(session, "German", category=CompetencyCategory.LANGUAGE)
        link_skill(session, house.operator, activity, language)
        found = plan_bulk(session, house.operator)
    assert (found.activities, found.full, found.to_ask) == (1, full, 1 - full)


def test_starting_twice_or_with_nothing_to_ask_about_is_refused_and_changes_nothing(house: House) -> None:
    with house.writing() as session, pytest.raises(Conflict, match="There is nothing to ask about"):
        start_bulk(session, house.operator)
    with house.writing() as session:
        an_activity(session)
    with house.writing() as session:
        run = start_bulk(session, house.operator)
    with house.writing() as session, pytest.raises(Conflict, match="Your last run isn't finished"):
        start_bulk(session, house.operator)
    with house.reading() as session:
        assert bulk_progress(session, house.operator, run.id).total == 1


@pytest.mark.parametrize("ask", [plan_bulk, start_bulk])
def test_whoever_may_use_the_tagger_nowhere_is_refused(house: House, ask: Callable[..., Any]) -> None:
    with house.writing() as session:
        an_activity(session)
        anna = house.as_(a_person(session))
    with house.writing() as session, pytest.raises(Refused, match="asking for skill suggestions"):
        ask(session, anna)


def test_a_run_of_one_workspace_is_unknown_in_another(house: House) -> None:
    with house.writing() as session:
        an_activity(session, "Drill")
    with house.writing() as session:
        run = start_bulk(session, house.operator)
    other = house.engine.add_workspace(f"{house.workspace_id}-other", "Other")
    with house.engine.transaction(other) as session:
        assert claim_bulk(session, run.id, "worker", 10) == []
        assert activities_named(session, "Drill") == []
