"""Cards of a draft: check and save, and the questions before it. Nothing of a draft is on file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.qualification_words import FIELD_WORDS, PARTICULAR_WORDS
from bot.cards import Actions, Button, Card, Context, Element, Fields, Header, Part, Pick, PickDay, Text, Words
from bot.drafts import ISSUED, CertificateDraft
from core.qualifications import QualificationView, Status
from core.words import Sentence, say
from tagging.dates import DateReading

SAVE, EDIT, CANCEL = "qualification.save", "qualification.edit", "qualification.cancel"
DAY, OTHER_DAY = "qualification.day", "qualification.other_day"
NAME, NO_NAME, PROPOSE = "qualification.name", "qualification.no_name", "qualification.propose"
NOTHING_SAVED = say("Nothing is saved yet.")
WITHOUT_MODEL = {
    "failed": say("Without the language model, which isn't answering."),
    "budget": say("Without the language model: the day's budget for it is spent."),
}
MOST_FIELDS = 8


@dataclass(frozen=True)
class DraftView:
    """A draft as it is shown: its competency's name, look-alikes by id and name, what is held of it already."""

    id: int
    draft: CertificateDraft
    name: str = ""
    category: str = ""
    look_alikes: Sequence[tuple[int, str]] = ()
    choices: Sequence[tuple[int, str]] = ()
    held: QualificationView | None = None
    needs: Sequence[str] = ()
    notice: Words | None = None


def check_and_save(view: DraftView) -> Card:
    """Every field read back, to save, edit or cancel; where one is held, whether this is its renewal."""
    held = view.held if view.draft.changes is None else None
    question = (Text(_held_words(held)),) if held is not None else ()
    title = say("Check and save")
    summary = say("Check and save: {name}. Nothing is saved yet.", name=view.name)
    return Card(
        summary,
        (
            Header(title),
            *_notices(view),
            Text(say("*{name}*", name=view.name)),
            *question,
            Fields(_pairs(view)),
            Context(_source(view)),
            Actions(_decisions(view, held)),
        ),
    )


def which_day(view: DraftView, role: str, reading: DateReading) -> Card:
    """One date readable two ways: a button for each, and another day (qualifications/ambiguous)."""
    asked = say("Which day is {words}?", words=reading.words)
    buttons: list[Element] = [
        Button(say("{day}", day=day), DAY, {"draft": view.id, "role": role, "day": day.isoformat()})
        for day in reading.ambiguous
    ]
    buttons.append(PickDay(say("Other"), OTHER_DAY, {"draft": view.id, "role": role}))
    return _question_card(view, asked, buttons)


def no_such_day(view: DraftView, role: str, reading: DateReading) -> Card:
    """Words that are no date: said so, and asked."""
    when = say("When was it issued?") if role == ISSUED else say("When does it expire?")
    asked = say("{problem} {when}", problem=reading.problem or "", when=when)
    label = say("Issued on") if role == ISSUED else say("Expires on")
    return _question_card(view, asked, [PickDay(label, OTHER_DAY, {"draft": view.id, "role": role})])


def wrong_order(view: DraftView) -> Card:
    """An expiry before its issue date, named with both dates (qualifications/dates)."""
    reading = view.draft.reading
    asked = say(
        "{name}: expiry {expires} is before issue {issued}.",
        name=view.name, expires=reading.expires_on.value, issued=reading.issued_on.value,
    )  # fmt: skip
    return _question_card(view, asked, [Button(say("Edit"), EDIT, {"draft": view.id}, "primary")])


def which_competency(view: DraftView) -> Card:
    """An unknown name with its look-alikes, two names at once, or a file that says nothing of itself."""
    words = view.draft.reading.competency_words
    if not words and view.draft.files:
        asked = say("Which certification is {file}?", file=view.draft.files[0].name)
    elif not words:
        asked = say("Which certification is it?")
    elif _named_exactly(view):
        asked = say("Which one is meant by '{words}'?", words=words)
    elif view.look_alikes:
        asked = say("I don't find '{words}'. Is it one of these?", words=words)
    else:
        return not_in_catalogue(view)
    return _question_card(view, asked, _name_choices(view, bool(words)))


def not_in_catalogue(view: DraftView) -> Card:
    """A name the catalogue does not have: it can be proposed, and the draft returns then."""
    words = view.draft.reading.competency_words
    asked = say("I don't find '{words}'. I can't save it until it is in the catalogue.", words=words)
    buttons = (
        Button(say("Propose it"), PROPOSE, {"draft": view.id}, "primary"),
        Button(say("Pick another"), EDIT, {"draft": view.id}),
        _cancel(view),
    )
    return Card(asked, (Text(asked), Actions(buttons), Context(NOTHING_SAVED)))


def proposed(words: str) -> Card:
    """The proposal is with the catalogue's owners."""
    said = say("Proposed: '{words}'. Your draft is kept and returns when it is in the catalogue.", words=words)
    return Card(said, (Text(said), Context(NOTHING_SAVED)))


def returned(name: str, card: Card) -> Card:
    """The draft's card again, because what it waited for is in the catalogue now."""
    said = say("'{name}' is in the catalogue now. Your draft is back.", name=name)
    why = Context(say("You get this because you proposed it."))
    return Card(said, (Text(said), *card.parts, why))


def not_read(example: Sentence, degraded: str | None) -> Card:
    """A message in which no qualification was found, by parser and model."""
    helped = (Context(WITHOUT_MODEL[degraded]),) if degraded in WITHOUT_MODEL else ()
    help_button = Button(say("Help"), "verb.run", {"verb": "help"})
    return Card(example, (Text(example), Actions((help_button,)), *helped))


