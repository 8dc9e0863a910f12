"""The sentences of a contract's verdicts, which a reader can check by hand: clause, periods, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kpis.contracts.rules_clauses import BY_RUN, RELAPSE, number_of
from kpis.contracts.rules_terms import Finding, ReportedPeriod, Risk, Terms, count_text, is_recent, months_later
from kpis.domain.periods import LONG_MONTHS, MONTHS, Frequency, Kind, Period, date_text
from kpis.domain.words import Stand, Status

NOUNS = {
    Frequency.MONTHLY: "month",
    Frequency.QUARTERLY: "quarter",
    Frequency.HALF_YEARLY: "half-year",
    Frequency.ANNUAL: "year",
}
STANDS = {
    Stand.INSIDE: "within the tolerance band",
    Stand.BETTER: "better than the tolerance band",
    Stand.OUTSIDE: "outside the tolerance band",
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
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
MOST_LISTED = 4


def finding_reason(frequency: Frequency, terms: Terms, found: Finding) -> str:
    """Where a period stands, whether it is a failure and by which clause, and what would make it one."""
    if found.hidden:
        which = "a figure that is" if len(found.hidden) == 1 else "figures that are"
        return f"Withheld: the verdict rests on {which} withheld ({periods_text(found.hidden)}): small numbers."
    if found.stand is Stand.MISSING:
        return _missing(frequency, terms, found) + _after_break(found)
    if not terms.counts(found.stand):
        return _inside(terms, found) + _after_break(found)
    told = f"{_run_text(frequency, found)}{_outcome(frequency, terms, found)}"
    more = f"{_better(found)}{_passed_over(frequency, found)}{_after_break(found)}"
    is_not_achieved = found.reported.status is Status.NOT_ACHIEVED
    return f"Not achieved: {told[0].lower()}{told[1:]}{more}" if is_not_achieved else f"{told}{more}"


def _missing(frequency: Frequency, terms: Terms, found: Finding) -> str:
    when, noun = short_text(found.period), NOUNS[frequency]
    is_unjudged = found.reported.status in _UNJUDGED
    unjudged = f"There is a figure for {when}, but nothing to judge it by. It counts as missing"
    opening = unjudged if is_unjudged else f"No figure for {when}"
    if not found.run:
        ends = "" if terms.passes_over_missing else "; in this contract it ends a run"
        return f"{opening}: a missing {noun} is never a failure by itself{ends}."
    if found.stood:
        run = f"the run outside the tolerance band ({_run_names(found)})"
        return f"{opening}: {run} neither continues nor ends with it."
    opening = unjudged if is_unjudged else f"{_long_text(found.period)}'s figure is missing"
    return f"{opening}; {_one_more(frequency, terms, found)} Outside the tolerance band so far: {_run_names(found)}."


def _one_more(frequency: Frequency, terms: Terms, found: Finding) -> str:
    """What the next period would make of a run whose last figure is missing, and by which setting."""
    needed, noun = terms.in_a_row(frequency), NOUNS[frequency]
    if needed is None or not terms.holds(found.period.next()):
        return _never(frequency, terms)
    left = max(1, needed - len(found.run))
    more = f"one more {noun}" if left == 1 else f"{count_text(left)} more consecutive {noun}s"
    return (
        f"{more} outside would be a performance failure by {number_of(BY_RUN[frequency], terms)}, but would not count "
        f"as consecutive if a missing {noun} ended a run."
    )


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
        return f"{stood}: outside again in {short_text(after)} would be one at once by {number_of(RELAPSE, terms)}."
    return f"{stood}: it no longer counts by {number_of(RELAPSE, terms)} in {short_text(after)}."


def _apart(terms: Terms, found: Finding) -> str:
    """How long before the period's end the earlier failure's period ended, held against the months looked back."""
    assert found.earlier is not None
    exact = months_later(found.earlier.end, terms.look_back_months) == found.period.end
    months = f"{count_text(terms.look_back_months)} month{'' if terms.look_back_months == 1 else 's'}"
    return months if exact else f"less than {months}"


def _run_text(frequency: Frequency, found: Finding) -> str:
    """Outside the tolerance band for the third consecutive reported month (Mar, Apr and Jun 2020; May 2020 missing)."""
    length = len(found.run)
    consecutive = "" if length == 1 else "consecutive reported " if found.missing else "consecutive "
    which = f"{place_text(length)} {consecutive}{NOUNS[frequency]}"
    return f"Outside the tolerance band for the {which} ({_run_names(found)})"


def _run_names(found: Finding) -> str:
    """The periods of a run and those missing since it began, which are the only ones between them."""
    names = _span_text(found.run) if len(found.run) > MOST_LISTED else periods_text(found.run)
    return f"{names}; {periods_text(found.missing)} missing" if found.missing else names


_Sentence = Callable[[Terms, Finding], str]


def _outcome(frequency: Frequency, terms: Terms, found: Finding) -> str:
    if found.clause:
        return f"{_OUTCOMES[found.clause](terms, found)}: a performance failure by {number_of(found.clause, terms)}."
    if found.risk:
        return f"; {_excused(found.risk)}: no performance failure by {number_of(BY_RUN[frequency], terms)}."
    return _not_yet(frequency, terms, found)


def _after_a_failure(terms: Terms, found: Finding) -> str:
    assert found.earlier is not None
    excused = f"; {_excused(found.risk)}, but" if found.risk else ", and"
    return f"{excused} a performance failure stood in {short_text(found.earlier)}, {_apart(terms, found)} before"


def _excused(risk: Risk) -> str:
    assert risk.agreed is not None and risk.completed is not None
    return (
        f"notified as a performance risk on {date_text(risk.notified)}, with mitigation agreed on "
        f"{date_text(risk.agreed)} and completed on {date_text(risk.completed)}"
    )


def _not_excused(terms: Terms, found: Finding) -> str:
    if found.risk is None:
        return ""
    lacking = "agreed" if found.risk.agreed is None else "completed"
    return f"; notified as a performance risk on {date_text(found.risk.notified)}, but its mitigation was not {lacking}"


_OUTCOMES: Mapping[str, _Sentence] = {**dict.fromkeys(BY_RUN.values(), _not_excused), RELAPSE: _after_a_failure}
"""What makes a period a failure by each clause, between its run and the clause's number."""


