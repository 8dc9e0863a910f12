"""A whole council out and in again: nothing changes where it is stored, and an empty place becomes the same council."""

import datetime as dt
import io
import zipfile
from decimal import Decimal
from functools import cache

import openpyxl
import pandas
import pytest
from django.core.management import call_command
from django.db import transaction
from odfdo import Document

from kpis.demo.loading import FOLDERS
from kpis.domain.period_text import parse_period as period
from kpis.interchange.files_council import WRITERS, csv_files
from kpis.interchange.jobs import load
from kpis.interchange.queries import council_data
from kpis.models import Comparator, Council, Judgement, Measure, MeasureRule, Outcome, Service, Target
from kpis.people import EVERY_COUNCIL, UNRESTRICTED
from kpis.readings.councils import council_for
from kpis.spreadsheets.tables import TABLES
from tests.documents.reopened import from_csv
from tests.interchange.helpers import stored
from tests.kept import kept
from tests.stored import (
    columns_of,
    make_baseline,
    make_category,
    make_comparator,
    make_council,
    make_measure,
    make_plan,
    make_reading,
    make_target,
    moment,
)

pytestmark = pytest.mark.django_db

COUNCILS = ("warwickshire", "worcestershire", "exampleshire")
FORMS = ("folder", "xlsx", "ods", "zip")
CARDS = {
    "warwickshire": ("2018/19", "2018/19 Q1", "2017/18"),
    "worcestershire": ("2020/21 Q4", "2019/20", "2019/20 Q2"),
    "exampleshire": ("2026/27 Q2", "2025/26", "2026-09"),
}
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


@kept
def sourced(council):
    """A council loaded from where it comes from; the report on that."""
    return load([FOLDERS[council]], now=NOW)


def data_of(council, viewer=UNRESTRICTED):
    return council_data(council_for(council, viewer).id, viewer)


def exported(council, place, form, viewer=UNRESTRICTED):
    """The council's data written as a folder or a file; an archive unpacked, as a person would."""
    place.mkdir(exist_ok=True)
    data, path = data_of(council, viewer), place / (council if form in ("folder", "zip") else f"{council}.{form}")
    if form == "folder":
        path.mkdir()
        for name, content in csv_files(data, NOW).items():
            (path / name).write_bytes(content)
    elif form == "zip":
        with zipfile.ZipFile(io.BytesIO(WRITERS[form](data, NOW))) as archive:
            archive.extractall(place)
    else:
        path.write_bytes(WRITERS[form](data, NOW))
    return path


def rows_of(files, table):
    return from_csv(files[f"{table}.csv"].decode())


def scorecard_text(council, of, *options):
    out = io.StringIO()
    call_command("export_scorecard", "--council", council, "--period", of, *options, stdout=out)
    return out.getvalue()


def cards(council):
    return [scorecard_text(council, each, *extra) for each in CARDS[council] for extra in ((), ("--restricted",))]


def told_of(council):
    """All that is told of a council: its files, what the public gets of them, and its scorecards."""
    files = [csv_files(data_of(council, viewer), NOW) for viewer in (UNRESTRICTED, EVERY_COUNCIL)]
    return files, cards(council)


@cache
def as_sourced(council):
    """The same of a council that has just been loaded from where it comes from, for each form that it then takes."""
    return told_of(council)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("council", COUNCILS)
def test_what_goes_out_comes_in_without_a_change(council, form, tmp_path):
    first = sourced(council)
    before, path = stored(), exported(council, tmp_path / "out", form)
    again = load([path], now=LATER)
    for name, counts in again.tables.items():
        assert (counts.created, counts.changed) == (0, 0), name
        if name in first.tables:
            assert counts.unchanged == first.tables[name].created + first.tables[name].changed, name
    assert set(again.tables) == set(TABLES)
    assert again.warnings == ()
    assert stored() == before


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("council", COUNCILS)
def test_an_empty_place_becomes_the_same_council(council, form, tmp_path):
    with transaction.atomic():
        sourced(council)
        path, wanted = exported(council, tmp_path / "out", form), as_sourced(council)
        transaction.set_rollback(True)
    assert not Council.objects.exists()

    load([path], now=LATER)

    assert told_of(council) == wanted


def intricate():
    """A council with all that files carry by more than copying it."""
    council = make_council()
    contract, plan = make_plan(council, "contract", kind="contract"), make_plan(council, starts=dt.date(2018, 4, 1))
    service = Service.objects.create(council=council, name="Early help", suppress_below=5)
    outcome = Outcome.objects.create(framework=plan, name="Children are safe")
    ruled(make_measure(plan, "R1", unit="percentage", decimal_places=1, frequency="quarterly", live_from="2018-04-01"))
    small(make_measure(plan, "S1", service=service, outcome=outcome, owner="somebody@example.org", order=2))
    told(
        make_measure(plan, "T1", unit="percentage", decimal_places=1, steady_margin="0.5", steady_margin_kind="points")
    )
    done = make_measure(plan, "M1", unit="milestone", scheme="milestone", order=1)
    make_reading(done, "2018/19", "1", achieved_on=dt.date(2019, 5, 1))
    make_reading(done, "2017/18", "0")
    school = make_measure(
        contract, "A1", unit="percentage", scheme="band", year_start=9, frequency="quarterly", period_kind="snapshot"
    )
    make_reading(school, "2018/19 academic Q2", "0.6", marker="provisional", provisional_until=dt.date(2019, 9, 1))
    make_target(school, "2018/19 academic", None, low="0.5", high="94", until=dt.date(2020, 8, 31))
    return council


