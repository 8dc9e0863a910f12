"""The sentences of a contract's verdicts, which a reader can check by hand: clause, periods, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from kpis.contracts.rules_terms import BY_RUN, RELAPSE, Finding, ReportedPeriod, Risk, Terms, is_recent, months_later
from kpis.domain.periods import MONTHS, Frequency, Kind, Period, date_text
from kpis.domain.words import Stand, Status

NOUNS = {
    Frequency.MONTHLY: "month",
    Frequency.QUARTERLY: "quarter",
    Frequency.HALF_YEARLY: "half-year",
    Frequency.ANNUAL: "year",
}
STANDS = {
    Stand.INSIDE: "within tolerance",
    Stand.BETTER: "better than tolerance",
    Stand.OUTSIDE: "outside tolerance",
    Stand.MISSING: "missing",
}
_OWN_WORDS = {
    Status.ACHIEVED: "achieved",
    Status.ACHIEVED_LATE: "achieved late",
    Status.NOT_ACHIEVED: "not achieved",
    Status.ON_TARGET: "on target",
    Status.NEAR_TARGET: "near target",
    Status.HELD_ON_LAST_YEAR: "behind target, but level with last year",
    Status.IMPROVED_ON_LAST_YEAR: "behind target, but better than last year",
    Status.ON_BUDGET: "on budget",
    Status.UNDERSPENT: "underspent",
    Status.OVERSPENT: "overspent",
}
_UNJUDGED = (Status.NO_TARGET, Status.FOR_INFORMATION)
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
MOST_LISTED = 4


def finding_reason(frequency: Frequency, terms: Terms, found: Finding) -> str:
    """Where a period stands, whether it is a failure and by which clause, and what would make it one."""
    if found.hidden:
        which = "a figure that is" if len(found.hidden) == 1 else "figures that are"
        return f"Withheld: the verdict rests on {which} withheld ({periods_text(found.hidden)}): small numbers."
    if found.stand is Stand.MISSING:
        return _missing(frequency, found) + _after_break(found)
    if not terms.counts(found.stand):
        return _inside(terms, found) + _after_break(found)
    told = f"{_run_text(frequency, found)}{_outcome(frequency, terms, found)}{_better(found)}{_after_break(found)}"
    return f"Not achieved: {told[0].lower()}{told[1:]}" if found.reported.status is Status.NOT_ACHIEVED else told


def _missing(frequency: Frequency, found: Finding) -> str:
    when, noun = short_text(found.period), NOUNS[frequency]
    opening = f"No figure for {when}: "
    if found.reported.status in _UNJUDGED:
        opening = f"There is a figure for {when}, but nothing to judge it by. It counts as missing: "
    if not found.run:
        return f"{opening}a missing {noun} is never a failure by itself."
    return f"{opening}the run outside tolerance ({_run_names(found)}) neither continues nor ends with it."


def stand_text(reported: ReportedPeriod) -> str:
    """Where a period stands, in words: a milestone's are its own."""
    own = _OWN_WORDS.get(reported.status) if reported.status else None
    return own or STANDS[reported.stand]


def _inside(terms: Terms, found: Finding) -> str:
    opening = stand_text(found.reported).capitalize()
    if found.earlier is None:
        return f"{opening}."
    stood = f"{opening}; a performance failure stood in {short_text(found.earlier)}, {_apart(terms, found)} ago"
    after = found.period.next()
    if not terms.holds(after):
        return f"{stood}; no later period counts in this contract."
    if is_recent(found.earlier, after, terms):
        return f"{stood}: outside again in {short_text(after)} would be one at once by {RELAPSE}."
    return f"{stood}: it no longer counts by {RELAPSE} in {short_text(after)}."


def _apart(terms: Terms, found: Finding) -> str:
    """How long before the period's end the earlier failure's period ended, held against the months looked back."""
    assert found.earlier is not None
    exact = months_later(found.earlier.end, terms.look_back) == found.period.end
    months = f"{count_text(terms.look_back)} month{'' if terms.look_back == 1 else 's'}"
    return months if exact else f"less than {months}"


def _run_text(frequency: Frequency, found: Finding) -> str:
    """Outside tolerance for the third consecutive reported month (Mar, Apr and Jun 2020; May 2020 missing)."""
    length = len(found.run)
    consecutive = "" if length == 1 else "consecutive reported " if found.missing else "consecutive "
    return f"Outside tolerance for the {place_text(length)} {consecutive}{NOUNS[frequency]} ({_run_names(found)})"


