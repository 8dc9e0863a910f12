"""What changed since the scorecard before: its own page, its part of the council's page, the link on the scorecard."""

import datetime as dt
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client

from kpis.models import Committee, Service
from tests.pages.reading import opened, rows, said, text_of
from tests.stored import (
    make_council,
    make_measure,
    make_person,
    make_plan,
    make_reading,
    make_target,
    moment,
    signed_in,
)

PAGE = "/northshire/changes/"
LATER = moment("2019-09-12")
RANK = {"status--red": 0, "status--amber": 1, "status--green": 2, "status--better": 2}


def store(plan, ref, before, now, target="10", **given):
    """A yearly measure with a figure of two years (None: it is awaited in that year; blank: nothing is recorded)."""
    measure = make_measure(plan, ref, **given)
    for year, value in (("2017/18", before), ("2018/19", now)):
        if value != "":
            make_reading(measure, year, value, marker="final" if value else "awaiting")
        if target:
            make_target(measure, year, target)
    return measure


@pytest.fixture
def plan(db):
    """Eight measures, lower is better, one of each kind of change."""
    plan = make_plan(make_council())
    store(plan, "UP", "12", "9", title="Better than it was")
    store(plan, "DOWN", "9", "12", title="Worse than it was")
    store(plan, "SAME", "9", "8")
    store(plan, "FIRST", None, "7")
    store(plan, "UNSET", "7", "6", target="")
    store(plan, "NEW", "", "5", live_from=dt.date(2018, 4, 1))
    store(plan, "GONE", "5", "", live_to=dt.date(2018, 3, 31))
    store(plan, "SMALL", "99", "3", suppress_below=5)
    return plan


def told(page: BeautifulSoup) -> dict[str, list[str]]:
    """The references under each heading, without their number, which has to be right."""
    found = {}
    for heading in page.select("main :is(h2, h3).govuk-heading-s"):
        if (listed := heading.find_next_sibling()) is None or not (refs := listed.select(".ref")):
            continue
        name, count = re.fullmatch(r"(.*) \((\d+)\)", text_of(heading)).groups()  # type: ignore[union-attr]
        found[name] = [text_of(each) for each in refs]
        assert len(found[name]) == int(count)
    return found


def line(page: BeautifulSoup, ref: str) -> str:
    """What is said of a measure, wherever it stands."""
    return " / ".join(text_of(each.select_one(".sub")) for each in page.select("main li")
                      if each.select_one(".ref") and text_of(each.select_one(".ref")) == ref)  # fmt: skip


def test_the_sentence_adds_up(plan, nobody):
    page = opened(nobody, f"{PAGE}?period=2018-19")
    assert text_of(page.h1) == "What changed since 2017/18"
    assert text_of(page.select_one("p.lede")) == (
        "Since 2017/18, of 7 measures: 1 is better, 1 is worse, 1 is unchanged, 4 cannot be compared (1 had no figure "
        "before, 1 has no target on record in either period, 1 is new, 1 is withheld now). 1 is no longer on the "
        "scorecard."
    )


def test_each_change_is_named_under_what_it_is(plan, nobody):
    assert told(opened(nobody, f"{PAGE}?period=2018-19")) == {
        "Better": ["UP"],
        "Worse": ["DOWN"],
        "A figure where there was none": ["FIRST"],
        "Judged in one of the two periods only": ["SMALL"],
        "New on the scorecard": ["NEW"],
        "No longer on the scorecard": ["GONE"],
    }


@pytest.mark.parametrize(
    ("ref", "sentence"),
    [
        ("UP", "Behind target (12) before, on target (9) now."),
        ("DOWN", "On target (9) before, behind target (12) now."),
        ("FIRST", "Awaiting data before, on target (7) now."),
        ("NEW", "On target (5) now."),
        ("GONE", "On target (5) before."),
        ("SMALL", "Behind target (99) before, withheld now."),
        ("SAME", ""),
        ("UNSET", ""),
    ],
)
def test_each_has_its_sentence(plan, nobody, ref, sentence):
    assert line(opened(nobody, f"{PAGE}?period=2018-19"), ref) == sentence


def test_each_leads_to_its_measure_in_the_period_told_of(plan, nobody):
    page = opened(nobody, f"{PAGE}?period=2018-19&as_of=2019-06-01")
    links = {each.get_text(): each["href"] for each in page.select("main li a")}
    assert links["Better than it was"] == "/northshire/measures/UP/?period=2018-19&as_of=2019-06-01"
    assert links["Measure GONE"] == "/northshire/measures/GONE/?period=2017-18&as_of=2019-06-01"
    for address in links.values():
        assert nobody.get(address).status_code == 200


