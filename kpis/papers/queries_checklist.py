"""What a person should know before a report is published, and what keeps it from being published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kpis.domain.breakdown import Breakdown
from kpis.domain.disclosure import given_away, is_pinned
from kpis.domain.figure import Actual, Hidden
from kpis.domain.line import Line, arrows_disagree
from kpis.domain.numbers import Unit, plain
from kpis.domain.periods import Period, PeriodKind, date_text
from kpis.domain.shares import PartsSum, not_adding_up
from kpis.domain.words import Marker, Rag
from kpis.entry.queries import OwedFigure, Stage, items
from kpis.measures.queries import MeasurePage, periods_told
from kpis.models import Report
from kpis.papers.queries import ReportFigures
from kpis.readings.open import calendar_of
from kpis.sections.rules import from_stored

UNSIGNED = {
    Stage.DRAFT: "was saved and not submitted",
    Stage.RETURNED: "was returned and not submitted again",
    Stage.SUBMITTED: "waits for the head of service",
    Stage.MISSING: "was not entered",
}


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
    found = [*_unsigned(report, lines), *(each for line in lines for each in _of_line(line, today))]
    for page in figures.pages.values():
        found += _of_page(page, page.measure.ref in left_out)
    return sorted(found, key=lambda each: not each.is_blocking)


def _check(kind: str, line: Line, text: str, blocks: bool = False) -> ChecklistFinding:
    return ChecklistFinding(
        kind, line.measure.ref, line.measure.title, f"{line.measure.ref} {line.measure.title}: {text}", blocks
    )


def _unsigned(report: Report, lines: tuple[Line, ...]) -> Iterator[ChecklistFinding]:
    """Figures of the report's measures that are owed for its period, or on their way in."""
    measures = {line.measure.id: line for line in lines}
    if not measures:
        return
    every = items(report.council_id, (report.start, report.end), calendar_of(report.council_id), measures)
    shown = (each for each in every if each.period == measures[each.measure.id].period)
    for item in (each for each in shown if each.stage in UNSIGNED):
        yield _check("unsigned", measures[item.measure.id], _unsigned_text(item))


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
    yield from _given_away(page)


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


def _given_away(page: MeasurePage) -> Iterator[ChecklistFinding]:
    """Withheld figures that a longer period's figure and the shorter ones in it would give away."""
    if page.measure.schedule.period_kind is not PeriodKind.IN_PERIOD:
        return
    lines = [(line.period, line) for line in page.lines if line.period]
    for whole, line in lines:
        inside = [(part, each) for part, each in lines if part.months < whole.months] if _adds_up(line) else []
        for kind in sorted({part.kind for part, _ in inside}):
            yield from _left_by(
                page, line, [each for part, each in inside if part.kind is kind and whole.contains(part)]
            )


def _adds_up(line: Line) -> bool:
    """A count, or the numbers that a share is worked out from, of which a measure's page shows every period's."""
    return isinstance(line.figure, Actual) and (line.rule.unit is Unit.COUNT or line.figure.numerator is not None)


def _left_by(page: MeasurePage, whole: Line, inside: list[Line]) -> Iterator[ChecklistFinding]:
    """What is withheld of a longer period, where that leaves but one number for it."""
    unknown = [line for line in inside if not _is_known(line)]
    if whole.period is None or not _is_known(whole) or not unknown or not any(_is_withheld(x.figure) for x in unknown):
        return
    parts = whole.period.months // unknown[0].period.months if unknown[0].period else 0
    is_one = given_away(False, [not _is_known(line) for line in inside], parts)
    if is_one or (len(inside) == parts and _is_pinned(page, whole, inside, unknown)):
        gone = " and ".join(line.period.label for line in unknown if line.period)
        text = f"what is withheld for {gone} is what {whole.period.label} leaves of the others. "
        yield _check("small", page.line, text + "Mark another one of them as suppressed.", blocks=True)


def _is_pinned(page: MeasurePage, whole: Line, inside: list[Line], unknown: list[Line]) -> bool:
    """Whether several small counts can only be what they are. One that is marked as suppressed may be any number."""
    if whole.rule.unit is not Unit.COUNT or not all(isinstance(line.figure, Hidden) for line in unknown):
        return False
    return is_pinned(_value(whole) - sum(map(_value, inside)), len(unknown), page.measure.threshold)


def _value(line: Line) -> Decimal:
    return line.figure.value or Decimal(0) if isinstance(line.figure, Actual) else Decimal(0)


def _is_known(line: Line) -> bool:
    return isinstance(line.figure, Actual) and line.figure.value is not None
