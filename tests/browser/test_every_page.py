"""Every page in Chromium, wide and narrow: WCAG 2.2 AA by axe, no sideways scroll, nothing that the policy forbids."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import violations

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text("utf-8")
RUN = """async () => {
    const options = {
        runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
        rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]};
    const found = await axe.run(document, options);
    return found.violations.map(each => `${each.id}: ${each.nodes.map(node => node.target.join(" ")).join("; ")}`);
}"""
WIDER = """() => [...document.querySelectorAll("main *, header *, footer *")]
    .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        && !each.closest(".scroll") && !each.closest("svg") && getComputedStyle(each).position !== "absolute")
    .map(each => each.outerHTML.slice(0, 80)).slice(0, 3)"""

PAGES = (
    "/",
    "/?q=child",
    "/?q=dragons",
    "/how-it-works/",
    "/how-it-works/chance/",
    "/accessibility/",
    "/accounts/login/",
    "/warwickshire/",
    "/worcestershire/",
    "/exampleshire/",
    "/warwickshire/scorecard/",
    "/warwickshire/scorecard/?period=2018-19-q1",
    "/warwickshire/scorecard/?period=1999-00",
    "/warwickshire/scorecard/?status=red&sort=-figure&as_of=2026-11-21",
    "/warwickshire/scorecard/?status=banana",
    "/worcestershire/scorecard/",
    "/worcestershire/scorecard/?framework=worcestershire-children-first&period=2019-20",
    "/exampleshire/changes/",
    "/exampleshire/chance/",
    "/exampleshire/promises/?committee=children-and-young-people",
    "/warwickshire/changes/?period=2018-19&as_of=2026-11-21",
    "/exampleshire/search/?q=children",
    "/exampleshire/scorecard/",
    "/exampleshire/scorecard/?committee=resources&text=budget",
)
MEASURES = (
    "/warwickshire/measures/CS02/",
    "/warwickshire/measures/CS03/",
    "/warwickshire/measures/EL01/",
    "/warwickshire/measures/HW01/?period=2018-19",
    "/worcestershire/measures/WD01/",
    "/worcestershire/measures/KPI-SC1/",
    "/exampleshire/measures/CYP01/",
    "/exampleshire/measures/CYP09/",
    "/exampleshire/measures/CYP11/",
    "/exampleshire/measures/EE13/",
    "/exampleshire/measures/KPI-SC1/",
    "/exampleshire/measures/RES06/?axis=zero",
)
MISSING = ("/atlantis/", "/warwickshire/scorecard/?period=banana", "/warwickshire/measures/XX1/")
SIZES = {"wide": (1280, 900), "narrow": (320, 640)}


def looked_at(page: Page, address: str) -> dict[str, Any]:
    """What is wrong with a page, by kind."""
    page.evaluate(AXE)
    width = page.viewport_size["width"] if page.viewport_size else 0
    scrolls = page.evaluate("document.documentElement.scrollWidth")
    wrong = {
        "axe": page.evaluate(RUN),
        "scrolls sideways": [f"{scrolls} > {width}"] if scrolls > width else [],
        "wider than the window": page.evaluate(WIDER),
        "policy": violations(page),
    }
    return {kind: found for kind, found in wrong.items() if found}


def settle(page: Page) -> None:
    """Waits until a chart that can be explored has taken the picture's place."""
    if page.locator("[data-chart-url]").count():
        page.locator(".chart-interactive .main-svg").first.wait_for(state="visible")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("addresses", [PAGES, MEASURES], ids=["pages", "measures"])
def test_nothing_is_wrong_with_any_page(page: Page, site: str, faults: list[str], size: str, addresses: Any) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    wrong = {}
    for address in addresses:
        answer = page.goto(site + address)
        assert answer is not None
        assert answer.status == 200, address
        settle(page)
        if found := looked_at(page, address):
            wrong[address] = found
    assert wrong == {}
    assert faults == []


@pytest.mark.parametrize("size", SIZES)
def test_pages_that_say_there_is_nothing_are_as_good(page: Page, site: str, size: str) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    for address in MISSING:
        answer = page.goto(site + address)
        assert answer is not None
        assert answer.status == 404
        assert looked_at(page, address) == {}, address


def test_an_opened_filter_and_a_table_of_numbers_are_as_good(page: Page, site: str, faults: list[str]) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}/exampleshire/scorecard/")
    for summary in page.locator("summary").all():
        summary.click()
    assert looked_at(page, "") == {}
    assert faults == []


def test_every_link_of_the_pages_of_a_council_leads_somewhere(page: Page, site: str) -> None:
    links: set[str] = set()
    for address in ("/", "/warwickshire/", "/warwickshire/scorecard/", "/warwickshire/measures/CS02/"):
        page.goto(site + address)
        links |= set(page.eval_on_selector_all("a[href]", "all => all.map(each => each.href.split('#')[0])"))
    assert len(links) > 50
    broken = {link: answer.status for link in sorted(links) if not (answer := page.request.get(link)).ok}
    assert broken == {}
    assert all(link.startswith(site) for link in links)
