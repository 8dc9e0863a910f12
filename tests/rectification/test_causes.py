"""A failure whose cause a revision withdraws, failures without a notice, and what a contract's report says of both."""

import datetime as dt

import pytest

from kpis.contracts.queries_rows import remedies
from kpis.models import Contract, Service
from kpis.people import UNRESTRICTED
from kpis.rectification import actions as contracts
from kpis.rectification import actions_failures as contract_failures
from kpis.rectification.queries_causes import (
    has_lost_its_cause,
    latest_report,
    lost_cause_text,
    revisions_since,
    unanswered,
)
from kpis.refusals import Refused
from tests.contracts.building import make_kpi, report
from tests.pages.reading import opened, said, text_of
from tests.rectification.conftest import NOW, TODAY, Held
from tests.stored import make_person, make_reading, make_target, moment, signed_in

LATER = dt.date(2020, 8, 20)


def lost_text(held: Held) -> str:
    found = latest_report(held.contract, UNRESTRICTED, LATER)
    remedy = remedies(held.contract.id, LATER, None)[0]
    assert has_lost_its_cause(found, remedy.id)
    return lost_cause_text(revisions_since(found, remedy, UNRESTRICTED, LATER))


def test_a_withdrawn_cause_is_told_with_the_figure_that_was_revised(held: Held) -> None:
    held.planned()
    held.revise("2020-05", "85")
    assert lost_text(held) == (
        "The failure no longer stands: May 2020 was revised from 76.0% to 85.0% on 20 July 2020."
    )


def test_every_revision_is_told(held: Held) -> None:
    held.planned()
    held.revise("2020-05", "85")
    held.revise("2020-06", "86.5", "2020-07-21")
    assert lost_text(held) == (
        "The failure no longer stands: May 2020 was revised from 76.0% to 85.0% on 20 July 2020 and Jun 2020 was "
        "revised from 77.0% to 86.5% on 21 July 2020."
    )


def test_another_band_can_withdraw_it_too(held: Held) -> None:
    held.planned()
    make_target(held.kpi, "2019/20", low="70", high="90", tolerance_kind="band", at=moment("2020-07-20"))
    assert lost_text(held).endswith("its band, its schedule or the contract's terms were changed.")


def test_a_revision_that_leaves_the_failure_standing_withdraws_nothing(held: Held) -> None:
    record = held.planned()
    held.revise("2020-05", "78")
    report(held.kpi, "2020-07=70")
    held.revise("2020-04", "85")
    assert not has_lost_its_cause(latest_report(held.contract, UNRESTRICTED, LATER), record.pk)


def test_the_page_says_so_and_it_stays_open_until_it_is_closed(held: Held) -> None:
    record = held.planned()
    held.revise("2020-05", "85")
    address = f"{held.address}rectifications/{record.pk}/"
    text = said(held.client("petra"), address)
    assert "The failure no longer stands: May 2020 was revised from 76.0% to 85.0% on 20 July 2020." in text
    assert "stays open until the performance team closes it" in text
    assert "Outside the tolerance band for the third consecutive month (Apr, May and Jun 2020)" in text
    assert "A revision of May 2020 undid the failure by 5.3.1(a)" in text
    sent = {"do": "close", "version": record.version, "note": "May was counted wrongly"}
    assert held.client("petra").post(address, sent).status_code == 302
    record.refresh_from_db()
    assert record.state == "closed"
    assert "Closed on 15 July 2020" in said(held.client("petra"), address)


def test_figures_that_are_taken_back_withdraw_it_too_and_never_hide_it(held: Held) -> None:
    record = held.planned()
    for period in ("2020-04", "2020-05", "2020-06"):
        make_reading(held.kpi, period, at=moment("2020-07-20"), marker="awaiting")
    assert has_lost_its_cause(latest_report(held.contract, UNRESTRICTED, TODAY), record.pk)


def test_a_recorded_failure_that_is_withdrawn_is_told(held: Held) -> None:
    failure = contract_failures.record_failure(
        contract=held.contract, measure=None, clause="inadequate", occurred_on=TODAY, why="Judged inadequate",
        by=held.person("petra"), at=NOW,
    )  # fmt: skip
    record = contracts.give_notice_of_recorded(
        contract=held.contract, failure=failure, plan_due=TODAY, by=held.person("petra"), at=NOW
    )
    contract_failures.withdraw_failure(failure=failure, reason="An appeal", by=held.person("petra"), at=NOW)
    address = f"{held.address}rectifications/{record.pk}/"
    assert "it was withdrawn. An appeal" in said(held.client("petra"), address)
    given = {"do": "close", "version": record.version, "note": "The appeal was won"}
    assert held.client("petra").post(address, given).status_code == 302
    record.refresh_from_db()
    assert record.state == "closed"


