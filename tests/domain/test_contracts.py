"""Performance failures by clause: tables of a contract's months, quarters and years."""

import datetime as dt
from dataclasses import replace

import pytest

from kpis.contracts.rules import (
    ReportedPeriod,
    Risk,
    Stand,
    Terms,
    check_terms,
    failures,
    months_later,
    periods_due,
    stand_of,
    verdicts,
)
from kpis.domain.periods import Period, PeriodKind, YearStart
from kpis.domain.words import Rag, RuleError, Status
from kpis.presenters import STATUSES
from tests.domain.build import p
from tests.domain.contract_cases import (
    ANNUAL,
    DONE,
    HALF_YEARLY,
    IN_YEAR,
    MONTHLY,
    QUARTERLY,
    TERMS,
    B,
    I,
    M,
    O,
    clauses,
    judged,
    reported,
)


@pytest.mark.parametrize(
    ("status", "rag", "stand"),
    [
        (Status.OUTSIDE_BAND, Rag.RED, O),
        (Status.NOT_ACHIEVED, Rag.RED, O),
        (Status.OFF_TARGET, Rag.RED, O),
        (Status.UNDERSPENT, Rag.RED, O),
        (Status.BETTER_THAN_BAND, Rag.GREEN, B),
        (Status.IN_BAND, Rag.GREEN, I),
        (Status.WITHIN_TOLERANCE, Rag.AMBER, I),
        (Status.ACHIEVED, Rag.GREEN, I),
        (Status.ACHIEVED_LATE, Rag.AMBER, I),
        (Status.NO_DATA, Rag.NONE, M),
        (Status.HIDDEN, Rag.NONE, M),
        (Status.NOT_DUE, Rag.NONE, M),
        (Status.NO_TARGET, Rag.NONE, M),
        (Status.FOR_INFORMATION, Rag.NONE, M),
    ],
)
def test_where_a_figure_stands(status, rag, stand):
    assert stand_of(status, rag) is stand


def test_every_status_has_a_stand_by_its_colour():
    by_colour = {Rag.RED: {O}, Rag.NONE: {M}, Rag.AMBER: {I}, Rag.GREEN: {I, B}}
    assert all(stand_of(*key) in by_colour[key[1]] for key in STATUSES)


@pytest.mark.parametrize(
    ("frequency", "stands", "expected"),
    [
        # 5.3.1(a): three consecutive months, and each outside month after them
        (MONTHLY, "OOI", "ww-"),
        (MONTHLY, "OOO", "wwa"),
        (MONTHLY, "OOOOO", "wwaaa"),
        (MONTHLY, "OOIOOI", "ww-ww-"),
        (MONTHLY, "OOBOO", "ww-ww"),
        (MONTHLY, "IIIBB", "-----"),
        # a missing month in every place: it neither continues nor breaks a run, is no failure, and keeps a run watched
        (MONTHLY, "MOOO", "-wwa"),
        (MONTHLY, "OMOO", "wwwa"),
        (MONTHLY, "OOMO", "wwwa"),
        (MONTHLY, "OOOM", "wwa-"),
        (MONTHLY, "OOM", "www"),
        (MONTHLY, "OMMMOMMO", "wwwwwwwa"),
        (MONTHLY, "OOMI", "www-"),
        (MONTHLY, "OOMIO", "www-w"),
        (MONTHLY, "MMM", "---"),
        # 5.3.4: outside again within six months to the day, watched until then
        (MONTHLY, "OOOIO", "wwaw4"),
        (MONTHLY, "OOOIIIIIO", "wwawwwww4"),
        (MONTHLY, "OOOIIIIIIO", "wwawwwwwww"),
        (MONTHLY, "OOOIIIIIIIO", "wwawwwwww-w"),
        (MONTHLY, "OOOMMMMMIO", "wwa-----ww"),
        (MONTHLY, "OOOIMMMMMO", "wwaw-----w"),
        (MONTHLY, "OOOIMMMMO", "wwaw----4"),
        # a run that begins by 5.3.4 is named 5.3.1(a) once it is three long
        (MONTHLY, "OOOIOOOO", "wwaw44aa"),
        (MONTHLY, "OOOIIIIIOOO", "wwawwwww44a"),
        # a failure by 5.3.4 is one for the next 5.3.4
        (MONTHLY, "OOOIIIIIOIIIIIO", "wwawwwww4wwwww4"),
        (MONTHLY, "OOOIIIIIOIIIIIIO", "wwawwwww4wwwwwww"),
        (MONTHLY, "OOOIIIIIOIIIIIII", "wwawwwww4wwwwww-"),
        # a failure by 5.3.4 does not outlive its six months across missing ones
        (MONTHLY, "OOOIOMMMMMO", "wwaw4-----4"),
        (MONTHLY, "OOOIOMMMMMMO", "wwaw4------w"),
        (MONTHLY, "OOOIOMMMMMMOO", "wwaw4------wa"),
        # but a run that is long enough is one however much of it is missing
        (MONTHLY, "OOOMMMMMMMMO", "wwa--------a"),
        # 5.3.1(b)
        (QUARTERLY, "OIO", "w-w"),
        (QUARTERLY, "OO", "wb"),
        (QUARTERLY, "OMO", "wwb"),
        (QUARTERLY, "OOOIO", "wbbw4"),
        (QUARTERLY, "OOIIO", "wbwww"),
        (QUARTERLY, "OOIII", "wbww-"),
        # 5.3.1(c): one year is enough; the next one is more than six months off
        (ANNUAL, "O", "c"),
        (ANNUAL, "IOMOI", "-c-c-"),
        (ANNUAL, "OIO", "c-c"),
        (ANNUAL, "OM", "c-"),
        # no rule
        (HALF_YEARLY, "OMO", "www"),
        (HALF_YEARLY, "OOOOI", "wwww-"),
    ],
)
def test_failures_by_clause(frequency, stands, expected):
    assert clauses(judged(stands, frequency)) == expected


