"""A competency is found by any of its synonyms, in whatever language: by search, autocomplete and tagging."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.listeners import skills, tagging, targets
from bot.product import Product
from bot.skills import Skills
from core.frameworks import CompetencyDetails, create_competency, visible_competencies
from tagging.features import FEATURES
from tagging.tagger import Tagger
from tests.bot.spoken import Spoken, conversations_of
from tests.bot.tagging.editor import the_product
from tests.bot.toy_tagger import toy_coefficients
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.tagging.conftest import ToyEmbedder


def product_that_heeds_synonyms(house: House) -> Product:
    """A tagger that is sure where a synonym stands in the text."""
    product, toy, coefficients = the_product(house), ToyEmbedder(), toy_coefficients()
    weights = tuple(5.0 if name == "synonym_in_text" else weight for name, weight in
                    zip(FEATURES, coefficients.weights, strict=True))
    tagger = Tagger(toy, None, replace(coefficients, weights=weights))
    return replace(product, skills=Skills(house.engine, tagger, toy, product.settings))


@pytest.fixture
def cleo(house: House) -> Spoken:
    with house.writing() as session:
        synonyms = {"en": ["hot work safety"], "de": ["Brandschutz"], "nb": ["brannvern"]}
        details = CompetencyDetails("Fire safety", translated_synonyms=synonyms)
        create_competency(session, house.operator, details)
        for name in ("Welding", "First aid", "Order picking"):
            a_skill(session, name)
        editor = a_person(session, "Cleo Martin", role="content_editor")
    registers = conversations_of(tagging.register, targets.register, skills.register)
    spoken = Spoken(house, product_that_heeds_synonyms(house), registers, editor)
    spoken.product.skills.warm().join()
    return spoken


@pytest.mark.rule("frameworks/synonyms")
@pytest.mark.parametrize("synonym", ["hot work safety", "Brandschutz", "Brannvern"])
def test_search_autocomplete_and_tagging_find_it_by_any_synonym(cleo: Spoken, synonym: str) -> None:
    assert "1 to 1 of 1" in cleo.command("skills", synonym)
    assert "Fire safety" in cleo.says
    for lookup in ("skills", "targets.skills"):
        assert cleo.options(lookup, synonym[:6]) == ["Fire safety"]
    actor = cleo.asker.actor
    found = cleo.product.skills.suggest_for_text(cleo.house.workspace_id, actor, f"Course: {synonym}", "")
    with cleo.house.reading() as session:
        names = {each.id: each.name for each in visible_competencies(session, actor)}
    assert [names[each.skill_id] for each in found.suggestions] == ["Fire safety"]


@pytest.mark.rule("frameworks/synonyms")
def test_the_form_keeps_synonyms_by_language(cleo: Spoken) -> None:
    cleo.command("skills", "edit Brandschutz")
    assert cleo.form is not None
    shown = {each.name: each.initial for each in cleo.form.fields}["synonyms"]
    assert shown == "hot work safety\nde: Brandschutz\nnb: brannvern"
    assert cleo.fill().startswith("Nothing changed.")
    cleo.command("skills", "edit Fire safety")
    said = cleo.fill(synonyms="hot work safety, HSE: fire\nde: Brandschutz, Feuerschutz; Fire safety")
    assert "Synonyms: Brandschutz, Feuerschutz, hot work safety, HSE: fire" in said
    assert "1 to 1 of 1" in cleo.command("skills", "feuersch")
    assert "I don't find 'brannvern'" in cleo.command("skills", "brannvern")
