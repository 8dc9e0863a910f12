"""Promises as text: the headings that they stand under, and what each of them says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kpis.domain.periods import date_text
from kpis.domain.promises import Kept
from kpis.measures.queries_promises import ToldPromise
from kpis.presenters import PROMISE_HEADINGS, Look, look_of, promise_at_length

NO_WORDS = "The words no longer stand"


class PromiseText(NamedTuple):
    """A promise as it is read. ``decided`` is the figure that decided it, with its period; ``look`` its status."""

    ref: str
    title: str
    service: str
    period: str
    period_slug: str
    by: str
    action: str
    owner: str
    became: str
    decided: str
    look: Look | None


class PromiseGroup(NamedTuple):
    key: str
    heading: str
    promises: Sequence[PromiseText]


def promise_groups(told: Mapping[Kept, Sequence[ToldPromise]]) -> list[PromiseGroup]:
    """In the order in which they matter: due, not kept, without a figure yet, kept, moved, withdrawn."""
    return [
        PromiseGroup(kept.value, PROMISE_HEADINGS[kept], [promise_text(each) for each in told[kept]])
        for kept in PROMISE_HEADINGS
        if kept in told
    ]


def promise_text(told: ToldPromise) -> PromiseText:
    measure, outcome, line = told.measure, told.outcome, told.decided
    promise = outcome.promise
    if outcome.kept is Kept.WITHDRAWN:  # nobody does any more what was said of it
        promise = promise._replace(action="", owner="")
    decided = f"{line.period.label}: {line.printed}" if line and line.period else ""
    look = look_of(line.verdict.status, line.verdict.rag) if line else None
    return PromiseText(
        measure.ref, measure.title, measure.service, promise.period.label, promise.period.slug, date_text(outcome.by),
        promise.action or NO_WORDS, promise.owner, promise_at_length(outcome), decided, look,
    )  # fmt: skip


def promises_sentence(told: Mapping[Kept, Sequence[ToldPromise]]) -> str:
    """ "3 promises are due, 2 were not kept, 4 were kept." """
    counted = {kept: len(each) for kept, each in told.items()}
    clauses = [
        f"{counted[kept]} {one if counted[kept] == 1 else several}"
        for kept, (one, several) in _CLAUSES.items()
        if kept in counted
    ]
    return f"Promises: {', '.join(clauses)}." if clauses else "Nothing has been promised of a red figure."


_CLAUSES = {
    Kept.OPEN: ("is due", "are due"),
    Kept.BROKEN: ("was not kept", "were not kept"),
    Kept.UNKNOWN: ("fell due and has no figure yet", "fell due and have no figure yet"),
    Kept.KEPT: ("was kept", "were kept"),
    Kept.MOVED: ("was moved", "were moved"),
    Kept.WITHDRAWN: ("was withdrawn", "were withdrawn"),
}
