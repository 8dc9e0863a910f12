"""What surrounds a measure's figures on its page: its strip, the same measure elsewhere, notes and pictures to keep."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.pages.reading import opened, table, text_of
from tests.stored import make_comparator, make_council, make_measure, make_plan, make_reading, make_target

CYP02, CS02 = "/exampleshire/measures/CYP02/", "/warwickshire/measures/CS02/"
PAGE = "/northshire/measures/M1/"


@pytest.fixture
def measure(db):
    found = make_measure(make_plan(make_council()), "M1", polarity="higher", unit="percentage")
    for year in range(2009, 2019):
        make_target(found, f"{year}/{year % 100 + 1:02d}", "80")
        make_reading(found, f"{year}/{year % 100 + 1:02d}", "70")
    return found


def gaps(page):
    return [(text_of(each.h3), text_of(each.p)) for each in page.select(".gaps li")]


def test_the_strip_is_of_its_last_eight_periods_and_each_leads_to_its_own(measure, nobody):
    page = opened(nobody, PAGE)
    spots = page.select(".verdict .spots a")
    assert len(spots) == 8
    assert spots[-1]["href"] == "?period=2018-19"
    assert spots[-1]["title"] == "2018/19: 70%, behind target"
    assert text_of(page.select_one(".verdict .reds")) == "8 years red or longer"
    assert opened(nobody, PAGE + spots[0]["href"]).select_one("h1")


def test_the_strip_carries_the_day_as_of_which_the_page_is(measure, nobody):
    (first, *_) = opened(nobody, f"{PAGE}?as_of=2099-01-01").select(".verdict .spots a")
    assert first["href"] == "?as_of=2099-01-01&period=2011-12"


def test_a_measure_that_is_newly_red_says_so(db, nobody):
    found = make_measure(make_plan(make_council()), "M1", polarity="higher", unit="percentage")
    for period, value in (("2017/18", "80"), ("2018/19", "70")):
        make_target(found, period, "80")
        make_reading(found, period, value)
    assert text_of(opened(nobody, PAGE).select_one(".reds--new")) == "newly red"


def test_eight_figures_stand_in_the_open_and_the_others_are_folded(measure, nobody):
    page = opened(nobody, PAGE)
    assert [row[0] for row in table(page, "Figures by period")[1:]] == [
        "2018/19", "2017/18", "2016/17", "2015/16", "2014/15", "2013/14", "2012/13", "2011/12",
    ]  # fmt: skip
    assert [row[0] for row in table(page, "Earlier figures")[1:]] == ["2010/11", "2009/10"]
    assert text_of(page.select_one("details.earlier summary")) == "2 earlier figures"


def test_the_gap_to_elsewhere_is_a_sentence_and_two_bars_from_nought(measure, nobody):
    make_comparator(measure, "England", "2017/18", "75.5")
    make_comparator(measure, "Neighbours", "2019/20", "60")
    page = opened(nobody, PAGE)
    assert gaps(page) == [
        ("Neighbours, 2019/20", "60% there. Not compared: there is no figure here for 2019/20."),
        ("England, 2017/18", "70% here, 75.5% there: 5.5 percentage points lower; higher is better."),
    ]
    (drawn,) = page.select(".gaps svg")
    here, there = (float(each["width"]) for each in drawn.select("rect"))
    assert here / there == pytest.approx(70 / 75.5, abs=0.01)
    assert len({each["x"] for each in drawn.select("rect")}) == 1


def test_a_withheld_figure_has_no_bar(db, nobody):
    found = make_measure(make_plan(make_council()), "M1", unit="count", suppress_below=10)
    make_reading(found, "2018/19", "4")
    make_comparator(found, "England", "2018/19", "50")
    page = opened(nobody, PAGE)
    assert gaps(page) == [("England, 2018/19", "50 there. Not compared: the figure here is withheld.")]
    assert not page.select(".gaps svg")


def test_what_happened_is_numbered_on_the_chart_and_told_beside_it(demo, nobody):
    page = opened(nobody, CYP02)
    told = [text_of(each) for each in page.select(".notes li")]
    assert told[0] == "1 April 2024: new target, 635; before that 640 (Set in the Exampleshire Plan for 2024/25)."
    assert any(each.startswith("Q2 2025/26: promised to be back on track by 31 March 2026. Not kept") for each in told)
    for drawn in page.select(".axis-picture svg.picture--wide"):
        numbers = [text_of(each.find("text")) for each in drawn.select(".chart-notes > g")]
        assert numbers == [str(n) for n in range(1, len(told) + 1)]
    annotations = nobody.get(f"{CYP02}chart.json").json()["layout"]["annotations"]
    assert [each["text"] for each in annotations if each.get("name") == "note"] == [
        str(n + 1) for n in range(len(told))
    ]


def test_what_happens_after_a_day_is_not_on_the_chart_as_of_that_day(demo, nobody):
    """The demonstration's records are all of today: as of a day before, nothing had happened."""
    assert not opened(nobody, f"{CYP02}?as_of=2020-01-01").select(".notes li")


@pytest.mark.parametrize("axis", ["fit", "zero"])
def test_the_drawing_to_keep_says_what_it_is_and_where_it_is_from(demo, nobody, axis):
    answer = nobody.get(f"{CS02}chart.svg?axis={axis}")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"] == 'attachment; filename="warwickshire-CS02.svg"'
    words = " ".join(ElementTree.fromstring(answer.content).itertext())
    assert "Warwickshire County Council · CS02" in words
    assert "No. of Child Protection Plans" in words
    assert "http://testserver/warwickshire/measures/CS02/" in words
    assert "Signed-off figures as they stood on " in words
    assert ("axis starts at 0" in words) is (axis == "zero")


def test_the_photograph_of_it_opens_and_is_no_blank(demo, nobody):
    answer = nobody.get(f"{CS02}chart.png")
    image = Image.open(io.BytesIO(answer.content))
    assert (answer["Content-Type"], image.format) == ("image/png", "PNG")
    assert image.width == 2 * (760 + 32)
    assert len(image.convert("L").getcolors(256) or range(257)) > 20


@pytest.mark.parametrize("form", ["svg", "png", "json"])
def test_a_milestone_has_no_picture_to_keep(demo, nobody, form):
    answer = nobody.get(f"/exampleshire/measures/EE13/chart.{form}")
    assert answer.status_code == 404
    assert "no chart of a milestone" in answer.content.decode()


def test_the_link_shows_the_same_period_again(measure, nobody):
    link = opened(nobody, PAGE).select_one("[data-copy-link]")
    assert link["href"] == f"http://testserver{PAGE}?period=2018-19"
    assert text_of(link) == "Link to this page for 2018/19"


def test_a_band_that_changed_is_told_where_there_is_no_target(db, nobody):
    found = make_measure(make_plan(make_council()), "M1", scheme="band", polarity="range", unit="percentage")
    for year, high in (("2016/17", "90"), ("2017/18", "90"), ("2018/19", "95")):
        make_target(found, year, low="80", high=high, tolerance_kind="band", reason="Agreed with the company.")
        make_reading(found, year, "85")
    told = [text_of(each) for each in opened(nobody, PAGE).select(".notes li")]
    assert told == ["1 April 2018: new band, 80% to 95%; before that 80% to 90% (Agreed with the company)."]
