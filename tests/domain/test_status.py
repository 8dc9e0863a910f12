"""What is alike for every scheme: what has no status, and what a verdict holds. Each has its own cases in schemes/."""

import pytest

from kpis.domain.schemes import assess
from kpis.domain.schemes.assessment import absent
from kpis.domain.words import Earlier, Rag, Scheme, Status, Target
from tests.domain.build import HIGHER, LAST_YEAR, LOWER, NONE, D, aim, band, count, judged, rule

ON = Status.ON_TARGET
GREEN, NO_COLOUR = Rag.GREEN, Rag.NONE


@pytest.mark.parametrize("scheme", [Scheme.TARGET_THEN_LAST_YEAR, Scheme.NEAR_TARGET_THEN_LAST_YEAR])
def test_a_status_that_rests_on_a_withheld_figure_is_withheld(scheme):
    hidden = Earlier(None, LAST_YEAR, hidden=True)
    assert judged(rule(scheme), "50", aim("90"), hidden) == (Status.HIDDEN, NO_COLOUR)
    assert judged(rule(scheme), "90", aim("90"), hidden) == (ON, GREEN)


def test_what_has_no_status():
    assert assess(rule(), None, aim("90")).status is Status.NO_DATA
    assert assess(rule(), None, None).status is Status.NO_DATA
    assert judged(rule(), "50", None) == (Status.NO_TARGET, NO_COLOUR)
    assert judged(rule(polarity=NONE), "50", None) == (Status.FOR_INFORMATION, NO_COLOUR)
    assert judged(rule(polarity=NONE), "50", aim("90")) == (Status.FOR_INFORMATION, NO_COLOUR)
    assert judged(rule(Scheme.BAND, NONE), "50", band("40", "60")) == (Status.FOR_INFORMATION, NO_COLOUR)


def test_a_target_set_for_another_scheme_is_none():
    polarity = HIGHER
    assert judged(rule(polarity=polarity), "50", band("40", "60"))[0] is Status.NO_TARGET
    assert judged(rule(Scheme.BAND, polarity), "50", aim("90"))[0] is Status.NO_TARGET
    assert judged(rule(Scheme.BAND, polarity), "50", Target(low=D(40)))[0] is Status.NO_TARGET
    assert judged(rule(Scheme.VARIANCE, polarity), "50", aim("0"))[0] is Status.NO_TARGET


def test_a_status_without_a_verdict_keeps_its_note():
    verdict = absent(rule(), Status.NOT_DUE, "Reported once a year; next: 2019/20.")
    assert (verdict.status, verdict.rag, verdict.reason) == (
        Status.NOT_DUE,
        NO_COLOUR,
        "Reported once a year; next: 2019/20.",
    )


def test_gaps_are_signed_and_exact():
    assert assess(count(), D(660), aim("580")).gap == 80
    assert assess(rule(), D(60), aim("90")).gap == -30
    assert assess(rule(Scheme.BAND, LOWER), D(40), band("17.9", "36.5")).gap == D("3.5")
    assert assess(rule(Scheme.BAND, LOWER), D(15), band("17.9", "36.5")).gap == D("-2.9")
    assert assess(rule(Scheme.BAND, LOWER), D(20), band("17.9", "36.5")).gap == 0
