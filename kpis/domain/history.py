"""One measure's figures over time, as somebody may know them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from kpis.domain.figure import Actual, Hidden
from kpis.domain.measure import KeyMeasure, period_key
from kpis.domain.periods import Period
from kpis.domain.travel import break_between

NO_BREAKS: Mapping[Period, str] = {}


class History:
    """One measure's figures as somebody may know them, found by period: by their last day where that makes them one.

    ``breaks`` are those declared at figures that are not here, with why: a break parts figures however old it is.
    ``parts`` are periods for which a breakdown has figures, with a total or without.
    """

    def __init__(
        self,
        measure: KeyMeasure,
        figures: Iterable[Actual | Hidden] = (),
        breaks: Mapping[Period, str] = NO_BREAKS,
        parts: Collection[Period] = (),
    ) -> None:
        self.measure = measure
        self.by_end = by_end = measure.by_end
        self.figures = tuple(figures)
        self.parts = parts
        self.found = {period_key(each.period, by_end): each for each in self.figures}
        self.beyond = breaks
        self.breaks = {**breaks, **{each.period: each.break_before for each in self.figures if each.break_before}}

    def figure(self, period: Period) -> Actual | Hidden | None:
        return self.found.get(period.end if self.by_end else (period.kind, period.start))

    @property
    def periods(self) -> list[Period]:
        """Those with a figure, the latest first."""
        return sorted((each.period for each in self.figures), key=lambda each: (each.end, each.start), reverse=True)

    @property
    def known(self) -> list[Actual]:
        """The figures with a value that the viewer may know, the earliest first."""
        valued = (each for each in self.figures if isinstance(each, Actual) and each.value is not None)
        return sorted(valued, key=lambda each: each.period.end)

    def recorded(self, within: Period) -> Iterator[Period]:
        """The periods with a figure, be it of parts alone, that end within a period."""
        periods = chain((each.period for each in self.figures), self.parts)
        return (each for each in periods if within.start <= each.end <= within.end)

    def has_parts(self, period: Period) -> bool:
        return any(self.measure.is_same(each, period) for each in self.parts)

    def break_between(self, earlier: Period, later: Period) -> str | None:
        """Why figures after ``earlier`` are not comparable with it, up to ``later``; None where they are."""
        crossed = break_between(self.measure.schedule.period_kind, earlier, later, self.breaks)
        return self.breaks[crossed] if crossed else None

    def last_valued(self, before: Period) -> Actual | Hidden | None:
        """The last figure with a value that ends before a period does; of what adds up, of the same length."""
        valued = (each for each in self.figures if each.period.end < before.end and is_in(each))
        if self.measure.unit.adds_up and not self.by_end:
            valued = (each for each in valued if each.period.kind is before.kind)
        return max(valued, key=lambda each: (each.period.end, each.period.start), default=None)

    def without(self, period: Period) -> History:
        """The same figures but for a period's own."""
        is_same = self.measure.is_same
        others = (each for each in self.figures if not is_same(each.period, period))
        beyond = {each: why for each, why in self.beyond.items() if not is_same(each, period)}
        return History(self.measure, others, beyond, self.parts)

    def with_figures(self, *figures: Actual | Hidden) -> History:
        """The same figures with these put in the places of those of their periods."""
        found = self
        for each in figures:
            others = found.without(each.period)
            found = History(self.measure, (*others.figures, each), others.beyond, self.parts)
        return found


def is_in(figure: Actual | Hidden | None) -> bool:
    """Whether a figure has come in, withheld or not: there is a number."""
    return isinstance(figure, Hidden) or (figure is not None and figure.value is not None)
