"""Cards of files on their way out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Attachment, Card, Context, Form, FormField, Text, line
from core.exchange import EXPORTS, FORMATS, MOODLE, QUALIFICATIONS, Exported
from core.words import Sentence, say, say_count

FORM = "export.form"

LABELS: dict[str, Sentence] = {
    QUALIFICATIONS: say("Qualifications"),
    "framework": say("Skills of a framework"),
    "people": say("People"),
    "groups": say("Groups"),
    "courses": say("Courses"),
    "activities": say("Activities"),
    "quizzes": say("Quizzes"),
    "gaps": say("Gaps"),
    "targets": say("Targets"),
    "profiles": say("Role profiles"),
    "template": say("Plan templates"),
    "plans": say("Plans"),
}
FORMAT_LABELS: dict[str, Sentence] = {
    QUALIFICATIONS: say("Qualifications"),
    "csv": say("CSV"),
    "xlsx": say("Excel"),
    "json": say("JSON (CASE for a framework)"),
    MOODLE: say("Moodle's CSV (a framework)"),
}


def export_form(kind: str | None, frameworks: Sequence[tuple[str, str]]) -> Form:
    """What is to be taken out, and how."""
    fields = [
        FormField(
            "kind", say("What"), "choice", initial=kind,
            options=[(LABELS[each], each) for each in (QUALIFICATIONS, *EXPORTS)],
        ),
        FormField(
            "format", say("As"), "choice", initial="csv",
            options=[(FORMAT_LABELS[each], each) for each in (*FORMATS, MOODLE)],
        ),
    ]  # fmt: skip
    if frameworks:
        hint = say("For skills. Left out: Company skills.")
        fields.append(
            FormField("framework", say("Framework"), "choice", optional=True, options=frameworks[:100], hint=hint)
        )
    return Form(say("Take things out"), FORM, tuple(fields), submit=say("Make the file"))


def making_card() -> Card:
    """While a file is made."""
    return line(say("Making the file …"))


def exported_card(found: Exported) -> Card:
    """The file, handed out in the private chat."""
    said = say(
        "{name}: {rows}. It imports again as it is.", name=found.name, rows=say_count("{n} row", "{n} rows", found.rows)
    )
    notes = [Context(note) for note in found.notes]
    return Card(said, (Text(said), *notes, Attachment(found.name, found.content)))
