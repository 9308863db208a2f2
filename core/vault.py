"""Keys: one master key, from it a key per workspace and purpose, and a random key per person kept wrapped.

Destroying a person's wrapped key makes what was sealed for them unreadable (privacy/erase).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import Misconfigured

NONCE = 12


def seal(key: bytes, plain: bytes, about: bytes = b"") -> bytes:
    """Encrypt and authenticate (AES-256-GCM); `about` is authenticated, not stored."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def unseal(key: bytes, sealed: bytes, about: bytes = b"") -> bytes:
    """Decrypt what `seal` made; raises ValueError when it was changed or the key is another."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], about)
    except InvalidTag:
        raise ValueError("sealed with another key, or changed since") from None


class Vault:
    """Derives and wraps keys under one master key of 32 bytes."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise Misconfigured("PROWESS_ENCRYPTION_KEY must be 32 bytes, written in base64.")
        self._master = master
        self._derive = lru_cache(maxsize=1024)(self._derive_key)

    @classmethod
    def from_setting(cls, setting: str | None, folder: Path) -> Vault:
        """The vault of the setting, or of the key file in the data directory, made at the first start."""
        if setting:
            try:
                return cls(base64.b64decode(setting, validate=True))
            except ValueError:
                raise Misconfigured("PROWESS_ENCRYPTION_KEY must be 32 bytes, written in base64.") from None
        return cls(_key_file(folder / "encryption.key"))

    def key_for(self, workspace_id: int, purpose: str) -> bytes:
        """The workspace's key for a purpose ('inbox', 'token', 'hash', …)."""
        return self._derive(workspace_id, purpose)

    def wrap(self, workspace_id: int, person_key: bytes) -> bytes:
        """A person's key as it is stored."""
        return seal(self.key_for(workspace_id, "person"), person_key)

    def unwrap(self, workspace_id: int, wrapped: bytes) -> bytes:
        """A person's key as it is used."""
        return unseal(self.key_for(workspace_id, "person"), wrapped)

    def keyed_hash(self, workspace_id: int, value: str) -> str:
        """A hash of an identifier that nobody can recompute without the key (tombstones, delivery keys)."""
        return hmac.new(self.key_for(workspace_id, "hash"), value.encode(), hashlib.sha256).hexdigest()

    def _derive_key(self, workspace_id: int, purpose: str) -> bytes:
        info = f"prowess/{workspace_id}/{purpose}".encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._master)


def _key_file(path: Path) -> bytes:
    """The key of the data directory; two processes that start at once agree on the first one written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        key = os.urandom(32)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
