"""The sentences of a contract's verdicts, and what is said of its revisions."""

import datetime as dt
from dataclasses import replace

import pytest

from kpis.contracts.rules import Risk
from tests.domain.contract_cases import (
    ANNUAL,
    DONE,
    HALF_YEARLY,
    IN_YEAR,
    MONTHLY,
    QUARTERLY,
    TERMS,
    judged,
)


@pytest.mark.parametrize(
    ("frequency", "stands", "reason"),
    [
        (MONTHLY, "I", "Within tolerance."),
        (MONTHLY, "B", "Better than tolerance."),
        (
            MONTHLY,
            "M",
            "No figure for Apr 2020: a missing month is never a failure by itself.",
        ),
        (
            MONTHLY,
            "O",
            "Outside tolerance for the first month (Apr 2020); three consecutive months would be a performance failure "
            "by 5.3.1(a).",
        ),
        (
            MONTHLY,
            "OO",
            "Outside tolerance for the second consecutive month (Apr and May 2020); a third would be a performance "
            "failure by 5.3.1(a).",
        ),
        (
            MONTHLY,
            "OOO",
            "Outside tolerance for the third consecutive month (Apr, May and Jun 2020): a performance failure by "
            "5.3.1(a).",
        ),
        (
            MONTHLY,
            "OMOO",
            "Outside tolerance for the third consecutive reported month (Apr, Jun and Jul 2020; May 2020 missing): a "
            "performance failure by 5.3.1(a).",
        ),
        (
            MONTHLY,
            "OMOMM",
            "No figure for Aug 2020: the run outside tolerance (Apr and Jun 2020; May, Jul and Aug 2020 missing) "
            "neither continues nor ends with it.",
        ),
        (
            MONTHLY,
            "OOOOOMO",
            "Outside tolerance for the sixth consecutive reported month (Apr to Oct 2020; Sep 2020 missing): a "
            "performance failure by 5.3.1(a).",
        ),
        (
            MONTHLY,
            "OOOOOOOOOOO",
            "Outside tolerance for the 11th consecutive month (Apr 2020 to Feb 2021): a performance failure by "
            "5.3.1(a).",
        ),
        (
            MONTHLY,
            "OOOI",
            "Within tolerance; a performance failure stood in Jun 2020, less than six months ago: outside again in Aug "
            "2020 would be one at once by 5.3.4.",
        ),
        (
            MONTHLY,
            "OOOIIIIIB",
            "Better than tolerance; a performance failure stood in Jun 2020, six months ago: it no longer counts by "
            "5.3.4 in Jan 2021.",
        ),
        (
            MONTHLY,
            "OOOIO",
            "Outside tolerance for the first month (Aug 2020), and a performance failure stood in Jun 2020, less than "
            "six months before: a performance failure by 5.3.4.",
        ),
        (
            MONTHLY,
            "OOOIIIIIO",
            "Outside tolerance for the first month (Dec 2020), and a performance failure stood in Jun 2020, six months "
            "before: a performance failure by 5.3.4.",
        ),
        (
            MONTHLY,
            "OOOIIIIIOO",
            "Outside tolerance for the second consecutive month (Dec 2020 and Jan 2021), and a performance failure "
            "stood in Dec 2020, less than six months before: a performance failure by 5.3.4.",
        ),
        (
            MONTHLY,
            "OOOIOO",
            "Outside tolerance for the second consecutive month (Aug and Sep 2020), and a performance failure stood in "
            "Jun 2020, less than six months before: a performance failure by 5.3.4.",
        ),
        (
            QUARTERLY,
            "O",
            "Outside tolerance for the first quarter (Q1 2020/21); a second would be a performance failure by "
            "5.3.1(b).",
        ),
        (
            QUARTERLY,
            "OO",
            "Outside tolerance for the second consecutive quarter (Q1 and Q2 2020/21): a performance failure by "
            "5.3.1(b).",
        ),
        (
            QUARTERLY,
            "OOII",
            "Within tolerance; a performance failure stood in Q2 2020/21, six months ago: it no longer counts by 5.3.4 "
            "in Q1 2021/22.",
        ),
        (ANNUAL, "O", "Outside tolerance for the first year (2020/21): a performance failure by 5.3.1(c)."),
        (
            HALF_YEARLY,
            "O",
            "Outside tolerance for the first half-year (H1 2020/21); the contract has no rule for a KPI reported twice "
            "a year: no performance failure by 5.3.1.",
        ),
    ],
)
def test_the_reason_can_be_checked_by_hand(frequency, stands, reason):
    assert judged(stands, frequency)[-1].reason == reason


def test_the_reason_of_a_failure_is_that_of_its_verdict():
    last = judged("OOO")[-1]
    assert last.failure.reason == last.reason


@pytest.mark.parametrize(
    ("risk", "reason"),
    [
        (
            DONE,
            "notified as a performance risk on 3 June 2020, with mitigation agreed on 1 July 2020 and completed on "
            "5 March 2021: no performance failure by 5.3.1(c).",
        ),
        (
            DONE._replace(completed=None),
            "notified as a performance risk on 3 June 2020, but its mitigation was not completed: a performance "
            "failure by 5.3.1(c).",
        ),
        (
            Risk(IN_YEAR),
            "notified as a performance risk on 3 June 2020, but its mitigation was not agreed: a performance failure "
            "by 5.3.1(c).",
        ),
    ],
)
def test_the_reason_names_the_risk(risk, reason):
    found = judged("O", ANNUAL, risks=[risk])[0]
    assert found.reason == f"Outside tolerance for the first year (2020/21); {reason}"
    assert found.excused == (risk if risk is DONE else None)


