"""The sentences of a contract's verdicts, and what is said of its revisions."""

import datetime as dt
from dataclasses import replace

import pytest

from kpis.contracts.rules import Risk, verdicts
from kpis.contracts.rules_clauses import clause_of
from kpis.contracts.rules_terms import OwnClause
from kpis.domain.words import Status
from tests.domain.contract_cases import (
    ANNUAL,
    DONE,
    HALF_YEARLY,
    IN_YEAR,
    MONTHLY,
    QUARTERLY,
    TERMS,
    judged,
    reported,
)


@pytest.mark.parametrize(
    ("frequency", "stands", "reason"),
    [
        (MONTHLY, "I", "Within the tolerance band."),
        (MONTHLY, "B", "Better than the tolerance band."),
        (
            MONTHLY,
            "M",
            "No figure for Apr 2020: a missing month is never a failure by itself.",
        ),
        (
            MONTHLY,
            "O",
            "Outside the tolerance band for the first month (Apr 2020); three consecutive months would be a "
            "performance failure by 5.3.1(a).",
        ),
        (
            MONTHLY,
            "OO",
            "Outside the tolerance band for the second consecutive month (Apr and May 2020); a third would be a "
            "performance failure by 5.3.1(a).",
        ),
        (
            MONTHLY,
            "OOO",
            "Outside the tolerance band for the third consecutive month (Apr, May and Jun 2020): a performance "
            "failure by 5.3.1(a).",
        ),
        (
            MONTHLY,
            "OMOO",
            "Outside the tolerance band for the third consecutive reported month (Apr, Jun and Jul 2020; May 2020 "
            "missing): a performance failure by 5.3.1(a). These months would not count as consecutive if a missing "
            "month ended a run.",
        ),
        (
            MONTHLY,
            "OOM",
            "June 2020's figure is missing; one more month outside would be a performance failure by 5.3.1(a), but "
            "would not count as consecutive if a missing month ended a run. Outside the tolerance band so far: Apr "
            "and May 2020; Jun 2020 missing.",
        ),
        (
            MONTHLY,
            "OM",
            "May 2020's figure is missing; two more consecutive months outside would be a performance failure by "
            "5.3.1(a), but would not count as consecutive if a missing month ended a run. Outside the tolerance band "
            "so far: Apr 2020; May 2020 missing.",
        ),
        (
            MONTHLY,
            "OMOMM",
            "August 2020's figure is missing; one more month outside would be a performance failure by 5.3.1(a), but "
            "would not count as consecutive if a missing month ended a run. Outside the tolerance band so far: Apr and "
            "Jun 2020; May, Jul and Aug 2020 missing.",
        ),
        (
            MONTHLY,
            "OOOM",
            "No figure for Jul 2020: the run outside the tolerance band (Apr, May and Jun 2020; Jul 2020 missing) "
            "neither continues nor ends with it.",
        ),
        (
            QUARTERLY,
            "OM",
            "Q2 2020/21's figure is missing; one more quarter outside would be a performance failure by 5.3.1(b), but "
            "would not count as consecutive if a missing quarter ended a run. Outside the tolerance band so far: Q1 "
            "2020/21; Q2 2020/21 missing.",
        ),
        (
            HALF_YEARLY,
            "OM",
            "H2 2020/21's figure is missing; the contract has no rule for a KPI reported twice a year: no performance "
            "failure. Outside the tolerance band so far: H1 2020/21; H2 2020/21 missing.",
        ),
        (
            MONTHLY,
            "OOOOOMO",
            "Outside the tolerance band for the sixth consecutive reported month (Apr to Oct 2020; Sep 2020 missing): "
            "a performance failure by 5.3.1(a). These months would not count as consecutive if a missing month ended "
            "a run.",
        ),
        (
            MONTHLY,
            "OOOOOOOOOOO",
            "Outside the tolerance band for the 11th consecutive month (Apr 2020 to Feb 2021): a performance failure "
            "by 5.3.1(a).",
        ),
        (
            MONTHLY,
            "OOOI",
            "Within the tolerance band; a performance failure stood in Jun 2020, less than six months ago: outside "
            "again in Aug 2020 would be one at once by 5.3.4.",
        ),
        (
            MONTHLY,
            "OOOIIIIIB",
            "Better than the tolerance band; a performance failure stood in Jun 2020, six months ago: it no longer "
            "counts by 5.3.4 in Jan 2021.",
        ),
        (
            MONTHLY,
            "OOOIO",
            "Outside the tolerance band for the first month (Aug 2020), and a performance failure stood in Jun 2020, "
            "less than six months before: a performance failure by 5.3.4.",
        ),
        (
            MONTHLY,
            "OOOIIIIIO",
            "Outside the tolerance band for the first month (Dec 2020), and a performance failure stood in Jun 2020, "
            "six months before: a performance failure by 5.3.4.",
        ),
        (
            MONTHLY,
            "OOOIIIIIOO",
            "Outside the tolerance band for the second consecutive month (Dec 2020 and Jan 2021), and a performance "
            "failure stood in Dec 2020, less than six months before: a performance failure by 5.3.4.",
        ),
        (
            MONTHLY,
            "OOOIOO",
            "Outside the tolerance band for the second consecutive month (Aug and Sep 2020), and a performance "
            "failure stood in Jun 2020, less than six months before: a performance failure by 5.3.4.",
        ),
        (
            QUARTERLY,
            "O",
            "Outside the tolerance band for the first quarter (Q1 2020/21); a second would be a performance failure by "
            "5.3.1(b).",
        ),
        (
            QUARTERLY,
            "OO",
            "Outside the tolerance band for the second consecutive quarter (Q1 and Q2 2020/21): a performance failure "
            "by 5.3.1(b).",
        ),
        (
            QUARTERLY,
            "OOII",
            "Within the tolerance band; a performance failure stood in Q2 2020/21, six months ago: it no longer "
            "counts by 5.3.4 in Q1 2021/22.",
        ),
        (ANNUAL, "O", "Outside the tolerance band for the first year (2020/21): a performance failure by 5.3.1(c)."),
        (
            HALF_YEARLY,
            "O",
            "Outside the tolerance band for the first half-year (H1 2020/21); the contract has no rule for a KPI "
            "reported twice a year: no performance failure.",
        ),
    ],
)
def test_the_reason_can_be_checked_by_hand(frequency, stands, reason):
    assert judged(stands, frequency)[-1].reason == reason


