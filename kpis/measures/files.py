"""Every figure of one measure as rows."""

from __future__ import annotations

from kpis.domain.figure import HIDDEN_TEXT, Actual, Hidden
from kpis.domain.line import Line
from kpis.domain.periods import Period, holding
from kpis.domain.schemes import edges
from kpis.measures.queries import MeasurePage
from kpis.spreadsheets.book import Cell
from kpis.web.lines import value_cell

JUDGED = ("target", "tolerance_low", "tolerance_high", "status", "rag", "status_reason", "commentary")
DATA_COLUMNS = (
    "council", "ref", "title", "unit", "period", "period_start", "period_end", "dimension", "category", "value",
    "numerator", "denominator", "marker", "printed", *JUDGED, "notice",
)  # fmt: skip


def data_rows(page: MeasurePage) -> list[dict[str, Cell]]:
    """The totals, the latest first, then each breakdown. A withheld figure is [c] in every one of its columns."""
    head: dict[str, Cell] = {
        "council": page.council.slug,
        "ref": page.measure.ref,
        "title": page.measure.title,
        "unit": page.measure.unit.value,
        "notice": page.council.notice,
    }
    return [{**head, **_total(page, line)} for line in page.lines] + [{**head, **row} for row in _parts(page)]


def _place(page: MeasurePage, period: Period | None) -> dict[str, Cell]:
    """A period by the one name that a scorecard of the page's period has for it, and by its days in ISO 8601.

    What its last day alone makes has several names: the position of 31 March is that of a quarter and of a year.
    """
    if period is None:
        return dict.fromkeys(("period", "period_start", "period_end"), "")
    named = page.measure.named(_as_shown(page, period))
    return {"period": named.code, "period_start": named.start.isoformat(), "period_end": named.end.isoformat()}


def _as_shown(page: MeasurePage, period: Period) -> Period:
    shown, schedule = page.line.period, page.measure.schedule
    if shown is None or not page.measure.by_end:
        return period
    kinds = ((shown.kind, shown.year_start), (schedule.frequency.kind, schedule.year_start))
    alike = (holding(period.end, *each) for each in kinds)
    return next((each for each in alike if each.end == period.end), period)


def _total(page: MeasurePage, line: Line) -> dict[str, Cell]:
    low, high = edges(line.rule, line.target)
    return {
        **_place(page, line.period),
        "dimension": "",
        "category": "",
        **figure_cells(line.figure, line.printed),
        **({"value": value_cell(line, line.figure)} if isinstance(line.figure, Actual) else {}),
        "target": line.target.value if line.target else None,
        "tolerance_low": low,
        "tolerance_high": high,
        "status": line.verdict.status.value,
        "rag": line.verdict.rag.value,
        "status_reason": line.verdict.reason,
        "commentary": "" if isinstance(line.figure, Hidden) else line.said.commentary,
    }


def figure_cells(figure: Actual | Hidden | None, printed: str) -> dict[str, Cell]:
    if isinstance(figure, Actual):
        return {
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "marker": figure.marker.value,
            "printed": printed,
        }
    if figure is None:
        return {"value": None, "numerator": None, "denominator": None, "marker": "", "printed": printed}
    return {
        "value": HIDDEN_TEXT,
        "numerator": HIDDEN_TEXT,
        "denominator": HIDDEN_TEXT,
        "marker": "",
        "printed": printed,
    }


def _parts(page: MeasurePage) -> list[dict[str, Cell]]:
    blank = dict.fromkeys(JUDGED, None)
    found: list[dict[str, Cell]] = []
    for breakdown in page.breakdowns:
        for part in breakdown.parts:
            for period, figure in part.figures.items():
                text = figure.text(page.line.rule) if isinstance(figure, Actual) else HIDDEN_TEXT
                place: dict[str, Cell] = {
                    **_place(page, period),
                    "dimension": breakdown.dimension,
                    "category": part.name,
                }
                found.append({**blank, **place, **figure_cells(figure, text)})
    return found
