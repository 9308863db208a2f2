"""Competencies: created, edited everywhere at once, seen and managed by those who may."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from core.activities import linked_skills
from core.audit.models import RecordedFact
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import (
    CompetencyCategory,
    CompetencyDetails,
    CompetencyEdits,
    competencies,
    competency_record,
    competency_snapshot,
    create_competency,
    edit_competency,
    find_named,
    rename_competency,
    restore_competency,
    set_status,
    visible_competencies,
)
from core.gaps import names_of
from core.people import Actor
from tests.builders import a_person, a_result, a_skill, an_activity
from tests.conftest import House


def an_editor(session: WorkspaceSession, **details: int) -> Actor:
    return Actor(session.workspace_id, a_person(session, "Cleo Martin", role="content_editor", **details))


@pytest.mark.rule("frameworks/competency")
def test_a_competency_has_what_somebody_says_of_it_and_stands_in_company_skills(house: House) -> None:
    with house.writing() as session:
        parent = a_skill(session, "Safety at work")
        made = create_competency(
            session,
            house.operator,
            CompetencyDetails(
                "  Can put out   a fire ",
                description=" With the right extinguisher. ",
                idnumber=" NL-7 ",
                parent_ids=(parent,),
                tags=("safety", "emergency"),
                translated_synonyms={"en": ["Fire fighting"], "de": ["Brandschutz"]},
                access_tier=2,
            ),
        )
    with house.reading() as session:
        record = competency_record(session, house.operator, made)
    assert (record.base_name, record.base_description) == ("Can put out a fire", "With the right extinguisher.")
    assert (record.view.idnumber, record.view.category, record.view.access_tier) == ("NL-7", "skill", 2)
    assert record.framework == "Company skills"
    assert [each.name for each in record.parents] == ["Safety at work"]
    assert record.tags == ("emergency", "safety")
    assert record.synonyms == {"de": ["Brandschutz"], "en": ["Fire fighting"]}


@pytest.mark.rule("frameworks/category")
@pytest.mark.parametrize("category", list(CompetencyCategory))
def test_each_of_the_five_categories_holds_competencies_that_can_be_edited(
    house: House, category: CompetencyCategory
) -> None:
    with house.writing() as session:
        made = a_skill(session, "Norwegian", category=category)
        edit_competency(session, house.operator, made, CompetencyEdits(name="Norwegian, spoken"))
    with house.reading() as session:
        record = competency_record(session, house.operator, made)
    assert (record.view.name, record.view.category) == ("Norwegian, spoken", category)
    assert [str(each) for each in CompetencyCategory] == [
        "skill", "language", "certification", "education", "experience"
    ]


@pytest.mark.parametrize("name", ["", "   ", "…!"])
def test_a_skill_without_a_name_is_refused_at_its_field(house: House, name: str) -> None:
    with house.writing() as session, pytest.raises(Invalid, match="needs a name") as refused:
        create_competency(session, house.operator, CompetencyDetails(name))
    assert refused.value.field == "name"


def test_a_taken_id_number_is_refused_naming_its_holder(house: House) -> None:
    with house.writing() as session:
        a_skill(session, "Fire safety", idnumber="NL-1")
        other = a_skill(session, "Welding")
    with house.writing() as session, pytest.raises(Conflict, match="NL-1 belongs to Fire safety") as refused:
        edit_competency(session, house.operator, other, CompetencyEdits(idnumber="NL-1"))
    assert refused.value.field == "idnumber"
    with house.writing() as session:
        assert edit_competency(session, house.operator, other, CompetencyEdits(idnumber="NL-2")) == ("id number",)


@pytest.mark.rule("skills/edit")
def test_a_new_name_is_everywhere_at_once_and_links_and_achievements_stay(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
        activity = an_activity(session, "Drill", skill)
        rename_competency(session, house.operator, skill, "Fire protection")
    with house.reading() as session:
        assert [each.name for each in linked_skills(session, activity)] == ["Fire protection"]
        assert find_named(session, house.operator, "Fire safety") == []
        assert [each.id for each in find_named(session, house.operator, "fire protection")] == [skill]


def test_an_edit_says_what_changed_and_repeated_changes_nothing(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety", tags=("safety",))
    edits = CompetencyEdits(
        name="Fire safety", description="Acts on an alarm.", access_tier=3, tags=["safety", "alarm"],
        synonyms={"en": ["HSE"]},
    )
    with house.writing() as session:
        assert set(edit_competency(session, house.operator, skill, edits)) == {
            "description", "access tier", "tags", "synonyms"
        }
    with house.writing() as session:
        assert edit_competency(session, house.operator, skill, edits) == ()
        kinds = [fact.kind for fact in session.scalars(select(RecordedFact)) if fact.kind == "competency.changed"]
    assert len(kinds) == 1


def test_an_edit_can_be_taken_back_whole_unless_somebody_edited_since(house: House) -> None:
    with house.writing() as session:
        parent = a_skill(session, "Safety at work")
        skill = a_skill(session, "Fire safety", tags=("safety",), idnumber="NL-1", parent_ids=(parent,))
        before = competency_snapshot(session, skill)
        house.clock.forward(minutes=1)
    with house.writing() as session:
        edits = CompetencyEdits(
            name="Fire", description="x", idnumber=None, access_tier=1, tags=[], synonyms={"de": ["Feuer"]},
            parent_ids=[],
        )
        edit_competency(session, house.operator, skill, edits)
        after = competency_snapshot(session, skill)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        restore_competency(session, house.operator, skill, before, after)
        assert competency_snapshot(session, skill) == before
    with house.writing() as session, pytest.raises(Conflict, match="changed again since"):
        restore_competency(session, house.operator, skill, before, after)


@pytest.mark.rule("people/skill-managers")
def test_an_editor_without_tier_manages_skills_and_one_with_a_tier_or_another_category_is_refused(
    house: House,
) -> None:
    with house.writing() as session:
        cleo, tiered = an_editor(session), an_editor(session, access_tier=9)
        anna = Actor(session.workspace_id, a_person(session))
        skill = a_skill(session, "Fire safety")
        language = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        rename_competency(session, cleo, skill, "Fire protection")
        set_status(session, cleo, skill, "disabled")
    for actor, wanted in ((tiered, skill), (anna, skill), (cleo, language)):
        with house.writing() as session, pytest.raises(Refused, match="editing the catalogue"):
            rename_competency(session, actor, wanted, "Other")
        with house.writing() as session, pytest.raises(Refused):
            set_status(session, actor, wanted, "active")


def test_nobody_sets_a_tier_by_which_they_would_lose_sight_of_a_skill(house: House) -> None:
    with house.writing() as session:
        frida = Actor(session.workspace_id, a_person(session, "Frida Lie", role="framework_admin", access_tier=2))
        skill = a_skill(session, "Fire safety")
        edit_competency(session, frida, skill, CompetencyEdits(access_tier=2))
    with house.writing() as session, pytest.raises(Invalid, match="Your own access tier is 2; with 3"):
        edit_competency(session, frida, skill, CompetencyEdits(access_tier=3))
    with house.writing() as session, pytest.raises(Invalid, match="whole number from 0"):
        edit_competency(session, house.operator, skill, CompetencyEdits(access_tier=-1))


@pytest.mark.parametrize(("tier", "seen"), [(None, False), (1, False), (2, True), (3, True)])
def test_a_skill_of_tier_2_is_seen_from_tier_2_upward_and_else_reads_as_missing(
    house: House, tier: int | None, seen: bool
) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Crane control", access_tier=2)
        anna = Actor(session.workspace_id, a_person(session, access_tier=tier))
    with house.reading() as session:
        assert [each.id for each in visible_competencies(session, anna)] == ([skill] if seen else [])
        assert bool(find_named(session, anna, "Crane control")) is seen
        if seen:
            assert competency_record(session, anna, skill).view.name == "Crane control"
        else:
            with pytest.raises(NotFound, match="I don't find that competency"):
                competency_record(session, anna, skill)


def test_a_hidden_skill_stays_among_own_achievements_and_out_of_colleagues_sight(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Crane control", access_tier=2)
        anna = a_person(session)
        bea = Actor(session.workspace_id, a_person(session, "Bea Dahl"))
        for title in ("One", "Two", "Three"):
            a_result(session, anna, an_activity(session, title, skill))
    with house.reading() as session:
        assert names_of(session, house.as_(anna), anna) == ["Crane control"]
        assert names_of(session, bea, anna) == []


def test_thirty_competencies_are_read_with_as_many_statements_as_one(house: House) -> None:
    with house.writing() as session:
        ids = [a_skill(session, f"Skill {number}") for number in range(30)]

    def statements(wanted: list[int]) -> int:
        seen: list[str] = []
        engine = house.engine.database.reader
        watcher = lambda _c, _k, statement, *_rest: seen.append(statement)  # noqa: E731
        event.listen(engine, "before_cursor_execute", watcher)
        try:
            with house.reading() as session:
                assert len(competencies(session, wanted)) == len(wanted)
        finally:
            event.remove(engine, "before_cursor_execute", watcher)
        return len(seen)

    assert statements(ids) == statements(ids[:1])
