"""Forms of courses: a course, a category, modules, activities, competencies with their outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.blocks.course_words import OUTCOME_LABELS
from bot.cards import Context, Form, FormField, Part, Text, Words
from core.activities import CourseActivity, CourseModuleView, CourseView, LinkOutcome
from core.words import say

SAVE_COURSE, SAVE_CATEGORY = "course.save", "course.save_category"
SAVE_MODULES, SAVE_MODULE = "course.save_modules", "course.save_module"
SAVE_ACTIVITIES, SAVE_ACTIVITY = "course.save_activities", "course.save_activity"
SAVE_COMPETENCIES, SAVE_OUTCOME = "course.save_competencies", "course.save_outcome"
SAVE_LINKS, SAVE_LINK = "course.save_links", "course.save_link"
CATEGORY_LOOKUP, MODULE_LOOKUP, ACTIVITY_LOOKUP, COMPETENCY_LOOKUP = (
    "course.categories", "course.modules", "course.activities", "course.competencies",
)
"""Names of the search fields."""

LONGEST_NAME = 150
LONGEST_TEXT = 3_000
TAKE_OFF, USUAL = "take_off", "usual"

Chosen = tuple[Words, str]
COURSE_OUTCOMES = (LinkOutcome.COMPLETE, LinkOutcome.RECOMMEND, LinkOutcome.EVIDENCE, LinkOutcome.NONE)


def course_form(
    course: CourseView | None,
    *,
    name: str = "",
    category: Chosen | None = None,
    teachers: Sequence[str] | None = None,
) -> Form:
    """A new course, or one on file; `teachers` (chat user ids) only for those who may give that role."""
    fields = [
        FormField("name", say("Name"), initial=course.name if course else name, max_length=LONGEST_NAME),
        FormField(
            "description", say("Description"), "long_text", course.description[:LONGEST_TEXT] if course else "",
            optional=True, max_length=LONGEST_TEXT,
        ),
        FormField(
            "category", say("Category"), "search", category, optional=True, lookup=CATEGORY_LOOKUP,
            hint=say("Where it stands in the catalogue. Type to search."),
        ),
        FormField("open", say("Open"), "check", bool(course and course.open), hint=say("People may enrol themselves")),
        FormField(
            "idnumber", say("Id number"), initial=course.idnumber if course else "", optional=True, max_length=60,
            hint=say("Leave it empty for the next free one."),
        ),
    ]
    if teachers is not None:
        fields.append(FormField("teachers", say("Teachers"), "people", list(teachers), optional=True))
    payload = {"course": course.id} if course else {}
    return Form(say("Edit course") if course else say("New course"), SAVE_COURSE, fields, payload)


def category_form(name: str = "", *, parent: Chosen | None = None, category_id: int | None = None) -> Form:
    """A category of the catalogue, at the top or in another; a new one, or one to be edited."""
    fields = (
        FormField("name", say("Name"), initial=name, max_length=LONGEST_NAME),
        FormField(
            "parent", say("In category"), "search", parent, optional=True, lookup=CATEGORY_LOOKUP,
            hint=say("Leave it empty for the top."),
        ),
    )
    payload = {} if category_id is None else {"category": category_id}
    return Form(say("New category") if category_id is None else say("Edit category"), SAVE_CATEGORY, fields, payload)


def modules_form(course: CourseView) -> Form:
    """Add modules to a course: some that exist, a new one, or both."""
    fields = (
        FormField(
            "modules", say("Modules that exist"), "search", optional=True, lookup=MODULE_LOOKUP, several=True,
            hint=say("Type to search; a module may be in several courses."),
        ),
        FormField("name", say("Or a new module"), optional=True, max_length=LONGEST_NAME),
        FormField("theory", say("Theory"), "check", False, hint=say("The new one is theory: no streak counts it")),
    )
    return Form(say("Add modules"), SAVE_MODULES, fields, {"course": course.id}, intro=(_into(course.name),))


def module_form(course_id: int, module: CourseModuleView) -> Form:
    """A module's name, and whether it is theory."""
    fields = (
        FormField("name", say("Name"), initial=module.name, max_length=LONGEST_NAME),
        FormField("theory", say("Theory"), "check", module.theory, hint=say("It is theory: no streak counts it")),
    )
    return Form(say("Edit module"), SAVE_MODULE, fields, {"course": course_id, "module": module.id})


