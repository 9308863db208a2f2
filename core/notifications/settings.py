"""Each person's own switches: which kinds of notice they get, in chat and by e-mail (reminders/settings)."""

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
    DUE = "due"
    DIGEST = "digest"
    TARGETS_SET = "targets_set"
    SKILL_ACQUIRED = "skill_acquired"
    QUALIFICATION_REGISTERED = "qualification_registered"
    QUALIFICATION_SAID = "qualification_said"
    QUALIFICATION_MISSING = "qualification_missing"
    RATING_GIVEN = "rating_given"
    NO_LONGER_MEETS = "no_longer_meets"
    COVERAGE = "coverage"
    STREAK_PROGRESS = "streak_progress"
    STREAK_UNREACHABLE = "streak_unreachable"
    COURSES = "courses"
    PLANS = "plans"
    COMPETENCY_PROPOSED = "competency_proposed"
    SUGGESTIONS = "suggestions"
    REFITTED = "refitted"
    FEEDBACK = "feedback"


class Medium(StrEnum):
    """How a notice reaches somebody: in the private chat (on unless switched off), by e-mail (off unless on)."""

    CHAT = "chat"
    MAIL = "mail"


OFF, ON = "off", "on"
_KINDS = frozenset(NoticeKind)
_PREFIXES = {Medium.CHAT: "notice", Medium.MAIL: "mail"}
_USUALLY_ON = {Medium.CHAT: True, Medium.MAIL: False}


@dataclass(frozen=True)
class NoticeSwitch:
    """A kind of notice, whether the person gets it in chat, and whether by e-mail."""

    kind: NoticeKind
    on: bool
    mail: bool = False


def notice_switches(session: WorkspaceSession, person_id: int) -> list[NoticeSwitch]:
    """A person's switches; in chat all are on until switched off, by e-mail off until switched on."""
    query = select(PersonSetting.name, PersonSetting.value).where(PersonSetting.person_id == person_id)
    said = dict(session.execute(query).all())
    return [
        NoticeSwitch(
            kind, said.get(setting_name(kind)) != OFF, said.get(setting_name(kind, Medium.MAIL)) == ON
        )
        for kind in NoticeKind
    ]


def is_muted(session: WorkspaceSession, person_id: int, message_kind: str) -> bool:
    """Whether messages of this kind reach the person neither in chat nor by e-mail; without a switch they always do."""
    return person_id in muted_people(session, [person_id], message_kind)


def muted_people(session: WorkspaceSession, person_ids: Iterable[int], message_kind: str) -> set[int]:
    """Those of these people (up to 900) whom messages of this kind reach in no way."""
    if message_kind not in _KINDS:
        return set()
    deaf = _switched(session, person_ids, message_kind, Medium.CHAT, OFF)
    return deaf - _switched(session, deaf, message_kind, Medium.MAIL, ON) if deaf else deaf


def wants(session: WorkspaceSession, person_id: int, message_kind: str, medium: Medium) -> bool:
    """Whether somebody gets messages of this kind that way; those without a switch come in chat alone."""
    usually = _USUALLY_ON[medium]
    if message_kind not in _KINDS:
        return usually
    turned = OFF if usually else ON
    return usually != (person_id in _switched(session, [person_id], message_kind, medium, turned))


def in_chat_alone(session: WorkspaceSession, person_ids: Iterable[int], message_kind: str) -> set[int]:
    """Those of these people (up to 900) who get messages of this kind in chat and have no copy of them by e-mail."""
    asked = set(person_ids)
    if message_kind not in _KINDS:
        return asked
    deaf = _switched(session, asked, message_kind, Medium.CHAT, OFF)
    return asked - deaf - _switched(session, asked, message_kind, Medium.MAIL, ON)


def _switched(
    session: WorkspaceSession, person_ids: Iterable[int], kind: str, medium: Medium, value: str
) -> set[int]:
    found = run(session, _switches(), people=list(person_ids), name=setting_name(kind, medium), value=value)
    return {row[0] for row in found}


@cache
def _switches() -> Any:
    columns = PersonSetting.__table__.c
    return select(columns.person_id).where(
        columns.workspace_id == OURS,
        columns.person_id.in_(ids_of("people")),
        columns.name == bindparam("name"),
        columns.value == bindparam("value"),
    )


def store_switch(
    session: WorkspaceSession, actor: Actor, person_id: int, kind: str, *, on: bool, medium: Medium = Medium.CHAT
) -> None:
    """Keep one's own switch; anybody else's is not found, nor is an unknown kind."""
    if actor.person_id != person_id or person_id not in people(session, [person_id]):
        raise NotFound(say("Nothing was changed: these switches are somebody else's."))
    if kind not in _KINDS:
        raise NotFound(say("There is no switch of that name. See /prowess settings."))
    name = setting_name(kind, medium)
    query = select(PersonSetting).where(PersonSetting.person_id == person_id, PersonSetting.name == name)
    row = session.scalar(query)
    if row is None:
        row = PersonSetting(person_id=person_id, name=name, value=ON if _USUALLY_ON[medium] else OFF)
        session.add(row)
    before, row.value = row.value, ON if on else OFF
    change = Change(name, person_id, before, row.value, person_id=person_id)
    record(session, actor, NoticeSwitched(person_id=person_id, notice=kind, on=on, changes=(change,)))
    session.flush()


def setting_name(kind: str, medium: Medium = Medium.CHAT) -> str:
    """The name under which a kind's switch is kept."""
    return f"{_PREFIXES[medium]}.{kind}"
