"""The shipped embedding model without torch: a graph that comes along (`minilm.onnx`), with the model's own weights.

The vectors are those of sentence-transformers to six places, in half the time and a quarter of the memory.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRAPH, WEIGHTS = "minilm.onnx", "model.safetensors"
SILENCE = ("ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED")
"""Unless told so before it is loaded, onnxruntime numbers the machine and reports its use to its makers."""

TOKENS_READ = 256
"""Tokens of a text that count, as sentence-transformers has it for this model."""

MOST_TOKENS = 512
"""Tokens in one batch: what is computed between its layers stays in the processor's own memory."""

PADDING_BORNE = 8
"""Tokens of padding that one more text may cost a batch: about what beginning another batch costs."""


class BertEncoder:
    """Texts to unit vectors, on all cores where there are several batches. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Load tokenizer and weights; OSError, ValueError or ImportError where they can't be."""
        self._tokenizer = _tokenizer(folder)
        self._session = _session(folder)
        self._dimension = int(self._session.get_outputs()[0].shape[1])
        self._others = _cores() - 1
        self._pool = ThreadPoolExecutor(max(1, self._others), thread_name_prefix="embedding")

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector per text.

        Whoever asks works on its own batches, and idle cores help: one text doesn't wait behind another's thousand.
        """
        tokens: list[list[int]] = [each.ids for each in self._tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        waiting = deque(batches([len(each) for each in tokens]))

        def work() -> None:
            while waiting:
                try:
                    part = waiting.popleft()
                except IndexError:  # another thread was quicker
                    return
                vectors[part] = self._embedded([tokens[at] for at in part])

        helping = [self._pool.submit(work) for _ in range(min(self._others, len(waiting) - 1))]
        work()
        for each in helping:
            if not each.cancel():
                each.result()
        return vectors

    def _embedded(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        lengths = np.array([len(each) for each in tokens], dtype=np.int32)
        padded = np.zeros((len(tokens), int(lengths.max())), dtype=np.int64)
        for row, each in zip(padded, tokens, strict=True):
            row[: len(each)] = each
        found: list[NDArray[np.float32]] = self._session.run(None, {"tokens": padded, "lengths": lengths})
        return found[0]


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts to be embedded together, by how many tokens they have: alike, not too many, longest first."""
    part: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda each: -lengths[each]):
        longest = lengths[part[0]] if part else lengths[place]
        padding = longest - lengths[place]
        if part and (padding > PADDING_BORNE or longest * (len(part) + 1) > MOST_TOKENS):
            yield part
            part = []
        part.append(place)
    if part:
        yield part


def _tokenizer(folder: Path) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Lazy, as below: only the first text to embed needs them.
    from tokenizers import Tokenizer  # noqa: PLC0415

    found = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
    found.enable_truncation(TOKENS_READ)
    found.no_padding()
    return found


def _session(folder: Path) -> Any:
    """The graph with the folder's weights, ready to run on the thread that asks."""
    os.environ.update(dict.fromkeys(SILENCE, "1"))
    import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415

    onnxruntime.disable_telemetry_events()
    chosen = onnxruntime.SessionOptions()
    chosen.intra_op_num_threads = chosen.inter_op_num_threads = 1
    chosen.log_severity_level = 3
    chosen.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    graph = files("tagging").joinpath(GRAPH).read_bytes()
    return onnxruntime.InferenceSession(graph, chosen, providers=["CPUExecutionProvider"])


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
