"""What days and periods the words of an article come to."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.dating import find_days, read_day, read_period

PUBLISHED = date(2022, 2, 2)
"""A Wednesday."""

PIECES = [
    *["Wednesday", "last", "next", "this coming", "the", "weekend", "week", "month", "year", "end of", "by", "since"],
    *["after", "before", "from", "to", "between", "and", "Feb.", "29", "May", "2022", "1900", "2099-12-31", ","],
    *["in", "two", "999", "few", "days", "years", "hours", "ago", "ahead", "\u017funday", "wee\u212a", "today"],
    *["Sun", "\u00a0", "summer", "-", "٢"],
]
WORDS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join))
DATES = st.none() | st.dates() | st.sampled_from([date.min, date.max])

Bounds = tuple[str | None, str | None]


def day(words: str, published: date | None = PUBLISHED) -> str | None:
    found = read_day(words, published).date
    return found.isoformat() if found else None


def period(words: str, published: date | None = PUBLISHED, *, ahead: bool = False) -> Bounds:
    found = read_period(words, published, ahead=ahead)
    return found.start.isoformat() if found.start else None, found.end.isoformat() if found.end else None


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("Wednesday", "2022-02-02"), ("on Monday", "2022-01-31"), ("Thursday", "2022-01-27")],
        *[("WEDNESDAY", "2022-02-02"), ("Tuesday night", "2022-02-01"), ("a Tuesday meeting", "2022-02-01")],
        *[("earlier on Wednesday", "2022-02-02"), ("during the early hours of Friday morning", "2022-01-28")],
        *[("Wed.", "2022-02-02"), ("on Sun.", "2022-01-30")],
    ],
)
def test_a_weekday_is_the_last_one_up_to_publication(words: str, wanted: str) -> None:
    assert day(words) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("last Friday", "2022-01-28"), ("last Wednesday", "2022-01-26"), ("this past Monday", "2022-01-31")],
        *[("this Friday", "2022-02-04"), ("this Monday", "2022-01-31"), ("coming Friday", "2022-02-04")],
        *[("this coming Wednesday", "2022-02-09"), ("next Monday", "2022-02-07"), ("next Wednesday", "2022-02-09")],
    ],
)
def test_a_weekday_with_a_direction_follows_it(words: str, wanted: str) -> None:
    assert day(words) == wanted


def test_next_friday_may_be_two_days_and_is_none() -> None:
    assert day("next Friday") is None


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("today", "2022-02-02"), ("tonight", "2022-02-02"), ("this morning", "2022-02-02")],
        *[("yesterday", "2022-02-01"), ("last night", "2022-02-01"), ("the day before yesterday", "2022-01-31")],
        *[("tomorrow", "2022-02-03"), ("two days ago", "2022-01-31"), ("10 days ago", "2022-01-23")],
        ("the day after tomorrow", "2022-02-04"),
    ],
)
def test_a_day_is_counted_from_publication(words: str, wanted: str) -> None:
    assert day(words) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("February 2", "2022-02-02"), ("Feb. 3", "2021-02-03"), ("2 February", "2022-02-02")],
        *[("the 2nd of February", "2022-02-02"), ("Feb. 29", "2020-02-29"), ("Wednesday, Feb. 2", "2022-02-02")],
        *[("Friday, Feb. 4", "2022-02-04"), ("Feb. 2 (Wednesday)", "2022-02-02"), ("Sept. 11", "2021-09-11")],
        ("May 2nd", "2021-05-02"),
    ],
)
def test_a_date_without_year_is_the_last_one_and_with_its_weekday_the_nearest(words: str, wanted: str) -> None:
    assert day(words) == wanted


@pytest.mark.parametrize(
    "words", ["Feb. 2, 2022", "2 February 2022", "2022-02-02", "2022.02.02", "Wednesday, 2nd February, 2022"]
)
def test_a_date_with_its_year_is_stated(words: str) -> None:
    found = read_day(words, None)
    assert (found.date, found.basis) == (date(2022, 2, 2), "stated")


@pytest.mark.parametrize(
    "words",
    [
        *["Thursday, Feb. 2", "Thursday, Feb. 2, 2022", "Feb. 30", "2022-13-01", "Feb. 29, 2021"],
        *["Tuesday night into Wednesday", "Tuesday or Wednesday", "a day after Wednesday's meeting"],
        *["two days before Monday", "since Wednesday", "before Friday", "02/03/2022", "Sun reporters"],
        *["Black Friday", "Sunday Times", "the next day", "may", "", "3,000 troops", "a few days ago"],
    ],
)
def test_words_that_fix_no_day_are_unresolved(words: str) -> None:
    found = read_day(words, PUBLISHED)
    assert (found.date, found.basis) == (None, "unresolved")


@pytest.mark.parametrize(
    "words", ["last week", "earlier this week", "last month", "in January", "2014", "Feb. 2-5", "this weekend"]
)
def test_more_than_one_day_is_no_day(words: str) -> None:
    found = read_day(words, PUBLISHED)
    assert (found.date, found.basis) == (None, "unresolved")


def test_the_basis_names_the_day_of_publication() -> None:
    assert read_day("Wednesday", PUBLISHED).basis == "published 2022-02-02"


@pytest.mark.parametrize("words", ["Wednesday", "yesterday", "Feb. 2", "last week", "in the coming days", "in January"])
def test_without_a_day_of_publication_nothing_is_reckoned(words: str) -> None:
    found = read_period(words, None)
    assert (found.start, found.end, found.basis) == (None, None, "unresolved")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("this week", ("2022-01-31", "2022-02-06")), ("last week", ("2022-01-24", "2022-01-30"))],
        *[("Last week", ("2022-01-24", "2022-01-30")), ("next week", ("2022-02-07", "2022-02-13"))],
        *[("late last week", ("2022-01-24", "2022-01-30")), ("earlier this week", ("2022-01-31", "2022-02-02"))],
        *[("later this month", ("2022-02-02", "2022-02-28")), ("last month", ("2022-01-01", "2022-01-31"))],
        *[("last year", ("2021-01-01", "2021-12-31")), ("next month", ("2022-03-01", "2022-03-31"))],
        *[("over the weekend", ("2022-01-29", "2022-01-30")), ("this weekend", ("2022-02-05", "2022-02-06"))],
        *[("last weekend", ("2022-01-29", "2022-01-30")), ("two weeks ago", ("2022-01-17", "2022-01-23"))],
        *[("a month ago", ("2022-01-01", "2022-01-31")), ("14 months ago", ("2020-12-01", "2020-12-31"))],
    ],
)
def test_weeks_months_and_years_are_those_of_the_calendar(words: str, wanted: Bounds) -> None:
    assert period(words) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("in January", ("2022-01-01", "2022-01-31")), ("in February", ("2022-02-01", "2022-02-28"))],
        *[("March", ("2021-03-01", "2021-03-31")), ("last August", ("2021-08-01", "2021-08-31"))],
        *[("May next year", ("2023-05-01", "2023-05-31")), ("March of last year", ("2021-03-01", "2021-03-31"))],
        *[("last February", ("2021-02-01", "2021-02-28")), ("next February", ("2023-02-01", "2023-02-28"))],
        *[("next March", ("2022-03-01", "2022-03-31")), ("this December", ("2022-12-01", "2022-12-31"))],
        *[("January 2017", ("2017-01-01", "2017-01-31")), ("in 2014", ("2014-01-01", "2014-12-31"))],
        *[("2014", ("2014-01-01", "2014-12-31")), ("mid-2014", ("2014-01-01", "2014-12-31"))],
        *[("Jan. 9, 2017", ("2017-01-09", "2017-01-09")), ("May", ("2021-05-01", "2021-05-31"))],
    ],
)
def test_months_and_years_are_whole(words: str, wanted: Bounds) -> None:
    assert period(words) == wanted


@pytest.mark.parametrize(
    "words", ["in the coming days", "the coming days", "in the next few days", "within days", "in the months ahead"]
)
def test_the_coming_days_begin_at_publication_and_are_open(words: str) -> None:
    assert period(words) == ("2022-02-02", None)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("within two weeks", ("2022-02-02", "2022-02-16")), ("in the next 48 hours", ("2022-02-02", "2022-02-04"))],
        *[("over the next month", ("2022-02-02", "2022-03-02")), ("in two days", ("2022-02-04", "2022-02-04"))],
        *[("over the past two weeks", ("2022-01-19", "2022-02-02")), ("in the past few days", (None, "2022-02-02"))],
        ("this past week", ("2022-01-26", "2022-02-02")),
    ],
)
def test_a_stretch_is_as_long_as_the_words_say(words: str, wanted: Bounds) -> None:
    assert period(words) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("by the end of this week", (None, "2022-02-06")), ("by the end of the month", (None, "2022-02-28"))],
        *[("since November", ("2021-11-01", None)), ("until 2024", (None, "2024-12-31"))],
        *[("as early as next week", ("2022-02-07", None)), ("before Feb. 10, 2022", (None, "2022-02-09"))],
        *[("after Feb. 10, 2022", ("2022-02-11", None)), ("by the start of next month", (None, "2022-03-01"))],
        *[("from the beginning of 2023", ("2023-01-01", None)), ("no later than Monday", (None, "2022-01-31"))],
        ("at the end of 2023", (None, "2023-12-31")),
    ],
)
def test_bounds_leave_a_side_open(words: str, wanted: Bounds) -> None:
    assert period(words) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("from Monday to Friday", ("2022-01-31", "2022-02-04")), ("Feb. 2-5", ("2022-02-02", "2022-02-05"))],
        ("between January and March", ("2022-01-01", "2022-03-31")),
        ("Monday through Wednesday", ("2022-01-31", "2022-02-02")),
        ("2\u20135 February 2020", ("2020-02-02", "2020-02-05")),
        ("Jan. 30, 2021 - Feb. 2, 2021", ("2021-01-30", "2021-02-02")),
    ],
)
def test_a_range_runs_from_one_day_to_the_next_of_the_other(words: str, wanted: Bounds) -> None:
    assert period(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        *["soon", "in the near term", "imminent", "immediately", "in the summer of 2017", "the first half of 2014"],
        *["next weekend", "the first week of January", "in two weeks", "since the end of January", "Feb. 5-2"],
        *["In recent years", "may march in", "2014 to 2012", "a couple of weeks ago"],
    ],
)
def test_what_the_words_do_not_fix_stays_open(words: str) -> None:
    assert period(words) == (None, None)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("on Friday", "2022-02-04"), ("Wednesday", "2022-02-02"), ("Feb. 1", "2023-02-01")],
        *[("Feb. 29", "2024-02-29"), ("last Friday", "2022-01-28"), ("yesterday", "2022-02-01")],
    ],
)
def test_with_a_sense_of_the_future_a_day_without_direction_lies_ahead(words: str, wanted: str) -> None:
    assert period(words, ahead=True) == (wanted, wanted)


def test_with_a_sense_of_the_future_a_month_without_direction_lies_ahead() -> None:
    assert period("in January", ahead=True) == ("2023-01-01", "2023-01-31")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("He said on Wednesday that last Friday they met.", ["Wednesday", "last Friday"]),
        ("in a call last week, on Tuesday night", ["last week", "Tuesday night"]),
        (
            "On Feb. 2, 2022 and 3 March; two days ago, yesterday",
            ["Feb. 2, 2022", "3 March", "two days ago", "yesterday"],
        ),
        ("Monday\u2019s meeting", ["Monday"]),
        ("Troops may march in May 300 strong. The Sun sat; Sun reporters. March on!", []),
        ("on Sun. and next Friday, tomorrow, by Monday, by the end of this week", ["Sun."]),
        ("in January 2014, in 2014, the Sunday Times, Russia Today, Fridays", []),
        ("8,500 March troops, section 2.3 May", []),
    ],
)
def test_days_that_may_date_speech_are_found(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in find_days(text)] == wanted


@given(WORDS, DATES)
@example("next year", date.max)
@example("after tomorrow", date.max - timedelta(1))
@example("after today", date.max)
@example("before today", date.min)
@example("last week", date.min)
@example("999 years ago", date(900, 1, 1))
def test_any_words_are_read_and_a_period_does_not_end_before_it_starts(words: str, published: date | None) -> None:
    found = read_period(words, published)
    assert found.start is None or found.end is None or found.start <= found.end


@given(WORDS, DATES)
def test_a_day_is_read_exactly_when_its_basis_is_known(words: str, published: date | None) -> None:
    found = read_day(words, published)
    assert (found.date is None) == (found.basis == "unresolved")


@given(WORDS)
def test_found_days_lie_in_the_text_one_after_the_other(text: str) -> None:
    end = 0
    for start, until in find_days(text):
        assert end <= start < until <= len(text)
        end = until


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_full_date_is_read_back(when: date) -> None:
    assert day(f"{when:%B} {when.day}, {when.year}", None) == when.isoformat()


@given(st.dates(min_value=date(1901, 1, 1)), st.sampled_from(["Monday", "Wednesday", "Sunday"]))
def test_a_weekday_lies_in_the_week_up_to_publication(published: date, weekday: str) -> None:
    found = read_day(weekday, published).date
    assert found is not None
    assert f"{found:%A}" == weekday
    assert timedelta(0) <= published - found < timedelta(7)
