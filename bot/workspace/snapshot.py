"""Keeps a workspace's memory between runs: one JSON file, and a folder of files beside it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

from bot.workspace.clock import replace_file
from bot.workspace.config import Person
from bot.workspace.refusals import WorkspaceRefused
from bot.workspace.state import Conversation, Memory, StoredFile

FORMAT = 1


def save(memory: Memory, path: Path) -> None:
    """Write all that outlives a run to `path`; open forms and typed input don't."""
    folder = _files_folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    for file in memory.files.values():
        stored = folder / file.id
        if file.ready and not stored.exists():
            stored.write_bytes(file.content)
    replace_file(path, json.dumps(_as_json(memory), ensure_ascii=False))


def load(path: Path) -> Memory | None:
    """Return the memory stored at `path`, or None where there is none.

    Raises WorkspaceRefused when the file cannot be read as a stored workspace.
    """
    if not path.exists():
        return None
    try:
        return _from_json(json.loads(path.read_text(encoding="utf-8")), _files_folder(path))
    except (ValueError, KeyError, TypeError) as error:
        raise WorkspaceRefused(
            f"{path.name} does not hold a stored workspace. Start afresh with RESET=1, or move the file away."
        ) from error


def forget(path: Path) -> None:
    """Remove a stored workspace and its files, for a fresh start."""
    path.unlink(missing_ok=True)
    shutil.rmtree(_files_folder(path), ignore_errors=True)


def _files_folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.files")


def _as_json(memory: Memory) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "last_stamp": memory.last_stamp,
        "people": [dataclasses.asdict(each) for each in memory.people.values()],
        "conversations": [dataclasses.asdict(each) for each in memory.conversations.values()],
        "files": [_file_entry(each) for each in memory.files.values() if each.ready],
        "homes": memory.homes,
        "prompts": memory.prompts,
        "read_marks": [[*key, value] for key, value in memory.read_marks.items()],
    }


def _file_entry(file: StoredFile) -> dict[str, Any]:
    names = [each.name for each in dataclasses.fields(file) if each.name != "content"]
    return {name: getattr(file, name) for name in names}


def _from_json(stored: dict[str, Any], folder: Path) -> Memory:
    if stored["format"] != FORMAT:
        raise ValueError(stored["format"])
    files = [StoredFile(**each, content=_content(folder / each["id"])) for each in stored["files"]]
    return Memory(
        people={each["id"]: Person(**each) for each in stored["people"]},
        conversations={each["id"]: Conversation(**each) for each in stored["conversations"]},
        files={each.id: each for each in files},
        homes=stored["homes"],
        prompts=stored["prompts"],
        read_marks={(person, where): ts for person, where, ts in stored["read_marks"]},
        last_stamp=stored["last_stamp"],
    )


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
