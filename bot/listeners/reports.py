"""The verb `report`: which reports the asker may have, and each handed to the conversation it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.cards import Button, Card, Header, Text
from bot.conversation import Answer, Call, Conversations, Press, Report, Verb
from core.errors import Invalid
from core.people import Capability, held_anywhere, require
from core.words import say

RUN = "report.run"


def register(conversations: Conversations) -> None:
    """Add the verb and the buttons of its list."""

    def report(call: Call) -> Answer:
        return _report(call, conversations)

    def run(press: Press) -> Answer:
        call = Call(press.product, press.asker, press.place, "report", str(press.payload["report"]), press.key)
        return _report(call, conversations)

    about = say("Reports on courses and the catalogue")
    usage, example = "report [NAME] [OF]", "/prowess report"
    also = (Capability.REPORT_COVERAGE, Capability.REPORT_STATISTICS)
    conversations.verb(Verb("report", about, usage, example, report, Capability.REPORT_BREAKDOWN, also=also, menu=70))
    conversations.press(RUN, run)


def _report(call: Call, conversations: Conversations) -> Answer:
    name, _, rest = call.words.strip().partition(" ")
    found = conversations.reports.get(name.lower())
    if found is not None:
        with call.product.reading(call.asker.workspace_id) as session:
            if not held_anywhere(session, call.asker.actor, {found.capability}):
                require(session, call.asker.actor, found.capability)
        return found.handler(replace(call, words=rest.strip()))
    reports = _open_to(call, conversations)
    if name and reports:
        raise Invalid(
            say(
                "I don't know the report '{name}'. Reports: {names}. Example: {example}",
                name=name[:50],
                names=sorted(each.name for each in reports),
                example=reports[0].example,
            )
        )
    return Answer(card=_list(reports))


def _open_to(call: Call, conversations: Conversations) -> list[Report]:
    """The reports the asker may have somewhere."""
    reports = list(conversations.reports.values())
    with call.product.reading(call.asker.workspace_id) as session:
        held = held_anywhere(session, call.asker.actor, {each.capability for each in reports})
    return [each for each in reports if each.capability in held]


def _list(reports: Sequence[Report]) -> Card:
    if not reports:
        return Card(say("No report is open to you."), (Text(say("No report is open to you. An admin can help.")),))
    return Card(say("Reports you may have"), (Header(say("Reports")), *(_row(each) for each in reports)))


def _row(report: Report) -> Text:
    values = {"usage": report.usage, "about": report.about, "example": report.example}
    words = say("*{usage}*: {about}. Example: {example}", **values)
    return Text(words, Button(say("Open"), RUN, {"report": report.name}))
