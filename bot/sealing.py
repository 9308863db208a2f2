"""Values on buttons and in forms are sealed: made by us, for one person, until a day; rights are asked again anyway."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from core.errors import Refused
from core.vault import Vault
from core.words import say

GOOD_FOR = timedelta(days=180)
TAG = 16


class Sealer:
    """Seals payloads for the people of all workspaces."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal(self, workspace_id: int, person_id: int, payload: Mapping[str, Any], now: datetime) -> str:
        """The payload as text that only this person may send back, for 180 days."""
        until = int((now + GOOD_FOR).timestamp())
        body = json.dumps([person_id, until, payload], separators=(",", ":"), sort_keys=True).encode()
        return base64.urlsafe_b64encode(self._tag(workspace_id, body) + body).decode().rstrip("=")

    def unseal(self, workspace_id: int, person_id: int, sealed: str, now: datetime) -> dict[str, Any]:
        """What was sealed; raises Refused when forged, somebody else's or out of date."""
        owner, until, payload = self._open(workspace_id, sealed)
        if owner != person_id:
            raise Refused(say("That card was made for somebody else. Nothing was changed."))
        if until < now.timestamp():
            raise Refused(say("This card is out of date. Nothing was changed."))
        return payload

    def _open(self, workspace_id: int, sealed: str) -> tuple[int, int, dict[str, Any]]:
        try:
            raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
            tag, body = raw[:TAG], raw[TAG:]
            if not hmac.compare_digest(tag, self._tag(workspace_id, body)):
                raise ValueError("forged")
            owner, until, payload = json.loads(body)
        except (ValueError, TypeError):
            raise Refused(say("I didn't make that card. Nothing was changed.")) from None
        return owner, until, payload

    def _tag(self, workspace_id: int, body: bytes) -> bytes:
        return hmac.new(self._vault.key_for(workspace_id, "seal"), body, hashlib.sha256).digest()[:TAG]
