"""What docs/contracts.md says of failures and of the file is what the product does."""

import re

import pytest

from kpis.contracts.files import COLUMNS
from kpis.models import Contract
from tests.contracts.building import kpi_of, make_contract, make_kpi, report, reported
from tests.test_documents import ROOT, table

TEXT = (ROOT / "docs/contracts.md").read_text(encoding="utf-8")
EXAMPLES = table(TEXT, "When it is a performance failure")
MONTHS = [f"2020-{month:02d}" for month in range(4, 13)]


@pytest.mark.django_db
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["Figures"])
def test_every_example_is_worked_out_as_it_is_told(example: dict[str, str]) -> None:
    contract = make_contract()
    figures = [text.replace("–", "-") for text in example["Figures"].split()]
    months = MONTHS[: len(figures)]
    report(make_kpi(contract), " ".join(f"{month}={text}" for month, text in zip(months, figures, strict=True)))
    found = kpi_of(reported(contract, months[-1]))
    assert found.reason == example["The sentence"]
    assert (found.failure.clause if found.failure else "none") == example["Clause"]
    said = "failure" if found.failure else "watch-list" if found.verdict.is_watched else "neither"
    assert said == example["The last month"]


def test_the_table_of_columns_is_that_of_the_file() -> None:
    rows = table(TEXT, "The report as a file")
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row["column"])] == list(COLUMNS)


def test_the_usual_terms_are_those_of_the_settings() -> None:
    usual = {row["setting"]: row["usual"] for row in table(TEXT, "What a contract has")}
    for name in ("months in a row", "quarters in a row", "years in a row", "look back months"):
        field = Contract._meta.get_field(name.replace(" ", "_"))
        assert usual[name] == str(field.default)
