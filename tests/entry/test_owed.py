"""What is owed is one answer: My figures, reminders and the closing page list the same figures for the same reason."""

import datetime as dt

import pytest
import time_machine

from kpis.alerts.jobs import remind
from kpis.domain.entry import Explained
from kpis.domain.period_text import parse_period
from kpis.domain.periods import Period
from kpis.entry.actions import return_, save
from kpis.entry.actions_explanations import explain
from kpis.models import ClosingEvent, Mail
from tests.entry.conftest import NOW, Bringing, entry_of
from tests.entry.test_due import groups
from tests.pages.reading import opened, said, text_of
from tests.stored import make_reading, make_target, moment

Q3, Q4 = parse_period("2018/19 Q3"), parse_period("2018/19 Q4")
WHY = Explained("Referrals", "A panel", "The head", dt.date(2019, 9, 30))
TO_DO = ("Late", "Returned to you", "Explanation due", "Begun", "Not yet due")
HINDERING = ("Missing, late", "Missing, not yet due", "Saved but not submitted", "Returned",
             "Red without an explanation", "Awaited, late")  # fmt: skip


def event(bringing: Bringing, period: Period, kind: str, number: int = 1) -> None:
    ClosingEvent.objects.create(
        council=bringing.council, kind=period.kind.value, start=period.start, end=period.end, number=number, event=kind,
        at=NOW, by=bringing.people["petra"], reason="a late return" if kind == "reopened" else "",
    )  # fmt: skip


def on_my_figures(bringing: Bringing) -> set[str]:
    """What Alice has to do, as references and periods."""
    found = groups(bringing.client("alice"))
    rows = [name for heading in TO_DO for name in found.get(heading, {})]
    return {f"{ref} {period.rpartition('(')[2].rstrip(')') or period}" for ref, _, period in map(_parts, rows)}


def _parts(name: str) -> tuple[str, str, str]:
    return name.partition(" ")


def in_the_mail(bringing: Bringing, period: Period) -> set[str]:
    Mail.objects.all().delete()
    remind(council=bringing.council, period=period, by=bringing.person("petra"), at=NOW, site="https://x.example")
    mail = Mail.objects.filter(to="alice@northshire.example", once__startswith="owed").first()
    lines = [line[2:] for line in mail.body.splitlines() if line.startswith("- ")] if mail else []
    return {f"{line.split(' ')[0]} {line.split('(')[1].split(')')[0]}" for line in lines}


def on_the_closing_page(bringing: Bringing, period: Period) -> set[str]:
    """What keeps the period from being closed and is Alice's, as references and periods."""
    page = opened(bringing.client("petra"), f"/northshire/close/{period.slug}/")
    found = set()
    for heading in page.select("main h3"):
        if text_of(heading).rpartition(" (")[0] in HINDERING:
            for item in heading.find_next("ul").find_all("li", recursive=False):
                sub = text_of(item.select_one(".sub"))
                if sub.endswith("Alice"):
                    found.add(f"{text_of(item.select_one('.ref'))} {sub.partition(':')[0]}")
    return found


def put(bringing: Bringing, ref: str, value: str, submit: bool = True):
    entry = entry_of(bringing.place(ref), value)
    return save(entry=entry, submit=submit, by=bringing.person("alice"), at=NOW)


@pytest.fixture
def busy(bringing: Bringing) -> Bringing:
    """Every stage of a figure in Quarter 4; a month that is missing between two, and one that is red."""
    for ref in ("D1", "E1", "F1", "G1", "H1"):
        make_target(bringing.add_measure(ref), "2018/19 Q4", "10")
    put(bringing, "C1", "700")
    put(bringing, "D1", "20", submit=False)
    returned = put(bringing, "E1", "20")
    return_(version_id=returned.pk, reason="Which?", by=bringing.person("carol"), at=NOW)
    make_reading(bringing.measures["F1"], "2018/19 Q4", None, marker="awaiting", expected=dt.date(2019, 4, 10))
    make_reading(bringing.measures["G1"], "2018/19 Q4", None, marker="awaiting", expected=dt.date(2019, 6, 10))
    red = make_reading(bringing.measures["H1"], "2018/19 Q4", "20")
    explain(reading=red.reading, said=WHY, seen=0, by=bringing.person("alice"), at=NOW)
    monthly = bringing.add_measure("M2", frequency="monthly")
    for month, value in (("2018-12", "5"), ("2019-01", "50"), ("2019-03", "5")):
        make_reading(monthly, month, value)
    make_target(monthly, "2019-01", "10")
    return bringing


