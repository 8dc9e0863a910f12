"""export_statistics: its columns and words, the public's view, its refusals, and how many statements it takes."""

import csv
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.bench.data import make_council
from kpis.domain.statistics.words import Assurance, ChangeMethod, Clarity, Signal
from tests.documents.reopened import from_command

COLUMNS = [
    "ref", "period", "change", "change_method", "change_low", "change_high", "signal", "mean", "lower_limit",
    "upper_limit", "assurance", "forecast", "forecast_low", "forecast_high", "reds_in_row", "declines_in_row",
]  # fmt: skip
NUMBERS = [each for each in COLUMNS if re.search("low|high|mean|limit|forecast|_row", each)]
CARDS = [
    ("warwickshire", "2018/19"),
    ("worcestershire", "2020/21 Q4"),
    ("exampleshire", "2026/27 Q2"),
    ("exampleshire", "2025/26"),
    ("exampleshire", "2026-09"),
]


def exported(council, period, *options):
    out = io.StringIO()
    call_command("export_statistics", "--council", council, "--period", period, *options, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def by_ref(rows):
    return {row["ref"]: row for row in rows}


@pytest.mark.parametrize(("council", "period"), CARDS)
def test_a_row_a_measure_in_the_order_of_the_scorecard(demo, council, period):
    rows = exported(council, period)
    assert list(rows[0]) == COLUMNS
    card = from_command(council, period)
    assert [(row["ref"], row["period"]) for row in rows] == [(row["ref"], row["period"]) for row in card]


@pytest.mark.parametrize(("council", "period"), CARDS)
def test_the_words_and_numbers_are_those_that_are_promised(demo, council, period):
    for row in exported(council, period):
        Clarity(row["change"]), ChangeMethod(row["change_method"]), Signal(row["signal"]), Assurance(row["assurance"])
        for name in NUMBERS:
            assert re.fullmatch(r"(-?\d+(\.\d{1,6})?)?", row[name]), (row["ref"], name, row[name])
        is_looked_at = row["change"] in ("clear", "not_clear")
        assert is_looked_at == (row["change_method"] != "none")
        assert bool(row["change_low"]) == (row["change_method"] in ("proportions", "rates"))
        assert bool(row["mean"]) == bool(row["lower_limit"]) == bool(row["upper_limit"])
        assert row["mean"] or (row["signal"], row["assurance"]) == ("none", "none")
        assert bool(row["reds_in_row"]) == bool(row["declines_in_row"]) == bool(row["period"])


@pytest.mark.parametrize(("council", "period"), CARDS)
def test_it_agrees_with_the_scorecard(demo, council, period):
    card = by_ref(from_command(council, period))
    for row in exported(council, period):
        beside = card[row["ref"]]
        assert (row["change"] == "not_compared") == (beside["dot_movement"] == "not_compared")
        if row["period"]:
            assert (row["reds_in_row"] != "0") == (beside["rag"] == "red")
            assert (row["declines_in_row"] != "0") == (beside["dot_judgement"] == "declining")


def test_each_verdict_stands_at_least_once_in_exampleshire(demo):
    rows = exported("exampleshire", "2026/27 Q2")
    assert {row["change"] for row in rows} == set(Clarity)
    assert {row["change_method"] for row in rows} == set(ChangeMethod)
    assert {row["assurance"] for row in rows} == set(Assurance)


def test_the_public_sees_nothing_of_what_is_withheld(demo):
    card = from_command("exampleshire", "2026/27 Q2")
    withheld = [row["ref"] for row in card if row["status"] == "hidden"]
    public = by_ref(exported("exampleshire", "2026/27 Q2"))
    whole = by_ref(exported("exampleshire", "2026/27 Q2", "--restricted"))
    assert withheld
    for ref in withheld:
        assert (public[ref]["change"], public[ref]["signal"], public[ref]["forecast"]) == ("not_compared", "none", "")
        assert (public[ref]["reds_in_row"], public[ref]["declines_in_row"]) == ("0", "0")
        assert whole[ref] != public[ref]


def test_no_figure_after_the_period_enters(demo):
    """What stood in Q2 as Q2 had it: the rows of an earlier period do not know of the later ones."""
    rows = by_ref(exported("exampleshire", "2025/26 Q4"))
    assert rows["AH03"]["mean"] != by_ref(exported("exampleshire", "2026/27 Q2"))["AH03"]["mean"]


def test_it_writes_a_file(demo, tmp_path):
    file = tmp_path / "statistics.csv"
    call_command("export_statistics", "--council", "exampleshire", "--period", "2026/27 Q2", "--output", str(file))
    with file.open(encoding="utf-8", newline="") as text:
        assert list(csv.DictReader(text)) == exported("exampleshire", "2026/27 Q2")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--council", "atlantis", "--period", "2018/19"], 'no council "atlantis"'),
        (["--council", "warwickshire", "--period", "banana"], "banana"),
        (
            ["--council", "warwickshire", "--period", "2018/19", "--output", "/no/such/folder/x.csv"],
            "cannot be written",
        ),
    ],
)
def test_it_refuses_with_the_reason(demo, options, reason):
    with pytest.raises(CommandError, match=re.escape(reason)):
        call_command("export_statistics", *options)


@pytest.mark.django_db
def test_it_takes_as_many_statements_for_few_measures_as_for_many():
    taken = []
    for size in (5, 50):
        make_council(f"bench-{size}", size)
        with CaptureQueriesContext(connection) as captured:
            assert len(exported(f"bench-{size}", "2024/25 Q4")) == size
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 11
