"""Which figures of a measure are withheld together, so that nothing that is shown gives a withheld one away.

Figures that add up say how much lies between two points of a year: a quarter between its first day and the day after
its last, a year to date between the first of April and its end. Two points that are joined by what is shown, over
however many other points, have a known number between them. So a figure may be shown where it joins no two points with
a small number between them, and none between which a figure is withheld.

What was signed off first was shown first: a later one that would give away is withheld with it, and both for good, for
a later revision would give away what stood before. Of a breakdown whole categories are withheld, two at least.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpis.domain.disclosure import is_pinned
from kpis.domain.figure import Actual
from kpis.domain.measure import KeyMeasure, PeriodKey
from kpis.domain.numbers import Unit
from kpis.domain.periods import Kind, Period, PeriodKind, holding
from kpis.domain.words import Marker

Numbers = tuple[Decimal | None, ...]
"""What adds up of a figure: its count, or its numerator and denominator. None: not known."""
Span = tuple[int, int]
"""Two points of time, as months: the first of the span, and the one after it."""
ADDS_UP = (PeriodKind.IN_PERIOD, PeriodKind.YEAR_TO_DATE)


class SignedVersion(NamedTuple):
    """A version of a figure that was signed off: when, and until when it stood (None: it stands). Of a category of a
    dimension; blank: of the total."""

    figure: Actual
    since: dt.datetime
    until: dt.datetime | None = None
    dimension: str = ""
    category: str = ""


class Withheld(NamedTuple):
    """The periods of a measure whose figures are withheld whatever version is asked for; of a breakdown with its
    dimension and category. A version may be withheld besides for what it says itself."""

    totals: frozenset[PeriodKey] = frozenset()
    parts: frozenset[tuple[str, str, PeriodKey]] = frozenset()


NOTHING_WITHHELD = Withheld()


def withheld(measure: KeyMeasure, versions: Iterable[SignedVersion]) -> Withheld:
    """What is withheld of a measure, from every version of its figures that was ever signed off."""
    totals: list[SignedVersion] = []
    dimensions: dict[str, list[SignedVersion]] = defaultdict(list)
    for each in versions:
        (dimensions[each.dimension] if each.dimension else totals).append(each)
    whole = _withheld_in(measure, totals)
    parts = {(name, *place) for name, found in dimensions.items() for place in _withheld_parts(measure, found, whole)}
    return Withheld(frozenset(whole), frozenset(parts))


def _withheld_in(measure: KeyMeasure, versions: Sequence[SignedVersion]) -> set[PeriodKey]:
    """Of one series, the total's or a category's: what is withheld now, and what is withheld with it."""
    found = {measure.key(each.figure.period) for each in versions if each.until is None and _is_closed(measure, each)}
    for group in _groups(measure, versions).values():
        found |= _together(measure, group)
    return found


def _is_closed(measure: KeyMeasure, version: SignedVersion) -> bool:
    return measure.is_withheld(version.figure)


def _groups(measure: KeyMeasure, versions: Iterable[SignedVersion]) -> Mapping[PeriodKey, list[SignedVersion]]:
    """Versions by the year in which their figures add up; else by period."""
    adds_up = measure.schedule.period_kind in ADDS_UP
    found: dict[PeriodKey, list[SignedVersion]] = defaultdict(list)
    for each in versions:
        period = each.figure.period
        year = holding(period.end, Kind.YEAR, measure.schedule.year_start).end if adds_up and period.months else None
        found[year or measure.key(period)].append(each)
    return found


def is_in_one_sum(measure: KeyMeasure, one: Period, other: Period) -> bool:
    """Whether two periods' figures belong to a year in which they add up."""
    ends = {holding(each.end, Kind.YEAR, measure.schedule.year_start).end for each in (one, other) if each.months}
    is_one = one.months > 0 and other.months > 0 and len(ends) == 1
    return is_one and measure.schedule.period_kind in ADDS_UP


