"""A house into which files are imported."""

from __future__ import annotations

import pytest

from tests.conftest import House
from tests.core.exchange.filing import Filing


@pytest.fixture
def filing(house: House) -> Filing:
    """The operator's imports."""
    return Filing(house, house.operator)
