"""A contract's report: which figures it shows, which periods count, and what they come to."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.contracts.queries import contract_report
from kpis.contracts.queries_terms import contract_for, contract_links, latest_month
from kpis.contracts.rules import Stand
from kpis.domain.period_text import parse_period
from kpis.domain.periods import date_text
from kpis.domain.words import Status
from kpis.models import Contract, PerformanceRisk, RecordedFailure, Rectification
from kpis.people import EVERY_COUNCIL, PUBLIC, UNRESTRICTED
from kpis.readings.wanted import Wanted
from kpis.refusals import NotFound
from kpis.scorecards.queries import scorecard
from tests.contracts.building import TODAY, kpi_of, make_contract, make_kpi, report, reported
from tests.stored import columns_of, make_person, make_plan, make_reading, make_target, moment

pytestmark = pytest.mark.django_db


def test_a_third_consecutive_month_outside_is_a_failure_with_its_clause_and_periods() -> None:
    contract = make_contract()
    report(make_kpi(contract), "2020-03=85 2020-04=75 2020-05=76 2020-06=77")
    found = kpi_of(reported(contract, "2020-06"))
    assert found.failure is not None
    assert (found.failure.clause, found.verdict.run_length) == ("5.3.1(a)", 3)
    assert [each.code for each in found.failure.periods] == ["2020-04", "2020-05", "2020-06"]
    assert "third consecutive month (Apr, May and Jun 2020)" in found.reason
    assert (found.line.printed, found.line.verdict.status) == ("77.0%", Status.OUTSIDE_BAND)


def test_the_month_before_was_on_the_watch_list() -> None:
    contract = make_contract()
    report(make_kpi(contract), "2020-04=75 2020-05=76 2020-06=77")
    found = kpi_of(reported(contract, "2020-05"))
    assert (found.failure, found.verdict.is_watched, found.verdict.run_length) == (None, True, 2)


def test_every_period_since_the_start_counts_missing_ones_too() -> None:
    contract = make_contract()
    report(make_kpi(contract), "2020-04=75 2020-05=- 2020-06=76 2020-07=77")
    found = kpi_of(reported(contract, "2020-07"))
    assert [each.stand for each in found.verdicts] == [Stand.MISSING] * 6 + [
        Stand.OUTSIDE, Stand.MISSING, Stand.OUTSIDE, Stand.OUTSIDE,
    ]  # fmt: skip
    assert found.failure is not None
    assert "May 2020 missing" in found.reason


def test_figures_from_before_the_start_are_history() -> None:
    contract = make_contract()
    report(make_kpi(contract), "2019-08=70 2019-09=70 2019-10=70")
    found = kpi_of(reported(contract, "2019-10"))
    assert (found.verdict.run_length, found.failure) == (1, None)


@pytest.mark.parametrize(
    ("starts", "frequency", "kind", "period", "reason"),
    [
        ("2020-03-31", "annual", "in_period", "2019/20", "2019/20 ended before the contract began on"),
        (
            "2020-05-02",
            "quarterly",
            "in_period",
            "2019/20 Q4",
            "Q4 2019/20 began before the contract did on",
        ),
        (
            "2020-05-02",
            "quarterly",
            "snapshot",
            "2019/20 Q4",
            "Q4 2019/20 ended before the contract began on",
        ),
    ],
)
def test_a_kpi_whose_last_period_is_before_the_contract_is_shown_and_not_counted(
    starts: str, frequency: str, kind: str, period: str, reason: str
) -> None:
    contract = make_contract(starts=starts)
    report(make_kpi(contract, frequency=frequency, period_kind=kind), f"{period}=70")
    found = kpi_of(reported(contract, "2020-05"))
    assert (found.verdict, found.failure, found.line.verdict.status) == (None, None, Status.OUTSIDE_BAND)
    assert found.reason == f"{reason} {date_text(dt.date.fromisoformat(starts))}: it does not count."


@pytest.mark.parametrize(
    ("frequency", "kind", "period", "clause"),
    [("annual", "in_period", "2019/20", "5.3.1(c)"), ("annual", "snapshot", "2019/20", "5.3.1(c)")],
)
def test_a_year_that_ends_within_the_contract_counts(frequency: str, kind: str, period: str, clause: str) -> None:
    """Worcestershire's contract began in the middle of 2019/20, and its yearly KPIs are judged for that year."""
    contract = make_contract()
    report(make_kpi(contract, frequency=frequency, period_kind=kind), f"2018/19=70 {period}=70")
    found = kpi_of(reported(contract, "2020-06"))
    assert ([each.period.code for each in found.verdicts], found.failure.clause) == ([period], clause)