@pytest.mark.parametrize(
    ("frequency", "terms", "stands", "expected"),
    [
        (MONTHLY, {"months_in_a_row": 1}, "IOI", "-aw"),
        (MONTHLY, {"months_in_a_row": 2}, "OMO", "wwa"),
        (MONTHLY, {"months_in_a_row": 4}, "OOOO", "wwwa"),
        (MONTHLY, {"look_back_months": 0}, "OOOIO", "wwa-w"),
        (MONTHLY, {"look_back_months": 1}, "OOOIO", "wwaww"),
        (MONTHLY, {"look_back_months": 2}, "OOOIO", "wwaw4"),
        (MONTHLY, {"look_back_months": 12}, "OOOIIIIIIIIIIIO", "wwawwwwwwwwwww4"),
        (QUARTERLY, {"quarters_in_a_row": 1}, "OI", "bw"),
        (QUARTERLY, {"quarters_in_a_row": 3, "look_back_months": 2}, "OOOIO", "wwb-w"),
        (ANNUAL, {"years_in_a_row": 2}, "OOIO", "wc-w"),
        (ANNUAL, {"years_in_a_row": 2, "look_back_months": 12}, "OOIO", "wcww"),
        (ANNUAL, {"years_in_a_row": 2, "look_back_months": 24}, "OOIO", "wcw4"),
        (MONTHLY, {"better_counts": True}, "OBO", "wwa"),
        (MONTHLY, {"better_counts": True}, "BBBI", "wwaw"),
        (MONTHLY, {"better_counts": False}, "BBBI", "----"),
        (MONTHLY, {"better_counts": False}, "OOOB", "wwaw"),
        # a missing period ends a run, where the contract says so
        (MONTHLY, {"passes_over_missing": False}, "OOMO", "ww-w"),
        (MONTHLY, {"passes_over_missing": False}, "OMOOO", "w-wwa"),
        (MONTHLY, {"passes_over_missing": False}, "OOOMO", "wwa-4"),
        (QUARTERLY, {"passes_over_missing": False}, "OMOO", "w-wb"),
        # the contract starts in mid-run, and ends
        (MONTHLY, {"starts": dt.date(2020, 5, 1)}, "OOOO", "wwa"),
        (MONTHLY, {"starts": dt.date(2020, 4, 2)}, "OOOO", "wwa"),
        (MONTHLY, {"ends": dt.date(2020, 6, 1)}, "OOOO", "wwa"),
        (MONTHLY, {"ends": dt.date(2020, 5, 31)}, "OOOO", "ww"),
    ],
)
def test_the_terms_of_a_contract(frequency, terms, stands, expected):
    assert clauses(judged(stands, frequency, replace(TERMS, **terms))) == expected


