"""Fits the query map: texts are turned towards the names of the skills people or authors gave them.

Needs torch, as embedding does; the product only multiplies.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.fitting_sources import Sources
from tagging.query_map import QueryMap

RANK = 64
ROUNDS = 8
BATCH = 192
SHARPNESS = 20.0
PACE = 2e-3
DECAY = 1e-2
# How much naming a skill by a synonym counts beside finding those of a sentence: it keeps rare skills in view.
SYNONYMS = 0.3
SEED = 0


@dataclass(frozen=True)
class Pairs:
    """Vectors of texts, each with the rows of the names it belongs to."""

    vectors: NDArray[np.float32]
    rows: Sequence[Sequence[int]]


def fit_query_map(sources: Sources, embedder: Embedder) -> QueryMap:
    """Fit the map of an embedder's model on the sources' sentences and on synonyms of their catalogue."""
    rows = sources.index.rows
    sentences = Pairs(
        embedder.embed([text.text.strip() for text in sources.for_map]),
        [[rows[skill] for skill in sorted(text.skills)] for text in sources.for_map],
    )
    others = list(sources.synonyms())
    synonyms = Pairs(embedder.embed([other for other, _ in others]), [[row] for _, row in others])
    return fit_map(sentences, synonyms, sources.index.names, embedder.model)


def fit_map(sentences: Pairs, synonyms: Pairs, names: NDArray[np.float32], model: str) -> QueryMap:
    """Return the map under which each text is nearest to its own names among all of the catalogue's."""
    import torch  # noqa: PLC0415 -- lazy: importing it takes seconds

    torch.set_num_threads(1)
    chance = torch.Generator().manual_seed(SEED)
    size = names.shape[1]
    out = (torch.randn(size, RANK, generator=chance) / size**0.5).requires_grad_()
    back = torch.zeros(RANK, size, requires_grad=True)
    batch = min(BATCH, len(sentences.rows))
    in_round = len(sentences.rows) // batch
    steps = ROUNDS * in_round
    optimizer = torch.optim.AdamW([out, back], lr=PACE, weight_decay=DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, PACE, total_steps=steps, pct_start=0.1)
    loss_of = _loss(torch, out, back, torch.from_numpy(names))
    for step in range(steps):
        if step % in_round == 0:
            order = torch.randperm(len(sentences.rows), generator=chance)
        start = step % in_round * batch
        some = torch.randint(len(synonyms.rows), (BATCH,), generator=chance)
        loss = loss_of(sentences, order[start : start + batch]) + SYNONYMS * loss_of(synonyms, some)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pace.step()
    return QueryMap(model, out.detach().numpy(), back.detach().numpy())


def _loss(torch: Any, out: Any, back: Any, names: Any) -> Callable[[Pairs, Any], Any]:
    def loss(pairs: Pairs, chosen: Any) -> Any:
        vectors = torch.from_numpy(pairs.vectors[chosen.numpy()])
        turned = torch.nn.functional.normalize(vectors + vectors @ out @ back, dim=1)
        told = torch.log_softmax(SHARPNESS * (turned @ names.T), dim=1)
        own = [pairs.rows[place] for place in chosen.tolist()]
        wanted = [(at, row, 1 / len(rows)) for at, rows in enumerate(own) for row in rows]
        lines, columns, shares = zip(*wanted, strict=True)
        return -(told[list(lines), list(columns)] * torch.tensor(shares)).sum() / len(chosen)

    return loss
