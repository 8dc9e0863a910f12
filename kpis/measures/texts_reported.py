"""What was reported of a measure when, beside what stands now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from kpis.domain.periods import Period, date_text
from kpis.measures.queries import MeasurePage
from kpis.presenters import Look, frozen_look
from kpis.publications.queries import PublishedStatement


class ReportedRow(NamedTuple):
    """A row: the meeting, the publication, the figure as it was printed, and what stands for its period now."""

    meeting: str
    title: str
    address: str
    version: int
    period: str
    printed: str
    look: Look | None
    now: str
    is_withdrawn: bool


def reported(page: MeasurePage) -> list[ReportedRow]:
    """Of each publication the latest figure that it printed, and every one that reads otherwise now."""
    standing = {line.period: line.printed for line in page.lines}
    return [_row(each, standing.get(each.period, ""), page) for each in _telling(page.reported, standing)]


def _telling(told: tuple[PublishedStatement, ...], standing: dict[Period | None, str]) -> Iterator[PublishedStatement]:
    seen: set[tuple[str, int]] = set()
    for each in told:
        key = (each.slug, each.number)
        is_first = key not in seen
        seen.add(key)
        reads_otherwise = not each.is_withdrawn and standing.get(each.period, each.printed) != each.printed
        if is_first or reads_otherwise:
            yield each


def _row(told: PublishedStatement, now: str, page: MeasurePage) -> ReportedRow:
    is_same = not now or told.is_withdrawn or now == told.printed
    return ReportedRow(
        date_text(told.meeting_date),
        told.title,
        reverse("publication_version", args=[page.council.slug, told.slug, told.number]),
        told.number,
        told.period.label,
        told.printed,
        None if told.is_withdrawn else frozen_look(told.status, told.rag),
        "" if is_same else now,
        told.is_withdrawn,
    )
