"""The closed lists of what statistics say."""

from __future__ import annotations

from enum import StrEnum


class Clarity(StrEnum):
    """Whether a change is more than chance."""

    CLEAR = "clear"
    NOT_CLEAR = "not_clear"
    TOO_FEW = "too_few"
    NOT_COMPARED = "not_compared"


class ChangeMethod(StrEnum):
    """By which method a change was looked at."""

    PROPORTIONS = "proportions"
    RATES = "rates"
    XMR = "xmr"
    NONE = "none"


class Signal(StrEnum):
    """What a point of a control chart shows, the first that applies."""

    OUTSIDE = "outside"
    RUN = "run"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"
    NONE = "none"


class Assurance(StrEnum):
    """Whether a measure that goes on as it does will meet its target."""

    MEETS = "meets"
    MISSES = "misses"
    HIT_AND_MISS = "hit_and_miss"
    NONE = "none"


class ForecastMethod(StrEnum):
    """How a year's end was worked out."""

    RUN_RATE = "run_rate"
    SEASONAL = "seasonal"
    SLOPE = "slope"
