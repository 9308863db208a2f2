"""Cards of files on their way in: what one would do, what is wrong in it, how far it is, what it did."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Actions, Button, Card, Context, Element, Part, Pick, Text, Words, line
from core.exchange import ColumnsMissing, Kind, Preview, Progress, Tally, Trouble
from core.words import Sentence, say, say_count

GO, TROUBLES, CANCEL = "import.go", "import.troubles", "import.cancel"
AS_KIND, AS_WINDOWS, AS_COLUMNS, MATCH, SAME, INTO = (
    "import.kind", "import.windows", "import.columns", "import.match", "import.same", "import.into",
)
SHOWN = 3
PAGE = 10
MOST_KINDS = 20

NO_UNDO = say("An import can't be undone.")
NOTHING_TO_DO = say("All of it is here already; there is nothing to import.")
MEND = say("Nothing of it can be imported so. Mend the file and drop it here again.")


def reading_card(name: str) -> Card:
    """While a file is read."""
    return line(say("Reading {name} …", name=name))


def preview_card(seen: Preview, frameworks: Sequence[tuple[str, str]] = ()) -> Card:
    """What a file would do, before anything is changed (imports/dry-run)."""
    said = _found(seen)
    parts: list[Part] = [Text(said), *_troubles(seen.troubles), *_remarks(seen.remarks)]
    parts += [Context(note) for note in seen.notes]
    parts.append(Context(_before(seen)))
    parts.append(Actions(tuple(_choices(seen))))
    if seen.choosable and len(frameworks) > 1:
        into = Pick(say("Into another framework"), INTO, frameworks, {"import": seen.import_id})
        parts.append(Actions((into,)))
    return Card(said, tuple(parts))


def kind_card(import_id: int, name: str, kinds: Sequence[Kind]) -> Card:
    """Which kind is it? Asked where the header doesn't say."""
    asked = say("What is in {name}?", name=name)
    buttons = [Button(kind.label, AS_KIND, {"import": import_id, "kind": kind.name}) for kind in kinds[:MOST_KINDS]]
    return Card(asked, (Text(asked), Actions(tuple(buttons)), Actions((_cancel(import_id),))))


def windows_card(import_id: int, reason: Sentence) -> Card:
    """The file isn't UTF-8: it may be in the encoding that older spreadsheets write."""
    said = say("{reason} Older spreadsheets save in Windows-1252.", reason=reason)
    as_windows = Button(say("Read as Windows-1252"), AS_WINDOWS, {"import": import_id}, "primary")
    return Card(said, (Text(said), Actions((as_windows, _cancel(import_id)))))


def columns_card(import_id: int, error: ColumnsMissing) -> Card:
    """Columns are missing: read those that come close, or say which is which."""
    buttons = [Button(say("Match columns"), MATCH, {"import": import_id})]
    if len(error.near) == len(error.missing):
        buttons.insert(0, Button(say("Read them so"), AS_COLUMNS, {"import": import_id, "near": error.near}, "primary"))
    return Card(error.sentence, (Text(error.sentence), Actions((*buttons, _cancel(import_id)))))


def progress_card(now: Progress) -> Card:
    """How far an import is (imports/background)."""
    return line(say("Importing {name}: {done} of {total} rows.", name=now.name, done=now.tally.rows, total=now.total))


def done_card(now: Progress) -> Card:
    """What an import did."""
    said = say("✓ Done, {name}: {counts}.", name=now.name, counts=_ended(now.tally))
    return _with_troubles(said, now)


def stopped_card(now: Progress, reason: Sentence) -> Card:
    """An import that could not go on, and how far it came."""
    said = say(
        "Stopped, {name}: {counts}. {reason} Drop the file again to go on; rows that are in already stay as they are.",
        name=now.name,
        counts=_ended(now.tally),
        reason=reason,
    )
    return _with_troubles(said, now)


def cancelled_card(name: str) -> Card:
    """Nothing was imported."""
    return line(say("Cancelled. Nothing of {name} was imported.", name=name))


