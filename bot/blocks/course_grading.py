"""Grading in a course: the form with all evidence in view, what stays afterwards, and what the person is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.courses import OPEN
from bot.blocks.evidence_words import evidence_line
from bot.cards import Actions, Button, Card, Context, Form, FormField, Part, Text, Words, line
from core.catalogue import GradingView
from core.frameworks import CompetencyView
from core.people import PersonView
from core.words import Sentence, TimeOfDay, say, say_count

CHOOSE, SAVE = "course.grade_choose", "course.grade_save"
CHOOSE_COURSE = "course.grade_in"

MOST_EVIDENCE = 30
LONGEST_COMMENT = 1_000
BECAUSE = say("Because a teacher of your course did this. Mute: /prowess settings")


def choosing_form(course_id: int, name: str, competencies: Sequence[CompetencyView]) -> Form:
    """Whom to grade, and in which competency of the course."""
    options = [(each.name, str(each.id)) for each in competencies[:100]]
    fields = (
        FormField("person", say("Whom"), "person"),
        FormField("competency", say("Competency"), "choice", options=options),
    )
    return Form(say("Grade"), CHOOSE, fields, {"course": course_id}, submit=say("Next"), intro=(Text(name),))


def grading_form(view: GradingView, zone: str) -> Form:
    """The value and a comment, below everything that is on file (courses/grade)."""
    head = say(
        "*{competency}*, {name}, in {course}", competency=view.competency.name, name=view.person.name,
        course=view.course.name,
    )
    fields = (
        FormField("value", say("Value"), "choice", options=[(each.name, str(each.id)) for each in view.scale.values]),
        FormField("comment", say("Comment"), "long_text", optional=True, max_length=LONGEST_COMMENT),
    )
    payload = {"course": view.course.id, "person": view.person.id, "competency": view.competency.id}
    return Form(say("Grade"), SAVE, fields, payload, intro=(Text(head), *_evidence(view, zone)))


def _evidence(view: GradingView, zone: str) -> list[Part]:
    if not view.evidence:
        return [Text(say("No evidence is on file yet."))]
    shown = [Text(evidence_line(each, zone)) for each in view.evidence[:MOST_EVIDENCE]]
    rest = len(view.evidence) - len(shown)
    older = [Context(say_count("And {n} older piece.", "And {n} older pieces.", rest))] if rest else []
    return [*shown, *older]


def graded_words(name: str, competency: str, value: str, at: datetime, *, set_rating: bool) -> Sentence:
    """What stays after grading: the value, or that an earlier rating stands beside it."""
    values = {"name": name, "competency": competency, "value": value, "at": TimeOfDay(at)}
    if set_rating:
        return say("✓ Graded by you, {at}. {competency}, {name}: {value}. {name} is told.", **values)
    return say(
        "✓ Noted by you, {at}. {competency}, {name}: {value} is evidence; an earlier rating stands.", **values
    )


def enrolled_notice(by: str, course_id: int, course: str, about: str) -> Card:
    """'Ben enrolled you on Fire course.'"""
    said = say("{name} enrolled you on {course}.", name=by, course=course)
    description = (Text(about),) if about else ()
    because = say("Because {name} may enrol you. Mute: /prowess settings", name=by)
    opening = Actions([Button(say("Open course"), OPEN, {"course": course_id}, "primary")])
    return Card(said, (Text(said), *description, opening, Context(because)))


def completed_notice(by: str, course_id: int, course: str) -> Card:
    """'Mona marked Fire course as completed for you.'"""
    said = say("✓ {name} marked {course} as completed for you.", name=by, course=course)
    opening = Actions([Button(say("Open course"), OPEN, {"course": course_id})])
    return Card(said, (Text(said), opening, Context(BECAUSE)))


def graded_notice(by: str, course: str, competency: str, value: str, comment: str) -> Card:
    """'Mona graded Fire safety in Fire course: Acquired.'"""
    said = say("{name} graded {competency} in {course}: {value}.", name=by, competency=competency, course=course,
               value=value)
    note = (Text(say("'{comment}'", comment=comment)),) if comment else ()
    return Card(said, (Text(said), *note, Context(BECAUSE)))


def withdrawn_notice(by: PersonView, at: datetime) -> Card:
    """What stays of a message whose cause was undone or ended."""
    return line(say("{name} withdrew this, {at}.", name=by.first_name, at=TimeOfDay(at)))


def ended_notice(course: str) -> Card:
    """What stays of an enrolment that ended."""
    return line(say("You are no longer on {course}.", course=course))


def empty_words() -> Words:
    """A course on which nothing can be graded."""
    return say("No competency is on this course or its activities, so nothing can be graded.")
