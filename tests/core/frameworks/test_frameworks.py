"""Frameworks: made and edited, their id numbers, their scope, the names of their depths."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from core.activities import ActivityDetails, choice_for, create_activity, link_skill, put_competencies
from core.errors import Conflict, Invalid, Refused
from core.frameworks import (
    DEPTH_NAMES,
    CompetencyDetails,
    CompetencyEdits,
    FrameworkDetails,
    all_scales,
    available_in,
    competency_record,
    create_competency,
    create_framework,
    edit_competency,
    edit_framework,
    framework_view,
    framework_views,
    frameworks_named,
)
from core.people import ContextKind, RoleContext, add_category, give_role
from tests.builders import a_branch, a_course, a_framework, a_module_in, a_person, a_skill
from tests.conftest import House


def details(house: House, **changes: object) -> FrameworkDetails:
    with house.reading() as session:
        scale = all_scales(session)[0].id
    known = {"name": "National framework", "idnumber": "NF-1", "scale_id": scale, **changes}
    return FrameworkDetails(**known)  # type: ignore[arg-type]


@pytest.mark.rule("frameworks/create")
def test_a_framework_is_made_with_all_it_has_and_all_of_it_can_be_edited(house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
    depths = ("Domain", "Practice", "Skill", "Indicator")
    with house.writing() as session:
        made = create_framework(session, house.operator, details(house, depth_names=depths, description="All of it."))
        cefr = next(each.id for each in all_scales(session) if each.name == "CEFR")
    with house.reading() as session:
        [found] = frameworks_named(session, house.operator, "nf-1")
        assert (found.id, found.name, found.scale, found.category_id) == (
            made, "National framework", "Not acquired / Acquired", None
        )
        assert [found.depth_name(n) for n in (1, 2, 3, 4)] == list(depths)
    new = FrameworkDetails("Safety framework", "SF-1", cefr, safety, ("Domain", "Level", "Level", "Level"), "New.")
    with house.writing() as session:
        edit_framework(session, house.operator, made, new)
    with house.reading() as session:
        view = framework_view(session, house.operator, made)
    assert view is not None
    assert (view.name, view.idnumber, view.scale, view.category_id, view.description) == (
        "Safety framework", "SF-1", "CEFR", safety, "New."
    )
    assert view.depth_name(4) == "Level"


@pytest.mark.rule("frameworks/create")
def test_a_competency_named_without_a_framework_is_in_company_skills_and_in_no_other(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        skill = a_skill(session, "Welding")
        [other] = a_branch(session, framework, "Lifting")
        records = [competency_record(session, house.operator, each) for each in (skill, other)]
        assert [each.framework for each in records] == ["Company skills", "National framework"]
        counts = {each.name: each.competencies for each in framework_views(session, house.operator)}
        assert counts == {"Company skills": 1, "National framework": 1}
        with pytest.raises(Invalid, match="I don't find that framework"):
            create_competency(session, house.operator, CompetencyDetails("Lost", framework_id=10**9))


@pytest.mark.rule("frameworks/idnumber")
def test_an_id_number_is_unique_and_its_holder_is_named(house: House) -> None:
    with house.writing() as session:
        create_framework(session, house.operator, details(house))
        made = create_framework(session, house.operator, details(house, name="Other", idnumber="NF-2"))
    with house.writing() as session:
        for wanted in ("NF-1", " nf-1 "):
            with pytest.raises(Conflict, match="belongs to National framework") as error:
                create_framework(session, house.operator, details(house, idnumber=wanted))
            assert error.value.field == "idnumber"
        with pytest.raises(Conflict, match="belongs to National framework"):
            edit_framework(session, house.operator, made, details(house, idnumber="NF-1"))
        first = create_competency(
            session, house.operator, CompetencyDetails("Lifting", idnumber="L-1", framework_id=made)
        )
        with pytest.raises(Conflict, match="L-1 belongs to Lifting"):
            create_competency(session, house.operator, CompetencyDetails("Hoisting", idnumber="L-1", framework_id=made))
        assert create_competency(session, house.operator, CompetencyDetails("Hoisting", idnumber="L-1")) != first


@pytest.mark.rule("frameworks/idnumber")
def test_an_id_number_stays_when_its_own_holder_is_edited_and_goes_to_nobody_else_by_an_edit(house: House) -> None:
    with house.writing() as session:
        made = create_framework(session, house.operator, details(house))
        edit_framework(session, house.operator, made, details(house, name="Renamed"))
        one, other = (
            create_competency(session, house.operator, CompetencyDetails(name, idnumber=idnumber, framework_id=made))
            for name, idnumber in (("Lifting", "L-1"), ("Hoisting", None))
        )
        assert edit_competency(session, house.operator, one, CompetencyEdits(name="Lift", idnumber="L-1")) == ("name",)
        with pytest.raises(Conflict, match="L-1 belongs to Lift"):
            edit_competency(session, house.operator, other, CompetencyEdits(idnumber=" L-1 "))
        edit_competency(session, house.operator, one, CompetencyEdits(idnumber=None))
        assert edit_competency(session, house.operator, other, CompetencyEdits(idnumber="L-1")) == ("id number",)


def test_a_holder_above_ones_tier_is_not_named(house: House) -> None:
    with house.writing() as session:
        fay = a_person(session, "Fay", role="framework_admin", access_tier=1)
        create_competency(session, house.operator, CompetencyDetails("Vault", idnumber="V-1", access_tier=2))
        with pytest.raises(Conflict, match="V-1 belongs to another competency"):
            create_competency(session, house.as_(fay), CompetencyDetails("Safe", idnumber="V-1"))


@pytest.mark.rule("frameworks/idnumber")
@pytest.mark.parametrize("what", ["framework", "competency"])
def test_of_two_who_give_the_same_id_number_at_once_one_reads_who_has_it(house: House, what: str) -> None:
    with house.writing() as session:
        into = create_framework(session, house.operator, details(house, idnumber="INTO"))
    both = threading.Barrier(2, timeout=0.2)

    def give(name: str) -> str:
        try:
            with house.writing() as session:
                if what == "framework":
                    create_framework(session, house.operator, details(house, name=name, idnumber="X-1"))
                else:
                    wanted = CompetencyDetails(name, idnumber="X-1", framework_id=into)
                    create_competency(session, house.operator, wanted)
                with suppress(threading.BrokenBarrierError):
                    both.wait()
        except Conflict as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(give, ("One", "Two")))
    assert said[0] == ""
    assert re.fullmatch(r"The id number X-1 belongs to (One|Two)\. Choose another\.", said[1])


@pytest.mark.parametrize(("field", "value"), [("name", "  "), ("idnumber", " ")])
def test_a_framework_without_name_or_id_number_is_refused_at_that_field(house: House, field: str, value: str) -> None:
    with house.writing() as session, pytest.raises(Invalid) as error:
        create_framework(session, house.operator, details(house, **{field: value}))
    assert error.value.field == field


@pytest.mark.rule("frameworks/taxonomy")
def test_a_depth_is_named_from_the_list_and_nothing_else(house: House) -> None:
    with house.writing() as session:
        for number, name in enumerate(DEPTH_NAMES):
            wanted = (name.lower(), name, name, name)
            made = create_framework(session, house.operator, details(house, idnumber=f"D{number}", depth_names=wanted))
            view = framework_view(session, house.operator, made)
            assert view is not None
            assert view.depth_name(1) == name
        with pytest.raises(Invalid, match="A depth can't be named 'Chapter'") as error:
            create_framework(session, house.operator, details(house, depth_names=("Domain", "Chapter")))
    assert error.value.field == "depth2"
    assert len(DEPTH_NAMES) == 11


@pytest.mark.rule("frameworks/scope")
def test_a_framework_of_a_category_is_listed_and_linked_there_and_below_only(house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
        fire = add_category(session, house.operator, "Fire", safety)
        office = add_category(session, house.operator, "Office")
        framework = a_framework(session, "Safety framework", category=safety)
        [own], site = a_branch(session, framework, "Hose handling"), a_skill(session, "Welding")
        both = {own, site}
        assert available_in(session, sorted(both), [safety]) == available_in(session, sorted(both), [fire]) == both
        assert available_in(session, sorted(both), [office]) == available_in(session, sorted(both), [None]) == {site}
        below, elsewhere = a_course(session, "Fire course", category=fire), a_course(session, "Typing", category=office)
        put_competencies(session, house.operator, below, {own: "complete"})
        with pytest.raises(Invalid, match="Hose handling is of a framework for another category"):
            put_competencies(session, house.operator, elsewhere, {own: "complete", site: "complete"})
        inside, outside = (
            create_activity(
                session, house.operator, ActivityDetails(f"In {course}", module_ids=(a_module_in(session, course),))
            )
            for course in (below, elsewhere)
        )
        link_skill(session, house.operator, inside, own)
        with pytest.raises(Invalid, match="it can't be linked here"):
            link_skill(session, house.operator, outside, own)
        assert own in choice_for(session, house.operator, inside).selectable
        assert own not in choice_for(session, house.operator, outside).selectable


@pytest.mark.rule("frameworks/scope")
def test_frameworks_are_listed_for_those_with_a_role_in_their_category_and_for_site_managers(house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
        fire = add_category(session, house.operator, "Fire", safety)
        office = add_category(session, house.operator, "Office")
        a_framework(session, "Safety framework", category=safety)
        a_framework(session, "Office framework", category=office)
        admin, below, nobody = (a_person(session, name) for name in ("Admin A", "Editor E", "Nobody N"))
        give_role(session, house.operator, admin, "framework_admin")
        give_role(session, house.operator, below, "content_editor", RoleContext(ContextKind.CATEGORY, fire))
    with house.reading() as session:
        names = [
            [each.name for each in framework_views(session, house.as_(person))] for person in (admin, below, nobody)
        ]
    assert names == [
        ["Company skills", "Office framework", "Safety framework"],
        ["Company skills", "Safety framework"],
        ["Company skills"],
    ]


def test_a_category_admin_changes_frameworks_there_and_below_and_nowhere_else(house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
        fire = add_category(session, house.operator, "Fire", safety)
        admin = a_person(session)
        give_role(session, house.operator, admin, "framework_admin", RoleContext(ContextKind.CATEGORY, safety))
        site = a_framework(session, "Site framework")
    actor = house.as_(admin)
    with house.writing() as session:
        made = create_framework(session, actor, details(house, idnumber="IN", category_id=fire))
        with pytest.raises(Refused):
            create_framework(session, actor, details(house, idnumber="OUT"))
        with pytest.raises(Refused):
            edit_framework(session, actor, site, details(house, idnumber="MINE"))
        with pytest.raises(Refused):
            edit_framework(session, actor, made, details(house, idnumber="IN"))
        edit_framework(session, actor, made, details(house, idnumber="IN-2", category_id=safety))


MAY, MAY_NOT = ("framework_admin", "competency_admin", "admin"), ("content_editor", "plan_admin", None)


@pytest.mark.parametrize("role", [*MAY, *MAY_NOT])
def test_framework_admins_and_admins_make_frameworks_and_everyone_else_is_refused(
    house: House, role: str | None
) -> None:
    with house.writing() as session:
        person = a_person(session, role=role)
    with house.writing() as session:
        if role in MAY:
            made = create_framework(session, house.as_(person), details(house))
            edit_framework(session, house.as_(person), made, details(house, name="Renamed"))
            return
        made = a_framework(session)
        with pytest.raises(Refused, match="editing the catalogue isn't open to you here"):
            create_framework(session, house.as_(person), details(house))
        with pytest.raises(Refused):
            edit_framework(session, house.as_(person), made, details(house))
