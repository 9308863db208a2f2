"""Cards and forms for whoever writes a quiz: its questions with their right answers, and what counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.blocks.activity_words import BAR
from bot.cards import Actions, Button, Card, Confirm, Context, Form, FormField, Header, Part, Text, Words
from core.achievements import Counting
from core.activities import ActivityView, QuestionDetails, QuestionKind
from core.words import Percent, Sentence, say, say_count

QUESTIONS, ADD, ONE, CHANGE = "quiz.questions", "quiz.add", "quiz.question", "quiz.change"
UP, DOWN, DELETE, COMPLETION = "quiz.up", "quiz.down", "quiz.delete", "quiz.completion"
SAVE_QUESTION, SAVE_COMPLETION = "quiz.save_question", "quiz.save_completion"

PAGE = 10
SHOWN = 150

KINDS: tuple[tuple[Words, str], ...] = (
    (say("One right option"), QuestionKind.SINGLE),
    (say("Several right options"), QuestionKind.MULTIPLE),
    (say("True or false"), QuestionKind.TRUE_FALSE),
    (say("A number"), QuestionKind.NUMBER),
    (say("A short text"), QuestionKind.TEXT),
)


@dataclass(frozen=True)
class Quiz:
    """A quiz as its author sees it; `counting` is None while it has no question."""

    about: ActivityView
    questions: Sequence[QuestionDetails]
    counting: Counting | None


def questions_card(quiz: Quiz, *, start: int = 0, note: Words | None = None, undo: Button | None = None) -> Card:
    """The questions in their order, ten at a time, with what counts (activities/quiz)."""
    shown = quiz.questions[start : start + PAGE]
    parts: list[Part] = [Header(quiz.about.title)]
    parts += [Text(note)] if note is not None else []
    parts.append(Text(_counting(quiz)))
    parts += [Text(_row(each), Button(say("Open"), ONE, {"question": each.id})) for each in shown]
    buttons = [Button(say("Add a question"), ADD, _of(quiz), "primary"), *([undo] if undo else [])]
    if start + PAGE < len(quiz.questions):
        buttons.append(Button(say("Show more"), QUESTIONS, {**_of(quiz), "start": start + PAGE}))
    buttons.append(Button(say("Completed at"), COMPLETION, _of(quiz)))
    return Card(_summary(quiz), (*parts, Actions(buttons), Context(_context(quiz, start, len(shown)))))


def question_card(quiz: Quiz, question: QuestionDetails, note: Words | None = None) -> Card:
    """One question with its right answers, to be changed, moved or deleted."""
    place = say("Question {place} of {total}", place=question.position, total=len(quiz.questions))
    payload = {"question": question.id}
    parts: list[Part] = [Header(place), *([Text(note)] if note is not None else []), Text(question.text)]
    parts.append(Text(_answers(question)))
    moves = [Button(say("Up"), UP, payload)] if question.position > 1 else []
    moves += [Button(say("Down"), DOWN, payload)] if question.position < len(quiz.questions) else []
    confirm = Confirm(
        say("Delete this question?"),
        say("It leaves {title}. Answers given stay on file.", title=quiz.about.title),
        say("Delete"),
        say("Keep"),
    )
    buttons = [Button(say("Change"), CHANGE, payload, "primary"), *moves]
    parts.append(Actions([*buttons, Button(say("Delete"), DELETE, payload, "danger", confirm)]))
    parts.append(Actions([Button(say("All questions"), QUESTIONS, _of(quiz))]))
    return Card(say("{title}, {place}: {text}", title=quiz.about.title, place=place, text=question.text), parts)


def question_form(about: ActivityView, question: QuestionDetails | None = None) -> Form:
    """The form of a question: how it is asked, and its answers, one a line, a * before each right one."""
    payload: dict[str, int] = {"activity": about.id, **({"question": question.id} if question else {})}
    kind = question.kind if question else QuestionKind.SINGLE
    hint = say("One a line, * before each right one: *Foam. A number may have a tolerance: 12.5 ± 0.5.")
    return Form(
        say("Change the question") if question else say("Add a question"),
        SAVE_QUESTION,
        (
            FormField("question", say("Question"), "long_text", question and question.text, max_length=1_000),
            FormField("kind", say("How it is answered"), "choice", str(kind), options=KINDS),
            FormField("answers", say("Answers"), "long_text", question and written(question), hint=hint),
            FormField("points", say("Points"), "text", str(question.points if question else 1), max_length=3),
        ),
        payload=payload,
        intro=(Text(about.title),),
    )


def completion_form(about: ActivityView) -> Form:
    """The form of the score that completes an activity."""
    least = about.completed_at
    hint = say("In percent. Left empty, any result completes it.")
    initial = None if least is None else f"{(least * 100).normalize():f}"
    fields = (FormField("score", say("Completed at"), "text", initial, optional=True, hint=hint, max_length=10),)
    payload, intro = {"activity": about.id}, (Text(about.title),)
    return Form(say("Completed at"), SAVE_COMPLETION, fields, payload=payload, intro=intro)


def written(question: QuestionDetails) -> str:
    """A question's answers as they are written in the form."""
    if not question.options or question.kind == QuestionKind.TRUE_FALSE:
        return "\n".join(question.correct)
    return "\n".join(("*" if each in question.correct else "") + each for each in question.options)


def completed_words(least: Decimal | None) -> Sentence:
    """By what an activity is completed (activities/completed)."""
    return say("Completed by any result.") if least is None else say("Completed at {score}.", score=Percent(least))


def _of(quiz: Quiz) -> dict[str, int]:
    return {"activity": quiz.about.id}


def _summary(quiz: Quiz) -> Sentence:
    return say_count("{title}: {n} question.", "{title}: {n} questions.", len(quiz.questions), title=quiz.about.title)


def _counting(quiz: Quiz) -> Sentence:
    found = quiz.counting
    if found is None:
        return say("No questions yet. With 11 of equal points one answer may be wrong.")
    amount = say("{least} of {total} points", least=found.least, total=found.total)
    if not found.by_points:
        amount = say("{least} of {total} right", least=found.least, total=found.total)
    if found.only_perfect:
        return say("Only {amount} counts, since counting takes above {bar}.", amount=amount, bar=BAR)
    return say("{amount} counts (above {bar}).", amount=amount, bar=BAR)


def _context(quiz: Quiz, start: int, shown: int) -> Sentence:
    done = completed_words(quiz.about.completed_at)
    if not quiz.questions:
        return done
    return say(
        "{first} to {last} of {total}. {done} The order is shuffled for each who takes it.",
        first=start + 1,
        last=start + shown,
        total=len(quiz.questions),
        done=done,
    )


def _row(question: QuestionDetails) -> Sentence:
    text = question.text if len(question.text) <= SHOWN else question.text[: SHOWN - 1].rstrip() + "…"
    right = " · ".join(question.correct)
    return say_count(
        "{place}. {text}\n✓ {right} ({n} point)",
        "{place}. {text}\n✓ {right} ({n} points)",
        question.points,
        place=question.position,
        text=text,
        right=right if len(right) <= SHOWN else right[: SHOWN - 1] + "…",
    )


def _answers(question: QuestionDetails) -> Sentence:
    kind = next(label for label, value in KINDS if value == question.kind)
    lines = [("✓ " if each in question.correct else "– ") + each for each in question.options or question.correct]
    return say_count(
        "{kind}, {n} point\n{lines}", "{kind}, {n} points\n{lines}", question.points, kind=kind, lines="\n".join(lines)
    )
