"""The content editor that the tests of single suggestions share."""

from __future__ import annotations

import pytest

from tests.bot.spoken import Spoken
from tests.bot.tagging.editor import NAMES, TEXT, TITLE, speaking, the_product
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House


@pytest.fixture
def cleo(house: House) -> Spoken:
    """A content editor without tier, in a workspace with six skills and one activity."""
    with house.writing() as session:
        for name in NAMES:
            a_skill(session, name)
        an_activity(session, TITLE, description=TEXT)
        editor = a_person(session, "Cleo Martin", role="content_editor", time_zone="Europe/Oslo")
    return speaking(house, editor)


@pytest.fixture
def strict(cleo: Spoken) -> Spoken:
    """The same, where nothing passes."""
    return speaking(cleo.house, cleo.person_id, the_product(cleo.house, threshold=0.9999))
