"""Setting a contract up: its terms in the administration, its bands, and what is refused on every way in."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from kpis.domain.numbers import Unit
from kpis.domain.period_text import parse_period
from kpis.domain.targets import overlap
from kpis.domain.words import FrameworkKind, Polarity, Rule, RuleError, Scheme, Target, ToleranceKind
from kpis.measures.actions import set_target
from kpis.measures.actions_groups import make_groups
from kpis.models import Contract, Framework, Measure
from kpis.models import Target as TargetRow
from kpis.people import person_for
from kpis.refusals import Refused
from kpis.sign_off.actions_overrides import propose
from tests.admin.pages import address, errors, filled, row_of, sent
from tests.contracts.building import make_contract, make_kpi, report
from tests.interchange.helpers import add, bring, write
from tests.interchange.helpers import errors as refused
from tests.pages.reading import said
from tests.stored import make_person, make_plan, make_reading, moment, signed_in

NOW = moment("2020-07-01")
BAND = Rule(Scheme.BAND, Polarity.HIGHER, set_by=FrameworkKind.CONTRACT)


@pytest.fixture
def contract(db: None) -> Framework:
    return make_contract()


@pytest.fixture
def office(contract: Framework) -> Client:
    """The council's performance officer, in the administration."""
    make_groups()
    petra = make_person("petra", contract.council, "performance")
    petra.is_staff = True
    petra.save()
    petra.groups.add(Group.objects.get(name="Performance officers"))
    return signed_in(petra)


def add_terms(office: Client, contract: Framework, **changed: Any) -> Any:
    told = {"framework": contract.pk, "commissioner": "The council", "provider": "A company (fictional)"}
    return sent(office, address("contract", "add"), **(told | changed))


# Terms.


def test_the_terms_of_a_contract_start_as_the_usual_ones(office: Client, contract: Framework) -> None:
    response = add_terms(office, contract)
    assert response.status_code == 302, errors(response)
    made = Contract.objects.get(framework=contract)
    counts = (made.months_in_a_row, made.quarters_in_a_row, made.years_in_a_row, made.look_back_months)
    assert (counts, made.better_counts, made.year_begins) == ((3, 2, 1, 6), False, None)


@pytest.mark.parametrize("name", ["months_in_a_row", "quarters_in_a_row", "years_in_a_row"])
def test_a_failure_needs_at_least_one_period(office: Client, contract: Framework, name: str) -> None:
    assert errors(add_terms(office, contract, **{name: "0"})) == [
        "A failure needs at least one period outside: state 1 or more."
    ]
    assert errors(add_terms(office, contract, **{name: "61"})) == ["State at most 60."]
    assert not Contract.objects.filter(framework=contract).exists()


def test_months_to_look_back_have_bounds(office: Client, contract: Framework) -> None:
    assert errors(add_terms(office, contract, look_back_months="121")) == ["State at most 120."]
    assert add_terms(office, contract, look_back_months="0").status_code == 302


def test_a_contract_states_its_own_clauses_and_keeps_what_is_usual_blank(office: Client, contract: Framework) -> None:
    add_terms(office, contract, clause_months_number="7.1", clause_no_progress_wording="a plan stands still")
    made = Contract.objects.get(framework=contract)
    assert made.clauses == {"months": {"number": "7.1"}, "no_progress": {"wording": "a plan stands still"}}
    page = address("contract", "change", made)
    shown = filled(office, page)
    assert (shown["clause_months_number"], shown["clause_years_number"]) == ("7.1", "")
    assert "Judged inadequate by Ofsted: number" in said(office, page)
    assert sent(office, page, clause_months_number="", change_reason="As in Schedule 6").status_code == 302
    made.refresh_from_db()
    assert made.clauses == {"no_progress": {"wording": "a plan stands still"}}
    assert made.history.first().history_change_reason == "As in Schedule 6"
    assert errors(sent(office, page, clause_months_number="x" * 41))


def test_kpis_that_are_reported_only_are_those_of_the_contract(office: Client, contract: Framework) -> None:
    kpi, other = make_kpi(contract), make_kpi(make_plan(contract.council, "plan"), "P1", band="")
    (message,) = errors(add_terms(office, contract, report_only=[str(kpi.pk), str(other.pk)]))
    assert message == "These are no KPIs of this contract: P1. Choose its own."
    assert add_terms(office, contract, report_only=[str(kpi.pk)]).status_code == 302
    made = Contract.objects.get(framework=contract)
    assert list(made.report_only.all()) == [kpi]
    page = address("contract", "change", made)
    assert errors(sent(office, page, report_only=[str(other.pk)]))[0].startswith("Select a valid choice")


def test_a_run_can_be_ended_by_a_missing_period(office: Client, contract: Framework) -> None:
    add_terms(office, contract, passes_over_missing=None)
    assert Contract.objects.get(framework=contract).passes_over_missing is False


