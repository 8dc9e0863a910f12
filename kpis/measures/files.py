"""Every figure of one measure as rows."""

from __future__ import annotations

from kpis.domain.figure import HIDDEN_TEXT, Actual, Hidden
from kpis.domain.line import Line
from kpis.domain.schemes import edges
from kpis.measures.queries import MeasurePage
from kpis.spreadsheets.book import Cell
from kpis.web.lines import value_cell

DATA_COLUMNS = (
    "council", "ref", "title", "period", "dimension", "category", "value", "numerator", "denominator", "marker",
    "printed", "target", "tolerance_low", "tolerance_high", "status", "rag", "status_reason", "commentary", "notice",
)  # fmt: skip


def data_rows(page: MeasurePage) -> list[dict[str, Cell]]:
    """The totals, the latest first, then each breakdown. A withheld figure is [c] in every one of its columns."""
    head: dict[str, Cell] = {
        "council": page.council.slug,
        "ref": page.measure.ref,
        "title": page.measure.title,
        "notice": page.council.notice,
    }
    return [{**head, **_total(line)} for line in page.lines] + [{**head, **row} for row in _parts(page)]


def _total(line: Line) -> dict[str, Cell]:
    low, high = edges(line.rule, line.target)
    return {
        "period": line.period.code if line.period else "",
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
    blank = dict.fromkeys(DATA_COLUMNS[11:18], None)
    found: list[dict[str, Cell]] = []
    for breakdown in page.breakdowns:
        for part in breakdown.parts:
            for period, figure in part.figures.items():
                text = figure.text(page.line.rule) if isinstance(figure, Actual) else HIDDEN_TEXT
                place: dict[str, Cell] = {
                    "period": period.code,
                    "dimension": breakdown.dimension,
                    "category": part.name,
                }
                found.append({**blank, **place, **figure_cells(figure, text)})
    return found
