import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.periods import Frequency, Kind, Period, PeriodKind, YearStart, date_text, holding, spanning
from tests.domain.build import CALENDARS, p, periods

APRIL, SEPTEMBER, JANUARY = YearStart.APRIL, YearStart.SEPTEMBER, YearStart.JANUARY
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (Period.year(2018), "2018-04-01", "2019-03-31"),
        (Period.year(2018, SEPTEMBER), "2018-09-01", "2019-08-31"),
        (Period.year(2018, JANUARY), "2018-01-01", "2018-12-31"),
        (Period.half(2018, 1), "2018-04-01", "2018-09-30"),
        (Period.half(2018, 2), "2018-10-01", "2019-03-31"),
        (Period.half(2018, 2, SEPTEMBER), "2019-03-01", "2019-08-31"),
        (Period.quarter(2018, 1), "2018-04-01", "2018-06-30"),
        (Period.quarter(2018, 4), "2019-01-01", "2019-03-31"),
        (Period.quarter(2018, 2, SEPTEMBER), "2018-12-01", "2019-02-28"),
        (Period.quarter(2019, 2, SEPTEMBER), "2019-12-01", "2020-02-29"),
        (Period.quarter(2018, 4, JANUARY), "2018-10-01", "2018-12-31"),
        (Period.month(2020, 2), "2020-02-01", "2020-02-29"),
        (Period.month(2100, 2), "2100-02-01", "2100-02-28"),
        (Period.day(dt.date(2019, 3, 31)), "2019-03-31", "2019-03-31"),
    ],
)
def test_first_and_last_day(period, start, end):
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("period", "code", "slug", "label", "long_label"),
    [
        (Period.year(2018), "2018/19", "2018-19", "2018/19", "2018/19"),
        (Period.year(1999), "1999/00", "1999-00", "1999/00", "1999/00"),
        (
            Period.year(2018, SEPTEMBER),
            "2018/19 academic",
            "2018-19-academic",
            "2018/19 academic year",
            "2018/19 academic year",
        ),
        (Period.year(2018, JANUARY), "2018", "2018", "2018", "2018"),
        (Period.quarter(2018, 4), "2018/19 Q4", "2018-19-q4", "Q4 2018/19", "Jan to Mar 2019 (Q4 2018/19)"),
        (
            Period.quarter(2018, 2, SEPTEMBER),
            "2018/19 academic Q2",
            "2018-19-academic-q2",
            "Q2 2018/19 academic year",
            "Dec 2018 to Feb 2019 (Q2 2018/19 academic year)",
        ),
        (Period.quarter(2018, 4, JANUARY), "2018 Q4", "2018-q4", "Q4 2018", "Oct to Dec 2018 (Q4 2018)"),
        (Period.half(2018, 2), "2018/19 H2", "2018-19-h2", "H2 2018/19", "Oct 2018 to Mar 2019 (H2 2018/19)"),
        (Period.month(2019, 3), "2019-03", "2019-m03", "March 2019", "March 2019"),
        (Period.day(dt.date(2019, 3, 31)), "2019-03-31", "2019-03-31", "31 March 2019", "31 March 2019"),
    ],
)
def test_printing(period, code, slug, label, long_label):
    assert (period.code, period.slug, period.label, period.long_label) == (code, slug, label, long_label)
    assert str(period) == code


def test_a_period_is_the_same_in_every_calendar_that_can_name_it():
    assert Period.quarter(2018, 4, APRIL) == Period.quarter(2019, 1, JANUARY)
    assert hash(Period.quarter(2018, 4, APRIL)) == hash(Period.quarter(2019, 1, JANUARY))
    assert Period.year(2018, APRIL) != Period.year(2018, SEPTEMBER)
    assert Period.month(2019, 3) != Period.day(dt.date(2019, 3, 31))


@pytest.mark.parametrize(
    ("text", "previous", "following", "year_ago"),
    [
        ("2018/19", "2017/18", "2019/20", "2017/18"),
        ("2018/19 Q1", "2017/18 Q4", "2018/19 Q2", "2017/18 Q1"),
        ("2018/19 Q4", "2018/19 Q3", "2019/20 Q1", "2017/18 Q4"),
        ("2018/19 H1", "2017/18 H2", "2018/19 H2", "2017/18 H1"),
        ("2018/19 academic Q1", "2017/18 academic Q4", "2018/19 academic Q2", "2017/18 academic Q1"),
        ("2018", "2017", "2019", "2017"),
        ("2020-02", "2020-01", "2020-03", "2019-02"),
        ("2019-01", "2018-12", "2019-02", "2018-01"),
        ("2020-02-29", "2020-02-28", "2020-03-01", "2019-02-28"),
        ("2019-03-31", "2019-03-30", "2019-04-01", "2018-03-31"),
    ],
)
def test_previous_next_and_a_year_ago(text, previous, following, year_ago):
    period = p(text)
    assert period.previous() == p(previous)
    assert period.next() == p(following)
    assert period.year_ago() == p(year_ago)
    assert period.next().year_start == period.year_start


def test_leap_february_keeps_its_last_day():
    assert p("2021-02").year_ago().end == dt.date(2020, 2, 29)
    assert p("2020-02").year_ago().end == dt.date(2019, 2, 28)
    assert p("2020-02-29").years_ago(4) == p("2016-02-29")
    assert p("2019/20 academic Q2").year_ago().end == dt.date(2019, 2, 28)


def test_31_march_and_1_april_fall_in_different_years():
    assert holding(dt.date(2019, 3, 31), Kind.YEAR) == p("2018/19")
    assert holding(dt.date(2019, 4, 1), Kind.YEAR) == p("2019/20")


