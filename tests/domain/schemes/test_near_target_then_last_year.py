"""Near the target, on the edge of near, and beyond it with last year held, beaten or not."""

import pytest

from kpis.domain.words import Rag, Scheme, Status
from tests.domain.build import HIGHER, LOWER, PERCENT, aim, judged, last_year, rule

ON, WITHIN, OFF = Status.ON_TARGET, Status.NEAR_TARGET, Status.OFF_TARGET
HELD, IMPROVED = Status.HELD_ON_LAST_YEAR, Status.IMPROVED_ON_LAST_YEAR
GREEN, AMBER, RED = Rag.GREEN, Rag.AMBER, Rag.RED


@pytest.mark.parametrize(
    ("polarity", "target", "percent", "value", "before", "status", "rag"),
    [
        (HIGHER, "90", None, "90.0", None, ON, GREEN),
        (HIGHER, "90", None, "81.0", None, WITHIN, GREEN),  # 10% where none is stated
        (HIGHER, "90", None, "80.9", "80.8", IMPROVED, AMBER),
        (HIGHER, "90", None, "80.9", "80.9", HELD, AMBER),
        (HIGHER, "90", None, "80.9", "81.0", OFF, RED),
        (HIGHER, "90", None, "80.9", None, OFF, RED),
        (HIGHER, "90", "5", "85.5", None, WITHIN, GREEN),
        (HIGHER, "90", "5", "85.4", "85.5", OFF, RED),
        (LOWER, "90", None, "99.0", None, WITHIN, GREEN),
        (LOWER, "90", None, "99.1", "99.2", IMPROVED, AMBER),
        (LOWER, "90", None, "99.1", "99.1", HELD, AMBER),
        (LOWER, "90", None, "99.1", "99.0", OFF, RED),
        (HIGHER, "-10", None, "-11.0", None, WITHIN, GREEN),
        (HIGHER, "-10", None, "-11.1", "-11.0", OFF, RED),
        (LOWER, "-10", None, "-9.0", None, WITHIN, GREEN),
        (LOWER, "-10", None, "-8.9", "-9.0", OFF, RED),
    ],
)
def test_near_target_then_last_year(polarity, target, percent, value, before, status, rag):
    each_rule = rule(Scheme.NEAR_TARGET_THEN_LAST_YEAR, polarity)
    set_for = aim(target, percent, PERCENT if percent else None)
    assert judged(each_rule, value, set_for, last_year(before)) == (status, rag)
