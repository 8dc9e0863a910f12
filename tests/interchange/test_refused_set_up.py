"""Councils, committees, frameworks and measures that are refused, to the letter. Nothing is written beside them."""

import pytest

from kpis.models import Council, Framework, Measure
from tests.interchange.helpers import SMALL, add, bring, errors, stored, write

pytestmark = pytest.mark.django_db

COUNCILS = {
    "slug,name\nadmin,Admin Council\n": 'council.csv row 2, slug: "admin" is an address of this site: choose another',
    "slug,name\nSmallshire,S\n": (
        'council.csv row 2, slug: "Smallshire" is not made of 1 to 60 small letters, digits and hyphens'
    ),
    "slug,name\n,S\n": "council.csv row 2, slug: is blank, and needs an entry",
    "slug,name\nsmallshire,\n": "council.csv row 2, name: is blank, and needs an entry",
    "slug,name\n": "council.csv: names no council, and one import is about one: keep one row",
    "slug,name\none,One\ntwo,Two\n": (
        "council.csv row 3: names 2 councils, and one import is about one: keep one row"
    ),
    "slug,name,visibility\nsmallshire,S,secret\n": (
        'council.csv row 2, visibility: "secret" is not one of public, members'
    ),
    f"slug,name,short_name\nsmallshire,S,{'x' * 81}\n": (
        "council.csv row 2, short_name: has 81 characters; at most 80 are kept"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), COUNCILS.items())
def test_a_refused_council(tmp_path, content, message):
    assert errors(write(tmp_path / "small", council=content)) == [message]
    assert set(stored().values()) == {0}


def test_an_import_without_a_council_is_about_the_one_it_is_named_after(loaded):
    (loaded / "council.csv").unlink()
    assert bring(loaded).tables["readings"].unchanged == 3
    Council.objects.update(slug="elsewhere")
    assert errors(loaded) == [
        'smallshire: has no table council, and there is no council "smallshire" that its name could mean: add the '
        "table with the council's slug and name"
    ]


PLANS = {
    "slug,name,starts\nplan,The plan,soon\ncontract,C,\n": (
        'frameworks.csv row 2, starts: "soon" is not a date: write it as 2019-03-31'
    ),
    "slug,name,starts,ends\nplan,P,2019-04-01,2019-03-31\ncontract,C,,\n": (
        "frameworks.csv row 2, ends: 2019-03-31 is before 2019-04-01, its start"
    ),
    "slug,name,kind\nplan,P,scheme\ncontract,C,\n": (
        'frameworks.csv row 2, kind: "scheme" is not one of plan, contract'
    ),
    "slug,name\nplan,P\ncontract,C\nplan,P\n": 'frameworks.csv row 4, slug: "plan" stands in row 2 already',
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), PLANS.items())
def test_a_refused_framework(tmp_path, content, message):
    assert message in errors(write(tmp_path / "small", frameworks=content))
    assert set(stored().values()) == {0}


def test_a_committee_twice(small):
    add(small, "committees", "slug,name", "children,C", "adults,A", "children,C")
    assert errors(small) == ['committees.csv row 4, slug: "children" stands in row 2 already']


