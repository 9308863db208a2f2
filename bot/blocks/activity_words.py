"""The quiz's sentences: what counts, how an answer came out, what the result did (acquisition/progress)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from core.achievements import STREAK_SCORE, Progress, passes
from core.activities import AttemptView, QuestionKind, QuestionView
from core.words import Percent, Sentence, say, say_count

if TYPE_CHECKING:
    from bot.blocks.activities import QuizState, SkillEffect, SkillHere

BAR = Percent(STREAK_SCORE)
QUESTION_SHOWN = 90


def intro(state: QuizState) -> Sentence:
    """Before the first question: how many, and how much must be right to count towards what (activities/quiz)."""
    questions = say_count(
        "*{title}*, {n} question.", "*{title}*, {n} questions.", len(state.attempt.questions), title=state.title
    )
    return say("{questions} {counts}", questions=questions, counts=_what_counts(state))


def _what_counts(state: QuizState) -> Sentence:
    if state.theory:
        return say("This is theory: it counts towards no streak and breaks none.")
    counting = [each for each in state.skills if each.counts]
    if len(counting) == 1:
        one = counting[0]
        return say(
            "{amount} counts towards {skill} (above {bar}); you have {length} of {needed}.",
            amount=_amount(state),
            skill=one.name,
            bar=BAR,
            length=one.progress.length,
            needed=one.progress.needed,
        )
    if counting:
        return say(
            "{amount} counts towards {skills} (above {bar}). You have {lengths}.",
            amount=_amount(state),
            skills=[each.name for each in counting],
            bar=BAR,
            lengths=[_length(each) for each in counting],
        )
    return _nothing_counts(state)


def _nothing_counts(state: QuizState) -> Sentence:
    acquired = [each.name for each in state.skills if each.progress.acquired]
    if acquired:
        return say("{skills}: ✓ acquired already, so it counts no further.", skills=acquired)
    if state.passed_before:
        return say("You passed it before; a repeat doesn't count again.")
    return say("It counts towards no skill.")


def _amount(state: QuizState) -> Sentence:
    least, total = state.counting.least, state.counting.total
    if state.counting.by_points:
        return say("{least} of {total} points", least=least, total=total)
    return say("{least} of {total} right", least=least, total=total)


def _length(skill: SkillHere) -> Sentence:
    length, needed = skill.progress.length, skill.progress.needed
    return say("{length} of {needed} in {skill}", length=length, needed=needed, skill=skill.name)


def question_line(attempt: AttemptView, question: QuestionView) -> Sentence:
    """'1 of 8: Which one for burning oil?'"""
    total = len(attempt.questions)
    return say("{number} of {total}: {question}", number=question.number, total=total, question=question.text)


def answered_line(state: QuizState, question: QuestionView) -> Sentence:
    """How an answered question came out; the right answer stands only where the activity is passed."""
    answer = state.attempt.answers[question.id]
    values = {
        "number": question.number,
        "total": len(state.attempt.questions),
        "question": _short(question.text),
        "given": list(answer.given),
        "came": _came_out(state, question, right=answer.right),
    }
    if question.kind in (QuestionKind.NUMBER, QuestionKind.TEXT):
        return say("{number} of {total}: {question} You wrote {given}. {came}", **values)
    return say("{number} of {total}: {question} You chose {given}. {came}", **values)


def _came_out(state: QuizState, question: QuestionView, *, right: bool) -> Sentence:
    if right:
        return say("✓ Right.")
    if state.passed_before:
        return say("Not right; it is {correct}.", correct=_correct(question))
    if state.modules:
        return say("Not right; see module {module}.", module=state.modules[0])
    return say("Not right.")


def _correct(question: QuestionView) -> list[str]:
    """The right options together, or one of several wordings that would do."""
    several = question.kind == QuestionKind.MULTIPLE
    return list(question.correct) if several else [question.correct[0]]


def ending_lines(state: QuizState) -> list[Sentence]:
    """The result in words: score first, then what it did for each skill, then what cannot be reached."""
    first = _first(state)
    lines = [say("{score} {rest}", score=_score(state), rest=first) if first else _score(state)]
    counted = [each for each in state.effects if not each.effect.theory]
    if state.passed:
        lines += [_effect(each) for each in counted]
    lines += [left_words(each.name, each.effect.after) for each in counted if each.effect.after.unreachable]
    return lines


def effect_words(skill: SkillEffect) -> Sentence:
    """What a result did for a skill's streak, passed or not (acquisition/progress)."""
    if skill.effect.before > skill.effect.after.length:
        return say("Counting takes above {bar}, so {skill} starts again.", bar=BAR, skill=skill.name)
    return _effect(skill)


