"""The interactive chart: the same specification as plain data, and the script that draws it in the page."""

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kpis.charts import Band, Break, Chart, Point, Series, TargetStep, draw_both
from kpis.charts.interactive import figure

STATIC = Path(__file__).parents[1] / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; object-src 'none'"
)
SITE = "http://scrutiny.test"


def points(*values, hollow=()):
    return tuple(
        Point(
            date(2014 + n, 3, 31),
            f"{2013 + n}/{14 + n}",
            None if value is None else Decimal(value),
            "Awaiting data" if value is None else f"{value} children",
            hollow=n in hollow,
        )
        for n, value in enumerate(values)
    )


def chart(*values, hollow=(), **more):
    series = (
        Series("Exampleshire", points(*values, hollow=hollow)),
        Series("England", points(*(400 for _ in values)), "comparator"),
    )
    return Chart("Child protection plans", "As at 31 March.", "children", series, **more)


def rich():
    return chart(
        510,
        None,
        489,
        412,
        346,
        hollow=(4,),
        targets=(
            TargetStep(date(2016, 4, 1), date(2017, 3, 31), Decimal(420), "420"),
            TargetStep(date(2017, 4, 1), date(2018, 3, 31), Decimal("380.5"), "380.5"),
        ),
        bands=(Band(date(2017, 4, 1), date(2018, 3, 31), Decimal(300), None, "300 or more"),),
        breaks=(Break(date(2016, 4, 1), "New definition"),),
    )


# The figure as data


def test_the_figure_survives_json():
    drawn = figure(rich())
    assert json.loads(json.dumps(drawn, allow_nan=False)) == drawn
    assert set(drawn) == {"data", "layout", "config"}


def test_gaps_and_breaks_are_never_connected():
    drawn = figure(rich())
    assert not any(trace.get("connectgaps") for trace in drawn["data"])
    assert drawn["data"][0]["y"] == [510, None, 489, None, 412, 346]


def test_a_provisional_figure_is_hollow():
    assert figure(rich())["data"][0]["marker"]["color"][-1] == "#fff"


def test_the_reader_is_told_what_the_page_prints():
    own = figure(rich())["data"][0]
    assert own["text"][-1] == "346 children"
    assert own["customdata"][-1] == "2017/18"


def test_targets_are_steps():
    target = figure(rich())["data"][-1]
    assert target["name"] == "Target"
    assert target["x"] == ["2016-04-01", "2017-03-31", "2017-04-01", "2018-03-31"]
    assert target["y"] == [420, 420, 380.5, 380.5]


def test_a_target_that_lapsed_is_interrupted():
    steps = (
        TargetStep(date(2013, 4, 1), date(2014, 3, 31), Decimal(420), "420"),
        TargetStep(date(2015, 4, 1), date(2016, 3, 31), Decimal(380), "380"),
    )
    assert figure(chart(1, 2, 3, targets=steps))["data"][-1]["y"] == [420, 420, None, 380, 380]


def test_an_open_band_ends_out_of_sight():
    drawn = figure(rich())
    band = next(shape for shape in drawn["layout"]["shapes"] if shape["type"] == "rect")
    assert band["y0"] == 300
    assert band["y1"] > drawn["layout"]["yaxis"]["range"][1]


def test_a_break_is_a_line_with_its_reason():
    layout = figure(rich())["layout"]
    assert [shape["type"] for shape in layout["shapes"]].count("line") == 1
    assert "New definition" in [note["text"] for note in layout["annotations"]]


def test_part_years_are_markers_only():
    own = chart(40, 38)
    part = Series("Part of a year", (Point(date(2015, 6, 30), "Q1 2015/16", Decimal(10), "10"),), "part")
    assert figure(replace(own, series=(*own.series, part)))["data"][-1]["mode"] == "markers"


def test_an_axis_without_nought_says_where_it_starts():
    layout = figure(chart(420, 431, from_zero=False))["layout"]
    assert "children (axis starts at 390, not at 0)" in [note["text"] for note in layout["annotations"]]
    assert layout["yaxis"]["range"][0] == 390


def test_nothing_can_be_sent_elsewhere():
    config = figure(rich())["config"]
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert "sendChartToCloud" in config["modeBarButtonsToRemove"]
    assert config["displaylogo"] is False


