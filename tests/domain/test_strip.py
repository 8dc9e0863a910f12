"""The last eight periods of a measure, each judged as on its own scorecard, and how long it has been red."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.figure import Actual, Hidden
from kpis.domain.history import History
from kpis.domain.line import Context, line_of
from kpis.domain.measure import Beside
from kpis.domain.periods import Frequency, Kind, PeriodKind, YearStart
from kpis.domain.selection import Schedule
from kpis.domain.strip import LONGEST, red_run, strip_of
from kpis.domain.words import Scheme
from tests.domain.build import D, aim, p
from tests.domain.test_line import measure

QUARTERS = [*p("2016/17 Q4").back_from(8)][::-1] + [p(f"2017/18 Q{each}") for each in (1, 2, 3, 4)]
NOW = QUARTERS[-1]
YEARLY_AIMS = Beside(tuple(aim("10")._replace(period=p(year)) for year in ("2014/15", "2015/16", "2016/17", "2017/18")))
"""Lower is better: at most 10."""
QUARTERLY = Schedule(Frequency.QUARTERLY, YearStart.APRIL, PeriodKind.SNAPSHOT)


def quarterly(values, schedule=QUARTERLY, **rule):
    """Figures of the last quarters up to Q4 2017/18, the last one last; None: missing."""
    of = measure(PeriodKind.SNAPSHOT, **rule)._replace(schedule=schedule)
    figures = [
        Hidden(period) if value is Hidden else Actual(D(value), period=period)
        for period, value in zip(QUARTERS[-len(values) :], values, strict=True)
        if value is not None
    ]
    return History(of, figures)


def on(scorecard, history, beside=YEARLY_AIMS):
    return line_of(Context(scorecard, scorecard.end), history, beside)


def colours(strip):
    return "".join(mark.verdict.rag.value[0] for mark in strip)


def test_it_ends_with_the_period_shown_and_has_eight_of_its_own():
    line = on(NOW, quarterly(["9", "11", "9", "11", "9", "11", "9", "11", "9", "9", "9", "12"]))
    strip = strip_of(line, NOW)
    assert [mark.period for mark in strip] == QUARTERS[-8:]
    assert colours(strip) == "grgrgggr"
    assert strip[-1].verdict is line.verdict


def test_each_period_is_held_against_its_own_target():
    aims = Beside((aim("10")._replace(period=p("2016/17")), aim("20")._replace(period=p("2017/18"))))
    assert colours(strip_of(on(NOW, quarterly(["15"] * 8), aims), NOW)) == "rrrrgggg"


def test_missing_and_withheld_figures_have_no_colour_and_are_not_left_out():
    strip = strip_of(on(NOW, quarterly(["11", None, Hidden, "9"])), NOW)
    assert colours(strip)[-4:] == "rnng"
    assert [type(mark.figure) for mark in strip[-4:]] == [Actual, type(None), Hidden, Actual]


def test_periods_before_it_lived_are_left_out():
    begun = QUARTERLY._replace(live_from=dt.date(2017, 7, 1))
    assert [mark.period for mark in strip_of(on(NOW, quarterly(["9", "9"], begun)), NOW)] == QUARTERS[-3:]


def test_a_yearly_measure_has_its_years_and_never_a_figure_twice():
    of = measure()._replace(schedule=Schedule(Frequency.ANNUAL, YearStart.APRIL, PeriodKind.IN_PERIOD))
    years = [p(f"20{each}/{each + 1}") for each in range(14, 18)]
    history = History(
        of, [Actual(D(value), period=year) for value, year in zip(["9", "11", "9", "11"], years, strict=True)]
    )
    strip = strip_of(on(NOW, history), NOW)
    assert [mark.period.kind for mark in strip] == [Kind.YEAR] * 8
    assert colours(strip)[-4:] == "grgr"
    in_between = p("2018/19 Q2")
    assert [mark.period for mark in strip_of(on(in_between, history), in_between)] == [mark.period for mark in strip]


def test_a_position_is_its_year_on_a_years_scorecard():
    strip = strip_of(on(p("2017/18"), quarterly(["9", "11", "11", "11"] * 2)), p("2017/18"))
    assert [mark.period.label for mark in strip[-2:]] == ["2016/17", "2017/18"]
    assert colours(strip)[-2:] == "rr"


def test_a_milestone_has_none():
    assert strip_of(on(NOW, quarterly(["1"], scheme=Scheme.MILESTONE)), NOW) == ()


@pytest.mark.parametrize(
    ("values", "periods", "or_longer"),
    [
        ("9 9 9 9 9 9 9 9", None, False),
        ("9 9 9 9 9 9 9 11", 1, False),
        ("9 9 9 9 9 9 11 11", 2, False),
        ("11 11 9 11 11 11 11 11", 5, False),
        ("11 11 11 11 11 11 11 11", 8, True),
        ("11 11 11 11 11 11 11 11 11", 8, True),
        ("9 11 11 11 11 11 11 11 11", 8, True),
        ("11 11 11 11 11 11 11 11 9", None, False),
        ("11 11 - 11", 1, False),
    ],
)
def test_for_how_long_it_has_been_red(values, periods, or_longer):
    history = quarterly([None if each == "-" else each for each in values.split()])
    run = red_run(strip_of(on(NOW, history), NOW))
    assert (run and run.periods) == periods
    assert bool(run and run.or_longer) is or_longer
    assert run is None or run.kind is Kind.QUARTER


def test_nothing_is_red_where_there_is_no_strip():
    assert red_run(()) is None


@given(st.lists(st.sampled_from(["9", "10", "11", None]), min_size=LONGEST, max_size=12))
def test_every_mark_says_what_its_own_scorecard_says(values):
    history = quarterly(values)
    for mark in strip_of(on(NOW, history), NOW):
        alone = on(mark.period, history)
        assert alone.period == mark.period
        assert (mark.verdict.status, mark.verdict.rag) == (alone.verdict.status, alone.verdict.rag)
        assert mark.figure == alone.figure


@given(st.lists(st.sampled_from(["9", "11", None]), min_size=LONGEST, max_size=LONGEST))
def test_a_run_counts_the_reds_at_the_end(values):
    strip = strip_of(on(NOW, quarterly(values)), NOW)
    run = red_run(strip)
    expected = len(colours(strip)) - len(colours(strip).rstrip("r"))
    assert (run.periods if run else 0) == expected
