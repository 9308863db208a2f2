"""Scales: what one needs, those built in, own ones, and what a rating locks."""

from __future__ import annotations

import pytest

from core.errors import Conflict, Invalid, Refused
from core.frameworks import (
    CompetencyCategory,
    CompetencyDetails,
    NewValue,
    ScaleDetails,
    all_scales,
    create_competency,
    create_scale,
    delete_scale,
    edit_framework,
    edit_scale,
    framework_view,
    rated_scales,
    ratings_on,
    scale,
    scale_of,
    set_own_scale,
)
from core.frameworks.framework_rules import FrameworkDetails
from core.targets import assign_targets
from tests.builders import a_branch, a_certificate, a_framework, a_person, a_skill
from tests.conftest import House

STEPS = ScaleDetails(
    "Three steps",
    (
        NewValue("Knows", "has heard of it"),
        NewValue("Does", "does it alone", proficient=True, default=True),
        NewValue("Teaches", proficient=True),
    ),
)


def steps(**changes: object) -> ScaleDetails:
    return ScaleDetails(**{"name": STEPS.name, "values": STEPS.values, **changes})  # type: ignore[arg-type]


@pytest.mark.rule("frameworks/scale")
def test_a_scale_keeps_its_values_in_order_with_descriptions_default_and_proficient(house: House) -> None:
    with house.writing() as session:
        scale_id = create_scale(session, house.operator, STEPS)
    with house.reading() as session:
        found = scale(session, scale_id)
    assert [(each.name, each.description) for each in found.values] == [
        ("Knows", "has heard of it"), ("Does", "does it alone"), ("Teaches", "")
    ]
    assert found.default.name == found.lowest_proficient.name == "Does"


@pytest.mark.rule("frameworks/scale")
@pytest.mark.parametrize("values", [(), STEPS.values[1:2]])
def test_a_scale_of_fewer_than_two_values_is_refused(house: House, values: tuple[NewValue, ...]) -> None:
    with house.writing() as session, pytest.raises(Invalid, match="at least two values") as error:
        create_scale(session, house.operator, steps(values=values))
    assert error.value.field == "values"


def test_a_value_named_twice_is_refused(house: House) -> None:
    with house.writing() as session, pytest.raises(Invalid, match="does stands twice"):
        create_scale(session, house.operator, steps(values=(*STEPS.values, NewValue("does"))))


@pytest.mark.rule("frameworks/scale-required")
@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ((NewValue("No"), NewValue("Yes", proficient=True)), "default", "needs one default"),
        (
            (NewValue("No", default=True), NewValue("Yes", proficient=True, default=True)),
            "default",
            "exactly one default value; here are No and Yes",
        ),
        ((NewValue("No"), NewValue("Yes", default=True)), "proficient", "at least one proficient"),
    ],
)
def test_a_scale_without_exactly_one_default_or_without_a_proficient_value_is_refused(
    house: House, values: tuple[NewValue, ...], field: str, said: str
) -> None:
    with house.writing() as session, pytest.raises(Invalid, match=said) as error:
        create_scale(session, house.operator, ScaleDetails("Marks", values))
    assert error.value.field == field
    with house.writing() as session:
        made = create_scale(session, house.operator, STEPS)
        with pytest.raises(Invalid, match=said):
            edit_scale(session, house.operator, made, steps(values=values))


@pytest.mark.rule("frameworks/scale-builtin")
def test_two_scales_are_built_in_and_stay_as_they_are(house: House) -> None:
    with house.writing() as session:
        acquired, cefr = (each for each in all_scales(session) if each.built_in)
        assert [(each.name, each.proficient, each.default) for each in acquired.values] == [
            ("Not acquired", False, False), ("Acquired", True, True)
        ]
        assert [each.name for each in cefr.values] == ["A1", "A2", "B1", "B2", "C1", "C2", "Native"]
        assert cefr.default.name == cefr.lowest_proficient.name == "B1"
        assert [each.name for each in cefr.values if not each.proficient] == ["A1", "A2"]
        skill, licence, language = (
            scale_of(session, a_skill(session, name, category=category)).id
            for name, category in (
                ("Welding", CompetencyCategory.SKILL),
                ("Forklift licence", CompetencyCategory.CERTIFICATION),
                ("German", CompetencyCategory.LANGUAGE),
            )
        )
        assert (skill, licence, language) == (acquired.id, acquired.id, cefr.id)
        with pytest.raises(Conflict, match="CEFR is built in"):
            edit_scale(session, house.operator, cefr.id, steps(name="CEFR"))
        with pytest.raises(Conflict, match="CEFR is built in"):
            delete_scale(session, house.operator, cefr.id)


def test_a_name_that_is_taken_is_refused(house: House) -> None:
    with house.writing() as session:
        create_scale(session, house.operator, STEPS)
        with pytest.raises(Conflict, match="There is a scale Three steps already") as error:
            create_scale(session, house.operator, steps(name="three  STEPS"))
    assert error.value.field == "name"


def test_values_can_be_renamed_reordered_added_and_removed_while_nothing_uses_them(house: House) -> None:
    with house.writing() as session:
        made = create_scale(session, house.operator, STEPS)
        ids = {each.name: each.id for each in scale(session, made).values}
        new = (
            NewValue("Teaches", "shows others", proficient=True),
            NewValue("Can", proficient=True, default=True),
            NewValue("Knows"),
            NewValue("Leads", proficient=True),
        )
        edit_scale(session, house.operator, made, ScaleDetails("Steps", new))
    with house.reading() as session:
        found = scale(session, made)
        assert [each.name for each in found.values] == ["Teaches", "Can", "Knows", "Leads"]
        kept = {each.name: each.id for each in found.values}
        assert (kept["Teaches"], kept["Knows"], kept["Can"]) == (ids["Teaches"], ids["Knows"], ids["Does"])
        assert found.values[0].description == "shows others"


