"""The report of an evaluation as one page a person reads: no script, no other file, light and dark.

It shows texts that went wrong, so it is for whoever may read these; nothing of it is logged.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from importlib.resources import files
from pathlib import Path

from tagging.evals.cases import CaseResult, cost_of
from tagging.evals.page_sets import figures_table, set_section
from tagging.evals.report import FIGURE_NAMES, Found, Report
from tagging.evals.tables import table, verdict

GLOSSARY = (
    "Precision: of the suggestions shown, the share that people gave too; at most three are shown, at or above the "
    "threshold. Recall: of what people gave, the share shown. hit@3: texts with a right one among the first three, "
    "whatever the threshold. R-precision@5: of the labels, at most five, the share among the first five. Left empty: "
    "of the texts that fit no skill, those that got none. Calibration error: how far confidence is from the share "
    "right, on average over the first three."
)


def write_page(
    report: Report, path: Path, *, worse: Sequence[str] | None, peers: Path | None = None, on: datetime | None = None
) -> None:
    """Write the report as one HTML file. `worse`: what is worse than the baseline, None where there is none.

    `peers` is a file that the bench of the tagger wrote; without it there is no table of peers.
    """
    sections = [
        _head(report, worse, on or datetime.now(UTC)),
        _goals(report),
        _section("All figures", figures_table(report.figures), f"<p class='quiet'>{escape(GLOSSARY)}</p>"),
        _peers(peers, report.coefficients),
        _section("Set by set", *(set_section(name, one, report.threshold) for name, one in report.sets.items())),
        _cases("Cases", report.cases),
        _cases(f"Cases with {report.judging.model}", report.judged_cases) if report.judging else "",
        _cost(report),
    ]
    path.write_text(_page("".join(sections)), encoding="utf-8")


def _page(body: str) -> str:
    style = files("tagging.evals").joinpath("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>How good the tagger is</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _head(report: Report, worse: Sequence[str] | None, on: datetime) -> str:
    texts = sum(one.texts for one in report.figures.values())
    when = f"{on.day} {on:%B %Y, %H:%M} UTC"
    return (
        f"<header><h1>How good the tagger is</h1>\n<p class='lead'>{escape(_verdict(report))}</p>\n"
        f"<p class='quiet'>{texts:,} texts in {len(report.sets)} {'set' if len(report.sets) == 1 else 'sets'}, "
        f"threshold {report.threshold:.2f}, {escape(report.model)}, coefficients {escape(report.coefficients)}; "
        f"{when}.</p></header>\n{_worse(worse)}"
    )


def _verdict(report: Report) -> str:
    told = []
    if report.goals:
        told.append(f"{sum(one.met for one in report.goals)} of {len(report.goals)} goals are met.")
    if report.cases:
        passed = sum(one.passed for one in report.cases.values())
        told.append(f"{passed} of {len(report.cases)} cases pass.")
    if not told:
        shown = next(iter(report.figures.values()))
        told.append("No text carries a skill." if shown.precision is None else _in_words(report))
    return " ".join(told)


def _in_words(report: Report) -> str:
    """The last set's figures as a sentence: with a language model that is the one it judged."""
    shown = list(report.figures.values())[-1]
    if not shown.precision or shown.recall is None:
        return "None of the suggestions shown is one that people gave."
    return (
        f"Of 100 suggestions shown, {100 * shown.precision:.0f} are right; "
        f"of 100 right skills, {100 * shown.recall:.0f} are found."
    )


def _worse(worse: Sequence[str] | None) -> str:
    if worse is None:
        return "<p>There is no baseline to hold this against.</p>\n"
    if not worse:
        return "<p>Nothing is worse than the baseline.</p>\n"
    lines = "".join(f"<li>{escape(each)}</li>" for each in worse)
    return f"<div class='worse'><strong>Worse than the baseline</strong><ul>{lines}</ul></div>\n"


def _section(title: str, *parts: str) -> str:
    return f"<section><h2>{escape(title)}</h2>\n{''.join(parts)}</section>\n"


def _goals(report: Report) -> str:
    if not report.goals:
        return ""
    rows = [
        (
            f"{one.goal.set}: {FIGURE_NAMES[one.goal.figure]} {one.goal.in_words}",
            "can't be told" if one.value is None else f"{one.value:.3f}",
            _likely(report.sets[one.goal.set], one.goal.figure),
            verdict(one.met),
        )
        for one in report.goals
    ]
    note = (
        "The likely range says how far a figure may be off on so few texts: other texts of the same kind would lie "
        "in it in 95 of 100 cases. For a calibration error it is what chance alone would show."
    )
    found = table(("goal", "found", "likely range", ""), rows, words=(0,))
    return _section("Goals", found, f"<p class='quiet'>{escape(note)}</p>")


def _likely(found: Found, figure: str) -> str:
    if figure == "calibration_error":
        return f"chance {found.noise:.3f}"
    low, high = found.ranges.get(figure, (None, None))
    return "–" if low is None else f"{low:.2f} to {high:.2f}"


def _cases(title: str, cases: Mapping[str, CaseResult]) -> str:
    if not cases:
        return ""
    failed = sorted((name for name, one in cases.items() if not one.passed), key=lambda name: -cases[name].cost)
    told = (
        "<p>Each case is named by what it guards against. A wrong tag costs 3 points, a missed one 1: those that "
        f"don't pass cost {cost_of(cases)} points together.</p>"
    )
    passed = [name for name in cases if name not in failed]
    return _section(
        title, told, _case_table(failed, cases) if failed else "", _folded(f"{len(passed)} pass", passed, cases)
    )


def _case_table(names: Sequence[str], cases: Mapping[str, CaseResult]) -> str:
    rows = [(name, cases[name].harm, cases[name].detail) for name in names]
    return table(("case", "harm", "what happened"), rows, words=(0, 1, 2))


def _folded(title: str, names: Sequence[str], cases: Mapping[str, CaseResult]) -> str:
    return f"<details><summary>{title}</summary>{_case_table(names, cases)}</details>" if names else ""


def _cost(report: Report) -> str:
    took = [(name, f"{one.milliseconds:.0f}", f"{one.milliseconds_p95:.0f}") for name, one in report.figures.items()]
    money = report.judging.as_text() if report.judging else "No language model was asked, so nothing was spent."
    note = f"<p>{escape(money)} All of it took {report.seconds:,.0f} s on this machine.</p>"
    return _section("Cost and time", note, table(("set", "ms per text, half of them", "95 % of them"), took))


def _peers(path: Path | None, coefficients: str) -> str:
    """The table of peers, where a run with these coefficients left one: beside others' figures it would mislead."""
    found = json.loads(path.read_text(encoding="utf-8")) if path and path.is_file() else None
    if found is None or found["coefficients"] != coefficients:
        return ""
    taken = f"Same texts, one run, taken on {found['taken']} with the coefficients {found['coefficients']}."
    rows = [tuple(str(cell) for cell in row) for row in found["rows"]]
    notes = "".join(f"<p class='quiet'>{escape(each)}</p>" for each in (taken, *found["notes"]))
    return _section("Beside its peers", table(tuple(found["columns"]), rows, words=(1,)), notes)