def _score(state: QuizState) -> Sentence:
    points, total = state.attempt.points
    score = Percent(shown(Decimal(points) / total))
    if state.counting.by_points:
        return say("{points} of {total} points, {score}.", points=points, total=total, score=score)
    right, questions = state.attempt.right, len(state.attempt.questions)
    return say("{right} of {total} right, {score}.", right=right, total=questions, score=score)


def shown(score: Decimal) -> Decimal:
    """A score rounded to a hundredth of a percent, save where that would put it on or across the bar."""
    rounded = round(score, 4)
    return rounded if passes(rounded) == passes(score) and rounded != STREAK_SCORE else score


def _first(state: QuizState) -> Sentence | None:
    """What belongs into the same line as the score: that it was theory, or too little."""
    if state.theory:
        return say("This was theory: it counts towards no streak and breaks none.")
    if state.passed:
        return None
    broken = [each.name for each in state.effects if each.effect.before > each.effect.after.length]
    if broken:
        return say_count(
            "Counting takes above {bar}, so {skills} starts again.",
            "Counting takes above {bar}, so {skills} start again.",
            len(broken),
            bar=BAR,
            skills=broken,
        )
    standing = [_stands(each) for each in state.effects if not each.effect.after.acquired]
    if standing:
        return say("Counting takes above {bar}. {standing}.", bar=BAR, standing=standing)
    return say("Counting takes above {bar}.", bar=BAR)


def _stands(skill: SkillEffect) -> Sentence:
    after = skill.effect.after
    return say("{skill}: {length} of {needed}", skill=skill.name, length=after.length, needed=after.needed)


def _effect(skill: SkillEffect) -> Sentence:
    effect, after = skill.effect, skill.effect.after
    if effect.acquired_now:
        return acquired_words(skill.name, skill.acquired_on, target_met=skill.target_met)
    if after.acquired:
        return say("{skill}: ✓ acquired, {day}.", skill=skill.name, day=skill.acquired_on)
    if after.length <= effect.before:
        return say("{stands}, as before: this activity counted already.", stands=_stands(skill))
    if after.missing == 1:
        return say("{stands}, next above {bar} gets it.", stands=_stands(skill), bar=BAR)
    return say("{stands}.", stands=_stands(skill))


def acquired_words(skill: str, day: date | None, *, target_met: bool) -> Sentence:
    """'✓ Fire safety acquired, 24 November 2026, yours for good.'"""
    acquired = say("*✓ {skill} acquired*, {day}, yours for good.", skill=skill, day=day)
    return say("{acquired} Your target is met.", acquired=acquired) if target_met else acquired


def left_words(skill: str, progress: Progress) -> Sentence:
    """Too few activities are left to complete a streak (acquisition/unreachable)."""
    return say_count(
        "{skill}: {n} activity is left, {needed} are needed.",
        "{skill}: {n} activities are left, {needed} are needed.",
        progress.left,
        skill=skill,
        needed=progress.missing,
    )


def _short(text: str) -> str:
    return text if len(text) <= QUESTION_SHOWN else text[: QUESTION_SHOWN - 1].rstrip() + "…"
