"""The axes of a picture: round figures, nought said where it is left out, periods that never overlap."""

from decimal import Decimal
from itertools import pairwise

import pytest

from kpis.charts.scale import scale
from tests.chart_cases import SVG, chart, drawn, group, months, words, years

# The axes


def test_counts_start_from_nought():
    assert "0" in words(group(drawn(chart(*years(510, 543))), "chart-y"))


def test_an_axis_without_nought_says_where_it_starts():
    svg = drawn(chart(*years(84, 92), from_zero=False))
    assert "0" not in words(group(svg, "chart-y"))
    assert "children (axis starts at 82, not at 0)" in words(svg)


def test_an_axis_wholly_below_nought_says_where_it_stops():
    assert "children (axis stops at −82, not at 0)" in words(drawn(chart(*years(-84, -92), from_zero=False)))


def test_an_axis_that_starts_at_nought_says_so():
    assert "children (axis starts at 0)" in words(drawn(chart(*years(84, 92))))
    assert "children (axis stops at 0)" in words(drawn(chart(*years(-84, -92))))


def test_an_axis_with_nought_in_its_midst_says_nothing():
    assert "children" in words(drawn(chart(*years(-3, 92), from_zero=False)))


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((0, 3), ["0", "1", "2", "3"]),
        ((0, 543), ["0", "200", "400", "600"]),
        (("0.2", "0.9"), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ((-3, 1), ["−3", "−2", "−1", "0", "1"]),
        ((58_950_000, 63_000_000), ["0", "20m", "40m", "60m", "80m"]),
        ((0, 1_900), ["0", "500", "1,000", "1,500", "2,000"]),
        ((0, 0), ["0", "1"]),
    ],
)
def test_ticks_are_round_figures(values, ticks):
    axis = scale([Decimal(str(value)) for value in values], from_zero=True)
    assert [axis.words(tick) for tick in axis.ticks] == [tick.replace("0.0", "0") for tick in ticks]


def test_identical_figures_have_room_on_both_sides():
    axis = scale([Decimal(7)] * 3, from_zero=False)
    assert axis.low < 7 < axis.high


def test_period_names_never_overlap_and_always_hold_the_newest():
    values = [Decimal(n % 17) for n in range(120)]
    svg = drawn(chart(*months(values)))
    places = [(float(t.get("x")), t.text) for t in group(svg, "chart-x").iter(f"{SVG}text")]
    assert places[-1][1] == months(values)[-1].label
    assert all(later[0] - earlier[0] > 8 * 7 for earlier, later in pairwise(places))
