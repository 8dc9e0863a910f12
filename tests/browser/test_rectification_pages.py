"""Rectifications in Chromium: axe and a narrow screen with every form open, an action done without a script, paper."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kpis.models import User
from tests.browser.test_every_page import SIZES, looked_at
from tests.stored import signed_in

pytestmark = pytest.mark.browser
HERE = "/exampleshire/contracts/exampleshire-childrens-company"
PAGES = (
    f"{HERE}/rectifications/",
    f"{HERE}/rectifications/new/?ref=KPI-SC5&period=2026-m09",
    f"{HERE}/risks/",
    f"{HERE}/failures/",
)
LINKED = ("Referrals with a decision", "Assessments completed", "Families whose early help")


def as_person(name: str, site: str, context: BrowserContext, blocker: Any) -> BrowserContext:
    with blocker.unblock():
        client: Client = signed_in(User.objects.get(username=name))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return context


def looked_at_open(page: Page, name: str) -> Any:
    """What is wrong with a page whose forms are all unfolded."""
    for summary in page.locator("main details > summary").all():
        summary.click()
    return looked_at(page, name)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wrong_with_the_pages_of_rectifications(
    page: Page, site: str, context: BrowserContext, django_db_blocker: Any, faults: list[str], size: str
) -> None:
    as_person("petra", site, context, django_db_blocker)
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    wrong = {}
    for address in PAGES:
        answer = page.goto(site + address)
        assert answer is not None
        assert answer.status == 200, address
        wrong[address] = looked_at_open(page, address)
    for name in LINKED:
        page.goto(site + PAGES[0])
        page.get_by_role("link", name=name).click()
        wrong[name] = looked_at_open(page, f"rectification {name}")
    assert {name: found for name, found in wrong.items() if found} == {}
    assert faults == []


def test_a_slip_is_said_and_an_action_is_added_without_scripts(
    site: str, browser: Browser, django_db_blocker: Any
) -> None:
    context = as_person("alice", site, browser.new_context(java_script_enabled=False), django_db_blocker)
    page = context.new_page()
    page.goto(site + PAGES[0])
    page.get_by_role("link", name="Assessments completed").click()
    page.get_by_text("Add an action").first.click()
    page.locator("#add_what").fill("Court reports are written by a team of their own.")
    page.locator("button[value=add]").click()
    expect(page.get_by_role("alert")).to_contain_text("Owner: Choose who does it.")
    expect(page.locator("#add_what")).to_have_value("Court reports are written by a team of their own.")
    page.locator("#add_owner").select_option(index=1)
    page.locator("#add_due").fill("18 December 2026")
    page.locator("button[value=add]").click()
    expect(page.locator(".steps tbody tr").last).to_contain_text("Court reports are written")
    expect(page.locator(".events li").first).to_contain_text("Action 2 added")
    context.close()


def test_paper_has_the_plan_and_the_history_and_none_of_the_forms(
    page: Page, site: str, context: BrowserContext, django_db_blocker: Any
) -> None:
    as_person("petra", site, context, django_db_blocker)
    page.goto(site + PAGES[0])
    page.get_by_role("link", name="Referrals with a decision").click()
    page.emulate_media(media="print")
    expect(page.locator(".steps")).to_be_visible()
    expect(page.locator(".events")).to_be_visible()
    expect(page.locator(".acts")).to_be_hidden()
