"""The skills dashboard: list, search, tags, activities; create, edit, disable, enable (skills/dashboard)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.blocks import skills as cards
from bot.blocks.skills import DO_ACTIVITIES, DO_DISABLE, DO_EDIT, DO_ENABLE, ROWS, Page
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Press, Verb
from bot.listeners import competency_fields, competency_languages, competency_lookups, competency_saving, proposals
from bot.listeners import competency_presses as one
from bot.listeners.competency_form import competency_form
from bot.product import Product
from core.catalogue import activity_counts, skill_totals
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.frameworks import CompetencyCategory, SearchEntry, folded, tag_cloud, tagged
from core.people import Actor, Capability, Where, allows
from core.words import say

SKILLS = Where(skills_only=True)


def register(conversations: Conversations) -> None:
    """Add the verb `skills`, its cards, the editors' part of App Home, and all that is done with one competency."""
    conversations.verb(
        Verb(
            "skills",
            say("All skills, and those you search for"),
            "skills [search] | new | edit | disable | enable NAME | tags | proposed",
            "/prowess skills fire",
            _skills,
            menu=45,
        )
    )
    conversations.press(cards.PAGE, _turn)
    conversations.press(cards.ROW, _act)
    conversations.press(cards.NEW, _new_pressed)
    conversations.press(cards.TAGS, _tags)
    conversations.press(cards.TAG, _tag)
    conversations.home_section(_home)
    for module in (one, competency_saving, competency_languages, competency_lookups, competency_fields, proposals):
        module.register(conversations)


# -- the verb ---------------------------------------------------------------------------------------------------


def _skills(call: Call) -> Answer:
    first, _, rest = call.words.strip().partition(" ")
    act = _ACTS.get(first.lower())
    if act is not None:
        return act(call, rest.strip())
    return Answer(card=_searched(call.product, call.asker, call.words.strip()))


def _new(call: Call, name: str) -> Answer:
    form = competency_form(call.product, call.asker, category=CompetencyCategory.SKILL, name=name)
    return Answer(form=form)


def _edit(call: Call, name: str) -> Answer:
    found = one.find_one(call.product, call.asker, name, "/prowess skills edit Fire safety")
    if isinstance(found, Card):
        return Answer(card=found)
    return Answer(form=competency_form(call.product, call.asker, competency_id=found))


def _disable(call: Call, name: str) -> Answer:
    return _switched(call, name, "disable", one.disable)


def _enable(call: Call, name: str) -> Answer:
    return _switched(call, name, "enable", one.enable)


def _switched(call: Call, name: str, word: str, switch: one.Switch) -> Answer:
    found = one.find_one(call.product, call.asker, name, f"/prowess skills {word} Fire safety")
    if isinstance(found, Card):
        return Answer(card=found)
    return Answer(card=one.switched_card(call.product, call.asker, found, switch))


def _by_tag(call: Call, name: str) -> Answer:
    """All tags, or what carries the one named (frameworks/tags)."""
    with call.product.reading(call.asker.workspace_id) as session:
        found = tag_cloud(session, call.asker.actor)
    tag = next((each.name for each in found if name and folded(each.name) == folded(name)), None)
    if tag is None:
        return Answer(card=cards.tags_card(found))
    return Answer(card=cards.dashboard_card(_page(call.product, call.asker, Page(tag=tag))))


_ACTS: dict[str, Callable[[Call, str], Answer]] = {
    "new": _new,
    "edit": _edit,
    "disable": _disable,
    "enable": _enable,
    "tags": _by_tag,
    "proposed": proposals.proposed,
}


# -- the list ---------------------------------------------------------------------------------------------------


def _searched(product: Product, asker: Asker, words: str) -> Card:
    page = _page(product, asker, Page(words=words))
    if page.total or not words:
        return cards.dashboard_card(page)
    return one.not_found(product, asker, words)


