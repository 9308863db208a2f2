"""Names in the reader's language, else the workspace's, else the base; found by any of them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.blocks import plain
from bot.cards import Card, Table, Text
from core.errors import Invalid
from core.frameworks import (
    competencies,
    competency_texts,
    find_named,
    translate_competency,
    translations,
    visible_competencies,
)
from core.people.models import Workspace
from core.translated import Translated
from core.words import Reader, say
from tests.builders import a_skill
from tests.conftest import House


def in_words(name: str, locale: str) -> str:
    card = Card("", (Text(say("*{name}*", name=name)), Text(name), Table((name,), ((name,),))))
    lines = {line.strip("*") for line in plain(card, Reader(locale)).splitlines()}
    assert len(lines) == 1
    return lines.pop()


@pytest.mark.rule("frameworks/translations")
@pytest.mark.parametrize(
    ("reader", "workspace", "shown"),
    [
        ("de_DE", "en_GB", "Brandschutz"),
        ("de-AT", "en_GB", "Brandschutz"),
        ("pt_BR", "en_GB", "Segurança contra incêndio"),
        ("pt_PT", "en_GB", "Fire safety"),
        ("fr_FR", "de_DE", "Brandschutz"),
        ("fr_FR", "en_GB", "Fire safety"),
    ],
)
def test_a_name_comes_in_the_readers_language_else_the_workspaces_else_the_base(
    house: House, reader: str, workspace: str, shown: str
) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety", description="Acts on an alarm.")
        translate_competency(
            session, house.operator, skill, language="de", name="Brandschutz", description="Handelt bei Alarm."
        )
        translate_competency(session, house.operator, skill, language="pt-BR", name="Segurança contra incêndio")
        session.execute(sa.update(Workspace).where(Workspace.id == house.workspace_id).values(locale=workspace))
    with house.reading() as session:
        listed, one = visible_competencies(session, house.operator)[0], competencies(session, [skill])[skill]
    assert in_words(listed.name, reader) == in_words(one.name, reader) == shown
    wanted = "Handelt bei Alarm." if shown == "Brandschutz" else "Acts on an alarm."
    assert in_words(one.description, reader) == wanted


def test_without_translations_a_name_is_plain_text(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
    with house.reading() as session:
        assert not isinstance(competencies(session, [skill])[skill].name, Translated)


def test_a_competency_is_found_and_tagged_by_its_name_in_any_language(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
        translate_competency(session, house.operator, skill, language="nb", name="Brann-vern")
    with house.reading() as session:
        assert [each.id for each in find_named(session, house.operator, "brannvern")] == [skill]
        assert [each.id for each in visible_competencies(session, house.operator, containing="annver")] == [skill]
        assert competency_texts(session)[0].synonyms == ("Brann-vern",)


def test_a_translation_is_replaced_and_goes_with_an_empty_name(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
        for name in ("Feuerschutz", "Brandschutz"):
            translate_competency(session, house.operator, skill, language="DE", name=name)
        assert [(each.language, each.name) for each in translations(session, skill)] == [("de", "Brandschutz")]
        translate_competency(session, house.operator, skill, language="de", name=" ")
        assert translations(session, skill) == []


@pytest.mark.parametrize("language", ["", "klingon", "99", "xx"])
def test_an_unknown_language_is_refused_with_examples(house: House, language: str) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
    with house.writing() as session, pytest.raises(Invalid, match=r"is no language code\. Examples: de") as refused:
        translate_competency(session, house.operator, skill, language=language, name="Brandschutz")
    assert refused.value.field == "language"


def test_a_description_without_a_name_is_refused(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
    with house.writing() as session, pytest.raises(Invalid, match="needs the name"):
        translate_competency(session, house.operator, skill, language="de", name="", description="Handelt.")
