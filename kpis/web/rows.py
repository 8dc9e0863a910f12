"""The scorecard's columns: their names, their order and how they sort. Rows arrive as text, ready for the page."""

from __future__ import annotations

from typing import Any, NamedTuple

import django_tables2 as tables

from kpis.presenters import Look


class ScorecardRow(NamedTuple):
    """A measure's line as text. Columns sort by the ``by_`` fields; withheld and missing figures sort last."""

    ref: str
    title: str
    url: str
    framework: str
    outcome: str
    area: str
    service: str
    look: Look
    reason: str
    said: str
    figure: str
    is_missing: bool
    period: str
    marker: str
    target: str
    travel_css: str
    arrow: str
    travel: str
    movement: str
    travel_note: str
    disagrees: str
    projection: str
    commentary: str
    by_status: tuple[int, str]
    by_figure: tuple[bool, Any]
    by_target: tuple[bool, Any]
    by_travel: tuple[int, str]


class ScorecardTable(tables.Table):
    """What a scorecard has beside each measure."""

    status = tables.Column("Status", order_by="by_status", attrs={"th": {"class": "c-status"}})
    measure = tables.Column("Measure", order_by="title", accessor="title")
    figure = tables.Column("Latest figure", order_by="by_figure", attrs={"th": {"class": "c-figure num"}})
    target = tables.Column("Target", order_by="by_target", attrs={"th": {"class": "c-target num"}})
    travel = tables.Column("Direction", order_by="by_travel", attrs={"th": {"class": "c-travel"}})
    history = tables.Column("Last eight periods", orderable=False, accessor="ref", attrs={"th": {"class": "c-spots"}})

    class Meta:
        order_by_field = "sort"


MISSING_LAST = {"figure": "by_figure", "target": "by_target"}
"""Columns in which some rows have nothing to sort by: those come last whichever way it sorts."""


def sorted_rows(rows: list[ScorecardRow], sort: str) -> list[ScorecardRow]:
    """Rows in the order of a column ("status", "-figure"); as they came, where no such column sorts."""
    table = ScorecardTable(rows, order_by=sort)
    listed: list[ScorecardRow] = [row.record for row in table.rows]
    name = MISSING_LAST.get(sort.removeprefix("-"))
    return sorted(listed, key=lambda row: getattr(row, name)[0]) if name else listed
