"""A spreadsheet brought in in the browser, wide and narrow: template, errors, preview, confirmation, undo."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kpis.models import ReadingVersion
from tests.browser.test_every_page import RUN
from tests.browser.test_grid import let_in
from tests.entry.conftest import Bringing, make_bringing

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text("utf-8")
WRONG = b"ref,period,value\nC1,2018/19 Q4,abc\nP1,2018/19 Q4,88\n"
RIGHT = b"ref,period,value,commentary\nC1,2018/19 Q4,640,Fewer children came into care\nP1,2018/19 Q4,88,\n"


@pytest.fixture
def bringing(transactional_db: None) -> Bringing:
    return make_bringing()


def choose(page: Page, content: bytes) -> None:
    page.set_input_files("input[type=file]", [{"name": "readings.csv", "mimeType": "text/csv", "buffer": content}])
    page.get_by_role("button", name="Upload and check").click()


def check(page: Page) -> None:
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1280, 320])
def test_from_the_template_to_the_undo(page: Page, live_server: Any, bringing: Bringing, faults: list[str], width: int):
    address = f"{live_server.url}/northshire/import/"
    page.set_viewport_size({"width": width, "height": 900})
    let_in(page.context, live_server.url, bringing.people["alice"])
    page.goto(f"{live_server.url}/entry/")
    page.get_by_role("link", name="Import figures from a spreadsheet").click()
    check(page)
    with page.expect_download() as found:
        page.get_by_role("button", name="Excel (.xlsx)").click()
    assert found.value.suggested_filename.endswith(".xlsx")

    choose(page, WRONG)
    expect(page.locator("main")).to_contain_text('readings.csv row 2, value: "abc" is not a number')
    assert page.get_by_role("button", name="Bring in").count() == 0
    check(page)
    page.get_by_role("link", name="upload it again").click()

    choose(page, RIGHT)
    expect(page.locator("main")).to_contain_text("2 new, 0 changed, 0 unchanged. Nothing has been written yet.")
    check(page)
    page.get_by_role("link", name="New (2)").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_label("As drafts").check()
    page.get_by_role("button", name="Bring in").click()
    expect(page.locator("main")).to_contain_text("Brought in: 2 new")
    assert ReadingVersion.objects.filter(state="draft").count() == 2
    check(page)
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("main")).to_contain_text("and undone on")
    assert not ReadingVersion.objects.filter(state="draft", superseded_at=None).exists()
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Last uploads")
    check(page)
    assert faults == []
