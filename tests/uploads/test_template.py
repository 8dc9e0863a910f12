"""The template: what somebody enters for a period, filled in with what is known, and taken back unchanged."""

import csv
import io

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from kpis.entry import actions as figures
from kpis.models import ClosingEvent
from tests.entry.conftest import NOW, entry_of
from tests.stored import columns_of, make_category, make_reading
from tests.uploads.files import ADDRESS, kinds, send, told

Q4 = "?period=2018-19-q4"


def rows_of(client, query: str = Q4) -> list[dict[str, str]]:
    response = client.get(f"{ADDRESS}template.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def known(bringing):
    """A signed-off figure, a draft with dates and commentary, a milestone, and a breakdown."""
    make_reading(bringing.measures["C1"], "2018/19 Q4", "660", at=NOW, commentary="=SUM(1) is no formula here")
    make_reading(bringing.measures["C1"], "2018/19 Q4", "60", at=NOW,
                 category=make_category(bringing.measures["C1"], "District", "North"))  # fmt: skip
    make_category(bringing.measures["C1"], "District", "South")
    entry = entry_of(
        bringing.place("P1"), "88", numerator="88", denominator="100", marker="provisional", projection="improve",
        provisional_until=NOW.date(), commentary="Two\nlines, and a comma",
    )  # fmt: skip
    figures.save(entry=entry, submit=False, by=bringing.person("alice"), at=NOW)
    make_reading(bringing.measures["M1"], "2018/19", "1", at=NOW, achieved_on=NOW.date())
    return bringing


def test_it_holds_my_figures_with_what_is_known(known, alice, client_of):
    rows = rows_of(alice)
    assert [(row["ref"], row["category"], row["value"], row["numerator"]) for row in rows] == [
        ("C1", "", "660", ""), ("C1", "North", "60", ""), ("C1", "South", "", ""), ("M1", "", "achieved", ""),
        ("P1", "", "", "88"),
    ]  # fmt: skip
    draft = rows[4]
    assert (draft["marker"], draft["provisional_until"], draft["published_projection"]) == (
        "provisional", "2019-04-15", "improve"
    )  # fmt: skip
    assert rows[0]["commentary"] == "'=SUM(1) is no formula here" and draft["commentary"] == "Two\nlines, and a comma"
    assert {row["ref"] for row in rows_of(client_of("petra"))} == {"C1", "P1", "M1", "X1"}
    assert rows_of(client_of("bob")) == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods"])
def test_it_is_taken_back_and_changes_nothing(known, alice, form):
    content = alice.get(f"{ADDRESS}template.{form}{Q4}").content
    upload = send(alice, content, f"readings.{form}")
    assert told(upload) == []
    assert [kind for _, kind in kinds(upload)] == ["unchanged", "unchanged", "blank", "unchanged", "unchanged"]


def test_the_workbooks_say_how_they_are_filled_in(known, alice):
    content = alice.get(f"{ADDRESS}template.xlsx{Q4}").content
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Cover", "readings", "How to fill in"]
    guide = list(book["How to fill in"].values)
    assert guide[0][:2] == ("Reference", "Measure") and guide[1][:2] == ("C1", "Children looked after")
    assert book["readings"]["E2"].value == 660
    ods = CalamineWorkbook.from_filelike(io.BytesIO(alice.get(f"{ADDRESS}template.ods{Q4}").content))
    assert ods.sheet_names == ["Cover", "readings", "How to fill in"]


def test_figures_of_a_closed_period_are_left_out(known, alice):
    period = known.place("C1").period
    ClosingEvent.objects.create(
        council=known.council, number=1, event="closed", at=NOW, by=known.people["petra"], **columns_of(period)
    )
    assert [row["ref"] for row in rows_of(alice)] == ["M1"]


def test_without_a_period_it_is_that_of_the_quarter_that_ended_last(known, alice):
    assert rows_of(alice, "")[0]["period"] == "2018/19 Q4"
    assert alice.get(f"{ADDRESS}template.csv?period=nonsense").status_code == 404


def test_the_same_statements_for_many_figures(known, alice, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as few:
        rows_of(alice)
    for number in range(20):
        known.add_measure(f"N{number}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(rows_of(alice)) == 25