def saving(view: DraftView) -> Card:
    """What stands while a document is fetched and checked."""
    files = [file.name for file in view.draft.files]
    said = say("Saving {name} with {files} …", name=view.name, files=files)
    return Card(said, (Text(said),))


def cancelled() -> Card:
    """Nothing of the draft is left."""
    said = say("Cancelled. Nothing was saved.")
    return Card(said, (Text(said),))


def _decisions(view: DraftView, held: QualificationView | None) -> tuple[Button, ...]:
    edit = Button(say("Edit"), EDIT, {"draft": view.id})
    if held is None:
        return Button(say("Save"), SAVE, {"draft": view.id}, "primary"), edit, _cancel(view)
    renew = Button(say("Renew"), SAVE, {"draft": view.id, "renews": held.id}, "primary")
    both = Button(say("Keep both"), SAVE, {"draft": view.id, "both": True})
    return renew, both, edit, _cancel(view)


def _cancel(view: DraftView) -> Button:
    return Button(say("Cancel"), CANCEL, {"draft": view.id})


def _question_card(view: DraftView, asked: Sentence, elements: Sequence[Element]) -> Card:
    parts: list[Part] = [*_notices(view), Text(asked), Actions(tuple(elements))]
    if pairs := _pairs(view, open_question=True):
        parts.append(Fields(pairs))
    return Card(asked, (*parts, Context(_source(view))))


def _notices(view: DraftView) -> tuple[Text, ...]:
    return (Text(view.notice),) if view.notice is not None else ()


def _name_choices(view: DraftView, asks_words: bool) -> list[Element]:
    found: list[Element] = [
        Button(name, NAME, {"draft": view.id, "competency": competency_id})
        for competency_id, name in view.look_alikes
    ]
    if asks_words and not _named_exactly(view):
        found.append(Button(say("None of these"), NO_NAME, {"draft": view.id}))
    elif view.choices:
        options = [(name, str(competency_id)) for competency_id, name in view.choices]
        found.append(Pick(say("Pick"), NAME, options, {"draft": view.id}))
    else:
        found.append(Button(say("Pick"), EDIT, {"draft": view.id}, "primary"))
    if not asks_words or _named_exactly(view):
        found.append(_cancel(view))
    return found


def _named_exactly(view: DraftView) -> bool:
    found = view.draft.reading.candidates
    return bool(found) and all(candidate.score >= 1 for candidate in found)


def _held_words(held: QualificationView) -> Sentence:
    if held.expires_on is None:
        return say("You hold this, without expiry date. Is the new one its renewal?")
    if Status.EXPIRED in held.statuses:
        return say("You have this on file, expired on {day}. Is the new one its renewal?", day=held.expires_on)
    return say("You hold this, expires {day}. Is the new one its renewal?", day=held.expires_on)


def _pairs(view: DraftView, *, open_question: bool = False) -> list[tuple[Words, Words]]:
    """The fields read; what is empty is left out unless the type asks for it."""
    reading, draft = view.draft.reading, view.draft
    shown: dict[str, Words | None] = {
        "value": _from_paper(view, reading.value or None, reading.words.get("value")),
        "issued_on": _from_paper(view, _day(reading.issued_on), reading.issued_on.words),
        "expires_on": say("never") if reading.never_expires else _expiry(view),
        "issuer": _from_paper(view, reading.issuer or None, reading.words.get("issuer")),
        "number": _from_paper(view, reading.number or None, reading.words.get("number")),
        "document": say("{names}", names=[file.name for file in draft.files]) if draft.files else None,
    }
    pairs: list[tuple[Words, Words]] = []
    for name, words in shown.items():
        if words is not None:
            pairs.append((FIELD_WORDS[name], words))
        elif name in view.needs and not open_question:
            pairs.append((FIELD_WORDS[name], say("missing")))
    pairs += [(PARTICULAR_WORDS[name], words) for name, words in draft.particulars.items() if words]
    if reading.degree and view.category == "education" and "degree" not in draft.particulars:
        pairs.append((PARTICULAR_WORDS["degree"], reading.degree))
    return pairs[:MOST_FIELDS]


def _expiry(view: DraftView) -> Words | None:
    reading = view.draft.reading
    said = reading.validity.words if reading.validity is not None else reading.expires_on.words
    return _from_paper(view, _day(reading.expires_on), said)


def _from_paper(view: DraftView, shown: Words | None, words: str | None) -> Words | None:
    """A field read from a document stands with the words it came from."""
    if shown is None or not words or view.draft.paper is None:
        return shown
    return say("{shown} (from '{words}')", shown=shown, words=words)


def _day(reading: DateReading) -> Sentence | None:
    if reading.value is None:
        return None
    if reading.assumed_year:
        return say("{day} (year assumed)", day=reading.value)
    return say("{day}", day=reading.value)


def _source(view: DraftView) -> Sentence:
    """Where the fields come from, that nothing is saved, and what helped or didn't."""
    reading = view.draft.reading
    if view.draft.changes is not None:
        return say("Corrects what is on file. Nothing is changed yet.")
    if view.draft.paper is not None:
        name = reading.words.get("competency")
        read = say("Read from {file}.", file=view.draft.paper)
        if name:
            read = say("{read} The name from '{words}'.", read=read, words=name)
        return say("{read} {saved}", read=read, saved=NOTHING_SAVED)
    if not reading.text:
        return NOTHING_SAVED
    source = say("Read from your message.")
    if view.draft.files and reading.text == view.draft.files[0].name:
        source = say("Read from the file's name.")
    if reading.degraded in WITHOUT_MODEL:
        helped = WITHOUT_MODEL[reading.degraded]
        return say("{source} {helped} {saved}", source=source, helped=helped, saved=NOTHING_SAVED)
    return say("{source} {saved}", source=source, saved=NOTHING_SAVED)


