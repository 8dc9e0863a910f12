"""The published figures that the demonstration holds, judged as a whole.

Warwickshire: Children and Young People Overview and Scrutiny Committee, 18 June 2019.
Worcestershire: Children and Families Overview and Scrutiny Panel, 13 November 2019.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

import kpis.demo
from kpis.domain.numbers import Unit, parse_number, printed, work_out
from kpis.domain.periods import Frequency, PeriodKind, YearStart
from kpis.domain.schemes import assess
from kpis.domain.selection import Schedule, shown_period
from kpis.domain.summary import CountedVerdict, tally
from kpis.domain.targets import in_force
from kpis.domain.words import FrameworkKind, Marker, Polarity, Rag, Rule, Scheme, Status, Target
from tests.domain.build import p

PUBLISHED = Path(kpis.demo.__file__).parent / "published"


def rows(council, table):
    with (PUBLISHED / council / f"{table}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def optional(text):
    return parse_number(text) if text else None


def target_of(row):
    return Target(
        optional(row["target"]), low=optional(row["low"]), high=optional(row["high"]), period=p(row["period"])
    )


def rule_of(row, set_by):
    return Rule(
        Scheme(row["scheme"]),
        Polarity(row["polarity"]),
        Unit(row["unit"]),
        int(row["decimal_places"]),
        row["unit_label"],
        PeriodKind(row["period_kind"]),
        set_by=set_by,
    )


STARTS = {"": YearStart.APRIL, "April": YearStart.APRIL, "September": YearStart.SEPTEMBER, "January": YearStart.JANUARY}


def shown_row(measure, readings, scorecard):
    """The reading of a measure that a scorecard shows."""
    schedule = Schedule(
        Frequency(measure["frequency"]), STARTS[measure["year_start"]], PeriodKind(measure["period_kind"])
    )
    own = {p(row["period"]): row for row in readings if row["ref"] == measure["ref"] and not row["category"]}
    shown = shown_period(schedule, scorecard, own)
    return shown, own[shown]


def judged(measure, readings, targets, scorecard):
    shown, row = shown_row(measure, readings, scorecard)
    each_rule = rule_of(measure, FrameworkKind.PLAN)
    own = [target_of(each) for each in targets if each["ref"] == measure["ref"]]
    value = optional(row["value"]) if Marker(row["marker"]).has_value else None
    return assess(each_rule, value, in_force(own, shown, each_rule).target), row["published_status"]


def test_warwickshire_the_opening_sentence_adds_up():
    """Warwickshire, 18 June 2019: of 21 measures, 4 have a target on record and a figure: 0 met, 4 missed."""
    measures, readings, targets = (rows("warwickshire", table) for table in ("measures", "readings", "targets"))
    verdicts = [judged(measure, readings, targets, p("2018/19")) for measure in measures]
    found = tally(CountedVerdict(verdict.status, verdict.rag, stated) for verdict, stated in verdicts)
    assert (found.total, found.judged) == (21, 4)
    assert [found.of(rag) for rag in (Rag.GREEN, Rag.AMBER, Rag.RED)] == [0, 0, 4]
    assert (found.having(Status.NO_TARGET), found.having(Status.NO_DATA)) == (13, 4)
    assert found.published == {"met": 4, "not_met": 3}


def test_warwickshire_other_calendars_show_the_last_period_that_ended():
    """Warwickshire, 18 June 2019: conceptions are of calendar years, exclusions of academic ones, the last of which
    ended in August 2018; the paper's own 41 are those of a part of the next, from September to March."""
    measures = {row["ref"]: row for row in rows("warwickshire", "measures")}
    readings = rows("warwickshire", "readings")
    shown = {ref: shown_row(measures[ref], readings, p("2018/19"))[0].code for ref in ("HW01", "EL01", "CS02")}
    assert shown == {"HW01": "2018", "EL01": "2017/18 academic", "CS02": "2018/19"}


@pytest.mark.parametrize(
    ("ref", "text"),
    [
        ("KPI-SC1", "53.2%"),
        ("KPI-SC5", "27.2%"),
        ("KPI-SC10", "85.7%"),
        ("KPI-SC11", "1.2%"),
        ("KPI-SC12", "79.1%"),
        ("KPI-ED7", "14.2%"),
    ],
)
def test_worcestershire_baselines_print_as_in_the_contract(ref, text):
    """Worcestershire, 13 November 2019: the schedule of baselines prints the percentage beside its two numbers."""
    row = next(row for row in rows("worcestershire", "baselines") if row["ref"] == ref)
    value = work_out(Decimal(row["numerator"]), Decimal(row["denominator"]), Unit.PERCENTAGE)
    assert printed(value, Unit.PERCENTAGE, 1) == text


def test_worcestershire_every_share_starts_inside_its_band():
    """Worcestershire, 13 November 2019: the bands were laid round the baselines."""
    measures = {row["ref"]: row for row in rows("worcestershire", "measures")}
    bands = {row["ref"]: target_of(row) for row in rows("worcestershire", "targets")}
    shares = [row for row in rows("worcestershire", "baselines") if row["denominator"]]
    assert len(shares) == 19
    for row in shares:
        each_rule = rule_of(measures[row["ref"]], FrameworkKind.CONTRACT)
        value = work_out(Decimal(row["numerator"]), Decimal(row["denominator"]), Unit.PERCENTAGE)
        assert assess(each_rule, value, bands[row["ref"]]).status is Status.IN_BAND, row["ref"]
