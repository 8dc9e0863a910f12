"""The figures that two committees had before them, judged again.

Warwickshire: Children and Young People Overview and Scrutiny Committee, 18 June 2019.
Worcestershire: Children and Families Overview and Scrutiny Panel, 13 November 2019.
"""

import datetime as dt

import pytest

from kpis.domain.numbers import Unit, printed, work_out
from kpis.domain.period_text import PeriodError, parse_period
from kpis.domain.periods import Frequency, Kind, PeriodKind, YearStart, holding
from kpis.domain.schemes import assess
from kpis.domain.selection import Schedule, next_due, shown_period
from kpis.domain.sentences import edge_text
from kpis.domain.targets import in_force
from kpis.domain.travel import TrendPoint, travel, trend
from kpis.domain.words import (
    Earlier,
    FrameworkKind,
    Judgement,
    Movement,
    Rag,
    Scheme,
    Status,
)
from tests.domain.build import HIGHER, LOWER, NONE, D, aim, band, budget, count, p, rule

WARWICKSHIRE = "Warwickshire, 18 June 2019"
WORCESTERSHIRE = "Worcestershire, 13 November 2019"
REVENUE = rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0, unit_label="k")


def contract(polarity):
    return rule(Scheme.BAND, polarity, set_by=FrameworkKind.CONTRACT)


@pytest.mark.parametrize(
    ("paper", "each_rule", "actual", "was_set", "status", "rag", "reason"),
    [
        pytest.param(
            WARWICKSHIRE,
            count(),
            "660",
            aim("580"),
            Status.OFF_TARGET,
            Rag.RED,
            "660 against a target of 580; lower is better; 80 above target.",
            id="Warwickshire: Children Looked After excluding UASC, 2018/19",
        ),
        pytest.param(
            WARWICKSHIRE,
            rule(),
            "60",
            aim("90"),
            Status.OFF_TARGET,
            Rag.RED,
            "60.0% against a target of 90%; higher is better; 30.0 percentage points below target.",
            id="Warwickshire: EHC plans within 20 weeks, 2018/19",
        ),
        pytest.param(
            WARWICKSHIRE,
            rule(),
            "72.8",
            aim("86"),
            Status.OFF_TARGET,
            Rag.RED,
            "72.8% against a target of 86%; higher is better; 13.2 percentage points below target.",
            id="Warwickshire: care leavers in suitable accommodation, March 2019",
        ),
        pytest.param(
            WARWICKSHIRE,
            count(),
            "3828",
            aim("3461"),
            Status.OFF_TARGET,
            Rag.RED,
            "3,828 against a target of 3,461; lower is better; 367 above target.",
            id="Warwickshire: Child in Need cases, March 2019",
        ),
        pytest.param(
            WORCESTERSHIRE,
            contract(HIGHER),
            "1271/2391",
            band("52.3", "62.7"),
            Status.IN_BAND,
            Rag.GREEN,
            "53.2% against a band of 52.3% to 62.7%; higher is better; inside the band.",
            id="Worcestershire: KPI-SC1 referrals decided in 24 hours",
        ),
        pytest.param(
            WORCESTERSHIRE,
            contract(LOWER),
            "40.0",
            band("17.9", "36.5"),
            Status.OUTSIDE_BAND,
            Rag.RED,
            "40.0% against a band of 17.9% to 36.5%; lower is better; 3.5 percentage points above the band.",
            id="Worcestershire: KPI-SC5 repeat child protection plans, outside",
        ),
        pytest.param(
            WORCESTERSHIRE,
            contract(LOWER),
            "15.0",
            band("17.9", "36.5"),
            Status.BETTER_THAN_BAND,
            Rag.GREEN,
            "15.0% against a band of 17.9% to 36.5%; lower is better; 2.9 percentage points below the band,"
            " on the better side.",
            id="Worcestershire: KPI-SC5 repeat child protection plans, better",
        ),
        pytest.param(
            WORCESTERSHIRE,
            contract(HIGHER),
            "30",
            band("6.9", "21.5"),
            Status.BETTER_THAN_BAND,
            Rag.GREEN,
            "30.0% against a band of 6.9% to 21.5%; higher is better; 8.5 percentage points above the band,"
            " on the better side.",
            id="Worcestershire: KPI-ED7 new EHC plans in 20 weeks",
        ),
        pytest.param(
            WARWICKSHIRE,
            REVENUE,
            "61810",
            budget("60950"),
            Status.OVERSPENT,
            Rag.RED,
            "£61,810k against a budget of £60,950k; +1.41%, over the allowed −2% to 0%.",
            id="Warwickshire: Children & Families revenue 2018/19",
        ),
        pytest.param(
            WARWICKSHIRE,
            REVENUE,
            "104004",
            budget("101353"),
            Status.OVERSPENT,
            Rag.RED,
            "£104,004k against a budget of £101,353k; +2.62%, over the allowed −2% to 0%.",
            id="Warwickshire: Education & Learning revenue 2018/19",
        ),
        pytest.param(
            WARWICKSHIRE,
            REVENUE,
            "9880",
            budget("10000"),
            Status.ON_BUDGET,
            Rag.GREEN,
            "£9,880k against a budget of £10,000k; −1.20%, inside the allowed −2% to 0%.",
            id="Warwickshire's rule: a revenue line 1.2% under budget",
        ),
    ],
)
def test_statuses_of_the_papers(paper, each_rule, actual, was_set, status, rag, reason):
    numerator, _, denominator = actual.partition("/")
    value = work_out(D(numerator), D(denominator), each_rule.unit) if denominator else D(numerator)
    verdict = assess(each_rule, value, was_set)
    assert (verdict.status, verdict.rag, verdict.reason) == (status, rag, reason), paper


