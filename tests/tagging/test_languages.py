"""A text's language is told where it is clear, and what a model can't read is said."""

import pytest

from bot.blocks.tagging_language import NAMES, language_note
from core.words import Reader
from tagging.embedding import LocalEmbedder
from tagging.languages import language_of, reads_english_only, unread_language
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import Tagger

MINILM = "all-MiniLM-L6-v2"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Match each class of fire with its extinguisher.", "en"),
        ("Welding course. How to weld thin plates without gaps.", "en"),
        ("Schweißkurs. Wie man dünne Bleche ohne Spalt schweißt.", "de"),
        ("Die Lösch­mittel und ihre Brandklassen", "de"),
        ("Premiers secours : comment arrêter une hémorragie avant l'arrivée du médecin.", "fr"),
        ("Primeros auxilios: cómo detener una hemorragia antes de que llegue el médico.", "es"),
        ("Førstehjelp: hvordan du stanser en blødning før legen kommer.", "nb"),
        ("Come fermare un'emorragia prima che arrivi il medico, con le mani.", "it"),
        ("Hoe je een bloeding stopt voor de dokter komt.", "nl"),
        ("Первая помощь пострадавшим", "ru"),
        ("急救", "zh"),
        ("フォークリフト運転", "ja"),
    ],
)
def test_a_clear_text_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "Excel", "GDPR 2026", "Crane control", "Fire drill", "SQL", "Python 3.11", "TIG"])
def test_of_a_text_that_tells_too_little_nothing_is_said(text: str) -> None:
    assert language_of(text) is None
    assert unread_language(text, MINILM) is None


@pytest.mark.parametrize(
    ("model", "english"),
    [
        (MINILM, True),
        ("all-MiniLM-L6-v2 + gpt-9", True),
        ("BAAI/bge-small-en-v1.5", True),
        ("/models/e5-small-v2", True),
        ("intfloat/multilingual-e5-small", False),
        ("paraphrase-multilingual-MiniLM-L12-v2", False),
        ("openai:text-embedding-3-small", False),
        ("/models/ours", False),
    ],
)
def test_only_of_models_known_to_read_english_alone_it_is_said(model: str, english: bool) -> None:
    assert reads_english_only(model) == english
    german = "Schweißkurs. Wie man dünne Bleche ohne Spalt schweißt."
    assert unread_language(german, model) == ("de" if english else None)
    assert unread_language("How to weld thin plates with the torch.", model) is None


@pytest.mark.rule("frameworks/synonyms")
@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Brandschutz beim Schweißen", "Vor der Arbeit wird der Schein ausgefüllt.", {1: 0.6, 2: 0.6}),
        ("Kurs: Heben und Tragen", "Schwere Kisten mit geradem Rücken.", {3: 0.7}),
        ("Cours de soudage", "Assembler deux tôles avec le chalumeau.", {2: 0.6}),
        ("Curso de soldadura", "Unir dos chapas con el soplete y revisar el cordón.", {2: 0.6}),
        ("Kurs i sveising", "Sett sammen to plater med brenneren og se over sømmen.", {2: 0.6}),
        ("Der Kran", "Wie man den Kran mit der Hand führt.", {}),
        ("Der Schein", "Vor der Arbeit wird der Schein ausgefüllt.", {}),
    ],
)
def test_a_text_in_another_language_finds_skills_by_their_names_in_it(
    title: str, text: str, found: dict[int, float], real_embedder: LocalEmbedder
) -> None:
    skills = (
        SkillText(1, "Fire safety", "", ("Brandschutz", "brannvern")),
        SkillText(2, "Welding", "", ("Schweißen", "soudage", "soldadura", "sveising")),
        SkillText(3, "Manual handling", "", ("Heben und Tragen",)),
        SkillText(4, "Crane control", "", ("Kran",)),
        SkillText(5, "Spreadsheets", "", ()),
    )
    answer = Tagger(real_embedder).suggest(title, text, SkillIndex.build(skills, real_embedder.embed))
    assert {one.skill_id: one.confidence for one in answer.suggestions} == found


def test_the_line_names_the_language_and_what_is_found_all_the_same() -> None:
    reader = Reader("en_GB", "Europe/Oslo")
    note = language_note("Schweißkurs. Wie man dünne Bleche ohne Spalt schweißt.", MINILM)
    assert note is not None
    assert reader.render(note) == (
        "This text looks German. The model reads English: skills are found by names, synonyms and translations in "
        "German, not by meaning."
    )
    assert language_note("How to weld thin plates with the torch.", MINILM) is None
    assert set(NAMES) >= {"de", "fr", "es", "nb"}
