"""The quarter's grid under the hands of an officer: keyboard, a block from a spreadsheet, errors, a narrow screen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kpis.domain.figure_reader import Shape, worked_out_text
from kpis.domain.numbers import Unit
from kpis.domain.words import Polarity, Rule, Scheme
from kpis.entry.actions import save
from kpis.models import ReadingVersion, User
from tests.entry.conftest import Bringing, entry_of, make_bringing
from tests.stored import moment, signed_in

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
PATH = "/entry/northshire/grid/2018-19-q4/"
C1, P1, M1 = "C1_2018-19-q4", "P1_2018-19-q4", "M1_2018-19"
BLOCK = '1,939\t\t\tFinal\tRose a little\r\nAchieved\t\t\t\t\r\n\t88\t96\tProvisional\t"Two\nlines, ""quoted"""\r\n'


@pytest.fixture
def bringing(transactional_db: None) -> Bringing:
    return make_bringing()


@pytest.fixture
def address(live_server: Any, bringing: Bringing) -> str:
    return f"{live_server.url}{PATH}"


def let_in(context: BrowserContext, address: str, user: User) -> None:
    cookie = signed_in(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": urljoin(address, "/")}])


@pytest.fixture
def grid(page: Page, address: str, bringing: Bringing) -> Page:
    """The grid as Alice sees it. Nothing that the page runs may fail or be refused by its policy."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
    let_in(page.context, address, bringing.people["alice"])
    page.goto(address)
    page.wrong = wrong  # type: ignore[attr-defined]
    return page


def cell(page: Page, key: str, column: str) -> Any:
    return page.locator(f'[id="{key}-{column}"]')


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def paste(page: Page, text: str, html: str = "") -> None:
    """Ctrl+V with a block in the clipboard, as the event that a browser makes of it."""
    page.evaluate(
        """([text, html]) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            if (html) { data.setData("text/html", html); }
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        [text, html],
    )


def check_with_axe(page: Page) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })"
    )
    assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]


def status(page: Page) -> str:
    return page.locator("[data-grid-status]").inner_text()


def test_a_block_from_a_spreadsheet_fills_the_grid_and_is_saved(grid, bringing):
    grid.context.grant_permissions(["clipboard-read", "clipboard-write"])
    cell(grid, C1, "value").focus()
    grid.evaluate("text => navigator.clipboard.writeText(text)", BLOCK)
    grid.keyboard.press("Control+V")
    expect(grid.locator("[data-grid-status]")).to_contain_text("11 cells filled. Ctrl and Z takes it back.")
    assert cell(grid, C1, "value").input_value() == "1,939"
    assert cell(grid, M1, "value").input_value() == "achieved"
    assert cell(grid, P1, "marker").input_value() == "provisional"
    assert cell(grid, P1, "commentary").input_value() == 'Two\nlines, "quoted"'
    grid.get_by_role("button", name="Save", exact=True).click()
    expect(grid.get_by_text("3 figures saved, not submitted yet.")).to_be_visible()
    stored = ReadingVersion.objects.filter(state="draft").order_by("reading__measure__ref")
    assert [(each.reading.measure.ref, str(each.value.normalize()), each.marker) for each in stored] == [
        ("C1", "1939", "final"), ("M1", "1", "final"), ("P1", "91.666667", "provisional"),
    ]  # fmt: skip
    assert stored[2].commentary == 'Two\nlines, "quoted"'
    assert not grid.wrong


def test_a_wrong_cell_of_a_block_is_told_beside_it_and_the_block_stays(grid):
    cell(grid, C1, "value").focus()
    paste(grid, BLOCK.replace("88", "n/a"))
    grid.get_by_role("button", name="Save", exact=True).click()
    expect(cell(grid, P1, "numerator-error")).to_contain_text('"n/a" is not a number.')
    assert cell(grid, P1, "numerator").input_value() == "n/a"
    assert cell(grid, C1, "value").input_value() == "1,939"
    assert grid.evaluate("document.activeElement.className") == "govuk-error-summary"
    grid.locator(".govuk-error-summary a").first.click()
    assert focused(grid) == f"{P1}-numerator"
    assert not ReadingVersion.objects.filter(state="draft").exists()
    check_with_axe(grid)


