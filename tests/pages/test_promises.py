"""The promises of a council and of a committee: what stands under which heading, and what is never told."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.domain.period_text import parse_period
from kpis.models import Committee, Explanation, Measure
from tests.pages.reading import opened, rows, said, table, text_of
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

pytestmark = pytest.mark.django_db
PAGE = "/northshire/promises/"
Q4, Q1 = "2018/19 Q4", "2019/20 Q1"
JUNE, FAR = dt.date(2019, 6, 30), dt.date(2099, 3, 31)


@pytest.fixture
def plan(db):
    return make_plan(make_council())


def promise(measure: Measure, period: str, by: dt.date | None, on: str, cause: str = "Referrals", **more) -> None:
    reading = measure.readings.get(start=parse_period(period).start)
    at = moment(on)
    reading.explanations.filter(superseded_at=None).update(superseded_at=at)
    number = reading.explanations.count() + 1
    words = {"cause": cause, "action": f"{cause}: a panel", "owner": "The head", "back_on_track": by, **more}
    Explanation.objects.create(reading=reading, number=number, recorded_at=at, **words)


def red(plan, ref: str, by: dt.date = JUNE, then: str | None = None, **given) -> Measure:
    """Red in Quarter 4 with a promise; ``then``: the figure of the quarter after. The target is 10, lower is better."""
    measure = make_measure(plan, ref, frequency="quarterly", **given)
    for period in (Q4, Q1):
        make_target(measure, period, "10")
    make_reading(measure, Q4, "20", at=moment("2019-04-10"))
    promise(measure, Q4, by, "2019-04-12")
    if then is not None:
        make_reading(measure, Q1, then, at=moment("2019-07-10"))
    return measure


def told(client=None, path: str = PAGE) -> dict[str, list[str]]:
    """The references under each heading."""
    page = opened(client or signed_in(None), path)
    found = {}
    for heading in page.select("main h2[id]"):
        rows = heading.find_next("table").select("tbody th .sub")
        found[heading.get_text()] = [each.get_text().split(",")[0] for each in rows]
    return found


def test_each_stands_under_what_became_of_it_with_the_figure_that_decided(plan):
    red(plan, "DUE", FAR)
    red(plan, "KEPT", then="9")
    red(plan, "BROKEN", then="11")
    red(plan, "WAITS")
    moved = red(plan, "MOVED")
    promise(moved, Q4, FAR, "2019-05-01", "A home closed")
    waived = red(plan, "WAIVED")
    promise(waived, Q4, None, "2019-05-01", waived=True, reason="The home closed")
    revised = red(plan, "REVISED")
    make_reading(revised, Q4, "8", at=moment("2019-05-01"))
    assert told() == {
        "Due": ["DUE", "MOVED"],
        "Not kept": ["BROKEN"],
        "Fell due, no figure yet": ["WAITS"],
        "Kept": ["KEPT"],
        "Moved": ["MOVED"],
        "Withdrawn": ["REVISED", "WAIVED"],
    }
    page = opened(signed_in(None), PAGE)
    assert "Q1 2019/20: 11 ✕ Behind target" in table(page, "Not kept")[1][3]
    assert "Referrals" not in " ".join(table(page, "Withdrawn")[1])
    assert "The words no longer stand" in table(page, "Moved")[1][2]
    assert "Moved to 31 March 2099" in table(page, "Moved")[1][3]


def test_those_due_soonest_stand_first(plan):
    red(plan, "LATE", FAR)
    red(plan, "SOON", dt.date(2098, 3, 31))
    assert told()["Due"] == ["SOON", "LATE"]


def test_two_words_for_the_same_day_are_one_promise(plan):
    promise(red(plan, "TWICE", FAR, then="12"), Q1, FAR, "2019-07-12", "More homes closed")
    assert told() == {"Due": ["TWICE"]}
    assert "More homes closed" in said(signed_in(None), PAGE)


def test_of_a_withheld_figure_nothing_is_told_to_the_public(plan):
    red(plan, "SMALL", FAR, suppress_below=50)
    assert told() == {}
    assert "Referrals" not in said(signed_in(None), PAGE)
    assert told(signed_in(make_person("petra", plan.council, "performance"))) == {"Due": ["SMALL"]}


def test_a_withheld_figure_decides_and_moves_nothing(plan):
    measure = red(plan, "SMALL", then="11", suppress_below=15)
    make_target(measure, "2019/20 Q2", "10")
    promise(measure, Q1, FAR, "2019-07-12")
    assert "Kept" not in told() and "Not kept" not in told() and "Moved" not in told() and "Due" not in told()


def test_a_committee_has_those_of_its_remit_and_one_that_there_is_not_is_refused(plan):
    red(plan, "MINE", FAR).committees.add(Committee.objects.create(council=plan.council, slug="panel", name="Panel"))
    red(plan, "OTHER", FAR)
    assert told(path=f"{PAGE}?committee=panel") == {"Due": ["MINE"]}
    assert "panel" in said(signed_in(None), f"{PAGE}?committee=none", 404)


def test_as_of_a_day_it_says_what_was_known(plan):
    red(plan, "KEPT", then="9")
    assert told(path=f"{PAGE}?as_of=2019-06-01") == {"Due": ["KEPT"]}
    assert told(path=f"{PAGE}?as_of=2019-04-11") == {}


def test_a_council_without_promises_says_so(plan):
    assert "Nothing has been promised of a red figure" in said(signed_in(None), PAGE)


def test_a_closed_council_is_not_there(db):
    make_council("closed", visibility="members")
    opened(signed_in(None), "/closed/promises/", 404)


def test_the_council_page_leads_there(plan):
    red(plan, "DUE", FAR)
    assert opened(signed_in(None), "/northshire/").select_one(f'a[href="{PAGE}"]')


def test_it_takes_as_many_statements_for_few_measures_as_for_many(plan):
    taken = []
    for upto in (5, 50):
        for place in range(plan.measures.count(), upto):
            red(plan, f"M{place}", then=str(place), suppress_below=5)
        with CaptureQueriesContext(connection) as asked:
            opened(signed_in(None), PAGE)
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 8


def test_the_demonstration_has_some_of_each(demo, nobody):
    page = opened(nobody, "/exampleshire/promises/")
    heads = [text_of(each).partition(" (")[0] for each in page.select("main h2")]
    assert heads[:-1] == ["Due", "Not kept", "Fell due, no figure yet", "Kept", "Moved", "Withdrawn"]
    row = rows(opened(nobody, "/exampleshire/scorecard/?period=2026-27-q2"))["ED01"]
    assert text_of(row.select_one(".promise")) == "promised for 30 September 2026, not kept"
