"""Cards of what is in a course, for those who edit it: modules, activities, competencies with their outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.blocks.course_words import OUTCOME_WORDS, PAGE, elsewhere_words, page_words, paging
from bot.blocks.courses import COMPETENCIES, MODULES, OPEN
from bot.blocks.quiz_authoring import QUESTIONS
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words, undo_button
from bot.desk import RUN_VERB
from core.activities import CourseActivity, CourseCompetencyView, CourseModuleView, CourseView, LinkView
from core.frameworks import CompetencyView
from core.words import Percent, Sentence, say, say_count

ADD_MODULES, MODULE, EDIT_MODULE, TAKE_OUT_MODULE = (
    "course.add_modules", "course.module", "course.edit_module", "course.take_out_module",
)
ADD_ACTIVITIES, EDIT_ACTIVITY, TAKE_OUT_ACTIVITY, ACTIVITY = (
    "course.add_activities", "course.edit_activity", "course.take_out_activity", "course.activity_edit",
)
ADD_COMPETENCIES, CHANGE_OUTCOME = "course.add_competencies", "course.change_outcome"
ADD_LINKS, CHANGE_LINK = "course.add_links", "course.change_link"


@dataclass(frozen=True)
class ActivityState:
    """An activity in a module as its editors see it: its competencies with their outcomes."""

    course_id: int
    module: CourseModuleView
    activity: CourseActivity
    links: Sequence[tuple[LinkView, CompetencyView]]
    may_link: bool

    @property
    def payload(self) -> Mapping[str, int]:
        """What its buttons carry."""
        return {"course": self.course_id, "module": self.module.id, "activity": self.activity.id}


def modules_card(
    course: CourseView, modules: Sequence[CourseModuleView], start: int = 0, *, said: Words | None = None
) -> Card:
    """The modules of a course, each to be opened."""
    shown = modules[start : start + PAGE]
    head = say_count("{course}: {n} module", "{course}: {n} modules", len(modules), course=course.name)
    parts: list[Part] = [Header(head), *_said(said)]
    if not modules:
        parts.append(Text(say("Nothing is in it yet. Add a module, then activities.")))
    parts += [
        Text(_module_words(each), Button(say("Open"), MODULE, {"course": course.id, "module": each.id}))
        for each in shown
    ]
    buttons = [Button(say("Add modules"), ADD_MODULES, {"course": course.id}, "primary")]
    buttons += paging(MODULES, {"course": course.id}, start, len(modules))
    buttons.append(Button(say("Open course"), OPEN, {"course": course.id}))
    if len(modules) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(modules))))
    return Card(said or head, (*parts, Actions(buttons)))


def _module_words(module: CourseModuleView) -> Sentence:
    activities = say_count("{n} activity", "{n} activities", len(module.activities))
    required = sum(1 for each in module.activities if each.required)
    kind = say("theory") if module.theory else say("practice")
    return say("*{name}*: {kind}, {activities}, {required} required{shared}", name=module.name, kind=kind,
               activities=activities, required=required, shared=_shared(module))


def _shared(module: CourseModuleView) -> Sentence:
    others = module.courses - 1
    return say_count(", in {n} other course, too", ", in {n} other courses, too", others) if others > 0 else say("")


def module_card(course_id: int, module: CourseModuleView, start: int = 0, *, said: Words | None = None) -> Card:
    """A module with its activities, each to be opened."""
    shown = module.activities[start : start + PAGE]
    payload = {"course": course_id, "module": module.id}
    parts: list[Part] = [Header(module.name), *_said(said), Text(_about(module))]
    parts += [
        Text(_activity_words(each), Button(say("Open"), ACTIVITY, {**payload, "activity": each.id})) for each in shown
    ]
    if len(module.activities) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(module.activities))))
    buttons = [Button(say("Add activities"), ADD_ACTIVITIES, payload, "primary")]
    buttons += paging(MODULE, payload, start, len(module.activities))
    buttons.append(Button(say("Edit"), EDIT_MODULE, payload))
    buttons.append(Button(say("Take out"), TAKE_OUT_MODULE, payload))
    back = Actions([Button(say("All modules"), MODULES, {"course": course_id})])
    return Card(said or say("{name}", name=module.name), (*parts, Actions(buttons), back))


def _about(module: CourseModuleView) -> Sentence:
    if module.theory:
        return say("Theory: its activities count towards no streak and break none{shared}.", shared=_shared(module))
    return say("Practice: its activities count towards streaks{shared}.", shared=_shared(module))


def _activity_words(activity: CourseActivity) -> Sentence:
    return say("*{title}*: {state}", title=activity.title, state=_state_words(activity))


def _state_words(activity: CourseActivity) -> Sentence:
    required = say("required") if activity.required else say("not required")
    quiz = say(", quiz") if activity.quiz else say("")
    least = activity.completed_at_score
    at = say("") if least is None else say(", completed at {score}", score=Percent(least))
    return say("{required}{quiz}{at}", required=required, quiz=quiz, at=at)


def activity_card(state: ActivityState, *, said: Words | None = None) -> Card:
    """An activity of a module: whether it is required, and its competencies, each with what a result does."""
    parts: list[Part] = [Header(state.activity.title), *_said(said), Context(_state_words(state.activity))]
    parts += [
        Text(
            say("{name}: {outcome}", name=competency.name, outcome=OUTCOME_WORDS[link.outcome]),
            Button(say("Change"), CHANGE_LINK, {**state.payload, "competency": competency.id})
            if state.may_link
            else None,
        )
        for link, competency in state.links
    ]
    if not state.links:
        parts.append(Text(say("No competency is on it yet.")))
    buttons = [Button(say("Edit"), EDIT_ACTIVITY, state.payload)]
    if state.may_link:
        buttons.append(Button(say("Add competencies"), ADD_LINKS, state.payload))
        tag = {"verb": "tag", "words": state.activity.title}
        buttons.append(Button(say("Assign skills with AI"), RUN_VERB, tag))
    buttons.append(Button(say("Take out"), TAKE_OUT_ACTIVITY, state.payload))
    back = Button(say("Back to module"), MODULE, {"course": state.course_id, "module": state.module.id})
    questions = Button(say("Questions"), QUESTIONS, {"activity": state.activity.id, "beside": True})
    return Card(said or state.activity.title, (*parts, Actions(buttons), Actions([questions, back])))


def competencies_card(
    course: CourseView,
    found: Sequence[CourseCompetencyView],
    start: int = 0,
    *,
    said: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    """The competencies of a course: outcome, and on how many other courses each is (courses/competencies)."""
    shown = found[start : start + PAGE]
    head = say_count("{course}: {n} competency", "{course}: {n} competencies", len(found), course=course.name)
    parts: list[Part] = [Header(head), *_said(said)]
    if not found:
        parts.append(Text(say("No competency is on it yet.")))
    parts += [
        Text(
            _competency_words(each),
            Button(say("Change"), CHANGE_OUTCOME, {"course": course.id, "competency": each.competency.id}),
        )
        for each in shown
    ]
    if len(found) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(found))))
    buttons = [Button(say("Add competencies"), ADD_COMPETENCIES, {"course": course.id}, "primary")]
    buttons += paging(COMPETENCIES, {"course": course.id}, start, len(found))
    if undo_id is not None:
        buttons.append(undo_button(undo_id))
    buttons.append(Button(say("Open course"), OPEN, {"course": course.id}))
    return Card(said or head, (*parts, Actions(buttons)))


def _competency_words(view: CourseCompetencyView) -> Sentence:
    values = {
        "name": view.competency.name,
        "outcome": OUTCOME_WORDS[view.outcome],
        "elsewhere": elsewhere_words(view.elsewhere),
    }
    if view.effect != view.outcome:
        return say("*{name}*: {outcome}, but only evidence while all is theory; {elsewhere}", **values)
    return say("*{name}*: {outcome}; {elsewhere}", **values)


def _said(said: Words | None) -> list[Part]:
    return [] if said is None else [Text(said)]
