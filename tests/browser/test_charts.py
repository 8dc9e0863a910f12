"""The chart that can be explored: it comes after the picture, under the policy; whatever fails, the picture stays."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import violations

CHILD_PLANS = "/warwickshire/measures/CS02/"


def test_it_takes_the_pictures_place_and_gives_it_back(page: Page, site: str, faults: list[str]) -> None:
    page.goto(site + CHILD_PLANS)
    expect(page.locator(".chart-interactive .main-svg").first).to_be_visible()
    expect(page.locator(".chart-picture")).to_be_hidden()
    assert page.locator(".chart-interactive .scatterlayer path.point").count() == 5
    page.get_by_role("button", name="Show the picture").click()
    expect(page.locator(".chart-picture svg").first).to_be_visible()
    expect(page.locator(".chart-interactive")).to_be_hidden()
    page.get_by_role("button", name="Explore the chart").click()
    expect(page.locator(".chart-interactive .main-svg").first).to_be_visible()
    assert (faults, violations(page)) == ([], [])


def test_it_is_named_for_a_screen_reader(page: Page, site: str) -> None:
    page.goto(site + CHILD_PLANS)
    chart = page.get_by_role("group", name="No. of Child Protection Plans over time")
    expect(chart).to_be_visible()
    expect(chart.get_by_role("button", name="Zoom in")).to_be_attached()
    assert chart.locator(".main-svg:not([aria-hidden])").count() == 0


def test_a_point_tells_its_period_and_figure(page: Page, site: str) -> None:
    page.goto(site + CHILD_PLANS)
    page.locator(".chart-interactive .main-svg").first.wait_for(state="visible")
    page.locator(".chart-interactive .scatterlayer path.point").nth(3).hover(force=True)
    hover = page.locator(".chart-interactive .hoverlayer")
    expect(hover).to_contain_text("2018/19")
    expect(hover).to_contain_text("346")


def test_nothing_is_asked_of_another_host(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ("/", "/warwickshire/scorecard/", CHILD_PLANS, "/exampleshire/measures/KPI-SC1/"):
        page.goto(site + address)
    page.locator(".chart-interactive .main-svg").first.wait_for(state="visible")
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []


def test_a_scorecard_needs_no_script_at_all(page: Page, site: str) -> None:
    page.goto(f"{site}/exampleshire/scorecard/")
    assert page.locator("script").count() == 0
    assert page.locator("ol.spots").count() > 50


def test_it_never_offers_to_send_the_figures_away(page: Page, site: str) -> None:
    page.goto(site + CHILD_PLANS)
    page.locator(".chart-interactive .main-svg").first.wait_for(state="visible")
    titles = page.eval_on_selector_all(".modebar-btn", "all => all.map(each => each.dataset.title)")
    assert not [each for each in titles if each and ("Share" in each or "Chart Studio" in each or "cloud" in each)]


@pytest.mark.parametrize("what", ["**/plotly-basic*", "**/chart.json*"])
def test_the_picture_stays_where_a_part_does_not_come(page: Page, site: str, what: str) -> None:
    page.route(what, lambda route: route.abort())
    page.goto(site + CHILD_PLANS)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".chart-picture svg").first).to_be_visible()
    expect(page.locator(".chart-toggle")).to_have_count(0)


def test_a_reader_who_asked_for_less_motion_decides(page: Page, site: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(site + CHILD_PLANS)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".chart-interactive")).to_have_count(0)
    page.get_by_role("button", name="Explore the chart").click()
    expect(page.locator(".chart-interactive .main-svg").first).to_be_visible()


def test_a_narrow_chart_fits_its_window(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}/exampleshire/measures/KPI-SC1/")
    chart = page.locator(".chart-interactive .main-svg").first
    chart.wait_for(state="visible")
    box = chart.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_every_page_can_be_read_with_scripts_off(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + CHILD_PLANS)
    expect(page.locator(".axis-picture--fit .picture--wide")).to_be_visible()
    expect(page.get_by_role("table", name="Figures by period, the latest first")).to_contain_text("346")
    page.goto(f"{site}/warwickshire/scorecard/")
    expect(page.locator("table.scorecard .ref")).to_have_count(21)
    page.locator("details.filters summary").click()
    page.get_by_label("Words in the title or reference (optional)").or_(
        page.get_by_label("Words in the title or reference")
    ).first.fill("caseload")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("table.scorecard .ref")).to_have_text(["CS04", "CS15"])
    page.goto(site)
    page.get_by_label("Find a measure").fill("protection plans")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="No. of Child Protection Plans")).to_be_visible()
    context.close()


LOOKED_AFTER = "/exampleshire/measures/CYP02/"


def test_the_axis_changes_without_a_new_page_and_each_chart_comes_when_it_is_chosen(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + LOOKED_AFTER)
    near, zero = page.locator(".axis-picture--fit"), page.locator(".axis-picture--zero")
    expect(near.locator(".chart-interactive")).to_contain_text("axis starts at 620, not at 0")
    expect(zero).to_be_hidden()
    assert not [each for each in asked if "axis=zero" in each]
    page.locator("label[for=axis-zero]").click()
    expect(zero.locator(".chart-interactive")).to_contain_text("axis starts at 0")
    expect(near).to_be_hidden()
    assert len([each for each in asked if each.split("?")[0] == site + LOOKED_AFTER]) == 1


def test_the_names_stand_beside_the_lines_and_on_a_telephone_below_them(page: Page, site: str) -> None:
    page.goto(site + LOOKED_AFTER)
    chart = page.locator(".axis-picture .chart-interactive")
    expect(chart.locator(".annotation-text", has_text="Target 630")).to_be_visible()
    expect(chart.locator(".legend")).to_have_count(0)
    page.set_viewport_size({"width": 375, "height": 800})
    expect(chart.locator(".legend")).to_be_visible()
    expect(chart.locator(".annotation-text", has_text="Target 630")).to_have_count(0)


def test_the_axis_is_chosen_by_the_keyboard(page: Page, site: str) -> None:
    page.goto(site + LOOKED_AFTER)
    page.locator("#axis-fit").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#axis-zero")).to_be_checked()
    expect(page.locator(".axis-picture--zero")).to_be_visible()


def test_without_scripts_the_axis_changes_and_the_link_is_there(browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site + LOOKED_AFTER)
        zero = page.locator(".axis-picture--zero svg").first
        expect(zero).to_be_hidden()
        page.locator("label[for=axis-zero]").click()
        expect(zero).to_be_visible()
        expect(page.locator(".axis-picture--fit")).to_be_hidden()
        expect(page.get_by_role("link", name="Link to this page")).to_be_visible()
        expect(page.get_by_role("button", name="Copy link")).to_have_count(0)


def test_the_link_is_copied_with_the_axis_that_is_chosen(page: Page, site: str, faults: list[str]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site + LOOKED_AFTER)
    page.locator("label[for=axis-zero]").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(site + LOOKED_AFTER)
    assert "axis=zero" in copied and "period=" in copied
    page.goto(copied)
    expect(page.locator("#axis-zero")).to_be_checked()
    assert (faults, violations(page)) == ([], [])


def test_fourteen_figures_are_short_cards_on_a_telephone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(site + LOOKED_AFTER)
    page.get_by_text("6 earlier figures").click()
    high = [page.locator(f"#{each}").bounding_box() for each in ("every-figure", "earlier-figures")]
    assert sum(each["height"] for each in high if each) < 2_300
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_paper_has_every_figure_and_one_chart(page: Page, site: str) -> None:
    page.emulate_media(media="print")
    page.goto(site + LOOKED_AFTER)
    expect(page.locator("#earlier-figures")).to_be_visible()
    expect(page.locator(".axis-picture svg:visible")).to_have_count(1)
    expect(page.locator(".axis-label").first).to_be_hidden()