def test_the_three_lists_are_one(busy):
    expected = {"C1 Q4 2018/19", "D1 Q4 2018/19", "E1 Q4 2018/19", "F1 Q4 2018/19", "P1 Q4 2018/19", "M1 2018/19",
                "M2 January 2019", "M2 February 2019"}  # fmt: skip
    assert on_my_figures(busy) == expected
    assert in_the_mail(busy, Q4) == expected
    assert on_the_closing_page(busy, Q4) == expected


def test_a_red_draft_owes_its_figure_and_no_explanation_yet(busy):
    found = groups(busy.client("alice"))
    assert [name for name in found["Explanation due"] if name.startswith("D1")] == []
    assert any(name.startswith("E1") for name in found["Explanation due"])
    in_the_mail(busy, Q4)
    body = Mail.objects.get(to="alice@northshire.example").body
    assert "D1 Measure D1 (Q4 2018/19): saved but not submitted, due on 30 April 2019\n" in body
    assert "F1 Measure F1 (Q4 2018/19): awaited and not come, was due on 10 April 2019\n" in body


def test_an_earlier_quarter_is_owed_for_as_long_as_it_is_open(bringing):
    measure = bringing.add_measure("S1")
    make_reading(measure, "2017/18 Q4", "5")
    make_reading(measure, "2018/19 Q4", "5")
    late = "S1 Q3 2018/19"
    assert late not in on_my_figures(bringing) | in_the_mail(bringing, Q3)
    text = said(bringing.client("petra"), "/northshire/close/2018-19-q3/")
    assert (
        "3 figures that are missing or unexplained stand neither under My figures nor in reminders until it is." in text
    )
    event(bringing, Q3, "opened")
    assert late in on_my_figures(bringing) & in_the_mail(bringing, Q3) & on_the_closing_page(bringing, Q3)
    assert "neither under My figures" not in said(bringing.client("petra"), "/northshire/close/2018-19-q3/")
    event(bringing, Q3, "closed", 2)
    assert late not in on_my_figures(bringing)
    event(bringing, Q3, "reopened", 3)
    assert late in on_my_figures(bringing) & in_the_mail(bringing, Q3)


def test_nobody_owes_anything_of_a_closed_period(busy):
    event(busy, Q4, "closed")
    assert on_my_figures(busy) == {"M1 2018/19"}
    event(busy, parse_period("2018/19"), "closed")
    assert groups(busy.client("alice")) == {}
    assert "Nothing is owed" in said(busy.client("alice"), "/entry/")


def test_a_figure_of_another_length_that_is_on_its_way_stands_on_the_closing_page(bringing):
    make_reading(bringing.measures["C1"], "2018/19", "700")
    place = bringing.place("C1", "2018/19")
    entry = entry_of(place, "701", seen=1, reason="one more")
    save(entry=entry, submit=False, by=bringing.person("alice"), at=NOW)
    assert "C1 2018/19" in on_my_figures(bringing) & in_the_mail(bringing, Q4) & on_the_closing_page(bringing, Q4)


def test_the_day_that_something_awaited_was_expected_makes_it_late_everywhere(busy):
    with time_machine.travel(moment("2019-06-11")):
        assert "G1 Q4 2018/19" in on_my_figures(busy) & on_the_closing_page(busy, Q4)