@pytest.mark.parametrize(
    ("paper", "each_rule", "now", "before", "movement", "judgement", "reason"),
    [
        pytest.param(
            WARWICKSHIRE,
            count(),
            "346",
            "564",
            Movement.DOWN,
            Judgement.IMPROVING,
            "346, down 218 on 564 in 2017/18; lower is better, as the plan sets it.",
            id="Warwickshire: Child Protection Plans fell and improved",
        ),
        pytest.param(
            WARWICKSHIRE,
            rule(),
            "60",
            "30",
            Movement.UP,
            Judgement.IMPROVING,
            "60.0%, up 30.0 percentage points on 30.0% in 2017/18; higher is better, as the plan sets it.",
            id="Warwickshire: EHC plans within 20 weeks doubled",
        ),
        pytest.param(
            WARWICKSHIRE,
            count(),
            "660",
            "651",
            Movement.UP,
            Judgement.DECLINING,
            "660, up 9 on 651 in 2017/18; lower is better, as the plan sets it.",
            id="Warwickshire: more Children Looked After",
        ),
        pytest.param(
            WARWICKSHIRE,
            rule(),
            "72.8",
            "78.3",
            Movement.DOWN,
            Judgement.DECLINING,
            "72.8%, down 5.5 percentage points on 78.3% in 2017/18; higher is better, as the plan sets it.",
            id="Warwickshire: fewer care leavers in suitable accommodation",
        ),
        pytest.param(
            WARWICKSHIRE,
            count(polarity=HIGHER),
            "358",
            "358",
            Movement.LEVEL,
            Judgement.STEADY,
            "358, no change on 358 in 2017/18.",
            id="Warwickshire: internal foster placements held",
        ),
        pytest.param(
            WARWICKSHIRE,
            rule(unit=Unit.AVERAGE, polarity=LOWER),
            "20.4",
            "19.8",
            Movement.UP,
            Judgement.DECLINING,
            "20.4, up 0.6 on 19.8 in 2017/18; lower is better, as the plan sets it.",
            id="Warwickshire: average caseload rose",
        ),
    ],
)
def test_directions_of_the_papers(paper, each_rule, now, before, movement, judgement, reason):
    found = travel(each_rule, D(now), Earlier(D(before), p("2017/18")))
    assert (found.movement, found.judgement, found.reason) == (movement, judgement, reason), paper


def test_warwickshire_the_neighbours_stand_in_the_sentence():
    """Warwickshire, 18 June 2019: 346 plans, where the neighbours' rate would mean 394."""
    beside = (("Statistical neighbours", "394"),)
    found = travel(count(), D(346), Earlier(D(564), p("2017/18")), beside=beside)
    assert found.reason.endswith("lower is better, as the plan sets it; statistical neighbours: 394.")


def test_warwickshire_an_increase_of_4_is_not_steady():
    """Warwickshire, 18 June 2019: residential care, "steady" beside "increased by 4 in comparison to quarter three"."""
    found = travel(count(), D(38), Earlier(D(34), p("2018/19 Q3")))
    assert (found.movement, found.judgement) == (Movement.UP, Judgement.DECLINING)
    assert found.reason == "38, up 4 on 34 in Q3 2018/19; lower is better, as the plan sets it."


def test_warwickshire_data_that_is_annual_is_not_compared():
    """Warwickshire, 18 June 2019: N/A in the direction of travel of self-harm admissions, awaited until March 2020."""
    found = travel(rule(unit=Unit.RATE, unit_label="per 100,000"), None, Earlier(D("477.1"), p("2017/18")))
    assert (found.movement, found.reason) == (Movement.NOT_COMPARED, "Not compared: there is no figure.")


