"""Short ways to write a KPI's year: a letter a period, from the contract's start."""

import datetime as dt

from kpis.contracts.rules import ReportedPeriod, Risk, Stand, Terms, verdicts
from kpis.domain.periods import Frequency, Period

I, B, O, M = Stand.INSIDE, Stand.BETTER, Stand.OUTSIDE, Stand.MISSING  # noqa: E741
LETTERS = {"I": I, "B": B, "O": O, "M": M}
TERMS = Terms(dt.date(2020, 4, 1))
MONTHLY, QUARTERLY, HALF_YEARLY, ANNUAL = Frequency
FIRST = {
    MONTHLY: Period.month(2020, 4),
    QUARTERLY: Period.quarter(2020, 1),
    HALF_YEARLY: Period.half(2020, 1),
    ANNUAL: Period.year(2020),
}


def reported(letters, frequency=MONTHLY, first=None, was="", hidden=(), breaks=()):
    """``was``: the letters as first reported; ``hidden`` and ``breaks``: places, from 0."""
    first = first or FIRST[frequency]
    return [
        ReportedPeriod(
            first.shifted(place),
            LETTERS[letter],
            LETTERS[was[place]] if was else None,
            "new definition" if place in breaks else "",
            place in hidden,
        )
        for place, letter in enumerate(letters)
    ]


def judged(letters, frequency=MONTHLY, terms=TERMS, risks=(), **more):
    return verdicts(frequency, terms, reported(letters, frequency, **more), risks)


def clauses(found):
    """A letter a period: a, b, c for 5.3.1, 4 for 5.3.4, w for watched, ? for withheld, - for none of them."""
    return "".join(
        "?" if each.is_withheld else each.failure.clause[-2:].strip(")(.") if each.failure else "-w"[each.is_watched]
        for each in found
    )


IN_YEAR = dt.date(2020, 6, 3)
DONE = Risk(IN_YEAR, dt.date(2020, 7, 1), dt.date(2021, 3, 5))
