"""A contract's report for a period: every KPI's last figure, its periods since the start, and what they come to.

Fourteen statements, however many KPIs and years there are. A KPI is shown with its last period that has ended by the
report's end; every period that counts by the contract's days is judged, missing ones too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kpis.contracts import queries_rows as contract_rows
from kpis.contracts.queries_rows import Recorded, Remedy
from kpis.contracts.queries_terms import ContractInfo, check_within, contract_for
from kpis.contracts.rules import (
    ContractVerdict,
    Failure,
    ReportedPeriod,
    Risk,
    Stand,
    Terms,
    failures,
    periods_due,
    stand_of,
    verdicts,
)
from kpis.contracts.rules_terms import months_later
from kpis.domain.figure import Actual, Hidden, number_of
from kpis.domain.history import History
from kpis.domain.line import Context, Line, line_for
from kpis.domain.measure import Beside, KeyMeasure
from kpis.domain.periods import Period, date_text
from kpis.people import Viewer
from kpis.readings import read
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures

Life = tuple[dt.date | None, dt.date | None]


class Kpi(NamedTuple):
    """A KPI of a report. ``line`` is that of its last period; ``lines`` and ``verdicts`` those of every period that
    counts, oldest first; ``verdict`` is None where the line's own period does not count, for the reason ``why_not``;
    ``is_report_only``: its failures start no rectification."""

    line: Line
    lines: tuple[Line, ...]
    verdicts: tuple[ContractVerdict, ...]
    risks: tuple[Risk, ...]
    recorded: tuple[Recorded, ...]
    remedies: tuple[Remedy, ...]
    why_not: str = ""
    is_report_only: bool = False

    @property
    def measure(self) -> KeyMeasure:
        return self.line.measure

    @property
    def verdict(self) -> ContractVerdict | None:
        return None if self.why_not else self.verdicts[-1]

    @property
    def failure(self) -> Failure | None:
        return self.verdict.failure if self.verdict else None

    @property
    def failures(self) -> list[Failure]:
        """Those of the whole contract so far, oldest first."""
        return failures(self.verdicts)

    @property
    def reason(self) -> str:
        """The verdict in a sentence, with what a revision did to it; or why there is none."""
        if self.verdict is None:
            return self.why_not
        return f"{self.verdict.reason} {self.verdict.revision}".rstrip()

    def remedy_of(self, failure: Failure) -> Remedy | None:
        """The rectification that was opened for a failure, whatever periods its run has grown to."""
        own = (each for each in self.remedies if each.recorded_id is None)
        return next((each for each in own if each.is_of(failure.periods)), None)

    @property
    def without_cause(self) -> list[Remedy]:
        """Open rectifications of a failure that no longer stands, since a revision undid it."""
        if any(each.is_withheld for each in self.verdicts):
            return []
        caused = [self.remedy_of(each) for each in self.failures]
        own = (each for each in self.remedies if each.recorded_id is None and each.is_open)
        return [each for each in own if each not in caused]


class ContractReport(NamedTuple):
    """A contract's report as the viewer may see it: its KPIs in order, and the failures that people recorded."""

    contract: ContractInfo
    period: Period
    kpis: tuple[Kpi, ...]
    recorded: tuple[Recorded, ...]
    remedies: tuple[Remedy, ...]
    at: dt.datetime | None


def contract_report(
    council: str, framework: str, period: Period, viewer: Viewer, today: dt.date, at: dt.datetime | None = None
) -> ContractReport:
    """The report of a contract for a period, as of a moment. Raises NotFound, also for a period outside it."""
    return report_of(contract_for(council, framework, viewer, at), period, viewer, today, at)


def report_of(
    contract: ContractInfo, period: Period, viewer: Viewer, today: dt.date, at: dt.datetime | None = None
) -> ContractReport:
    """The report of a contract that has been found. Raises NotFound for a period outside it."""
    check_within(contract, period, today)
    lives = contract_rows.lives(contract.id)
    every = measures(contract.council.id, contract.slug)
    listed = [each for each in every if _is_live(lives[each.id], period)]
    around = _around(contract, listed, lives, period, viewer, today, at)
    kpis = [_kpi(each, around) for each in listed]
    lines = read.with_remarks([each.line for each in kpis])
    told = tuple(each._replace(line=line) for each, line in zip(kpis, lines, strict=True))
    return ContractReport(contract, period, told, tuple(around.recorded), tuple(around.remedies), at)


def _is_live(life: Life, period: Period) -> bool:
    begins, ends = life
    return (begins is None or begins <= period.end) and (ends is None or ends >= period.start)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the KPIs of a report share, and what there is of each, by the measure's id."""

    contract: ContractInfo
    period: Period
    day: dt.date
    lives: dict[int, Life]
    histories: read.Histories
    firsts: read.Histories
    beside: dict[int, Beside]
    risks: dict[int, list[Risk]]
    recorded: list[Recorded]
    remedies: list[Remedy]


