"""`profile` in chat: made by a form, shown before it changes anybody's targets, edited, archived, taken back."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from bot.listeners import gap as gaps
from bot.listeners import role_profiles
from bot.product import Product
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import CompetencyCategory
from core.people import add_group, put_into_group
from core.targets import PROFILE, targets_of
from tests.bot.asking import SpelledSkills
from tests.bot.spoken import Spoken, conversations_of, labels
from tests.builders import a_person, a_rating, a_skill, a_team
from tests.conftest import House


class Depot(NamedTuple):
    """Ada is admin; Anna and Omar drive; Ben leads the team Night."""

    house: House
    ada: int
    ben: int
    anna: int
    omar: int
    drivers: int
    night: int
    fire: int

    def as_(self, person_id: int) -> Spoken:
        product = Product(self.house.engine, None, SpelledSkills(self.house))  # type: ignore[arg-type]
        return Spoken(self.house, product, conversations_of(gaps.register, role_profiles.register), person_id)

    def targets(self, person_id: int) -> int:
        with self.house.reading() as session:
            every = targets_of(session, [person_id])[person_id]
        return sum(source.kind == PROFILE for each in every for source in each.sources)


@pytest.fixture
def depot(house: House) -> Depot:
    with house.writing() as session:
        ada = a_person(session, "Ada Vik", role="admin")
        ben, anna, omar = (a_person(session, each) for each in ("Ben Dahl", "Anna Berg", "Omar Aziz"))
        drivers = add_group(session, house.operator, "position", "Driver")
        put_into_group(session, house.operator, drivers, [anna, omar])
        night = a_team(session, "Night", anna, lead=ben)
        fire = a_skill(session, "Fire safety")
        a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
        a_rating(session, omar, fire)
    return Depot(house, ada, ben, anna, omar, drivers, night, fire)


LINES = "Fire safety\nEnglish=B2\n2 of First aid at work"


def made(depot: Depot, **more: object) -> Spoken:
    """Ada after making the profile Driver."""
    ada = depot.as_(depot.ada)
    ada.command("profile", "new Driver")
    ada.fill(**{"groups": [str(depot.drivers)], "requirements": LINES, **more})
    if "Apply" in labels(ada.card):
        ada.press("Apply")
    return ada


@pytest.mark.rule("profiles/profile")
def test_a_profile_is_made_by_one_form_and_shown_with_its_effect_before_anybody_gets_targets(depot: Depot) -> None:
    ada = depot.as_(depot.ada)
    ada.command("profile", "new Driver")
    said = ada.fill(groups=[str(depot.drivers)], requirements=LINES)
    assert "Not applied yet" in said
    assert "Driver. 2 people: 4 targets new, 1 of them already met." in said
    assert depot.targets(depot.anna) == 0
    said = ada.press("Apply")
    assert "✓ Applied by Ada, 09:00: 2 people: 4 targets new, 1 of them already met." in said
    assert "For Driver." in said and "· English B2" in said and "· 2 of the group: First aid at work" in said
    assert "○ Driver, First aid at work: 2 of the group needed, 0 there." in said
    assert (depot.targets(depot.anna), depot.targets(depot.omar)) == (2, 2)
    ada.press("Undo")
    assert (depot.targets(depot.anna), depot.targets(depot.omar)) == (0, 0)


def test_what_is_wrong_in_the_form_is_said_at_its_field_and_nothing_is_kept(depot: Depot) -> None:
    ada = depot.as_(depot.ada)
    wrong = [
        ("requirements", "Firre safety", "I don't find 'Firre safety' in the catalogue"),
        ("requirements", "English=Z9", "English has no value Z9"),
        ("requirements", "0 of Fire safety", "whole number from 1"),
        ("name", " ", "What is it called"),
    ]
    for field, value, words in wrong:
        ada.command("profile", "new Driver")
        with pytest.raises(Invalid, match=words) as refused:
            ada.fill(**{field: value})
        assert refused.value.field == field
    assert "There is no role profile yet." in ada.command("profile")


def test_a_profile_nobody_is_in_is_saved_at_once_and_an_edit_can_be_changed_before_it_is_applied(
    depot: Depot,
) -> None:
    ada = depot.as_(depot.ada)
    ada.command("profile", "new Driver")
    assert "✓ Saved by you, 09:00." in ada.fill(requirements="Fire safety")
    ada.command("profile", "edit driver")
    assert "Not applied yet" in ada.fill(groups=[str(depot.drivers)])
    ada.press("Change")
    assert ada.form is not None and ada.form.payload.get("profile")
    assert "2 people: 4 targets new" in ada.fill(requirements="Fire safety\nEnglish")
    assert "Cancelled. Nothing was changed." in ada.press("Cancel")
    assert depot.targets(depot.anna) == 0


def test_what_was_shown_is_applied_once(depot: Depot) -> None:
    ada = depot.as_(depot.ada)
    ada.command("profile", "new Driver")
    ada.fill(groups=[str(depot.drivers)], requirements="Fire safety")
    shown = ada.card
    ada.press("Apply")
    ada.card = shown
    with pytest.raises(Conflict, match="Already applied"):
        ada.press("Apply")


@pytest.mark.rule("profiles/public")
def test_a_public_profile_is_listed_for_all_and_another_for_admins_alone(depot: Depot) -> None:
    made(depot)
    made(depot, name="Deputy", public=False, groups=[])
    anna = depot.as_(depot.anna)
    listed = anna.command("profile")
    assert "Driver: 3 requirements, for Driver" in listed and "Deputy" not in listed
    assert labels(anna.card) == ["Open"]
    assert "Deputy: 3 requirements · not public" in depot.as_(depot.ada).command("profile")
    with pytest.raises(NotFound, match="I don't find a role profile 'Deputy'"):
        anna.command("profile", "Deputy")
    opened = anna.command("profile", "Driver")
    assert "Public: everybody sees it." in opened and labels(anna.card) == ["My gaps", "Best fit"]
    assert "2 of the group needed" not in opened, "how the groups stand is not for everybody"
    assert "2 requirements, 0 met." in anna.press("My gaps")


def test_editing_is_for_those_who_may(depot: Depot) -> None:
    made(depot)
    for words in ("new Picker", "edit Driver", "archive Driver"):
        with pytest.raises(Refused, match="editing role profiles"):
            depot.as_(depot.ben).command("profile", words)


def test_an_archived_profile_ends_its_targets_and_comes_back_by_undo(depot: Depot) -> None:
    ada = made(depot)
    depot.house.clock.forward(minutes=1)
    assert "Archive it?" in ada.command("profile", "archive Driver")
    assert "✓ Driver archived by you, 09:01. Its targets end." in ada.press("Archive")
    assert depot.targets(depot.anna) == 0
    depot.house.clock.forward(minutes=1)
    assert "Undone, 09:02. Driver is in use again." in ada.press("Undo")
    assert depot.targets(depot.anna) == 2


def test_an_undo_after_another_change_is_refused(depot: Depot) -> None:
    ada = made(depot)
    card = ada.card
    depot.house.clock.forward(minutes=1)
    ada.command("profile", "edit Driver")
    ada.fill(requirements="Fire safety")
    ada.press("Apply")
    ada.card = card
    with pytest.raises(Conflict, match="changed since"):
        ada.press("Undo")


def test_groups_of_the_kinds_a_profile_can_be_for_are_offered_positions_first(depot: Depot) -> None:
    ada = depot.as_(depot.ada)
    ada.command("profile", "new Driver")
    assert ada.options("role_profile.groups", "") == ["Driver (position)", "Night (team)"]
    assert ada.options("role_profile.groups", "nig") == ["Night (team)"]


def test_who_fits_it_best_is_asked_from_the_profile_too(depot: Depot) -> None:
    made(depot)
    assert depot.as_(depot.ada).command("profile", "fit Driver").splitlines()[1].startswith("Omar Aziz: 1 of 2 met.")