def test_a_position_within_the_contract_counts_whenever_its_quarter_began() -> None:
    contract = make_contract(starts="2020-05-02")
    for ref, kind in (("K1", "snapshot"), ("K2", "in_period")):
        report(make_kpi(contract, ref, frequency="quarterly", period_kind=kind), "2020/21 Q1=70 2020/21 Q2=70")
    found = reported(contract, "2020/21 Q2")
    assert [kpi_of(found, ref).verdict.run_length for ref in ("K1", "K2")] == [2, 1]


def test_a_run_stays_on_the_watch_list_when_its_last_figure_is_missing() -> None:
    contract = make_contract()
    report(make_kpi(contract), "2020-04=70 2020-05=70 2020-06=-")
    found = kpi_of(reported(contract, "2020-06"))
    assert found.verdict.is_watched
    assert found.reason.startswith(
        "June 2020's figure is missing; one more month outside would be a performance failure"
    )


def test_a_contract_can_let_a_missing_month_end_a_run() -> None:
    contract = make_contract(passes_over_missing=False)
    report(make_kpi(contract), "2020-04=70 2020-05=70 2020-06=- 2020-07=70")
    assert not kpi_of(reported(contract, "2020-06")).verdict.is_watched
    assert kpi_of(reported(contract, "2020-07")).verdict.run_length == 1


def test_a_contract_names_its_clauses_and_a_report_as_of_an_earlier_day_keeps_them() -> None:
    contract = make_contract(months_in_a_row=3)
    kpi = make_kpi(contract)
    report(kpi, "2020-04=70 2020-05=70 2020-06=70")
    settings = Contract.objects.get(framework=contract)
    settings.clauses = {"months": {"number": "12.4", "wording": "three bad months"}}
    settings._history_date = moment("2020-09-01")
    settings.save()
    settings.report_only.set([kpi])
    now, then = (reported(contract, "2020-06", at=at) for at in (None, moment("2020-08-01")))
    assert [(each.failure.clause, each.failure.wording) for each in (kpi_of(now), kpi_of(then))] == [
        ("12.4", "three bad months"),
        ("5.3.1(a)", "a monthly KPI is outside the tolerance band for three consecutive months"),
    ]
    assert kpi_of(now).reason.endswith("a performance failure by 12.4.")
    assert [kpi_of(each).is_report_only for each in (now, then)] == [True, False]


def test_each_kpi_is_shown_with_its_last_period_that_has_ended() -> None:
    contract = make_contract(starts="2019-04-01")
    for ref, frequency in (("K1", "monthly"), ("K2", "quarterly"), ("K3", "annual"), ("K4", "half_yearly")):
        make_kpi(contract, ref, frequency=frequency)
    found = reported(contract, "2020-05")
    assert [each.line.period.code for each in found.kpis] == ["2020-05", "2019/20 Q4", "2019/20", "2019/20 H2"]
    assert [each.line.period.code for each in reported(contract, "2020/21 Q1").kpis][:2] == ["2020-06", "2020/21 Q1"]


def test_a_schedule_without_a_rule_is_told() -> None:
    contract = make_contract(starts="2019-04-01")
    report(make_kpi(contract, frequency="half_yearly"), "2019/20 H1=70 2019/20 H2=70")
    found = kpi_of(reported(contract, "2020-03"))
    assert found.failure is None
    assert "no rule for a KPI reported twice a year" in found.reason


def test_a_revision_that_makes_a_failure_says_so() -> None:
    contract = make_contract()
    kpi = make_kpi(contract)
    report(kpi, "2020-04=75 2020-05=85 2020-06=77")
    assert kpi_of(reported(contract, "2020-06")).failure is None
    make_reading(kpi, "2020-05", "76", at=moment("2020-08-01"), marker="revised")
    found = kpi_of(reported(contract, "2020-06"))
    assert found.failure is not None
    assert found.reason.endswith(
        "A revision of May 2020 made this a failure: as first reported it was within the tolerance band."
    )


def test_a_revision_that_undoes_a_failure_says_so_and_as_of_shows_it_as_it_stood() -> None:
    contract = make_contract()
    kpi = make_kpi(contract)
    report(kpi, "2020-04=75 2020-05=76 2020-06=77")
    make_reading(kpi, "2020-05", "85", at=moment("2020-08-01"), marker="revised")
    found = kpi_of(reported(contract, "2020-06"))
    assert found.failure is None
    assert "A revision of May 2020 undid the failure by 5.3.1(a)" in found.reason
    then = kpi_of(reported(contract, "2020-06", at=moment("2020-07-31")))
    assert then.failure is not None
    assert then.verdict.revision == ""


