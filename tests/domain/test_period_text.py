import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpis.domain.period_text import (
    PeriodError,
    SeveralPeriods,
    entry_code,
    parse_by,
    parse_entry,
    parse_period,
    parse_slug,
)
from kpis.domain.periods import Period, YearStart
from tests.domain.build import periods

SEPTEMBER = YearStart.SEPTEMBER


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2018/19", "2018/19"),
        ("18/19", "2018/19"),
        ("2018-19", "2018/19"),
        ("2018/2019", "2018/19"),
        ("1999/00", "1999/00"),
        ("99/00", "1999/00"),
        ("2011/12", "2011/12"),
        ("2018–19", "2018/19"),  # an en dash
        ("2018/19 academic", "2018/19 academic"),
        ("2018/19 Academic Year", "2018/19 academic"),
        ("2018/19 financial", "2018/19"),
        ("2018", "2018"),
        ("2018/19 Q4", "2018/19 Q4"),
        ("2018/19 q4", "2018/19 Q4"),
        ("Q4 2018/19", "2018/19 Q4"),
        ("Q1 2019/20", "2019/20 Q1"),
        ("  Q4   2018-19 ", "2018/19 Q4"),
        ("2018/19 H2", "2018/19 H2"),
        ("H1 18/19", "2018/19 H1"),
        ("2018/19 academic Q2", "2018/19 academic Q2"),
        ("Q2 2018/19 academic", "2018/19 academic Q2"),
        ("Q2 2018/19 academic year", "2018/19 academic Q2"),
        ("2018 Q4", "2018 Q4"),
        ("Q4 2018", "2018 Q4"),
        ("2018 H1", "2018 H1"),
        ("2019-03", "2019-03"),
        ("2011-12", "2011-12"),  # NNNN-01 to NNNN-12 is always a month
        ("Mar-19", "2019-03"),
        ("Sep-16", "2016-09"),
        ("Sept 2016", "2016-09"),
        ("Sep-99", "1999-09"),
        ("March 2019", "2019-03"),
        ("Dec 2018", "2018-12"),
        ("DECEMBER 2018", "2018-12"),
        ("Jan to Mar 2019", "2018/19 Q4"),
        ("Jan-Mar 2019", "2018/19 Q4"),
        ("January to March 2019", "2018/19 Q4"),
        ("Dec 2018 to Feb 2019", "2018/19 academic Q2"),
        ("Dec to Feb 2019", "2018/19 academic Q2"),
        ("Oct 2018 to Mar 2019", "2018/19 H2"),
        ("Apr 2018 to Mar 2019", "2018/19"),
        ("Sep 2018 to Aug 2019", "2018/19 academic"),
        ("Jan to Dec 2018", "2018"),
        ("31 March 2019", "2019-03-31"),
        ("2019-03-31", "2019-03-31"),
        ("29 Feb 2020", "2020-02-29"),
        ("1900", "1900"),
        ("2199", "2199"),
        ("Mar to Mar 2019", "2019-03"),
    ],
)
def test_forms_that_are_read(text, code):
    assert parse_period(text).code == code


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not a period: write for example"),
        ("banana", "is not a period: write for example"),
        ("Q4", "names no year"),
        ("Q4 (Mar)", "names no year"),
        ("March", "names no year"),
        ("H2", "names no year"),
        ("18", "could be a day, a month or a year"),
        ("4", "could be a day, a month or a year"),
        ("2018/20", "2018 is followed by 19"),
        ("2018-13", "2018 is followed by 19"),
        ("2018/2020", "2018 is followed by 19"),
        ("18/2119", "2018 is followed by 19"),
        ("11/12", "could be a year or a date: write the year in full, 2011/12"),
        ("09/10", "could be a year or a date: write the year in full, 2009/10"),
        ("12/13", "could be a year or a date: write the year in full, 2012/13"),
        ("2018/19 Q5", "a year has quarters Q1 to Q4"),
        ("2018/19 Q0", "a year has quarters Q1 to Q4"),
        ("2018/19 H3", "a year has halves H1 and H2"),
        ("2018 Q5", "a year has quarters Q1 to Q4"),
        ("0018/19", "the year must be from 1900 to 2199"),
        ("1899", "the year must be from 1900 to 2199"),
        ("1800-01-01", "the year must be from 1900 to 2199"),
        ("9999-12", "the year must be from 1900 to 2199"),
        ("2019-02-30", "is not a date"),
        ("31 February 2019", "is not a date"),
        ("Feb to Apr 2019", "is not a quarter, half or year of any calendar"),
        ("Jan to May 2019", "is not a quarter, half or year of any calendar"),
        ("Mar 2019 to Jan 2019", "is not a quarter, half or year of any calendar"),
        ("2018/19/20", "is not a period"),
        ("٢٠١٨/١٩", "is not a period"),  # digits of another script
        ("2018/19\x00", "is not a period"),
        ("2018.0", "is not a period"),
        ("2018/19 Q4; DROP", "is not a period"),
    ],
)
def test_forms_that_are_refused(text, why):
    with pytest.raises(PeriodError) as refused:
        parse_period(text)
    assert why in str(refused.value)


