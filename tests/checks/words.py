"""Every sentence the product can say, read from the code: the catalogue's ids."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAYING = {"say", "say_count", "Sentence"}


def sentences() -> Iterator[tuple[str, str]]:
    """Each sentence with where it stands."""
    for package in ("bot", "core", "tagging"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "workspace" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
                    yield from _texts(node, path)


def _texts(call: ast.Call, path: Path) -> Iterator[tuple[str, str]]:
    for argument in call.args[:2]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value, f"{path.relative_to(ROOT)}:{call.lineno}"
