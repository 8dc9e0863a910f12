import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.numbers import Unit
from kpis.domain.periods import PeriodKind
from kpis.domain.targets import InForce, in_force, rule_in_force
from kpis.domain.words import FrameworkKind, Scheme
from tests.domain.build import HIGHER, aim, band, count, p, rule

IN_PERIOD, TO_DATE = PeriodKind.IN_PERIOD, PeriodKind.YEAR_TO_DATE
ROLLING, SNAPSHOT = PeriodKind.ROLLING_12, PeriodKind.SNAPSHOT
CONTRACT = FrameworkKind.CONTRACT
SHARE = rule()
ADOPTIONS = count(polarity=HIGHER)


def set_for(text, value=1, until=None):
    return aim(value)._replace(period=p(text), until=until and p(until).end)


def found(targets, reading, each_rule):
    """The periods of the target that judges a reading and of the one shown beside it."""
    forced = in_force(targets, p(reading), each_rule)
    return tuple(each and each.period.code for each in forced)


@pytest.mark.parametrize(
    ("reading", "judged_by"),
    [
        ("2018/19", "2018/19"),
        ("2018/19 Q1", "2018/19"),
        ("2018/19 Q3", "2018/19 Q3"),
        ("2018-11", "2018/19 Q3"),
        ("2019-03", "2018/19"),
        ("2019/20", None),  # in a plan a target is for its own year
        ("2019/20 Q1", None),
        ("2017/18 Q4", None),
        ("2018", None),  # a calendar year is no part of 2018/19
    ],
)
def test_a_plans_year_stands_for_each_period_that_has_none_of_its_own(reading, judged_by):
    targets = [set_for("2018/19"), set_for("2018/19 Q3")]
    assert found(targets, reading, SHARE)[0] == judged_by


@pytest.mark.parametrize("order", [1, -1])
def test_a_plans_target_that_stands_longer_gives_way_to_a_years_own(order):
    targets = [set_for("2018/19", until="2020/21"), set_for("2019/20")][::order]
    assert found(targets, "2018/19 Q2", SHARE) == ("2018/19", None)
    assert found(targets, "2019/20", SHARE) == ("2019/20", None)
    assert found(targets, "2019/20 Q2", SHARE) == ("2019/20", None)
    assert found(targets, "2020/21 Q2", SHARE) == ("2018/19", None)
    assert found(targets, "2021/22 Q1", SHARE) == (None, None)


@pytest.mark.parametrize(
    ("unit", "kind", "reading", "judged_by", "beside"),
    [
        (Unit.COUNT, IN_PERIOD, "2019/20 Q1", None, "2019/20"),  # 10 adoptions against 40 for the year are not red
        (Unit.COUNT, IN_PERIOD, "2019/20 Q4", None, "2019/20"),
        (Unit.COUNT, IN_PERIOD, "2020-03", None, "2019/20"),
        (Unit.COUNT, IN_PERIOD, "2019/20", "2019/20", None),
        (Unit.CURRENCY, IN_PERIOD, "2019/20 Q1", None, "2019/20"),
        (Unit.COUNT, TO_DATE, "2019/20 Q3", None, "2019/20"),
        (Unit.COUNT, TO_DATE, "2019/20 Q4", "2019/20", None),  # ends with the year
        (Unit.COUNT, TO_DATE, "2020-03", "2019/20", None),
        (Unit.CURRENCY, TO_DATE, "2019/20", "2019/20", None),
        (Unit.COUNT, SNAPSHOT, "2019/20 Q1", "2019/20", None),
        (Unit.COUNT, ROLLING, "2019/20 Q1", "2019/20", None),
        (Unit.PERCENTAGE, IN_PERIOD, "2019/20 Q1", "2019/20", None),
        (Unit.PERCENTAGE, TO_DATE, "2019/20 Q1", "2019/20", None),
        (Unit.RATE, IN_PERIOD, "2019/20 Q1", "2019/20", None),
        (Unit.AVERAGE, IN_PERIOD, "2019-05", "2019/20", None),
        (Unit.COUNT, IN_PERIOD, "2020/21 Q1", None, None),
    ],
)
@pytest.mark.parametrize("set_by", FrameworkKind)
def test_a_years_target_and_a_part_of_the_year(unit, kind, reading, judged_by, beside, set_by):
    each_rule = rule(unit=unit, period_kind=kind, set_by=set_by)
    if set_by is CONTRACT and reading.startswith("2020/21"):
        beside = "2019/20"  # it stands, but for years
    assert found([set_for("2019/20", 40)], reading, each_rule) == (judged_by, beside)


