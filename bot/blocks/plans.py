"""Cards of plans: one's own list with bars, one plan with its items in colours, what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.blocks import plan_words as words
from bot.blocks.course_words import PAGE, page_words
from bot.blocks.courses import JOIN, PROVIDES
from bot.cards import Actions, Button, Card, Confirm, Context, Element, Header, Part, Pick, Text, Words, undo_button
from core.people import PersonView
from core.plans import Colour, CourseRef, PlanItem, PlanState, PlanView, RequestState, RequestView, Tallied
from core.words import Sentence, say, say_count

NO_PLANS = say("No plan yet.")
_ORDER = {Colour.OPEN: 0, Colour.COVERED: 1, Colour.MET: 2, Colour.NOT_REQUIRED: 3}


@dataclass(frozen=True)
class PlanRights:
    """What the reader may do with a plan."""

    edit: bool = False
    manage: bool = False
    complete: bool = False
    ask: bool = False


@dataclass(frozen=True)
class PlanSeen:
    """A plan as one reader sees it: `items` that they see, `shown` of which competencies they see how they stand.

    `tally` is none where that is hidden. `courses` are those to enrol in for what nothing covers.
    """

    plan: PlanView
    person: PersonView
    own: bool
    today: date
    items: Sequence[PlanItem]
    tally: Tallied | None
    shown: frozenset[int]
    rights: PlanRights
    courses: Mapping[int, Sequence[CourseRef]]
    request: RequestView | None = None
    approver: str = ""

    @property
    def reviewable(self) -> Sequence[PlanItem]:
        """What of one's own active plan is not met, and can be asked to be reviewed from it (review/request)."""
        if not (self.own and self.plan.active):
            return []
        return [each for each in self.items if each.colour in (Colour.OPEN, Colour.COVERED)]


@dataclass(frozen=True)
class PlanRow:
    """A plan in a list, with how far it is where the reader sees that."""

    plan: PlanView
    tally: Tallied | None


def list_card(person: PersonView, rows: Sequence[PlanRow], today: date, *, own: bool, may_make: bool) -> Card:
    """A person's plans: active first, each with its bar (plans/progress)."""
    head = say("Your plans") if own else say("Plans of {name}", name=person.first_name)
    parts: list[Part] = [Header(head)]
    if not rows:
        parts.append(Text(NO_PLANS if own else say("{name} has no plan yet.", name=person.first_name)))
    parts += [row_part(each, today) for each in rows[:PAGE]]
    if len(rows) > PAGE:
        parts.append(Context(page_words(0, PAGE, len(rows))))
    if may_make:
        label = say("New plan") if own else say("New plan for {name}", name=person.first_name)
        parts.append(Actions((Button(label, words.NEW, {"person": person.id}),)))
    said = say_count("{name}: {n} plan.", "{name}: {n} plans.", len(rows), name=person.first_name)
    return Card(NO_PLANS if own and not rows else said, tuple(parts))


def row_part(row: PlanRow, today: date) -> Text:
    """A plan in one line, with its bar, that opens its report."""
    said = words.head_words(row.plan, today)
    if row.tally is not None and row.plan.state != PlanState.DRAFT:
        said = say("{said} {progress}", said=said, progress=words.progress_words(row.tally))
    return Text(said, Button(say("Open"), words.OPEN, {"plan": row.plan.id}))


def plan_card(seen: PlanSeen, start: int = 0, *, said: Words | None = None, undo_id: int | None = None) -> Card:
    """The plan's report: how far, each item in its colour with its word, courses to enrol in, what can be done."""
    summary = summary_of(seen)
    parts: list[Part] = [Text(said)] if said is not None else []
    parts += [Text(summary), *_request_line(seen)]
    items = sorted(seen.items, key=lambda each: _ORDER[each.colour] if each.competency.id in seen.shown else 0)
    page = items[start : start + PAGE]
    parts += [_item(seen, each) for each in page] or [Text(say("No competency is in it yet."))]
    if len(items) > PAGE:
        parts.append(Context(page_words(start, len(page), len(items))))
    elements = _elements(seen, start, len(items), undo_id)
    if elements:
        parts.append(Actions(elements))
    return Card(say("{said} {summary}", said=said, summary=summary) if said is not None else summary, tuple(parts))


def summary_of(seen: PlanSeen) -> Sentence:
    """'Safety basics, active, due 1 March 2027. ▓▓▓░░░ 3 of 6 met.'"""
    head = words.head_words(seen.plan, seen.today)
    if not seen.own:
        head = say("{name}: {head}", name=seen.person.first_name, head=head)
    if seen.tally is None or seen.plan.state == PlanState.DRAFT:
        return head
    return say("{head} {progress}", head=head, progress=words.progress_words(seen.tally))


