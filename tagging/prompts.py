"""Loads prompts from `prompts/`; a used version is never edited, a missing variable is an error."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

_HOLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PART = re.compile(r"^# (System|User)\s*$", re.MULTILINE)


class PromptBroken(Exception):
    """A prompt file or the variables given to it don't fit; the message names both."""


@dataclass(frozen=True)
class Prompt:
    """What is sent to a model: the system's and the user's part, and the version they come from.

    `picture` is the address of a picture that goes with the user's part, as a data URI.
    """

    version: str
    system: str
    user: str
    picture: str | None = None


@dataclass(frozen=True)
class PromptTemplate:
    """A prompt file with holes for variables."""

    version: str
    system: str
    user: str

    @property
    def variables(self) -> frozenset[str]:
        return frozenset(_HOLE.findall(self.system + self.user))

    def filled(self, **variables: str) -> Prompt:
        """Return the prompt with every hole filled; PromptBroken names a variable missing or unknown."""
        missing, unknown = self.variables - variables.keys(), variables.keys() - self.variables
        if missing or unknown:
            wrong = sorted(missing or unknown)[0]
            raise PromptBroken(f"{self.version}: variable '{wrong}' is {'missing' if missing else 'unknown'}.")
        return Prompt(self.version, _fill(self.system, variables), _fill(self.user, variables))


@lru_cache(maxsize=20)
def load_prompt(version: str) -> PromptTemplate:
    """Return the prompt file of that name and version, such as 'skill_tagging.v1'."""
    source = files("prompts").joinpath(f"{version}.md")
    if not source.is_file():
        raise PromptBroken(f"There is no prompt '{version}'.")
    parts = _PART.split(source.read_text(encoding="utf-8"))
    sections = dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
    if set(sections) != {"System", "User"}:
        raise PromptBroken(f"{version}: a prompt needs the headings '# System' and '# User', once each.")
    return PromptTemplate(version, sections["System"], sections["User"])


@lru_cache(maxsize=20)
def load_examples(name: str) -> str:
    """Return the worked examples of a prompt as text: one block of data and answer each."""
    source = files("prompts").joinpath("examples", f"{name}.yaml")
    entries = yaml.safe_load(source.read_text(encoding="utf-8"))
    blocks = (f"Data: {as_data(entry['data'])}\nAnswer: {as_data(entry['answer'])}" for entry in entries)
    return "\n\n".join(blocks)


def as_data(value: Any) -> str:
    """Write a value as JSON that can't close the marks around it: no '<' or '>' stays bare."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written.replace("<", "\\u003c").replace(">", "\\u003e")


def _fill(part: str, variables: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: variables[hole.group(1)], part)
