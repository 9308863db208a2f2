"""Cards of paths: the way to a value, the rules of a competency, and a change of them before it applies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.activities import START
from bot.blocks.path_words import POLICY_WORDS, PathNames, path_words, some, step_words
from bot.cards import Actions, Button, Card, Context, Header, Part, Pick, Text, Words
from core.achievements import CriterionKind, Preview, RuleSet, Running, Way
from core.frameworks import CompetencyView, ScaleValueView
from core.words import Sentence, TimeOfDay, say, say_count

RULE = "paths.edit"
ADD, POLICY, REMOVE, DEFAULTS = "paths.add", "paths.policy", "paths.remove", "paths.defaults"
APPLY, CANCEL = "paths.apply", "paths.cancel"
SHORTEST, ADD_EVIDENCE = "paths.shortest", "evidence.add"
WHY_RATED = "why.rated"
MOST_STEPS = 10


@dataclass(frozen=True)
class WayView:
    """The way of a person to a value, and whether it is the asker's own; `quiz` where a quiz helps on it."""

    competency: CompetencyView
    value: ScaleValueView
    way: Way
    first_name: str
    person_id: int
    own: bool
    quiz: bool = False


def way_card(view: WayView, names: PathNames) -> Card:
    """'Fire safety, Anna: 2 steps to Acquired', each step ticked or open (paths/shortest)."""
    head = _way_head(view)
    steps = sorted(view.way.steps or (), key=lambda step: not step.done)
    lines = [step_words(step, names, view.competency.id) for step in steps[:MOST_STEPS]]
    parts: list[Part] = [Text(say("*{head}*", head=head)), *(Text(each) for each in lines)]
    if len(steps) > MOST_STEPS:
        parts.append(Context(say("1 to {n} of {all} steps.", n=MOST_STEPS, all=len(steps))))
    parts.append(Actions(_way_buttons(view)))
    return Card(head, tuple(parts))


def _way_head(view: WayView) -> Sentence:
    said = {"skill": view.competency.name, "name": view.first_name, "value": view.value.name}
    if view.way.reached:
        return say("{skill}, {name}: ✓ {value} is reached.", **said)
    if not view.way.possible:
        return say(
            "{skill}, {name}: nothing leads to {value} yet. Those who look after the catalogue can add a path.", **said
        )
    return say_count(
        "{skill}, {name}: {n} step to {value}.", "{skill}, {name}: {n} steps to {value}.", view.way.left, **said
    )


def _way_buttons(view: WayView) -> list[Button]:
    found = []
    if view.own and view.quiz:
        found.append(Button(say("Take the next quiz"), START, {"skill": view.competency.id}, style="primary"))
    if view.own and not view.way.reached:
        found.append(Button(say("Add evidence"), ADD_EVIDENCE, {"competency": view.competency.id}))
    found.append(Button(say("All paths"), RULE, {"competency": view.competency.id}))
    found.append(Button(say("Why?"), WHY_RATED, {"person": view.person_id, "skill": view.competency.id}))
    return found


def rules_card(
    competency: CompetencyView, rule: RuleSet, names: PathNames, *, may_edit: bool, runs: Sequence[Running] = ()
) -> Card:
    """How a competency is achieved: its paths in order, its policy, and what may be changed of them."""
    head = say("{name}: how it is achieved", name=competency.name)
    parts: list[Part] = [Header(head), *(Text(each) for each in _path_lines(rule, names))]
    parts.append(Context(say("Policy {words}.", words=POLICY_WORDS[rule.policy])))
    parts += [Context(progress_words(each)) for each in runs]
    if may_edit:
        parts += _editing(competency, rule, names)
    return Card(head, tuple(parts))


def _path_lines(rule: RuleSet, names: PathNames) -> list[Sentence]:
    if not rule.paths:
        return [say("No path: nobody can be rated in it yet, save by a review or grading.")]
    return [say("{n}. {path}", n=place, path=path_words(path, names)) for place, path in enumerate(rule.paths, 1)]


