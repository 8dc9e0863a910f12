"""`export_contract`: a row a KPI, with exactly the columns that interchange promises."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from kpis.domain.periods import Frequency
from kpis.domain.words import Status
from tests.contracts.building import make_contract, make_kpi, report
from tests.stored import make_plan, make_reading, moment

COLUMNS = [
    "ref", "schedule", "period", "printed", "low", "high", "status", "run_length", "performance_failure", "clause",
    "failure_periods", "watch", "reason",
]  # fmt: skip


def exported(council: str, framework: str, period: str, *options: str) -> dict[str, dict[str, str]]:
    out = io.StringIO()
    call_command(
        "export_contract", "--council", council, "--framework", framework, "--period", period, *options, stdout=out
    )
    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert all(list(row) == COLUMNS for row in rows)
    return {row["ref"]: row for row in rows}


@pytest.mark.django_db
def test_a_row_says_the_verdict_with_its_clause_and_periods() -> None:
    contract = make_contract()
    report(make_kpi(contract, band="80.0 90.50"), "2020-04=75 2020-06=76.25 2020-07=77")
    row = exported("northshire", "company", "2020-07")["K1"]
    assert {name: text for name, text in row.items() if name != "reason"} == {
        "ref": "K1",
        "schedule": "monthly",
        "period": "2020-07",
        "printed": "77.0%",
        "low": "80",
        "high": "90.5",
        "status": "outside_band",
        "run_length": "3",
        "performance_failure": "yes",
        "clause": "5.3.1(a)",
        "failure_periods": "2020-04;2020-06;2020-07",
        "watch": "no",
    }
    assert "May 2020 missing): a performance failure by 5.3.1(a)." in row["reason"]


@pytest.mark.django_db
def test_quarters_and_years_are_written_as_interchange_writes_them() -> None:
    contract = make_contract(starts="2019-04-01")
    report(make_kpi(contract, "Q1", frequency="quarterly"), "2019/20 Q3=70 2019/20 Q4=70")
    report(make_kpi(contract, "Y1", frequency="annual"), "2019/20=70")
    make_kpi(contract, "H1", frequency="half_yearly")
    found = exported("northshire", "company", "2020-03")
    assert (found["Q1"]["period"], found["Q1"]["failure_periods"]) == ("2019/20 Q4", "2019/20 Q3;2019/20 Q4")
    assert (found["Y1"]["period"], found["Y1"]["clause"]) == ("2019/20", "5.3.1(c)")
    assert (found["H1"]["schedule"], found["H1"]["period"], found["H1"]["run_length"]) == (
        "half_yearly",
        "2019/20 H2",
        "0",
    )


@pytest.mark.django_db
def test_a_milestone_has_no_band() -> None:
    contract = make_contract(starts="2019-04-01")
    make_kpi(contract, "M", band="", unit="milestone", scheme="milestone", decimal_places=0, frequency="annual")
    make_reading(contract.measures.get(), "2019/20", "0")
    row = exported("northshire", "company", "2020-03")["M"]
    assert (row["low"], row["high"], row["status"], row["performance_failure"]) == ("", "", "not_achieved", "yes")


@pytest.mark.django_db
def test_text_never_becomes_a_formula_and_a_figure_stays_as_printed() -> None:
    contract = make_contract()
    kpi = make_kpi(contract, "-K1", band="-5 5", unit="percentage_points", share=False)
    report(kpi, "2020-06=-7.5")
    row = exported("northshire", "company", "2020-06")["'-K1"]
    assert (row["printed"], row["low"]) == ("−7.5 percentage points", "-5")


@pytest.mark.django_db
def test_small_numbers_are_withheld_unless_restricted() -> None:
    kpi = make_kpi(make_contract(), suppress_below=5)
    make_reading(kpi, "2020-06", "5", numerator="3", denominator="60")
    row = exported("northshire", "company", "2020-06")["K1"]
    assert (row["printed"], row["status"], row["run_length"], row["reason"][:8]) == ("[c]", "hidden", "0", "Withheld")
    assert exported("northshire", "company", "2020-06", "--restricted")["K1"]["printed"] == "5.0%"


@pytest.mark.django_db
def test_as_of_a_day_gives_the_verdicts_as_they_stood() -> None:
    kpi = make_kpi(make_contract())
    report(kpi, "2020-04=75 2020-05=76 2020-06=77")
    make_reading(kpi, "2020-05", "85", at=moment("2020-08-01"))
    now = exported("northshire", "company", "2020-06")["K1"]
    then = exported("northshire", "company", "2020-06", "--as-of", "2020-07-31")["K1"]
    assert (now["performance_failure"], then["performance_failure"]) == ("no", "yes")
    assert "undid the failure by 5.3.1(a)" in now["reason"]


@pytest.mark.django_db
def test_it_writes_a_file_and_says_how_many(tmp_path, capsys) -> None:
    make_kpi(make_contract())
    target = tmp_path / "report.csv"
    assert exported("northshire", "company", "2020-06", "--output", str(target)) == {}
    assert target.read_text().startswith("ref,schedule,period")
    assert "1 KPIs written" in capsys.readouterr().err
    with pytest.raises(CommandError, match="cannot be written"):
        exported("northshire", "company", "2020-06", "--output", str(tmp_path))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("council", "framework", "period", "says"),
    [
        ("nowhere", "company", "2020-06", 'no council "nowhere"'),
        ("northshire", "nothing", "2020-06", "Its contracts: company"),
        ("northshire", "plan", "2020-06", "is a plan, not a contract"),
        ("northshire", "company", "2018-06", "is outside the contract: Northshire company started on 1 October 2019"),
        ("northshire", "company", "June", "is not a period|names no year"),
        ("northshire", "company", "Q4", "names no year"),
    ],
)
def test_what_there_is_not_is_said(council: str, framework: str, period: str, says: str) -> None:
    contract = make_contract()
    make_plan(contract.council, "plan")
    with pytest.raises(CommandError, match=says):
        exported(council, framework, period)


@pytest.mark.django_db
def test_a_day_that_is_none_is_refused() -> None:
    make_contract()
    with pytest.raises(CommandError, match="is not a date"):
        exported("northshire", "company", "2020-06", "--as-of", "soon")


def test_worcestershires_24_kpis_as_published_with_no_figure(demo) -> None:
    rows = exported("worcestershire", "worcestershire-children-first", "2020-06")
    assert len(rows) == 24
    assert {row["performance_failure"] for row in rows.values()} == {"no"}
    assert {row["printed"] for row in rows.values()} == {"No figure entered"}
    assert (rows["KPI-SC1"]["low"], rows["KPI-SC1"]["high"]) == ("52.3", "62.7")
    assert {row["schedule"] for row in rows.values()} == {"monthly", "quarterly", "annual"}


STORY = [
    ("KPI-SC1", "2026-07", "no", "", "yes"),
    ("KPI-SC1", "2026-08", "no", "", "yes"),
    ("KPI-SC1", "2026-09", "yes", "5.3.1(a)", "no"),
    ("KPI-SC5", "2026-02", "no", "", "yes"),
    ("KPI-SC5", "2026-04", "yes", "5.3.1(a)", "no"),
    ("KPI-SC5", "2026-05", "no", "", "yes"),
    ("KPI-SC5", "2026-09", "yes", "5.3.4", "no"),
    ("KPI-SC2", "2026-09", "yes", "5.3.1(a)", "no"),
    ("KPI-SC6", "2026-09", "no", "", "yes"),
    ("KPI-EH1", "2026-03", "yes", "5.3.1(b)", "no"),
    ("KPI-ED1", "2026-03", "yes", "5.3.1(c)", "no"),
    ("KPI-SC3", "2026-09", "no", "", "no"),
]


@pytest.mark.parametrize(("ref", "period", "failure", "clause", "watch"), STORY)
def test_exampleshires_year_walks_through_every_clause(demo, ref, period, failure, clause, watch) -> None:
    row = exported("exampleshire", "exampleshire-childrens-company", period)[ref]
    assert (row["performance_failure"], row["clause"], row["watch"]) == (failure, clause, watch)


def test_every_cell_is_a_word_of_the_format(demo) -> None:
    for row in exported("exampleshire", "exampleshire-childrens-company", "2026-09").values():
        assert row["status"] in set(Status)
        assert row["schedule"] in set(Frequency)
        assert row["run_length"].isdigit()
        assert row["reason"].endswith(".")
