"""Many texts at once: they are embedded together, the next ones while these are compared (rule tagging/bulk)."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass

from core.embedding import Embedder
from tagging.adjustment import Adjustment
from tagging.instructions import without_instructions
from tagging.judge import DESCRIPTION_SHOWN, SHORTLIST
from tagging.llm import ANSWER_TOKENS, CHARACTERS_PER_TOKEN
from tagging.prompts import load_examples, load_prompt
from tagging.reading import Reading, read_activities
from tagging.shortlist import SkillIndex
from tagging.tagger import MOST_SUGGESTIONS, THRESHOLD, Suggestions, Tagger

PART = 64
"""Texts embedded together: enough to fill the model's batches, few enough to hold in memory."""

NAME_SHOWN = 100
"""Characters that a skill's name and its marks take on the short list, generously."""


@dataclass(frozen=True)
class TextToTag:
    """A text to find skills for: `allowed` ids (None: all of the index) without `exclude`, at most `limit`."""

    title: str
    text: str = ""
    allowed: Collection[int] | None = None
    exclude: Collection[int] = ()
    limit: int = MOST_SUGGESTIONS


def suggest_many(
    tagger: Tagger,
    embedder: Embedder,
    texts: Sequence[TextToTag],
    index: SkillIndex,
    *,
    threshold: float = THRESHOLD,
    adjustment: Adjustment | None = None,
) -> Iterator[Suggestions]:
    """Give for each text what `Tagger.suggest` gives for it alone, in their order, several times as fast.

    `embedder` is the tagger's own. Raises EmbeddingUnavailable as `suggest` does.
    """
    parts = [texts[start : start + PART] for start in range(0, len(texts), PART)]
    for part, readings in zip(parts, _read_ahead(parts, embedder), strict=True):
        for each, reading in zip(part, readings, strict=True):
            yield tagger.suggest(
                each.title,
                each.text,
                index,
                allowed=each.allowed,
                exclude=each.exclude,
                limit=each.limit,
                threshold=threshold,
                adjustment=adjustment,
                reading=reading,
            )


def most_tokens(prompt_version: str, texts: int, characters: int) -> int:
    """How many tokens a language model may come to for so many texts of so many characters together, at most."""
    prompt = load_prompt(prompt_version)
    examples = load_examples(prompt_version.partition(".")[0])
    fixed = len(prompt.system) + len(prompt.user) + len(examples) + SHORTLIST * (NAME_SHOWN + DESCRIPTION_SHOWN)
    return texts * (fixed // CHARACTERS_PER_TOKEN + ANSWER_TOKENS) + characters // CHARACTERS_PER_TOKEN


def _read_ahead(parts: Sequence[Sequence[TextToTag]], embedder: Embedder) -> Iterator[list[Reading | None]]:
    """The readings of each part, the next one's being made while the caller works on these."""
    with ThreadPoolExecutor(1, thread_name_prefix="reading-ahead") as ahead:
        waiting = [ahead.submit(copy_context().run, _read, part, embedder) for part in parts[:1]]
        for number in range(len(parts)):
            readings = waiting.pop().result()
            for following in parts[number + 1 : number + 2]:
                waiting.append(ahead.submit(copy_context().run, _read, following, embedder))
            yield readings


def _read(part: Sequence[TextToTag], embedder: Embedder) -> list[Reading | None]:
    pairs = [(without_instructions(each.title), without_instructions(each.text)) for each in part]
    return read_activities(pairs, embedder)
