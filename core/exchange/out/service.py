"""Exporting: only what the asker may see, recorded (qualifications/export, imports/round-trip)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Invalid
from core.exchange.events import FileExported
from core.exchange.out.case import as_case, lost_in_case
from core.exchange.out.frameworks import as_own_csv, whole_framework
from core.exchange.out.gaps import gaps_table
from core.exchange.out.moodle import as_moodle
from core.exchange.out.organisation import (
    activities_table,
    courses_table,
    groups_table,
    people_table,
    quizzes_table,
)
from core.exchange.out.plans import plans_table, templates_table
from core.exchange.out.profiles import profiles_table
from core.exchange.out.tables import Table, as_csv, as_json, as_workbook
from core.exchange.out.targets import targets_table
from core.frameworks.rules import COMPANY_SKILLS
from core.people import Actor
from core.words import Sentence, say

FORMATS = ("csv", "xlsx", "json")
MOODLE = "moodle"
"""A framework as Moodle's CSV; its JSON is a CASE package."""

TABLES: dict[str, Callable[[WorkspaceSession, Actor], Table]] = {
    "people": people_table,
    "groups": groups_table,
    "courses": courses_table,
    "activities": activities_table,
    "quizzes": quizzes_table,
    "gaps": gaps_table,
    "targets": targets_table,
    "profiles": profiles_table,
    "template": templates_table,
    "plans": plans_table,
}
FRAMEWORK, TEMPLATE = "framework", "template"
EXPORTS = (FRAMEWORK, *TABLES)
"""What can be taken out; a new kind is one table and one line above."""


@dataclass(frozen=True)
class Exported:
    """A file to be handed out, how many things are in it, and what had no place in its format."""

    name: str
    content: bytes
    rows: int
    notes: tuple[Sentence, ...] = ()


def export_file(
    session: WorkspaceSession,
    actor: Actor,
    kind: str,
    format: str = "csv",
    *,
    framework: str | None = None,
    template: str | None = None,
) -> Exported:
    """Make a file of what the actor may see, and record that they took it. Raises Refused, Invalid, NotFound.

    `framework` and `template` are the id number of one; without it Company skills, and all templates.
    """
    if kind not in EXPORTS:
        raise Invalid(say("I don't export '{kind}'. Kinds: {kinds}.", kind=kind, kinds=EXPORTS), field="kind")
    allowed = (*FORMATS, MOODLE) if kind == FRAMEWORK else FORMATS
    if format not in allowed:
        raise Invalid(
            say("I don't export {kind} as '{format}'. Formats: {formats}.", kind=kind, format=format, formats=allowed),
            field="format",
        )
    if kind == FRAMEWORK:
        found, framework_id = _framework(session, actor, format, framework or COMPANY_SKILLS)
    elif kind == TEMPLATE:
        found, framework_id = _written(kind, templates_table(session, actor, template), format), None
    else:
        found, framework_id = _written(kind, TABLES[kind](session, actor), format), None
    fact = FileExported(of=kind, format=format, rows=found.rows, framework_id=framework_id)
    record(session, actor, fact)
    return found


def _framework(session: WorkspaceSession, actor: Actor, format: str, idnumber: str) -> tuple[Exported, int]:
    whole = whole_framework(session, actor, idnumber)
    name = "".join(each if each.isalnum() or each in "-_." else "-" for each in idnumber)[:60]
    if format == "json":
        found = Exported(f"{name}.case.json", as_case(whole), len(whole.rows), lost_in_case(whole))
    elif format == MOODLE:
        table = as_moodle(session, whole)
        found = Exported(f"{name}.moodle.csv", as_csv(table), len(whole.rows), table.notes)
    else:
        found = _written(name, as_own_csv(whole), format)
    return found, whole.framework.id


def _written(name: str, table: Table, format: str) -> Exported:
    writers = {"csv": as_csv, "xlsx": as_workbook, "json": as_json}
    return Exported(f"{name}.{format}", writers[format](table), len(table.rows), table.notes)
