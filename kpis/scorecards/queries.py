"""A scorecard: the measures of a plan or committee for a period, judged, in order, adding up.

Eight statements at most, however many measures: the council, its measures, the periods with figures, the readings, what
stands beside them, what was said, (where figures are missing) the last known ones, and (where any is red) what was
promised.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from kpis.domain.history import History, is_in
from kpis.domain.line import Context, Line, line_of
from kpis.domain.measure import KeyMeasure
from kpis.domain.periods import Kind, Period
from kpis.domain.promises import Outcome, to_tell
from kpis.domain.reds import is_newly_red, lacks_last_year
from kpis.domain.selection import PeriodCount, Schedule, latest_closed, latest_period
from kpis.domain.strip import StripMark, strip_of
from kpis.domain.summary import CountedVerdict, Tally, section_of, tally
from kpis.domain.words import Rag, Scheme, Section, Status
from kpis.people import Viewer
from kpis.readings import read
from kpis.readings.councils import CommitteeInfo, CouncilInfo, FrameworkInfo, Headline, council_for
from kpis.readings.known import May, allowed
from kpis.readings.measures import beside, measures, remits_of
from kpis.readings.promises import promised
from kpis.readings.wanted import Wanted

SECTION_ORDER = {Section.AREA_OF_CONCERN: 0, Section.GOOD_PROGRESS: 1, None: 2}


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
    def is_before_records(self) -> bool:
        """Whether it is as of a day by which none of its measures had a figure: there is nothing to count."""
        return self.at is not None and not self.periods

    @property
    def tally(self) -> Tally:
        """Its measures counted; all nought where there is no period."""
        return tally(_counted(line, self.period) for line in self.lines if self.period)


def _counted(line: Line, scorecard: Period) -> CountedVerdict:
    verdict, newly = line.verdict, is_newly_red(line, scorecard)
    return CountedVerdict(verdict.status, verdict.rag, line.published("status"), newly, lacks_last_year(line))


def section(line: Line) -> Section | None:
    """Where a line stands: as its service stated, else by its verdict."""
    return section_of(line.section, line.verdict.rag, line.travel.judgement)


def scorecard(wanted: Wanted, viewer: Viewer) -> Scorecard:
    """The scorecard asked for. Raises NotFound for a council, plan or committee that there is not."""
    council = council_for(wanted.council, viewer)
    framework = council.framework(wanted.framework) if wanted.framework else None
    committee = council.committee(wanted.committee) if wanted.committee else None
    listed = measures(council.id, wanted.framework, wanted.committee)
    every = read.reported(council.id, [each.id for each in listed], wanted.at)
    reported = [each for each in every if each.figures]
    period = wanted.period or _latest(every, reported, listed)
    is_counted = wanted.at is None or bool(reported)
    lines = _lines(listed, Context(period, wanted.day), wanted.at, viewer) if period and is_counted else []
    headline = _headline(council, wanted, period)
    return Scorecard(
        council, framework, committee, period, tuple(_in_order(lines)), _periods(reported), headline, wanted.at
    )


class _Remit(NamedTuple):
    """A committee's measures, the periods with figures of theirs, and the latest of them, as its scorecard has it."""

    slug: str
    listed: tuple[KeyMeasure, ...]
    reported: list[PeriodCount]
    period: Period | None


def committee_scorecards(council: CouncilInfo, slugs: Sequence[str], today: dt.date, viewer: Viewer) -> list[Scorecard]:
    """The latest scorecards of some committees of a council that is open to the viewer: two statements, one for each
    committee, and five at most for each period that is the latest of any. Figures that several committees look at are
    read once."""
    listed, remits = measures(council.id), remits_of(council.id)
    found = [_remit(council.id, slug, [each for each in listed if each.id in remits[slug]]) for slug in slugs]
    lines = {
        period: _lines(_of_any(listed, [each for each in found if each.period == period]), context, None, viewer)
        for period, context in {each.period: Context(each.period, today) for each in found if each.period}.items()
    }
    return [_of_committee(council, each, lines[each.period] if each.period else []) for each in found]


def _remit(council_id: int, slug: str, listed: Sequence[KeyMeasure]) -> _Remit:
    every = read.reported(council_id, [each.id for each in listed], None)
    reported = [each for each in every if each.figures]
    return _Remit(slug, tuple(listed), reported, _latest(every, reported, listed))


def _of_any(listed: Sequence[KeyMeasure], remits: Sequence[_Remit]) -> list[KeyMeasure]:
    wanted = {each.id for remit in remits for each in remit.listed}
    return [each for each in listed if each.id in wanted]


def _of_committee(council: CouncilInfo, remit: _Remit, lines: Sequence[Line]) -> Scorecard:
    ids = {each.id for each in remit.listed}
    own = _in_order([line for line in lines if line.measure.id in ids])
    headline = _headline(council, Wanted(council.slug, dt.date.min, committee=remit.slug), remit.period)
    committee = council.committee(remit.slug)
    return Scorecard(council, None, committee, remit.period, tuple(own), _periods(remit.reported), headline, None)


