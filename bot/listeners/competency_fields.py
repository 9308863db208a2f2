"""Field sets in chat: the verb `fields` lists them, a form makes and edits one (frameworks/field-sets)."""

from __future__ import annotations

import re

from bot.blocks.field_sets import EDIT_SET, FIELDS_PAGE, NEW_SET, SAVE_SET, field_set_form, field_sets_card
from bot.cards import Card, Words
from bot.conversation import Answer, Asker, Call, Conversations, Press, Submission, Verb
from bot.product import Product
from core.errors import Invalid
from core.frameworks import FieldKind, NewField, field_set, field_sets, save_field_set
from core.people import Capability, allows, require
from core.words import TimeOfDay, say

_LINE = re.compile(r"^\s*(?P<name>[^:]+?)\s*(?::\s*(?P<kind>\w+)\s*(?P<options>.*?)\s*)?$")
_COMMAS = re.compile(r"\s*[,;|]\s*")


def register(conversations: Conversations) -> None:
    """Add the verb `fields` and the field sets' buttons and form."""
    conversations.verb(
        Verb(
            "fields",
            say("Field sets: what else is kept of a competency"),
            "fields [new NAME | NAME]",
            "/prowess fields new Safety details",
            _fields,
            Capability.TYPE_MANAGE,
            menu=60,
        )
    )
    conversations.press(NEW_SET, lambda press: _open(press.product, press.asker, None))
    conversations.press(EDIT_SET, lambda press: _open(press.product, press.asker, int(press.payload["set"])))
    conversations.press(FIELDS_PAGE, _turn)
    conversations.submission(SAVE_SET, _save)


def read_fields(text: str) -> list[NewField]:
    """Fields as one writes them, one a line: 'Risk: choice low, medium, high', 'Hours: number', 'Note'. Raises
    Invalid naming the line."""
    return [_field(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _field(number: int, line: str) -> NewField:
    found = _LINE.match(line)
    kind = (found["kind"] or "text").lower() if found else ""
    if found is None or kind not in set(FieldKind):
        raise Invalid(
            say("Line {number}: '{line}' is no field. Example: Risk: choice low, medium, high. Kinds: {kinds}.",
                number=number, line=line.strip()[:60], kinds=[str(each) for each in FieldKind]),
            field="fields",
        )
    options = tuple(dict.fromkeys(each for each in _COMMAS.split(found["options"] or "") if each))
    if options and kind != FieldKind.CHOICE:
        raise Invalid(say("Line {number}: only a choice has options.", number=number), field="fields")
    return NewField(" ".join(found["name"].split()), FieldKind(kind), options)


def _fields(call: Call) -> Answer:
    words = " ".join(call.words.split())
    if words.lower() == "new" or words.lower().startswith("new "):
        return _open(call.product, call.asker, None, words[4:].strip())
    with call.product.reading(call.asker.workspace_id) as session:
        named = [each for each in field_sets(session) if words and each.name.casefold() == words.casefold()]
    if named:
        return _open(call.product, call.asker, named[0].id)
    note = say("I don't find a field set '{words}'.", words=words) if words else None
    return Answer(card=_card(call.product, call.asker, note=note))


def _turn(press: Press) -> Answer:
    return Answer(card=_card(press.product, press.asker, start=int(press.payload.get("start") or 0)))


def _card(
    product: Product, asker: Asker, *, note: Words | None = None, start: int = 0
) -> Card:
    with product.reading(asker.workspace_id) as session:
        manages = allows(session, asker.actor, Capability.TYPE_MANAGE)
        return field_sets_card(field_sets(session), manages=manages, note=note, start=start)


def _open(product: Product, asker: Asker, set_id: int | None, name: str = "") -> Answer:
    with product.reading(asker.workspace_id) as session:
        require(session, asker.actor, Capability.TYPE_MANAGE)
        known = field_set(session, set_id) if set_id is not None else None
    return Answer(form=field_set_form(known, name))


def _save(form: Submission) -> Answer:
    set_id, values = form.payload.get("set"), form.values
    fields = read_fields(str(values.get("fields") or ""))
    with form.product.writing(form.asker.workspace_id) as session:
        saved = save_field_set(
            session,
            form.asker.actor,
            str(values.get("name") or ""),
            fields,
            field_set_id=int(set_id) if set_id is not None else None,
        )
        name = field_set(session, saved).name
        note = say("✓ {name} saved by you, {at}. It is chosen where a competency is edited.", name=name,
                   at=TimeOfDay(session.now))
    return Answer(card=_card(form.product, form.asker, note=note))
