"""Which target, band or rule is in force for a reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from kpis.domain.numbers import Unit
from kpis.domain.periods import Period, PeriodKind, date_text
from kpis.domain.words import FrameworkKind, Rule, Target


class InForce(NamedTuple):
    """The target that judges a reading, and, where a year's target does not reach it, that year's target beside it."""

    target: Target | None
    beside: Target | None = None


def in_force(targets: Sequence[Target], reading: Period, rule: Rule) -> InForce:
    """The target for a reading, by the plan's or the contract's way. A figure known by its end goes by its last day.

    In a plan a target is for its own period; a year's stands for each of that year's periods unless one has its own.
    In a contract a band stands from its period until a later one replaces it. A count or a sum of money that adds up
    over time is not judged by a longer period's target (10 adoptions in Quarter 1 against 40 for the year is not red),
    except a year-to-date figure that ends with it.
    """
    if rule.set_by is FrameworkKind.CONTRACT:
        return _standing(targets, reading, rule)
    stated = [each for each in _reaching(targets, reading) if _stands_for(each, reading, rule)]
    if len(stated) == 1:
        return InForce(stated[0])
    if stated:
        return InForce(min(stated, key=lambda each: _nearness(each, reading)))
    beside = [each for each in targets if each.period and each.period.contains(reading)]
    return InForce(None, min(beside, key=lambda each: _nearness(each, reading), default=None))


def _reaching(targets: Sequence[Target], reading: Period) -> list[Target]:
    """Those that begin before the reading ends, and are not over before that: of many, mostly one."""
    end, found = reading.end, []
    for each in targets:
        period, until = each.period, each.until
        if period is not None and period.start <= end and (period.end >= end or (until is not None and until >= end)):
            found.append(each)
    return found


def _stands_for(target: Target, reading: Period, rule: Rule) -> bool:
    period = target.period
    assert period is not None
    if _is_own(period, reading, rule):
        return True
    reach = _has_begun(target, reading, rule) and reading.end <= (target.until or period.end)
    return reach and (_judges_parts(rule) or _same_length(period, reading, rule))


def _is_own(period: Period, reading: Period, rule: Rule) -> bool:
    return period == reading or (rule.period_kind.known_by_end and period.end == reading.end)


def _same_length(period: Period, reading: Period, rule: Rule) -> bool:
    """Whether a later figure that adds up covers as much of a year as the period the target was set for."""
    if reading.end <= period.end:
        return False
    if rule.period_kind is PeriodKind.YEAR_TO_DATE:
        return period.end.month == reading.end.month
    return period.kind is reading.kind


def _judges_parts(rule: Rule) -> bool:
    """Whether a longer period's target judges its parts: all but what adds up over time, and but a year to date, which
    grows with the year whatever it is counted in (4.9 days by September are not green against 9 for the year)."""
    if rule.period_kind is PeriodKind.YEAR_TO_DATE:
        return rule.unit in (Unit.PERCENTAGE, Unit.RATIO, Unit.MILESTONE)
    return not (rule.unit.adds_up and rule.period_kind is PeriodKind.IN_PERIOD)


def _nearness(target: Target, reading: Period) -> tuple[bool, int, int]:
    """Its own target first, then the one that begins last, then the one nearest in length."""
    period = target.period
    assert period is not None
    return (period != reading, -period.start.toordinal(), abs(period.months - reading.months))


def _standing(targets: Sequence[Target], reading: Period, rule: Rule) -> InForce:
    standing = [each for each in targets if each.period and _stands(each, reading, rule)]
    if not standing:
        return InForce(None)
    fitting = [each for each in standing if _fits(each, reading, rule)]
    latest = max(fitting or standing, key=lambda each: _seniority(each, reading))
    return InForce(latest) if fitting else InForce(None, latest)


def _fits(target: Target, reading: Period, rule: Rule) -> bool:
    """Whether a standing band judges the reading: for what adds up, only one set for as long a time."""
    period = target.period
    assert period is not None
    return _judges_parts(rule) or _is_own(period, reading, rule) or _same_length(period, reading, rule)


class Overlap(NamedTuple):
    """Two bands of a contract of which the first is said to stand on after the second has begun."""

    earlier: Target
    later: Target

    @property
    def why(self) -> str:
        assert self.earlier.until is not None and self.later.period is not None
        begins = date_text(self.later.period.start)
        return (
            f"it would stand until {date_text(self.earlier.until)} beside the one from {self.later.period.label}, "
            f"which begins on {begins}: end it before that day, or leave until blank, since a later one replaces it"
        )


def overlap(targets: Sequence[Target], rule: Rule) -> Overlap | None:
    """The first two targets of a contract's measure that overlap in time; None where none do, and for a plan, whose
    years and their parts have targets of their own. For what adds up over time, bands of other lengths are apart."""
    if rule.set_by is not FrameworkKind.CONTRACT:
        return None
    stated = [each for each in targets if each.period is not None]
    for earlier, later in combinations(sorted(stated, key=_beginning), 2):
        assert earlier.period is not None and later.period is not None
        alike = _judges_parts(rule) or earlier.period.kind is later.period.kind
        if alike and earlier.until is not None and earlier.period.start < later.period.start <= earlier.until:
            return Overlap(earlier, later)
    return None


def _beginning(target: Target) -> dt.date:
    assert target.period is not None
    return target.period.start


def _has_begun(target: Target, reading: Period, rule: Rule) -> bool:
    period = target.period
    assert period is not None
    return period.start <= (reading.end if rule.period_kind.known_by_end else reading.start)


def _stands(target: Target, reading: Period, rule: Rule) -> bool:
    return _has_begun(target, reading, rule) and (target.until is None or reading.end <= target.until)


def _seniority(target: Target, reading: Period) -> tuple[bool, int, bool, int]:
    period = target.period
    assert period is not None
    return (period == reading, period.start.toordinal(), period.kind is reading.kind, -period.months)


def rule_in_force(rules: Sequence[tuple[dt.date | None, Rule]], reading: Period) -> Rule:
    """The rule for a reading's period: the last that begins on or before its first day (None: from the beginning), or
    its last one where that alone makes the figure.

    ``rules`` are in order of their beginning; a reading before all of them is judged by the first.
    """
    chosen = rules[0][1]
    day = reading.end if chosen.period_kind.known_by_end else reading.start
    for begins, rule in rules[1:]:
        if begins is not None and begins <= day:
            chosen = rule
    return chosen
