"""The sample's competencies are complete, unmistakable and attributed to their source."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from tests.bot.sample.sample_files import (
    SAMPLE,
    by_key,
    competencies,
    competency,
    items,
    normalised,
    repeated,
    rows,
)

ESCO = SAMPLE.parents[2] / "shared" / "data" / "esco" / "skills.csv"
DEPTH_LIMIT = 4
# Spelling slips of the source that the sample corrects, as its README says.
SPELLING = {"concotions": "concoctions", "intert": "inert", "athmospheric": "atmospheric"}


def test_the_framework_holds_about_150_competencies_of_all_five_categories() -> None:
    counts = Counter(row["category"] for row in rows("framework"))
    assert 145 <= len(competencies()) <= 160
    assert 115 <= counts["skill"] <= 130
    assert {name: counts[name] for name in counts if name != "skill"} == {
        "certification": 20,
        "language": 6,
        "education": 2,
        "experience": 2,
    }
    assert sum(key.startswith("ESCO-") for key in competencies()) >= 60


def test_no_name_or_synonym_of_a_competency_is_also_anothers() -> None:
    words = [word for row in rows("framework") for word in (row["name"], *items(row["synonyms"]))]
    assert not repeated(map(normalised, words))
    assert all(row["description"] and row["description"].endswith((".", "etc.")) for row in rows("framework"))


def test_a_competencys_parents_exist_and_stay_within_the_depth_limit_without_a_cycle() -> None:
    def depth(idnumber: str, below: tuple[str, ...] = ()) -> int:
        assert idnumber not in below, f"cycle through {idnumber}"
        above = items(competencies()[idnumber]["parents"])
        return 1 + max((depth(parent, (*below, idnumber)) for parent in above), default=0)

    depths = [depth(idnumber) for idnumber in competencies()]
    assert max(depths) == DEPTH_LIMIT
    assert any(len(items(row["parents"])) > 1 for row in rows("framework"))


def test_two_competencies_are_disabled_and_used_nowhere_and_two_have_an_access_tier() -> None:
    disabled = {row["idnumber"] for row in rows("framework") if row["status"] == "disabled"}
    tiered = [row["name"] for row in rows("framework") if row["access_tier"]]
    used = {skill for row in rows("activities") for skill in items(row["skills"])}
    used |= {row["competency"] for name in ("targets", "qualifications") for row in rows(name)}
    used |= {pair.split("=")[0] for row in rows("courses") for pair in items(row["competencies"])}
    used |= {parent for row in rows("framework") for parent in items(row["parents"])}
    assert len(disabled) == 2
    assert not disabled & used
    assert tiered == ["Crane control", "High-value goods handling"]
    assert {row["status"] for row in rows("framework")} == {"active", "disabled"}


def test_the_competencies_named_in_the_conversations_exist() -> None:
    named = {
        "skill": ["Fire safety", "Welding", "Rescue", "Crane control"],
        "certification": ["First aid at work", "Paediatric first aid", "Forklift licence"],
        "language": ["English", "German"],
    }
    for category, names in named.items():
        assert [competency(name)["category"] for name in names] == [category] * len(names)
    assert "First aid" in items(competency("First aid at work")["synonyms"])


def test_names_and_definitions_from_esco_are_the_sources() -> None:
    if not ESCO.exists():
        pytest.skip("the ESCO file is not in ../shared/data")
    with ESCO.open(encoding="utf-8", newline="") as file:
        source = {"ESCO-" + row["uri"][-36:-28]: row for row in csv.DictReader(file)}
    for idnumber, row in competencies().items():
        if not idnumber.startswith("ESCO-"):
            continue
        told = source[idnumber]["description"]
        for wrong, right in SPELLING.items():
            told = told.replace(wrong, right)
        assert row["name"] == source[idnumber]["preferredLabel"]
        assert told.strip().endswith(row["description"])
        assert set(items(row["synonyms"])) <= set(source[idnumber]["altLabels"].split("|"))


def test_every_certification_says_which_dates_and_documents_it_requires() -> None:
    certifications = {key for key, row in competencies().items() if row["category"] == "certification"}
    types = by_key("types", "competency")
    assert set(types) == certifications
    for name in ("issued_date", "expiry_date", "documentation_required"):
        assert {row[name] for row in rows("types")} <= {"yes", "no"}
    assert {row["expiry_date"] for row in rows("types")} == {"yes", "no"}
    assert {row["documentation_required"] for row in rows("types")} == {"yes", "no"}
