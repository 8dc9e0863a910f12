"""The words that people write over columns and before lines, and what each tells of the column."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class ColumnRole(StrEnum):
    """What stands in a column or a line; the words are those of the columns that are written, where there is one."""

    REF = "ref"
    TITLE = "title"
    PERIOD = "period"
    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    COMMENTARY = "commentary"
    CAUSE = "cause"
    ACTION = "action"
    OWNER = "action_owner"
    DATE = "action_date"
    TARGET = "target"
    STATUS = "status"
    DOT = "dot"
    SET_UP = "set_up"
    COLUMN = "column"
    OTHER = "other"

    @property
    def is_number(self) -> bool:
        return self in NUMBERS

    @property
    def is_text(self) -> bool:
        return self in TEXTS

    @property
    def is_claim(self) -> bool:
        return self in CLAIMS


NUMBERS = (ColumnRole.VALUE, ColumnRole.NUMERATOR, ColumnRole.DENOMINATOR)
TEXTS = (ColumnRole.COMMENTARY, ColumnRole.CAUSE, ColumnRole.ACTION, ColumnRole.OWNER, ColumnRole.DATE)
CLAIMS = (ColumnRole.STATUS, ColumnRole.TARGET, ColumnRole.DOT)
"""What the sheet itself says of a figure, in the order in which it is told."""


class Words(NamedTuple):
    """``whole`` are headings as they stand, ``within`` words that tell wherever they stand in one."""

    role: ColumnRole
    whole: str = ""
    within: str = ""


# Tried in this order, on what is left of a heading without its period.
VOCABULARY = (
    Words(ColumnRole.CAUSE, within="cause, causes, reason, reasons, explanation, explain, why, rationale"),
    Words(
        ColumnRole.OTHER,
        within="previous, prior, last, preceding, same period, same quarter, variance, var, difference, gap, vs, "
        "versus, against, benchmark, england, national, regional, region, neighbour, neighbours, comparator, "
        "comparators, average, baseline, forecast, projected, projection, predicted, change, rank, ranking, "
        "quartile",
    ),
    Words(
        ColumnRole.SET_UP,
        "good to be, good is, what is good, what good looks like, polarity, aim, aim to, desired direction, "
        "desired trend, bigger is better, high or low, higher or lower, high/low, low or high, high is good, "
        "unit, units, unit of measure, unit of measurement, uom, measured in, measure type, data type, type, "
        "format, frequency, reported, reporting frequency, source, data source, definition, directorate, "
        "service, service area, team, portfolio, portfolio holder, priority, theme, outcome, objective, "
        "committee, cumulative or not, tolerance, threshold, data owner, collected by",
    ),
    Words(ColumnRole.NUMERATOR, "numerator, num, numer"),
    Words(ColumnRole.DENOMINATOR, "denominator, den, denom, base, cohort, out of"),
    Words(
        ColumnRole.DATE,
        "by when, when, by, due, due by, due date, date due, completion date, complete by, deadline, back on "
        "track, back on track by, action date, action due, action due date, action by date, action by when, "
        "date for action, date, target date, expected completion",
    ),
    Words(ColumnRole.TARGET, within="target, targets, goal, planned, trajectory"),
    Words(
        ColumnRole.STATUS,
        "rag, brag, status, rag rating, rag status, status rag, current rag, current status, performance "
        "status, rating, traffic light, traffic lights, colour, r/a/g",
    ),
    Words(
        ColumnRole.DOT,
        "dot, d o t, direction of travel, direction, travel, trend, trend arrow, arrow, movement, dot arrow",
    ),
    Words(
        ColumnRole.OWNER,
        "owner, action owner, responsible owner, lead, action lead, lead officer, officer, responsible "
        "officer, accountable officer, responsible, responsible person, by whom, who, assigned to",
    ),
    Words(
        ColumnRole.ACTION,
        within="action, actions, mitigation, mitigations, next steps, remedy, recovery plan, what are we doing, "
        "improvement",
    ),
    Words(
        ColumnRole.COMMENTARY,
        within="comment, comments, commentary, note, notes, narrative, remarks, analysis, summary, story, update, "
        "context",
    ),
    Words(
        ColumnRole.REF,
        "ref, refs, ref no, reference, reference number, code, id, no, #, pi ref, kpi ref, ki ref, kbm ref, "
        "measure ref, indicator ref, performance indicator ref, unique ref, our ref, pi no, kpi no, indicator "
        "no, measure no, pi code, kpi code, measure code, indicator code, pi reference, kpi reference, "
        "measure reference, indicator reference, kpi id, measure id, indicator id, kpi number, pi number, "
        "indicator number, measure number",
    ),
    Words(
        ColumnRole.TITLE,
        "indicator, indicators, measure, measures, metric, metrics, kpi, kpis, pi, title, description, name, "
        "key performance indicator, key performance indicators, performance indicator, performance measure, "
        "key measure, key business measure, corporate indicator, local indicator, indicator name, indicator "
        "title, kpi name, kpi title, indicator description, measure name, measure title, measure description, "
        "kpi description, pi description, what we measure",
    ),
    Words(
        ColumnRole.PERIOD,
        "period, quarter, month, qtr, year, financial year, reporting period, reporting quarter, reporting "
        "month, time period, as at",
    ),
    Words(
        ColumnRole.VALUE,
        "actual, actuals, value, figure, result, results, performance, outturn, out-turn, out turn, achieved, "
        "position, data, score, count, number, rate, ratio, %, percentage, per cent, percent, pct, % "
        "achieved, % actual, ytd, year to date, cumulative, current, latest, year end, year-end, full year, "
        "actual figure, actual performance, actual value, actual to date, actual outturn, outturn actual, "
        "current performance, current value, current figure, current position, latest figure, latest value, "
        "latest data, latest performance, latest position, this quarter, this period, this month, this year, "
        "quarter actual, quarterly actual, quarterly performance, quarter performance, qtr actual, ytd "
        "actual, year to date actual, cumulative actual, performance to date, position to date, year end "
        "outturn, year end position, year end actual, our figure, reported figure, total value, provisional, "
        "estimated, estimate, unvalidated, validated, final",
    ),
)
LINES = {
    **dict.fromkeys(("numerator", "num", "numer"), ColumnRole.NUMERATOR),
    **dict.fromkeys(("denominator", "den", "denom"), ColumnRole.DENOMINATOR),
    **dict.fromkeys(("%", "percentage", "per cent", "rate", "actual", "actuals", "value"), ColumnRole.VALUE),
    **dict.fromkeys(("result", "performance", "outturn", "figure"), ColumnRole.VALUE),
    **dict.fromkeys(("target", "targets", "annual target", "quarterly target", "goal"), ColumnRole.TARGET),
    **dict.fromkeys(("rag", "status", "rag status", "rag rating"), ColumnRole.STATUS),
    **dict.fromkeys(("dot", "direction of travel", "trend"), ColumnRole.DOT),
}
"""The words of lines under a measure: no others, for a title may hold any word of a heading."""
WHOLE = {each: entry.role for entry in reversed(VOCABULARY) for each in entry.whole.split(", ") if each}
WITHIN = tuple(
    (entry.role, re.compile(rf"\b(?:{'|'.join(map(re.escape, entry.within.split(', ')))})\b"))
    for entry in VOCABULARY
    if entry.within
)


def role_of(words: str) -> ColumnRole | None:
    """The role that words alone tell of: those of a whole heading before those within one."""
    tidy = " ".join(re.sub(r"[.:*?]+|\(.*?\)", " ", words.lower()).split()) or words.strip().lower()
    if found := WHOLE.get(tidy):
        return found
    return next((role for role, pattern in WITHIN if pattern.search(tidy)), None)


def line_role(text: str) -> ColumnRole | None:
    """What a line under a measure holds, by the word before it: Numerator, Denominator, %, Actual, Target."""
    return LINES.get(text.strip().lower().rstrip(":"))
