import itertools

import pytest

from kpis.domain.numbers import Unit
from kpis.domain.periods import PeriodKind
from kpis.domain.rule_checks import check_rule
from kpis.domain.schemes import check_target
from kpis.domain.words import Comparison, Polarity, RuleError, Scheme, Target
from tests.domain.build import (
    BAND,
    BY_TARGET,
    HIGHER,
    LOWER,
    NONE,
    PERCENT,
    POINTS,
    RANGE,
    D,
    aim,
    band,
    budget,
    rule,
)

MILESTONE = rule(Scheme.MILESTONE, NONE, Unit.MILESTONE, 0)


@pytest.mark.parametrize(
    ("each_rule", "why"),
    [
        (rule(Scheme.MILESTONE), "the scheme milestone and the unit milestone go together: set both or neither"),
        (rule(unit=Unit.MILESTONE), "the scheme milestone and the unit milestone go together: set both or neither"),
        (rule(polarity=RANGE), "the polarity range goes with the scheme band only, not with target"),
        (rule(Scheme.VARIANCE, RANGE), "the polarity range goes with the scheme band only, not with variance"),
        (
            rule(Scheme.MILESTONE, RANGE, Unit.MILESTONE),
            "the polarity range goes with the scheme band only, not with milestone",
        ),
        (
            rule(period_kind=PeriodKind.YEAR_TO_DATE),
            "a year-to-date figure is only compared with the same point last year:"
            " set the comparison same_period_last_year",
        ),
        (rule(places=7), "decimal places run from 0 to 6"),
        (rule(places=-1), "decimal places run from 0 to 6"),
        (rule(steady_margin=D(-1)), "a steady margin cannot be negative"),
        (
            rule(steady_margin=D(1), steady_kind=BAND),
            "a steady margin is in points or in percent of the earlier figure",
        ),
        (rule(unit=Unit.RATE), 'the unit label "" names no number: write for example "per 1,000"'),
        (
            rule(unit=Unit.RATE, unit_label="per 0"),
            'the unit label "per 0" names no number: write for example "per 1,000"',
        ),
    ],
)
def test_rules_that_are_refused(each_rule, why):
    with pytest.raises(RuleError) as refused:
        check_rule(each_rule)
    assert str(refused.value) == why


SENSIBLE = {scheme: {HIGHER, LOWER, NONE} for scheme in Scheme} | {Scheme.BAND: set(Polarity)}


@pytest.mark.parametrize(("scheme", "polarity"), list(itertools.product(Scheme, Polarity)))
def test_every_scheme_with_every_polarity_is_accepted_or_refused(scheme, polarity):
    each_rule = rule(scheme, polarity, Unit.MILESTONE if scheme is Scheme.MILESTONE else Unit.PERCENTAGE)
    if polarity in SENSIBLE[scheme]:
        check_rule(each_rule)
    else:
        with pytest.raises(RuleError, match="the polarity range goes with the scheme band only"):
            check_rule(each_rule)


def test_rules_that_are_accepted():
    check_rule(MILESTONE)
    check_rule(rule(places=0))
    check_rule(rule(places=6))
    check_rule(rule(unit=Unit.RATE, unit_label="per 1,000"))
    check_rule(rule(period_kind=PeriodKind.YEAR_TO_DATE, comparison=Comparison.SAME_PERIOD_LAST_YEAR))
    check_rule(rule(steady_margin=D(0), steady_kind=PERCENT))


NEEDS_TARGET = "the scheme judges by a target: state one"
NO_EDGES = "low and high belong to the schemes band and variance: state a target and a tolerance instead"
NO_TOLERANCE = "the scheme has no tolerance: leave it blank, or use the scheme target_tolerance"
NEGATIVE = "a tolerance cannot be negative: it says how far on the worse side is still acceptable"
BOTH_EDGES = "the scheme band needs both edges: low and high"
TOLERANCE, NEAR, VARIANCE = Scheme.TARGET_TOLERANCE, Scheme.NEAR_TARGET_THEN_LAST_YEAR, Scheme.VARIANCE
WITH_EDGES = Target(D(90), None, None, D(1), D(2))