def test_a_new_version_of_the_same_figure_is_no_revision() -> None:
    contract = make_contract()
    kpi = make_kpi(contract)
    report(kpi, "2020-04=75 2020-05=76 2020-06=77")
    make_reading(kpi, "2020-05", "76", at=moment("2020-08-01"), commentary="Said better")
    assert kpi_of(reported(contract, "2020-06")).verdict.revision == ""


def test_drafts_count_for_nothing() -> None:
    contract = make_contract()
    kpi = make_kpi(contract)
    report(kpi, "2020-04=75 2020-05=76")
    make_reading(kpi, "2020-06", "77", state="draft")
    assert kpi_of(reported(contract, "2020-06")).verdict.stand is Stand.MISSING


def test_no_run_crosses_a_declared_break() -> None:
    contract = make_contract()
    kpi = make_kpi(contract)
    report(kpi, "2020-04=75 2020-05=76")
    make_reading(kpi, "2020-06", "77", break_before="Counted by another definition")
    found = kpi_of(reported(contract, "2020-06"))
    assert (found.failure, found.verdict.run_length) == (None, 1)


def test_milestones_count_like_bands_and_a_missing_one_is_no_failure() -> None:
    contract = make_contract(starts="2019-04-01")
    given = {"band": "", "unit": "milestone", "scheme": "milestone", "decimal_places": 0, "frequency": "annual"}
    for ref in ("K1", "K2", "K3"):
        make_kpi(contract, ref, **given)
    found = reported(contract, "2019-12")
    assert {each.verdict for each in found.kpis} == {None}
    report_kpis = {each.measure.ref: each for each in found.kpis}
    make_reading(contract.measures.get(ref="K1"), "2019/20", "0")
    make_reading(contract.measures.get(ref="K2"), "2019/20", "1", achieved_on=dt.date(2020, 5, 2))
    found = reported(contract, "2020-03")
    clauses = [each.failure.clause if each.failure else "" for each in found.kpis]
    assert clauses == ["5.3.1(c)", "5.3.1(c)", ""]
    assert [each.verdict.stand for each in found.kpis] == [Stand.OUTSIDE, Stand.OUTSIDE, Stand.MISSING]
    assert set(report_kpis) == {"K1", "K2", "K3"}


@pytest.mark.parametrize(
    ("period", "stand", "status"),
    [
        ("2020-03", Stand.OUTSIDE, Status.NOT_ACHIEVED),
        ("2020-04", Stand.OUTSIDE, Status.NOT_ACHIEVED),
        ("2020-05", Stand.INSIDE, Status.ACHIEVED_LATE),
        ("2020/21 Q1", Stand.INSIDE, Status.ACHIEVED_LATE),
    ],
)
def test_a_milestone_stands_in_a_report_as_on_the_scorecard_of_its_period(period, stand, status) -> None:
    contract = make_contract(starts="2019-04-01")
    kpi = make_kpi(contract, band="", unit="milestone", scheme="milestone", decimal_places=0, frequency="annual")
    make_reading(kpi, "2019/20", "1", achieved_on=dt.date(2020, 5, 2))
    found = kpi_of(reported(contract, period))
    assert (found.verdict.stand, found.line.verdict.status) == (stand, status)
    wanted = Wanted(contract.council.slug, TODAY, period=parse_period(period))
    (line,) = scorecard(wanted, UNRESTRICTED).lines
    assert (line.verdict.status, line.verdict.reason) == (status, found.line.verdict.reason)
    assert line.printed == ("not achieved" if status is Status.NOT_ACHIEVED else "achieved")


def test_the_terms_are_those_of_the_contract() -> None:
    contract = make_contract(months_in_a_row=2, better_counts=True)
    report(make_kpi(contract), "2020-04=75 2020-05=95")
    assert kpi_of(reported(contract, "2020-05")).failure is not None
    Contract.objects.filter(framework=contract).first().delete()
    assert kpi_of(reported(contract, "2020-05")).failure is None


def test_the_terms_are_those_that_stood_at_the_moment() -> None:
    contract = make_contract()
    before = moment("2020-09-01")
    row = Contract(framework=contract, commissioner="A", provider="B", months_in_a_row=1)
    row._history_date = moment("2020-10-01")
    row.save()
    report(make_kpi(contract), "2020-04=75")
    assert kpi_of(reported(contract, "2020-04")).failure is not None
    assert kpi_of(reported(contract, "2020-04", at=before)).failure is None