def _request_line(seen: PlanSeen) -> list[Part]:
    found = seen.request
    if found is None or seen.plan.state != PlanState.DRAFT:
        return []
    match found.state:
        case RequestState.WAITING:
            return [Context(say("Approval asked {at}; waits for {name}.", at=found.asked_at, name=seen.approver))]
        case RequestState.IN_REVIEW:
            return [Context(say("In review by {name} since {at}.", name=seen.approver, at=found.since))]
        case RequestState.REJECTED:
            return [Context(say("Rejected by {name}, {at}. Change it and ask again.", name=seen.approver,
                                at=found.since))]
    return []


def _item(seen: PlanSeen, item: PlanItem) -> Text:
    if item.competency.id not in seen.shown:
        return Text(say("{name}", name=item.competency.name))
    said = words.item_words(item)
    if (runs := words.courses_words(item)) is not None:
        said = say("{said}. {runs}", said=said, runs=runs)
    return Text(said, _way(seen, item))


def _way(seen: PlanSeen, item: PlanItem) -> Button | None:
    """Where to go on for what is not met: the one open course at once, else all that can provide it."""
    courses = seen.courses.get(item.competency.id, ())
    if item.colour not in (Colour.OPEN, Colour.COVERED) or not seen.plan.live or not courses:
        return None
    joinable = [each for each in courses if each.open]
    if seen.own and item.colour == Colour.OPEN and len(joinable) == 1:
        return Button(say("Enrol"), JOIN, {"course": joinable[0].id})
    if item.running and len(courses) <= len(item.running):
        return None
    return Button(say("Courses"), PROVIDES, {"competency": item.competency.id})


def _elements(seen: PlanSeen, start: int, total: int, undo_id: int | None) -> list[Element]:
    payload = {"plan": seen.plan.id}
    found: list[Element] = []
    if (first := _first(seen, payload)) is not None:
        found.append(first)
    if start + PAGE < total:
        found.append(Button(say("Show more"), words.MORE, {**payload, "from": start + PAGE}))
    if undo_id is not None:
        found.append(undo_button(undo_id))
    if options := _options(seen):
        found.append(Pick(say("More"), words.DO, options, payload))
    return found


def _first(seen: PlanSeen, payload: Mapping[str, int]) -> Button | None:
    """What is done next with the plan, if the reader may."""
    state, asked = seen.plan.state, seen.request is not None and seen.request.is_open
    if state == PlanState.DRAFT and seen.rights.manage:
        return Button(say("Activate"), words.ACTIVATE, payload, "primary")
    if state == PlanState.DRAFT and seen.rights.ask and not asked and seen.items:
        return Button(say("Ask for approval"), words.ASK, payload, "primary")
    if state == PlanState.ACTIVE and seen.rights.complete:
        return complete_button(seen)
    return None


def complete_button(seen: PlanSeen) -> Button:
    """Complete; where something is left it says so before the press."""
    payload, tally = {"plan": seen.plan.id}, seen.tally
    if tally is not None and tally.all_met:
        return Button(say("Complete"), words.COMPLETE, payload, "primary")
    text = say("What is not met stays a gap. What is shown now is kept.")
    if tally is not None:
        text = say("{met} of {n} met. {text}", met=tally.met, n=tally.items, text=text)
    confirm = Confirm(say("Complete {name}?", name=words.name_of(seen.plan)), text, say("Complete"))
    return Button(say("Complete"), words.COMPLETE, payload, confirm=confirm)


def _options(seen: PlanSeen) -> list[tuple[Words, str]]:
    plan, rights = seen.plan, seen.rights
    found: list[tuple[Words, str]] = []
    if seen.reviewable:
        found.append((say("Ask for a review"), "review"))
    if rights.edit:
        found.append((say("Add competencies"), "add"))
        if any(each.own for each in seen.items) or not plan.linked:
            found.append((say("Take competencies off"), "take_off"))
        if not plan.linked:
            found.append((say("Name and due date"), "edit"))
    if rights.manage and plan.linked and plan.live:
        found.append((say("Unlink from the template"), "unlink"))
    if rights.edit and (plan.state == PlanState.DRAFT or not plan.linked):
        found.append((say("Throw away"), "discard"))
    return found


def home_card(rows: Sequence[PlanRow], today: date) -> Card:
    """The plans of App Home: the active ones with their bars, left out without any (chat/home)."""
    parts: list[Part] = [Header(say("Plans")), *(row_part(each, today) for each in rows[:5])]
    if len(rows) > 5:
        parts.append(Context(say("1 to {shown} of {n}; plan shows all.", shown=5, n=len(rows))))
    return Card(say("Plans"), tuple(parts))
