"""What a band means: for the performance team alone, with the method, and nothing is ever set by it."""

import pytest

from kpis.models import Target
from tests.pages.reading import opened, said, table, text_of

PAGE = "/exampleshire/contracts/exampleshire-childrens-company/calibration/"


def test_it_is_for_the_performance_team_alone(demo) -> None:
    assert demo("petra").get(PAGE).status_code == 200
    for name in ("dave", "alice", "mo", "oscar"):
        assert demo(name).get(PAGE).status_code == 403
    assert demo("petra").post(f"{PAGE}?ref=KPI-SC1&low=72&high=80").status_code == 405


def test_it_says_what_the_band_in_force_means_with_the_method(demo) -> None:
    text = said(demo("petra"), f"{PAGE}?ref=KPI-SC1")
    for piece in (
        "The year looked at: October 2025 to September 2026",
        "The band in force: 70% to 82%",
        "2,258 of 3,029 cases: 74.5%",
        "would still be outside the tolerance band of 70% to 82% by chance",
        "The method: the rate of the year taken together is held steady",
        "No band is set by this",
    ):
        assert piece in text
    assert text.count("The method") == 1


def test_another_band_is_tried_and_nothing_is_saved(demo) -> None:
    before = Target.objects.count()
    page = opened(demo("petra"), f"{PAGE}?ref=KPI-SC1&low=72&high=80%25")
    text = text_of(page.find("main"))
    assert "A band of 72% to 80% would mean" in text
    assert "outside the tolerance band of 72% to 80% by chance" in text
    assert Target.objects.count() == before
    assert page.select_one("#id_low")["value"] == "72"
    standing, tried = (float(each[1][2].rstrip("%")) for each in (_chances(page, 0), _chances(page, 1)))
    assert tried > standing


def _chances(page, place):
    found = page.select("table.chances")[place]
    return [[text_of(cell) for cell in row.find_all(["th", "td"])] for row in found.find_all("tr")]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("low=90&high=80", "The lower edge cannot be above the upper one: swap them, or correct one."),
        ("low=&high=80", "Lower edge, %: State both edges of the band to try."),
        ("low=ten&high=80", '"ten" is not a number'),
    ],
)
def test_a_band_that_is_none_is_said_at_its_field_and_kept(demo, query, says) -> None:
    page = opened(demo("petra"), f"{PAGE}?ref=KPI-SC1&{query}")
    assert says in text_of(page.select_one(".govuk-error-summary"))
    assert page.select_one("#id_high")["value"] == "80"
    assert page.title.text.startswith("Error: ")
    assert "would mean" not in text_of(page.find("main")).replace("Show what it would mean", "")


@pytest.mark.parametrize(
    ("ref", "says"),
    [
        ("KPI-SC7", "Only a percentage that is a share of a whole can be calibrated"),
        ("KPI-ED1", "enter at least 4"),
        ("KPI-ED2", "No band is in force"),
    ],
)
def test_what_cannot_be_said_is_told(demo, ref, says) -> None:
    assert says in said(demo("petra"), f"{PAGE}?ref={ref}")


def test_a_kpi_that_there_is_not_is_a_404(demo) -> None:
    assert demo("petra").get(f"{PAGE}?ref=nothing").status_code == 404


def test_a_quarterly_kpi_is_looked_at_by_its_four_quarters(demo) -> None:
    page = opened(demo("petra"), f"{PAGE}?ref=KPI-EH1")
    rows = table(page, "The chance of each period")
    assert [row[0] for row in rows[1:]] == ["Q3 2025/26", "Q4 2025/26", "Q1 2026/27", "Q2 2026/27"]
