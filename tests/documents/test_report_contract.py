"""The contract's section of a committee report: its failures and watch-list, from the same verdicts as its own page."""

import pytest

from kpis.contracts.blocks import contract_blocks
from kpis.contracts.files import contract_rows
from kpis.contracts.queries import ContractReport, contract_report
from kpis.domain.period_text import parse_period
from kpis.people import EVERY_COUNCIL
from tests.demonstration import LOADED

CONTRACT = ("exampleshire", "exampleshire-childrens-company")


@pytest.fixture
def report(demo) -> ContractReport:
    return contract_report(*CONTRACT, parse_period("2026-09"), EVERY_COUNCIL, LOADED.date())


def blocks(report: ContractReport, *refs: str):
    return contract_blocks(report, refs or {each.measure.ref for each in report.kpis})


def under(found, name: str) -> list[str]:
    """The paragraphs under a heading, each with the label that stands before it."""
    place = next(place for place, each in enumerate(found) if each.get("text") == name)
    told = []
    for each in found[place + 1 :]:
        if each["kind"] != "paragraph" or not each["strong"]:
            break
        told.append(f"{each['strong']}: {each['text']}")
    return told


def test_the_sentence_adds_up_and_every_kpi_is_there(report):
    found = blocks(report)
    assert found[0]["text"].startswith(f"Of {len(report.kpis)} KPIs")
    assert len(found[-1]["rows"]) == len(report.kpis)
    assert all(cell for row in found[-1]["rows"] for cell in row)


def test_failures_and_the_watch_list_say_what_the_export_says(report):
    rows = {row["ref"]: row for row in contract_rows(report)}
    failed = [ref for ref, row in rows.items() if row["performance_failure"] == "yes"]
    watched = [ref for ref, row in rows.items() if row["watch"] == "yes"]
    assert failed and watched
    for name, refs in (("Performance failures", failed), ("Watch-list", watched)):
        told = under(blocks(report), name)
        assert [each.split(" ")[0] for each in told] == refs
        assert all(rows[ref]["reason"] in each for ref, each in zip(refs, told, strict=True))


def test_a_failure_without_a_notice_says_so(report):
    told = under(blocks(report), "Performance failures")
    noticed = [kpi.remedy_of(kpi.failure) is not None for kpi in report.kpis if kpi.failure]
    assert ["No notice of rectification" in each for each in told] == [not each for each in noticed]


def test_only_the_committees_kpis_are_told_of(report):
    found = blocks(report, "KPI-SC1")
    assert found[0]["text"].startswith("Of 1 KPI")
    assert len(found[-1]["rows"]) == 1
    assert contract_blocks(report, {"CYP01"}) == []
