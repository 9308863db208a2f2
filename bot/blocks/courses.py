"""Cards of courses: those of a person, one with all that is in it, and which one was meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.activities import SHOW_ACTIVITY, START
from bot.blocks.course_words import (
    PAGE,
    counts_words,
    effect_words,
    page_words,
    paging,
    row_words,
    standing_words,
)
from bot.blocks.gap_words import dotted
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words, undo_button
from core.activities import (
    CourseActivity,
    CourseCompetencyView,
    CourseCounts,
    CourseModuleView,
    CourseStanding,
    CourseView,
)
from core.words import Sentence, TimeOfDay, say

LIST, OPEN, JOIN, LEAVE = "course.list", "course.open", "course.join", "course.leave"
NEW, EDIT, MODULES, COMPETENCIES = "course.new", "course.edit", "course.modules", "course.competencies"
ENROL, PEOPLE, GRADE, BREAKDOWN, MAPPING = (
    "course.enrol", "course.people", "course.grade", "course.breakdown", "course.mapping",
)
PROVIDES, CATEGORIES = "course.provides", "course.categories"

LONGEST_ABOUT = 80
MOST_LINES = 10

MINE, TEACHING, JOINABLE, ALL = "mine", "teaching", "joinable", "all"


@dataclass(frozen=True)
class CourseRow:
    """A line of a list of courses: why it is there, how the asker stands with it, its people where they may know."""

    course: CourseView
    why: str
    standing: CourseStanding | None = None
    counts: CourseCounts | None = None


@dataclass(frozen=True)
class CourseRights:
    """What the asker may do with a course."""

    edit: bool = False
    competencies: bool = False
    enrol: bool = False
    grade: bool = False
    report: bool = False

    @property
    def staff(self) -> bool:
        """Whether they do more than take it."""
        return self.edit or self.competencies or self.grade or self.report


@dataclass(frozen=True)
class CourseState:
    """Everything on a course's card; `values` is what each competency gets when the course is completed."""

    course: CourseView
    standing: CourseStanding
    counts: CourseCounts
    modules: Sequence[CourseModuleView]
    competencies: Sequence[CourseCompetencyView]
    values: Mapping[int, str]
    rights: CourseRights
    zone: str
    following: CourseActivity | None = None


def list_card(
    rows: Sequence[CourseRow], start: int, zone: str, *, may_add: bool, of: str = MINE, said: Words | None = None
) -> Card:
    """A page of courses: running, taught, open to join, completed; or all of them for those who edit."""
    shown = rows[start : start + PAGE]
    parts: list[Part] = [Header(say("Courses"))]
    if said is not None:
        parts.append(Text(said))
    if not rows:
        parts.append(Text(say("You are on no course, and none is open to join.")))
    parts += [Text(_row(each, zone), _row_button(each)) for each in shown]
    if len(rows) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(rows))))
    buttons = paging(LIST, {"of": of}, start, len(rows))
    if may_add:
        buttons.append(Button(say("New course"), NEW))
        if of == MINE:
            buttons.append(Button(say("All courses"), LIST, {"from": 0, "of": ALL}))
    return Card(_list_summary(rows), (*parts, *([Actions(buttons)] if buttons else [])))


def _list_summary(rows: Sequence[CourseRow]) -> Sentence:
    running = sum(1 for each in rows if each.standing is not None and each.standing.running)
    return say("Courses: {n} listed, {running} of them running for you.", n=len(rows), running=running)


def _row(row: CourseRow, zone: str) -> Sentence:
    if row.why == MINE and row.standing is not None:
        return row_words(row.standing, zone)
    if row.why == TEACHING and row.counts is not None:
        return say("*{course}*: you teach it; {counts}", course=row.course.name, counts=counts_words(row.counts))
    if row.why == JOINABLE:
        return say("*{course}*: open to join. {about}", course=row.course.name, about=_short(row.course.description))
    counts = counts_words(row.counts) if row.counts else say("")
    return say("*{course}* ({idnumber}): {counts}", course=row.course.name, idnumber=row.course.idnumber, counts=counts)


def _row_button(row: CourseRow) -> Button:
    if row.why == JOINABLE:
        return Button(say("Enrol"), JOIN, {"course": row.course.id})
    return Button(say("Open"), OPEN, {"course": row.course.id})


def course_card(state: CourseState, *, said: Words | None = None, undo_id: int | None = None) -> Card:
    """A course: how the asker stands with it, modules and activities, competencies, people, and what can be done."""
    course = state.course
    parts: list[Part] = [Header(course.name)]
    if said is not None:
        parts.append(Text(said))
    if course.description:
        parts.append(Text(course.description))
    parts.append(Text(standing_words(state.standing, state.zone)))
    parts += [Text(each) for each in _module_lines(state.modules)]
    if state.competencies:
        parts.append(Text(_gives(state)))
    if state.rights.staff:
        parts.append(Text(say("{counts}.", counts=counts_words(state.counts))))
    parts.append(Context(_about(course)))
    parts += [Actions(buttons) for buttons in _buttons(state, undo_id) if buttons]
    summary = say("{course}. {standing}", course=course.name, standing=standing_words(state.standing, state.zone))
    return Card(said or summary, parts)


