import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.numbers import Unit
from kpis.domain.periods import PeriodKind
from kpis.domain.travel import (
    Travel,
    break_between,
    compared_period,
    is_contradicted,
    margin_of,
    movement_of,
    not_compared,
    travel,
)
from kpis.domain.words import Comparison, Earlier, FrameworkKind, Judgement, Movement, Polarity, Rule, Scheme
from tests.domain.build import (
    HIGHER,
    LAST_YEAR,
    LOWER,
    NONE,
    PERCENT,
    POINTS,
    RANGE,
    SIZES,
    SMALL_FIGURES,
    D,
    band,
    budget,
    count,
    last_year,
    p,
    rule,
)

UP, DOWN, LEVEL, NOT_COMPARED = Movement.UP, Movement.DOWN, Movement.LEVEL, Movement.NOT_COMPARED
IMPROVING, DECLINING, STEADY, NO_JUDGEMENT = Judgement.IMPROVING, Judgement.DECLINING, Judgement.STEADY, Judgement.NONE
IN_PERIOD, TO_DATE = PeriodKind.IN_PERIOD, PeriodKind.YEAR_TO_DATE
ROLLING, SNAPSHOT = PeriodKind.ROLLING_12, PeriodKind.SNAPSHOT


def moved(each_rule, now, before, judged_by=None):
    found = travel(each_rule, D(now), last_year(before), judged_by, band_before=judged_by)
    return found.movement, found.judgement


@pytest.mark.parametrize(
    ("polarity", "now", "before", "movement", "judgement"),
    [
        (HIGHER, "60", "30", UP, IMPROVING),
        (HIGHER, "30", "60", DOWN, DECLINING),
        (HIGHER, "60", "60", LEVEL, STEADY),
        (LOWER, "60", "30", UP, DECLINING),
        (LOWER, "30", "60", DOWN, IMPROVING),
        (LOWER, "60", "60", LEVEL, STEADY),
        (NONE, "60", "30", UP, NO_JUDGEMENT),
        (NONE, "30", "60", DOWN, NO_JUDGEMENT),
        (NONE, "60", "60", LEVEL, NO_JUDGEMENT),
        (HIGHER, "60.04", "59.96", LEVEL, STEADY),  # 60.0 and 60.0 as printed
        (HIGHER, "60.05", "60.04", UP, IMPROVING),  # 60.1 and 60.0 as printed
        (LOWER, "-2.25", "-2.2", DOWN, IMPROVING),  # -2.3
        (HIGHER, "0.1", "0", UP, IMPROVING),
    ],
)
def test_movement_first_then_judgement_by_polarity(polarity, now, before, movement, judgement):
    assert moved(rule(polarity=polarity), now, before) == (movement, judgement)


@pytest.mark.parametrize(
    ("margin", "kind", "now", "before", "movement"),
    [
        ("0.5", POINTS, "60.5", "60", LEVEL),
        ("0.5", POINTS, "60.6", "60", UP),
        ("0.5", POINTS, "59.5", "60", LEVEL),
        ("0.5", POINTS, "59.4", "60", DOWN),
        ("0.5", None, "60.5", "60", LEVEL),
        ("0.55", POINTS, "60.55", "60", UP),  # 60.6 as printed: the change is 0.6
        ("5", PERCENT, "63", "60", LEVEL),
        ("5", PERCENT, "63.1", "60", UP),
        ("5", PERCENT, "57", "60", LEVEL),
        ("5", PERCENT, "56.9", "60", DOWN),
        ("5", PERCENT, "-57", "-60", LEVEL),
        ("5", PERCENT, "-56.9", "-60", UP),
        ("5", PERCENT, "0.1", "0", UP),  # from 0 every change moves
        ("5", PERCENT, "0", "0", LEVEL),
        ("0", POINTS, "60.1", "60", UP),
    ],
)
def test_steady_margin(margin, kind, now, before, movement):
    each_rule = rule(steady_margin=D(margin), steady_kind=kind)
    assert moved(each_rule, now, before)[0] is movement


