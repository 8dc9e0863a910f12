"""The monthly and the quarterly report: who reads them, what they say, and that they say what the file says."""

import csv
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpis.contracts.files import COLUMNS
from kpis.models import RecordedFailure, Service, User
from tests.contracts.building import make_contract, make_kpi, report
from tests.pages.reading import opened, said, table, text_of
from tests.stored import make_person, make_reading, moment, signed_in

HERE = "/exampleshire/contracts/exampleshire-childrens-company"
REAL = "/worcestershire/contracts/worcestershire-children-first"
NORTH = "/northshire/contracts/company"


def kpi(page, ref):
    return page.select_one(f"#kpi-{ref.lower()}")


def marks(part) -> list[str]:
    return [text_of(each.select_one(".govuk-visually-hidden")) for each in part.select(".strip .mark")]


# Who may.


@pytest.mark.parametrize(
    ("name", "status"), [("petra", 200), ("dave", 200), ("alice", 200), ("bob", 200), ("carol", 403), ("mo", 403)]
)
@pytest.mark.parametrize("path", ["/", "/quarterly/", ".csv", ".xlsx"])
def test_it_is_for_the_two_parties_and_the_performance_team(demo, name, status, path) -> None:
    assert demo(name).get(f"{HERE}{path}").status_code == status


def test_the_companys_people_read_it_and_others_are_told_for_whom_it_is(demo) -> None:
    council = User.objects.get(username="petra").memberships.get(council__slug="exampleshire").council
    company = Service.objects.get(council=council, name__startswith="Exampleshire Children's Company")
    for role in ("officer", "head_of_service"):
        assert signed_in(make_person(f"company-{role}", council, role, company)).get(f"{HERE}/").status_code == 200
    assert "for its two parties and the performance team" in said(demo("mo"), f"{HERE}/", 403)
    assert Client().get(f"{HERE}/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_of_a_council_that_is_not_open_to_somebody_it_is_not_there() -> None:
    contract = make_contract()
    contract.council.visibility = "members"
    contract.council.save()
    make_kpi(contract)
    assert signed_in(make_person("oscar")).get(f"{NORTH}/").status_code == 404


def test_what_there_is_not_is_a_404_that_helps(demo) -> None:
    petra = demo("petra")
    for path in ("?period=2023-m06", "?period=soon", "?as_of=soon"):
        assert petra.get(f"{HERE}/{path}").status_code == 404
    assert "runs from 1 April 2024 to 31 March 2029" in said(petra, f"{HERE}/?period=2023-m06", 404)
    assert petra.get("/exampleshire/contracts/exampleshire-plan/").status_code == 404


# The monthly report.


def test_its_sentence_adds_up_and_its_exceptions_carry_their_clause(demo) -> None:
    page = opened(demo("petra"), f"{HERE}/?period=2026-m09")
    lede = text_of(page.select_one(".lede"))
    assert lede.startswith(
        "Of 11 KPIs, 4 are performance failures, 2 are outside the tolerance band without being a failure"
    )
    counts = [int(each) for each in re.findall(r"(\d+) (?:is|are|have|has) ", lede.split(".")[0])]
    assert sum(counts) == 11
    failures = text_of(page.select_one("[aria-labelledby=s-failures]"))
    assert failures.startswith("Performance failures (4)")
    for clause in ("5.3.1(a)", "5.3.4", "5.3.1(c)"):
        assert f"a performance failure by {clause}" in failures
    assert "No notice of rectification has been given yet." in failures or "Rectification by" in failures
    assert "Jul 2026 missing" in failures
    watched = text_of(page.select_one("[aria-labelledby=s-watch]"))
    assert watched.startswith("Watch-list (3)")
    assert "six months ago" in watched


def test_every_verdict_on_the_page_is_that_of_the_command(demo) -> None:
    petra = demo("petra")
    page = opened(petra, f"{HERE}/?period=2026-m09")
    text = petra.get(f"{HERE}.csv?period=2026-m09").content.decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["ref"].lower() for row in rows] == [row["id"][4:] for row in page.select("tr[id^=kpi-]")]
    for row in rows:
        shown = text_of(kpi(page, row["ref"]))
        assert row["reason"] in shown
        assert row["printed"].lower() in shown.lower()
        assert (f"Performance failure by {row['clause']}" in shown) == (row["performance_failure"] == "yes")
        assert ("Watch-list" in shown) == (row["watch"] == "yes")


