"""Frameworks in chat: the tree, forms, moves, scales, copies, links moved, deletion, and the guided set-up."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards import Pick, Text
from bot.conversation import Press
from bot.listeners import frameworks, paths, skills, targets
from bot.product import Product
from bot.settings import Settings
from bot.skills import Skills
from core.activities import links_of
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import (
    CompetencyDetails,
    NewValue,
    ScaleDetails,
    all_scales,
    competency_record,
    create_competency,
    create_scale,
    framework_view,
    framework_views,
    frameworks_named,
    parents_of,
    tree_of,
)
from core.people import add_category
from tests.bot.spoken import HERE, Spoken, conversations_of, labels
from tests.bot.toy_tagger import a_toy_tagger
from tests.builders import a_branch, a_certificate, a_framework, a_person, a_skill, an_activity
from tests.conftest import House
from tests.tagging.conftest import ToyEmbedder


def the_product(house: House) -> Product:
    toy, settings = ToyEmbedder(), Settings(_env_file=None)  # type: ignore[call-arg]
    return Product(house.engine, settings, Skills(house.engine, a_toy_tagger(toy, None), toy, settings))


def speaking(house: House, role: str | None = "framework_admin", name: str = "Fay Dahl") -> Spoken:
    with house.writing() as session:
        person = a_person(session, name, role=role, time_zone="Europe/Oslo")
    talking = conversations_of(frameworks.register, skills.register, targets.register, paths.register)
    return Spoken(house, the_product(house), talking, person)


@pytest.fixture
def fay(house: House) -> Spoken:
    """A framework admin."""
    return speaking(house)


def chooses(person: Spoken, value: str) -> str:
    """Choose an option of the card's 'More'."""
    from bot.cards import Actions

    [pick] = [each for part in person.card.parts if isinstance(part, Actions) for each in part.elements
              if isinstance(each, Pick)]
    assert value in [option for _, option in pick.options], f"no {value} in {pick.options}"
    press = Press(person.product, person.asker, HERE, pick.payload, value)
    return person._seen(person.conversations.presses[pick.action](press))


def picks(person: Spoken, name: str) -> str:
    """Choose the row of this name in the tree."""
    rows = [part for part in person.card.parts if isinstance(part, Text)]
    row = next(part for part in rows if name in person.asker.reader.render(part.words))
    return person.press_button(row.button)  # type: ignore[arg-type]


def ids(house: House, framework: int) -> dict[str, int]:
    with house.reading() as session:
        return {row.name: row.id for row in tree_of(session, house.operator, framework)}


# -- the list and the tree --------------------------------------------------------------------------------------


@pytest.mark.rule("frameworks/create")
def test_frameworks_lists_them_and_a_new_one_is_made_in_a_form(fay: Spoken, house: House) -> None:
    said = fay.command("framework")
    assert "Company skills" in said
    assert "COMPANY · Not acquired / Acquired · whole workspace · 0 competencies" in said
    fay.press("New framework")
    assert fay.form is not None
    assert [each.name for each in fay.form.fields] == [
        "name", "idnumber", "scale", "category", "depth1", "depth2", "depth3", "depth4", "description"
    ]
    said = fay.fill(name="Warehouse skills", idnumber="WH", depth1="Practice")
    assert "✓ Created by you, " in said
    assert "Nothing is in it yet. The first practice starts its tree." in said
    assert labels(fay.card) == ["Undo", "Add practice"]
    with house.reading() as session:
        [made] = frameworks_named(session, house.operator, "WH")
    assert (made.name, made.depth_names) == ("Warehouse skills", ("Practice", "Competency", "Behaviour", "Indicator"))
    assert fay.press("Undo").startswith("Undone, ")
    with house.reading() as session:
        assert frameworks_named(session, house.operator, "WH") == []


@pytest.mark.rule("frameworks/idnumber")
def test_a_taken_id_number_is_refused_at_its_field_naming_who_has_it(fay: Spoken, house: House) -> None:
    with house.writing() as session:
        a_framework(session, "National framework", "NF-1")
    fay.command("framework", "new")
    with pytest.raises(Conflict, match="The id number NF-1 belongs to National framework") as error:
        fay.fill(name="Mine", idnumber="NF-1")
    assert error.value.field == "idnumber"


