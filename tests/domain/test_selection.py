import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.periods import Frequency, Kind, PeriodKind, YearStart
from kpis.domain.selection import PeriodCount, Schedule, latest_period, next_due, shown_milestone, shown_period
from tests.domain.build import p, periods

MONTHLY, QUARTERLY, HALF_YEARLY, ANNUAL = Frequency
IN_PERIOD, SNAPSHOT, TO_DATE = PeriodKind.IN_PERIOD, PeriodKind.SNAPSHOT, PeriodKind.YEAR_TO_DATE
APRIL, SEPTEMBER, JANUARY = YearStart.APRIL, YearStart.SEPTEMBER, YearStart.JANUARY


def every(frequency, year_start=APRIL, kind=IN_PERIOD, live_from=None, live_to=None):
    return Schedule(frequency, year_start, kind, live_from and p(live_from).start, live_to and p(live_to).end)


@pytest.mark.parametrize(
    ("schedule", "scorecard", "recorded", "shown"),
    [
        # its own period, with a figure or awaited
        (every(QUARTERLY), "2018/19 Q4", ["2018/19 Q3", "2018/19 Q4"], "2018/19 Q4"),
        (every(QUARTERLY), "2018/19 Q4", [], "2018/19 Q4"),
        (every(ANNUAL), "2018/19", ["2017/18"], "2018/19"),
        # a year's scorecard takes the outturn, else the last period in the year
        (every(QUARTERLY), "2018/19", ["2018/19 Q3", "2018/19 Q4", "2018/19"], "2018/19"),
        (every(QUARTERLY), "2018/19", ["2018/19 Q3", "2018/19 Q4"], "2018/19 Q4"),
        (every(QUARTERLY), "2018/19", ["2018/19 Q3"], "2018/19 Q4"),  # awaited; the last known stands beside it
        (every(MONTHLY), "2018/19", ["2019-03", "2018/19"], "2018/19"),
        (every(MONTHLY), "2018/19", ["2019-03"], "2019-03"),
        (every(QUARTERLY, kind=SNAPSHOT), "2018/19", ["2018/19"], "2018/19"),
        # an outturn never replaces a quarter
        (every(QUARTERLY), "2018/19 Q4", ["2018/19"], "2018/19 Q4"),
        (every(MONTHLY), "2018/19 Q4", ["2018/19"], "2019-03"),
        # the month of March in a Quarter 4; a quarter's own figure where there is one
        (every(MONTHLY), "2018/19 Q4", ["2019-01", "2019-02", "2019-03"], "2019-03"),
        (every(MONTHLY), "2018/19 Q4", ["2019-03", "2018/19 Q4"], "2018/19 Q4"),
        (every(MONTHLY), "2018/19 Q4", [], "2019-03"),
        # other calendars: the calendar year 2018 and the academic year 2017/18 end within 2018/19
        (every(ANNUAL, JANUARY), "2018/19", ["2017", "2018"], "2018"),
        (every(ANNUAL, SEPTEMBER), "2018/19", ["2017/18 academic"], "2017/18 academic"),
        (every(ANNUAL, JANUARY), "2018/19 Q3", [], "2018"),
        (every(QUARTERLY, SEPTEMBER), "2018/19 Q4", [], "2018/19 academic Q2"),
        (every(ANNUAL), "2018/19 academic", ["2018/19"], "2018/19"),
        # a period outside its frequency in which it has a reading (exclusions from September to March)
        (every(ANNUAL, SEPTEMBER), "2018/19", ["2019-03"], "2019-03"),
        # but a year's scorecard takes the outturn of the measure's own year, whatever later parts of one hold
        (every(ANNUAL, SEPTEMBER), "2018/19", ["2017/18 academic", "2019-03"], "2017/18 academic"),
        (every(QUARTERLY, JANUARY), "2025/26", ["2025 Q2", "2025 Q4", "2025", "2026 Q1"], "2025"),
        (every(QUARTERLY, JANUARY, TO_DATE), "2025/26", ["2025 Q4", "2026 Q1"], "2025"),
        (every(QUARTERLY, JANUARY, TO_DATE), "2025/26", ["2026 Q1"], "2026 Q1"),
        (every(ANNUAL, SEPTEMBER, TO_DATE), "2018/19", ["2019-03"], "2019-03"),
        (every(QUARTERLY), "2018/19 Q4", ["2019-03"], "2018/19 Q4"),
        (every(QUARTERLY), "2018/19", ["2019-03"], "2019-03"),
        # where none of its periods ends there: not due
        (every(ANNUAL), "2018/19 Q1", ["2017/18"], None),
        (every(ANNUAL), "2018/19 Q3", ["2017/18", "2018/19"], None),
        (every(ANNUAL), "2018/19 Q4", [], "2018/19"),
        (every(HALF_YEARLY), "2018/19 Q1", [], None),
        (every(HALF_YEARLY), "2018/19 Q2", [], "2018/19 H1"),
        (every(ANNUAL, SEPTEMBER), "2018/19 Q4", ["2017/18 academic"], None),
        (every(QUARTERLY), "2019-02", ["2018/19 Q3"], None),
        (every(QUARTERLY), "2019-03", [], "2018/19 Q4"),
        # snapshots on a day
        (every(ANNUAL, kind=SNAPSHOT), "2018/19 Q1", ["2018-05-15"], "2018-05-15"),
        (every(ANNUAL, kind=SNAPSHOT), "2018/19 Q1", ["2018-04-01"], "2018-04-01"),
        (every(ANNUAL, kind=SNAPSHOT), "2018/19 Q1", ["2018-03-31", "2018-07-01"], None),
        (every(QUARTERLY, kind=SNAPSHOT), "2018/19 Q4", ["2019-01-17"], "2018/19 Q4"),
        (every(QUARTERLY, kind=SNAPSHOT), "2018/19", ["2019-03", "2018/19 Q3"], "2018/19"),
        # a position goes by the name that the scorecard gives it, never by the one that it came with
        (every(QUARTERLY, kind=SNAPSHOT), "2025/26", ["2025/26 Q4"], "2025/26"),
        (every(QUARTERLY, kind=SNAPSHOT), "2025/26", ["2026-03"], "2025/26"),
        (every(QUARTERLY, kind=SNAPSHOT), "2025/26 Q4", ["2025/26"], "2025/26 Q4"),
        (every(QUARTERLY, kind=SNAPSHOT), "2025/26 Q4", ["2026-03"], "2025/26 Q4"),
        (every(ANNUAL, SEPTEMBER, SNAPSHOT), "2025/26", ["2025-08"], "2024/25 academic"),
        (every(QUARTERLY, kind=TO_DATE), "2025/26", ["2025/26 Q4"], "2025/26"),
        (every(QUARTERLY, kind=TO_DATE), "2025/26 Q4", ["2025/26"], "2025/26 Q4"),
        # on a day that ends none of its own: what the scorecard calls it, whatever label it came with
        (every(ANNUAL, SEPTEMBER, SNAPSHOT), "2018/19 Q4", ["2019-03"], "2018/19 Q4"),
        (every(ANNUAL, SEPTEMBER, SNAPSHOT), "2018/19 Q4", ["2018/19 Q4"], "2018/19 Q4"),
        (every(ANNUAL, APRIL, SNAPSHOT), "2018/19", ["2018-12", "2019-01-17"], "2018/19"),
        (every(ANNUAL, SEPTEMBER, SNAPSHOT), "2018/19", ["2018/19 Q3"], "2018-12"),
        (every(ANNUAL, SEPTEMBER, SNAPSHOT), "2018/19", ["2018-12"], "2018-12"),
        # ended inside the period: its outturn, else its last live period
        (every(QUARTERLY, live_to="2025/26 Q2"), "2025/26", ["2025/26 Q1", "2025/26 Q2"], "2025/26 Q2"),
        (every(QUARTERLY, live_to="2025/26 Q2"), "2025/26", ["2025/26 Q2", "2025/26"], "2025/26"),
        (every(ANNUAL, live_to="2025/26 Q2"), "2025/26", [], None),
        (every(QUARTERLY, kind=SNAPSHOT, live_to="2025/26 Q2"), "2025/26", ["2025/26 Q2", "2025/26"], "2025/26 Q2"),
        (every(QUARTERLY, kind=TO_DATE, live_to="2025/26 Q2"), "2025/26", ["2025/26 Q2", "2025/26 Q4"], "2025/26"),
        # not due on either of two scorecards that end on one day
        (every(ANNUAL, live_from="2025/26"), "2025", ["2025/26"], None),
        (every(ANNUAL, live_from="2025/26"), "2025/26 Q3", ["2025/26"], None),
    ],
)
def test_what_a_scorecard_shows(schedule, scorecard, recorded, shown):
    found = shown_period(schedule, p(scorecard), [p(each) for each in recorded])
    assert found == (p(shown) if shown else None)


