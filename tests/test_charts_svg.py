"""The picture of a chart: gaps stay gaps, words are safe, nothing leaves the frame, and it is quick."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.charts import (
    Band,
    Break,
    Chart,
    Point,
    Series,
    TargetStep,
    draw,
    draw_bars,
    draw_bars_both,
    draw_both,
)
from kpis.charts.palette import ACTUAL, BAND_EDGE, QUIET, TARGET, pen
from tests.chart_cases import (
    NUMBER,
    SVG,
    chart,
    contrast,
    drawn,
    group,
    line,
    outcomes,
    rich,
    words,
    years,
)

# What is drawn


def test_a_gap_is_never_joined():
    svg = drawn(chart(*years(510, 543, None, 489, 412, 346)))
    assert line(svg).count("M") == 2
    assert line(svg).count("L") == 3
    assert len(list(group(svg, "chart-actual").iter(f"{SVG}circle"))) == 5


def test_a_figure_between_two_gaps_is_a_marker_without_a_line():
    svg = drawn(chart(*years(None, 5, None)))
    assert line(svg) == ""
    assert len(list(group(svg, "chart-actual").iter(f"{SVG}circle"))) == 1


def test_a_gap_says_why_it_is_one():
    assert "[c]" in words(drawn(chart(*years(7, None, 9, missing="[c]"))))


def test_a_provisional_figure_is_hollow():
    markers = list(group(drawn(chart(*years(412, 346, hollow=(1,)))), "chart-actual").iter(f"{SVG}circle"))
    assert [marker.get("fill") for marker in markers] == ["#fff", None]  # the newest is drawn first


def test_the_line_stops_at_a_break_and_the_reason_is_printed():
    svg = drawn(chart(*years(1, 2, 3, 4), breaks=(Break(date(2015, 4, 1), "New definition"),)))
    assert line(svg).count("M") == 2
    assert line(svg).count("L") == 2
    assert "New definition" in words(svg)


def test_a_break_is_drawn_between_the_figures_that_it_parts():
    svg = drawn(chart(*years(1, 2, 3, 4), breaks=(Break(date(2015, 4, 1), "New definition"),)))
    rule = group(svg, "chart-break").find(f"{SVG}path").get("d")
    at = float(NUMBER.findall(rule)[0])
    xs = sorted(float(circle.get("cx")) for circle in svg.iter(f"{SVG}circle"))
    assert xs[1] + 10 < at < xs[2] - 10


def test_two_breaks_between_two_figures_part_them_once():
    both = (Break(date(2014, 4, 1), "First"), Break(date(2014, 10, 1), "Second"))
    assert line(drawn(chart(*years(1, 2, 3), breaks=both))).count("L") == 1


def test_targets_are_level_steps_with_their_figure():
    steps = (
        TargetStep(date(2013, 4, 1), date(2014, 3, 31), Decimal(600), "600"),
        TargetStep(date(2014, 4, 1), date(2015, 3, 31), Decimal(580), "580"),
    )
    svg = drawn(chart(*years(510, 543), targets=steps))
    path = next(node for node in svg.iter(f"{SVG}path") if node.get("class") == "chart-target")
    assert re.fullmatch(r"M[\d.]+ [\d.]+H[\d.]+V[\d.]+H[\d.]+", path.get("d"))
    assert "Target 580" in words(svg)


def test_a_target_that_lapsed_is_interrupted():
    steps = (
        TargetStep(date(2013, 4, 1), date(2014, 3, 31), Decimal(600), "600"),
        TargetStep(date(2015, 4, 1), date(2016, 3, 31), Decimal(580), "580"),
    )
    svg = drawn(chart(*years(510, 543, 560), targets=steps))
    path = next(node for node in svg.iter(f"{SVG}path") if node.get("class") == "chart-target")
    assert path.get("d").count("M") == 2


@pytest.mark.parametrize(
    ("low", "high", "edges"), [("17.9", "36.5", 2), ("17.9", None, 1), (None, "36.5", 1), (None, None, 0)]
)
def test_a_band_is_ruled_at_its_real_edges_only(low, high, edges):
    band = Band(date(2013, 4, 1), date(2015, 3, 31), low and Decimal(low), high and Decimal(high), "text")
    svg = drawn(chart(*years(20, 40), bands=(band,)))
    groups = [node for node in svg.iter(f"{SVG}g") if node.get("class") == "chart-band"]
    assert sum(node.find(f"{SVG}path").get("d").count("M") for node in groups) == edges


def test_an_open_band_runs_to_the_edge_of_the_frame():
    svg = drawn(chart(*years(20, 40), bands=(Band(date(2013, 4, 1), date(2015, 3, 31), None, Decimal(30), ""),)))
    area = group(svg, "chart-band").find(f"{SVG}rect")
    foot = float(NUMBER.findall(next(n for n in svg.iter(f"{SVG}path") if n.get("class") == "chart-base").get("d"))[1])
    assert float(area.get("y")) + float(area.get("height")) == pytest.approx(foot, abs=0.2)


def test_comparators_differ_by_shape_and_dash_and_are_named_at_their_line():
    own = chart(*years(1, 2))
    names = ("England", "West Midlands", "Statistical neighbours")
    svg = drawn(replace(own, series=(*own.series, *(Series(name, years(3, 4), "comparator") for name in names))))
    groups = [node for node in svg.iter(f"{SVG}g") if node.get("class") == "chart-comparator"]
    lines = [next(p for p in node.iter(f"{SVG}path") if p.get("fill") == "none") for node in groups]
    assert len({path.get("stroke-dasharray") for path in lines}) == 3
    assert len({pen("comparator", n).shape for n in range(4)} | {ACTUAL.shape}) == 5
    assert {"4 England", "4 West Midlands"} <= set(words(svg))


def test_the_newest_figure_is_printed_as_the_measure_prints_it():
    assert "60.0%" in words(drawn(chart(*years(58, 60), value_format=lambda value: f"{value:.1f}%")))


def test_an_older_figure_at_the_end_names_its_period():
    assert "Exampleshire," in " ".join(words(drawn(chart(*years(58, 60, None)))))
    assert "2014/15" in " ".join(words(group(drawn(chart(*years(58, 60, None))), "chart-ends")))


def test_labels_of_low_lines_stay_above_the_names_of_the_periods():
    low = chart(*years(600, 9, 1), targets=(TargetStep(date(2013, 4, 1), date(2016, 3, 31), Decimal(2), "Target 2"),))
    svg = drawn(low)
    lowest = max(float(each.get("y")) for each in group(svg, "chart-ends").iter(f"{SVG}text"))
    assert lowest + 12 <= min(float(each.get("y")) for each in group(svg, "chart-x").iter(f"{SVG}text"))


def test_a_part_period_is_named_once():
    part = Series("Part year: March 2019", (Point(date(2016, 3, 31), "March 2019", Decimal(41), "41"),), "part")
    told = " ".join(
        words(
            group(drawn(replace(chart(*years(58, 60)), series=(chart(*years(58, 60)).series[0], part))), "chart-ends")
        )
    )
    assert told.count("March 2019") == 1


def test_part_years_are_diamonds_that_no_line_joins():
    own = chart(*years(40, 38))
    part = Series("Part of a year", (Point(date(2015, 6, 30), "Q1 2015/16", Decimal(10), "10"),) * 2, "part")
    svg = drawn(replace(own, series=(*own.series, part)))
    assert line(svg, "chart-part") == ""
    assert len(group(svg, "chart-part").findall(f"{SVG}path")) == 2


# Words and safety


def test_texts_are_escaped_everywhere():
    bad = '<script>alert("x")</script>'
    points = (Point(date(2019, 3, 31), bad, Decimal(3), bad, note=bad), Point(date(2020, 3, 31), bad, None, bad))
    what = Chart(bad, bad, bad, (Series(bad, points), Series(bad, points, "comparator")))
    what = replace(
        what,
        targets=(TargetStep(date(2018, 4, 1), date(2020, 3, 31), Decimal(2), bad),),
        bands=(Band(date(2018, 4, 1), date(2020, 3, 31), Decimal(1), None, bad),),
        breaks=(Break(date(2019, 4, 1), bad),),
        value_format=lambda value: bad,
    )
    for text in (draw(what, prefix=bad), draw(what, 340, prefix=bad)):
        assert "<script" not in text
        assert not list(ET.fromstring(text).iter(f"{SVG}script"))


def test_characters_that_xml_cannot_hold_are_left_out():
    ET.fromstring(draw(replace(chart(*years(1, 2)), title="a\x00b\x1fc", description="\ud800")))


def test_the_picture_is_named_and_described():
    svg = drawn(chart(*years(1, 2)), prefix="cs02")
    assert svg.get("role") == "img"
    named = [svg.find(f"{SVG}{tag}") for tag in ("title", "desc")]
    assert svg.get("aria-labelledby") == " ".join(node.get("id") for node in named) == "cs02-title cs02-desc"
    assert [node.text for node in named] == ["Child protection plans", "As at 31 March."]


@pytest.mark.parametrize("both", [draw_both(chart(*years(1, 2))), draw_bars_both(outcomes())])
def test_the_two_widths_share_no_id_and_the_narrow_one_waits_for_a_style_sheet(both):
    wide, narrow = ET.fromstring(f"<div>{both}</div>")
    assert not {n.get("id") for n in wide.iter() if n.get("id")} & {n.get("id") for n in narrow.iter() if n.get("id")}
    assert (wide.get("display"), narrow.get("display")) == (None, "none")


def test_without_any_figure_the_picture_says_so():
    svg = drawn(chart(*years(None, None)))
    assert words(svg) == ["No figures to draw"]
    assert words(drawn(chart())) == ["No figures to draw"]


def test_nothing_needs_an_inline_style():
    for text in (draw_both(rich()), draw_bars(outcomes())):
        for node in ET.fromstring(f"<div>{text}</div>").iter():
            assert not node.tag.endswith(("style", "script"))
            assert not [name for name in node.attrib if name == "style" or name.startswith("on")]


def test_every_text_is_at_least_twelve_pixels():
    for node in drawn(rich()).iter():
        assert int(node.get("font-size", 14)) >= 12


@pytest.mark.parametrize(
    "colour", [ACTUAL.colour, TARGET.colour, QUIET, *(pen("comparator", n).colour for n in range(4))]
)
def test_inks_have_the_contrast_of_text(colour):
    assert contrast(colour, "#ffffff") >= 4.5


def test_the_edges_of_a_band_have_the_contrast_of_graphics():
    assert contrast(BAND_EDGE, "#ffffff") >= 3


# Any figures at all

ANY_DECIMAL = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)
FIGURES = st.lists(st.none() | ANY_DECIMAL | st.decimals(-100, 100, places=1), max_size=40)


def coordinates(svg):
    """Every x and y of the drawing's own elements; paths as this package writes them."""
    for node in svg.iter():
        for name in ("x", "cx"):
            if node.get(name) is not None:
                yield "x", float(node.get(name))
        for name in ("y", "cy"):
            if node.get(name) is not None:
                yield "y", float(node.get(name))
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", node.get("d", "")):
            yield "x", float(x)
            yield "y", float(y)


@given(values=FIGURES, from_zero=st.booleans(), width=st.sampled_from([340, 760]), target=ANY_DECIMAL)
def test_any_figures_draw_inside_the_picture(values, from_zero, width, target):
    points = tuple(
        Point(date(2010, 1, 31) + timedelta(days=91 * n), f"Period {n}", value, str(value), hollow=n % 3 == 0)
        for n, value in enumerate(values)
    )
    what = chart(*points, from_zero=from_zero, targets=(TargetStep(date(2009, 1, 1), date(2012, 1, 1), target, "t"),))
    svg = drawn(what, width=width)
    _, _, wide, high = map(float, svg.get("viewBox").split())
    for axis, place in coordinates(svg):
        assert 0 <= place <= (wide if axis == "x" else high)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e61"])
def test_a_figure_without_a_place_on_an_axis_is_refused(value):
    with pytest.raises(ValueError, match="cannot be drawn"):
        Point(date(2019, 3, 31), "2018/19", Decimal(value), value)
