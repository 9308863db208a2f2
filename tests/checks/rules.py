"""Which rules have a test: markers against the rule book. `python -m tests.checks.rules` lists those without."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "docs" / "rules.md"
PROVEN = ROOT / "tests" / "rules_proven.txt"
RULE = re.compile(r"^- ([a-z]+/[a-z0-9-]+):", re.MULTILINE)


def rules() -> set[str]:
    """Every rule of the book."""
    return set(RULE.findall(BOOK.read_text(encoding="utf-8")))


def marked() -> dict[str, list[str]]:
    """Every rule a test is marked with, and those tests."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                for rule in _marks(node):
                    found.setdefault(rule, []).append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


def proven() -> set[str]:
    """The rules that had a test when the list was last written."""
    return set(PROVEN.read_text(encoding="utf-8").split()) if PROVEN.exists() else set()


def _marks(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[str]:
    marks = []
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.rule":
            marks += [arg.value for arg in decorator.args if isinstance(arg, ast.Constant)]
    return [str(mark) for mark in marks]


def main(arguments: list[str]) -> int:
    """List the rules without a test; with --update also write the list of those that have one."""
    have = set(marked()) & rules()
    if "--update" in arguments:
        PROVEN.write_text("\n".join(sorted(have)) + "\n", encoding="utf-8")
    missing = sorted(rules() - have)
    sys.stdout.write("\n".join(missing) + f"\n\n{len(have)} of {len(rules())} rules have a test.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
