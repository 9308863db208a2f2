"""What a command's words name: persons, a team, competencies with values, a day."""

from __future__ import annotations

from datetime import date

import pytest

from bot.reading import MOST_PEOPLE, UnknownSkill, read_due, read_people, read_skills
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyCategory, scale_of
from tests.builders import a_person, a_skill, a_team
from tests.conftest import House

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "rest", "due"),
    [
        ("Fire safety by 1 March", "Fire safety", date(2027, 3, 1)),
        ("Fire safety, due 2027-03-01", "Fire safety", date(2027, 3, 1)),
        ("Lead by example by 1 March 2028", "Lead by example", date(2028, 3, 1)),
        ("Lead by example", "Lead by example", None),
        ("by 1 March", "", date(2027, 3, 1)),
        ("Fire safety until 24 November", "Fire safety", date(2026, 11, 24)),
        ("Fire safety", "Fire safety", None),
    ],
)
def test_the_due_date_is_what_follows_the_last_by_that_a_date_follows(words: str, rest: str, due: date | None) -> None:
    left, reading = read_due(words, today=TODAY, locale="en_GB")
    assert (left, reading.value if reading else None) == (rest, due)


def test_a_day_that_is_none_is_a_problem_and_not_a_skill() -> None:
    left, reading = read_due("Fire safety by 31 February", today=TODAY, locale="en_GB")
    assert left == "Fire safety" and reading is not None and reading.problem
    assert "31 February isn't a date" in reading.problem


def test_people_are_found_by_mention_anywhere_by_name_and_by_first_name(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session, "Anna Berg", chat_user_id="UANNA")
        erik = a_person(session, "Erik Strand", chat_user_id="UERIK")
        first = read_people(session, "<@UANNA|anna>, <@UERIK> Fire safety by 1 March")
        assert (first.ids, first.rest) == ((anna, erik), "Fire safety by 1 March")
        assert read_people(session, "Fire safety for <@UANNA>").rest == "Fire safety"
        second = read_people(session, "Anna Berg and erik Fire safety")
        assert (second.ids, second.rest) == ((anna, erik), "Fire safety")
        third = read_people(session, "@anna, @erik strand: Fire safety, Welding")
        assert (third.ids, third.rest) == ((anna, erik), "Fire safety, Welding")
        nobody = read_people(session, "Fire safety")
        assert (nobody.ids, nobody.rest) == ((), "Fire safety")
        with pytest.raises(NotFound, match="I don't find @nobody"):
            read_people(session, "@nobody Fire safety")


def test_a_first_name_of_two_is_asked_about_with_their_names(house: House) -> None:
    with house.writing() as session:
        a_person(session, "Anna Berg")
        lie = a_person(session, "Anna Lie")
        with pytest.raises(Invalid, match="There are 2 people named Anna: Anna Berg and Anna Lie"):
            read_people(session, "Anna Fire safety")
        assert read_people(session, "Anna Lie Fire safety").ids == (lie,)


def test_a_team_is_found_by_its_longest_name(house: House) -> None:
    with house.writing() as session:
        a_team(session, "Warehouse")
        night = a_team(session, "Warehouse night shift")
        named = read_people(session, "team warehouse Night shift Fire safety")
        assert (named.team, named.rest) == ((night, "Warehouse night shift"), "Fire safety")
        with pytest.raises(NotFound, match="I don't find a team named 'Nowhere Fire safety'"):
            read_people(session, "team Nowhere Fire safety")


def test_more_people_than_one_command_takes_are_refused(house: House) -> None:
    with house.writing() as session:
        for number in range(MOST_PEOPLE + 1):
            a_person(session, f"Person {number}", chat_user_id=f"UX{number}")
        mentions = [f"<@UX{number}>" for number in range(MOST_PEOPLE + 1)]
        assert len(read_people(session, " ".join(mentions[1:]) + " Fire safety").ids) == MOST_PEOPLE
        with pytest.raises(Invalid, match="51 people; name at most 50"):
            read_people(session, " ".join(mentions) + " Fire safety")


def test_skills_are_found_by_name_synonym_and_id_number_with_values_and_commas_inside(house: House) -> None:
    with house.writing() as session:
        fire = a_skill(session, "Fire safety", synonyms=("Fire protection",), idnumber="NL-7")
        both = a_skill(session, "Health, safety and environment")
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        b2 = scale_of(session, english).named("B2").id

        def found(words: str) -> dict[int, int | None]:
            read = read_skills(session, house.operator, words)
            assert read.unknown == ()
            return read.found

        assert found("fire protection, English=B2") == {fire: None, english: b2}
        assert found("NL-7") == {fire: None}
        assert found("Health, safety and environment, English") == {both: None, english: None}
        assert found("Fire safety and English") == {fire: None, english: None}
        assert found("English B2; Fire safety") == {english: b2, fire: None}


def test_words_that_name_nothing_come_back_as_they_are_with_their_value(house: House) -> None:
    with house.writing() as session:
        fire = a_skill(session, "Fire safety")
        read = read_skills(session, house.operator, "Fire safety, Frensh=B1, Juggling")
    assert read.found == {fire: None}
    assert read.unknown == (UnknownSkill("Frensh", "B1"), UnknownSkill("Juggling"))
