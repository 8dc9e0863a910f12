"""The words of the field as closed lists, and the small frozen values that rules are made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from kpis.domain.numbers import Unit
from kpis.domain.periods import Period, PeriodKind


class Scheme(StrEnum):
    TARGET = "target"
    TARGET_TOLERANCE = "target_tolerance"
    BAND = "band"
    VARIANCE = "variance"
    TARGET_THEN_LAST_YEAR = "target_then_last_year"
    NEAR_TARGET_THEN_LAST_YEAR = "near_target_then_last_year"
    MILESTONE = "milestone"


class Polarity(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    RANGE = "range"
    NONE = "none"


class Rag(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = "none"


class Status(StrEnum):
    """One code a word and a colour; only *underspent* is amber, or red where the framework says so."""

    ON_TARGET = "on_target"
    IN_BAND = "in_band"
    NEAR_TARGET = "near_target"
    ON_BUDGET = "on_budget"
    BETTER_THAN_BAND = "better_than_band"
    ACHIEVED = "achieved"
    WITHIN_TOLERANCE = "within_tolerance"
    HELD_ON_LAST_YEAR = "held_on_last_year"
    IMPROVED_ON_LAST_YEAR = "improved_on_last_year"
    UNDERSPENT = "underspent"
    ACHIEVED_LATE = "achieved_late"
    OFF_TARGET = "off_target"
    OUTSIDE_BAND = "outside_band"
    OVERSPENT = "overspent"
    NOT_ACHIEVED = "not_achieved"
    HIDDEN = "hidden"
    NOT_DUE = "not_due"
    NO_DATA = "no_data"
    PARTS_ONLY = "parts_only"
    FOR_INFORMATION = "for_information"
    NO_TARGET = "no_target"


class Movement(StrEnum):
    UP = "up"
    DOWN = "down"
    LEVEL = "level"
    NOT_COMPARED = "not_compared"


class Judgement(StrEnum):
    IMPROVING = "improving"
    DECLINING = "declining"
    STEADY = "steady"
    NONE = "none"


class Comparison(StrEnum):
    PREVIOUS_PERIOD = "previous_period"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"


class ToleranceKind(StrEnum):
    POINTS = "points"
    PERCENT = "percent"
    BAND = "band"


class Marker(StrEnum):
    FINAL = "final"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    ESTIMATED = "estimated"
    AWAITING = "awaiting"
    NOT_APPLICABLE = "not_applicable"
    NOT_MONITORED = "not_monitored"
    SUPPRESSED = "suppressed"

    @property
    def has_value(self) -> bool:
        return self in (Marker.FINAL, Marker.PROVISIONAL, Marker.REVISED, Marker.ESTIMATED)


class FrameworkKind(StrEnum):
    PLAN = "plan"
    CONTRACT = "contract"


class Section(StrEnum):
    AREA_OF_CONCERN = "area_of_concern"
    GOOD_PROGRESS = "good_progress"


class RuleError(ValueError):
    """A rule or a target that cannot judge a figure; the message says why and what to set instead."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How the figures of one measure are printed, compared and judged, from a period on.

    ``places`` are decimal places (0-6). ``steady_margin`` is the largest change that still reads as steady: in the
    measure's own unit (``points``) or in percent of the earlier figure's size; None: no change at the printed decimals.
    """

    scheme: Scheme
    polarity: Polarity
    unit: Unit = Unit.PERCENTAGE
    places: int = 1
    unit_label: str = ""
    period_kind: PeriodKind = PeriodKind.IN_PERIOD
    comparison: Comparison = Comparison.PREVIOUS_PERIOD
    steady_margin: Decimal | None = None
    steady_kind: ToleranceKind | None = None
    underspend_is_red: bool = False
    set_by: FrameworkKind = FrameworkKind.PLAN


class Target(NamedTuple):
    """What was set for a period: a target with a tolerance, a band, or a budget. All as set, never rounded."""

    value: Decimal | None = None
    kind: ToleranceKind | None = None
    tolerance: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    period: Period | None = None
    until: dt.date | None = None


class Earlier(NamedTuple):
    """An earlier figure to stand beside one: its value (None where there is none) and its period."""

    value: Decimal | None
    period: Period
    why_none: str = ""
    hidden: bool = False


class ReportPlace(StrEnum):
    """Where a KPI stands in a report, in the order in which it is read out."""

    FAILURE = "failure"
    OUTSIDE = "outside"
    BETTER = "better"
    INSIDE = "inside"
    MISSING = "missing"
    WITHHELD = "withheld"
    NOT_COUNTED = "not_counted"


class RecordedClause(StrEnum):
    """Why a contract's failure that no figure shows is recorded by a person."""

    INADEQUATE = "inadequate"
    NOT_IMPLEMENTED = "not_implemented"
    NO_PROGRESS = "no_progress"


class Stand(StrEnum):
    """Where the figure of one period stands against its band."""

    INSIDE = "inside"
    BETTER = "better"
    OUTSIDE = "outside"
    MISSING = "missing"


class Turn(StrEnum):
    """What became of a measure's status since the period before."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"
    UNCHANGED = "unchanged"
    NOT_COMPARED = "not_compared"
    GONE = "gone"


class ChangeTopic(StrEnum):
    """Under what a changed measure is told of, in the order of the page."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"
    FIRST = "first"
    LOST = "lost"
    ONE_SIDE = "one_side"
    UNLIKE = "unlike"
    NEW = "new"
    GONE = "gone"


class Part(StrEnum):
    """The sections that a paper can have, in the order of council papers, each with its usual heading; ``is_written``:
    it holds nothing but what people write."""

    heading: str
    is_written: bool

    def __new__(cls, value: str, heading: str = "", is_written: bool = False) -> Part:
        member = str.__new__(cls, value)
        member._value_, member.heading, member.is_written = value, heading, is_written
        return member

    RECOMMENDATIONS = "recommendations", "Recommendations", True
    INTRODUCTION = "introduction", "Introduction", True
    CONTEXT = "context", "Strategic context"
    HEADLINE = "headline", "Performance"
    GOOD_PROGRESS = "good_progress", "Areas of good progress"
    CONCERNS = "concerns", "Areas of concern and remedial action"
    PROMISES = "promises", "What was promised last time"
    CONTRACT = "contract", "Performance under the contract"
    FINANCIAL = "financial", "Financial commentary", True
    SUPPORTING = "supporting", "Supporting papers", True
    BACKGROUND = "background", "Background papers", True
    CONTACTS = "contacts", "Authors and contacts", True
    APPENDIX = "appendix", "Appendix A: full scorecard"
