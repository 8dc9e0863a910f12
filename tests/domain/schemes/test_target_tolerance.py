"""On the target, inside the tolerance, on its edge and just beyond it."""

import pytest

from kpis.domain.schemes import edges
from kpis.domain.words import Rag, Scheme, Status
from tests.domain.build import HIGHER, LOWER, NONE, PERCENT, POINTS, D, aim, band, judged, rule

ON, WITHIN, OFF = Status.ON_TARGET, Status.WITHIN_TOLERANCE, Status.OFF_TARGET
GREEN, AMBER, RED = Rag.GREEN, Rag.AMBER, Rag.RED


@pytest.mark.parametrize(
    ("polarity", "target", "tolerance", "kind", "value", "status", "rag"),
    [
        (HIGHER, "90", "5", POINTS, "90.1", ON, GREEN),
        (HIGHER, "90", "5", POINTS, "90.0", ON, GREEN),
        (HIGHER, "90", "5", POINTS, "89.9", WITHIN, AMBER),
        (HIGHER, "90", "5", POINTS, "85.1", WITHIN, AMBER),
        (HIGHER, "90", "5", POINTS, "85.0", WITHIN, AMBER),
        (HIGHER, "90", "5", POINTS, "84.9", OFF, RED),
        (LOWER, "90", "5", POINTS, "89.9", ON, GREEN),
        (LOWER, "90", "5", POINTS, "90.0", ON, GREEN),
        (LOWER, "90", "5", POINTS, "94.9", WITHIN, AMBER),
        (LOWER, "90", "5", POINTS, "95.0", WITHIN, AMBER),
        (LOWER, "90", "5", POINTS, "95.1", OFF, RED),
        (HIGHER, "80", "5", PERCENT, "80.0", ON, GREEN),
        (HIGHER, "80", "5", PERCENT, "76.1", WITHIN, AMBER),
        (HIGHER, "80", "5", PERCENT, "76.0", WITHIN, AMBER),
        (HIGHER, "80", "5", PERCENT, "75.9", OFF, RED),
        (LOWER, "80", "5", PERCENT, "80.0", ON, GREEN),
        (LOWER, "80", "5", PERCENT, "84.0", WITHIN, AMBER),
        (LOWER, "80", "5", PERCENT, "84.1", OFF, RED),
        (HIGHER, "-5", "10", PERCENT, "-5.0", ON, GREEN),
        (HIGHER, "-5", "10", PERCENT, "-5.5", WITHIN, AMBER),
        (HIGHER, "-5", "10", PERCENT, "-5.6", OFF, RED),
        (LOWER, "-5", "10", PERCENT, "-5.0", ON, GREEN),
        (LOWER, "-5", "10", PERCENT, "-4.5", WITHIN, AMBER),
        (LOWER, "-5", "10", PERCENT, "-4.4", OFF, RED),
        (HIGHER, "0", "1", POINTS, "-1.0", WITHIN, AMBER),
        (HIGHER, "0", "1", POINTS, "-1.1", OFF, RED),
        (LOWER, "0", "1", POINTS, "1.0", WITHIN, AMBER),
        (LOWER, "0", "1", POINTS, "1.1", OFF, RED),
        (HIGHER, "90", "0", POINTS, "89.9", OFF, RED),
        (HIGHER, "90", None, None, "89.9", OFF, RED),
        (HIGHER, "90", "1", PERCENT, "89.1", WITHIN, AMBER),  # Belfast: 1% and 5% bands
        (HIGHER, "90", "1", PERCENT, "89.0", OFF, RED),
        (HIGHER, "90", "5", PERCENT, "85.5", WITHIN, AMBER),
        (HIGHER, "90", "5", PERCENT, "85.4", OFF, RED),
    ],
)
def test_target_with_tolerance(polarity, target, tolerance, kind, value, status, rag):
    each_rule = rule(Scheme.TARGET_TOLERANCE, polarity)
    assert judged(each_rule, value, aim(target, tolerance, kind)) == (status, rag)


def test_the_edge_is_taken_as_set_too():
    sharp = rule(Scheme.TARGET_TOLERANCE)
    assert judged(sharp, "87.25", aim("90", "2.75", POINTS)) == (WITHIN, AMBER)  # prints 87.3; the edge is 87.25
    assert judged(sharp, "87.24", aim("90", "2.75", POINTS)) == (OFF, RED)  # prints 87.2


def test_the_edge_of_tolerance():
    assert edges(rule(Scheme.TARGET_TOLERANCE), aim("90", "5", PERCENT)) == (D("85.5"), None)
    assert edges(rule(Scheme.TARGET_TOLERANCE, LOWER), aim("90", "5", POINTS)) == (None, 95)
    assert edges(rule(Scheme.NEAR_TARGET_THEN_LAST_YEAR), aim("90")) == (81, None)
    assert edges(rule(), aim("90")) == (None, None)
    assert edges(rule(), aim("90", "5", POINTS)) == (None, None)  # the scheme has none
    assert edges(rule(Scheme.TARGET_TOLERANCE, NONE), aim("90", "5", POINTS)) == (None, None)
    assert edges(rule(Scheme.TARGET_TOLERANCE), aim("90")) == (None, None)
    assert edges(rule(Scheme.TARGET_TOLERANCE), band("1", "2")) == (None, None)
    assert edges(rule(Scheme.TARGET_TOLERANCE), None) == (None, None)
