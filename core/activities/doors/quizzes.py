"""Quizzes: their questions, and taking them."""

from core.activities.queries.quizzes import (
    AnswerView,
    AttemptView,
    QuestionView,
    attempt,
    open_attempt,
    points_of,
)
from core.activities.service.quiz_editing import (
    QuestionDetails,
    change_question,
    delete_question,
    move_question,
    questions_of,
    quiz_of,
    restore_question,
)
from core.activities.service.quizzes import (
    QUIZ,
    Answered,
    NewQuestion,
    add_questions,
    answer_question,
    start_or_resume_quiz,
)

__all__ = [
    "QUIZ",
    "AnswerView",
    "Answered",
    "AttemptView",
    "NewQuestion",
    "QuestionDetails",
    "QuestionView",
    "add_questions",
    "answer_question",
    "attempt",
    "change_question",
    "delete_question",
    "move_question",
    "open_attempt",
    "points_of",
    "questions_of",
    "quiz_of",
    "restore_question",
    "start_or_resume_quiz",
]