def test_the_reason_says_that_the_better_side_counts():
    found = judged("OBB", terms=replace(TERMS, better_counts=True))[-1]
    assert found.reason.endswith(
        "a performance failure by 5.3.1(a). Better than tolerance in May and Jun 2020, which this contract counts as "
        "outside."
    )


@pytest.mark.parametrize(("stands", "place"), [("OOO", 2), ("OOOIO", 4), ("OOOII", 4), ("OMM", 1)])
def test_the_reason_says_what_a_break_cut_off(stands, place):
    found = judged(stands, breaks=(place,))
    name = found[place].period.label[:3]
    assert found[place].reason.endswith(
        f" Nothing before {name} 2020 counts from here on: a break was declared (new definition)."
    )
    assert not any("break" in each.reason for each in found[:place] + found[place + 1 :])


def test_a_break_that_cuts_nothing_off_is_not_said():
    assert "break" not in judged("OIO", breaks=(2,))[2].reason


@pytest.mark.parametrize(
    ("stands", "ends", "reason"),
    [
        (
            "O",
            "2020-04-30",
            "Outside tolerance for the first month (Apr 2020); no later period counts in this contract: no performance "
            "failure.",
        ),
        (
            "OOOI",
            "2020-07-15",
            "Within tolerance; a performance failure stood in Jun 2020, less than six months ago; no later period "
            "counts in this contract.",
        ),
    ],
)
def test_the_last_period_of_a_contract_warns_of_none(stands, ends, reason):
    found = judged(stands, terms=replace(TERMS, ends=dt.date.fromisoformat(ends)))
    assert found[-1].reason == reason


@pytest.mark.parametrize(
    ("was", "stands", "revision"),
    [
        ("OIO", "OOO", "A revision of May 2020 made this a failure: as first reported it was within tolerance."),
        ("OBO", "OOO", "A revision of May 2020 made this a failure: as first reported it was better than tolerance."),
        ("OMO", "OOO", "A revision of May 2020 made this a failure: as first reported it was missing."),
        ("OOI", "OOO", "A revision of Jun 2020 made this a failure: as first reported it was within tolerance."),
        (
            "IIO",
            "OOO",
            "Revisions of Apr and May 2020 made this a failure: as first reported Apr 2020 was within tolerance and "
            "May 2020 was within tolerance.",
        ),
        (
            "OOO",
            "OIO",
            "A revision of May 2020 undid the failure by 5.3.1(a): as first reported it was outside tolerance.",
        ),
        (
            "OOO",
            "OOM",
            "A revision of Jun 2020 undid the failure by 5.3.1(a): as first reported it was outside tolerance.",
        ),
        (
            "OOO",
            "IIO",
            "Revisions of Apr and May 2020 undid the failure by 5.3.1(a): as first reported Apr 2020 was outside "
            "tolerance and May 2020 was outside tolerance.",
        ),
        ("OIOOO", "OOOOO", ""),
        ("IOOIO", "OOOIO", "A revision of Apr 2020 made this a failure: as first reported it was within tolerance."),
        (
            "OOOIIOO",
            "OOOIOOO",
            "A revision of Aug 2020 changed the failure from 5.3.4 to 5.3.1(a): as first reported it was within "
            "tolerance.",
        ),
        # a revision that did nothing to the failure is not named
        (
            "BIIIO",
            "IIOOO",
            "Revisions of Jun and Jul 2020 made this a failure: as first reported Jun 2020 was within tolerance and "
            "Jul 2020 was within tolerance.",
        ),
        (
            "BIOOO",
            "IIIBO",
            "Revisions of Jun and Jul 2020 undid the failure by 5.3.1(a): as first reported Jun 2020 was outside "
            "tolerance and Jul 2020 was outside tolerance.",
        ),
        ("BII", "IIB", ""),
        ("BOOIIIIIIIOOO", "IOOIIIIIIIOOO", ""),
        (
            "BOOIIIIIIIOOI",
            "IOOIIIIIIIOOO",
            "A revision of Apr 2021 made this a failure: as first reported it was within tolerance.",
        ),
    ],
)
def test_a_revision_that_made_or_undid_a_failure_says_so(was, stands, revision):
    assert judged(stands, was=was)[-1].revision == revision


def test_a_revision_is_said_at_each_period_that_it_changed_and_at_no_other():
    found = judged("OOOOII", was="OIOOII")
    assert [bool(each.revision) for each in found] == [False, False, True, True, False, False]


def test_a_withheld_revision_tells_nothing():
    assert [each.revision for each in judged("OOO", was="OIO", hidden=(1,))] == [""] * 3


def test_where_several_revisions_did_it_together_all_that_are_known_are_named():
    """Two failures were made, by two revisions each; either of the two makes the last month one by 5.3.4."""
    found = judged("OIIIIIII" + "OOOIOOOIO", was="IIIIIIII" + "IIOIIIOIO", hidden=(0,))
    assert found[-1].failure.clause == "5.3.4"
    assert found[-1].revision.startswith("Revisions of Dec 2020, Jan 2021, Apr 2021 and May 2021 made this a failure: ")
