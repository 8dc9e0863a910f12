"""Whether the parts of a breakdown come to their whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple


class PartsSum(NamedTuple):
    """What parts come to, beside what the whole was said to be."""

    parts: Decimal
    whole: Decimal


def not_adding_up(whole: Decimal | None, parts: Sequence[Decimal | None]) -> PartsSum | None:
    """The two sums where they differ; None where they agree, or where a part or the whole is not known.

    For counts and amounts, and for the numerators and denominators of shares, which add up exactly. Percentages
    themselves never do: a share of a share is no share of the whole.
    """
    known = [each for each in parts if each is not None]
    if whole is None or len(known) < 2 or len(known) < len(parts):
        return None
    total = sum(known, Decimal(0))
    return None if total == whole else PartsSum(total, whole)