def test_a_target_that_changed_is_named(db, nobody):
    measure = store(make_plan(make_council()), "M1", "12", "12", target="")
    make_target(measure, "2017/18", "11")
    make_target(measure, "2018/19", "13")
    assert line(opened(nobody, PAGE), "M1") == (
        "Behind target (12) before, on target (12) now. Held against 11 before, 13 now."
    )


def test_another_status_of_one_colour_is_neither_better_nor_worse(db, nobody):
    measure = make_measure(make_plan(make_council()), "M1", scheme="band")
    for year, value in (("2017/18", "15"), ("2018/19", "5")):
        make_reading(measure, year, value)
        make_target(measure, year, low="10", high="20")
    page = opened(nobody, PAGE)
    assert told(page) == {"Another status of the same colour": ["M1"]}
    assert text_of(page.select_one("p.lede")) == (
        "Since 2017/18, of 1 measure: 0 are better, 0 are worse, 1 has another status of the same colour."
    )


def test_what_is_counted_in_another_way_is_not_compared(db, nobody):
    measure = make_measure(make_plan(make_council()), "M1")
    make_reading(measure, "2017/18", "12")
    make_reading(measure, "2018/19", "9", break_before="New definition.")
    for year in ("2017/18", "2018/19"):
        make_target(measure, year, "10")
    page = opened(nobody, PAGE)
    assert "1 cannot be compared (1 is counted in another way now)" in text_of(page.select_one("p.lede"))
    assert line(page, "M1").endswith("The two are not comparable: New definition.")


def test_what_is_judged_by_another_rule_is_not_compared(db, nobody):
    measure = store(make_plan(make_council()), "M1", "12", "9")
    measure.rules.create(scheme="target", polarity="higher", decimal_places=0, begins=dt.date(2018, 4, 1))
    page = opened(nobody, PAGE)
    assert told(page) == {"Counted or judged in another way": ["M1"]}
    assert line(page, "M1") == "Behind target (12) before, behind target (9) now. Another rule judges it now."


def test_a_revised_figure_says_what_was_first_reported(plan, nobody):
    make_reading(plan.measures.get(ref="UNSET"), "2018/19", "8", at=LATER, reason="counted again")
    make_reading(plan.measures.get(ref="UP"), "2017/18", "13", at=LATER, reason="counted again")
    make_reading(plan.measures.get(ref="SAME"), "2018/19", "8", at=LATER, reason="only the comment changed")
    page = opened(nobody, f"{PAGE}?period=2018-19")
    assert told(page)["Revised figures"] == ["UP", "UNSET"]
    assert line(page, "UNSET") == "2018/19 was first reported as 6 and is 8 now."
    assert line(page, "UP").endswith("2017/18 was first reported as 12 and is 13 now.")
    assert "Revised figures" not in told(opened(nobody, f"{PAGE}?period=2018-19&as_of=2019-06-01"))


@pytest.mark.parametrize(("first", "now"), [("3", "90"), ("90", "3")])
def test_a_revision_from_or_to_a_withheld_figure_is_not_told(db, nobody, first, now):
    council = make_council()
    service = Service.objects.create(council=council, name="Children")
    measure = store(make_plan(council), "M1", "80", first, suppress_below=5, service=service)
    make_reading(measure, "2018/19", now, at=LATER, reason="counted again")
    assert "Revised" not in said(nobody, PAGE)
    officer = signed_in(make_person("alice", council, "officer", service))
    assert f"first reported as {first} and is {now} now" in said(officer, PAGE)


def test_a_quarter_is_compared_with_the_quarter_before(db, nobody):
    measure = make_measure(make_plan(make_council()), "M1", frequency="quarterly")
    for quarter, value in (("2018/19 Q2", "5"), ("2018/19 Q3", "12"), ("2018/19 Q4", "9")):
        make_reading(measure, quarter, value)
        make_target(measure, quarter, "10")
    page = opened(nobody, PAGE)
    assert text_of(page.h1) == "What changed since Oct to Dec 2018 (Q3 2018/19)"
    assert line(page, "M1") == "Behind target (12) before, on target (9) now."
    assert told(opened(nobody, f"{PAGE}?period=2018-19-q3")) == {"Worse": ["M1"]}


@pytest.mark.parametrize("period", ["2017-18", "2018-19-q3"])
def test_without_a_period_before_it_says_so(plan, nobody, period):
    assert "so nothing can be compared" in said(nobody, f"{PAGE}?period={period}")
    assert not opened(nobody, f"/northshire/scorecard/?period={period}").find("a", string=re.compile("What changed"))


def test_a_council_without_figures_says_so(db, nobody):
    make_council()
    assert "No figure has been reported yet" in said(nobody, PAGE)
    assert "What changed" not in said(nobody, "/northshire/")


