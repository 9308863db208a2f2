"""Letting a group follow a channel of the chat (people/groups)."""

from __future__ import annotations

import re

from bot.blocks import group_sources as cards
from bot.cards import Card, line
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Press, Request, Submission
from bot.listeners.group_making import UNDO_MADE
from bot.listeners.group_showing import show_group
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, Unavailable
from core.people import (
    Capability,
    GroupKind,
    GroupSource,
    create_group,
    followed_channels,
    require,
)
from core.words import TimeOfDay, say

JOB = "group.follow_channel"
_MENTION = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")


def register(conversations: Conversations) -> None:
    """Add the form, and the job that reads who is in the channel."""
    conversations.press(cards.CHANNEL_NEW, _pressed)
    conversations.submission(cards.CHANNEL_FORM, _submitted)
    conversations.job(JOB, _follow)


def follow(call: Call, words: str) -> Answer:
    """`group channel #warehouse`, or `group channel` in the channel itself; else a form."""
    mention = _MENTION.search(words)
    here = call.place.channel if not call.place.private else None
    reference = mention.group(1) if mention else words.strip() or here
    _require(call)
    return _read(call, reference) if reference else Answer(form=cards.channel_form())


def _pressed(press: Press) -> Answer:
    _require(press)
    return Answer(form=cards.channel_form())


def _submitted(form: Submission) -> Answer:
    _require(form)
    reference = str(form.values.get("channel") or "").strip()
    if not reference.lstrip("#"):
        raise Invalid(say("Which channel? Example: #warehouse"), field="channel")
    return _read(form, reference)


def _require(request: Request) -> None:
    with request.product.reading(request.asker.workspace_id) as session:
        require(session, request.asker.actor, Capability.GROUP_MANAGE)


def _read(request: Request, reference: str) -> Answer:
    """Hand on the reading: Slack is asked who is in the channel."""
    if request.product.directory is None:
        raise Unavailable(say("Channels can be followed from Slack only."))
    said = line(say("Reading who is in the channel …"))
    return Answer(card=said, later=Later(JOB, {"channel": reference}), where="chat", replace=False)


def _follow(job: Job) -> Answer:
    """Make the group of a channel and put its people in. Safe to run again: it follows once."""
    _require(job)
    directory, workspace_id = job.product.directory, job.asker.workspace_id
    if directory is None:
        raise Unavailable(say("Channels can be followed from Slack only."))
    channel = directory.channel(workspace_id, str(job.payload["channel"]))
    with job.product.writing(workspace_id) as session:
        known = followed_channels(session).get(channel.id)
        group_id = known if known is not None else _make(session, job.asker, channel.id, channel.name)
    directory.follow(workspace_id, channel.id)
    with job.product.writing(workspace_id) as session:
        return Answer(card=_done(session, job.asker, group_id, new=known is None), where="chat")


def _make(session: WorkspaceSession, asker: Asker, channel_id: str, name: str) -> int:
    try:
        return create_group(
            session, asker.actor, GroupKind.CHANNEL, name, source=GroupSource.CHANNEL, channel=channel_id
        )
    except Conflict:
        raise Conflict(
            say("There is a channel group {name} already, made by hand. Rename or archive it first.", name=name)
        ) from None


def _done(session: WorkspaceSession, asker: Asker, group_id: int, *, new: bool) -> Card:
    if not new:
        return show_group(session, asker, group_id, said=say("It is followed already; its people are as in Slack."))
    undo_id = note_undoable(session, asker.person_id, UNDO_MADE, group=group_id)
    said = say("✓ Followed by you, {at}.", at=TimeOfDay(session.now))
    return show_group(session, asker, group_id, said=said, undo_id=undo_id)
