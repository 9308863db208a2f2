"""Own CSV, ESCO, CASE and outcomes files; encodings, separators, headers, quotes (imports/formats, no-silent-drop)."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
import sqlalchemy as sa

from core.errors import NotFound, Refused
from core.exchange import ColumnsMissing, Tally, Unreadable
from core.frameworks import CompetencyCategory, competencies_on_file
from core.frameworks.models import Competency, Framework, ScaleValue, Synonym
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House
from tests.core.exchange.filing import Filing, reasons

OWN = "idnumber,name,description,category,parents,tags,synonyms,access_tier,status\n"


def _names(house: House) -> set[str]:
    with house.reading() as session:
        return set(session.scalars(sa.select(Competency.name)))


@pytest.mark.rule("imports/formats")
@pytest.mark.parametrize(
    "content",
    [
        "idnumber,name\nA,Prüfen\n".encode(),
        "\ufeffidnumber,name\r\nA,Prüfen\r\n".encode(),
        "idnumber;name\nA;Prüfen\n".encode(),
        "idnumber\tname\rA\tPrüfen\r".encode(),
        "idnumber,name\nA,Prüfen\n".encode("utf-16"),
        "\n\nID Number, Name \n\nA , Prüfen \n,\n".encode(),
        b'"idnumber";"name"\n"A";"Pr\xc3\xbcfen"',
    ],
)
def test_encodings_separators_and_line_ends_that_spreadsheets_write_are_read(
    filing: Filing, house: House, content: bytes
) -> None:
    assert filing.imported("skills.csv", content, "framework") == Tally(created=1)
    assert _names(house) == {"Prüfen"}


@pytest.mark.rule("imports/no-silent-drop")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Nothing changed."),
        (b"idnumber,name\nA,B\nC,Pr\xfcfen\n", "Line 3 isn't UTF-8. Nothing changed."),
        (b"idnumber,name\nA,B\x00\n", "Line 2 isn't text. Nothing changed."),
        (b'idnumber,name\nA,"B\nC,D\n', "In the row that begins at line 2 the quotes don't match. Nothing changed."),
        (b'idnumber,name\nA,"B" x\n', "In the row that begins at line 2 the quotes don't match. Nothing changed."),
        (b'{"CFDocument": {},\n "CFItems": [}', "Line 2 isn't JSON. Nothing changed."),
        (b"PK\x03\x04nonsense", "The workbook can't be opened. Save it again as .xlsx or .csv. Nothing changed."),
        (b"x" * 1_100_000 + b",name\n", "Line 1 has a cell of over a million characters. Nothing changed."),
    ],
)
def test_an_unreadable_file_changes_nothing_and_says_where(
    filing: Filing, house: House, content: bytes, sentence: str
) -> None:
    csv.field_size_limit(10_000_000)  # as a library does that is loaded beside
    with pytest.raises(Unreadable) as error:
        filing.dry_run("file.csv", content, "framework")
    assert str(error.value) == sentence
    assert _names(house) == set()


def test_another_encoding_is_read_when_it_is_named(filing: Filing, house: House) -> None:
    filing.imported("old.csv", b"idnumber,name\nA,Pr\xfcfen\n", "framework", encoding="cp1252")
    assert _names(house) == {"Prüfen"}


@pytest.mark.rule("imports/formats")
def test_missing_columns_are_named_with_those_that_come_close_and_can_be_mapped(filing: Filing, house: House) -> None:
    content = "Skill ID number,Skill name,Colour\nA,Welding,red\n"
    with pytest.raises(ColumnsMissing) as error:
        filing.dry_run("skills.csv", content, "framework")
    assert error.value.missing == ("idnumber", "name")
    assert error.value.near == {"idnumber": "Skill ID number", "name": "Skill name"}
    for mapping in (error.value.near, {theirs: ours for ours, theirs in error.value.near.items()}):
        seen = filing.dry_run("skills.csv", content, "framework", columns=mapping)
        assert seen.tally == Tally(created=1)
        assert "Not read: the columns Colour." in [str(each) for each in seen.notes]
    with pytest.raises(Unreadable, match=r"I can't read Colours as name\. Columns I know: idnumber, name, desc"):
        filing.dry_run("skills.csv", content, "framework", columns={"name": "Colours"})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,Welding,,craft,,,,,", "2 category: 'craft' is no category; there are skill, language, certification"),
        ("A,Welding,,,,,,high,", "2 access_tier: 'high' is no access tier"),
        ("A,Welding,,,,,,-1,", "2 access_tier: '-1' is no access tier"),
        ("A,Welding,,,,,,,gone", "2 status: 'gone' is no status; there are active and disabled"),
        ("A,Welding,a,b,c,d,e,,,,f", "2 status: the row has 11 cells, the header 9"),
        (",Welding,,,,,,,", "2 idnumber: an id number is missing"),
    ],
)
def test_a_wrong_row_is_refused_with_line_column_and_reason(filing: Filing, row: str, reason: str) -> None:
    seen = filing.dry_run("skills.csv", OWN + row + "\n", "framework")
    assert seen.tally == Tally(refused=1)
    assert reasons(seen)[0].startswith(reason)


def test_a_column_that_is_not_there_changes_nothing_an_empty_cell_clears(filing: Filing, house: House) -> None:
    filing.imported("a.csv", OWN + "T,Top,,,,,,,\nA,Welding,Joins,,T,hot|craft,torch work,2,\n")
    assert filing.imported("b.csv", "idnumber,name\nA,Welding\n", "framework") == Tally(unchanged=1)
    assert filing.imported("c.csv", OWN + "A,Welding,,,,HOT,,,\n") == Tally(updated=1)
    with house.reading() as session:
        framework = session.scalars(sa.select(Competency.framework_id)).first()
        (found,) = competencies_on_file(session, framework, ["A"]).values()
    assert (found.description, found.parents, found.tags, found.synonyms, found.access_tier) == (
        "", frozenset(), frozenset({"hot"}), {}, None,
    )  # fmt: skip


def test_a_skill_on_an_activity_is_not_disabled_by_file(filing: Filing, house: House) -> None:
    with house.writing() as session:
        an_activity(session, "Drill", a_skill(session, "Welding", idnumber="A"))
    seen = filing.dry_run("skills.csv", OWN + "A,Welding,,,,,,,disabled\n")
    assert reasons(seen) == ["2 status: it can't be disabled: it is on 1 activity"]


def test_a_file_does_not_change_a_category(filing: Filing, house: House) -> None:
    with house.writing() as session:
        a_skill(session, "German", category=CompetencyCategory.LANGUAGE, idnumber="DE")
    seen = filing.dry_run("skills.csv", OWN + "DE,German,,skill,,,,,\n")
    assert reasons(seen) == ["2 category: it is of the category language here, which a file can't change"]


def test_an_unknown_framework_is_refused_naming_those_there_are(filing: Filing) -> None:
    with pytest.raises(NotFound, match=r"the id number NONE. There are: COMPANY."):
        filing.dry_run("skills.csv", OWN + "A,Welding,,,,,,,\n", framework="NONE")


@pytest.mark.rule("imports/formats")
def test_esco_official_and_short_form_give_the_same_skills(filing: Filing, house: House) -> None:
    official = (
        "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
        "scopeNote,definition,inScheme,description\n"
        'KnowledgeSkillCompetence,http://e/1,skill,x,weld,"join metal\nfuse",,released,2026-01-01,,,s,Joins metal.\n'
        "KnowledgeSkillCompetence,http://e/2,skill,x,solder,,,withdrawn,2026-01-01,,,s,\n"
    )
    seen = filing.dry_run("skills_en.csv", official)
    assert (seen.kind.name, seen.tally) == ("esco", Tally(created=1, refused=1))
    assert reasons(seen) == ["4 status: the status is 'withdrawn'; only released skills are taken"]
    filing.confirmed(seen)
    short = "uri,preferredLabel,altLabels,description\nhttp://e/1,weld,join metal|fuse,Joins metal.\n"
    assert filing.imported("skills.csv", short) == Tally(unchanged=1)
    with house.reading() as session:
        assert set(session.scalars(sa.select(Synonym.text))) == {"join metal", "fuse"}
        assert "ESCO" in set(session.scalars(sa.select(Framework.idnumber)))


def _case() -> dict[str, Any]:
    def link(name: str) -> dict[str, str]:
        return {"title": name, "identifier": name, "uri": f"https://case.example/{name}"}

    def joined(kind: str, one: str, other: str) -> dict[str, Any]:
        return {"identifier": f"{one}-{other}", "associationType": kind, "originNodeURI": link(one),
                "destinationNodeURI": link(other)}  # fmt: skip

    items = [
        {"identifier": "i2", "fullStatement": "<p>Uses a torch</p>", "humanCodingScheme": "W.1"},
        {"identifier": "i1", "fullStatement": "Can join metal by heat", "abbreviatedStatement": "Welding",
         "conceptKeywords": ["hot"]},
        {"identifier": "i3", "humanCodingScheme": "W.3"},
    ]  # fmt: skip
    return {
        "CFDocument": {"identifier": "doc", "uri": "https://case.example/doc", "creator": "X", "title": "Metal work"},
        "CFItems": items,
        "CFAssociations": [
            joined("isChildOf", "i1", "doc"), joined("isChildOf", "i2", "i1"), joined("isRelatedTo", "i1", "i2"),
            joined("precedes", "i1", "i2"), joined("isChildOf", "i2", "gone"),
        ],
    }  # fmt: skip


@pytest.mark.rule("imports/formats")
def test_a_case_package_imports_and_names_what_it_leaves_out_by_line(filing: Filing, house: House) -> None:
    content = json.dumps(_case(), indent=1)
    seen = filing.dry_run("metal.json", content)
    assert (seen.kind.name, seen.tally) == ("case", Tally(created=2, refused=1))
    line = content.split('"identifier": "i3"')[0].count("\n")
    assert reasons(seen) == [f"{line} fullStatement: a name is missing"]
    assert [str(each.reason) for each in seen.remarks] == [
        "associations of the type 'precedes' aren't read; left out",
        "the association isChildOf names an item that isn't in the file; left out",
    ]
    filing.confirmed(seen)
    assert filing.imported("metal.json", content) == Tally(unchanged=2, refused=1)
    with house.reading() as session:
        framework = session.scalars(sa.select(Framework.id).where(Framework.idnumber == "doc")).one()
        found = competencies_on_file(session, framework)
    assert (found["i1"].name, found["i1"].description) == ("Welding", "Can join metal by heat")
    assert (found["i1"].tags, found["i1"].related) == ({"hot"}, {"i2"})
    assert (found["i2"].name, found["i2"].parents) == ("Uses a torch", {"i1"})
    assert found["i2"].synonyms == {"w1": "W.1"}


def test_another_json_is_no_package(filing: Filing) -> None:
    with pytest.raises(Unreadable, match=r"This JSON isn't a CASE package: CFDocument and CFItems are missing"):
        filing.dry_run("list.json", "[1, 2]", "framework")


@pytest.mark.rule("imports/outcomes")
def test_an_outcomes_file_makes_a_framework_with_a_competency_and_its_scale_for_each_outcome(
    filing: Filing, house: House
) -> None:
    content = (
        "outcome_name;outcome_shortname;outcome_description;scale_name;scale_items;scale_description\n"
        'Participation;participation;<p>Takes part</p>;Participation scale;"Little or none, Satisfactory, Very good";\n'
        'Teamwork;team;;Team scale;"No, Yes";\nBroken;broken;;One;"Only";\n'
        'Twice;team;;Team scale;"No, Yes";\n'
    )
    seen = filing.dry_run("outcomes.csv", content)
    assert (seen.kind.name, seen.tally) == ("outcomes", Tally(created=2, refused=2))
    assert reasons(seen) == [
        "4 scale_items: a scale needs at least two values, separated by commas",
        "5 outcome_shortname: the id number team stands in line 3 already",
    ]
    assert filing.confirmed(seen) == seen.tally
    assert filing.imported("outcomes.csv", content) == Tally(unchanged=2, refused=2)
    with house.reading() as session:
        framework = session.scalars(sa.select(Framework).where(Framework.idnumber == "outcomes")).one()
        found = competencies_on_file(session, framework.id)
        query = sa.select(ScaleValue.name, ScaleValue.proficient, ScaleValue.default).order_by(ScaleValue.position)
        values = session.execute(query.where(ScaleValue.scale_id == found["participation"].scale_id)).all()
    assert found["participation"].description == "Takes part"
    assert found["team"].scale_id != found["participation"].scale_id
    assert [tuple(each) for each in values] == [
        ("Little or none", False, False), ("Satisfactory", False, False), ("Very good", True, True),
    ]  # fmt: skip


def test_who_manages_skills_alone_imports_skills_and_nothing_else(filing: Filing, house: House) -> None:
    with house.writing() as session:
        cleo = a_person(session, "Cleo", role="content_editor")
        tiered = a_person(session, "Carl", role="content_editor", access_tier=1)
        anna = a_person(session, "Anna")
    editor = Filing(house, house.as_(cleo))
    assert editor.imported("a.csv", OWN + "A,Welding,,,,,,,\n") == Tally(created=1)
    for content in (OWN + "B,German,,language,,,,,\n", "uri,preferredLabel\nu1,weld\n"):
        with pytest.raises(Refused):
            editor.dry_run("b.csv", content)
    with pytest.raises(Refused):
        Filing(house, house.as_(tiered)).dry_run("a.csv", OWN + "C,Sewing,,,,,,,\n")
    with pytest.raises(Refused, match="Nothing was imported: importing files needs a right you don't have"):
        Filing(house, house.as_(anna)).dry_run("a.csv", OWN + "D,Rowing,,,,,,,\n")
    assert _names(house) == {"Welding"}
