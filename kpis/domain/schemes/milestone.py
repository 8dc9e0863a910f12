"""`milestone`: achieved, achieved late, or due and not achieved (contract KPIs "Achieved"; the actions of a plan).

It has no target: it is due at the end of its period, and is judged on a date, whatever the polarity.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kpis.domain.periods import date_text
from kpis.domain.schemes.against_target import no_edges
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.way import BY_DIRECTION, NO_LABELS, Wording
from kpis.domain.words import Earlier, Polarity, Rag, Rule, RuleError, Status, Target

WORDING = Wording(
    name="Milestone",
    meaning="Achieved, achieved late, or due and not achieved.",
    green="Achieved by the day it was due",
    amber="Achieved late",
    red="Due, and not achieved. Before it is due it has no colour",
    no_target="a milestone has no target",
)
FIELDS: tuple[str, ...] = ()
LABELS, KIND, EDGES_IN_UNIT = NO_LABELS, None, True
POLARITIES, NEEDS_LAST_YEAR = BY_DIRECTION | {Polarity.NONE}, False

edges = no_edges


def assess_milestone(
    rule: Rule, value: Decimal | None, due: dt.date, on: dt.date, achieved_on: dt.date | None = None
) -> Assessment:
    """Judge a milestone on a date: achieved by then, on time or late; else not due before its due day, and from that
    day on not achieved. One without the day of its achievement was achieved when it was due.

    ``on`` is the earlier of the scorecard period's end and the as-of date: what is achieved later never changes the
    scorecard of an earlier part of its year, nor that of the year in which it was missed.
    """
    day = achieved_on or due
    if value and day <= on:
        status, rag = (Status.ACHIEVED_LATE, Rag.AMBER) if day > due else (Status.ACHIEVED, Rag.GREEN)
        return Assessment(status, rag, rule, value, due=due, achieved_on=achieved_on, sentence=sentence)
    if on < due:
        return Assessment(Status.NOT_DUE, Rag.NONE, rule, value, due=due, sentence=sentence)
    if value is None:
        return Assessment(Status.NO_DATA, Rag.NONE, rule, due=due, sentence=sentence)
    return Assessment(Status.NOT_ACHIEVED, Rag.RED, rule, value, due=due, achieved_on=achieved_on, sentence=sentence)


def is_set(target: Target) -> bool:
    return False


def judge(rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
    """Without a date there is nothing to judge by: `assess_milestone` has one."""
    return Assessment(Status.NO_TARGET, Rag.NONE, rule, figure, sentence=sentence)


def sentence(verdict: Assessment) -> str:
    """Not achieved; it was due on 31 March 2019."""
    due = f"due on {date_text(verdict.due)}" if verdict.due else "without a due date"
    if verdict.status in (Status.ACHIEVED, Status.ACHIEVED_LATE):
        when = f" on {date_text(verdict.achieved_on)}" if verdict.achieved_on else ""
        return f"Achieved{when}, {'after it was ' if verdict.status is Status.ACHIEVED_LATE else ''}{due}."
    if verdict.status is Status.NOT_DUE:
        return f"Not due yet: it is {due}."
    if verdict.status is Status.NOT_ACHIEVED:
        since = f", and was achieved on {date_text(verdict.achieved_on)}" if verdict.achieved_on else ""
        return f"Not achieved; it was {due}{since}."
    return f"Nothing has been entered; it was {due}."


def set_text(rule: Rule, target: Target) -> str:
    return ""


aim_text = set_text


def check(target: Target) -> None:
    raise RuleError(f"{WORDING.no_target}: it is due at the end of its period")
