"""Courses, modules, activities, skill links, suggestions, quizzes and results."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.history import History, open_now
from core.privacy import Erase, Impersonal, Personal, Through


class Course(Base, Tenant):
    """A course in a category of the catalogue; `open` where people may enrol themselves (courses/enrol)."""

    __tablename__ = "course"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "idnumber"),)
    privacy = Impersonal()

    idnumber: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    category_id: Mapped[int | None] = ref("category")
    open: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Module(Base, Tenant):
    """A module of courses; in a theory module activities neither count nor break a streak (acquisition/theory)."""

    __tablename__ = "module"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "idnumber"),)
    privacy = Impersonal()

    idnumber: Mapped[str]
    name: Mapped[str]
    theory: Mapped[bool] = mapped_column(default=False)


class CourseModule(Base, Tenant):
    """A module in a course."""

    __tablename__ = "course_module"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "course_id", "module_id"),)
    privacy = Impersonal()

    course_id: Mapped[int] = ref("course", indexed=False)
    module_id: Mapped[int] = ref("module")


class Activity(Base, Tenant):
    """A scored thing done, in one or several modules (activities/module).

    `completed_at_score` is the least score that completes it, none where any result does.
    """

    __tablename__ = "activity"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "idnumber"),)
    privacy = Impersonal(mentions=("created_by_id",))

    idnumber: Mapped[str]
    title: Mapped[str]
    folded_title: Mapped[str] = mapped_column(index=True)
    description: Mapped[str] = mapped_column(default="")
    required: Mapped[bool] = mapped_column(default=False)
    completed_at_score: Mapped[Decimal | None]
    created_by_id: Mapped[int | None] = ref("person")
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class ActivityModule(Base, Tenant):
    """An activity in a module."""

    __tablename__ = "activity_module"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "activity_id", "module_id"),)
    privacy = Impersonal()

    activity_id: Mapped[int] = ref("activity", indexed=False)
    module_id: Mapped[int] = ref("module")


class SkillLink(Base, History):
    """A competency on an activity with its outcome; at most three skills an activity (activities/skills-limit).

    `source` says how it came: hand, ai or file; with ai the suggestion it was accepted from.
    """

    __tablename__ = "skill_link"
    __table_args__ = (open_now("activity_id", "competency_id"),)
    privacy = Impersonal(mentions=("linked_by_id",))

    activity_id: Mapped[int] = ref("activity")
    competency_id: Mapped[int] = ref("competency")
    outcome: Mapped[str] = mapped_column(default="streak")
    source: Mapped[str] = mapped_column(default="hand")
    suggestion_id: Mapped[int | None] = ref("suggestion")
    linked_by_id: Mapped[int | None] = ref("person")


class TaggingRun(Base, Tenant):
    """One asking for suggestions of an activity: by what it was answered, and how near the best came.

    `degraded` says why no language model judged: no_model, failed or switched_off; `best_*` are None where nothing
    could be compared (tagging/nothing, tagging/feedback).
    """

    __tablename__ = "tagging_run"
    privacy = Impersonal(mentions=("asked_by_id",))

    activity_id: Mapped[int] = ref("activity")
    asked_by_id: Mapped[int | None] = ref("person")
    asked_at: Mapped[datetime]
    threshold: Mapped[float]
    model: Mapped[str]
    prompt_version: Mapped[str | None]
    degraded: Mapped[str | None]
    best_competency_id: Mapped[int | None] = ref("competency")
    best_confidence: Mapped[float | None]


class Suggestion(Base, Tenant):
    """A proposed skill link, not in force before it is accepted (tagging/proposal-only).

    `confidence` is 0 to 1. `status` is open, accepted, rejected (not offered again for that activity,
    tagging/rejected), cleared (it may be again) or replaced (the activity was asked about again).
    """

    __tablename__ = "suggestion"
    __table_args__ = (sa.Index(None, "workspace_id", "activity_id", "competency_id"),)
    privacy = Impersonal(mentions=("decided_by_id",))

    run_id: Mapped[int] = ref("tagging_run")
    activity_id: Mapped[int] = ref("activity", indexed=False)
    competency_id: Mapped[int] = ref("competency")
    confidence: Mapped[float]
    source: Mapped[str]
    reason: Mapped[str]
    words: Mapped[list[str]]
    status: Mapped[str] = mapped_column(default="open")
    decided_by_id: Mapped[int | None] = ref("person")
    decided_at: Mapped[datetime | None]


class Question(Base, Tenant):
    """A quiz question of an activity: kind single, multiple, true_false, number or text; `points` above 0.

    A changed or deleted one is retired, its position below 0: runs begun before are finished with it.
    """

    __tablename__ = "question"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "activity_id", "position"),)
    privacy = Impersonal()

    activity_id: Mapped[int] = ref("activity", indexed=False)
    position: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    options: Mapped[list[str]]
    correct: Mapped[list[str]]
    points: Mapped[int] = mapped_column(default=1)
    retired_at: Mapped[datetime | None]


class QuizAttempt(Base, Tenant):
    """One run of a quiz by a person, resumable; `order` is the shuffled order of question ids (activities/quiz).

    A person has at most one unfinished run of an activity.
    """

    __tablename__ = "quiz_attempt"
    __table_args__ = (
        sa.Index(
            None,
            "workspace_id",
            "person_id",
            "activity_id",
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        ),
    )
    privacy = Personal(about=("person_id",), erase=Erase.DELETE)

    person_id: Mapped[int] = ref("person")
    activity_id: Mapped[int] = ref("activity")
    module_id: Mapped[int | None] = ref("module", indexed=False)
    order: Mapped[list[int]]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class QuizAnswer(Base, Tenant):
    """An answer in a quiz attempt; the first one given to a question stands."""

    __tablename__ = "quiz_answer"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "attempt_id", "question_id"),)
    privacy = Through(column="attempt_id", erase=Erase.DELETE)

    attempt_id: Mapped[int] = ref("quiz_attempt", indexed=False)
    question_id: Mapped[int] = ref("question")
    given: Mapped[list[str]]
    points: Mapped[int]
    answered_at: Mapped[datetime]


class Result(Base, Tenant):
    """A result of an activity: score as exact fraction 0 to 1, when it happened and when it arrived.

    The same source and source id counts once; `module_id` is where it was done (activities/results-in). `voided_at`
    is set where the source took it back: it counts no longer.
    """

    __tablename__ = "result"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "source", "source_id"),
        sa.Index(None, "workspace_id", "person_id", "activity_id"),
    )
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE, clear=("source_id",))

    person_id: Mapped[int] = ref("person", indexed=False)
    activity_id: Mapped[int] = ref("activity")
    module_id: Mapped[int | None] = ref("module")
    score: Mapped[Decimal]
    source: Mapped[str]
    source_id: Mapped[str]
    happened_at: Mapped[datetime]
    arrived_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]


class Enrolment(Base, History):
    """A person on a course, until it ends; not completed is 'running' (courses/enrol)."""

    __tablename__ = "enrolment"
    __table_args__ = (open_now("course_id", "person_id"),)
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE)

    course_id: Mapped[int] = ref("course")
    person_id: Mapped[int] = ref("person")


class CourseCompetency(Base, History):
    """A competency on a course with its outcome (courses/competencies)."""

    __tablename__ = "course_competency"
    __table_args__ = (open_now("course_id", "competency_id"),)
    privacy = Impersonal()

    course_id: Mapped[int] = ref("course")
    competency_id: Mapped[int] = ref("competency")
    outcome: Mapped[str] = mapped_column(default="complete")
