"""Bars: small pictures that say as much as a row of figures."""

import xml.etree.ElementTree as ET

import pytest

from kpis.charts import (
    BarChart,
    BarRow,
    Segment,
    draw_bars,
)
from kpis.charts.bars import text_on
from tests.chart_cases import (
    SVG,
    contrast,
    outcomes,
    words,
)


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
