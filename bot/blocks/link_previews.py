"""A change of links before it applies: who gains, who would fall, whose streak gets out of reach (paths/preview)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.path_words import PathNames, some
from bot.blocks.paths import effect_words
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words
from core.catalogue import LinkEffect
from core.words import Sentence, say, say_count

CANCEL = "links.cancel"
MOST_SHOWN = 10


@dataclass(frozen=True)
class EffectView:
    """An effect with what to call its competency and the people in it; `seen` are those one may read details of."""

    name: Words
    effect: LinkEffect
    people: PathNames
    seen: PathNames


def link_preview_card(place: Words, effects: Sequence[EffectView], action: str, draft_id: int) -> Card:
    """'Not applied yet: Fire course', a line for each competency that concerns somebody, [Apply] [Cancel]."""
    head = say("Not applied yet: {place}", place=place)
    parts: list[Part] = [Header(head), *(Text(_effect_line(each)) for each in effects[:MOST_SHOWN])]
    if not effects:
        parts.append(Text(say("Nobody gains or falls by it.")))
    if len(effects) > MOST_SHOWN:
        parts.append(Context(say("1 to {n} of {all} competencies.", n=MOST_SHOWN, all=len(effects))))
    parts.append(Context(say("Applying can't be undone: what people gain stays. The outcomes can be changed back.")))
    payload = {"draft": draft_id}
    apply = Button(say("Apply"), action, payload, style="primary")
    parts.append(Actions((apply, Button(say("Cancel"), CANCEL, payload))))
    first = _effect_line(effects[0]) if effects else say("Nobody gains or falls by it.")
    return Card(say("{head}. {effect}", head=head, effect=first), tuple(parts))


def _effect_line(view: EffectView) -> Sentence:
    found = view.effect.preview
    if not (found.gains or found.falls):
        return say("*{name}*: {streaks}", name=view.name, streaks=_unreachable_words(view))
    if not view.effect.unreachable:
        return say("*{name}*: {effect}", name=view.name, effect=effect_words(found, view.people))
    return say(
        "*{name}*: {effect} {streaks}",
        name=view.name, effect=effect_words(found, view.people), streaks=_unreachable_words(view),
    )


def _unreachable_words(view: EffectView) -> Sentence:
    """'2 could no longer complete its streak: Anna and Omar.'"""
    ids = view.effect.unreachable
    named = [view.seen.competencies[each] for each in ids if each in view.seen.competencies]
    who = say(": {names}", names=some(named, of=len(ids))) if named else say("")
    return say_count(
        "{n} could no longer complete its streak{who}.", "{n} could no longer complete its streak{who}.", len(ids),
        who=who,
    )
