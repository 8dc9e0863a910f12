"""The invented council's files: allowed by the interchange format, and with something for every feature."""

import re
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest

from kpis.domain.numbers import Unit, check_storable, printed, round_half_up
from kpis.domain.periods import Kind
from kpis.domain.plausibility import is_out_of_scale, looks_like_fraction
from kpis.domain.rule_checks import check_rule
from kpis.domain.schemes import check_target
from kpis.domain.targets import rule_in_force
from kpis.domain.words import Marker, Movement, Polarity, Rag, Scheme, Status
from tests.exampleshire_verdicts import (
    FRAMEWORKS,
    MEASURES,
    TABLES,
    TOTALS,
    Row,
    in_recent_months,
    period_of,
    rules_of,
    target_of,
    value_of,
    verdicts,
)

READINGS = TABLES["readings"]
LATEST = (
    "2026/27 Q2",
    "2026-09",
    "2026/27 H1",
    "2026 Q3",
    "2025/26 academic",
    "2025/26 academic Q4",
    "2026-07",
    "2025/26",
)

# The reading that shows each edge, with the verdict it must have.
EDGES = [
    ("CYP01", "2026/27 Q2", "330", Status.ON_TARGET, Rag.GREEN),
    ("EE03", "2026/27 Q2", "95.0%", Status.ON_TARGET, Rag.GREEN),
    ("CYP05", "2026-09", "21.6%", Status.WITHIN_TOLERANCE, Rag.AMBER),
    ("CYP13", "2026/27 Q2", "£5,670", Status.WITHIN_TOLERANCE, Rag.AMBER),
    ("EE05", "2025/26", "4.0%", Status.WITHIN_TOLERANCE, Rag.AMBER),
    ("CYP14", "2026/27 Q2", "66.9%", Status.OFF_TARGET, Rag.RED),
    ("AH13", "2026-09", "199", Status.OFF_TARGET, Rag.RED),
    ("ED08", "2025/26 academic Q4", "57", Status.OFF_TARGET, Rag.RED),
    ("ED03", "2026/27 Q2", "78.5%", Status.OFF_TARGET, Rag.RED),
    ("CYP07", "2026/27 Q2", "89.6%", Status.NEAR_TARGET, Rag.GREEN),
    ("CYP06", "2026/27 Q2", "58.5%", Status.IMPROVED_ON_LAST_YEAR, Rag.AMBER),
    ("AH04", "2026/27 Q2", "61.2%", Status.IMPROVED_ON_LAST_YEAR, Rag.AMBER),
    ("AH06", "2026/27 Q2", "4.7%", Status.OFF_TARGET, Rag.RED),
    ("CYP04", "2026/27 Q2", "16.8 cases", Status.IN_BAND, Rag.GREEN),
    ("AH08", "2026/27 Q2", "94.3%", Status.OUTSIDE_BAND, Rag.RED),
    ("KPI-SC3", "2026-09", "75.0%", Status.IN_BAND, Rag.GREEN),
    ("KPI-SC4", "2026-09", "13.2%", Status.BETTER_THAN_BAND, Rag.GREEN),
    ("RES01", "2026/27 Q2", "£61,810k", Status.OVERSPENT, Rag.RED),
    ("RES02", "2026/27 Q2", "£163,514k", Status.ON_BUDGET, Rag.GREEN),
    ("RES03", "2026/27 Q2", "£74,382k", Status.UNDERSPENT, Rag.AMBER),
    ("RES06", "2026/27 Q2", "−£9.4m", Status.ON_TARGET, Rag.GREEN),
    ("EE06", "2025/26", "−38.6%", Status.ON_TARGET, Rag.GREEN),
    ("RES10", "2026/27 Q2", "96.4%", Status.OFF_TARGET, Rag.RED),
    ("RES10", "2025/26 Q1", "95.5%", Status.ON_TARGET, Rag.GREEN),
    ("RES13", "2025/26", "achieved", Status.ACHIEVED, Rag.GREEN),
    ("EE13", "2026-07", "achieved", Status.ACHIEVED_LATE, Rag.AMBER),
    ("RES12", "2026/27 Q2", "not achieved", Status.NOT_ACHIEVED, Rag.RED),
    ("CYP03", "2026/27 Q2", "65", Status.FOR_INFORMATION, Rag.NONE),
    ("ED10", "2026/27 Q2", "1,234", Status.FOR_INFORMATION, Rag.NONE),
    ("CYP08", "2026/27 Q2", "9", Status.NO_TARGET, Rag.NONE),
    ("CYP08", "2025/26", "37", Status.WITHIN_TOLERANCE, Rag.AMBER),
]