def test_the_next_one_due():
    assert next_due(every(ANNUAL), p("2019/20 Q1")) == p("2019/20")
    assert next_due(every(ANNUAL), p("2018/19")) == p("2019/20")
    assert next_due(every(ANNUAL, SEPTEMBER), p("2018/19 Q4")) == p("2018/19 academic")
    assert next_due(every(MONTHLY), p("2018/19 Q4")) == p("2019-04")


@pytest.mark.parametrize(
    ("scorecard", "live"),
    [
        ("2017/18", False),
        ("2018/19 Q1", False),
        ("2018/19 Q2", True),
        ("2018/19", True),
        ("2019/20 Q1", True),
        ("2019/20 Q2", False),
        ("2019/20", True),
        ("2020/21", False),
    ],
)
def test_a_measure_lives_from_a_period_to_a_period(scorecard, live):
    assert every(QUARTERLY, live_from="2018/19 Q2", live_to="2019/20 Q1").is_live(p(scorecard)) is live


def test_a_measure_lives_on_its_first_and_its_last_day():
    first = Schedule(ANNUAL, APRIL, SNAPSHOT, live_from=p("2019-03-31").start)
    assert first.is_live(p("2018/19 Q4"))
    assert not first.is_live(p("2018/19 Q3"))
    last = Schedule(ANNUAL, APRIL, SNAPSHOT, live_to=p("2019-04-01").end)
    assert last.is_live(p("2019/20 Q1"))
    assert not last.is_live(p("2019/20 Q2"))


