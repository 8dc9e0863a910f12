"""The demonstration's paper: whole, about what is there, and its money adds up."""

from decimal import Decimal

from kpis.demo.paper import TABLE, warwickshire
from kpis.models import Committee, Framework
from kpis.sections.rules import WRITTEN, as_stored, checked, from_stored
from tests.documents.report_made import of_kind, one_line, rebuilt
from tests.documents.test_report_html import page_of
from tests.pages.reading import text_of


def amount(text):
    """A cell of the table in thousands of pounds: "(851)" is −851."""
    figure = Decimal(text.strip("()%").replace(",", ""))
    return -figure if text.startswith("(") else figure


def test_its_draft_can_be_kept():
    draft = warwickshire().draft
    assert checked(draft) == draft
    assert from_stored(as_stored(draft)) == draft
    assert all(draft.section(part).text for part in WRITTEN)


def test_its_committee_and_plan_are_those_of_the_demonstration(demo):
    paper = warwickshire()
    assert Committee.objects.filter(council__slug=paper.council, slug=paper.committee).exists()
    assert Framework.objects.filter(council__slug=paper.council, slug=paper.framework).exists()


def test_its_money_adds_up():
    for _, budget, outturn, variance, percent, reserves, standing in TABLE[1:]:
        assert amount(outturn) - amount(budget) == amount(variance)
        assert round(amount(variance) / amount(budget) * 100, 2) == amount(percent)
        assert amount(variance) + amount(reserves) == amount(standing)


def test_all_that_is_written_for_it_is_on_its_page(demo):
    words = one_line(text_of(page_of(rebuilt())))
    for section in warwickshire().draft.sections:
        for line in section.text.splitlines():
            assert one_line(line.removeprefix("- ")) in words


def test_a_drawing_has_figures_as_they_are_printed(demo):
    drawn = {each["caption"]: each["svg"] for each in of_kind(rebuilt(), "chart")}
    plans = drawn["% EHC assessments including exception cases issued within 20 weeks, over time"]
    assert ">60.0%<" in plans
