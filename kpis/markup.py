"""The pieces of HTML that pages share: a status, a direction of travel, and a table with its head, groups and cells.

Written in Python: the scorecard has hundreds of them, and a template takes several times as long. Templates use the
same by the tags of templatetags/markup.py. Every text is escaped, but for what is HTML already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def fragment(name: str, **context: object) -> SafeString:
    """A template of Jinja, compiled and many times as quick, for lists of hundreds of pieces. It escapes what is not
    HTML already."""
    return mark_safe(get_template(name, using="jinja2").render(dict(context)))  # noqa: S308


def css_text(text: str) -> SafeString:
    """A text as a string of CSS, in which nothing but letters, numbers and plain signs stands as it is."""
    plain = re.sub(r"[^\w .,:;/()&?=-]", lambda found: f"\\{ord(found.group()):x} ", text)
    return mark_safe(f'"{plain}"')  # noqa: S308


HOLDS = 512
"""Looks and directions kept: there are a few dozen of them."""


class Fit(StrEnum):
    """How a table fits a telephone."""

    STACKED = "stacked"
    """Each row becomes a card, whose figures say what they are. Roles are written out, for the cards are no table."""

    SCROLLING = "scrolling"
    """It scrolls in a frame of its own, which the keyboard reaches and its caption names. Needs an ``id``."""

    DATA = "data"
    """Narrow enough as it is."""

    PLAIN = "plain"
    """Without our classes: for the administration, and for documents."""


CLASSES = {Fit.STACKED: "scorecard", Fit.SCROLLING: "data", Fit.DATA: "data", Fit.PLAIN: ""}


class Column(NamedTuple):
    """A column's head, and how its cells look.

    ``css`` are classes; with "num" among them its cells are numbers. ``label`` names its cells on cards: the heading,
    unless something else is given, and blank for none. ``address`` sorts by the column (blank: none), ``sorted`` says
    how it sorts now.
    """

    heading: str
    css: str = ""
    label: str | None = None
    address: str = ""
    sorted: str = ""
    id: str = ""

    @property
    def is_number(self) -> bool:
        return "num" in self.css.split()


@lru_cache(HOLDS)
def status_html(word: str, icon: str, css: str, size: str = "") -> SafeString:
    """A status: its icon for the eye, its word for everybody. ``size``: "large" or nothing."""
    classes = f"status {css} status--{size}" if size else f"status {css}"
    shape = f'<span class="status__icon" aria-hidden="true">{escape(icon)}</span>'
    return mark_safe(f'<span class="{escape(classes)}">{shape}{escape(word)}</span>')  # noqa: S308


@lru_cache(HOLDS)
def travel_html(css: str, arrow: str, movement: str, word: str) -> SafeString:
    """Which way a figure moved, by an arrow or in words, and whether that is good."""
    shown = f'<span class="travel__arrow" aria-hidden="true">{escape(arrow)}</span>'
    heard = f'<span class="govuk-visually-hidden">{escape(movement)}, </span>'
    return mark_safe(f'<span class="travel {escape(css)}">{shown + heard if arrow else ""}{escape(word)}</span>')  # noqa: S308


def details_html(content: str, summary: str, about: str = "", open: object = False, css: str = "") -> SafeString:
    """What is folded away. ``about`` tells it from its like for whoever hears the page; ``open``: whether it is."""
    return format_html(
        '<details class="govuk-details{}"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        f" {css}" if css else "",
        " open" if open else "",
        summary,
        format_html('<span class="govuk-visually-hidden">: {}</span>', about) if about else "",
        content,
    )


def escaped(text: object) -> str:
    """A text as HTML; what is HTML already as it is. Quicker than Django's, which looks for translations first."""
    return text if isinstance(text, SafeString) else escape(str(text))


def attributes(pairs: Mapping[str, object]) -> str:
    """Attributes of an element, each with a space before it; none for what is blank, a bare name for what is true."""
    return "".join([_attribute(name, value) for name, value in pairs.items() if value not in ("", None, False)])


