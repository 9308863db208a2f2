"""The card of a person's own switches."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Button, Card, Context, Header, Part, Text
from core.notifications import NoticeKind, NoticeSwitch
from core.words import Sentence, say

SWITCH = "settings.switch"

KINDS: dict[NoticeKind, Sentence] = {
    NoticeKind.EXPIRY: say("Expiry notices, yours and those of the people you manage"),
    NoticeKind.TARGETS_SET: say("Targets set for you"),
    NoticeKind.SKILL_ACQUIRED: say("Skills you acquired"),
    NoticeKind.STREAK_PROGRESS: say("What results from elsewhere did for your skills"),
    NoticeKind.STREAK_UNREACHABLE: say("Skills that the activities left cannot bring you"),
    NoticeKind.COURSES: say("Courses: enrolled, marked completed or graded by others"),
}


def settings_card(switches: Sequence[NoticeSwitch]) -> Card:
    """Each kind of notice with its switch."""
    rows: list[Part] = [Text(_row(each), _button(each)) for each in switches]
    return Card(
        say("What I write to you unasked"),
        (
            Header(say("What I write to you unasked")),
            *rows,
            Context(say("Reviews and answers to what you ask always come. Only you see this.")),
        ),
    )


def _row(switch: NoticeSwitch) -> Sentence:
    state = say("on") if switch.on else say("off")
    return say("{kind}: {state}", kind=KINDS[switch.kind], state=state)


def _button(switch: NoticeSwitch) -> Button:
    label = say("Switch off") if switch.on else say("Switch on")
    return Button(label, SWITCH, {"kind": str(switch.kind), "on": not switch.on})
