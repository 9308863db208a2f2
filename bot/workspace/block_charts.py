"""The shape of Slack's `data_visualization` block, which its published types don't describe yet."""

from typing import Any

from bot.workspace.block_limits import items, length

Schema = dict[str, Any]

CHART_BLOCK = "DataVisualizationBlock"


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """A closed object: these fields and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def _string(most: int) -> Schema:
    return {"type": "string"} | length(most)


def _list(most: int, each: Schema) -> Schema:
    return {"type": "array"} | items(1, most, each)


def _kind(name: str) -> Schema:
    return {"type": "string", "const": name}


def _axis_chart(name: str) -> Schema:
    """A bar, line or area chart: series of points over shared categories."""
    point = _object({"label": _string(20), "value": {"type": "number"}})
    series = _object({"name": _string(20), "data": _list(20, point)})
    axis = _object({"categories": _list(20, _string(20))}, {"x_label": _string(50), "y_label": _string(50)})
    return _object({"type": _kind(name), "series": _list(12, series), "axis_config": axis})


def _pie() -> Schema:
    slice_ = _object({"label": _string(20), "value": {"type": "number", "exclusiveMinimum": 0}})
    return _object({"type": _kind("pie"), "segments": _list(12, slice_)})


def chart_block() -> Schema:
    """Return the JSON Schema of the block: a title of 50 characters and one of four charts."""
    chart = {"anyOf": [_pie(), *(_axis_chart(name) for name in ("bar", "line", "area"))]}
    return _object(
        {"type": _kind("data_visualization"), "title": _string(50), "chart": chart},
        {"block_id": {"type": "string"}},
    )
