"""1EdTech CASE 1.0 and 1.1: a CFPackage as JSON, with its document, items and associations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.exchange.frameworks.draft import Draft, ReadCompetency, ReadFramework, Reading
from core.exchange.frameworks.plain_text import plain_text
from core.exchange.json_lines import line_of
from core.exchange.outcomes import Trouble, Unreadable
from core.exchange.sources import Options
from core.words import say

CHILD, RELATED = "isChildOf", ("isRelatedTo", "isPeerOf", "exactMatchOf")
LONGEST_NAME = 300
COLUMNS = {"idnumber": "identifier", "name": "fullStatement", "parents": "CFAssociations", "related": "CFAssociations"}


def looks_like_case(document: Any) -> bool:
    """Whether a JSON document is a CFPackage."""
    return isinstance(document, dict) and "CFDocument" in document and "CFItems" in document


def read_case(document: Any, options: Options) -> Draft:
    """The framework of a package: items become competencies, their codes synonyms, their keywords tags.

    Raises Unreadable where it is no package.
    """
    if not looks_like_case(document):
        raise Unreadable(say("This JSON isn't a CASE package: CFDocument and CFItems are missing. Nothing changed."))
    items = [each for each in document.get("CFItems") or [] if isinstance(each, dict)]
    associations = [each for each in document.get("CFAssociations") or [] if isinstance(each, dict)]
    edges = _Edges(document["CFDocument"], items, associations)
    reading = Reading(columns=dict(COLUMNS))
    for item in items:
        _take(item, edges, reading)
    reading.remarks += edges.remarks
    return reading.draft(
        framework=None if options.framework else _framework(document["CFDocument"]),
        into=options.framework,
    )


def _framework(document: Mapping[str, Any]) -> ReadFramework:
    identifier, title = _text(document, "identifier"), " ".join(_text(document, "title").split())
    if not identifier or not title:
        raise Unreadable(
            say("Line {line}: the CFDocument lacks its identifier or title. Nothing changed.", line=line_of(document))
        )
    return ReadFramework(identifier, title, plain_text(_text(document, "description")))


def _take(item: Mapping[str, Any], edges: _Edges, reading: Reading) -> None:
    statement, short = (plain_text(_text(item, key)) for key in ("fullStatement", "abbreviatedStatement"))
    identifier, code = _text(item, "identifier"), _text(item, "humanCodingScheme")
    long = not short and len(statement) > LONGEST_NAME
    name = _shortened(statement) if long else short or statement
    keywords = item.get("conceptKeywords")
    reading.take(
        ReadCompetency(
            line=line_of(item),
            idnumber=identifier,
            name=name.replace("\n", " "),
            description=statement if short or long else "",
            parents=edges.parents.get(identifier, ()),
            related=edges.related.get(identifier, ()),
            tags=tuple(str(each) for each in keywords) if isinstance(keywords, list) and keywords else None,
            more_synonyms=(code,) if code else (),
        )
    )


def _shortened(statement: str) -> str:
    """A long statement's beginning, for a name; the whole stands in the description."""
    return statement[: LONGEST_NAME - 1].rsplit(" ", 1)[0] + "…"


class _Edges:
    """Parents and related items by identifier; what joins other things is remarked, not dropped in silence."""

    def __init__(
        self, document: Mapping[str, Any], items: Iterable[Mapping[str, Any]], associations: Iterable[Mapping[str, Any]]
    ) -> None:
        self.parents: dict[str, tuple[str, ...]] = {}
        self.related: dict[str, tuple[str, ...]] = {}
        self.remarks: list[Trouble] = []
        self._names = {name: _text(each, "identifier") for each in items for name in _names(each)}
        self._top = set(_names(document))
        for each in associations:
            self._read(each)

    def _read(self, association: Mapping[str, Any]) -> None:
        kind = _text(association, "associationType")
        origin, destination = (self._end(association, end) for end in ("originNode", "destinationNode"))
        if kind == CHILD and self._names.get(origin) and destination in self._top:
            return
        one, other = self._names.get(origin), self._names.get(destination)
        if one is None or other is None:
            reason = say("the association {kind} names an item that isn't in the file; left out", kind=kind)
        elif kind == CHILD:
            self.parents[one] = (*self.parents.get(one, ()), other)
            return
        elif kind in RELATED:
            self.related[one] = (*self.related.get(one, ()), other)
            return
        else:
            reason = say("associations of the type '{kind}' aren't read; left out", kind=kind)
        self.remarks.append(Trouble(line_of(association), "associationType", reason))

    def _end(self, association: Mapping[str, Any], end: str) -> str:
        """CASE names a node by a link object; some writers by the address alone, under `…URI`."""
        node = association.get(f"{end}URI") or association.get(end) or {}
        if isinstance(node, str):
            return node.rstrip("/").rsplit("/", 1)[-1] if node not in self._names else node
        return _text(node, "identifier") or _text(node, "uri")


def _names(thing: Mapping[str, Any]) -> list[str]:
    return [each for each in (_text(thing, "identifier"), _text(thing, "uri")) if each]


def _text(thing: Mapping[str, Any], key: str) -> str:
    value = thing.get(key) if isinstance(thing, Mapping) else None
    return str(value).strip() if isinstance(value, str | int | float) else ""