@pytest.mark.parametrize(
    ("stands", "breaks", "expected"),
    [
        ("OOOO", (2,), "wwww"),
        ("OOOO", (1,), "wwwa"),
        ("OOOO", (3,), "wwaw"),
        ("OOMOO", (2,), "ww-ww"),
        ("OOOIO", (4,), "wwaww"),
        ("OOOIO", (3,), "wwa-w"),
        ("OOOIOOO", (4,), "wwawwwa"),
        ("OOO", (0,), "wwa"),
    ],
)
def test_nothing_crosses_a_break(stands, breaks, expected):
    assert clauses(judged(stands, breaks=breaks)) == expected


@pytest.mark.parametrize(
    ("stands", "hidden", "expected"),
    [
        ("OOO", (0,), "???"),
        ("OOO", (1,), "w??"),
        ("OIOOO", (0,), "????a"),  # the look-back until the run alone is long enough
        ("OOOO", (3,), "wwa?"),
        ("OOOIIIIIIOI", (0,), "?????????w-"),
        ("IIIIIIIIIIO", (0,), "???????---w"),
        ("OIIIIIIIO", (0,), "???????-w"),
        ("MOM", (1,), "-??"),
        ("MMI", (0,), "???"),
        # a run that could be a failure by what is withheld is carried over a missing period as withheld
        ("OIOM", (0,), "????"),
    ],
)
def test_what_rests_on_a_withheld_figure_is_withheld(stands, hidden, expected):
    assert clauses(judged(stands, hidden=hidden)) == expected


def test_a_break_ends_what_a_withheld_figure_withholds():
    assert clauses(judged("OIOII", hidden=(0,), breaks=(2,))) == "??w--"


def test_a_withheld_verdict_tells_nothing():
    found = judged("OOOO", hidden=(2,))[2]
    assert (found.stand, found.run, found.missing, found.failure, found.is_watched) == (M, (), (), None, False)
    assert found.reason == "Withheld: the verdict rests on a figure that is withheld (Jun 2020): small numbers."
    later = judged("OOOO", hidden=(1, 2))[3]
    assert later.reason == (
        "Withheld: the verdict rests on figures that are withheld (May and Jun 2020): small numbers."
    )


@pytest.mark.parametrize(
    ("risks", "terms", "expected"),
    [
        ([DONE], {}, "w"),
        ([DONE._replace(agreed=None)], {}, "c"),
        ([DONE._replace(completed=None)], {}, "c"),
        ([Risk(IN_YEAR), DONE._replace(notified=dt.date(2020, 9, 1))], {}, "w"),
        ([DONE._replace(notified=dt.date(2020, 4, 1))], {}, "w"),
        ([DONE._replace(notified=dt.date(2020, 3, 31))], {}, "c"),
        ([DONE._replace(notified=dt.date(2021, 3, 31))], {}, "w"),
        ([DONE._replace(notified=dt.date(2021, 4, 1))], {}, "c"),
        # the contract year is the one that holds the period's last day: here October 2020 to September 2021
        ([DONE], {"year_begins": dt.date(2019, 10, 1)}, "c"),
        ([DONE._replace(notified=dt.date(2020, 10, 1))], {"year_begins": dt.date(2019, 10, 1)}, "w"),
        ([DONE._replace(notified=dt.date(2021, 9, 30))], {"year_begins": dt.date(2019, 10, 1)}, "w"),
        # by default it begins as the contract does
        ([DONE], {"starts": dt.date(2019, 10, 1)}, "c"),
    ],
)
def test_a_notified_risk_with_completed_mitigation_excuses_a_year(risks, terms, expected):
    assert clauses(judged("O", ANNUAL, replace(TERMS, **terms), risks)) == expected


