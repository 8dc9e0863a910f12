"""My figures and one figure as a browser shows them: without scripts, on a narrow screen, and to axe."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kpis.entry.actions import save
from kpis.models import ReadingVersion
from tests.entry.conftest import NOW, Bringing, entry_of, make_bringing
from tests.stored import signed_in

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
FIGURE = "/entry/northshire/C1/2018-19-q4/"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def bringing(transactional_db: None) -> Bringing:
    return make_bringing()


def let_in(context: BrowserContext, address: str, bringing: Bringing) -> None:
    cookie = signed_in(bringing.people["alice"]).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])


def findings(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(TAGS)}}})")
    return [f"{each['id']}: {node['html'][:120]}" for each in found["violations"] for node in each["nodes"]]


def is_wider_than_the_screen(page: Page) -> Any:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_figure_is_found_checked_and_submitted_without_scripts(
    new_context: Any, live_server: Any, bringing: Bringing
):
    context = new_context(java_script_enabled=False)
    let_in(context, live_server.url, bringing)
    page = context.new_page()
    page.goto(f"{live_server.url}/how-it-works/")
    page.get_by_role("link", name="My figures").click()
    page.get_by_role("link", name="Children looked after").first.click()
    page.get_by_label("Figure", exact=True).fill("6,500")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("is ten times or a tenth of what was usual")).to_be_visible()
    page.get_by_label("Figure", exact=True).fill("650")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Submitted: the head of service can sign it off now.")).to_be_visible()
    assert ReadingVersion.objects.get(state="submitted").value == 650


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen_or_found_fault_with(
    page: Page, live_server: Any, bringing: Bringing, width: int
):
    let_in(page.context, live_server.url, bringing)
    page.set_viewport_size({"width": width, "height": 900})
    alice, place = bringing.person("alice"), bringing.place("C1")
    save(entry=entry_of(place, "700"), submit=True, by=alice, at=NOW)
    for path in ("/entry/", FIGURE, "/entry/northshire/P1/2018-19-q4/", "/entry/northshire/C1/2018-19-q3/"):
        page.goto(live_server.url + path)
        assert findings(page) == []
        assert not is_wider_than_the_screen(page), path
    page.get_by_label("Figure", exact=True).fill("five")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert findings(page) == []
    page.goto(live_server.url + FIGURE)
    save(entry=entry_of(place, "701", seen=1), submit=False, by=alice, at=NOW)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else changed this after you opened it")
    assert findings(page) == []
    assert not is_wider_than_the_screen(page)
    page.get_by_role("button", name="Save mine instead").click()
    expect(page.get_by_text("Saved as a draft")).to_be_visible()