@pytest.mark.parametrize(
    ("instant", "year"),
    [
        (dt.datetime(2019, 3, 31, 22, 59, tzinfo=dt.UTC), "2018/19"),
        (dt.datetime(2019, 3, 31, 23, 0, tzinfo=dt.UTC), "2019/20"),  # midnight in London: summer time began that day
        (dt.datetime(2018, 3, 31, 22, 59, tzinfo=dt.UTC), "2017/18"),
        (dt.datetime(2018, 3, 31, 23, 0, tzinfo=dt.UTC), "2018/19"),
    ],
)
def test_midnight_in_london_divides_the_years(instant, year):
    assert holding(instant.astimezone(LONDON).date(), Kind.YEAR) == p(year)


@pytest.mark.parametrize(
    ("date", "kind", "calendar", "text"),
    [
        ("2019-03-31", Kind.QUARTER, APRIL, "2018/19 Q4"),
        ("2019-03-31", Kind.QUARTER, SEPTEMBER, "2018/19 academic Q3"),
        ("2018-08-31", Kind.YEAR, SEPTEMBER, "2017/18 academic"),
        ("2018-09-01", Kind.YEAR, SEPTEMBER, "2018/19 academic"),
        ("2018-12-31", Kind.YEAR, JANUARY, "2018"),
        ("2019-02-14", Kind.MONTH, APRIL, "2019-02"),
        ("2019-02-14", Kind.HALF, APRIL, "2018/19 H2"),
        ("2019-02-14", Kind.SNAPSHOT, APRIL, "2019-02-14"),
    ],
)
def test_holding(date, kind, calendar, text):
    assert holding(dt.date.fromisoformat(date), kind, calendar).code == text


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2019-01-01", "2019-03-31", "2018/19 Q4"),
        ("2018-12-01", "2019-02-28", "2018/19 academic Q2"),
        ("2018-04-01", "2019-03-31", "2018/19"),
        ("2018-09-01", "2019-08-31", "2018/19 academic"),
        ("2018-01-01", "2018-12-31", "2018"),
        ("2018-01-01", "2018-06-30", "2018 H1"),
        ("2019-03-01", "2019-03-31", "2019-03"),
    ],
)
def test_days_that_a_period_covers(start, end, code):
    found = spanning(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2019-01-01", "2019-03-30"),
        ("2019-01-02", "2019-03-31"),
        ("2019-02-01", "2019-04-30"),
        ("2019-02-01", "2020-01-31"),
        ("2019-01-01", "2019-05-31"),
        ("2019-03-01", "2019-01-31"),
    ],
)
def test_days_that_no_period_covers(start, end):
    assert spanning(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) is None


def test_place_in_its_year():
    assert [p(f"2018/19 Q{number}").number for number in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert (p("2018-04").number, p("2019-03").number, p("2018/19 H2").number, p("2018/19").number) == (1, 12, 2, 1)
    assert p("2018/19 Q4").ends_its_year
    assert p("2018/19").ends_its_year
    assert not p("2018/19 Q3").ends_its_year
    assert p("2018/19 academic Q4").ends_its_year
    assert p("2019-03").of_year == p("2018/19")
    assert Period.month(2019, 3, SEPTEMBER).of_year == p("2018/19 academic")


def test_contains():
    assert p("2018/19").contains(p("2018/19 Q4"))
    assert p("2018/19").contains(p("2018/19"))
    assert not p("2018/19 Q4").contains(p("2018/19"))
    assert not p("2018/19").contains(p("2018/19 academic"))


def test_frequencies_have_kinds_and_words():
    assert [each.kind for each in Frequency] == [Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR]
    assert [each.text for each in Frequency] == ["every month", "every quarter", "twice a year", "once a year"]


def test_only_figures_of_the_period_itself_are_not_known_by_its_end():
    assert [each for each in PeriodKind if not each.known_by_end] == [PeriodKind.IN_PERIOD]


def test_a_date_in_words():
    assert date_text(dt.date(2019, 6, 8)) == "8 June 2019"


@given(periods())
def test_next_then_previous_is_the_identity(period):
    assert period.next().previous() == period
    assert period.previous().next() == period
    assert period.next().start == period.end + dt.timedelta(days=1)


@given(periods(snapshots=False))
def test_a_year_ago_is_as_many_of_its_own_lengths_as_a_year_has(period):
    back = period
    for _ in range(12 // period.months):
        back = back.previous()
    assert period.year_ago() == back
    assert back.code.partition(" ")[2] == period.code.partition(" ")[2]


@given(periods(), st.integers(-40, 40), st.integers(-40, 40))
def test_shifts_add_up(period, first, second):
    if 1950 < period.start.year < 2150:
        assert period.shifted(first).shifted(second) == period.shifted(first + second)


@given(periods(snapshots=False))
def test_a_period_is_found_by_each_of_its_days_and_by_its_dates(period):
    for day in (period.start, period.end, period.start + (period.end - period.start) / 2):
        assert holding(day, period.kind, period.year_start) == period
    assert spanning(period.start, period.end, period.year_start) == period


@given(periods(), CALENDARS)
def test_what_is_stored_comes_back_in_a_calendar_that_can_name_it(period, hint):
    again = Period.stored(period.kind.value, period.start, period.end, hint)
    assert again == period
    assert p(again.code) == period


@given(periods(snapshots=False))
def test_a_period_lies_in_its_year(period):
    assert period.of_year.contains(period)
    assert 1 <= period.number <= 12 // period.months
