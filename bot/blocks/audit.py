"""Cards of the audit trail: who did what to whom, when, from what to what; and whether its chain holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from bot.cards import Actions, Attachment, Button, Card, Context, Header, Part, Text, Words, line
from core.audit import ChainCheck, TrailChange, TrailEntry
from core.oversight import COMPETENCY, OF_A_COMPETENCY, RATING, AuditPage
from core.words import Sentence, say, say_count

OLDER, CHECK, FILE = "audit.older", "audit.check", "audit.file"
MOST_CHANGES = 3
LONGEST_VALUE = 60

CHECKING, WRITING = say("Reading the whole chain …"), say("Writing the file …")
ACTORS = {"operator": say("the operator"), "engine": say("Prowess itself")}


def audit_card(page: AuditPage, payload: Mapping[str, Any]) -> Card:
    """A page of entries, the newest first; `payload` says what was asked for."""
    title = say("Audit trail")
    if not page.entries:
        return Card(title, (Header(title), Text(say("Nothing is on record for that.")), _buttons(page, payload)))
    rows: list[Part] = [Text(_entry(each, page)) for each in page.entries]
    note = Context(say("Times are yours. Every change is kept with the hash of all before it."))
    return Card(title, (Header(title), *rows, _buttons(page, payload), note))


def _buttons(page: AuditPage, payload: Mapping[str, Any]) -> Actions:
    found = [Button(say("Check the chain"), CHECK), Button(say("File"), FILE, dict(payload))]
    if page.more:
        before = {**payload, "b": page.entries[-1].position}
        found.insert(0, Button(say("Show older"), OLDER, before, "primary"))
    return Actions(tuple(found))


def _entry(entry: TrailEntry, page: AuditPage) -> Sentence:
    kind = entry.kind.replace(".", " ").replace("_", " ")
    head = say("*{at}* · {kind} · {by}", at=entry.at, kind=kind, by=_by(entry, page.names))
    changes = [_change(each, page) for each in entry.changes[:MOST_CHANGES]]
    if len(entry.changes) > MOST_CHANGES:
        changes.append(say_count("and {n} change more", "and {n} changes more", len(entry.changes) - MOST_CHANGES))
    for each in changes:
        head = say("{before}\n{change}", before=head, change=each)
    return head


def _by(entry: TrailEntry, names: Mapping[int, str]) -> Sentence:
    if entry.actor_id is not None:
        return say("{name}", name=names.get(entry.actor_id, "?"))
    return ACTORS.get(entry.actor_kind, say("somebody erased"))


def _change(change: TrailChange, page: AuditPage) -> Sentence:
    if not change.readable:
        return say("of somebody erased; what it was can't be read any more")
    before, after = (_value(_named(change, each, page)) for each in (change.before, change.after))
    said = say("{what}: {before} → {after}", what=change.what.replace("_", " "), before=before, after=after)
    competency = page.competencies.get(change.subject or 0) if change.what in OF_A_COMPETENCY else None
    if competency:
        said = say("{competency}, {said}", competency=competency, said=said)
    person = page.names.get(change.person_id or 0)
    return say("{person}, {said}", person=person, said=said) if person else said


def _named(change: TrailChange, value: Any, page: AuditPage) -> Any:
    """What an id stands for, where the catalogue still knows it."""
    known = {RATING: page.values, COMPETENCY: page.competencies}.get(change.what, {})
    return known.get(value, value) if isinstance(value, int) else value


def _value(value: Any) -> Words | datetime | date:
    """As people read it: dates as dates, long texts shortened."""
    if value is None:
        return say("none")
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False)
    for read in (date.fromisoformat, datetime.fromisoformat):
        with suppress(ValueError):
            return read(value)
    return value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"


def check_card(found: ChainCheck) -> Card:
    """Whether the chain holds, with the head that is worth keeping elsewhere."""
    if found.broken_at is not None:
        said = say(
            "✕ The chain breaks at fact {place} of {length}: from there on something was changed, removed or put in. "
            "Compare with a backup.", place=found.broken_at, length=found.length,
        )  # fmt: skip
        return line(said)
    said = say("✓ The chain holds: {facts}.", facts=say_count("{n} fact", "{n} facts", found.length))
    head = say("Head: {head}. Keep it elsewhere; with it a later check finds even a chain written anew.",
               head=f"{found.length}:{found.head}")
    return Card(said, (Text(said), Context(head)))


def audit_file_card(name: str, content: bytes, facts: int, head: str) -> Card:
    """The file, handed out in the private chat."""
    said = say("{name}: {facts}.", name=name, facts=say_count("{n} fact", "{n} facts", facts))
    notes: Sequence[Part] = (Context(say("Head of the chain: {head}", head=head)),)
    return Card(said, (Text(said), *notes, Attachment(name, content)))