def test_only_contracts_are_offered_and_one_without_a_start_is_refused(office: Client, contract: Framework) -> None:
    plan = make_plan(contract.council, "plan")
    assert errors(add_terms(office, plan))[0].startswith("Select a valid choice")
    Framework.objects.filter(pk=contract.pk).update(starts=None)
    (message,) = errors(add_terms(office, contract))
    assert "has no start, and failures are counted from it: set it on the contract's own page first" in message


def test_a_change_of_terms_keeps_who_and_why_and_the_old_ones(office: Client, contract: Framework) -> None:
    add_terms(office, contract)
    made = Contract.objects.get(framework=contract)
    response = sent(office, address("contract", "change", made), months_in_a_row="2", change_reason="Agreed in June")
    assert response.status_code == 302, errors(response)
    last, first = made.history.first(), made.history.last()
    assert (last.months_in_a_row, last.history_change_reason, first.months_in_a_row) == (2, "Agreed in June", 3)
    assert "framework" not in filled(office, address("contract", "change", made))


# Bands.


def band(period: str, until: str = "", low: str = "1", high: str = "2") -> Target:
    end = parse_period(until).end if until else None
    return Target(low=Decimal(low), high=Decimal(high), period=parse_period(period), until=end)


@pytest.mark.parametrize(
    ("rule", "targets", "overlaps"),
    [
        (BAND, [band("2019/20"), band("2020/21")], False),
        (BAND, [band("2019/20", "2019/20"), band("2020/21")], False),
        (BAND, [band("2019/20", "2020/21 Q1"), band("2020/21")], True),
        (BAND, [band("2020/21"), band("2019/20", "2020/21 Q1")], True),
        (BAND, [band("2019/20", "2020/21"), band("2020-04")], True),
        (BAND, [band("2019/20", "2022/23"), band("2021/22", "2021/22"), band("2023/24")], True),
        (Rule(Scheme.BAND, Polarity.HIGHER), [band("2019/20", "2020/21"), band("2020/21")], False),
    ],
)
def test_a_band_overlaps_a_later_one_that_begins_before_it_ends(
    rule: Rule, targets: list[Target], overlaps: bool
) -> None:
    assert (overlap(targets, rule) is not None) == overlaps


def test_a_years_and_a_quarters_band_of_what_adds_up_are_apart() -> None:
    count = Rule(Scheme.BAND, Polarity.HIGHER, unit=Unit.COUNT, set_by=FrameworkKind.CONTRACT)
    assert overlap([band("2019/20", "2019/20"), band("2019/20 Q4", "2019/20")], count) is None
    assert overlap([band("2019/20 Q2", "2019/20"), band("2019/20 Q4", "2019/20")], count) is not None


def test_overlapping_bands_are_refused_in_the_administration(office: Client, contract: Framework) -> None:
    kpi = make_kpi(contract, band="")
    page = address("measure", "change", kpi)
    first = {"period": "2019/20", "low": "80", "high": "90", "until": "2020/21", "tolerance_kind": "band"}
    assert sent(office, page, **row_of({}, "targets", 0, **first)).status_code == 302
    later = {"period": "2020/21", "low": "82", "high": "90", "tolerance_kind": "band"}
    assert errors(sent(office, page, **row_of({}, "targets", 1, **later))) == [
        "The band of 2019/20: it would stand until 31 March 2021 beside the one from 2020/21, which begins on 1 April "
        "2020: end it before that day, or leave until blank, since a later one replaces it."
    ]
    ended = {"targets-0-until": "2019/20", "targets-0-reason": "Agreed in June"}
    assert sent(office, page, **ended, **row_of({}, "targets", 1, **later)).status_code == 302
    again = {"targets-1-until": "2020/21", "targets-1-reason": "Longer after all"}
    assert errors(sent(office, page, **again))[0].startswith("It would stand until 31 March 2021")
    assert TargetRow.objects.filter(measure=kpi, superseded_at=None).count() == 2


def test_a_band_upside_down_is_refused_in_the_administration(office: Client, contract: Framework) -> None:
    kpi = make_kpi(contract, band="")
    upside_down = {"period": "2019/20", "low": "90", "high": "80", "tolerance_kind": "band"}
    response = sent(office, address("measure", "change", kpi), **row_of({}, "targets", 0, **upside_down))
    assert errors(response) == ["The lower edge cannot be above the upper one (90 to 80)."]


def test_the_action_refuses_overlapping_bands_too(contract: Framework) -> None:
    kpi = make_kpi(contract)
    first = band("2019/20", "2020/21", "80", "90")._replace(kind=ToleranceKind.BAND)
    set_target(measure=kpi, target=first, by=None, reason="x", at=NOW)
    with pytest.raises(RuleError, match="the band of 2019/20: it would stand until 31 March 2021"):
        set_target(measure=kpi, target=band("2020/21", "", "80", "90"), by=None, reason="x", at=NOW)
    set_target(measure=kpi, target=first._replace(until=None), by=None, reason="x", at=NOW)
    set_target(measure=kpi, target=band("2020/21", "", "80", "90"), by=None, reason="x", at=NOW)


