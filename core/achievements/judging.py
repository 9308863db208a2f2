"""Rating somebody: by hand, in a course, by a review. It replaces the rating at once, or is kept beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.achievements.acquiring import acquire
from core.achievements.ahead import Way, remember, standing_on, way_from
from core.achievements.earned import Earned
from core.achievements.evaluating import evaluate
from core.achievements.events import RatingGiven, RatingInError
from core.achievements.paths.kinds import CriterionKind, PathOutcome, Rater, RuleSet
from core.achievements.paths.stored import scales_by_rules
from core.achievements.policies import Policy
from core.achievements.queries import Pair
from core.achievements.raters import GRADER, given_as, is_self, refuse_rating
from core.achievements.rating_rows import Row, replace_ratings, standing_rows
from core.achievements.ratings import hold_people, ratings_changed, record_all
from core.achievements.rules import HUMAN_CAUSES
from core.achievements.taking_back import take_back, take_back_standing
from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.evidence import NewJudgement, add_judgement, correct_source, judgement, withdraw_judgement
from core.frameworks import ScaleValueView, ScaleView
from core.people import Actor, Capability, Where, over, require
from core.words import say


class RatingKind(StrEnum):
    """How somebody came to rate: by hand, grading in a course, deciding a review, or from elsewhere."""

    MANUAL = "manual"
    GRADING = "grading"
    REVIEW = "review"
    IMPORT = "import"


ALSO_CALLED = {"course_grading": RatingKind.GRADING}


@dataclass(frozen=True)
class GivenRating:
    """What came of a judgement: whether it set the rating; `because` says why not, where it is kept beside it.

    `because` is self_declared (no path takes a self rating), standing (a rating by somebody else stands), first (the
    first one stands here) or waits (other criteria of its path are open).
    """

    judgement_id: int
    set_rating: bool
    because: str | None = None
    before: ScaleValueView | None = None


@dataclass(frozen=True)
class _Judging:
    """Everything a judgement is decided by; `taken` says whether who gives it may set the value."""

    way: Way
    scale: ScaleView
    value: ScaleValueView | None
    kind: RatingKind
    given_as: str
    taken: bool = True

    @property
    def rule(self) -> RuleSet:
        """The competency's own rules."""
        return self.way.rules[self.way.competency_id]


def give_rating(
    session: WorkspaceSession,
    actor: Actor,
    *,
    person_id: int,
    competency_id: int,
    scale_value_id: int | None,
    kind: str = RatingKind.MANUAL,
    note: str = "",
    course_id: int | None = None,
) -> GivenRating:
    """Rate a person in a competency; None as value takes the rating away (rating/manual).

    By hand (`manual`): who a manual criterion names for the value, else holders of competency.grade; one's own rating
    that no path takes is kept as self-declared evidence (evidence/self-declared). `grading` needs the right to grade in
    `course_id`, `review` competency.grade. It is evidence in any case. Raises Refused otherwise, Invalid for a value of
    another scale.
    """
    wanted = ALSO_CALLED.get(kind) or RatingKind(kind)
    hold_people(session, [person_id])
    judging = _judged(session, actor, person_id, competency_id, scale_value_id, wanted, course_id)
    new = NewJudgement(
        person_id, competency_id, scale_value_id, str(wanted), judging.given_as, session.now, note.strip(), course_id
    )
    judgement_id = add_judgement(session, actor, new)
    given = _settled(session, actor, judging, new, judgement_id)
    change = Change(
        "judgement", competency_id, None, judging.value.name if judging.value else None, person_id=person_id
    )
    fact = RatingGiven(
        judgement_id=judgement_id,
        person_id=person_id,
        competency_id=competency_id,
        rating_kind=str(wanted),
        set_rating=given.set_rating,
        changes=(change,),
    )
    record(session, actor, fact)
    return given


def undo_rating(session: WorkspaceSession, actor: Actor, judgement_id: int) -> None:
    """Take back a rating one just gave: it counts as never having been (chat/undo).

    Raises NotFound for anybody else's, Conflict when another rating took its place since.
    """
    given = judgement(session, judgement_id)
    if given is None or not (actor.trusted or given.given_by_id == actor.person_id):
        raise NotFound(say("That rating is not on file."))
    hold_people(session, [given.person_id])
    pair = (given.person_id, given.competency_id)
    row = standing_rows(session, [pair]).get(pair)
    later = row is not None and row["recorded_at"] > given.happened_at and row["source_id"] != judgement_id
    if later:
        raise Conflict(say("Can't undo: another rating took its place since. Rate again instead."))
    withdraw_judgement(session, judgement_id)
    correct_source(session, actor, "rating", [judgement_id], "undone")
    take_back(session, given.kind, [judgement_id])