def _periods(reported: Iterable[PeriodCount]) -> tuple[Period, ...]:
    """The latest first; of those that end together the longest."""
    return tuple(sorted({each.period for each in reported}, key=lambda each: (each.end, each.months), reverse=True))


def _latest(every: list[PeriodCount], reported: list[PeriodCount], listed: Sequence[KeyMeasure]) -> Period | None:
    """The last period that the council closed; where it has closed none with a figure, the last with enough figures."""
    closed = latest_closed((each.period for each in every if not each.figures), reported)
    return closed or latest_period(reported, [each.schedule for each in listed])


def strips(card: Scorecard) -> dict[int, Sequence[StripMark]]:
    """The strips of its measures, by their ids."""
    return {line.measure.id: strip_of(line, card.period) for line in card.lines} if card.period else {}


def to_be_told(card: Scorecard, drawn: Mapping[int, Sequence[StripMark]], day: dt.date) -> dict[int, Outcome]:
    """The promises that the rows of its red measures tell, by the measures' ids: one statement, none where none is red.

    A promise tells that its figure was red; no mark of a strip does of one that is withheld from the viewer.
    """
    red = [line.measure.id for line in card.lines if line.verdict.rag is Rag.RED]
    said = promised(red, card.at) if red else {}
    found = (
        (key, to_tell(made, [(mark.period, mark.verdict.rag) for mark in drawn[key]], day))
        for key, made in said.items()
    )
    return {key: outcome for key, outcome in found if outcome is not None}


def _headline(council: CouncilInfo, wanted: Wanted, period: Period | None) -> Headline | None:
    """The paper's own headline, where the scorecard is of the plan, period and committee that it was about."""
    for each in council.headlines:
        about = wanted.framework in ("", each.framework) and wanted.committee in ("", each.committee)
        if about and each.period == period:
            return each
    return None


def _lines(listed: Sequence[KeyMeasure], context: Context, at: dt.datetime | None, viewer: Viewer) -> list[Line]:
    may = allowed(listed, viewer)
    return read.with_remarks(_with_last_known(judged(listed, context, at, may), context, at, may))


def latest_lines(
    council_id: int, chosen: Collection[int], today: dt.date, viewer: Viewer
) -> tuple[Period | None, list[Line]]:
    """Some measures of a council that is open to the viewer, by their ids, as its latest scorecard has them. At most
    nine statements, however many they are."""
    listed = measures(council_id)
    every = read.reported(council_id, [each.id for each in listed], None)
    period = _latest(every, [each for each in every if each.figures], listed)
    wanted = [each for each in listed if each.id in chosen]
    return period, _lines(wanted, Context(period, today), None, viewer) if period else []


def judged(listed: Sequence[KeyMeasure], context: Context, at: dt.datetime | None, may: May) -> list[Line]:
    """The measures' lines, without what was said of them and what was last known: two statements."""
    span = (context.period.start, context.period.end)
    live = [each for each in listed if _is_on(each.schedule, context, at)]
    histories, around = read.window(live, span, at, may), beside(live, at, may, span)
    return [line_of(context, histories[each.id], around[each.id]) for each in live]


def _is_on(schedule: Schedule, context: Context, at: dt.datetime | None) -> bool:
    return schedule.is_live(context.period) and (at is None or schedule.was_there(context.on))


def _with_last_known(lines: list[Line], context: Context, at: dt.datetime | None, may: May) -> list[Line]:
    """Where a figure is missing and none is in the window, the last one known before it."""
    lost = [line.measure for line in lines if line.period and _is_missing(line) and line.last_known is None]
    if not lost:
        return lines
    known = read.last_known(lost, context.period.start, at, may)
    return [_with_last(line, known[line.measure.id], context) if line.measure.id in known else line for line in lines]


def _with_last(line: Line, before: History, context: Context) -> Line:
    last = before.last_valued(line.period) if line.period else None
    return line if last is None else line_of(context, line.history, line.beside, last)


def _is_missing(line: Line) -> bool:
    is_reported = is_in(line.figure) or line.verdict.status is Status.PARTS_ONLY
    return line.rule.scheme is not Scheme.MILESTONE and not is_reported


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


def _outcome(measure: KeyMeasure) -> tuple[str, str]:
    return (measure.framework, measure.outcome)


def offered(periods: Iterable[Period]) -> dict[Kind, list[Period]]:
    """The periods that a reader can choose, by their length, the latest first."""
    found: dict[Kind, list[Period]] = {
        kind: [] for kind in (Kind.YEAR, Kind.HALF, Kind.QUARTER, Kind.MONTH, Kind.SNAPSHOT)
    }
    for period in periods:
        found[period.kind].append(period)
    return {kind: known for kind, known in found.items() if known}
