"""A year of one KPI's figures as shares, for the person who agrees its band."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from kpis.domain.calibration import Share
from kpis.domain.periods import LENGTHS, Period
from kpis.domain.readings import Shown
from kpis.domain.words import Rule, Target
from kpis.permissions import Viewer
from kpis.queries import contract_rows, fetch
from kpis.queries.contract_terms import ContractInfo
from kpis.queries.fetch import MeasureRow
from kpis.queries.judging import Context, History, line_for
from kpis.queries.scorecards import beside_of
from kpis.refusals import NotFound

YEAR = 12


class YearOfShares(NamedTuple):
    """``target`` is the band in force for the year's last period; ``shares`` are those that the viewer may know."""

    measure: MeasureRow
    rule: Rule
    target: Target | None
    periods: tuple[Period, ...]
    shares: tuple[Share, ...]


def kpis_of(contract: ContractInfo) -> list[MeasureRow]:
    """The KPIs of a contract, in its order: one statement."""
    return fetch.measures(contract.council.id, contract.slug)


def year_of_shares(
    contract: ContractInfo, kpis: list[MeasureRow], ref: str, until: dt.date, viewer: Viewer
) -> YearOfShares:
    """The year of a KPI's periods up to the last of them with a figure by a day; earlier than the contract, too, for a
    band is agreed from what went before. Raises NotFound for a KPI that there is not."""
    measure = next((each for each in kpis if each.ref.lower() == ref.lower()), None)
    if measure is None:
        raise NotFound(f'{contract.name} has no KPI "{ref[:60]}".')
    rows = contract_rows.figures([measure.id], until, None)
    history = History(measure, rows, viewer.sees_small_numbers(contract.council.id, measure.service_id))
    beside = beside_of(fetch.beside([measure.id], None), history)
    schedule = measure.schedule
    valued = [row[3] for row in rows if row[5] is not None]
    last = schedule.last_period(max(valued, default=until))
    periods = last.back_from(max(1, YEAR // LENGTHS[schedule.frequency.kind]), False)[::-1]
    line = line_for(last, Context(last, until), history, beside)
    shares = (history.figure(each) for each in periods)
    known = [Share(each.period, each.numerator, each.denominator) for each in shares if isinstance(each, Shown)]
    return YearOfShares(measure, line.rule, line.target, tuple(periods), tuple(known))
