"""The sample's courses, modules, activities and quizzes fit together, and so do all files' columns."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from tests.bot.sample.sample_files import (
    SAMPLE,
    STREAK,
    Row,
    activities,
    by_key,
    competencies,
    competency,
    counts_for,
    items,
    normalised,
    quiz,
    repeated,
    rows,
)

OUTCOMES = {"none", "evidence", "recommend", "complete"}
COLUMNS = {
    "people": "email,name,manager_email,teams,teams_led,location,company,positions,cohorts,roles,access_tier,"
    "time_zone,locale,slack_user_id,active",
    "framework": "idnumber,name,description,category,parents,tags,synonyms,access_tier,status",
    "types": "competency,issued_date,expiry_date,documentation_required",
    "courses": "idnumber,name,category,description,open,competencies",
    "modules": "idnumber,name,course,theory",
    "activities": "idnumber,title,description,modules,theory,required,skills",
    "quizzes": "activity,question,kind,options,correct,points",
    "qualifications": "person,category,competency,value,issued_on,expires_on,issuer,number,public_note,links",
    "results": "result_id,person,activity,score,completed_at",
    "targets": "person,competency,value,due_on,by",
}


def quizzes_for(skill: str) -> list[Row]:
    return [row for row in rows("activities") if counts_for(row, skill) and quiz(row["idnumber"])]


def sentences(text: str) -> int:
    return len(re.findall(r"[.?](?=\s|$)", text))


@pytest.mark.parametrize("name", COLUMNS)
def test_each_file_has_its_columns_in_order_and_clean_cells(name: str) -> None:
    text = (SAMPLE / f"{name}.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == COLUMNS[name]
    for row in rows(name):
        assert None not in row and None not in row.values(), row
        for cell in row.values():
            assert cell == " ".join(cell.split()), row
            assert not cell.startswith(("=", "@", "\t")) and "!" not in cell, row
            assert "" not in items(cell), row


def test_courses_hold_modules_and_modules_hold_activities() -> None:
    courses, modules = by_key("courses", "idnumber"), by_key("modules", "idnumber")
    assert {row["course"] for row in rows("modules")} == set(courses)
    assert {module for row in rows("activities") for module in items(row["modules"])} == set(modules)
    assert all(row["modules"] for row in rows("activities"))
    assert (
        {row["open"] for row in rows("courses")}
        == {row["theory"] for row in rows("modules")}
        == {"yes", "no"}
    )
    for row in rows("courses"):
        linked = [pair.split("=") for pair in items(row["competencies"])]
        assert all(key in competencies() and outcome in OUTCOMES for key, outcome in linked), row
        assert not repeated(key for key, _ in linked)
    assert any(
        {row["theory"] for row in rows("modules") if row["course"] == course} == {"yes"} for course in courses
    )


def test_an_activity_is_theory_where_its_modules_are_and_fire_basics_is_practice() -> None:
    modules = by_key("modules", "idnumber")
    for row in rows("activities"):
        assert {modules[module]["theory"] for module in items(row["modules"])} == {row["theory"]}, row
        assert row["required"] in {"yes", "no"}
    basics = next(row for row in rows("modules") if row["name"] == "Fire basics")
    extinguishers = next(row for row in rows("activities") if row["title"] == "Extinguisher types")
    assert basics["theory"] == "no"
    assert extinguishers["modules"] == basics["idnumber"]


def test_activities_carry_at_most_three_active_skills_and_some_wait_for_an_editor() -> None:
    for row in rows("activities"):
        skills = [competencies()[skill] for skill in items(row["skills"])]
        assert len(skills) <= 3
        assert not repeated(skill["idnumber"] for skill in skills)
        assert all((skill["category"], skill["status"]) == ("skill", "active") for skill in skills), row
    waiting = [row for row in rows("activities") if not row["skills"]]
    assert 60 <= len(activities()) <= 70
    assert 14 <= len(waiting) <= 18
    assert sum("M-HOUSE-1" in items(row["modules"]) for row in waiting) >= 4


def test_activities_are_described_in_two_to_four_sentences_under_titles_of_their_own() -> None:
    assert not repeated(normalised(row["title"]) for row in rows("activities"))
    for row in rows("activities"):
        assert 2 <= sentences(row["description"]) <= 4 and len(row["description"]) > 90, row
        assert row["description"].endswith("."), row


def test_at_least_a_dozen_activities_have_a_quiz_of_five_to_ten_questions() -> None:
    counts = Counter(row["activity"] for row in rows("quizzes"))
    assert set(counts) <= set(activities())
    assert len(counts) >= 12
    assert all(5 <= count <= 10 for count in counts.values())
    assert not repeated(row["activity"] + row["question"] for row in rows("quizzes"))


def test_every_quiz_question_has_its_right_answer_among_its_options() -> None:
    for row in rows("quizzes"):
        options, correct = items(row["options"]), items(row["correct"])
        assert int(row["points"]) > 0 and row["question"].endswith(("?", ".")) and correct, row
        assert not repeated(map(normalised, options))
        assert all(len(option) <= 75 for option in options)
        match row["kind"]:
            case "single":
                assert 3 <= len(options) <= 5 and len(correct) == 1 and set(correct) <= set(options), row
            case "multiple":
                assert (
                    len(options) >= 4 and 2 <= len(correct) < len(options) and set(correct) <= set(options)
                ), row
            case "true_false":
                assert options == ["True", "False"] and correct[0] in options and len(correct) == 1, row
            case "number":
                assert not options and Decimal(row["correct"]) >= 0, row
            case kind:
                assert kind == "text" and not options, row


def test_every_kind_of_question_occurs_and_single_choice_is_the_most_common() -> None:
    kinds = Counter(row["kind"] for row in rows("quizzes"))
    assert set(kinds) == {"single", "multiple", "true_false", "number", "text"}
    assert kinds.most_common(1)[0][0] == "single"


def test_the_right_answer_of_a_single_choice_is_not_always_in_the_same_place() -> None:
    places = Counter(
        items(row["options"]).index(row["correct"]) for row in rows("quizzes") if row["kind"] == "single"
    )
    assert set(places) == {0, 1, 2}
    assert max(places.values()) < 0.5 * places.total()


def test_four_skills_and_more_can_be_acquired_by_three_quizzes_each() -> None:
    skills = {skill for row in rows("activities") for skill in items(row["skills"])}
    able = {competencies()[skill]["name"] for skill in skills if len(quizzes_for(skill)) >= STREAK}
    assert able == {
        "Fire safety",
        "Manual handling",
        "Chemical handling",
        "Lockout and tagout",
        "Information security",
    }
    fire = competency("Fire safety")["idnumber"]
    assert [row["title"] for row in quizzes_for(fire)] == [
        "Extinguisher types",
        "Alarm drill",
        "Hot work permit drill",
    ]


def test_the_extinguisher_quiz_has_eight_questions_of_which_only_a_perfect_score_counts() -> None:
    questions = quiz("A-001")
    assert len(questions) == 8
    assert {row["points"] for row in questions} == {"1"}
    assert questions[0]["question"].startswith("Which one for burning oil")
    assert (items(questions[0]["options"]), questions[0]["correct"]) == (["Water", "Foam", "CO2"], "Foam")
    assert Decimal(len(questions) - 1) / len(questions) <= Decimal("0.9")
