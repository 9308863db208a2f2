"""Why retrieval found a skill, in one plain line with the words that matched (rule tagging/why)."""

from tagging.reading import Reading
from tagging.shortlist import SkillIndex
from tagging.words import STOPWORDS, Word, shown, stem, word_list

MOST_WORDS = 3
# Alone these tell an editor nothing; in a phrase ('hot work') they stay.
_BARE = frozenset(map(stem, word_list("work works use give make take need do get keep new day time way good help")))


def explain(
    whole: str, reading: Reading, index: SkillIndex, row: int, matched: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    """Return the reason and the matched words as written in the text; no words when only the meaning is near."""
    words = matched_words(whole, reading.words, matched - STOPWORDS)
    if words:
        return f"Matches {_listed(words)} in the text.", words
    return f"Close in meaning to {_nearest_part(reading, index, row)}.", ()


def matched_words(whole: str, words: tuple[Word, ...], matched: frozenset[str]) -> tuple[str, ...]:
    """Return the longest runs of matched words, each word told once, in the order of the text."""
    hits = [word for word in words if word.stem in matched]
    runs = shown(whole, hits)
    chosen: list[str] = []
    told: set[str] = set()
    for run in sorted(runs, key=lambda run: (-len(run.split()), runs.index(run))):
        own = set(run.casefold().split())
        bare = len(own) == 1 and stem(run) in _BARE
        if not own <= told and not bare:
            chosen.append(run)
            told |= own
    return tuple(sorted(chosen[:MOST_WORDS], key=runs.index))


def _nearest_part(reading: Reading, index: SkillIndex, row: int) -> str:
    # The vectors are those of the whole text, then of the title where there is one, then of its parts.
    nearest = int((reading.passages @ index.names[row]).argmax())
    if reading.title and (nearest == 1 or not reading.text):
        return "the title"
    return "the text" if nearest == 0 else "a part of the text"


def _listed(words: tuple[str, ...]) -> str:
    quoted = [f"'{word}'" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
