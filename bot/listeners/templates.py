"""The verb `template`: plan templates, what is on them, whom they are given to, their reports (plans/template)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.blocks import templates as cards
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Press, Verb
from bot.listeners import template_files, template_giving, template_making, template_reports, template_syncing
from bot.listeners.template_finding import find_template, seen_template
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import Capability, holds_anywhere
from core.plans import competencies_of, templates
from core.words import say

USAGE = (
    "template [NAME] | new NAME: SKILL, … [by DATE] | add | remove | due | give NAME to @person… | sync NAME with GROUP"
    " | coverage | statistics | export"
)
EXAMPLE = "/prowess template"


def register(conversations: Conversations) -> None:
    """Add the verb, the list, a template's card and menu, and what belongs to templates."""
    about = say("Plan templates: lists of competencies to give to people and groups")
    also = (Capability.PLAN_MANAGE, Capability.REPORT_COVERAGE, Capability.REPORT_STATISTICS)
    conversations.verb(
        Verb("template", about, USAGE, EXAMPLE, _template, Capability.TEMPLATE_MANAGE, also=also, menu=37)
    )
    conversations.press(cards.LIST, _list_pressed)
    conversations.press(cards.OPEN, _open)
    conversations.press(cards.DO, _do)
    for module in (template_making, template_giving, template_syncing, template_reports):
        module.register(conversations)


SUBCOMMANDS: dict[str, Callable[[Call], Answer]] = {
    "new": template_making.new,
    "add": template_making.add_named,
    "remove": template_making.remove_named,
    "due": template_making.due_named,
    "rename": template_making.rename_named,
    "delete": template_making.delete_named,
    "give": template_giving.give_named,
    "sync": template_syncing.sync_named,
    "unsync": template_syncing.unsync_named,
    "coverage": template_reports.coverage_named,
    "statistics": template_reports.statistics_named,
    "export": template_files.export_named,
}


def _template(call: Call) -> Answer:
    first, _, rest = call.words.strip().partition(" ")
    if (handler := SUBCOMMANDS.get(first.lower())) is not None:
        return handler(replace(call, words=rest.strip()))
    with call.product.reading(call.asker.workspace_id) as session:
        if not first or first.lower() == "list":
            return Answer(card=_list(session, call.asker, 0), where="chat")
        found = find_template(session, call.words)
        if isinstance(found, Card):
            return Answer(card=found)
        return Answer(card=cards.template_card(seen_template(session, call.asker, found.id)), where="chat")


def _list_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=_list(session, press.asker, int(press.payload.get("from") or 0)))


def _list(session: WorkspaceSession, asker: Asker, start: int) -> Card:
    every = templates(session)
    there = competencies_of(session, [each.id for each in every])
    rows = [cards.TemplateRow(each, len(there[each.id])) for each in every]
    return cards.list_card(rows, start, may_make=holds_anywhere(session, asker.actor, Capability.TEMPLATE_MANAGE))


def _open(press: Press) -> Answer:
    start = int(press.payload.get("from") or 0)
    with press.product.reading(press.asker.workspace_id) as session:
        seen = seen_template(session, press.asker, int(press.payload["template"]))
        return Answer(card=cards.template_card(seen, start), replace="from" in press.payload)


_MENU: Mapping[str, Callable[[Press, int], Answer]] = {
    "statistics": template_reports.open_statistics,
    "coverage": template_reports.open_coverage,
    "add": template_making.open_add,
    "take_off": template_making.open_take_off,
    "edit": template_making.open_edit,
    "sync": template_syncing.open_sync,
    "export": template_files.open_export,
    "remove": template_making.open_remove,
}


def _do(press: Press) -> Answer:
    """What was chosen from a template's menu."""
    chosen = _MENU.get(str(press.chosen))
    if chosen is None:
        raise Invalid(say("Choose from the list."))
    return chosen(press, int(press.payload["template"]))
