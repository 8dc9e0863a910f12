"""The tables of the interchange format and their columns: what docs/interchange.md describes, in one place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

PERIOD_COLUMNS = frozenset({"period", "until", "live_from", "live_to"})
"""Columns in which a workbook's date is its month."""

LONGEST_TEXT = 20_000
"""Characters that a cell may hold: some ten pages."""
NUMBER_COLUMNS = frozenset({"value", "numerator", "denominator", "target", "tolerance", "low", "high"})


class InterchangeTable(NamedTuple):
    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.required + self.optional


def _table(name: str, required: str, optional: str) -> InterchangeTable:
    return InterchangeTable(name, tuple(required.split()), tuple(optional.split()))


# In the order in which rows may refer to each other.
TABLES = {
    table.name: table
    for table in (
        _table("council", "slug name", "short_name visibility"),
        _table("committees", "slug name", "remit"),
        _table("frameworks", "slug name", "kind scheme starts ends"),
        _table(
            "measures",
            "ref title framework unit polarity frequency",
            "outcome policy_area service committees unit_label decimal_places year_start period_kind owner definition"
            " source data_lag_days scheme steady_margin steady_margin_kind suppress_below suppress_zero share"
            " comparison live_from live_to portfolio_holder",
        ),
        _table("baselines", "ref period", "value numerator denominator"),
        _table(
            "targets",
            "ref period",
            "dimension category scheme target tolerance_kind tolerance low high until reason",
        ),
        _table(
            "readings",
            "ref period",
            "category value numerator denominator marker provisional_until expected commentary section"
            " published_status published_dot published_trend published_projection published_dot_basis dimension"
            " break_before achieved_on change_reason",
        ),
        _table("comparators", "ref comparator period", "dimension category value note"),
    )
}


CLEARED = "-"
"""A cell that clears what is stored. No stored text is written like it."""


COVER = "Cover"
"""The sheet of a workbook that says what its tables are, and is none."""


GUIDE = "How to fill in"
"""The sheet of a template that says how the other is filled in, and is no table."""

KNOWN = frozenset(column for table in TABLES.values() for column in table.columns)


PREFERRED = ("readings", "targets", "comparators", "baselines", "measures", "frameworks", "committees", "council")
FIGURES = PREFERRED[:4]


def table_with(header: Iterable[str], tables: Iterable[str] = PREFERRED) -> str | None:
    """The table whose columns these are: of those that have what they need, the one that knows most of them."""
    names = set(header)
    fits = [name for name in tables if set(TABLES[name].required) <= names]
    return max(fits, key=lambda name: len(names & set(TABLES[name].columns)), default=None)


def figures_with(header: Iterable[str]) -> str | None:
    """The same among the tables of figures, for a sheet that is called otherwise."""
    return table_with(header, FIGURES)


def usual_heading(text: str) -> str:
    """A heading as the format writes it, where it differs in case and spaces alone."""
    likely = "_".join(text.lower().replace("_", " ").split())
    return likely if likely in KNOWN else text.strip()
