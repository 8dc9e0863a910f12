"""Inside a band, on its edges and just beyond them, for every polarity."""

import pytest

from kpis.domain.words import Rag, Scheme, Status
from tests.domain.build import HIGHER, LOWER, RANGE, band, judged, rule

WITHIN, BETTER, OUTSIDE = Status.IN_BAND, Status.BETTER_THAN_BAND, Status.OUTSIDE_BAND
GREEN, RED = Rag.GREEN, Rag.RED


@pytest.mark.parametrize(
    ("polarity", "value", "status", "rag"),
    [
        (HIGHER, "62.8", BETTER, GREEN),
        (HIGHER, "62.7", WITHIN, GREEN),
        (HIGHER, "57.0", WITHIN, GREEN),
        (HIGHER, "52.3", WITHIN, GREEN),
        (HIGHER, "52.2", OUTSIDE, RED),
        (LOWER, "52.2", BETTER, GREEN),
        (LOWER, "52.3", WITHIN, GREEN),
        (LOWER, "57.0", WITHIN, GREEN),
        (LOWER, "62.7", WITHIN, GREEN),
        (LOWER, "62.8", OUTSIDE, RED),
        (RANGE, "52.2", OUTSIDE, RED),
        (RANGE, "52.3", WITHIN, GREEN),
        (RANGE, "57.0", WITHIN, GREEN),
        (RANGE, "62.7", WITHIN, GREEN),
        (RANGE, "62.8", OUTSIDE, RED),
    ],
)
def test_band(polarity, value, status, rag):
    assert judged(rule(Scheme.BAND, polarity), value, band("52.3", "62.7")) == (status, rag)


@pytest.mark.parametrize(
    ("polarity", "value", "status", "rag"),
    [
        (HIGHER, "-0.9", BETTER, GREEN),
        (LOWER, "-3.1", BETTER, GREEN),
        (RANGE, "-2.0", WITHIN, GREEN),
        (HIGHER, "-3.1", OUTSIDE, RED),
        (LOWER, "-0.9", OUTSIDE, RED),
        (RANGE, "-0.9", OUTSIDE, RED),
    ],
)
def test_a_band_below_zero(polarity, value, status, rag):
    assert judged(rule(Scheme.BAND, polarity), value, band("-3", "-1")) == (status, rag)
