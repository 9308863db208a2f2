"""Two drawings of a set as SVG: how true its confidences are, and what each threshold would show.

Colours come from the page, so that they follow its light or dark; each drawing says in words what it shows.
"""

from collections.abc import Iterable, Sequence
from html import escape

from tagging.metrics import BINS, Bin, Point

WIDTH, HEIGHT = 380, 320
LEFT, RIGHT, TOP_EDGE, BOTTOM = 44, 366, 14, 214
BARS_TOP, BARS_BOTTOM = 252, 300
BIGGEST_DOT, SMALLEST_DOT = 11.0, 3.5
BOTTOM_OF_CURVE = 262


def reliability_chart(bins: Sequence[Bin], name: str) -> str:
    """Draw the share right over the confidence told, with how many suggestions each tenth holds."""
    most = max((one.count for one in bins), default=1)
    parts = [*_grid(BOTTOM, "share right"), _line(0, 0, 1, 1, BOTTOM, "promise")]
    for one in bins:
        parts.append(_line(one.confidence, one.confidence, one.confidence, one.right, BOTTOM, "gap"))
    parts.append(_path([(one.confidence, one.right) for one in bins], BOTTOM, "precision"))
    for one in bins:
        size = SMALLEST_DOT + (BIGGEST_DOT - SMALLEST_DOT) * (one.count / most) ** 0.5
        x, y = _x(one.confidence), _y(one.right, BOTTOM)
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>')
    parts.append(_label((LEFT + RIGHT) / 2, BOTTOM + 30, "confidence told; below, suggestions in each tenth", "middle"))
    parts += [_bar(one, most) for one in bins]
    return _svg(parts, f"{name}: share right by confidence. {_bins_in_words(bins)}")


def curve_chart(points: Sequence[Point], threshold: float, name: str) -> str:
    """Draw precision, recall and the share of empty answers over the threshold."""
    every = {
        "precision": [(one.threshold, one.precision) for one in points if one.precision is not None],
        "recall": [(one.threshold, one.recall) for one in points if one.recall is not None],
        "empty": [(one.threshold, one.empty) for one in points],
    }
    lines = {kind: line for kind, line in every.items() if line}
    parts = _grid(BOTTOM_OF_CURVE, "share")
    parts.append(_line(threshold, 0, threshold, 1, BOTTOM_OF_CURVE, "promise"))
    for kind, line in lines.items():
        parts += [_path(line, BOTTOM_OF_CURVE, kind), _mark(kind, *line[len(line) // 2])]
    parts.append(_label((LEFT + RIGHT) / 2, BOTTOM_OF_CURVE + 30, "threshold; dashed line, the one in force", "middle"))
    parts += _legend(list(lines))
    return _svg(parts, f"{name}: precision, recall and empty answers by threshold. {_points_in_words(points)}")


def _svg(parts: Iterable[str], words: str) -> str:
    told = escape(words, quote=True)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{told}" xmlns="http://www.w3.org/2000/svg">'
        f"{''.join(parts)}</svg>"
    )


def _grid(bottom: int, upward: str) -> list[str]:
    parts = []
    for tenth in range(0, BINS + 1, 2):
        share = tenth / BINS
        parts.append(_line(share, 0, share, 1, bottom, "grid"))
        parts.append(_line(0, share, 1, share, bottom, "grid"))
        parts.append(_label(_x(share), bottom + 14, f"{share:.1f}", "middle"))
        parts.append(_label(LEFT - 6, _y(share, bottom) + 4, f"{share:.1f}", "end"))
    middle = (TOP_EDGE + bottom) / 2
    parts.append(
        f'<text class="label" text-anchor="middle" transform="translate(11 {middle:.0f}) rotate(-90)">{upward}</text>'
    )
    return parts


def _bar(one: Bin, most: int) -> str:
    left, right = _x(one.low) + 2, _x(one.low + 1 / BINS) - 2
    height = max(2.0, (BARS_BOTTOM - BARS_TOP - 4) * one.count / most)
    middle = (left + right) / 2
    return (
        f'<rect class="bar" x="{left:.1f}" y="{BARS_BOTTOM - height:.1f}" width="{right - left:.1f}" '
        f'height="{height:.1f}"/>{_label(middle, BARS_BOTTOM + 13, str(one.count), "middle")}'
    )


def _legend(kinds: Sequence[str]) -> list[str]:
    parts = []
    for place, kind in enumerate(kinds):
        x, y = LEFT + 8 + place * 108, HEIGHT - 8
        parts.append(f'<path class="{kind}" d="M{x} {y - 4}h26"/>{_marker(kind, x + 13, y - 4)}')
        parts.append(_label(x + 33, y, kind, "start"))
    return parts


def _mark(kind: str, across: float, up: float) -> str:
    return _marker(kind, _x(across), _y(up, BOTTOM_OF_CURVE))


def _marker(kind: str, x: float, y: float) -> str:
    """A shape for each line, so that they are told apart without colour."""
    if kind == "precision":
        return f'<circle class="mark {kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    if kind == "recall":
        return f'<rect class="mark {kind}" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'
    return f'<path class="mark {kind}" d="M{x - 5:.1f} {y + 4:.1f}h10l-5 -9z"/>'


def _path(points: Sequence[tuple[float, float]], bottom: int, kind: str) -> str:
    if not points:
        return ""
    written = "L".join(f"{_x(across):.1f} {_y(up, bottom):.1f}" for across, up in points)
    return f'<path class="{kind}" d="M{written}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, bottom: int, kind: str) -> str:
    return f'<path class="{kind}" d="M{_x(x1):.1f} {_y(y1, bottom):.1f}L{_x(x2):.1f} {_y(y2, bottom):.1f}"/>'


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text class="label" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share


def _y(share: float, bottom: int) -> float:
    return bottom - (bottom - TOP_EDGE) * share


def _bins_in_words(bins: Sequence[Bin]) -> str:
    return " ".join(
        f"{one.low:.1f} to {one.low + 1 / BINS:.1f}: {one.right:.2f} of {one.count} right." for one in bins
    )


def _points_in_words(points: Sequence[Point]) -> str:
    told = [one for one in points if round(one.threshold * 100) % 20 == 10]
    return " ".join(f"At {one.threshold:.1f}: {_shares(one)}." for one in told)


def _shares(one: Point) -> str:
    shares = (("precision", one.precision), ("recall", one.recall), ("empty", one.empty))
    return ", ".join(f"{word} {share:.2f}" for word, share in shares if share is not None)
