"""For how many periods in a row, up to the one shown, a measure has been red, and has been declining.

A run ends at a period without a colour or without a comparison, for of that nobody can say it, and at a break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from kpis.domain.line import Context, Line, line_for, verdict_for
from kpis.domain.periods import Period
from kpis.domain.statistics.series import before
from kpis.domain.words import Judgement, Rag, Scheme


def reds_in_row(line: Line) -> int | None:
    """None where no period is shown. A milestone has a day, and no periods before it."""
    if line.period is None:
        return None
    earlier = (verdict_for(each, Context(each, each.end), line.history, line.beside) for each in _earlier(line))
    return _length([line.verdict.rag is Rag.RED], (each.rag is Rag.RED for each in earlier))


def declines_in_row(line: Line) -> int | None:
    """None where no period is shown."""
    if line.period is None:
        return None
    earlier = (line_for(each, Context(each, each.end), line.history, line.beside) for each in _earlier(line))
    declining = (each.travel.judgement is Judgement.DECLINING for each in earlier)
    return _length([line.travel.judgement is Judgement.DECLINING], declining)


def _earlier(line: Line) -> Iterator[Period]:
    if line.period is None or line.rule.scheme is Scheme.MILESTONE:
        return
    periods = before(line.history, line.period)
    next(periods, None)
    yield from periods


def _length(first: Iterable[bool], others: Iterable[bool]) -> int:
    if not all(first):
        return 0
    return 1 + sum(1 for _ in takewhile(bool, others))
