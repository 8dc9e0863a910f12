"""Sparklines and bars: small pictures that say as much as a row of figures."""

import gzip
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.charts import (
    BarChart,
    BarRow,
    Segment,
    SparkPoint,
    draw_bars,
    sparkline,
)
from kpis.charts.bars import text_on
from tests.chart_cases import (
    NUMBER,
    SVG,
    contrast,
    outcomes,
    words,
)


@given(values=st.lists(st.none() | st.decimals(-1000, 1000), max_size=30))
def test_any_sparkline_stays_inside(values):
    svg = ET.fromstring(sparkline([SparkPoint(value) for value in values], "Trend"))
    for node in svg.iter("path"):
        numbers = [int(n) for n in NUMBER.findall(node.get("d").replace("h0", ""))]
        assert all(0 <= x <= 100 for x in numbers[::2])
        assert all(0 <= y <= 28 for y in numbers[1::2])


# Sparklines


def test_a_sparkline_keeps_gaps_marks_the_last_and_rings_the_provisional():
    values = [5, 7, None, 3, None, 9, 8, 4]
    points = [SparkPoint(None if v is None else Decimal(v), hollow=n in (1, 7)) for n, v in enumerate(values)]
    svg = ET.fromstring(sparkline(points, "Falling"))
    joined, alone = svg.findall("path")
    assert joined.get("d").count("M") == 2
    assert alone.get("d").count("h0") == 1
    ring, last = svg.findall("circle")
    assert (ring.get("r"), ring.get("fill")) == ("2", "#fff")
    assert (last.get("r"), last.get("fill"), last.get("cx")) == ("3", "#fff", "96")
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Falling")


def test_a_sparkline_without_figures_says_so():
    assert "No figures" in sparkline([SparkPoint(None)] * 3, "Trend")


def test_a_level_sparkline_runs_through_the_middle():
    assert 'd="M4 14 50 14 96 14"' in sparkline([SparkPoint(Decimal(7))] * 3, "Level")


def test_sixty_sparklines_compress_to_a_few_kilobytes():
    lines = [
        sparkline([SparkPoint(Decimal((n * 37 + k * k * 11) % 97)) for k in range(8)], f"Measure {n}: from 1 to 4")
        for n in range(60)
    ]
    assert max(len(text) for text in lines) < 350
    assert len(gzip.compress("".join(lines).encode())) < 4_000


# Bars


def test_every_part_of_a_bar_prints_its_sign_and_number():
    svg = ET.fromstring(draw_bars(outcomes()))
    assert {"✗ 4", "N 13", "N 4", "17 measures", "4 measures"} <= set(words(svg))
    assert not any("0" in text for text in words(svg))


def test_parts_too_narrow_for_a_number_have_it_below():
    row = BarRow(
        "Safe", (Segment("Behind target", 1, "red", "#d4351c", "✗"), Segment("No target", 90, "none", "#fff", "–"))
    )
    svg = ET.fromstring(draw_bars(BarChart("t", "d", (row,))))
    assert {"✗ 1 behind target", "– 90"} <= set(words(svg))


def test_the_key_has_the_order_of_the_parts_whatever_the_first_row_counts():
    def row(name, *counts):
        parts = zip(("Green", "Amber", "Red", "No colour"), counts, strict=True)
        return BarRow(name, tuple(Segment(word, number, word, "#fff", word[0]) for word, number in parts))

    svg = ET.fromstring(draw_bars(BarChart("t", "d", (row("One", 0, 1, 0, 0), row("Other", 5, 2, 4, 0)))))
    key = next(node for node in svg.iter(f"{SVG}g") if node.get("class") == "bars-key")
    assert [text for text in words(key) if len(text) > 1] == ["Green", "Amber", "Red"]


def test_bars_share_one_scale():
    svg = ET.fromstring(draw_bars(outcomes()))
    rows = [node for node in svg.iter(f"{SVG}g") if node.get("class") == "bars-row"]
    long, short = (sum(float(part.get("width")) + 2 for part in row.iter(f"{SVG}rect")) for row in rows)
    assert long / short == pytest.approx(17 / 4, rel=0.01)


def test_bars_with_nothing_to_count_say_so():
    assert "Nothing to count" in draw_bars(BarChart("t", "d", (BarRow("Safe", ()),)))


@pytest.mark.parametrize("fill", ["#00703c", "#d4351c", "#f47738", "#ffdd00", "#b1b4b6", "#ffffff", "#0b0c0c"])
def test_numbers_stand_out_from_their_part(fill):
    on = {"#fff": "#ffffff"}.get(text_on(fill), text_on(fill))
    assert contrast(on, fill) >= 4.5


def test_less_than_nothing_is_refused():
    with pytest.raises(ValueError, match="cannot show -1"):
        Segment("Behind target", -1, "red", "#fff")