@pytest.mark.parametrize(
    ("now", "before", "judged_by", "judgement"),
    [
        ("22", "25", band("10", "20"), IMPROVING),
        ("25", "22", band("10", "20"), DECLINING),
        ("5", "8", band("10", "20"), DECLINING),
        ("8", "5", band("10", "20"), IMPROVING),
        ("15", "25", band("10", "20"), IMPROVING),
        ("25", "15", band("10", "20"), DECLINING),
        ("12", "18", band("10", "20"), STEADY),  # both inside
        ("10", "20", band("10", "20"), STEADY),
        ("8", "22", band("10", "20"), STEADY),  # as far from it on the other side
        ("25", "25", band("10", "20"), STEADY),
        ("25", "22", None, NO_JUDGEMENT),
        ("25", "25", None, NO_JUDGEMENT),
    ],
)
def test_a_range_is_judged_by_the_distance_to_its_band(now, before, judged_by, judgement):
    assert moved(rule(Scheme.BAND, RANGE), now, before, judged_by)[1] is judgement


@pytest.mark.parametrize(
    ("kind", "comparison", "shown", "compared"),
    [
        (IN_PERIOD, Comparison.PREVIOUS_PERIOD, "2018/19 Q4", "2018/19 Q3"),
        (IN_PERIOD, Comparison.PREVIOUS_PERIOD, "2018/19", "2017/18"),
        (IN_PERIOD, Comparison.PREVIOUS_PERIOD, "2019-01", "2018-12"),
        (IN_PERIOD, Comparison.SAME_PERIOD_LAST_YEAR, "2018/19 Q4", "2017/18 Q4"),
        (SNAPSHOT, Comparison.PREVIOUS_PERIOD, "2019-03", "2019-02"),
        (ROLLING, Comparison.SAME_PERIOD_LAST_YEAR, "2019-03", "2018-03"),
        (TO_DATE, Comparison.SAME_PERIOD_LAST_YEAR, "2018/19 Q3", "2017/18 Q3"),
        (TO_DATE, Comparison.PREVIOUS_PERIOD, "2018/19 Q3", "2017/18 Q3"),  # never with an earlier point of its year
        (SNAPSHOT, Comparison.SAME_PERIOD_LAST_YEAR, "2019-03-31", "2018-03-31"),
    ],
)
def test_what_a_figure_is_compared_with(kind, comparison, shown, compared):
    assert compared_period(rule(period_kind=kind, comparison=comparison), p(shown)) == p(compared)


def test_a_single_day_has_no_period_before_it():
    day = p("2019-03-31")
    assert compared_period(rule(period_kind=SNAPSHOT), day) is None
    assert travel(rule(), D(1), None).reason == "Not compared: there is no earlier period of this kind."


def test_not_compared_says_why():
    assert travel(rule(), None, last_year("1")).reason == "Not compared: there is no figure."
    assert travel(rule(), D(1), last_year(None)).reason == "Not compared: there is no figure for 2017/18."
    why = Earlier(None, LAST_YEAR, "the definition changed in 2018/19")
    assert travel(rule(), D(1), why).reason == "Not compared: the definition changed in 2018/19."
    found = not_compared(rule(), "data is annual")
    assert (found.movement, found.judgement, found.reason) == (
        NOT_COMPARED,
        NO_JUDGEMENT,
        "Not compared: data is annual.",
    )


def test_a_withheld_figure_is_neither_compared_nor_carried():
    found = travel(rule(), D(1), Earlier(D("3.3"), LAST_YEAR, hidden=True))
    assert found.movement is NOT_COMPARED
    assert found.reason == "Not compared: the figure of 2017/18 is withheld."
    assert found.earlier.value is None
    assert found.change is None


@pytest.mark.parametrize(
    ("each_rule", "now", "before", "judged_by", "reason"),
    [
        (count(), "346", "564", None, "346, down 218 on 564 in 2017/18; lower is better, as the plan sets it."),
        (count(), "358", "358", None, "358, no change on 358 in 2017/18."),
        (
            rule(),
            "60",
            "30",
            None,
            "60.0%, up 30.0 percentage points on 30.0% in 2017/18; higher is better, as the plan sets it.",
        ),
        (
            rule(set_by=FrameworkKind.CONTRACT),
            "60",
            "30",
            None,
            "60.0%, up 30.0 percentage points on 30.0% in 2017/18; higher is better, as the contract sets it.",
        ),
        (
            rule(steady_margin=D("0.5"), steady_kind=POINTS),
            "60.4",
            "60",
            None,
            "60.4%, up 0.4 percentage points on 60.0% in 2017/18, within the steady margin of 0.5 percentage points;"
            " higher is better, as the plan sets it.",
        ),
        (
            count(steady_margin=D("5.000000"), steady_kind=PERCENT),
            "101",
            "100",
            None,
            "101, up 1 on 100 in 2017/18, within the steady margin of 5% of the earlier figure;"
            " lower is better, as the plan sets it.",
        ),
        (count(polarity=NONE), "101", "100", None, "101, up 1 on 100 in 2017/18; neither direction is better."),
        (
            count(Scheme.BAND, RANGE),
            "22",
            "25",
            band("10", "20"),
            "22, down 3 on 25 in 2017/18; nearer to the band of 10 to 20.",
        ),
        (
            count(Scheme.BAND, RANGE),
            "25",
            "22",
            band("10", "20"),
            "25, up 3 on 22 in 2017/18; further from the band of 10 to 20.",
        ),
        (
            count(Scheme.BAND, RANGE),
            "12",
            "18",
            band("10", "20"),
            "12, down 6 on 18 in 2017/18; both inside the band of 10 to 20.",
        ),
        (count(Scheme.BAND, RANGE), "25", "22", None, "25, up 3 on 22 in 2017/18; no band to judge it by."),
    ],
)
def test_the_sentence_beside_an_arrow(each_rule, now, before, judged_by, reason):
    assert travel(each_rule, D(now), last_year(before), judged_by, band_before=judged_by).reason == reason


