import datetime as dt

import pytest
from hypothesis import given

from kpis.domain.numbers import Unit
from kpis.domain.schemes import WAYS, assess
from kpis.domain.schemes.assessment import absent
from kpis.domain.schemes.milestone import assess_milestone
from kpis.domain.words import Earlier, Scheme, Status, Target
from tests.domain.build import (
    HIGHER,
    LAST_YEAR,
    LOWER,
    NONE,
    PERCENT,
    POINTS,
    RANGE,
    SMALL_FIGURES,
    D,
    aim,
    band,
    budget,
    count,
    last_year,
    p,
    rule,
)
from tests.domain.test_status_properties import cases

TOLERANCE, BAND, NEAR = Scheme.TARGET_TOLERANCE, Scheme.BAND, Scheme.NEAR_TARGET_THEN_LAST_YEAR
THEN = Scheme.TARGET_THEN_LAST_YEAR
MONEY = rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0, unit_label="k")


@pytest.mark.parametrize(
    ("each_rule", "value", "target", "earlier", "reason"),
    [
        (count(), "660", aim("580"), None, "660 against a target of 580; lower is better; 80 above target."),
        (
            rule(),
            "60",
            aim("90"),
            None,
            "60.0% against a target of 90%; higher is better; 30.0 percentage points below target.",
        ),
        (rule(), "94.95", aim("95"), None, "95.0% against a target of 95%; higher is better; exactly on target."),
        (
            rule(),
            "95.5",
            aim("95.25"),
            None,
            "95.5% against a target of 95.25%; higher is better; 0.25 percentage points above target.",
        ),
        (
            rule(TOLERANCE),
            "86",
            aim("90", "5", POINTS),
            None,
            "86.0% against a target of 90%; higher is better; 4.0 percentage points below target, within the tolerance"
            " of 5 percentage points.",
        ),
        (
            rule(TOLERANCE, LOWER),
            "95.5",
            aim("90", "5", PERCENT),
            None,
            "95.5% against a target of 90%; lower is better; 5.5 percentage points above target, beyond the tolerance"
            " of 5% of the target (94.5%).",
        ),
        (
            count(TOLERANCE),
            "12",
            aim("10"),
            None,
            "12 against a target of 10; lower is better; 2 above target, and no tolerance is set.",
        ),
        (
            rule(BAND, LOWER),
            "40",
            band("17.9", "36.5"),
            None,
            "40.0% against a band of 17.9% to 36.5%; lower is better; 3.5 percentage points above the band.",
        ),
        (
            rule(BAND, LOWER),
            "15",
            band("17.9", "36.5"),
            None,
            "15.0% against a band of 17.9% to 36.5%; lower is better; 2.9 percentage points below the band,"
            " on the better side.",
        ),
        (
            rule(BAND, RANGE),
            "20",
            band("17.9", "36.5"),
            None,
            "20.0% against a band of 17.9% to 36.5%; inside the band is better; inside the band.",
        ),
        (
            MONEY,
            "61810",
            budget("60950"),
            None,
            "£61,810k against a budget of £60,950k; +1.41%, over the allowed −2% to 0%.",
        ),
        (
            MONEY,
            "98800",
            budget("100000"),
            None,
            "£98,800k against a budget of £100,000k; −1.20%, inside the allowed −2% to 0%.",
        ),
        (
            MONEY,
            "97000",
            budget("100000"),
            None,
            "£97,000k against a budget of £100,000k; −3.00%, under the allowed −2% to 0%.",
        ),
        (
            rule(THEN),
            "80",
            aim("90"),
            last_year("75"),
            "80.0% against a target of 90%; higher is better; 10.0 percentage points below target,"
            " but better than 75.0% in 2017/18.",
        ),
        (
            rule(THEN),
            "80",
            aim("90"),
            last_year("80"),
            "80.0% against a target of 90%; higher is better; 10.0 percentage points below target,"
            " and no better than 80.0% in 2017/18.",
        ),
        (
            rule(THEN),
            "80",
            aim("90"),
            last_year(None),
            "80.0% against a target of 90%; higher is better; 10.0 percentage points below target,"
            " and there is no figure for 2017/18 to compare with.",
        ),
        (
            rule(THEN),
            "80",
            aim("90"),
            None,
            "80.0% against a target of 90%; higher is better; 10.0 percentage points below target,"
            " and there is no figure for last year to compare with.",
        ),
        (
            rule(NEAR),
            "81",
            aim("90"),
            None,
            "81.0% against a target of 90%; higher is better; 9.0 percentage points below target,"
            " within 10% of the target (81%).",
        ),
        (
            rule(NEAR),
            "80",
            aim("90"),
            last_year("80"),
            "80.0% against a target of 90%; higher is better; 10.0 percentage points below target,"
            " more than 10% of the target (81%), but level with 80.0% in 2017/18.",
        ),
        (
            rule(NEAR),
            "80",
            aim("90"),
            last_year("81"),
            "80.0% against a target of 90%; higher is better; 10.0 percentage points below target,"
            " more than 10% of the target (81%), and worse than 81.0% in 2017/18.",
        ),
        (rule(), "60", None, None, "60.0%; no target is on record."),
        (
            rule(polarity=NONE),
            "60",
            aim("90"),
            None,
            "60.0% beside a target of 90%; for information: neither direction is better.",
        ),
        (rule(BAND, NONE), "60", band("1", "2"), None, "60.0%; for information: neither direction is better."),
        (
            count(polarity=HIGHER),
            "-12",
            aim("-10"),
            None,
            "−12 against a target of −10; higher is better; 2 below target.",
        ),
    ],
)
def test_the_sentence_beside_a_status(each_rule, value, target, earlier, reason):
    assert assess(each_rule, D(value), target, earlier).reason == reason


