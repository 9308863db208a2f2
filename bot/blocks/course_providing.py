"""The card of what provides a competency."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.activities import SHOW_ACTIVITY, START
from bot.blocks.course_words import OUTCOME_WORDS, PAGE, page_words, paging
from bot.blocks.courses import JOIN, OPEN, PROVIDES
from bot.cards import Actions, Button, Card, Context, Header, Part, Text
from core.activities import Provider
from core.frameworks import CompetencyView
from core.words import Sentence, say, say_count


def provide_button(competency_id: int) -> Button:
    """Opens what provides a competency: for any card about one (courses/catalogue)."""
    return Button(say("Show"), PROVIDES, {"competency": competency_id})


def providers_card(competency: CompetencyView, found: Sequence[Provider], start: int, own: frozenset[int]) -> Card:
    """The courses and activities that can provide a competency, each with its outcome; `own` are courses one is on."""
    head = _head(competency, found)
    shown = found[start : start + PAGE]
    parts: list[Part] = [Header(competency.name), Text(head)]
    parts += [Text(_words(each), _button(each, own)) for each in shown]
    payload = {"competency": competency.id}
    if len(found) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(found))))
    if buttons := paging(PROVIDES, payload, start, len(found)):
        parts.append(Actions(buttons))
    return Card(head, parts)


def _head(competency: CompetencyView, found: Sequence[Provider]) -> Sentence:
    if not found:
        return say("Nothing in the catalogue provides {name} yet.", name=competency.name)
    courses = sum(1 for each in found if each.kind == "course")
    return say(
        "{courses} and {activities} can provide it.",
        courses=say_count("{n} course", "{n} courses", courses),
        activities=say_count("{n} activity", "{n} activities", len(found) - courses),
    )


def _words(each: Provider) -> Sentence:
    kind = say("course") if each.kind == "course" else say("activity")
    return say("*{name}* ({kind}): {outcome}", name=each.name, kind=kind, outcome=OUTCOME_WORDS[each.outcome])


def _button(each: Provider, own: frozenset[int]) -> Button:
    if each.kind == "course":
        if each.open and each.id not in own:
            return Button(say("Enrol"), JOIN, {"course": each.id})
        return Button(say("Open"), OPEN, {"course": each.id})
    if each.quiz:
        return Button(say("Start"), START, {"activity": each.id})
    return Button(say("Open"), SHOW_ACTIVITY, {"activity": each.id})
