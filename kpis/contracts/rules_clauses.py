"""The clauses by which a KPI is a performance failure: their usual numbers and wordings, and what each asks.

The usual ones are those of Worcestershire's service delivery contract (Schedule 6); a contract states its own. Those in
``WORKED_OUT`` are found from figures, in this order: where several apply, the first is named. Those in ``RECORDED`` are
recorded by a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import NamedTuple

from kpis.contracts.rules_terms import Finding, OwnClause, Risk, Terms, count_text, is_recent
from kpis.domain.periods import Frequency, Period
from kpis.domain.words import RecordedClause

BY_RUN = {Frequency.MONTHLY: "months", Frequency.QUARTERLY: "quarters", Frequency.ANNUAL: "years"}
RELAPSE = "relapse"


class Case(NamedTuple):
    """What a clause may ask of one period: how often the KPI is reported, the contract's terms, the risks notified, and
    the findings of the periods before it since the last break, oldest first."""

    frequency: Frequency
    terms: Terms
    risks: Sequence[Risk]
    before: Sequence[Finding]


def recent(before: Sequence[Finding], period: Period, terms: Terms) -> list[Finding]:
    """The findings of the months looked back on, the latest first."""
    return list(takewhile(lambda each: is_recent(each.period, period, terms), reversed(before)))


class WorkedOut(NamedTuple):
    """A clause that is found from figures. ``finding`` takes what is known of a period so far and gives it back, with
    the clause where it applies and with all that its sentence names."""

    key: str
    title: str
    number: str
    wording: Callable[[Terms], str]
    finding: Callable[[Case, Finding], Finding]


def _by_run(frequency: Frequency, case: Case, found: Finding) -> Finding:
    """A run that is long enough; of years, unless a risk that was notified in the last of them excuses it."""
    needed = case.terms.in_a_row(frequency)
    if case.frequency is not frequency or needed is None or not case.terms.counts(found.stand):
        return found
    if len(found.run) < needed:
        return found
    risk = _risk(case, found.period) if frequency is Frequency.ANNUAL else None
    is_excused = risk is not None and risk.excuses
    return found._replace(risk=risk, clause="" if is_excused else BY_RUN[frequency])


def _risk(case: Case, period: Period) -> Risk | None:
    """The risk notified in the contract year that holds the period's last day: one that excuses before one that does
    not, the first notified before a later one."""
    first, last = case.terms.contract_year(period.end)
    notified = [each for each in case.risks if first <= each.notified <= last]
    return min(notified, key=lambda each: (not each.excuses, each.notified), default=None)


def _relapse(case: Case, found: Finding) -> Finding:
    """Outside so short after a failure, one of an earlier run before one of its own.

    What is withheld is not known to be none, unless the period's own figure is inside.
    """
    terms, lately = case.terms, recent(case.before, found.period, case.terms)
    unsure = [each for each in reversed(lately) if each.reported.is_hidden or terms.counts(each.stand)]
    hidden = [period for each in unsure for period in each.hidden]
    if hidden and terms.in_a_row(case.frequency) is not None:
        return Finding(found.reported, hidden=tuple(dict.fromkeys(hidden)))
    failed = [each.period for each in lately if each.clause]
    earlier = next((period for period in failed if period not in found.run), failed[0] if failed else None)
    is_failure = earlier is not None and terms.counts(found.stand)
    return found._replace(earlier=earlier, clause=RELAPSE if is_failure else "")


OUTSIDE = "outside the tolerance band for"


def _many(count: int, noun: str) -> str:
    return f"one {noun}" if count == 1 else f"{count_text(count)} consecutive {noun}s"


WORKED_OUT = (
    WorkedOut(
        "months",
        "Consecutive months",
        "5.3.1(a)",
        lambda terms: f"a monthly KPI is {OUTSIDE} {_many(terms.months_in_a_row, 'month')}",
        partial(_by_run, Frequency.MONTHLY),
    ),
    WorkedOut(
        "quarters",
        "Consecutive quarters",
        "5.3.1(b)",
        lambda terms: f"a quarterly KPI is {OUTSIDE} {_many(terms.quarters_in_a_row, 'quarter')}",
        partial(_by_run, Frequency.QUARTERLY),
    ),
    WorkedOut(
        "years",
        "Consecutive years",
        "5.3.1(c)",
        lambda terms: (
            f"a yearly KPI is {OUTSIDE} {_many(terms.years_in_a_row, 'year')}, unless it was notified as a performance "
            "risk in that contract year, mitigation was agreed, and it was completed to the council's satisfaction"
        ),
        partial(_by_run, Frequency.ANNUAL),
    ),
    WorkedOut(
        RELAPSE,
        "Outside again after a failure",
        "5.3.4",
        lambda terms: (
            f"a KPI that was a performance failure in the last {count_text(terms.look_back_months)} months is "
            "outside the tolerance band for a period"
        ),
        _relapse,
    ),
)

RECORDED: Mapping[RecordedClause, OwnClause] = {
    RecordedClause.INADEQUATE: OwnClause("inadequate", "5.3.2", "judged inadequate by Ofsted"),
    RecordedClause.NOT_IMPLEMENTED: OwnClause("not_implemented", "5.3.3", "agreed changes were not made in time"),
    RecordedClause.NO_PROGRESS: OwnClause("no_progress", "5.3.5", "an action plan made no progress in its time"),
}
USUAL_TERMS = Terms(dt.date.min)
"""The terms of a contract that states none, for what its clauses say."""
_USUAL = {each.key: each for each in WORKED_OUT}
KEYS = (*_USUAL, *(each.key for each in RECORDED.values()))


def finding_of(case: Case, found: Finding) -> Finding:
    """What was found of a period, by the first clause that applies; withheld where it rests on what is withheld."""
    for each in WORKED_OUT:
        found = each.finding(case, found)
        if found.clause or found.hidden:
            break
    return found


def title_of(key: str) -> str:
    """What a clause is about, in few words, whatever its number and wording."""
    if key in _USUAL:
        return _USUAL[key].title
    wording = RECORDED[RecordedClause(key)].wording
    return f"{wording[0].upper()}{wording[1:]}"


def usual(key: str, terms: Terms) -> OwnClause:
    """The number and the wording that a clause has where the contract states none."""
    if key in _USUAL:
        found = _USUAL[key]
        return OwnClause(key, found.number, found.wording(terms))
    return RECORDED[RecordedClause(key)]


def clause_of(key: str, terms: Terms) -> OwnClause:
    """A clause as the contract has it."""
    own = next((each for each in terms.clauses if each.key == key), OwnClause(key))
    other = usual(key, terms)
    return OwnClause(key, own.number or other.number, own.wording or other.wording)


def number_of(key: str, terms: Terms) -> str:
    return clause_of(key, terms).number


def clause_text(key: str, terms: Terms) -> str:
    """ "5.3.2: judged inadequate by Ofsted"."""
    found = clause_of(key, terms)
    return f"{found.number}: {found.wording}"
