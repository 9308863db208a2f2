"""Why somebody is rated as they are: rule, evidence, who, when, what stood before, in at most five lines (chat/why)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.activity_words import BAR, shown
from bot.blocks.evidence_words import evidence_line
from bot.blocks.path_words import PathNames, criterion_words, joined, path_words
from bot.blocks.paths import WHY_RATED
from bot.cards import Actions, Button, Card, Context, Form, FormField, Part, Text, Words
from core.achievements import RULE_CHANGED, STREAK_LENGTH, AchievementPath, CriterionKind, RatingReason, RuleSet, Way
from core.catalogue import NamedEvidence
from core.frameworks import CompetencyView
from core.people import PersonView
from core.words import Percent, Sentence, say, say_count

ALL_EVIDENCE, IN_ERROR, CORRECT = "why.evidence", "why.in_error", "evidence.correct"
IN_ERROR_FORM, CORRECT_FORM = "why.in_error_form", "evidence.correct_form"
MOST_PIECES = 10
HUMAN = frozenset({"manual", "grading", "review"})


@dataclass(frozen=True)
class WhyView:
    """What is explained: whose rating of what, by which rules, and what the asker may do about it."""

    competency: CompetencyView
    person: PersonView
    rule: RuleSet
    names: PathNames
    reason: RatingReason | None = None
    rater: str | None = None
    way: Way | None = None
    pieces: int = 0
    may_mark: bool = False


def why_card(view: WhyView) -> Card:
    """The five lines, and the way to all evidence."""
    lines = _rated(view, view.reason) if view.reason is not None else _not_rated(view)
    payload = {"person": view.person.id, "skill": view.competency.id}
    buttons = [Button(say("All evidence"), ALL_EVIDENCE, payload)] if view.pieces else []
    if view.may_mark and view.reason is not None:
        buttons.append(Button(say("Entered in error"), IN_ERROR, payload, style="danger"))
    parts: list[Part] = [Text(line) for line in lines]
    if buttons:
        parts.append(Actions(buttons))
    return Card(lines[0], tuple(parts))


def reason_lines(
    skill: Words, first_name: str, reason: RatingReason, rule: Words, rater: str | None = None
) -> list[Sentence]:
    """Head, rule, evidence, who and when, before: four or five lines."""
    rating = reason.rating
    value = rating.value.name if rating.value else say("none")
    has = say("✓ acquired") if _plain(reason) else say("✓ {value}", value=value) if rating.proficient else value
    lines = [say("{skill}, {who}: {has}.", skill=skill, who=first_name, has=has), say("Rule: {rule}.", rule=rule)]
    evidence = _evidence(reason)
    if evidence is not None:
        lines.append(evidence)
    by: Words = say("automatic") if rating.cause not in HUMAN else rater or say("the operator")
    lines.append(say("By: {who}, {at}.", who=by, at=reason.recorded_at))
    before = reason.before.name if reason.before else say("none")
    return [*lines, say("Before: {before}.", before=before)]


def rule_words(reason: RatingReason, names: PathNames) -> Sentence:
    """The rule a rating came by."""
    rating = reason.rating
    if rating.cause in HUMAN:
        return {
            "manual": say("who may rate it gave this value"),
            "grading": say("a teacher graded it in a course"),
            "review": say("a review was accepted with this value"),
        }[rating.cause]
    if reason.path is not None:
        words: Sentence = joined([criterion_words(each, names) for each in reason.path.criteria], " + ")
    else:
        words = _by_kinds(rating.path or rating.cause)
    return say("{words} (the rule was changed)", words=words) if rating.cause == RULE_CHANGED else words


def _by_kinds(path: str) -> Sentence:
    """A path that is none of today's, by the kinds of its criteria."""
    if path == CriterionKind.STREAK:
        return say("{n} activities in a row above {bar}", n=STREAK_LENGTH, bar=BAR)
    if path == CriterionKind.QUALIFICATION:
        return say("a valid qualification gives its value")
    return say("a path that was replaced since")


