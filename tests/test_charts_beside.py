"""Notes on a chart, bars side by side, and a picture that stands alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.charts import Level, Note, SideBar, draw, draw_beside, fits_zero, framed
from kpis.charts.interactive import END, figure
from tests.chart_cases import SVG, chart, group, rich, words, years

D = Decimal
FIGURES = st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False)


def bars(*figures):
    made = [SideBar(f"Place {n}", D(str(each)), str(each), own=not n) for n, each in enumerate(figures)]
    return ElementTree.fromstring(draw_beside("Beside", made, "b"))


def boxes(svg):
    return [(float(each.get("x")), float(each.get("width"))) for each in svg.iter(f"{SVG}rect")]


def base(svg):
    return float(svg.find(f"{SVG}path").get("d")[1:].split()[0])


@given(st.lists(FIGURES, min_size=1, max_size=4))
def test_every_bar_starts_at_nought_and_is_as_long_as_its_figure(figures):
    svg = bars(*figures)
    zero, most = base(svg), max(abs(each) for each in figures)
    for (x, wide), each in zip(boxes(svg), figures, strict=True):
        assert (x if each >= 0 else x + wide) == pytest.approx(zero, abs=1.2)
        assert x >= 0 and x + wide <= 340
        if most:
            longest = max(wide for _, wide in boxes(svg))
            assert wide == pytest.approx(max(longest * float(abs(each) / most), 1), abs=1.1)


def test_the_councils_bar_is_told_from_the_others_by_more_than_its_colour():
    fills = [each.get("fill") for each in bars(5, 4, 3).iter(f"{SVG}rect")]
    assert fills[1:] == ["#fff", "#fff"] and fills[0] != "#fff"
    assert words(bars(5, 4)) == ["Place 0", "5", "Place 1", "4"]


def test_notes_are_numbers_over_their_days_and_never_touch():
    notes = (*(Note(n, date(2016, 3, 31), f"Note <{n}>") for n in (1, 2, 3)), Note(4, date(2017, 3, 31), "Last"))
    svg = ElementTree.fromstring(draw(chart(*years(1, 2, 3, 4), notes=notes)))
    discs = [(float(each.get("cx")), float(each.get("r"))) for each in group(svg, "chart-notes").iter(f"{SVG}circle")]
    for (left, radius), (right, _) in pairwise(discs):
        assert right - left > 2 * radius
    assert words(group(svg, "chart-notes")) == ["1", "2", "3", "4"]
    assert "3: Note <3>" in [each.text for each in group(svg, "chart-notes").iter(f"{SVG}title")]


def test_the_interactive_chart_keeps_the_names_beside_the_lines_apart():
    layout = figure(rich())["layout"]
    ends = [each for each in layout["annotations"] if each.get("name") == END]
    assert any("Exampleshire" in each["text"] for each in ends)
    inner = layout["height"] - layout["margin"]["t"] - 60
    middles = sorted(inner * (1 - each["y"]) - each["yshift"] for each in ends)
    lines = min(each["text"].count("<br>") + 1 for each in ends)
    assert all(after - before >= 17 * lines - 1 for before, after in pairwise(middles))
    assert layout["showlegend"] is False
    assert layout["margin"]["r"] > 60


@pytest.mark.parametrize(
    ("figures", "is_near"), [((84, 92), False), ((1, 92), True), ((-3, 5), True), ((-84, -92), False)]
)
def test_whether_nought_is_near_the_figures(figures, is_near):
    assert fits_zero(chart(*years(*figures))) is is_near


def test_a_picture_to_keep_is_one_document_with_its_title_and_every_word_below():
    long = "A sentence that goes on for longer than any picture is wide, and then for some time more. " * 3
    svg = ElementTree.fromstring(framed(chart(*years(84, 92)), "Exampleshire & others", ["1: First", long]))
    said = words(svg)
    assert said[:2] == ["Exampleshire & others", "Child protection plans"]
    assert "1: First" in said
    assert " ".join(said).count("longer than any picture") == 3
    high = float(svg.get("height"))
    inside = svg.find(f"{SVG}svg")
    assert float(inside.get("y")) + float(inside.get("height")) < high


def controlled(**more):
    """A mean and limits of two stretches, and a signal."""
    points = list(years(92, 95, 91, 120, 93, 96))
    points[3] = replace(points[3], signal=True, note="above the upper limit")
    first, last, middle = points[0].at, points[-1].at, points[2].at
    levels = (
        Level(first, middle, D("92.7"), "Mean 92.7"),
        Level(middle, last, D("93.25"), "Mean 93.3"),
        Level(middle, last, D("85.9955"), "Lower limit 86.0", limit=True),
        Level(middle, last, D("100.5045"), "Upper limit 100.5", limit=True),
    )
    return chart(*points, from_zero=False, levels=levels, **more)


def test_a_mean_and_its_limits_are_level_lines_as_long_as_what_they_are_of():
    svg = ElementTree.fromstring(draw(controlled()))
    lines = list(group(svg, "chart-levels").iter(f"{SVG}path"))
    assert [bool(each.get("stroke-dasharray")) for each in lines] == [False, False, True, True]
    starts = [float(each.get("d")[1:].split()[0]) for each in lines]
    ends = [float(each.get("d").split("H")[1]) for each in lines]
    assert starts[0] < starts[1] == starts[2] and ends[0] == starts[1] < ends[1]
    said = words(svg)
    assert {"Mean 93.3", "Lower limit 86.0", "Upper limit 100.5"} <= set(said)
    assert "Mean 92.7" not in said


def test_a_signal_is_told_by_a_frame_around_it_and_in_words():
    svg = ElementTree.fromstring(draw(controlled()))
    frames = [each for each in group(svg, "chart-actual").iter(f"{SVG}path") if "h18v18h-18z" in each.get("d")]
    assert len(frames) == 1
    titles = [each.text for each in svg.iter(f"{SVG}title")]
    assert "2016/17: 120. above the upper limit" in titles


def test_the_interactive_chart_has_the_same_levels_and_signals():
    data = figure(controlled())["data"]
    assert [(each["name"], each["y"]) for each in data if each["name"].startswith(("Lower", "Upper"))] == [
        ("Lower limit 86.0", [85.9955] * 2),
        ("Upper limit 100.5", [100.5045] * 2),
    ]
    framed = next(each for each in data if each["name"] == "Stands out")
    assert (framed["x"], framed["y"], framed["marker"]["symbol"]) == (["2017-03-31"], [120.0], "square-open")
