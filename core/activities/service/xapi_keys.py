"""Keys by which other systems deliver statements to one workspace; of a secret only a hash is kept."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.activities.events import XapiKeyMade, XapiKeyRevoked
from core.activities.result_models import XapiKey
from core.audit import record
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.events import Change
from core.people import Actor, Capability, require
from core.words import say

PREFIX = "prowess"
MAX_NAME = 100


@dataclass(frozen=True)
class MadeKey:
    """A new key with its secret, which is shown this once."""

    key: str
    secret: str


@dataclass(frozen=True)
class XapiKeyView:
    """A key as it is listed."""

    key: str
    name: str
    created_at: datetime
    revoked_at: datetime | None


def make_xapi_key(session: WorkspaceSession, actor: Actor, name: str) -> MadeKey:
    """Make a key for another system, named after it."""
    require(session, actor, Capability.SITE_MANAGE)
    clean = " ".join(name.split())
    if not clean or len(clean) > MAX_NAME:
        raise Invalid(say("Name the system it is for. Example: Moodle."), field="name")
    made = MadeKey(f"{PREFIX}-{session.workspace_id}-{secrets.token_hex(8)}", secrets.token_urlsafe(32))
    row = XapiKey(
        key=made.key,
        name=clean,
        secret_hash=_hashed(session, made.secret),
        created_by_id=actor.person_id,
        created_at=session.now,
        revoked_at=None,
    )
    session.add(row)
    session.flush()
    record(session, actor, XapiKeyMade(key_id=row.id, changes=(Change("xapi key", row.id, None, clean),)))
    return made


def revoke_xapi_key(session: WorkspaceSession, actor: Actor, key: str) -> None:
    """End a key: what it delivers is refused from now on."""
    require(session, actor, Capability.SITE_MANAGE)
    row = session.scalar(select(XapiKey).where(XapiKey.key == key, XapiKey.revoked_at.is_(None)))
    if row is None:
        raise NotFound(say("There is no key {key} in use.", key=key))
    row.revoked_at = session.now
    record(session, actor, XapiKeyRevoked(key_id=row.id, changes=(Change("xapi key", row.id, row.name, None),)))


def xapi_keys(session: WorkspaceSession, actor: Actor) -> Sequence[XapiKeyView]:
    """All keys of the workspace, oldest first."""
    require(session, actor, Capability.SITE_MANAGE)
    rows = session.scalars(select(XapiKey).order_by(XapiKey.id))
    return [XapiKeyView(row.key, row.name, row.created_at, row.revoked_at) for row in rows]


def opens(session: WorkspaceSession, key: str, secret: str) -> bool:
    """Whether a key is in use and this is its secret."""
    query = select(XapiKey.secret_hash).where(XapiKey.key == key, XapiKey.revoked_at.is_(None))
    kept = session.scalar(query)
    return hmac.compare_digest(kept or "", _hashed(session, secret)) and kept is not None


def workspace_in(key: str) -> int | None:
    """The workspace that a key names; None for what is no key of ours."""
    prefix, _, rest = key.partition("-")
    number = rest.partition("-")[0]
    return int(number) if prefix == PREFIX and number.isascii() and number.isdecimal() and len(number) < 19 else None


def _hashed(session: WorkspaceSession, secret: str) -> str:
    return str(session.vault.keyed_hash(session.workspace_id, f"xapi:{secret}"))
