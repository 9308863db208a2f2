"""Embedding models come in lazily, are checked, and may live on a server."""

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tagging.embedding import (
    SHIPPED_SHA256,
    EmbeddingUnavailable,
    LocalEmbedder,
    ServerEmbedder,
    open_embedder,
    prefix_of,
    warm_in_background,
)
from tagging.vector_store import FileVectors
from tests.tagging.conftest import ToyEmbedder
from tests.tagging.scripted_llm import ScriptedLLM


def test_importing_the_tagger_loads_no_model_library() -> None:
    asked = (
        "import sys, tagging.tagger, tagging.intake, tagging.correction, tagging.evals; "
        "print([name for name in ('torch', 'sentence_transformers', 'openai', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_shipped_model_gives_unit_vectors_near_in_meaning(real_embedder: LocalEmbedder) -> None:
    rows = real_embedder.embed(["fire safety", "putting out fires", "spreadsheets"])
    assert rows.shape == (3, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2
    assert real_embedder.model == "all-MiniLM-L6-v2"
    assert real_embedder.embed([]).shape == (0, 384)


def test_several_threads_get_the_same_vectors(real_embedder: LocalEmbedder) -> None:
    texts = [f"activity number {number}" for number in range(6)]
    alone = {text: real_embedder.embed([text])[0] for text in texts}
    found: dict[str, NDArray[np.float32]] = {}
    threads = [threading.Thread(target=lambda t=text: found.update({t: real_embedder.embed([t])[0]})) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.allclose(alone[text], found[text], atol=1e-6) for text in texts)


def test_other_weights_than_the_tested_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(EmbeddingUnavailable, match="not the ones this version was tested with"):
        LocalEmbedder("all-MiniLM-L6-v2", str(tmp_path), SHIPPED_SHA256).embed(["x"])


def test_a_model_that_isnt_there_is_named_with_the_setting(tmp_path: Path) -> None:
    (tmp_path / "empty-model").mkdir()
    with pytest.raises(EmbeddingUnavailable, match=r"empty-model.*PROWESS_EMBEDDING_MODEL"):
        open_embedder(str(tmp_path / "empty-model")).embed(["x"])


def test_the_setting_chooses_the_kind_of_model() -> None:
    assert open_embedder("").model == open_embedder(None).model == "all-MiniLM-L6-v2"
    assert open_embedder("/models/multilingual").model == "/models/multilingual"
    assert open_embedder("openai:e5", base_url="http://127.0.0.1:1/v1").model == "openai:e5"


@pytest.mark.parametrize(
    ("model", "prefix"),
    [
        ("intfloat/multilingual-e5-small", "query: "),
        ("/models/e5-large-v2", "query: "),
        ("e5-base", "query: "),
        ("intfloat/multilingual-e5-large-instruct", ""),
        ("all-MiniLM-L6-v2", ""),
        ("/models/site5-small", ""),
    ],
)
def test_models_that_want_words_before_a_text_get_them(model: str, prefix: str) -> None:
    assert prefix_of(model) == prefix


def test_many_texts_go_to_a_server_in_parts() -> None:
    with ScriptedLLM(vector=lambda text: [float(text), 1.0]) as server:
        rows = open_embedder("openai:small", base_url=server.url).embed([str(number) for number in range(70)])
    assert [len(body["input"]) for body in server.requests] == [32, 32, 6]
    assert [round(row[0] / row[1]) for row in rows] == list(range(70))


def test_a_servers_vectors_are_scaled_to_length_one() -> None:
    with ScriptedLLM(vector=lambda text: [3.0 * len(text), 4.0 * len(text)]) as server:
        embedder = open_embedder("openai:small", base_url=server.url, api_key=None)
        rows = embedder.embed(["ab", "abcd"])
    assert np.allclose(rows, [[0.6, 0.8], [0.6, 0.8]])


def test_a_server_that_doesnt_answer_is_named_as_such() -> None:
    embedder = ServerEmbedder("small", "http://127.0.0.1:9/v1", None, deadline=1.0)
    with pytest.raises(EmbeddingUnavailable, match="embedding server gave no vectors"):
        embedder.embed(["x"])


def test_warming_in_the_background_embeds_once(toy: ToyEmbedder) -> None:
    warm_in_background(toy).join(2)
    assert toy.embedded == ["warm"]


def test_kept_vectors_are_not_embedded_again(tmp_path: Path, toy: ToyEmbedder) -> None:
    first = FileVectors(toy, tmp_path / "vectors.npz")
    rows = first.embed(["fire", "truck", "fire"])
    first.save()
    toy.embedded.clear()
    again = FileVectors(toy, tmp_path / "vectors.npz").embed(["truck", "fire"])
    assert toy.embedded == []
    assert np.allclose(again, rows[[1, 0]], atol=1e-3)
