"""Labelled files and taxonomies in the forms organisations have them, for `prowess eval tagging`."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tagging.labelled import LabelledSet, LabelledText, LabelsUnreadable, span_sentences, written_sentences
from tagging.shortlist import SkillText

_NAMES = ("name", "preferredLabel", "skill", "title")
_OTHERS = ("synonyms", "altLabels")


def read_taxonomy(path: Path) -> tuple[SkillText, ...]:
    """Read skills from a CSV (own framework form or ESCO's), JSON list, or one name a line; numbered by place.

    Of a framework only its active skills count, as in the product: no certification, no language (skills/category).
    """
    if path.suffix == ".json":
        entries = json.loads(path.read_text(encoding="utf-8"))
        rows = entries if isinstance(entries, list) else entries.get("taxonomy", [])
    elif path.suffix == ".csv":
        rows = _csv_rows(path)
    else:
        rows = [{"name": line.strip()} for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    skills = tuple(_skill(number, row, path) for number, row in enumerate(rows) if _is_active_skill(row))
    if not skills:
        raise LabelsUnreadable(f"{path.name}: no skill found.")
    return skills


def read_labels(path: Path, catalogue: Sequence[SkillText]) -> LabelledSet:
    """Read labelled texts: a CSV with title, text (or description) and skills separated by '|', or a set of sentences.

    Skills are named by their name in the taxonomy. LabelsUnreadable names file, line and reason.
    """
    rows = _csv_rows(path)
    columns = set(rows[0]) if rows else set()
    if {"sentence", "label"} <= columns:
        return span_sentences(path, catalogue)
    if {"sentence", "skills"} <= columns:
        return written_sentences(path, catalogue)
    if "skills" not in columns or not {"title", "text", "description"} & columns:
        raise LabelsUnreadable(f"{path.name}: needs the columns title, text (or description) and skills.")
    ids = {skill.name.casefold(): skill.id for skill in catalogue}
    texts = tuple(_labelled(row, line, ids, path) for line, row in enumerate(rows, start=2))
    return LabelledSet(path.stem, tuple(catalogue), texts)


def _labelled(row: dict[str, str], line: int, ids: dict[str, int], path: Path) -> LabelledText:
    names = [name.strip() for name in (row["skills"] or "").split("|") if name.strip()]
    for name in names:
        if name.casefold() not in ids:
            raise LabelsUnreadable(f"{path.name}, line {line}, skills: the taxonomy has no '{name}'.")
    text = row.get("text") or row.get("description") or ""
    return LabelledText(row.get("title") or "", text, frozenset(ids[name.casefold()] for name in names))


def _is_active_skill(row: dict[str, Any]) -> bool:
    return (row.get("category") or "skill") == "skill" and (row.get("status") or "active") == "active"


def _skill(number: int, row: dict[str, Any], path: Path) -> SkillText:
    name = next((row[column] for column in _NAMES if row.get(column)), None)
    if not name:
        raise LabelsUnreadable(f"{path.name}, line {number + 2}: no name.")
    others = next((row[column] for column in _OTHERS if row.get(column)), "")
    written = others.replace("\n", "|").split("|") if isinstance(others, str) else list(others)
    described = row.get("description") or row.get("blurb") or ""
    return SkillText(number, name, described, tuple(other.strip() for other in written if other.strip()))


def _csv_rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            return list(csv.DictReader(file, delimiter=";" if first.count(";") > first.count(",") else ","))
    except UnicodeDecodeError:
        raise LabelsUnreadable(f"{path.name} isn't UTF-8.") from None
