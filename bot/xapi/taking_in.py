"""Takes statements in: all of a delivery or none, each once, whatever they mean here, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from bot.xapi.meaning import (
    Completion,
    Statement,
    completion_in,
    digest_of,
    id_of,
    is_question,
    person_in,
    result_in,
    voided_in,
)
from bot.xapi.validation import check_statement
from core.activities import (
    XAPI,
    IncomingResult,
    NewCompletion,
    NewStatement,
    Outcome,
    Unknown,
    activities_meant,
    courses_meant,
    erased_references,
    keep_completions,
    keep_statements,
    keep_unmatched,
    people_meant,
    statement_on_file,
    take_in_results,
    void_statements,
)
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import Actor
from core.transaction import Engine
from core.words import say

VERSION = "1.0.3"


@dataclass(frozen=True)
class Source:
    """Who delivers: the workspace that the key opens, and what the key is called in a statement's authority."""

    workspace_id: int
    key: str


def prepared(given: Any, source: Source, version: str, now: datetime) -> list[dict[str, Any]]:
    """The statements of a delivery, checked, with what a store adds; raises Invalid saying which one is wrong."""
    several = given if isinstance(given, list) else [given]
    for place, each in enumerate(several, 1):
        check_statement(each, place if len(several) > 1 else None)
    found = [_completed(each, source, version, now) for each in several]
    ids = [id_of(each) for each in found]
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise Invalid(say("Statement {id} stands twice in this delivery.", id=twice))
    return found


def take_in(engine: Engine, source: Source, statements: Sequence[Statement]) -> None:
    """Keep prepared statements and let them take effect. The same ones again change nothing.

    Those about somebody who was erased are let pass without a trace (privacy/erase-stays). Raises Conflict for an id
    that is on file with another content, Invalid for a score or time that can't be.
    """
    with engine.transaction(source.workspace_id) as session:
        actor = Actor.engine(source.workspace_id)
        named = {each for one in statements if (each := person_in(one))}
        known = people_meant(session, named)
        erased = erased_references(session, named - known.keys())
        statements = [each for each in statements if person_in(each) not in erased]
        fresh = keep_statements(session, [_kept(each, known) for each in statements])
        news = [each for each in statements if id_of(each) in fresh]
        voiding = [(id_of(each), target) for each in news if (target := voided_in(each)) is not None]
        void_statements(session, actor, voiding)
        voided = {target for _, target in voiding}
        counting = [each for each in news if id_of(each) not in voided]
        _complete(session, actor, counting, known)
        _record(session, actor, counting)


def stored_statement(engine: Engine, source: Source, statement_id: str, *, voided: bool) -> bytes | None:
    """A statement as it is on file, as JSON; None when there is none."""
    with engine.reading(source.workspace_id) as session:
        return statement_on_file(session, statement_id.lower(), voided=voided)


def _completed(statement: Statement, source: Source, version: str, now: datetime) -> dict[str, Any]:
    at = now.isoformat().replace("+00:00", "Z")
    account = {"homePage": "urn:prowess", "name": source.key}
    return {
        "id": str(uuid4()),
        "timestamp": at,
        "version": version,
        **statement,
        "stored": at,
        "authority": {"objectType": "Agent", "account": account},
    }


def _kept(statement: Statement, known: dict[str, int]) -> NewStatement:
    person = person_in(statement)
    body = json.dumps(statement, default=_number, ensure_ascii=False).encode()
    person_id = known.get(person) if person else None
    return NewStatement(id_of(statement), digest_of(statement), body, person_id, voided_in(statement))


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


def _record(session: WorkspaceSession, actor: Actor, statements: Sequence[Statement]) -> None:
    """Results of activities. Questions of an activity, and what is no activity but a course, are none."""
    found = [(each, result) for each in statements if (result := result_in(each, session.now)) is not None]
    activities = activities_meant(session, {result.activity for _, result in found})
    courses = courses_meant(session, {result.activity for _, result in found} - activities.keys())
    results = [
        result
        for each, result in found
        if result.activity in activities or not (result.activity in courses or is_question(each))
    ]
    _refuse(results, take_in_results(session, actor, results, source=XAPI))


def _refuse(results: Sequence[IncomingResult], judged: Sequence[Any]) -> None:
    """A delivery with a result that can't be is refused whole."""
    for result, each in zip(results, judged, strict=True):
        if each.outcome == Outcome.REFUSED:
            raise Invalid(say("Statement {id}: {reason}", id=result.source_id, reason=each.reason))


def _complete(
    session: WorkspaceSession, actor: Actor, statements: Sequence[Statement], known: dict[str, int]
) -> None:
    """Courses completed, of people not known here yet once they are (courses/complete)."""
    found = [(each, done) for each in statements if (done := completion_in(each, session.now)) is not None]
    called = {done.called for _, done in found}
    courses = courses_meant(session, called - activities_meant(session, called).keys())
    ours = [(each, done) for each, done in found if done.called in courses]
    rows = [_new(done, courses, known, session.now) for _, done in ours if done.person in known]
    keep_completions(session, actor, rows, source=XAPI)
    unknown = [
        Unknown(id_of(each), done.person, done.called, None, done.at, course_id=courses[done.called])
        for each, done in ours
        if done.person not in known
    ]
    keep_unmatched(session, actor, unknown, source=XAPI)


def _new(done: Completion, courses: dict[str, int], known: dict[str, int], now: datetime) -> NewCompletion:
    return NewCompletion(courses[done.called], known[done.person], min(done.at, now))