def test_the_workbook_holds_the_same_with_a_cover(demo) -> None:
    petra = demo("petra")
    text = petra.get(f"{HERE}.csv?period=2026-m09").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(petra.get(f"{HERE}.xlsx?period=2026-m09").content))
    head, *rows = book["Contract"].iter_rows(values_only=True)
    assert head == COLUMNS
    assert [row[0] for row in rows] == [row["ref"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    cover = " ".join(str(row[0]) for row in book["Cover"].iter_rows(values_only=True))
    assert "Of 11 KPIs" in cover
    assert "invented" in cover


def test_a_strip_says_each_period_in_words(demo) -> None:
    found = marks(kpi(opened(demo("petra"), f"{HERE}/?period=2026-m09"), "KPI-SC2"))
    assert len(found) == 12
    assert found[0] == "Oct 2025: within the tolerance band"
    assert found[-4:] == [
        "Jun 2026: outside the tolerance band",
        "Jul 2026: no figure",
        "Aug 2026: outside the tolerance band",
        "Sep 2026: outside the tolerance band, a performance failure by 5.3.1(a)",
    ]


def test_the_run_is_said_in_words(demo) -> None:
    petra = demo("petra")
    assert "Second month outside Watch-list" in text_of(kpi(opened(petra, f"{HERE}/?period=2026-m08"), "KPI-SC1"))
    july = text_of(kpi(opened(petra, f"{HERE}/?period=2026-m07"), "KPI-SC2"))
    assert "First month outside, then no figure" in july


def test_a_failure_without_a_later_figure_stays_among_the_exceptions(demo) -> None:
    """September's three monthly failures: October's figures are not in, which ends no run and is no failure."""
    page = opened(demo("petra"), f"{HERE}/?period=2026-m10")
    part = page.select_one('section[aria-labelledby="s-unresolved"]')
    assert part is not None
    assert [text_of(each) for each in part.select(".ref")] == ["KPI-SC1", "KPI-SC2", "KPI-SC5"]
    assert "Failures by their last figures, without a later one yet (3)" in text_of(part)
    assert "neither continues nor ends with it" in text_of(part)
    assert "s-unresolved" not in str(opened(demo("petra"), f"{HERE}/?period=2026-m09"))


def test_a_month_without_exceptions_says_so(demo) -> None:
    assert "There are no exceptions" in said(demo("petra"), f"{HERE}/?period=2024-m04")


def test_months_lead_to_months_and_to_the_moment(demo) -> None:
    page = opened(demo("petra"), f"{HERE}/?period=2026-m08&as_of=2026-11-21")
    steps = {text_of(link): link["href"] for link in page.select(".toolbar nav a")}
    assert steps["September 2026"] == "?period=2026-m09&as_of=2026-11-21"
    assert page.select_one(".toolbar [aria-current]").text == "August 2026"
    assert "As it stood at the end of 21 November 2026" in text_of(page)
    assert text_of(page.select_one("#f-period option[selected]")) == "August 2026"


@pytest.mark.django_db
def test_a_failure_recorded_for_the_company_stands_above_the_kpis() -> None:
    contract = make_contract()
    kpi_ = make_kpi(contract)
    petra = make_person("petra", contract.council, "performance")
    for measure in (None, kpi_):
        RecordedFailure.objects.create(
            framework=contract, measure=measure, clause="inadequate", occurred_on="2020-06-03", why="Judged in May",
            recorded_at=moment("2020-06-04"), by=petra,
        )  # fmt: skip
    page = opened(signed_in(petra), f"{NORTH}/?period=2020-m06")
    assert "3 June 2020. Judged in May" in text_of(page.select_one("[aria-labelledby=s-recorded]"))
    assert "Recorded: 5.3.2" in text_of(page.select_one("[aria-labelledby=s-failures]"))


@pytest.mark.django_db
def test_withheld_figures_leave_no_trace_on_either_page() -> None:
    contract = make_contract()
    kpi_ = make_kpi(contract, suppress_below=5)
    other = make_kpi(contract, "K2", service=Service.objects.create(council=contract.council, name="Another"))
    for period in ("2020-04", "2020-05", "2020-06"):
        make_reading(kpi_, period, "7.5", numerator="3", denominator="40", commentary="Only three of forty")
        make_reading(other, period, "85")
    reader = signed_in(make_person("olga", contract.council, "officer", other.service))
    for path in ("/?period=2020-m06", "/quarterly/?period=2020-m06", ".csv?period=2020-m06"):
        text = reader.get(f"{NORTH}{path}").content.decode()
        assert "[c]" in text
        assert not re.search(r"7\.5|three of forty|outside the tolerance band for|Performance failure by", text)
    strip = marks(kpi(opened(reader, f"{NORTH}/?period=2020-m06"), "K1"))
    assert strip[-3:] == ["Apr 2020: withheld", "May 2020: withheld", "Jun 2020: withheld"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/?period=2020-m06", "/quarterly/?period=2020-m06"])
def test_the_number_of_statements_does_not_grow_with_the_kpis(path: str) -> None:
    contract = make_contract()
    petra = signed_in(make_person("petra", contract.council, "performance"))
    counts = []
    for size in (5, 50):
        for number in range(contract.measures.count(), size):
            report(make_kpi(contract, f"K{number}"), "2020-04=75 2020-05=76 2020-06=77")
        with CaptureQueriesContext(connection) as found:
            assert petra.get(f"{NORTH}{path}").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


# The quarterly report.


def test_it_has_the_narrative_of_every_kpi_and_says_whose_meeting_it_is_for(demo) -> None:
    page = opened(demo("petra"), f"{HERE}/quarterly/?period=2026-m09")
    text = text_of(page.find("main"))
    assert "month 30 of the contract: its report is for the Quarterly Review Board" in text
    assert len(page.select("article.kpi")) == 11
    one = text_of(kpi(page, "KPI-SC1"))
    for piece in ("Baseline 75.4% (2,201 of 2,920) in 2023/24", "Third month below the band", "168 of 254"):
        assert piece in one
    assert "66.1% against a band of 70% to 82%; higher is better" in one


@pytest.mark.parametrize(
    ("period", "meeting"),
    [
        ("2026-m03", "month 24 of the contract: its report is for the Annual Review"),
        ("2024-m06", "month 3 of the contract: its report is for the Quarterly Review Board"),
        ("2026-m07", "The next review is of September 2026: Quarterly Review Board"),
        ("2026-m02", "The next review is of March 2026: Annual Review"),
    ],
)
def test_every_third_month_is_the_boards_and_every_twelfth_the_annual_review(demo, period, meeting) -> None:
    assert meeting in said(demo("petra"), f"{HERE}/quarterly/?period={period}")


def test_without_a_period_it_is_the_last_boards_with_figures(demo) -> None:
    page = opened(demo("petra"), f"{HERE}/quarterly/")
    assert text_of(page.h1) == "Narrative on every KPI for September 2026"
    steps = [text_of(link) for link in page.select(".toolbar nav a")]
    assert steps[-2:] == ["June 2026", "September 2026"]


def test_its_strip_is_a_table_with_figures(demo) -> None:
    page = opened(demo("petra"), f"{HERE}/quarterly/?period=2026-m09")
    head, cells = table(page, "The last 12 periods of KPI-SC2")
    assert (head[-1], cells[-1]) == (
        "Sep 2026",
        "✕ Outside the tolerance band, a performance failure by 5.3.1(a): 77.9%",
    )
    assert cells[-3] == "– No figure: Awaiting data"


# Worcestershire's, as published.


def test_worcestershires_report_is_right_without_a_figure(demo) -> None:
    page = opened(demo("petra"), f"{REAL}/?period=2020-m06")
    opening = "Of 24 KPIs, 24 have no figure to judge."
    assert text_of(page.select_one(".lede")) == opening
    text = text_of(page.find("main"))
    assert "Between Worcestershire County Council and Worcestershire Children First, from 1 October 2019." in text
    assert "There are no exceptions" in text
    assert len(page.select("tr[id^=kpi-]")) == 24
    assert "No figure for 2019/20: a missing year is never a failure by itself." in text_of(kpi(page, "KPI-ED1"))
    assert opened(demo("petra"), f"{REAL}/quarterly/?period=2020-m06").select("article.kpi")


BASELINES = {
    "KPI-SC1": "53.2% (1,271 of 2,391) in 2018/19", "KPI-SC2": "82.5% (3,687 of 4,468) in 2018/19",
    "KPI-SC3": "69.7% (271 of 389) in 2018/19", "KPI-SC4": "76.4% (502 of 657) in 2018/19",
    "KPI-SC5": "27.2% (158 of 581) in 2018/19", "KPI-SC6": "95.2% (1,061 of 1,115) in 2018/19",
    "KPI-SC7": "92.3% (9,075 of 9,832) in 2018/19", "KPI-SC8": "86.7% (1,921 of 2,216) in 2018/19",
    "KPI-SC9": "79.3% (653 of 823) in 2018/19", "KPI-SC10": "85.7% (12,937 of 15,089) in 2018/19",
    "KPI-SC12": "79.1% (186 of 235) in 2018/19", "KPI-ED6": "59.7% (259 of 434) in 2017/18",
    "KPI-ED8": "84.2% (112 of 133) in 2018/19",
}  # fmt: skip


def test_worcestershires_baselines_reproduce_to_one_decimal(demo) -> None:
    page = opened(demo("petra"), f"{REAL}/?period=2020-m06")
    for ref, text in BASELINES.items():
        assert f"Baseline: {text}" in text_of(kpi(page, ref))


# The ways to it.


def test_the_council_page_leads_there_for_those_who_may(demo) -> None:
    assert f'href="{HERE}/"' in demo("petra").get("/exampleshire/").content.decode()
    for client in (demo("mo"), Client()):
        assert f'href="{HERE}/"' not in client.get("/exampleshire/").content.decode()


def test_a_kpis_page_leads_to_its_place_in_the_report_for_those_who_may(demo) -> None:
    page = "/exampleshire/measures/KPI-SC1/"
    assert (
        f'href="{HERE}/?period=2026-m08#kpi-kpi-sc1"' in demo("petra").get(f"{page}?period=2026-m08").content.decode()
    )
    assert f"{HERE}/" not in demo("mo").get(page).content.decode()
    assert f"{HERE}/" not in demo("petra").get("/exampleshire/measures/CYP01/").content.decode()
