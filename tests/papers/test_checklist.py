"""The checklist before a publication: each finding, and that nothing is found where nothing is wrong."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from kpis.domain.period_text import parse_period
from kpis.domain.words import Part
from kpis.models import ClosingEvent, Committee, Measure, Ownership, Publication, PublishedFigure, Report, Service
from kpis.papers.actions import create_report, save_draft
from kpis.papers.queries import figures_of
from kpis.papers.queries_checklist import ChecklistFinding, checklist
from kpis.sections.rules import WRITTEN, PaperSection, from_stored
from tests.entry.conftest import NOW, TODAY, Bringing, make_bringing
from tests.stored import columns_of, make_category, make_publication, make_reading, moment

pytestmark = pytest.mark.django_db
Q4 = "2018/19 Q4"
LATER = moment("2019-05-20")


@pytest.fixture
def bringing() -> Bringing:
    """A council whose one measure on the committee is in, signed off, green and explained, in a period that is closed:
    nothing to tell."""
    made = make_bringing()
    ClosingEvent.objects.create(
        council=made.council, number=1, event="closed", at=NOW, by=made.people["petra"], **columns_of(parse_period(Q4))
    )
    committee = Committee.objects.create(council=made.council, slug="young", name="Young people")
    made.measures["C1"].committees.add(committee)
    make_reading(made.measures["C1"], Q4, "600", at=NOW, commentary="Fewer children came into care.")
    return made


def report_of(made: Bringing, period: str = Q4) -> Report:
    """A report whose sections all have their texts."""
    committee = Committee.objects.get(council=made.council)
    report = create_report(
        council=made.council, committee=committee, framework=None, period=parse_period(period), slug="a-report",
        title="A report", meeting_date=dt.date(2019, 6, 18), agenda_item="", by=made.person("petra"), at=NOW,
    )  # fmt: skip
    draft = from_stored(report.draft)
    write(report, made, *(replace(each, text="A text.") for each in draft.sections))
    return report


def write(report: Report, made: Bringing, *sections: PaperSection, **more: Any) -> None:
    """Saves the report's draft with these sections."""
    draft = replace(from_stored(report.draft), sections=sections, **more)
    kept = {"version": report.version, "meeting_date": report.meeting_date, "agenda_item": ""}
    save_draft(report=report, draft=draft, by=made.person("petra"), at=NOW, **kept)
    report.refresh_from_db()


def found(report: Report, today: dt.date = TODAY) -> list[ChecklistFinding]:
    return checklist(report, figures_of(report, None, today), today)


def kinds(made: Bringing, **given: Any) -> list[str]:
    return [each.kind for each in found(report_of(made), **given)]


def add(made: Bringing, ref: str, **columns: Any) -> Any:
    measure = made.add_measure(ref, **columns)
    measure.committees.add(Committee.objects.get(council=made.council))
    return measure


def test_where_nothing_is_wrong_nothing_is_found(bringing):
    assert found(report_of(bringing)) == []


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("draft", "was saved and not submitted"),
        ("submitted", "waits for the head of service"),
        ("returned", "was returned and not submitted again"),
    ],
)
def test_a_figure_on_its_way_in_is_told(bringing, state, text):
    make_reading(bringing.measures["C1"], Q4, "610", at=NOW, state=state)
    (check,) = found(report_of(bringing))
    assert (check.kind, check.ref, check.is_blocking) == ("unsigned", "C1", False)
    assert text in check.message and "the report prints the figure signed off before" in check.message


def test_a_figure_that_never_came_is_told(bringing):
    add(bringing, "C2")
    make_reading(bringing.measures["C2"], "2018/19 Q3", "5", at=NOW)
    (check,) = found(report_of(bringing))
    assert check.ref == "C2" and "was not entered; the report has no figure" in check.message


def test_another_services_measure_outside_the_committee_is_not_looked_at(bringing):
    other = Service.objects.create(council=bringing.council, name="Roads and bridges")
    bringing.add_measure("R1", service=other)
    assert found(report_of(bringing)) == []


def test_a_red_figure_without_commentary_is_told(bringing):
    make_reading(bringing.measures["C1"], Q4, "700", at=NOW)
    assert kinds(bringing) == ["unexplained", "commentary"]


