"""Gaps of groups in chat: the first page with its picture, further ones, the file (gaps/group)."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks import gap_group as cards
from bot.blocks.charts import draw_map
from bot.cards import Attachment, Card, line
from bot.conversation import Answer, Asker, Conversations, Job, Later, Press
from bot.listeners.gap_asked import GapAsked, among_of, name_of
from bot.on_day import reading_on
from core.clock import day_in
from core.db import WorkspaceSession
from core.exchange import gaps_files, note_gaps_export
from core.frameworks import competencies
from core.gaps import GroupCoverage, all_coverage, coverage_of, gap_matrix
from core.people import SITE, Capability, allows, groups_led, holds_anywhere
from core.profiles import profile_view
from core.words import say

SHOW_JOB, FILE_JOB = "gap.draw", "gap.write"
COUNTING, WRITING = say("Looking at everybody's gaps…"), say("Writing the file…")


def register(conversations: Conversations) -> None:
    """Add the pages, the file and the slow parts."""
    conversations.press(cards.MORE, _more)
    conversations.press(cards.FILE, _file)
    conversations.press(cards.SHOW_GROUP, lambda press: replace(later(GapAsked.of(press.payload)), replace=False))
    conversations.job(SHOW_JOB, _draw)
    conversations.job(FILE_JOB, _write)


def later(asked: GapAsked) -> Answer:
    """The matrix is worked out and drawn on a worker."""
    return Answer(card=line(COUNTING), later=Later(SHOW_JOB, asked.payload()), where="chat")


def _draw(job: Job) -> Answer:
    asked = GapAsked.of(job.payload)
    with reading_on(job, asked.day) as session:
        view = _view(session, job.asker, asked)
    heat = cards.heat_of(view, job.asker.reader)
    if heat is not None:
        view = replace(view, png=draw_map(heat))
    return Answer(card=cards.group_card(view), where="chat")


def _more(press: Press) -> Answer:
    asked = GapAsked.of(press.payload)
    with reading_on(press, asked.day) as session:
        view = _view(session, press.asker, asked, int(press.payload.get("from") or 0))
    return Answer(card=cards.group_card(view))


def _file(press: Press) -> Answer:
    return Answer(card=line(WRITING), later=Later(FILE_JOB, dict(press.payload)), where="chat", replace=False)


def _write(job: Job) -> Answer:
    """CSV and workbook of the whole matrix; that they were taken is kept in the audit trail."""
    asked = GapAsked.of(job.payload)
    with reading_on(job, asked.day) as session:
        files, rows = gaps_files(session, job.asker.actor, among_of(session, job.asker, asked))
        name = name_of(session, job.asker, asked)
    with job.product.writing(job.asker.workspace_id) as session:
        note_gaps_export(session, job.asker.actor, rows)
    said = say("Gaps: {name}.", name=name)
    return Answer(card=Card(said, [*line(said).parts, *(Attachment(*each) for each in files.items())]), where="chat")


def _view(session: WorkspaceSession, asker: Asker, asked: GapAsked, start: int = 0) -> cards.GroupView:
    among = among_of(session, asker, asked)
    today = day_in(asker.person.time_zone, session.present.now)
    coverage = _coverage(session, asker, asked)
    named = competencies(session, {each.requirement.competency_id for each in coverage})
    return cards.GroupView(
        gap_matrix(session, asker.actor, among, start=start),
        name_of(session, asker, asked),
        today,
        asked.payload(),
        [(each, named[each.requirement.competency_id].name) for each in coverage],
        may_set=holds_anywhere(session.present, asker.actor, Capability.TARGET_ASSIGN),
        everybody=allows(session.present, asker.actor, Capability.GAP_VIEW, SITE),
        day=asked.day,
        over=asked.day is not None and asked.day < today,
    )


def _coverage(session: WorkspaceSession, asker: Asker, asked: GapAsked) -> list[GroupCoverage]:
    """What is needed of so many in the group, for who leads it or may see everybody's gaps: counts, nobody's values."""
    if not _may_see_counts(session, asker, asked):
        return []
    if asked.profile_id is not None:
        found = coverage_of(session, profile_view(session, asker.actor, asked.profile_id))
        return [each for each in found if asked.group_id in (None, each.group.id)]
    return all_coverage(session, None if asked.group_id is None else [asked.group_id])


def _may_see_counts(session: WorkspaceSession, asker: Asker, asked: GapAsked) -> bool:
    if allows(session.present, asker.actor, Capability.GAP_VIEW, SITE):
        return True
    return asked.group_id is not None and asked.group_id in groups_led(session.present, asker.person_id)
