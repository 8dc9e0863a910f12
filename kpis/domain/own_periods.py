"""Which periods a measure's figures and targets are for: those of its own kinds and its own calendar."""

from __future__ import annotations

from typing import NamedTuple

from kpis.domain.numbers import Unit
from kpis.domain.periods import LENGTHS, Frequency, Kind, Period, PeriodKind, YearStart, holding
from kpis.domain.words import FrameworkKind


class Reporting(NamedTuple):
    """How often a measure is reported, on which year, and what its figures cover."""

    frequency: Frequency
    year_start: YearStart
    period_kind: PeriodKind
    unit: Unit | None = None


def figure_fault(reporting: Reporting, period: Period) -> str:
    """Why a measure has no figure for a period; blank where it has: one of its frequency, or its year as a whole. What
    is known by its end may carry any name in its calendar that ends with one of its periods, and a position its day."""
    own = reporting.frequency.kind
    if reporting.period_kind is PeriodKind.SNAPSHOT and period.kind is Kind.SNAPSHOT:
        return ""
    if reporting.period_kind.known_by_end:
        fits = holding(period.end, own, reporting.year_start).end == period.end
    else:
        fits = period.kind in (own, Kind.YEAR) or reporting.unit is Unit.MILESTONE
    # Past papers state a month between the ends of a measure's own periods too.
    fits = fits or period.kind is Kind.MONTH
    return "" if fits and _is_of(reporting, period) else _fault(reporting, period)


def target_fault(reporting: Reporting, period: Period, set_by: FrameworkKind) -> str:
    """Why nothing is set for a period; blank where something may be. A contract's band stands from its period on, so
    that only the calendar matters; a plan's target for less than a figure covers would judge none."""
    anywhere = (
        set_by is FrameworkKind.CONTRACT or reporting.period_kind.known_by_end or reporting.unit is Unit.MILESTONE
    )
    fits = anywhere or period.months >= LENGTHS[reporting.frequency.kind]
    return "" if fits and _is_of(reporting, period) else _fault(reporting, period)


def _is_of(reporting: Reporting, period: Period) -> bool:
    """Whether it begins where a period of its kind begins in the calendar. Twelve months that roll begin anywhere."""
    if not period.months or reporting.period_kind is PeriodKind.ROLLING_12:
        return True
    return (period.start.month - reporting.year_start) % period.months == 0


def _fault(reporting: Reporting, period: Period) -> str:
    nearest = holding(period.end, reporting.frequency.kind, reporting.year_start)
    fault = f"is reported {reporting.frequency.text}, and {period.label} is none of its periods"
    return f"{fault}: of its {reporting.year_start.calendar} year it has for example {nearest.long_label}"
