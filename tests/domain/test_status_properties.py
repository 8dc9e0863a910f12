"""What holds for every verdict, whatever the figures."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.numbers import ZERO, Unit, as_set, parse_number, plain, printed, round_half_up
from kpis.domain.rule_checks import check_rule
from kpis.domain.schemes import assess, check_target, edges
from kpis.domain.schemes.variance import variance_limits
from kpis.domain.words import Polarity, Rag, Scheme, Status, Target
from tests.domain.build import (
    BY_POLARITY,
    HIGHER,
    LAST_YEAR,
    LOWER,
    NONE,
    PLACES,
    RANGE,
    SMALL_FIGURES,
    budget,
    last_year,
    rule,
    targets,
)

ORDER = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREEN: 2}
FLIPPED = {HIGHER: LOWER, LOWER: HIGHER, RANGE: RANGE}
EARLIER = st.none() | SMALL_FIGURES.map(last_year) | st.just(last_year(None))


@st.composite
def cases(draw, polarities=(HIGHER, LOWER)):
    """A rule of a scheme that goes by polarity, a target that it accepts, and last year's figure."""
    scheme, polarity = draw(st.sampled_from(BY_POLARITY)), draw(st.sampled_from(polarities))
    if polarity is RANGE:
        scheme = Scheme.BAND
    each_rule = rule(scheme, polarity, places=draw(PLACES))
    target = draw(targets(scheme))
    check_rule(each_rule)
    check_target(each_rule, target)
    return each_rule, target, draw(EARLIER)


def negative(value):
    return None if value is None else -value


def mirrored(target):
    """The same target seen from the other side of zero."""
    return Target(negative(target.value), target.kind, target.tolerance, negative(target.high), negative(target.low))


@given(cases((HIGHER, LOWER, RANGE)), SMALL_FIGURES)
def test_flipping_the_polarity_and_every_sign_keeps_the_verdict(case, value):
    each_rule, target, earlier = case
    other = replace(each_rule, polarity=FLIPPED[each_rule.polarity])
    before = earlier and earlier._replace(value=negative(earlier.value))
    one, two = assess(each_rule, value, target, earlier), assess(other, -value, mirrored(target), before)
    assert (one.status, one.rag) == (two.status, two.rag)
    assert one.gap == negative(two.gap)


@given(cases(), SMALL_FIGURES, SMALL_FIGURES)
def test_a_better_figure_never_has_a_worse_colour(case, one, other):
    each_rule, target, earlier = case
    worse, better = sorted((one, other), reverse=each_rule.polarity is LOWER)
    before, after = assess(each_rule, worse, target, earlier), assess(each_rule, better, target, earlier)
    assert ORDER[before.rag] <= ORDER[after.rag]


@given(targets(Scheme.BAND), SMALL_FIGURES, SMALL_FIGURES)
def test_a_figure_nearer_to_a_range_never_has_a_worse_colour(target, one, other):
    each_rule = rule(Scheme.BAND, RANGE)
    verdicts = sorted((assess(each_rule, value, target) for value in (one, other)), key=lambda each: abs(each.gap))
    assert ORDER[verdicts[0].rag] >= ORDER[verdicts[1].rag]


@given(SMALL_FIGURES, SMALL_FIGURES, SMALL_FIGURES.filter(bool))
def test_spending_more_never_mends_an_overspend_and_spending_less_never_mends_an_underspend(one, other, amount):
    """Variance has a good middle: each side is monotonic by itself."""
    less, more = sorted((one, other))
    each_rule, target = rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0), budget(amount)
    first, second = assess(each_rule, less, target), assess(each_rule, more, target)
    if first.status is Status.OVERSPENT:
        assert second.status is Status.OVERSPENT
    if second.status is Status.UNDERSPENT:
        assert first.status is Status.UNDERSPENT


@given(cases((HIGHER, LOWER, RANGE)), SMALL_FIGURES)
def test_what_is_printed_never_contradicts_the_status(case, value):
    """Read the page's texts back and judge them again by hand."""
    each_rule, target, earlier = case
    verdict = assess(each_rule, value, target, earlier)
    figure = parse_number(printed(value, each_rule.unit, each_rule.places))
    sign = -1 if each_rule.polarity is LOWER else 1
    if each_rule.scheme is Scheme.BAND:
        low, high = (parse_number(as_set(edge, each_rule.unit)) for edge in (target.low, target.high))
        assert (verdict.status is Status.IN_BAND) == (low <= figure <= high)
        beyond = figure > high if each_rule.polarity is HIGHER else figure < low
        assert (verdict.status is Status.BETTER_THAN_BAND) == (beyond and each_rule.polarity is not RANGE)
        return
    aim = parse_number(as_set(target.value, each_rule.unit))
    assert (verdict.status is Status.ON_TARGET) == (sign * figure >= sign * aim)
    low, high = edges(each_rule, target)
    edge = high if low is None else low
    if verdict.status in (Status.WITHIN_TOLERANCE, Status.NEAR_TARGET):
        assert sign * figure >= sign * parse_number(plain(round_half_up(edge, 6)))
    if verdict.status in (Status.IMPROVED_ON_LAST_YEAR, Status.HELD_ON_LAST_YEAR):
        was = parse_number(printed(earlier.value, each_rule.unit, each_rule.places))
        assert sign * figure >= sign * was
        assert (verdict.status is Status.HELD_ON_LAST_YEAR) == (figure == was)


@given(cases((HIGHER, LOWER, RANGE)), SMALL_FIGURES)
def test_a_verdict_depends_on_the_printed_figure_alone(case, value):
    each_rule, target, earlier = case
    again = assess(each_rule, round_half_up(value, each_rule.places), target, earlier)
    assert assess(each_rule, value, target, earlier) == again


@given(cases((HIGHER, LOWER, RANGE)), SMALL_FIGURES)
def test_digits_of_storage_change_nothing(case, value):
    """A database gives 90 back as 90.000000."""
    each_rule, target, earlier = case
    stored = Target(*(each.quantize(ZERO.scaleb(-6)) if hasattr(each, "quantize") else each for each in target))
    one, two = assess(each_rule, value, target, earlier), assess(each_rule, value, stored, earlier)
    assert one.reason == two.reason
    assert one.status is two.status


@given(SMALL_FIGURES, SMALL_FIGURES.filter(bool), st.sampled_from(Polarity))
def test_the_printed_variance_never_contradicts_the_status(value, amount, polarity):
    verdict = assess(rule(Scheme.VARIANCE, polarity, Unit.CURRENCY, 0), value, budget(amount))
    low, high = variance_limits(verdict.target)
    told = verdict.reason.split("; ")[1]
    is_over = verdict.figure > amount
    if "less than 0.01%" in told:
        assert told.startswith("+" if is_over else "−")
        assert verdict.status is (Status.OVERSPENT if is_over else Status.ON_BUDGET)
        return
    percent = parse_number(told.split(",")[0])
    assert (verdict.status is Status.ON_BUDGET) == (low <= percent <= high)
    assert (verdict.status is Status.OVERSPENT) == (percent > high)


@given(cases(), SMALL_FIGURES, SMALL_FIGURES)
def test_a_better_last_year_never_mends_the_colour(case, value, before):
    each_rule, target, _ = case
    step = 1 if each_rule.polarity is HIGHER else -1
    one = assess(each_rule, value, target, last_year(before, LAST_YEAR))
    two = assess(each_rule, value, target, last_year(before + step, LAST_YEAR))
    assert ORDER[two.rag] <= ORDER[one.rag]
