"""The content editor with ten activities that the tests of runs share."""

from __future__ import annotations

import pytest

from tests.bot.bulk_tagging.runs import (
    SUBJECTS,
    speaking,
)
from tests.bot.spoken import Spoken
from tests.bot.tagging.editor import NAMES
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House


@pytest.fixture
def cleo(house: House) -> Spoken:
    """A content editor, six skills, and ten activities: two for each of five skills."""
    with house.writing() as session:
        for name in NAMES:
            a_skill(session, name)
        for name in SUBJECTS:
            for kind in ("drill", "course"):
                an_activity(session, f"{name} {kind}", description=f"You practise {name.lower()} here.")
        editor = a_person(session, "Cleo Martin", role="content_editor", time_zone="Europe/Oslo")
    return speaking(house, editor)