def ruled(measure):
    """Judged by another scheme from a quarter on, and by a third from a quarter whose target has its own reason."""
    MeasureRule.objects.create(measure=measure, begins=dt.date(2018, 10, 1), scheme="band", polarity="higher",
                               decimal_places=1, reason="The panel asked for a band")  # fmt: skip
    MeasureRule.objects.create(measure=measure, begins=dt.date(2019, 1, 1), scheme="target_tolerance",
                               polarity="higher", decimal_places=1, reason="The panel changed its mind")  # fmt: skip
    make_target(measure, "2018/19 Q2", "90")
    make_target(measure, "2018/19 Q3", None, low="80", high="90")
    make_target(measure, "2018/19 Q4", "85", tolerance_kind="points", tolerance="5", reason="Set late")
    make_target(measure, "2017/18", "70", withdrawn=True)
    for number, value in enumerate(("88", "0.4", "86.123456", "1"), 1):
        make_reading(measure, f"2018/19 Q{number}", value)


def small(measure):
    """Counts that identify: a total, a baseline, and one of three parts, so that a second part goes with it."""
    make_reading(measure, "2017/18", "3", commentary="Three families")
    make_reading(measure, "2018/19", "60", break_before="Counted anew", published={"dot": "up", "status": "green"})
    make_reading(measure, "2019/20", marker="awaiting", expected=dt.date(2020, 6, 1))
    make_baseline(measure, "2016/17", "4")
    make_baseline(measure, "2015/16", "40")
    parts = [make_category(measure, "District", name) for name in ("Rugby", "North", "Eastern")]
    for part, value in zip(parts, ("2", "18", "40"), strict=True):
        make_reading(measure, "2018/19", value, category=part)
    target = {"category": parts[2], "value": 30, "recorded_at": moment("2019-05-01")}
    Target.objects.create(measure=measure, **columns_of(period("2018/19")), **target)
    make_comparator(measure, "England", "2018/19", "61")


def told(measure):
    """Texts as a browser sends them, judgements with their basis, a revision, a draft, parts and half a figure."""
    make_reading(measure, "2017/18", "59", numerator="59", at=moment("2019-05-01"))
    make_reading(measure, "2018/19", "50", numerator="1", denominator="2", at=moment("2019-05-01"))
    version = make_reading(measure, "2018/19", "66.666667", numerator="2", denominator="3", marker="revised",
                           commentary="Two lines:\r\nthe second", section="area_of_concern", at=moment("2019-06-01"),
                           reason="Counted again")  # fmt: skip
    make_reading(measure, "2019/20", "70", state="draft")
    Judgement.objects.create(version=version, kind="dot", value="down", basis="unknown")
    Judgement.objects.create(version=version, kind="projection", value="improve", source="override", why="Agreed")
    Comparator.objects.create(measure=measure, name="England", note="Not published", recorded_at=moment("2019-05-01"),
                              **columns_of(period("2018/19")))  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_what_files_carry_by_more_than_copying_comes_in_again(form, tmp_path):
    intricate()
    before, path = stored(), exported("northshire", tmp_path, form)
    report = load([path], now=LATER)
    assert {name: (each.created, each.changed) for name, each in report.tables.items()} == dict.fromkeys(TABLES, (0, 0))
    assert stored() == before


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_place_becomes_the_intricate_council(form, tmp_path):
    with transaction.atomic():
        intricate()
        path, files = exported("northshire", tmp_path, form), csv_files(data_of("northshire"), NOW)
        public = csv_files(data_of("northshire", EVERY_COUNCIL), NOW)
        transaction.set_rollback(True)
    load([path], now=LATER)
    assert csv_files(data_of("northshire"), NOW) == files
    assert csv_files(data_of("northshire", EVERY_COUNCIL), NOW) == public, "the thresholds came too"
    begun = (
        MeasureRule.objects.filter(measure__ref="R1", begins__isnull=False)
        .order_by("begins")
        .values_list("begins", "scheme", "reason")
    )
    assert list(begun) == [
        (dt.date(2018, 10, 1), "band", "The panel asked for a band"),
        (dt.date(2019, 1, 1), "target_tolerance", "The panel changed its mind"),
    ]
    parts = Measure.objects.get(ref="S1").dimensions.get().categories.order_by("order")
    assert [each.name for each in parts] == ["Rugby", "North", "Eastern"]


