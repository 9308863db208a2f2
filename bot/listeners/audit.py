"""The audit trail in chat, for site admins: by person, kind and day; its chain checked; in a file (privacy/audit)."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.blocks.audit import CHECK, CHECKING, FILE, OLDER, WRITING, audit_card, audit_file_card, check_card
from bot.cards import line
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Press, Verb
from bot.reading import read_people
from core.audit import Wanted, chain_head
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid
from core.oversight import audit_page, check_audit, note_checked, note_taken_out, require_oversight, write_audit
from core.people import Capability
from core.words import Sentence, say
from tagging.dates import read_date

EXAMPLE = "/prowess audit @anna since 1 November"
CHECK_JOB, FILE_JOB = "audit.checking", "audit.writing"
IN_MEMORY = 10_000_000
_DATED = re.compile(r"\b(on|since|from|until|to)\s+(.+?)(?=\s+(?:on|since|from|until|to)\s|$)", re.IGNORECASE)
_KIND = re.compile(r"[a-z_]+(?:\.[a-z_]+)?")


def register(conversations: Conversations) -> None:
    """Add the verb, its buttons and the slow parts."""
    about = say("Who changed what, when; check and take out the record")
    usage = "audit [@person] [KIND] [on, since or until DATE] | check | file"
    conversations.verb(Verb("audit", about, usage, EXAMPLE, _audit, Capability.SITE_MANAGE, menu=95, always=True))
    conversations.press(OLDER, _older, always=True)
    conversations.press(CHECK, lambda press: _later(press, CHECK_JOB, CHECKING), always=True)
    conversations.press(FILE, lambda press: _later(press, FILE_JOB, WRITING), always=True)
    conversations.job(CHECK_JOB, _check, always=True)
    conversations.job(FILE_JOB, _write, always=True)


def _audit(call: Call) -> Answer:
    words = call.words.strip()
    with call.product.reading(call.asker.workspace_id) as session:
        require_oversight(session, call.asker.actor)
        if words.lower() in ("check", "file"):
            job, shown = (CHECK_JOB, CHECKING) if words.lower() == "check" else (FILE_JOB, WRITING)
            return Answer(card=line(shown), later=Later(job), where="chat")
        payload = _asked(session, call.asker, words)
        card = audit_card(audit_page(session, call.asker.actor, _wanted(payload)), payload)
    return Answer(card=card, where="chat")


def _older(press: Press) -> Answer:
    payload = {name: value for name, value in press.payload.items() if name != "b"}
    with press.product.reading(press.asker.workspace_id) as session:
        page = audit_page(session, press.asker.actor, _wanted(payload), before=int(press.payload["b"]))
    return Answer(card=audit_card(page, payload))


def _later(press: Press, job: str, shown: Sentence) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require_oversight(session, press.asker.actor)
    return Answer(card=line(shown), later=Later(job, dict(press.payload)), replace=False)


def _check(job: Job) -> Answer:
    with job.product.reading(job.asker.workspace_id) as session:
        found = check_audit(session, job.asker.actor)
    with job.product.writing(job.asker.workspace_id) as session:
        note_checked(session, job.asker.actor, found)
    return Answer(card=check_card(found), where="chat")


def _write(job: Job) -> Answer:
    wanted = _wanted(job.payload)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        with job.product.reading(job.asker.workspace_id) as session:
            facts = write_audit(session, job.asker.actor, wanted, "csv", file)
            length, head = chain_head(session)
        file.seek(0)
        content = file.read()
    with job.product.writing(job.asker.workspace_id) as session:
        note_taken_out(session, job.asker.actor, "csv", facts, wanted)
    return Answer(card=audit_file_card("audit.csv", content, facts, f"{length}:{head}"), where="chat")


def _asked(session: WorkspaceSession, asker: Asker, words: str) -> dict[str, Any]:
    """What the words ask for, as short values a button can carry."""
    payload: dict[str, Any] = {}
    for match in _DATED.finditer(words):
        payload |= _dated(session, asker, match[1].lower(), match[2])
    rest = _DATED.sub(" ", words).strip()
    if rest:
        named = read_people(session, rest)
        if len(named.ids) > 1 or named.team:
            raise Invalid(say("Name one person. Example: {example}", example=EXAMPLE))
        payload |= {"p": named.ids[0]} if named.ids else {}
        payload |= _kind(named.rest)
    return payload


def _kind(words: str) -> dict[str, str]:
    kind = words.strip().lower().replace(" ", ".", 1).replace(" ", "_")
    if not kind:
        return {}
    if not _KIND.fullmatch(kind):
        raise Invalid(say("I don't find '{words}'. Example: {example}", words=words, example=EXAMPLE))
    return {"k": kind}


def _dated(session: WorkspaceSession, asker: Asker, how: str, words: str) -> dict[str, str]:
    today = day_in(asker.person.time_zone, session.now)
    read = read_date(words, kind="issued", today=today, locale=asker.person.locale)
    if read.value is None:
        raise Invalid(say("Which day is '{words}'? Write it as 3 May 2026. Example: {example}", words=words,
                          example=EXAMPLE))
    since, until = _midnight(asker, read.value), _midnight(asker, read.value + timedelta(days=1))
    if how == "on":
        return {"s": since, "u": until}
    return {"s": since} if how in ("since", "from") else {"u": until}


def _midnight(asker: Asker, day: date) -> str:
    return datetime.combine(day, time(), ZoneInfo(asker.person.time_zone)).isoformat()


def _wanted(payload: Mapping[str, Any]) -> Wanted:
    since, until = (datetime.fromisoformat(payload[name]) if name in payload else None for name in ("s", "u"))
    return Wanted(payload.get("p"), payload.get("k"), since, until)