@pytest.mark.parametrize(
    "address",
    [
        "/atlantis/changes/",
        f"{PAGE}?period=banana",
        f"{PAGE}?framework=none",
        f"{PAGE}?committee=none",
        f"{PAGE}?as_of=banana",
    ],
)
def test_what_there_is_not_is_404(plan, nobody, address):
    assert nobody.get(address).status_code == 404


def test_a_committee_and_a_plan_alone(plan, nobody):
    committee = Committee.objects.create(council=plan.council, slug="children", name="Children's panel")
    plan.measures.get(ref="UP").committees.add(committee)
    other = make_plan(plan.council, "other")
    store(other, "ELSE", "12", "9")
    page = opened(nobody, f"{PAGE}?period=2018-19&committee=children")
    assert told(page) == {"Better": ["UP"]}
    assert text_of(page.select_one(".govuk-caption-l")).startswith("Children's panel")
    assert told(opened(nobody, f"{PAGE}?period=2018-19&framework=other")) == {"Better": ["ELSE"]}


def test_the_scorecard_leads_to_it_before_the_areas_of_concern(plan, nobody):
    committee = Committee.objects.create(council=plan.council, slug="children", name="Children's panel")
    plan.measures.get(ref="DOWN").committees.add(committee)
    query = "?period=2018-19&committee=children&framework=plan&as_of=2019-06-01&status=red&sort=figure"
    page = opened(nobody, f"/northshire/scorecard/{query}")
    link = page.find("a", string="What changed since 2017/18")
    assert link["href"] == f"{PAGE}?period=2018-19&committee=children&framework=plan&as_of=2019-06-01"
    assert link.find_next("table", class_="scorecard")
    assert "Since 2017/18, of 1 measure: 0 are better, 1 is worse." in said(nobody, link["href"])


def test_a_closed_council_keeps_it_to_its_members(db, nobody):
    closed = make_council("closedshire", visibility="members")
    store(make_plan(closed), "M1", "12", "9")
    mo, oscar = signed_in(make_person("mo", closed, "member")), signed_in(make_person("oscar"))
    assert [each.get("/closedshire/changes/").status_code for each in (nobody, oscar, mo)] == [404, 404, 200]


@pytest.mark.parametrize("period", ["2026-27-q2", "2025-26", "2026-m08"])
def test_better_and_worse_are_what_the_two_scorecards_show(demo, nobody: Client, period):
    page = opened(nobody, f"/exampleshire/changes/?period={period}")
    now, before = (
        colours(nobody, page.find("a", string=re.compile(f"^Scorecard for {each}"))) for each in labels(page)
    )
    turned = {ref: RANK[now[ref]] - RANK[before[ref]] for ref in now if ref in before
              and now[ref] in RANK and before[ref] in RANK}  # fmt: skip
    listed = told(page)
    unlike = set(listed.get("Counted or judged in another way", []))
    for name, sign in (("Better", 1), ("Worse", -1)):
        assert set(listed.get(name, [])) == {ref for ref, by in turned.items() if by * sign > 0} - unlike
    assert listed["Worse"]


def labels(page: BeautifulSoup) -> list[str]:
    return [
        text_of(each).removeprefix("Scorecard for ") for each in page.find_all("a", string=re.compile("^Scorecard f"))
    ]


def colours(client: Client, link: object) -> dict[str, str]:
    card = opened(client, link["href"])  # type: ignore[index]
    return {ref: row.select_one(".status")["class"][1] for ref, row in rows(card).items()}


def test_a_councils_page_tells_it_of_its_latest_period(demo, nobody):
    page, own = opened(nobody, "/exampleshire/"), opened(nobody, "/exampleshire/changes/")
    heading = page.find(id="changed")
    assert text_of(heading) == "What changed since Q1 2026/27"
    assert text_of(heading.find_next_sibling("p")) == text_of(own.select_one("p.lede"))
    assert told(page) == told(own)
    assert page.find("a", href="#changed")


def test_warwickshires_year_has_nothing_to_compare_and_says_why(demo, nobody):
    """Its papers print no target of 2017/18."""
    assert text_of(opened(nobody, "/warwickshire/changes/?period=2018-19").select_one("p.lede")) == (
        "Since 2017/18, of 21 measures: 0 are better, 0 are worse, 21 cannot be compared (13 have no target on record "
        "in either period, 4 had no target on record before, 4 have no figure now)."
    )


def test_the_revision_of_child_protection_plans_is_told(demo, nobody):
    call_command("load_council", "kpis/demo/revision/warwickshire", stdout=io.StringIO())
    page = opened(nobody, "/warwickshire/changes/?period=2018-19")
    assert told(page)["Revised figures"] == ["CS02"]
    assert line(page, "CS02") == "2018/19 was first reported as 346 and is 345 now."
