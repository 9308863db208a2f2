"""`gap` in chat: oneself, a report, a team, against profiles; what closes each gap, and what nobody else sees."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from bot.blocks import render
from bot.cards import Attachment, Card, Picture, Table
from bot.listeners import gap, targets
from bot.product import Product
from core.errors import Invalid, NotFound, Refused
from core.frameworks import CompetencyCategory, scale_of
from core.people import add_group, put_into_group
from core.profiles import ProfileDetails, Requirement, save_profile
from core.targets import assign_targets
from tests.bot.asking import SpelledSkills
from tests.bot.spoken import Spoken, conversations_of, labels, seal
from tests.builders import a_certificate, a_module, a_person, a_rating, a_skill, a_team, an_activity
from tests.conftest import House

MARCH = date(2027, 3, 1)


class Shown(Spoken):
    """One whose pictures are uploaded before their message is checked."""

    def _check_card(self, card: Card) -> None:
        rendered = render(card, self.asker.reader, seal)
        blocks = rendered.with_files([f"F{n:08d}" for n in range(len(rendered.pictures))])
        self._check("chat.postMessage", {"channel": "D0001", "text": rendered.text, "blocks": blocks})


class Depot(NamedTuple):
    """Ben leads Warehouse with Anna, Omar and Tuva; Ada is admin; Cleo is no one's. Anna lacks two of three."""

    house: House
    ada: int
    ben: int
    anna: int
    omar: int
    tuva: int
    cleo: int
    fire: int
    english: int
    forklift: int

    def as_(self, person_id: int) -> Shown:
        product = Product(self.house.engine, None, SpelledSkills(self.house))  # type: ignore[arg-type]
        return Shown(self.house, product, conversations_of(gap.register, targets.register), person_id)


@pytest.fixture
def depot(house: House) -> Depot:
    with house.writing() as session:
        ada = a_person(session, "Ada Vik", role="admin", chat_user_id="UADA")
        ben, anna, omar, tuva, cleo = (
            a_person(session, name, chat_user_id=f"U{name[:4].upper()}")
            for name in ("Ben Dahl", "Anna Berg", "Omar Aziz", "Tuva Moe", "Cleo Vik")
        )
        a_team(session, "Warehouse", anna, omar, tuva, lead=ben)
        fire = a_skill(session, "Fire safety")
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        forklift = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        for number in range(3):
            an_activity(session, f"Drill {number}", fire, modules=(a_module(session, f"M{number}"),))
        a_certificate(session, anna, date(2027, 2, 22), of=forklift)
        a_certificate(session, anna, of=english, value="B1")
        b2 = scale_of(session, english).named("B2").id
        wanted = {fire: None, english: b2, forklift: None}
        assign_targets(session, house.operator, [anna, omar, tuva], wanted, MARCH)
        a_rating(session, tuva, fire)
    return Depot(house, ada, ben, anna, omar, tuva, cleo, fire, english, forklift)


def a_profile(depot: Depot, name: str = "Driver", *, public: bool = True, holder: int | None = None) -> int:
    with depot.house.writing() as session:
        position = add_group(session, depot.house.operator, "position", name)
        if holder is not None:
            put_into_group(session, depot.house.operator, position, [holder])
        b2 = scale_of(session, depot.english).named("B2").id
        wanted = (Requirement(depot.fire), Requirement(depot.english, b2))
        details = ProfileDetails(name, public=public, group_ids=(position,), requirements=wanted)
        return save_profile(session, depot.house.operator, details)


@pytest.mark.rule("gaps/person")
def test_ones_own_gaps_say_what_is_left_in_a_line_each_with_what_closes_them(depot: Depot) -> None:
    anna = depot.as_(depot.anna)
    said = anna.command("gap").splitlines()
    assert said[0] == "3 targets, 1 met."
    assert said[1] == "○ Fire safety: 3 activities in a row above 90 %. Due 1 March 2027"
    assert said[2] == "▽ English B2: B1, needs B2: B2 or higher on file. Due 1 March 2027 [Register]"
    assert said[3] == "◔ Forklift licence: met, expires in 90 days, on 22 February 2027 [Booked]"
    assert labels(anna.card) == ["Register", "Booked", "Picture", "Best fit"]


def test_without_targets_or_with_all_met_a_line_says_so(depot: Depot) -> None:
    assert "You have no targets." in depot.as_(depot.cleo).command("gap")
    with depot.house.writing() as session:
        assign_targets(session, depot.house.operator, [depot.cleo], {depot.fire: None, depot.forklift: None})
        a_rating(session, depot.cleo, depot.fire)
        a_certificate(session, depot.cleo, of=depot.forklift)
    assert "All 2 targets are met." in depot.as_(depot.cleo).command("gap")


