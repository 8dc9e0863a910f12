"""A scorecard: the measures of a plan or committee for a period, judged, in order, adding up.

Eight statements at most, however many measures: the council, its measures, their first readings, the periods with
figures, the readings, what stands beside them, what was said, and (where figures are missing) the last known ones.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from kpis.domain.periods import Kind, Period
from kpis.domain.readings import Figure, Shown
from kpis.domain.selection import Reported, latest_closed, latest_period
from kpis.domain.summary import Tally, Verdict, section_of, tally
from kpis.domain.words import Scheme, Section
from kpis.permissions import Viewer
from kpis.queries import fetch
from kpis.queries.councils import CommitteeInfo, CouncilInfo, FrameworkInfo, Headline, council_for
from kpis.queries.fetch import MeasureRow, SetRow
from kpis.queries.judging import Beside, Context, History, Line, line_of, targets_of

SECTION_ORDER = {Section.AREA_OF_CONCERN: 0, Section.GOOD_PROGRESS: 1, None: 2}


class Wanted(NamedTuple):
    """What is asked for. ``at`` is the moment as of which (None: now), ``today`` the day on which it is asked, ``now``
    the moment: without it nothing is told of publications, which may be under embargo."""

    council: str
    today: dt.date
    framework: str = ""
    committee: str = ""
    period: Period | None = None
    at: dt.datetime | None = None
    now: dt.datetime | None = None

    @property
    def day(self) -> dt.date:
        return self.at.date() if self.at else self.today


class Scorecard(NamedTuple):
    """A scorecard as the viewer may see it. ``period`` is None where nothing has ever been reported."""

    council: CouncilInfo
    framework: FrameworkInfo | None
    committee: CommitteeInfo | None
    period: Period | None
    lines: tuple[Line, ...]
    periods: tuple[Period, ...]
    headline: Headline | None
    at: dt.datetime | None

    @property
    def tally(self) -> Tally:
        return tally_of(self.lines)


def tally_of(lines: Iterable[Line]) -> Tally:
    return tally(Verdict(line.verdict.status, line.verdict.rag, line.published("status")) for line in lines)


def section(line: Line) -> Section | None:
    """Where a line stands: as its service stated, else by its verdict."""
    return section_of(line.section, line.verdict.rag, line.travel.judgement)


def scorecard(wanted: Wanted, viewer: Viewer) -> Scorecard:
    """The scorecard asked for. Raises NotFound for a council, plan or committee that there is not."""
    council = council_for(wanted.council, viewer)
    framework = council.framework(wanted.framework) if wanted.framework else None
    committee = council.committee(wanted.committee) if wanted.committee else None
    measures = fetch.measures(council.id, wanted.framework, wanted.committee)
    every = _reported(fetch.reported(council.id, [each.id for each in measures], wanted.at))
    reported = [each for each in every if each.figures]
    period = wanted.period or _latest(every, reported, measures)
    lines = _lines(measures, period, wanted, council, viewer) if period else []
    periods = sorted({each.period for each in reported}, key=lambda each: (each.end, each.months), reverse=True)
    headline = _headline(council, wanted, period)
    return Scorecard(
        council, framework, committee, period, tuple(_in_order(lines)), tuple(periods), headline, wanted.at
    )


def _latest(every: list[Reported], reported: list[Reported], measures: Sequence[MeasureRow]) -> Period | None:
    """The last period that the council closed; where it has closed none with a figure, the last with enough figures."""
    closed = latest_closed((each.period for each in every if not each.figures), reported)
    return closed or latest_period(reported, [each.schedule for each in measures])


def _reported(rows: Iterable[tuple[str, dt.date, dt.date, int]]) -> list[Reported]:
    return [Reported(Period.stored(kind, start, end), figures) for kind, start, end, figures in rows]


def _headline(council: CouncilInfo, wanted: Wanted, period: Period | None) -> Headline | None:
    """The paper's own headline, where the scorecard is of the plan, period and committee that it was about."""
    for each in council.headlines:
        about = wanted.framework in ("", each.framework) and wanted.committee in ("", each.committee)
        if about and each.period == period:
            return each
    return None