def test_a_published_arrow_that_disagrees_is_told(bringing):
    version = make_reading(bringing.measures["C1"], Q4, "600", at=NOW, commentary="Said.", published={"dot": "up"})
    version.judgements.update(basis="previous_period")
    (check,) = found(report_of(bringing))
    assert check.kind == "arrow" and "down 55 on 655 in Q3 2018/19" in check.message


@pytest.mark.parametrize(("until", "is_told"), [("2019-04-14", True), ("2019-04-15", False), (None, False)])
def test_a_provisional_figure_past_its_day_is_told(bringing, until, is_told):
    day = dt.date.fromisoformat(until) if until else None
    make_reading(bringing.measures["C1"], Q4, "600", at=NOW, marker="provisional", provisional_until=day)
    assert ("provisional" in kinds(bringing)) is is_told


class TestBreakdowns:
    @pytest.fixture
    def parts(self, bringing: Bringing) -> list[Any]:
        measure = bringing.measures["C1"]
        make_reading(measure, Q4, "600", at=NOW, commentary="Said.", section="good_progress")
        return [make_category(measure, "District", name) for name in ("North", "South")]

    def stored(self, bringing: Bringing, parts: list[Any], *values: str) -> None:
        for part, value in zip(parts, values, strict=True):
            make_reading(bringing.measures["C1"], Q4, value, at=NOW, category=part)

    def test_parts_that_come_to_the_whole(self, bringing, parts):
        self.stored(bringing, parts, "400", "200")
        assert found(report_of(bringing)) == []

    def test_parts_that_do_not(self, bringing, parts):
        self.stored(bringing, parts, "400", "199")
        (check,) = found(report_of(bringing))
        assert check.kind == "shares" and not check.is_blocking
        assert "the parts of its breakdown by District come to 599, not 600" in check.message

    def test_a_withheld_part_keeps_it_from_being_published(self, bringing, parts):
        measure = bringing.measures["C1"]
        measure.suppress_below = 5
        measure.save()
        self.stored(bringing, parts, "597", "3")
        (check,) = found(report_of(bringing))
        assert check.is_blocking and "Leave the breakdown out" in check.message

    def test_so_does_one_of_an_earlier_period_that_the_report_prints(self, bringing, parts):
        measure = bringing.measures["C1"]
        measure.suppress_below = 5
        measure.save()
        self.stored(bringing, parts, "400", "200")
        for part, value in zip(parts, ("652", "3"), strict=True):
            make_reading(measure, "2018/19 Q3", value, at=NOW, category=part)
        (check,) = found(report_of(bringing))
        assert check.is_blocking and "Leave the breakdown out" in check.message

    def test_so_does_one_that_its_source_withholds(self, bringing, parts):
        make_reading(bringing.measures["C1"], Q4, "400", at=NOW, category=parts[0])
        make_reading(bringing.measures["C1"], Q4, None, at=NOW, category=parts[1], marker="suppressed")
        (check,) = found(report_of(bringing))
        assert check.is_blocking and "Leave the breakdown out" in check.message

    def test_unless_the_breakdown_is_left_out(self, bringing, parts):
        self.test_a_withheld_part_keeps_it_from_being_published(bringing, parts)
        report = Report.objects.get()
        draft = from_stored(report.draft)
        kept = {"version": report.version, "meeting_date": report.meeting_date, "agenda_item": ""}

        without = replace(draft, no_breakdown=frozenset({"C1"}))
        save_draft(report=report, draft=without, by=bringing.person("petra"), at=NOW, **kept)
        assert found(report) == []


def quarters(made: Bringing, *values: str, **given: Any) -> Measure:
    """A measure of the appendix that withholds counts below 5: what nobody tells in detail."""
    measure = add(made, "S1", suppress_below=5)
    for number, value in enumerate(values, 1):
        make_reading(measure, f"2018/19 Q{number}", value, at=NOW, **given)
    make_reading(measure, "2018/19", str(sum(map(int, values))), at=NOW)
    return measure


