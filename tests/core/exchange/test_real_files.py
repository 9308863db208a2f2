"""Real files import with the counts of their publishers, or say row by row what is wrong (imports/formats)."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from core.exchange import Tally
from core.frameworks.models import Competency, CompetencyState, ParentEdge, Related, Synonym
from tests.conftest import House
from tests.core.exchange.filing import Filing, reasons, shared

MOODLE = {"oecd": 64, "cefr_fr": 26, "Simple_Sample_unordered": 4, "2024_Sample_template": 7}


def _count(house: House, model: type, *conditions: sa.ColumnElement[bool]) -> int:
    with house.reading() as session:
        return session.scalar(sa.select(sa.func.count(model.id)).where(*conditions)) or 0  # type: ignore[attr-defined]


@pytest.mark.rule("imports/formats")
@pytest.mark.parametrize("name", MOODLE)
def test_moodle_files_import_whole_and_again_change_nothing(filing: Filing, house: House, name: str) -> None:
    content = shared(f"frameworks/{name}.csv")
    assert filing.imported(f"{name}.csv", content) == Tally(created=MOODLE[name] + 1)
    assert _count(house, Competency) == MOODLE[name]
    assert filing.imported(f"{name}.csv", content) == Tally(unchanged=MOODLE[name] + 1)


def test_cross_references_join_both_ways_once(filing: Filing, house: House) -> None:
    filing.imported("oecd.csv", shared("frameworks/oecd.csv"))
    with house.reading() as session:
        numbers = dict(session.execute(sa.select(Competency.idnumber, Competency.id)).all())  # type: ignore[arg-type]
        related = session.execute(sa.select(Related.one_id, Related.other_id)).all()
    assert len(related) == len({tuple(sorted(each)) for each in related})
    assert tuple(sorted((numbers["level-1"], numbers["S-DT-1"]))) in {tuple(each) for each in related}


def test_children_before_parents_find_their_place(filing: Filing, house: House) -> None:
    filing.imported("unordered.csv", shared("frameworks/Simple_Sample_unordered.csv"))
    assert _count(house, ParentEdge, ParentEdge.superseded_at.is_(None)) == 3


@pytest.mark.rule("imports/upsert")
def test_a_framework_known_under_another_name_is_refused_unless_confirmed(filing: Filing, house: House) -> None:
    filing.imported("cefr_fr.csv", shared("frameworks/cefr_fr.csv"))
    stem = shared("frameworks/cefr_stem_same_id_as_cefr_fr.csv")
    seen = filing.dry_run("stem.csv", stem)
    assert seen.tally == Tally(refused=67)
    assert seen.confirmable
    assert reasons(seen)[0].startswith(
        "2 Short name: the id number 2016 belongs to CEFR (version française) here; the file calls it CEFR for STEM."
    )
    assert filing.imported("stem.csv", stem, confirmed=True).refused == 0
    assert filing.imported("stem.csv", stem) == Tally(unchanged=67)


@pytest.mark.rule("imports/no-silent-drop")
def test_a_guessed_format_is_refused_row_by_row_with_what_is_wrong(filing: Filing, house: House) -> None:
    seen = filing.dry_run("guess.csv", shared("frameworks/guessed_format_top_rows_name_the_framework.csv"))
    assert seen.tally == Tally(refused=8)
    said = reasons(seen)
    assert said[0].startswith("2 Scale values: the values are written as JSON; Moodle's format has them separated")
    assert (
        "3 Parent ID number: the parent CSE5IDP-2026S2 is the framework itself; leave the parent of a top row empty"
        in said
    )
    assert {each.line for each in seen.troubles} == set(range(2, 10))
    assert _count(house, Competency) == 0


@pytest.mark.rule("imports/formats")
def test_esco_imports_whole_with_its_synonyms_and_again_changes_nothing(filing: Filing, house: House) -> None:
    content = shared("esco/skills.csv")
    began = time.process_time()
    assert filing.imported("skills.csv", content) == Tally(created=13_689)
    assert time.process_time() - began < 60, "twice the goal: the bench measures, this only notices a landslide"
    assert _count(house, CompetencyState) == 13_689
    assert _count(house, Synonym) > 80_000
    assert filing.dry_run("skills.csv", content).tally == Tally(unchanged=13_689)
