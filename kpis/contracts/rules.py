"""Contracts: runs outside tolerance, performance failures by clause, and what is watched.

The rules are those of Worcestershire's service delivery contract (Schedule 6, clauses 5.3.1 (a) to (c) and 5.3.4), with
their numbers as ``Terms``. A verdict is worked out for each period of a KPI's own schedule, from where the figure stood
against its band (``Stand``), and nothing else:

- A run is consecutive periods outside tolerance. A figure inside its band ends it; a missing one neither continues nor
  ends it and is named. A declared break ends it: nothing from before a break counts after it, no run and no failure
  for 5.3.4, since the figures are not comparable.
- A period is a failure by 5.3.1 when it is outside and its run is long enough, by 5.3.4 when it is outside and a
  failure (by any clause) stood at a period that ended ``look_back`` months or less before it ends. Each period is asked
  anew, so that a failure by 5.3.4 does not outlive its months across missing periods, and an excused year inherits
  none. Where both apply, 5.3.1 is named. One run is one failure (`failures`).
- A period before the contract's start does not count; one that is withheld from the viewer withholds every verdict that
  could rest on it, in the same way whatever its figure.

`periods_due` makes the schedule, `stand_of` turns a status into a stand, `verdicts` judges, `failures` lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import NamedTuple

from kpis.contracts.rules_reasons import finding_reason, revision_reason
from kpis.contracts.rules_terms import (
    BY_RUN,
    CLAUSES,
    RELAPSE,
    Finding,
    ReportedPeriod,
    Risk,
    Terms,
    check_terms,
    is_recent,
    months_later,
    periods_due,
    stand_of,
)
from kpis.domain.periods import Frequency, Period
from kpis.domain.words import Stand

__all__ = [
    "BY_RUN",
    "CLAUSES",
    "RELAPSE",
    "ContractVerdict",
    "Failure",
    "ReportedPeriod",
    "Risk",
    "Stand",
    "Terms",
    "check_terms",
    "failures",
    "months_later",
    "periods_due",
    "stand_of",
    "verdicts",
]


class Failure(NamedTuple):
    """A performance failure: its clause, the run's periods outside tolerance so far, those missing among them."""

    clause: str
    periods: tuple[Period, ...]
    missing: tuple[Period, ...]
    reason: str


class ContractVerdict(NamedTuple):
    """What one period comes to. ``run`` are the periods outside tolerance that it ends or, where it is missing, carries
    on; ``missing`` those missing since the run began. ``revision`` says that a revision made or undid a failure.
    ``excused``: the risk for which 5.3.1(c) does not apply. ``is_withheld``: nothing but the stand is told."""

    period: Period
    stand: Stand
    run: tuple[Period, ...]
    missing: tuple[Period, ...]
    failure: Failure | None
    is_watched: bool
    reason: str
    revision: str = ""
    excused: Risk | None = None
    is_withheld: bool = False

    @property
    def run_length(self) -> int:
        return len(self.run)


_Walk = Callable[[Sequence[ReportedPeriod]], list[Finding]]


class _Run(NamedTuple):
    """A run as it goes: outside, missing since it began, on the better side, withheld since something last ended it."""

    periods: tuple[Period, ...] = ()
    missing: tuple[Period, ...] = ()
    better: tuple[Period, ...] = ()
    hidden: tuple[Period, ...] = ()


def verdicts(
    frequency: Frequency, terms: Terms, reported: Sequence[ReportedPeriod], risks: Sequence[Risk] = ()
) -> list[ContractVerdict]:
    """The verdict of each period that counts, oldest first; none depends on a later period.

    ``reported`` are the KPI's periods of one schedule, missing ones too; one left out between two others is missing.
    Raises ValueError where they are not of the frequency or not of one calendar, or name a period twice.
    """
    counted = _schedule(frequency, [each for each in reported if terms.holds(each.period)])
    walk = partial(_findings, frequency, terms, risks)
    standing = walk(counted)
    revisions = _revisions(standing, counted, walk)
    return [_verdict(frequency, terms, *each) for each in zip(standing, revisions, strict=True)]


