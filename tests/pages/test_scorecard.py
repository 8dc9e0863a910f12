"""The scorecard of Warwickshire for 2018/19, as its committee would open it."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.demonstration import HEADLINE, NOTICE, OPENING
from tests.pages.reading import cell, opened, rows, status, text_of

PAGE = "/warwickshire/scorecard/"
REASONS = {
    "CS03": "660 against a target of 580; lower is better; 80 above target.",
    "CS05": "60.0% against a target of 90%; higher is better; 30.0 percentage points below target.",
    "CS07": "3,828 against a target of 3,461; lower is better; 367 above target.",
    "CS14": "72.8% against a target of 86%; higher is better; 13.2 percentage points below target.",
}
AWAITED = {"HW01", "HW02", "HW03", "EL03"}


@pytest.fixture
def card(demo: None, nobody: Client) -> BeautifulSoup:
    return opened(nobody, f"{PAGE}?period=2018-19")


def test_the_headline_comes_first_and_the_whole_sentence_behind_it_word_for_word(card):
    assert text_of(card.select_one("main h1 ~ p")) == HEADLINE
    assert text_of(card.select_one("main details p")) == OPENING


def test_four_counts_lead_to_the_measures_of_a_colour_and_add_up(card):
    counts = {text_of(each).split(" ", 2)[2]: each for each in card.select(".counts a")}
    assert list(counts) == ["red", "amber", "green", "no colour"]
    assert [int(text_of(each).split()[1]) for each in counts.values()] == [4, 0, 0, 17]
    assert "status=red" in counts["red"]["href"] and "period=2018-19" in counts["red"]["href"]


def test_a_count_that_is_chosen_leads_back_to_all(demo, nobody):
    chosen = opened(nobody, f"{PAGE}?status=red").select_one('.counts [aria-current="true"]')
    assert text_of(chosen).endswith("4 red")
    assert "status" not in chosen["href"]


def test_the_papers_own_headline_stands_beside_it_with_why_they_differ(card):
    told = [text_of(each) for each in card.select("p.lede")][1]
    assert told.startswith("The paper itself counted 10 met and 11 behind (progress report of 18 June 2019")
    assert "targets that it did not print" in told
    assert "four measures that had no figure" in told


def test_the_headline_is_not_said_of_another_year(demo, nobody):
    page = opened(nobody, f"{PAGE}?period=2017-18")
    assert "10 met" not in text_of(page.main)


def test_it_holds_each_of_the_21_measures_once(card):
    shown = [text_of(each) for each in card.select("table.scorecard .ref")]
    assert len(shown) == len(set(shown)) == 21
    named = [text_of(each) for each in card.select("table.scorecard caption")]
    assert named == ["Red: 4 measures", "No colour: 17 measures"]


def test_the_four_with_a_target_are_red_with_their_sentence(card):
    red = {ref: row for ref, row in rows(card).items() if row.select_one(".status--red")}
    assert set(red) == set(REASONS)
    for ref, row in red.items():
        assert status(row) == "Behind target"
        assert REASONS[ref] in text_of(row)


def test_nothing_else_has_a_colour(card):
    colours = [each["class"] for each in card.select("table.scorecard .status")]
    assert sorted(css[1] for css in colours) == ["status--none"] * 17 + ["status--red"] * 4


def test_child_protection_plans_are_346_provisional_and_improving_downwards(card):
    row = rows(card)["CS02"]
    assert cell(row, "Latest figure").startswith("346 ")
    assert cell(row, "Latest figure") == "346 provisional"
    assert "The figure is provisional until 31 July 2019." in text_of(row)
    assert text_of(row.select_one(".travel__arrow")) == "↓"
    assert text_of(row.select_one(".travel")) == "↓ down, improving"
    assert row.select_one(".travel--improving")
    assert "Down 218 on 2017/18." in text_of(row)
    assert status(row) == "No target"
    assert cell(row, "Target") == "None on record"
    assert "The paper said: target met" in text_of(row)


def test_an_awaited_calendar_year_shows_its_last_known_figure_without_a_verdict(card):
    row = rows(card)["HW01"]
    assert cell(row, "Latest figure") == "Awaiting data 2018"
    assert "last known: 17.5 per 1,000 for 2017" in text_of(row)
    assert status(row) == "No data"
    assert cell(row, "Direction").startswith("Not compared")


def test_awaited_figures_say_when_they_are_due(card):
    awaited = {ref for ref, row in rows(card).items() if status(row) == "No data"}
    assert awaited == AWAITED
    assert cell(rows(card)["HW02"], "Latest figure").startswith("Awaiting data, due 31 March 2020")


def test_part_of_an_academic_year_is_not_compared_with_a_whole_one(card):
    """The year's scorecard takes the last whole year, not the 41 of a part of the next."""
    row = rows(card)["EL01"]
    assert cell(row, "Latest figure") == "109 2017/18 academic year"
    assert cell(row, "Direction") == "↑ up, declining"
    assert "Up 24 on 2016/17 academic year." in text_of(row)
    assert "41" not in text_of(row)