def test_ctrl_z_takes_the_last_paste_back(grid):
    cell(grid, C1, "value").fill("640")
    paste(grid, BLOCK)
    grid.keyboard.press("Control+z")
    assert cell(grid, C1, "value").input_value() == "640"
    assert cell(grid, M1, "value").input_value() == ""
    assert cell(grid, P1, "commentary").input_value() == ""
    assert "11 cells as before" in status(grid)


def test_what_does_not_fit_is_counted(grid):
    cell(grid, C1, "value").focus()
    paste(grid, "1\t2\t3\tnonsense\ttext\tbeyond\n\n\n\t\t\t\t\nfifth\trow")
    assert status(grid).startswith("4 cells filled, 6 did not fit.")
    assert cell(grid, C1, "marker").input_value() == "final"


def test_a_paragraph_in_a_commentary_stays_one_and_a_copied_column_does_not(grid):
    cell(grid, C1, "commentary").focus()
    paste(grid, "First line.\nSecond line.")
    assert status(grid) == "", "left to the browser"
    paste(grid, "First row.\nSecond row.", "<table><tr><td>First row.</td></tr><tr><td>Second row.</td></tr></table>")
    assert cell(grid, C1, "commentary").input_value() == "First row."
    assert cell(grid, M1, "commentary").input_value() == "Second row."


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("5\t6\t7\tFinal\ttext", "10 cells filled, 99,990 did not fit."),
        ('"5\t"6\t"7\t"x\t"y', "7 cells filled, 99,993 did not fit."),
    ],
    ids=["plain", "quotes that never close"],
)
def test_a_paste_of_twenty_thousand_rows_neither_hangs_nor_hides_what_did_not_fit(grid, line, told):
    cell(grid, C1, "value").focus()
    paste(grid, "\r\n".join([line] * 20_000))
    assert status(grid).startswith(told)


def test_keys_move_between_cells_as_in_a_spreadsheet(grid):
    cell(grid, C1, "value").focus()
    for key, place in (
        ("ArrowDown", f"{M1}-value"),
        ("ArrowRight", f"{M1}-marker"),
        ("ArrowLeft", f"{M1}-value"),
        ("Enter", f"{P1}-value"),
        ("ArrowRight", f"{P1}-numerator"),
        ("Tab", f"{P1}-denominator"),
        ("Shift+Tab", f"{P1}-numerator"),
        ("ArrowLeft", f"{P1}-value"),
        ("Shift+Enter", f"{M1}-value"),
        ("ArrowLeft", f"{M1}-value"),
    ):
        grid.keyboard.press(key)
        assert focused(grid) == place, key


def test_arrows_move_within_what_is_typed_first(grid):
    cell(grid, P1, "numerator").focus()
    grid.keyboard.type("88")
    grid.keyboard.press("ArrowLeft")
    assert focused(grid) == f"{P1}-numerator"
    grid.keyboard.press("ArrowRight")
    grid.keyboard.press("ArrowRight")
    assert focused(grid) == f"{P1}-denominator"


def test_enter_in_a_commentary_moves_on_and_alt_enter_breaks_the_line(grid):
    cell(grid, C1, "commentary").focus()
    grid.keyboard.type("One")
    grid.keyboard.press("Alt+Enter")
    grid.keyboard.type("two")
    grid.keyboard.press("Enter")
    assert focused(grid) == f"{M1}-commentary"
    assert cell(grid, C1, "commentary").input_value() == "One\ntwo"


@pytest.mark.parametrize("changed", [True, False])
def test_whoever_leaves_with_changes_is_asked_and_only_then(grid, changed):
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    grid.on("dialog", answer)
    cell(grid, C1, "value").click()
    grid.keyboard.type("5" if changed else "")
    grid.get_by_role("link", name="Councils").first.click()
    grid.wait_for_url("**/")
    assert asked == (["beforeunload"] if changed else [])