def failures(judged: Iterable[ContractVerdict]) -> list[Failure]:
    """The failures of a KPI, oldest first: one for each run, as it last stood."""
    return list({each.failure.periods[0]: each.failure for each in judged if each.failure}.values())


def _schedule(frequency: Frequency, reported: list[ReportedPeriod]) -> list[ReportedPeriod]:
    """The periods in order, each once, with those left out between them as missing."""
    known = {each.period: each for each in reported}
    if len(known) < len(reported) or any(period.kind is not frequency.kind for period in known):
        raise ValueError(f"each period counts once, and is of a schedule that is {frequency.value}")
    if not known:
        return []
    period, last = min(known, key=lambda each: each.start), max(known, key=lambda each: each.start)
    found = [known.pop(period)]
    while period.start < last.start:
        period = period.next()
        found.append(known.pop(period, ReportedPeriod(period, Stand.MISSING)))
    if known:
        raise ValueError("the periods are not all of one calendar")
    return found


def _findings(
    frequency: Frequency, terms: Terms, risks: Sequence[Risk], reported: Sequence[ReportedPeriod]
) -> list[Finding]:
    found: list[Finding] = []
    since_break, run = 0, _Run()
    for each in reported:
        broken = bool(each.break_before) and _cuts(found[since_break:], each.period, terms)
        if each.break_before:
            since_break, run = len(found), _Run()
        run = _continued(run, each, terms)
        recent = list(_recent(found[since_break:], each.period, terms))
        found.append(_finding(frequency, terms, risks, each, run, recent)._replace(broken=broken))
    return found


def _cuts(before: Sequence[Finding], period: Period, terms: Terms) -> bool:
    """Whether a break at a period keeps a run or a failure from counting that would otherwise."""
    return any(each.clause for each in _recent(before, period, terms)) or bool(before and before[-1].run)


def _recent(found: Sequence[Finding], period: Period, terms: Terms) -> Iterator[Finding]:
    """The findings of the months looked back on, the latest first."""
    return takewhile(lambda each: is_recent(each.period, period, terms), reversed(found))


def _continued(run: _Run, each: ReportedPeriod, terms: Terms) -> _Run:
    """The run after one more period. What a withheld period did to it is not known until a figure inside ends it."""
    if each.is_hidden:
        return run._replace(hidden=(*run.hidden, each.period))
    if each.stand is Stand.MISSING:
        return run._replace(missing=(*run.missing, each.period)) if run.periods else run
    if not terms.counts(each.stand):
        return _Run()
    better = (*run.better, each.period) if each.stand is Stand.BETTER else run.better
    return run._replace(periods=(*run.periods, each.period), better=better)


def _finding(
    frequency: Frequency,
    terms: Terms,
    risks: Sequence[Risk],
    each: ReportedPeriod,
    run: _Run,
    recent: Sequence[Finding],
) -> Finding:
    if run.hidden:
        return Finding(each, hidden=run.hidden)
    found = Finding(each, run.periods, run.missing, run.better)
    if each.stand is Stand.MISSING:
        return found
    if terms.counts(each.stand) and _is_long_enough(frequency, terms, run):
        risk = _risk(terms, each.period, risks) if frequency is Frequency.ANNUAL else None
        found = found._replace(risk=risk)
        if risk is None or not risk.excuses:
            return found._replace(clause=BY_RUN[frequency])
    return _looking_back(frequency, terms, found, recent)


def _is_long_enough(frequency: Frequency, terms: Terms, run: _Run) -> bool:
    needed = terms.in_a_row(frequency)
    return needed is not None and len(run.periods) >= needed


