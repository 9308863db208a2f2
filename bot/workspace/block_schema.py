"""Block Kit's shapes joined with Slack's limits, compiled once into fast validators.

The shapes in `block_kit.schema.json` are derived from the npm package `@slack/types` 3.2.0 (MIT,
Slack Technologies), descriptions left out. To regenerate them, in an empty folder:

    npm install @slack/types@3.2.0 ts-json-schema-generator@2.4.0
    echo '{"compilerOptions": {"strict": true, "moduleResolution": "node"}}' > tsconfig.json
    cat > entry.ts <<'END'
    import type { HomeView, KnownBlock, MessageMetadata, ModalView, PlainTextOption } from '@slack/types';
    export interface Roots {
      block: KnownBlock; option: PlainTextOption; metadata: MessageMetadata;
      modal: Omit<ModalView, 'blocks'>; home: Omit<HomeView, 'blocks'>;
    }
    END
    npx ts-json-schema-generator --path entry.ts --tsconfig tsconfig.json --type Roots \
      --no-top-ref --jsDoc none --minify --out block_kit.schema.json

References are resolved at load, and a union becomes a choice by `type`, so that a fault is named
where it is instead of "matches none of 20 shapes".
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from bot.workspace.block_charts import CHART_BLOCK, chart_block
from bot.workspace.block_limits import BOUNDS, COMMON, VIEW_BOUNDS, WHOLE

Schema = dict[str, Any]
Errors = Iterator[ValidationError]

_VIEWS = {"modal": "ModalView", "home": "HomeView"}


def _choose_by_type(validator: Any, choices: Schema, instance: Any, schema: Schema) -> Errors:
    """Check an object against the one shape that its `type` names."""
    if not isinstance(instance, dict):
        yield ValidationError("not an object", validator="type", validator_value="object", instance=instance)
        return
    kind = instance.get("type")
    shape = choices.get(kind) if isinstance(kind, str) else None
    if shape is None:
        yield ValidationError(
            "unknown type", validator="byType", validator_value=list(choices), instance=kind, path=["type"]
        )
        return
    yield from validator.descend(instance, shape)


def _count_present(names: list[str], instance: Any) -> int | None:
    return sum(name in instance for name in names) if isinstance(instance, dict) else None


def _exactly_one(validator: Any, names: list[str], instance: Any, schema: Schema) -> Errors:
    if _count_present(names, instance) not in (None, 1):
        yield ValidationError("exactly one of these is needed")


def _at_least_one(validator: Any, names: list[str], instance: Any, schema: Schema) -> Errors:
    if _count_present(names, instance) == 0:
        yield ValidationError("at least one of these is needed")


_Checker: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"byType": _choose_by_type, "exactlyOne": _exactly_one, "atLeastOne": _at_least_one}
)


class _Compiler:
    """Turns the generated schema into one without references, each definition compiled once."""

    def __init__(self, definitions: dict[str, Schema]) -> None:
        self._definitions = definitions
        self._compiled: dict[str, Schema] = {}

    def definition(self, name: str) -> Schema:
        if name not in self._compiled:
            self._compiled[name] = holder = {}
            holder.update(_bounded(self.schema(self._definitions[name]), name))
        return self._compiled[name]

    def schema(self, node: Schema) -> Schema:
        if "$ref" in node:
            return self.definition(node["$ref"].removeprefix("#/definitions/"))
        if "anyOf" in node:
            return self._union([self.schema(member) for member in node["anyOf"]])
        compiled = dict(node)
        if "properties" in node:
            compiled["properties"] = {key: self.schema(value) for key, value in node["properties"].items()}
        for key in ("items", "additionalProperties"):
            if isinstance(node.get(key), dict):
                compiled[key] = self.schema(node[key])
        return compiled

    def _union(self, members: list[Schema]) -> Schema:
        """Join alternatives: those of one type into one shape, those of several into a choice."""
        by_type: dict[str | None, list[Schema]] = {}
        for kind, member in _alternatives(members):
            by_type.setdefault(kind, []).append(member)
        if any(member.get("type") != "object" for group in by_type.values() for member in group):
            return {"anyOf": members}
        merged = {kind: _merged(group) for kind, group in by_type.items()}
        if len(merged) == 1:
            return next(iter(merged.values()))
        # An untyped alternative beside typed ones means "or anything": we hold to the typed ones.
        return {"byType": {kind: shape for kind, shape in merged.items() if kind is not None}}


def _alternatives(members: list[Schema]) -> Iterator[tuple[str | None, Schema]]:
    for member in members:
        if "byType" in member:
            yield from member["byType"].items()
        else:
            yield _kind(member), member


def _kind(shape: Schema) -> str | None:
    while "allOf" in shape:
        shape = shape["allOf"][0]
    kind: str | None = shape.get("properties", {}).get("type", {}).get("const")
    return kind


def _merged(group: list[Schema]) -> Schema:
    """One shape that has every alternative's fields and requires what all of them require."""
    if len(group) == 1:
        return group[0]
    properties: Schema = {}
    for shape in group:
        for name, value in shape["properties"].items():
            known = properties.setdefault(name, value)
            if known is not value and known != value:
                properties[name] = _text_of_either_kind(known, value)
    required = [name for name in group[0]["required"] if all(name in shape["required"] for shape in group)]
    return group[0] | {"properties": properties, "required": required}


def _text_of_either_kind(one: Schema, other: Schema) -> Schema:
    return {"byType": dict(_alternatives([one, other]))}


def _bounded(shape: Schema, name: str) -> Schema:
    """Join the limits of `block_limits` to a compiled shape."""
    if "properties" not in shape:
        return shape
    bounds = COMMON | dict(BOUNDS.get(name, {}))
    if name in _VIEWS.values():
        bounds |= VIEW_BOUNDS
    properties = {
        field: {"allOf": [value, bounds[field]]} if field in bounds else value
        for field, value in shape["properties"].items()
    }
    whole = dict(WHOLE.get(name, {}))
    whole["required"] = [*shape.get("required", []), *whole.get("required", [])]
    return shape | {"properties": properties} | whole


@cache
def _compiler() -> _Compiler:
    source = files("bot.workspace").joinpath("block_kit.schema.json").read_text(encoding="utf-8")
    schema = json.loads(source)
    definitions = schema["definitions"]
    definitions[CHART_BLOCK] = chart_block()
    definitions["KnownBlock"]["anyOf"].append({"$ref": f"#/definitions/{CHART_BLOCK}"})
    for root, name in _VIEWS.items():
        definitions[name] = schema["properties"][root]
    return _Compiler(definitions)


@cache
def validator_for(name: str) -> Any:
    """Return the compiled validator of one definition, such as `KnownBlock` or `ModalView`."""
    return _Checker(_compiler().definition(name))
