"""Every figure that a report prints, to be looked up later; and its scorecard's rows for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kpis.domain.figure import Actual, Hidden
from kpis.domain.line import Line
from kpis.domain.numbers import plain
from kpis.domain.periods import Period
from kpis.domain.words import Part, Rag, Scheme, Section, Status
from kpis.measures.queries import MeasurePage, periods_told
from kpis.measures.texts_parts import cell_text
from kpis.presenters import look_of
from kpis.scorecards.files import COLUMNS, Cell, scorecard_rows
from kpis.sections.blocks_history import columns, up_to
from kpis.sections.blocks_source import PARTS, Source

Entry = dict[str, Any]


def figures(source: Source) -> list[Entry]:
    """Each figure once: those of the scorecard, then the earlier ones and the parts that stand in the report."""
    found: dict[tuple[str, ...], Entry] = {}
    for entry in _entries(source):
        key = tuple(entry[name] for name in ("ref", "dimension", "category", "kind", "start", "end"))
        found.setdefault(key, entry)
    return list(found.values())


def _entries(source: Source) -> Iterator[Entry]:
    for line in source.lines:
        if line.period is not None:
            yield _total(line, line.period)
    for where, part in PARTS.items():
        if source.draft.section(part).is_in:
            yield from _detailed(source, where)
    if source.draft.section(Part.PROMISES).is_in:
        decided = (each.decided for each in source.promised)
        yield from (_total(line, line.period) for line in decided if line and line.period)


def _detailed(source: Source, where: Section) -> Iterator[Entry]:
    for line in source.told(where):
        page = up_to(source.pages[line.measure.ref], source.period)
        if line.rule.scheme is not Scheme.MILESTONE:
            yield from (_total(each, each.period) for each in columns(page) if each.period and each.figure)
        if line.measure.ref not in source.draft.no_breakdown:
            yield from _parts(page)


def _total(line: Line, period: Period) -> Entry:
    verdict, is_hidden = line.verdict, isinstance(line.figure, Hidden)
    return _entry(line, period, line.printed, is_hidden, verdict.status, verdict.rag)


def _parts(page: MeasurePage) -> Iterator[Entry]:
    """Cells of breakdowns: nobody judges them."""
    for each in page.breakdowns:
        for period in periods_told(page, each):
            for part in each.parts:
                figure: Actual | Hidden | None = part.figures.get(period)
                if figure is not None:
                    is_hidden = isinstance(figure, Hidden)
                    status = Status.HIDDEN if is_hidden else Status.FOR_INFORMATION
                    entry = _entry(page.line, period, cell_text(figure, page), is_hidden, status, Rag.NONE)
                    yield {**entry, "category": part.name, "dimension": each.dimension}


def _entry(line: Line, period: Period, printed: str, is_hidden: bool, status: Status, rag: Rag) -> Entry:
    return {
        "ref": line.measure.ref,
        "title": line.measure.title,
        "kind": period.kind.value,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "period": period.label,
        "category": "",
        "dimension": "",
        "printed": printed,
        "status": status.value,
        "rag": rag.value,
        "word": look_of(status, rag).word,
        "hidden": is_hidden,
    }


def data(source: Source) -> dict[str, Any]:
    """The scorecard's rows; a number is written so that it stays one, whatever reads the snapshot."""
    rows = [[_stored(row[column]) for column in COLUMNS] for row in scorecard_rows(source.card)]
    return {"columns": list(COLUMNS), "rows": rows}


def _stored(cell: Cell) -> Any:
    return {"n": plain(cell)} if isinstance(cell, Decimal) else cell