def test_a_profiled_target_judges_its_part_of_the_year():
    targets = [set_for("2019/20", 40), set_for("2019/20 Q1", 8), set_for("2019/20 Q4", 12)]
    assert in_force(targets, p("2019/20 Q1"), ADOPTIONS).target.value == 8
    assert in_force(targets, p("2019/20"), ADOPTIONS).target.value == 40
    assert found(targets, "2019/20 Q2", ADOPTIONS) == (None, "2019/20")
    to_date = count(polarity=HIGHER, period_kind=TO_DATE)
    assert in_force(targets, p("2019/20 Q1"), to_date).target.value == 8
    assert in_force(targets, p("2019/20 Q4"), to_date).target.value == 12
    assert in_force(targets, p("2019/20"), to_date).target.value == 40


def test_a_standing_target_of_a_count_stands_for_equal_lengths_only():
    targets = [set_for("2018/19", 40, until="2020/21"), set_for("2019/20 Q1", 9, until="2019/20")]
    assert found(targets, "2019/20", ADOPTIONS) == ("2018/19", None)
    assert found(targets, "2019/20 Q1", ADOPTIONS) == ("2019/20 Q1", None)
    assert found(targets, "2019/20 Q2", ADOPTIONS) == ("2019/20 Q1", None)
    assert found(targets, "2019-09", ADOPTIONS)[0] is None


def test_a_standing_target_to_date_stands_for_the_same_point_of_later_years_only():
    to_date = count(polarity=HIGHER, period_kind=TO_DATE)
    targets = [set_for("2018/19 Q1", 9, until="2020/21")]
    assert found(targets, "2019/20 Q1", to_date)[0] == "2018/19 Q1"
    assert found(targets, "2018/19 Q2", to_date)[0] is None  # 18 to date against 9 is no achievement
    assert found([set_for("2018/19", 40, until="2020/21")], "2019/20 Q4", to_date)[0] == "2018/19"


BANDS = [set_for("2019/20"), set_for("2020/21 Q3")]


@pytest.mark.parametrize(
    ("reading", "judged_by"),
    [
        ("2018/19 Q4", None),
        ("2019/20 Q1", "2019/20"),
        ("2019-11", "2019/20"),
        ("2020/21 Q2", "2019/20"),  # until a later one replaces it
        ("2020/21 Q3", "2020/21 Q3"),
        ("2021/22 Q1", "2020/21 Q3"),
        ("2030/31", "2020/21 Q3"),
        ("2019/20", "2019/20"),
    ],
)
def test_a_contracts_band_stands_until_a_later_one_replaces_it(reading, judged_by):
    assert found(BANDS, reading, rule(Scheme.BAND, set_by=CONTRACT))[0] == judged_by
    assert found(BANDS[::-1], reading, rule(Scheme.BAND, set_by=CONTRACT))[0] == judged_by


def test_a_contracts_band_can_end():
    targets = [set_for("2019/20 Q4", until="2019/20")]
    each_rule = rule(Scheme.BAND, set_by=CONTRACT)
    assert found(targets, "2019/20 Q4", each_rule) == ("2019/20 Q4", None)
    assert found(targets, "2020/21 Q1", each_rule) == (None, None)


def test_a_contracts_bands_of_a_count_replace_only_those_of_their_length():
    targets = [set_for("2019/20", 40), set_for("2019/20 Q2", 9), set_for("2020/21", 44)]
    each_rule = count(polarity=HIGHER, set_by=CONTRACT)
    assert in_force(targets, p("2019/20"), each_rule).target.value == 40
    assert in_force(targets, p("2020/21"), each_rule).target.value == 44
    assert in_force(targets, p("2020/21 Q1"), each_rule).target.value == 9
    assert in_force(targets[:2], p("2020/21"), each_rule).target.value == 40
    assert found(targets, "2019/20 Q1", each_rule) == (None, "2019/20")


@pytest.mark.parametrize("set_by", FrameworkKind)
@pytest.mark.parametrize("kind", [SNAPSHOT, ROLLING, TO_DATE])
@pytest.mark.parametrize("name", ["2019-12", "2019/20 Q3", "2019", "2019 H2"])
def test_one_reading_has_one_target_whatever_its_period_is_called(set_by, kind, name):
    """Of figures known by their end, periods that end on the same day are one reading."""
    each_rule = rule(period_kind=kind, set_by=set_by)
    assert found([set_for("2019/20")], name, each_rule) == ("2019/20", None)
    assert found([set_for("2019/20 Q3")], name, each_rule)[0] == "2019/20 Q3"