def test_a_yearly_risk_notified_agreed_and_completed_excuses() -> None:
    contract = make_contract(starts="2019-04-01")
    kpi = make_kpi(contract, frequency="annual")
    report(kpi, "2019/20=70")
    assert kpi_of(reported(contract, "2020-03")).failure is not None
    PerformanceRisk.objects.create(
        measure=kpi, notified_on=dt.date(2019, 11, 1), risk="Few places", mitigation="More places",
        agreed_on=dt.date(2019, 12, 1), completed_on=dt.date(2020, 3, 1), recorded_at=moment("2020-03-02"),
        by=make_person("petra"),
    )  # fmt: skip
    for month in ("2020-03", "2020-06"):
        found = kpi_of(reported(contract, month))
        assert found.failure is None
        assert found.verdict.excused is not None
    assert kpi_of(reported(contract, "2020-03", at=moment("2020-03-01"))).verdict.stand is Stand.MISSING
    assert kpi_of(reported(contract, "2020-06", at=moment("2020-05-01"))).failure is None
    PerformanceRisk.objects.filter(measure=kpi).update(completed_on=dt.date(2020, 5, 20))
    assert kpi_of(reported(contract, "2020-06", at=moment("2020-05-01"))).failure is not None
    PerformanceRisk.objects.filter(measure=kpi).update(
        recorded_at=moment("2020-05-02"), completed_on=dt.date(2020, 3, 1)
    )
    assert kpi_of(reported(contract, "2020-06", at=moment("2020-05-01"))).failure is not None


def test_a_recorded_failure_and_an_open_rectification_stand_beside_the_kpi() -> None:
    contract, by = make_contract(), make_person("petra")
    kpi = make_kpi(contract)
    report(kpi, "2020-04=75 2020-05=76 2020-06=77")
    RecordedFailure.objects.create(
        framework=contract, measure=kpi, clause="no_progress", occurred_on=dt.date(2020, 6, 3), why="No progress",
        recorded_at=moment("2020-06-04"), by=by,
    )  # fmt: skip
    opened = Rectification.objects.create(
        framework=contract, measure=kpi, clause="5.3.1(a)", failure="Outside", opened_at=moment("2020-07-20"),
        **columns_of(parse_period("2020-04")),
    )  # fmt: skip
    found = kpi_of(reported(contract, "2020-06"))
    assert [each.said for each in found.recorded] == ["5.3.5: an action plan made no progress in its time"]
    assert found.remedy_of(found.failure).id == opened.pk
    assert not found.without_cause
    make_reading(kpi, "2020-05", "85", at=moment("2020-08-01"), marker="revised")
    assert [each.id for each in kpi_of(reported(contract, "2020-06")).without_cause] == [opened.pk]


def test_a_recorded_failure_is_told_for_six_months_and_while_its_rectification_is_open() -> None:
    contract, by = make_contract(), make_person("petra")
    make_kpi(contract)
    made = RecordedFailure.objects.create(
        framework=contract, clause="inadequate", occurred_on=dt.date(2020, 3, 31), why="Judged inadequate",
        recorded_at=moment("2020-04-04"), by=by,
    )  # fmt: skip
    told = [bool(reported(contract, month).recorded) for month in ("2020-02", "2020-03", "2020-09", "2020-10")]
    assert told == [False, True, True, False]
    Rectification.objects.create(
        framework=contract, recorded=made, clause="5.3.2", failure="Judged inadequate", opened_at=moment("2020-04-10"),
        **columns_of(parse_period("2020-03-31")),
    )  # fmt: skip
    assert reported(contract, "2020-10").recorded
    RecordedFailure.objects.filter(pk=made.pk).update(
        withdrawn_at=moment("2020-11-01"), withdrawn_reason="Recorded twice", withdrawn_by=by
    )
    assert not reported(contract, "2020-10").recorded
    assert reported(contract, "2020-10", at=moment("2020-10-31")).recorded


def test_a_report_of_an_earlier_month_knows_nothing_of_a_later_failures_rectification() -> None:
    contract = make_contract()
    kpi = make_kpi(contract)
    report(kpi, "2020-04=75 2020-05=76 2020-06=77")
    Rectification.objects.create(
        framework=contract, measure=kpi, clause="5.3.1(a)", failure="Outside", opened_at=moment("2020-07-20"),
        failure_periods="2020-04;2020-05;2020-06", **columns_of(parse_period("2020-04")),
    )  # fmt: skip
    assert [len(kpi_of(reported(contract, month)).remedies) for month in ("2020-05", "2020-06")] == [0, 1]
    assert not kpi_of(reported(contract, "2020-05")).without_cause
    assert not kpi_of(reported(contract, "2020-06", at=moment("2020-07-19"))).remedies


