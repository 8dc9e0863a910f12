"""What an import takes of the interchange format's tables, whose columns the domain knows."""

from __future__ import annotations

from kpis.interchange.rules import COVER, GUIDE, TABLES, InterchangeTable

__all__ = [
    "COVER",
    "GUIDE",
    "LONGEST_TEXT",
    "NUMBER_COLUMNS",
    "PERIOD_COLUMNS",
    "TABLES",
    "InterchangeTable",
    "usual_heading",
]

PERIOD_COLUMNS = frozenset({"period", "until", "live_from", "live_to"})
"""Columns in which a workbook's date is its month."""

LONGEST_TEXT = 20_000
"""Characters that a cell may hold: some ten pages."""
NUMBER_COLUMNS = frozenset({"value", "numerator", "denominator", "target", "tolerance", "low", "high"})

KNOWN = frozenset(column for table in TABLES.values() for column in table.columns)


def usual_heading(text: str) -> str:
    """A heading as the format writes it, where it differs in case and spaces alone."""
    likely = "_".join(text.lower().replace("_", " ").split())
    return likely if likely in KNOWN else text.strip()
