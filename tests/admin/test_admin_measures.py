"""The measure's page: what it shows, what it refuses, and what it costs."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from kpis.domain.periods import Period
from kpis.models import Council, Framework, Measure, Outcome, ReadingVersion
from tests.admin.conftest import Place, make_measure, make_reading, signed_in
from tests.admin.pages import address, errors, filled, sent, soup

NEW = {
    "ref": "M2",
    "title": "Children Looked After",
    "order": "2",
    "unit": "count",
    "frequency": "annual",
    "year_start": "4",
    "period_kind": "in_period",
    "rules-0-scheme": "target",
    "rules-0-polarity": "lower",
    "rules-0-decimal_places": "0",
    "rules-0-comparison": "previous_period",
}


def add(office: Client, own: Place, **changes: Any) -> Any:
    fields = {**NEW, "framework": own.framework.pk, "outcome": own.outcome.pk, "policy_area": own.policy_area.pk}
    return sent(office, address("measure", "add"), **{**fields, **changes})


def test_an_officer_sets_a_measure_up(own: Place, office: Client) -> None:
    response = add(office, own, committees=own.committee.pk, change_reason="new plan")
    assert response.status_code == 302, errors(response)
    measure = Measure.objects.get(ref="M2")
    assert (measure.council, list(measure.committees.all())) == (own.council, [own.committee])
    rule = measure.rules.get()
    assert (rule.begins, rule.scheme, rule.polarity, rule.decimal_places) == (None, "target", "lower", 0)
    first = measure.history.earliest()
    assert (first.history_user, first.history_change_reason) == (own.officer, "new plan")


def test_a_new_measure_belongs_to_the_officers_council(own: Place, other: Place, office: Client) -> None:
    assert filled(office, address("measure", "add"))["council"] == str(own.council.pk)
    response = add(office, own, council=other.council.pk)
    assert errors(response) == ["Select a valid choice. That choice is not one of the available choices."]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ref": "m1"}, "Northshire has a measure with this reference already: M1 Northshire plans M1."),
        ({"ref": "M 2"}, "Use 1 to 40 letters, digits, dots, hyphens and underscores."),
        (
            {"unit": "rate", "unit_label": "per head"},
            'The unit label “per head” names no number: write for example "per 1,000".',
        ),
        (
            {"live_from": "2019/20", "live_to": "2018/19"},
            "A measure that lives from 1 April 2019 cannot end before that.",
        ),
        (
            {"live_from": "Q4"},
            "“Q4” names no year: write for example 2018/19, 2018/19 Q4, 2018/19 academic, "
            "Jan to Dec 2018 (a calendar year) or 2019-03 (a month).",
        ),
        (
            {"rules-0-scheme": "milestone"},
            "The scheme milestone and the unit milestone go together: set both or neither.",
        ),
        (
            {"rules-0-polarity": "range"},
            "The polarity range goes with the scheme band only, not with target.",
        ),
        (
            {"period_kind": "year_to_date"},
            "A year-to-date figure is only compared with the same point last year: set the comparison "
            "same_period_last_year.",
        ),
        ({"rules-0-decimal_places": "7"}, "Decimal places run from 0 to 6."),
        ({"rules-0-steady_margin": "2"}, "Say whether the margin is in points or in percent."),
        (
            {"rules-0-steady_margin": "-2", "rules-0-steady_margin_kind": "points"},
            "A steady margin cannot be negative.",
        ),
        (
            {"rules-0-from_period": "2019/20"},
            "State how the measure is judged: one rule without a period, which holds from the beginning.",
        ),
    ],
)
def test_what_cannot_be_is_refused(own: Place, office: Client, changes: dict[str, str], message: str) -> None:
    response = add(office, own, **changes)
    assert response.status_code == 200
    assert [each.replace('"', "“", 1).replace('"', "”", 1) for each in errors(response)] == [message]
    assert not Measure.objects.filter(title=NEW["title"]).exists()


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("outcome", "All is well is an outcome of another plan or contract: choose one of Northshire council plan."),
        ("policy_area", None),
    ],
)
def test_the_levels_are_of_the_measures_own_plan(own: Place, office: Client, field: str, message: str | None) -> None:
    plan = Framework.objects.create(council=own.council, slug="contract", name="The contract", kind="contract")
    elsewhere = Outcome.objects.create(framework=plan, name="All is well")
    chosen = elsewhere.pk if field == "outcome" else own.policy_area.pk
    changes = {field: chosen} if field == "outcome" else {"framework": plan.pk, "outcome": elsewhere.pk}
    expected = (
        message
        or "Northshire children are safe is a policy area of another plan or contract: choose one of The contract."
    )
    assert errors(add(office, own, **changes)) == [expected]


def test_what_belongs_to_another_council_is_refused_to_a_superuser_too(
    own: Place, other: Place, superuser: Any
) -> None:
    changes = {"council": own.council.pk, "service": other.service.pk, "committees": other.committee.pk}
    response = add(signed_in(superuser), own, **changes)
    assert errors(response) == [
        "Southshire children's services belongs to another council than the measure: choose one of Northshire.",
        "Southshire children's panel is a committee of another council: choose those of Northshire.",
    ]


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("unit", "percentage", "unit"),
        ("frequency", "monthly", "frequency"),
        ("year_start", "9", "year"),
        ("period_kind", "snapshot", "period kind"),
    ],
)
def test_what_figures_were_entered_as_stays(own: Place, office: Client, field: str, value: str, what: str) -> None:
    response = sent(office, address("measure", "change", own.measure), **{field: value})
    assert errors(response) == [
        f"The {what} cannot change once there are readings: 1 on record were entered as it is. "
        "End this measure (live to), and set up a new one with a reference of its own."
    ]
    own.measure.refresh_from_db()
    assert getattr(own.measure, field) != value


def test_without_readings_a_unit_can_be_put_right(own: Place, office: Client) -> None:
    measure = make_measure(own.council, own.framework, "M2")
    assert sent(office, address("measure", "change", measure), unit="days").status_code == 302
    measure.refresh_from_db()
    assert measure.unit == "days"


def test_a_move_to_a_contract_would_judge_anew(own: Place, office: Client) -> None:
    plan = Framework.objects.create(council=own.council, slug="contract", name="The contract", kind="contract")
    path = address("measure", "change", own.measure)
    assert errors(sent(office, path, framework=plan.pk, outcome="", policy_area="")) == [
        "Under The contract, 1 signed-off figure would be judged anew. End this measure (live to), and set up a new "
        "one there."
    ]


def test_a_measure_is_ended_by_naming_its_last_period(own: Place, office: Client) -> None:
    assert sent(office, address("measure", "change", own.measure), live_to="2018/19").status_code == 302
    own.measure.refresh_from_db()
    assert own.measure.live_to == dt.date(2019, 3, 31)
    assert filled(office, address("measure", "change", own.measure))["live_to"] == "31 March 2019"


def test_a_measure_with_figures_cannot_be_deleted(own: Place, office: Client) -> None:
    page = office.post(address("measure", "delete", own.measure), {"post": "yes"})
    assert page.status_code in (200, 403)
    own.measure.refresh_from_db()


def test_the_page_shows_the_latest_status_with_its_reason(own: Place, office: Client) -> None:
    make_reading(own.measure, Period.year(2017), "564")
    text = (
        soup(office.get(address("measure", "change", own.measure)))
        .select_one(".set-up-preview")
        .get_text(" ", strip=True)
    )
    assert "346 , 2018/19" in text
    assert "Behind target" in text
    assert "346 against a target of 300; lower is better; 46 above target." in text
    assert "↓ improving" in text
    assert "346, down 218 on 564 in 2017/18" in text


def test_a_measure_without_figures_says_so(own: Place, office: Client) -> None:
    measure = make_measure(own.council, own.framework, "M2")
    page = soup(office.get(address("measure", "change", measure)))
    assert "There is no signed-off figure yet." in page.select_one(".set-up-preview").text


def test_small_numbers_stay_closed_to_an_administrator(own: Place, keeper: Any, office: Client) -> None:
    Measure.objects.filter(pk=own.measure.pk).update(suppress_below=5)
    ReadingVersion.objects.update(value=3)
    path = address("measure", "change", own.measure)
    closed, seen = soup(signed_in(keeper).get(path)), soup(office.get(path))
    readings = "section[aria-labelledby=readings-heading]"
    assert "[c]" in closed.select_one(readings).text
    assert "Withheld" in closed.select_one(".set-up-preview").text
    assert [row.select("td")[-2].text for row in seen.select(f"{readings} tbody tr")] == ["3"]
    reading = address("reading", "change", own.reading)
    assert "[c]" in signed_in(keeper).get(reading).content.decode()
    assert "[c]" not in office.get(reading).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "Children"}, ["M2"]),
        ({"q": "plans in force"}, ["M1"]),
        ({"unit__exact": "count"}, ["M1"]),
        ({"frequency__exact": "monthly"}, ["M2"]),
        ({"polarity": "higher"}, ["M2"]),
        ({"scheme": "band"}, []),
        ({"living": "live"}, ["M1"]),
        ({"living": "ended"}, ["M2"]),
    ],
)
def test_the_list_is_searched_and_filtered(own: Place, office: Client, query: dict[str, str], found: list[str]) -> None:
    Measure.objects.filter(pk=own.measure.pk).update(definition="Plans in force on the last day")
    ended = dt.date(2019, 3, 31)
    second = make_measure(own.council, own.framework, "M2", unit="percentage", frequency="monthly", live_to=ended)
    second.rules.update(polarity="higher")
    Measure.objects.filter(pk=second.pk).update(title="Children seen in time")
    response = office.get(address("measure", "changelist"), query)
    assert [each.ref for each in response.context["cl"].result_list] == found


def measures_up_to(own: Place, count: int) -> None:
    for number in range(2, count + 1):
        measure = make_measure(own.council, own.framework, f"M{number}", service=own.service)
        make_reading(measure, Period.year(2018), "10")


def test_the_list_costs_the_same_for_5_and_for_50_measures(
    own: Place, office: Client, django_assert_num_queries: Any
) -> None:
    path = address("measure", "changelist")
    measures_up_to(own, 5)
    office.get(path)
    with django_assert_num_queries(16):
        office.get(path)
    for measure in range(6, 51):
        make_reading(make_measure(own.council, own.framework, f"M{measure}"), Period.year(2018), "10")
    with django_assert_num_queries(16):
        assert len(office.get(path).context["cl"].result_list) == 50


def test_a_measures_page_costs_the_same_for_any_number_of_targets(
    own: Place, office: Client, django_assert_max_num_queries: Any
) -> None:
    path = address("measure", "change", own.measure)
    with django_assert_max_num_queries(200) as few:
        office.get(path)
    for year in range(1990, 2017):
        period = Period.year(year)
        own.measure.targets.create(
            kind="year", start=period.start, end=period.end, value=1, recorded_at="2019-01-01T00:00Z"
        )
        make_reading(own.measure, period, "300")
    with django_assert_max_num_queries(len(few)):
        office.get(path)


def test_a_council_without_measures_has_an_empty_list(own: Place, superuser: Any) -> None:
    Council.objects.create(slug="eastshire", name="Eastshire")
    response = signed_in(superuser).get(address("measure", "changelist"), {"q": "nothing has this"})
    assert response.status_code == 200
    assert "0 measures" in response.content.decode()
