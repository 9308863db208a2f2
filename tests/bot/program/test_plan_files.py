"""`prowess import template`, `prowess export template` and `prowess export plans`."""

from __future__ import annotations

from tests.bot.program.conftest import Program

ROWS = "template_idnumber,template_name,due_on,framework,competency\nS-1,Safety basics,,,Fire safety\n"


def test_templates_come_in_and_go_out_by_the_program_and_come_back_unchanged(staffed: Program) -> None:
    path = staffed.folder / "template.csv"
    path.write_text(ROWS)
    ran = staffed.run("import", "template", str(path), "--yes")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Done: 1 created, 0 updated, 0 unchanged, 0 refused.")
    target = staffed.folder / "out.csv"
    assert staffed.run("export", "template", "--template", "S-1", "--to", str(target)).code == 0
    again = staffed.run("import", "template", str(target), "--yes")
    assert "Create 0, update 0, unchanged 1, refused 0." in again.out
    unknown = staffed.run("export", "template", "--template", "S-9")
    assert (unknown.code, unknown.err.strip()) == (1, "I don't find a template with the id number S-9.")


def test_plans_go_out_as_a_table(staffed: Program) -> None:
    ran = staffed.run("export", "plans")
    assert ran.code == 0
    assert ran.out.splitlines()[0].lstrip("\ufeff") == (
        "person,plan,template,state,follows,due_on,met,items,completion,outcome,since"
    )
