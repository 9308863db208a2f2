"""`who SKILL [in PLACE] [on DATE]`: who knows it, on the card of the asker; names alone are shared (find/experts)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.blocks.gap_words import is_plain
from bot.blocks.who import EVERYWHERE, FORM, MORE, SHARE, WhoView, shared_card, who_card, who_form
from bot.cards import Actions, Button, Card, Text
from bot.conversation import Answer, Call, Conversations, Press, Request, Submission, Verb
from bot.desk import RUN_VERB
from bot.on_day import reading_on, with_day
from bot.partly_named import SeveralNamed, partly_named, which_one
from bot.qualification_filters import read_groups
from bot.reading import read_skills
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.find import Place, Question, experts, may_share, names_to_share
from core.frameworks import competencies, scale_of
from core.people import Actor, group_views
from core.words import say

USAGE, EXAMPLE = "who SKILL [in PLACE] [on DATE]", "/prowess who Welding in Oslo"
MOST_OFFERED = 3
_KNOWS = re.compile(r"^(?:(?:else\s+)?(?:knows?|has|have|holds?|can|speaks?|is|with)(?:\s+(?:a|an|the))?\s+)", re.I)


@dataclass(frozen=True)
class Asked:
    """A question as buttons carry it: the competency, a value's id, groups, the day."""

    skill: int
    value: int | None = None
    groups: tuple[int, ...] = ()
    day: date | None = None

    def packed(self) -> dict[str, Any]:
        """As a button's payload."""
        said = {"s": self.skill, "v": self.value, "g": list(self.groups), "d": self.day and self.day.isoformat()}
        return {name: value for name, value in said.items() if value not in (None, [])}


def register(conversations: Conversations) -> None:
    """Add the verb, its form, the pages, the share, and the way to look everywhere."""
    about = say("Who knows a skill, here or there, now or on a day")
    conversations.verb(Verb("who", about, USAGE, EXAMPLE, _who, menu=14))
    conversations.submission(FORM, _chosen)
    conversations.press(MORE, _more)
    conversations.press(EVERYWHERE, _everywhere)
    conversations.press(SHARE, _share)


def _who(call: Call) -> Answer:
    if not call.words.strip(" ?"):
        return Answer(form=who_form(EXAMPLE))
    return with_day(call, _asked)


def _asked(call: Call, words: str, day: date | None) -> Answer:
    words = _KNOWS.sub("", words)
    on = f" on {day.isoformat()}" if day is not None else ""
    try:
        with call.product.reading(call.asker.workspace_id) as session:
            asked = _read(session, call.asker.actor, words)
    except SeveralNamed as several:
        return Answer(card=which_one(call.verb, f"{words}{on}", several))
    if isinstance(asked, str):
        return _unknown(call, asked, words, on)
    return Answer(card=_card(call, replace(asked, day=day)))


def _read(session: WorkspaceSession, actor: Actor, words: str) -> Asked | str:
    """The skill, its value and the places named; the words that should name a skill where they don't."""
    if (found := _skill(session, actor, words, partly=False)) is not None:
        return found
    if " in " in f" {words} " and (found := _skill(session, actor, words)) is not None:
        return found
    choice, rest = read_groups(session, words)
    groups = tuple(each for _, ids in choice.groups for each in ids)
    rest = " ".join(rest.split()).strip(" ,;")
    found = _skill(session, actor, rest) if rest else None
    return replace(found, groups=groups) if found is not None else rest


def _skill(session: WorkspaceSession, actor: Actor, words: str, *, partly: bool = True) -> Asked | None:
    """One competency by its name, with a value ('German B2'); else by the part of its name that was typed."""
    named = read_skills(session, actor, words)
    if len(named.found) == 1 and not named.unknown:
        ((skill, value),) = named.found.items()
        return Asked(skill, value)
    if len(named.found) > 1 and not named.unknown:
        raise SeveralNamed(words, list(competencies(session, named.found).values()))
    near = partly_named(session, actor, words) if partly else []
    if len(near) > 1:
        raise SeveralNamed(words, near[:5])
    return Asked(near[0].id) if near else None