def test_saving_does_not_ask(grid):
    asked: list[str] = []
    grid.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    cell(grid, C1, "value").fill("651")
    grid.get_by_role("button", name="Submit all complete").click()
    expect(grid.get_by_text("1 figure submitted for sign-off.")).to_be_visible()
    assert asked == []


def test_a_stale_tab_is_shown_the_others_figure_and_decides(grid, bringing):
    cell(grid, C1, "value").fill("651")
    person = bringing.person("petra")
    save(entry=entry_of(bringing.place("C1"), "700"), submit=False, by=person, at=moment("2019-06-01"))
    grid.get_by_role("button", name="Save", exact=True).click()
    expect(grid.get_by_text("Petra saved 700").first).to_be_visible()
    assert cell(grid, C1, "value").input_value() == "651"
    check_with_axe(grid)
    grid.get_by_label("Save mine instead").check()
    grid.get_by_role("button", name="Save", exact=True).click()
    expect(grid.get_by_text("1 figure saved")).to_be_visible()
    assert ReadingVersion.objects.filter(superseded_at=None, state="draft").get().value == 651


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_axe_finds_nothing_and_the_page_never_scrolls_sideways(grid, width):
    grid.set_viewport_size({"width": width, "height": 800})
    assert grid.evaluate("document.scrollingElement.scrollWidth") <= width
    check_with_axe(grid)


def test_without_scripts_it_is_a_form(new_context: Callable[..., BrowserContext], address, bringing):
    context = new_context(java_script_enabled=False)
    let_in(context, address, bringing.people["alice"])
    page = context.new_page()
    page.goto(address)
    assert not page.get_by_text("You can paste a block").is_visible()
    cell(page, C1, "value").fill("651")
    cell(page, C1, "value").press("Enter")
    expect(page.get_by_text("1 figure saved, not submitted yet.")).to_be_visible()


PARTS = [("88", "96"), ("88", "0"), ("1", "3"), ("2", "3"), ("18.99", "20"), ("97", "96"), ("1,939", "2,000"),
         ("x", "9"), ("0.5", "1000"), ("999999999", "999999999"), ("1.1234567", "3"), ("", "")]  # fmt: skip
RULES = [("percentage", 1, ""), ("percentage", 0, ""), ("rate", 2, "per 10,000"), ("days", 0, "")]


@pytest.mark.parametrize(("unit", "places", "label"), RULES)
def test_what_is_worked_out_follows_the_typing_digit_by_digit_as_the_server_does(
    page: Page, address: str, bringing: Bringing, unit: str, places: int, label: str
) -> None:
    measure = bringing.add_measure("W1", unit=unit, unit_label=label, decimal_places=places)
    rule = Rule(scheme=Scheme.TARGET, polarity=Polarity.LOWER, unit=Unit(unit), places=places, unit_label=label)
    row = Shape(Unit(unit), label, measure.share and unit == "percentage", rule)
    let_in(page.context, address, bringing.people["alice"])
    for path in (PATH, "/entry/northshire/W1/2018-19-q4/"):
        page.goto(urljoin(address, path))
        around = page.locator("tr:has([id='W1_2018-19-q4-numerator'])" if path == PATH else "main form")
        for numerator, denominator in PARTS:
            around.locator("[name$=numerator]").fill(numerator)
            around.locator("[name$=denominator]").fill(denominator)
            text = worked_out_text(numerator, denominator, row)
            expect(around.locator("[data-worked-out]")).to_have_text(f"Worked out: {text}" if text else "")


def test_what_is_worked_out_follows_a_paste_and_its_taking_back(grid: Page):
    cell(grid, P1, "value").focus()
    paste(grid, "\t88\t96")
    output = grid.locator(f"tr:has([id='{P1}-value']) [data-worked-out]")
    expect(output).to_have_text("Worked out: 91.7%")
    grid.keyboard.press("Control+z")
    expect(output).to_have_text("")
    assert grid.wrong == []  # type: ignore[attr-defined]