def reading(ref: str, period: str) -> Row:
    (row,) = [row for row in TOTALS if (row["ref"], row["period"]) == (ref, period)]
    return row


def has_figure(row: Row) -> bool:
    return bool(row["value"] or row["denominator"])


def measure_rows(**columns: str) -> set[str]:
    return {ref for ref, row in MEASURES.items() if all(row[name] == value for name, value in columns.items())}


# Written as they are read best.


def test_readings_stand_by_measure_then_by_the_end_of_their_period() -> None:
    place = {ref: index for index, ref in enumerate(MEASURES)}
    keys = [(place[row["ref"]], period.end, period.months) for row in READINGS for period in [period_of(row)]]
    assert keys == sorted(keys)


def test_council_plan_and_company_are_named_fictional() -> None:
    names = [TABLES["council"][0]["name"], *(row["name"] for row in FRAMEWORKS.values())]
    assert all("(fictional)" in name for name in names)
    assert {row["owner"].rpartition("@")[2] for row in MEASURES.values()} == {"exampleshire.example"}


# Keys and references.


def test_references_are_unique_whatever_their_case_and_well_formed() -> None:
    refs = [row["ref"] for row in TABLES["measures"]]
    assert max(Counter(ref.lower() for ref in refs).values()) == 1
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{1,40}", ref) for ref in refs)
    assert 55 <= len(measure_rows(framework="exampleshire-plan")) <= 70


@pytest.mark.parametrize("table", ["readings", "targets", "comparators", "baselines"])
def test_no_key_is_stated_twice_and_every_reference_exists(table: str) -> None:
    names = ("ref", "period", "dimension", "category", "comparator")
    keys = Counter(tuple(row.get(name, "") for name in names) for row in TABLES[table])
    assert max(keys.values()) == 1
    assert {row["ref"] for row in TABLES[table]} <= set(MEASURES)


def test_committees_and_frameworks_exist() -> None:
    committees = {row["slug"] for row in TABLES["committees"]}
    assert {slug for row in MEASURES.values() for slug in row["committees"].split(";")} == committees
    assert {row["framework"] for row in MEASURES.values()} == set(FRAMEWORKS)


def test_periods_are_read_and_no_two_labels_mean_one_reading() -> None:
    keys = Counter((row["ref"], period_of(row), row["dimension"], row["category"]) for row in READINGS)
    assert max(keys.values()) == 1
    by_end = Counter(
        (row["ref"], period_of(row).end) for row in TOTALS if MEASURES[row["ref"]]["period_kind"] != "in_period"
    )
    assert max(by_end.values()) == 1


# Nothing that the format refuses.


def test_rules_and_targets_can_judge() -> None:
    for ref in MEASURES:
        for _, rule in rules_of(ref):
            check_rule(rule)
    for row in TABLES["targets"]:
        check_target(rule_in_force(rules_of(row["ref"]), period_of(row)), target_of(row))


def test_a_reading_has_a_figure_or_says_why_not() -> None:
    for row in READINGS:
        assert has_figure(row) == Marker(row["marker"] or "final").has_value, row
        assert not (row["value"] and row["denominator"]), row


