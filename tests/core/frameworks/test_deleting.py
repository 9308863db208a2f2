"""Deleting what nothing ever referred to, and copying a framework with all its parts."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.achievements import AchievementPath, Criterion, CriterionKind, Policy, rules_of, set_rules
from core.activities import link_skill, unlink_skill
from core.errors import Conflict, Refused
from core.frameworks import (
    CompetencyDetails,
    add_parent,
    competency_record,
    competency_references,
    create_competency,
    delete_competency,
    delete_framework,
    depth_of,
    duplicate_framework,
    framework_references,
    framework_view,
    framework_views,
    relate,
    set_parents,
    tree_of,
)
from core.frameworks.models import Competency, CompetencyState, ParentEdge, Related, Synonym, Tag
from core.frameworks.references import part_tables
from core.targets import assign_targets
from tests.builders import a_branch, a_certificate, a_framework, a_person, a_skill, an_activity
from tests.conftest import House


@pytest.mark.rule("frameworks/delete")
def test_a_competency_that_nothing_refers_to_goes_with_all_its_parts(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        top, other = (a_branch(session, framework, name)[0] for name in ("Safety", "Care"))
        made = create_competency(
            session,
            house.operator,
            CompetencyDetails("Fire", framework_id=framework, parent_ids=(top,), tags=("hot",), synonyms=("Blaze",)),
        )
        relate(session, house.operator, made, other)
    with house.writing() as session:
        assert competency_references(session, made) == {}
        assert delete_competency(session, house.operator, made) == "Fire"
    with house.reading() as session:
        assert [row.name for row in tree_of(session, house.operator, framework)] == ["Care", "Safety"]
        for model, column in (
            (CompetencyState, "competency_id"),
            (ParentEdge, "child_id"),
            (Synonym, "competency_id"),
            (Tag, "competency_id"),
            (Related, "one_id"),
            (Related, "other_id"),
        ):
            assert session.scalar(sa.select(model.id).where(getattr(model, column) == made)) is None  # type: ignore[attr-defined]


@pytest.mark.rule("frameworks/delete")
def test_what_was_ever_linked_rated_or_targeted_stays_and_the_references_are_counted(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        skill = a_skill(session, "Welding")
        activity = an_activity(session, "Seams", skill)
        unlink_skill(session, house.operator, activity, skill)
        assign_targets(session, house.operator, [anna], {skill: None}, None)
    with house.writing() as session:
        counts = competency_references(session, skill)
        assert (counts["skill_link"], counts["target"]) == (1, 1)
        with pytest.raises(Conflict, match="Welding was not deleted: it is referred to by") as error:
            delete_competency(session, house.operator, skill)
        said = str(error.value)
        assert "1 activity link" in said
        assert "1 target" in said
        assert "Disabling it keeps them" in said
        assert competency_record(session, house.operator, skill).view.active


@pytest.mark.rule("frameworks/delete")
def test_a_parent_stays_as_long_as_something_ever_stood_under_it(house: House) -> None:
    with house.writing() as session:
        top, child = a_branch(session, a_framework(session), "Safety", "Fire")
        with pytest.raises(Conflict, match="it is referred to by 1 sub-competency"):
            delete_competency(session, house.operator, top)
        set_parents(session, house.operator, child, [])
        with pytest.raises(Conflict, match="1 sub-competency"):
            delete_competency(session, house.operator, top)
        delete_competency(session, house.operator, child)
        delete_competency(session, house.operator, top)


@pytest.mark.rule("frameworks/delete")
def test_a_framework_goes_whole_when_nothing_outside_refers_into_it(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        top, fire, _ = a_branch(session, framework, "Safety", "Fire", "Hoses")
        [care] = a_branch(session, framework, "Care")
        add_parent(session, house.operator, fire, care)
        relate(session, house.operator, top, care)
    with house.writing() as session:
        assert framework_references(session, framework) == {}
        assert delete_framework(session, house.operator, framework) == "National framework"
    with house.reading() as session:
        assert [each.name for each in framework_views(session, house.operator)] == ["Company skills"]
        assert session.scalar(sa.select(sa.func.count(Competency.id))) == 0


@pytest.mark.rule("frameworks/delete")
def test_a_framework_with_ratings_stays_and_the_built_in_one_always(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        [skill] = a_branch(session, framework, "Hoses")
        link_skill(session, house.operator, an_activity(session), skill)
        built_in = next(each.id for each in framework_views(session, house.operator) if each.built_in)
    with house.writing() as session:
        with pytest.raises(Conflict, match="National framework was not deleted: it is referred to by 1 activity link"):
            delete_framework(session, house.operator, framework)
        with pytest.raises(Conflict, match="Company skills is built in"):
            delete_framework(session, house.operator, built_in)


def test_nobody_deletes_without_the_right(house: House) -> None:
    with house.writing() as session:
        framework, skill = a_framework(session), a_skill(session)
        editor, employee = a_person(session, role="content_editor"), a_person(session)
    with house.writing() as session:
        for person in (editor, employee):
            with pytest.raises(Refused):
                delete_framework(session, house.as_(person), framework)
        with pytest.raises(Refused):
            delete_competency(session, house.as_(employee), skill)
        delete_competency(session, house.as_(editor), skill)


@pytest.mark.rule("frameworks/duplicate")
def test_a_copy_has_competencies_edges_and_texts_and_neither_links_nor_ratings(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session, "National framework", "NF-1")
        top = create_competency(
            session, house.operator,
            CompetencyDetails("Safety", idnumber="S", framework_id=framework, tags=("hot",), synonyms=("Security",)),
        )
        low = create_competency(
            session, house.operator,
            CompetencyDetails("Fire", idnumber="S.1", framework_id=framework, parent_ids=(top,), access_tier=1),
        )
        relate(session, house.operator, top, low)
        link_skill(session, house.operator, an_activity(session), low)
        a_certificate(session, a_person(session), of=low)
    with house.writing() as session:
        children = AchievementPath((Criterion(CriterionKind.CHILDREN, count=1),))
        other = AchievementPath((Criterion(CriterionKind.OTHER, subject_id=low), Criterion(CriterionKind.STREAK)))
        set_rules(session, house.operator, top, [children], policy=Policy.LATEST)
        [care] = a_branch(session, framework, "Care")
        set_rules(session, house.operator, care, [other])
    with house.writing() as session, pytest.raises(Conflict, match="nf-1 belongs to National framework"):
        duplicate_framework(session, house.operator, framework, name="Copy", idnumber="nf-1")
    with house.writing() as session:
        copy = duplicate_framework(session, house.operator, framework, name="Copy", idnumber="NF-2")
    with house.reading() as session:
        rows = tree_of(session, house.operator, copy)
        assert [(row.name, row.idnumber, row.depth) for row in rows] == [
            ("Care", None, 1), ("Safety", "S", 1), ("Fire", "S.1", 2)
        ]
        asking, *rows = rows
        assert not {row.id for row in (asking, *rows)} & {top, low, care}
        copied = competency_record(session, house.operator, rows[0].id)
        assert (copied.tags, copied.synonyms) == (("hot",), {"en": ["Security"]})
        assert copied.related == ((rows[1].id, "Fire"),)
        assert competency_record(session, house.operator, rows[1].id).view.access_tier == 1
        assert depth_of(session, rows[1].id) == 2
        assert framework_references(session, copy) == {}
        rules = rules_of(session, [rows[0].id, asking.id])
        assert (rules[rows[0].id].own, rules[rows[0].id].policy) == (True, Policy.LATEST)
        assert rules[rows[0].id].paths[0].criteria == children.criteria
        assert [each.subject_id for each in rules[asking.id].paths[0].criteria] == [rows[1].id, None]
        assert set(framework_references(session, framework)) >= {"skill_link", "qualification"}
        view = framework_view(session, house.operator, copy)
        assert view is not None
        assert (view.idnumber, view.competencies) == ("NF-2", 3)


def test_parts_of_a_framework_are_found_through_every_slice() -> None:
    names = {table.name for table in part_tables("framework")}
    assert names >= {"competency", "competency_state", "parent_edge", "related", "synonym", "translation", "tag"}
    assert not names & {"rating", "target", "skill_link", "qualification", "evidence"}
