"""Cards about the people of a course: enrolling them, how each stands, what a teacher can do; and categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.blocks.course_words import PAGE, counts_words, page_words, paging, person_words
from bot.blocks.courses import ENROL, OPEN, PEOPLE
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words, undo_button
from core.activities import CourseCounts, CourseStanding, CourseView, EnrolmentPlan
from core.people import PersonView
from core.words import Sentence, TimeOfDay, say, say_count

APPLY, CANCEL, PERSON = "course.apply", "course.cancel", "course.person"
MARK, UNENROL, GRADE_ONE = "course.mark", "course.unenrol", "course.grade_one"

MOST_NAMED = 10


@dataclass(frozen=True)
class PersonInCourse:
    """A person on a course as staff see them; `rated` are the course's competencies with the value they have."""

    standing: CourseStanding
    rated: Sequence[tuple[int, str, Words]]
    may_grade: bool
    may_enrol: bool
    zone: str


def enrolled_card(
    plan: EnrolmentPlan,
    person: PersonView,
    at: datetime,
    undo_id: int | None,
    *,
    told: bool,
    completed: bool = False,
) -> Card:
    """What came of enrolling one person; `completed` says that all it requires was done before."""
    values = {"name": person.first_name, "course": plan.course.name, "at": TimeOfDay(at)}
    if plan.new:
        said = say("✓ {name} is enrolled on {course}, {at}.", **values)
        if told:
            said = say("{said} {name} is told.", said=said, **values)
        if completed:
            said = say("{said} All it requires was done before, so it is ✓ completed.", said=said)
    elif plan.inactive:
        said = say("Nobody was enrolled: {name} is deactivated.", **values)
    else:
        said = say("{name} is on {course} already. Nothing changed.", **values)
    buttons = [Button(say("Open course"), OPEN, {"course": plan.course.id})]
    if undo_id is not None and not completed:
        buttons.append(undo_button(undo_id))
    return Card(said, (Text(said), Actions(buttons)))


def enrolment_dry_run(plan: EnrolmentPlan, names: Mapping[int, PersonView], payload: Mapping[str, Any]) -> Card:
    """What enrolling several would do, before anything changes (targets/dry-run)."""
    counts = say("{course}. {counts}", course=plan.course.name, counts=_plan_counts(plan, say("{n} new", n=_n(plan))))
    parts: list[Part] = [Header(say("Not enrolled yet")), Text(counts), *_left_out(plan, names)]
    buttons = [Button(say("Cancel"), CANCEL)]
    if plan.new:
        buttons.insert(0, Button(say("Apply"), APPLY, payload, "primary"))
    return Card(say("Not enrolled yet. {counts}", counts=counts), (*parts, Actions(buttons)))


def unenrolment_dry_run(course: CourseView, people: int, payload: Mapping[str, Any]) -> Card:
    """What ending several enrolments would do."""
    said = say_count(
        "{n} person would leave {course}. What they completed stays.",
        "{n} people would leave {course}. What they completed stays.",
        people,
        course=course.name,
    )
    buttons = [Button(say("Apply"), APPLY, payload, "primary"), Button(say("Cancel"), CANCEL)]
    return Card(said, (Header(say("Not applied yet")), Text(said), Actions(buttons)))


def applied_card(by: str, at: datetime, what: Words, undo_id: int | None) -> Card:
    """What stays of a dry run once it was applied."""
    said = say("✓ Applied by {name}, {at}: {what}.", name=by, at=TimeOfDay(at), what=what)
    return Card(said, (Text(said), *([Actions([undo_button(undo_id)])] if undo_id is not None else [])))


def enrolled_counts(plan: EnrolmentPlan) -> Sentence:
    """'7 enrolled, 2 already there'"""
    return _counted(plan, say("{n} enrolled", n=_n(plan)))


def _n(plan: EnrolmentPlan) -> int:
    return len(plan.new)


def _plan_counts(plan: EnrolmentPlan, new: Sentence) -> Sentence:
    everybody = len(plan.new) + len(plan.already) + len(plan.refused) + len(plan.inactive)
    people = say_count("{n} person", "{n} people", everybody)
    return say("{people}: {counts}.", people=people, counts=_counted(plan, new))


