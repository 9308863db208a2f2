"""The card of the AI's switches: one's own, and for admins everybody's and groups', with what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.ai_cost import BUDGET, AiCost, cost_lines
from bot.blocks.help import start_button
from bot.cards import Actions, Button, Card, Context, Header, Part, Text
from core.ai_use import AiScope, AiUse
from core.words import Sentence, say

OWN, EVERYBODY = "ai.own", "ai.everybody"

READS = say(
    "It reads only what you send me to be read, and the catalogue; never what is said in channels. "
    "Off: nothing you write leaves this machine; matching by meaning and words stays."
)


@dataclass(frozen=True)
class AiView:
    """How the AI is switched for the asker; `configured` where a model is set up at all; for admins what they set, and
    what it costs."""

    use: AiUse
    configured: bool
    manages: bool
    groups_off: Sequence[str] = ()
    cost: AiCost | None = None


def ai_card(view: AiView) -> Card:
    """Whether the AI may be used for what one writes, by whose switch, and the switches one has."""
    title = say("AI")
    parts: list[Part] = [Header(title), Text(_state(view)), Actions(_buttons(view))]
    if view.manages and view.groups_off:
        parts.append(Text(say("Off for the members of: {names}.", names=list(view.groups_off))))
    if view.cost is not None and view.configured:
        parts += cost_lines(view.cost)
    if view.manages:
        parts.append(Context(say("For a group: /prowess ai off team Warehouse, and on again the same way.")))
    return Card(title, (*parts, Context(READS)))


def more_settings(use: AiUse) -> tuple[Part, ...]:
    """Below the other settings: how the AI stands, and the way to one's own data."""
    state = say("AI: on") if use.on else say("AI: off")
    return (
        Text(state, start_button("ai", say("Change"))),
        Text(say("Everything I keep about you"), start_button("mydata", say("My data"))),
    )


def _state(view: AiView) -> Sentence:
    off = {
        AiScope.WORKSPACE: say("Off for everybody here, by an admin."),
        AiScope.GROUP: say("Off for you, as for all of {groups}, by an admin.", groups=list(view.use.groups_off)),
        AiScope.PERSON: say("Off for what you write, by you."),
    }
    if view.use.off_by is not None:
        return off[view.use.off_by]
    if not view.configured:
        return say("No language model is set up here: nothing leaves this machine. Your switch is on.")
    return say("On: a language model helps to read what you write to me.")


def _buttons(view: AiView) -> list[Button]:
    own = say("Switch off for me") if view.use.own else say("Switch on for me")
    found = [Button(own, OWN, {"on": not view.use.own})]
    if view.manages:
        everybody = say("Switch off for everybody") if view.use.workspace else say("Switch on for everybody")
        found.append(Button(everybody, EVERYBODY, {"on": not view.use.workspace}))
    if view.cost is not None and view.configured:
        found.append(Button(say("Budget"), BUDGET))
    return found