COUNCIL = "Smallshire County Council (fictional)"
HEADER = "ref,title,framework,unit,polarity,frequency,{}"
MEASURES = {
    ("definition", "C 1,T,plan,count,lower,quarterly,"): (
        ', ref: "C 1" is not made of 1 to 40 letters, digits, dots, hyphens and underscores'
    ),
    ("definition", "X1,,plan,count,lower,quarterly,"): ", title: is blank, and needs an entry",
    ("definition", "X1,T,,count,lower,quarterly,"): ", framework: is blank, and needs an entry",
    ("definition", "X1,T,plans,count,lower,quarterly,"): (
        f', framework: "plans" is not a framework of {COUNCIL}: add it to the table frameworks'
    ),
    ("definition", "X1,T,plan,number,lower,quarterly,"): (
        ', unit: "number" is not one of count, percentage, percentage_points, rate, average, currency, days, ratio, '
        "milestone"
    ),
    ("definition", "X1,T,plan,count,down,quarterly,"): ', polarity: "down" is not one of higher, lower, range, none',
    ("definition", "X1,T,plan,count,lower,weekly,"): (
        ', frequency: "weekly" is not one of monthly, quarterly, half_yearly, annual'
    ),
    ("year_start", "X1,T,plan,count,lower,annual,May"): ', year_start: "May" is not one of january, april, september',
    ("period_kind", "X1,T,plan,count,lower,annual,month"): (
        ', period_kind: "month" is not one of in_period, year_to_date, rolling_12, snapshot'
    ),
    ("comparison", "X1,T,plan,count,lower,annual,best"): (
        ', comparison: "best" is not one of previous_period, same_period_last_year'
    ),
    ("scheme", "X1,T,plan,count,lower,annual,rag"): (
        ', scheme: "rag" is not one of target, target_tolerance, band, variance, target_then_last_year, '
        "near_target_then_last_year, milestone"
    ),
    ("scheme", "X1,T,plan,count,lower,annual,milestone"): (
        ": the scheme milestone and the unit milestone go together: set both or neither"
    ),
    ("scheme", "X1,T,plan,count,range,annual,target"): (
        ": the polarity range goes with the scheme band only, not with target"
    ),
    ("unit_label", "X1,T,plan,rate,lower,annual,per head"): (
        ': the unit label "per head" names no number: write for example "per 1,000"'
    ),
    ("decimal_places", "X1,T,plan,count,lower,annual,7"): ', decimal_places: "7" is not a whole number from 0 to 6',
    ("decimal_places", "X1,T,plan,count,lower,annual,1.5"): ', decimal_places: "1.5" is not a whole number from 0 to 6',
    ("data_lag_days", "X1,T,plan,count,lower,annual,-1"): (
        ', data_lag_days: "-1" is not a whole number from 0 to 32767'
    ),
    ("suppress_below", "X1,T,plan,count,lower,annual,few"): ', suppress_below: "few" is not a number',
    ("suppress_zero", "X1,T,plan,count,lower,annual,maybe"): ', suppress_zero: "maybe" is not one of yes, no',
    ("share", "X1,T,plan,percentage,lower,annual,n"): ', share: "n" is not one of yes, no',
    ("steady_margin", "X1,T,plan,count,lower,annual,-1"): ": a steady margin cannot be negative",
    ("steady_margin_kind", "X1,T,plan,count,lower,annual,band"): (
        ', steady_margin_kind: "band" is not one of points, percent'
    ),
    ("owner", "X1,T,plan,count,lower,annual,alice"): ', owner: "alice" is not an e-mail address',
    ("committees", "X1,T,plan,count,lower,annual,children; elders"): (
        f', committees: "elders" is not a committee of {COUNCIL}: add it to the table committees'
    ),
    ("live_from", "X1,T,plan,count,lower,annual,18"): (
        ', live_from: "18" could be a day, a month or a year: write for example 2018/19, 2018/19 Q4, 2018/19 academic, '
        "Jan to Dec 2018 (a calendar year) or 2019-03 (a month)"
    ),
    ("period_kind,comparison", "X1,T,plan,count,lower,annual,year_to_date,previous_period"): (
        ": a year-to-date figure is only compared with the same point last year: set the comparison "
        "same_period_last_year"
    ),
    ("live_from,live_to", "X1,T,plan,count,lower,annual,2019/20,2018/19"): (
        ", live_to: ends on 2019-03-31, before it begins on 2019-04-01"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("columns", "row"), MEASURES)
def test_a_refused_measure(loaded, columns, row):
    before = stored()
    add(loaded, "measures", HEADER.format(columns), row)
    (loaded / "readings.csv").unlink()
    (loaded / "targets.csv").unlink()
    assert errors(loaded) == [f"measures.csv row 2{MEASURES[columns, row]}"]
    assert stored() == before


def test_a_ref_twice_whatever_its_case(small):
    add(small, "measures", HEADER.format("scheme"), "C1,T,plan,count,lower,annual,", "c1,T,plan,count,lower,annual,")
    assert 'measures.csv row 3, ref: "c1" stands in row 2 already' in errors(small)


@pytest.mark.parametrize("column", ["unit", "frequency", "period_kind"])
def test_what_stored_readings_were_entered_as_stays(loaded, column):
    new = {"unit": "days", "frequency": "annual", "period_kind": "in_period"}[column]
    was = {"unit": "count", "frequency": "quarterly", "period_kind": "snapshot"}[column]
    row = {"unit": "count", "frequency": "quarterly", "period_kind": "snapshot"} | {column: new}
    add(
        loaded, "measures", HEADER.format("period_kind"),
        f"C1,T,plan,{row['unit']},lower,{row['frequency']},{row['period_kind']}",
    )  # fmt: skip
    assert errors(loaded)[0] == (
        f"measures.csv row 2, {column}: was {was} when its figures were entered (1 so far): end the measure (live_to) "
        "and set up another one"
    )


def test_a_measure_stays_with_its_framework(loaded):
    add(loaded, "measures", HEADER.format("scheme"), "C1,T,contract,count,lower,quarterly,")
    assert errors(loaded)[0] == (
        "measures.csv row 2, framework: the measure belongs to plan, and its figures with it: use another ref"
    )


JUDGING = {
    ("scheme", "band"): "",
    ("decimal_places", "2"): "",
    ("steady_margin", "1"): "",
    ("comparison", "same_period_last_year"): "",
}
REJUDGE = (
    "would re-judge 2 signed-off figures: set the new rule from a period on (targets.csv scheme, or the measure's "
    "rules in the administration)"
)


@pytest.mark.parametrize(("column", "value"), JUDGING)
def test_a_rule_that_has_judged_is_not_changed(loaded, column, value):
    add(loaded, "measures", HEADER.format(column), f"P1,Plans,plan,percentage,higher,quarterly,{value}")
    for table in ("readings", "targets"):
        (loaded / f"{table}.csv").unlink()
    before = stored()
    assert errors(loaded) == [f"measures.csv row 2, {column}: {REJUDGE}"]
    assert stored() == before


def test_a_polarity_that_has_judged_is_not_changed(loaded):
    add(loaded, "measures", HEADER.format("owner"), "P1,Plans,plan,percentage,lower,quarterly,")
    assert f"measures.csv row 2, polarity: {REJUDGE}" in errors(loaded)


def test_a_rule_that_has_judged_nothing_is_changed(loaded):
    add(loaded, "measures", HEADER.format("scheme"), "A1,Attendance,plan,percentage,lower,quarterly,target_tolerance")
    assert bring(loaded).tables["measures"] == (0, 1, 0)
    rule = Measure.objects.get(ref="A1").rules.get()
    assert (rule.scheme, rule.polarity, rule.begins, rule.history.count()) == ("target_tolerance", "lower", None, 2)


def test_a_framework_that_has_judged_keeps_its_kind(loaded):
    add(loaded, "frameworks", "slug,name,kind", "plan,The plan,contract")
    assert errors(loaded) == [
        "frameworks.csv row 2, kind: would re-judge 3 signed-off figures: a plan and a contract judge differently; "
        "set up another framework"
    ]
    assert Framework.objects.get(slug="plan").kind == "plan"


def test_references_into_a_table_that_could_not_be_read_are_not_called_unknown(small):
    add(small, "measures", "ref;title;framework", *SMALL["measures"].splitlines()[1:])
    assert errors(small) == [
        "measures.csv row 1: its columns are separated by semicolons: save it with commas",
    ]
