"""Warnings: figures that are possible and look like a slip. They are told, and written all the same."""

import pytest

from kpis.models import ReadingVersion
from tests.interchange.helpers import LATER, add, bring, warnings

pytestmark = pytest.mark.django_db

READINGS = "ref,period,category,value,numerator,denominator"


def test_ten_times_or_a_tenth_of_its_history(loaded):
    years = ["C1,2015/16,,640,,", "C1,2016/17,,650,,", "C1,2017/18,,6600,,", "C1,2018/19,,66,,"]
    add(loaded, "readings", READINGS, *years, "C1,2019/20 Q1,,670,,", "C1,2018/19,Girls,30,,")
    assert warnings(bring(loaded, LATER)) == [
        'readings.csv row 4, value: "6600" is ten times its usual size or beyond: others are about 645',
        'readings.csv row 5, value: "66" is a tenth of its usual size or beyond: others are about 660',
    ]
    assert ReadingVersion.objects.filter(value=6600, superseded_at=None).exists()
    assert warnings(bring(loaded, LATER)) == []


def test_a_tenth_of_what_is_stored(loaded):
    add(loaded, "readings", READINGS, "C1,2017/18,,66,,")
    assert warnings(bring(loaded, LATER)) == [
        'readings.csv row 2, value: "66" is a tenth of its usual size or beyond: others are about 660'
    ]


def test_other_lengths_and_other_points_of_the_year_are_no_history(small):
    add(small, "measures", "ref,title,framework,unit,polarity,frequency,period_kind",
        "C1,T,plan,count,lower,monthly,year_to_date", "P1,T,plan,count,lower,quarterly,in_period")  # fmt: skip
    (small / "targets.csv").unlink()
    add(small, "readings", READINGS, "C1,2018-04,,5,,", "C1,2019-03,,90,,", "C1,2019-04,,6,,", "C1,2020-03,,95,,",
        "P1,2018/19,,400,,", "P1,2018/19 Q1,,30,,", "P1,2018/19 Q2,,0,,")  # fmt: skip
    assert warnings(bring(small)) == []


def test_targets_of_0_and_edges_beyond_a_share(loaded):
    add(
        loaded,
        "targets",
        "ref,period,target,low,high",
        "C1,2019/20,0,,",
        "P1,2019/20,101,,",
        "K1,2019/20,,-1,60",
        "G1,2019/20,150,,",
    )
    assert warnings(bring(loaded, LATER)) == [
        "targets.csv row 2, target: is 0",
        "targets.csv row 3, target: 101 is beyond 0 to 100, where the measure is a share",
        "targets.csv row 4, low: -1 is beyond 0 to 100, where the measure is a share",
    ]
    assert warnings(bring(loaded, LATER)) == []


def test_shares_that_look_like_fractions(loaded):
    rows = ["P1,2016/17,,0.95,,", "P1,2015/16,,0.9%,,", "P1,2014/15,,,9,1000", "P1,2013/14,,1.5,,"]
    add(loaded, "readings", READINGS, *rows[:2])
    assert warnings(bring(loaded, LATER, dry_run=True)) == [
        'readings.csv row 2, value: "0.95" is read as 0.95%: is 95% meant?',
        'readings.csv row 3, value: "0.9%" is read as 0.9%: is 90% meant?',
    ]
    add(loaded, "readings", READINGS, *rows)
    assert [message for message in warnings(bring(loaded, LATER)) if "meant" in message] == []


def test_fractions_of_new_measures_are_all_questioned(small):
    add(small, "targets", "ref,period,target,low,high", "P1,2018/19,0.9,,")
    add(small, "baselines", "ref,period,value", "P1,2016/17,0.8")
    add(small, "comparators", "ref,comparator,period,value", "P1,England,2016/17,0.7", "A1,England,2016/17,0.7")
    add(small, "readings", READINGS, "P1,2018/19,,0.95,,", "P1,2017/18,,0.96,,", "R1,2018,,0.5,,", "G1,2018/19,,0.5,,")
    assert [message.split(",")[0] for message in warnings(bring(small))] == [
        "baselines.csv row 2", "targets.csv row 2", "readings.csv row 2", "readings.csv row 3", "comparators.csv row 2",
        "comparators.csv row 3",
    ]  # fmt: skip
