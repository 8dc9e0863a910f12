"""Withheld together: whoever may not see small numbers can work none out from what is shown beside them, wherever.

Each council is stored twice, with other numbers where they are withheld, and all that it answers has to be the same.
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from kpis.models import Council, Measure
from tests.pages.reading import body, cell, opened, rows, said, table
from tests.pages.test_small_numbers import as_one, content, without_forms
from tests.stored import (
    make_baseline,
    make_category,
    make_council,
    make_measure,
    make_person,
    make_plan,
    make_reading,
    make_target,
    moment,
    signed_in,
)

CASE = Path(__file__).parents[1] / "data" / "cases" / "rules" / "small-quarter"
LATER = moment("2019-09-12")
Store = Callable[[str, int], Council]
"""Stores a council of a name, with other withheld numbers in either of two worlds."""


def addresses(council: Council, periods: tuple[str, ...], days: tuple[str, ...] = ()) -> list[str]:
    """Every address of the council that tells figures, now and as of some days."""
    base, at = f"/{council.slug}", ["", *(f"&as_of={each}" for each in days)]
    found = [f"{base}/", f"{base}/scorecard.ods?period={periods[0]}"]
    found += [f"{base}/scorecard{form}?period={each}{day}" for each in periods for form in ("/", ".csv") for day in at]
    found += [f"{base}/changes/?period={each}{day}" for each in periods for day in at]
    for measure in council.measures.order_by("ref"):
        page = f"{base}/measures/{measure.ref}/"
        found += [f"{page}{file}?period={each}{day}" for each in periods for file in ("", "data.csv") for day in at]
        found += [f"{page}chart.json?axis=fit", f"{page}chart.json?period={periods[0]}"]
    return found


def exported(council: Council, folder: Path) -> str:
    call_command("export_council", "--council", council.slug, "--output", str(folder / council.slug))
    return "".join(each.read_text() for each in sorted((folder / council.slug).iterdir()))


def assert_alike(store: Store, periods: tuple[str, ...], days: tuple[str, ...], folder: Path) -> Council:
    one, other = store("oneshire", 0), store("twoshire", 1)
    reader = Client()
    for first, second in zip(addresses(one, periods, days), addresses(other, periods, days), strict=True):
        if reader.get(first).status_code == 404:
            continue
        mine, theirs = (without_forms(content(reader, each)) for each in (first, second))
        assert as_one(mine, "oneshire") == as_one(theirs, "twoshire"), first
    assert as_one(exported(one, folder), "oneshire") == as_one(exported(other, folder), "twoshire")
    return one


def loaded(folder: Path) -> Store:
    """The case; in the other world other numbers stand where something is withheld."""

    def store(slug: str, world: int) -> Council:
        place = folder / f"case-{slug}"
        place.mkdir()
        for each in CASE.iterdir():
            text = each.read_text().replace("small-quarter", slug)
            if world and each.name == "readings.csv":
                text = (
                    text.replace("Q1,3", "Q1,1").replace("Q4,11", "Q4,13").replace("B,2025/26 Q2,12", "B,2025/26 Q2,14")
                )
            (place / each.name).write_text(text)
        call_command("load_council", str(place), stdout=io.StringIO())
        return Council.objects.get(slug=slug)

    return store


CASE_PERIODS = ("2025-26-q1", "2025-26-q2", "2025-26-q3", "2025-26-q4", "2025-26")


def test_neither_a_small_quarter_nor_what_a_year_to_date_grew_by(db, tmp_path):
    assert_alike(loaded(tmp_path), CASE_PERIODS, (), tmp_path)


def test_what_the_public_is_shown_of_it(db, nobody, tmp_path):
    loaded(tmp_path)("oneshire", 0)
    told = {name: table(opened(nobody, f"/oneshire/measures/{name}/"), "Figures by period") for name in "AB"}
    figures = {name: {row[0].split(" (")[-1].rstrip(")"): row[1] for row in found[1:]} for name, found in told.items()}
    assert figures["A"] == {
        "2025/26": "36",
        "Q4 2025/26": "[c]",
        "Q3 2025/26": "12",
        "Q2 2025/26": "10",
        "Q1 2025/26": "[c]",
    }
    assert figures["B"] == {"Q2 2025/26": "[c]", "Q1 2025/26": "10"}


def test_people_with_permission_see_all_of_it(db, tmp_path):
    council = loaded(tmp_path)("oneshire", 0)
    reader = signed_in(make_person("petra", council, "performance"))
    told = table(opened(reader, "/oneshire/measures/A/"), "Figures by period")
    assert [row[1] for row in told[1:]] == [
        "11 would give a withheld number away: not for publication", "36", "12", "10",
        "3 small number: not for publication",
    ]  # fmt: skip


def quarterly(council: Council, ref: str = "M", **given: Any) -> Measure:
    measure = make_measure(make_plan(council), ref, frequency="quarterly", **given)
    for number in (1, 2, 3, 4):
        make_target(measure, f"2018/19 Q{number}", "20")
    return measure


PERIODS = ("2018-19-q1", "2018-19-q2", "2018-19-q3", "2018-19-q4", "2018-19")
DAYS = ("2019-06-01", "2019-10-01")


def marked(slug: str, world: int) -> Council:
    """A figure that was reported and marked as suppressed afterwards, in a measure without a threshold."""
    council = make_council(slug)
    measure = quarterly(council)
    for number, value in enumerate(("30", ("41", "47")[world], "32", ("31", "25")[world]), 1):
        make_reading(measure, f"2018/19 Q{number}", value)
    make_reading(measure, "2018/19", "134")
    make_baseline(measure, "2018/19 Q2", ("41", "47")[world])
    make_reading(measure, "2018/19 Q2", None, at=LATER, marker="suppressed", reason=f"was {(41, 47)[world]}")
    return council


def test_a_figure_that_was_marked_by_hand_is_told_nowhere(db, nobody, tmp_path):
    assert_alike(marked, PERIODS, DAYS, tmp_path)
    page = opened(nobody, "/oneshire/measures/M/?period=2018-19-q2")
    assert [row[1] for row in table(page, "Figures that were replaced")[1:]] == ["[c]"]
    assert "41" not in said(nobody, "/oneshire/changes/?period=2018-19-q2")
    assert (
        cell(rows(opened(nobody, "/oneshire/scorecard/?period=2018-19-q2&as_of=2019-06-01"))["M"], "Latest figure")
        == "[c]"
    )


def by_mark_or_by_size(slug: str, world: int) -> Council:
    """In one world a figure is small, in the other it was marked by hand."""
    council = make_council(slug)
    measure = quarterly(council, suppress_below=5)
    value = ("3", None)[world]
    marker = {"marker": "suppressed"} if value is None else {}
    make_reading(measure, "2018/19 Q1", "30")
    make_reading(measure, "2018/19 Q2", value, commentary="Few.", section="good_progress", **marker)
    make_reading(measure, "2018/19 Q3", "32")
    lone = make_measure(measure.framework, "LONE", suppress_below=5)
    make_reading(lone, "2018/19", value, **marker)
    return council


def test_a_mark_by_hand_reads_as_a_small_number_does(db, tmp_path):
    assert_alike(by_mark_or_by_size, PERIODS, DAYS, tmp_path)


def revised(slug: str, world: int) -> Council:
    """A small quarter that was counted again, when its year had been told."""
    council = make_council(slug)
    measure = quarterly(council, suppress_below=5)
    for number, value in enumerate((("3", "1")[world], "10", "12", ("11", "13")[world]), 1):
        make_reading(measure, f"2018/19 Q{number}", value)
    make_reading(measure, "2018/19", "36")
    make_reading(measure, "2018/19 Q1", ("8", "7")[world], at=LATER)
    make_reading(measure, "2018/19", "41", at=LATER)
    return council


def test_no_revision_gives_away_what_stood_before(db, tmp_path):
    assert_alike(revised, PERIODS, DAYS, tmp_path)


def parts_over_time(slug: str, world: int) -> Council:
    council = make_council(slug)
    measure = quarterly(council, suppress_below=5)
    north, east = (
        (("3", "9", "9", "9", "30"), ("1", "9", "9", "9", "28"))[world],
        (("6",) * 4, ("8", "6", "6", "6"))[world],
    )
    for category, values in {
        "North": north,
        "East": (*east, ("24", "26")[world]),
        "West": ("20",) * 4 + ("80",),
    }.items():
        place = make_category(measure, "District", category)
        for period, value in zip(("Q1", "Q2", "Q3", "Q4", ""), values, strict=True):
            make_reading(measure, f"2018/19 {period}".strip(), value, category=place)
    for period, value in zip(("Q1", "Q2", "Q3", "Q4", ""), ("29", "35", "35", "35", "134"), strict=True):
        make_reading(measure, f"2018/19 {period}".strip(), value)
    return council


def test_nor_do_the_parts_of_a_breakdown_in_other_quarters(db, tmp_path):
    assert_alike(parts_over_time, PERIODS, DAYS, tmp_path)


def test_the_file_of_the_public_reads_back(db, tmp_path):
    council = loaded(tmp_path)("oneshire", 0)
    exported(council, tmp_path)
    text = (tmp_path / "oneshire" / "readings.csv").read_text()
    found = list(csv.DictReader(io.StringIO(text)))
    assert {(row["ref"], row["period"]) for row in found if row["marker"] == "suppressed"} == {
        ("A", "2025/26 Q1"), ("A", "2025/26 Q4"), ("B", "2025/26 Q2"),
    }  # fmt: skip


@pytest.mark.parametrize("period", ["2025/26 Q1", "2025/26 Q4", "2025/26"])
def test_the_command_gives_the_publics_view(db, tmp_path, period):
    one, other = loaded(tmp_path)("oneshire", 0), loaded(tmp_path)("twoshire", 1)
    told = []
    for council in (one, other):
        out = io.StringIO()
        call_command("export_scorecard", "--council", council.slug, "--period", period, stdout=out)
        told.append(as_one(out.getvalue(), council.slug))
    assert told[0] == told[1]


def test_a_period_of_marked_figures_alone_is_offered_as_one_of_small_ones_is(db, nobody):
    council = make_council()
    measure = make_measure(make_plan(council), "M", suppress_below=5)
    make_reading(measure, "2018/19", None, marker="suppressed")
    assert "2018/19" in body(nobody.get("/northshire/scorecard/"))