def test_what_is_withheld_is_told_of_a_measure_in_the_appendix_too(bringing):
    quarters(bringing, "9", "3", "8", "7")
    report = report_of(bringing)
    (check,) = found(report)
    assert (check.kind, check.ref, check.is_blocking) == ("small", "S1", False)
    assert "Q2 2018/19, Q4 2018/19: withheld, so that no small number can be read or worked out." in check.message
    assert {line.measure.ref: line.printed for line in figures_of(report, None, TODAY).card.lines}["S1"] == "[c]"


def test_nothing_is_told_where_nothing_is_withheld(bringing):
    quarters(bringing, "9", "13", "8", "7")
    assert found(report_of(bringing)) == []


def test_a_share_without_its_parts_is_told(bringing):
    measure = add(bringing, "S1", unit="percentage", suppress_below=5)
    make_reading(measure, Q4, "60", at=NOW)
    told = [each.message for each in found(report_of(bringing)) if each.kind == "small"]
    assert told[0] == "S1 Measure S1: its figure has no numerator and denominator, and is withheld for that."


def test_what_was_printed_before_and_is_withheld_now_blocks(bringing):
    measure = quarters(bringing, "9", "13", "8", "7")
    make_publication(Committee.objects.get(council=bringing.council), bringing.plan, "The third quarter")
    publication = Publication.objects.get()
    told = {"publication": publication, "measure": measure, "rag": "none", "status": "no_target"}
    PublishedFigure.objects.create(printed="8", **told, **columns_of(parse_period("2018/19 Q3")))
    make_reading(measure, "2018/19 Q3", None, at=LATER, marker="suppressed")
    (check,) = [each for each in found(report_of(bringing)) if each.is_blocking]
    assert (
        check.kind == "small" and "Q3 2018/19 is withheld now and was printed in “The third quarter”" in check.message
    )
    publication.withdrawn_at, publication.withdrawn_reason = LATER, "small numbers"
    publication.save()
    assert not [each for each in found(Report.objects.exclude(slug="year-end").get()) if each.is_blocking]


def test_what_blocks_comes_first(bringing):
    make_reading(bringing.measures["C1"], Q4, "700", at=NOW, section="area_of_concern")
    measure = bringing.measures["C1"]
    for name, value in (("North", "600"), ("South", None)):
        marker = {} if value else {"marker": "suppressed"}
        make_reading(measure, Q4, value, at=NOW, category=make_category(measure, "District", name), **marker)
    assert [each.is_blocking for each in found(report_of(bringing))] == [True, False, False]


@pytest.mark.parametrize("more", [0, 8])
def test_it_takes_the_same_statements_however_many_measures(bringing, more, django_assert_max_num_queries):
    for number in range(more):
        measure = add(bringing, f"N{number}")
        make_reading(measure, Q4, "5", at=NOW)
        Ownership.objects.filter(measure=measure).delete()
    report = report_of(bringing)
    figures = figures_of(report, None, TODAY)
    with django_assert_max_num_queries(16):
        checklist(report, figures, TODAY)


def test_a_period_that_is_not_closed_is_told(bringing):
    ClosingEvent.objects.all().delete()
    (check,) = found(report_of(bringing))
    assert (check.kind, check.is_blocking) == ("open", False)
    assert check.message == "Q4 2018/19 has not been closed: figures of it can still be entered and signed off."


def test_a_year_is_closed_with_its_last_quarter(bringing):
    assert "open" not in [each.kind for each in found(report_of(bringing, "2018/19"))]


def test_a_red_figure_that_nobody_explained_is_told(bringing):
    make_reading(bringing.measures["C1"], Q4, "700", at=LATER, commentary="More children came into care.")
    (check,) = found(report_of(bringing))
    assert (check.kind, check.ref, check.is_blocking) == ("unexplained", "C1", False)
    assert "nobody has said why, what is done, by whom and by when" in check.message


def test_sections_without_a_text_are_told_once_but_for_those_left_out_and_a_table(bringing):
    report = report_of(bringing)
    silent = [
        replace(each, text="" if each.part in WRITTEN else each.text) for each in from_stored(report.draft).sections
    ]
    silent = [replace(each, is_in=each.part is not Part.BACKGROUND) for each in silent]
    write(report, bringing, *silent, table=(("Item", "£"),))
    (check,) = found(report)
    assert check.kind == "empty"
    told = "Recommendations, Introduction, Supporting papers, Authors and contacts"
    assert check.message == f"Without a text, and so left out: {told}."