def troubles_card(import_id: int, name: str, troubles: Sequence[Trouble], start: int) -> Card:
    """What is wrong in a file, ten at a time, in its own message."""
    shown = troubles[start : start + PAGE]
    if not shown:
        return line(say("No row of {name} is refused.", name=name))
    head = say(
        "{name}: {first} to {last} of {n}.", name=name, first=start + 1, last=start + len(shown), n=len(troubles)
    )
    more = Button(say("Show more"), TROUBLES, {"import": import_id, "start": start + PAGE, "more": True})
    rows = [Text(trouble_line(each)) for each in shown]
    rest = (Actions((more,)),) if start + PAGE < len(troubles) else ()
    return Card(head, (Text(head), *rows, *rest))


def trouble_line(trouble: Trouble) -> Sentence:
    """One thing that is wrong: line, column, reason; the services' reasons are whole sentences already."""
    if trouble.reason.id.endswith("."):
        return say("Line {line}, {column}: {reason}", line=trouble.line, column=trouble.column, reason=trouble.reason)
    if not trouble.column:
        return say("Line {line}: {reason}.", line=trouble.line, reason=trouble.reason)
    return say("Line {line}, {column}: {reason}.", line=trouble.line, column=trouble.column, reason=trouble.reason)


def _found(seen: Preview) -> Sentence:
    tally = seen.tally
    return say(
        "*{name}*, read as {things}: {rows}. Create {created}, update {updated}, unchanged {unchanged}, "
        "refused {refused}. Nothing is changed yet.",
        name=seen.name,
        things=seen.kind.things,
        rows=say_count("{n} row", "{n} rows", tally.rows),
        created=tally.created,
        updated=tally.updated,
        unchanged=tally.unchanged,
        refused=tally.refused,
    )


def _before(seen: Preview) -> Sentence:
    """What to know before the press, or why there is nothing to press."""
    if seen.tally.changing or seen.confirmable:
        return NO_UNDO
    return MEND if seen.tally.refused else NOTHING_TO_DO


def _ended(tally: Tally) -> Sentence:
    return say(
        "{created} created, {updated} updated, {unchanged} unchanged, {refused} refused",
        created=tally.created,
        updated=tally.updated,
        unchanged=tally.unchanged,
        refused=tally.refused,
    )


def _troubles(troubles: Sequence[Trouble]) -> list[Text]:
    shown = [Text(trouble_line(each)) for each in troubles[:SHOWN]]
    if len(troubles) > SHOWN:
        shown.append(Text(say("… and {n} more.", n=len(troubles) - SHOWN)))
    return shown


def _remarks(remarks: Sequence[Trouble]) -> list[Context]:
    """What is left out of rows that are taken: each thing once with its lines, never silently."""
    lines: dict[str, list[Trouble]] = {}
    for each in remarks:
        lines.setdefault(each.reason.id, []).append(each)
    return [Context(_remark(found)) for found in lines.values()]


def _remark(found: Sequence[Trouble]) -> Sentence:
    if len(found) == 1:
        return trouble_line(found[0])
    return say(
        "Line {line} and {n} more, {column}: {reason}.",
        line=found[0].line,
        n=len(found) - 1,
        column=found[0].column,
        reason=found[0].reason,
    )


def _choices(seen: Preview) -> list[Element]:
    payload, found = {"import": seen.import_id}, list[Element]()
    if seen.confirmable:
        found.append(Button(say("They are the same"), SAME, payload, "primary"))
    elif seen.tally.changing:
        label: Words = say("Import {n}", n=seen.tally.changing)
        found.append(Button(label, GO, payload, "primary"))
    if seen.tally.refused or seen.remarks:
        found.append(Button(say("Refused rows") if seen.tally.refused else say("What is left out"), TROUBLES, payload))
    return [*found, _cancel(seen.import_id)]


def _cancel(import_id: int) -> Button:
    return Button(say("Cancel"), CANCEL, {"import": import_id})


def _with_troubles(said: Sentence, now: Progress) -> Card:
    if not now.tally.refused:
        return line(said)
    rows = Button(say("Refused rows"), TROUBLES, {"import": now.import_id})
    return Card(said, (Text(said), Actions((rows,))))
