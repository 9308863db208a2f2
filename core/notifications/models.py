"""The durable edge: what came in, what is to go out, and which reminders were made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, Tenant, ref
from core.privacy import Erase, Impersonal, Personal, Through


class InboxDelivery(Base, Tenant):
    """A verified delivery, stored before it is answered; its key is remembered so that a repeat has no effect.

    `state` is waiting, working, done or failed (given up, kept for an admin). `due_at` is when a worker looks at it
    next: the first or next attempt while it waits, the end of the lease while one works, never once it is settled.
    The sealed body goes when it is done. `sender_hash` finds it for erasure.
    """

    __tablename__ = "inbox_delivery"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "key"),
        sa.Index(
            None, "due_at", sqlite_where=sa.text("due_at IS NOT NULL"), postgresql_where=sa.text("due_at IS NOT NULL")
        ),
    )
    privacy = Impersonal()

    key: Mapped[str]
    kind: Mapped[str]
    sender_hash: Mapped[str | None]
    sealed: Mapped[bytes | None]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    owner: Mapped[str | None]
    done_at: Mapped[datetime | None] = mapped_column(index=True)


class OutboxMessage(Base, Tenant):
    """A message nobody waits for. It holds what it is about, not its words: they are made when it is sent.

    `state` is pending, sending, sent, rewriting, ambiguous (unknown whether it arrived), failed, dropped, or merged
    into another message, its `carrier_id`. `due_at` is when a deliverer looks at it next: not before the first attempt,
    at the end of the lease while one is at it, at the end of the quarantine, never once it is settled. `key` is the
    look-up key in the sent message's metadata. `stale` asks for the sent message to be rewritten in place. `trouble` is
    why it failed, in Slack's word.

    `medium` is chat or mail; what goes by mail is the copy of the message `copy_of_id`. `counted_at` is when it took
    its place in the recipient's weekly budget; one that found none waits as `held` for the next (reminders/budget).
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "key"),
        sa.Index(
            None, "due_at", sqlite_where=sa.text("due_at IS NOT NULL"), postgresql_where=sa.text("due_at IS NOT NULL")
        ),
    )
    privacy = Personal(about=("recipient_id",), erase=Erase.DELETE, export=False)

    key: Mapped[str]
    kind: Mapped[str]
    recipient_id: Mapped[int] = ref("person")
    refs: Mapped[dict[str, Any]]
    medium: Mapped[str] = mapped_column(default="chat", server_default="chat")
    state: Mapped[str]
    stale: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    chat_channel: Mapped[str | None]
    chat_ts: Mapped[str | None]
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    trouble: Mapped[str | None]
    held: Mapped[bool] = mapped_column(default=False, server_default=sa.text("false"))
    counted_at: Mapped[datetime | None]
    carrier_id: Mapped[int | None] = ref("outbox_message")
    copy_of_id: Mapped[int | None] = ref("outbox_message")


class OutboxSubject(Base, Tenant):
    """What a message is about: when that changes the message is rewritten (reminders/buttons, chat/undo)."""

    __tablename__ = "outbox_subject"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "message_id", "kind", "subject_id"),
        sa.Index(None, "workspace_id", "kind", "subject_id"),
    )
    privacy = Through(column="message_id", erase=Erase.DELETE, export=False)

    message_id: Mapped[int] = ref("outbox_message", indexed=False)
    kind: Mapped[str]
    subject_id: Mapped[int]


class Reminder(Base, Tenant):
    """One notice of one qualification, expiry date, day and recipient; the unique key makes it once (reminders/once).

    `day` is the days before expiry (90, 30, 2, …), -1 for the day after. `outbox_id` is the message that carries it.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "qualification_id", "expires_on", "day", "recipient_id"),
    )
    privacy = Personal(about=("recipient_id",), erase=Erase.DELETE)

    qualification_id: Mapped[int] = ref("qualification", indexed=False)
    expires_on: Mapped[date]
    day: Mapped[int]
    recipient_id: Mapped[int] = ref("person")
    outbox_id: Mapped[int | None] = ref("outbox_message")
    made_at: Mapped[datetime]


class NoticeSchedule(Base):
    """A stored helper: the next instant at which a qualification's notices are looked at.

    `prowess rebuild` makes it anew.
    """

    __tablename__ = "notice_schedule"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["workspace_id", "qualification_id"], ["qualification.workspace_id", "qualification.id"]
        ),
        sa.Index(None, "workspace_id", "next_at"),
    )
    privacy = Through(column="qualification_id", erase=Erase.DELETE, export=False)

    workspace_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("workspace.id"), primary_key=True)
    qualification_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    next_at: Mapped[datetime]


class NoticeHold(Base, Tenant):
    """Notices of one qualification and expiry date held until a day (reminders/snooze) or after a booking.

    `kind` is snooze or booked; the newest that was not undone counts. `undo_id` is the Undo of whoever made it; no
    foreign key, for that goes with its maker and the hold with its holder.
    """

    __tablename__ = "notice_hold"
    __table_args__ = (sa.Index(None, "workspace_id", "qualification_id"),)
    privacy = Through(column="qualification_id", erase=Erase.DELETE, mentions=("made_by_id",))

    qualification_id: Mapped[int] = ref("qualification", indexed=False)
    expires_on: Mapped[date]
    kind: Mapped[str]
    until: Mapped[date]
    made_by_id: Mapped[int | None] = ref("person")
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undo_id: Mapped[int | None]


class NotNeeded(Base, Tenant):
    """Somebody says that a qualification is no longer needed, and what the one asked answered (reminders/not-needed).

    It is of one expiry date: a renewed qualification is announced anew. `stops` is the answer, none while it waits;
    `undone_at` when the question, or the answer with it, was taken back.
    """

    __tablename__ = "not_needed"
    __table_args__ = (sa.Index(None, "workspace_id", "qualification_id"),)
    privacy = Through(
        column="qualification_id", erase=Erase.DELETE, mentions=("asked_by_id", "asked_id", "answered_by_id")
    )

    qualification_id: Mapped[int] = ref("qualification", indexed=False)
    expires_on: Mapped[date]
    reason: Mapped[str]
    asked_by_id: Mapped[int | None] = ref("person")
    asked_id: Mapped[int | None] = ref("person")
    asked_at: Mapped[datetime]
    stops: Mapped[bool | None]
    answered_by_id: Mapped[int | None] = ref("person")
    answered_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undo_id: Mapped[int | None]


class DueNotice(Base, Tenant):
    """One notice of something that falls due, told once for its due date, day and recipient (reminders/due).

    `kind` is target (`subject_id` its competency) or plan (`subject_id` the plan); `day` the days before the due date.
    """

    __tablename__ = "due_notice"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "recipient_id", "kind", "subject_id", "due_on", "day"),)
    privacy = Personal(about=("recipient_id",), erase=Erase.DELETE)

    recipient_id: Mapped[int] = ref("person", indexed=False)
    kind: Mapped[str]
    subject_id: Mapped[int]
    due_on: Mapped[date]
    day: Mapped[int]
    outbox_id: Mapped[int | None] = ref("outbox_message")
    made_at: Mapped[datetime]


class NoticeRound(Base):
    """A stored helper: when the next round of a kind (digest, due) goes through the people of a time zone.

    `prowess rebuild` makes it anew.
    """

    __tablename__ = "notice_round"
    privacy = Impersonal()

    workspace_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("workspace.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    time_zone: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
