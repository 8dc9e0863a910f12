"""A grid's rows as the page shows them: inputs with their errors, and what stands beside them as words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from kpis.domain.figure import Actual
from kpis.domain.figure_reader import WITH_PARTS
from kpis.domain.numbers import Unit
from kpis.domain.periods import date_text
from kpis.entry.forms_grid import GridCells
from kpis.entry.queries import Stage
from kpis.entry.queries_grid import GridRow, GridVersion
from kpis.entry.texts_grid_rows import Answer, cells_of, shape_of
from kpis.entry.texts_parts import worked_out
from kpis.web.lines import target_text

STATES = {"draft": "a draft", "submitted": "submitted", "returned": "returned", "signed_off": "signed off"}


class GridRowText(NamedTuple):
    """One row of the page. ``others`` is what somebody else saved in between, beside what was typed."""

    key: str
    ref: str
    title: str
    address: str
    period: str
    before: str
    target: str
    state: str
    note: str
    cells: GridCells
    has_parts: bool
    is_milestone: bool
    worked: str | None
    locked: str
    figure: str
    errors: Mapping[str, str]
    doubts: tuple[str, ...]
    others: str
    others_text: str
    seen_now: int


def row_shown(row: GridRow, answer: Answer | None, council: str, today: dt.date) -> GridRowText:
    item, measure = row.item, row.item.measure
    answer = answer or Answer(cells_of(row, row.shown))
    has_parts = measure.unit in WITH_PARTS
    return GridRowText(
        key=row.key,
        ref=measure.ref,
        title=measure.title,
        address=reverse("figure", args=(council, measure.ref, item.period.slug)),
        period=item.period.long_label,
        before=_before(row),
        target=target_text(item.line),
        state=state_text(row, today),
        note=row.shown.reason if row.shown is not None and item.stage == Stage.RETURNED else "",
        cells=answer.cells,
        has_parts=has_parts,
        is_milestone=measure.unit is Unit.MILESTONE,
        worked=worked_out(answer.cells.numerator, answer.cells.denominator, shape_of(row)) if has_parts else None,
        locked=_locked(row),
        figure=item.line.printed,
        errors=answer.errors,
        doubts=answer.doubts,
        others=_others(row, answer.theirs),
        others_text=answer.theirs.commentary if answer.theirs else "",
        seen_now=row.seen,
    )


def _before(row: GridRow) -> str:
    figure = row.before
    if not isinstance(figure, Actual):
        return "None yet"
    return f"{figure.text(row.item.line.rule)} ({figure.period.label})"


def state_text(row: GridRow, today: dt.date) -> str:
    """How far a figure is, and by when it is due: late, not yet due and missing are different words."""
    item = row.item
    due = f"due {date_text(item.due)}"
    if item.stage == Stage.IN:
        return "Signed off" + _explanation(row)
    if item.stage == Stage.SUBMITTED:
        return "Waiting for sign-off" + _explanation(row)
    if item.stage == Stage.AWAITED:
        return f"Awaited, {due}"
    words = {Stage.DRAFT: "Draft, not submitted", Stage.RETURNED: "Returned"}.get(item.stage, "")
    if item.is_overdue(today):
        return f"{words}. Late: was {due}" if words else f"Late: was {due}"
    return f"{words}, {due}" if words else f"Not yet due: {due}"


def _explanation(row: GridRow) -> str:
    return ". Explanation due" if row.item.explanation_due else ""


def _locked(row: GridRow) -> str:
    if row.closed is not None:
        return f"{row.closed.label} is closed: the performance team can reopen it, with a reason."
    return "Signed off: it only changes by a revision, on its own page." if row.is_locked else ""


def _others(row: GridRow, theirs: GridVersion | None) -> str:
    """ "Bob saved 660, submitted, on 18 June 2019 at 12:00, after you opened this page." """
    if theirs is None:
        return ""
    at = timezone.localtime(theirs.at)
    state = STATES[theirs.state]
    when = f"{date_text(at.date())} at {at:%H:%M}"
    return (
        f"{theirs.by or 'Somebody else'} saved {row.item.line.printed} ({state}) on {when}, after you opened this page."
    )


def problems(rows: list[GridRowText]) -> list[tuple[str, str]]:
    """The error summary: where each leads, and what it says."""
    found = []
    for row in rows:
        about = f"{row.ref}, {row.period}"
        found += [(f"{row.key}-{column}", f"{about}: {text}") for column, text in row.errors.items()]
        found += [(f"{row.key}-confirmed", f"{about}: {capfirst(text)}") for text in row.doubts]
        if row.others:
            found.append((f"{row.key}-choice", f"{about}: {row.others}"))
    return found
