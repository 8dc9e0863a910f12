"""Pages under a reader's own settings: more space between letters and lines on a narrow screen (WCAG 1.4.12), colours
that replace ours, and a telephone, on which a measure's figures are cards."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kpis.models import User
from tests.browser.test_every_page import AXE, RUN, WIDER
from tests.stored import signed_in

pytestmark = pytest.mark.browser
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
MEASURE = "/exampleshire/measures/KPI-SC2/"
CONTRACT = "/exampleshire/contracts/exampleshire-childrens-company/"
PAGES = (
    ("alice", "/entry/exampleshire/KPI-SC2/2026-m10/"),
    ("alice", "/entry/exampleshire/CYP02/2026-27-q2/"),
    ("mo", "/exampleshire/my-committees/"),
    ("petra", CONTRACT),
    ("petra", f"{CONTRACT}quarterly/"),
    ("petra", "/exampleshire/close/2026-27-q2/"),
    ("", MEASURE),
)


def opened(page: Page, site: str, name: str, path: str) -> None:
    if name:
        cookie = signed_in(User.objects.get(username=name)).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    answer = page.goto(site + path)
    assert answer is not None and answer.status == 200, path


def style(page: Page, selector: str, name: str) -> Any:
    return page.locator(selector).first.evaluate(f"each => getComputedStyle(each).{name}")


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_with_more_space_nothing_hangs_over_the_edge_of_a_narrow_screen(
    new_context: Any, site: str, name: str, path: str
) -> None:
    # A style of the reader's own is not the page's, and its policy does not forbid it.
    page = new_context(bypass_csp=True, viewport={"width": 320, "height": 800}).new_page()
    opened(page, site, name, path)
    page.add_style_tag(content=SPACING)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(WIDER) == []


@pytest.mark.parametrize("width", [320, 375, 900, 1024, 1152, 1280])
def test_a_measures_figures_fit_every_screen_and_are_cards_on_a_telephone(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, site, "", MEASURE)
    table = page.locator("table:has(#every-figure)")
    box = table.bounding_box()
    assert box is not None and box["x"] + box["width"] <= width
    assert page.evaluate(WIDER) == []
    row = table.locator("tbody tr").first
    expect(row.get_by_role("rowheader")).to_have_text("September 2026")
    assert row.evaluate("each => getComputedStyle(each).display") == ("table-row" if width >= 900 else "grid")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []


def test_with_a_readers_own_colours_a_failure_is_told_from_being_outside(new_context: Any, site: str) -> None:
    page = new_context(forced_colors="active").new_page()
    opened(page, site, "petra", CONTRACT)
    fills = {kind: style(page, f".mark--{kind} .mark__shape", "backgroundColor") for kind in ("outside", "failure")}
    assert fills["outside"] != fills["failure"]
    assert style(page, ".toolbar [aria-current]", "borderTopWidth") == "2px"
    page.goto(f"{site}/entry/")
    here = style(page, ".sitenav [aria-current]", "borderBottomColor")
    assert here != style(page, ".sitenav a:not([aria-current])", "borderBottomColor")


def test_with_a_readers_own_colours_a_drawing_keeps_its_paper(new_context: Any, site: str) -> None:
    page = new_context(forced_colors="active", color_scheme="dark", java_script_enabled=False).new_page()
    opened(page, site, "", MEASURE)
    assert style(page, ".picture", "backgroundColor") == "rgb(255, 255, 255)"


def test_a_kpis_row_is_headed_by_its_title_alone(page: Page, site: str) -> None:
    opened(page, site, "petra", CONTRACT)
    heads = page.locator(".contract-table th[scope=row]").all_inner_texts()
    assert len(heads) == 11
    assert "Assessments completed within 45 working days KPI-SC2" in [" ".join(each.split()) for each in heads]
    page.goto(f"{site}{CONTRACT}quarterly/")
    assert set(page.locator(".periods-table th[scope=row]").all_inner_texts()) == {"Figure"}
