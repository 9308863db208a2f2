"""E-mail: letters of outbox messages by SMTP (reminders/settings). A letter's id is its message's key, so that one sent
again after a lost answer is known by the reader's mail program as the one that is there already."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from core.errors import Invalid, Misconfigured
from core.words import say

TIMEOUT = 10
PORTS = {"smtp": 587, "smtps": 465}
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
EXAMPLE = "smtp://user:password@mail.example.com:587?from=prowess@example.com"


@dataclass(frozen=True)
class Letter:
    """A letter: to whom, about what, its text, and the key that tells it from all others."""

    to_name: str
    to_address: str
    subject: str
    text: str
    key: str
    at: datetime


@dataclass(frozen=True)
class PostOffice:
    """An SMTP server and the address letters come from; `sealed` speaks TLS from the first byte."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None
    sealed: bool = False

    @classmethod
    def from_url(cls, url: str | None) -> PostOffice | None:
        """The post office of SMTP_URL, none where that is empty; raises Misconfigured saying what is wrong."""
        if not url:
            return None
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise _misread() from None
        if parts.scheme not in PORTS or not parts.hostname:
            raise _misread()
        user = unquote(parts.username) if parts.username else None
        sender = parse_qs(parts.query).get("from", [user or ""])[0]
        if "@" not in sender:
            raise Misconfigured(say("SMTP_URL needs the address letters come from. Example: {url}", url=EXAMPLE))
        password = unquote(parts.password) if parts.password else None
        return cls(parts.hostname, port or PORTS[parts.scheme], sender, user, password, parts.scheme == "smtps")

    def send(self, letter: Letter) -> None:
        """Hand a letter to the server; raises OSError (smtplib's errors are such) or Invalid for a wrong address."""
        written = self.written(letter)
        with self._opened() as server:
            server.send_message(written, self.sender, [letter.to_address])

    def check(self) -> None:
        """Open a connection and log in; raises OSError, or Misconfigured."""
        with self._opened() as server:
            server.noop()

    def written(self, letter: Letter) -> EmailMessage:
        """The letter as it goes over the wire: no line break gets into a header, whatever people are called."""
        message = EmailMessage()
        message["Subject"] = one_line(letter.subject)
        message["From"] = Address("Prowess", addr_spec=self.sender)
        message["To"] = _address(letter)
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = f"<{letter.key.replace(':', '.')}@{self.sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message

    def _opened(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.sealed:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            self._begin(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _begin(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo()
        if not self.sealed and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif not self.sealed and self.user and self.host not in HERE:
            raise Misconfigured(say("{host} offers no encryption, so the password was not sent.", host=self.host))
        if self.user:
            server.login(self.user, self.password or "")


def one_line(text: str) -> str:
    """The text without line breaks and control characters."""
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()


def _address(letter: Letter) -> Address:
    try:
        return Address(one_line(letter.to_name), addr_spec=letter.to_address)
    except (ValueError, IndexError):
        raise Invalid(say("That is no e-mail address.")) from None


def _misread() -> Misconfigured:
    return Misconfigured(say("SMTP_URL can't be read. Example: {url}", url=EXAMPLE))