def test_a_contract_can_let_a_missing_period_end_a_run():
    terms = replace(TERMS, passes_over_missing=False)
    found = judged("OOMO", terms=terms)
    assert [each.run_length for each in found] == [1, 2, 0, 1]
    assert found[2].reason == (
        "No figure for Jun 2020: a missing month is never a failure by itself; in this contract it ends a run."
    )
    assert found[3].reason == (
        "Outside the tolerance band for the first month (Jul 2020); three consecutive months would be a performance "
        "failure by 5.3.1(a)."
    )


def test_a_figure_without_a_band_stands_in_a_run_as_a_missing_one():
    months = reported("OOM")
    months[2] = months[2]._replace(status=Status.NO_TARGET)
    assert verdicts(MONTHLY, TERMS, months)[2].reason.startswith(
        "There is a figure for Jun 2020, but nothing to judge it by. It counts as missing; one more month outside "
        "would "
    )


def test_a_contract_names_its_clauses_by_its_own_numbers():
    own = (OwnClause("months", "7.1"), OwnClause("relapse", "7.2", "a KPI fails again"))
    terms = replace(TERMS, clauses=own)
    found = judged("OOOIO", terms=terms)
    assert [each.failure and each.failure.clause for each in found] == [None, None, "7.1", None, "7.2"]
    assert [each.failure.wording for each in found if each.failure] == [
        "a monthly KPI is outside the tolerance band for three consecutive months",
        "a KPI fails again",
    ]
    assert found[1].reason.endswith("a third would be a performance failure by 7.1.")
    assert found[3].reason.endswith("outside again in Aug 2020 would be one at once by 7.2.")
    assert found[4].reason.endswith("a performance failure by 7.2.")
    assert judged("OIO", was="OOO", terms=terms)[2].revision.startswith(
        "A revision of May 2020 undid the failure by 7.1"
    )


