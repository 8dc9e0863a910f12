"""The actions of a rectification's plan: milestones, with the one way of being late that every milestone has.

An action that is done by its due date is achieved, one done later achieved late, one due and not done not achieved; one
that is not due yet has no colour. A day counts when it is over, so that an action can be done on its due date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from kpis.domain.numbers import Unit
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.milestone import assess_milestone
from kpis.domain.words import Polarity, Rule, Scheme, Status

RULE = Rule(Scheme.MILESTONE, Polarity.HIGHER, Unit.MILESTONE, 0)
DONE, NOT_DONE = Decimal(1), Decimal(0)
DAY = dt.timedelta(days=1)
WORST_FIRST = (Status.NOT_ACHIEVED, Status.NOT_DUE, Status.ACHIEVED_LATE, Status.ACHIEVED)


def action_status(due: dt.date, done_on: dt.date | None, today: dt.date) -> Assessment:
    """How an action stands: judged as a milestone, at the end of the last day that is over. What was done on a day
    counts on that day."""
    on = max(today - DAY, done_on) if done_on and done_on <= today else today - DAY
    return assess_milestone(RULE, DONE if done_on else NOT_DONE, due, on, done_on)


def plan_status(actions: Iterable[Assessment]) -> Assessment | None:
    """A plan stands as the worst of its actions does, of several alike the one due first; None without any."""
    return min(actions, key=lambda each: (WORST_FIRST.index(each.status), each.due or dt.date.max), default=None)


def is_overdue(status: Assessment) -> bool:
    return status.status is Status.NOT_ACHIEVED
