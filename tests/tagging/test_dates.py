"""Dates in people's words are read, assumed where the rule says so, and asked about rather than guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagging.dates import DateReading, Kind, read_date
from tagging.periods import Period, find_length, shift

TODAY = date(2026, 11, 24)  # a Tuesday


def read(words: str, kind: Kind = "issued", locale: str = "en-GB", issued_on: date | None = None) -> DateReading:
    return read_date(words, kind=kind, today=TODAY, locale=locale, issued_on=issued_on)


@pytest.mark.parametrize(
    "words",
    [
        "3 May 2026",
        "3rd of May 2026",
        "May 3, 2026",
        "May 3rd '26",
        "2026-05-03",
        "2026/05/03",
        "3. Mai 2026",
        "le 3 mai 2026",
        "3 de mayo de 2026",
        "3. mai 2026",
        "03-May-2026",
        "3 maja 2026",
        "the 3rd of May 2026",
        "Sunday, 3 May 2026",
        "on Sunday the 3rd of May 2026",
        "3 May 2026 (Sunday)",
    ],
)
def test_one_day_is_read_from_many_styles(words: str) -> None:
    assert read(words).value == date(2026, 5, 3)
    assert not read(words).assumed_year


@pytest.mark.rule("qualifications/ambiguous")
@pytest.mark.parametrize("words", ["03/04", "03/04/2026", "3/4/26", "03-04-2026", "03.04.2026"])
def test_a_date_readable_two_ways_is_never_guessed(words: str) -> None:
    reading = read(words)
    assert reading.value is None
    assert reading.ambiguous == (date(2026, 4, 3), date(2026, 3, 4))


@pytest.mark.rule("qualifications/ambiguous")
@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("03/03", date(2026, 3, 3)),
        ("25/04", date(2026, 4, 25)),
        ("04/25/2026", date(2026, 4, 25)),
        ("12/13/25", date(2025, 12, 13)),
    ],
)
def test_a_date_with_one_reading_isnt_asked_about(words: str, day: date) -> None:
    assert read(words).value == day


def test_the_writers_locale_only_orders_the_choices() -> None:
    assert read("03/04/2026", locale="en-US").ambiguous == (date(2026, 3, 4), date(2026, 4, 3))


def test_dots_are_day_first_where_dates_are_written_with_dots() -> None:
    assert read("03.04.2026", locale="de-DE").value == date(2026, 4, 3)
    assert read("3.4.", locale="nb_NO").value == date(2026, 4, 3)


@pytest.mark.rule("qualifications/ambiguous")
@pytest.mark.parametrize(
    ("words", "kind", "day"),
    [
        ("24 November", "issued", date(2026, 11, 24)),
        ("25 November", "issued", date(2025, 11, 25)),
        ("3 May", "issued", date(2026, 5, 3)),
        ("29 February", "issued", date(2024, 2, 29)),
        ("24 November", "due", date(2026, 11, 24)),
        ("23 November", "due", date(2027, 11, 23)),
        ("1 March", "due", date(2027, 3, 1)),
        ("8 February", "future", date(2027, 2, 8)),
        ("29 February", "future", date(2028, 2, 29)),
    ],
)
def test_a_missing_year_is_the_latest_past_for_issue_and_the_next_for_days_to_come(
    words: str, kind: Kind, day: date
) -> None:
    reading = read(words, kind)
    assert (reading.value, reading.assumed_year) == (day, True)


@pytest.mark.rule("qualifications/ambiguous")
def test_a_missing_expiry_year_is_the_next_after_issue() -> None:
    issued = date(2024, 5, 3)
    assert read("2 May", "expires", issued_on=issued).value == date(2025, 5, 2)
    assert read("3 May", "expires", issued_on=issued).value == date(2025, 5, 3)
    assert read("4 May", "expires", issued_on=issued).value == date(2024, 5, 4)


@pytest.mark.parametrize("words", ["31 February", "31/02/2026", "29 February 2026", "32 May 2026", "13/13/2026"])
def test_a_day_that_doesnt_exist_is_named_as_no_date(words: str) -> None:
    reading = read(words)
    assert reading.value is None
    assert reading.problem == f"{words} isn't a date."


@pytest.mark.parametrize("words", ["May 2026", "last week", "in 2024"])
def test_a_date_without_its_day_is_asked_for(words: str) -> None:
    assert read(words).value is None
    assert read(words).problem == f"Which day is meant by '{words}'?"


@pytest.mark.parametrize("words", ["sometime", "12", "3.5", "24/7/365/1", "3 May 20266", "99999999999", "sat", "()[*+"])
def test_what_isnt_a_date_gives_a_problem_and_no_day(words: str) -> None:
    reading = read(words)
    assert reading.value is None
    assert reading.problem


def test_no_words_are_no_date() -> None:
    assert read("  ").problem == "No date was given."


@pytest.mark.parametrize(
    ("words", "kind", "day"),
    [
        ("today", "issued", TODAY),
        ("yesterday", "issued", date(2026, 11, 23)),
        ("the day before yesterday", "issued", date(2026, 11, 22)),
        ("tomorrow", "due", date(2026, 11, 25)),
        ("gestern", "issued", date(2026, 11, 23)),
        ("i går", "issued", date(2026, 11, 23)),
        ("last Friday", "issued", date(2026, 11, 20)),
        ("last Tuesday", "issued", date(2026, 11, 17)),
        ("on Monday", "issued", date(2026, 11, 23)),
        ("on Monday", "due", date(2026, 11, 30)),
        ("next Monday", "due", date(2026, 11, 30)),
        ("vendredi dernier", "issued", date(2026, 11, 20)),
        ("two weeks ago", "issued", date(2026, 11, 10)),
        ("vor 3 Wochen", "issued", date(2026, 11, 3)),
        ("in 3 weeks", "future", date(2026, 12, 15)),
    ],
)
def test_near_days_count_from_the_writers_today(words: str, kind: Kind, day: date) -> None:
    assert read(words, kind).value == day


def test_next_friday_is_asked_while_this_friday_is_still_to_come() -> None:
    assert read("next Friday", "due").ambiguous == (date(2026, 11, 27), date(2026, 12, 4))


@pytest.mark.rule("qualifications/dates")
def test_a_validity_in_years_ends_on_the_same_day() -> None:
    assert Period(months=36).after(date(2026, 5, 3)) == date(2029, 5, 3)


@pytest.mark.rule("qualifications/dates")
@pytest.mark.parametrize(("years", "end"), [(1, date(2025, 2, 28)), (3, date(2027, 2, 28)), (4, date(2028, 2, 29))])
def test_a_validity_from_29_february_ends_on_28_february(years: int, end: date) -> None:
    assert Period(months=12 * years).after(date(2024, 2, 29)) == end


def test_a_validity_in_months_ends_on_the_last_day_where_the_month_is_short() -> None:
    assert Period(months=18).after(date(2025, 8, 31)) == date(2027, 2, 28)


def test_a_validity_beyond_the_calendar_has_no_end() -> None:
    assert Period(months=12 * 90).after(date(9950, 1, 1)) is None


@pytest.mark.parametrize(
    ("words", "months", "days"),
    [
        ("3 years", 36, 0),
        ("18 months", 18, 0),
        ("a year", 12, 0),
        ("two and a half years", 0, 0),
        ("6 weeks", 0, 42),
        ("3-year", 36, 0),
        ("zwei Jahre", 24, 0),
    ],
)
def test_lengths_are_read_in_words_and_figures(words: str, months: int, days: int) -> None:
    found = find_length(words)
    assert found is not None
    if months or days:
        assert (found[0].months, found[0].days) == (months, days)


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2080, 12, 31)))
def test_every_day_written_out_is_read_as_itself(day: date) -> None:
    assert read(day.isoformat()).value == day
    assert read(f"{day.day} {day:%B} {day.year}").value == day
    assert read(f"{day:%B} {day.day}, {day.year}").value == day


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_numbers_are_either_certain_or_asked_never_wrong(day: date) -> None:
    reading = read(f"{day.day:02}/{day.month:02}/{day.year}")
    assert day == reading.value or day in reading.ambiguous
    assert bool(reading.ambiguous) == (day.day <= 12 and day.day != day.month)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_dates(words: str) -> None:
    reading = read_date(words, kind="due", today=TODAY)
    assert reading.value or reading.ambiguous or reading.problem


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 240))
def test_a_shift_in_months_never_skips_a_month(start: date, months: int) -> None:
    end = shift(start, months=months)
    assert end is not None
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or end + timedelta(days=1) == (end + timedelta(days=1)).replace(day=1)