def _page(product: Product, asker: Asker, wanted: Page) -> Page:
    """The page filled: what there is of it, with the activities of its rows."""
    found = _listed(product, asker, wanted)
    start = wanted.start if wanted.start < len(found) else 0
    rows = found[start : start + ROWS]
    with product.reading(asker.workspace_id) as session:
        counts = activity_counts(session, [each.id for each in rows])
        manages = allows(session, asker.actor, Capability.COMPETENCY_MANAGE, SKILLS)
    return replace(wanted, start=start, total=len(found), rows=rows, counts=counts, manages=manages)


def _listed(product: Product, asker: Asker, wanted: Page) -> list[SearchEntry]:
    """All skills by name; with words whatever competency fits them; with a tag what carries it."""
    workspace_id, actor, locale = asker.workspace_id, asker.actor, asker.reader.locale
    if wanted.words:
        meant = product.skills.meant_like(workspace_id, wanted.words)
        return product.catalogue.find(workspace_id, actor, wanted.words, locale=locale, meant=meant)
    if not wanted.tag:
        return product.catalogue.all_for(workspace_id, actor, category=CompetencyCategory.SKILL, locale=locale)
    with product.reading(workspace_id) as session:
        carrying = set(tagged(session, actor, wanted.tag))
    return [each for each in product.catalogue.all_for(workspace_id, actor, locale=locale) if each.id in carrying]


def _of(press: Press) -> Page:
    """The page a button was pressed on."""
    said = press.payload
    return Page(words=str(said.get("words") or ""), tag=str(said.get("tag") or ""), start=int(said.get("start") or 0))


def _turn(press: Press) -> Answer:
    return Answer(card=cards.dashboard_card(_page(press.product, press.asker, _of(press))))


def _act(press: Press) -> Answer:
    """What was picked on a row: its activities, edit, disable or enable, or all about it."""
    competency_id, chosen = int(press.payload["competency"]), str(press.chosen)
    if chosen == DO_EDIT:
        return Answer(form=competency_form(press.product, press.asker, competency_id=competency_id))
    if chosen == DO_ACTIVITIES:
        return Answer(card=one.activities_of_card(press.product, press.asker, competency_id), replace=False)
    if chosen in (DO_DISABLE, DO_ENABLE):
        return _switch_row(press, competency_id, one.disable if chosen == DO_DISABLE else one.enable)
    return Answer(card=one.open_card(press.product, press.asker, competency_id), replace=False)


def _switch_row(press: Press, competency_id: int, switch: one.Switch) -> Answer:
    """Disable or enable where the list stands; what keeps it from that is told apart, to the presser alone."""
    try:
        with press.product.writing(press.asker.workspace_id) as session:
            note, undo_id = switch(session, press.asker, competency_id)
    except Conflict as error:
        return Answer(card=one.refused_card(competency_id, error), private=True)
    page = _page(press.product, press.asker, _of(press))
    return Answer(card=cards.dashboard_card(replace(page, note=note, undo_id=undo_id)))


def _new_pressed(press: Press) -> Answer:
    name = str(press.payload.get("name") or "")
    form = competency_form(press.product, press.asker, category=CompetencyCategory.SKILL, name=name)
    return Answer(form=form)


# -- tags and Home ----------------------------------------------------------------------------------------------


def _tags(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        found = tag_cloud(session, press.asker.actor)
    return Answer(card=cards.tags_card(found))


def _tag(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        found = tag_cloud(session, press.asker.actor)
    try:
        tag = found[int(str(press.chosen))].name
    except (ValueError, IndexError):
        raise Invalid(say("The tags changed meanwhile. Open them again.")) from None
    return Answer(card=cards.dashboard_card(_page(press.product, press.asker, Page(tag=tag))))


def _home(call: Call) -> Card | None:
    """The skills in App Home, for those who manage them."""
    with call.product.reading(call.asker.workspace_id) as session:
        if not _manages_skills(session, call.asker.actor):
            return None
        return cards.home_card(skill_totals(session, call.asker.actor))


def _manages_skills(session: WorkspaceSession, actor: Actor) -> bool:
    return allows(session, actor, Capability.COMPETENCY_MANAGE, SKILLS)