def _attribute(name: str, value: object) -> str:
    named = name.replace("_", "-")
    return f" {named}" if value is True else f' {named}="{escaped(value)}"'


def _role(fit: Fit, role: str) -> str:
    """The attribute that says what an element of a table still is once it is shown as a card."""
    return f' role="{role}"' if fit is Fit.STACKED else ""


def table_html(caption: str, columns: Sequence[Column], body: str, fit: Fit, **more: str) -> SafeString:
    """A table. ``body`` is one or more ``tbody`` as HTML.

    ``more``: ``css``, ``id`` (of the caption), ``caption_css``, ``foot`` (rows as HTML), and of the frame
    ``frame_css`` and ``role``.
    """
    css = " ".join(each for each in (CLASSES[fit], more.get("css", "")) if each)
    named = attributes({"class": more.get("caption_css"), "id": more.get("id")})
    parts = [
        f"<table{attributes({'class': css})}{_role(fit, 'table')}>",
        f"<caption{named}>{escaped(caption)}</caption>\n" if caption else "",
        _head(columns, fit) if columns else "",
        body,
        f"<tfoot{_role(fit, 'rowgroup')}>{more['foot']}</tfoot>" if more.get("foot") else "",
        "</table>",
    ]
    whole = "".join(parts)
    return mark_safe(_framed(whole, more) if fit is Fit.SCROLLING else whole)  # noqa: S308


def _framed(whole: str, more: Mapping[str, str]) -> str:
    css = " ".join(each for each in ("scroll", more.get("frame_css", "")) if each)
    frame = {"class": css, "tabindex": "0", "role": more.get("role", "region"), "aria-labelledby": more["id"]}
    return f"<div{attributes(frame)}>{whole}</div>"


def _head(columns: Iterable[Column], fit: Fit) -> str:
    cells = "".join([_heading(each, fit) for each in columns])
    return f"<thead{_role(fit, 'rowgroup')}><tr{_role(fit, 'row')}>{cells}</tr></thead>\n"


def _heading(column: Column, fit: Fit) -> str:
    words = escaped(column.heading)
    linked = f'<a href="{escaped(column.address)}">{words}</a>' if column.address else words
    named = attributes({"id": column.id, "class": column.css, "aria-sort": column.sorted})
    return f'<th{_role(fit, "columnheader")} scope="col"{named}>{linked}</th>'


def tbody_html(rows: str, fit: Fit, heading: str = "", columns: int = 0) -> SafeString:
    """Rows, beneath a heading of their own over all of the columns where there is one."""
    span = f'{_role(fit, "rowheader")} scope="rowgroup" colspan="{columns}"'
    above = f'<tr class="group"{_role(fit, "row")}><th{span}>{escaped(heading)}</th></tr>\n' if heading else ""
    return mark_safe(f"<tbody{_role(fit, 'rowgroup')}>{above}{rows}</tbody>\n")  # noqa: S308


def row_html(cells: str, fit: Fit, **named: object) -> SafeString:
    return mark_safe(f"<tr{_role(fit, 'row')}{attributes(named)}>{cells}</tr>\n")  # noqa: S308


def heading_cell_html(content: str, fit: Fit, **named: object) -> SafeString:
    """The cell that names its row."""
    return mark_safe(f'<th{_role(fit, "rowheader")} scope="row"{attributes(named)}>{content}</th>')  # noqa: S308


def cell_html(content: str, fit: Fit, column: Column, **named: object) -> SafeString:
    """A cell, of a number where its column is one; on a card it says what it is."""
    css = " ".join(str(each) for each in ("num" if column.is_number else "", named.pop("class", "")) if each)
    label = column.heading if column.label is None else column.label
    card = {"data-label": label} if fit is Fit.STACKED else {}
    cell = attributes({"class": css, **card, **named})
    return mark_safe(f"<td{_role(fit, 'cell')}{cell}>{content}</td>")  # noqa: S308