def mark_in_error(
    session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int, reason: str
) -> None:
    """Let a person's standing rating count as never having been, with what it acquired (rating/acquired-at).

    For reviewers and admins, with a reason. Raises Invalid without one, NotFound where there is no rating.
    """
    refusal = say("Not done: a rating is marked as entered in error by a reviewer or an admin.")
    require(
        session, actor, Capability.QUALIFICATION_VERIFY, over(person_id, competency_id=competency_id), refusal=refusal
    )
    if not reason.strip():
        raise Invalid(say("Why was it an error? Example: wrong person."), field="reason")
    hold_people(session, [person_id])
    row = take_back_standing(session, person_id, competency_id)
    if row is None:
        raise NotFound(say("There is no rating to mark."))
    if row.cause in HUMAN_CAUSES and row.source_id is not None:
        withdraw_judgement(session, row.source_id)
        correct_source(session, actor, "rating", [row.source_id], reason.strip())
    change = Change("entered in error", competency_id, row.scale_value_id, reason.strip(), person_id=person_id)
    record(session, actor, RatingInError(person_id=person_id, competency_id=competency_id, changes=(change,)))


def _judged(
    session: WorkspaceSession,
    actor: Actor,
    person_id: int,
    competency_id: int,
    value_id: int | None,
    kind: RatingKind,
    course_id: int | None,
) -> _Judging:
    """What is being judged, once the right to do so is established."""
    way = way_from(session, competency_id)
    rule = way.rules.get(competency_id)
    if rule is None:
        raise NotFound(say("I don't find that competency."))
    scale = scales_by_rules(session, {competency_id: rule})[competency_id]
    value = scale.value(value_id)
    if value_id is not None and value is None:
        names = [each.name for each in scale.values]
        raise Invalid(say("That value is of another scale. Values: {names}.", names=names), field="value")
    if kind == RatingKind.MANUAL:
        role = given_as(session, actor, person_id, rule, value_id)
        if role is None:
            _may_declare(session, actor, person_id, rule, value_id, scale)
        return _Judging(way, scale, value, kind, role or str(Rater.SELF), taken=role is not None)
    if kind == RatingKind.GRADING:
        require(session, actor, Capability.COURSE_COMPETENCY_GRADE, Where(course_id=course_id))
        return _Judging(way, scale, value, kind, str(Rater.TEACHER))
    require(session, actor, Capability.COMPETENCY_GRADE, over(person_id, competency_id=competency_id))
    return _Judging(way, scale, value, kind, GRADER)


def _may_declare(
    session: WorkspaceSession, actor: Actor, person_id: int, rule: RuleSet, value_id: int | None, scale: ScaleView
) -> None:
    """What no path takes may still be declared by oneself; anybody else's direct rating is refused."""
    if not is_self(actor, person_id):
        refuse_rating(session, person_id, rule, value_id, scale)
    require(session, actor, Capability.EVIDENCE_ADD_OWN, over(person_id))


def _settled(
    session: WorkspaceSession, actor: Actor, judging: _Judging, new: NewJudgement, judgement_id: int
) -> GivenRating:
    """Set the rating, or say why the judgement is kept beside it."""
    pair = (new.person_id, new.competency_id)
    standing = standing_on(session, new.person_id, judging.way)
    row = standing.get(pair)
    before = judging.scale.value(row["scale_value_id"]) if row is not None else None
    if (because := _kept_because(judging, row, new.person_id)) is not None:
        if because == "waits" and _completed(session, pair):
            return GivenRating(judgement_id, set_rating=True, before=before)
        return GivenRating(judgement_id, set_rating=False, because=because, before=before)
    event = Earned(
        *pair,
        judging.value,
        cause=str(judging.kind),
        source_id=judgement_id,
        happened_at=new.happened_at,
        path=str(judging.kind),
        path_id=_path_id(judging),
        rated_by_id=actor.person_id,
    )
    remember(session, judging.way, standing, event)
    rows = replace_ratings(session, [event], standing, note=new.note or None)
    acquired = acquire(session, [event] if event.proficient else [], shown=True, ratings=rows)
    record_all(session, [*ratings_changed([event], standing), *acquired])
    return GivenRating(judgement_id, set_rating=True, before=before)


def _kept_because(judging: _Judging, standing: Row | None, person_id: int) -> str | None:
    by_somebody = standing is not None and standing["cause"] in HUMAN_CAUSES
    if judging.kind == RatingKind.GRADING and judging.rule.policy == Policy.FIRST:
        return "first" if standing is not None and standing["scale_value_id"] is not None else None
    if judging.kind != RatingKind.MANUAL:
        return None
    if not judging.taken:
        return "self_declared"
    if judging.given_as == Rater.SELF and by_somebody and standing is not None and standing["rated_by_id"] != person_id:
        return "standing"
    return "waits" if _only_together(judging) else None


def _only_together(judging: _Judging) -> bool:
    """Whether the rater's criterion stands only in paths that ask for more than the rating."""
    if judging.given_as == GRADER or judging.value is None:
        return False
    named = [
        path
        for path in judging.rule.paths
        if any(judging.given_as in each.raters for each in path.of_kind(CriterionKind.MANUAL))
    ]
    return bool(named) and all(len(path.criteria) > 1 for path in named)


def _completed(session: WorkspaceSession, pair: Pair) -> bool:
    """Whether a path of several criteria is complete now, which sets the rating as any event does."""
    return bool(evaluate(session, [pair]))


def _path_id(judging: _Judging) -> int | None:
    for path in judging.rule.paths:
        named = any(judging.given_as in each.raters for each in path.of_kind(CriterionKind.MANUAL))
        if named and path.outcome == PathOutcome.COMPLETE and len(path.criteria) == 1:
            return path.id
    return None
