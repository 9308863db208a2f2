"""Quiz questions in a file: a row is a question of an activity, known again by its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.activities import NewQuestion, QuestionKind, add_questions
from core.activities.models import Activity, Question
from core.activities.rules import check_question
from core.db import WorkspaceSession
from core.errors import Invalid
from core.exchange.cells import Cells
from core.exchange.directory.on_file import parts
from core.exchange.rowwise import Judgement, Right, Row, judged, refuse
from core.exchange.together import TogetherBatch
from core.people import Actor, Capability
from core.words import say

REQUIRED = ("activity", "question", "kind", "correct")
OPTIONAL = ("options", "points")


@dataclass(frozen=True)
class SaidQuestion:
    """A question of an activity's quiz."""

    activity: str
    question: NewQuestion


@dataclass(frozen=True)
class KnownQuestions:
    """Activities in use by id number, and their questions by activity and words."""

    activities: dict[str, int]
    questions: dict[tuple[int, str], NewQuestion]


class QuizzesBatch(TogetherBatch[SaidQuestion]):
    """Questions; one whose words are there with other answers is refused, for answers given to it stand."""

    required = REQUIRED
    optional = OPTIONAL

    def read(self, cells: Cells) -> tuple[str, SaidQuestion]:
        """A question of the file."""
        kind = cells.one_of("kind", [str(each) for each in QuestionKind])
        if not cells.text("kind"):
            cells.needed("kind")
        question = NewQuestion(
            " ".join(cells.needed("question").split()), kind, cells.listed("correct"), cells.listed("options"),
            cells.whole("points", least=1) or 1,
        )  # fmt: skip
        activity = cells.needed("activity")
        if not cells.troubles:
            try:
                check_question(kind, question.text, question.options, question.correct, question.points)
            except Invalid as error:
                column = error.field if error.field in (*REQUIRED, *OPTIONAL) else "question"
                cells.wrong(str(column), error.sentence)
        return f"{activity}: {question.text}", SaidQuestion(activity, question)

    def key_column(self) -> str:
        """A question is known by its words."""
        return "question"

    def look(self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[SaidQuestion]]) -> KnownQuestions:
        """The activities of these rows with the questions they have."""
        activities: dict[str, int] = {}
        for part in parts(sorted({row.said.activity for row in rows})):
            query = select(Activity.idnumber, Activity.id)
            found = session.execute(query.where(Activity.idnumber.in_(part), Activity.deleted_at.is_(None)))
            activities |= {row[0]: row[1] for row in found}
        return KnownQuestions(activities, questions_on_file(session, list(activities.values())))

    def judge(self, known: KnownQuestions, row: Row[SaidQuestion]) -> Judgement:
        """Whether a question is new, the same, or in the way."""
        activity_id = known.activities.get(row.said.activity)
        if activity_id is None:
            return refuse(row, "activity", say("I don't find the activity {name}", name=row.said.activity))
        before = known.questions.get((activity_id, row.said.question.text))
        if before is not None and before != row.said.question:
            return refuse(
                row, "question", say("the quiz has this question with other answers or points; edit it in chat")
            )
        return judged(before, False)

    def rights(self, known: KnownQuestions, row: Row[SaidQuestion]) -> Iterable[Right]:
        """Questions are added by who edits the activity."""
        yield Right(Capability.ACTIVITY_MANAGE, "activity", (known.activities[row.said.activity],))

    def alike(self, known: KnownQuestions, rows: Sequence[Row[SaidQuestion]]) -> list[list[Row[SaidQuestion]]]:
        """The questions of one quiz."""
        by_activity: dict[str, list[Row[SaidQuestion]]] = {}
        for row in rows:
            by_activity.setdefault(row.said.activity, []).append(row)
        return list(by_activity.values())

    def do_all(
        self, session: WorkspaceSession, actor: Actor, known: KnownQuestions, rows: Sequence[Row[SaidQuestion]]
    ) -> None:
        """Add questions at the end of their quiz, in their order."""
        questions = [row.said.question for row in rows]
        add_questions(session, actor, known.activities[rows[0].said.activity], questions)


def questions_on_file(session: WorkspaceSession, activity_ids: Sequence[int]) -> dict[tuple[int, str], NewQuestion]:
    """The questions in use of activities, by activity and words, in their order."""
    found: dict[tuple[int, str], NewQuestion] = {}
    for part in parts(sorted(activity_ids)):
        query = select(Question).where(Question.activity_id.in_(part), Question.retired_at.is_(None))
        for row in session.scalars(query.order_by(Question.activity_id, Question.position)):
            found[(row.activity_id, row.text)] = NewQuestion(
                row.text, row.kind, tuple(row.correct), tuple(row.options), row.points
            )
    return found
