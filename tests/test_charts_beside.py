"""Notes on a chart, bars side by side, and a picture that stands alone."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.charts import Note, SideBar, draw, draw_beside, fits_zero, framed
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