def _together(measure: KeyMeasure, group: Sequence[SignedVersion]) -> set[PeriodKey]:
    """What is withheld for good of figures that add up: wherever one had to be withheld with others, all of those."""
    places = {measure.key(each.figure.period) for each in group}
    if len(places) < 2 or measure.schedule.period_kind not in ADDS_UP:
        return set()
    first = _first_days(measure, group)
    kept: set[PeriodKey] = set()
    for moment in _moments(group, len(places)):
        standing = [each for each in group if each.since <= moment and (each.until is None or moment < each.until)]
        closed = {measure.key(each.figure.period): each.figure.marker for each in standing if _is_closed(measure, each)}
        more = _given_away(measure, standing, {*closed, *kept}, first)
        if more or len({marker is Marker.SUPPRESSED for marker in closed.values()}) > 1:
            kept |= {*closed, *more}
    return kept


def _first_days(measure: KeyMeasure, group: Iterable[SignedVersion]) -> dict[PeriodKey, dt.date]:
    """The day on which each figure was first signed off: a scorecard is shown as of the end of a day."""
    found: dict[PeriodKey, dt.date] = {}
    for each in group:
        key, day = measure.key(each.figure.period), each.since.date()
        found[key] = min(day, found.get(key, day))
    return found


def _moments(group: Sequence[SignedVersion], places: int) -> list[dt.datetime]:
    """After each revision the same is asked again. Where nothing was revised, what stands now says it of all before."""
    every = sorted({each.since for each in group})
    return every if len(group) > places else every[-1:]


def _given_away(
    measure: KeyMeasure,
    standing: Sequence[SignedVersion],
    closed: set[PeriodKey],
    first: Mapping[PeriodKey, dt.date],
) -> set[PeriodKey]:
    """What would give a withheld or a small number away if it were shown beside the rest of what stands."""
    if measure.threshold.below is None and not closed:
        return set()
    reach = Reach(measure, standing, closed)
    found = set()
    for each in sorted(standing, key=lambda each: _order(measure, each, first)):
        key = measure.key(each.figure.period)
        if key not in closed and not reach.take(each.figure):
            found.add(key)
    return found | _pinned(measure, standing, closed | found)


def _order(measure: KeyMeasure, version: SignedVersion, first: Mapping[PeriodKey, dt.date]) -> tuple[dt.date, int, int]:
    period = version.figure.period
    return (first[measure.key(period)], period.end.toordinal(), -period.months)


class Reach:
    """Which points of a year are joined by what is shown, and how much lies between them."""

    def __init__(self, measure: KeyMeasure, standing: Iterable[SignedVersion], closed: set[PeriodKey]) -> None:
        self.measure = measure
        self.joined: dict[int, dict[int, Numbers]] = {}
        figures = [each.figure for each in standing]
        self.known = {span_of(measure, each): _numbers(measure, each) for each in figures}
        self.closed = {span_of(measure, each) for each in figures if measure.key(each.period) in closed}

    def take(self, figure: Actual) -> bool:
        """Show a figure; False, and nothing has changed, where that would give something away."""
        numbers = _numbers(self.measure, figure)
        if not numbers:
            return True
        start, end = span_of(self.measure, figure)
        nothing = tuple(Decimal(0) for _ in numbers)
        left, right = self.joined.get(start, {start: nothing}), self.joined.get(end, {end: nothing})
        if left is right:
            return True
        shift = _minus(_plus(left[start], numbers), right[end])
        moved = {point: _plus(each, shift) for point, each in right.items()}
        if any(self._is_too_much(one, other) for one in left.items() for other in moved.items()):
            return False
        left.update(moved)
        self.joined.update(dict.fromkeys((*left,), left))
        return True

    def _is_too_much(self, one: tuple[int, Numbers], other: tuple[int, Numbers]) -> bool:
        """Whether nobody may know what lies between two points. A number that is not what was reported for the same
        time says nothing: people were counted in two of its parts."""
        (start, below), (end, above) = sorted((one, other), key=lambda each: each[0])
        span, between = (start, end), _minus(above, below)
        if span in self.closed:
            return True
        return _is_small(self.measure, between) and self.known.get(span, between) == between


def span_of(measure: KeyMeasure, figure: Actual) -> Span:
    """What a figure covers: a year to date from the first month of its year."""
    period = figure.period
    end = period.end.year * 12 + period.end.month
    if measure.schedule.period_kind is PeriodKind.YEAR_TO_DATE:
        year = holding(period.end, Kind.YEAR, measure.schedule.year_start)
        return year.start.year * 12 + year.start.month - 1, end
    return end - period.months, end


