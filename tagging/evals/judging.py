"""Puts labelled texts to a tagger and takes the time, and watches what its language model does."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence

from tagging.adjustment import Adjustment
from tagging.evals.report import Judging
from tagging.judge import Judge, Pick
from tagging.labelled import LabelledText
from tagging.llm import ChatFailed, ChatModel
from tagging.metrics import Judged
from tagging.reading import joined
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import PLACES, Tagger

RANKED = 10


def judge_texts(
    texts: Iterable[LabelledText], tagger: Tagger, index: SkillIndex, adjustment: Adjustment | None = None
) -> list[Judged]:
    """Rank the skills for each text and take the time.

    An organisation's own `adjustment` is laid over the confidences where it was learned on this tagger's basis.
    """
    known = adjustment if adjustment and adjustment.basis == tagger.basis() else None
    judged = []
    for text in texts:
        start = time.perf_counter()
        ranking = _adjusted(tagger.ranking(text.title, text.text, index, RANKED), known)
        took = time.perf_counter() - start
        judged.append(Judged(tuple(ranking), text.skills, took, joined(text.title, text.text)))
    return judged


def _adjusted(ranking: list[tuple[int, float]], adjustment: Adjustment | None) -> list[tuple[int, float]]:
    if adjustment is None:
        return ranking
    told = [
        (skill, round(adjustment.confidence(confidence, skill, rank), PLACES))
        for rank, (skill, confidence) in enumerate(ranking)
    ]
    return sorted(told, key=lambda one: -one[1])


class WatchedJudge(Judge):
    """A judge that counts what it was asked and why it gave no usable answer: else a model that is down all along
    would be measured as if it had judged."""

    def __init__(self, chat: ChatModel) -> None:
        super().__init__(chat)
        self._asked = 0
        self._unheard: Counter[str] = Counter()

    def pick(self, title: str, text: str, shortlist: Sequence[SkillText], limit: int) -> dict[int, Pick]:
        """Pick as a judge does, and count."""
        self._asked += 1
        try:
            return super().pick(title, text, shortlist, limit)
        except ChatFailed as failed:
            self._unheard[failed.kind] += 1
            raise

    def told(self, price: tuple[float, float] | None) -> Judging:
        """What it did and cost so far, at a price for a million tokens read and written."""
        return Judging(self.model, self._asked, dict(self._unheard), self._chat.spent, price)