def test_the_public_gets_no_figure_that_is_withheld(tmp_path):
    intricate()
    files = csv_files(data_of("northshire", EVERY_COUNCIL), NOW)
    readings = {(row["period"], row["category"]): row for row in rows_of(files, "readings") if row["ref"] == "S1"}
    hidden = {key for key, row in readings.items() if row["marker"] == "suppressed"}
    assert hidden == {("2017/18", ""), ("2018/19", "Rugby"), ("2018/19", "North")}, "North is the second cell"
    for key in hidden:
        kept = {name for name, text in readings[key].items() if text}
        assert kept <= {"ref", "period", "dimension", "category", "marker"}
    assert [row["value"] for row in rows_of(files, "baselines")] == ["40"]
    assert not any(row["owner"] for row in rows_of(files, "measures"))
    assert {row["suppress_below"] for row in rows_of(files, "measures")} == {"", "5"}
    assert b"Three families" not in b"".join(files.values())


def test_only_signed_off_figures_that_stand_go_out():
    intricate()
    rows = [row for row in rows_of(csv_files(data_of("northshire"), NOW), "readings") if row["ref"] == "T1"]
    assert [(row["period"], row["value"], row["numerator"], row["denominator"]) for row in rows] == [
        ("2017/18", "59", "59", ""),
        ("2018/19", "", "2", "3"),
    ]
    assert rows[1]["commentary"] == "Two lines:\nthe second"
    assert rows[1]["change_reason"] == "", "what was said of a change is said of it once"


WICKED = "=cmd|' /C calc'!A0"
TEXTS = (
    WICKED,
    "+1",
    "-1+1",
    "@SUM(A1)",
    "'=1",
    "''-1",
    "'quoted'",
    "two  spaces",
    "a\ttab",
    "x\n\ny",
    "_x0041_",
    "\U0001f600 שלום",
)


def wicked_folder(folder, text):
    """A council with the same text in every cell that takes one."""
    quoted = '"' + text.replace('"', '""') + '"'
    rows = {
        "council": ["slug,name,short_name", f"northshire,{quoted},{quoted}"],
        "committees": ["slug,name,remit", f"panel,{quoted},{quoted}"],
        "frameworks": ["slug,name", f"plan,{quoted}"],
        "measures": [
            "ref,title,framework,unit,polarity,frequency,outcome,policy_area,service,portfolio_holder,definition,source,"
            "unit_label,committees,share",
            f"M1,{quoted},plan,percentage,higher,annual{f',{quoted}' * 6},{quoted},panel,no",
        ],
        "targets": ["ref,period,target,reason", f"M1,2018/19,-3,{quoted}"],
        "readings": [
            "ref,period,dimension,category,value,commentary,break_before",
            f"M1,2018/19,,,-5.2,{quoted},{quoted}",
            f"M1,2018/19,{quoted},{quoted},-5.2,{quoted},",
        ],
        "comparators": ["ref,comparator,period,value,note", f"M1,{quoted},2018/19,-1,{quoted}"],
    }
    folder.mkdir()
    for name, lines in rows.items():
        (folder / f"{name}.csv").write_bytes(("\n".join(lines) + "\n").encode())
    return folder


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", TEXTS)
def test_any_text_in_every_cell_goes_out_as_text_and_comes_back_as_it_was(form, text, tmp_path):
    with transaction.atomic():
        load([wicked_folder(tmp_path / "in", f" {text}")], now=NOW)
        path, files = exported("northshire", tmp_path, form), csv_files(data_of("northshire"), NOW)
        before, again = stored(), load([path], now=LATER)
        assert {(each.created, each.changed) for each in again.tables.values()} == {(0, 0)}
        assert stored() == before
        transaction.set_rollback(True)
    load([path], now=LATER)
    assert csv_files(data_of("northshire"), NOW) == files


def test_no_program_finds_a_formula_in_a_councils_data(tmp_path):
    load([wicked_folder(tmp_path / "in", WICKED)], now=NOW)
    cells = [
        (cell.data_type, cell.value)
        for sheet in openpyxl.load_workbook(exported("northshire", tmp_path, "xlsx"))
        for row in sheet.iter_rows()
        for cell in row
    ]
    table = Document(exported("northshire", tmp_path, "ods")).body.get_table(name="readings")
    typed = [(cell.type, cell.value) for row in table.rows for cell in row.cells]
    frame = pandas.read_excel(exported("northshire", tmp_path, "ods"), sheet_name="readings", engine="calamine")
    assert not [value for kind, value in cells if kind == "f"]
    assert not [cell for row in table.rows for cell in row.cells if cell.formula]
    for found in ([value for _, value in cells], [value for _, value in typed], list(frame["commentary"])):
        assert f"'{WICKED}" in found
        assert WICKED not in found
    assert list(frame["value"]) == [-5.2, -5.2]
    assert ("n", -5.2) in cells
    assert ("float", Decimal("-5.2")) in typed
