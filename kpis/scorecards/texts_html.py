"""The scorecard's table and its filters as HTML.

Written in Python: a template takes several times as long, and the page has hundreds of rows and dozens of choices.
Every text that came from a person is escaped here; the sparkline is HTML already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from django import forms
from django.utils.safestring import SafeString, mark_safe

from kpis.domain.periods import Period
from kpis.markup import Column, Fit, status_html, table_html, tbody_html, travel_html
from kpis.web.rows import ScorecardRow, ScorecardTable

PROJECTION = str(ScorecardTable.base_columns["projection"].verbose_name)


class RowGroup(NamedTuple):
    """Rows under a heading: an outcome with its policy area; blank where a column sorts."""

    heading: str
    rows: Sequence[ScorecardRow]


def options_html(periods: Iterable[Period], chosen: Period | None) -> SafeString:
    """An ``option`` for each period, by its label."""
    options = [
        f'<option value="{each.slug}"{" selected" if each == chosen else ""}>{each.label}</option>' for each in periods
    ]
    return mark_safe("".join(options))  # noqa: S308


def fields_html(form: forms.Form) -> SafeString:
    """The fields of a form of optional choices and texts; one that is wrong as all forms show it."""
    return mark_safe("\n".join([_field(form, name) for name in form.fields]))  # noqa: S308


def _field(form: forms.Form, name: str) -> str:
    field, value = form.fields[name], form.data.get(name, "")
    if name in form.errors:
        return form[name].as_field_group()
    if field.widget.is_hidden:
        return f'<input type="hidden" name="{name}" value="{escape(value)}">' if value else ""
    attrs = {"id": f"id_{name}", **field.widget_attrs(field.widget)}
    return (
        f'<div class="govuk-form-group field"><label for="id_{name}">{field.label or name.capitalize()}</label>'
        f"{field.widget.render(name, value, attrs)}</div>"
    )


def section_html(groups: Sequence[RowGroup], columns: Sequence[Column]) -> SafeString:
    """A section's table: a group of rows for each outcome and policy area."""
    size = sum(len(group.rows) for group in groups)
    has_projection = any(column.heading == PROJECTION for column in columns)
    body = "".join([_group(group, len(columns), has_projection) for group in groups])
    return table_html(f"{size} measure{'' if size == 1 else 's'}", columns, body, Fit.STACKED)


def _group(group: RowGroup, columns: int, has_projection: bool) -> str:
    rows = "".join([_row(row, has_projection) for row in group.rows])
    return tbody_html(rows, Fit.STACKED, group.heading, columns)


def _row(row: ScorecardRow, has_projection: bool) -> str:
    cells = f"{_status(row)}{_measure(row)}{_figure(row)}{_target(row)}{_travel(row)}{_history(row)}"
    if has_projection:
        cells += f'<td role="cell" data-label="{PROJECTION}">{row.projection or "Not stated"}</td>'
    return f'<tr role="row">{cells}</tr>\n'


def _status(row: ScorecardRow) -> str:
    look = row.look
    return f'<td role="cell">{status_html(look.word, look.icon, look.css)}{_part("sub", row.said)}</td>\n'


def _measure(row: ScorecardRow) -> str:
    return (
        f'<th role="rowheader" scope="row"><a class="govuk-link" href="{escape(row.url)}">{escape(row.title)}</a> '
        f'<span class="ref">{escape(row.ref)}</span>{_part("sub", row.reason)}{_part("why", row.commentary)}</th>\n'
    )


def _figure(row: ScorecardRow) -> str:
    css = "missing" if row.is_missing else "figure"
    period = f" {_part('sub', row.period)}" if row.period else ""
    return (
        f'<td role="cell" class="num" data-label="Latest figure"><span class="{css}">{escape(row.figure)}</span>'
        f"{period}{_part('marker', row.marker)}</td>\n"
    )


def _target(row: ScorecardRow) -> str:
    target = escape(row.target) if row.target else '<span class="missing">None on record</span>'
    return f'<td role="cell" class="num" data-label="Target">{target}</td>\n'


def _travel(row: ScorecardRow) -> str:
    travel = travel_html(row.travel_css, row.arrow, row.movement, row.travel)
    return (
        f'<td role="cell" data-label="Direction">{travel}{_part("sub", row.travel_note)}'
        f"{_part('sub', row.disagrees)}</td>\n"
    )


def _history(row: ScorecardRow) -> str:
    return f'<td role="cell" data-label="History">{row.spark or _part("missing", "No history")}</td>'


def _part(css: str, text: str) -> str:
    """A piece of text beneath another; nothing where there is none."""
    return f'<span class="{css}">{escape(text)}</span>' if text else ""