def test_a_later_band_replaces_the_first_from_its_period_on() -> None:
    contract = make_contract()
    kpi = make_kpi(contract)
    make_target(kpi, "2020/21", low="70", high="95", tolerance_kind="band")
    report(kpi, "2020-03=75 2020-04=75")
    found = kpi_of(reported(contract, "2020-04"))
    assert [each.stand for each in found.verdicts][-2:] == [Stand.OUTSIDE, Stand.INSIDE]


def test_small_numbers_withhold_the_verdicts_that_rest_on_them() -> None:
    contract = make_contract()
    kpi = make_kpi(contract, suppress_below=5)
    for period, upper in (("2020-04", "3"), ("2020-05", "30"), ("2020-06", "30")):
        make_reading(kpi, period, str(int(upper) * 100 / 60), numerator=upper, denominator="60")
    everything = kpi_of(reported(contract, "2020-06", UNRESTRICTED))
    assert everything.failure is not None
    found = kpi_of(reported(contract, "2020-06", EVERY_COUNCIL))
    assert (found.failure, found.verdict.is_withheld, found.verdict.run) == (None, True, ())
    assert "75" not in found.reason


@pytest.mark.parametrize("period", ["2019-09", "2019/20 Q2", "2021-04"])
def test_a_period_outside_the_contract_is_refused_with_its_dates(period: str) -> None:
    contract = make_contract(ends="2021-03-31")
    with pytest.raises(NotFound, match="runs from 1 October 2019 to 31 March 2021"):
        reported(contract, period)


def test_a_period_far_ahead_is_refused() -> None:
    contract = make_contract()
    make_kpi(contract)
    assert kpi_of(reported(contract, "2021-12")).verdict.stand is Stand.MISSING
    with pytest.raises(NotFound, match="more than a year ahead"):
        reported(contract, "2022-02")


def test_what_is_no_contract_is_refused_with_those_that_are() -> None:
    contract = make_contract()
    make_plan(contract.council, "plan")
    with pytest.raises(NotFound, match='"plan" is a plan, not a contract'):
        contract_report("northshire", "plan", parse_period("2020-06"), UNRESTRICTED, TODAY)
    with pytest.raises(NotFound, match='no contract "nothing"'):
        contract_report("northshire", "nothing", parse_period("2020-06"), UNRESTRICTED, TODAY)
    with pytest.raises(NotFound):
        contract_report("southshire", "company", parse_period("2020-06"), PUBLIC, TODAY)


def test_a_contract_without_a_start_is_refused_with_the_remedy() -> None:
    contract = make_contract()
    contract.starts = None
    contract.save()
    with pytest.raises(NotFound, match="has no start"):
        reported(contract, "2020-06")


def test_a_kpi_belongs_while_it_lives_as_stated_and_from_the_start_otherwise() -> None:
    contract = make_contract()
    make_kpi(contract, "K1")
    make_kpi(contract, "K2", live_from=dt.date(2020, 4, 1))
    make_kpi(contract, "K3", live_to=dt.date(2020, 3, 31))
    report(make_kpi(contract, "K4"), "2020-09=85")
    assert [each.measure.ref for each in reported(contract, "2020-03").kpis] == ["K1", "K3", "K4"]
    found = reported(contract, "2020-06")
    assert [each.measure.ref for each in found.kpis] == ["K1", "K2", "K4"]
    assert [each.code for each in (line.period for line in kpi_of(found, "K2").lines)] == [
        "2020-04",
        "2020-05",
        "2020-06",
    ]


@pytest.mark.parametrize("count", [5, 50])
def test_the_number_of_statements_does_not_grow(count: int) -> None:
    contract = make_contract()
    for number in range(count):
        report(make_kpi(contract, f"K{number}"), "2020-04=75 2020-05=76 2020-06=77")
    with CaptureQueriesContext(connection) as found:
        assert sum(each.failure is not None for each in reported(contract, "2020-06").kpis) == count
    assert len(found) == 13


def test_the_latest_month_is_the_last_with_a_figure() -> None:
    contract = make_contract()
    kpi = make_kpi(contract)
    info = contract_for("northshire", "company", UNRESTRICTED)
    assert latest_month(info, dt.date(2021, 1, 15)).code == "2020-12"
    report(kpi, "2020-04=75 2020-05=-")
    assert latest_month(info, dt.date(2021, 1, 15)).code == "2020-04"
    assert latest_month(info, dt.date(2019, 10, 3)).code == "2019-10"


def test_the_links_name_whose_measures_are_in_each_contract() -> None:
    contract = make_contract()
    kpi = make_kpi(contract)
    (link,) = contract_links(contract.council_id)
    assert (link.framework, link.services) == ("company", {kpi.service_id})
