"""Series and counts that tests of statistics are made of."""

from decimal import Decimal

from hypothesis import strategies as st

from kpis.domain.statistics.counts import Events
from kpis.domain.statistics.proportions import Proportion

D = Decimal


def series(text):
    """Figures as written, a dash for a gap: "92 95 - 91"."""
    return [None if each == "-" else D(each) for each in text.split()]


def share(numerator, denominator):
    return Proportion(D(numerator), D(denominator))


def events(count, exposure=1):
    return Events(D(count), D(exposure))


def near(found, expected, off=1e-9):
    """Whether two numbers are one but for rounding in floats; None only where both are."""
    if found is None or expected is None:
        return found is expected
    return abs(float(found) - float(expected)) <= off * max(1.0, abs(float(expected)))


FIGURES = st.decimals(-999, 999, places=1, allow_nan=False, allow_infinity=False)
WITH_GAPS = st.lists(FIGURES | st.none(), max_size=40)
SHARES = st.integers(1, 2000).flatmap(lambda of: st.builds(share, st.integers(0, of), st.just(of)))
EVENTS = st.builds(events, st.integers(0, 3000), st.integers(1, 100_000))
