"""Which changes of a scorecard are more than chance, and what is to be expected against the targets."""

import pytest

from kpis.models import Committee, Measure
from tests.pages.reading import opened, table, text_of
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target

pytestmark = pytest.mark.django_db
PAGE = "/northshire/chance/?period=2018-19-q4"
STEADY = (92, 95, 91, 94, 93, 96, 90, 94, 95, 93, 92, 94)
QUARTERS = [f"{year}/{year % 100 + 1:02d} Q{quarter}" for year in range(2015, 2019) for quarter in (1, 2, 3, 4)]


@pytest.fixture
def plan():
    return make_plan(make_council())


def share(plan, ref: str, before: tuple[int, int], now: tuple[int, int], **given) -> Measure:
    found = make_measure(
        plan, ref, unit="percentage", decimal_places=1, polarity="higher", frequency="quarterly", **given
    )
    for period, (part, whole) in zip(("2018/19 Q3", "2018/19 Q4"), (before, now), strict=True):
        value = str(round(100 * part / whole, 1))
        make_reading(found, period, value, numerator=str(part), denominator=str(whole))
    return found


def average(plan, ref: str, last: int, target: str = "") -> Measure:
    found = make_measure(plan, ref, unit="days", polarity="higher", frequency="quarterly")
    for period, value in zip(QUARTERS[-13:], (*STEADY, last), strict=True):
        make_reading(found, period, str(value))
    if target:
        make_target(found, QUARTERS[-1], target)
    return found


def cells(page) -> dict[str, list[int]]:
    return {row[0]: [int(each) for each in row[1:]] for row in table(page, "Measures by how they moved")[1:]}


def test_each_measure_stands_in_one_cell(plan, nobody):
    share(plan, "BETTER", (48, 80), (100, 112))
    share(plan, "WORSE", (100, 112), (48, 80))
    share(plan, "SAME", (48, 80), (53, 80))
    average(plan, "MEETS", 93, "80")
    average(plan, "MISSES", 93, "120")
    page = opened(nobody, PAGE)
    assert cells(page) == {
        "Clearly worse": [0, 0, 0, 1],
        "Clearly better": [0, 0, 0, 1],
        "No clear change": [1, 0, 1, 1],
    }
    assert text_of(page.select_one(".headline")) == (
        "2 of 5 changes are clear; hardly any would look so by chance alone."
    )


def test_a_number_leads_to_its_measures_with_the_sentence_of_each(plan, nobody):
    share(plan, "BETTER", (48, 80), (100, 112))
    page = opened(nobody, PAGE)
    (link,) = page.select("table td a")
    heading = page.select_one(link["href"])
    assert text_of(heading) == "Clearly better; whether it will meet its target cannot be said (1)"
    listed = heading.find_next("li")
    assert listed.a["href"] == "/northshire/measures/BETTER/?period=2018-19-q4#chance"
    assert "60.0% was 48 of 80, 89.3% is 100 of 112" in text_of(listed)


def test_all_cells_add_up_to_the_scorecard(demo, nobody):
    for council, count in (("exampleshire", 75), ("warwickshire", 21)):
        page = opened(nobody, f"/{council}/chance/")
        assert sum(map(sum, cells(page).values())) == count
        assert len(page.select("main ul.govuk-list > li")) == count


def test_of_sixty_steady_measures_about_three_would_look_clear(plan, nobody):
    for number in range(60):
        share(plan, f"M{number}", (48, 80), (53, 80))
    told = text_of(opened(nobody, PAGE).select_one(".headline"))
    assert told == "0 of 60 changes are clear; about 3 would look so by chance alone."


def test_a_committee_has_its_own(plan, nobody):
    committee = Committee.objects.create(council=plan.council, slug="young", name="Young people")
    share(plan, "ITS", (48, 80), (100, 112)).committees.add(committee)
    share(plan, "OTHER", (48, 80), (100, 112))
    page = opened(nobody, f"{PAGE}&committee=young")
    assert sum(map(sum, cells(page).values())) == 1
    assert "OTHER" not in text_of(page.main)


def test_where_nothing_can_be_said_it_says_so(plan, nobody):
    make_reading(make_measure(plan, "M1", frequency="quarterly"), "2018/19 Q4", "3")
    page = opened(nobody, PAGE)
    assert text_of(page.select_one(".headline")).startswith("Of no change can it be said yet")
    assert cells(page) == {"Not compared": [0, 0, 0, 1]}


def test_a_council_without_figures_says_so(plan, nobody):
    assert "There is no figure yet." in text_of(opened(nobody, "/northshire/chance/").main)


def test_what_is_withheld_enters_nothing(plan, nobody):
    found = make_measure(plan, "M1", frequency="quarterly", suppress_below=10)
    for period, value in zip(QUARTERS[-2:], ("60", "4"), strict=True):
        make_reading(found, period, value)
    page = opened(nobody, PAGE)
    assert cells(page) == {"Not compared": [0, 0, 0, 1]}
    assert " 4 " not in text_of(page.select("main ul.govuk-list")[-1])


@pytest.mark.parametrize("more", [0, 45])
def test_it_takes_the_same_statements_however_many_measures(plan, nobody, more, django_assert_max_num_queries):
    for number in range(5 + more):
        share(plan, f"M{number}", (48, 80), (100, 112))
    with django_assert_max_num_queries(9):
        opened(nobody, PAGE)


def test_the_scorecard_leads_to_it(plan, nobody):
    share(plan, "BETTER", (48, 80), (100, 112))
    page = opened(nobody, "/northshire/scorecard/?period=2018-19-q4")
    link = next(each for each in page.select("main a") if text_of(each) == "More than chance?")
    assert link["href"] == PAGE
