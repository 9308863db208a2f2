"""The form of a competency in chat: created, doubled, edited, translated, with a field set's fields."""

from __future__ import annotations

import pytest

from core.activities import activities_of, linked_skills
from core.errors import Conflict, Invalid
from core.frameworks import NewField as Field
from core.frameworks import (
    add_synonyms,
    competency_record,
    find_named,
    save_field_set,
    translate_competency,
)
from tests.bot.spoken import Spoken
from tests.bot.test_skills_dashboard import NAMES, named, named_in, talking
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House


@pytest.fixture
def cleo(house: House) -> Spoken:
    """A content editor without tier, and six skills."""
    with house.writing() as session:
        for name in NAMES:
            a_skill(session, name)
        editor = a_person(session, "Cleo Martin", role="content_editor", time_zone="Europe/Oslo")
    return talking(house, editor)


# -- create -----------------------------------------------------------------------------------------------------


@pytest.mark.rule("skills/create")
def test_a_skill_is_created_with_parents_and_tier_and_linked_to_any_number_of_activities(cleo: Spoken) -> None:
    cleo.command("skills", "new Can put out a fire")
    assert cleo.form is not None
    needed = {each.name: not each.optional for each in cleo.form.fields}
    assert (needed["name"], needed["parents"], needed["access_tier"]) == (True, False, False)
    assert cleo.options("competency.parents", "weld") == ["Welding (Company skills)"]
    said = cleo.fill(parents=[str(named(cleo.house, "Welding"))], access_tier="2", tags="fire, hot work")
    assert "✓ Created by you, 10:00." in said
    for line in ("Parents: Welding", "Access tier: 2", "Tags: fire, hot work", "Framework: Company skills"):
        assert line in said
    made = named(cleo.house, "Can put out a fire")
    with cleo.house.writing() as session:
        drills = [an_activity(session, f"Drill {number}", made) for number in range(5)]
        assert activities_of(session, made) == drills


@pytest.mark.rule("skills/create")
def test_without_a_name_the_form_stays_with_the_error_at_its_field(cleo: Spoken) -> None:
    cleo.command("skills", "new")
    with pytest.raises(Invalid, match="A competency needs a name") as refused:
        cleo.fill(name=" ")
    assert refused.value.field == "name"


