"""What is exported in an import's format imports again with every row unchanged (imports/round-trip)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sample import SAMPLE
from core.exchange import Tally, export_file
from core.exchange.lists import joined
from core.exchange.out.tables import Table, as_csv
from core.exchange.safe_cells import made_safe, restored
from core.frameworks import CompetencyCategory
from tests.builders import a_skill
from tests.conftest import House
from tests.core.exchange.filing import Filing, shared

REAL = {
    "oecd": ("OECD-CORE", 64),
    "cefr_fr": ("2016", 26),
    "cefr_stem_same_id_as_cefr_fr": ("2016", 66),
    "Simple_Sample_unordered": ("SS01234ul", 4),
    "2024_Sample_template": ("[CF_shortname]", 7),
}


def _exported(house: House, kind: str, format: str = "csv", framework: str | None = None) -> tuple[str, bytes]:
    with house.writing() as session:
        found = export_file(session, house.operator, kind, format, framework=framework)
    return found.name, found.content


@pytest.mark.rule("imports/round-trip")
@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("format", ["csv", "xlsx", "json", "moodle"])
def test_a_real_framework_comes_back_unchanged(filing: Filing, house: House, name: str, format: str) -> None:
    framework, competencies = REAL[name]
    filing.imported(f"{name}.csv", shared(f"frameworks/{name}.csv"))
    exported = _exported(house, "framework", format, framework)
    into = {} if format in ("json", "moodle") else {"framework": framework}
    rows = competencies + (format == "moodle")
    assert filing.imported(*exported, **into) == Tally(unchanged=rows)


@pytest.mark.rule("imports/round-trip")
@pytest.mark.parametrize("kind", ["people", "groups", "courses", "activities", "quizzes"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_sample_organisation_comes_back_unchanged(filing: Filing, house: House, kind: str, format: str) -> None:
    for name in ("people", "framework", "courses", "activities", "quizzes"):
        if name != kind and kind in ("people", "groups") and name not in ("people",):
            continue
        filing.imported(f"{name}.csv", (SAMPLE / f"{name}.csv").read_bytes())
    tally = filing.imported(*_exported(house, kind, format), kind)
    assert tally == Tally(unchanged=tally.rows)
    assert tally.rows > 5


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"))
NAMES = WORDS.map(lambda text: " ".join(text.split())).filter(lambda text: any(each.isalnum() for each in text))
LINES = st.lists(WORDS.map(str.strip).filter(bool), max_size=3).map("\n".join)


@st.composite
def frameworks(draw: st.DrawFn) -> list[dict[str, object]]:
    """Rows of a framework: any words, formulas too, each under some of the rows before it, four deep at most."""
    rows: list[dict[str, object]] = []
    depth: dict[str, int] = {}
    numbers = draw(st.lists(NAMES.map(str.strip), min_size=1, max_size=8, unique_by=str.strip))
    for number in numbers:
        above = draw(st.lists(st.sampled_from(sorted(depth)), max_size=2, unique=True)) if depth else []
        above = [each for each in above if depth[each] < 4]
        depth[number] = 1 + max((depth[each] for each in above), default=0)
        rows.append({
            "idnumber": number,
            "name": draw(st.sampled_from(["", "=", "+", "-", "@", "'="])) + draw(NAMES),
            "description": draw(LINES),
            "category": draw(st.sampled_from([str(each) for each in CompetencyCategory])),
            "parents": above,
            "tags": draw(st.lists(NAMES, max_size=2)),
            "synonyms": draw(st.lists(NAMES, max_size=2)),
            "access_tier": draw(st.sampled_from(["", "0", "3"])),
            "status": draw(st.sampled_from(["active", "disabled"])),
        })  # fmt: skip
    return rows


@pytest.mark.rule("imports/round-trip")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frameworks(), st.sampled_from(["csv", "xlsx"]))
def test_any_framework_comes_back_unchanged(
    filing: Filing, house: House, rows: list[dict[str, object]], format: str
) -> None:
    header = tuple(rows[0])
    cells = [[joined(each) if isinstance(each, list) else str(each) for each in row.values()] for row in rows]
    filing.imported("own.csv", as_csv(Table(header, cells)), "framework")
    name, content = _exported(house, "framework", format)
    tally = filing.imported(name, content, "framework")
    assert tally == Tally(unchanged=tally.rows)


@given(st.text())
def test_any_cell_is_harmless_in_a_file_and_itself_again_after_it(text: str) -> None:
    written = made_safe(text)
    assert restored(written) == text
    assert not written.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("format", ["csv", "json", "moodle"])
def test_a_competency_without_id_number_is_known_again_by_its_name(filing: Filing, house: House, format: str) -> None:
    with house.writing() as session:
        top = a_skill(session, "Safety at work")
        a_skill(session, "Fire safety", parent_ids=(top,), synonyms=("HSE",), description="<b>not</b> markup")
    name, content = _exported(house, "framework", format)
    tally = filing.imported(name, content, "framework")
    assert tally == Tally(unchanged=2 + (format == "moodle"))