def test_a_risk_excuses_its_own_year_only_and_an_excused_year_is_no_failure_later():
    assert clauses(judged("OO", ANNUAL, risks=[DONE])) == "wc"
    assert clauses(judged("OI", ANNUAL, replace(TERMS, look_back_months=12), [DONE])) == "w-"
    second = DONE._replace(notified=dt.date(2021, 6, 3))
    assert clauses(judged("OOO", ANNUAL, risks=[second])) == "cwc"


def test_a_risk_excuses_from_5_3_1_but_not_from_5_3_4():
    second = DONE._replace(notified=dt.date(2021, 6, 3))
    found = judged("OO", ANNUAL, replace(TERMS, look_back_months=12), [second])
    assert clauses(found) == "c4"
    assert found[1].reason == (
        "Outside the tolerance band for the second consecutive year (2020/21 and 2021/22); notified as a performance "
        "risk on 3 June 2021, with mitigation agreed on 1 July 2020 and completed on 5 March 2021, but a performance "
        "failure "
        "stood in 2020/21, 12 months before: a performance failure by 5.3.4.".replace("12 months", "twelve months")
    )


def test_a_risk_means_nothing_to_a_monthly_kpi():
    found = judged("OOO", risks=[DONE])
    assert clauses(found) == "wwa"
    assert [each.excused for each in found] == [None] * 3


def test_the_run_and_what_is_missing_in_it():
    found = judged("MOMOMMOMI")
    assert [each.run_length for each in found] == [0, 1, 1, 2, 2, 2, 3, 3, 0]
    assert found[6].run == (p("2020-05"), p("2020-07"), p("2020-10"))
    assert found[6].missing == (p("2020-06"), p("2020-08"), p("2020-09"))
    assert found[6].failure.periods == found[6].run
    assert found[6].failure.missing == found[6].missing
    assert found[7].missing == (p("2020-06"), p("2020-08"), p("2020-09"), p("2020-11"))
    assert found[0].missing == found[8].missing == ()


def test_one_run_is_one_failure_as_it_last_stood():
    found = failures(judged("OOOOIOOOIOI"))
    assert [(each.clause, each.periods[0].code, len(each.periods)) for each in found] == [
        ("5.3.1(a)", "2020-04", 4),
        ("5.3.1(a)", "2020-09", 3),
        ("5.3.4", "2021-01", 1),
    ]
    assert failures(judged("OOIOOB")) == []


@pytest.mark.parametrize(
    ("earlier", "count", "later"),
    [
        ("2020-03-31", 6, "2020-09-30"),
        ("2020-09-30", 6, "2021-03-31"),
        ("2020-08-31", 6, "2021-02-28"),
        ("2019-08-31", 6, "2020-02-29"),
        ("2020-02-29", 6, "2020-08-31"),
        ("2019-02-28", 6, "2019-08-31"),
        ("2020-02-28", 6, "2020-08-28"),
        ("2020-08-30", 6, "2021-02-28"),
        ("2020-12-15", 1, "2021-01-15"),
        ("2020-12-31", 12, "2021-12-31"),
        ("2020-12-31", 0, "2020-12-31"),
    ],
)
def test_months_are_counted_from_end_to_end(earlier, count, later):
    assert months_later(dt.date.fromisoformat(earlier), count) == dt.date.fromisoformat(later)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2019-12", "2020-08"), ("2018-12", "2019-08"), ("2019-06", "2020-02"), ("2020-01", "2020-09")],
)
def test_six_months_to_the_day_whatever_the_lengths_of_the_months(first, last):
    """A failure in the third month; five months inside; outside six months after it: 29 February to 31 August."""
    found = judged("OOOIIIIIO", terms=Terms(p(first).start), first=p(first))
    assert (clauses(found)[-1], found[-1].period) == ("4", p(last))
    assert "six months before" in found[-1].reason
    assert "less than" not in found[-1].reason