def _around(
    contract: ContractInfo, listed: Sequence[KeyMeasure], lives: dict[int, Life], period: Period, viewer: Viewer,
    today: dt.date, at: dt.datetime | None,
) -> _Around:  # fmt: skip
    remedies = contract_rows.remedies(contract.id, period.end, at)
    recorded = contract_rows.recorded(contract.id, contract.terms, period.end, at)
    may = allowed(listed, viewer)
    return _Around(
        contract=contract,
        period=period,
        day=at.date() if at else today,
        lives=lives,
        histories=read.up_to(period.end, listed, at, may),
        firsts=read.as_first_signed_off(period.end, listed, at, may),
        beside=beside(listed, at, may, (contract.terms.starts, period.end)),
        risks=contract_rows.risks([each.id for each in listed], at),
        recorded=[each for each in recorded if _is_told(each, contract, period, remedies)],
        remedies=remedies,
    )


def _is_told(recorded: Recorded, contract: ContractInfo, period: Period, remedies: Iterable[Remedy]) -> bool:
    """Whether a recorded failure still belongs in a report: as long as one is looked back on, or its rectification is
    open."""
    is_recent = recorded.occurred_on >= period.start or (
        months_later(recorded.occurred_on, contract.terms.look_back_months) >= period.end
    )
    return is_recent or any(each.is_open and each.recorded_id == recorded.id for each in remedies)


def _kpi(measure: KeyMeasure, around: _Around) -> Kpi:
    history, own = around.histories[measure.id], around.beside[measure.id]
    lines = [_judged(each, history, own, around) for each in _periods(measure, around)]
    risks = around.risks.get(measure.id, [])
    judged = verdicts(measure.schedule.frequency, _terms(measure, around), _reported(lines, around), risks)
    shown, why_not = _shown(measure, lines, around)
    return Kpi(
        lines[-1] if shown is None else _judged(shown, history, own, around),
        tuple(lines),
        tuple(judged),
        tuple(risks),
        tuple(each for each in around.recorded if each.measure_id == measure.id),
        tuple(each for each in around.remedies if each.measure_id == measure.id),
        why_not,
        measure.id in around.contract.report_only,
    )


def _terms(measure: KeyMeasure, around: _Around) -> Terms:
    return around.contract.terms.of(measure.schedule.period_kind)


def _judged(period: Period, history: History, own: Beside, around: _Around) -> Line:
    """A period as the report's own scorecard judges it: a milestone by the day that the report is of."""
    return line_for(period, Context(around.period, around.day), history, own)


def _periods(measure: KeyMeasure, around: _Around) -> list[Period]:
    """The periods that count and have ended by the report's end, while the KPI belongs to the contract."""
    begins, ends = around.lives[measure.id]
    schedule, terms = measure.schedule, _terms(measure, around)
    due = periods_due(schedule.frequency, schedule.year_start, terms, around.period.end)
    return [each for each in due if (not begins or each.end >= begins) and (not ends or each.start <= ends)]


def _shown(measure: KeyMeasure, lines: Sequence[Line], around: _Around) -> tuple[Period | None, str]:
    """The KPI's last period where that does not count, and why; None where the last one that counts is it."""
    last = measure.schedule.last_period(around.period.end)
    if lines:
        return None, ""
    return last, f"{last.label} {_why_not(last, _terms(measure, around))}: it does not count."


def _why_not(period: Period, terms: Terms) -> str:
    """Why a KPI's last period does not count."""
    if terms.holds(period):
        return "began before the KPI was in force"
    if terms.is_by_end(period):
        is_early = period.end <= terms.starts
        return (
            f"ended before the contract began on {date_text(terms.starts)}" if is_early else "ends after the contract"
        )
    if period.start < terms.starts:
        return f"began before the contract did on {date_text(terms.starts)}"
    return "began after the contract had ended"


def _reported(lines: Sequence[Line], around: _Around) -> list[ReportedPeriod]:
    """Each period as the domain counts it, with how it stood when it was first signed off."""
    found = []
    for line in lines:
        period = line.period
        assert period is not None
        broken = line.history.break_between(period.previous(), period) or ""
        is_hidden = isinstance(line.figure, Hidden)
        was = _was(line, period, around)
        found.append(ReportedPeriod(period, _stand(line), was, broken, is_hidden, line.verdict.status))
    return found


def _stand(line: Line) -> Stand:
    return stand_of(line.verdict.status, line.verdict.rag)


def _was(line: Line, period: Period, around: _Around) -> Stand | None:
    """Where a figure stood as it was first signed off; None where that is the same figure or not for this viewer."""
    first, now = around.firsts[line.measure.id].figure(period), line.figure
    if not isinstance(first, Actual) or not isinstance(now, Actual) or _counted(first) == _counted(now):
        return None
    return _stand(_judged(period, line.history.with_figures(first), line.beside, around))


def _counted(figure: Actual) -> tuple[object, ...]:
    """What a verdict rests on."""
    return (*number_of(figure), figure.achieved_on)