def test_a_measure_without_ends_lives_always():
    assert every(QUARTERLY).is_live(p("1950"))


@given(periods(snapshots=False), st.sampled_from(Frequency), st.sampled_from(YearStart), st.sampled_from(PeriodKind))
def test_what_is_shown_ends_within_the_scorecard(scorecard, frequency, year_start, kind):
    schedule = Schedule(frequency, year_start, kind)
    shown = shown_period(schedule, scorecard, [])
    last = schedule.last_period(scorecard.end)
    assert last.end <= scorecard.end < last.next().end
    assert (shown and shown.end) == (last.end if last.end >= scorecard.start else None)
    if kind is IN_PERIOD:
        assert shown in (last, None)
    assert next_due(schedule, scorecard).end > scorecard.end


@given(periods(snapshots=False), st.lists(st.integers(-8, 8), max_size=5), st.sampled_from(Frequency))
def test_what_is_shown_is_its_own_or_recorded_and_the_order_does_not_matter(scorecard, shifts, frequency):
    schedule = Schedule(frequency, APRIL, IN_PERIOD)
    last = schedule.last_period(scorecard.end)
    recorded = [last.shifted(each) for each in shifts] + [scorecard.shifted(each) for each in shifts]
    shown = shown_period(schedule, scorecard, recorded)
    assert shown is None or shown == last or shown in recorded
    assert shown == shown_period(schedule, scorecard, recorded[::-1])
    if scorecard in recorded:
        assert shown == scorecard


def latest(pairs, schedules):
    found = latest_period([PeriodCount(p(text), number) for text, number in pairs], schedules)
    return found and found.code


@pytest.mark.parametrize(
    ("pairs", "due", "expected"),
    [
        ([("2018/19 Q3", 10), ("2018/19 Q4", 5)], 10, "2018/19 Q4"),  # half are enough
        ([("2018/19 Q3", 10), ("2018/19 Q4", 4)], 10, "2018/19 Q3"),
        ([("2018/19 Q3", 2), ("2018/19 Q4", 1)], 10, "2018/19 Q4"),  # none has half: the last with any
        ([("2018/19 Q4", 6), ("2018/19", 3)], 10, "2018/19 Q4"),  # the one with more figures
        ([("2018/19 Q4", 3), ("2018/19", 6)], 10, "2018/19"),
        ([("2018/19 Q4", 5), ("2018/19", 5)], 10, "2018/19"),
        ([("2018/19 Q3", 10), ("2018/19 Q4", 3), ("2018/19", 2)], 10, "2018/19 Q4"),
        ([("2018/19 Q3", 10), ("2018/19 Q4", 0)], 10, "2018/19 Q3"),
        ([("2018/19 Q3", 10), ("2019-02", 10)], 10, "2018/19 Q3"),  # a quarter or a year, never a month
        ([("2018/19 Q3", 10), ("2018/19 Q4", 2), ("2019-03", 3)], 10, "2018/19 Q4"),  # monthly figures count too
        ([("2019-01", 3), ("2019-02", 3)], 3, "2019-02"),  # nothing but months
        ([("2019-01", 0)], 3, None),
        ([], 3, None),
    ],
)
def test_the_latest_period(pairs, due, expected):
    assert latest(pairs, [every(QUARTERLY)] * due) == expected