def _counted(plan: EnrolmentPlan, new: Sentence) -> Sentence:
    found = [new]
    if plan.already:
        found.append(say("{n} already there", n=len(plan.already)))
    if left := len(plan.refused) + len(plan.inactive):
        found.append(say("{n} left out", n=left))
    values = {f"part{place}": each for place, each in enumerate(found)}
    return say(", ".join(f"{{{name}}}" for name in values), **values)


def _left_out(plan: EnrolmentPlan, names: Mapping[int, PersonView]) -> list[Text]:
    lines = []
    for ids, words in (
        (plan.refused, "Left out, as not supervised by you: {names}."),
        (plan.inactive, "Left out, as they are deactivated: {names}."),
    ):
        if ids:
            lines.append(Text(say(words, names=_names(ids, names))))
    return lines


def _names(ids: Sequence[int], names: Mapping[int, PersonView]) -> list[Words]:
    shown: list[Words] = [names[each].name for each in ids[:MOST_NAMED] if each in names]
    rest = len(ids) - len(shown)
    return [*shown, say("{n} more", n=rest)] if rest > 0 else shown


def people_card(
    course: CourseView, counts: CourseCounts, rows: Sequence[CourseStanding], start: int, total: int, zone: str,
    *, may_enrol: bool = False,
) -> Card:
    """A page of a course's people: those running first."""
    head = say("{course}: {counts}", course=course.name, counts=counts_words(counts))
    parts: list[Part] = [Header(course.name), Text(say("{counts}.", counts=counts_words(counts)))]
    if not rows:
        parts.append(Text(say("Nobody is on it yet.")))
    parts += [
        Text(
            say("*{name}*: {state}", name=each.person.name, state=person_words(each, zone)),
            Button(say("Open"), PERSON, {"course": course.id, "person": each.person.id}),
        )
        for each in rows
    ]
    if total > PAGE:
        parts.append(Context(page_words(start, len(rows), total)))
    buttons = paging(PEOPLE, {"course": course.id}, start, total)
    if may_enrol:
        buttons.append(Button(say("Enrol people"), ENROL, {"course": course.id}, None if rows else "primary"))
    buttons.append(Button(say("Open course"), OPEN, {"course": course.id}))
    return Card(head, (*parts, Actions(buttons)))


def person_card(found: PersonInCourse, *, said: Words | None = None, undo_id: int | None = None) -> Card:
    """A person on a course: how they stand, their value in each of its competencies, what staff can do."""
    standing = found.standing
    payload = {"course": standing.course.id, "person": standing.person.id}
    state = say(
        "{course}: {state}", course=standing.course.name, state=person_words(standing, found.zone)
    )
    parts: list[Part] = [Header(standing.person.name)]
    if said is not None:
        parts.append(Text(said))
    parts.append(Text(state))
    for competency_id, name, value in found.rated[: PAGE * 2]:
        grade = Button(say("Grade"), GRADE_ONE, {**payload, "competency": competency_id}) if found.may_grade else None
        parts.append(Text(say("{name}: {value}", name=name, value=value), grade))
    if len(found.rated) > PAGE * 2:
        rest = say(
            "And {n} more. To grade one: /prowess course grade @{name} SKILL",
            n=len(found.rated) - PAGE * 2,
            name=standing.person.first_name.lower(),
        )
        parts.append(Context(rest))
    buttons = _person_buttons(found, payload, undo_id)
    summary = said or say("{name}. {state}", name=standing.person.name, state=state)
    return Card(summary, (*parts, *([Actions(buttons)] if buttons else [])))


def _person_buttons(found: PersonInCourse, payload: Mapping[str, int], undo_id: int | None) -> list[Button]:
    buttons: list[Button] = []
    standing = found.standing
    if found.may_grade and standing.running:
        buttons.append(Button(say("Mark completed"), MARK, payload, "primary"))
    if found.may_enrol and standing.enrolled_since is not None:
        buttons.append(Button(say("Un-enrol"), UNENROL, payload))
    if undo_id is not None:
        buttons.append(undo_button(undo_id))
    return buttons
