"""Cards of one competency, and of those a name may mean."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.competency_forms import CATEGORY_WORDS, status_words
from bot.blocks.course_providing import provide_button
from bot.blocks.framework_words import PLACE
from bot.blocks.gap_words import commas
from bot.cards import Actions, Button, Card, Context, Element, Fields, Header, Part, Text, Words, undo_button
from bot.desk import RUN_VERB
from core.frameworks import CHECKED, CompetencyRecord, CompetencyView, FieldKind, FieldView, shown_value
from core.words import Sentence, say, say_count

OPEN, EDIT, DISABLE, ENABLE = "competency.open", "competency.edit", "competency.disable", "competency.enable"
ACTIVITIES, TRANSLATE = "competency.activities", "competency.translate"

MOST_FIELDS = 8
MOST_ALIKE = 5


def competency_card(
    record: CompetencyRecord,
    activities: int,
    *,
    note: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    """All that is on file about a competency, and what can be done with it."""
    said = say("{name}: {status}", name=record.view.name, status=status_words(record.view))
    pairs = _pairs(record)
    parts: list[Part] = [Text(note)] if note else []
    parts.append(Header(record.view.name))
    if record.view.description:
        parts.append(Text(record.view.description))
    parts.append(Fields(pairs[:MOST_FIELDS]))
    parts += [Text(say("*{label}*: {value}", label=label, value=value)) for label, value in pairs[MOST_FIELDS:]]
    if not record.view.active:
        parts.append(Context(say("It can't be linked, suggested or newly targeted. Who acquired it keeps it.")))
    parts.append(Text(say("Courses and activities that can provide it"), provide_button(record.id)))
    if record.may_manage:
        place = Button(say("In the tree"), PLACE, {"competency": record.id})
        parts.append(Text(say("Add under it, move it, relate it"), place))
    return Card(note or said, (*parts, Actions(_buttons(record, activities, undo_id))))


def which_card(words: str, found: Sequence[CompetencyView]) -> Card:
    """Several of one name: which is meant?"""
    said = say("Which {words} do you mean?", words=words)
    return Card(said, (Text(said), *(_row(each) for each in found)))


def alike_card(words: str, found: Sequence[CompetencyView]) -> Card:
    """Nothing of that name; what comes near (chat/errors)."""
    if not found:
        said = say("I don't find '{words}'. Write skills to see all there are.", words=words)
        return Card(said, (Text(said),))
    said = say("I don't find '{words}'. Is it one of these?", words=words)
    return Card(said, (Text(said), *(_row(each) for each in found[:MOST_ALIKE])))


def activities_words(count: int) -> Sentence:
    """'12 activities'."""
    return say_count("{n} activity", "{n} activities", count)


def _row(view: CompetencyView) -> Text:
    said = say("*{name}* · {category} · {status}", name=view.name, category=say(CATEGORY_WORDS[view.category]),
               status=status_words(view))
    return Text(said, Button(say("Open"), OPEN, {"competency": view.id}))


def _pairs(record: CompetencyRecord) -> list[tuple[Words, Words]]:
    """Label and value of what there is; what is empty is left out."""
    view = record.view
    tier = "" if view.access_tier is None else str(view.access_tier)
    synonyms = [each for names in record.synonyms.values() for each in names]
    pairs: list[tuple[Words, Words]] = [
        (say("Status"), status_words(view)),
        (say("Category"), say(CATEGORY_WORDS[view.category])),
        (say("Framework"), record.framework),
        (say("Parents"), commas([each.name for each in record.parents])),
        (say("Tags"), ", ".join(record.tags)),
        (say("Synonyms"), ", ".join(synonyms)),
        (say("Id number"), view.idnumber or ""),
        (say("Access tier"), tier),
        (say("Scale"), record.scale.name if record.own_scale else ""),
        (say("Related"), commas([name for _, name in record.related])),
        (say("Other languages"), ", ".join(f"{each.language}: {each.name}" for each in record.translations)),
    ]
    if record.field_set:
        kept = record.field_values
        pairs += [(each.name, _value(each, kept.get(each.id, ""))) for each in record.field_set.fields]
    return [(label, value) for label, value in pairs if value]


def _value(field: FieldView, kept: str) -> Words:
    if field.kind == FieldKind.CHECKBOX:
        return say("yes") if kept == CHECKED else ""
    if field.kind == FieldKind.DATE and kept:
        return say("{day}", day=shown_value(field, kept))
    return kept


def _buttons(record: CompetencyRecord, activities: int, undo_id: int | None) -> list[Element]:
    about = {"competency": record.id}
    found: list[Element] = [undo_button(undo_id)] if undo_id is not None else []
    if record.may_manage:
        change = (say("Disable"), DISABLE) if record.view.active else (say("Enable"), ENABLE)
        found += [Button(say("Edit"), EDIT, about), Button(*change, about)]
    if record.view.active:
        found.append(Button(activities_words(activities), ACTIVITIES, about))
    if not record.may_manage:
        found.append(Button(say("All skills"), RUN_VERB, {"verb": "skills"}))
    elif undo_id is None:
        found.append(Button(say("Translations"), TRANSLATE, about))
    return found
