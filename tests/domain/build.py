"""Short ways to write rules, targets and periods, and what hypothesis draws them from."""

from decimal import Decimal

from hypothesis import strategies as st

from kpis.domain.numbers import Unit
from kpis.domain.period_text import parse_period
from kpis.domain.periods import Period, YearStart
from kpis.domain.schemes import WAYS, assess
from kpis.domain.words import Earlier, Polarity, Rule, Scheme, Target, ToleranceKind

D = Decimal
HIGHER, LOWER, RANGE, NONE = Polarity.HIGHER, Polarity.LOWER, Polarity.RANGE, Polarity.NONE
POINTS, PERCENT, BAND = ToleranceKind.POINTS, ToleranceKind.PERCENT, ToleranceKind.BAND
LAST_YEAR = Period.year(2017)


def rule(scheme=Scheme.TARGET, polarity=HIGHER, unit=Unit.PERCENTAGE, places=1, **more):
    return Rule(scheme, polarity, unit, places, **more)


def count(scheme=Scheme.TARGET, polarity=LOWER, **more):
    return Rule(scheme, polarity, Unit.COUNT, more.pop("places", 0), **more)


def aim(value, tolerance=None, kind=None):
    """A target, with a tolerance of this kind where one is stated."""
    return Target(D(value), kind, None if tolerance is None else D(tolerance))


def band(low, high):
    return Target(kind=BAND, low=D(low), high=D(high))


def budget(value, low="-2", high="0"):
    return Target(D(value), PERCENT, None, D(low), D(high))


def last_year(value, period=LAST_YEAR):
    return Earlier(None if value is None else D(value), period)


def judged(each_rule, value, target, earlier=None):
    verdict = assess(each_rule, D(value), target, earlier)
    return verdict.status, verdict.rag


def p(text):
    return parse_period(text)


PLACES = st.integers(0, 3)
FIGURES = st.decimals(-99_999, 99_999, places=3, allow_nan=False, allow_infinity=False)
SMALL_FIGURES = st.decimals(-20, 20, places=2, allow_nan=False, allow_infinity=False)
SIZES = st.decimals(0, 50, places=2, allow_nan=False, allow_infinity=False)
CALENDARS = st.sampled_from(YearStart)


@st.composite
def periods(draw, snapshots=True):
    """Any month, quarter, half or year of any calendar from 1901 to 2198, or a single day."""
    year, calendar = draw(st.integers(1901, 2197)), draw(CALENDARS)
    shapes = [
        st.just(Period.year(year, calendar)),
        st.integers(1, 2).map(lambda number: Period.half(year, number, calendar)),
        st.integers(1, 4).map(lambda number: Period.quarter(year, number, calendar)),
        st.integers(1, 12).map(lambda number: Period.month(year, number, calendar)),
    ]
    if snapshots:
        shapes.append(st.dates(p("1901").start, p("2197").end).map(Period.day))
    return draw(st.one_of(shapes))


@st.composite
def targets(draw, scheme, values=SMALL_FIGURES):
    """A target that `check_target` accepts for the scheme."""
    if scheme is Scheme.BAND:
        low, high = sorted((draw(values), draw(values)))
        return Target(kind=BAND, low=low, high=high)
    value = draw(values.filter(bool))
    if scheme is Scheme.TARGET_TOLERANCE:
        return Target(value, draw(st.sampled_from((POINTS, PERCENT))), draw(SIZES))
    if scheme is Scheme.NEAR_TARGET_THEN_LAST_YEAR:
        return Target(value, PERCENT, draw(st.none() | SIZES))
    return Target(value)


BY_TARGET = [each for each, way in WAYS.items() if "value" in way.FIELDS and way.EDGES_IN_UNIT]
BY_POLARITY = [*BY_TARGET, Scheme.BAND]
"""The schemes whose verdict the polarity decides."""
