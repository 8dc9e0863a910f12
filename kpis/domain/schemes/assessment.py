"""A verdict, whichever scheme gave it: what it is, and all that it was worked out from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from kpis.domain.words import Earlier, Rag, Rule, Status, Target


def _nothing_entered(verdict: Assessment) -> str:
    return "No figure has been entered."


class Assessment(NamedTuple):
    """A verdict. Its reason is composed, by the scheme's ``sentence``, when it is asked for.

    ``figure`` is the printed actual; ``gap`` is the figure minus the target, or its signed distance beyond the nearer
    edge of a band, in the measure's unit (for a variance: percent of budget). ``note`` is a reason that is stated.
    """

    status: Status
    rag: Rag
    rule: Rule
    figure: Decimal | None = None
    target: Target | None = None
    gap: Decimal | None = None
    last_year: Earlier | None = None
    note: str = ""
    due: dt.date | None = None
    achieved_on: dt.date | None = None
    beside: Target | None = None
    sentence: Callable[[Assessment], str] = _nothing_entered

    @property
    def reason(self) -> str:
        """One sentence for any status, the numbers in it."""
        return self.note or self.sentence(self)


def absent(rule: Rule, status: Status, note: str, target: Target | None = None) -> Assessment:
    """A reading without a verdict: hidden, not due, or no data; ``note`` says why, as a sentence."""
    return Assessment(status, Rag.NONE, rule, target=target, note=note)
