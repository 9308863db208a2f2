"""Competencies are created, edited, disabled and enabled (frameworks/competency, skills/create, skills/edit)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.events import Change
from core.frameworks.competency_checks import (
    check_idnumber,
    check_tier,
    checked_name,
    framework_in_use,
    own_scale,
    tidy_idnumber,
)
from core.frameworks.events import CompetencyChanged, CompetencyCreated
from core.frameworks.field_sets import fill_fields
from core.frameworks.hierarchy import set_parents
from core.frameworks.models import Competency, CompetencyState, Framework
from core.frameworks.revision import touch
from core.frameworks.rights import managed_competency
from core.frameworks.rules import ACTIVE, CompetencyCategory, folded
from core.frameworks.synonyms import add_synonyms, replace_synonyms
from core.frameworks.tags import add_tags, replace_tags
from core.history import begin, replace
from core.people import Actor, Capability, Where, require


class Keep(Enum):
    """Says that something stays as it is, where None would mean 'none'."""

    AS_IT_IS = "as it is"


KEEP = Keep.AS_IT_IS


@dataclass(frozen=True)
class CompetencyDetails:
    """What a competency is made of; without `framework_id` it goes into 'Company skills'.

    `synonyms` are in English, `translated_synonyms` by language. `scale_id` is a scale of its own, none for its
    framework's. `field_values` are by field id of the field set.
    """

    name: str
    category: CompetencyCategory = CompetencyCategory.SKILL
    description: str = ""
    idnumber: str | None = None
    framework_id: int | None = None
    access_tier: int | None = None
    status: str = ACTIVE
    synonyms: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    translated_synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    scale_id: int | None = None
    parent_ids: tuple[int, ...] = ()
    field_set_id: int | None = None
    field_values: Mapping[int, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CompetencyEdits:
    """What of a competency is to change; the rest stays. `synonyms` are all of them, by language."""

    name: str | Keep = KEEP
    description: str | Keep = KEEP
    idnumber: str | Keep | None = KEEP
    access_tier: int | Keep | None = KEEP
    synonyms: Mapping[str, Sequence[str]] | Keep = KEEP
    tags: Sequence[str] | Keep = KEEP
    parent_ids: Sequence[int] | Keep = KEEP
    field_set_id: int | Keep | None = KEEP
    field_values: Mapping[int, Any] = field(default_factory=dict)


def create_competency(session: WorkspaceSession, actor: Actor, details: CompetencyDetails) -> int:
    """Add a competency; its id. Raises Invalid without a name, Conflict when its id number is taken
    (skills/create, frameworks/idnumber)."""
    framework = framework_in_use(session, details.framework_id)
    skills_only = details.category == CompetencyCategory.SKILL
    where = Where(category_id=framework.category_id, skills_only=skills_only)
    require(session, actor, Capability.COMPETENCY_MANAGE, where)
    check_tier(session, actor, details.access_tier)
    row = _begun(session, actor, framework, details)
    add_synonyms(session, row.id, details.synonyms)
    for language, names in details.translated_synonyms.items():
        add_synonyms(session, row.id, names, language)
    add_tags(session, row.id, details.tags)
    if details.parent_ids:
        set_parents(session, actor, row.id, details.parent_ids)
    if details.field_set_id is not None:
        fill_fields(session, row.id, details.field_set_id, details.field_values)
    touch(session)
    changes = (Change("competency", row.id, None, row.name),)
    record(session, actor, CompetencyCreated(competency_id=row.id, changes=changes))
    return row.id


def edit_competency(
    session: WorkspaceSession, actor: Actor, competency_id: int, edits: CompetencyEdits
) -> tuple[str, ...]:
    """Change a competency everywhere at once; links and achievements stay (skills/edit). What changed, in words.

    Repeatable: what is so already changes nothing. Raises as `create_competency`, and NotFound above one's tier.
    """
    row = managed_competency(session, actor, competency_id)
    changes = [
        *_texts_changed(session, actor, row, edits),
        *_tier_changed(session, actor, competency_id, edits.access_tier),
        *_labels_changed(session, row, edits),
        *_fields_changed(session, competency_id, edits),
    ]
    if not isinstance(edits.parent_ids, Keep):
        before = set_parents(session, actor, competency_id, edits.parent_ids)
        moved = ("parents",) if set(before) != set(edits.parent_ids) else ()
    else:
        moved = ()
    if changes:
        session.flush()
        touch(session)
        record(session, actor, CompetencyChanged(competency_id=competency_id, changes=tuple(changes)))
    return (*(change.what for change in changes), *moved)


def rename_competency(session: WorkspaceSession, actor: Actor, competency_id: int, name: str) -> None:
    """Change a competency's name everywhere at once; links and achievements stay (skills/edit)."""
    edit_competency(session, actor, competency_id, CompetencyEdits(name=name))


