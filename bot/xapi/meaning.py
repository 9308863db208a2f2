"""What a statement means here: a result, a completed course, the voiding of another one, or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.xapi.validation import instant
from core.activities import IncomingResult, by_account, by_checksum, by_email

SCORING = frozenset({"scored", "passed", "failed", "completed", "answered"})
"""Verbs whose score is a result, by the end of their address."""

COMPLETING = frozenset({"completed", "passed"})
"""Verbs by which a course is completed."""

VOIDED = "voided"

Statement = Mapping[str, Any]


@dataclass(frozen=True)
class Completion:
    """Somebody completed what may be a course."""

    person: str
    called: str
    at: datetime


def id_of(statement: Statement) -> str:
    """A statement's id, in lower case."""
    return str(statement["id"]).lower()


def person_in(statement: Statement) -> str | None:
    """Whom the statement is about, as a reference; None where it is no single person."""
    actor = statement["actor"]
    if actor.get("objectType") == "Group":
        return None
    if "mbox" in actor:
        return by_email(actor["mbox"])
    if "mbox_sha1sum" in actor:
        return by_checksum(actor["mbox_sha1sum"])
    account = actor.get("account") or {"homePage": actor.get("openid", ""), "name": ""}
    return by_account(account["homePage"], account["name"])


def voided_in(statement: Statement) -> str | None:
    """The id of the statement that this one voids, if it does."""
    return str(statement["object"]["id"]).lower() if _verb(statement) == VOIDED else None


def result_in(statement: Statement, now: datetime) -> IncomingResult | None:
    """The result that a statement reports: a person's score on an activity, scaled, else raw between min and max."""
    person, score = person_in(statement), _score(statement)
    if person is None or score is None or _verb(statement) not in SCORING or not _is_activity(statement):
        return None
    return IncomingResult(
        id_of(statement), person, statement["object"]["id"], score, _at(statement, now), tuple(_within(statement))
    )


def completion_in(statement: Statement, now: datetime) -> Completion | None:
    """What a statement says was completed, be it a course or not."""
    person = person_in(statement)
    result = statement.get("result", {})
    done = _verb(statement) in COMPLETING and result.get("completion", True) and result.get("success", True)
    if person is None or not done or not _is_activity(statement):
        return None
    return Completion(person, statement["object"]["id"], _at(statement, now))


def is_question(statement: Statement) -> bool:
    """Whether it is about a single question of an activity, which is no activity here."""
    definition = statement["object"].get("definition", {})
    return bool(_verb(statement) == "answered" or "interactionType" in definition)


def digest_of(statement: Statement) -> str:
    """A hash of all of a statement that may not change once it was sent."""
    text = json.dumps(_immutable(statement), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


_ADDED = frozenset({"id", "stored", "authority", "version", "attachments", "display", "definition"})
"""What a store adds, what may differ in language, and what is not kept."""


def _immutable(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _immutable(part) for name, part in value.items() if name not in _ADDED}
        case list():
            return [_immutable(part) for part in value]
        case bool():
            return value
        case int() | Decimal():
            return str(Decimal(value).normalize())
    return value


def _verb(statement: Statement) -> str:
    return str(statement["verb"]["id"]).rstrip("/").rpartition("/")[2].rpartition("#")[2].lower()


def _is_activity(statement: Statement) -> bool:
    return bool(statement["object"].get("objectType", "Activity") == "Activity")


def _score(statement: Statement) -> Decimal | None:
    """The score as a fraction; below 0 where the source says so, which is refused further on."""
    score = statement.get("result", {}).get("score", {})
    if "scaled" in score:
        return Decimal(score["scaled"])
    if "raw" in score and "max" in score:
        return _share(Decimal(score["raw"]), Decimal(score.get("min", 0)), Decimal(score["max"]))
    return None


def _share(raw: Decimal, least: Decimal, most: Decimal) -> Decimal | None:
    """Where a raw score lies between the least and the most; None for numbers beyond all measure."""
    try:
        return (raw - least) / (most - least) if most > least else None
    except ArithmeticError:
        return None


def _at(statement: Statement, now: datetime) -> datetime:
    return instant(statement["timestamp"]) if "timestamp" in statement else now


def _within(statement: Statement) -> Iterator[str]:
    """What it says it was done in: nearest first; of these the first known module counts."""
    around = statement.get("context", {}).get("contextActivities", {})
    for kind in ("parent", "grouping", "category", "other"):
        found = around.get(kind, [])
        yield from (each["id"] for each in (found if isinstance(found, list) else [found]))
