"""Targets, baselines and comparators on the measure's page: a change is a version, and the old one stays."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kpis.models import Baseline, Category, Comparator, Dimension, Measure, MeasureRule, Target
from tests.admin.conftest import Place, make_measure
from tests.admin.pages import added, address, errors, filled, row_of, sent, soup

ANEW = {"targets-0-anew": "on"}
"""The year's figure is signed off: another target judges it anew."""


def change(office: Client, measure: Measure, **fields: Any) -> Any:
    return sent(office, address("measure", "change", measure), **fields)


def add(office: Client, measure: Measure, table: str = "targets", **fields: Any) -> Any:
    path = address("measure", "change", measure)
    page = filled(office, path)
    return office.post(path, added(page | row_of({}, table, int(page[f"{table}-TOTAL_FORMS"]), **fields)))


def judged_by(measure: Measure, **columns: Any) -> None:
    MeasureRule.objects.filter(measure=measure).update(**columns)


def stated(target: Target) -> tuple[Any, ...]:
    return (target.value, target.number, target.superseded_at is None, target.withdrawn)


def test_a_changed_target_is_a_new_version_and_the_old_one_stays(own: Place, office: Client) -> None:
    fields = {"targets-0-value": "1,280", "targets-0-reason": "agreed by cabinet", **ANEW}
    assert change(office, own.measure, **fields).status_code == 302
    old, new = own.measure.targets.order_by("number")
    assert stated(old) == (Decimal(300), 1, False, False)
    assert stated(new) == (Decimal(1280), 2, True, False)
    assert (new.by, new.reason, new.period) == (own.officer, "agreed by cabinet", old.period)
    assert old.superseded_at == new.recorded_at


def test_a_change_takes_a_reason(own: Place, office: Client) -> None:
    assert errors(change(office, own.measure, **{"targets-0-value": "310"})) == [
        "Say why it changes: what stood before stays on record."
    ]
    assert own.measure.targets.count() == 1


def test_what_is_judged_anew_is_named_and_confirmed(own: Place, office: Client) -> None:
    fields = {"targets-0-value": "400", "targets-0-reason": "agreed"}
    assert errors(change(office, own.measure, **fields)) == [
        "This judges signed-off figures anew: 2018/19 (346): behind target → on target. Tick to confirm, or leave the "
        "row as it was."
    ]
    assert own.measure.targets.count() == 1
    assert change(office, own.measure, **fields, **ANEW).status_code == 302
    assert own.measure.targets.count() == 2


def test_so_is_what_is_left_without_a_target(own: Place, office: Client) -> None:
    gone = {"targets-0-withdrawn": "on", "targets-0-reason": "set in error"}
    (told,) = errors(change(office, own.measure, **gone))
    assert "2018/19 (346): behind target → no target" in told


def test_saving_the_page_as_it_is_writes_nothing(own: Place, office: Client) -> None:
    before = own.measure.history.count()
    assert change(office, own.measure).status_code == 302
    assert (own.measure.targets.count(), own.measure.history.count(), own.rule.history.count()) == (1, before, 1)


def test_a_changed_target_leaves_the_measures_own_history_alone(own: Place, office: Client) -> None:
    before = own.measure.history.count()
    change(office, own.measure, **{"targets-0-value": "310", "targets-0-reason": "agreed", **ANEW})
    assert own.measure.history.count() == before


def test_the_period_of_a_target_that_stands_cannot_be_moved(own: Place, office: Client) -> None:
    fields = {"targets-0-period": "2030/31", "targets-0-value": "310", "targets-0-reason": "agreed", **ANEW}
    assert change(office, own.measure, **fields).status_code == 302
    assert {each.period.code for each in own.measure.targets.all()} == {"2018/19"}


def test_a_target_is_withdrawn_by_a_version_and_set_again_by_another(own: Place, office: Client) -> None:
    gone = {"targets-0-withdrawn": "on", "targets-0-reason": "set in error", **ANEW}
    assert change(office, own.measure, **gone).status_code == 302
    assert [stated(each)[1:] for each in own.measure.targets.order_by("number")] == [(1, False, False), (2, True, True)]
    assert "targets-0-id" not in filled(office, address("measure", "change", own.measure))
    assert add(office, own.measure, period="2018/19", value="320", anew="on").status_code == 302
    assert stated(own.measure.targets.get(superseded_at=None)) == (Decimal(320), 3, True, False)


def test_a_target_for_a_new_period_needs_no_reason(own: Place, office: Client) -> None:
    own.measure.frequency = "quarterly"
    own.measure.save()
    assert add(office, own.measure, period="Apr to Jun 2019", value="75", until="2019/20").status_code == 302
    made = own.measure.targets.get(kind="quarter")
    assert (made.period.code, str(made.until), made.number) == ("2019/20 Q1", "2020-03-31", 1)


