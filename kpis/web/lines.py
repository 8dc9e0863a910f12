"""A scorecard's lines as text for the page: every word from the presenters, every figure from the line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.text import capfirst

from kpis.domain.figure import HIDDEN_TEXT, Actual, Hidden, marker_text
from kpis.domain.line import Line
from kpis.domain.measure import BaselineFigure, KeyMeasure
from kpis.domain.numbers import printed
from kpis.domain.periods import Period, date_text
from kpis.domain.schemes import WAYS
from kpis.domain.selection import Schedule
from kpis.domain.sentences import gap_text
from kpis.domain.travel import is_contradicted
from kpis.domain.words import Comparison, Movement, Scheme, Target
from kpis.presenters import ARROWS, JUDGEMENTS, MOVEMENTS, ORDER, PERIOD_KINDS, PROJECTIONS, PUBLISHED_STATUS, look_of
from kpis.spreadsheets.book import Cell
from kpis.web.rows import ScorecardRow

LAST: tuple[bool, Any] = (True, 0)


def row_of(line: Line, measures: str, scorecard: Period, query: str = "") -> ScorecardRow:
    """One measure's line. ``measures`` is the address that the measures' pages stand under; ``query`` is carried
    there (period and as-of)."""
    measure, look = line.measure, look_of(line.verdict.status, line.verdict.rag)
    return ScorecardRow(
        ref=measure.ref,
        title=measure.title,
        url=f"{measures}{measure.ref}/{query}",
        framework=measure.framework_name,
        outcome=measure.outcome,
        area=measure.policy_area,
        service=measure.service,
        look=look,
        reason=line.verdict.reason,
        said=said_text(line),
        figure=line.printed,
        is_missing=not has_value(line.figure),
        period=line.period.long_label if line.period and line.period != scorecard else "",
        marker=marker_of(line),
        target=target_text(line),
        **_travel(line),
        projection=PROJECTIONS.get(line.published("projection"), ""),
        commentary="" if isinstance(line.figure, Hidden) else line.said.commentary,
        by_status=(ORDER[(line.verdict.status, line.verdict.rag)], measure.title),
        by_figure=_sortable(line.figure.exact(line.rule) if isinstance(line.figure, Actual) else None),
        by_target=_sortable(_first_set(line.target)),
    )


def _travel(line: Line) -> dict[str, Any]:
    travel = line.travel
    compared = travel.movement is not Movement.NOT_COMPARED
    return {
        "travel_css": f"travel--{travel.judgement}",
        "arrow": ARROWS[travel.movement],
        "travel": JUDGEMENTS[travel.judgement] if compared else MOVEMENTS[travel.movement],
        "movement": MOVEMENTS[travel.movement] if compared else "",
        "travel_note": change_text(line) if compared else capfirst(travel.reason.removeprefix("Not compared: ")),
        "disagrees": disagreement(line),
        "by_travel": (list(JUDGEMENTS).index(travel.judgement), line.measure.title),
    }


def _sortable(value: Any) -> tuple[bool, Any]:
    return LAST if value is None else (False, value)


def _first_set(target: Target | None) -> Any:
    if target is None:
        return None
    return target.low if target.value is None else target.value


def has_value(figure: Actual | Hidden | None) -> bool:
    return isinstance(figure, Actual) and figure.value is not None


def marker_of(line: Line) -> str:
    """What stands beside a figure: its marker, and for those who may see it, that it is not for publication."""
    figure = line.figure
    if not isinstance(figure, Actual):
        return ""
    small = f"{_why_closed(line.measure, figure)}: not for publication" if figure.small else ""
    return "; ".join(each for each in (marker_text(figure), small) if each)


def _why_closed(measure: KeyMeasure, figure: Actual) -> str:
    if measure.lacks_parts(figure):
        return "without its numerator and denominator"
    return "small number" if measure.is_small(*figure.numbers) else "would give a withheld number away"


def target_text(line: Line) -> str:
    """What was set, as it was set: "580", "90% (within 5 percentage points)", "52.3% to 62.7%"; blank where nothing.
    A milestone has its day instead: "Due 31 July 2026"."""
    if line.rule.scheme is Scheme.MILESTONE:
        return f"Due {date_text(line.period.end)}" if line.period else "A milestone"
    return "" if line.target is None else WAYS[line.rule.scheme].set_text(line.rule, line.target)


def change_text(line: Line) -> str:
    """ "218 fewer than in 2017/18" in short: "−218 on 2017/18"."""
    travel = line.travel
    if travel.earlier is None or travel.change is None:
        return ""
    if not travel.change:
        return f"No change on {travel.earlier.period.label}"
    moved = MOVEMENTS[Movement.UP if travel.change > 0 else Movement.DOWN].capitalize()
    return f"{moved} {gap_text(line.rule, travel.change)} on {travel.earlier.period.label}"


def said_text(line: Line) -> str:
    """What a past paper, or the service, said of the status, beside the computed one."""
    said = line.published("status")
    if not said:
        return ""
    if said in ("met", "not_met"):
        return f"The paper said: {PUBLISHED_STATUS[said]}"
    if said == line.verdict.rag.value:
        return ""
    if is_override(line, "status"):
        return f"Published as {PUBLISHED_STATUS[said]}: the head of service agreed"
    return f"The service's own judgement: {PUBLISHED_STATUS[said]}"


def is_override(line: Line, kind: str) -> bool:
    """Whether a judgement was proposed by the performance team and agreed by the head of service."""
    return line.said.on(kind).source == "override"


def disagreement(line: Line) -> str:
    """That a published arrow and the computed one differ, where both compare with the same; else the published one."""
    published, basis, _ = line.said.on("dot")
    if not published or isinstance(line.figure, Hidden) or published == line.travel.movement.value:
        return ""
    word = MOVEMENTS[Movement(published)].lower()
    if is_override(line, "dot"):
        return f"Published as {word}: the head of service agreed"
    if is_contradicted(line.travel, published, basis):
        return f"Published as {word}: the two disagree"
    against = {
        Comparison.PREVIOUS_PERIOD.value: " on the period before",
        Comparison.SAME_PERIOD_LAST_YEAR.value: " on last year",
    }.get(basis, ", basis not stated" if published != "not_compared" else "")
    return f"Published as {word}{against}"


def value_cell(line: Line, shown: Actual) -> Cell:
    """A figure as it is stored; of a milestone, whether it was achieved."""
    is_milestone = line.rule.scheme is Scheme.MILESTONE and shown.value is not None
    return shown.text(line.rule) if is_milestone else shown.value


def parts_text(line: Line) -> str:
    """Numerator and denominator, where the viewer may know them: "1,271 of 2,391"."""
    figure = line.figure
    if isinstance(figure, Hidden):
        return HIDDEN_TEXT
    if figure is None or figure.numerator is None:
        return ""
    return _of(figure.numerator, figure.denominator)


def reported_text(schedule: Schedule) -> str:
    """Every quarter, a year to date, in years from April."""
    month = schedule.year_start.name.capitalize()
    return f"{schedule.frequency.text.capitalize()}, {PERIOD_KINDS[schedule.period_kind]}, in years from {month}"


def baseline_text(line: Line, row: BaselineFigure) -> str:
    """A baseline as it is printed, with its numbers and its period: "53.2% (1,271 of 2,391) in 2018/19"."""
    rule = line.rule
    value = row.exact(rule)
    parts = f" ({_of(row.numerator, row.denominator)})" if row.numerator is not None else ""
    return (
        f"{printed(value, rule.unit, rule.places, rule.unit_label)}{parts} in {row.period.label}"
        if value is not None
        else ""
    )


def _of(numerator: Decimal, denominator: Decimal | None) -> str:
    top = f"{numerator.normalize():,f}"
    return f"{top} of {denominator.normalize():,f}" if denominator is not None else top
