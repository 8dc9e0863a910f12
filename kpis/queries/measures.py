"""One measure: its figures of every period, what was set for them, what was changed, and its breakdowns.

At most ten statements, however many figures there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from kpis.domain.disclosure import second_cell
from kpis.domain.periods import Period
from kpis.domain.readings import Figure, Hidden, Shown
from kpis.domain.targets import rule_in_force
from kpis.domain.words import Rule, Target, ToleranceKind
from kpis.permissions import Viewer
from kpis.queries import fetch, fetch_measure
from kpis.queries.councils import CouncilInfo, council_for
from kpis.queries.fetch import MeasureRow
from kpis.queries.fetch_measure import Details
from kpis.queries.judging import Beside, Context, History, Line, line_for, line_of
from kpis.queries.promises import Promise, promises
from kpis.queries.published import Told, told_of
from kpis.queries.scorecards import Wanted, beside_of
from kpis.refusals import NotFound

TOLD = 3
"""Periods of a breakdown in a report."""


class Revision(NamedTuple):
    """A figure as it stood before it was replaced: until when, and why it was."""

    period: Period
    figure: Figure
    rule: Rule
    recorded_at: dt.datetime
    superseded_at: dt.datetime
    why: str


class SetVersion(NamedTuple):
    """A version of a target. ``superseded_at`` is None for the one in force."""

    target: Target
    rule: Rule
    withdrawn: bool
    why: str
    recorded_at: dt.datetime
    superseded_at: dt.datetime | None
    number: int


class Part(NamedTuple):
    """A category's figures, by period; its second column is withheld where the total would give a hidden one away."""

    name: str
    figures: dict[Period, Figure]


class Breakdown(NamedTuple):
    dimension: str
    periods: tuple[Period, ...]
    parts: tuple[Part, ...]


class MeasurePage(NamedTuple):
    """All that a measure's page says. ``line`` is its line for ``period``; ``lines`` are those of all its figures."""

    council: CouncilInfo
    measure: MeasureRow
    details: Details
    period: Period
    line: Line
    lines: tuple[Line, ...]
    beside: Beside
    revisions: tuple[Revision, ...]
    targets: tuple[SetVersion, ...]
    breakdowns: tuple[Breakdown, ...]
    at: dt.datetime | None
    promises: tuple[Promise, ...] = ()
    reported: tuple[Told, ...] = ()


def measure_page(wanted: Wanted, ref: str, viewer: Viewer) -> MeasurePage:
    """A measure for a scorecard's period (its latest, where none is asked for). Raises NotFound."""
    council = council_for(wanted.council, viewer)
    found = fetch.measures(council.id, refs=(ref,))
    if not found:
        raise NotFound(f'{council.name} has no measure "{ref[:60]}". Its scorecard lists those that it has.')
    measure, rows = found[0], fetch_measure.every_reading(found[0].id, wanted.at)
    totals = [row[:13] for row in rows if row[13] is None]
    history = History(measure, totals, viewer.sees_small_numbers(council.id, measure.service_id))
    beside = beside_of(fetch.beside([measure.id], wanted.at), history)
    period = wanted.period or _latest(history, wanted.day)
    line = line_of(Context(period, wanted.day), history, beside)
    lines = tuple(line_for(each, Context(each, wanted.day), history, beside) for each in _periods(history))
    line, *lines_said = _said([line, *lines])
    return MeasurePage(
        council, measure, fetch_measure.details(measure.id), period, line, tuple(lines_said), beside,
        _revisions(history, wanted.at), _targets(measure, wanted.at), breakdowns(history, rows), wanted.at,
        promises(measure.id, lines_said, wanted.at, wanted.day), told_of(measure, wanted.at or wanted.now),
    )  # fmt: skip


def _periods(history: History) -> list[Period]:
    calendar = history.measure.schedule.year_start
    periods = [Period.stored(row[1], row[2], row[3], calendar) for row in history.rows]
    return sorted(periods, key=lambda each: (each.end, each.start), reverse=True)


def _latest(history: History, day: dt.date) -> Period:
    """The last period with a figure, of those that end together the longest; without any, the last that has ended."""
    valued = [period for period in _periods(history) if history.row(period)[5] is not None]  # type: ignore[index]
    latest = max(valued, key=lambda each: (each.end, each.months), default=None)
    return latest or history.measure.schedule.last_period(day)


