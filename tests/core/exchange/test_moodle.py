"""Moodle's framework CSV with its corners: scales, rules by exported id, references, what is wrong in it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.achievements import CriterionKind, rules_of
from core.exchange import Tally, export_file
from core.exchange.frameworks.moodle import COLUMNS
from core.exchange.out.tables import Table, as_csv
from core.frameworks.models import Competency, ScaleValue
from tests.conftest import House
from tests.core.exchange.filing import Filing, reasons

SCALE = ("Not yet,Competent", '[{"scaleid":"2"},{"id":1,"scaledefault":1},{"id":2,"proficient":1}]')
FRAMEWORK = ["", "FW", "Framework", "", "1", *SCALE, "", "", "", "", "", "1", "domain,skill"]
PLACES = {"name": 2, "values": 5, "config": 6, "rule": 7, "outcome": 8, "rule_config": 9, "related": 10, "export": 11}
RULE = "core_competency\\competency_rule_"


def _row(idnumber: str, parent: str = "", **cells: str) -> list[str]:
    row = [parent, idnumber, f"Can do {idnumber}", "", "1", "", "", "", "0", "null", "", "", "", ""]
    for name, value in cells.items():
        row[PLACES[name]] = value
    return row


def _file(*rows: list[str]) -> bytes:
    return as_csv(Table(COLUMNS, [FRAMEWORK, *rows]))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (_row("A", "B"), "3 Parent ID number: the parent B is neither in the file nor in the framework"),
        (_row("A", "FW"), "3 Parent ID number: the parent FW is the framework itself; leave the parent of a top row"),
        (_row("A", "A"), "3 Parent ID number: A can't be its own parent"),
        (_row("", name="X"), "3 ID number: an id number is missing"),
        (_row("A", name="…"), "3 Short name: a name is missing"),
        (_row("A", values="Yes", config="[]"), "3 Scale values: a scale needs at least two values"),
        (_row("A", values="Yes,No", config="no"), "3 Scale configuration: this isn't a scale configuration"),
        (_row("A", values="Yes,No", config='[{"id":1,"proficient":1}]'), "3 Scale configuration: no value is the"),
        (
            _row("A", values="Yes,No", config='[{"id":1,"scaledefault":1},{"id":2,"scaledefault":1}]'),
            "3 Scale configuration: Yes and No are all the default; a scale has one",
        ),
        (_row("A", values="Yes,No", config='[{"id":1,"scaledefault":1}]'), "3 Scale configuration: no value is prof"),
        (_row("A", rule=f"{RULE}any", outcome="2"), "3 Rule type (optional): I don't know the rule"),
        (_row("A", rule=f"{RULE}all", outcome="7"), "3 Rule outcome (optional): '7' is no outcome"),
        (_row("A", rule=f"{RULE}points", outcome="2", rule_config="{}"), "3 Rule config (optional): this isn't a p"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_with_line_column_and_reason(filing: Filing, row: list[str], reason: str) -> None:
    seen = filing.dry_run("moodle.csv", _file(row))
    assert seen.tally == Tally(created=1, refused=1)
    assert reasons(seen)[0].startswith(reason)


def test_a_fifth_depth_is_refused_with_all_under_it(filing: Filing) -> None:
    rows = [_row(str(number), str(number - 1) if number > 1 else "") for number in range(1, 7)]
    seen = filing.dry_run("deep.csv", _file(*rows))
    assert seen.tally == Tally(created=5, refused=2)
    assert reasons(seen) == [
        "7 Parent ID number: it would stand 5 deep; a framework has at most 4",
        "8 Parent ID number: its parent 5 in line 7 is refused",
    ]
    assert filing.confirmed(seen) == seen.tally


def test_a_circle_is_refused_row_by_row_and_the_rest_comes_in(filing: Filing) -> None:
    rows = _row("A", "C"), _row("B", "A"), _row("C", "B"), _row("D", "C"), _row("E")
    seen = filing.dry_run("circle.csv", _file(*rows))
    assert seen.tally == Tally(created=2, refused=4)
    assert reasons(seen)[0] == "3 Parent ID number: A would stand above itself: A → C → B → A"
    assert reasons(seen)[3] == "6 Parent ID number: its parent C in line 5 is refused"


def test_moving_a_branch_by_file_is_refused_where_it_would_be_too_deep(filing: Filing) -> None:
    filing.imported("a.csv", _file(_row("A"), _row("B", "A"), _row("C", "B"), _row("X"), _row("Y", "X")))
    seen = filing.dry_run("b.csv", _file(_row("A"), _row("B", "A"), _row("C", "B"), _row("X", "C")))
    assert seen.tally == Tally(unchanged=4, refused=1)
    assert reasons(seen) == ["6 Parent ID number: what stands under it would be deeper than 4"]


def test_a_circle_with_what_is_on_file_is_refused(filing: Filing) -> None:
    filing.imported("a.csv", _file(_row("A"), _row("B", "A"), _row("C", "B")))
    seen = filing.dry_run("b.csv", _file(_row("A", "C")))
    assert reasons(seen) == ["3 Parent ID number: A would stand above itself: A → C → B → A"]


def test_a_record_of_several_lines_is_named_by_the_line_it_begins_at(filing: Filing) -> None:
    long = _row("A")
    long[3] = "one\ntwo\nthree"
    seen = filing.dry_run("lines.csv", _file(long, _row("B", "NONE")))
    assert [each.line for each in seen.troubles] == [6]


def test_an_id_number_twice_refuses_the_later_row_naming_the_earlier_line(filing: Filing) -> None:
    seen = filing.dry_run("twice.csv", _file(_row("A"), _row("A", name="Other")))
    assert seen.tally == Tally(created=2, refused=1)
    assert reasons(seen) == ["4 ID number: the id number A stands in line 3 already"]


def test_rules_come_with_the_file_and_go_out_with_it(filing: Filing, house: House) -> None:
    config = (
        '{"base":{"points":"3"},"competencies":[{"id":"11","points":"2","required":"1"},'
        '{"id":"12","points":"1","required":"0"}]}'
    )
    content = _file(
        _row("P", rule=f"{RULE}points", outcome="3", rule_config=config), _row("A", "P", export="11"),
        _row("B", "P", export="12"), _row("Q", rule=f"{RULE}all", outcome="2"), _row("C", "Q"),
        _row("L", rule=f"{RULE}all", outcome="2"),
    )  # fmt: skip
    seen = filing.dry_run("rules.csv", content)
    assert [(each.line, str(each.reason)) for each in seen.remarks] == [
        (8, "it has no sub-competencies; its rule is left out")
    ]
    assert filing.confirmed(seen) == Tally(created=7)
    with house.writing() as session:
        ids = dict(session.execute(sa.select(Competency.idnumber, Competency.id)).all())  # type: ignore[arg-type]
        (points,) = rules_of(session, [ids["P"]])[ids["P"]].of_kind(CriterionKind.POINTS)
        assert points.count == 3
        assert [(each.competency_id, each.points, each.required) for each in points.items] == [
            (ids["A"], 2, True), (ids["B"], 1, False),
        ]  # fmt: skip
        assert list(rules_of(session, [ids["Q"]])[ids["Q"]].of_kind(CriterionKind.CHILDREN))
        exported = export_file(session, house.operator, "framework", "moodle", framework="FW")
    assert filing.imported("rules.csv", content) == Tally(unchanged=7)
    assert filing.imported(exported.name, exported.content) == Tally(unchanged=7)
    changed = content.replace(b'""points"":""3""', b'""points"":""2""')
    assert changed != content
    assert filing.imported("rules.csv", changed) == Tally(updated=1, unchanged=6)


@pytest.mark.parametrize(
    ("total", "id", "points", "reason"),
    [
        ("0", "11", "1", "the rule's total of points is under 1"),
        ("2", "11", "1", "the rule asks for 2 points, its competencies give 1"),
        ("1", "11", "-1", "the rule has negative points"),
        ("1", "13", "1", "the rule gives points to X, which is no sub-competency of it"),
        ("1", "99", "1", "the rule names exported id 99, which no row has"),
    ],
)
def test_a_points_rule_nobody_can_meet_is_refused(
    filing: Filing, total: str, id: str, points: str, reason: str
) -> None:
    config = f'{{"base":{{"points":"{total}"}},"competencies":[{{"id":"{id}","points":"{points}","required":"0"}}]}}'
    rows = _row("P", rule=f"{RULE}points", outcome="2", rule_config=config), _row("A", "P", export="11")
    seen = filing.dry_run("rules.csv", _file(*rows, _row("X", export="13")))
    assert f"3 {COLUMNS[9]}: {reason}" in reasons(seen) or f"3 {COLUMNS[7]}: {reason}" in reasons(seen)


def test_own_scales_are_made_once_and_shared(filing: Filing, house: House) -> None:
    stars = {"values": "⭐,⭐⭐,⭐⭐⭐", "config": '[{"id":1,"scaledefault":1},{"id":3,"proficient":1}]'}
    filing.imported("scales.csv", _file(_row("A", **stars), _row("B", **stars), _row("C")))
    with house.reading() as session:
        scales = dict(session.execute(sa.select(Competency.idnumber, Competency.scale_id)).all())  # type: ignore[arg-type]
        values = session.scalars(sa.select(ScaleValue.name).where(ScaleValue.scale_id == scales["A"])).all()
    assert scales["A"] == scales["B"] is not None
    assert scales["C"] is None
    assert values == ["⭐", "⭐⭐", "⭐⭐⭐"]


def test_a_comma_within_a_related_id_number_is_written_as_percent_2c(filing: Filing, house: House) -> None:
    content = _file(_row("A,1"), _row("B", related="A%2C1,NONE"))
    seen = filing.dry_run("related.csv", content)
    assert [(each.line, str(each.reason)) for each in seen.remarks] == [
        (4, "the related NONE is neither in the file nor in the framework; left out")
    ]
    filing.confirmed(seen)
    with house.writing() as session:
        exported = export_file(session, house.operator, "framework", "moodle", framework="FW")
    assert b"A%2C1" in exported.content


def test_missing_columns_are_named(filing: Filing) -> None:
    content = as_csv(Table(COLUMNS[:-2], [row[:-2] for row in (FRAMEWORK, _row("A"))]))
    with pytest.raises(Exception, match=r"14 columns, this file 12. Missing: Is framework and Taxonomy. Nothing"):
        filing.dry_run("short.csv", content, "framework")
