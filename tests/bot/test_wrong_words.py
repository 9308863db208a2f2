"""The catalogue's verbs with no words, wrong ones and too many: what is said, and what opens instead."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bot.listeners import activities, courses, exporting, frameworks, importing, reports, skills
from bot.product import Product
from core.activities import course as course_on_file
from core.activities import standing
from core.errors import Invalid, NotFound, ProwessError, Refused
from core.frameworks import CompetencyCategory
from tests.bot.asking import SpelledSkills
from tests.bot.course_talk import School, school
from tests.bot.spoken import Spoken, conversations_of
from tests.builders import a_skill

__all__ = ["school"]


def _talk(school: School, name: str) -> Spoken:
    conversations = conversations_of(
        *(each.register for each in (activities, courses, exporting, frameworks, importing, reports, skills))
    )
    product = Product(school.house.engine, cast(Any, None), SpelledSkills(school.house))
    return Spoken(school.house, product, conversations, school.people[name])


@pytest.mark.parametrize(
    ("who", "line", "error", "words"),
    [
        ("anna", "framework Nowhere", NotFound, "I don't find a framework 'Nowhere'. See: /prowess framework"),
        ("anna", "framework new Rope work", Refused, "isn't open to you"),
        ("anna", "import", Refused, "importing files needs a right you don't have"),
        ("anna", "import anything", Refused, "importing files needs a right you don't have"),
        ("ada", "import anything", Invalid, "I don't import 'anything'. Kinds: people, "),
        ("ada", "export people badly", Invalid, "I don't know 'badly' of people. Example: /prowess export people as"),
        ("ada", "export framework Nowhere", Invalid, "Which framework is 'Nowhere'? There are: Company skills."),
        ("ada", "export anything", Invalid, "I don't export 'anything'. Kinds: "),
        ("anna", "report breakdown", Refused, "this course's reports isn't open to you"),
        ("anna", "report breakdown Nowhere", Refused, "this course's reports isn't open to you"),
        ("mona", "report anything", Invalid, "Reports: breakdown and mapping. Example: /prowess report breakdown"),
        ("mona", "course grade", Invalid, "Whom, in which skill? Example: /prowess course grade @anna Fire safety"),
        ("mona", "course grade <@UANNA> Zebra", NotFound, "I don't find a skill named 'Zebra'. Example: /prowess"),
        ("mona", "course grade <@UANNA> Fire safety in Zebra", NotFound, "I don't find a course named 'Zebra'."),
        ("mona", "course grade <@UANNA> Fire safety in Lifting", Invalid, "Anna is on no course with Fire safety."),
        ("ada", "skills disable", Invalid, "Which skill? Example: /prowess skills disable Fire safety"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(
    school: School, who: str, line: str, error: type[ProwessError], words: str
) -> None:
    with pytest.raises(error) as said:
        _talk(school, who).command(*line.split(" ", 1))
    assert words in str(said.value)


def test_a_report_nobody_may_have_is_no_riddle(school: School) -> None:
    assert _talk(school, "anna").command("report", "anything") == "No report is open to you. An admin can help."


@pytest.mark.parametrize("line", ["new Rope work", "new"])
def test_a_new_framework_takes_its_name_along(school: School, line: str) -> None:
    ada = _talk(school, "ada")
    ada.command("framework", line)
    assert ada.form is not None
    [name] = [each.initial for each in ada.form.fields if each.name == "name"]
    assert name == ("Rope work" if line != "new" else None)


@pytest.mark.rule("courses/enrol")
def test_enrolling_without_naming_anybody_joins_an_open_course_oneself_and_asks_whom_of_who_enrols(
    school: School,
) -> None:
    anna, ben = _talk(school, "anna"), _talk(school, "ben")
    assert "✓ You are enrolled on Lifting, 09:00." in anna.command("course", "enrol Lifting")
    with school.house.reading() as session:
        assert standing(session, school.open_course, school.people["anna"]).running
        assert not course_on_file(session, school.course).open
    with pytest.raises(Refused):
        _talk(school, "erik").command("course", "enrol Fire course")
    ben.command("course", "enrol Lifting")
    assert ben.form is not None
    assert ben.form.title.id == "Enrol people"  # type: ignore[union-attr]


def test_a_quiz_of_what_is_no_skill_says_so_and_offers_the_way(school: School) -> None:
    with school.house.writing() as session:
        a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
    assert _talk(school, "anna").command("quiz", "English").splitlines() == [
        "Quizzes lead to skills; English is of the category Language.", "[The way there]",
    ]


@pytest.mark.rule("frameworks/tags")
def test_tags_are_listed_and_opened_by_their_name(school: School) -> None:
    with school.house.writing() as session:
        a_skill(session, "Knots", tags=("Yard",))
    anna = _talk(school, "anna")
    assert "Yard 1" in anna.command("skills", "tags")
    said = anna.command("skills", "tags yard")
    assert said.splitlines()[0] == "Tag: Yard"
    assert "Knots" in said
    assert "Fire safety" not in said
    assert "Yard 1" in anna.command("skills", "tags nothing")