@pytest.mark.parametrize(
    ("key", "terms", "wording"),
    [
        ("months", {"months_in_a_row": 1}, "a monthly KPI is outside the tolerance band for one month"),
        ("quarters", {}, "a quarterly KPI is outside the tolerance band for two consecutive quarters"),
        (
            "relapse",
            {"look_back_months": 9},
            "a KPI that was a performance failure in the last nine months is outside the tolerance band for a period",
        ),
        ("inadequate", {}, "judged inadequate by Ofsted"),
    ],
)
def test_a_usual_wording_has_the_contracts_own_numbers(key, terms, wording):
    assert clause_of(key, replace(TERMS, **terms)).wording == wording


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
    assert found.reason == f"Outside the tolerance band for the first year (2020/21); {reason}"
    assert found.excused == (risk if risk is DONE else None)


def test_the_reason_says_that_the_better_side_counts():
    found = judged("OBB", terms=replace(TERMS, better_counts=True))[-1]
    assert found.reason.endswith(
        "a performance failure by 5.3.1(a). Better than the tolerance band in May and Jun 2020, which this contract "
        "counts as outside."
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
            "Outside the tolerance band for the first month (Apr 2020); no later period counts in this contract: no "
            "performance failure.",
        ),
        (
            "OOOI",
            "2020-07-15",
            "Within the tolerance band; a performance failure stood in Jun 2020, less than six months ago; no later "
            "period counts in this contract.",
        ),
    ],
)
def test_the_last_period_of_a_contract_warns_of_none(stands, ends, reason):
    found = judged(stands, terms=replace(TERMS, ends=dt.date.fromisoformat(ends)))
    assert found[-1].reason == reason


@pytest.mark.parametrize(
    ("was", "stands", "revision"),
    [
        (
            "OIO",
            "OOO",
            "A revision of May 2020 made this a failure: as first reported it was within the tolerance band.",
        ),
        (
            "OBO",
            "OOO",
            "A revision of May 2020 made this a failure: as first reported it was better than the tolerance band.",
        ),
        ("OMO", "OOO", "A revision of May 2020 made this a failure: as first reported it was missing."),
        (
            "OOI",
            "OOO",
            "A revision of Jun 2020 made this a failure: as first reported it was within the tolerance band.",
        ),
        (
            "IIO",
            "OOO",
            "Revisions of Apr and May 2020 made this a failure: as first reported Apr 2020 was within the tolerance "
            "band and May 2020 was within the tolerance band.",
        ),
        (
            "OOO",
            "OIO",
            "A revision of May 2020 undid the failure by 5.3.1(a): as first reported it was outside the tolerance "
            "band.",
        ),
        (
            "OOO",
            "OOM",
            "A revision of Jun 2020 undid the failure by 5.3.1(a): as first reported it was outside the tolerance "
            "band.",
        ),
        (
            "OOO",
            "IIO",
            "Revisions of Apr and May 2020 undid the failure by 5.3.1(a): as first reported Apr 2020 was outside the "
            "tolerance band and May 2020 was outside the tolerance band.",
        ),
        ("OIOOO", "OOOOO", ""),
        (
            "IOOIO",
            "OOOIO",
            "A revision of Apr 2020 made this a failure: as first reported it was within the tolerance band.",
        ),
        (
            "OOOIIOO",
            "OOOIOOO",
            "A revision of Aug 2020 changed the failure from 5.3.4 to 5.3.1(a): as first reported it was within the "
            "tolerance band.",
        ),
        # a revision that did nothing to the failure is not named
        (
            "BIIIO",
            "IIOOO",
            "Revisions of Jun and Jul 2020 made this a failure: as first reported Jun 2020 was within the tolerance "
            "band and Jul 2020 was within the tolerance band.",
        ),
        (
            "BIOOO",
            "IIIBO",
            "Revisions of Jun and Jul 2020 undid the failure by 5.3.1(a): as first reported Jun 2020 was outside the "
            "tolerance band and Jul 2020 was outside the tolerance band.",
        ),
        ("BII", "IIB", ""),
        ("BOOIIIIIIIOOO", "IOOIIIIIIIOOO", ""),
        (
            "BOOIIIIIIIOOI",
            "IOOIIIIIIIOOO",
            "A revision of Apr 2021 made this a failure: as first reported it was within the tolerance band.",
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
