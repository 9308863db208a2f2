"""Rules go with their competency: copied with its framework, and no reason to keep it (frameworks/duplicate)."""

from __future__ import annotations

from sqlalchemy import select

from core.achievements import CriterionKind, Policy, rules_of
from core.frameworks import FrameworkDetails, all_scales, create_framework, duplicate_framework
from core.frameworks.models import Competency
from tests.builders import a_course, a_skill
from tests.conftest import House
from tests.core.achievements.paths.ways import course_done, other, points, rules, under, way


def test_a_copied_framework_has_the_same_paths_looking_at_its_own_competencies(house: House) -> None:
    with house.writing() as session:
        scale_id = all_scales(session)[0].id
        details = FrameworkDetails(name="Safety", idnumber="SAFE", scale_id=scale_id)
        framework = create_framework(session, house.operator, details)
        parent, one, two = (a_skill(session, name, framework_id=framework) for name in ("Parent", "One", "Two"))
        under(house, session, parent, one, two)
        course = a_course(session)
        rules(
            session, parent, way(points(3, (one, 1, True), (two, 2))), way(other(one), course_done(course)),
            policy=Policy.LATEST,
        )
    with house.writing() as session:
        copy = duplicate_framework(session, house.operator, framework, name="Safety 2", idnumber="SAFE-2")
    with house.reading() as session:
        ids = {row.name: row.id for row in session.scalars(select(Competency).where(Competency.framework_id == copy))}
        rule = rules_of(session, [ids["Parent"]])[ids["Parent"]]
    assert (rule.own, rule.policy, set(rule.children)) == (True, Policy.LATEST, {ids["One"], ids["Two"]})
    by_points, together = rule.paths
    assert [(item.competency_id, item.points, item.required) for item in by_points.criteria[0].items] == [
        (ids["One"], 1, True), (ids["Two"], 2, False),
    ]
    assert [(each.kind, each.subject_id) for each in together.criteria] == [
        (CriterionKind.OTHER, ids["One"]), (CriterionKind.COURSE, course),
    ]
