"""A contract's reports in Chromium: axe, a narrow screen, links to a KPI's place, paper without the controls."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from kpis.models import User
from tests.browser.test_every_page import SIZES, looked_at
from tests.stored import signed_in

pytestmark = pytest.mark.browser
HERE = "/exampleshire/contracts/exampleshire-childrens-company"
PAGES = (
    f"{HERE}/?period=2026-m09",
    f"{HERE}/?period=2024-m04&as_of=2026-11-21",
    f"{HERE}/quarterly/?period=2026-m09",
    f"{HERE}/calibration/",
    f"{HERE}/calibration/?ref=KPI-SC1&low=72&high=80",
    f"{HERE}/calibration/?ref=KPI-SC1&low=90&high=80",
    "/worcestershire/contracts/worcestershire-children-first/?period=2020-m06",
    "/worcestershire/contracts/worcestershire-children-first/quarterly/?period=2020-m06",
)


@pytest.fixture
def petra(site: str, context: BrowserContext, django_db_blocker: Any) -> BrowserContext:
    """A browser of the performance team's."""
    with django_db_blocker.unblock():
        client: Client = signed_in(User.objects.get(username="petra"))
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    return context


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wrong_with_a_contracts_pages(
    page: Page, site: str, petra: BrowserContext, faults: list[str], size: str
) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    wrong = {}
    for address in PAGES:
        answer = page.goto(site + address)
        assert answer is not None
        assert answer.status == 200, address
        for summary in page.locator("main details > summary").all():
            summary.click()
        if found := looked_at(page, address):
            wrong[address] = found
    assert wrong == {}
    assert faults == []


def test_from_a_kpi_to_its_place_in_the_report_and_back(page: Page, site: str, petra: BrowserContext) -> None:
    page.goto(f"{site}/exampleshire/measures/KPI-SC2/?period=2026-m09")
    page.get_by_role("link", name="Its place in the contract’s report").click()
    row = page.locator("#kpi-kpi-sc2")
    expect(row).to_be_in_viewport()
    expect(row.locator(".strip .mark")).to_have_count(12)
    row.get_by_role("link", name="Assessments completed").click()
    expect(page.locator("h1")).to_have_text("Assessments completed within 45 working days")


def test_paper_has_the_strips_and_none_of_the_controls(page: Page, site: str, petra: BrowserContext) -> None:
    page.goto(f"{site}{HERE}/?period=2026-m09")
    page.emulate_media(media="print")
    expect(page.locator(".toolbar")).to_be_hidden()
    expect(page.locator("details.filters")).to_be_hidden()
    expect(page.locator("#kpi-kpi-sc1 .strip")).to_be_visible()
    failed = page.locator("#kpi-kpi-sc1 .mark--failure .mark__shape").last
    expect(failed).to_have_css("background-color", "rgb(0, 0, 0)")
