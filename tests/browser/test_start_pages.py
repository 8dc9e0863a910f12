"""Start pages in Chromium: axe, wide and narrow, for a member, for one with several places, for one with none."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.test_every_page import SIZES, looked_at
from tests.browser.test_rectification_pages import as_person

pytestmark = pytest.mark.browser
MINE = "/exampleshire/my-committees/"
LEADS = {"mo": MINE, "petra": "/home/", "oscar": "/home/", "carol": "/sign-off/"}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LEADS)
def test_nothing_is_wrong_with_a_start_page(
    page: Page, site: str, context: BrowserContext, django_db_blocker: Any, faults: list[str], name: str, size: str
) -> None:
    as_person(name, site, context, django_db_blocker)
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    page.goto(f"{site}/home/")
    assert page.url == site + LEADS[name]
    assert looked_at(page, name) == {}
    assert faults == []


def test_a_members_page_is_a_few_screens_long(
    page: Page, site: str, context: BrowserContext, django_db_blocker: Any
) -> None:
    """Two committees of 51 measures in three screens of a desk."""
    as_person("mo", site, context, django_db_blocker)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(site + MINE)
    assert page.evaluate("document.documentElement.scrollHeight") <= 3000


def test_every_link_of_a_members_page_leads_somewhere(
    page: Page, site: str, context: BrowserContext, django_db_blocker: Any
) -> None:
    as_person("mo", site, context, django_db_blocker)
    page.goto(site + MINE)
    links = set(page.eval_on_selector_all("main a[href]", "all => all.map(each => each.href)"))
    assert len(links) > 10
    assert {link: answer.status for link in sorted(links) if not (answer := page.request.get(link)).ok} == {}
    inside = [link.split("#")[1] for link in links if "#" in link]
    assert len(inside) == 2 and all(page.locator(f"#{each}").count() == 1 for each in inside)
