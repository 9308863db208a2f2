"""Rules of Block Kit that span several fields of one element: what a shape alone cannot say.

Each rule takes an element whose shape is already right and yields its faults, seen from the element.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from bot.workspace.block_faults import Fault, Path

Element = Mapping[str, Any]
Rule = Callable[[Element], Iterator[Fault]]

_DEEPEST = 40
_NUMBERS = ("min_value", "max_value", "initial_value")


def element_faults(value: Any, path: Path = ()) -> Iterator[Fault]:
    """Return the faults of every element within a value, each at its own path."""
    for place, element in objects_in(value, path):
        for rule in RULES.get(str(element.get("type")), ()):
            yield from (fault.below(place) for fault in rule(element))


def objects_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, Element]]:
    """Walk every object within a JSON value, outermost first, down to where no block can reach."""
    stack: list[tuple[Path, Any]] = [(path, value)]
    while stack:
        place, node = stack.pop()
        if len(place) > _DEEPEST:
            continue
        if isinstance(node, Mapping):
            yield place, node
            stack += [((*place, key), child) for key, child in reversed(list(node.items()))]
        elif isinstance(node, list):
            stack += [((*place, index), child) for index, child in reversed(list(enumerate(node)))]


def options_of(menu: Element) -> list[Element]:
    """Return a menu's options, those within groups included."""
    grouped = [option for group in menu.get("option_groups", ()) for option in group["options"]]
    return [*menu.get("options", ()), *grouped]


def _same_option(one: Element, other: Element) -> bool:
    def essence(option: Element) -> tuple[Any, ...]:
        described = option.get("description") or {}
        return option.get("value"), option["text"]["type"], option["text"]["text"], described.get("text")

    return essence(one) == essence(other)


def _initial_is_offered(menu: Element) -> Iterator[Fault]:
    offered = options_of(menu)
    chosen: list[tuple[Path, Element]] = [
        (("initial_options", index), option) for index, option in enumerate(menu.get("initial_options", ()))
    ]
    if "initial_option" in menu:
        chosen.append((("initial_option",), menu["initial_option"]))
    for path, option in chosen:
        if not any(_same_option(option, candidate) for candidate in offered):
            yield Fault(path, "is not exactly one of the options")


def _values_differ(menu: Element) -> Iterator[Fault]:
    values = [option["value"] for option in options_of(menu)]
    if len(set(values)) < len(values):
        yield Fault(("options",), "has two options with the same value; each must be unique")


def _address_only_in_overflow(menu: Element) -> Iterator[Fault]:
    if any("url" in option for option in options_of(menu)):
        yield Fault(("options",), "has an option with a url; only an overflow menu takes one")


def _within_selection_limit(menu: Element) -> Iterator[Fault]:
    if (most := menu.get("max_selected_items")) is None:
        return
    for field, value in menu.items():
        if field.startswith("initial_") and isinstance(value, list) and len(value) > most:
            yield Fault((field,), f"has {len(value)} entries; max_selected_items is {most}")


def _date_is_real(picker: Element) -> Iterator[Fault]:
    given = picker.get("initial_date")
    if given is not None and not _is_written(given, "%Y-%m-%d", size=10):
        yield Fault(("initial_date",), "is not a date written YYYY-MM-DD")


def _time_is_real(picker: Element) -> Iterator[Fault]:
    given = picker.get("initial_time")
    if given is not None and not _is_written(given, "%H:%M", size=5):
        yield Fault(("initial_time",), "is not a time written HH:mm")
    zone = picker.get("timezone")
    if zone is not None and not _is_zone(zone):
        yield Fault(("timezone",), "is not an IANA time zone such as Europe/Berlin")


def _is_written(value: str, form: str, *, size: int) -> bool:
    try:
        datetime.strptime(value, form)  # noqa: DTZ007 (only its form is looked at)
    except ValueError:
        return False
    return len(value) == size and value.isascii()


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return False
    return True


