"""How other systems name people and activities, brought to one form so that the same name is known again."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl, unquote, urlsplit

CHECKSUM = "sha1:"
MAIL = "mailto:"
CHAT = "chat:"
ACCOUNT = "account:"


def by_email(address: str) -> str:
    """A person named by an e-mail address, whatever its case."""
    return MAIL + address.strip().removeprefix(MAIL).lower()


def by_checksum(checksum: str) -> str:
    """A person named by the SHA-1 checksum of their address, as xAPI's mbox_sha1sum."""
    return CHECKSUM + checksum.strip().lower()


def checksum_of(email: str) -> str:
    """The checksum that xAPI gives an e-mail address: of 'mailto:' and the address."""
    return hashlib.sha1((MAIL + email.strip()).encode(), usedforsecurity=False).hexdigest()


def by_account(home_page: str, name: str) -> str:
    """A person named by an account: one whose name is an address is that address, one in the chat is its user id."""
    if name.count("@") == 1 and "." in name.partition("@")[2]:
        return by_email(name)
    host = (urlsplit(home_page).hostname or "").lower()
    if host == "slack.com" or host.endswith(".slack.com"):
        return CHAT + name.strip()
    return f"{ACCOUNT}{home_page.strip().lower()}|{name.strip()}"


def references_to(email: str | None, chat_user_id: str | None) -> list[str]:
    """All references by which a person is known without being told."""
    found = [CHAT + chat_user_id] if chat_user_id else []
    if email:
        spelled = dict.fromkeys((checksum_of(email), checksum_of(email.lower())))
        found += [by_email(email), *(by_checksum(each) for each in spelled)]
    return found


def shown(reference: str) -> str:
    """A reference as people read it."""
    kind, _, name = reference.partition(":")
    if kind == "account":
        home_page, _, account = name.partition("|")
        return f"{account} ({urlsplit(home_page).hostname or home_page})"
    return f"{name[:12]}…" if kind == "sha1" else name


def key_of(activity: str) -> str:
    """What a source calls an activity, as it is compared: trimmed, in lower case."""
    return activity.strip().lower()


def names_in(activity: str) -> list[str]:
    """The id numbers that what a source calls an activity may carry: itself, an `id` in it, the end of its path."""
    text = activity.strip()
    if "://" not in text:
        return list(dict.fromkeys((text, text.rpartition(":")[2])))
    parts = urlsplit(text)
    found = [text, *(value for name, value in parse_qsl(parts.query) if name.lower() in ("id", "idnumber"))]
    ends = [parts.fragment, parts.path.rstrip("/").rpartition("/")[2]]
    return list(dict.fromkeys([*found, *(unquote(each) for each in ends if each)]))
