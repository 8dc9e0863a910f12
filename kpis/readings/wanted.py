"""What is asked of the store: whose scorecard, of which period, as of which moment."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from kpis.domain.periods import Period


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
