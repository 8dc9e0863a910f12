"""The verdict on a change: which method, which limits, and what is never compared."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.figure import Hidden
from kpis.domain.history import History
from kpis.domain.line import Context, line_for, line_of
from kpis.domain.numbers import Unit
from kpis.domain.periods import Frequency, Period, PeriodKind
from kpis.domain.statistics.change import Change, change_of
from kpis.domain.statistics.change_text import change_sentence, clear_changes
from kpis.domain.statistics.words import ChangeMethod, Clarity, Signal
from kpis.domain.statistics.xmr import limits
from kpis.domain.words import Comparison, Marker, Scheme
from tests.domain.build import D, p
from tests.domain.statistics.draw import near
from tests.domain.statistics.measured import NOTHING, NOW, figure, history, line, measure

CLEAR, NOT_CLEAR, TOO_FEW, NOT_COMPARED = Clarity
PROPORTIONS, RATES, XMR, NONE = ChangeMethod
COUNT = measure(Unit.COUNT, places=0)
RATE = measure(Unit.RATE, places=1, unit_label="per 1,000")
AVERAGE = measure(Unit.AVERAGE)
STEADY = ["92", "95", "91", "94", "93", "96", "90", "94", "95", "93", "92", "94"]


def verdict(*given, **more):
    change = change_of(line(*given, **more))
    return change.clarity, change.method


def test_a_change_of_two_proportions():
    change = change_of(line(["48/80", "100/112"]))
    assert (change.clarity, change.method) == (CLEAR, PROPORTIONS)
    assert [f"{each:.2f}" for each in change.limits] == ["17.00", "41.12"]
    assert change_sentence(change) == (
        "60.0% was 48 of 80, 89.3% is 100 of 112: more than chance explains (95% sure); "
        "the change is 17.00 to 41.12 percentage points."
    )


def test_no_clear_change_of_few_answers():
    change = change_of(line(["16/29", "17/29"]))
    assert (change.clarity, change.method) == (NOT_CLEAR, PROPORTIONS)
    assert change_sentence(change).endswith(
        "chance alone could explain it; the change is −20.83 to 27.16 percentage points. Few answers: 29 and 29."
    )


def test_a_change_of_two_counts():
    change = change_of(line(["40", "80"], COUNT))
    assert (change.clarity, change.method) == (CLEAR, RATES)
    assert change_sentence(change) == (
        "40 in Q3 2018/19, 80 in Q4 2018/19: more than chance explains (95% sure); now 1.35 to 3.00 times as many."
    )


def test_a_change_of_two_rates_with_denominators_that_change():
    change = change_of(line(["30/1000", "30/2000"], RATE, per=1000))
    assert (change.clarity, change.method) == (CLEAR, RATES)
    assert change.limits.low < D("0.5") < change.limits.high < 1
    same = change_of(line(["30/1000", "60/2000"], RATE, per=1000))
    assert (same.clarity, same.method) == (NOT_CLEAR, RATES)
    assert "30.0 per 1,000 was 30 in 1,000, 30.0 per 1,000 is 60 in 2,000" in change_sentence(same)


def test_a_ratio_without_an_upper_limit():
    change = change_of(line(["0", "9"], COUNT))
    assert (change.clarity, change.limits.high) == (CLEAR, None)
    assert "now at least" in change_sentence(change)


@pytest.mark.parametrize(
    ("values", "of", "expected"),
    [
        (["0/20", "0/20"], None, (NOT_CLEAR, PROPORTIONS)),
        (["20/20", "20/20"], None, (NOT_CLEAR, PROPORTIONS)),
        (["0/20", "20/20"], None, (CLEAR, PROPORTIONS)),
        (["1/1", "0/1"], None, (NOT_CLEAR, PROPORTIONS)),
        (["48/80", "89"], None, (TOO_FEW, NONE)),  # a percentage without its parts
        (["60", "89"], None, (TOO_FEW, NONE)),
        (["48/80", "0/0"], None, (TOO_FEW, NONE)),  # a denominator of 0
        (["48/80", "120/112"], None, (TOO_FEW, NONE)),  # no share after all
        (["48/80", "100/112"], measure(share=False), (TOO_FEW, NONE)),
        (["48/80", "100/112"], measure(kind=PeriodKind.SNAPSHOT), (TOO_FEW, NONE)),
        (["48/80", "100/112"], measure(kind=PeriodKind.ROLLING_12), (TOO_FEW, NONE)),
        (
            ["48/80", *["60"] * 3, "100/112"],
            measure(kind=PeriodKind.ROLLING_12, comparison=Comparison.SAME_PERIOD_LAST_YEAR),
            (TOO_FEW, NONE),
        ),
        (["0", "0"], COUNT, (NOT_CLEAR, RATES)),
        (["40", "41.5"], COUNT, (TOO_FEW, NONE)),
        (["40", "-41"], COUNT, (TOO_FEW, NONE)),  # negative rates are refused
        (["40", "80"], measure(Unit.COUNT, PeriodKind.SNAPSHOT), (TOO_FEW, NONE)),
        (["40", "80"], measure(Unit.COUNT, unit_label="thousand"), (TOO_FEW, NONE)),  # forty thousand, not forty
        (["40", "80"], measure(Unit.COUNT, unit_label="visits"), (CLEAR, RATES)),
        (["30", "60"], RATE, (TOO_FEW, NONE)),
        (["30/1000", "-60/1000"], RATE, (TOO_FEW, NONE)),
        *((["40/8", "80/8"], measure(unit), (TOO_FEW, NONE)) for unit in (Unit.AVERAGE, Unit.RATIO, Unit.DAYS)),
        (["40", "80"], measure(Unit.CURRENCY), (TOO_FEW, NONE)),
        (["40/80", "80/80"], measure(Unit.PERCENTAGE_POINTS), (TOO_FEW, NONE)),
        ([*STEADY, "93"], AVERAGE, (NOT_CLEAR, XMR)),
        ([*STEADY, "120"], AVERAGE, (CLEAR, XMR)),
        (STEADY, AVERAGE, (NOT_CLEAR, XMR)),
        (STEADY[1:], AVERAGE, (TOO_FEW, NONE)),
        ([*STEADY, "93"], measure(), (NOT_CLEAR, XMR)),
        ([*STEADY[:-1], "48/80", "100/112"], measure(), (CLEAR, PROPORTIONS)),
        ([*STEADY, "120"], measure(Unit.AVERAGE, PeriodKind.SNAPSHOT), (CLEAR, XMR)),
        (["7"] * 12, AVERAGE, (NOT_CLEAR, XMR)),
    ],
)
def test_the_method_follows_from_what_is_known(values, of, expected):
    more = {"per": 1000} if of is RATE and "/" in values[0] else {}
    assert verdict(values, of, **more) == expected


def test_with_nothing_earlier_there_is_no_comparison_and_the_chart_stands():
    change = change_of(line([*STEADY, None, "94"], AVERAGE))
    assert (change.clarity, change.method) == (NOT_COMPARED, NONE)
    assert change.chart.limits == limits([*map(D, STEADY), None, D(94)])
    assert change_sentence(change) == "Not compared: there is no figure for Q3 2018/19."


@pytest.mark.parametrize(
    "values", [["48/80", Hidden], [Hidden, "100/112"], [None, "100/112"], ["48/80", None], ["100/112"]]
)
def test_what_is_missing_or_withheld_is_not_compared(values):
    change = change_of(line(values))
    assert (change.clarity, change.method, change.limits) == (NOT_COMPARED, NONE, None)


def test_never_across_a_break():
    change = change_of(line(["48/80", "100/112"], break_before="a new definition"))
    assert (change.clarity, change.limits) == (NOT_COMPARED, None)
    assert "a new definition" in change_sentence(change)
    unseen = change_of(line(["48/80", "100/112"], beyond={NOW: "a new method"}))
    assert unseen.clarity is NOT_COMPARED


def test_twelve_means_figures_since_the_last_break():
    values = [*STEADY, *STEADY]
    start = NOW.shifted(-10)
    assert verdict(values, AVERAGE, beyond={start: "a new method"}) == (TOO_FEW, NONE)
    assert verdict(values, AVERAGE, beyond={start.previous(): "a new method"}) == (NOT_CLEAR, XMR)
    assert len(change_of(line(values, AVERAGE, beyond={start.previous(): "x"})).values) == 12


def test_never_across_two_kinds_of_period():
    """Neither a quarter with a year that ends where the quarter before does, nor years on a chart of quarters."""
    years = history([*STEADY[1:], "40"], AVERAGE, last=p("2017/18")).figures
    both = history(["95", "96"], AVERAGE).with_figures(*years)
    change = change_of(line_of(Context(NOW, NOW.end), both, NOTHING))
    assert (change.clarity, change.values) == (TOO_FEW, change_of(line(["95", "96"], AVERAGE)).values)
    alone = History(AVERAGE, [each for each in both.figures if each.period in (NOW, p("2017/18"))])
    assert change_of(line_of(Context(NOW, NOW.end), alone, NOTHING)).clarity is NOT_COMPARED


def test_a_year_to_date_has_no_chart_and_is_compared_with_the_year_before():
    to_date = measure(Unit.COUNT, PeriodKind.YEAR_TO_DATE, places=0, comparison=Comparison.SAME_PERIOD_LAST_YEAR)
    change = change_of(line(["40", "80", "90", "95", "80"], to_date))
    assert (change.clarity, change.method) == (CLEAR, RATES)
    assert (change.chart, change.values) == (None, ())
    average = measure(Unit.AVERAGE, PeriodKind.YEAR_TO_DATE, comparison=Comparison.SAME_PERIOD_LAST_YEAR)
    few = change_of(line([*STEADY, *STEADY], average))
    assert few.clarity is TOO_FEW
    assert "a year to date has no control chart" in change_sentence(few)


def test_a_milestone_is_not_compared():
    of = measure(Unit.MILESTONE, scheme=Scheme.MILESTONE)
    change = change_of(line(["1", "1"], of))
    assert (change.clarity, change.chart, change.signal) == (NOT_COMPARED, None, Signal.NONE)


@pytest.mark.parametrize("marker", [Marker.PROVISIONAL, Marker.ESTIMATED])
def test_a_provisional_last_figure_is_said(marker):
    for values, of in ((["48/80", "100/112"], None), ([*STEADY, "120"], AVERAGE), (["60", "89"], None)):
        change = change_of(line(values, of, marker=marker))
        assert change_sentence(change).endswith(f" The figure for Q4 2018/19 is {marker.value}.")
        assert change.clarity is change_of(line(values, of)).clarity


def test_the_sentences_of_a_chart():
    assert change_sentence(change_of(line([*STEADY, "120"], AVERAGE))) == (
        "Chance moves the 13 figures between 82.89 and 107.72; 120.0 is outside what chance does."
    )
    assert "94.0 is within what chance does" in change_sentence(change_of(line([*STEADY, "94"], AVERAGE)))
    assert change_sentence(change_of(line(["60", "61"]))) == (
        "Too few figures to say: 2 of the 12 figures that a control chart needs; "
        "the numbers behind both percentages or rates are not known."
    )


def test_the_chart_takes_printed_figures():
    """At no decimal place 89.5 is printed 90 and 90.4 too: nothing moves."""
    of = measure(Unit.AVERAGE, places=0)
    assert change_of(line(["89.5", "90.4"] * 6, of)).chart.limits == (90, 90, 90)


def test_withheld_figures_enter_no_mean_and_no_limit():
    shown = change_of(line([*STEADY, Hidden, "93", "94"], AVERAGE))
    gap = change_of(line([*STEADY, None, "93", "94"], AVERAGE))
    assert shown.chart == gap.chart and shown.values == gap.values


def test_no_figure_after_the_period_enters():
    values = [*STEADY, "93", "500", "900"]
    on = NOW.shifted(-2)
    earlier = line(values[:-2], AVERAGE, on=on)
    with_later = earlier._replace(history=history(values, AVERAGE))
    assert change_of(with_later) == change_of(earlier)._replace(chart=change_of(with_later).chart)
    assert change_of(with_later).chart == change_of(earlier).chart


@pytest.mark.parametrize("frequency", [Frequency.MONTHLY, Frequency.ANNUAL])
def test_months_and_years_have_charts_of_their_own(frequency):
    on = p("2019-03") if frequency is Frequency.MONTHLY else p("2018/19")
    assert verdict([*STEADY, "120"], measure(Unit.AVERAGE, frequency=frequency), on=on) == (CLEAR, XMR)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=2, max_size=2))
def test_the_verdict_is_that_of_its_limits(pairs):
    values = [f"{min(pair)}/{max(pair)}" for pair in pairs]
    change = change_of(line(values))
    if all(max(pair) for pair in pairs):
        assert change.method is PROPORTIONS
        assert (change.clarity is NOT_CLEAR) == change.limits.holds(D(0))
        share = [100 * D(min(pair)) / max(pair) for pair in pairs]
        assert change.limits.holds(share[1] - share[0]) or near(share[1], share[0])
    else:
        assert change.clarity is TOO_FEW
    assert change_sentence(change).endswith(".")


@pytest.mark.parametrize(
    ("clear", "not_clear", "text"),
    [
        (9, 51, "9 of 60 changes are clear; about 3 would look so by chance."),
        (1, 0, "1 of 1 change is clear; fewer than one would look so by chance."),
        (0, 10, "0 of 10 changes are clear; about 1 would look so by chance."),
        (0, 0, ""),
    ],
)
def test_how_many_would_look_clear_by_chance(clear, not_clear, text):
    changes = [Change(CLEAR, XMR)] * clear + [Change(NOT_CLEAR, RATES)] * not_clear + [Change(TOO_FEW)]
    assert clear_changes(changes) == text


def test_positions_on_days_of_their_own_follow_one_another():
    """As stated, with no grid: the last is that of the day shown, be there a figure or not."""
    of = measure(Unit.AVERAGE, PeriodKind.SNAPSHOT)
    days = [Period.day(dt.date(2018, 1, 15 + place)) for place in range(13)]
    stated = [figure(day, value) for day, value in zip(days, [*STEADY, "120"], strict=True)]
    on = Context(days[-1], days[-1].end)
    assert change_of(line_for(days[-1], on, History(of, stated), NOTHING)).signal is Signal.OUTSIDE
    missing = change_of(line_for(days[-1], on, History(of, stated[:-1]), NOTHING))
    assert (missing.signal, missing.values[-1], missing.chart.limits.mean) == (Signal.NONE, None, D("93.25"))
