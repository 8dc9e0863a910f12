"""Entering a figure: what looks like a slip and must be confirmed, and what a red figure must be explained with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from kpis.domain.numbers import in_unit
from kpis.domain.periods import Period
from kpis.domain.plausibility import figures_of, is_out_of_scale, looks_cumulative, looks_like_fraction
from kpis.domain.words import Rag, Rule, Target


class State(StrEnum):
    """How far a figure is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SIGNED_OFF = "signed_off"


AWAITED_CAME = "Planned revision: The figure that was awaited has come in."
"""Why a signed-off "awaiting data" gives way to the figure."""


class Doubt(StrEnum):
    """Why a figure must be confirmed with a reason before it is submitted."""

    OUT_OF_SCALE = "out_of_scale"
    FRACTION = "fraction"
    FALLING_TO_DATE = "falling_to_date"
    CUMULATIVE = "cumulative"
    WITHOUT_PARTS = "without_parts"


class Warning(NamedTuple):
    doubt: Doubt
    text: str


WITHOUT_PARTS = Warning(
    Doubt.WITHOUT_PARTS,
    "Without its numerator and denominator nobody can say whether small numbers stand behind it, so it is withheld "
    "from the public: give both where you have them.",
)


class Neighbours(NamedTuple):
    """What a new figure is held against: earlier figures of its length, the year-to-date figure before it in the same
    year (None: there is none), what was set for it, and the figures before it in the year of a measure that adds up."""

    history: Sequence[Decimal] = ()
    to_date_before: Decimal | None = None
    target: Target | None = None
    of_year: Sequence[Decimal] = ()


def earlier_of_year(period: Period, figures: Mapping[dt.date, Decimal]) -> list[Decimal]:
    """The figures of a period's length before it in its reporting year, the earliest first, from those of its length
    by their first day; none where one of them is missing."""
    year, starts = period.of_year.start, []
    while (period := period.previous()).start >= year:
        starts.append(period.start)
    found = [figures[each] for each in reversed(starts) if each in figures]
    return found if len(found) == len(starts) else []


def warnings_for(rule: Rule, value: Decimal | None, share: bool, beside: Neighbours) -> list[Warning]:
    """The doubts about a figure, each with what it was held against. None where there is no value."""
    if value is None:
        return []
    found = []
    if looks_like_fraction(
        value, rule.unit, share, [*beside.history, *(figures_of(beside.target) if beside.target else ())]
    ):
        found.append(
            Warning(Doubt.FRACTION, f"{_text(rule, value)} looks like a fraction: is it {_text(rule, value * 100)}?")
        )
    if is_out_of_scale(value, beside.history):
        usual = ", ".join(_text(rule, each) for each in beside.history[-4:])
        found.append(
            Warning(Doubt.OUT_OF_SCALE, f"{_text(rule, value)} is ten times or a tenth of what was usual ({usual}).")
        )
    before = beside.to_date_before
    if before is not None and value < before:
        found.append(
            Warning(Doubt.FALLING_TO_DATE, f"A year-to-date figure cannot fall: it was {_text(rule, before)} before.")
        )
    if looks_cumulative(value, beside.history, beside.of_year):
        found.append(Warning(Doubt.CUMULATIVE, _cumulative_text(rule, value, beside.of_year)))
    return found


def _cumulative_text(rule: Rule, value: Decimal, of_year: Sequence[Decimal]) -> str:
    """19 is more than any figure before it, and is 10 + 9: is it for the year to date?"""
    parts = " + ".join(_text(rule, each) for each in (*of_year, value - sum(of_year)))
    asked = "is it for the year to date? This measure’s figures are for the period itself."
    return f"{_text(rule, value)} is more than any figure before it, and is {parts}: {asked}"


def _text(rule: Rule, value: Decimal) -> str:
    return in_unit(value.normalize() + 0, rule.unit, rule.unit_label)


class Explained(NamedTuple):
    """What was said of a red figure."""

    cause: str = ""
    action: str = ""
    owner: str = ""
    back_on_track: dt.date | None = None
    waived: bool = False


def is_explanation_due(rag: Rag, explained: Explained | None) -> bool:
    """Whether a red figure still needs cause, action, owner and a date, none of them waived."""
    if rag is not Rag.RED:
        return False
    return explained is None or not (explained.waived or _is_whole(explained))


def _is_whole(explained: Explained) -> bool:
    return bool(explained.cause and explained.action and explained.owner and explained.back_on_track)
