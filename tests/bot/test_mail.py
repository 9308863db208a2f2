"""E-mail against a real SMTP server on this machine: off unless switched on, the same guarantees as in chat."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from pydantic import SecretStr
from sqlalchemy import select

from bot.doctor.finding import Finding
from bot.doctor.mail import look_at_mail
from bot.mail import Letter, PostOffice
from bot.settings import Settings
from core.errors import Invalid, Misconfigured
from core.notifications import Medium, switch_notice, undelivered_messages
from core.notifications.models import OutboxMessage
from core.notifications.sending import QUARANTINE
from core.people import PersonDetails, person, register_person
from tests.bot.post_room import PostRoom
from tests.builders import a_person

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def content_of(envelope: Envelope) -> bytes:
    """A letter as it came."""
    assert isinstance(envelope.content, bytes)
    return envelope.content


@dataclass
class Mailbox:
    """What an SMTP server took in; `replies` are its next answers to a letter, '' breaks the connection."""

    letters: list[Envelope] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Envelope) -> str:
        reply = self.replies.pop(0) if self.replies else "250 OK"
        if reply.startswith("250") or not reply:
            self.letters.append(envelope)
            self.arrived.set()
        if not reply:
            server.transport.close()  # type: ignore[union-attr]
        return reply or "421 gone"

    def read(self) -> Any:
        """The only letter."""
        [envelope] = self.letters
        return message_from_bytes(content_of(envelope))


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    yield from _serving(Mailbox())


def _serving(box: Mailbox, **options: Any) -> Iterator[Mailbox]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = int(probe.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def office(box: Mailbox) -> PostOffice:
    found = PostOffice.from_url(f"smtp://127.0.0.1:{box.port}?from=prowess@nordlys.example")
    assert found is not None
    return found


@pytest.fixture
def desk(room: PostRoom, mailbox: Mailbox) -> PostRoom:
    """The post room with a post office, and Anna who switched e-mail on for targets."""
    room.office = office(mailbox)
    switch(room, Medium.MAIL, on=True)
    return room


def switch(room: PostRoom, medium: Medium, *, on: bool) -> None:
    with room.house.writing() as session:
        switch_notice(session, room.house.as_(room.anna), room.anna, "targets_set", on=on, medium=medium)


def rows(room: PostRoom) -> dict[str, OutboxMessage]:
    with room.house.reading() as session:
        return {each.medium: each for each in session.scalars(select(OutboxMessage))}


def deliver(room: PostRoom) -> None:
    """The message, and then its copy."""
    while room.deliver():
        pass


@pytest.mark.rule("reminders/settings")
def test_a_kind_switched_on_for_e_mail_comes_both_ways_once(desk: PostRoom, mailbox: Mailbox) -> None:
    desk.tell("targets_set")
    deliver(desk)
    deliver(desk)
    assert len(desk.inbox()) == 1
    letter = mailbox.read()
    assert str(make_header(decode_header(letter["Subject"]))) == "Ben set you 2 targets. (1)"
    assert letter["To"].endswith("@nordlys.example>")
    body = letter.get_payload(decode=True).decode()
    assert "Ben set you 2 targets. (1)" in body
    assert "Because of a test." in body
    assert "[Look]" not in body, "a letter has no buttons"
    assert "To stop these e-mails, write settings there." in body
    assert {medium: each.state for medium, each in rows(desk).items()} == {"chat": "sent", "mail": "sent"}


@pytest.mark.rule("reminders/settings")
def test_e_mail_is_off_unless_switched_on_and_chat_can_be_off_beside_it(
    room: PostRoom, mailbox: Mailbox
) -> None:
    room.office = office(mailbox)
    room.tell("targets_set")
    deliver(room)
    assert mailbox.letters == []
    switch(room, Medium.MAIL, on=True)
    switch(room, Medium.CHAT, on=False)
    room.tell("targets_set")
    deliver(room)
    assert (len(room.inbox()), len(mailbox.letters)) == (1, 1)


def test_one_who_switches_off_in_the_meantime_gets_no_letter(desk: PostRoom, mailbox: Mailbox) -> None:
    desk.tell("targets_set")
    mailbox.replies = ["451 later"]
    deliver(desk)
    switch(desk, Medium.MAIL, on=False)
    desk.house.clock.now += QUARANTINE
    deliver(desk)
    assert mailbox.letters == []
    assert rows(desk)["mail"].state == "dropped"


def test_a_server_that_says_later_is_asked_again(desk: PostRoom, mailbox: Mailbox) -> None:
    desk.tell("targets_set")
    mailbox.replies = ["451 try again later"]
    deliver(desk)
    assert rows(desk)["mail"].state == "pending"
    desk.house.clock.now += QUARANTINE
    deliver(desk)
    assert len(mailbox.letters) == 1


def test_a_server_that_says_no_is_believed_and_an_admin_sees_it(desk: PostRoom, mailbox: Mailbox) -> None:
    desk.tell("targets_set")
    mailbox.replies = ["550 no such mailbox"]
    deliver(desk)
    desk.house.clock.forward(days=2)
    deliver(desk)
    assert mailbox.letters == []
    with desk.house.reading() as session:
        [lost] = undelivered_messages(session)
    assert (lost.medium, lost.trouble) == ("mail", "smtp_550")
    assert len(desk.inbox()) == 1, "chat has nothing to do with it"


def test_a_letter_whose_answer_was_lost_goes_again_under_the_same_id(desk: PostRoom, mailbox: Mailbox) -> None:
    """Mail can't be looked up; its id tells the reader's program that it is the same letter."""
    desk.tell("targets_set")
    mailbox.replies = [""]
    deliver(desk)
    assert rows(desk)["mail"].state == "ambiguous"
    desk.house.clock.now += QUARANTINE
    deliver(desk)
    ids = [message_from_bytes(content_of(each))["Message-ID"] for each in mailbox.letters]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_server_that_is_away_loses_nothing(desk: PostRoom, mailbox: Mailbox) -> None:
    desk.office = PostOffice("127.0.0.1", 1, "prowess@nordlys.example")
    desk.tell("targets_set")
    deliver(desk)
    desk.office = office(mailbox)
    desk.house.clock.now += QUARANTINE
    deliver(desk)
    assert len(mailbox.letters) == 1


def test_someone_without_chat_account_still_gets_the_letter(desk: PostRoom, mailbox: Mailbox) -> None:
    with desk.house.writing() as session:
        view = person(session, desk.anna)
        gone = a_person(session, "Eva Holm", chat_user_id=None, email="eva@nordlys.example")
        switch_notice(session, desk.house.as_(gone), gone, "targets_set", on=True, medium=Medium.MAIL)
        register_person(session, desk.house.operator, PersonDetails(view.name, view.email, view.chat_user_id))
    desk.tell("targets_set", to=gone)
    deliver(desk)
    assert [each.rcpt_tos for each in mailbox.letters] == [["eva@nordlys.example"]]
    with desk.house.reading() as session:
        assert [each.trouble for each in undelivered_messages(session)] == ["no_chat_account"]


def test_without_a_post_office_nothing_is_mailed_and_nothing_listed(desk: PostRoom) -> None:
    desk.office = None
    desk.tell("targets_set")
    deliver(desk)
    assert rows(desk)["mail"].state == "dropped"
    with desk.house.reading() as session:
        assert undelivered_messages(session) == []


@pytest.mark.rule("reminders/budget")
def test_letters_keep_to_the_week_as_chat_does(desk: PostRoom, mailbox: Mailbox) -> None:
    for _ in range(5):
        desk.tell("targets_set")
    deliver(desk)
    assert (len(desk.inbox()), len(mailbox.letters)) == (3, 3)
    desk.house.clock.forward(days=7)
    deliver(desk)
    assert (len(desk.inbox()), len(mailbox.letters)) == (4, 4)
    assert "And 1 more." in str(message_from_bytes(content_of(mailbox.letters[-1])))


def letter(**changes: Any) -> Letter:
    said = {
        "to_name": "Anna Berg", "to_address": "anna@nordlys.example", "subject": "Hello", "text": "Hello.\n",
        "key": "abc", "at": NOW, **changes,
    }
    return Letter(**said)


def test_no_line_break_gets_into_a_header() -> None:
    written = PostOffice("127.0.0.1", 25, "prowess@nordlys.example").written(
        letter(subject="Hello\r\nBcc: all@nordlys.example", to_name="Anna\nBcc: x@y.example")
    )
    assert written["Bcc"] is None
    assert written["Subject"] == "Hello Bcc: all@nordlys.example"


@pytest.mark.parametrize("address", ["", "anna", "anna@", "a b@nordlys.example", "anna@nordlys.example\r\nBcc: x@y.z"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        PostOffice("127.0.0.1", 25, "prowess@nordlys.example").written(letter(to_address=address))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.com?from=a@b.example", PostOffice("mail.example.com", 587, "a@b.example")),
        (
            "smtps://us%40er:p%3Aw@mail.example.com:465?from=a@b.example",
            PostOffice("mail.example.com", 465, "a@b.example", "us@er", "p:w", sealed=True),
        ),
        (
            "smtp://bot%40b.example:pw@mail.example.com:25",
            PostOffice("mail.example.com", 25, "bot@b.example", "bot@b.example", "pw"),
        ),
    ],
)
def test_the_setting_is_read(url: str, expected: PostOffice) -> None:
    assert PostOffice.from_url(url) == expected


@pytest.mark.parametrize(
    "url", ["http://mail.example.com", "smtp://", "mail.example.com", "smtp://mail.example.com:x", "smtp://m.example"]
)
def test_a_setting_that_makes_no_sense_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(Misconfigured, match="Example: smtp://"):
        PostOffice.from_url(url)


def test_no_setting_means_no_e_mail() -> None:
    assert PostOffice.from_url(None) is None


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # this server is on this machine
def test_a_server_that_asks_who_we_are_is_told() -> None:
    def knows(_server: Any, _session: Any, _envelope: Any, _way: str, said: Any) -> AuthResult:
        right = isinstance(said, LoginPassword) and (said.login, said.password) == (b"bot", b"secret")
        return AuthResult(success=right, handled=False)

    box = Mailbox()
    for _ in _serving(box, authenticator=knows, auth_required=True, auth_require_tls=False):
        port = box.port
        PostOffice("127.0.0.1", port, "prowess@nordlys.example", "bot", "secret").send(letter())
        assert box.arrived.wait(5)
        with pytest.raises(OSError, match="535"):
            PostOffice("127.0.0.1", port, "prowess@nordlys.example", "bot", "wrong").check()


def test_a_password_is_not_sent_in_clear_to_another_machine(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.mail.HERE", frozenset())
    port = mailbox.port
    with pytest.raises(Misconfigured, match="no encryption"):
        PostOffice("127.0.0.1", port, "prowess@nordlys.example", "bot", "secret").send(letter())




def found_by_the_doctor(url: str | None) -> Finding:
    said = Settings(_env_file=None).model_copy(update={"smtp_url": SecretStr(url) if url else None})  # type: ignore[call-arg]
    [finding] = look_at_mail(said)
    return finding


def test_the_doctor_says_whether_the_mail_server_answers(mailbox: Mailbox) -> None:
    there = found_by_the_doctor(f"smtp://127.0.0.1:{mailbox.port}?from=prowess@nordlys.example")
    assert there.good
    assert str(there.said) == f"127.0.0.1:{mailbox.port} takes letters from prowess@nordlys.example."
    away = found_by_the_doctor("smtp://127.0.0.1:1?from=prowess@nordlys.example")
    assert not away.good
    assert "Check SMTP_URL" in str(away.cure)
    assert found_by_the_doctor(None).good
