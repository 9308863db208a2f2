"""What somebody writes becomes a draft, read back field by field; nothing in it is guessed."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagging.draft import QualificationDraft
from tagging.intake import CatalogueName, NameBook, read_qualification

TODAY = date(2026, 11, 24)
BOOK = NameBook.of(
    (
        CatalogueName(1, "First aid at work", ("FAW",), "certification"),
        CatalogueName(2, "Paediatric first aid", (), "certification"),
        CatalogueName(3, "Fire safety", (), "skill"),
        CatalogueName(4, "Forklift licence", ("FLT",), "certification"),
        CatalogueName(5, "German", ("Deutsch",), "language"),
        CatalogueName(6, "Welding", (), "skill"),
        CatalogueName(7, "First aid", (), "skill"),
        CatalogueName(8, "Welding level 1", (), "certification"),
        CatalogueName(9, "Welding level 2", (), "certification"),
        CatalogueName(10, "C1 lorry licence", (), "certification"),
    )
)


def read(text: str, locale: str = "en-GB") -> QualificationDraft:
    return read_qualification(text, names=BOOK, today=TODAY, locale=locale)


@pytest.mark.rule("qualifications/by-chat")
def test_a_sentence_becomes_a_draft_with_every_field() -> None:
    draft = read(
        "Got my forklift license renewed on 2 June 2026, good till 2 June 2031, number FL-88213, "
        "issued by Oslo Truck School"
    )
    assert draft.is_qualification
    assert draft.competency == 4
    assert draft.issued_on.value == date(2026, 6, 2)
    assert draft.expires_on.value == date(2031, 6, 2)
    assert draft.number == "FL-88213"
    assert draft.issuer == "Oslo Truck School"
    assert draft.degraded is None


@pytest.mark.rule("qualifications/by-chat")
def test_each_field_names_the_words_it_was_read_from() -> None:
    draft = read("I passed First Aid at Work on 3 May, valid 3 years")
    assert draft.words == {
        "competency": "First Aid at Work",
        "issued_on": "3 May",
        "expires_on": "3 years",
        "validity": "3 years",
    }


@pytest.mark.rule("qualifications/ambiguous")
def test_an_assumed_issue_year_is_marked_and_the_expiry_follows_from_it() -> None:
    draft = read("I passed First Aid at Work on 3 May, valid 3 years")
    assert (draft.issued_on.value, draft.issued_on.assumed_year) == (date(2026, 5, 3), True)
    assert draft.expires_on.value == date(2029, 5, 3)


@pytest.mark.rule("qualifications/dates")
def test_a_year_from_29_february_ends_on_28_february() -> None:
    assert read("I passed FAW on 29 Feb 2024, valid 1 year").expires_on.value == date(2025, 2, 28)


@pytest.mark.rule("qualifications/ambiguous")
def test_an_ambiguous_issue_date_leaves_the_expiry_open_until_it_is_settled() -> None:
    draft = read("I passed FAW on 03/04/2026, valid 2 years")
    assert draft.issued_on.ambiguous == (date(2026, 4, 3), date(2026, 3, 4))
    assert draft.expires_on.value is None
    assert draft.issued(date(2026, 3, 4), today=TODAY).expires_on.value == date(2028, 3, 4)


@pytest.mark.rule("qualifications/ambiguous")
def test_an_expiry_without_a_year_is_worked_out_again_when_the_issue_date_is_settled() -> None:
    draft = read("FAW issued 03/04/2024, expires 1 May")
    settled = draft.issued(date(2024, 4, 3), today=TODAY)
    assert (settled.expires_on.value, settled.expires_on.assumed_year) == (date(2024, 5, 1), True)


@pytest.mark.rule("qualifications/ambiguous")
def test_an_unknown_certificate_is_asked_about_with_look_alikes() -> None:
    draft = read("I passed First Aid Pro on 3 May")
    assert draft.is_qualification
    assert draft.competency is None
    assert draft.competency_words == "First Aid Pro"
    assert [candidate.id for candidate in draft.candidates] == [7, 1, 2]


@pytest.mark.rule("qualifications/ambiguous")
@pytest.mark.parametrize(
    "name",
    ["First Aid at Sea", "first aid for children", "advanced welding", "First aid level 3", "First Aid in Schools"],
)
def test_a_name_inside_a_longer_one_is_never_taken_for_it(name: str) -> None:
    draft = read(f"I passed {name} on 3 May 2026")
    assert draft.competency is None
    assert draft.competency_words == name
    assert draft.candidates


@pytest.mark.parametrize(
    "text",
    [
        "I passed first aid in March",
        "I passed my first aid exam with 95 %",
        "I passed first aid at the Red Cross on 3 May",
        "I passed first aid and got a card for it on 3 May",
        "I passed *First aid* (for the second time) on 3 May",
    ],
)
def test_words_about_the_exam_dont_hide_the_name(text: str) -> None:
    assert read(text).competency == 7


def test_the_longest_name_wins() -> None:
    assert read("passed first aid at work today").competency == 1
    assert read("passed first aid today").competency == 7


@pytest.mark.parametrize(
    "text", ["passed Frist aid at work yesterday", "I passed first aid at wrok on 3 May", "Got my FLT today"]
)
def test_a_slip_of_the_pen_or_a_synonym_is_understood(text: str) -> None:
    assert read(text).competency in (1, 4)


def test_a_slip_never_turns_one_level_into_another() -> None:
    assert read("I passed Welding level 3 on 3 May 2026").competency is None


def test_two_certificates_in_one_sentence_are_asked_about() -> None:
    draft = read("I passed first aid at work and fire safety on 3 May 2026")
    assert draft.competency is None
    assert [candidate.id for candidate in draft.candidates] == [1, 3]


def test_likeness_in_meaning_is_offered_never_chosen() -> None:
    def nearest(text: str, k: int) -> list[tuple[int, float]]:
        return [(4, 0.97), (3, 0.2), (999, 0.9)]

    draft = read_qualification("I passed truck proficiency on 3 May", names=BOOK, today=TODAY, nearest=nearest)
    assert draft.competency is None
    assert [candidate.id for candidate in draft.candidates] == [4]


def test_a_language_level_is_a_value_and_a_licence_class_isnt() -> None:
    german = read("I have German B2 since 3 March 2024")
    assert (german.competency, german.value) == (5, "B2")
    lorry = read("I passed C1 lorry licence on 3 March 2024")
    assert (lorry.competency, lorry.value) == (10, "")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("FAW from 3 May 2026 to 3 May 2028", date(2028, 5, 3)),
        ("FAW 3 May 2026 - 3 May 2028", date(2028, 5, 3)),
        ("I passed FAW on 3 May 2026, valid until 3 May 2028", date(2028, 5, 3)),
        ("FAW bestanden am 3. Mai 2026, gültig bis 3. Mai 2028", date(2028, 5, 3)),
        ("I passed FAW on 3 May 2026 (valid for 18 months)", date(2027, 11, 3)),
        ("I passed FAW on 3 May 2026. It lasts two years.", date(2028, 5, 3)),
    ],
)
def test_an_expiry_is_told_in_many_ways(text: str, end: date) -> None:
    assert read(text).expires_on.value == end
    assert read(text).issued_on.value == date(2026, 5, 3)


def test_a_weekday_beside_a_date_isnt_a_second_date() -> None:
    draft = read("I passed FAW on Friday, 6 March 2026")
    assert draft.issued_on.value == date(2026, 3, 6)
    assert not draft.expires_on.words


def test_what_never_expires_has_no_expiry() -> None:
    draft = read("I hold a forklift licence without expiry since 1 March 2020")
    assert draft.is_qualification
    assert draft.never_expires
    assert not draft.expires_on.words


def test_a_date_that_doesnt_exist_is_named() -> None:
    draft = read("I passed fire safety on 31 February")
    assert draft.issued_on.problem == "31 February isn't a date."
    assert draft.is_qualification


def test_a_degree_and_its_university_are_read() -> None:
    draft = read("Finished my Bachelor of Science in Logistics at the University of Oslo on 1 June 2019")
    assert draft.is_qualification
    assert draft.degree == "Bachelor of Science in Logistics"
    assert draft.issuer == "University of Oslo"


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "gap",
        "quiz",
        "thanks a lot",
        "Do I need first aid at work?",
        "What is first aid at work",
        "who knows welding in Oslo",
        "When does my forklift licence expire?",
        "I need first aid at work by 3 May",
        "I haven't passed first aid yet",
        "I failed First aid at work on 3 May",
        "I will take First aid at work on 3 May",
        "I have a meeting on 3 May",
        "I got a question",
        "I passed the message on to Ben",
        "Anna passed First aid at work on 3 May",
        "She renewed her forklift licence yesterday",
        "No, 4 May",
        "it was First aid, not Fire safety",
        "The canteen is closed on Friday",
        "",
    ],
)
def test_what_announces_nothing_of_ones_own_is_no_qualification(text: str) -> None:
    assert not read(text).is_qualification


@pytest.mark.parametrize(
    "text",
    [
        "I passed First aid at work on 3 May",
        "just renewed my forklift licence",
        "First aid at work, 3 May 2026",
        "My forklift licence expires on 22 February 2027",
        "I'm certified in first aid at work since 1 November",
        "Can you log it? I passed First aid at work on 3 May 2026",
        "Hi, I completed my first aid training last Friday. It is valid for 2 years.",
        "Forklift licence was renewed yesterday",
        "Ich habe Fire safety am 3. Mai 2026 bestanden",
    ],
)
def test_what_announces_something_held_is_a_qualification(text: str) -> None:
    assert read(text).is_qualification


def test_without_a_model_an_incomplete_draft_says_so() -> None:
    assert read("I passed First Aid Pro on 3 May").degraded == "no_model"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_message_breaks_the_reading(text: str) -> None:
    draft = read(text)
    assert draft.text == text
    assert len(draft.candidates) <= 3


def test_a_message_of_4000_characters_is_read_quickly() -> None:
    long = ("I passed First aid at work on 3 May 2026, valid 3 years, with the Red Cross. " * 60)[:4000]
    start = time.perf_counter()
    assert read(long).issued_on.value == date(2026, 5, 3)
    assert time.perf_counter() - start < 3
