"""Cards of the quiz: one question at a time, the answered one settled above it, at the end the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.blocks.activity_words import answered_line, ending_lines, intro, question_line
from bot.cards import Actions, Button, Card, Element, Form, FormField, Part, Pick, Text, Words
from bot.desk import RUN_VERB
from core.achievements import Counting, Effect, NextQuiz, Progress
from core.activities import AttemptView, QuestionKind, QuestionView
from core.words import say

SHOW_ACTIVITY = "activity.show"
START, ANSWER, OPEN, LATER, WHY = "quiz.start", "quiz.answer", "quiz.open", "quiz.later", "quiz.why"
CONTINUE = "quiz.continue"

MOST_BUTTONS = 4
LONGEST_LABEL = 75
SETTLED_SHOWN = 5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class SkillHere:
    """A skill on the quiz's activity: the taker's progress, and whether passing it now counts."""

    id: int
    name: str
    progress: Progress
    counts: bool


@dataclass(frozen=True)
class SkillEffect:
    """What the finished quiz did for a skill; `target_met` where a target of the taker's is met by acquiring it."""

    name: str
    effect: Effect
    acquired_on: date | None = None
    target_met: bool = False


@dataclass(frozen=True)
class QuizState:
    """Everything a quiz card shows. `passed_before` lets right answers be shown; `following` is what helps next.

    `skills` are there before the first answer, where it says what counts; `effects` at the end.
    """

    attempt: AttemptView
    title: str
    modules: tuple[str, ...]
    theory: bool
    counting: Counting
    skills: tuple[SkillHere, ...]
    passed_before: bool
    effects: tuple[SkillEffect, ...] = ()
    following: NextQuiz | None = None
    passed: bool = False


def quiz_card(state: QuizState, *, buttons: bool = True) -> Card:
    """The quiz as it stands: its next question, or its result once all are answered."""
    question = state.attempt.next
    return result_card(state, buttons=buttons) if question is None else question_card(state, question)


def question_card(state: QuizState, question: QuestionView) -> Card:
    """The next question below those answered; before the first one what counts (activities/quiz)."""
    asked = question_line(state.attempt, question)
    head: list[Part] = [Text(intro(state))] if not state.attempt.answers else _settled(state)
    return Card(asked, (*head, Text(asked), *_choices(state.attempt, question)))


def result_card(state: QuizState, *, buttons: bool = True) -> Card:
    """What came of the quiz: how many were right, the streak of each skill, and what helps next."""
    lines = ending_lines(state)
    parts: list[Part] = [*_settled(state), Text(say("*{title}*: {result}", title=state.title, result=lines[0]))]
    parts += [Text(each) for each in lines[1:]]
    if buttons and (pressable := _afterwards(state)):
        parts.append(Actions(pressable))
    return Card(_summary(lines), parts)


def stopped_card(state: QuizState) -> Card:
    """An unfinished quiz, offered to be gone on with."""
    done, total = len(state.attempt.answers), len(state.attempt.questions)
    said = say("{title}: you stopped at {done} of {total}.", title=state.title, done=done, total=total)
    payload = {"attempt": state.attempt.id}
    return Card(said, (Text(said), Actions((Button(say("Continue"), CONTINUE, payload, "primary"),))))


def answer_form(state: QuizState, question: QuestionView) -> Form:
    """The form for answers that are no single choice: several options, a number, or words."""
    payload = {"attempt": state.attempt.id, "question": question.id}
    label = say("{number} of {total}", number=question.number, total=len(state.attempt.questions))
    return Form(
        state.title if len(state.title) <= 24 else say("Quiz"),
        ANSWER,
        (_field(question),),
        payload=payload,
        submit=say("Answer"),
        intro=(Text(say("{label}: {question}", label=label, question=question.text)), *_options_body(question)),
    )


