"""What a measure's page says of chance: the verdict with its numbers, the control chart, and what is left unsaid."""

import pytest

from kpis.models import Measure
from tests.pages.reading import opened, table, text_of
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target

pytestmark = pytest.mark.django_db
PAGE = "/northshire/measures/M1/"
STEADY = (92, 95, 91, 94, 93, 96, 90, 94, 95, 93, 92, 94)
QUARTERS = [f"{year}/{year % 100 + 1:02d} Q{quarter}" for year in range(2013, 2020) for quarter in (1, 2, 3, 4)]


@pytest.fixture
def share() -> Measure:
    return measure(unit="percentage", decimal_places=1, period_kind="in_period")


def measure(**columns: str | int) -> Measure:
    given = {"polarity": "higher", "frequency": "quarterly", **columns}
    return make_measure(make_plan(make_council()), "M1", **given)


def average(*values: int) -> Measure:
    """A measure of days, which only its control chart can judge."""
    found = measure(unit="days", decimal_places=0)
    for period, value in zip(QUARTERS, values, strict=False):
        make_reading(found, period, str(value))
    return found


def chance(nobody, query=""):
    return opened(nobody, PAGE + query).select_one("section[aria-labelledby=chance]")


def verdict(nobody, query=""):
    return text_of(chance(nobody, query).select_one(".chance"))


def test_a_change_of_shares_is_told_with_the_numbers_that_it_comes_from(share, nobody):
    make_reading(share, "2018/19 Q3", "60", numerator="48", denominator="80")
    make_reading(share, "2018/19 Q4", "89.3", numerator="100", denominator="112")
    assert verdict(nobody) == (
        "Clear change: 60.0% was 48 of 80, 89.3% is 100 of 112: more than chance explains (95% sure); the change is "
        "17.00 to 41.12 percentage points."
    )


def test_a_change_that_chance_explains_is_no_clear_one(share, nobody):
    make_reading(share, "2018/19 Q3", "60", numerator="48", denominator="80")
    make_reading(share, "2018/19 Q4", "66.3", numerator="53", denominator="80")
    assert verdict(nobody).startswith("No clear change: ")
    assert "−8.56 to 20.69 percentage points" in verdict(nobody)


def test_eleven_figures_are_too_few_and_twelve_have_a_chart(nobody):
    found = average(*STEADY[:11])
    assert verdict(nobody).startswith("Too few figures to say: 11 of the 12 figures that a control chart needs")
    assert not chance(nobody).select("svg")
    assert nobody.get(f"{PAGE}control.json").status_code == 404
    make_reading(found, QUARTERS[11], str(STEADY[11]))
    section = chance(nobody)
    assert "Chance moves the 12 figures between 86.00 days and 100.50 days; 94 days is within" in text_of(section)
    assert {"Mean 93.25 days", "Lower limit 86.00 days", "Upper limit 100.50 days"} <= {
        text_of(each) for each in section.select("svg.picture--narrow text")
    }


def test_a_signal_is_framed_on_the_chart_and_said_in_the_table(nobody):
    average(*STEADY, 80)
    section = chance(nobody)
    assert verdict(nobody).startswith("Clear change: ")
    assert len(section.select('svg.picture--wide .chart-actual path[d$="h18v18h-18z"]')) == 1
    rows = table(opened(nobody, PAGE), "Figures since the last break")
    assert rows[1] == ["Q1 2016/17", "80 days", "Outside what chance does"]
    assert {row[2] for row in rows[2:]} == {"Within what chance does"}
    framed = [each for each in nobody.get(f"{PAGE}control.json").json()["data"] if each["name"] == "Stands out"]
    assert [each["y"] for each in framed] == [[80.0]]


def test_nothing_later_than_the_period_shown_enters(nobody):
    average(*STEADY, 80)
    assert "within what chance does" in verdict(nobody, "?period=2015-16-q4")
    assert "80 days" not in text_of(chance(nobody, "?period=2015-16-q4"))


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("80", "If it goes on like this it will meet 80 days each time"),
        ("93", "It will meet 93 days or miss it by chance"),
        ("101", "If nothing changes it will miss 101 days each time"),
    ],
)
def test_the_target_stands_against_the_limits(nobody, target, told):
    found = average(*STEADY)
    make_target(found, QUARTERS[11], target)
    assert told in text_of(chance(nobody))


def test_a_break_begins_anew(nobody):
    found = average(*STEADY)
    make_reading(found, QUARTERS[12], "50", break_before="Counted otherwise")
    assert "1 of the 12" in text_of(chance(nobody)) or verdict(nobody).startswith("Not compared")
    assert not chance(nobody).select("svg")


def test_a_withheld_figure_is_neither_compared_nor_narrowed(nobody):
    found = measure(unit="count", suppress_below=5)
    for period, value in zip(QUARTERS, (*STEADY, 3), strict=False):
        make_reading(found, period, str(value))
    assert verdict(nobody, "?period=2016-17-q1").startswith("Not compared")
    drawn = nobody.get(f"{PAGE}control.json?period=2016-17-q1").json()["data"]
    assert 3.0 not in next(each for each in drawn if each["name"] == "Northshire")["y"]


def test_a_milestone_has_nothing_of_it(demo, nobody):
    assert opened(nobody, "/exampleshire/measures/EE13/").select_one("section[aria-labelledby=chance]") is None


def test_the_years_end_is_foreseen_with_how_good_that_is(demo, nobody):
    told = text_of(opened(nobody, "/exampleshire/measures/AH13/").select_one("section[aria-labelledby=chance]"))
    assert "If the rest of the year is like that of past years, it ends the year at " in told
    assert "Of 3 past years it would have missed the end by " in told


def test_the_method_is_told_in_words(nobody):
    page = opened(nobody, "/how-it-works/chance/")
    assert text_of(page.h1) == "How chance is told from change"
    assert "86.00 and 100.50" in text_of(page.main)


def test_it_takes_no_statement_more(demo, nobody, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        nobody.get("/exampleshire/measures/AH13/")
