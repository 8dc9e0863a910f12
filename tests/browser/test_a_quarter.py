"""A quarter of Exampleshire (fictional) from opened to closed, as five people bring it in with a browser each.

Alice owns most of the figures and Bob stands in for her; Carol heads the service and enters one figure herself, which
Dave signs, the head of all services; Petra of the performance team opens, chases, closes and reopens.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from kpis.models import Mail, Ownership
from tests.browser.conftest import violations
from tests.browser.test_every_page import AXE, RUN
from tests.browser.test_grid import cell, paste
from tests.entry.conftest import THEN, Bringing, make_bringing
from tests.stored import make_reading, make_target, moment

pytestmark = pytest.mark.browser
PASSWORD = "a long pass phrase"
PERIOD = "2018-19-q4"
CLOSE = f"/exampleshire/close/{PERIOD}/"
PEOPLE = ("petra", "alice", "bob", "carol", "dave")
HISTORIES = {
    "C2": ("Families helped", "higher", "120", ("130", "132", "131")),
    "C3": ("Repeat referrals", "lower", "50", ("40", "41", "42")),
    "C4": ("Foster carers approved", "higher", "10", ("12", "13", "12")),
    "C5": ("Complaints upheld", "lower", "6", ("5", "4", "6")),
}
BLOCK = (
    "658\t\t\tFinal\tAbout as many as a year ago\r\n"
    "1,310\t\t\tFinal\t\r\n"
    "24\t\t\tFinal\t\r\n"
    "\t\t\t\t\r\n"
    "Achieved\t\t\tFinal\tOpened in March\r\n"
    "\t60\t100\tFinal\t<b>Two</b> posts are vacant\r\n"
)
"""Copied from a spreadsheet: C1, C2, C3, C4 (not known yet), M1 and P1, which is red."""


@dataclass
class Quarter:
    """The council, the clock, and a browser of their own for each of the five."""

    bringing: Bringing
    address: str
    clock: Any
    pages: dict[str, Page] = field(default_factory=dict)

    def at(self, day: str, hour: int) -> None:
        """Move the clock; it ticks on from there."""
        self.clock.move_to(moment(day).replace(hour=hour))

    def open(self, name: str, path: str) -> Page:
        page = self.pages[name]
        page.goto(self.address + path)
        check(page)
        return page

    def figure(self, name: str, ref: str, period: str = PERIOD) -> Page:
        return self.open(name, f"/entry/exampleshire/{ref}/{period}/")

    def story(self, name: str, ref: str) -> list[tuple[str, str, str, str, str]]:
        """What a measure's history says of the time since the quarter was opened, the oldest first, by the hour."""
        page = self.open(name, f"/exampleshire/measures/{ref}/history/")
        rows = page.locator("tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(each => each.innerText.trim()))"
        )
        told = [
            (f"{' '.join(when.split())[:-2]}00", who, what, after, why)
            for when, who, what, _, after, why in reversed(rows)
        ]
        return [each for each in told if "April 2019" in each[0]]


@pytest.fixture
def quarter(transactional_db: None, live_server: Any, new_context: Any) -> Iterator[Quarter]:
    with time_machine.travel(THEN) as clock:
        found = Quarter(make_exampleshire(), live_server.url, clock)
        found.at("2019-04-15", 9)
        for name in PEOPLE:
            found.pages[name] = new_context().new_page()
            found.pages[name].set_default_timeout(10_000)
            sign_in(found, name)
        yield found


def make_exampleshire() -> Bringing:
    """Eight measures: seven of the service, and X1 of another, which nobody owns."""
    found = make_bringing("exampleshire")
    for ref, (title, polarity, target, figures) in HISTORIES.items():
        measure = found.add_measure(ref, "carol" if ref == "C5" else "alice", title=title, polarity=polarity)
        make_target(measure, "2018/19 Q4", target, at=THEN)
        for number, figure in enumerate(figures, 1):
            make_reading(measure, f"2018/19 Q{number}", figure, at=THEN)
    Ownership.objects.create(measure=found.measures["C4"], user=found.people["bob"], is_deputy=True)
    make_target(found.measures["X1"], "2018/19 Q4", "100", at=THEN)
    for name in PEOPLE:
        found.people[name].set_password(PASSWORD)
        found.people[name].save()
    return found