def test_comparators_are_named_in_the_sentence():
    beside = (("Statistical neighbours", "394"), ("England", "64"), ("NHS", "70"))
    reason = travel(count(), D(346), last_year("564"), beside=beside).reason
    assert reason == (
        "346, down 218 on 564 in 2017/18; lower is better, as the plan sets it;"
        " statistical neighbours: 394; England: 64; NHS: 70."
    )


@pytest.mark.parametrize(
    ("kind", "earlier", "shown", "breaks", "found"),
    [
        (IN_PERIOD, "2017/18", "2018/19", ["2018/19"], "2018/19"),
        (IN_PERIOD, "2018/19", "2019/20", ["2018/19"], None),
        (IN_PERIOD, "2018/19 Q3", "2018/19 Q4", ["2018/19 Q4"], "2018/19 Q4"),
        (IN_PERIOD, "2018/19 Q3", "2018/19 Q4", ["2019/20 Q1"], None),  # not yet
        (IN_PERIOD, "2018/19", "2019/20", ["2018/19 Q3"], "2018/19 Q3"),  # half of the year is of the old definition
        (IN_PERIOD, "2017/18 Q4", "2018/19 Q4", ["2018/19 Q1", "2018/19 Q3"], "2018/19 Q3"),
        (IN_PERIOD, "2018-11", "2018-12", ["2018/19 Q3"], None),  # both after its start
        # the position at the end of March is already of the new definition
        (SNAPSHOT, "2018/19", "2019/20", ["2019-03"], None),
        (SNAPSHOT, "2018/19", "2019/20", ["2019/20 Q1"], "2019/20 Q1"),
        (SNAPSHOT, "2019-02", "2019-03", ["2018/19"], "2018/19"),
        (TO_DATE, "2017/18 Q3", "2018/19 Q3", ["2018/19 Q1"], "2018/19 Q1"),
        (IN_PERIOD, "2017/18", "2018/19", [], None),
    ],
)
def test_no_comparison_crosses_a_break(kind, earlier, shown, breaks, found):
    crossed = break_between(kind, p(earlier), p(shown), [p(each) for each in breaks])
    assert crossed == (p(found) if found else None)


@given(SMALL_FIGURES, SMALL_FIGURES, st.sampled_from((POINTS, PERCENT)), SIZES)
def test_flipping_the_polarity_and_both_signs_keeps_the_judgement(now, before, kind, margin):
    one = travel(rule(polarity=HIGHER, steady_margin=margin, steady_kind=kind), now, last_year(before))
    two = travel(rule(polarity=LOWER, steady_margin=margin, steady_kind=kind), -now, last_year(-before))
    assert one.judgement is two.judgement
    assert {one.movement, two.movement} in ({UP, DOWN}, {LEVEL})


@given(SMALL_FIGURES, SMALL_FIGURES, SMALL_FIGURES, SMALL_FIGURES)
def test_a_range_reads_the_same_from_below_zero(now, before, one, other):
    low, high = sorted((one, other))
    each_rule = rule(Scheme.BAND, RANGE)
    assert (
        travel(each_rule, now, last_year(before), band(low, high), band_before=band(low, high)).judgement
        is travel(each_rule, -now, last_year(-before), band(-high, -low), band_before=band(-high, -low)).judgement
    )


