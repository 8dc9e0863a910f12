"""Contracts: runs outside the tolerance band, performance failures by clause, and what is watched.

The rules are those of Worcestershire's service delivery contract (Schedule 6), with their numbers as ``Terms`` and each
clause in `rules_clauses`. A verdict is worked out for each period of a KPI's own schedule, from where the figure stood
against its band (``Stand``), and nothing else:

- A run is consecutive periods outside. A figure inside its band ends it; a missing one neither continues nor ends it
  and is named, or ends it where the contract says so. A declared break ends it: nothing from before a break counts
  after it, no run and no failure for a relapse, since the figures are not comparable.
- A period is a failure when it is outside and its run is long enough, or when a failure (by any clause) stood at a
  period that ended ``look_back_months`` or less before it ends. Each period is asked anew, so that a relapse does not
  outlive its months across missing periods, and an excused year inherits none. Where both apply, the run is named. One
  run is one failure (`failures`).
- Watched is a run that is no failure yet, its last period missing or not, and what is inside while a failure counts.
- A period before the contract's start does not count; one that is withheld from the viewer withholds every verdict that
  could rest on it, in the same way whatever its figure.

`periods_due` makes the schedule, `stand_of` turns a status into a stand, `verdicts` judges, `failures` lists, `placed`
counts where the KPIs of a report stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from kpis.contracts.rules_clauses import Case, clause_of, finding_of, recent
from kpis.contracts.rules_reasons import finding_reason, revision_reason
from kpis.contracts.rules_terms import (
    Finding,
    ReportedPeriod,
    Risk,
    Terms,
    check_terms,
    months_later,
    periods_due,
    stand_of,
)
from kpis.domain.periods import Frequency, Period
from kpis.domain.words import ReportPlace, Stand

__all__ = [
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
    "place_of",
    "placed",
    "stand_of",
    "verdicts",
]


class Failure(NamedTuple):
    """A performance failure: the number of its clause, the run's periods outside so far, those missing among them, the
    sentence, and the wording of the clause."""

    clause: str
    periods: tuple[Period, ...]
    missing: tuple[Period, ...]
    reason: str
    wording: str = ""


class ContractVerdict(NamedTuple):
    """What one period comes to. ``run`` are the periods outside that it ends or, where it is missing, carries on;
    ``missing`` those missing since the run began. ``revision`` says that a revision made or undid a failure.
    ``excused``: the risk for which a year is no failure. ``is_withheld``: nothing but the stand is told."""

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
    """A run as it goes: outside, missing since it began, on the better side, withheld since something last ended it;
    ``last``: what was found of the last of its periods outside."""

    periods: tuple[Period, ...] = ()
    missing: tuple[Period, ...] = ()
    better: tuple[Period, ...] = ()
    hidden: tuple[Period, ...] = ()
    last: Finding | None = None


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
    revisions = _revisions(standing, counted, walk, terms)
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
        found.append(_finding(Case(frequency, terms, risks, found[since_break:]), each, run)._replace(broken=broken))
        if each.stand is not Stand.MISSING:
            run = run._replace(last=found[-1])
    return found


def _cuts(before: Sequence[Finding], period: Period, terms: Terms) -> bool:
    """Whether a break at a period keeps a run or a failure from counting that would otherwise."""
    return any(each.clause for each in recent(before, period, terms)) or bool(before and before[-1].run)


def _continued(run: _Run, each: ReportedPeriod, terms: Terms) -> _Run:
    """The run after one more period. What a withheld period did to it is not known until a figure inside ends it."""
    if each.is_hidden:
        return run._replace(hidden=(*run.hidden, each.period))
    if each.stand is Stand.MISSING:
        return _passed_over(run, each, terms)
    if not terms.counts(each.stand):
        return _Run()
    better = (*run.better, each.period) if each.stand is Stand.BETTER else run.better
    return run._replace(periods=(*run.periods, each.period), better=better)


def _passed_over(run: _Run, each: ReportedPeriod, terms: Terms) -> _Run:
    """The run after a missing period, which is named, or ends it where the contract says so."""
    if not terms.passes_over_missing:
        return _Run()
    return run._replace(missing=(*run.missing, each.period)) if run.periods else run


def _finding(case: Case, each: ReportedPeriod, run: _Run) -> Finding:
    if run.hidden:
        return Finding(each, hidden=run.hidden)
    found = Finding(each, run.periods, run.missing, run.better)
    if each.stand is Stand.MISSING:
        return _carried(found, run.last) if run.periods and run.last else found
    return finding_of(case, found)


def _carried(found: Finding, last: Finding) -> Finding:
    """A missing period of a run: watched or not by what was found of its last one, and withheld where that was."""
    if last.hidden:
        return Finding(found.reported, hidden=last.hidden)
    return found._replace(stood=last.clause)


def _revisions(now: Sequence[Finding], reported: Sequence[ReportedPeriod], walk: _Walk, terms: Terms) -> list[str]:
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
            said[place] = revision_reason(then[place].clause, now[place].clause, causes, terms)
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
    return ContractVerdict(
        found.period,
        found.stand,
        found.run,
        found.missing,
        _failure(terms, found, reason),
        _is_watched(terms, found),
        reason,
        revision,
        found.risk if found.risk and found.risk.excuses else None,
        bool(found.hidden),
    )


def _failure(terms: Terms, found: Finding, reason: str) -> Failure | None:
    if not found.clause:
        return None
    clause = clause_of(found.clause, terms)
    return Failure(clause.number, found.run, found.missing, reason, clause.wording)


def _is_watched(terms: Terms, found: Finding) -> bool:
    """Whether a run stands that is no failure yet, or a failure counts for what is inside."""
    if found.hidden or found.clause:
        return False
    if found.stand is Stand.MISSING:
        return bool(found.run) and not found.stood
    return terms.counts(found.stand) or found.earlier is not None


_STANDING = {
    Stand.OUTSIDE: ReportPlace.OUTSIDE,
    Stand.BETTER: ReportPlace.BETTER,
    Stand.INSIDE: ReportPlace.INSIDE,
    Stand.MISSING: ReportPlace.MISSING,
}


def place_of(verdict: ContractVerdict | None) -> ReportPlace:
    """The one place of a KPI: a failure before all else. None: its last period does not count."""
    if verdict is None:
        return ReportPlace.NOT_COUNTED
    if verdict.is_withheld:
        return ReportPlace.WITHHELD
    return ReportPlace.FAILURE if verdict.failure else _STANDING[verdict.stand]


def placed(judged: Iterable[ContractVerdict | None]) -> dict[ReportPlace, int]:
    """How many KPIs stand in each place, in order; places without any are left out, and so the places add up."""
    found = Counter(place_of(each) for each in judged)
    return {place: found[place] for place in ReportPlace if found[place]}
