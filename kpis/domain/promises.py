"""What became of promises: a red figure is explained with a day by which the measure is back on track.

A promise is told only of a figure that the viewer may know and that is red, or was when it was signed off first. The
first of these that applies says what became of it:

1. Its figure is no longer red, or was undone: *withdrawn*, for there is nothing to be back from.
2. Words said of the same figure later have replaced it. Said before its day came, a later day *moved* it, and no day
   (or a waiver) *withdrew* it. An earlier or the same day is the promise that stands, and the first is not told. Once
   its day has come a promise can no longer be moved nor withdrawn: it is judged, beside the new one.
3. Words said of a later red period before its day came, with a later day, *moved* it. With an earlier or the same day
   both stand, and each is judged.
4. It is judged by the first figure with a colour whose period ends on or after its day: *not kept* where that is red,
   else *kept*. A figure withheld from the viewer has no colour and judges nothing.
5. Without such a figure it is *due* until the day before its day, and *unknown* from its day on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from kpis.domain.measure import period_key
from kpis.domain.periods import Period
from kpis.domain.words import Rag

Judged = Sequence[tuple[Period, Rag]]
"""A measure's own periods with their colours."""


class Kept(StrEnum):
    """What became of a promise to be back on track by a day."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


class Promise(NamedTuple):
    """What was said of a red figure on a day, as readers were shown it. ``by`` is None where it was waived, or without
    a day. ``owner`` is a role, as the service wrote it. Of what was replaced the day alone is known: its words may have
    been replaced because they had to go. ``by_end``: the figure is known by the last day of its period.
    """

    period: Period
    said_on: dt.date
    by: dt.date | None
    cause: str = ""
    action: str = ""
    owner: str = ""
    by_end: bool = False


class Outcome(NamedTuple):
    """A promise with what became of it: ``decided`` is the period of the figure that decided it, ``moved_to`` the day
    that took the place of its own."""

    promise: Promise
    by: dt.date
    kept: Kept
    decided: Period | None = None
    moved_to: dt.date | None = None


def outcomes(
    promises: Sequence[Promise], judged: Judged, day: dt.date, red_first: Collection[Period] = ()
) -> tuple[Outcome, ...]:
    """What became of a measure's promises by a day, in the order in which they were said.

    ``judged`` are its figures as they stand, in any order; ``red_first`` the periods whose figure has been revised or
    undone since and was red when it was signed off first. Of other periods nothing is told.
    """
    said = sorted(promises, key=lambda each: each.said_on)
    told = [each for each in said if _was_red(each, judged, red_first)]
    found = (_outcome(place, told, judged, day) for place in range(len(told)))
    return tuple(each for each in found if each is not None)


def _was_red(promise: Promise, judged: Judged, red_first: Collection[Period]) -> bool:
    return _rag(promise, judged) is Rag.RED or _is_among(promise, red_first)


def _rag(promise: Promise, judged: Judged) -> Rag | None:
    """The colour of the figure that a promise was made for; None where it is not among those judged."""
    key = period_key(promise.period, promise.by_end)
    return next((rag for period, rag in judged if period_key(period, promise.by_end) == key), None)


def _is_among(promise: Promise, periods: Iterable[Period]) -> bool:
    key = period_key(promise.period, promise.by_end)
    return any(period_key(each, promise.by_end) == key for each in periods)


def _outcome(place: int, told: Sequence[Promise], judged: Judged, day: dt.date) -> Outcome | None:
    """None where there is no day, or another promise says the same."""
    promise, later = told[place], told[place + 1 :]
    if (by := promise.by) is None:
        return None
    own = [each for each in later if _is_of_same(each, promise)]
    if _rag(promise, judged) is not Rag.RED:
        # Of several words about a figure that is no longer red the last tell that.
        return None if any(each.by for each in own) else Outcome(promise, by, Kept.WITHDRAWN)
    if own and own[0].by is not None and own[0].by <= by:
        return None
    if own and own[0].by is None and own[0].said_on < by:
        return Outcome(promise, by, Kept.WITHDRAWN)
    moved = _moved_to(by, [*own[:1], *_of_later(promise, later, judged)])
    if moved is not None:
        return Outcome(promise, by, Kept.MOVED, moved_to=moved)
    decided = deciding(promise, judged)
    kept = promise_kept(by, decided[1] if decided else None, day)
    return Outcome(promise, by, kept, decided[0] if decided else None)


def _of_later(promise: Promise, later: Iterable[Promise], judged: Judged) -> Iterable[Promise]:
    """What was said later of later periods whose figure is red."""
    of_later = (each for each in later if each.period.end > promise.period.end)
    return (each for each in of_later if _rag(each, judged) is Rag.RED)


def _moved_to(by: dt.date, words: Iterable[Promise]) -> dt.date | None:
    """The first later day that was given before the day came."""
    return next((each.by for each in words if each.by and each.by > by and each.said_on < by), None)


def _is_of_same(one: Promise, other: Promise) -> bool:
    return period_key(one.period, one.by_end) == period_key(other.period, other.by_end)


def deciding(promise: Promise, judged: Judged) -> tuple[Period, Rag] | None:
    """The first figure with a colour whose period ends on or after a promise's day; of those that end together, the one
    of the length that the promise was made for."""
    by, length = promise.by, promise.period.kind
    after = [(period, rag) for period, rag in judged if by is not None and period.end >= by and rag is not Rag.NONE]
    return min(after, key=lambda each: (each[0].end, each[0].kind is not length), default=None)


def promise_kept(by: dt.date, decided: Rag | None, today: dt.date) -> Kept:
    """Whether a measure was back on track by a day, from the colour of the figure that decides it."""
    if decided is None:
        return Kept.OPEN if today < by else Kept.UNKNOWN
    return Kept.BROKEN if decided is Rag.RED else Kept.KEPT


def to_tell(promises: Sequence[Promise], judged: Judged, day: dt.date) -> Outcome | None:
    """The one promise that a row of a scorecard tells of a measure that is red: of those still due the one said last;
    where none is due the one that fell due last, if it was not kept. None where there is nothing to tell.

    ``judged`` are its own periods up to the one shown; what was said of others is not told.
    """
    coloured = [(period, rag) for period, rag in judged if rag is not Rag.NONE]
    if not coloured or max(coloured, key=lambda each: each[0].end)[1] is not Rag.RED:
        return None
    found = outcomes(promises, judged, day)
    due = [each for each in found if each.kept is Kept.OPEN]
    if due:
        return due[-1]
    fallen = [each for each in found if each.kept in (Kept.KEPT, Kept.BROKEN, Kept.UNKNOWN)]
    last = max(fallen, key=lambda each: (each.by, each.promise.said_on), default=None)
    return last if last is not None and last.kept is Kept.BROKEN else None
