"""Cards of setting targets: what was set, the dry run, what is still asked, and what the person is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.blocks.gap_words import SYMBOLS, dotted, required_name, status_word, status_words
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words, line, undo_button
from bot.target_draft import TargetDraft
from core.frameworks import CompetencyView
from core.gaps import MEETING, GapStatus, ProfileRow
from core.people import PersonView
from core.targets import Outcome, PlannedTarget, TargetPlan
from core.words import Sentence, TimeOfDay, say, say_count

APPLY, CHANGE, CANCEL = "targets.apply", "targets.change", "targets.cancel"
CHOOSE_SKILL, CHOOSE_DAY, NO_SUCH_SKILL = "targets.skill", "targets.day", "targets.unknown"
SHOW, WHY, SET, START_QUIZ = "targets.show", "targets.why", "targets.set", "quiz.start"

MOST_NAMED = 5


@dataclass(frozen=True)
class Named:
    """Persons and competencies by id, for sentences."""

    persons: Mapping[int, PersonView]
    skills: Mapping[int, CompetencyView]


@dataclass(frozen=True)
class SetForOne:
    """What came of setting targets for one person: the plan, the rows as they stand now, the undo, who is told."""

    person: PersonView
    plan: TargetPlan
    rows: Sequence[ProfileRow]
    undo_id: int | None
    told: bool


def set_card(found: SetForOne, named: Named) -> Card:
    """Targets of one person: each with how it stands, counts, and Undo (targets/assign)."""
    skills = [line.competency_id for line in found.plan.written]
    lines = [*_set_words(found), *_counted(found.plan, [Outcome.CHANGED, Outcome.ALREADY_THERE, Outcome.EXEMPT])]
    if found.told:
        lines.append(say("{name} is told.", name=found.person.first_name))
    summary = say(" ".join(f"{{line{place}}}" for place in range(len(lines))), **_numbered("line", lines))
    left_out = [Text(words) for words in left_out_words(found.plan, named)]
    buttons = [
        Button(say("Show {name}", name=found.person.first_name), SHOW, {"person": found.person.id}),
        Button(say("Why?"), WHY, {"person": found.person.id, "skills": skills}),
    ]
    if found.undo_id is not None:
        buttons.append(undo_button(found.undo_id))
    return Card(summary, (Text(summary), *left_out, Actions(buttons if skills else buttons[:1])))


def no_way(competency_ids: Iterable[int], named: Named) -> list[Context]:
    """A warning for each competency that nobody can be rated in yet (frameworks/no-path)."""
    return [
        Context(
            say(
                "△ {skill}: nobody can be rated in it yet, no path that can be met leads there.",
                skill=named.skills[each].name,
            )
        )
        for each in sorted(competency_ids)
        if each in named.skills
    ]


def _set_words(found: SetForOne) -> list[Sentence]:
    name, due = found.person.first_name, found.plan.due_on
    if not found.plan.written:
        return [say("Nothing new was set for {name}.", name=name)]
    rows = dotted(_standing(row) for row in found.rows)
    if due is not None:
        head = say("*Set for {name}*, due {due}: {rows}.", name=name, due=due, rows=rows)
    else:
        head = say("*Set for {name}*: {rows}.", name=name, rows=rows)
    created = found.plan.created
    return [head, say("{n} created.", n=created)] if created else [head]


def _standing(row: ProfileRow) -> Sentence:
    """'○ Fire safety' or '✓ First aid at work, already met (not verified)'."""
    name = required_name(row)
    if row.status in MEETING:
        return say("{symbol} {name}, already {status}", symbol=SYMBOLS[row.status], name=name, status=status_word(row))
    if row.status == GapStatus.MISSING:
        return say("{symbol} {name}", symbol=SYMBOLS[row.status], name=name)
    return say("{name}: {status}", name=name, status=status_words(row))


def dry_run(draft: TargetDraft, plan: TargetPlan, named: Named, team: str | None) -> Card:
    """What applying would do, before anything changes (targets/dry-run)."""
    counts = plan_counts(plan)
    parts: list[Part] = [Header(say("Not applied yet")), Text(wished(plan, named, plan.due_on)), Text(counts)]
    parts += [Text(words) for words in left_out_words(plan, named)]
    if team is not None:
        parts.append(Context(say("For those in {team} now; who joins later is not included.", team=team)))
    payload = draft.payload()
    buttons = [Button(say("Change"), CHANGE, payload), Button(say("Cancel"), CANCEL)]
    if plan.written:
        buttons.insert(0, Button(say("Apply"), APPLY, payload, "primary"))
    return Card(say("Not applied yet. {counts}", counts=counts), (*parts, Actions(buttons)))


def plan_counts(plan: TargetPlan) -> Sentence:
    """'9 people: 5 new, 2 already met, 1 already there, 1 exempt.'"""
    persons, skills = len(plan.people()), len({line.competency_id for line in plan.lines})
    head = say_count("{n} person", "{n} people", persons)
    if skills > 1:
        head = say("{people}, {skills}", people=head, skills=say_count("{n} skill", "{n} skills", skills))
    return say("{head}: {counts}.", head=head, counts=_comma(_counts(plan, _PLANNED)))


_PLANNED: Mapping[tuple[Outcome, ...], str] = {
    (Outcome.NEW,): "{n} new",
    (Outcome.ALREADY_MET,): "{n} already met",
    (Outcome.CHANGED,): "{n} changed",
    (Outcome.ALREADY_THERE,): "{n} already there",
    (Outcome.EXEMPT,): "{n} exempt",
    (Outcome.NOT_SUPERVISED, Outcome.INACTIVE, Outcome.ABOVE_TIER): "{n} left out",
}
_DONE: Mapping[tuple[Outcome, ...], str] = {
    (Outcome.NEW, Outcome.ALREADY_MET): "{n} created",
    **{key: words for key, words in _PLANNED.items() if key[0] not in (Outcome.NEW, Outcome.ALREADY_MET)},
}


def _counts(plan: TargetPlan, kinds: Mapping[tuple[Outcome, ...], str]) -> list[Sentence]:
    counted = {words: plan.count(*outcomes) for outcomes, words in kinds.items()}
    found = [say(words, n=count) for words, count in counted.items() if count]
    return found or [say("nothing to do")]


def applied(plan: TargetPlan, by: str, at: datetime, undo_id: int | None) -> Card:
    """What stays of the dry run: who applied it, when, and what came of it."""
    counts = applied_counts(plan)
    said = say("✓ Applied by {name}, {at}: {counts}.", name=by, at=TimeOfDay(at), counts=counts)
    parts: tuple[Part, ...] = (Text(said),)
    return Card(said, (*parts, Actions((undo_button(undo_id),))) if undo_id is not None else parts)


def wished(plan: TargetPlan, named: Named, due: date | None) -> Sentence:
    """'Fire safety and English B2, due 1 March 2027.'"""
    values = {line.competency_id: line.value for line in plan.lines}
    names: list[Words] = [
        say("{name}: {value}", name=view.name, value=values[each].name) if each in values else say("{n}", n=view.name)
        for each, view in named.skills.items()
    ]
    if due is None:
        return say("{skills}, no due date.", skills=names)
    return say("{skills}, due {due}.", skills=names, due=due)


def applied_counts(plan: TargetPlan) -> Sentence:
    """'7 created, 1 already there, 1 exempt'"""
    return _comma(_counts(plan, _DONE))


def _counted(plan: TargetPlan, outcomes: Sequence[Outcome]) -> list[Sentence]:
    words = {
        Outcome.CHANGED: "{n} changed.",
        Outcome.ALREADY_THERE: "{n} already there.",
        Outcome.EXEMPT: "{n} exempt.",
    }
    return [say(words[each], n=plan.count(each)) for each in outcomes if plan.count(each)]


def left_out_words(plan: TargetPlan, named: Named) -> list[Sentence]:
    """Who and what is left out, and why (targets/who)."""
    found = []
    if others := _people(plan, Outcome.NOT_SUPERVISED, named):
        found.append(say("Left out, as not supervised by you: {names}.", names=others))
    if gone := _people(plan, Outcome.INACTIVE, named):
        found.append(say("Left out, as they are deactivated: {names}.", names=gone))
    above: dict[int, list[PlannedTarget]] = {}
    for each in plan.lines:
        if each.outcome == Outcome.ABOVE_TIER:
            above.setdefault(each.competency_id, []).append(each)
    for skill, lines in above.items():
        names = _names([each.person_id for each in lines], named)
        found.append(
            say_count(
                "{skill} is above the access tier of {names}; an admin can help.",
                "{skill} is above the access tiers of {names}; an admin can help.",
                len(lines), skill=named.skills[skill].name, names=names,
            )
        )
    return found


def _people(plan: TargetPlan, outcome: Outcome, named: Named) -> list[Words]:
    return _names(plan.people(outcome), named)


def _names(ids: Sequence[int], named: Named) -> list[Words]:
    names: list[Words] = [named.persons[each].name for each in ids[:MOST_NAMED] if each in named.persons]
    more = len(ids) - MOST_NAMED
    return [*names, say_count("{n} other", "{n} others", more)] if more > 0 else names


def which_skill(draft: TargetDraft, alike: Sequence[CompetencyView]) -> Card:
    """Asks which competency the words mean; it is never guessed."""
    said = say("I don't find '{words}'. Is it one of these?", words=draft.unknown[0].words)
    payload = draft.payload()
    buttons = [Button(each.name, CHOOSE_SKILL, {**payload, "chosen": each.id}) for each in alike[:3]]
    none = Button(say("None of these"), NO_SUCH_SKILL, {"words": draft.unknown[0].words})
    return Card(said, (Text(said), Context(say("Nothing is set yet.")), Actions((*buttons, none))))


def unknown_skill(words: str) -> Card:
    """Nothing of that name: what is wrong, and an example."""
    return line(
        say(
            "Nothing was set: '{words}' is not in the catalogue. Example: /target @anna Fire safety by 1 March",
            words=words,
        )
    )


def which_day(draft: TargetDraft) -> Card:
    """Asks which of two days was meant; it is never guessed."""
    said = say("Which day is {words}?", words=draft.due_words)
    payload = draft.payload()
    days = [
        Button(say("{day}", day=day), CHOOSE_DAY, {**payload, "chosen": day.isoformat()}) for day in draft.days
    ]
    other = Button(say("Other"), CHANGE, payload)
    return Card(said, (Text(said), Context(say("Nothing is set yet.")), Actions((*days, other))))


def undone(names: Sequence[str], persons: int, count: int, at: datetime) -> Sentence:
    """What the undoing person reads; of many persons their number."""
    of: Words = say("{names}", names=list(names)) if persons <= len(names) else say("{n} people", n=persons)
    return say_count(
        "Undone, {at}. {n} target of {of} was taken back.",
        "Undone, {at}. {n} targets of {of} were taken back.",
        count, of=of, at=TimeOfDay(at),
    )


def _comma(parts: Sequence[Words]) -> Sentence:
    return say(", ".join(f"{{part{place}}}" for place in range(len(parts))), **_numbered("part", parts))


def _numbered(name: str, parts: Sequence[Words]) -> dict[str, Words]:
    return {f"{name}{place}": part for place, part in enumerate(parts)}
