"""Assurance: every polarity, both sides of each limit, and a target exactly on one."""

import pytest
from hypothesis import given

from kpis.domain.statistics.assurance import assurance
from kpis.domain.statistics.words import Assurance
from kpis.domain.statistics.xmr import ProcessLimits
from kpis.domain.words import Scheme, Target
from tests.domain.build import HIGHER, LOWER, NONE, RANGE, aim, band, budget, rule
from tests.domain.statistics.draw import FIGURES, D

LIMITS = ProcessLimits(D(50), D(40), D(60))
MEETS, MISSES, BOTH, WITHOUT = Assurance.MEETS, Assurance.MISSES, Assurance.HIT_AND_MISS, Assurance.NONE


@pytest.mark.parametrize(
    ("polarity", "target", "expected"),
    [
        (HIGHER, "39.9", MEETS),
        (HIGHER, "40", MEETS),
        (HIGHER, "40.1", BOTH),
        (HIGHER, "60", BOTH),
        (HIGHER, "60.1", MISSES),
        (LOWER, "60.1", MEETS),
        (LOWER, "60", MEETS),
        (LOWER, "59.9", BOTH),
        (LOWER, "40", BOTH),
        (LOWER, "39.9", MISSES),
        (NONE, "40", WITHOUT),
    ],
)
def test_against_a_target(polarity, target, expected):
    assert assurance(rule(polarity=polarity), LIMITS, aim(target)) is expected


@pytest.mark.parametrize(
    ("polarity", "low", "high", "expected"),
    [
        (HIGHER, "40", "45", MEETS),
        (HIGHER, "60.1", "70", MISSES),
        (LOWER, "10", "60", MEETS),
        (LOWER, "10", "39.9", MISSES),
        (LOWER, "10", "50", BOTH),
        (RANGE, "40", "60", MEETS),
        (RANGE, "40.1", "60", BOTH),
        (RANGE, "40", "59.9", BOTH),
        (RANGE, "60", "70", BOTH),
        (RANGE, "60.1", "70", MISSES),
        (RANGE, "30", "39.9", MISSES),
    ],
)
def test_against_a_band(polarity, low, high, expected):
    assert assurance(rule(Scheme.BAND, polarity), LIMITS, band(low, high)) is expected


@pytest.mark.parametrize(
    ("of", "limits", "target"),
    [
        (rule(Scheme.MILESTONE), LIMITS, aim("40")),
        (rule(Scheme.VARIANCE), LIMITS, budget("40")),
        (rule(), None, aim("40")),
        (rule(), LIMITS, None),
        (rule(), LIMITS, Target()),
        (rule(Scheme.BAND, RANGE), LIMITS, Target()),
    ],
)
def test_there_is_none_without_limits_a_target_or_a_direction(of, limits, target):
    assert assurance(of, limits, target) is WITHOUT


def test_limits_of_no_width_meet_a_target_on_them():
    flat = ProcessLimits(D(5), D(5), D(5))
    assert assurance(rule(), flat, aim("5")) is assurance(rule(polarity=LOWER), flat, aim("5")) is MEETS


@given(FIGURES)
def test_lower_is_the_mirror_of_higher(target):
    mirrored = ProcessLimits(-LIMITS.mean, -LIMITS.high, -LIMITS.low)
    expected = assurance(rule(), LIMITS, aim(str(target)))
    assert assurance(rule(polarity=LOWER), mirrored, aim(str(-target))) is expected