@pytest.fixture
def rated(house: House) -> tuple[int, int]:
    """A certification on a scale of its own, and two people who hold it; the ids of scale and certification."""
    with house.writing() as session:
        made = create_scale(session, house.operator, STEPS)
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION, scale_id=made)
        for name in ("Anna Berg", "Omar Vik"):
            a_certificate(session, a_person(session, name), of=licence)
    return made, licence


@pytest.mark.rule("frameworks/scale-locked")
@pytest.mark.parametrize(
    "values",
    [
        STEPS.values[::-1],
        STEPS.values[:2],
        (*STEPS.values, NewValue("Leads")),
        (STEPS.values[0], NewValue("Does", proficient=True), NewValue("Teaches", proficient=True, default=True)),
        (STEPS.values[0], NewValue("Does", default=True), NewValue("Teaches", proficient=True)),
        (STEPS.values[0], NewValue("Can", proficient=True, default=True), STEPS.values[2]),
    ],
    ids=["order", "fewer", "more", "default", "proficient", "name"],
)
def test_ratings_lock_values_order_default_and_proficient_set(
    house: House, rated: tuple[int, int], values: tuple[NewValue, ...]
) -> None:
    with house.writing() as session:
        assert ratings_on(session, rated[0]) == 2
        assert rated_scales(session) == {rated[0]: 2}
        with pytest.raises(Conflict, match="Three steps is locked: 2 ratings use it"):
            edit_scale(session, house.operator, rated[0], steps(values=values))
    with house.reading() as session:
        assert [each.name for each in scale(session, rated[0]).values] == ["Knows", "Does", "Teaches"]


@pytest.mark.rule("frameworks/scale-locked")
def test_name_and_descriptions_of_a_locked_scale_can_change(house: House, rated: tuple[int, int]) -> None:
    told = tuple(
        NewValue(each.name, f"{each.name} it", each.proficient, each.default) for each in STEPS.values
    )
    with house.writing() as session:
        edit_scale(session, house.operator, rated[0], ScaleDetails("Steps of practice", told))
    with house.reading() as session:
        found = scale(session, rated[0])
    assert (found.name, found.values[0].description) == ("Steps of practice", "Knows it")


@pytest.mark.rule("frameworks/scale-locked", "frameworks/scale-own")
def test_a_scale_with_ratings_cannot_be_swapped_for_a_competency_or_its_framework(
    house: House, rated: tuple[int, int]
) -> None:
    with house.writing() as session:
        with pytest.raises(Conflict, match="The scale of Forklift licence stays: 2 ratings use it"):
            set_own_scale(session, house.operator, rated[1], None)
        assert scale_of(session, rated[1]).id == rated[0]
        framework = a_framework(session, "Licences")
        details = CompetencyDetails("Truck licence", CompetencyCategory.CERTIFICATION, framework_id=framework)
        shared = create_competency(session, house.operator, details)
        a_certificate(session, a_person(session, "Ben Moe"), of=shared)
    with house.writing() as session:
        view = framework_view(session, house.operator, framework)
        assert view is not None
        with pytest.raises(Conflict, match="The scale of Licences stays: 1 rating uses it") as error:
            edit_framework(
                session, house.operator, framework, FrameworkDetails(view.name, view.idnumber, rated[0])
            )
    assert error.value.field == "scale"


@pytest.mark.rule("frameworks/scale-own")
def test_a_competency_takes_its_frameworks_scale_or_one_of_its_own_while_nobody_is_rated_in_it(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        [competency] = a_branch(session, framework, "Lifting")
        own = create_scale(session, house.operator, STEPS)
        shared = scale_of(session, competency).id
        set_own_scale(session, house.operator, competency, own)
        assert scale_of(session, competency).id == own
        set_own_scale(session, house.operator, competency, None)
        assert scale_of(session, competency).id == shared


def test_a_target_holds_the_scale_it_names_a_value_of(house: House) -> None:
    with house.writing() as session:
        own = create_scale(session, house.operator, STEPS)
        skill = a_skill(session, "Welding", scale_id=own)
        assign_targets(session, house.operator, [a_person(session)], {skill: None}, None)
        with pytest.raises(Conflict, match="The scale of Welding stays: a value of it is named by 1 target"):
            set_own_scale(session, house.operator, skill, None)
        with pytest.raises(Conflict, match="Does stays in Three steps: it is named by 1 target"):
            edit_scale(session, house.operator, own, steps(values=(NewValue("Knows", default=True), STEPS.values[2])))


def test_a_scale_that_is_used_is_not_deleted(house: House, rated: tuple[int, int]) -> None:
    with house.writing() as session:
        with pytest.raises(Conflict, match="Three steps was not deleted: it is used by 1 competency and 2 ratings"):
            delete_scale(session, house.operator, rated[0])
        unused = create_scale(session, house.operator, steps(name="Unused"))
        assert delete_scale(session, house.operator, unused) == "Unused"
        assert "Unused" not in {each.name for each in all_scales(session)}


def test_a_content_editor_makes_no_scales(house: House) -> None:
    with house.writing() as session:
        editor = a_person(session, role="content_editor")
    with house.writing() as session, pytest.raises(Refused):
        create_scale(session, house.as_(editor), STEPS)