def test_a_published_arrow_on_an_unknown_basis_is_said_to_be_published_not_to_disagree(card):
    row = rows(card)["CS06"]
    assert cell(row, "Direction") == "↑ up, declining"
    assert "Published as level" in text_of(row)
    assert "disagree" not in text_of(card.main)


def test_no_cell_is_empty_and_none_holds_a_bare_dash(card):
    for each in card.select("table.scorecard :is(td, th)"):
        words = text_of(each)
        assert words not in ("", "-", "–") or each.select_one("svg[role=img]")


def test_every_row_has_a_strip_whose_links_say_period_figure_and_status(card):
    for row in rows(card).values():
        assert row.select(".spots a")
        for each in row.select(".spots a"):
            assert re.fullmatch(r"\S.*: (.+, )?[a-z ]+(, after a break)?", each["title"]), each["title"]
    last = rows(card)["CS03"].select(".spots a")[-1]
    assert (last["title"], last["href"]) == (
        "2018/19: 660, behind target", "/warwickshire/measures/CS03/?period=2018-19",
    )  # fmt: skip


def test_a_rows_header_is_its_title_alone(card):
    assert text_of(rows(card)["CS02"].th) == text_of(rows(card)["CS02"].th.a)


def heads(page: BeautifulSoup) -> list[str]:
    return [text_of(each) for each in page.select("main section h2")]


def test_red_comes_first(card):
    assert heads(card) == ["Red (4)", "No colour (17)"]
    assert [each["href"] for each in card.select('nav[aria-label="On this page"] a')] == ["#s-red", "#s-none"]


def test_it_can_be_arranged_by_areas_of_concern_and_good_progress(demo, nobody):
    page = opened(nobody, f"{PAGE}?period=2018-19&by=section")
    assert [each.partition(" (")[0] for each in heads(page)] == ["Areas of concern", "Good progress", "Other measures"]
    assert set(REASONS) <= {text_of(each) for each in page.select_one("section").select(".ref")}


def test_it_can_be_arranged_by_outcome_and_policy_area(demo, nobody):
    outcomes, areas = (heads(opened(nobody, f"{PAGE}?period=2018-19&by={by}")) for by in ("outcome", "area"))
    assert outcomes[0].endswith("supported to be safe, healthy and independent (18)")
    assert areas[0].partition(" (")[0].endswith("supported to be safe, healthy and independent: Children are Safe")
    assert any("Education & Learning" in each for each in areas)


def test_an_arrangement_that_there_is_not_is_told_at_its_field(demo, nobody):
    page = opened(nobody, f"{PAGE}?period=2018-19&by=banana")
    assert "Select a valid choice" in text_of(page.select_one("#id_by_error"))
    assert heads(page)[0] == "Red (4)"


def test_status_by_outcome_is_drawn_and_told_in_numbers_that_add_up(card):
    assert card.select_one("figure.chart svg[role=img] title, figure.chart svg[aria-label]")
    table = card.select_one("#outcome-numbers").find_parent("table")
    numbers = [[int(text_of(td)) for td in row.select("td")] for row in table.select("tbody tr")]
    assert numbers == [[0, 0, 4, 14, 18], [0, 0, 0, 3, 3]]


def test_the_default_is_the_latest_year_with_figures(demo, nobody):
    default, named = opened(nobody, PAGE), opened(nobody, f"{PAGE}?period=2018-19")
    assert text_of(default.h1) == text_of(named.h1) == "Scorecard for 2018/19"
    assert rows(default).keys() == rows(named).keys()


def test_a_quarter_counts_yearly_measures_as_not_due_apart_from_awaited_ones(demo, nobody):
    page = opened(nobody, f"{PAGE}?period=2018-19-q1")
    not_due = {ref: row for ref, row in rows(page).items() if status(row) == "Not due"}
    assert set(not_due) == {"HW01", "HW02", "HW03"}
    assert "Reported once a year; next: 2018/19." in text_of(not_due["HW02"])
    assert "Reported once a year; next: 2018." in text_of(not_due["HW01"])
    assert "3 not due" in text_of(page.select_one("main details p"))


