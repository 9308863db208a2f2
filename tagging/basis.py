"""The name of what measures: coefficients and models. What was learned on one basis means nothing on another."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from functools import lru_cache


def basis_of(model: str, *fitted: Hashable) -> str:
    """A name that changes with the models' names and with any number of what was fitted."""
    return f"{model} {_fingerprint(fitted)}"


def model_of(basis: str) -> str:
    """The models' names in it."""
    return basis.rpartition(" ")[0]


@lru_cache(maxsize=64)
def _fingerprint(fitted: tuple[Hashable, ...]) -> str:
    return hashlib.sha256(repr(fitted).encode()).hexdigest()[:12]