HEADER = "ref,period,low,high,until"


@pytest.fixture
def loaded(tmp_path: Any, db: None) -> Any:
    bring(write(tmp_path / "small"))
    return tmp_path / "more"


def more(folder: Any, table: str, header: str, *rows: str) -> Any:
    folder.mkdir(exist_ok=True)
    add(folder, "council", "slug,name", "smallshire,Smallshire County Council (fictional)")
    return add(folder, table, header, *rows)


def test_load_council_refuses_overlapping_bands_with_row_and_remedy(loaded: Any) -> None:
    rows = ("K1,2019/20,50,60,2020/21", "K1,2020/21,50,60,")
    (message,) = refused(more(loaded, "targets", HEADER, *rows))
    assert message.startswith(
        "targets.csv row 2, until: it would stand until 31 March 2021 beside the one from 2020/21"
    )
    bring(more(loaded, "targets", HEADER, "K1,2019/20,50,60,2020/21"))
    (message,) = refused(more(loaded, "targets", HEADER, "K1,2020/21,50,60,"))
    assert message.startswith("targets.csv row 2, period: of the band from 2019/20, it would stand until 31 March 2021")
    bring(more(loaded, "targets", HEADER, "K1,2019/20,50,60,2019/20", "K1,2020/21,50,60,"))


def test_load_council_refuses_a_band_upside_down(loaded: Any) -> None:
    (message,) = refused(more(loaded, "targets", HEADER, "K1,2019/20,60,50,"))
    assert message == "targets.csv row 2: the lower edge cannot be above the upper one (60 to 50)"


# Figures.


def test_a_share_above_its_whole_is_refused_first_and_as_a_revision(loaded: Any) -> None:
    header = "ref,period,value,numerator,denominator"
    assert (
        "beyond 0 to 100" in refused(more(loaded, "readings", header, "K1,2019-10,104,,"))[0]
        or "100" in (refused(more(loaded, "readings", header, "K1,2019-10,104,,"))[0])
    )
    bring(more(loaded, "readings", header, "K1,2019-10,,28,30"))
    (message,) = refused(more(loaded, "readings", header, "K1,2019-10,,31,30"))
    assert "readings.csv row 2, numerator: 31 is above the denominator 30" in message


@pytest.mark.parametrize("said", ["green", "amber", "RED"])
def test_an_import_never_overrides_the_verdict_of_a_contract(loaded: Any, said: str) -> None:
    header = "ref,period,value,published_status"
    assert refused(more(loaded, "readings", header, f"K1,2019-10,55,{said}")) == [
        "readings.csv row 2, published_status: the verdict of a contract is never overridden: leave it blank"
    ]


def test_neither_does_one_that_sets_the_contract_up(tmp_path: Any, db: None) -> None:
    readings = "ref,period,value,published_status\nK1,2019-10,55,green\n"
    assert refused(write(tmp_path / "small", readings=readings)) == [
        "readings.csv row 2, published_status: the verdict of a contract is never overridden: leave it blank"
    ]


def test_what_a_past_paper_said_is_kept_beside_the_verdict(loaded: Any) -> None:
    bring(more(loaded, "readings", "ref,period,value,published_status", "K1,2019-10,55,met", "C1,2018/19 Q4,600,"))
    assert Measure.objects.get(ref="K1").readings.get().versions.get().judgements.get().value == "met"


@pytest.mark.parametrize(("kind", "value"), [("status", "green"), ("dot", "up"), ("projection", "improve")])
def test_nobody_proposes_another_verdict_for_a_contract(contract: Framework, kind: str, value: str) -> None:
    version = make_reading(make_kpi(contract), "2020-06", "70")
    petra = person_for(make_person("petra", contract.council, "performance"), dt.date(2020, 7, 1))
    with pytest.raises(Refused, match="never overridden"):
        propose(version=version, kind=kind, value=value, why="Kind hearts", by=petra, at=NOW)


# A KPI without a rule for its schedule.


def test_a_half_yearly_kpi_is_told_where_it_is_set_up(office: Client, contract: Framework) -> None:
    kpi = make_kpi(contract, frequency="half_yearly")
    report(kpi, "2019/20 H2=70")
    response = sent(office, address("measure", "change", kpi), definition="As it is now", change_reason="put right")
    assert response.status_code == 302
    page = office.get(response["Location"]).content.decode()
    assert "The contract has no rule for a KPI reported twice a year" in page


def test_load_council_tells_of_a_half_yearly_kpi(loaded: Any) -> None:
    header = "ref,title,framework,unit,polarity,frequency"
    found = bring(more(loaded, "measures", header, "K2,Visits,contract,percentage,higher,half_yearly"))
    assert [each for each in found.warnings if "no rule for a KPI reported twice a year" in each.message]
