"""A spreadsheet to fill in: a row for each figure that a person enters for a period, with what is known of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from kpis.domain.figure import COLUMNS as FIGURE
from kpis.domain.figure import DATES, Actual
from kpis.domain.figure_reader import ACHIEVED, WITH_PARTS
from kpis.domain.numbers import Unit
from kpis.domain.periods import Period, date_text
from kpis.domain.words import Marker
from kpis.spreadsheets.book import Book, Cell, SheetTable
from kpis.spreadsheets.tables import GUIDE
from kpis.uploads.queries import TemplateRow
from kpis.web.lines import target_text

COLUMNS = (
    "ref", "period", "dimension", "category", *FIGURE, "commentary", "published_projection", "section", "break_before",
    "change_reason",
)  # fmt: skip
PARTS = ("dimension", "category")
PLAIN = ("commentary", "section", "break_before")
LISTED = ("Reference", "Measure", "Period", "Write the figure as", "Last figure", "Target", "Due")
HELP = (
    "Fill in the sheet readings, one row a figure. Leave the references and periods as they are. Rows that stay blank"
    " are left alone.",
    "value: the figure, such as 412 or 92.4. Where numerator and denominator are given, leave it blank: it is worked"
    " out.",
    "marker: final, provisional, estimated or revised; or why there is no figure: awaiting, not_applicable,"
    " not_monitored, suppressed. Blank means final.",
    f"{', '.join(DATES)}: dates such as 2026-07-31.",
    "published_projection: what you expect of the next period: improve, decline or same.",
    "section: area_of_concern or good_progress; blank: as the status says.",
    "change_reason: why a signed-off figure changes. Needed where one does.",
    "A blank commentary leaves what stands; a hyphen clears it.",
    "Then save the file and bring it in on the page that you had it from. Nothing is written before you have seen"
    " what each row would do.",
)
WRITTEN_AS = {
    Unit.PERCENTAGE: "92.4 for 92.4%", Unit.PERCENTAGE_POINTS: "1.5 for 1.5 percentage points", Unit.CURRENCY: "pounds",
    Unit.MILESTONE: " or ".join(ACHIEVED), Unit.COUNT: "a whole number",
}  # fmt: skip


def columns_of(rows: Sequence[TemplateRow]) -> tuple[str, ...]:
    """The columns that these figures need: those of breakdowns only where there is one."""
    has_parts = any(each.parts for each in rows)
    return tuple(name for name in COLUMNS if has_parts or name not in PARTS)


def readings(rows: Sequence[TemplateRow]) -> list[dict[str, Cell]]:
    """The rows of the sheet readings, which is brought in unchanged."""
    return [line for each in rows for line in _lines(each)]


def book(rows: Sequence[TemplateRow], council: str, period: Period, made: dt.datetime) -> Book:
    """The workbook: what to do, the rows to fill in, and the measures by their titles."""
    cover = (f"Figures for {period.long_label}: {council}", *HELP)
    measures = SheetTable(GUIDE, LISTED, [_listed(each) for each in rows])
    return Book(cover, (SheetTable("readings", columns_of(rows), readings(rows)), measures), made)


def _lines(each: TemplateRow) -> Iterator[dict[str, Cell]]:
    row = each.row
    is_milestone = row.item.measure.unit is Unit.MILESTONE
    place = {"ref": row.measure.ref, "period": row.item.period.code}
    yield {**_blank(), **place, **_figure(row.shown, is_milestone), "published_projection": each.projection}
    for part in each.parts:
        named = {"dimension": part.dimension, "category": part.category}
        yield {**_blank(), **place, **named, **_figure(part.version, is_milestone)}


def _blank() -> dict[str, Cell]:
    return dict.fromkeys(COLUMNS, "")


def _figure(stored: Any, is_milestone: bool) -> dict[str, Cell]:
    """A version as its row says it. What follows from numerator and denominator is not stated beside them."""
    if stored is None:
        return {}
    is_worked_out = stored.numerator is not None and stored.denominator is not None
    value: Cell = None if is_worked_out else stored.value
    if is_milestone and stored.value is not None:
        value = "achieved" if stored.value else "not achieved"
    days = {name: day.isoformat() if (day := getattr(stored, name)) else "" for name in DATES}
    marker = "" if stored.marker == Marker.FINAL else str(stored.marker)
    parts = {"value": value, "numerator": stored.numerator, "denominator": stored.denominator}
    return {**parts, "marker": marker, **days, **{name: getattr(stored, name) for name in PLAIN}}


def _listed(each: TemplateRow) -> dict[str, Cell]:
    item = each.row.item
    before = each.row.before
    last = f"{before.text(item.line.rule)} ({before.period.label})" if isinstance(before, Actual) else ""
    texts = (
        item.measure.ref, item.measure.title, item.period.label, _written(item.measure), last, target_text(item.line),
        date_text(item.due),
    )  # fmt: skip
    return dict(zip(LISTED, texts, strict=True))


def _written(measure: Any) -> str:
    text = WRITTEN_AS.get(measure.unit) or f"a number {measure.unit_label}".strip()
    if measure.unit is Unit.CURRENCY and measure.unit_label:
        text = f"pounds ({measure.unit_label})"
    return f"{text}, or numerator and denominator" if measure.unit in WITH_PARTS else text