def _lines(
    measures: Sequence[MeasureRow], period: Period, wanted: Wanted, council: CouncilInfo, viewer: Viewer
) -> list[Line]:
    lines = judged(measures, period, wanted, council, viewer)
    return _with_what_was_said(_with_last_known(lines, Context(period, wanted.day), wanted.at))


def judged(
    measures: Sequence[MeasureRow], period: Period, wanted: Wanted, council: CouncilInfo, viewer: Viewer
) -> list[Line]:
    """The measures' lines for a period, without what was said of them and what was last known: two statements."""
    live = [each for each in measures if each.schedule.is_live(period)]
    ids = [each.id for each in live]
    rows = grouped(fetch.readings(council.id, live, period.start, period.end, wanted.at))
    sets = grouped(fetch.beside(ids, wanted.at, (period.start, period.end)))
    context = Context(period, wanted.day)
    histories = [History(each, rows[each.id], viewer.sees_small_numbers(council.id, each.service_id)) for each in live]
    lines = [line_of(context, history, beside_of(sets[history.measure.id], history)) for history in histories]
    return [each for each in lines if _has_begun(each)]


def grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows by their first column, the measure's id."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def beside_of(rows: list[SetRow], history: History) -> Beside:
    """What stands beside a measure's figures; a baseline that is a small number itself is left out like one."""
    if not rows:
        return Beside()
    baselines = tuple(row for row in rows if row.role == "baseline" and _may_know(row, history))
    comparators = tuple(row for row in rows if row.role == "comparator")
    return Beside(targets_of(rows, history.measure), baselines, comparators)


def _may_know(row: SetRow, history: History) -> bool:
    return history.sees_small or not history.is_small(row.value, row.numerator, row.denominator)


def _has_begun(line: Line) -> bool:
    """Whether the period shown is one in which the measure lived already."""
    begun = line.measure.schedule.live_from
    return line.period is None or begun is None or line.period.end >= begun


def _with_last_known(lines: list[Line], context: Context, at: dt.datetime | None) -> list[Line]:
    """Where a figure is missing and none is in the window, the last one known before it."""
    lost = [line.measure.id for line in lines if line.period and _is_missing(line) and line.last_known is None]
    if not lost:
        return lines
    known = {row[0]: row for row in fetch.last_known(lost, context.period.end, at)}
    return [_with_last(line, known.get(line.measure.id), context) for line in lines]


def _with_last(line: Line, row: tuple[Any, ...] | None, context: Context) -> Line:
    if row is None:
        return line
    period = Period.stored(row[1], row[2], row[3], line.measure.schedule.year_start)
    return line_of(context, line.history, line.beside, line.history.known(row, period))


def _is_missing(line: Line) -> bool:
    shown: Figure | None = line.figure
    if line.rule.scheme is Scheme.MILESTONE:
        return False
    return shown is None or (isinstance(shown, Shown) and shown.value is None)


def _with_what_was_said(lines: list[Line]) -> list[Line]:
    said = fetch.said([line.figure.version for line in lines if line.figure])
    return [line._replace(said=said[line.figure.version]) if line.figure else line for line in lines]


def _in_order(lines: list[Line]) -> list[Line]:
    """Areas of concern, good progress, the rest; each by plan, outcome and policy area as they first appear."""
    place: dict[tuple[str, ...], int] = {}
    for line in lines:
        measure = line.measure
        for key in ((measure.framework,), _outcome(measure), (*_outcome(measure), measure.policy_area)):
            place.setdefault(key, len(place))
    return sorted(
        lines,
        key=lambda line: (
            SECTION_ORDER[section(line)],
            place[(line.measure.framework,)],
            place[_outcome(line.measure)],
            place[(*_outcome(line.measure), line.measure.policy_area)],
        ),
    )


def _outcome(measure: MeasureRow) -> tuple[str, str]:
    return (measure.framework, measure.outcome)


def offered(periods: Iterable[Period]) -> dict[Kind, list[Period]]:
    """The periods that a reader can choose, by their length, the latest first."""
    found: dict[Kind, list[Period]] = {
        kind: [] for kind in (Kind.YEAR, Kind.HALF, Kind.QUARTER, Kind.MONTH, Kind.SNAPSHOT)
    }
    for period in periods:
        found[period.kind].append(period)
    return {kind: known for kind, known in found.items() if known}
