"""A contract's report for a period: every KPI's last figure, its periods since the start, and what they come to.

Thirteen statements, however many KPIs and years there are. A KPI is shown with its last period that has ended by the
report's end; every period that started within the contract counts, missing ones too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from kpis.domain.contract_terms import months_later
from kpis.domain.contracts import Failure, Reported, Risk, Stand, Verdict, failures, periods_due, stand_of, verdicts
from kpis.domain.periods import Period, date_text
from kpis.domain.readings import Hidden
from kpis.permissions import Viewer
from kpis.queries import contract_rows, fetch
from kpis.queries.contract_rows import Recorded, Remedy
from kpis.queries.contract_terms import ContractInfo, check_within, contract_for
from kpis.queries.fetch import MeasureRow
from kpis.queries.judging import Beside, Context, History, Line, line_for
from kpis.queries.scorecards import beside_of, grouped

Life = tuple[dt.date | None, dt.date | None]


class Kpi(NamedTuple):
    """A KPI of a report. ``line`` is that of its last period; ``lines`` and ``verdicts`` those of every period that
    counts, oldest first; ``verdict`` is None where the line's own period does not count, for the reason ``why_not``."""

    line: Line
    lines: tuple[Line, ...]
    verdicts: tuple[Verdict, ...]
    risks: tuple[Risk, ...]
    recorded: tuple[Recorded, ...]
    remedies: tuple[Remedy, ...]
    why_not: str = ""

    @property
    def measure(self) -> MeasureRow:
        return self.line.measure

    @property
    def verdict(self) -> Verdict | None:
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
    every = fetch.measures(contract.council.id, contract.slug)
    measures = [each for each in every if _is_live(lives[each.id], period)]
    day = at.date() if at else today
    around = _Around(contract, period, viewer, day, lives, *_rows(contract, measures, period, at))
    kpis = _with_what_was_said([_kpi(each, around) for each in measures])
    return ContractReport(contract, period, tuple(kpis), tuple(around.recorded), tuple(around.remedies), at)


def _is_live(life: Life, period: Period) -> bool:
    begins, ends = life
    return (begins is None or begins <= period.end) and (ends is None or ends >= period.start)


class _Around(NamedTuple):
    """What the KPIs of a report share, and their rows by measure."""

    contract: ContractInfo
    period: Period
    viewer: Viewer
    day: dt.date
    lives: dict[int, Life]
    figures: dict[int, list[Any]]
    firsts: dict[int, list[Any]]
    beside: dict[int, list[Any]]
    risks: dict[int, list[Risk]]
    recorded: list[Recorded]
    remedies: list[Remedy]


def _rows(
    contract: ContractInfo, measures: Sequence[MeasureRow], period: Period, at: dt.datetime | None
) -> tuple[Any, ...]:
    ids = [each.id for each in measures]
    remedies = contract_rows.remedies(contract.id, period.end, at)
    recorded = contract_rows.recorded(contract.id, period.end, at)
    return (
        grouped(contract_rows.figures(ids, period.end, at)),
        grouped(contract_rows.as_first_signed_off(ids, period.end, at)),
        grouped(fetch.beside(ids, at, (contract.terms.starts, period.end))),
        contract_rows.risks(ids, at),
        [each for each in recorded if _is_told(each, contract, period, remedies)],
        remedies,
    )


def _is_told(recorded: Recorded, contract: ContractInfo, period: Period, remedies: Iterable[Remedy]) -> bool:
    """Whether a recorded failure still belongs in a report: as long as one is looked back on, or its rectification is
    open."""
    is_recent = recorded.occurred_on >= period.start or (
        months_later(recorded.occurred_on, contract.terms.look_back) >= period.end
    )
    return is_recent or any(each.is_open and each.recorded_id == recorded.id for each in remedies)


def _kpi(measure: MeasureRow, around: _Around) -> Kpi:
    sees_small = around.viewer.sees_small_numbers(around.contract.council.id, measure.service_id)
    history = History(measure, around.figures[measure.id], sees_small)
    beside = beside_of(around.beside[measure.id], history)
    lines = [_judged(each, history, beside, around.day) for each in _periods(measure, around)]
    risks = around.risks.get(measure.id, [])
    judged = verdicts(
        measure.schedule.frequency, around.contract.terms, _reported(lines, history, beside, around), risks
    )
    shown, why_not = _shown(measure, lines, around)
    return Kpi(
        lines[-1] if shown is None else _judged(shown, history, beside, around.day),
        tuple(lines),
        tuple(judged),
        tuple(risks),
        tuple(each for each in around.recorded if each.measure_id == measure.id),
        tuple(each for each in around.remedies if each.measure_id == measure.id),
        why_not,
    )


def _judged(period: Period, history: History, beside: Beside, day: dt.date) -> Line:
    """A period on its own: a milestone is due at its end, whatever the report is for."""
    return line_for(period, Context(period, day), history, beside)


def _periods(measure: MeasureRow, around: _Around) -> list[Period]:
    """The periods that count and have ended by the report's end, while the KPI belongs to the contract."""
    begins, ends = around.lives[measure.id]
    schedule, terms = measure.schedule, around.contract.terms
    due = periods_due(schedule.frequency, schedule.year_start, terms, around.period.end)
    return [each for each in due if (not begins or each.end >= begins) and (not ends or each.start <= ends)]


def _shown(measure: MeasureRow, lines: Sequence[Line], around: _Around) -> tuple[Period | None, str]:
    """The KPI's last period where that does not count, and why; None where the last one that counts is it."""
    last = measure.schedule.last_period(around.period.end)
    starts, ends = around.contract.terms.starts, around.contract.terms.ends
    if last.start < starts:
        return last, f"{last.label} began before the contract did on {date_text(starts)}: it does not count."
    if lines:
        return None, ""
    why = "began after the contract had ended" if ends and last.start > ends else "began before the KPI was in force"
    return last, f"{last.label} {why}: it does not count."


def _reported(lines: Sequence[Line], history: History, beside: Beside, around: _Around) -> list[Reported]:
    """Each period as the domain counts it, with how it stood when it was first signed off."""
    firsts = {(row[1], row[2], row[3]): row for row in around.firsts[history.measure.id]}
    found = []
    for line in lines:
        period = line.period
        assert period is not None
        standing = history.row(period)
        first = firsts.get(standing[1:4]) if standing else None
        was = _was(first, standing, period, beside, history, around.day) if first and standing else None
        broken = history.break_between(period.previous(), period) or ""
        is_hidden = isinstance(line.figure, Hidden)
        found.append(Reported(period, _stand(line), was, broken, is_hidden, line.verdict.status))
    return found


def _stand(line: Line) -> Stand:
    return stand_of(line.verdict.status, line.verdict.rag)


def _was(first: Any, standing: Any, period: Period, beside: Beside, history: History, day: dt.date) -> Stand | None:
    """Where a figure stood as it was first signed off; None where that is the same figure or not for this viewer."""
    if first[5:9] == standing[5:9] and first[12] == standing[12]:
        return None
    if isinstance(history.known(standing, period), Hidden):
        return None
    earlier = History(
        history.measure, [row for row in history.rows if row is not standing] + [first], history.sees_small
    )
    line = _judged(period, earlier, beside, day)
    return None if isinstance(line.figure, Hidden) else _stand(line)


def _with_what_was_said(kpis: Iterable[Kpi]) -> list[Kpi]:
    kpis = list(kpis)
    said = fetch.said([each.line.figure.version for each in kpis if each.line.figure])
    return [
        each._replace(line=each.line._replace(said=said[each.line.figure.version])) if each.line.figure else each
        for each in kpis
    ]
