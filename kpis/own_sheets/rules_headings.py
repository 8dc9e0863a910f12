"""The words over columns and before lines: what a column holds, and for which period."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kpis.own_sheets.rules_periods import NamedPeriod, fault_of, find_period
from kpis.own_sheets.rules_vocabulary import ColumnRole, role_of

FORMAT_COLUMNS = frozenset(
    [
        "category",
        "marker",
        "provisional_until",
        "expected",
        "section",
        "published_status",
        "published_dot",
        "published_trend",
        "published_projection",
        "published_dot_basis",
        "dimension",
        "break_before",
        "achieved_on",
        "change_reason",
    ]
)
"""Columns of the format, which an officer's own sheet may use for something else."""

CUMULATIVE = re.compile(r"\b(?:cumulative|cum|ytd|year to date)\b", re.IGNORECASE)
LONGEST = 80


class HeadingText(NamedTuple):
    """``role`` None: the words are not known. ``fault``: why what looks like a period is none."""

    role: ColumnRole | None
    period: NamedPeriod | None = None
    column: str = ""
    fault: str = ""

    @property
    def is_known(self) -> bool:
        return self.role is not None or bool(self.fault)


@lru_cache(maxsize=16384)
def read_heading(text: str) -> HeadingText:
    """What a heading says. One that names a period and nothing else stands over figures."""
    if not text or len(text) > LONGEST:
        return HeadingText(None)
    column = "_".join(text.lower().replace("_", " ").split())
    if column in FORMAT_COLUMNS:
        return HeadingText(ColumnRole.COLUMN, None, column)
    found = find_period(text)
    role = role_of(found.rest)
    if found.period is None:
        return HeadingText(role)
    if fault := fault_of(text):
        return HeadingText(None, None, fault=fault)
    if not found.rest or CUMULATIVE.fullmatch(found.rest):
        return HeadingText(ColumnRole.VALUE, found.period)
    return HeadingText(role, found.period if role is not None else None)