@pytest.mark.parametrize(
    ("scheme", "target", "why"),
    [
        *((scheme, Target(), NEEDS_TARGET) for scheme in BY_TARGET),
        *((scheme, WITH_EDGES, NO_EDGES) for scheme in BY_TARGET),
        (Scheme.TARGET, Target(D(90), BAND), NO_EDGES),
        (Scheme.TARGET, aim("90", "5", POINTS), NO_TOLERANCE),
        (Scheme.TARGET_THEN_LAST_YEAR, aim("90", "5", PERCENT), NO_TOLERANCE),
        (TOLERANCE, aim("90", "5"), "say whether the tolerance is in points or in percent (tolerance_kind)"),
        (TOLERANCE, aim("90", "-5", POINTS), NEGATIVE),
        (
            TOLERANCE,
            aim("0", "5", PERCENT),
            "a percent tolerance cannot be used with a target of 0: use a tolerance in points",
        ),
        (
            NEAR,
            aim("0"),
            "a percent tolerance cannot be used with a target of 0: use the scheme target_tolerance with points",
        ),
        (
            NEAR,
            aim("90", "5", POINTS),
            "the scheme near_target_then_last_year takes a tolerance in percent of the target",
        ),
        (NEAR, aim("90", "-5", PERCENT), NEGATIVE),
        (Scheme.BAND, Target(), BOTH_EDGES),
        (Scheme.BAND, Target(low=D(1)), BOTH_EDGES),
        (Scheme.BAND, Target(high=D(1)), BOTH_EDGES),
        (Scheme.BAND, band("2.500000", "1"), "the lower edge cannot be above the upper one (2.5 to 1)"),
        (
            Scheme.BAND,
            Target(D(90), BAND, None, D(1), D(2)),
            "the scheme band judges by low and high: leave target and tolerance blank",
        ),
        (
            Scheme.BAND,
            Target(None, BAND, D(5), D(1), D(2)),
            "the scheme band judges by low and high: leave target and tolerance blank",
        ),
        (Scheme.BAND, Target(None, POINTS, None, D(1), D(2)), "the scheme band takes the tolerance_kind band"),
        (VARIANCE, Target(), "the scheme variance needs the budget as its target"),
        (VARIANCE, budget("0"), "a variance in percent cannot be worked out from a budget of 0"),
        (
            VARIANCE,
            Target(D(90), POINTS, None, D(-2), D(0)),
            "the scheme variance takes the allowed variance in percent as low and high",
        ),
        (
            VARIANCE,
            aim("90", "5", PERCENT),
            "the scheme variance takes the allowed variance in percent as low and high",
        ),
        (VARIANCE, budget("90", "1", "0"), "the lower edge cannot be above the upper one (1 to 0)"),
        (VARIANCE, Target(D(90), low=D(1)), "the lower edge cannot be above the upper one (1 to 0)"),
        (VARIANCE, Target(D(90), high=D(-3)), "the lower edge cannot be above the upper one (-2 to -3)"),
    ],
)
def test_targets_that_are_refused(scheme, target, why):
    with pytest.raises(RuleError) as refused:
        check_target(rule(scheme), target)
    assert str(refused.value) == why


def test_a_milestone_has_no_target():
    with pytest.raises(RuleError, match="a milestone has no target: it is due at the end of its period"):
        check_target(MILESTONE, aim("1"))


@pytest.mark.parametrize(
    ("scheme", "target"),
    [
        (Scheme.TARGET, aim("90")),
        (Scheme.TARGET, aim("0")),
        (Scheme.TARGET, aim("-5")),
        (TOLERANCE, aim("90", "5", POINTS)),
        (TOLERANCE, aim("0", "5", POINTS)),
        (TOLERANCE, aim("-5", "5", PERCENT)),
        (TOLERANCE, aim("90", "0", POINTS)),
        (TOLERANCE, aim("90")),
        (NEAR, aim("90")),
        (NEAR, aim("90", "10", PERCENT)),
        (Scheme.BAND, band("1", "1")),
        (Scheme.BAND, band("-2", "-1")),
        (Scheme.BAND, Target(low=D(1), high=D(2))),
        (VARIANCE, budget("-90")),
        (VARIANCE, budget("90", "0", "0")),
        (VARIANCE, Target(D(90))),
    ],
)
def test_targets_that_are_accepted(scheme, target):
    check_target(rule(scheme), target)