def test_a_period_that_the_page_no_longer_lists_is_replaced_only_with_a_reason(
    own: Place, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpis.admin.forms_version_sets.MOST_SHOWN", 0)
    assert errors(add(office, own.measure, period="2018/19", value="310")) == [
        "2018/19 has a row already. Say why it changes: what stood before stays on record."
    ]
    assert add(office, own.measure, period="2018/19", value="310", reason="agreed", anew="on").status_code == 302
    assert [stated(each)[:2] for each in own.measure.targets.order_by("number")] == [
        (Decimal(300), 1),
        (Decimal(310), 2),
    ]


@pytest.mark.parametrize(
    ("rule", "fields", "message"),
    [
        (
            {},
            {"value": "5", "tolerance": "1"},
            "The scheme has no tolerance: leave it blank, or use the scheme target_tolerance.",
        ),
        ({}, {}, "The scheme judges by a target: state one."),
        ({}, {"value": "five"}, "“five” is not a number."),
        ({}, {"value": "1234567890"}, "“1234567890” has more than 9 digits before or 6 after the point."),
        ({}, {"value": "60%"}, "“60%” has a % sign, but the figure is no percentage."),
        ({}, {"value": "5", "until": "2018/19"}, "It cannot end before it starts: 2019/20 starts later."),
        (
            {"scheme": "target_tolerance"},
            {"value": "0", "tolerance": "5", "tolerance_kind": "percent"},
            "A percent tolerance cannot be used with a target of 0: use a tolerance in points.",
        ),
        (
            {"scheme": "target_tolerance"},
            {"value": "5", "tolerance": "-1", "tolerance_kind": "points"},
            "A tolerance cannot be negative: it says how far on the worse side is still acceptable.",
        ),
        (
            {"scheme": "target_tolerance"},
            {"value": "5", "tolerance": "1"},
            "Say whether the tolerance is in points or in percent (tolerance_kind).",
        ),
        ({"scheme": "band"}, {"low": "9", "high": "5"}, "The lower edge cannot be above the upper one (9 to 5)."),
        ({"scheme": "band"}, {"low": "5"}, "The scheme band needs both edges: low and high."),
        ({"scheme": "variance"}, {"value": "0"}, "A variance in percent cannot be worked out from a budget of 0."),
    ],
)
def test_what_cannot_judge_is_refused(
    own: Place, office: Client, rule: dict[str, str], fields: dict[str, str], message: str
) -> None:
    measure = make_measure(own.council, own.framework, "M2")
    judged_by(measure, **rule)
    response = add(office, measure, period="2019/20", **fields)
    assert [each.replace('"', "“", 1).replace('"', "”", 1) for each in errors(response)] == [message]
    assert not measure.targets.exists()


@pytest.mark.parametrize("period", ["Q4", "18", "someday", "2018/20"])
def test_what_is_not_one_period_is_refused(own: Place, office: Client, period: str) -> None:
    response = add(office, own.measure, period=period, value="5")
    assert len(errors(response)) == 1
    assert errors(response)[0].startswith(f'"{period}"')


def test_a_target_is_checked_against_the_rule_that_the_page_sets_beside_it(own: Place, office: Client) -> None:
    band = {"rules-0-scheme": "band", "rules-0-from_period": "2019/20"}
    row = row_of({}, "targets", 1, period="2019/20", low="250", high="300")
    assert change(office, own.measure, **band, **row).status_code == 302
    assert own.measure.targets.get(low__isnull=False).high == Decimal(300)


def test_a_category_of_another_measure_is_refused(own: Place, office: Client) -> None:
    measure = make_measure(own.council, own.framework, "M2")
    assert errors(add(office, measure, period="2019/20", category=own.category.pk, value="5")) == [
        "That category belongs to another measure: choose one of this measure."
    ]


def test_a_target_of_a_part_is_refused_by_name(own: Place, office: Client) -> None:
    part = f"{own.category.dimension.name}: {own.category.name}"
    assert errors(add(office, own.measure, period="2018/19", category=own.category.pk, value="50")) == [
        f"A target of a part ({part}) is not taken: parts are not judged. Choose All, or withdraw the row."
    ]
    assert own.measure.targets.count() == 1


def test_a_period_that_could_be_two_is_refused_with_both(own: Place, office: Client) -> None:
    assert errors(add(office, own.measure, period="Q2 2026", value="50")) == [
        '"Q2 2026" could mean two periods: write "2026/27 Q2" (Jul to Sep 2026, Q2 2026/27)'
        ' or "2026/27 Q1" (Apr to Jun 2026, Q1 2026/27).'
    ]


def test_one_period_is_not_stated_twice(own: Place, office: Client) -> None:
    rows = {
        **row_of({}, "targets", 1, period="2019/20", value="5"),
        **row_of({}, "targets", 2, period="2019-20", value="6"),
    }
    assert errors(change(office, own.measure, **rows)) == [
        "This period is stated twice here: keep one of the two rows."
    ]


def test_a_baseline_is_worked_out_from_its_parts(own: Place, office: Client) -> None:
    measure = make_measure(own.council, own.framework, "M2", unit="percentage")
    assert add(office, measure, "baselines", period="2018/19", numerator="1271", denominator="2391").status_code == 302
    made = Baseline.objects.get(measure=measure)
    assert (made.value, made.numerator, made.denominator) == (Decimal("53.157675"), Decimal(1271), Decimal(2391))
    assert change(office, measure).status_code == 302
    assert Baseline.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "State the baseline: a value, or a numerator and a denominator."),
        ({"numerator": "5", "denominator": "0"}, "A denominator is above 0."),
        ({"numerator": "-5", "denominator": "8"}, "A numerator is not negative."),
        (
            {"value": "9", "numerator": "5", "denominator": "8"},
            "The numerator and the denominator give 0.625: leave the value blank.",
        ),
    ],
)
def test_a_baseline_that_cannot_be_is_refused(own: Place, office: Client, fields: dict[str, str], message: str) -> None:
    measure = make_measure(own.council, own.framework, "M2", unit="average")
    judged_by(measure, decimal_places=2)
    assert errors(add(office, measure, "baselines", period="2018/19", **fields)) == [message]
    assert not Baseline.objects.exists()