def test_of_bands_that_begin_together_the_one_of_its_length_judges():
    targets = [set_for("2019/20"), set_for("2019/20 Q1"), set_for("2019/20 H1")]
    each_rule = rule(Scheme.BAND, set_by=CONTRACT)
    for order in (targets, targets[::-1]):
        assert found(order, "2020/21", each_rule)[0] == "2019/20"
        assert found(order, "2020/21 Q1", each_rule)[0] == "2019/20 Q1"
        assert found(order, "2020/21 H2", each_rule)[0] == "2019/20 H1"
        assert found(order, "2020-05", each_rule)[0] == "2019/20 Q1"  # else the shortest


def test_in_a_plan_the_shortest_that_holds_a_period_judges_it():
    targets = [set_for("2019/20"), set_for("2019/20 Q1"), set_for("2019/20 H1")]
    for order in (targets, targets[::-1]):
        assert found(order, "2019-05", SHARE)[0] == "2019/20 Q1"
        assert found(order, "2019/20 Q2", SHARE)[0] == "2019/20 H1"
        assert found(order, "2019/20 Q3", SHARE)[0] == "2019/20"


def test_nothing_set():
    assert in_force([], p("2019/20"), SHARE) == InForce(None)
    assert in_force([], p("2019/20"), rule(set_by=CONTRACT)) == InForce(None)
    assert in_force([aim("1")], p("2019/20"), SHARE) == InForce(None)  # set for no period


@given(st.permutations([*BANDS, set_for("2019/20 Q2"), set_for("2019-05")]), st.sampled_from(FrameworkKind))
def test_the_order_of_the_rows_does_not_matter(targets, set_by):
    for reading in ("2019/20", "2019/20 Q1", "2019-05", "2019/20 Q2", "2020/21"):
        expected = found(sorted(targets, key=lambda each: each.period.end), reading, rule(set_by=set_by))
        assert found(targets, reading, rule(set_by=set_by)) == expected


def test_the_rule_in_force_never_judges_an_earlier_year_again():
    old, new, newest = rule(Scheme.TARGET), rule(Scheme.TARGET_TOLERANCE), rule(Scheme.BAND)
    rules = [(None, old), (dt.date(2019, 4, 1), new), (dt.date(2026, 4, 1), newest)]
    assert rule_in_force(rules, p("2018/19 Q4")) is old
    assert rule_in_force(rules, p("2018/19")) is old
    assert rule_in_force(rules, p("2019/20 Q1")) is new
    assert rule_in_force(rules, p("2025/26")) is new
    assert rule_in_force(rules, p("2026/27")) is newest
    assert rule_in_force(rules, p("2019")) is old  # it starts before


@pytest.mark.parametrize("label", ["2019/20", "2019/20 Q4", "2020-03", "2020-03-31"])
def test_the_rule_of_a_position_is_that_of_its_day_whatever_it_is_called(label):
    old, new = (rule(places=places, period_kind=PeriodKind.SNAPSHOT) for places in (0, 1))
    rules = [(None, old), (dt.date(2020, 1, 1), new)]
    assert rule_in_force(rules, p(label)) is new
    assert rule_in_force(rules, p("2019/20 Q3")) is old
    assert rule_in_force(rules[1:], p("2010/11")) is new  # before all of them: the first


def test_a_band_keeps_its_period():
    contract = rule(Scheme.BAND, set_by=CONTRACT)
    each = band("1", "2")._replace(period=p("2019/20"))
    assert in_force([each], p("2019/20 Q2"), contract).target is each


@pytest.mark.parametrize("unit", [Unit.DAYS, Unit.AVERAGE, Unit.COUNT, Unit.RATE])
def test_a_years_target_judges_no_part_of_a_year_to_date(unit):
    """4.9 days of sickness by September are not green against 9 for the year, which stands beside them."""
    asked = rule(unit=unit, period_kind=PeriodKind.YEAR_TO_DATE)
    year = aim("9")._replace(period=p("2025/26"))
    assert in_force([year], p("2025/26 Q2"), asked) == (None, year)
    assert in_force([year], p("2025/26 Q4"), asked).target == year
    share = rule(unit=Unit.PERCENTAGE, period_kind=PeriodKind.YEAR_TO_DATE)
    assert in_force([year], p("2025/26 Q2"), share).target == year