@pytest.mark.parametrize(
    ("begins", "day", "first", "last"),
    [
        (None, "2020-04-01", "2020-04-01", "2021-03-31"),
        (None, "2021-03-31", "2020-04-01", "2021-03-31"),
        (None, "2021-04-01", "2021-04-01", "2022-03-31"),
        ("2019-10-01", "2020-09-30", "2019-10-01", "2020-09-30"),
        ("2019-10-01", "2020-10-01", "2020-10-01", "2021-09-30"),
        ("2020-02-29", "2020-02-29", "2020-02-29", "2021-02-28"),
        ("2020-02-29", "2021-03-01", "2021-03-01", "2022-02-28"),
        ("2020-02-29", "2024-02-28", "2023-03-01", "2024-02-28"),
        ("2020-02-29", "2024-02-29", "2024-02-29", "2025-02-28"),
    ],
)
def test_the_contract_year_that_holds_a_day(begins, day, first, last):
    terms = replace(TERMS, year_begins=begins and dt.date.fromisoformat(begins))
    found = terms.contract_year(dt.date.fromisoformat(day))
    assert found == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("frequency", "year_start", "starts", "until", "expected"),
    [
        (MONTHLY, YearStart.APRIL, "2019-10-01", "2019-12-31", ["2019-10", "2019-11", "2019-12"]),
        (MONTHLY, YearStart.APRIL, "2019-10-02", "2019-12-30", ["2019-11"]),
        (QUARTERLY, YearStart.APRIL, "2019-10-01", "2020-03-31", ["2019/20 Q3", "2019/20 Q4"]),
        (QUARTERLY, YearStart.SEPTEMBER, "2019-10-01", "2020-03-31", ["2019/20 academic Q2"]),
        (ANNUAL, YearStart.JANUARY, "2019-10-01", "2021-06-30", ["2019", "2020"]),
        (ANNUAL, YearStart.APRIL, "2019-10-01", "2021-03-31", ["2019/20", "2020/21"]),
        (HALF_YEARLY, YearStart.APRIL, "2019-10-01", "2020-03-31", ["2019/20 H2"]),
        (MONTHLY, YearStart.APRIL, "2019-10-01", "2019-10-30", []),
    ],
)
def test_the_periods_of_a_schedule(frequency, year_start, starts, until, expected):
    terms = Terms(dt.date.fromisoformat(starts))
    found = periods_due(frequency, year_start, terms, dt.date.fromisoformat(until))
    assert [each.code for each in found] == expected


@pytest.mark.parametrize(
    ("period", "kind", "holds"),
    [
        # months, quarters and halves by their first day
        ("2019-10", "in_period", True),
        ("2019-09", "in_period", False),
        ("2019/20 Q2", "in_period", False),
        ("2019/20 Q3", "rolling_12", True),
        ("2019/20 H1", "in_period", False),
        ("2024-09", "in_period", True),
        ("2024-10", "in_period", False),
        # years by their last
        ("2019/20", "in_period", True),
        ("2018/19", "in_period", False),
        ("2019", "year_to_date", True),
        ("2023/24", "in_period", True),
        ("2024/25", "in_period", False),
        # positions by their last, however long they are called
        ("2019/20 H1", "snapshot", False),
        ("2019/20 Q2", "snapshot", False),
        ("2019/20 academic Q1", "snapshot", True),
        ("2024/25 Q2", "snapshot", True),
        ("2024/25 academic Q1", "snapshot", False),
    ],
)
def test_a_year_and_a_position_count_by_their_end(period, kind, holds):
    """A contract of five years from 1 October 2019 counts five years: 2019/20 to 2023/24."""
    terms = Terms(dt.date(2019, 10, 1), dt.date(2024, 9, 30)).of(PeriodKind(kind))
    assert terms.holds(p(period)) is holds


def test_a_year_that_ends_on_the_contracts_first_day_is_history():
    terms = Terms(dt.date(2020, 3, 31))
    assert not terms.holds(p("2019/20"))
    assert [each.code for each in periods_due(ANNUAL, YearStart.APRIL, terms, dt.date(2021, 3, 31))] == ["2020/21"]


