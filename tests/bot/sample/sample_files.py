"""Read the sample organisation's files, and the few field rules needed to judge them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

SAMPLE = Path(__file__).parents[3] / "bot" / "sample"
TODAY = date(2026, 11, 24)
CEFR = {"A1", "A2", "B1", "B2", "C1", "C2", "Native"}
STREAK = 3

Row = dict[str, str]


@cache
def rows(name: str) -> list[Row]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def items(cell: str) -> list[str]:
    return cell.split("|") if cell else []


@cache
def by_key(name: str, key: str) -> dict[str, Row]:
    table = {row[key]: row for row in rows(name)}
    assert len(table) == len(rows(name)), f"{name}.csv repeats a {key}"
    return table


def people() -> dict[str, Row]:
    return by_key("people", "email")


def competencies() -> dict[str, Row]:
    return by_key("framework", "idnumber")


def activities() -> dict[str, Row]:
    return by_key("activities", "idnumber")


def person(first_name: str) -> Row:
    return next(row for row in rows("people") if row["name"].split()[0] == first_name)


def competency(name: str) -> Row:
    return next(row for row in rows("framework") if row["name"] == name)


def on(written: str) -> date:
    """Resolve a date of the files as their README describes it, with TODAY as the day of loading."""
    relative = re.fullmatch(r"([+-]\d+y)?([+-]\d+d)?", written)
    if not relative:
        return date.fromisoformat(written)
    years, days = (int(part[:-1]) if part else 0 for part in relative.groups())
    return TODAY.replace(year=TODAY.year + years) + timedelta(days=days)


def line_of(email: str) -> Iterator[str]:
    """Name everyone above a person, nearest first; a cycle ends after as many steps as there are people."""
    above = people()[email]["manager_email"]
    for _ in people():
        if not above:
            return
        yield above
        above = people()[above]["manager_email"]


def supervises(above: str, below: str) -> bool:
    led = set(items(people()[above]["teams_led"]))
    return above in line_of(below) or bool(led & set(items(people()[below]["teams"])))


def quiz(activity: str) -> list[Row]:
    return [row for row in rows("quizzes") if row["activity"] == activity]


def counts_for(activity: Row, skill: str) -> bool:
    return activity["theory"] == "no" and skill in items(activity["skills"])


def streak(email: str, skill: str) -> int:
    """Count a person's current streak; STREAK once it was reached, whatever came later."""
    counted, seen, passed = 0, set[str](), set[str]()
    for result in sorted(rows("results"), key=lambda row: on(row["completed_at"])):
        activity = result["activity"]
        if result["person"] != email or not counts_for(activities()[activity], skill):
            continue
        if Decimal(result["score"]) > 90:
            counted += activity not in passed
            passed.add(activity)
        elif activity not in seen:
            counted = 0
        seen.add(activity)
        if counted == STREAK:
            break
    return counted


def who_acquired(skill_name: str) -> set[str]:
    skill = competency(skill_name)["idnumber"]
    return {row["name"].split()[0] for row in rows("people") if streak(row["email"], skill) == STREAK}


def normalised(words: str) -> str:
    return re.sub(r"[\W_]", "", words.casefold())


def repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]