def test_figures_are_storable_and_shares_are_shares() -> None:
    for row in READINGS:
        value, measure = value_of(row), MEASURES[row["ref"]]
        if row["denominator"]:
            assert int(row["numerator"]) >= 0 and int(row["denominator"]) > 0
        elif value is not None:
            check_storable(value)
        if value is not None and measure["unit"] == "percentage" and measure["share"] != "no":
            assert 0 <= value <= 100, row
        if value is not None and measure["unit"] == "count":
            assert value >= 0 and value == int(value), row


def test_nothing_looks_like_a_slip_of_the_hand() -> None:
    for ref, measure in MEASURES.items():
        values = [value for row in TOTALS if row["ref"] == ref and (value := value_of(row)) is not None]
        if measure["unit"] == "milestone":
            continue
        assert not [value for value in values if is_out_of_scale(value, values)], ref
        assert not [value for value in values if looks_like_fraction(value, Unit(measure["unit"]), True, values)], ref


# Figures that agree with each other.


def test_breakdowns_add_up_to_their_totals() -> None:
    cells: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in READINGS:
        if row["category"]:
            cells[row["ref"], row["period"]].append(row)
    assert {row["dimension"] for row in READINGS} == {"", "District", "School phase", "Age"}
    for key, parts in cells.items():
        whole = reading(*key)
        for column in ("value", "numerator", "denominator"):
            assert sum(Decimal(part[column] or 0) for part in parts) == Decimal(whole[column] or 0), key


def test_year_to_date_never_falls_within_a_year() -> None:
    for ref in measure_rows(period_kind="year_to_date"):
        rows = [row for row in TOTALS if row["ref"] == ref]
        for before, after in pairwise(rows):
            if period_of(before).of_year == period_of(after).of_year:
                assert (value_of(after) or 0) >= (value_of(before) or 0), after


def test_outturns_are_worked_out_from_their_parts() -> None:
    for ref in ("CYP08", "AH11", "EE07", "RES05", "EE04"):
        for year in [row for row in TOTALS if row["ref"] == ref and period_of(row).kind is Kind.YEAR]:
            parts = [row for row in TOTALS if row["ref"] == ref and row["period"].startswith(f"{year['period']} Q")]
            assert sum(Decimal(part["value"]) for part in parts) == Decimal(year["value"])


# Something for every feature.


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("unit", {unit.value for unit in Unit}),
        ("polarity", {polarity.value for polarity in Polarity}),
        ("frequency", {"monthly", "quarterly", "half_yearly", "annual"}),
        ("year_start", {"April", "September", "January"}),
        ("period_kind", {"in_period", "year_to_date", "rolling_12", "snapshot"}),
        ("comparison", {"previous_period", "same_period_last_year"}),
        ("steady_margin_kind", {"", "points", "percent"}),
    ],
)
def test_every_word_of_a_column_is_used(column: str, words: set[str]) -> None:
    assert {row[column] for row in MEASURES.values()} == words


def test_every_scheme_judges_something() -> None:
    assert {rule.scheme for ref in MEASURES for _, rule in rules_of(ref)} == set(Scheme)
    assert len(rules_of("RES10")) == 2


def test_every_marker_and_published_judgement_is_used() -> None:
    assert {row["marker"] or "final" for row in TOTALS} == {marker.value for marker in Marker}
    assert {row["published_status"] for row in TOTALS} >= {"met", "not_met", "amber"}
    assert {row["published_dot"] for row in TOTALS} == {"", *(movement.value for movement in Movement)}
    assert {row["published_projection"] for row in TOTALS} == {"", "improve", "decline", "same"}
    assert {row["published_dot_basis"] for row in TOTALS} == {"", "previous_period", "same_period_last_year", "unknown"}


