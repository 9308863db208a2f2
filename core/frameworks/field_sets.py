"""Field sets: made and edited by those who manage the catalogue, filled in for competencies (frameworks/field-sets)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.frameworks.events import FieldSetChanged
from core.frameworks.field_rules import FieldKind, FieldView, NewField, check_fields, kept_value
from core.frameworks.field_set_models import CustomField, FieldSet, FieldSetUse, FieldValue
from core.frameworks.rules import folded
from core.people import Actor, Capability, require
from core.words import say, say_count

NO_FIELD_SET = say("I don't find that field set.")


@dataclass(frozen=True)
class FieldSetView:
    """A field set with its fields in order, and how many competencies carry it."""

    id: int
    name: str
    fields: tuple[FieldView, ...]
    used_by: int = 0


def field_sets(session: WorkspaceSession) -> list[FieldSetView]:
    """All field sets, A to Z, with three queries."""
    rows = session.execute(select(FieldSet.id, FieldSet.name).order_by(sa.func.lower(FieldSet.name))).all()
    fields = _fields(session, [row.id for row in rows])
    counted = select(FieldSetUse.field_set_id, sa.func.count()).group_by(FieldSetUse.field_set_id)
    used = {row[0]: row[1] for row in session.execute(counted)}
    return [FieldSetView(row.id, row.name, fields[row.id], used.get(row.id, 0)) for row in rows]


def field_set(session: WorkspaceSession, field_set_id: int) -> FieldSetView:
    """One field set; raises NotFound."""
    found = next((each for each in field_sets(session) if each.id == field_set_id), None)
    if found is None:
        raise NotFound(NO_FIELD_SET)
    return found


def fields_of(session: WorkspaceSession, competency_id: int) -> tuple[FieldSetView | None, dict[int, str]]:
    """The field set a competency carries, and its kept values by field id."""
    set_id = session.scalar(select(FieldSetUse.field_set_id).where(FieldSetUse.competency_id == competency_id))
    if set_id is None:
        return None, {}
    query = select(FieldValue.field_id, FieldValue.value).where(FieldValue.competency_id == competency_id)
    return field_set(session, set_id), {row[0]: row[1] for row in session.execute(query)}


def save_field_set(
    session: WorkspaceSession,
    actor: Actor,
    name: str,
    fields: Sequence[NewField],
    *,
    field_set_id: int | None = None,
) -> int:
    """Make a field set, or make one that exists this; its id.

    Fields are known by name, so values stay with theirs. Raises Conflict for a name that is taken, and when a field
    that competencies have values in would go or become of another kind, or an option of theirs would go.
    """
    require(session, actor, Capability.TYPE_MANAGE)
    clean = " ".join(name.split())
    if not folded(clean):
        raise Invalid(say("A field set needs a name. Example: Safety details."), field="name")
    check_fields(fields)
    row = _row(session, field_set_id, clean)
    before = row.name if field_set_id is not None else None
    row.name, row.folded_name = clean, folded(clean)
    session.flush()
    _replace_fields(session, row.id, fields)
    record(session, actor, FieldSetChanged(field_set_id=row.id, changes=(Change("field set", row.id, before, clean),)))
    return row.id


def fill_fields(
    session: WorkspaceSession, competency_id: int, field_set_id: int | None, values: Mapping[int, Any]
) -> tuple[Change, ...]:
    """Give a competency a field set and values (by field id); what changed. A wrong value is refused naming its field.

    Fields that `values` leaves out stay as they are; another set, or none, takes the old one's values with it.
    """
    carried, before = fields_of(session, competency_id)
    fresh = carried if carried and carried.id == field_set_id else None
    if fresh is None:
        fresh = field_set(session, field_set_id) if field_set_id is not None else None
        _carry(session, competency_id, fresh)
        before = {}
    after = _kept(fresh, before, values)
    changes = [
        Change(each.name, competency_id, before.get(each.id) or None, after.get(each.id) or None)
        for each in (fresh.fields if fresh else ())
        if before.get(each.id, "") != after.get(each.id, "")
    ]
    if (carried.id if carried else None) != field_set_id:
        names = carried.name if carried else None, fresh.name if fresh else None
        changes.insert(0, Change("field set", competency_id, *names))
    if changes:
        _write(session, competency_id, after)
    return tuple(changes)


def _kept(fresh: FieldSetView | None, before: Mapping[int, str], values: Mapping[int, Any]) -> dict[int, str]:
    known = {each.id: each for each in fresh.fields} if fresh else {}
    return {**before, **{each: kept_value(known[each], said) for each, said in values.items() if each in known}}


def _carry(session: WorkspaceSession, competency_id: int, fresh: FieldSetView | None) -> None:
    """Let go of the set carried until now, and carry this one."""
    for model in (FieldValue, FieldSetUse):
        _drop(session, model, model.competency_id == competency_id)
    if fresh is not None:
        session.add(FieldSetUse(competency_id=competency_id, field_set_id=fresh.id))


def _write(session: WorkspaceSession, competency_id: int, values: Mapping[int, str]) -> None:
    _drop(session, FieldValue, FieldValue.competency_id == competency_id)
    rows = [
        {"competency_id": competency_id, "field_id": field_id, "value": value}
        for field_id, value in values.items()
        if value
    ]
    insert_rows(session, FieldValue, rows)


def _drop(session: WorkspaceSession, model: Any, condition: sa.ColumnElement[bool]) -> None:
    session.execute(sa.delete(model).where(condition).execution_options(synchronize_session=False))


def _row(session: WorkspaceSession, field_set_id: int | None, name: str) -> FieldSet:
    same = session.scalar(select(FieldSet).where(FieldSet.folded_name == folded(name)))
    if same is not None and same.id != field_set_id:
        raise Conflict(say("There is a field set {name} already.", name=same.name), field="name")
    if field_set_id is None:
        row = FieldSet(name=name, folded_name=folded(name), created_at=session.now)
        session.add(row)
        return row
    known = session.scalar(select(FieldSet).where(FieldSet.id == field_set_id))
    if known is None:
        raise NotFound(NO_FIELD_SET)
    return known


def _replace_fields(session: WorkspaceSession, field_set_id: int, wanted: Sequence[NewField]) -> None:
    rows = {
        row.folded_name: row
        for row in session.scalars(select(CustomField).where(CustomField.field_set_id == field_set_id))
    }
    described = {folded(each.name): each for each in wanted}
    _check_values_stay(session, rows.values(), described)
    for key, row in rows.items():
        if key not in described:
            session.delete(row)
    for position, (key, each) in enumerate(described.items()):
        row = rows.get(key) or CustomField(field_set_id=field_set_id, folded_name=key)
        row.position, row.name, row.kind, row.options = position, each.name, str(each.kind), list(each.options)
        session.add(row)
    session.flush()


def _check_values_stay(
    session: WorkspaceSession, rows: Iterable[CustomField], described: Mapping[str, NewField]
) -> None:
    """What competencies say in a field is not lost by editing its set."""
    used = _values_in(session, [row.id for row in rows])
    for row in rows:
        held, wanted = used.get(row.id, {}), described.get(row.folded_name)
        if wanted is None or wanted.kind != row.kind:
            kept = sum(held.values())
        else:
            stays = {folded(option) for option in wanted.options}
            choice = wanted.kind == FieldKind.CHOICE
            kept = sum(count for value, count in held.items() if choice and folded(value) not in stays)
        if kept:
            raise Conflict(
                say_count(
                    "{n} competency has a value in {field} that would be lost. Empty it first.",
                    "{n} competencies have a value in {field} that would be lost. Empty them first.",
                    kept,
                    field=row.name,
                ),
                field="fields",
            )


def _values_in(session: WorkspaceSession, field_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    query = (
        select(FieldValue.field_id, FieldValue.value, sa.func.count())
        .where(FieldValue.field_id.in_(field_ids))
        .group_by(FieldValue.field_id, FieldValue.value)
    )
    found: dict[int, dict[str, int]] = {}
    for field_id, value, count in session.execute(query):
        found.setdefault(field_id, {})[value] = count
    return found


def _fields(session: WorkspaceSession, set_ids: Sequence[int]) -> dict[int, tuple[FieldView, ...]]:
    query = (
        select(CustomField)
        .where(CustomField.field_set_id.in_(set_ids))
        .order_by(CustomField.field_set_id, CustomField.position)
    )
    found: dict[int, list[FieldView]] = {each: [] for each in set_ids}
    for row in session.scalars(query):
        found[row.field_set_id].append(FieldView(row.id, row.name, FieldKind(row.kind), tuple(row.options)))
    return {set_id: tuple(views) for set_id, views in found.items()}