def _module_lines(modules: Sequence[CourseModuleView]) -> list[Sentence]:
    lines = [
        say("*{module}*{theory}: {activities}", module=each.name, theory=_theory(each), activities=_activities(each))
        for each in modules[:MOST_LINES]
    ]
    if len(modules) > MOST_LINES:
        lines.append(say("And {n} more modules.", n=len(modules) - MOST_LINES))
    return lines


def _theory(module: CourseModuleView) -> Sentence:
    return say(" (theory)") if module.theory else say("")


def _activities(module: CourseModuleView) -> Words:
    if not module.activities:
        return say("nothing in it yet")
    shown = [
        say(
            "{symbol} {title}{required}",
            symbol="✓" if each.done else "○",
            title=each.title,
            required=say(" (required)") if each.required else say(""),
        )
        for each in module.activities[:MOST_LINES]
    ]
    rest = len(module.activities) - len(shown)
    return dotted([*shown, say("{n} more", n=rest)] if rest > 0 else shown)


def _gives(state: CourseState) -> Sentence:
    shown = [effect_words(each, state.values[each.competency.id]) for each in state.competencies[:MOST_LINES]]
    rest = len(state.competencies) - len(shown)
    named = [*shown, say("{n} more", n=rest)] if rest > 0 else shown
    return say("*Competencies*: {joined}", joined=dotted(named))


def _about(course: CourseView) -> Sentence:
    who = say("open to join") if course.open else say("by enrolment")
    theory = say(" · theory only: no skill is given by it") if course.theory_only else say("")
    if course.category:
        return say("{idnumber} · {category} · {who}{theory}", idnumber=course.idnumber, category=course.category,
                   who=who, theory=theory)
    return say("{idnumber} · {who}{theory}", idnumber=course.idnumber, who=who, theory=theory)


def _buttons(state: CourseState, undo_id: int | None) -> list[list[Button]]:
    payload, rights = {"course": state.course.id}, state.rights
    own: list[Button] = []
    if state.following is not None and state.standing.running:
        title = say("Next: {title}", title=state.following.title)
        action = START if state.following.quiz else SHOW_ACTIVITY
        own.append(Button(title, action, {"activity": state.following.id}, "primary"))
    if state.standing.enrolled_since is None and state.standing.completed_at is None and state.course.open:
        own.append(Button(say("Enrol"), JOIN, payload, "primary"))
    if state.standing.running and state.course.open and undo_id is None:
        own.append(Button(say("Leave"), LEAVE, payload))
    if undo_id is not None:
        own.append(undo_button(undo_id))
    people: list[Button] = []
    if rights.enrol:
        people.append(Button(say("Enrol people"), ENROL, payload))
    if rights.grade or rights.report:
        people.append(Button(say("People"), PEOPLE, payload))
    if rights.grade:
        people.append(Button(say("Grade"), GRADE, payload))
    if rights.report:
        people.append(Button(say("Report"), BREAKDOWN, payload))
    editing: list[Button] = []
    if rights.edit:
        editing += [Button(say("Edit"), EDIT, payload), Button(say("Modules"), MODULES, payload)]
    if rights.competencies:
        editing.append(Button(say("Competencies"), COMPETENCIES, payload))
    return [own, people, editing]


def which_card(words: str, found: Sequence[CourseView], *, action: str = OPEN, payload: Mapping[str, object]) -> Card:
    """Several courses may be meant, or none is and these come near (chat/errors)."""
    asked = say("I don't find exactly '{words}'. Is it one of these?", words=words)
    return choose_card(asked, found, action=action, payload=payload)


def choose_card(asked: Words, found: Sequence[CourseView], *, action: str, payload: Mapping[str, object]) -> Card:
    """A question with courses to choose from."""
    rows = [Text(each.name, Button(say("Choose"), action, {**payload, "course": each.id})) for each in found]
    return Card(asked, (Text(asked), *rows))


def joined_words(name: str, at: datetime) -> Sentence:
    """What stays after a press of Enrol."""
    return say("✓ You are enrolled on {course}, {at}.", course=name, at=TimeOfDay(at))


def left_words(name: str, at: datetime) -> Sentence:
    """What stays after a press of Leave."""
    return say("You left {course}, {at}. What you completed stays.", course=name, at=TimeOfDay(at))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_ABOUT else text[: LONGEST_ABOUT - 1].rstrip() + "…"