@pytest.mark.rule("frameworks/competency")
def test_the_form_suggests_an_ability_and_offers_all_that_a_competency_has(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        save_field_set(session, cleo.house.operator, "Details", [Field("Note")])
        admin = a_person(session, "Ada Holm", role="competency_admin")
    ada = talking(cleo.house, admin, cleo.product)
    ada.command("skills", "new")
    assert ada.form is not None
    assert [each.name for each in ada.form.fields] == [
        "name", "category", "parents", "description", "tags", "synonyms", "idnumber", "access_tier", "scale",
        "field_set",
    ]
    assert "Can " in ada.asker.reader.render(ada.form.fields[0].hint or "")
    said = ada.fill(
        name="Norwegian", category="language", description="Speaks it.", idnumber="L-1",
        synonyms="norsk\nde: Norwegisch",
    )
    for line in ("Category: Language", "Id number: L-1", "Synonyms: Norwegisch, norsk", "Scale: CEFR", "Speaks it."):
        assert line in said


def test_a_field_sets_fields_are_asked_for_and_a_wrong_value_is_refused_at_its_field(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        admin = a_person(session, "Ada Holm", role="competency_admin")
    ada = talking(cleo.house, admin, cleo.product)
    ada.command("fields", "new Safety details")
    with pytest.raises(Invalid, match="Line 2: 'Hours: numbr' is no field") as refused:
        ada.fill(fields="Note\nHours: numbr")
    assert refused.value.field == "fields"
    said = ada.fill(fields="Hours: number\nRisk: choice low, medium, high\nValid from: date\nMandatory: checkbox\nNote")
    assert "Hours (number), Risk (choice), Valid from (date), Mandatory (checkbox) and Note (text) · on 0" in said
    ada.command("skills", "new Abseiling")
    assert ada.form is not None
    chosen = next(each for each in ada.form.fields if each.name == "field_set").options[-1][1]
    ada.fill(field_set=chosen, description="Down a rope.")
    assert ada.form is not None
    initial = {each.name: each.initial for each in ada.form.fields}
    assert (initial["name"], initial["description"]) == ("Abseiling", "Down a rope.")
    hours, risk = [each.name for each in ada.form.fields if each.name.startswith("custom_")][:2]
    with pytest.raises(Invalid, match="Hours: 'many' is no number") as wrong:
        ada.fill(**{hours: "many"})
    assert wrong.value.field == hours
    said = ada.fill(**{hours: "12,5", risk: "high"})
    assert "Hours: 12.5" in said
    assert "Risk: high" in said
    ada.press("Edit")
    assert ada.form is not None
    assert {each.name: each.initial for each in ada.form.fields}[risk] == "high"
    assert "Risk" not in ada.fill(**{risk: "0"})


@pytest.mark.rule("frameworks/duplicate-guard")
@pytest.mark.parametrize("name", ["FIRE-Safety", "hse", "Brand schutz", "Fire safty"])
def test_a_name_like_one_there_is_shows_it_and_keeps_the_entries(cleo: Spoken, name: str) -> None:
    house = cleo.house
    with house.writing() as session:
        fire = named_in(session, house, "Fire safety")
        add_synonyms(session, fire, ["HSE"])
        translate_competency(session, house.operator, fire, language="de", name="Brandschutz")
    cleo.command("skills", f"new {name}")
    cleo.fill(description="Acts on an alarm.", tags="alarm")
    assert cleo.form is not None
    fields = {each.name: each for each in cleo.form.fields}
    assert [cleo.asker.reader.render(label) for label, _ in fields["alike"].options] == [
        "Create anyway", "Use Fire safety"
    ]
    assert (fields["name"].initial, fields["description"].initial, fields["tags"].initial) == (
        name, "Acts on an alarm.", "alarm"
    )
    with house.reading() as session:
        assert len(find_named(session, house.operator, name)) == (0 if name == "Fire safty" else 1)


@pytest.mark.rule("frameworks/duplicate-guard")
def test_one_uses_what_there_is_or_creates_anyway(cleo: Spoken) -> None:
    cleo.command("skills", "new fire safety")
    cleo.fill()
    said = cleo.fill(alike=str(named(cleo.house, "Fire safety")), parents=[str(named(cleo.house, "Welding"))])
    assert "Fire safety is in the catalogue already; nothing new was made." in said
    assert "Parents: Welding" in said
    cleo.command("skills", "new fire safety")
    cleo.fill()
    assert "✓ Created by you" in cleo.fill(alike="new")
    with cleo.house.reading() as session:
        assert len(find_named(session, cleo.house.operator, "fire safety")) == 2


@pytest.mark.rule("frameworks/duplicate-guard")
def test_a_name_near_in_meaning_is_asked_about_and_another_name_is_asked_about_again(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        for number in range(7):
            a_skill(session, f"Lifting by hand safely {number}")
    cleo.product.skills.warm().join()
    cleo.command("skills", "new By hand safely lifting")
    cleo.fill()
    assert cleo.form is not None
    assert len(next(each for each in cleo.form.fields if each.name == "alike").options) == 6
    cleo.fill(alike="new", name="Welding")
    assert cleo.form is not None
    offered = [cleo.asker.reader.render(label) for label, _ in cleo.form.fields[0].options]
    assert offered[:2] == ["Create anyway", "Use Welding"]
    assert "✓ Created by you" in cleo.fill(alike="new")


def test_a_look_alike_above_ones_tier_is_not_shown(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        a_skill(session, "Blasting", access_tier=5)
        frida = a_person(session, "Frida Lie", role="framework_admin", access_tier=1)
    spoken = talking(cleo.house, frida, cleo.product)
    spoken.command("skills", "new Blasting")
    assert "✓ Created by you" in spoken.fill()


# -- edit -------------------------------------------------------------------------------------------------------


@pytest.mark.rule("skills/edit")
def test_an_edited_name_is_everywhere_at_once_and_can_be_undone(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        drill = an_activity(session, "Drill", named_in(session, cleo.house, "Fire safety"))
    cleo.command("skills", "edit fire safety")
    assert "✓ Saved by you, 10:00." in cleo.fill(name="Fire protection")
    card = cleo.card
    with cleo.house.reading() as session:
        assert [each.name for each in linked_skills(session, drill)] == ["Fire protection"]
    assert "Fire protection" in cleo.command("skills", "fire")
    cleo.card = card
    assert "Undone, 10:00. It is as it was." in cleo.press("Undo")
    assert named(cleo.house, "Fire safety")


def test_saving_what_is_on_file_changes_nothing(cleo: Spoken) -> None:
    cleo.command("skills", "edit Welding")
    assert cleo.fill().startswith("Nothing changed.")


def test_a_created_skill_can_be_undone_until_something_uses_it(cleo: Spoken) -> None:
    cleo.command("skills", "new Abseiling")
    cleo.fill()
    first = cleo.card
    with cleo.house.writing() as session:
        an_activity(session, "Ropes", named_in(session, cleo.house, "Abseiling"))
    with pytest.raises(Conflict, match="Abseiling"):
        cleo.press("Undo")
    cleo.command("skills", "new Diving")
    cleo.fill()
    assert first is not cleo.card
    assert "Diving is not in the catalogue." in cleo.press("Undo")
    with cleo.house.reading() as session:
        assert find_named(session, cleo.house.operator, "Diving") == []


def test_a_parent_the_editor_does_not_see_stays(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        secret = a_skill(session, "Blasting", access_tier=5)
        child = a_skill(session, "Detonators", parent_ids=(secret,))
        tiered = a_person(session, "Fred Lie", role="framework_admin", access_tier=1)
    spoken = talking(cleo.house, tiered, cleo.product)
    spoken.command("skills", "edit Detonators")
    assert "Parents: Welding" in spoken.fill(parents=[str(named(cleo.house, "Welding"))])
    with cleo.house.reading() as session:
        parents = {each.name for each in competency_record(session, cleo.house.operator, child).parents}
    assert parents == {"Blasting", "Welding"}


def test_translations_are_added_edited_and_taken_away(cleo: Spoken) -> None:
    cleo.command("skills", "welding")
    cleo.choose("Open")
    assert "None yet. Everybody sees Welding." in cleo.press("Translations")
    cleo.press("Add a language")
    assert "German (de)" in cleo.options("competency.languages", "germ")
    assert "*de*: Schweißen".replace("*", "") in cleo.fill(language="de", name="Schweißen")
    cleo.press("Edit")
    assert "None yet." in cleo.fill(name="")
