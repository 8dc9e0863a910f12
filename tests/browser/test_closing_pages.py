"""The sign-off page and the closing page in Chromium: axe, a narrow screen, no script needed."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kpis.entry.actions import save
from kpis.models import Committee, Mail, ReadingVersion
from kpis.sign_off.actions_overrides import propose
from tests.browser.test_every_page import AXE, RUN, WIDER
from tests.entry.conftest import NOW, Bringing, entry_of, make_bringing
from tests.stored import signed_in

pytestmark = pytest.mark.browser
CLOSE = "/northshire/close/2018-19-q4/"


@pytest.fixture
def bringing(transactional_db: None) -> Bringing:
    """A plain figure, a red one, a revision and a proposal wait."""
    found = make_bringing()
    Committee.objects.create(council=found.council, slug="children", name="Children's Panel")
    for ref, period, value, seen, reason in (
        ("C1", "2018/19 Q4", "658", 0, ""),
        ("P1", "2018/19 Q4", "10", 0, ""),
        ("C1", "2018/19 Q3", "650", 1, "late returns"),
    ):
        entry = entry_of(found.place(ref, period), value, commentary="As expected.", seen=seen, reason=reason)
        save(entry=entry, submit=True, by=found.person("alice"), at=NOW)
    version = ReadingVersion.objects.get(reading__measure=found.measures["P1"], state="submitted")
    propose(version=version, kind="status", value="amber", why="a new rule", by=found.person("petra"), at=NOW)
    return found


def let_in(context: BrowserContext, address: str, bringing: Bringing, name: str) -> None:
    cookie = signed_in(bringing.people[name]).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("name", "path"), [("carol", "/sign-off/"), ("petra", CLOSE)])
def test_accessible_and_no_wider_than_the_screen(
    context: BrowserContext, page: Page, live_server: Any, bringing: Bringing, name: str, path: str, width: int
) -> None:
    let_in(context, live_server.url, bringing, name)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + path)
    for summary in page.locator("main details > summary").all():
        summary.click()
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    assert page.evaluate(WIDER) == []


def test_ticked_and_reminded_without_scripts(new_context: Any, live_server: Any, bringing: Bringing) -> None:
    head, team = new_context(java_script_enabled=False), new_context(java_script_enabled=False)
    let_in(head, live_server.url, bringing, "carol")
    page = head.new_page()
    page.goto(f"{live_server.url}/sign-off/")
    page.get_by_label("Tick Children looked after, Jan to Mar 2019").check()
    page.get_by_role("button", name="Sign off all that are ticked").click()
    expect(page.get_by_text("1 figure signed off.")).to_be_visible()
    assert ReadingVersion.objects.get(value=658, superseded_at=None).state == "signed_off"
    let_in(team, live_server.url, bringing, "petra")
    page = team.new_page()
    page.goto(live_server.url + CLOSE)
    page.get_by_role("button", name="Send reminders").click()
    expect(page.get_by_text("are on their way")).to_be_visible()
    assert Mail.objects.filter(to="carol@northshire.example").count() == 1
