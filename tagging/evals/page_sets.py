"""The parts of the evaluation's page that show one set each."""

from collections.abc import Mapping
from html import escape

from tagging.evals.charts import curve_chart, reliability_chart
from tagging.evals.mistakes import Mistake, Named
from tagging.evals.report import FIGURE_NAMES, Found
from tagging.evals.tables import share, table
from tagging.metrics import BINS, Figures

LONGEST_TEXT = 280


def figures_table(sets: Mapping[str, Figures]) -> str:
    """Return the figures of all sets as a table."""
    rows = [
        (name, f"{one.texts:,}", *(share(getattr(one, figure)) for figure in FIGURE_NAMES))
        for name, one in sets.items()
    ]
    return table(("set", "texts", *FIGURE_NAMES.values()), rows)


def set_section(name: str, found: Found, threshold: float) -> str:
    """Return one set: what it is, both drawings with their figures, and the mistakes that teach most."""
    drawn = _charts(name, found, threshold) if found.figures.precision is not None else ""
    return (
        f"<article><h3>{escape(name)}</h3>\n<p class='quiet'>{escape(_about(found))}</p>\n"
        f"{drawn}{_mistakes(found.mistakes)}</article>\n"
    )


def _about(found: Found) -> str:
    told = f"{found.about}. " if found.about else ""
    return f"{told[:1].upper()}{told[1:]}{found.figures.texts:,} texts, {found.skills:,} skills to choose from."


def _charts(name: str, found: Found, threshold: float) -> str:
    calibration = (
        f"How true a confidence is: dots on the dashed line keep what they promise. Calibration error "
        f"{found.figures.calibration_error:.3f}; chance alone would show {found.noise:.3f} on so few."
    )
    shown = f"What an editor would see at each threshold; it is {threshold:.2f} here."
    left = _figure(reliability_chart(found.bins, name), calibration)
    right = _figure(curve_chart(found.curve, threshold, name), shown)
    return (
        f"<div class='charts'>{left}{right}</div>"
        f"<details><summary>The same as tables</summary>{_bins(found)}{_thresholds(found)}</details>"
    )


def _figure(drawing: str, words: str) -> str:
    return f"<figure>{drawing}<figcaption>{escape(words)}</figcaption></figure>"


def _bins(found: Found) -> str:
    rows = [
        (f"{one.low:.1f} to {one.low + 1 / BINS:.1f}", f"{one.count:,}", share(one.confidence), share(one.right))
        for one in found.bins
    ]
    return table(("confidence", "suggestions", "told on average", "right"), rows)


def _thresholds(found: Found) -> str:
    rows = [
        (f"{one.threshold:.2f}", share(one.precision), share(one.recall), share(one.empty)) for one in found.curve
    ]
    return table(("threshold", "precision", "recall", "empty"), rows)


def _mistakes(mistakes: tuple[Mistake, ...]) -> str:
    if not mistakes:
        return "<p>No mistake to learn from.</p>"
    lines = "".join(f"<li>{_mistake(one)}</li>" for one in mistakes)
    title = "One mistake that teaches" if len(mistakes) == 1 else f"{len(mistakes)} mistakes that teach most"
    return f"<details><summary>{title}</summary><ul class='mistakes'>{lines}</ul></details>"


def _mistake(one: Mistake) -> str:
    kind = "<span class='missed'>wrong tag</span>" if one.kind == "wrong" else "<span>missed</span>"
    seen = ", ".join(_named(each) for each in one.seen) or "nothing"
    wanted = ", ".join(_named(each) for each in one.wanted) or "no skill"
    return (
        f"<blockquote>{escape(_short(one.text))}</blockquote>{kind} · suggested: {escape(seen)} · "
        f"people said: {escape(wanted)}"
    )


def _named(each: Named) -> str:
    return each.name if each.confidence is None else f"{each.name} ({each.confidence:.2f})"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_TEXT else plain[:LONGEST_TEXT].rsplit(" ", 1)[0] + " …"
