"""A year of one KPI's figures as shares, for the person who agrees its band."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from kpis.contracts.queries_terms import ContractInfo
from kpis.contracts.rules_calibration import ObservedShare
from kpis.domain.figure import Actual
from kpis.domain.history import is_in
from kpis.domain.line import Context, line_for
from kpis.domain.measure import KeyMeasure
from kpis.domain.periods import LENGTHS, Period
from kpis.domain.words import Rule, Target
from kpis.people import Viewer
from kpis.readings import read
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures
from kpis.refusals import NotFound

YEAR = 12


class YearOfShares(NamedTuple):
    """``target`` is the band in force for the year's last period; ``shares`` are those that the viewer may know."""

    measure: KeyMeasure
    rule: Rule
    target: Target | None
    periods: tuple[Period, ...]
    shares: tuple[ObservedShare, ...]


def kpis_of(contract: ContractInfo) -> list[KeyMeasure]:
    """The KPIs of a contract, in its order: one statement."""
    return measures(contract.council.id, contract.slug)


def year_of_shares(
    contract: ContractInfo, kpis: list[KeyMeasure], ref: str, until: dt.date, viewer: Viewer
) -> YearOfShares:
    """The year of a KPI's periods up to the last of them with a figure by a day; earlier than the contract, too, for a
    band is agreed from what went before. Raises NotFound for a KPI that there is not."""
    measure = next((each for each in kpis if each.ref.lower() == ref.lower()), None)
    if measure is None:
        raise NotFound(f'{contract.name} has no KPI "{ref[:60]}".')
    may = allowed([measure], viewer)
    history = read.up_to(until, [measure], None, may)[measure.id]
    schedule = measure.schedule
    valued = [each.period.end for each in history.figures if is_in(each)]
    last = schedule.last_period(max(valued, default=until))
    periods = last.back_from(max(1, YEAR // LENGTHS[schedule.frequency.kind]), False)[::-1]
    line = line_for(last, Context(last, until), history, beside([measure], None, may)[measure.id])
    figures = ((each, history.figure(each)) for each in periods)
    known = [
        ObservedShare(period, figure.numerator, figure.denominator)
        for period, figure in figures
        if isinstance(figure, Actual)
    ]
    return YearOfShares(measure, line.rule, line.target, tuple(periods), tuple(known))
