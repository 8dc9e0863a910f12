"""Exampleshire's rows read into domain values, and each reading judged by the domain, without a database."""

import csv
import datetime as dt
from decimal import Decimal
from functools import cache

from kpis.demo.loading import FOLDERS
from kpis.domain.numbers import Unit, parse_number, work_out
from kpis.domain.period_text import parse_period
from kpis.domain.periods import Period, PeriodKind, YearStart
from kpis.domain.schemes import assess
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.milestone import assess_milestone
from kpis.domain.targets import in_force, rule_in_force
from kpis.domain.words import Comparison, Earlier, FrameworkKind, Polarity, Rule, Scheme, Target, ToleranceKind

Row = dict[str, str]
STARTS = {"April": YearStart.APRIL, "September": YearStart.SEPTEMBER, "January": YearStart.JANUARY}
FOLDER = FOLDERS["exampleshire"]


def read(table: str) -> list[Row]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLES = {path.stem: read(path.stem) for path in sorted(FOLDER.glob("*.csv"))}
MEASURES = {row["ref"]: row for row in TABLES["measures"]}
FRAMEWORKS = {row["slug"]: row for row in TABLES["frameworks"]}
TOTALS = [row for row in TABLES["readings"] if not row["category"]]


def period_of(row: Row) -> Period:
    return parse_period(row["period"], STARTS[MEASURES[row["ref"]]["year_start"]])


def number(text: str) -> Decimal | None:
    return parse_number(text) if text else None


def value_of(row: Row) -> Decimal | None:
    """The figure of a reading in its measure's unit; 1 and 0 for a milestone; None where a marker stands instead."""
    measure = MEASURES[row["ref"]]
    if measure["unit"] == "milestone":
        return {"achieved": Decimal(1), "not achieved": Decimal(0), "": None}[row["value"]]
    if row["denominator"]:
        parts = parse_number(row["numerator"]), parse_number(row["denominator"])
        return work_out(*parts, Unit(measure["unit"]), measure["unit_label"])
    return number(row["value"])


def rule_of(measure: Row, scheme: str = "") -> Rule:
    framework = FRAMEWORKS[measure["framework"]]
    unit = Unit(measure["unit"])
    return Rule(
        scheme=Scheme(scheme or measure["scheme"] or framework["scheme"]),
        polarity=Polarity(measure["polarity"]),
        unit=unit,
        places=int(measure["decimal_places"] or (0 if unit in (Unit.COUNT, Unit.MILESTONE) else 1)),
        unit_label=measure["unit_label"],
        period_kind=PeriodKind(measure["period_kind"]),
        comparison=Comparison(measure["comparison"]),
        steady_margin=number(measure["steady_margin"]),
        steady_kind=ToleranceKind(measure["steady_margin_kind"]) if measure["steady_margin_kind"] else None,
        set_by=FrameworkKind(framework["kind"]),
    )


def rules_of(ref: str) -> list[tuple[dt.date | None, Rule]]:
    """The rules of a measure in order of their beginning: a target row with a scheme begins a new one."""
    measure = MEASURES[ref]
    changes = [
        (period_of(row).start, row["scheme"]) for row in TABLES["targets"] if row["ref"] == ref and row["scheme"]
    ]
    return [(None, rule_of(measure)), *((start, rule_of(measure, scheme)) for start, scheme in sorted(changes))]


def target_of(row: Row) -> Target:
    kind = ToleranceKind(row["tolerance_kind"]) if row["tolerance_kind"] else None
    edges = number(row["low"]), number(row["high"])
    return Target(number(row["target"]), kind, number(row["tolerance"]), *edges, period_of(row))


@cache
def verdicts() -> dict[tuple[str, str], Assessment]:
    """The status of every reading without a category, by reference and period as written; of a milestone, the last that
    it has."""
    return {(row["ref"], row["period"]): _judged(row) for row in TOTALS}


def _judged(row: Row) -> Assessment:
    period = period_of(row)
    rule = rule_in_force(rules_of(row["ref"]), period)
    if rule.scheme is Scheme.MILESTONE:
        achieved_on = dt.date.fromisoformat(row["achieved_on"]) if row["achieved_on"] else None
        last = max(period.end, achieved_on or period.end)
        return assess_milestone(rule, value_of(row), period.end, last, achieved_on)
    targets = [target_of(each) for each in TABLES["targets"] if each["ref"] == row["ref"] and not each["category"]]
    return assess(rule, value_of(row), in_force(targets, period, rule).target, _last_year(row, period))


def _last_year(row: Row, period: Period) -> Earlier:
    ago = period.year_ago()
    found = [value_of(each) for each in TOTALS if each["ref"] == row["ref"] and period_of(each) == ago]
    return Earlier(found[0] if found else None, ago)


def in_recent_months(row: Row) -> bool:
    """Whether a reading ends in 2026/27, or is the last whole year of an annual measure or an outturn."""
    period = period_of(row)
    whole_year = period.months == 12 and period.end >= dt.date(2025, 12, 31)
    return period.end >= dt.date(2026, 4, 1) or whole_year