def test_no_figure():
    assert assess(rule(), None, aim("90")).reason == "No figure has been entered."


def test_why_last_year_is_not_compared_is_said():
    earlier = Earlier(None, LAST_YEAR, "the definition changed in 2018/19")
    reason = assess(rule(THEN), D(80), aim("90"), earlier).reason
    assert reason.endswith("and not compared with 2017/18: the definition changed in 2018/19.")


def test_a_withheld_year_is_named_and_its_figure_is_not():
    reason = assess(rule(THEN), D(80), aim("90"), Earlier(D("3.3"), LAST_YEAR, hidden=True)).reason
    assert "2017/18" in reason
    assert "withheld" in reason
    assert "3.3" not in reason


def test_a_part_of_the_year_names_the_years_target():
    """10 adoptions in Quarter 1 against 40 for the year is not red."""
    for_the_year = aim("40")._replace(period=p("2019/20"))
    verdict = assess(count(polarity=HIGHER), D(10), None, beside=for_the_year)
    assert verdict.status is Status.NO_TARGET
    assert verdict.reason == "10; no target for this period: the target of 40 is for 2019/20."


def test_a_part_of_the_year_names_the_years_band_or_budget():
    year = p("2019/20")
    verdict = assess(count(BAND), D(10), None, beside=band("30", "50")._replace(period=year))
    assert verdict.reason == "10; no target for this period: the band of 30 to 50 is for 2019/20."
    verdict = assess(MONEY, D(10), None, beside=budget("90")._replace(period=year))
    assert verdict.reason == "£10k; no budget for this period: the budget of £90k is for 2019/20."


def aim_text(each_rule, target):
    return WAYS[each_rule.scheme].aim_text(each_rule, target)


def test_nothing_set_has_no_words():
    assert aim_text(rule(), Target()) == ""
    assert aim_text(rule(BAND), aim("90")) == ""


MILESTONE = rule(Scheme.MILESTONE, NONE, Unit.MILESTONE, 0)
DUE = dt.date(2019, 3, 31)


@pytest.mark.parametrize(
    ("value", "on", "achieved_on", "reason"),
    [
        (1, DUE, None, "Achieved, due on 31 March 2019."),
        (1, DUE, dt.date(2019, 2, 1), "Achieved on 1 February 2019, due on 31 March 2019."),
        (1, dt.date(2019, 5, 1), dt.date(2019, 5, 1), "Achieved on 1 May 2019, after it was due on 31 March 2019."),
        (1, DUE, dt.date(2019, 5, 1), "Not achieved; it was due on 31 March 2019, and was achieved on 1 May 2019."),
        (0, DUE, None, "Not achieved; it was due on 31 March 2019."),
        (0, dt.date(2019, 3, 30), None, "Not due yet: it is due on 31 March 2019."),
        (None, DUE, None, "Nothing has been entered; it was due on 31 March 2019."),
    ],
)
def test_the_sentence_of_a_milestone(value, on, achieved_on, reason):
    verdict = assess_milestone(MILESTONE, None if value is None else D(value), DUE, on, achieved_on)
    assert verdict.reason == reason


def test_a_note_is_the_reason():
    assert absent(MILESTONE, Status.NO_DATA, "Awaiting data, due 31 March 2020.").reason.startswith("Awaiting data")


@given(cases((HIGHER, LOWER, RANGE)), SMALL_FIGURES)
def test_the_reason_contains_the_printed_figure_and_what_was_set(case, value):
    each_rule, target, earlier = case
    verdict = assess(each_rule, value, target, earlier)
    reason = verdict.reason
    assert reason.startswith(f"{verdict.figure:,}%".replace("-", "−"))
    assert aim_text(each_rule, target).removeprefix("the ") in reason
    assert reason.endswith(".")
    assert "-" not in reason.replace("year-", "")
    assert "None" not in reason
