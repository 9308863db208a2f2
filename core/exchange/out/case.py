"""A framework as a 1EdTech CASE 1.1 package."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from core.exchange.frameworks.plain_text import as_markup
from core.exchange.out.frameworks import Whole, lost
from core.frameworks import CompetencyOnFile
from core.words import Sentence


def as_case(whole: Whole) -> bytes:
    """A CFPackage of CASE 1.1."""
    own = whole.framework
    document = {**_named(own.idnumber, "CFDocuments"), "creator": "Prowess", "title": as_markup(own.name)}
    if own.description:
        document["description"] = as_markup(own.description)
    package = {
        "CFDocument": document,
        "CFItems": [_item(each, whole) for each in whole.rows],
        "CFAssociations": list(_associations(whole)),
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode()


def lost_in_case(whole: Whole) -> tuple[Sentence, ...]:
    """What of a framework a CASE package has no place for."""
    return lost(whole, words=True, tags=False)


def _item(each: CompetencyOnFile, whole: Whole) -> dict[str, Any]:
    item: dict[str, Any] = _named(each.idnumber, "CFItems")
    item["fullStatement"] = as_markup(each.description or each.name)
    if each.description:
        item["abbreviatedStatement"] = as_markup(each.name)
    if each.tags:
        item["conceptKeywords"] = sorted(each.tags)
    item["CFDocumentURI"] = {"title": whole.framework.name, **_link(whole.framework.idnumber, "CFDocuments")}
    return item


def _associations(whole: Whole) -> Iterable[dict[str, Any]]:
    there = {each.idnumber for each in whole.rows}
    for each in whole.rows:
        ends = [(parent, "CFItems") for parent in sorted(each.parents & there)]
        for end in ends or [(whole.framework.idnumber, "CFDocuments")]:
            yield _association(each.idnumber, "isChildOf", *end)
        for other in sorted(each.related & there):
            if each.idnumber < other:
                yield _association(each.idnumber, "isRelatedTo", other, "CFItems")


def _association(origin: str, kind: str, destination: str, of: str) -> dict[str, Any]:
    return {
        **_named(f"{origin} {kind} {destination}", "CFAssociations"),
        "associationType": kind,
        "originNodeURI": _link(origin, "CFItems"),
        "destinationNodeURI": _link(destination, of),
    }


def _named(identifier: str, of: str) -> dict[str, Any]:
    return {"identifier": identifier, "uri": _uri(identifier, of)}


def _link(identifier: str, of: str) -> dict[str, Any]:
    return {"identifier": identifier, "uri": _uri(identifier, of)}


def _uri(identifier: str, of: str) -> str:
    return f"urn:prowess:{of}:{quote(identifier, safe='')}"
