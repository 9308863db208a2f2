"""A draft is corrected in plain words, field by field, and by nothing else."""

from datetime import date

import pytest

from tagging.correction import read_correction
from tagging.draft import QualificationDraft
from tagging.intake import read_qualification
from tests.tagging.test_intake import BOOK, TODAY


def draft(text: str = "I passed First aid at work on 3 May, valid 3 years") -> QualificationDraft:
    return read_qualification(text, names=BOOK, today=TODAY)


def corrected(text: str, before: QualificationDraft | None = None) -> QualificationDraft:
    after = read_correction(text, before or draft(), names=BOOK, today=TODAY)
    assert after is not None
    return after


@pytest.mark.rule("qualifications/by-chat")
def test_no_4_may_moves_the_issue_date_and_the_expiry_with_it() -> None:
    after = corrected("No, 4 May")
    assert after.issued_on.value == date(2026, 5, 4)
    assert after.expires_on.value == date(2029, 5, 4)


def test_a_year_once_written_is_kept() -> None:
    after = corrected("No, 4 May", draft("I passed First aid at work on 3 May 2025"))
    assert (after.issued_on.value, after.issued_on.assumed_year) == (date(2025, 5, 4), False)


@pytest.mark.parametrize(
    "text", ["it was Fire safety, not First aid at work", "not first aid at work but Fire safety", "No, Fire safety"]
)
def test_another_certificate_takes_the_place_of_the_first(text: str) -> None:
    assert corrected(text).competency == 3


def test_an_unknown_certificate_in_a_correction_is_asked_about() -> None:
    after = corrected("Actually it was Crane Pilot")
    assert after.competency is None
    assert after.competency_words == "Crane Pilot"


def test_valid_2_years_works_out_the_expiry_anew() -> None:
    assert corrected("valid 2 years").expires_on.value == date(2028, 5, 3)


def test_an_expiry_date_replaces_the_validity() -> None:
    after = corrected("no, until 5 May 2029")
    assert after.expires_on.value == date(2029, 5, 5)
    assert after.validity is None


def test_it_never_expires_clears_the_expiry() -> None:
    after = corrected("it never expires")
    assert after.never_expires
    assert not after.expires_on.settled


def test_number_and_issuer_are_added() -> None:
    after = corrected("number AB-1234, issued by the Red Cross")
    assert (after.number, after.issuer) == ("AB-1234", "Red Cross")


def test_a_date_answers_the_question_that_is_open() -> None:
    before = draft("I passed First aid at work on 3 May 2025, expires 03/04/2028")
    assert corrected("3 April 2028", before).expires_on.value == date(2028, 4, 3)


@pytest.mark.rule("qualifications/ambiguous")
def test_an_ambiguous_correction_is_asked_about_too() -> None:
    after = corrected("No, 03/04")
    assert len(after.issued_on.ambiguous) == 2
    assert after.expires_on.value is None


@pytest.mark.parametrize("text", ["thanks", "hello there", "no", "it was great", "was it 4 May?", ""])
def test_small_talk_and_questions_correct_nothing(text: str) -> None:
    assert read_correction(text, draft(), names=BOOK, today=TODAY) is None
