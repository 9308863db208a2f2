"""App Home of a manager: what to decide, renew and grow, and the team (chat/home)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.gap_words import commas
from bot.blocks.help import start_button
from bot.blocks.not_needed import KEEP, STOP, QuestionView, asked_words
from bot.blocks.qualifications import OPEN
from bot.blocks.reminder_words import announcement
from bot.blocks.targets import SET
from bot.cards import Actions, Button, Card, Context, Header, Part, Text
from bot.target_draft import TargetDraft
from core.frameworks import CompetencyView
from core.notifications import Lacking, NoticeLine
from core.people import PersonView
from core.words import Sentence, say, say_count

MOST_ROWS = 5
MOST_NAMES = 12
MOST_SET = 50
NOTHING_WAITS = say("Nothing waits for you.")


@dataclass(frozen=True)
class TeamView:
    """What App Home shows a manager: of `asked` questions the first; `waits` says whether anything else waits for a
    decision of theirs."""

    questions: Sequence[QuestionView]
    asked: int
    expiries: Sequence[NoticeLine]
    lacking: Sequence[tuple[Lacking, CompetencyView]]
    team: Sequence[PersonView]
    waits: bool
    may_set: bool
    shows_gaps: bool


def questions_card(view: TeamView) -> Card | None:
    """What to decide about reminders that somebody calls not needed; None where nothing is."""
    if not view.questions:
        return None
    parts: list[Part] = [Header(say("Decide"))]
    for each in view.questions:
        payload = {"question": each.question.id}
        buttons = (Button(say("Stop notices"), STOP, payload, "primary"), Button(say("Keep notices"), KEEP, payload))
        parts += [Text(asked_words(each.question, each.line)), Actions(buttons)]
    return Card(say("Decide"), (*parts, *_rest(view.asked)))


def team_card(view: TeamView) -> Card:
    """What expires in the team, what it lacks, and who it is."""
    parts: list[Part] = []
    if view.expiries:
        parts += [Header(say("Renew")), *(_expiry(each) for each in view.expiries[:MOST_ROWS])]
        parts += _rest(len(view.expiries))
    if view.lacking:
        parts += [Header(say("Grow")), *(_lacking(view, *each) for each in view.lacking[:MOST_ROWS])]
        parts += _rest(len(view.lacking))
    if not (parts or view.questions or view.waits):
        parts = [Text(NOTHING_WAITS)]
    return Card(say("Team"), (*parts, *_team(view)))


def _rest(count: int) -> list[Part]:
    return [Context(say("1 to {shown} of {n}.", shown=MOST_ROWS, n=count))] if count > MOST_ROWS else []


def _expiry(line: NoticeLine) -> Text:
    return Text(announcement(line), Button(say("Open"), OPEN, {"qualification": line.qualification_id}))


def _lacking(view: TeamView, found: Lacking, competency: CompetencyView) -> Text:
    said = lacking_words(found, competency)
    if not view.may_set:
        return Text(said)
    draft = TargetDraft(people=found.person_ids[:MOST_SET], skills={found.competency_id: None})
    return Text(said, Button(say("Set targets"), SET, draft.payload()))


def lacking_words(found: Lacking, competency: CompetencyView) -> Sentence:
    """'Fire safety: ○ 5 of 9 people'"""
    return say_count(
        "{skill}: ○ {missing} of {n} person", "{skill}: ○ {missing} of {n} people", found.required_of,
        skill=competency.name, missing=len(found.person_ids),
    )


def _team(view: TeamView) -> list[Part]:
    if not view.team:
        return []
    names = commas([each.first_name for each in view.team[:MOST_NAMES]])
    more = len(view.team) - MOST_NAMES
    said = say("{names} and {n} more", names=names, n=more) if more > 0 else say("{names}", names=names)
    button = start_button("gap", say("Gaps"), words="team") if view.shows_gaps else None
    return [Header(say("Team")), Text(said, button)]
