"""What the opening sentence says of the reds: which are newly red, and which are red for want of last year's figure."""

from __future__ import annotations

from kpis.domain.line import Context, Line, shown_on, verdict_for
from kpis.domain.periods import Kind, Period
from kpis.domain.schemes import WAYS
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.words import Rag, Scheme


def is_newly_red(line: Line, scorecard: Period) -> bool:
    """Whether a red measure was green or amber on the scorecard before of the same length, by the rule and the target
    of then; one that was not due there (a yearly one), in its own period directly before.

    A milestone is newly red on the scorecard in whose period its due day falls. Never against an older period, nor one
    without a verdict: of a measure that was awaited or withheld nobody can say that its red is new.
    """
    if line.verdict.rag is not Rag.RED or line.period is None or scorecard.kind is Kind.SNAPSHOT:
        return False
    if line.rule.scheme is Scheme.MILESTONE:
        return line.verdict.due is not None and line.verdict.due >= scorecard.start
    before = _verdict_before(line, line.period, scorecard)
    return before is not None and before.rag in (Rag.GREEN, Rag.AMBER)


def _verdict_before(line: Line, shown: Period, scorecard: Period) -> Assessment | None:
    earlier = scorecard.previous()
    before = earlier if shown == scorecard else shown_on(earlier, line.history)
    if before is None and shown.kind is not Kind.SNAPSHOT:
        before = earlier = shown.previous()
    if before is None:
        return None
    return verdict_for(before, Context(earlier, earlier.end), line.history, line.beside)


def lacks_last_year(line: Line) -> bool:
    """Whether a measure is red because its scheme asks for last year's figure and there is none."""
    if line.verdict.rag is not Rag.RED or not WAYS[line.rule.scheme].NEEDS_LAST_YEAR:
        return False
    return line.verdict.last_year is None or line.verdict.last_year.value is None