def test_a_renewal_is_booked_from_the_gap_and_taken_back(depot: Depot) -> None:
    anna = depot.as_(depot.anna)
    anna.command("gap")
    anna.press("Booked")
    with pytest.raises(Invalid):
        anna.fill(day=date(2026, 11, 1))
    assert "Forklift licence is booked for 8 February 2027." in anna.fill(day=date(2027, 2, 8))
    assert "Undo" in labels(anna.card)


def test_a_certificate_of_the_kind_that_is_missing_is_registered_from_the_gap(depot: Depot) -> None:
    anna = depot.as_(depot.anna)
    anna.command("gap")
    anna.press("Register")
    assert anna.form is not None
    assert any("English" in str(each.initial) for each in anna.form.fields)


@pytest.mark.rule("gaps/person")
def test_who_supervises_sees_the_gaps_of_a_report_and_a_colleague_does_not(depot: Depot) -> None:
    ben = depot.as_(depot.ben)
    assert ben.command("gap", "<@UANNA>").splitlines()[0] == "Anna: 3 targets, 1 met."
    assert "Set targets" in labels(ben.card)
    with pytest.raises(Refused):
        depot.as_(depot.cleo).command("gap", "<@UANNA>")
    with pytest.raises(NotFound, match="I don't find 'nobody here'"):
        ben.command("gap", "nobody here")
    with pytest.raises(Invalid, match="Name one person"):
        ben.command("gap", "<@UANNA> <@UOMAR>")


@pytest.mark.rule("gaps/person")
def test_everyone_runs_it_on_themself_against_a_public_profile_and_a_hidden_one_reads_as_missing(depot: Depot) -> None:
    a_profile(depot)
    a_profile(depot, "Deputy", public=False)
    said = depot.as_(depot.cleo).command("gap", "profile driver").splitlines()
    assert said[:2] == ["Driver", "2 requirements, 0 met."]
    for words in ("profile Deputy", "profile Nothing"):
        with pytest.raises(NotFound, match="I don't find a role profile"):
            depot.as_(depot.cleo).command("gap", words)
    assert "Tuva: 2 requirements, 1 met." in depot.as_(depot.ben).command("gap", "<@UTUVA> profile Driver")


def test_of_several_profiles_the_one_meant_is_chosen_at_a_press(depot: Depot) -> None:
    a_profile(depot, "Driver by day")
    a_profile(depot, "Driver by night")
    cleo = depot.as_(depot.cleo)
    assert "Which role profile is 'driver'?" in cleo.command("gap", "profile driver")
    assert cleo.press("Driver by night").splitlines()[0] == "Driver by night"


@pytest.mark.rule("gaps/group")
def test_a_team_is_a_matrix_as_picture_and_table_worst_first_with_sums(depot: Depot) -> None:
    ben = depot.as_(depot.ben)
    assert ben.command("gap", "my team") == ben.command("gap", "team Warehouse"), "the one he leads"
    said = ben.command("gap", "team Warehouse").splitlines()
    assert said[0] == "Warehouse"
    assert said[1] == "2 of 9 met, 3 people, 3 requirements."
    [picture] = parts(ben.card, Picture)
    assert isinstance(picture, Picture) and picture.png.startswith(b"\x89PNG")
    assert said[2] == (
        "(Heat map, Warehouse, 24 November 2026: English 0 of 3; Fire safety 1 of 3; Forklift licence 1 of 3. "
        "2 of 9 met, 3 people, 3 requirements.)"
    )
    assert "Omar Aziz | 0 of 3 | ○ missing | ○ missing | ○ missing" in said
    assert "Anna Berg | 1 of 3 | ▽ too low | ○ missing | ◔ expiring" in said
    assert "Shown: the people whose gaps are open to you." in said
    assert labels(ben.card) == ["Set targets", "File"]


@pytest.mark.rule("gaps/group")
def test_places_positions_companies_and_all_are_asked_alike_and_show_only_who_is_open_to_the_viewer(
    depot: Depot,
) -> None:
    with depot.house.writing() as session:
        oslo = add_group(session, depot.house.operator, "location", "Oslo")
        put_into_group(session, depot.house.operator, oslo, [depot.anna, depot.cleo])
    assert "1 of 3 met, 1 person, 3 requirements." in depot.as_(depot.ben).command("gap", "location Oslo")
    assert "Nobody you may see in Oslo has targets." in depot.as_(depot.cleo).command("gap", "location Oslo")
    assert "2 of 9 met, 3 people" in depot.as_(depot.ada).command("gap", "all")
    assert "Shown: everybody." in depot.as_(depot.ada).command("gap", "all")
    assert "1 of 3 met, 1 person" in depot.as_(depot.anna).command("gap", "all")
    with pytest.raises(NotFound, match="I don't find a location named 'Bergen'"):
        depot.as_(depot.ben).command("gap", "location Bergen")