def _plain(reason: RatingReason) -> bool:
    """Whether the value says no more than having it."""
    value = reason.rating.value
    return value is not None and value.proficient and value.name == "Acquired"


def _evidence(reason: RatingReason) -> Sentence | None:
    if reason.results:
        shown_results = [
            say("{title} {score}", title=each.title, score=Percent(shown(each.score))) for each in reason.results
        ]
        return say("Evidence: {evidence}.", evidence=shown_results)
    if reason.rating.note:
        return say("Note: '{note}'.", note=reason.rating.note)
    if reason.source:
        return say("Evidence: {source}.", source=reason.source)
    return None


def _rated(view: WhyView, reason: RatingReason) -> list[Sentence]:
    rule = rule_words(reason, view.names)
    return reason_lines(view.competency.name, view.person.first_name, reason, rule, view.rater)


def _not_rated(view: WhyView) -> list[Sentence]:
    head = say("{skill}, {who}: no rating.", skill=view.competency.name, who=view.person.first_name)
    lines = [head, say("Rule: {paths}.", paths=_paths(view.rule.paths, view.names))]
    if view.way is not None and view.way.possible:
        lines.append(say_count("Left: {n} step.", "Left: {n} steps.", view.way.left))
    else:
        lines.append(say("Left: nothing leads there yet."))
    return [*lines, say_count("Evidence on file: {n} piece.", "Evidence on file: {n} pieces.", view.pieces)]


def _paths(paths: Sequence[AchievementPath], names: PathNames) -> Words:
    if not paths:
        return say("no path")
    shown_paths = joined([path_words(each, names) for each in paths[:3]], "; or ")
    return shown_paths if len(paths) <= 3 else say("{paths}; or {n} more", paths=shown_paths, n=len(paths) - 3)


def evidence_card(
    competency: CompetencyView, person: PersonView, pieces: Sequence[NamedEvidence], zone: str, correctable: set[int],
    start: int = 0,
) -> Card:
    """Everything on file for a person's competency, latest first; what stands is listed, one's own can be corrected."""
    head = say("{skill}, {who}: {n} on file.", skill=competency.name, who=person.first_name, n=len(pieces))
    parts: list[Part] = [Text(say("*{head}*", head=head))]
    for piece in pieces[start : start + MOST_PIECES]:
        payload = {"evidence": piece.id, "person": person.id, "skill": competency.id}
        button = Button(say("Correct"), CORRECT, payload) if piece.id in correctable else None
        parts.append(Text(evidence_line(piece, zone), button))
    if not pieces:
        parts.append(Text(say("Nothing on file yet.")))
    end = min(start + MOST_PIECES, len(pieces))
    if len(pieces) > MOST_PIECES:
        parts.append(Context(say("{first} to {last} of {n}.", first=start + 1, last=end, n=len(pieces))))
    if end < len(pieces):
        more = {"person": person.id, "skill": competency.id, "start": end}
        parts.append(Actions((Button(say("Show more"), ALL_EVIDENCE, more),)))
    return Card(head, tuple(parts))


def in_error_form(competency: CompetencyView, person: PersonView) -> Form:
    """The reason for marking a rating as entered in error."""
    effect = say(
        "{who}'s rating of {skill} counts as never having been, with the day it was acquired. This can't be undone.",
        who=person.first_name, skill=competency.name,
    )
    field = FormField("reason", say("Reason"), max_length=300)
    payload = {"person": person.id, "skill": competency.id}
    return Form(say("Entered in error"), IN_ERROR_FORM, (field,), payload, submit=say("Mark"), intro=(Text(effect),))


def correct_form(payload: dict[str, int]) -> Form:
    """The reason why a piece of evidence no longer stands."""
    effect = say("The entry stays on file with your correction beside it.")
    field = FormField("reason", say("Reason"), max_length=300)
    return Form(say("Correct evidence"), CORRECT_FORM, (field,), payload, submit=say("Correct"), intro=(Text(effect),))


def why_button(person_id: int, competency_id: int) -> Button:
    """'Why?' beside a rating."""
    return Button(say("Why?"), WHY_RATED, {"person": person_id, "skill": competency_id})