def _unknown(call: Call, unknown: str, words: str, on: str) -> Answer:
    """Nothing of that name: what is spelled or meant like it."""
    if not unknown:
        raise Invalid(say("Which skill? Example: {example}", example=EXAMPLE), field="skill")
    asker = call.asker
    like = call.product.skills.look_alikes(asker.workspace_id, asker.actor, unknown)[:MOST_OFFERED]
    with call.product.reading(asker.workspace_id) as session:
        found = competencies(session, [each for each, _ in like])
    if not found:
        raise NotFound(say("I don't find '{words}'. Example: {example}", words=unknown, example=EXAMPLE), field="skill")
    said = say("I don't find '{words}'. Is it one of these?", words=unknown)
    names = [found[each].name for each, _ in like if each in found]
    again = {name: {"verb": call.verb, "words": words.replace(unknown, name) + on} for name in names}
    buttons = [Button(name[:75], RUN_VERB, payload) for name, payload in again.items()]
    return Answer(card=Card(said, (Text(said), Actions(buttons))))


def _chosen(form: Submission) -> Answer:
    if not form.values.get("skill"):
        raise Invalid(say("Which skill? Example: {example}", example=EXAMPLE), field="skill")
    day = form.values.get("day")
    asked = Asked(
        int(form.values["skill"]),
        groups=tuple(int(each) for each in form.values.get("groups") or ()),
        day=day if isinstance(day, date) else None,
    )
    return Answer(card=_card(form, asked))


def _more(press: Press) -> Answer:
    part, person_id = press.payload["at"]
    after, start = Place(int(part), int(person_id)), int(press.payload["start"])
    return Answer(card=_card(press, _unpacked(press.payload), after=after, start=start))


def _everywhere(press: Press) -> Answer:
    return Answer(card=_card(press, _unpacked(press.payload)))


def _share(press: Press) -> Answer:
    """Post names alone where it was asked, A to Z; what may not be told there is not shared (privacy/channel-safe)."""
    asked = _unpacked(press.payload)
    with reading_on(press, asked.day) as session:
        question = _question(session, asked)
        view = _view(press, session, asked)
        names = names_to_share(session, question)
    if names is None or not view.found.lines:
        raise Invalid(say("Not shared: not everybody there may know who has it. Nothing was posted."))
    return Answer(card=who_card(replace(view, shared=True)), share=shared_card(view, *names))


def _card(request: Request, asked: Asked, *, after: Place | None = None, start: int = 0) -> Card:
    with reading_on(request, asked.day) as session:
        return who_card(_view(request, session, asked, after=after, start=start))


def _view(
    request: Request, session: WorkspaceSession, asked: Asked, *, after: Place | None = None, start: int = 0
) -> WhoView:
    asker, question = request.asker, _question(session, asked)
    scale = scale_of(session, asked.skill)
    value = scale.value(asked.value)
    shares = not request.place.private and may_share(session, question)
    today = day_in(asker.person.time_zone, session.present.now)
    return WhoView(
        experts(session, asker.actor, question, after=after),
        asked.packed(),
        places=[each.name for each in group_views(session.present, ids=asked.groups or [0])],
        value=value.name if value is not None else None,
        day=asked.day if asked.day != today else None,
        over=asked.day is not None and asked.day < today,
        start=start,
        plain=is_plain(scale),
        shares=shares,
    )


def _question(session: WorkspaceSession, asked: Asked) -> Question:
    value = scale_of(session, asked.skill).value(asked.value)
    return Question(asked.skill, asked.groups, value.position if value is not None else None)


def _unpacked(payload: Mapping[str, Any]) -> Asked:
    value, day = payload.get("v"), payload.get("d")
    return Asked(
        int(payload["s"]),
        int(value) if value is not None else None,
        tuple(int(each) for each in payload.get("g", ())),
        date.fromisoformat(str(day)) if day else None,
    )
