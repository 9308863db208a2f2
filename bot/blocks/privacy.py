"""Cards of a person's own data, and of erasing somebody."""

from __future__ import annotations

from bot.cards import Actions, Attachment, Button, Card, Confirm, Context, Header, Text, line
from core.personal import ErasureEffect
from core.words import Sentence, say, say_count

MAKE, ERASE, KEEP = "mydata.make", "person.erase", "person.keep"

COLLECTING = say("Collecting everything …")
ERASING = say("Erasing …")
KEPT = say("Nothing was erased.")
GONE = say("This message was about somebody whose data have been erased.")


def offer_card() -> Card:
    """What the file will hold, before it is made: what is once in the chat can't be taken back by me."""
    said = say("All data about you in one file: every record, its history, and your documents.")
    return Card(
        said,
        (
            Text(said),
            Actions((Button(say("Make the file"), MAKE, style="primary"),)),
            Context(say("It comes here, for you alone. Once sent I can't take it back; delete it in the chat.")),
        ),
    )


def file_card(name: str, content: bytes, rows: int) -> Card:
    """The file, handed out in the private chat."""
    said = say("{name}: {rows}. README.txt inside says what is what.", name=name, rows=_records(rows))
    return Card(said, (Text(said), Attachment(name, content)))


def erase_card(effect: ErasureEffect) -> Card:
    """What erasing somebody would do, before it is done."""
    title = say("Erase {name}?", name=effect.name)
    goes = say(
        "Goes: name, address, chat id, notes, messages, drafts, {documents}.",
        documents=say_count("{n} document", "{n} documents", effect.documents),
    )
    stays = say(
        "Stays for reports, under a random name: {qualifications} and {results}, without what they say in words.",
        qualifications=say_count("{n} qualification", "{n} qualifications", effect.qualifications),
        results=say_count("{n} result", "{n} results", effect.results),
    )
    after = say(
        "This can't be undone. No import, directory or message brings them back; a site admin can readmit them, "
        "with nothing of before. Messages in the chat itself are the chat's: delete them there."
    )
    buttons = (
        Button(say("Erase"), ERASE, {"person": effect.person_id}, "danger", _confirm(effect)),
        Button(say("Keep"), KEEP),
    )
    return Card(title, (Header(title), Text(goes), Text(stays), Actions(buttons), Context(after)))


def _confirm(effect: ErasureEffect) -> Confirm:
    return Confirm(
        say("Erase {name}?", name=effect.name), say("All data about them go for good."), say("Erase"), say("Keep")
    )


def erased_card() -> Card:
    """What is left to say: no name."""
    return line(
        say("✓ Erased. What reports count stays under a random name; nothing else is left, and nothing brings it back.")
    )


def readmitted_card(added: bool) -> Card:
    """Somebody may be added again, or is."""
    if added:
        return line(say("✓ Readmitted and added. Nothing of before came back."))
    return line(
        say("✓ Readmitted. The next directory or file that names them adds them; nothing of before comes back.")
    )


def _records(rows: int) -> Sentence:
    return say_count("{n} record", "{n} records", rows)