def _field(question: QuestionView) -> FormField:
    if question.kind == QuestionKind.MULTIPLE:
        options = [(label, str(index)) for index, label in enumerate(_labels(question))]
        return FormField("answer", say("All that are right"), "choice", options=options, several=True)
    if question.kind == QuestionKind.NUMBER:
        return FormField("answer", say("Number"), "text", hint=say("Example: 12.5"), max_length=50)
    return FormField("answer", say("Answer"), "text", max_length=500)


def _settled(state: QuizState) -> list[Part]:
    """The question just answered, and the latest that were not right: what there is to learn from."""
    answered = [each for each in state.attempt.questions if each.id in state.attempt.answers]
    kept = [each for each in answered[:-1] if not state.attempt.answers[each.id].right]
    return [Text(answered_line(state, each)) for each in [*kept, *answered[-1:]][-SETTLED_SHOWN:]]


def _choices(attempt: AttemptView, question: QuestionView) -> Sequence[Part]:
    payload = {"attempt": attempt.id, "question": question.id}
    if question.kind not in (QuestionKind.SINGLE, QuestionKind.TRUE_FALSE):
        return (*_options_body(question), Actions((Button(say("Answer"), OPEN, payload, "primary"),)))
    return (*_options_body(question), Actions(_pressable(question, payload)))


def _pressable(question: QuestionView, payload: dict[str, int]) -> Sequence[Element]:
    labels = _labels(question)
    if len(labels) > MOST_BUTTONS:
        options = [(label, str(index)) for index, label in enumerate(labels)]
        return (Pick(say("Choose one"), ANSWER, options, payload),)
    return [Button(label, ANSWER, {**payload, "option": index}) for index, label in enumerate(labels)]


def _labels(question: QuestionView) -> list[Words]:
    """The options themselves, or letters where one is too long for a button."""
    if any(len(option) > LONGEST_LABEL for option in question.options):
        return [LETTERS[index] for index in range(len(question.options))]
    if question.kind == QuestionKind.TRUE_FALSE and question.options == ("True", "False"):
        return [say("True"), say("False")]
    return list(question.options)


def _options_body(question: QuestionView) -> Sequence[Part]:
    """The options in the body where the buttons only carry their letters."""
    if not any(len(option) > LONGEST_LABEL for option in question.options):
        return ()
    return [
        Text(say("*{letter}*  {option}", letter=LETTERS[index], option=option))
        for index, option in enumerate(question.options)
    ]


def _afterwards(state: QuizState) -> list[Button]:
    """What can be pressed at the end: the next activity, a repeat, or why a skill was acquired."""
    repeat = not state.passed and not state.theory
    buttons: list[Button] = []
    if repeat:
        buttons.append(Button(say("Repeat"), START, {"activity": state.attempt.activity_id}, "primary"))
    buttons += onward_button(state.following, say("Another") if repeat else None)
    stuck = [each.name for each in state.effects if not each.effect.theory and each.effect.after.unreachable]
    buttons += [review_button(each) for each in stuck[:1]]
    acquired = [each.effect.competency_id for each in state.effects if each.effect.acquired_now]
    if acquired:
        buttons.append(Button(say("Why?"), WHY, {"skill": acquired[0]}))
    if buttons and not repeat:
        buttons.append(Button(say("Later"), LATER, {"attempt": state.attempt.id}))
    return buttons


def onward_button(following: NextQuiz | None, label: Words | None = None) -> list[Button]:
    """The way to the activity that helps next: a quiz starts, another one is shown."""
    if following is None:
        return []
    going_on = {"activity": following.activity_id, "skill": following.competency_id}
    words = label or say("Next: {title}", title=following.title)
    return [Button(words, START if following.quiz else SHOW_ACTIVITY, going_on, None if label else "primary")]


def review_button(skill: str) -> Button:
    """Asking for a review, where a streak cannot be completed (acquisition/unreachable)."""
    return Button(say("Ask for a review"), RUN_VERB, {"verb": "review", "words": skill})


def _summary(lines: Sequence[Words]) -> Words:
    values = {f"line{place}": each for place, each in enumerate(lines)}
    return say(" ".join(f"{{{name}}}" for name in values), **values)
