"""Moments in the past as of which figures are asked for."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class MomentError(ValueError):
    """The text is no date as of which to look."""


def end_of_day(text: str) -> dt.datetime:
    """The end of a day (2019-06-18) in London. Raises MomentError."""
    try:
        # Python would also read "20190618" and weeks.
        day = dt.date.fromisoformat(text.strip() if DAY.fullmatch(text.strip()) else "")
        following = day + dt.timedelta(days=1)
        midnight = timezone.make_aware(dt.datetime.combine(following, dt.time.min))
    except (ValueError, OverflowError) as error:
        raise MomentError(f'"{text[:40]}" is not a date: write it as 2019-06-18') from error
    return midnight - dt.timedelta(microseconds=1)
