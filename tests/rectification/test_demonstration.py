"""What the demonstration's people did about the failures of Exampleshire's contract."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from kpis.contracts.queries_terms import contract_for
from kpis.demo.rectification import rectify
from kpis.models import PerformanceRisk, Rectification
from kpis.people import EVERY_COUNCIL
from kpis.rectification.queries import rectifications
from kpis.rectification.queries_causes import has_lost_its_cause, latest_report, unanswered
from tests.demonstration import LOADED, loaded_until_rolled_back

CONTRACT = "exampleshire-childrens-company"


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from loaded_until_rolled_back(django_db_setup, django_db_blocker)


@pytest.fixture(autouse=True)
def reading(db: None) -> None:
    """Every test reads what was loaded for all of them."""


def test_each_rectification_goes_with_its_figures() -> None:
    contract = contract_for("exampleshire", CONTRACT, EVERY_COUNCIL)
    found = {each.ref: each for each in rectifications(contract.id, LOADED.date())}
    assert {ref: (each.clause, each.said) for ref, each in found.items()} == {
        "KPI-SC1": ("5.3.1(a)", "Action plan agreed"),
        "KPI-SC2": ("5.3.1(a)", "Notice given"),
        "KPI-ED1": ("5.3.1(c)", "Action plan agreed"),
        "KPI-SC5": ("5.3.1(a)", "Closed"),
        "KPI-EH1": ("5.3.1(b)", "Closed"),
    }
    assert [(each.number, each.owner) for each in found["KPI-SC1"].overdue] == [(2, "Alice (fictional)")]
    assert [each.status.rag.value for each in found["KPI-SC5"].steps if each.status] == ["green", "amber"]
    report = latest_report(contract, EVERY_COUNCIL, LOADED.date())
    assert not any(has_lost_its_cause(report, each.id) for each in found.values())


def test_the_relapse_has_had_no_notice_yet() -> None:
    contract = contract_for("exampleshire", CONTRACT, EVERY_COUNCIL)
    report = latest_report(contract, EVERY_COUNCIL, LOADED.date())
    assert [(each.ref, each.failure.clause) for each in unanswered(report)] == [("KPI-SC5", "5.3.4")]


def test_nothing_is_done_twice_and_nothing_under_a_real_councils_name() -> None:
    before = Rectification.objects.count()
    assert not rectify(LOADED)
    assert Rectification.objects.count() == before == 5
    assert set(Rectification.objects.values_list("framework__council__slug", flat=True)) == {"exampleshire"}
    assert PerformanceRisk.objects.count() == 1


def test_what_had_not_come_yet_is_left_out() -> None:
    PerformanceRisk.objects.all().delete()
    for record in Rectification.objects.all():
        record.events.all().delete()
        record.actions.all().delete()
        record.delete()
    assert not rectify(LOADED - dt.timedelta(days=200))
    assert rectify(LOADED - dt.timedelta(days=60))
    assert [each.measure.ref for each in Rectification.objects.all() if each.measure] == ["KPI-SC5"]
