"""Cards that ask before something goes or moves, and those that say why it stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.blocks.competencies import DISABLE as DISABLE_COMPETENCY
from bot.blocks.framework_words import DELETE, DELETE_COMPETENCY, DISABLE, MIGRATE, OPEN, PLACE, listed
from bot.cards import Actions, Button, Card, Context, Element, Header, Part, Text, Words
from core.catalogue import LinkToMove, Migration, Stays
from core.frameworks import FrameworkView, stays_words
from core.words import Sentence, say, say_count

MOST_LISTED = 10

_REASONS = {
    Stays.NO_MATCH: "no competency of its id number there",
    Stays.DISABLED: "disabled there",
    Stays.OTHER_CATEGORY: "of another category there",
    Stays.OUT_OF_SCOPE: "not available in that category",
}


def delete_competency_card(name: str, competency_id: int) -> Card:
    """Asks before a competency is deleted."""
    said = say("Delete {name}? Nothing ever referred to it. This can't be undone.", name=name)
    about = {"competency": competency_id}
    return Card(said, (Text(said), Actions((Button(say("Delete"), DELETE_COMPETENCY, about, "danger"),
                                            Button(say("Keep"), PLACE, about)))))


def kept_card(name: str, counts: Mapping[str, int], competency_id: int, *, active: bool) -> Card:
    """Why a competency is not deleted, with disabling instead (frameworks/delete)."""
    said = stays_words(name, counts)
    about = {"competency": competency_id}
    buttons: list[Element] = [Button(say("Disable"), DISABLE_COMPETENCY, about)] if active else []
    return Card(said, (Text(said), Actions((*buttons, Button(say("Keep"), PLACE, about)))))


def delete_framework_card(view: FrameworkView) -> Card:
    """Asks before a framework is deleted."""
    said = say_count(
        "Delete {name} with its {n} competency? Nothing ever referred to it. This can't be undone.",
        "Delete {name} with its {n} competencies? Nothing ever referred to them. This can't be undone.",
        view.competencies, name=view.name,
    )
    about = {"framework": view.id}
    return Card(said, (Text(said), Actions((Button(say("Delete"), DELETE, about, "danger"),
                                            Button(say("Keep"), OPEN, about)))))


def kept_framework_card(view: FrameworkView, counts: Mapping[str, int]) -> Card:
    """Why a framework is not deleted, with disabling instead (frameworks/delete)."""
    said = stays_words(view.name, counts)
    about = {"framework": view.id}
    buttons: list[Element] = [] if view.disabled else [Button(say("Disable"), DISABLE, about)]
    return Card(said, (Text(said), Actions((*buttons, Button(say("Keep"), OPEN, about)))))


def migration_card(plan: Migration, from_id: int, to_id: int) -> Card:
    """What moving links would do; nothing is moved yet (frameworks/migrate)."""
    head = say("From {source} to {target}: {moved}, {left}.", source=plan.source, target=plan.target,
               moved=_moving(len(plan.moved)), left=_staying(len(plan.left)))
    parts: list[Part] = [Header(say("Nothing is moved yet")), Text(head), *_left(plan.left)]
    buttons: list[Element] = [Button(say("Cancel"), OPEN, {"framework": from_id})]
    if plan.moved:
        label = say_count("Move {n} link", "Move {n} links", len(plan.moved))
        buttons.insert(0, Button(label, MIGRATE, {"framework": from_id, "target": to_id}, "primary"))
        parts.append(Context(say("There is no undo for this; moving them back from {target} is the way.",
                                 target=plan.target)))
    return Card(head, (*parts, Actions(buttons)))


def migrated_card(plan: Migration, by: str, at: Words, from_id: int) -> Card:
    """What was moved, and what stays."""
    head = say("✓ {moved} by {by}, {at}; {left}.", moved=_moved(len(plan.moved)), by=by, at=at,
               left=_staying(len(plan.left)))
    return Card(head, (Text(head), *_left(plan.left), Actions((Button(say("Tree"), OPEN, {"framework": from_id}),))))


def _moving(count: int) -> Sentence:
    return say_count("{n} link moves", "{n} links move", count)


def _moved(count: int) -> Sentence:
    return say_count("{n} link moved", "{n} links moved", count)


def _staying(count: int) -> Sentence:
    return say_count("{n} stays", "{n} stay", count)


def _left(links: Sequence[LinkToMove]) -> list[Text]:
    """The links that stay, by reason, each with the first few names."""
    found = []
    for reason in Stays:
        names: list[Words] = [say("{competency} on {place}", competency=each.competency, place=each.place)
                              for each in links if each.stays == reason]
        if not names:
            continue
        shown = names[:MOST_LISTED]
        if len(names) > MOST_LISTED:
            shown.append(say_count("and {n} more", "and {n} more", len(names) - MOST_LISTED))
        found.append(Text(say("Stays, {reason}: {links}.", reason=say(_REASONS[reason]), links=listed(shown))))
    return found
