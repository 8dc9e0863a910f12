"""At the target, and just better and worse than it, for every polarity and sign."""

import pytest

from kpis.domain.words import Rag, Status
from tests.domain.build import HIGHER, LOWER, aim, judged, rule

ON, OFF = Status.ON_TARGET, Status.OFF_TARGET
GREEN, RED = Rag.GREEN, Rag.RED


@pytest.mark.parametrize(
    ("polarity", "target", "value", "status", "rag"),
    [
        (HIGHER, "90", "90.1", ON, GREEN),
        (HIGHER, "90", "90.0", ON, GREEN),
        (HIGHER, "90", "89.9", OFF, RED),
        (LOWER, "90", "89.9", ON, GREEN),
        (LOWER, "90", "90.0", ON, GREEN),
        (LOWER, "90", "90.1", OFF, RED),
        (HIGHER, "-5", "-4.9", ON, GREEN),
        (HIGHER, "-5", "-5.0", ON, GREEN),
        (HIGHER, "-5", "-5.1", OFF, RED),
        (LOWER, "-5", "-5.1", ON, GREEN),
        (LOWER, "-5", "-5.0", ON, GREEN),
        (LOWER, "-5", "-4.9", OFF, RED),
        (HIGHER, "0", "0.0", ON, GREEN),
        (HIGHER, "0", "-0.1", OFF, RED),
        (LOWER, "0", "0.0", ON, GREEN),
        (LOWER, "0", "0.1", OFF, RED),
    ],
)
def test_target(polarity, target, value, status, rag):
    assert judged(rule(polarity=polarity), value, aim(target)) == (status, rag)


@pytest.mark.parametrize(
    ("polarity", "value", "target", "status"),
    [
        (HIGHER, "94.95", "95", ON),
        (HIGHER, "94.949999", "95", OFF),
        (LOWER, "-2.25", "-2.3", ON),
        (LOWER, "-2.2499", "-2.3", OFF),
        (HIGHER, "94.95", "95.001", OFF),
        (LOWER, "95.04", "95", ON),
    ],
)
def test_the_printed_figure_is_judged_against_the_target_as_set(polarity, value, target, status):
    assert judged(rule(polarity=polarity), value, aim(target))[0] is status
