"""What a person should know before a report is published, and what keeps it from being published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kpis.domain.breakdown import Breakdown
from kpis.domain.figure import Actual, Hidden
from kpis.domain.history import History
from kpis.domain.line import Line, arrows_disagree
from kpis.domain.numbers import Unit, plain
from kpis.domain.periods import Period, date_text
from kpis.domain.shares import PartsSum, not_adding_up
from kpis.domain.withholding import is_in_one_sum
from kpis.domain.words import Marker, Part, Rag
from kpis.entry.queries import OwedFigure, Stage, items
from kpis.measures.queries import MeasurePage, periods_told
from kpis.models import Report
from kpis.papers.queries import ReportFigures
from kpis.people import EVERY_COUNCIL, UNRESTRICTED
from kpis.publications.queries import PrintedFigure, printed_figures
from kpis.readings.known import allowed
from kpis.readings.open import calendar_of, closed_periods
from kpis.readings.read import up_to
from kpis.sections.rules import WRITTEN, Draft, PaperSection, from_stored

UNSIGNED = {
    Stage.DRAFT: "was saved and not submitted",
    Stage.RETURNED: "was returned and not submitted again",
    Stage.SUBMITTED: "waits for the head of service",
    Stage.MISSING: "was not entered",
}


UNEXPLAINED = "it is red, and nobody has said why, what is done, by whom and by when it is back on track."
PRINTED = (
    "{period} is withheld now and was printed in “{title}”: beside other figures of its year that could give a small "
    "number away. Mark the other figures of that year as suppressed, or withdraw that publication."
)


class ChecklistFinding(NamedTuple):
    """One finding. ``message`` is a whole sentence; a blocking one keeps the report from being published."""

    kind: str
    ref: str
    title: str
    message: str
    is_blocking: bool = False


def checklist(report: Report, figures: ReportFigures, today: dt.date) -> list[ChecklistFinding]:
    """What is found now, what blocks first: a fixed number of statements beside those of the figures."""
    lines = figures.card.lines
    left_out = from_stored(report.draft).no_breakdown
    found = [*_of_report(report), *_of_figures(report, lines)]
    found += [each for line in lines for each in _of_line(line, today)]
    found += _withheld(report, lines)
    for page in figures.pages.values():
        found += _of_page(page, page.measure.ref in left_out)
    return sorted(found, key=lambda each: not each.is_blocking)


def _check(kind: str, line: Line, text: str, blocks: bool = False) -> ChecklistFinding:
    return ChecklistFinding(
        kind, line.measure.ref, line.measure.title, f"{line.measure.ref} {line.measure.title}: {text}", blocks
    )


def _of_report(report: Report) -> Iterator[ChecklistFinding]:
    """What is to know of the report as a whole: one statement."""
    period = report.period
    if not any(each.contains(period) or each.end == period.end for each in closed_periods(report.council_id)):
        text = f"{period.label} has not been closed: figures of it can still be entered and signed off."
        yield ChecklistFinding("open", "", "", text)
    draft = from_stored(report.draft)
    silent = [each.heading for each in draft.sections if each.is_in and _says_nothing(each, draft)]
    if silent:
        yield ChecklistFinding("empty", "", "", f"Without a text, and so left out: {', '.join(silent)}.")


def _says_nothing(section: PaperSection, draft: Draft) -> bool:
    has_table = section.part is Part.FINANCIAL and bool(draft.table)
    return section.part in WRITTEN and not section.text and not has_table


def _of_figures(report: Report, lines: tuple[Line, ...]) -> Iterator[ChecklistFinding]:
    """Figures of the report's measures that are owed for its period, or on their way in, and those that are red and
    unexplained."""
    measures = {line.measure.id: line for line in lines}
    if not measures:
        return
    every = items(report.council_id, (report.start, report.end), calendar_of(report.council_id), measures)
    shown = (each for each in every if each.period == measures[each.measure.id].period)
    for item in shown:
        line = measures[item.measure.id]
        if item.stage in UNSIGNED:
            yield _check("unsigned", line, _unsigned_text(item))
        if item.explanation_due:
            yield _check("unexplained", line, UNEXPLAINED)


def _unsigned_text(item: OwedFigure) -> str:
    printed = "the report prints the figure signed off before" if item.is_revision else "the report has no figure"
    return f"the figure for {item.period.label} {UNSIGNED[item.stage]}; {printed}."


def _of_line(line: Line, today: dt.date) -> Iterator[ChecklistFinding]:
    figure = line.figure
    if line.verdict.rag is Rag.RED and not line.said.commentary:
        yield _check("commentary", line, "it is red and has no commentary.")
    if arrows_disagree(line):
        yield _check("arrow", line, f"the published arrow disagrees with the computed one. {line.travel.reason}")
    if isinstance(figure, Actual) and _is_past(figure, today):
        assert figure.provisional_until is not None
        yield _check("provisional", line, f"it was provisional until {date_text(figure.provisional_until)}.")


def _is_past(figure: Actual, today: dt.date) -> bool:
    return (
        figure.marker is Marker.PROVISIONAL
        and figure.provisional_until is not None
        and figure.provisional_until < today
    )


def _of_page(page: MeasurePage, without_breakdown: bool) -> Iterator[ChecklistFinding]:
    for each in page.breakdowns if not without_breakdown else ():
        yield from _of_breakdown(page, each)


def _of_breakdown(page: MeasurePage, breakdown: Breakdown) -> Iterator[ChecklistFinding]:
    told = periods_told(page, breakdown)
    if any(_is_withheld(each) for period in told for each in _cells(page, breakdown, period)):
        text = (
            f"a part of its breakdown by {breakdown.dimension} is withheld, and the others could give it away. "
            "Leave the breakdown out of the report."
        )
        yield _check("small", page.line, text, blocks=True)
        return
    figures = [part.figures[told[-1]] for part in breakdown.parts if told[-1] in part.figures] if told else []
    known = [each for each in figures if isinstance(each, Actual)]
    for what, sums in _sums(page, known):
        come_to = f"come to {plain(sums.parts)}, not {plain(sums.whole)}"
        text = f"the {what} of its breakdown by {breakdown.dimension} {come_to}."
        yield _check("shares", page.line, text)


def _cells(page: MeasurePage, breakdown: Breakdown, period: Period) -> Iterator[Actual | Hidden | None]:
    """The parts of a period, and the total beside them."""
    yield from (part.figures.get(period) for part in breakdown.parts)
    yield from (line.figure for line in page.lines if line.period == period)


def _is_withheld(figure: Actual | Hidden | None) -> bool:
    return isinstance(figure, Hidden) or (figure is not None and figure.marker is Marker.SUPPRESSED)


def _sums(page: MeasurePage, parts: list[Actual]) -> Iterator[tuple[str, PartsSum]]:
    """Where a breakdown's parts do not come to its total."""
    total = page.line.figure
    if not isinstance(total, Actual):
        return
    columns = [("numerators", "numerator"), ("denominators", "denominator")]
    if page.measure.unit in (Unit.COUNT, Unit.CURRENCY):
        columns = [("parts", "value")]
    for what, name in columns:
        if sums := not_adding_up(getattr(total, name), [getattr(each, name) for each in parts]):
            yield what, sums