def activities_form(course_id: int, module: CourseModuleView) -> Form:
    """Add activities to a module: some that exist, a new one, or both."""
    fields = (
        FormField(
            "activities", say("Activities that exist"), "search", optional=True, lookup=ACTIVITY_LOOKUP, several=True,
            hint=say("Type to search; an activity may be in several modules."),
        ),
        FormField("title", say("Or a new activity"), optional=True, max_length=200),
        FormField("description", say("Its description"), "long_text", optional=True, max_length=LONGEST_TEXT),
        FormField("required", say("Required"), "check", True, hint=say("The new one is needed to complete the course")),
    )
    payload = {"course": course_id, "module": module.id}
    return Form(say("Add activities"), SAVE_ACTIVITIES, fields, payload, intro=(_into(module.name),))


def activity_form(course_id: int, module_id: int, activity: CourseActivity) -> Form:
    """Whether courses require an activity, and the score that completes it."""
    fields = (
        FormField(
            "required", say("Required"), "check", activity.required, hint=say("It is needed to complete the course")
        ),
        FormField(
            "least", say("Completed at a score of (%)"), initial=_percent(activity.completed_at_score), optional=True,
            max_length=12, hint=say("Leave it empty where any result completes it."),
        ),
    )
    payload = {"course": course_id, "module": module_id, "activity": activity.id}
    return Form(say("Activity"), SAVE_ACTIVITY, fields, payload, intro=(Text(activity.title),))


def competencies_form(course: CourseView) -> Form:
    """Put several competencies on a course at once, each under the outcome it gets (courses/competencies)."""
    fields = [
        FormField(
            str(outcome), OUTCOME_LABELS[outcome], "search", optional=True, lookup=COMPETENCY_LOOKUP, several=True
        )
        for outcome in COURSE_OUTCOMES
    ]
    return Form(say("Add competencies"), SAVE_COMPETENCIES, fields, {"course": course.id}, intro=(_onto(course.name),))


def outcome_form(course: CourseView, competency_id: int, name: str, outcome: str) -> Form:
    """What completing a course does for one of its competencies."""
    payload = {"course": course.id, "competency": competency_id}
    return Form(say("Outcome"), SAVE_OUTCOME, (_outcome(outcome, COURSE_OUTCOMES),), payload, intro=(Text(name),))


def links_form(course_id: int, module_id: int, activity_id: int, title: str) -> Form:
    """Put competencies on an activity, with the usual outcome of their category or another (activities/outcome)."""
    usual = (say("As usual: skills by streak, others as evidence"), USUAL)
    options = (usual, *((OUTCOME_LABELS[each], str(each)) for each in LinkOutcome))
    fields = (
        FormField("competencies", say("Competencies"), "search", lookup=COMPETENCY_LOOKUP, several=True),
        FormField("outcome", say("What a result does"), "choice", initial=USUAL, options=options),
    )
    payload = {"course": course_id, "module": module_id, "activity": activity_id}
    since = Context(say("Results from now on count: nobody gains or falls by adding one."))
    return Form(say("Add competencies"), SAVE_LINKS, fields, payload, intro=(_onto(title), since))


def link_form(payload: dict[str, int], name: str, outcome: str, *, skill: bool) -> Form:
    """What a result of an activity does for one of its competencies; the streak is for skills only."""
    outcomes = tuple(each for each in LinkOutcome if skill or each != LinkOutcome.STREAK)
    return Form(say("Outcome"), SAVE_LINK, (_outcome(outcome, outcomes),), payload, intro=(Text(name),))


def _outcome(initial: str, outcomes: Sequence[LinkOutcome]) -> FormField:
    options = [*((OUTCOME_LABELS[each], str(each)) for each in outcomes), (say("Take it off"), TAKE_OFF)]
    return FormField("outcome", say("What it does"), "choice", initial, options=options)


def _into(name: str) -> Part:
    return Text(say("Into *{name}*.", name=name))


def _onto(name: str) -> Part:
    return Text(say("On *{name}*.", name=name))


def _percent(score: Decimal | None) -> str:
    return "" if score is None else f"{(score * 100).normalize():f}"