def _lengths_agree(field: Element) -> Iterator[Fault]:
    least, most = field.get("min_length", 0), field.get("max_length", 3000)
    if least > most:
        yield Fault(("min_length",), f"is {least:,}, above max_length {most:,}")
    if len(field.get("initial_value", "")) > most:
        yield Fault(("initial_value",), f"has more characters than max_length {most:,}")


def _lines_agree(field: Element) -> Iterator[Fault]:
    least, most = field.get("min_lines", 1), field.get("max_lines", 100)
    if least > most:
        yield Fault(("min_lines",), f"is {least}, above max_lines {most}")


def _numbers_agree(field: Element) -> Iterator[Fault]:
    numbers = {name: _number(field[name]) for name in _NUMBERS if name in field}
    for name, number in numbers.items():
        if number is None:
            yield Fault((name,), "is not a number")
        elif not field["is_decimal_allowed"] and number != number.to_integral_value():
            yield Fault((name,), "has decimals, and is_decimal_allowed is false")
    low, high, start = (numbers.get(name) for name in _NUMBERS)
    if low is not None and high is not None and low > high:
        yield Fault(("min_value",), "is above max_value")
    if start is not None and ((low is not None and start < low) or (high is not None and start > high)):
        yield Fault(("initial_value",), "is outside min_value to max_value")


def _number(written: str) -> Decimal | None:
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _dispatch_is_switched_on(block: Element) -> Iterator[Fault]:
    if "dispatch_action_config" in block["element"] and not block.get("dispatch_action"):
        yield Fault(("element", "dispatch_action_config"), "has no effect without dispatch_action true")
    if block.get("dispatch_action") and block["element"]["type"] == "file_input":
        yield Fault(("dispatch_action",), "cannot be true for a file_input")


def _rows_are_even(table: Element) -> Iterator[Fault]:
    width = len(table["rows"][0])
    for index, row in enumerate(table["rows"]):
        if len(row) != width:
            yield Fault(("rows", index), f"has {len(row)} cells; the header has {width}")
    if table.get("row_header_column_index", 0) >= width:
        yield Fault(("row_header_column_index",), f"is past the last of {width} columns")


def _header_is_plain(table: Element) -> Iterator[Fault]:
    for index, cell in enumerate(table["rows"][0]):
        if cell["type"] == "rich_text":
            yield Fault(("rows", 0, index), "is rich_text; a header cell takes raw_text or raw_number")


def _points_match_categories(block: Element) -> Iterator[Fault]:
    chart = block["chart"]
    if chart["type"] == "pie":
        return
    categories = chart["axis_config"]["categories"]
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        yield Fault(("chart", "series"), "has two series of the same name; each must be unique")
    for index, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield Fault(("chart", "series", index, "data"), "must have one point for each category")


def _collapse_is_possible(block: Element) -> Iterator[Fault]:
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        yield Fault(("default_collapsed",), "needs is_collapsible true")


_CHOICE: tuple[Rule, ...] = (_initial_is_offered, _values_differ, _address_only_in_overflow)

RULES: Mapping[str, tuple[Rule, ...]] = {
    "static_select": _CHOICE,
    "multi_static_select": (*_CHOICE, _within_selection_limit),
    "radio_buttons": _CHOICE,
    "checkboxes": _CHOICE,
    "overflow": (_values_differ,),
    "multi_external_select": (_within_selection_limit,),
    "multi_users_select": (_within_selection_limit,),
    "multi_channels_select": (_within_selection_limit,),
    "multi_conversations_select": (_within_selection_limit,),
    "datepicker": (_date_is_real,),
    "timepicker": (_time_is_real,),
    "plain_text_input": (_lengths_agree,),
    "rich_text_input": (_lines_agree,),
    "number_input": (_numbers_agree,),
    "input": (_dispatch_is_switched_on,),
    "data_table": (_rows_are_even, _header_is_plain),
    "data_visualization": (_points_match_categories,),
    "container": (_collapse_is_possible,),
}
