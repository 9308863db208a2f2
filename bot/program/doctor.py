"""`prowess doctor`."""

from __future__ import annotations

import click

from bot.doctor import Finding, examine
from bot.program.opening import as_json, print_json, settings_of
from core.words import Reader


@click.command("doctor")
@as_json
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> int:
    """Check settings, tokens, database, migrations, models and clock; one line each, with the cure."""
    found = []
    for finding in examine(settings_of(ctx)):
        found.append(finding)
        if not as_json:
            click.echo(_line(finding))
    if as_json:
        print_json([_plain(each) for each in found])
    return 0 if all(each.good for each in found) else 1


def _line(finding: Finding) -> str:
    reader, mark = Reader(), "✓" if finding.good else "✕"
    cure = f" {reader.render(finding.cure)}" if finding.cure else ""
    return f"{mark} {finding.name}: {reader.render(finding.said)}{cure}"


def _plain(finding: Finding) -> dict[str, object]:
    reader = Reader()
    cure = reader.render(finding.cure) if finding.cure else None
    return {"name": finding.name, "good": finding.good, "said": reader.render(finding.said), "cure": cure}
