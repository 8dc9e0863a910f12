"""Moments in the past as of which figures are asked for."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone

from kpis.domain.period_text import FIRST_YEAR, LAST_YEAR, parse_period

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class MomentError(ValueError):
    """The text is no date as of which to look."""


def end_of_day(text: str) -> dt.datetime:
    """The end of a day (2019-06-18, or 18 June 2019) in London. Raises MomentError."""
    try:
        day = _in_words(text) if _is_in_words(text) else _iso(text.strip())
    except ValueError as error:
        raise MomentError(f'"{text[:40]}" is not a date: write it as 2019-06-18') from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        years = f"a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise MomentError(f'"{text[:40]}" is too far away: write it as 2019-06-18, of {years}')
    midnight = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
    return midnight - dt.timedelta(microseconds=1)


def _iso(text: str) -> dt.date:
    """A date of digits. Python would also read "20190618" and weeks."""
    return dt.date.fromisoformat(text if DAY.fullmatch(text) else "")


def _in_words(text: str) -> dt.date:
    """A single day: a quarter or a year can be written in three words too, and is none. Raises ValueError."""
    period = parse_period(text)
    if period.start != period.end:
        raise ValueError("not a single day")
    return period.end


def _is_in_words(text: str) -> bool:
    """Whether a day may be written with the name of its month."""
    words = text.split()
    return len(words) == 3 and words[1].isalpha()
