"""Councils that were written to go wrong (tests/data/cases/rules): what each of their scorecards shows."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from kpis.domain.line import Line
from tests.scorecards.asking import lines

CASES = Path(__file__).parents[1] / "data" / "cases" / "rules"
Told = tuple[str, str, str, str]
"""A period's code, the figure as printed, its status, and the movement and judgement of its direction."""


@pytest.fixture
def case(db: None) -> Callable[[str], None]:
    return lambda name: call_command("load_council", str(CASES / name), stdout=io.StringIO())


def told(line: Line) -> Told:
    direction = f"{line.travel.movement} {line.travel.judgement}"
    return line.period.code if line.period else "", line.printed, str(line.verdict.status), direction


NOT_COMPARED = "not_compared none"
DAYS = ("2025/26", "11.5 days", "off_target", NOT_COMPARED)
OUTTURN = ("2025", "115", "off_target", NOT_COMPARED)
YEAR, QUARTER = ("2025/26", "99", "no_target", "down improving"), ("2025/26 Q4", "99", "no_target", "up declining")


@pytest.mark.parametrize(
    ("name", "council", "period", "shown"),
    [
        ("calendar-outturn", "calendar-outturn", "2025/26", {"A": OUTTURN}),
        ("calendar-outturn", "calendar-outturn", "2025", {"A": OUTTURN}),
        ("ended-in-year", "ended-in-year", "2025/26", {"A": ("2025/26 Q2", "80.0%", "off_target", "down declining")}),
        ("label-decides-arrow", "label-decides-arrow", "2025/26", {"A": YEAR, "B": YEAR, "C": YEAR}),
        ("label-decides-arrow", "label-decides-arrow", "2025/26 Q4", {"A": QUARTER, "B": QUARTER, "C": QUARTER}),
        (
            "year-to-date-days",
            "year-to-date-days",
            "2025/26 Q2",
            {
                "A": ("2025/26 Q2", "4.9 days", "no_target", NOT_COMPARED),
                "B": ("2025/26 Q2", "300 kg", "no_target", NOT_COMPARED),
                "C": ("2025/26 Q2", "300", "no_target", NOT_COMPARED),
                "D": ("2025/26 Q2", "4.4 per 1000", "no_target", NOT_COMPARED),
            },
        ),
        ("year-to-date-days", "year-to-date-days", "2025/26", {"A": DAYS}),
    ],
)  # fmt: skip
def test_what_a_scorecard_shows(case, name: str, council: str, period: str, shown: dict[str, Told]):
    case(name)
    found = {ref: told(line) for ref, line in lines(period, council=council).items()}
    assert {ref: found[ref] for ref in shown} == shown


def test_a_measure_that_ended_says_with_what(case):
    case("ended-in-year")
    year, half = (lines(period, council="ended-in-year")["A"] for period in ("2025/26", "2025/26 Q2"))
    assert year.verdict.reason == f"{half.verdict.reason.removesuffix('.')}; ended with Q2 2025/26."


def test_a_years_target_stands_beside_a_year_to_date_that_it_does_not_judge(case):
    case("year-to-date-days")
    reasons = [each.verdict.reason for each in lines("2025/26 Q2", council="year-to-date-days").values()]
    assert all("no target for this period: the target of" in each and "is for 2025/26" in each for each in reasons)


def test_the_same_positions_have_the_same_trend(case):
    case("lost-from-trend")
    found = lines("2025/26", council="lost")
    assert found["A"].trend == found["B"].trend
    assert (str(found["A"].trend.movement), found["A"].trend.count) == ("up", 5)


def test_a_yearly_measure_is_on_both_scorecards_that_end_on_one_day(case):
    case("never-reported")
    for period in ("2025", "2025/26 Q3"):
        assert told(lines(period, council="never-reported")["C"]) == ("", "Not due", "not_due", NOT_COMPARED)


ACHIEVED, NOT_ACHIEVED = ("achieved", "achieved"), ("not achieved", "not_achieved")
NOT_DUE = ("Not due", "not_due")


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ("2025/26 Q1", {"A": NOT_DUE, "B": ACHIEVED}),
        ("2025/26 Q2", {"A": NOT_DUE, "B": ACHIEVED}),
        ("2025/26 Q4", {"A": NOT_ACHIEVED, "B": ACHIEVED, "D": NOT_ACHIEVED}),
        ("2025/26", {"A": NOT_ACHIEVED, "B": ACHIEVED, "D": NOT_ACHIEVED}),
        ("2026/27 Q1", {"A": NOT_ACHIEVED, "B": NOT_DUE, "D": NOT_ACHIEVED}),
        ("2026/27 Q2", {"A": NOT_ACHIEVED, "B": NOT_DUE, "D": NOT_ACHIEVED}),
    ],
)
def test_a_milestone_is_judged_by_the_end_of_the_scorecard(case, period: str, shown: dict[str, tuple[str, str]]):
    case("year-milestone-q4")
    found = {ref: told(line)[1:3] for ref, line in lines(period, council="year-milestone-q4").items()}
    assert {ref: found[ref] for ref in shown} == shown


def test_a_measure_that_was_never_reported_is_on_no_scorecard_before_it_was_set_up(case):
    case("never-reported")
    for period in ("2016/17 Q1", "2016/17", "2025/26 Q3"):
        assert "A" not in lines(period, council="never-reported")
        assert "B" in lines(period, council="never-reported")