def test_failures_without_a_notice_are_listed_the_latest_first(held: Held) -> None:
    other = make_kpi(held.framework, "K3")
    report(other, "2019-11=70 2019-12=70 2020-01=70 2020-02=85")
    found = unanswered(latest_report(held.contract, UNRESTRICTED, TODAY))
    assert [(each.ref, each.failure.clause, each.period.code) for each in found] == [
        ("K1", "5.3.1(a)", "2020-06"),
        ("K3", "5.3.1(a)", "2020-01"),
    ]
    held.notice()
    assert [each.ref for each in unanswered(latest_report(held.contract, UNRESTRICTED, TODAY))] == ["K3"]


def test_the_contracts_report_leads_to_the_rectification(held: Held) -> None:
    page = opened(held.client("alice"), held.address)
    assert "No notice of rectification has been given yet." in text_of(page.find("main"))
    record = held.notice()
    page = opened(held.client("alice"), held.address)
    link = page.select_one(f'a[href="{held.address}rectifications/{record.pk}/"]')
    assert text_of(link).startswith("Rectification by 5.3.1(a): notice given")


def test_a_failure_of_withheld_figures_is_not_told_to_who_does_not_see_them(held: Held) -> None:
    """Another service of the company's takes part in the contract, and does not see the small numbers of the first."""
    other = Service.objects.create(council=held.framework.council, name="Other (fictional)")
    make_kpi(held.framework, "K9", service=other)
    held.kpi.suppress_below = 5
    held.kpi.save()
    for period, value in (("2020-04", "75"), ("2020-05", "75"), ("2020-06", "75")):
        make_reading(held.kpi, period, value, at=moment("2020-07-10"), numerator="3", denominator="4")
    record = held.notice()
    paul = signed_in(make_person("paul", held.framework.council, "officer", other))
    for page in ("rectifications/", f"rectifications/{record.pk}/"):
        assert "third consecutive month" in said(held.client("alice"), held.address + page)
        text = said(paul, held.address + page)
        assert "third consecutive month" not in text
        assert "Withheld: the failure rests on figures that are withheld" in text


def test_a_kpi_that_is_reported_only_fails_in_the_reports_and_starts_no_rectification(held: Held) -> None:
    """A support service's KPI: its failure is told, nobody waits for a notice of it, and none can be given."""
    Contract.objects.get(framework=held.framework).report_only.set([held.kpi])
    recorded = contract_failures.record_failure(
        contract=held.contract, measure=held.kpi, clause="no_progress", occurred_on=TODAY, why="Stuck",
        by=held.person("petra"), at=NOW,
    )  # fmt: skip
    report_ = latest_report(held.contract, UNRESTRICTED, TODAY)
    assert [each.failure.clause for each in report_.kpis if each.failure] == ["5.3.1(a)"]
    assert unanswered(report_) == []
    with pytest.raises(Refused, match="reported only"):
        held.notice()
    with pytest.raises(Refused, match="reported only"):
        contracts.give_notice_of_recorded(
            contract=held.contract, failure=recorded, plan_due=TODAY, by=held.person("petra"), at=NOW
        )
    petra, waiting = held.client("petra"), f"{held.address}rectifications/"
    text = said(petra, held.address)
    assert "Performance failure by 5.3.1(a) Reported only: a failure of this KPI starts no rectification." in text
    assert "No failure waits for a notice" in said(petra, waiting)
    assert "Reported only: it starts no rectification." in said(petra, f"{held.address}failures/")
    for failure in ("ref=K1&period=2020-06", f"recorded={recorded.pk}"):
        assert "reported only" in said(petra, f"{waiting}new/?{failure}", 404)


def test_pages_name_clauses_as_the_contract_does(held: Held) -> None:
    own = {"months": {"number": "12.4", "wording": "three bad months"}, "inadequate": {"number": "12.7"}}
    Contract.objects.filter(framework=held.framework).update(clauses=own)
    petra = held.client("petra")
    assert "12.4: three bad months." in said(petra, held.address)
    assert "12.4: three bad months" in said(petra, f"{held.address}rectifications/new/?ref=K1&period=2020-06")
    assert "12.7: judged inadequate by Ofsted" in said(petra, f"{held.address}failures/")
    record = held.notice()
    assert (record.clause, record.wording) == ("12.4", "three bad months")
    Contract.objects.filter(framework=held.framework).update(clauses={})
    assert "12.4: three bad months" in said(petra, f"{held.address}rectifications/{record.pk}/")
