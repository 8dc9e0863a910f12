"""The README beside Exampleshire's files has a line for each measure, and for every word measures that have it."""

import csv
import io
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from kpis.demo.loading import FOLDERS
from kpis.domain.numbers import Unit
from kpis.domain.periods import Frequency, PeriodKind, YearStart
from kpis.domain.words import Marker, Polarity, Scheme, Status
from kpis.models import Category, Measure, MeasureRule, ReadingVersion
from tests.demonstration import LOADED, loaded_until_rolled_back

README = (FOLDERS["exampleshire"] / "README.md").read_text(encoding="utf-8")
WORDS: dict[str, type[Enum]] = {
    "scheme": Scheme,
    "polarity": Polarity,
    "unit": Unit,
    "frequency": Frequency,
    "period_kind": PeriodKind,
    "marker": Marker,
    "status": Status,
}
WITHOUT_A_MEASURE = {Status.HELD_ON_LAST_YEAR.value, Status.PARTS_ONLY.value}
"""Statuses that no measure of the council has at Quarter 2: the rules' own tests have them."""
YEAR_STARTS = {start.value: start.name.capitalize() for start in YearStart}
OF_EXAMPLESHIRE = {"measure__council__slug": "exampleshire"}


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from loaded_until_rolled_back(django_db_setup, django_db_blocker)


@pytest.fixture(autouse=True)
def reading(db: None) -> None:
    """Every test reads what was loaded for all of them."""


def table_of(heading: str) -> dict[str, list[str]]:
    """The rows of the README's table whose first column is called so: a word, and the measures beside it."""
    _, _, after = README.partition(f"\n| {heading} | measures |\n|---|---|\n")
    rows = re.findall(r"^\| `(.+?)` \| (.+) \|$", after.partition("\n\n")[0], re.MULTILINE)
    return {word: refs.split(", ") for word, refs in rows}


def of_measures(column: str) -> set[tuple[str, str]]:
    return set(Measure.objects.filter(council__slug="exampleshire").values_list(column, "ref"))


def of_rules(column: str) -> set[tuple[str, str]]:
    return set(MeasureRule.objects.filter(**OF_EXAMPLESHIRE).values_list(column, "measure__ref"))


def of_readings(column: str) -> set[tuple[str, str]]:
    found = ReadingVersion.objects.filter(reading__measure__council__slug="exampleshire", superseded_at=None)
    return set(found.values_list(column, "reading__measure__ref"))


def of_the_scorecard(column: str) -> set[tuple[str, str]]:
    out = io.StringIO()
    with time_machine.travel(LOADED, tick=False):
        call_command("export_scorecard", "--council", "exampleshire", "--period", "2026/27 Q2", stdout=out)
    return {(row[column], row["ref"]) for row in csv.DictReader(io.StringIO(out.getvalue()))}


def stored(column: str) -> set[tuple[str, str]]:
    """Every word of a column that the loaded data have, with the measures that have it."""
    if column == "dimension":
        found = Category.objects.filter(dimension__measure__council__slug="exampleshire")
        return set(found.values_list("dimension__name", "dimension__measure__ref"))
    if column == "year_start":
        return {(YEAR_STARTS[int(month)], ref) for month, ref in of_measures(column)}
    sources = {"scheme": of_rules, "polarity": of_rules, "marker": of_readings, "status": of_the_scorecard}
    return sources.get(column, of_measures)(column)


def test_exactly_the_measures_of_the_council_have_a_line() -> None:
    lines = re.findall(r"^\| ([A-Z][A-Z0-9-]*) \| .+ \|$", README, re.MULTILINE)
    assert len(lines) == len(set(lines))
    assert set(lines) == {ref for _, ref in of_measures("title")}


@pytest.mark.parametrize("column", [*WORDS, "year_start", "dimension"])
def test_the_measures_beside_a_word_have_it(column: str) -> None:
    named = {(word, ref) for word, refs in table_of(column).items() for ref in refs}
    assert named
    assert named - stored(column) == set()


@pytest.mark.parametrize("column", ["year_start", "dimension"])
def test_every_word_that_occurs_is_in_its_table(column: str) -> None:
    assert {word for word, _ in stored(column)} == set(table_of(column))


@pytest.mark.parametrize("column", WORDS)
def test_every_word_of_the_product_has_a_measure(column: str) -> None:
    assert set(table_of(column)) == {word.value for word in WORDS[column]} - WITHOUT_A_MEASURE