def test_a_group_against_a_profile_and_what_is_needed_of_the_group(depot: Depot) -> None:
    with depot.house.writing() as session:
        team = a_team(session, "Night", depot.anna, lead=depot.ben)
        wanted = (Requirement(depot.fire), Requirement(depot.forklift, None, 2))
        details = ProfileDetails("Site safety", public=True, group_ids=(team,), requirements=wanted)
        save_profile(session, depot.house.operator, details)
    said = depot.as_(depot.ben).command("gap", "team Night profile Site safety")
    assert "0 of 2 met, 2 people, 1 requirement." in said
    assert "○ Night, Forklift licence: 2 of the group needed, 1 there." in said
    assert "of the group needed" not in depot.as_(depot.anna).command("gap", "team Night profile Site safety")


def test_ten_rows_stand_in_a_page_and_more_follow_in_the_same_message(depot: Depot) -> None:
    with depot.house.writing() as session:
        crowd = [a_person(session, f"Person {number:02}") for number in range(12)]
        a_team(session, "Crowd", *crowd, lead=depot.ben)
        assign_targets(session, depot.house.operator, crowd, {depot.fire: None})
    ben = depot.as_(depot.ben)
    assert "1 to 10 of 12" in ben.command("gap", "team Crowd")
    said = ben.press("Show more")
    assert "11 to 12 of 12" in said and "Person 11 | 0 of 1" in said and "Person 09" not in said
    assert "1 to 10 of 12" in ben.press("From the start")


def test_the_file_holds_the_whole_as_csv_and_workbook_and_is_noted(depot: Depot) -> None:
    ben = depot.as_(depot.ben)
    ben.command("gap", "team Warehouse")
    ben.press("File")
    files = [each for each in parts(ben.card, Attachment) if isinstance(each, Attachment)]
    assert [each.name for each in files] == ["gaps.csv", "gaps.xlsx"]
    lines = files[0].content.decode("utf-8-sig").splitlines()
    assert lines[0] == "person,name,met,required,English,Fire safety,Forklift licence"
    assert lines[1].endswith("Omar Aziz,0,3,missing,missing,missing") and len(lines) == 4


@pytest.mark.rule("gaps/best-fit")
def test_best_fit_is_told_both_ways_with_what_is_missing(depot: Depot) -> None:
    a_profile(depot)
    a_profile(depot, "Deputy", public=False)
    said = depot.as_(depot.ben).command("gap", "fit profile Driver").splitlines()
    assert said[:2] == ["Who fits Driver best", "Tuva Moe: 1 of 2 met. Missing: ○ English."]
    both = depot.as_(depot.ben).command("gap", "fit <@UANNA>")
    assert "Driver: 0 of 2 met. Missing: ▽ English and ○ Fire safety." in both and "Deputy" not in both
    assert "Deputy" in depot.as_(depot.ada).command("gap", "fit <@UANNA>")
    with pytest.raises(Refused):
        depot.as_(depot.cleo).command("gap", "fit <@UANNA>")


@pytest.mark.rule("gaps/graph")
def test_each_position_is_a_graph_of_ratings_against_what_it_needs_with_the_same_figures(depot: Depot) -> None:
    a_profile(depot, "Driver", holder=depot.anna)
    a_profile(depot, "Deputy", public=False, holder=depot.anna)
    anna = depot.as_(depot.anna)
    anna.command("gap")
    said = anna.press("Graph")
    assert len(parts(anna.card, Picture)) == 2 and len(parts(anna.card, Table)) == 1
    figures = "English B1, needs B2; Fire safety not acquired. 0 of 2 met."
    assert f"(Bar chart, Anna, Driver, 24 November 2026: {figures})" in said
    assert "Role profile (Deputy)" in said, "the position is theirs to know, the profile's name is not"
    assert "Driver | English | B1 | B2 | ▽ too low" in said


def test_gaps_of_another_day_say_so_and_offer_nothing_to_do(depot: Depot) -> None:
    anna = depot.as_(depot.anna)
    said = anna.command("gap", "on 23 February 2027")
    assert "3 targets, 0 met." in said and "✕ Forklift licence: expired 22 February 2027" in said
    assert "As of 23 February 2027, by what is on file today." in said
    assert labels(anna.card) == []
    depot.house.clock.forward(days=30)
    with depot.house.writing() as session:
        a_rating(session, depot.anna, depot.fire)
    assert "3 targets, 1 met." in anna.command("gap", "on 24 November 2026")
    assert "1 of 9 met" not in anna.command("gap", "")


def parts(card: Card, kind: type) -> list[object]:
    return [each for each in card.parts if isinstance(each, kind)]
