"""Moments in the past as of which figures are asked for."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


class MomentError(ValueError):
    """The text is no date as of which to look."""


def end_of_day(text: str) -> dt.datetime:
    """The end of a day (2019-06-18) in London. Raises MomentError."""
    try:
        day = dt.date.fromisoformat(text.strip())
        following = day + dt.timedelta(days=1)
        midnight = timezone.make_aware(dt.datetime.combine(following, dt.time.min))
    except (ValueError, OverflowError) as error:
        raise MomentError(f'"{text[:40]}" is not a date: write it as 2019-06-18') from error
    return midnight - dt.timedelta(microseconds=1)