def set_status(session: WorkspaceSession, actor: Actor, competency_id: int, status: str) -> None:
    """Make a competency active or disabled. The guard that asks for its links stands in the catalogue slice."""
    managed_competency(session, actor, competency_id)
    state = _state(session, competency_id)
    before = state.status
    if before == status:
        return
    replace(session, state, status=status)
    touch(session)
    changes = (Change("status", competency_id, before, status),)
    record(session, actor, CompetencyChanged(competency_id=competency_id, changes=changes))


def _begun(
    session: WorkspaceSession, actor: Actor, framework: Framework, details: CompetencyDetails
) -> Competency:
    """The competency's own row and its first state."""
    name, idnumber = checked_name(details.name), tidy_idnumber(details.idnumber)
    check_idnumber(session, actor, framework.id, idnumber)
    row = Competency(
        framework_id=framework.id,
        idnumber=idnumber,
        name=name,
        folded_name=folded(name),
        description=details.description.strip(),
        category=str(details.category),
        scale_id=own_scale(session, framework, details.category, details.scale_id),
        created_at=session.now,
    )
    session.add(row)
    session.flush()
    begin(
        session, CompetencyState(competency_id=row.id, status=details.status, access_tier=details.access_tier)
    )
    return row


def _texts_changed(
    session: WorkspaceSession, actor: Actor, row: Competency, edits: CompetencyEdits
) -> list[Change]:
    changes = []
    if not isinstance(edits.name, Keep) and (name := checked_name(edits.name)) != row.name:
        changes.append(Change("name", row.id, row.name, name))
        row.name, row.folded_name = name, folded(name)
    if not isinstance(edits.description, Keep) and (said := edits.description.strip()) != row.description:
        changes.append(Change("description", row.id, row.description, said))
        row.description = said
    if not isinstance(edits.idnumber, Keep) and (idnumber := tidy_idnumber(edits.idnumber)) != row.idnumber:
        check_idnumber(session, actor, row.framework_id, idnumber)
        changes.append(Change("id number", row.id, row.idnumber, idnumber))
        row.idnumber = idnumber
    return changes


def _tier_changed(
    session: WorkspaceSession, actor: Actor, competency_id: int, tier: int | Keep | None
) -> list[Change]:
    if isinstance(tier, Keep):
        return []
    check_tier(session, actor, tier)
    state = _state(session, competency_id)
    before = state.access_tier
    if before == tier:
        return []
    replace(session, state, access_tier=tier)
    return [Change("access tier", competency_id, before, tier)]


def _labels_changed(session: WorkspaceSession, row: Competency, edits: CompetencyEdits) -> list[Change]:
    found = []
    if not isinstance(edits.synonyms, Keep):
        found.append(("synonyms", replace_synonyms(session, row.id, row.name, edits.synonyms)))
    if not isinstance(edits.tags, Keep):
        found.append(("tags", replace_tags(session, row.id, edits.tags)))
    return [Change(what, row.id, *words) for what, words in found if words is not None]


def _fields_changed(session: WorkspaceSession, competency_id: int, edits: CompetencyEdits) -> list[Change]:
    if isinstance(edits.field_set_id, Keep):
        return []
    return [*fill_fields(session, competency_id, edits.field_set_id, edits.field_values)]


def _state(session: WorkspaceSession, competency_id: int) -> CompetencyState:
    return session.scalars(
        select(CompetencyState).where(
            CompetencyState.competency_id == competency_id, CompetencyState.in_force(session.now)
        )
    ).one()
