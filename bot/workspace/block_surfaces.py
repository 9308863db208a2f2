"""What a whole message, modal or Home tab may hold: which blocks, how many, and unique ids."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from bot.workspace import block_limits as limits
from bot.workspace.block_faults import Fault, Path
from bot.workspace.block_rules import objects_in

Surface = Literal["message", "modal", "home"]

_EVERYWHERE = frozenset(
    {"actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
)
_SHOWN_AT_LENGTH = frozenset({"carousel", "container", "data_table", "data_visualization", "table"})

BLOCKS_OF: Mapping[Surface, frozenset[str]] = {
    "message": _EVERYWHERE | _SHOWN_AT_LENGTH | {"context_actions", "markdown", "plan", "task_card"},
    "modal": _EVERYWHERE | {"alert"},
    "home": _EVERYWHERE | _SHOWN_AT_LENGTH,
}
_NAMES: Mapping[Surface, str] = {"message": "a message", "modal": "a modal", "home": "the Home tab"}
_MOST_IN_A_MESSAGE = {"table": limits.TABLES_PER_MESSAGE, "data_visualization": limits.CHARTS_PER_MESSAGE}
_CHARACTERS_IN_A_MESSAGE = {
    "table": limits.TABLE_CELL_CHARACTERS,
    "data_table": limits.DATA_TABLE_CELL_CHARACTERS,
    "markdown": limits.MARKDOWN_CHARACTERS,
}
_MODAL_ONLY_FIELDS = ("response_url_enabled",)


def surface_faults(blocks: Sequence[Any], surface: Surface, path: Path) -> Iterator[Fault]:
    """Return the faults of blocks taken together, on one surface."""
    most = limits.BLOCKS_PER_MESSAGE if surface == "message" else limits.BLOCKS_PER_VIEW
    if len(blocks) > most:
        yield Fault(path, f"has {len(blocks):,} blocks; {_NAMES[surface]} takes at most {most}")
    for index, block in enumerate(blocks):
        if isinstance(block, Mapping):
            yield from _placed(block, surface, (*path, index))
    yield from _unique_block_ids(blocks, path)
    yield from (_message_totals if surface == "message" else _view_totals)(blocks, path)


def _placed(block: Mapping[str, Any], surface: Surface, path: Path) -> Iterator[Fault]:
    kind = block.get("type")
    if kind == "file":
        yield Fault((*path, "type"), "is 'file', a block that apps can read but not send")
    elif isinstance(kind, str) and _is_block(kind) and kind not in BLOCKS_OF[surface]:
        yield Fault((*path, "type"), f"is '{kind}', a block that {_NAMES[surface]} does not take")
    yield from _unique_action_ids(block, path)
    if surface != "modal":
        yield from _modal_only(block, _NAMES[surface], path)


def _is_block(kind: str) -> bool:
    return any(kind in kinds for kinds in BLOCKS_OF.values())


def _modal_only(block: Mapping[str, Any], place: str, path: Path) -> Iterator[Fault]:
    for where, element in objects_in(block, path):
        if element.get("type") == "file_input":
            yield Fault((*where, "type"), f"is 'file_input', which {place} does not take")
        yield from (
            Fault((*where, field), f"works in a modal only, not in {place}")
            for field in _MODAL_ONLY_FIELDS
            if field in element
        )


def _unique_action_ids(block: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    seen: set[str] = set()
    for where, element in objects_in(block, path):
        name = element.get("action_id")
        if isinstance(name, str) and name in seen:
            yield Fault((*where, "action_id"), "is already used in this block; each must be unique")
        elif isinstance(name, str):
            seen.add(name)


def _unique_block_ids(blocks: Sequence[Any], path: Path) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        name = block.get("block_id") if isinstance(block, Mapping) else None
        if isinstance(name, str) and name in seen:
            yield Fault((*path, index, "block_id"), "is already used by another block; each must be unique")
        elif isinstance(name, str):
            seen.add(name)


def _message_totals(blocks: Sequence[Any], path: Path) -> Iterator[Fault]:
    count: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for block in blocks:
        kind = str(block.get("type")) if isinstance(block, Mapping) else ""
        count[kind] += 1
        total[kind] += characters(block)
    for kind, limit in _MOST_IN_A_MESSAGE.items():
        if count[kind] > limit:
            yield Fault(path, f"has {count[kind]} {kind} blocks; a message takes at most {limit}")
    for kind, limit in _CHARACTERS_IN_A_MESSAGE.items():
        if total[kind] > limit:
            yield Fault(path, f"has {total[kind]:,} characters in {kind} blocks; the limit is {limit:,}")
    # Data tables have a larger limit of their own, so they don't count towards the total.
    in_all, limit = total.total() - total["data_table"], limits.BLOCK_TEXT_CHARACTERS
    if in_all > limit:
        yield Fault(path, f"has {in_all:,} characters; the limit is about {limit:,} (msg_blocks_too_long)")


def _view_totals(blocks: Sequence[Any], path: Path) -> Iterator[Fault]:
    objects = objects_in(list(blocks), path)
    focused = [where for where, element in objects if element.get("focus_on_load") is True]
    yield from (
        Fault((*where, "focus_on_load"), "is true for a second element; only one can have the focus")
        for where in focused[1:]
    )


def characters(block: Any) -> int:
    """Count the characters of all text that people read in a block, its cells and buttons included."""
    words = (element.get("text") for _, element in objects_in(block))
    return sum(len(text) for text in words if isinstance(text, str))