def test_no_period_that_starts_after_the_contract_is_due():
    terms = Terms(dt.date(2020, 4, 1), dt.date(2020, 5, 10))
    found = periods_due(MONTHLY, YearStart.APRIL, terms, dt.date(2021, 3, 31))
    assert [each.code for each in found] == ["2020-04", "2020-05"]


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"months_in_a_row": 0}, "months outside: state 1 or more"),
        ({"quarters_in_a_row": 0}, "quarters outside: state 1 or more"),
        ({"years_in_a_row": -1}, "years outside: state 1 or more"),
        ({"look_back_months": -1}, "state 0 for no looking back"),
        ({"ends": dt.date(2020, 3, 31)}, "cannot end before it starts"),
    ],
)
def test_terms_that_could_judge_nothing_are_refused(terms, message):
    with pytest.raises(RuleError, match=message):
        check_terms(replace(TERMS, **terms))


def test_terms_at_their_edges_are_accepted():
    check_terms(TERMS)
    check_terms(
        replace(TERMS, months_in_a_row=1, quarters_in_a_row=1, years_in_a_row=1, look_back_months=0, ends=TERMS.starts)
    )


def test_a_period_left_out_between_two_is_missing():
    whole = reported("OOMO")
    assert verdicts(MONTHLY, TERMS, [whole[3], whole[0], whole[1]]) == verdicts(MONTHLY, TERMS, whole)


@pytest.mark.parametrize(
    ("frequency", "periods"),
    [
        (MONTHLY, [p("2020-04"), p("2020-04")]),
        (MONTHLY, [p("2020/21 Q1")]),
        (QUARTERLY, [p("2020/21 Q1"), p("2020/21 academic Q1")]),
    ],
)
def test_periods_of_no_one_schedule_are_refused(frequency, periods):
    with pytest.raises(ValueError, match=r"schedule|calendar"):
        verdicts(frequency, TERMS, [ReportedPeriod(each, O) for each in periods])


def test_nothing_reported_is_no_verdict():
    assert verdicts(MONTHLY, TERMS, []) == []


def test_milestones_are_judged_as_years_and_quarters_are():
    """Not achieved is outside; not yet due is missing; achieved late is inside."""
    met = [stand_of(Status.NOT_ACHIEVED, Rag.RED), stand_of(Status.ACHIEVED_LATE, Rag.AMBER)]
    years = [ReportedPeriod(Period.year(2020 + place), stand) for place, stand in enumerate(met)]
    assert [each.failure.clause if each.failure else "" for each in verdicts(ANNUAL, TERMS, years)] == ["5.3.1(c)", ""]


@pytest.mark.parametrize(
    ("status", "stand", "reason"),
    [
        (Status.ACHIEVED, I, "Achieved."),
        (Status.ACHIEVED_LATE, I, "Achieved late."),
        (
            Status.NOT_ACHIEVED,
            O,
            "Not achieved: outside the tolerance band for the first quarter (Q1 2020/21); a second would be a "
            "performance failure by 5.3.1(b).",
        ),
        (Status.ON_TARGET, I, "On target."),
        (Status.UNDERSPENT, I, "Underspent."),
        (Status.IN_BAND, I, "Within the tolerance band."),
        (
            Status.NO_TARGET,
            M,
            "There is a figure for Q1 2020/21, but nothing to judge it by. It counts as missing: a missing quarter is "
            "never a failure by itself.",
        ),
        (Status.NO_DATA, M, "No figure for Q1 2020/21: a missing quarter is never a failure by itself."),
    ],
)
def test_a_status_with_a_word_of_its_own_is_told_by_it(status, stand, reason):
    found = verdicts(QUARTERLY, TERMS, [ReportedPeriod(Period.quarter(2020, 1), stand, status=status)])
    assert [each.reason for each in found] == [reason]


def test_readings_before_the_contract_are_history():
    """A run that began before Worcestershire's contract did (1 October 2019) counts from its start only."""
    terms = Terms(dt.date(2019, 10, 1))
    months = reported("OOOOO", first=p("2019-08"))
    found = verdicts(MONTHLY, terms, months)
    assert [(each.period.code, each.run_length) for each in found] == [("2019-10", 1), ("2019-11", 2), ("2019-12", 3)]
    assert clauses(found) == "wwa"


def test_a_stand_is_kept_as_it_was():
    assert [each.stand for each in judged("IBOM")] == [Stand.INSIDE, Stand.BETTER, Stand.OUTSIDE, Stand.MISSING]
