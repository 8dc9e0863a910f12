"""Tags for a table, which is written so:

{% table "stacked" css="due" %}Figures that are due
{% columns %}{% column "Measure" %}{% column "Figure" css="num" %}
{% rows %}{% for each in due %}{% tr %}{% th %}{{ each.title }}{% endth %}
{% td %}{{ each.figure }}{% endtd %}{% endtr %}
{% endfor %}{% endtable %}

The caption stands first. A cell takes what it is from its column: a number, and on a telephone what it is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.template import Context, NodeList
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.utils.safestring import SafeString, mark_safe

from kpis.markup import (
    Column,
    Fit,
    cell_html,
    heading_cell_html,
    row_html,
    table_html,
    tbody_html,
)

register = template.Library()
TABLE = "table being written"
UNNAMED = Column("", label="")


@dataclass
class HtmlTable:
    """A table while it is written: its columns so far, the place of the next cell, and whether its rows have groups."""

    fit: Fit
    columns: list[Column] = field(default_factory=list)
    place: int = 0
    has_groups: bool = False

    def step(self, named: Mapping[str, Any]) -> Column:
        """The column of the next cell."""
        here = self.columns[self.place] if self.place < len(self.columns) else UNNAMED
        self.place += int(named.get("colspan", 1))
        return here


class Tag(Node):
    """A tag with an opening and an end: its arguments, and what stands between."""

    child_nodelists = ("content",)

    def __init__(self, first: FilterExpression | None, named: Mapping[str, FilterExpression], content: NodeList):
        self.first, self.named, self.content = first, named, content

    @classmethod
    def parsed(cls, parser: Parser, token: Token) -> Tag:
        name, first, named = _arguments(parser, token)
        content = parser.parse((f"end{name}",))
        parser.delete_first_token()
        return cls(first, named, content)

    def arguments(self, context: Context) -> dict[str, Any]:
        """Named arguments as attributes."""
        found = {name: value.resolve(context) for name, value in self.named.items()}
        return {"class" if name == "css" else name: value for name, value in found.items()}


def _arguments(parser: Parser, token: Token) -> tuple[str, FilterExpression | None, dict[str, FilterExpression]]:
    """The tag's name, its one unnamed argument or none, and the named ones."""
    name, *bits = token.split_contents()
    named = token_kwargs(bits, parser)
    first = parser.compile_filter(bits.pop(0)) if bits else None
    named |= token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"{name} does not take {' '.join(bits)}")
    return name, first, named


class TableTag(Node):
    """The whole table: its caption, then its columns, its rows, and maybe a foot."""

    child_nodelists = ("caption", "columns", "rows", "foot")

    def __init__(self, fit: FilterExpression, named: Mapping[str, FilterExpression], parts: Mapping[str, NodeList]):
        self.fit, self.named = fit, named
        self.caption, self.columns = parts["table"], parts.get("columns", NodeList())
        self.rows, self.foot = parts["rows"], parts.get("foot", NodeList())

    def render(self, context: Context) -> SafeString:
        shown = HtmlTable(Fit(self.fit.resolve(context)))
        named = {name: value.resolve(context) for name, value in self.named.items()}
        caption = mark_safe(self.caption.render(context).strip())  # noqa: S308
        with context.push(**{TABLE: shown}):
            self.columns.render(context)
            rows, foot = self.rows.render(context).strip(), self.foot.render(context).strip()
        body = mark_safe(rows) if shown.has_groups else tbody_html(rows, shown.fit)  # noqa: S308
        return table_html(caption, shown.columns, body, shown.fit, foot=foot, **named)


@register.tag
def table(parser: Parser, token: Token) -> TableTag:
    """A table that fits a telephone in one of the ways of ``Fit``; what else it takes, ``table_html`` says."""
    name, fit, named = _arguments(parser, token)
    if fit is None:
        raise template.TemplateSyntaxError("table needs its way to fit")
    parts, part = {}, name
    while part != "endtable":
        parts[part] = parser.parse(("columns", "rows", "foot", "endtable"))
        part = parser.next_token().contents
    return TableTag(fit, named, parts)


@register.simple_tag(takes_context=True)
def column(context: Context, heading: str, **named: str) -> str:
    """A column's head: ``css``, ``label`` of its cells on a telephone, ``id``."""
    context[TABLE].columns.append(Column(heading, **named))
    return ""


class RowTag(Tag):
    def render(self, context: Context) -> SafeString:
        shown = context[TABLE]
        shown.place = 0
        return row_html(self.content.render(context), shown.fit, **self.arguments(context))


class HeadingCellTag(Tag):
    def render(self, context: Context) -> SafeString:
        shown, named = context[TABLE], self.arguments(context)
        shown.step(named)
        return heading_cell_html(self.content.render(context), shown.fit, **named)


class CellTag(Tag):
    def render(self, context: Context) -> SafeString:
        shown, named = context[TABLE], self.arguments(context)
        here = shown.step(named)
        here = here._replace(label=named.pop("label", here.label))
        return cell_html(self.content.render(context), shown.fit, here, **named)


class GroupTag(Tag):
    """Rows under a heading of their own: the tag's one argument."""

    def render(self, context: Context) -> SafeString:
        shown = context[TABLE]
        shown.has_groups = True
        heading = self.first.resolve(context) if self.first else ""
        return tbody_html(self.content.render(context), shown.fit, heading, len(shown.columns))


register.tag("tr", RowTag.parsed)
register.tag("th", HeadingCellTag.parsed)
register.tag("td", CellTag.parsed)
register.tag("group", GroupTag.parsed)
