"""Words of a text: cut, folded and brought to their stem, so that 'permits' meets 'permit'."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]

_WORD = re.compile(r"[^\W_]+(?:[+#]+|(?:\.[^\W_]+)+|['’][^\W_]+)?|\.[^\W_]+", re.UNICODE)
_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")
_stemmer = snowballstemmer.stemmer("english")

# One word, two spellings: the stems that British and American writing leave apart.
_SPELLED_ALIKE = {"licens": "licenc", "practis": "practic", "defens": "defenc", "programm": "program"}


def word_list(words: str) -> list[str]:
    """Return the words of a list written as running text."""
    return words.split()


# Words that say nothing about which skill is meant. Verbs such as 'use' stay out of it:
# half of all skill names begin with one.
STOPWORDS = frozenset(
    word_list(
        """a an and are as at be been being but by can could did do does for from had has have he her his how i if
        in into is it its may me more most my no nor not of on onto or our out over own she should so some such than
        that the their them then there these they this those through to under until up was we were what when where
        which while who will with within would you your"""
    )
)


@dataclass(frozen=True)
class Word:
    """One word of a text: its stem, and where the written form stands."""

    stem: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return the text in lower case, compatibility forms unified and accents removed."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the English stem of one written word; short words and codes stay as they are."""
    folded = fold(word).replace("’", "'")
    if len(folded) < 4 or not folded.isalpha():
        return folded.removesuffix("'s")
    found = str(_stemmer.stemWord(folded))
    return _SPELLED_ALIKE.get(found, found)


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order, stop words included."""
    return [Word(stem(found.group()), found.start(), found.end()) for found in _WORD.finditer(text)]


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text in order, stop words included."""
    return tuple(stem(found) for found in _WORD.findall(text))


def content_stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text that carry meaning; all of them when none does."""
    every = stems(text)
    return tuple(word for word in every if word not in STOPWORDS) or every


def without_brackets(name: str) -> str:
    """Drop an explanation in brackets at the end: 'Java (computer programming)' is 'Java'."""
    return _BRACKETS.sub("", name).strip() or name


def shown(text: str, found: Sequence[Word]) -> tuple[str, ...]:
    """Return found words as written, neighbours joined: ('hot work', 'permit')."""
    runs: list[list[Word]] = []
    for word in found:
        if runs and text[runs[-1][-1].end : word.start].isspace():
            runs[-1].append(word)
        else:
            runs.append([word])
    return tuple(dict.fromkeys(text[run[0].start : run[-1].end] for run in runs))
