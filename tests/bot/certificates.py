"""A stage for the employee's conversation: Anna writes, the catalogue knows some certifications and a language."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from bot.listeners import qualifications
from bot.product import Product
from bot.settings import Settings
from bot.skills import Skills
from core.documents.models import Document
from core.frameworks import CompetencyCategory
from core.qualifications import (
    QualificationDetails,
    QualificationView,
    log_qualification,
    qualifications_of,
    set_type,
)
from core.qualifications.models import Qualification
from tagging.llm import ChatModel
from tests.bot.spoken import conversations_of
from tests.bot.toy_tagger import a_toy_tagger
from tests.bot.writing import DroppedFiles, Writing
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.tagging.conftest import ToyEmbedder

PASSED = "I passed First Aid at Work on 3 May, valid 3 years"
CERTIFICATIONS = ("First aid at work", "Paediatric first aid", "Forklift licence", "Hot work permit")


class Stage:
    """Anna, managed by Ben, writes to the bot; the catalogue has four certifications and German."""

    def __init__(self, house: House, chat: ChatModel | None = None) -> None:
        self.house, self.slack = house, DroppedFiles()
        toy = ToyEmbedder()
        settings = Settings(_env_file=None)  # type: ignore[call-arg]
        skills = Skills(house.engine, a_toy_tagger(toy), toy, settings)
        self.product = Product(house.engine, settings, skills, chat, self.slack.fetch)
        with house.writing() as session:
            self.ben = a_person(session, "Ben Dahl")
            self.anna_id = a_person(session, "Anna Berg", manager=self.ben)
            self.kinds = {
                name: a_skill(session, name, category=CompetencyCategory.CERTIFICATION) for name in CERTIFICATIONS
            }
            self.kinds["German"] = a_skill(session, "German", category=CompetencyCategory.LANGUAGE)
        self.anna = self.writer(self.anna_id)

    def writer(self, person_id: int) -> Writing:
        return Writing(self.house, self.product, conversations_of(qualifications.register), person_id)

    def on_file(self) -> list[QualificationView]:
        with self.house.reading() as session:
            return qualifications_of(session, self.house.as_(self.anna_id), self.anna_id)

    def put_on_file(self, name: str, issued: date | None, expires: date | None, **more: Any) -> int:
        with self.house.writing() as session:
            details = QualificationDetails(self.kinds[name], issued, expires, **more)
            return log_qualification(session, self.house.as_(self.anna_id), self.anna_id, details)

    def needs(self, name: str, **switches: bool) -> None:
        with self.house.writing() as session:
            set_type(session, self.house.operator, self.kinds[name], **switches)

    def stored(self) -> tuple[int, int]:
        """How many qualifications and documents there are rows of, whoever sees them."""
        with self.house.reading() as session:
            counts = [session.scalar(select(func.count(table.id))) for table in (Qualification, Document)]
        return counts[0] or 0, counts[1] or 0
