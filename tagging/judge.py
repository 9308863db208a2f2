"""A language model judges among the short list, and nothing it says is taken unchecked (rule tagging/two-steps)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tagging.instructions import speaks_to_the_tagger, without_instructions
from tagging.llm import ChatFailed, ChatModel
from tagging.prompts import as_data, load_examples, load_prompt
from tagging.shortlist import SkillText
from tagging.words import STOPWORDS, words_of

PROMPT = "skill_tagging.v1"
SHORTLIST = 40
TEXT_SHOWN = 8_000
DESCRIPTION_SHOWN = 240
REASON_SHOWN = 160
WORDS_SHOWN = 80
MOST_WORDS = 4
# A confidence a little outside 0..1 is rounding and is clamped; one far outside makes the whole answer doubtful.
TOLERANCE = 0.05
_SPACE = re.compile(r"\s+")
_LINK = re.compile(r"://|\bwww\.|[<>@#]")


@dataclass(frozen=True)
class Pick:
    """A skill the judge picked: confidence 0 to 1, one line why, and words that do stand in the text."""

    skill_id: int
    confidence: float
    reason: str
    words: tuple[str, ...]


class Judge:
    """Asks a language model which skills of a short list a text is about: by default, what an activity trains."""

    def __init__(self, chat: ChatModel, prompt: str = PROMPT) -> None:
        self._chat, self._prompt = chat, prompt

    @property
    def model(self) -> str:
        return self._chat.model

    @property
    def prompt_version(self) -> str:
        return self._prompt

    def warm(self) -> None:
        """Load what asking takes; nothing is asked."""
        self._chat.warm()

    def pick(self, title: str, text: str, shortlist: Sequence[SkillText], limit: int) -> dict[int, Pick]:
        """Return the skills picked, by id; raise ChatFailed when the model gives no usable answer.

        The model is shown what `shown_to_judge` leaves of the list. A pick whose quoted words don't stand in the
        text, or are none that carry meaning, is dropped.
        """
        shown = shown_to_judge(shortlist)
        if not shown:
            return {}
        text = text[:TEXT_SHOWN]
        prompt = load_prompt(self._prompt).filled(
            limit=str(limit),
            examples=load_examples(self._prompt.partition(".")[0]),
            activity=as_data({"title": title, "text": text}),
            shortlist=as_data([_entry(skill) for skill in shown]),
        )
        answer = self._chat.complete(prompt, answer_schema([skill.id for skill in shown]), check=_check)
        picks = [_pick(entry, f"{title}\n{text}") for entry in answer["picks"]]
        return {pick.skill_id: pick for pick in reversed(picks) if pick.words}


def shown_to_judge(shortlist: Sequence[SkillText]) -> list[SkillText]:
    """The first 40 skills of a short list, without those whose very name gives orders (tagging/injection)."""
    return [skill for skill in shortlist[:SHORTLIST] if not speaks_to_the_tagger(skill.name)]


def answer_schema(ids: Sequence[int]) -> dict[str, Any]:
    """Return the JSON schema of an answer: only ids of the short list are allowed."""
    pick = {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "enum": list(ids)},
            "confidence": {"type": "number"},
            "reason": {"type": "string"},
            "words": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["id", "confidence", "reason", "words"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"picks": {"type": "array", "items": pick}},
        "required": ["picks"],
        "additionalProperties": False,
    }


def _entry(skill: SkillText) -> dict[str, Any]:
    described = without_instructions(skill.description[:TEXT_SHOWN])
    return {"id": skill.id, "name": skill.name, "description": described[:DESCRIPTION_SHOWN]}


def _check(answer: dict[str, Any]) -> None:
    for entry in answer["picks"]:
        if not -TOLERANCE <= float(entry["confidence"]) <= 1 + TOLERANCE:
            raise ChatFailed("confidence out of range")


def _pick(entry: dict[str, Any], whole: str) -> Pick:
    text = one_line(whole).casefold()
    quoted = (one_line(word).strip(" .,;:'\"") for word in entry["words"])
    words = tuple(dict.fromkeys(word[:WORDS_SHOWN] for word in quoted if _stands(word, text)))
    telling = words if any(_tells(word) for word in words) else ()
    return Pick(entry["id"], min(1.0, max(0.0, float(entry["confidence"]))), _reason(entry), telling[:MOST_WORDS])


def _stands(words: str, text: str) -> bool:
    """Whether words stand in a text, from the beginning of a word on; where words aren't parted, anywhere."""
    folded = words.casefold()
    return bool(folded) and re.search(rf"(?<![^\W\u2e80-\uffff]){re.escape(folded)}", text) is not None


def _tells(words: str) -> bool:
    """Whether quoted words hold one that isn't as good as any: 'the' and 'with' stand in every text."""
    return any(word.stem not in STOPWORDS for word in words_of(words))


def _reason(entry: dict[str, Any]) -> str:
    """The model's reason in one line; '' where it holds a link, a mention or an order."""
    reason = one_line(entry["reason"])
    doubtful = _LINK.search(reason) is not None or speaks_to_the_tagger(reason)
    return "" if doubtful else reason[:REASON_SHOWN]


def one_line(text: str) -> str:
    """Return text with every run of white space as one space."""
    return _SPACE.sub(" ", text).strip()