def test_a_framework_is_edited_in_a_form_and_the_edit_can_be_undone(fay: Spoken, house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
        framework = a_framework(session, "National framework", "NF-1")
    fay.command("framework", "NF-1")
    fay.press("Edit")
    said = fay.fill(name="Safety framework", category=str(safety), depth1="Level")
    assert "✓ Saved by you, " in said
    assert "NF-1 · Not acquired / Acquired · Safety and below · 0 competencies" in said
    assert fay.press("Undo").endswith("It is as it was.")
    with house.reading() as session:
        view = framework_view(session, house.operator, framework)
    assert view is not None
    assert (view.name, view.category_id, view.depth_name(1)) == ("National framework", None, "Domain")


@pytest.mark.rule("frameworks/tree")
def test_a_frameworks_name_opens_its_tree_ten_lines_at_a_time(fay: Spoken, house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session, "National framework")
        for number in range(1, 9):
            a_branch(session, framework, f"Unit {number}", f"Part {number}", f"Piece {number}")
    said = fay.command("framework", "national FRAMEWORK")
    lines = [line.replace("\u2003", ">") for line in said.splitlines() if "[Choose]" in line]
    assert lines[:4] == ["Unit 1 [Choose]", ">>Part 1 [Choose]", ">>>>Piece 1 [Choose]", "Unit 2 [Choose]"]
    assert len(lines) == 10
    assert "Show more (11 to 20 of 24)" in said
    said = fay.press("Show more (11 to 20 of 24)")
    assert "Show earlier" in said
    fay.press("Show more (21 to 24 of 24)")
    assert labels(fay.card)[-4:] == ["Show earlier", "Add domain", "Find", "Edit"]


@pytest.mark.rule("frameworks/tree", "frameworks/taxonomy")
def test_a_chosen_competency_offers_all_that_can_be_done_and_a_new_one_goes_under_it(
    fay: Spoken, house: House
) -> None:
    with house.writing() as session:
        framework = a_framework(session, "National framework")
        a_branch(session, framework, "Safety", "Fire", "Hoses", "Knots")
    fay.command("framework", "National framework")
    said = picks(fay, "Fire")
    assert "Competency in National framework, under Safety" in said
    assert labels(fay.card) == ["Choose", "Add behaviour", "Edit", "Move"]
    picks(fay, "Hoses")
    assert "Add indicator" in labels(fay.card)
    fay.press("Add indicator")
    assert fay.form is not None
    said = fay.fill(name="Can couple a hose")
    assert "✓ Created by you" in said
    made = ids(house, framework)["Can couple a hose"]
    with house.reading() as session:
        assert [each.name for each in competency_record(session, house.operator, made).parents] == ["Hoses"]
    fay.command("framework", "National framework")
    picks(fay, "Knots")
    assert "Indicator in National framework, under Hoses" in fay.says
    assert labels(fay.card) == ["Edit", "Move"], "a fifth depth is not offered"
    options = [value for part in fay.card.parts for each in getattr(part, "elements", ()) if isinstance(each, Pick)
               for _, value in each.options]
    assert options == ["relate", "rule", "disable", "delete", "details", "tree"]
    assert "Nobody can be rated in it yet" in fay.says, "no activity trains it"
    chooses(fay, "rule")
    assert "Knots" in fay.says


def test_a_framework_that_is_not_there_is_asked_back_with_what_comes_near(fay: Spoken, house: House) -> None:
    with house.writing() as session:
        a_framework(session, "National framework")
    said = fay.command("framework", "natoinal framwork")
    assert "I don't find a framework 'natoinal framwork'. Is it one of these?" in said
    assert "National framework" in said
    with pytest.raises(NotFound, match="See: /prowess framework"):
        fay.command("framework", "zzzz")


def test_find_jumps_to_a_competency_of_the_framework(fay: Spoken, house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session, "National framework")
        a_branch(session, framework, "Safety", "Fire")
        a_skill(session, "Fire watch")
    fay.command("framework", "National framework")
    fay.press("Find")
    assert fay.form is not None
    assert fay.options(str(fay.form.fields[0].lookup), "fire") == ["Fire (National framework)"]
    assert "Competency in National framework, under Safety" in fay.fill(competency=str(ids(house, framework)["Fire"]))


# -- moving and relating ----------------------------------------------------------------------------------------


@pytest.mark.rule("frameworks/depth")
def test_a_branch_is_moved_whole_and_a_move_that_is_too_deep_is_refused_in_the_form(
    fay: Spoken, house: House
) -> None:
    with house.writing() as session:
        framework = a_framework(session, "National framework")
        a_branch(session, framework, "Safety", "Fire", "Hoses")
        a_branch(session, framework, "A", "B", "C")
    known = ids(house, framework)
    fay.command("framework", "National framework")
    picks(fay, "Fire")
    fay.press("Move")
    form = fay.form
    with pytest.raises(Invalid, match="its branch would be 5 deep, and 4 is the most") as error:
        fay.fill(parents=[str(known["C"])])
    assert error.value.field == "parents"
    fay.form = form
    said = fay.fill(parents=[str(known["B"]), str(known["Safety"])])
    assert "✓ Moved by you, " in said
    assert "Behaviour in National framework, under B, Safety" in said
    assert fay.press("Undo").endswith("It stands where it was.")
    with house.reading() as session:
        assert parents_of(session, known["Fire"]) == [known["Safety"]]


@pytest.mark.rule("frameworks/related")
def test_related_competencies_are_joined_and_parted_in_forms(fay: Spoken, house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session, "National framework")
        for name in ("Lifting", "Hoisting"):
            a_branch(session, framework, name)
        foreign = a_skill(session, "Welding")
    known = ids(house, framework)
    fay.command("framework", "National framework")
    picks(fay, "Lifting")
    chooses(fay, "relate")
    form = fay.form
    with pytest.raises(Invalid, match="Welding is in another framework"):
        fay.fill(related=[str(foreign)])
    fay.form = form
    assert "Related: Hoisting" in fay.fill(related=[str(known["Hoisting"])])
    chooses(fay, "unrelate")
    assert "Related" not in fay.fill(related=[str(known["Hoisting"])])
    fay.press("Undo")
    with house.reading() as session:
        assert competency_record(session, house.operator, known["Hoisting"]).related == ((known["Lifting"], "Lifting"),)


# -- the framework as a whole -----------------------------------------------------------------------------------


@pytest.mark.rule("frameworks/delete")
def test_deletion_asks_first_and_what_is_referred_to_is_kept_with_disabling_offered(
    fay: Spoken, house: House
) -> None:
    with house.writing() as session:
        framework = a_framework(session, "National framework")
        [skill] = a_branch(session, framework, "Hoses")
        a_branch(session, framework, "Knots")
        an_activity(session, "Drill", skill)
    fay.command("framework", "National framework")
    picks(fay, "Knots")
    assert "Delete Knots? Nothing ever referred to it. This can't be undone." in chooses(fay, "delete")
    assert "Knots was deleted by you, " in fay.press("Delete")
    assert list(ids(house, framework)) == ["Hoses"]
    picks(fay, "Hoses")
    said = chooses(fay, "delete")
    assert "Hoses was not deleted: it is referred to by 1 activity link. Disabling it keeps them." in said
    assert labels(fay.card) == ["Disable", "Keep"]
    assert "1 activity" in fay.press("Disable"), "the guard names the activities"
    fay.press("Keep")
    chooses(fay, "tree")
    said = chooses(fay, "delete")
    assert "National framework was not deleted: it is referred to by 1 activity link." in said
    with pytest.raises(Conflict, match="National framework was not disabled: its competencies are on Drill"):
        fay.press("Disable")
    assert "Hoses" in fay.press("Keep")


def test_a_framework_is_disabled_enabled_and_deleted(fay: Spoken, house: House) -> None:
    with house.writing() as session:
        a_branch(session, a_framework(session, "National framework"), "Hoses", "Knots")
    fay.command("framework", "National framework")
    said = chooses(fay, "disable")
    assert "✓ Disabled by you, " in said
    assert "with 2 competencies" in said
    assert "Hoses · ⊘ disabled" in said
    assert "Add domain" not in labels(fay.card)
    house.clock.forward(minutes=1)
    assert "✓ Enabled by you" in chooses(fay, "enable")
    assert "Delete National framework with its 2 competencies?" in chooses(fay, "delete")
    said = fay.press("Delete")
    assert "National framework was deleted by you, " in said
    assert "Company skills" in said


@pytest.mark.rule("frameworks/duplicate")
def test_a_framework_is_duplicated_under_a_new_id_number(fay: Spoken, house: House) -> None:
    with house.writing() as session:
        a_branch(session, a_framework(session, "National framework", "NF-1"), "Safety", "Fire")
    fay.command("framework", "NF-1")
    chooses(fay, "duplicate")
    form = fay.form
    with pytest.raises(Conflict, match="NF-1 belongs to National framework"):
        fay.fill(idnumber="NF-1")
    fay.form = form
    said = fay.fill()
    assert "✓ Duplicated by you, " in said
    assert "2 competencies" in said
    assert "National framework (copy)" in said
    assert "NF-1-COPY · " in said
    assert "is no longer there" in fay.press("Undo")


@pytest.mark.rule("frameworks/migrate")
def test_links_move_to_another_framework_after_a_dry_run(fay: Spoken, house: House) -> None:
    with house.writing() as session:
        old, new = a_framework(session, "Old"), a_framework(session, "New")
        made = [
            create_competency(session, house.operator, CompetencyDetails(name, idnumber=number, framework_id=framework))
            for name, number, framework in (("Fire", "1", old), ("Alone", "2", old), ("Fire (new)", "1", new))
        ]
        activity = an_activity(session, "Drill", made[0], made[1])
    house.clock.forward(minutes=1)
    fay.command("framework", "Old")
    chooses(fay, "migrate")
    said = fay.fill(target=str(new))
    assert "Nothing is moved yet" in said
    assert "From Old to New: 1 link moves, 1 stays." in said
    assert "Stays, no competency of its id number there: Alone on Drill." in said
    said = fay.press("Move 1 link")
    assert "✓ 1 link moved by Fay, " in said
    with house.reading() as session:
        assert {each.competency_id for each in links_of(session, [activity])[activity]} == {made[1], made[2]}
    fay.press("Tree")
    chooses(fay, "migrate")
    assert "0 links move, 1 stays" in fay.fill(target=str(new))
    assert labels(fay.card) == ["Cancel"]


# -- scales -----------------------------------------------------------------------------------------------------


@pytest.mark.rule("frameworks/scale", "frameworks/scale-required")
def test_a_scale_is_made_in_a_form_and_refused_without_default_or_proficient_value(fay: Spoken, house: House) -> None:
    said = fay.command("framework", "scales")
    assert "CEFR · built in" in said
    assert "A1, A2, ✓ B1 (default), ✓ B2, ✓ C1, ✓ C2, ✓ Native" in said
    fay.press("New scale")
    form = fay.form
    filled: dict[str, Any] = {"name": "Steps", "values": "Knows\nDoes | does it alone\nTeaches"}
    for values, field in (
        ({"proficient": "Does", "default": ""}, "default"),
        ({"proficient": "", "default": "Does"}, "proficient"),
        ({"proficient": "Flies", "default": "Does"}, "proficient"),
    ):
        fay.form = form
        with pytest.raises(Invalid) as error:
            fay.fill(**filled, **values)
        assert error.value.field == field
    fay.form = form
    said = fay.fill(**filled, proficient="does\nTeaches", default="Does")
    assert "✓ Steps created by you, " in said
    assert "Knows, ✓ Does (default), ✓ Teaches" in said
    with house.reading() as session:
        made = next(each for each in all_scales(session) if each.name == "Steps")
        assert made.default.description == "does it alone"
    assert "The scale Steps is no longer there" in fay.press("Undo")


@pytest.mark.rule("frameworks/scale-locked")
def test_a_scale_with_ratings_says_how_many_and_takes_only_words(fay: Spoken, house: House) -> None:
    with house.writing() as session:
        values = (NewValue("No"), NewValue("Yes", proficient=True, default=True))
        scale_id = create_scale(session, house.operator, ScaleDetails("Marks", values))
        licence = a_skill(session, "Forklift licence", category="certification", scale_id=scale_id)  # type: ignore[arg-type]
        a_certificate(session, a_person(session), of=licence)
    said = fay.command("framework", "scales")
    assert "Marks · locked by 1 rating" in said
    fay.press("Edit")
    form = fay.form
    assert form is not None
    assert "1 rating uses this scale: only its name and the descriptions can change." in str(form.intro[0].words)  # type: ignore[union-attr]
    with pytest.raises(Conflict, match="Marks is locked: 1 rating uses it"):
        fay.fill(values="No\nYes\nFully")
    fay.form = form
    assert "✓ Pass marks saved by you" in fay.fill(name="Pass marks", values="No\nYes | all of it")
    assert "It is as it was" in fay.press("Undo")


# -- who may ----------------------------------------------------------------------------------------------------


def test_an_employee_browses_but_is_offered_no_change(house: House) -> None:
    omar = speaking(house, None, "Omar Vik")
    with house.writing() as session:
        a_branch(session, a_framework(session, "National framework"), "Safety")
    omar.command("framework")
    assert labels(omar.card) == ["Open", "Open"]
    omar.command("framework", "National framework")
    assert labels(omar.card) == ["Choose", "Find", "All frameworks"]
    picks(omar, "Safety")
    assert labels(omar.card) == ["Details", "Tree"]
    for words in ("new", "guide"):
        with pytest.raises(Refused, match="editing the catalogue isn't open to you here"):
            omar.command("framework", words)


def test_a_content_editor_adds_skills_but_changes_no_framework(house: House) -> None:
    cleo = speaking(house, "content_editor", "Cleo Martin")
    with house.writing() as session:
        framework = a_framework(session, "National framework")
    cleo.command("framework", "National framework")
    assert labels(cleo.card) == ["Add domain", "All frameworks"]
    cleo.press("Add domain")
    cleo.fill(name="Hose handling")
    assert list(ids(house, framework)) == ["Hose handling"]


# -- the guided set-up ------------------------------------------------------------------------------------------


@pytest.mark.rule("frameworks/guide")
def test_the_guide_leads_through_all_steps_and_goes_on_where_it_was_left(fay: Spoken, house: House) -> None:
    said = fay.command("framework", "guide")
    assert "▸ Framework: name, id number" in said
    fay.press("Next: framework")
    said = fay.fill(name="Warehouse skills", idnumber="WH")
    assert "✓ Framework: Warehouse skills" in said
    fay.press("Next: scale")
    fay.fill(chosen="new")
    said = fay.fill(name="Steps", values="Knows\nDoes", proficient="Does", default="Does")
    assert "✓ Scale: Steps" in said
    house.clock.forward(days=9)
    said = fay.command("framework", "guide")
    assert "✓ Framework: Warehouse skills [Change]" in said
    assert "▸ Field set (optional)" in said
    fay.press("Skip")
    fay.press("Next: first competency")
    fay.fill(name="Can lift a pallet")
    assert labels(fay.card)[-1] == "Go on with the set-up"
    said = fay.press("Go on with the set-up")
    assert "✓ First competency: Can lift a pallet" in said
    with house.reading() as session:
        [made] = frameworks_named(session, house.operator, "WH")
    assert (made.scale, made.competencies) == ("Steps", 1)
    assert "▸ Achievement paths" in said
    assert "Nobody can be rated in it yet: no path leads there, or none that can be met." in said
    fay.press("Next: achievement paths")
    assert "Can lift a pallet" in fay.says
    said = fay.press("Go on with the set-up")
    assert "✓ Achievement paths: done [Change]" in said
    assert "▸ Assignment" in said


@pytest.mark.rule("frameworks/guide")
def test_the_guide_ends_with_an_assignment(house: House) -> None:
    admin = speaking(house, "admin", "Ada Lind")
    with house.writing() as session:
        anna = a_person(session, chat_user_id="U0ANNA")
    admin.command("framework", "guide")
    admin.press("Next: framework")
    admin.fill(name="Warehouse skills", idnumber="WH")
    admin.press("Next: scale")
    with house.reading() as session:
        scale = str(all_scales(session)[0].id)
    admin.fill(chosen=scale)
    admin.press("Skip")
    admin.press("Next: first competency")
    admin.fill(name="Can lift a pallet")
    admin.press("Go on with the set-up")
    admin.press("Skip")
    admin.press("Next: assignment")
    assert "Set for Anna" in admin.fill(people=["U0ANNA"])
    said = admin.press("Go on with the set-up")
    assert "✓ Set up" in said
    assert anna
    admin.press("Start another")
    assert "▸ Framework" in admin.says
    with house.reading() as session:
        assert len(framework_views(session, house.operator)) == 2