def _said(lines: list[Line]) -> list[Line]:
    said = fetch.said([line.figure.version for line in lines if line.figure])
    return [line._replace(said=said[line.figure.version]) if line.figure else line for line in lines]


def _revisions(history: History, at: dt.datetime | None) -> tuple[Revision, ...]:
    """Figures that no longer stand, where the figure itself changed and not only what was written beside it."""
    rows = fetch_measure.superseded(history.measure.id, at)
    found = []
    for row in rows:
        period = Period.stored(row[1], row[2], row[3], history.measure.schedule.year_start)
        standing = history.row(period)
        if standing is None or row[5:11] == standing[5:11]:
            continue
        rule = rule_in_force(history.measure.rules, period)
        figure = _as_withheld(history, row[:13], period)
        found.append(Revision(period, figure, rule, row[13], row[14], row[15] or ""))
    return tuple(found)


def _as_withheld(history: History, row: tuple[Any, ...], period: Period) -> Figure:
    """An old version is withheld, too, where the one that stands is: their difference would give it away."""
    current = history.figure(period)
    return Hidden(period) if isinstance(current, Hidden) else history.known(row, period)


def _targets(measure: MeasureRow, at: dt.datetime | None) -> tuple[SetVersion, ...]:
    return tuple(_set_version(row, measure) for row in fetch_measure.target_versions(measure.id, at))


def _set_version(row: tuple[Any, ...], measure: MeasureRow) -> SetVersion:
    (
        kind,
        start,
        end,
        value,
        tolerance_kind,
        tolerance,
        low,
        high,
        until,
        withdrawn,
        why,
        recorded,
        superseded,
        number,
    ) = row
    period = Period.stored(kind, start, end, measure.schedule.year_start)
    tolerance_kind = ToleranceKind(tolerance_kind) if tolerance_kind else None
    target = Target(value, tolerance_kind, tolerance, low, high, period, until)
    return SetVersion(target, rule_in_force(measure.rules, period), withdrawn, why, recorded, superseded, number)


def breakdowns(history: History, rows: Sequence[tuple[Any, ...]]) -> tuple[Breakdown, ...]:
    """A measure's breakdowns as the viewer may know them. ``rows`` are readings, sorted by dimension, with the
    category's id, its name and its dimension's after their columns; those of totals are left out."""
    parts = [row for row in rows if row[13] is not None]
    return tuple(_breakdown(history, name, list(group)) for name, group in groupby(parts, key=lambda row: row[15]))


def _breakdown(history: History, dimension: str, rows: list[tuple[Any, ...]]) -> Breakdown:
    calendar = history.measure.schedule.year_start
    cells: dict[str, dict[Period, Figure]] = {}
    counts: dict[str, dict[Period, Any]] = {}
    for row in rows:
        period = Period.stored(row[1], row[2], row[3], calendar)
        cells.setdefault(row[14], {})[period] = history.known(row[:13], period)
        counts.setdefault(row[14], {})[period] = row[5] if row[6] is None else row[6]
    periods = sorted({period for part in cells.values() for period in part}, key=lambda each: each.end, reverse=True)
    for period in periods:
        _withhold_second(cells, counts, period)
    return Breakdown(dimension, tuple(periods), tuple(Part(name, known) for name, known in cells.items()))


def _withhold_second(
    cells: dict[str, dict[Period, Figure]], counts: dict[str, dict[Period, Any]], period: Period
) -> None:
    """Where one cell of a period is withheld, a second one is, so that the total does not give it away."""
    names = [name for name in cells if period in cells[name]]
    hidden = [isinstance(cells[name][period], Hidden) for name in names]
    place = second_cell([counts[name][period] for name in names], hidden)
    if place is not None:
        cells[names[place]][period] = Hidden(period)


def shown_only(lines: Iterable[Line]) -> list[tuple[Line, Shown]]:
    """The lines whose figure the viewer may know."""
    return [(line, line.figure) for line in lines if isinstance(line.figure, Shown)]


def periods_told(page: MeasurePage, breakdown: Breakdown) -> list[Period]:
    """What a report tells of a breakdown: the period shown and up to two of its length before it, oldest first; none
    where the one shown has no parts."""
    shown = page.line.period
    if shown is None or shown not in breakdown.periods:
        return []
    alike = [each for each in breakdown.periods if each.kind is shown.kind and each.end <= shown.end]
    return sorted(alike, key=lambda each: each.end)[-TOLD:]
