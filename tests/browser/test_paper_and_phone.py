"""The scorecard on paper, A4 landscape with its header on every page, and on a telephone, a card for each measure."""

import re
from io import BytesIO

from playwright.sync_api import Page, expect
from pypdf import PdfReader

CARD = "/warwickshire/scorecard/"
A4_LANDSCAPE = (842, 595)
"""Points: 297 by 210 mm, rounded."""


def printed(page: Page, address: str) -> bytes:
    page.goto(address)
    return page.pdf(prefer_css_page_size=True)


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each page in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(wide)), round(float(high))) for wide, high in boxes]


def test_every_sheet_is_a4_landscape(page: Page, site: str) -> None:
    for address in (CARD, "/exampleshire/scorecard/", "/warwickshire/measures/CS02/"):
        found = sheets(printed(page, site + address))
        assert found
        assert set(found) == {A4_LANDSCAPE}, address


def test_the_header_row_is_set_to_stand_on_every_sheet_and_rows_to_stay_whole(page: Page, site: str) -> None:
    page.emulate_media(media="print")
    page.goto(site + CARD)
    head = page.locator("table.scorecard thead").first
    assert head.evaluate("each => getComputedStyle(each).display") == "table-header-group"
    row = page.locator("table.scorecard tbody tr").first
    assert row.evaluate("each => getComputedStyle(each).breakInside") == "avoid"


def test_the_header_row_is_on_every_sheet_that_has_a_measure(page: Page, site: str) -> None:
    texts = [each.extract_text() for each in PdfReader(BytesIO(printed(page, site + CARD))).pages]
    assert len(texts) == 2  # of 21 measures
    for number, text in enumerate(texts, 1):
        if re.search(r"\b(CS|HW|EL)\d\d\b", text):
            words = " ".join(text.split())
            assert "Latest figure" in words, f"sheet {number}"
            assert "Last eight periods" in words, f"sheet {number}"


def test_paper_has_the_words_and_none_of_what_cannot_be_pressed(page: Page, site: str) -> None:
    page.emulate_media(media="print")
    page.goto(site + CARD)
    for gone in (".sitenav", ".filters", ".toolbar", ".govuk-breadcrumbs", ".govuk-footer"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator(".lede").first).to_be_visible()
    status = page.locator(".status--red").first
    assert status.evaluate("each => getComputedStyle(each).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert status.evaluate("each => getComputedStyle(each).color") == "rgb(0, 0, 0)"


def test_paper_gets_the_picture_of_a_chart_that_is_being_explored(page: Page, site: str) -> None:
    page.goto(f"{site}/warwickshire/measures/CS02/")
    page.locator(".chart-interactive .main-svg").first.wait_for(state="visible")
    page.emulate_media(media="print")
    expect(page.locator(".chart-picture")).to_be_visible()
    expect(page.locator(".chart-interactive")).to_be_hidden()


def test_on_a_telephone_each_row_is_a_card_whose_figures_say_what_they_are(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(site + CARD)
    row = page.locator("table.scorecard tbody tr:not(.group)").first
    assert row.evaluate("each => getComputedStyle(each).display") == "flex"
    target = row.locator('[data-label="Target"]')
    assert target.evaluate("each => getComputedStyle(each, '::before').content") == '"Target "'
    box = row.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375


def test_a_card_is_still_a_row_of_a_table_to_a_screen_reader(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(site + CARD)
    first = page.get_by_role("table").filter(has=page.locator(".ref")).first
    assert first.get_by_role("rowheader").count() > 0
    assert first.get_by_role("columnheader").count() >= 6


COMMITTEE = "/exampleshire/scorecard/?committee=children-and-young-people"


def test_the_committee_is_on_one_page_of_a_screen_and_nine_of_a_telephone(page: Page, site: str) -> None:
    page.goto(site + COMMITTEE)
    assert page.locator("tr.measure").count() == 37
    for width, height in ((1280, 2_600), (375, 9 * 667)):
        page.set_viewport_size({"width": width, "height": 667})
        assert page.evaluate("document.documentElement.scrollHeight") <= height, width


def test_the_committee_is_on_five_sheets_at_most(page: Page, site: str) -> None:
    assert len(sheets(printed(page, site + COMMITTEE))) <= 5
