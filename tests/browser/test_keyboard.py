"""By keyboard alone: everything is reached in order, focus can be seen, and Enter does what a click does."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.demonstration import PASSWORD

STYLE = """getComputedStyle(each).outlineStyle + getComputedStyle(each).outlineColor + getComputedStyle(each).boxShadow
    + getComputedStyle(each).backgroundColor + getComputedStyle(each).borderBottomColor"""
KINDS = "a[href], button, input, select, textarea, summary, [tabindex='0']"
REACHABLE = f"""() => [...document.querySelectorAll("{KINDS}")]
    .filter(each => each.type !== "hidden" && each.checkVisibility() && !each.disabled)
    .filter(each => each.type !== "radio" || each.checked)  // a choice is one stop: arrows lead from radio to radio
    .map((each, place) => {{
        each.dataset.place = place;
        each.dataset.plain = {STYLE};
        return each.outerHTML.slice(0, 90);
    }})"""
FOCUSED = f"""() => {{
    const each = document.activeElement;
    if (each === document.body) {{ return null; }}
    const box = each.getBoundingClientRect();
    const line = each.getClientRects()[0] || box;
    const top = document.elementFromPoint(line.left + Math.min(line.width / 2, 8), line.top + line.height / 2);
    return {{place: Number(each.dataset.place), visible: {STYLE} !== each.dataset.plain,
        covered: box.width > 1 && top !== null && !each.contains(top) && !top.contains(each),
        inside: box.top >= -1 && box.bottom <= window.innerHeight + 1 || box.height > window.innerHeight}};
}}"""
PARTS_OF_A_DATE = 4
"""Day, month, year and the calendar's button."""
PAGES = (
    "/",
    "/how-it-works/",
    "/exampleshire/",
    "/warwickshire/scorecard/",
    "/exampleshire/scorecard/?status=red",
    "/exampleshire/measures/CYP01/",
)


def walked(page: Page, count: int) -> list[dict[str, Any]]:
    """Where Tab leads, from the top of the page to its end. A date is one field with a stop for each of its parts."""
    found: list[dict[str, Any]] = []
    within = 0
    while len(found) <= count and within <= PARTS_OF_A_DATE:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or stop["place"] in [each["place"] for each in found[:-1]]:
            break
        if found and stop["place"] == found[-1]["place"]:
            within += 1
            continue
        found, within = [*found, stop], 0
    return found


def test_tab_reaches_everything_in_order_and_focus_is_seen(page: Page, site: str, faults: list[str]) -> None:
    for address in PAGES:
        page.goto(site + address)
        if "/measures/" in address:
            page.locator(".chart-interactive .main-svg").first.wait_for(state="visible")
        names = page.evaluate(REACHABLE)
        stops = walked(page, len(names))
        places = [stop["place"] for stop in stops]
        assert places == list(range(len(names))), (
            f"{address}: {[names[n] for n in set(range(len(names))) - set(places)]}"
        )
        for fault in ("visible", "inside"):
            assert [names[stop["place"]] for stop in stops if not stop[fault]] == [], f"{address}: not {fault}"
        assert [names[stop["place"]] for stop in stops if stop["covered"]] == [], f"{address}: covered"
    assert faults == []


def test_the_first_stop_leads_past_the_header(page: Page, site: str) -> None:
    page.goto(f"{site}/warwickshire/scorecard/")
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_enter_opens_a_measure_a_filter_and_sorts(page: Page, site: str) -> None:
    page.goto(f"{site}/warwickshire/scorecard/")
    page.get_by_role("link", name="No. of Child Protection Plans").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("No. of Child Protection Plans")
    page.go_back()
    page.locator("details.filters summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Words in the title or reference")).to_be_visible()
    page.get_by_label("Words in the title or reference").fill("caseload")
    page.keyboard.press("Enter")
    expect(page.locator("table.scorecard .ref")).to_have_text(["CS04", "CS15"])
    page.locator("table.scorecard thead a", has_text="Latest figure").first.press("Enter")
    expect(page.locator("[aria-sort]")).to_have_attribute("aria-sort", "ascending")


def test_signing_in_and_out_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/login/?next=/exampleshire/measures/CYP12/")
    page.get_by_label("User name or e-mail address").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".facts")).to_contain_text("Small number: not for publication")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto(f"{site}/exampleshire/measures/CYP12/")
    expect(page.locator(".facts")).to_contain_text("[c]")


def test_a_wrong_password_is_told_at_the_top_and_what_was_typed_is_kept(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("User name or e-mail address").fill("alice")
    page.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page.get_by_label("User name or e-mail address")).to_have_value("alice")
    expect(page.get_by_label("Password")).to_have_value("")
