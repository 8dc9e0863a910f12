"""The measure's page lists what was reported when, beside what stands now."""

import datetime as dt

from django.utils import timezone

from kpis.papers.actions import withdraw
from tests.pages.reading import opened, said, table
from tests.papers.conftest import HERE, NOW, TITLE
from tests.stored import make_reading

C1 = "/northshire/measures/C1/"
CAPTION = "As it was put before committees"


def test_nothing_was_reported_yet(papers, nobody):
    assert "What was reported when" not in said(nobody, C1)


def test_it_tells_both_the_reported_and_the_revised_figure(papers, nobody):
    papers.publish()
    row = ["18 June 2019", TITLE, "Q3 2018/19", "655", "✓ On target", "The same"]
    assert table(opened(nobody, C1), CAPTION)[1:] == [row]
    papers.revise("345")
    page = opened(nobody, C1)
    assert table(page, CAPTION)[1:] == [[*row[:5], "345 (revised)"]]
    link = page.find("caption", id="reported").parent.find("a")["href"]
    assert link == f"{HERE}v1/"
    assert "655" in said(nobody, link)


def test_a_corrected_version_and_the_one_before_both_stand(papers, nobody):
    papers.publish()
    papers.revise("345")
    papers.publish(reason="A transposed figure")
    rows = table(opened(nobody, C1), CAPTION)[1:]
    assert [(row[1], row[3], row[5]) for row in rows] == [
        (f"{TITLE} Version 2, corrected", "345", "The same"),
        (TITLE, "655", "345 (revised)"),
    ]


def test_a_withdrawn_one_says_so_and_no_figure(papers, nobody):
    made = papers.publish()
    papers.revise("345")
    withdraw(publication=made, reason="Names", by=papers.bringing.person("petra"), at=timezone.now())
    assert table(opened(nobody, C1), CAPTION)[1:] == [["18 June 2019", TITLE, "Q3 2018/19", "Withdrawn"]]


def test_nothing_is_told_before_it_is_open(papers, nobody):
    papers.publish(opens_at=NOW + dt.timedelta(days=1))
    assert "What was reported when" not in said(nobody, C1)


def test_an_earlier_period_that_was_revised_is_told_too(papers, nobody):
    """P1 is told in detail, with its earlier quarters; one of those is counted again."""
    papers.publish()
    share = {"numerator": "81", "denominator": "100"}
    make_reading(papers.bringing.measures["P1"], "2018/19 Q1", "81", at=timezone.now(), **share)
    rows = table(opened(nobody, "/northshire/measures/P1/"), CAPTION)[1:]
    assert [(row[2], row[3], row[5]) for row in rows] == [
        ("Q3 2018/19", "85.0%", "The same"),
        ("Q1 2018/19", "80.0%", "81.0% (revised)"),
    ]
    assert "80.0% as reported on 18 June 2019; now 81.0%" in said(nobody, HERE)
