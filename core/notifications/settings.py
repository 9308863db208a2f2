"""Each person's own switches: which kinds of notice they get in chat (reminders/settings)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import NotFound
from core.events import Change
from core.notifications.events import NoticeSwitched
from core.people import Actor, people
from core.people.models import PersonSetting
from core.prepared import OURS, ids_of, run
from core.words import say


class NoticeKind(StrEnum):
    """A kind of notice that can be switched off; its value names the messages of that kind in the outbox."""

    EXPIRY = "expiry"
    TARGETS_SET = "targets_set"
    SKILL_ACQUIRED = "skill_acquired"
    STREAK_PROGRESS = "streak_progress"
    STREAK_UNREACHABLE = "streak_unreachable"
    COURSES = "courses"


OFF, ON = "off", "on"


@dataclass(frozen=True)
class NoticeSwitch:
    """A kind of notice and whether the person gets it."""

    kind: NoticeKind
    on: bool


def notice_switches(session: WorkspaceSession, person_id: int) -> list[NoticeSwitch]:
    """A person's switches; all are on until switched off."""
    query = select(PersonSetting.name).where(PersonSetting.person_id == person_id, PersonSetting.value == OFF)
    off = set(session.scalars(query))
    return [NoticeSwitch(kind, setting_name(kind) not in off) for kind in NoticeKind]


def is_muted(session: WorkspaceSession, person_id: int, message_kind: str) -> bool:
    """Whether the person switched off messages of this kind; kinds without a switch always come."""
    return person_id in muted_people(session, [person_id], message_kind)


def muted_people(session: WorkspaceSession, person_ids: Iterable[int], message_kind: str) -> set[int]:
    """Those of these people (up to 900) who switched off messages of this kind."""
    if message_kind not in set(NoticeKind):
        return set()
    found = run(session, _switched_off(), people=list(person_ids), name=setting_name(message_kind))
    return {row[0] for row in found}


@cache
def _switched_off() -> Any:
    columns = PersonSetting.__table__.c
    return select(columns.person_id).where(
        columns.workspace_id == OURS,
        columns.person_id.in_(ids_of("people")),
        columns.name == bindparam("name"),
        columns.value == OFF,
    )


def store_switch(session: WorkspaceSession, actor: Actor, person_id: int, kind: str, *, on: bool) -> None:
    """Keep one's own switch; anybody else's is not found, nor is an unknown kind."""
    if actor.person_id != person_id or person_id not in people(session, [person_id]):
        raise NotFound(say("Nothing was changed: these switches are somebody else's."))
    if kind not in set(NoticeKind):
        raise NotFound(say("There is no switch of that name. See /prowess settings."))
    name = setting_name(kind)
    query = select(PersonSetting).where(PersonSetting.person_id == person_id, PersonSetting.name == name)
    row = session.scalar(query)
    if row is None:
        row = PersonSetting(person_id=person_id, name=name, value=ON)
        session.add(row)
    before, row.value = row.value, ON if on else OFF
    change = Change(name, person_id, before, row.value, person_id=person_id)
    record(session, actor, NoticeSwitched(person_id=person_id, notice=kind, on=on, changes=(change,)))
    session.flush()


def setting_name(kind: str) -> str:
    """The name under which a kind's switch is kept."""
    return f"notice.{kind}"
