"""Results as other systems and files name them: each is judged on its own and says what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.activities.queries.naming import activities_meant, modules_meant, people_meant
from core.activities.queries.on_file import Filed, results_on_file
from core.activities.rules import kept_score
from core.activities.service.contexts import require_on_activity
from core.activities.service.correcting import Correction, correct_results
from core.activities.service.results import NewResult, check_result, insert_results
from core.activities.service.unmatched import Unknown, erased_references, forget_unmatched, keep_unmatched
from core.db import WorkspaceSession
from core.errors import Invalid, Refused
from core.people import SITE, Actor, Capability, require
from core.words import Percent, Sentence, say


@dataclass(frozen=True)
class IncomingResult:
    """A result as a source names it: the person by a reference (`by_email` …), the activity by id number or address.

    `score` is a fraction 0 to 1, `happened_at` in UTC; `modules` are what the source says it was done in.
    """

    source_id: str
    person: str
    activity: str
    score: Decimal
    happened_at: datetime
    modules: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What became of an incoming result; a kept one counts once its person and activity are known."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True)
class Judged:
    """What becomes of one incoming result, and where it is refused or kept, why: the sentence and its field."""

    outcome: Outcome
    reason: Sentence | None = None
    field: str | None = None
    result: NewResult | None = None


def take_in_results(
    session: WorkspaceSession, actor: Actor, incoming: Sequence[IncomingResult], *, source: str, quiet: bool = False
) -> list[Judged]:
    """Take in what can be taken, row by row in the order given; the same ones again change nothing.

    A result that is on file with another score or time is corrected. One of an unknown person or activity is kept
    until they are known (activities/unmatched). `quiet` is for a history at set-up, of which nobody is told.
    """
    judged = judge_results(session, actor, incoming, source=source)
    fresh = [each.result for each in judged if each.outcome == Outcome.CREATED and each.result]
    changed = [each.result for each in judged if each.outcome == Outcome.UPDATED and each.result]
    unknown = [
        Unknown(given.source_id, given.person, given.activity, given.score, given.happened_at, each.result)
        for given, each in zip(incoming, judged, strict=True)
        if each.outcome == Outcome.KEPT
    ]
    forget_unmatched(session, source, [each.source_id for each in fresh])
    insert_results(session, actor, fresh, source=source, quiet=quiet)
    correct_results(session, actor, [Correction(e.source_id, e.score, e.happened_at) for e in changed], source=source)
    keep_unmatched(session, actor, unknown, source=source)
    return judged


def judge_results(
    session: WorkspaceSession, actor: Actor, incoming: Sequence[IncomingResult], *, source: str
) -> list[Judged]:
    """What would become of each, without changing anything; a few queries however many."""
    judging = _Judging(session, actor, incoming, source)
    return [judging.judge(each) for each in incoming]


UNKNOWN = 0
"""Stands for a person or activity that is not known yet in a result that is kept."""


class _Judging:
    """What is known of everything that these results name."""

    def __init__(
        self, session: WorkspaceSession, actor: Actor, incoming: Sequence[IncomingResult], source: str
    ) -> None:
        self.session, self.actor = session, actor
        self.people = people_meant(session, {each.person for each in incoming})
        self.erased = erased_references(session, {each.person for each in incoming} - self.people.keys())
        self.activities = activities_meant(session, {each.activity for each in incoming})
        self.modules = modules_meant(session, {name for each in incoming for name in each.modules})
        self.filed = results_on_file(session, source, [each.source_id for each in incoming])
        self.seen: dict[str, IncomingResult] = {}
        self.refusals: dict[int, Sentence | None] = {}

    def judge(self, given: IncomingResult) -> Judged:
        """What becomes of one."""
        before = self.seen.setdefault(given.source_id, given)
        if before is not given:
            return _again(given, before)
        try:
            check_result(self.session, given.score, given.happened_at)
        except Invalid as error:
            return Judged(Outcome.REFUSED, error.sentence, error.field)
        result = self._result(given)
        if (reason := self._refusal(result.activity_id)) is not None:
            return Judged(Outcome.REFUSED, reason, "activity")
        if (filed := self.filed.get(given.source_id)) is not None:
            return _against(filed, result)
        return self._fresh(given, result)

    def _fresh(self, given: IncomingResult, result: NewResult) -> Judged:
        if result.person_id == UNKNOWN and given.person in self.erased:
            return Judged(Outcome.REFUSED, say("This person was erased. An admin can admit them again."), "person")
        if result.person_id == UNKNOWN:
            return Judged(Outcome.KEPT, say("Kept: nobody here is known by this name yet."), "person", result)
        if result.activity_id == UNKNOWN:
            return Judged(Outcome.KEPT, say("Kept: this activity isn't known here yet."), "activity", result)
        return Judged(Outcome.CREATED, result=result)

    def _result(self, given: IncomingResult) -> NewResult:
        module = next((self.modules[each] for each in given.modules if each in self.modules), None)
        person_id = self.people.get(given.person, UNKNOWN)
        activity_id = self.activities.get(given.activity, UNKNOWN)
        at = min(given.happened_at, self.session.now)
        return NewResult(person_id, activity_id, kept_score(given.score), at, given.source_id, module)

    def _refusal(self, activity_id: int) -> Sentence | None:
        """Why the actor may not record results of the activity; of an unknown one only who may of all."""
        if activity_id not in self.refusals:
            self.refusals[activity_id] = self._asked(activity_id)
        return self.refusals[activity_id]

    def _asked(self, activity_id: int) -> Sentence | None:
        try:
            if activity_id == UNKNOWN:
                require(self.session, self.actor, Capability.ACTIVITY_MANAGE, SITE)
            else:
                require_on_activity(self.session, self.actor, Capability.ACTIVITY_MANAGE, activity_id)
        except Refused as error:
            return error.sentence
        return None


def _again(given: IncomingResult, before: IncomingResult) -> Judged:
    if replace(given, source_id=before.source_id) == before:
        return Judged(Outcome.UNCHANGED)
    return Judged(Outcome.REFUSED, say("{id} stands here twice, with other words.", id=given.source_id), "result_id")


def _against(filed: Filed, result: NewResult) -> Judged:
    """A result that is on file already: the same, corrected, or somebody else's."""
    if filed.voided:
        return Judged(Outcome.REFUSED, say("{id} was taken back by its source.", id=result.source_id), "result_id")
    if filed.unmatched:
        known = UNKNOWN not in (result.person_id, result.activity_id)
        same = (filed.score, filed.happened_at) == (result.score, result.happened_at)
        if known:
            return Judged(Outcome.CREATED, result=result)
        return Judged(Outcome.UNCHANGED if same else Outcome.KEPT, result=result)
    if (filed.person_id, filed.activity_id) != (result.person_id, result.activity_id):
        return Judged(
            Outcome.REFUSED,
            say("{id} is on file for another person or activity.", id=result.source_id),
            "result_id",
        )
    if (filed.score, filed.happened_at) == (result.score, result.happened_at):
        return Judged(Outcome.UNCHANGED, result=result)
    was = say("It is on file with {score}, {at}.", score=Percent(filed.score or Decimal(0)), at=filed.happened_at)
    return Judged(Outcome.UPDATED, was, "score", result)