def test_only_measures_due_and_live_in_the_period_count():
    schedules = [every(QUARTERLY)] * 4 + [every(ANNUAL)] * 20 + [every(QUARTERLY, live_to="2017/18")] * 20
    assert latest([("2018/19", 30), ("2019/20 Q1", 2)], schedules) == "2019/20 Q1"


def test_an_academic_year_of_a_few_measures_is_not_the_latest_of_all():
    """Its scorecard would hold the quarterly measures too, none of which has a figure that ends with it."""
    schedules = [every(QUARTERLY)] * 20 + [every(ANNUAL, SEPTEMBER)] * 3
    assert latest([("2019/20 Q1", 20), ("2018/19 academic", 3)], schedules) == "2019/20 Q1"


def test_a_council_of_academic_measures_has_academic_years():
    assert latest([("2017/18 academic", 3), ("2018/19 academic", 3)], [every(ANNUAL, SEPTEMBER)] * 3) == (
        "2018/19 academic"
    )


def test_the_last_period_of_a_frequency():
    for frequency, kind in ((MONTHLY, Kind.MONTH), (QUARTERLY, Kind.QUARTER), (HALF_YEARLY, Kind.HALF)):
        assert every(frequency).last_period(p("2018/19").end).kind is kind
    assert every(ANNUAL).last_period(p("2018/19 Q3").end) == p("2017/18")


@pytest.mark.parametrize(
    ("schedule", "scorecard", "achieved", "shown"),
    [
        (every(ANNUAL), "2025/26 Q2", {"2025/26": None}, None),
        (every(ANNUAL), "2025/26 Q1", {"2025/26": "2025-06-30"}, "2025/26"),  # achieved ahead
        (every(ANNUAL), "2025/26 Q1", {"2025/26": "2025-07-01"}, None),
        (every(ANNUAL), "2025/26 Q4", {"2025/26": None, "2026/27": "2026-03-01"}, "2025/26"),
        (every(ANNUAL), "2026/27 Q3", {"2025/26": None}, "2025/26"),  # overdue
        (every(ANNUAL), "2035/36 Q3", {"2025/26": None}, "2025/26"),
        (every(ANNUAL), "2026/27", {"2025/26": None}, "2025/26"),
        (every(ANNUAL), "2026/27 Q1", {"2025/26": "2026-06-30"}, "2025/26"),  # achieved late in that quarter
        (every(ANNUAL), "2026/27 Q2", {"2025/26": "2026-06-30"}, None),
        (every(ANNUAL), "2026/27", {"2025/26": "2026-06-30"}, "2026/27"),
        (every(ANNUAL), "2026/27 Q1", {"2025/26": "2026-07-01"}, "2025/26"),
        (every(QUARTERLY), "2026/27 Q1", {"2025/26 Q3": None}, "2025/26 Q3"),
        (every(QUARTERLY), "2026/27 Q1", {"2025/26 Q3": None, "2025/26 Q4": "2026-03-01"}, "2026/27 Q1"),
        (every(QUARTERLY), "2026/27 Q1", {"2025/26 Q3": None, "2026/27 Q1": "2026-05-01"}, "2026/27 Q1"),
        (every(ANNUAL), "2025/26", {"2025-07": "2025-07-29"}, "2025-07"),  # a yearly one with a day of its own
        (every(ANNUAL), "2025/26", {"2025-07": "2025-08-20"}, "2025-07"),
        (every(ANNUAL), "2025/26 Q4", {"2025-07": "2025-08-20"}, "2025/26"),
        (every(QUARTERLY), "2025/26", {"2025/26 Q3": "2025-12-01"}, "2025/26 Q4"),
        (every(ANNUAL), "2025/26 Q1", {}, None),
        (every(ANNUAL), "2025/26", {}, "2025/26"),
    ],
)
def test_which_milestone_a_scorecard_shows(schedule, scorecard, achieved, shown):
    known = {p(each): day and dt.date.fromisoformat(day) for each, day in achieved.items()}
    assert shown_milestone(schedule, p(scorecard), known, known) == (shown and p(shown))
