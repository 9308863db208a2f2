"""Where the bytes of documents lie: behind one small interface, a folder by default."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol

from core.errors import NotFound
from core.words import say


class DocumentStore(Protocol):
    """Keeps contents of a workspace under their hash; keeping the same twice is harmless."""

    def keep(self, workspace_id: int, content: bytes) -> str:
        """Store a content durably; its hash, under which it is read."""

    def read(self, workspace_id: int, content_hash: str) -> bytes:
        """The content of this hash; raises NotFound when it is not here or is not what was kept."""

    def remove(self, workspace_id: int, content_hash: str) -> None:
        """Forget a content; nothing happens when it is not here."""


class FolderStore:
    """A folder of the machine: outside any web root, readable to its owner alone, each file written whole or not."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, workspace_id: int, content: bytes) -> str:
        """Store a content durably; its hash (sha256, hexadecimal)."""
        content_hash = hashlib.sha256(content).hexdigest()
        path = self._path(workspace_id, content_hash)
        if not path.exists():
            _write_whole(path, content)
        return content_hash

    def read(self, workspace_id: int, content_hash: str) -> bytes:
        """The content of this hash, checked against it."""
        try:
            content = self._path(workspace_id, content_hash).read_bytes()
        except FileNotFoundError:
            raise _lost() from None
        if hashlib.sha256(content).hexdigest() != content_hash:
            raise _lost()
        return content

    def remove(self, workspace_id: int, content_hash: str) -> None:
        """Forget a content."""
        self._path(workspace_id, content_hash).unlink(missing_ok=True)

    def _path(self, workspace_id: int, content_hash: str) -> Path:
        if len(content_hash) != 64 or not content_hash.isalnum():
            raise _lost()
        return self._folder / str(int(workspace_id)) / content_hash[:2] / content_hash


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside the place and move it there, so that a crash leaves the whole file or none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _lost() -> NotFound:
    return NotFound(say("That document is no longer here."))
