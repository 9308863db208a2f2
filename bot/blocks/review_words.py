"""Words of reviews that several cards share: what goes with a request, how a review stands, what was said on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.cards import Context, Part, Text, Words
from core.catalogue import NamedEvidence
from core.clock import day_in
from core.frameworks import CompetencyView, ScaleValueView, ScaleView
from core.people import GraderKind, PersonView
from core.reviews import ReviewState, ReviewView, StepKind, StepView
from core.words import Sentence, TimeOfDay, say, say_count

ACCEPT, ACCEPT_ASK, ACCEPT_FORM = "review.accept", "review.accept_ask", "review.accept_form"
REJECT, REJECT_FORM = "review.reject", "review.reject_form"
START, HAND_BACK = "review.start", "review.hand_back"
ASK_MORE, WRITE, WRITE_FORM = "review.ask_more", "review.write", "review.write_form"
OPEN_REVIEW, OPEN_FILE = "review.open", "review.open_file"
ASK, ASK_FORM, CHOOSE, CANCEL = "review.ask", "review.ask_form", "review.choose", "review.cancel"
ADD, ADD_FORM, AGAIN = "review.add", "review.add_form", "review.again"
LISTED = "review.list"

MOST_NAMED = 3
MOST_COMMENTS = 3
SAID = frozenset({StepKind.COMMENT, StepKind.QUESTION})


@dataclass(frozen=True)
class ReviewCard:
    """A review as one viewer reads it.

    `steps` are those of the round shown that count; `names` first names by person id; `opens` the evidence whose file
    the viewer may open; `asked_as` why the viewer may review it, None where they may not (any more). `withdrawn_at` is
    when the request of the round shown was taken back.
    """

    review: ReviewView
    steps: Sequence[StepView]
    person: PersonView
    competency: CompetencyView
    scale: ScaleView
    rated: ScaleValueView | None
    names: Mapping[int, str]
    viewer: PersonView
    now: datetime
    evidence: Sequence[NamedEvidence] = ()
    opens: frozenset[int] = field(default_factory=frozenset)
    asked_as: GraderKind | None = None
    sees_details: bool = False
    withdrawn_at: datetime | None = None

    @property
    def claim(self) -> Words:
        """The value claimed."""
        value = self.scale.value(self.review.claim_value_id)
        return value.name if value else say("none")

    @property
    def now_rated(self) -> Words:
        """The value rated now."""
        return self.rated.name if self.rated else say("none")

    @property
    def decision(self) -> StepView | None:
        """The step that decided the round shown."""
        return self.last(StepKind.ACCEPTED, StepKind.REJECTED)

    def last(self, *kinds: StepKind) -> StepView | None:
        """The latest step of these kinds."""
        return next((each for each in reversed(self.steps) if each.kind in kinds), None)

    def name(self, person_id: int | None) -> Words:
        """Whom a step names: 'you' for the viewer."""
        if person_id == self.viewer.id:
            return say("you")
        return self.names.get(person_id or 0) or say("Prowess")

    def moment(self, at: datetime) -> Words:
        """The time alone for today, else the date with it."""
        zone = self.viewer.time_zone
        same_day = day_in(zone, at) == day_in(zone, self.now)
        return say("{at}", at=TimeOfDay(at)) if same_day else say("{at}", at=at)


def goes_with(evidence: Sequence[NamedEvidence]) -> Sentence:
    """'Goes with 2 results and drill.pdf.'"""
    if not evidence:
        return say("No evidence is on file yet.")
    return say("Goes with {what}.", what=_counted(evidence))


def _counted(evidence: Sequence[NamedEvidence]) -> list[Words]:
    results = sum(each.kind == "activity" for each in evidence)
    named = [each.name for each in evidence if each.kind in ("course", "file", "link") and each.name]
    others = len(evidence) - results - min(len(named), MOST_NAMED)
    said: list[Words] = [say_count("{n} result", "{n} results", results)] if results else []
    said += named[:MOST_NAMED]
    if others and said:
        said.append(say_count("{n} other piece of evidence", "{n} other pieces of evidence", others))
    elif others:
        said.append(say_count("{n} piece of evidence", "{n} pieces of evidence", others))
    return said


def standing_words(view: ReviewCard) -> Sentence:
    """How an open review stands, as its person reads it."""
    return standing_line(view.review, view.name(view.review.reviewer_id))


def standing_line(review: ReviewView, reviewer: Words) -> Sentence:
    """'Waiting for Ben, asked 24 November 2026, 10:42.'"""
    if review.state == ReviewState.IN_REVIEW:
        return say("In review by {name} since {at}.", name=reviewer, at=review.since)
    if review.reviewer_id is None:
        return say("Waiting. Nobody can review it yet; an admin can name a reviewer.")
    return say("Waiting for {name}, asked {at}.", name=reviewer, at=review.asked_at)


def decided_words(view: ReviewCard, decision: StepView) -> Sentence:
    """'✓ Accepted by Ben, 24 November 2026, 10:42: Acquired.'"""
    by = view.name(decision.by_id)
    if decision.kind == StepKind.REJECTED:
        return say("Rejected by {by}, {at}: '{reason}'", by=by, at=decision.at, reason=decision.words)
    value = view.scale.value(decision.scale_value_id)
    return say("✓ Accepted by {by}, {at}: {value}.", by=by, at=decision.at, value=value.name if value else say("none"))


def comment_parts(view: ReviewCard) -> list[Part]:
    """The latest words said on it, oldest of them first (review/comments)."""
    said = [each for each in view.steps if each.kind in SAID][-MOST_COMMENTS:]
    return [
        Text(say("{who}, {at}: '{words}'", who=view.name(each.by_id), at=each.at, words=each.words)) for each in said
    ]


_WHY = {
    GraderKind.EXPERT: say("Because you are named as an expert of it. Requests for a review always come."),
    GraderKind.REVIEWER: say("Because you are {name}'s reviewer. Requests for a review always come."),
    GraderKind.MANAGER: say("Because you supervise {name}. Requests for a review always come."),
    GraderKind.ADMIN: say("Because you are an admin. Requests for a review always come."),
}


def because(view: ReviewCard) -> list[Part]:
    """Why the viewer is asked."""
    if view.asked_as is None:
        return []
    return [Context(Sentence(_WHY[view.asked_as].id, {"name": view.person.first_name}))]