@given(SMALL_FIGURES, SMALL_FIGURES, SIZES, SIZES, st.sampled_from((POINTS, PERCENT)))
def test_a_wider_margin_only_makes_more_steady(now, before, one, other, kind):
    narrow, wide = sorted((one, other))
    first = movement_of(rule(steady_margin=narrow, steady_kind=kind), now - before, before)
    second = movement_of(rule(steady_margin=wide, steady_kind=kind), now - before, before)
    assert second in (LEVEL, first)
    assert margin_of(rule(steady_margin=narrow, steady_kind=kind), before) <= margin_of(
        rule(steady_margin=wide, steady_kind=kind), before
    )


@given(SMALL_FIGURES, SMALL_FIGURES)
def test_the_printed_difference_is_that_of_the_printed_figures(now, before):
    found = travel(rule(), now, last_year(before))
    assert found.now - found.earlier.value == found.change
    assert (found.movement is LEVEL) == (found.change == 0)
    assert f"{abs(found.change):,}" in found.reason or found.change == 0


@pytest.mark.parametrize(
    ("published", "basis", "expected"),
    [
        ("up", "previous_period", True),
        ("down", "previous_period", False),
        ("up", "same_period_last_year", False),
        ("up", "unknown", False),
        ("up", "", False),
        ("", "previous_period", False),
    ],
)
def test_arrows_only_disagree_on_the_same_basis(published, basis, expected):
    fallen = Travel(Movement.DOWN, Judgement.IMPROVING, Rule(Scheme.TARGET, Polarity.LOWER))
    assert is_contradicted(fallen, published, basis) is expected


@pytest.mark.parametrize(
    ("now", "before", "judged_by", "judged_before", "judgement", "told"),
    [
        ("35", "30", band("40", "60"), band("20", "40"), DECLINING,
         "further from the band of 40 to 60 than before from the band of 20 to 40"),
        ("70", "30", band("40", "60"), band("40", "60"), STEADY,
         "as far outside as before, on the other side of the band of 40 to 60"),
        ("50", "30", band("40", "60"), band("20", "40"), STEADY,
         "inside the band of 40 to 60, as before inside the band of 20 to 40"),
        ("30", "30", band("40", "60"), band("20", "40"), DECLINING,
         "further from the band of 40 to 60 than before from the band of 20 to 40"),
        ("50", "30", band("40", "60"), None, NO_JUDGEMENT, "no band to judge it by"),
    ],
)  # fmt: skip
def test_each_figure_of_a_range_is_held_against_the_band_of_its_own_period(
    now, before, judged_by, judged_before, judgement, told
):
    found = travel(count(Scheme.BAND, RANGE), D(now), last_year(before), judged_by, band_before=judged_before)
    assert found.judgement is judgement
    assert found.reason.endswith(f"; {told}.")


@pytest.mark.parametrize(
    ("now", "before", "set_now", "set_before", "movement", "judgement"),
    [
        ("102", "103", "100", "100", DOWN, IMPROVING),  # less overspent
        ("206", "104", "200", "100", DOWN, IMPROVING),  # more was spent, of more: +4% became +3%
        ("100", "99", "100", "100", UP, STEADY),  # inside on both sides
        ("101", "99", "100", "100", UP, DECLINING),  # out of it above
        ("95", "99", "100", "100", DOWN, DECLINING),  # out of it below
        ("99", "99", "95", "100", UP, DECLINING),  # nothing more was spent, of less
        ("5", "3", "0", "100", NOT_COMPARED, NO_JUDGEMENT),
    ],
)
@pytest.mark.parametrize("polarity", [HIGHER, LOWER, Polarity.NONE])
def test_the_direction_of_a_variance_follows_the_variance(
    now, before, set_now, set_before, movement, judgement, polarity
):
    each_rule = rule(Scheme.VARIANCE, polarity, Unit.CURRENCY, 0, unit_label="k")
    found = travel(each_rule, D(now), last_year(before), budget(set_now), band_before=budget(set_before))
    assert (found.movement, found.judgement) == (movement, judgement)


def test_the_direction_of_a_variance_names_both_variances():
    each_rule = rule(Scheme.VARIANCE, LOWER, Unit.CURRENCY, 0, unit_label="k")
    found = travel(each_rule, D(206), last_year("104"), budget("200"), band_before=budget("100"))
    assert found.reason == (
        "A variance of +3.00%, down 1.00 percentage points on +4.00% in 2017/18; nearer to what is allowed."
    )