def _run_names(found: Finding) -> str:
    """The periods of a run and those missing since it began, which are the only ones between them."""
    names = _span_text(found.run) if len(found.run) > MOST_LISTED else periods_text(found.run)
    return f"{names}; {periods_text(found.missing)} missing" if found.missing else names


def _outcome(frequency: Frequency, terms: Terms, found: Finding) -> str:
    if found.clause == RELAPSE and found.earlier is not None:
        stood = f"a performance failure stood in {short_text(found.earlier)}, {_apart(terms, found)} before"
        excused = f"; {_excused(found.risk)}, but" if found.risk else ", and"
        return f"{excused} {stood}: a performance failure by {RELAPSE}."
    if found.clause:
        return f"{_not_excused(found.risk)}: a performance failure by {found.clause}."
    if found.risk:
        return f"; {_excused(found.risk)}: no performance failure by {BY_RUN[frequency]}."
    return _not_yet(frequency, terms, found)


def _excused(risk: Risk) -> str:
    assert risk.agreed is not None and risk.completed is not None
    return (
        f"notified as a performance risk on {date_text(risk.notified)}, with mitigation agreed on "
        f"{date_text(risk.agreed)} and completed on {date_text(risk.completed)}"
    )


def _not_excused(risk: Risk | None) -> str:
    if risk is None:
        return ""
    lacking = "agreed" if risk.agreed is None else "completed"
    return f"; notified as a performance risk on {date_text(risk.notified)}, but its mitigation was not {lacking}"


def _not_yet(frequency: Frequency, terms: Terms, found: Finding) -> str:
    needed, clause = terms.in_a_row(frequency), BY_RUN.get(frequency, "")
    if needed is None:
        return f"; the contract has no rule for a KPI reported {frequency.text}: no performance failure by 5.3.1."
    if not terms.holds(found.period.next()):
        return "; no later period counts in this contract: no performance failure."
    if len(found.run) + 1 == needed:
        return f"; a {place_text(needed)} would be a performance failure by {clause}."
    return f"; {count_text(needed)} consecutive {NOUNS[frequency]}s would be a performance failure by {clause}."


def _better(found: Finding) -> str:
    if not found.better:
        return ""
    return f" Better than tolerance in {periods_text(found.better)}, which this contract counts as outside."


def _after_break(found: Finding) -> str:
    if not found.broken:
        return ""
    why = found.reported.break_before.rstrip(".")
    return f" Nothing before {short_text(found.period)} counts from here on: a break was declared ({why})."


def revision_reason(then: str, now: str, revised: Sequence[ReportedPeriod]) -> str:
    """What revisions did to a failure: made it, undid it (each names the clause it was by), or changed its clause."""
    names = periods_text([each.period for each in revised])
    opening = f"A revision of {names}" if len(revised) == 1 else f"Revisions of {names}"
    if not now:
        done = f"undid the failure by {then}"
    else:
        done = f"changed the failure from {then} to {now}" if then else "made this a failure"
    if len(revised) == 1:
        return f"{opening} {done}: as first reported it was {STANDS[revised[0].was or revised[0].stand]}."
    were = joined([f"{short_text(each.period)} was {STANDS[each.was or each.stand]}" for each in revised])
    return f"{opening} {done}: as first reported {were}."


def short_text(period: Period) -> str:
    """May 2020; Q1 2020/21; 2020/21."""
    if period.kind is Kind.MONTH:
        return f"{MONTHS[period.start.month - 1]} {period.start.year}"
    return period.label


def periods_text(periods: Sequence[Period]) -> str:
    """Apr, May and Jun 2020; Dec 2019 and Jan 2020; Q1 and Q2 2020/21; more than four in a row: Jan to Jun 2020."""
    if len(periods) > MOST_LISTED and periods[0].shifted(len(periods) - 1) == periods[-1]:
        return _span_text(periods)
    return _named_once([short_text(each) for each in periods], " and ")


def _span_text(periods: Sequence[Period]) -> str:
    return _named_once([short_text(periods[0]), short_text(periods[-1])], " to ")


def _named_once(names: Sequence[str], between: str) -> str:
    """The names in a row, their year said once where it is the same in all."""
    years = {name.rpartition(" ")[2] for name in names}
    if len(years) == 1 and all(" " in name for name in names):
        names = [*(name.rpartition(" ")[0] for name in names[:-1]), names[-1]]
    return joined(names, between)


def joined(parts: Sequence[str], between: str = " and ") -> str:
    return between.join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def place_text(number: int) -> str:
    """first ... tenth, 11th, 21st."""
    if number <= len(_PLACES):
        return _PLACES[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def count_text(number: int) -> str:
    """no, one ... twelve, 13."""
    return _COUNTS[number] if number < len(_COUNTS) else str(number)
