"""The scorecard as files says what the page says, for each of the three councils."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from kpis.domain.words import Judgement, Movement, Rag, Status
from kpis.presenters import JUDGEMENTS, MOVEMENTS, PUBLISHED_STATUS, look_of
from kpis.scorecards.files import COLUMNS as WRITTEN
from tests.demonstration import NOTICE
from tests.documents.reopened import COLUMNS, downloaded, from_command, from_csv, from_xlsx
from tests.pages.reading import cell, opened, rows, status, text_of

CARDS = [
    ("warwickshire", "2018/19", "2018-19"),
    ("warwickshire", "2018/19 Q1", "2018-19-q1"),
    ("worcestershire", "2020/21 Q4", "2020-21-q4"),
    ("worcestershire", "2019/20", "2019-20"),
    ("exampleshire", "2026/27 Q2", "2026-27-q2"),
    ("exampleshire", "2025/26", "2025-26"),
    ("exampleshire", "2026-09", "2026-m09"),
]


def test_the_columns_are_those_of_the_interchange_format_in_their_order(demo):
    assert list(WRITTEN) == COLUMNS
    assert list(from_command("warwickshire", "2018/19")[0]) == COLUMNS


@pytest.mark.parametrize(("council", "period", "slug"), CARDS)
def test_every_verdict_of_the_command_is_that_of_the_page(demo, nobody, council, period, slug):
    exported = from_command(council, period)
    page = rows(opened(nobody, f"/{council}/scorecard/?period={slug}"))
    assert sorted(row["ref"] for row in exported) == sorted(page), "the same measures"
    for row in exported:
        shown = page[row["ref"]]
        look = look_of(Status(row["status"]), Rag(row["rag"]))
        assert status(shown) == look.word
        assert look.css in shown.select_one(".status")["class"]
        assert row["status_reason"].lstrip("'") in text_of(shown)
        assert cell(shown, "Latest figure").startswith(row["printed"].lstrip("'"))
        assert arrow_of(row) == text_of(shown.select_one(".travel")).lstrip("↑↓→ ")
        assert f"travel--{row['dot_judgement']}" in shown.select_one(".travel")["class"]
        if row["published_status"] in ("met", "not_met"):
            assert f"The paper said: {PUBLISHED_STATUS[row['published_status']]}" in text_of(shown)


def arrow_of(row):
    movement, judgement = Movement(row["dot_movement"]), Judgement(row["dot_judgement"])
    if movement is Movement.NOT_COMPARED:
        return "Not compared"
    return f"{MOVEMENTS[movement]}, {JUDGEMENTS[judgement]}"


@pytest.mark.parametrize(("council", "period", "slug"), CARDS[:1] + CARDS[4:5])
def test_the_command_and_the_three_downloads_hold_the_same(demo, nobody, council, period, slug):
    expected = from_command(council, period)
    query = f"?period={slug}"
    assert from_csv(downloaded(nobody, council, "csv", query).decode()) == expected
    for row, want in zip(from_xlsx(downloaded(nobody, council, "xlsx", query)), expected, strict=True):
        assert [row["ref"], row["status"], row["rag"], row["status_reason"]] == [
            want["ref"], want["status"], want["rag"], want["status_reason"],
        ]  # fmt: skip


def test_warwickshire_by_its_paper(demo):
    exported = {row["ref"]: row for row in from_command("warwickshire", "2018/19")}
    assert len(exported) == 21
    plans = exported["CS02"]
    assert (plans["value"], plans["marker"], plans["printed"]) == ("346", "provisional", "346")
    assert (plans["dot_movement"], plans["dot_judgement"]) == ("down", "improving")
    assert (plans["previous_period"], plans["previous_value"]) == ("2017/18", "564")
    assert (plans["published_status"], plans["published_dot"], plans["published_trend"]) == ("met", "down", "down")
    assert plans["period"] == "2018/19"
    looked_after = exported["CS03"]
    assert (looked_after["target"], looked_after["status"], looked_after["rag"]) == ("580", "off_target", "red")
    assert exported["HW01"]["value"] == ""
    assert (exported["HW01"]["period"], exported["HW01"]["status"]) == ("2018", "no_data")
    assert (exported["EL01"]["period"], exported["EL01"]["value"]) == ("2017/18 academic", "109")


@pytest.mark.parametrize("council", ["warwickshire", "worcestershire"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "ods"])
def test_the_notice_stands_on_the_cover_and_in_no_column_of_data(demo, nobody, council, form):
    content = downloaded(nobody, council, form)
    if form == "csv":
        found = from_csv(content.decode())
        assert {row["council"] for row in found} == {council}
        assert not [text for row in found for text in row.values() if NOTICE in text]
        return
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert [NOTICE] in book.get_sheet_by_name("Cover").to_python()


def test_the_command_gives_the_councils_short_name_alone(demo):
    assert {row["council"] for row in from_command("worcestershire", "2020/21 Q4")} == {"worcestershire"}


def test_a_download_has_the_filters_of_its_page(demo, nobody):
    query = "?period=2026-27-q2&status=red&committee=resources"
    page = sorted(rows(opened(nobody, f"/exampleshire/scorecard/{query}")))
    exported = [row["ref"] for row in from_csv(downloaded(nobody, "exampleshire", "csv", query).decode())]
    assert sorted(exported) == page
    link = next(
        each["href"] for each in opened(nobody, f"/exampleshire/scorecard/{query}").select('[aria-label="Download"] a')
    )
    assert re.fullmatch(r"/exampleshire/scorecard\.csv\?.+", link)
    assert sorted(row["ref"] for row in from_csv(nobody.get(link).content.decode())) == page


def test_the_command_takes_a_plan_and_a_committee(demo):
    contract = from_command("exampleshire", "2026/27 Q2", "--framework", "exampleshire-childrens-company")
    assert {row["framework"] for row in contract} == {"exampleshire-childrens-company"}
    resources = from_command("exampleshire", "2026/27 Q2", "--committee", "resources")
    assert {"RES01", "CYP13"} <= {row["ref"] for row in resources}


def test_the_command_writes_a_file(demo, tmp_path):
    file = tmp_path / "card.csv"
    call_command("export_scorecard", "--council", "warwickshire", "--period", "2018/19", "--output", str(file))
    assert from_csv(file.read_bytes().decode()) == from_command("warwickshire", "2018/19")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--council", "atlantis", "--period", "2018/19"], 'no council "atlantis"'),
        (["--council", "warwickshire", "--period", "banana"], "banana"),
        (["--council", "warwickshire", "--period", "2018/19", "--framework", "x"], "It has: one-organisational"),
        (["--council", "warwickshire", "--period", "2018/19", "--committee", "x"], "It has: children-and-young"),
        (["--council", "warwickshire", "--period", "2018/19", "--as-of", "soon"], "write it as 2019-06-18"),
        (
            ["--council", "warwickshire", "--period", "2018/19", "--output", "/no/such/folder/x.csv"],
            "cannot be written",
        ),
    ],
)
def test_the_command_refuses_with_the_reason(demo, options, reason):
    with pytest.raises(CommandError, match=re.escape(reason)):
        call_command("export_scorecard", *options)


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ],
)
def test_a_download_says_what_it_is(demo, nobody, form, kind):
    response = nobody.get(f"/warwickshire/scorecard.{form}")
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="warwickshire-scorecard-2018-19.{form}"'