def test_a_withdrawn_baseline_is_a_version_without_a_figure(own: Place, office: Client) -> None:
    add(office, own.measure, "baselines", period="2017/18", value="564")
    assert (
        change(office, own.measure, **{"baselines-0-withdrawn": "on", "baselines-0-reason": "not ours"}).status_code
        == 302
    )
    assert [(each.number, each.value) for each in Baseline.objects.order_by("number")] == [(1, Decimal(564)), (2, None)]


def test_a_comparator_is_set_and_changed(own: Place, office: Client) -> None:
    add(office, own.measure, "comparators", name="England", period="2018/19", value="300", note="published in May")
    assert (
        change(office, own.measure, **{"comparators-0-value": "301", "comparators-0-reason": "revised"}).status_code
        == 302
    )
    assert [(each.value, each.note) for each in Comparator.objects.order_by("number")] == [
        (Decimal(300), "published in May"),
        (Decimal(301), "published in May"),
    ]
    assert errors(add(office, own.measure, "comparators", name="Wales", period="2018/19")) == ["State the figure."]


def test_the_page_tells_who_changed_what_when_and_why(own: Place, office: Client) -> None:
    change(office, own.measure, **{"targets-0-value": "310", "targets-0-reason": "agreed by cabinet", **ANEW})
    page = soup(office.get(address("measure", "change", own.measure)))
    latest = [
        cell.text for cell in page.select("section[aria-labelledby=settings-heading] tbody tr")[0].select("td, th")
    ]
    assert latest[1:] == ["officer-northshire", "Target for 2018/19", "300", "310", "agreed by cabinet"]
    first = [
        cell.text for cell in page.select("section[aria-labelledby=readings-heading] tbody tr")[0].select("td, th")
    ]
    assert first[1:] == ["import of a paper", "2018/19 (signed off)", "no figure", "346", "Not stated"]


def test_another_dimension_is_added_on_the_page(own: Place, office: Client) -> None:
    assert change(office, own.measure, **row_of({}, "dimensions", 1, name="Age")).status_code == 302
    made = Dimension.objects.get(name="Age")
    rows = row_of({}, "categories", 0, name="Under 5", slug="under-5", order="0")
    assert sent(office, address("dimension", "change", made), **rows).status_code == 302
    assert Category.objects.get(slug="under-5").history.get().history_user == own.officer


def test_somebody_without_the_right_to_change_targets_changes_none(own: Place, office: Client) -> None:
    from django.contrib.auth.models import Permission

    group = own.officer.groups.get()
    group.permissions.remove(*Permission.objects.filter(codename__in=["change_target", "add_target"]))
    path = address("measure", "change", own.measure)
    fields = {"targets-0-value": "1", "targets-0-reason": "mine", "targets-0-id": own.target.pk}
    assert sent(office, path, **fields).status_code == 302
    assert [stated(each) for each in own.measure.targets.all()] == [(Decimal(300), 1, True, False)]