@pytest.mark.parametrize(("ref", "period", "text", "status", "rag"), EDGES)
def test_edges_have_their_verdict(ref: str, period: str, text: str, status: Status, rag: Rag) -> None:
    assessment = verdicts()[ref, period]
    assert (assessment.status, assessment.rag) == (status, rag)
    assert assessment.figure is not None
    assert printed(assessment.figure, assessment.rule.unit, assessment.rule.places, assessment.rule.unit_label) == text


def test_every_status_that_needs_no_viewer_or_calendar_occurs_at_the_latest_periods() -> None:
    latest = {assessment.status for (_, period), assessment in verdicts().items() if period in LATEST}
    assert latest == set(Status) - {Status.HIDDEN, Status.NOT_DUE, Status.HELD_ON_LAST_YEAR, Status.PARTS_ONLY}


def test_hidden_and_not_due_have_their_ingredients() -> None:
    assert 0 < (value_of(reading("CYP09", "2026-09")) or 0) < int(MEASURES["CYP09"]["suppress_below"])
    assert value_of(reading("CYP11", "2026/27 Q2")) == 0
    assert MEASURES["CYP11"]["suppress_zero"] == "yes"
    assert int(reading("CYP12", "2026/27 Q2")["numerator"]) < int(MEASURES["CYP12"]["suppress_below"])
    assert reading("EE12", "2026/27")["marker"] == "awaiting"


def test_94_95_is_printed_as_95() -> None:
    value = value_of(reading("EE03", "2026/27 Q2"))
    assert value == Decimal("94.95")
    assert round_half_up(value, 1) == Decimal("95.0")


def test_a_published_arrow_disagrees_with_the_figures_on_its_own_basis() -> None:
    earlier, later = reading("CYP02", "2026/27 Q1"), reading("CYP02", "2026/27 Q2")
    assert (value_of(later) or 0) > (value_of(earlier) or 0)
    assert (later["published_dot"], later["published_dot_basis"]) == ("level", "previous_period")


def test_a_break_a_life_and_small_cells_are_declared() -> None:
    assert reading("EE01", "2025/26 H1")["break_before"]
    assert (MEASURES["ED02"]["live_to"], MEASURES["ED03"]["live_from"]) == ("2024/25 Q2", "2026/27 Q1")
    cells = [row for row in READINGS if (row["ref"], row["period"]) == ("EE10", "2026/27 Q2") and row["category"]]
    assert any(0 < int(row["value"]) < 5 for row in cells)


def test_the_contract_has_runs_outside_its_bands() -> None:
    outside = {key for key, each in verdicts().items() if each.status is Status.OUTSIDE_BAND}
    assert {("KPI-SC1", f"2026-{month}") for month in ("07", "08", "09")} <= outside
    assert {("KPI-SC2", f"2026-{month}") for month in ("06", "08", "09")} <= outside
    assert reading("KPI-SC2", "2026-07")["marker"] == "awaiting"
    assert {("KPI-SC5", f"2026-{month}") for month in ("02", "03", "04", "09")} <= outside
    assert {("KPI-EH1", "2025/26 Q3"), ("KPI-EH1", "2025/26 Q4"), ("KPI-ED1", "2025/26")} <= outside
    assert not {key for key in outside if key[0].startswith("KPI-SC3")}


# Words.


def test_every_recent_red_reading_has_a_commentary() -> None:
    reds = [row for row in TOTALS if in_recent_months(row) and verdicts()[row["ref"], row["period"]].rag is Rag.RED]
    assert len(reds) > 25
    assert not [(row["ref"], row["period"]) for row in reds if not row["commentary"]]


def test_commentaries_hold_what_breaks_careless_pages() -> None:
    every = [row["commentary"] for row in TOTALS]
    for piece in ("&", "'", "<b>", "🎓", "\n\n", "£", "%"):
        assert any(piece in text for text in every), piece
    assert any(text.startswith("+") for text in every)
    assert max(len(row["title"]) for row in MEASURES.values()) > 200
    assert {row["section"] for row in TOTALS} == {"", "good_progress", "area_of_concern"}