def sign_in(quarter: Quarter, name: str) -> None:
    page = quarter.pages[name]
    page.goto(f"{quarter.address}/accounts/login/")
    page.get_by_label("User name or e-mail address").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def check(page: Page) -> None:
    """Neither axe nor the content security policy finds fault with a page."""
    page.evaluate(AXE)
    assert (page.url, page.evaluate(RUN)) == (page.url, [])
    assert violations(page) == []


def press(page: Page, name: str, said: str) -> None:
    """Press a button of the page, and be told what came of it."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("main").get_by_text(said).first).to_be_visible()


def waiting(page: Page, title: str) -> Locator:
    """A figure that waits for the head of service."""
    return page.get_by_role("main").get_by_role("region", name=title)


def petra_opens_and_reminds(quarter: Quarter) -> None:
    page = quarter.open("petra", CLOSE)
    press(page, "Open Q4 2018/19", "Q4 2018/19 is open.")
    press(page, "Send reminders", "2 reminders are on their way")
    expect(page.get_by_text("no owner: Potholes filled")).to_be_visible()
    assert Mail.objects.filter(sent_at=None).count() == 2
    call_command("work", "--once")
    assert {to for each in mail.outbox for to in each.to} == {"alice@northshire.example", "carol@northshire.example"}
    assert not Mail.objects.filter(sent_at=None).exists()


def alice_pastes_a_block(quarter: Quarter) -> None:
    page = quarter.open("alice", "/entry/")
    page.get_by_role("link", name="Q4 2018/19", exact=False).first.click()
    cell(page, f"C1_{PERIOD}", "value").focus()
    paste(page, BLOCK)
    press(page, "Submit all complete", "There is a problem: nothing has been saved")
    check(page)
    page.get_by_label("Correct the figure, or say why it is right: C2").fill("The new hub helps ten times as many")
    press(page, "Submit all complete", "5 figures submitted for sign-off.")


def bob_returns_to_a_stale_tab(quarter: Quarter) -> None:
    """Both begin with C4: Alice saves first, Bob then sees hers beside his and decides."""
    stale = quarter.figure("bob", "C4")
    stale.get_by_label("Figure", exact=True).fill("14")
    quarter.at("2019-04-16", 12)
    page = quarter.figure("alice", "C4")
    page.get_by_label("Figure", exact=True).fill("11")
    press(page, "Save draft", "Saved as a draft")
    quarter.at("2019-04-16", 14)
    press(stale, "Submit", "Somebody else changed this after you opened it")
    check(stale)
    now = stale.get_by_role("region", name="What stands now")
    expect(now).to_contain_text("11")
    expect(now).to_contain_text("by Alice")
    expect(stale.get_by_label("Figure", exact=True)).to_have_value("14")
    press(stale, "Save mine instead", "Submitted: the head of service can sign it off now.")


def carol_enters_one(quarter: Quarter) -> None:
    page = quarter.figure("carol", "C5")
    page.get_by_label("Figure", exact=True).fill("5")
    press(page, "Check", "If this is signed off")
    press(page, "Submit", "Submitted: the head of service can sign it off now.")


def carol_returns_one_and_signs_the_rest(quarter: Quarter) -> None:
    """The slip that was confirmed and the first figure are signed one by one; the red one and her own she cannot."""
    page = quarter.open("carol", "/sign-off/")
    expect(waiting(page, "Complaints upheld")).to_contain_text("You entered this figure yourself")
    expect(waiting(page, "Plans in time")).to_contain_text("Explanation due.")
    expect(waiting(page, "Families helped")).to_contain_text("The new hub helps ten times as many")
    returned = waiting(page, "Repeat referrals")
    returned.get_by_label("What has to be changed, if you return it").fill("February is not counted")
    returned.get_by_role("button", name="Return to the officer").click()
    expect(page.get_by_text("Repeat referrals has gone back to its officer.")).to_be_visible()
    ticks = page.get_by_role("checkbox")
    assert ticks.count() == 2
    for tick in ticks.all():
        tick.check()
    press(page, "Sign off all that are ticked", "2 figures signed off.")
    for title in ("Families helped", "New school opened"):
        waiting(page, title).get_by_role("button", name="Sign off").click()
        expect(page.get_by_text(f"{title} is signed off.")).to_be_visible()
    check(page)


def alice_explains_and_corrects(quarter: Quarter) -> None:
    page = quarter.open("alice", "/entry/")
    expect(page.get_by_role("region", name="Returned")).to_contain_text("February is not counted")
    page.get_by_role("region", name="Returned").get_by_role("link", name="Repeat referrals").click()
    page.get_by_label("Figure", exact=True).fill("42")
    press(page, "Submit", "Submitted: the head of service can sign it off now.")
    page = quarter.open("alice", "/entry/")
    page.get_by_role("region", name="Explanation due").get_by_role("link", name="Plans in time").click()
    for label, text in (("Cause", "Two posts are vacant"), ("Action", "Both are advertised"),
                        ("Who acts", "Team manager"), ("Back on track by", "30 September 2019")):  # fmt: skip
        page.get_by_label(label).fill(text)
    press(page, "Save the explanation", "The explanation is saved.")
    check(page)


def petra_sees_what_hinders(quarter: Quarter) -> None:
    """X1 has no owner: she enters it, red, and needs no explanation of it."""
    page = quarter.open("petra", CLOSE)
    press(page, "Close Q4 2018/19", "1 missing; 3 waiting for sign-off")
    check(page)
    page.get_by_role("main").get_by_role("link", name="Potholes filled").click()
    page.get_by_label("Figure", exact=True).fill("120")
    press(page, "Submit", "Submitted. It is red: it needs cause, action, owner and a date")
    page = quarter.open("petra", CLOSE)
    page.get_by_text("Waive the explanation").click()
    page.get_by_label("Why no explanation is needed").fill("The measure ends this year")
    press(page, "Waive it", "Potholes filled: no explanation is needed.")


def the_heads_sign_what_is_left(quarter: Quarter) -> None:
    page = quarter.open("carol", "/sign-off/")
    expect(waiting(page, "Plans in time")).to_contain_text("<b>Two</b> posts are vacant")
    for title in ("Plans in time", "Repeat referrals"):
        waiting(page, title).get_by_role("button", name="Sign off").click()
        expect(page.get_by_text(f"{title} is signed off.")).to_be_visible()
    page = quarter.open("dave", "/sign-off/")
    for title in ("Complaints upheld", "Potholes filled"):
        waiting(page, title).get_by_role("button", name="Sign off").click()
        expect(page.get_by_text(f"{title} is signed off.")).to_be_visible()
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()


def a_revision_needs_it_reopened(quarter: Quarter) -> None:
    path = f"/entry/exampleshire/C1/{PERIOD}/"
    answer = quarter.pages["alice"].goto(quarter.address + path)
    assert answer is not None and answer.status == 403
    expect(quarter.pages["alice"].get_by_role("main")).to_contain_text("closed")
    quarter.at("2019-04-25", 9)
    page = quarter.open("petra", CLOSE)
    press(page, "Reopen Q4 2018/19", "There is a problem")
    page.get_by_label("Why it is reopened").fill("A late return")
    press(page, "Reopen Q4 2018/19", "Q4 2018/19 is open again.")
    quarter.at("2019-04-25", 10)
    page = quarter.figure("alice", "C1")
    page.get_by_label("Figure", exact=True).fill("659")
    press(page, "Submit", "There is a problem")
    page.get_by_label("What kind of revision is it?").select_option("Correction")
    page.get_by_label("Why does the signed-off figure change?").fill("Three children were left out")
    press(page, "Submit", "Submitted: the head of service can sign it off now.")
    quarter.at("2019-04-25", 11)
    page = quarter.open("carol", "/sign-off/")
    expect(waiting(page, "Children looked after")).to_contain_text("Signed off: 658 → 659 (up 1)")
    waiting(page, "Children looked after").get_by_role("button", name="Sign off").click()
    expect(page.get_by_text("Children looked after is signed off.")).to_be_visible()
    quarter.at("2019-04-25", 12)
    press(quarter.open("petra", CLOSE), "Close Q4 2018/19", "Q4 2018/19 is closed.")


def everybody_sees_the_closed_quarter(quarter: Quarter) -> None:
    """On the scorecard it is the latest, although a figure of the next one is in."""
    make_reading(quarter.bringing.measures["C1"], "2019/20 Q1", "640", at=moment("2019-02-02"))
    page = quarter.pages["bob"]
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page = quarter.open("bob", "/exampleshire/scorecard/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Scorecard for Jan to Mar 2019 (Q4 2018/19)")
    row = page.get_by_role("row").filter(has_text="Children looked after")
    expect(row).to_contain_text("659 against a target of 660; lower is better; 1 below target.")
    expect(page.get_by_role("row").filter(has_text="Plans in time")).to_contain_text("<b>Two</b> posts are vacant")


WHEN = "%d %B %Y %H:%M"
NONE, NOTHING = "No reason recorded", "Not applicable"
OF_THE_QUARTER = [
    ("15 April 2019 09:00", "Petra", "Q4 2018/19 opened", NOTHING, NONE),
    ("18 April 2019 16:00", "Petra", "Q4 2018/19 closed", NOTHING, NONE),
    ("25 April 2019 09:00", "Petra", "Q4 2018/19 reopened", NOTHING, "A late return"),
    ("25 April 2019 12:00", "Petra", "Q4 2018/19 closed", NOTHING, NONE),
]
HUB, LEFT_OUT = "The new hub helps ten times as many", "Correction: Three children were left out"
EXPLAINED = (
    "Q4 2018/19: explained\nCause: Two posts are vacant\nAction: Both are advertised\n"
    "Who acts: Team manager\nBack on track by: 30 September 2019"
)
SUBMITTED, SIGNED = "Q4 2018/19: submitted", "Q4 2018/19: signed off"
STORIES = {
    "C1": [
        ("16 April 2019 10:00", "Alice", f"{SUBMITTED}\nCommentary: About as many as a year ago", "658", NONE),
        ("17 April 2019 09:00", "Carol", SIGNED, "658", NONE),
        ("25 April 2019 10:00", "Alice", SUBMITTED, "659, revised", LEFT_OUT),
        ("25 April 2019 11:00", "Carol", SIGNED, "659, revised", LEFT_OUT),
    ],
    "C2": [
        ("16 April 2019 10:00", "Alice", SUBMITTED, "1,310", HUB),
        ("17 April 2019 09:00", "Carol", SIGNED, "1,310", HUB),
    ],
    "C3": [
        ("16 April 2019 10:00", "Alice", SUBMITTED, "24", NONE),
        ("17 April 2019 09:00", "Carol", "Q4 2018/19: returned", "24", "February is not counted"),
        ("17 April 2019 15:00", "Alice", SUBMITTED, "42", NONE),
        ("18 April 2019 11:00", "Carol", SIGNED, "42", NONE),
    ],
    "C4": [
        ("16 April 2019 12:00", "Alice", "Q4 2018/19: saved as a draft", "11", NONE),
        ("16 April 2019 14:00", "Bob", SUBMITTED, "14", NONE),
        ("17 April 2019 09:00", "Carol", SIGNED, "14", NONE),
    ],
    "C5": [
        ("16 April 2019 14:00", "Carol", SUBMITTED, "5", NONE),
        ("18 April 2019 11:00", "Dave", SIGNED, "5", NONE),
    ],
    "P1": [
        ("16 April 2019 10:00", "Alice", f"{SUBMITTED}\nCommentary: <b>Two</b> posts are vacant",
         "60% (60 of 100)", NONE),
        ("17 April 2019 15:00", "Alice", EXPLAINED, NOTHING, NONE),
        ("18 April 2019 11:00", "Carol", SIGNED, "60% (60 of 100)", NONE),
    ],
    "X1": [
        ("18 April 2019 09:00", "Petra", SUBMITTED, "120", NONE),
        ("18 April 2019 09:00", "Petra", "Q4 2018/19: explanation waived", NOTHING, "The measure ends this year"),
        ("18 April 2019 11:00", "Dave", SIGNED, "120", NONE),
    ],
}  # fmt: skip
"""When, who, what, what it became and why: of each measure, beside what was done to the whole quarter."""


def test_from_opened_to_closed(quarter: Quarter) -> None:
    petra_opens_and_reminds(quarter)
    quarter.at("2019-04-16", 10)
    alice_pastes_a_block(quarter)
    bob_returns_to_a_stale_tab(quarter)
    carol_enters_one(quarter)
    quarter.at("2019-04-17", 9)
    carol_returns_one_and_signs_the_rest(quarter)
    quarter.at("2019-04-17", 15)
    alice_explains_and_corrects(quarter)
    quarter.at("2019-04-18", 9)
    petra_sees_what_hinders(quarter)
    quarter.at("2019-04-18", 11)
    the_heads_sign_what_is_left(quarter)
    quarter.at("2019-04-18", 16)
    press(quarter.open("petra", CLOSE), "Close Q4 2018/19", "Q4 2018/19 is closed.")
    a_revision_needs_it_reopened(quarter)
    everybody_sees_the_closed_quarter(quarter)
    for ref, expected in STORIES.items():
        expected = sorted([*expected, *OF_THE_QUARTER], key=lambda each: dt.datetime.strptime(each[0], WHEN))
        assert quarter.story("petra", ref) == expected, ref