@pytest.mark.parametrize("period", ["2018-19", "2018-19-q1", "2018", "2019-m03", "2017-18-academic", "2015-16"])
def test_the_opening_sentence_adds_up_for_every_period(demo, nobody, period):
    told = text_of(opened(nobody, f"{PAGE}?period={period}").select_one("main details p"))
    total, judged = (int(each) for each in re.match(r"Of (\d+) measures, (\d+) w", told).groups())
    before, _, after = told.partition(" not: ")
    assert sum(int(each) for each in re.findall(r"(\d+) (?:green|amber|red)", before)) == judged
    clauses = re.findall(r"(?:^|[,;] )(\d+) ", re.sub(r"\(.*?\)", "", after))
    assert total == judged + sum(int(each) for each in clauses)


@pytest.mark.parametrize(
    ("written", "heading"),
    [
        ("2018-19", "Scorecard for 2018/19"),
        ("2018/19", "Scorecard for 2018/19"),
        ("2018-19-q4", "Scorecard for Jan to Mar 2019 (Q4 2018/19)"),
        ("2019-m03", "Scorecard for March 2019"),
        ("2018-19-academic", "Scorecard for 2018/19 academic year"),
        ("2018", "Scorecard for 2018"),
    ],
)
def test_periods_are_read_in_the_address(demo, nobody, written, heading):
    assert text_of(opened(nobody, f"{PAGE}?period={written}").h1) == heading


def test_a_period_without_figures_says_so_measure_by_measure(demo, nobody):
    page = opened(nobody, f"{PAGE}?period=2021-22")
    assert "0 were judged for 2021/22" in text_of(page.select_one("main details p"))
    assert "No figure entered" in text_of(page.main)


def test_a_period_before_anything_was_measured_has_no_measures(demo, nobody):
    page = opened(nobody, f"{PAGE}?period=1999-00")
    assert text_of(page.select_one(".lede")) == "No measure was live in 1999/00."
    assert not page.select("table.scorecard")


def test_the_years_to_step_to_and_the_one_shown_are_marked(card):
    steps = card.select('nav[aria-label="Period"] a')
    assert [text_of(each) for each in steps] == ["2015/16", "2016/17", "2017/18", "2018/19"]
    assert [each.get("aria-current") for each in steps] == [None, None, None, "page"]


def test_stepping_to_another_period_keeps_the_filters(demo, nobody):
    page = opened(nobody, f"{PAGE}?committee=children-and-young-people&status=red")
    step = page.select('nav[aria-label="Period"] a')[0]["href"]
    assert "committee=children-and-young-people" in step
    assert "status=red" in step
    assert "period=2015-16" in step


def test_a_measure_leads_to_its_page_for_the_same_period(card):
    assert rows(card)["CS02"].a["href"] == "/warwickshire/measures/CS02/?period=2018-19"


@pytest.mark.parametrize("council", ["warwickshire", "worcestershire"])
@pytest.mark.parametrize("where", ["", "scorecard/", "measures/{ref}/"])
def test_every_page_of_a_rebuilt_council_says_so_above_its_content(demo, nobody, council, where):
    ref = {"warwickshire": "CS02", "worcestershire": "KPI-SC1"}[council]
    page = opened(nobody, f"/{council}/{where.format(ref=ref)}")
    assert text_of(page.select_one("aside.notice")) == NOTICE
    assert page.select_one("aside.notice").find_next("main")


def test_exampleshire_says_that_it_is_invented(demo, nobody):
    assert "invented" in text_of(opened(nobody, "/exampleshire/scorecard/").select_one("aside.notice"))


def test_an_officers_projection_is_told_where_one_was_made(demo, nobody):
    page = opened(nobody, "/exampleshire/scorecard/")
    assert cell(rows(page)["CYP01"], "Next period") == "Expected of the next period: improve."
    assert "next period" not in text_of(opened(nobody, PAGE).main)


def test_worcestershires_contract_is_judged_by_its_bands(demo, nobody):
    """From the quarter in which it began: on 1 October 2019."""
    address = "/worcestershire/scorecard/?framework=worcestershire-children-first&period=2019-20"
    assert rows(opened(nobody, f"{address}-q2")) == {}
    found = rows(opened(nobody, f"{address}-q3"))
    assert {status(row) for row in found.values()} <= {
        "In its band", "Better than its band", "Outside its band", "No data", "Not due", "No target",
        "Not achieved", "Achieved",
    }  # fmt: skip
    assert len(found) == 24