def _not_yet(frequency: Frequency, terms: Terms, found: Finding) -> str:
    needed = terms.in_a_row(frequency)
    if needed is None or not terms.holds(found.period.next()):
        return f"; {_never(frequency, terms)}"
    clause = number_of(BY_RUN[frequency], terms)
    if len(found.run) + 1 == needed:
        return f"; a {place_text(needed)} would be a performance failure by {clause}."
    return f"; {count_text(needed)} consecutive {NOUNS[frequency]}s would be a performance failure by {clause}."


def _never(frequency: Frequency, terms: Terms) -> str:
    if terms.in_a_row(frequency) is None:
        return f"the contract has no rule for a KPI reported {frequency.text}: no performance failure."
    return "no later period counts in this contract: no performance failure."


def _passed_over(frequency: Frequency, found: Finding) -> str:
    """By which setting a run counts as consecutive, where one of its periods is missing."""
    if not found.missing:
        return ""
    noun = NOUNS[frequency]
    return f" These {noun}s would not count as consecutive if a missing {noun} ended a run."


def _better(found: Finding) -> str:
    if not found.better:
        return ""
    return f" Better than the tolerance band in {periods_text(found.better)}, which this contract counts as outside."


def _after_break(found: Finding) -> str:
    if not found.broken:
        return ""
    why = found.reported.break_before.rstrip(".")
    return f" Nothing before {short_text(found.period)} counts from here on: a break was declared ({why})."


def revision_reason(then: str, now: str, revised: Sequence[ReportedPeriod], terms: Terms) -> str:
    """What revisions did to a failure: made it, undid it (each names the clause it was by), or changed its clause."""
    by = {key: number_of(key, terms) for key in (then, now) if key}
    names = periods_text([each.period for each in revised])
    opening = f"A revision of {names}" if len(revised) == 1 else f"Revisions of {names}"
    if not now:
        done = f"undid the failure by {by[then]}"
    else:
        done = f"changed the failure from {by[then]} to {by[now]}" if then else "made this a failure"
    if len(revised) == 1:
        return f"{opening} {done}: as first reported it was {STANDS[revised[0].was or revised[0].stand]}."
    were = joined([f"{short_text(each.period)} was {STANDS[each.was or each.stand]}" for each in revised])
    return f"{opening} {done}: as first reported {were}."


def short_text(period: Period) -> str:
    """May 2020; Q1 2020/21; 2020/21."""
    if period.kind is Kind.MONTH:
        return f"{MONTHS[period.start.month - 1]} {period.start.year}"
    return period.label


def _long_text(period: Period) -> str:
    """May 2020 in full: June 2020; Q1 2020/21."""
    return f"{LONG_MONTHS[period.start.month - 1]} {period.start.year}" if period.kind is Kind.MONTH else period.label


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
