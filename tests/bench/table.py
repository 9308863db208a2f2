"""The report as a person reads it, and the machine it was taken on."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.lines import Line

COLUMNS = "{what:<66} {goal:>9} {figure:>12}  {verdict}"
INDENT = "    "


def heading() -> str:
    """The table's first line."""
    return COLUMNS.format(what="what", goal="goal", figure="figure", verdict="").rstrip()


def row(line: Line) -> str:
    """A line of the table, its note below it."""
    bound = ">=" if line.is_rate else "<="
    goal = "" if line.goal is None else f"{bound} {_plain(line.goal, line.unit)}"
    figure = "-" if line.figure is None else _plain(line.figure, line.unit)
    first = COLUMNS.format(what=line.what, goal=goal, figure=figure, verdict=line.verdict).rstrip()
    return f"{first}\n{INDENT}{line.note}" if line.note else first


def _plain(figure: float, unit: str) -> str:
    if unit == "skills":
        return f"{figure:.0f} skill" if figure == 1 else f"{figure:.0f} skills"
    if unit in ("share", "error"):
        return f"{figure:.3f}"
    digits = 0 if figure >= 100 or figure == int(figure) else 1 if figure >= 10 else 2
    return f"{figure:,.{digits}f} {unit}"


def machine(postgres: str | None) -> dict[str, Any]:
    """What the figures depend on: cores, what runs on them, and how busy they are besides."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": postgres,
        "sqlalchemy": version("sqlalchemy"),
    }


def machine_line(found: dict[str, Any]) -> str:
    """The machine in one line."""
    databases = f"SQLite {found['sqlite']}"
    if found["postgresql"]:
        databases += f", PostgreSQL {found['postgresql']}"
    return (
        f"{found['processor']}, {found['cores']} cores, load {found['load']} at the start, {found['system']}, "
        f"Python {found['python']}, {databases}, SQLAlchemy {found['sqlalchemy']}"
    )


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.is_file():
        for each in described.read_text().splitlines():
            if each.startswith("model name"):
                return each.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
