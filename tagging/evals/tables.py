"""Tables of the evaluation's page."""

from collections.abc import Sequence
from html import escape


class Markup(str):
    """Text that is HTML already."""


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = (), caption: str = "") -> str:
    """Return a table whose first column names its rows; columns in `words` hold text, the others numbers."""
    top = "".join(f"<th scope='col'{_words(at, words)}>{escape(each)}</th>" for at, each in enumerate(heads))
    body = "".join(_row(row, words) for row in rows)
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    label = escape(caption or heads[0], quote=True)
    return (
        f"<div class='wide' tabindex='0' role='region' aria-label=\"{label}\"><table>{told}"
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>\n"
    )


def verdict(met: bool) -> Markup:
    """Whether something holds, by symbol and word."""
    return Markup("<span class='met'>✓ met</span>" if met else "<span class='missed'>✗ not met</span>")


def share(value: float | None) -> str:
    """A share to three places, a dash where it can't be told."""
    return "–" if value is None else f"{value:.3f}"


def _row(row: Sequence[str], words: Sequence[int]) -> str:
    first = f"<th scope='row'{_words(0, words)}>{_cell(row[0])}</th>"
    rest = "".join(f"<td{_words(at, words)}>{_cell(each)}</td>" for at, each in enumerate(row[1:], start=1))
    return f"<tr>{first}{rest}</tr>"


def _cell(text: str) -> str:
    return text if isinstance(text, Markup) else escape(text)


def _words(at: int, words: Sequence[int]) -> str:
    return " class='words'" if at in words else ""