def test_markup_in_texts_is_shown_not_read():
    bad = '<a href="http://example.org">x</a>'
    what = Chart(bad, bad, bad, (Series(bad, (Point(date(2019, 3, 31), bad, Decimal(3), bad, note=bad),)),))
    assert "<a" not in json.dumps(figure(replace(what, breaks=(Break(date(2019, 1, 1), bad),))))


def test_without_figures_there_is_nothing_to_explore():
    what = replace(chart(None, None), series=(Series("Exampleshire", points(None, None)),))
    assert figure(what)["data"] == []


def test_drawing_a_picture_does_not_load_plotly():
    code = "import sys, kpis.charts; sys.exit(any(name.split('.')[0] == 'plotly' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=STATIC.parent, check=False).returncode == 0


# What is served


def test_the_library_is_whole_licensed_and_not_too_heavy():
    script = (STATIC / "vendor/plotly-basic.min.js").read_bytes()
    assert b"sourceMappingURL" not in script
    assert 300_000 < len(gzip.compress(script)) < 420_000
    assert "MIT" in (STATIC / "vendor/plotly-basic.LICENSE.txt").read_text()


# In the page, under the site's security policy


class Site:
    """A page with one chart, answered from memory with the policy that the product sends."""

    def __init__(self, page, what, *, figure_status=200):
        self.page, self.what, self.figure_status = page, what, figure_status
        self.asked, self.complaints = [], []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.route("**/*", self.answer)

    def answer(self, route):
        path = route.request.url.removeprefix(SITE)
        self.asked.append(path)
        kind, body, status = self.content(path)
        headers = {"Content-Security-Policy": POLICY, "Content-Type": kind}
        route.fulfill(status=status, headers=headers, body=body)

    def content(self, path):
        if path.endswith(".js"):
            return "text/javascript", (STATIC / path.removeprefix("/static/")).read_bytes(), 200
        if path == "/figure.json":
            return "application/json", json.dumps(figure(self.what)), self.figure_status
        if path == "/":
            return "text/html; charset=utf-8", self.html(), 200
        return "text/css", ".chart{max-width:100%;height:auto}", 200

    def html(self):
        host = '<div id="host" data-chart-url="/figure.json" data-plotly-src="/static/vendor/plotly-basic.min.js">'
        meta = '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        style = '<link rel="stylesheet" href="/page.css">'
        script = '<script src="/static/charts.js" defer></script>'
        return f"<!doctype html><title>x</title>{meta}{style}<body>{host}{draw_both(self.what)}</div>{script}"

    def visit(self, width=1280):
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.goto(f"{SITE}/")


def toggle(page):
    return page.locator(".chart-toggle")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_chart_is_drawn_under_the_policy_and_gives_way_to_the_picture(page, width):
    site = Site(page, rich())
    site.visit(width)
    toggle(page).get_by_text("Show the picture").wait_for()
    plot = page.locator(".chart-interactive")
    assert plot.locator(".scatterlayer .trace").count() == 3
    assert (plot.get_attribute("role"), plot.get_attribute("aria-label")) == ("group", "Child protection plans")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert site.complaints == []
    toggle(page).click()
    assert page.locator(".chart-picture").is_visible()
    assert not plot.is_visible()
    toggle(page).get_by_text("Explore the chart").click()
    assert plot.is_visible()


def test_the_picture_stays_when_the_figure_cannot_be_had(page):
    site = Site(page, rich(), figure_status=404)
    site.visit()
    toggle(page).wait_for(state="detached")
    assert page.locator(".chart-picture svg").first.is_visible()
    assert page.locator(".chart-interactive").count() == 0


def test_a_reader_who_wants_less_motion_decides(page):
    page.emulate_media(reduced_motion="reduce")
    site = Site(page, rich())
    site.visit()
    page.wait_for_timeout(500)
    assert "/figure.json" not in site.asked
    toggle(page).click()
    toggle(page).get_by_text("Show the picture").wait_for()


def test_paper_gets_the_picture(page):
    site = Site(page, rich())
    site.visit()
    toggle(page).get_by_text("Show the picture").wait_for()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".chart-picture").is_visible()
    assert not page.locator(".chart-interactive").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".chart-interactive").is_visible()
