"""What the sample's people hold, did and should have makes the conversations of the demo possible."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from tests.bot.sample.sample_files import (
    CEFR,
    STREAK,
    TODAY,
    Row,
    activities,
    by_key,
    competencies,
    competency,
    items,
    on,
    people,
    person,
    quiz,
    repeated,
    rows,
    streak,
    supervises,
    who_acquired,
)


def test_qualifications_name_people_and_competencies_of_the_same_category() -> None:
    for row in rows("qualifications"):
        assert row["person"] in people(), row
        assert competencies()[row["competency"]]["category"] == row["category"] != "skill", row
        assert (row["value"] in CEFR) == (row["category"] == "language"), row
        assert all(link.startswith("https://") for link in items(row["links"])), row
    keys = [
        "/".join((row["person"], row["competency"], row["issued_on"], row["number"]))
        for row in rows("qualifications")
    ]
    assert not repeated(keys)


def test_no_qualification_expires_before_it_was_issued_or_is_issued_in_the_future() -> None:
    dated = [row for row in rows("qualifications") if row["issued_on"]]
    assert all(on(row["issued_on"]) <= TODAY for row in dated)
    assert all(on(row["issued_on"]) < on(row["expires_on"]) for row in dated if row["expires_on"])
    for row in rows("qualifications"):
        assert row["category"] != "certification" or not row["expires_on"][:1].isdigit(), (
            "expiry must be relative"
        )


def test_qualifications_come_in_every_status() -> None:
    types = by_key("types", "competency")
    certified = [row for row in rows("qualifications") if row["category"] == "certification"]
    left = {(on(row["expires_on"]) - TODAY).days for row in certified if row["expires_on"]}
    assert {91, 90, 89, 30, 20, 2, -1} <= left
    assert min(left) < -365
    assert max(left) > 365
    assert any(not row["expires_on"] and types[row["competency"]]["expiry_date"] == "no" for row in certified)
    missing: dict[str, list[Row]] = defaultdict(list)
    for row in certified:
        required = types[row["competency"]]
        missing["issued"] += [row] * (not row["issued_on"] and required["issued_date"] == "yes")
        missing["expiry"] += [row] * (not row["expires_on"] and required["expiry_date"] == "yes")
        missing["document"] += [row] * (not row["links"] and required["documentation_required"] == "yes")
        missing["issuer"] += [row] * (not row["issuer"])
        missing["number"] += [row] * (not row["number"])
    assert all(missing[name] for name in ("issued", "expiry", "document", "issuer", "number"))
    assert len(certified) - sum(map(len, missing.values())) > 30


def test_annas_file_starts_as_the_conversations_need_it() -> None:
    anna = person("Anna")["email"]
    held = {
        competencies()[row["competency"]]["name"]: row
        for row in rows("qualifications")
        if row["person"] == anna
    }
    assert "First aid at work" not in held
    assert "Paediatric first aid" not in held
    assert held["English"]["value"] == "B1"
    assert "German" in held
    licence = held["Forklift licence"]
    assert on(licence["expires_on"]) == date(2027, 2, 22)
    assert licence["links"]
    assert licence["number"]
    aimed = {
        competencies()[row["competency"]]["name"]: row for row in rows("targets") if row["person"] == anna
    }
    assert set(aimed) == {"English", "Forklift licence", "Manual handling"}
    assert aimed["English"]["value"] == "B2"


def test_results_name_people_and_activities_and_give_scores_the_quiz_can_give() -> None:
    by_key("results", "result_id")
    assert not repeated(row["person"] + row["completed_at"] for row in rows("results"))
    for row in rows("results"):
        score = Decimal(row["score"])
        points = sum(int(question["points"]) for question in quiz(row["activity"]))
        reached = round(score * points / 100)
        assert row["person"] in people() and row["activity"] in activities(), row
        assert 0 <= score <= 100 and on(row["completed_at"]) < TODAY, row
        assert not points or abs(Decimal(100 * reached) / points - score) < Decimal("0.01"), row
    assert [row["completed_at"] for row in rows("results")] == [
        row["completed_at"] for row in sorted(rows("results"), key=lambda row: on(row["completed_at"]))
    ]


def test_anna_has_one_of_three_towards_fire_safety_and_colleagues_stand_elsewhere() -> None:
    fire = competency("Fire safety")["idnumber"]
    standing = {
        name: streak(person(name)["email"], fire) for name in ("Anna", "Tuva", "Omar", "Lars", "Simon")
    }
    assert standing == {"Anna": 1, "Tuva": 2, "Omar": 0, "Lars": 1, "Simon": 0}
    assert who_acquired("Fire safety") == {"Erik", "Maja", "Rita"}
    assert streak(person("Yusuf")["email"], competency("Welding")["idnumber"]) == 2


def test_four_people_in_oslo_have_acquired_welding_and_anna_is_one_of_them() -> None:
    welders = who_acquired("Welding") - {"Olav"}
    assert {name for name in welders if person(name)["location"] == "Oslo"} == {
        "Anna",
        "Henrik",
        "Kari",
        "Mats",
    }
    assert welders - {"Anna", "Henrik", "Kari", "Mats"} == {"Emre"}
    assert len(who_acquired("Manual handling")) >= 4
    assert who_acquired("Information security")


def test_stock_counting_cannot_be_acquired_by_the_activities_left() -> None:
    counting = competency("Stock counting")["idnumber"]
    assert sum(counting in items(row["skills"]) for row in rows("activities")) < STREAK
    assert streak(person("Simon")["email"], counting) == 0


def test_targets_are_set_by_someone_who_supervises_the_person() -> None:
    assert 40 <= len(rows("targets")) <= 55
    assert not repeated(row["person"] + row["competency"] for row in rows("targets"))
    for row in rows("targets"):
        wanted = competencies()[row["competency"]]
        assert supervises(row["by"], row["person"]), row
        assert people()[row["person"]]["active"] == people()[row["by"]]["active"] == "yes", row
        assert not wanted["access_tier"] and wanted["status"] == "active", row
        assert (row["value"] in CEFR) == (wanted["category"] == "language"), row
        assert not row["due_on"] or on(row["due_on"]) > TODAY, row


def test_among_the_targets_some_are_met_and_some_are_not() -> None:
    skilled = [row for row in rows("targets") if competencies()[row["competency"]]["category"] == "skill"]
    met = [row for row in skilled if streak(row["person"], row["competency"]) == STREAK]
    assert len(met) >= 8
    assert len(skilled) - len(met) >= 8
