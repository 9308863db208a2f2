"""The form that creates or edits a competency (frameworks/competency, skills/create, skills/edit)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.blocks.competency_forms import (
    NONE,
    CompetencyChoices,
    CompetencyEntries,
    Option,
    alike_intro,
    form_of,
)
from bot.cards import Form, Words
from bot.conversation import Asker
from bot.listeners.competency_entries import base_language, entries_on_file
from bot.product import Product
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import (
    CompetencyCategory,
    CompetencyView,
    FieldSetView,
    FrameworkView,
    all_scales,
    competency_record,
    depth_of,
    field_set,
    field_sets,
    framework_view,
    framework_views,
)
from core.people import Actor, Capability, Where, allows, require
from core.words import say

NO_FRAMEWORK = say("I don't find that framework.")
NEW_TITLES: Mapping[str, Words] = {
    CompetencyCategory.SKILL: say("New skill"),
    CompetencyCategory.LANGUAGE: say("New language"),
    CompetencyCategory.CERTIFICATION: say("New certification"),
    CompetencyCategory.EDUCATION: say("New education"),
    CompetencyCategory.EXPERIENCE: say("New experience"),
}
EDIT_TITLES: Mapping[str, Words] = {
    CompetencyCategory.SKILL: say("Edit skill"),
    CompetencyCategory.LANGUAGE: say("Edit language"),
    CompetencyCategory.CERTIFICATION: say("Edit certification"),
    CompetencyCategory.EDUCATION: say("Edit education"),
    CompetencyCategory.EXPERIENCE: say("Edit experience"),
}


def competency_form(
    product: Product,
    asker: Asker,
    *,
    framework_id: int | None = None,
    parent_id: int | None = None,
    competency_id: int | None = None,
    category: str | CompetencyCategory | None = None,
    name: str = "",
    synonyms: str = "",
) -> Form:
    """The form for a new competency (in a framework, under a parent, of a category, where given), or to edit one.

    Its submission creates or edits and answers with the competency's card. Raises Refused without the right.
    """
    with product.reading(asker.workspace_id) as session:
        if competency_id is not None:
            return edit_form(session, asker.actor, competency_id)
        return new_form(
            session,
            asker.actor,
            framework_id=framework_id,
            parent_id=parent_id,
            category=category,
            name=name,
            synonyms=synonyms,
        )


def edit_form(session: WorkspaceSession, actor: Actor, competency_id: int) -> Form:
    """The form with what is on file about a competency."""
    record = competency_record(session, actor, competency_id)
    if not record.may_manage:
        require(session, actor, Capability.COMPETENCY_MANAGE)
    entries = entries_on_file(record, base_language(session))
    payload = {"competency": competency_id, "category": record.view.category}
    return shown_form(session, actor, entries, payload, shown=record.field_set)


def new_form(
    session: WorkspaceSession,
    actor: Actor,
    *,
    framework_id: int | None,
    parent_id: int | None,
    category: str | None,
    name: str,
    synonyms: str = "",
) -> Form:
    """The form for a new competency; a parent brings its framework."""
    parents: list[Option] = []
    depth = 1
    if parent_id is not None:
        parent = competency_record(session, actor, parent_id)
        framework_id, parents = parent.framework_id, [(parent.view.name, str(parent_id))]
        category, depth = category or parent.view.category, depth_of(session, parent_id) + 1
    entries = CompetencyEntries(
        name=name, category=str(category or CompetencyCategory.SKILL), parents=parents, synonyms=synonyms
    )
    payload: dict[str, Any] = {"category": entries.category}
    if framework_id is not None:
        payload["framework"] = framework_id
        framework = framework_view(session, actor, framework_id)
        payload |= {"depth": framework.depth_name(depth)} if framework is not None else {}
    return shown_form(session, actor, entries, payload)


def shown_form(
    session: WorkspaceSession,
    actor: Actor,
    entries: CompetencyEntries,
    payload: dict[str, Any],
    *,
    shown: FieldSetView | None = None,
    alike: Sequence[CompetencyView] = (),
) -> Form:
    """The form with these entries, the fields of the shown set, and what is to be decided about look-alikes."""
    choices = CompetencyChoices(
        scales=all_scales(session), field_sets=field_sets(session), shown=shown, alike=alike
    )
    if "competency" in payload:
        title = EDIT_TITLES[entries.category]
    else:
        places = creatable(session, actor, payload.get("framework"))
        choices = replace(choices, categories=_categories(places), frameworks=_offered(places, payload))
        title = _new_title(entries, payload)
    carried = {**payload, "set": int(shown.id if shown else 0)}
    return form_of(
        entries, choices, carried, title=title, intro=alike_intro(entries.name, alike) if alike else ()
    )


def _new_title(entries: CompetencyEntries, payload: Mapping[str, Any]) -> Words:
    """What is added at a depth is called as the button said ('Add indicator'), else by its category."""
    if depth := payload.get("depth"):
        return say("New {depth}", depth=str(depth).lower())
    return NEW_TITLES[entries.category]


def shown_set(session: WorkspaceSession, payload: Any) -> FieldSetView | None:
    """The field set whose fields a form shows; None where it went meanwhile."""
    if not (set_id := int(payload.get("set") or NONE)):
        return None
    try:
        return field_set(session, set_id)
    except NotFound:
        return None


Places = Sequence[tuple[FrameworkView, bool]]
"""Frameworks somebody may add competencies to, and whether skills only."""


def creatable(session: WorkspaceSession, actor: Actor, framework_id: int | None = None) -> Places:
    """The frameworks in use the actor may add to, 'Company skills' first; raises Refused when there is none."""
    ids = [framework_id] if framework_id is not None else None
    listed = [each for each in framework_views(session, actor, ids=ids) if not each.disabled]
    rights = {each.category_id: _right(session, actor, each.category_id) for each in listed}
    found = [(each, rights[each.category_id] == "skills") for each in listed if rights[each.category_id]]
    if not found:
        require(session, actor, Capability.COMPETENCY_MANAGE)
        raise NotFound(NO_FRAMEWORK)
    return sorted(found, key=lambda each: not each[0].built_in)


def _right(session: WorkspaceSession, actor: Actor, category_id: int | None) -> str:
    for name, skills_only in (("all", False), ("skills", True)):
        if allows(
            session, actor, Capability.COMPETENCY_MANAGE, Where(category_id=category_id, skills_only=skills_only)
        ):
            return name
    return ""


def _categories(places: Places) -> list[str]:
    """The categories a new competency can have: skill alone for those who manage skills only."""
    if all(skills_only for _, skills_only in places):
        return [CompetencyCategory.SKILL]
    return list(CompetencyCategory)


def _offered(places: Places, payload: dict[str, Any]) -> list[Option]:
    return [] if "framework" in payload else [(each.name, str(each.id)) for each, _ in places]
