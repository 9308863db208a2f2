"""A content editor's conversation about the skills of activities, with a toy tagger."""

from __future__ import annotations

from bot.listeners import proposals, tagging
from bot.product import Product
from bot.settings import Settings
from bot.skills import Skills
from core.activities import activities_named, linked_skills
from core.db import WorkspaceSession
from core.frameworks import find_named
from tagging.judge import Judge
from tagging.llm import ChatModel
from tests.bot.spoken import Spoken, conversations_of
from tests.bot.toy_tagger import a_toy_tagger
from tests.conftest import House
from tests.tagging.conftest import ToyEmbedder

TITLE = "Hot work permit drill"
TEXT = "Fill in a hot work permit for a small welding job. The fire watch keeps fire safety in mind after welding."
NAMES = ("Fire safety", "Welding", "First aid", "Order picking", "Data protection", "Crane control")


def the_product(house: House, chat: ChatModel | None = None, threshold: float = 0.5) -> Product:
    toy = ToyEmbedder()
    settings = Settings(_env_file=None).model_copy(update={"tagging_threshold": threshold})  # type: ignore[call-arg]
    tagger = a_toy_tagger(toy, Judge(chat) if chat else None)
    return Product(house.engine, settings, Skills(house.engine, tagger, toy, settings), chat)


def speaking(house: House, person_id: int, product: Product | None = None) -> Spoken:
    known = conversations_of(tagging.register, proposals.register)
    return Spoken(house, product or the_product(house), known, person_id)


def on_activity(house: House, title: str = TITLE) -> list[str]:
    with house.reading() as session:
        [found] = activities_named(session, title)
        return [skill.name for skill in linked_skills(session, found.id)]


def skill_id(session: WorkspaceSession, house: House, name: str) -> int:
    return find_named(session, house.operator, name)[0].id
