"""A scorecard's row as HTML. Written in Python: a template takes ten times as long, and a page has hundreds of rows."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from kpis.tables import Row


def rows_html(rows: Iterable[Row], has_projection: bool) -> SafeString:
    """A ``tr`` for each measure. Every text that came from a person is escaped; the sparkline is HTML already."""
    return mark_safe("".join([_row(row, has_projection) for row in rows]))  # noqa: S308


def _row(row: Row, has_projection: bool) -> str:
    cells = f"{_status(row)}{_measure(row)}{_figure(row)}{_target(row)}{_travel(row)}{_history(row)}"
    if has_projection:
        cells += f'<td role="cell" data-label="Next period">{row.projection or "Not stated"}</td>'
    return f'<tr role="row">{cells}</tr>\n'


def _status(row: Row) -> str:
    look = row.look
    return (
        f'<td role="cell"><span class="status {look.css}"><span class="status__icon" aria-hidden="true">{look.icon}</span>'
        f"{look.word}</span>{_part('sub', row.said)}</td>\n"
    )


def _measure(row: Row) -> str:
    return (
        f'<th role="rowheader" scope="row"><a class="govuk-link" href="{escape(row.url)}">{escape(row.title)}</a> '
        f'<span class="ref">{escape(row.ref)}</span>{_part("sub", row.reason)}{_part("why", row.commentary)}</th>\n'
    )


def _figure(row: Row) -> str:
    css = "missing" if row.is_missing else "figure"
    period = f" {_part('sub', row.period)}" if row.period else ""
    return (
        f'<td role="cell" class="num" data-label="Latest figure"><span class="{css}">{escape(row.figure)}</span>'
        f"{period}{_part('marker', row.marker)}</td>\n"
    )


def _target(row: Row) -> str:
    target = escape(row.target) if row.target else '<span class="missing">None on record</span>'
    return f'<td role="cell" class="num" data-label="Target">{target}</td>\n'


def _travel(row: Row) -> str:
    arrow = (
        f'<span class="travel__arrow" aria-hidden="true">{row.arrow}</span>'
        f'<span class="govuk-visually-hidden">{row.movement}, </span>'
        if row.arrow
        else ""
    )
    return (
        f'<td role="cell" data-label="Direction"><span class="travel {row.travel_css}">{arrow}{row.travel}</span>'
        f"{_part('sub', row.travel_note)}{_part('sub', row.disagrees)}</td>\n"
    )


def _history(row: Row) -> str:
    return f'<td role="cell" data-label="History">{row.spark or _part("missing", "No history")}</td>'


def _part(css: str, text: str) -> str:
    """A piece of text beneath another; nothing where there is none."""
    return f'<span class="{css}">{escape(text)}</span>' if text else ""