def _risk(terms: Terms, period: Period, risks: Sequence[Risk]) -> Risk | None:
    """The risk notified in the contract year that holds the period's last day: one that excuses before one that does
    not, the first notified before a later one."""
    first, last = terms.contract_year(period.end)
    notified = [each for each in risks if first <= each.notified <= last]
    return min(notified, key=lambda each: (not each.excuses, each.notified), default=None)


def _looking_back(frequency: Frequency, terms: Terms, found: Finding, recent: Sequence[Finding]) -> Finding:
    """The finding with the failure that counts for 5.3.4, one of an earlier run before one of its own.

    What is withheld is not known to be none, unless the period's own figure is inside.
    """
    unsure = [each for each in reversed(recent) if each.reported.is_hidden or terms.counts(each.stand)]
    hidden = [period for each in unsure for period in each.hidden]
    if hidden and terms.in_a_row(frequency) is not None:
        return Finding(found.reported, hidden=tuple(dict.fromkeys(hidden)))
    failed = [each.period for each in recent if each.clause]
    earlier = next((period for period in failed if period not in found.run), failed[0] if failed else None)
    is_failure = earlier is not None and terms.counts(found.stand)
    return found._replace(earlier=earlier, clause=RELAPSE if is_failure else "")


def _revisions(now: Sequence[Finding], reported: Sequence[ReportedPeriod], walk: _Walk) -> list[str]:
    """What the revisions did to each period's failure, as a sentence; blank where they did nothing."""
    revised = [each for each in reported if each.was not in (None, each.stand) and not each.is_hidden]
    then = walk(_as_first(reported, revised)) if revised else now
    changed = [place for place in range(len(now)) if _is_changed(now[place], then[place], then[place])]
    said = [""] * len(now)
    if changed:
        without = [walk(_as_first(reported, [each])) for each in revised]
        alone = [walk(_as_first(reported, [other for other in revised if other is not each])) for each in revised]
        for place in changed:
            tried = list(zip(revised, _at(without, place), _at(alone, place), strict=True))
            causes = _causes(tried, now[place], then[place])
            said[place] = revision_reason(then[place].clause, now[place].clause, causes)
    return said


def _at(walks: Sequence[Sequence[Finding]], place: int) -> list[Finding]:
    return [found[place] for found in walks]


def _causes(
    tried: Sequence[tuple[ReportedPeriod, Finding, Finding]], now: Finding, then: Finding
) -> list[ReportedPeriod]:
    """The revisions that made a period's failure another, each tried by leaving it out and by making it alone.

    They are those without which it would not be what it is; where there is none, for several did the same, those that
    do it by themselves; else all until then.
    """
    needed = [each for each, without, _ in tried if _is_changed(without, now, then)]
    enough = [each for each, _, alone in tried if _is_changed(alone, then, now)]
    return needed or enough or [each for each, *_ in tried if each.period.start <= now.period.start]


def _is_changed(one: Finding, other: Finding, third: Finding) -> bool:
    """Whether a failure stands in one of two evaluations only, or by another clause where it stands in the third too.

    Never where one of them is withheld.
    """
    if one.hidden or other.hidden or third.hidden:
        return False
    return one.clause != other.clause if other.clause and third.clause else bool(one.clause) != bool(other.clause)


def _as_first(reported: Sequence[ReportedPeriod], revised: Sequence[ReportedPeriod]) -> list[ReportedPeriod]:
    """The periods with these as first reported."""
    return [each._replace(stand=each.was) if each.was and each in revised else each for each in reported]


def _verdict(frequency: Frequency, terms: Terms, found: Finding, revision: str) -> ContractVerdict:
    reason = finding_reason(frequency, terms, found)
    failure = Failure(found.clause, found.run, found.missing, reason) if found.clause else None
    is_open = terms.counts(found.stand) or found.earlier is not None
    return ContractVerdict(
        found.period,
        found.stand,
        found.run,
        found.missing,
        failure,
        is_open and not failure and not found.hidden,
        reason,
        revision,
        found.risk if found.risk and found.risk.excuses else None,
        bool(found.hidden),
    )
