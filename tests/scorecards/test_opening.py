"""The sentence that a scorecard opens with: which reds are new, and the same words wherever it stands."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from kpis.domain.words import Judgement
from kpis.models import Framework
from kpis.scorecards.texts import opening
from tests.pages.reading import opened, text_of
from tests.scorecards.asking import card, line, page
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target


@pytest.fixture
def plan(db: None) -> Framework:
    return make_plan(make_council())


def red_since(plan: Framework, ref: str, before: str, **given: str) -> None:
    """Lower is better: 20 in the first quarter of 2025/26 against 10, after this figure in the last one of 2024/25."""
    measure = make_measure(plan, ref, frequency="quarterly", period_kind="snapshot", **given)
    make_reading(measure, "2024/25 Q4", before)
    make_reading(measure, "2025/26 Q1", "20")
    make_target(measure, "2024/25", "10")
    make_target(measure, "2025/26", "10")


def test_newly_red_is_held_against_the_period_before_by_its_own_years_target(plan):
    red_since(plan, "M1", before="10")
    red_since(plan, "M2", before="11")
    told = opening(card("2025/26 Q1"))
    assert told and told.sentence == (
        "Of 2 measures, 2 were judged for Apr to Jun 2025 (Q1 2025/26): 2 red, 1 of them newly."
    )
    assert told.adding_up == ["2 red: behind target 2."]


def test_a_red_for_want_of_last_years_figure_is_counted_apart(plan):
    red_since(plan, "M1", before="11", scheme="target_then_last_year")
    told = opening(card("2025/26 Q1"))
    assert told and told.sentence.endswith("1 red. The red one has no figure of the year before to be held against.")


def test_a_range_is_held_against_the_band_of_the_year_before_on_the_scorecard_too(plan):
    measure = make_measure(plan, "M1", frequency="quarterly", period_kind="snapshot", polarity="range", scheme="band")
    make_reading(measure, "2024/25 Q4", "20")
    make_reading(measure, "2025/26 Q1", "12")
    for year, low, high in (("2024/25", "5", "10"), ("2025/26", "6", "11")):
        make_target(measure, year, None, tolerance_kind="band", low=low, high=high)
    assert line("2025/26 Q1").travel.judgement is Judgement.IMPROVING
    assert line("2025/26 Q1").travel == page(period="2025/26 Q1").line.travel


def test_scorecard_council_page_and_workbook_open_with_the_same_words(plan, client):
    red_since(plan, "M1", before="10")
    told = opening(card("2025/26 Q1"))
    assert told
    for address in ("/northshire/", "/northshire/scorecard/?period=2025-26-q1"):
        shown = opened(client, address)
        assert text_of(shown.select_one(".lede")) == told.headline == "Its one measure is red, newly."
        assert text_of(shown.select_one("main details p")) == told.sentence
        assert [text_of(each) for each in shown.select("details li")][: len(told.adding_up)] == told.adding_up
    book = load_workbook(BytesIO(client.get("/northshire/scorecard.xlsx?period=2025-26-q1").content))
    cover = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    words = [told.headline, told.sentence, *told.adding_up]
    assert words == [each for each in cover if each in words]