def _editing(competency: CompetencyView, rule: RuleSet, names: PathNames) -> list[Part]:
    payload = {"competency": competency.id}
    buttons: list[Button] = [
        Button(say("Add path"), ADD, payload, style="primary"),
        Button(say("Policy"), POLICY, payload),
    ]
    if rule.own:
        buttons.append(Button(say("Back to defaults"), DEFAULTS, payload))
    own = [(place, path) for place, path in enumerate(rule.paths) if path.origin in ("own", "default")]
    parts: list[Part] = [Actions(buttons)]
    if own:
        options: list[tuple[Words, str]] = [
            (say("{n}. {path}", n=place + 1, path=path_words(path, names)), str(place)) for place, path in own
        ]
        parts.append(Actions([Pick(say("Remove a path"), REMOVE, options, payload)]))
    return parts


def preview_card(
    competency: CompetencyView, rule: RuleSet, names: PathNames, preview: Preview, people: PathNames, draft_id: int
) -> Card:
    """A change before it applies: the paths as they would be, who gains, who would fall, who is unaffected."""
    head = say("Not applied yet: {name}", name=competency.name)
    payload = {"draft": draft_id}
    apply = Button(say("Apply"), APPLY, payload, style="primary")
    parts: tuple[Part, ...] = (
        Header(head),
        *(Text(each) for each in _path_lines(rule, names)),
        Text(effect_words(preview, people)),
        Context(say("Policy {words}.", words=POLICY_WORDS[rule.policy])),
        Context(say("Applying can't be undone: what people gain stays. The paths can be changed back.")),
        Actions((apply, Button(say("Cancel"), CANCEL, payload))),
    )
    return Card(say("{head}. {effect}", head=head, effect=effect_words(preview, people)), parts)


def effect_words(preview: Preview, people: PathNames) -> Sentence:
    """'2 gain: Anna and Ben; 1 would fall, and keeps it: Cleo; 40 unaffected.' (paths/preview)"""
    gain = _counted("{n} gains{who}", "{n} gain{who}", preview.gains, preview.gaining, people)
    fall = _counted(
        "{n} would fall, and keeps what is acquired{who}", "{n} would fall, and keep what is acquired{who}",
        preview.falls, preview.falling, people,
    )
    unaffected = say_count("{n} is unaffected", "{n} are unaffected", preview.unaffected)
    return say("{gain}; {fall}; {unaffected}.", gain=gain, fall=fall, unaffected=unaffected)


def _counted(one: str, many: str, count: int, ids: Sequence[int], people: PathNames) -> Sentence:
    named = [people.competencies[each] for each in ids if each in people.competencies]
    who = say(": {names}", names=some(named, of=count)) if named else say("")
    return say_count(one, many, count, who=who)


def applied_card(competency: CompetencyView, by: str, at: datetime, runs: Sequence[Running], *, changed: bool) -> Card:
    """What applying did: everybody is rated anew, now or in the background."""
    if not changed:
        said = say("{name}: nothing to change, the rules say this already.", name=competency.name)
        return Card(said, (Text(said),))
    done = {"name": competency.name, "by": by, "at": TimeOfDay(at)}
    said = say("✓ {name}: applied by {by}, {at}. Everybody is rated by it.", **done)
    parts: tuple[Part, ...] = (
        Text(said),
        *(Context(progress_words(each)) for each in runs),
        Actions((Button(say("All paths"), RULE, {"competency": competency.id}),)),
    )
    return Card(said, parts)


def progress_words(run: Running) -> Sentence:
    """'re-evaluating 900 of 100,000' while it goes on (rating/immediate)."""
    if run.finished:
        return say_count(
            "Re-evaluated {total}: {n} got another rating.", "Re-evaluated {total}: {n} got another rating.",
            run.gained, total=run.total,
        )
    return say("Re-evaluating {done} of {total}.", done=run.done, total=run.total)


def progress_card(name: Words, run: Running) -> Card:
    """The message that follows a re-evaluation, rewritten as it goes on."""
    said = say("{name}: {words}", name=name, words=progress_words(run))
    return Card(said, (Text(said), Context(say("Because you changed its paths."))))


def is_trained(way: Way) -> bool:
    """Whether a streak is open on the way, so that a quiz may help."""
    return any(step.criterion.kind == CriterionKind.STREAK and not step.done for step in way.steps or ())
