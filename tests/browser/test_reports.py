"""A committee report in Chromium: written by keyboard and without scripts, published, read; axe on every page of it."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from kpis.models import Outcome, PolicyArea
from kpis.papers.actions import withdraw
from kpis.work.running import run_next
from tests.browser.conftest import violations
from tests.browser.test_closing_pages import let_in
from tests.browser.test_every_page import AXE, RUN, WIDER
from tests.browser.test_own_colours_and_spacing import SPACING
from tests.papers.conftest import HERE, LIST, Papers, make_papers

pytestmark = pytest.mark.browser
TEAM = (LIST, f"{LIST}new/", f"{LIST}template/", HERE, *(f"{HERE}{each}/" for each in ("edit", "preview", "publish")),
        f"{HERE}v1/withdraw/")  # fmt: skip


@pytest.fixture
def papers(transactional_db: None) -> Papers:
    return make_papers()


def faultless(page: Page, address: str) -> dict[str, Any]:
    page.goto(address)
    for summary in page.locator("main details > summary").all():
        summary.click()
    page.evaluate(AXE)
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    wrong = {"axe": page.evaluate(RUN), "wide": page.evaluate(WIDER), "policy": violations(page), "scrolls": width}
    return {name: each for name, each in wrong.items() if each}


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wrong_with_any_page(
    context: BrowserContext, page: Page, faults: list[str], live_server: Any, papers: Papers, width: int
) -> None:
    papers.publish()
    papers.revise("345")
    withdrawn = papers.publish(papers.begin("other", title="Another"))
    withdraw(publication=withdrawn, reason="Names", by=papers.bringing.person("petra"), at=timezone.now())
    page.set_viewport_size({"width": width, "height": 800})
    read = (LIST, HERE, f"{LIST}other/", "/northshire/", "/northshire/measures/C1/")
    assert {path: wrong for path in read if (wrong := faultless(page, live_server.url + path))} == {}
    let_in(context, live_server.url, papers.bringing, "petra")
    assert {path: wrong for path in TEAM if (wrong := faultless(page, live_server.url + path))} == {}
    assert [each for each in faults if "410" not in each] == []


def test_a_report_is_written_moved_and_published_without_scripts(
    new_context: Any, live_server: Any, papers: Papers
) -> None:
    context = new_context(java_script_enabled=False)
    let_in(context, live_server.url, papers.bringing, "petra")
    page = context.new_page()
    page.goto(f"{live_server.url}{HERE}edit/")
    page.fill("#id_introduction-text", "Typed before the move.")
    page.locator("#s-introduction").get_by_role("button", name="Move up").click()
    expect(page.locator(".part__name").first).to_contain_text("Introduction")
    expect(page.locator("#id_introduction-text")).to_have_value("Typed before the move.")
    page.get_by_role("button", name="Save and preview").first.click()
    expect(page.locator("div.report h2").first).to_have_text("1. Introduction")
    page.get_by_role("link", name="Publish").click()
    page.get_by_label("I have read the checklist").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#job")).to_contain_text("It waits for its turn.")
    assert run_next(worker="test", now=timezone.now).state == "done"
    page.get_by_role("link", name="See how far it is now").click()
    page.get_by_role("link", name="See the publication").click()
    expect(page.locator("h1")).to_have_text("Year-end performance")
    expect(page.locator("div.report")).to_contain_text("Typed before the move.")


def test_pressing_enter_in_a_field_saves(context: BrowserContext, page: Page, live_server: Any, papers: Papers) -> None:
    let_in(context, live_server.url, papers.bringing, "petra")
    page.goto(f"{live_server.url}{HERE}edit/")
    page.fill("#id_headline-heading", "How we did")
    page.press("#id_headline-heading", "Enter")
    expect(page.get_by_text("The report is saved.")).to_be_visible()
    expect(page.locator("#id_headline-heading")).to_have_value("How we did")


def test_the_page_of_a_job_follows_it_by_itself(
    context: BrowserContext, page: Page, faults: list[str], live_server: Any, papers: Papers
) -> None:
    let_in(context, live_server.url, papers.bringing, "petra")
    page.goto(f"{live_server.url}{HERE}preview/")
    page.get_by_role("button", name="Make Word and PDF").click()
    expect(page.locator("#job")).to_contain_text("It waits for its turn.")
    assert run_next(worker="test", now=timezone.now).state == "done"
    expect(page.get_by_text("The documents are ready.")).to_be_visible(timeout=10_000)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Word").click()
    assert kept.value.suggested_filename.endswith(".docx")
    assert faults == []


def test_with_more_space_a_publication_stays_within_a_narrow_screen(
    new_context: Any, live_server: Any, papers: Papers
) -> None:
    name = "Warwickshire's communities and individuals are supported to be safe"
    outcome = Outcome.objects.create(framework=papers.bringing.plan, name=name)
    area = PolicyArea.objects.create(framework=papers.bringing.plan, name="Health and Wellbeing")
    papers.bringing.council.measures.update(outcome=outcome, policy_area=area)
    papers.publish()
    page = new_context(bypass_csp=True, viewport={"width": 320, "height": 800}).new_page()
    page.goto(live_server.url + HERE)
    page.add_style_tag(content=SPACING)
    assert page.locator("table.report-table").count() > 2
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(WIDER) == []
