"""What changed between two scorecards of the same length: each measure's verdict beside the one it had before.

Only a colour is better or worse than another. What has no colour on a side is not compared, and it is said why; nor is
anything compared across a declared break, or where another rule judges now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from kpis.domain.periods import Kind, Period
from kpis.domain.words import ChangeTopic, Rag, Rule, Scheme, Status, Turn

RANK = {Rag.GREEN: 2, Rag.AMBER: 1, Rag.RED: 0}
"""How good a colour is; what is not here is no colour."""


class Why(StrEnum):
    """Why a status is not compared: it has no colour now, before or in either period, or like is not with like."""

    NOW = "now"
    BEFORE = "before"
    BOTH = "both"
    NEW = "new"
    BREAK = "break"
    RULE = "rule"


class Reason(NamedTuple):
    """Why a status is not compared; ``status`` is the one without a colour, where that is why."""

    why: Why
    status: Status | None = None


class ComparedVerdict(NamedTuple):
    """A measure's verdict on one of the two scorecards, and the rule that gave it."""

    status: Status
    rag: Rag
    rule: Rule


class Compared(NamedTuple):
    """A measure on the two scorecards. ``reason`` is there where it is not compared."""

    turn: Turn
    reason: Reason | None = None


class ChangeTally(NamedTuple):
    """A scorecard's measures by what became of them: ``turns`` add up to ``total``, ``reasons`` to those not compared.
    ``gone`` are the measures of the scorecard before that this one has no more; they are not in the total."""

    total: int
    turns: dict[Turn, int]
    reasons: dict[Reason, int]
    gone: int


def turned(before: Rag, now: Rag) -> Turn:
    """Better or worse by colour alone: green is better than amber, amber than red."""
    if before not in RANK or now not in RANK:
        return Turn.NOT_COMPARED
    if RANK[before] == RANK[now]:
        return Turn.UNCHANGED
    return Turn.BETTER if RANK[now] > RANK[before] else Turn.WORSE


def compared(before: ComparedVerdict | None, now: ComparedVerdict | None, is_broken: bool = False) -> Compared:
    """What became of a measure: ``before`` and ``now`` are None where it is not on that scorecard. ``is_broken`` says
    that a break was declared between the two figures."""
    if now is None:
        return Compared(Turn.GONE)
    if before is None:
        return Compared(Turn.NOT_COMPARED, Reason(Why.NEW))
    reason = _without_colour(before, now) or _unlike(before.rule, now.rule, is_broken)
    if reason:
        return Compared(Turn.NOT_COMPARED, reason)
    turn = turned(before.rag, now.rag)
    return Compared(Turn.OTHER if turn is Turn.UNCHANGED and before.status is not now.status else turn)


def _without_colour(before: ComparedVerdict, now: ComparedVerdict) -> Reason | None:
    if now.rag not in RANK:
        return Reason(Why.BOTH if before.status is now.status else Why.NOW, now.status)
    return Reason(Why.BEFORE, before.status) if before.rag not in RANK else None


def _unlike(before: Rule, now: Rule, is_broken: bool) -> Reason | None:
    if is_broken:
        return Reason(Why.BREAK)
    is_same = (before.scheme, before.polarity) == (now.scheme, now.polarity)
    return None if is_same else Reason(Why.RULE)


TURNS = {
    Turn.BETTER: ChangeTopic.BETTER,
    Turn.WORSE: ChangeTopic.WORSE,
    Turn.OTHER: ChangeTopic.OTHER,
    Turn.GONE: ChangeTopic.GONE,
}
WHYS = {Why.NEW: ChangeTopic.NEW, Why.BREAK: ChangeTopic.UNLIKE, Why.RULE: ChangeTopic.UNLIKE}
KNOWN = frozenset(Status) - {Status.NO_DATA, Status.NOT_DUE, Status.HIDDEN}
"""Statuses of a figure that is there and that the reader may know."""


def told_under(before: ComparedVerdict | None, now: ComparedVerdict | None, found: Compared) -> ChangeTopic | None:
    """Where a measure is told of; None where nothing happened that a reader would want to hear of.

    A measure that awaited its figure and has one now is told of as such, with a target or without; so is one that has
    none any more. That a measure is not due, as a yearly one is in most quarters, is no news; that a milestone has
    fallen due is.
    """
    if found.reason is None:
        return TURNS.get(found.turn)
    if before is None or now is None or found.reason.status is None:
        return WHYS[found.reason.why]
    if before.status is Status.NO_DATA and now.status in KNOWN:
        return ChangeTopic.FIRST
    if before.status in KNOWN and now.status is Status.NO_DATA:
        return ChangeTopic.LOST
    is_judged = before.rag in RANK or now.rag in RANK
    return ChangeTopic.ONE_SIDE if is_judged and not _is_calendar(before, now) else None


def _is_calendar(before: ComparedVerdict, now: ComparedVerdict) -> bool:
    """Whether the two differ because the measure is not due in every period."""
    return now.status is Status.NOT_DUE or (before.status is Status.NOT_DUE and now.rule.scheme is not Scheme.MILESTONE)


def counted(found: Iterable[Compared]) -> ChangeTally:
    """The sum of what became of each measure of two scorecards."""
    known = list(found)
    turns = Counter(each.turn for each in known)
    gone = turns.pop(Turn.GONE, 0)
    return ChangeTally(turns.total(), dict(turns), dict(Counter(each.reason for each in known if each.reason)), gone)


def earlier_of(period: Period, known: Iterable[Period]) -> Period | None:
    """The period before one, of the same length; for a single day, the last one before it with a figure. None where no
    figure is known that ends in it."""
    known = list(known)
    if period.kind is Kind.SNAPSHOT:
        days = (each for each in known if each.kind is Kind.SNAPSHOT and each.end < period.end)
        return max(days, key=lambda each: each.end, default=None)
    before = period.previous()
    return before if any(before.start <= each.end <= before.end for each in known) else None
