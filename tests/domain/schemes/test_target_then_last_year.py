"""Missed, and better than last year, level with it or worse."""

import pytest

from kpis.domain.words import Rag, Scheme, Status
from tests.domain.build import HIGHER, LOWER, aim, judged, last_year, rule

ON, OFF, IMPROVED = Status.ON_TARGET, Status.OFF_TARGET, Status.IMPROVED_ON_LAST_YEAR
GREEN, AMBER, RED = Rag.GREEN, Rag.AMBER, Rag.RED


@pytest.mark.parametrize(
    ("polarity", "value", "before", "status", "rag"),
    [
        (HIGHER, "90.0", "95.0", ON, GREEN),
        (HIGHER, "89.9", "89.8", IMPROVED, AMBER),
        (HIGHER, "89.9", "89.9", OFF, RED),  # "missed and no better"
        (HIGHER, "89.9", "90.0", OFF, RED),
        (LOWER, "90.0", "80.0", ON, GREEN),
        (LOWER, "90.1", "90.2", IMPROVED, AMBER),
        (LOWER, "90.1", "90.1", OFF, RED),
        (LOWER, "90.1", "90.0", OFF, RED),
        (HIGHER, "89.9", None, OFF, RED),
        (HIGHER, "89.9", "89.86", OFF, RED),  # last year's figure is the printed one: 89.9
        (HIGHER, "89.9", "89.84", IMPROVED, AMBER),
    ],
)
def test_target_then_last_year(polarity, value, before, status, rag):
    each_rule = rule(Scheme.TARGET_THEN_LAST_YEAR, polarity)
    assert judged(each_rule, value, aim("90"), last_year(before)) == (status, rag)