def test_warwickshire_the_longer_trend_of_child_protection_plans():
    """Warwickshire, 18 June 2019: 473, 439, 564, 346 (provisional); the paper's trend arrow points down too."""
    values = (("2015/16", 473), ("2016/17", 439), ("2017/18", 564), ("2018/19", 346))
    points = [TrendPoint(p(year).first_year, D(value), year, year == "2018/19") for year, value in values]
    found = trend(count(), points)
    assert (found.movement, found.judgement) == (Movement.DOWN, Judgement.IMPROVING)
    assert found.provisional


def test_warwickshire_a_rolling_revision_keeps_its_verdict():
    """Warwickshire, 18 June 2019 and September 2019: 346 and then 345, both down on 564."""
    for value in (346, 345):
        assert travel(count(), D(value), Earlier(D(564), p("2017/18"))).judgement is Judgement.IMPROVING


@pytest.mark.parametrize(
    ("value", "places", "text"), [("94.95", 1, "95.0%"), ("-2.25", 1, "−2.3%"), ("60", 1, "60.0%"), ("30", 1, "30.0%")]
)
def test_the_printed_figure_of_the_rules(value, places, text):
    """The rule both papers are held to: rounded once, half away from zero, all declared decimals printed."""
    assert printed(D(value), Unit.PERCENTAGE, places) == text


def test_a_page_never_shows_95_against_95_and_red():
    """The case both papers are held to: 94.95 prints as 95.0% and meets a target of 95%."""
    verdict = assess(rule(), D("94.95"), aim("95"))
    assert (verdict.status, verdict.rag) == (Status.ON_TARGET, Rag.GREEN)
    assert verdict.reason.startswith("95.0% against a target of 95%")


def test_worcestershire_edges_print_with_the_digits_that_were_set():
    """Worcestershire, 13 November 2019: KPI-SC11 has the band 0.65% to 1.62%; its figures have one decimal."""
    assert [edge_text(contract(LOWER), D(edge)) for edge in ("0.65", "1.62", "100.0")] == ["0.65%", "1.62%", "100%"]
    verdict = assess(contract(LOWER), D("1.62"), band("0.65", "1.62"))
    assert verdict.reason.startswith("1.6% against a band of 0.65% to 1.62%")


def test_worcestershire_ten_adoptions_in_a_quarter_are_not_red():
    """The rule for a contract such as Worcestershire's of 13 November 2019: a year's 40 does not judge Quarter 1."""
    each_rule = count(polarity=HIGHER, set_by=FrameworkKind.CONTRACT)
    forced = in_force([aim("40")._replace(period=p("2019/20"))], p("2019/20 Q1"), each_rule)
    verdict = assess(each_rule, D(10), forced.target, beside=forced.beside)
    assert (verdict.status, verdict.rag) == (Status.NO_TARGET, Rag.NONE)
    assert verdict.reason == "10; no target for this period: the target of 40 is for 2019/20."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("18/19", "2018/19"),
        ("2018/19", "2018/19"),
        ("Dec 2018", "2018-12"),
        ("Q1 2019/20", "2019/20 Q1"),
        ("Sep-16", "2016-09"),
        ("Jan to Mar 2019", "2018/19 Q4"),
    ],
)
def test_periods_as_the_papers_write_them(text, code):
    """Warwickshire, 18 June 2019 and Worcestershire, 13 November 2019, in tables and on the axes of charts."""
    assert parse_period(text).code == code


def test_a_quarter_without_its_year_is_refused():
    """The papers' charts also write "Q4 (Mar)" and leave the year to the reader."""
    with pytest.raises(PeriodError, match="names no year"):
        parse_period("Q4 (Mar)")


def test_warwickshire_quarter_4_is_january_to_march():
    """Warwickshire, 18 June 2019: Quarter 4 of 2018/19 ends in March 2019."""
    assert p("2018/19 Q4").long_label == "Jan to Mar 2019 (Q4 2018/19)"
    assert p("2018/19 Q4") == p("Jan to Mar 2019")


def test_the_year_ends_on_31_march():
    """Both papers report years from April to March."""
    assert holding(dt.date(2019, 3, 31), Kind.YEAR) == p("2018/19")
    assert holding(dt.date(2019, 4, 1), Kind.YEAR) == p("2019/20")


def test_warwickshire_a_yearly_measure_is_not_due_in_quarter_1():
    """Warwickshire, 18 June 2019: the annual health measures, had the scorecard been of Quarter 1 2019/20."""
    schedule = Schedule(Frequency.ANNUAL, YearStart.APRIL, PeriodKind.IN_PERIOD)
    assert shown_period(schedule, p("2019/20 Q1"), [p("2018/19")]) is None
    assert next_due(schedule, p("2019/20 Q1")).label == "2019/20"
