"""The statements of a contract's report beside its figures: its KPIs' lives, and what people put on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import NamedTuple

from kpis.contracts.rules import Risk, Terms
from kpis.contracts.rules_clauses import clause_text
from kpis.domain.period_text import parse_period
from kpis.domain.periods import Period
from kpis.models import Measure, PerformanceRisk, RecordedFailure, Rectification


def lives(framework_id: int) -> dict[int, tuple[dt.date | None, dt.date | None]]:
    """From when and to when each KPI belongs to the contract, as it was stated: a first figure begins nothing here."""
    rows = Measure.objects.filter(framework_id=framework_id).order_by()
    return {pk: (begins, ends) for pk, begins, ends in rows.values_list("pk", "live_from", "live_to")}


def risks(measure_ids: Collection[int], at: dt.datetime | None) -> dict[int, list[Risk]]:
    """The performance risks notified, by measure; as of a moment those recorded by then, with what had been agreed and
    completed by that day: one statement."""
    rows = PerformanceRisk.objects.filter(measure_id__in=measure_ids).order_by("notified_on")
    if at is not None:
        rows = rows.filter(recorded_at__lte=at)
    found: dict[int, list[Risk]] = {}
    for each in rows:
        days = (
            day if at is None or (day and day <= at.date()) else None for day in (each.agreed_on, each.completed_on)
        )
        found.setdefault(each.measure_id, []).append(Risk(each.notified_on, *days))
    return found


class Recorded(NamedTuple):
    """A failure that a person recorded. ``measure_id`` is None where it is the company's as a whole; ``said`` is its
    clause by number and wording."""

    id: int
    measure_id: int | None
    said: str
    occurred_on: dt.date
    why: str


def recorded(framework_id: int, terms: Terms, day: dt.date, at: dt.datetime | None) -> list[Recorded]:
    """The failures that people recorded up to a day and that were not withdrawn, the latest first: one statement."""
    rows = RecordedFailure.objects.filter(framework_id=framework_id, occurred_on__lte=day)
    if at is None:
        rows = rows.filter(withdrawn_at=None)
    else:
        rows = rows.filter(recorded_at__lte=at).exclude(withdrawn_at__lte=at)
    return [
        Recorded(each.pk, each.measure_id, clause_text(each.clause, terms), each.occurred_on, each.why)
        for each in rows.order_by("-occurred_on", "-pk")
    ]


class Remedy(NamedTuple):
    """A rectification as a report names it. ``period`` is the first of its failure's run, ``codes`` name all, as they
    were when notice was given; ``said`` how far it is."""

    id: int
    measure_id: int | None
    recorded_id: int | None
    period: Period
    clause: str
    said: str
    is_open: bool
    opened_at: dt.datetime
    codes: frozenset[str] = frozenset()

    def is_of(self, periods: Iterable[Period]) -> bool:
        """Whether it is that of a run: one of the run's periods is one of its own, however the run has changed."""
        return any(each == self.period or each.code in self.codes for each in periods)


def remedies(framework_id: int, day: dt.date, at: dt.datetime | None) -> list[Remedy]:
    """The rectifications of the failures that had come about by a day, the latest first, open or not as they were at a
    moment: one statement."""
    rows = Rectification.objects.filter(framework_id=framework_id).order_by("-opened_at", "-pk")
    if at is not None:
        rows = rows.filter(opened_at__lte=at)
    return [_remedy(each, at) for each in rows if _had_come(each, day)]


def _had_come(row: Rectification, day: dt.date) -> bool:
    """Whether all periods of the failure, as they were when notice was given, had ended by a day."""
    codes = row.failure_periods.split(";") if row.failure_periods else []
    return max([row.end, *(parse_period(each).end for each in codes)]) <= day


def _remedy(row: Rectification, at: dt.datetime | None) -> Remedy:
    was_open = row.closed_at is None or (at is not None and row.closed_at > at)
    said = "Open" if was_open and row.closed_at is not None else row.get_state_display()
    codes = frozenset(row.failure_periods.split(";")) if row.failure_periods else frozenset()
    return Remedy(row.pk, row.measure_id, row.recorded_id, row.period, row.clause, said, was_open, row.opened_at, codes)