def _withheld(report: Report, lines: Sequence[Line]) -> Iterator[ChecklistFinding]:
    """Of every measure of the report, told in detail or not, what is withheld in the year of its figure, and what of it
    has been printed before: what the two say together is not judged. Four statements at most."""
    asked = [line for line in lines if line.period and line.measure.withholds]
    if not asked:
        return
    listed = [line.measure for line in asked]
    histories = up_to(report.end, listed, None, allowed(listed, EVERY_COUNCIL))
    closed = {line.measure.id: _closed(line, histories[line.measure.id]) for line in asked}
    printed = printed_figures([key for key, periods in closed.items() if periods])
    own = up_to(report.end, listed, None, allowed(listed, UNRESTRICTED))
    for line in asked:
        yield from _without_parts(line, own[line.measure.id])
        yield from _closed_of(line, closed[line.measure.id], histories[line.measure.id], printed)


def _without_parts(line: Line, history: History) -> Iterator[ChecklistFinding]:
    figure = history.figure(line.period) if line.period else None
    if isinstance(figure, Actual) and line.measure.lacks_parts(figure):
        yield _check("small", line, "its figure has no numerator and denominator, and is withheld for that.")


def _closed(line: Line, history: History) -> list[Period]:
    """The periods of what is withheld in the year of a line's figure, oldest first."""
    hidden = (each.period for each in history.figures if isinstance(each, Hidden))
    return sorted((each for each in hidden if line.period and _goes_with(line, each)), key=lambda each: each.end)


def _goes_with(line: Line, period: Period) -> bool:
    assert line.period is not None
    return line.measure.is_same(line.period, period) or is_in_one_sum(line.measure, line.period, period)


def _closed_of(
    line: Line, closed: Sequence[Period], history: History, printed: Mapping[int, Sequence[PrintedFigure]]
) -> Iterator[ChecklistFinding]:
    if not closed:
        return
    names = ", ".join(each.label for each in closed)
    yield _check("small", line, f"{names}: withheld, so that no small number can be read or worked out.")
    shown = [each.period for each in history.known if is_in_one_sum(line.measure, each.period, closed[0])]
    for each in printed.get(line.measure.id, ()) if shown else ():
        if any(line.measure.is_same(each.period, period) for period in closed):
            yield _check("small", line, PRINTED.format(period=each.period.label, title=each.title), blocks=True)