def test_a_bare_part_of_a_year_is_refused_on_an_academic_measure_with_both_readings():
    with pytest.raises(PeriodError) as refused:
        parse_period("2018/19 Q2", SEPTEMBER)
    message = str(refused.value)
    assert '"2018/19 academic Q2" (Dec 2018 to Feb 2019)' in message
    assert '"2018/19 financial Q2" (Jul to Sep 2018)' in message


APRIL = YearStart.APRIL
SEVERAL = {
    ("Q2 2026", APRIL): '"2026/27 Q2" (Jul to Sep 2026, Q2 2026/27) or "2026/27 Q1" (Apr to Jun 2026, Q1 2026/27)',
    ("2026 Q2", APRIL): '"2026/27 Q2" (Jul to Sep 2026, Q2 2026/27) or "2026/27 Q1" (Apr to Jun 2026, Q1 2026/27)',
    ("2025", APRIL): (
        '"2025/26" (Apr 2025 to Mar 2026, 2025/26) or "Jan to Dec 2025" (Jan to Dec 2025, calendar year 2025)'
    ),
    ("H1 2026", SEPTEMBER): (
        '"2026/27 academic H1" (Sep 2026 to Feb 2027, H1 2026/27 academic year)'
        ' or "Jan to Jun 2026" (Jan to Jun 2026, H1 2026)'
    ),
    ("Q2 2026", None): (
        '"2026/27 Q2" (Jul to Sep 2026, Q2 2026/27) or "2026/27 academic Q2" (Dec 2026 to Feb 2027, Q2 2026/27 academic'
        ' year) or "2026/27 Q1" (Apr to Jun 2026, Q1 2026/27)'
    ),
}


@pytest.mark.parametrize(("text", "year_start"), SEVERAL)
def test_a_bare_part_of_a_bare_year_is_refused_with_every_reading(text, year_start):
    with pytest.raises(SeveralPeriods) as refused:
        parse_entry(text, year_start)
    many = "three" if year_start is None else "two"
    assert str(refused.value) == f'"{text}" could mean {many} periods: write {SEVERAL[text, year_start]}'
    with pytest.raises(SeveralPeriods):
        parse_by(text, lambda text: parse_entry(text, year_start), parse_slug)


def test_a_measure_of_the_calendar_year_has_its_bare_quarters():
    assert parse_entry("Q2 2026", YearStart.JANUARY) == Period.quarter(2026, 2, YearStart.JANUARY)


@pytest.mark.parametrize("build", [Period.year, *(lambda y, s, b=b: b(y, 2, s) for b in (Period.quarter, Period.half))])
@pytest.mark.parametrize("named", list(YearStart))
@pytest.mark.parametrize("year_start", [None, *YearStart])
def test_what_is_written_of_a_period_is_read_back(build, named, year_start):
    period = build(2026, named)
    assert parse_entry(entry_code(period, year_start), year_start) == period


@pytest.mark.parametrize("named", ["2018/19 academic Q2", "2018/19 financial Q2", "2018/19", "2019-03"])
def test_what_an_academic_measure_names_is_read(named):
    assert parse_period(named, SEPTEMBER) == parse_period(named)


def test_a_refusal_of_a_megabyte_is_short():
    with pytest.raises(PeriodError) as refused:
        parse_period("9" * 1_000_000)
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("2018-19", "2018/19"),
        ("2018-19-q4", "2018/19 Q4"),
        ("2018-19-Q4", "2018/19 Q4"),
        ("2018-19-h1", "2018/19 H1"),
        ("2018-19-academic", "2018/19 academic"),
        ("2018-19-academic-q2", "2018/19 academic Q2"),
        ("2018-q4", "2018 Q4"),
        ("2018", "2018"),
        ("2019-m03", "2019-03"),
        ("2011-12", "2011/12"),  # in an address a month has its m
        ("2019-03-31", "2019-03-31"),
    ],
)
def test_slugs(slug, code):
    assert parse_slug(slug).code == code


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "banana",
        "18-19",
        "2018-20",
        "2019-03",
        "2018-19-q5",
        "2018-19-h3",
        "2018-academic",
        "2019-m13",
        "2019-m00",
        "1800",
        "2018/19",
        "2018-19-q",
        "2019-02-30",
        "2018-19-academic-",
        "2018\x00",
    ],
)
def test_slugs_that_are_refused(slug):
    with pytest.raises(PeriodError):
        parse_slug(slug)


@given(periods())
def test_a_code_is_read_back(period):
    again = parse_period(period.code)
    assert again == period
    assert again.code == period.code


@given(periods())
def test_a_slug_is_read_back(period):
    again = parse_slug(period.slug)
    assert again == period
    assert again.slug == period.slug


@given(periods())
def test_a_label_is_read_back(period):
    assert parse_period(period.label) == period


@given(st.text(alphabet="0123456789/-qhQHacdemi Jn\x00İ", max_size=24) | st.text(max_size=24))
@example("Q4 2018/19 academic year")
def test_any_text_is_a_period_or_refused_with_a_reason(text):
    for read in (parse_period, parse_slug):
        try:
            assert 1900 <= read(text).start.year <= 2199
        except PeriodError as refused:
            assert ": " in str(refused)  # what is wrong, and what to write or why