def _numbers(measure: KeyMeasure, figure: Actual) -> Numbers:
    """Of a rate only the numerator adds up: its denominator is the same people all year."""
    if measure.unit in (Unit.COUNT, Unit.CURRENCY):
        return () if figure.value is None else (figure.value,)
    if figure.numerator is None:
        return ()
    return (figure.numerator, None if measure.unit is Unit.RATE else figure.denominator)


def _plus(one: Numbers, other: Numbers) -> Numbers:
    return tuple(None if x is None or y is None else x + y for x, y in zip(one, other, strict=True))


def _minus(one: Numbers, other: Numbers) -> Numbers:
    return tuple(None if x is None or y is None else x - y for x, y in zip(one, other, strict=True))


def _is_small(measure: KeyMeasure, numbers: Numbers) -> bool:
    if len(numbers) == 1:
        return measure.is_small(numbers[0], None, None)
    return measure.is_small(None, *numbers)


def _pinned(measure: KeyMeasure, standing: Sequence[SignedVersion], closed: set[PeriodKey]) -> set[PeriodKey]:
    """The longer periods whose figure leaves so little to several withheld ones that each can be only one number."""
    if measure.schedule.period_kind is not PeriodKind.IN_PERIOD or not closed:
        return set()
    figures = [each.figure for each in standing]
    shown = [each for each in figures if measure.key(each.period) not in closed and _numbers(measure, each)]
    return {measure.key(whole.period) for whole in shown if any(_leaves_one(measure, whole, figures, closed))}


def _leaves_one(
    measure: KeyMeasure, whole: Actual, figures: Sequence[Actual], closed: set[PeriodKey]
) -> Iterator[bool]:
    inside = [each for each in figures if each.period.months < whole.period.months]
    inside = [each for each in inside if whole.period.contains(each.period)]
    total = _numbers(measure, whole)[0]
    for kind in {each.period.kind for each in inside}:
        parts = [each for each in inside if each.period.kind is kind]
        known = [_numbers(measure, each) for each in parts if measure.key(each.period) not in closed]
        hidden = len(parts) - len(known)
        if total is not None and hidden and len(parts) * parts[0].period.months == whole.period.months:
            rest = total - sum((each[0] for each in known if each and each[0] is not None), Decimal(0))
            yield is_pinned(rest, hidden, measure.threshold)


def _withheld_parts(
    measure: KeyMeasure, versions: Sequence[SignedVersion], whole: set[PeriodKey]
) -> Iterator[tuple[str, PeriodKey]]:
    """Of each year's categories of a dimension (of each period's, where they do not add up over time) those that are
    withheld, from beginning to end."""
    for group in _groups(measure, versions).values():
        periods = {measure.key(each.figure.period) for each in group}
        closed = _closed_categories(measure, group, bool(periods & whole))
        yield from ((each.category, measure.key(each.figure.period)) for each in group if each.category in closed)


def _closed_categories(measure: KeyMeasure, group: Sequence[SignedVersion], whole_is_closed: bool) -> set[str]:
    """The categories with anything withheld, and a second one beside a single one: the smallest that is above zero."""
    by_name: dict[str, list[SignedVersion]] = defaultdict(list)
    for each in group:
        by_name[each.category].append(each)
    closed = {name for name, found in by_name.items() if _has_closed(measure, found)}
    if closed or whole_is_closed:
        left = [(not size, size, name) for name, size in _sizes(by_name).items() if name not in closed]
        closed |= {name for _, _, name in sorted(left)[: max(0, 2 - len(closed))]}
    return closed


def _has_closed(measure: KeyMeasure, versions: Sequence[SignedVersion]) -> bool:
    return any(_is_closed(measure, each) for each in versions) or bool(_together(measure, versions))


def _sizes(by_name: Mapping[str, Iterable[SignedVersion]]) -> dict[str, Decimal]:
    """How large the figures of each category are that stand, where any has a number."""
    found: dict[str, Decimal] = {}
    for name, versions in by_name.items():
        for figure in (each.figure for each in versions if each.until is None):
            size = figure.value if figure.numerator is None else figure.numerator
            if size is not None:
                found[name] = found.get(name, Decimal(0)) + size
    return found
